"""The rule-based denial, composed from a view, the axes, the grammar and the checked legal texts. Room: letters.

In: what the writer of a denial may see, and the axes of the letter. Out: its text, the same on every machine.
"""

from __future__ import annotations

from typing import Final

from imrdata.letters.axes import Axes
from imrdata.letters.baseline_facts import facts_part, read_facts, stated_reason, tried_facts
from imrdata.letters.baseline_layout import body, category, is_past, laid_out, quotation, service_names
from imrdata.letters.baseline_persons import person_of
from imrdata.letters.baseline_words import Words, capital
from imrdata.letters.prompts import about_child
from imrdata.letters.statutory import notice
from imrdata.letters.views import DenialView, View

__all__ = ["write_denial"]

#: What the contract is called, by regime.
_CONTRACT: Final = {
    "dmhc_commercial": "plan contract",
    "medi_cal_managed_care": "Member Handbook",
    "cdi": "insurance policy",
    "erisa_self_funded": "Summary Plan Description",
}


def write_denial(view: DenialView, axes: Axes) -> str:
    """Write a denial notice from a health plan to its member, or to the parent of a young one.

    Parameters
    ----------
    view
        What the writer may see.
    axes
        Ground, regime, notice kind, length and register of the letter, and the seed of its wording.

    Returns
    -------
    str
        The letter, with placeholders of the closed set for names, dates and all that the view does not say.
    """
    child = about_child(view, axes)
    experimental = axes.ground == "experimental"
    final = axes.notice == "final_internal"
    facts = read_facts(view)
    person = person_of("child" if child else "member", view.patient_gender)
    texts = notice(regime=axes.regime, kind="denial", type=view.type, notice_kind=axes.notice)
    words = Words(
        "denial",
        view,
        seed=axes.seed,
        tags=(
            axes.notice,
            *(() if final else ("first",)),
            axes.ground,
            axes.regime,
            "child" if child else "adult",
            "payment" if is_past(view, axes) else "authorization",
            "experimental" if experimental else "established",
            # Only step therapy is worded otherwise where the record tells of treatments.
            *(("tried",) if axes.ground == "step_therapy" and tried_facts(facts) else ()),
            "facts" if facts else "none",
            axes.length,
            axes.register,
            "any",
        ),
        names={
            **service_names(view),
            "member": person.object,
            "your": person.possessive,
            "Your": capital(person.possessive),
            "you_have": f"{person.subject} {'have' if person.grammar == 2 else 'has'}",
            "you_were": f"{person.subject} {'were' if person.grammar == 2 else 'was'}",
            "us": "[PLAN_NAME]" if axes.notice == "medical_group" else "us",
            "our_plan": "[PLAN_NAME]" if axes.notice == "medical_group" else "our plan",
            "complaint": complaint_name(axes.regime),
            "contract_name": _CONTRACT.get(axes.regime, "plan contract"),
        },
    )
    words.names["when"] = words("when")
    reason = stated_reason(view, person)
    parts = {
        "opening": _joined(words("opening"), _request_words(words, view)),
        "reason": _joined(_reason(words, view, axes), words("stated", reason=reason) if reason else ""),
        "facts": facts_part(words, "facts", facts, person) or words("facts.none"),
        "contract": words("contract") if experimental else "",
        "door": words("door") if axes.regime in words.grammar["door"] else "",
        "imr": words("imr") if axes.regime in ("dmhc_commercial", "medi_cal_managed_care") else "",
        "notice": texts,
    }
    letter = [
        _head(words, view, final=final),
        words("salutation"),
        *body(words, parts),
        words("signoff")
        + "\n\n[SIGNATURE]\n"
        + words("signer")
        + ("" if axes.notice == "medical_group" else "\n[PLAN_NAME]"),
    ]
    return laid_out(letter)


def complaint_name(regime: str) -> str:
    """Return what the first way to dispute a decision is called under a regime."""
    return "grievance" if regime == "dmhc_commercial" else "appeal"


def _joined(first: str, second: str) -> str:
    return f"{first} {second}" if second else first


def _reason(words: Words, view: View, axes: Axes) -> str:
    """Give the reason; a stated ground may be another than the type's, and the type is then said as well."""
    if view.type == "Urgent Care" and axes.ground != "not_emergency":
        return _joined(words("of_type.urgent"), words("reason"))
    if view.type == "Experimental/Investigational" and axes.ground != "experimental":
        return _joined(words("of_type.experimental"), words("reason"))
    return words("reason")


def _request_words(words: Words, view: View) -> str:
    """Quote the request where the service could not be named from it: the member must know what is meant."""
    if words.names["named"] or not view.request:
        return ""
    return words("request_words", quote=quotation(view.request[0]))


def _head(words: Words, view: View, *, final: bool) -> str:
    head = words.draw(
        "head",
        [
            "[PLAN_NAME]\n[PLAN_ADDRESS]\n\n[DATE]\n\n[MEMBER_NAME]\n[MEMBER_ADDRESS]\n\n{title}{block}",
            "[DATE]\n\n[MEMBER_NAME]\n[MEMBER_ADDRESS]\n\n{title}{block}",
            "[PLAN_NAME]\n\nDate: [DATE]\n\nTo: [MEMBER_NAME], [MEMBER_ADDRESS]\n\n{title}{block}",
            "{title}[DATE]\n\n[PLAN_NAME], [PLAN_ADDRESS]\n\n{block}",
        ],
    )
    title = words("title")
    return head.format(title=f"{title}\n\n" if title else "", block=_block(words, view, final=final))


def _block(words: Words, view: View, *, final: bool) -> str:
    """Return the subject block: who, which number, which service, on whose request."""
    condition = category(view.diagnosis_subcategory) or category(view.diagnosis_category)
    line = words.names["line"]
    decided = "Date of this decision" if final else "Date of decision"
    rows = [
        ("Member", "[MEMBER_NAME]"),
        ("Member ID", "[MEMBER_ID]"),
        ("Reference number", "[REFERENCE_NUMBER]"),
        ("Requested service", line),
        ("Requested by", "[PROVIDER_NAME]"),
        *([("Condition on the request", condition)] if condition else []),
        (decided, "[DENIAL_DATE]"),
    ]
    form = words.draw("block", ["lines", "re", "short"])
    if form == "lines":
        return "\n".join(f"{name}: {value}" for name, value in rows)
    lines = [f"Service: {line}", "Provider: [PROVIDER_NAME]"]
    lines += [f"Condition: {condition}"] if condition else []
    if form == "re":
        head = "Re: Member ID [MEMBER_ID], reference number [REFERENCE_NUMBER], decision of [DENIAL_DATE]"
        return "\n".join([head, *lines])
    return "\n".join(["Member ID: [MEMBER_ID] | Reference: [REFERENCE_NUMBER] | Decision date: [DENIAL_DATE]", *lines])
