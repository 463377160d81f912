"""The rule-based author: denial and appeal composed from a view, a grammar and the checked legal texts.

It costs nothing and needs no model: the control against which models and checks are judged. It is grounded by
construction: a letter holds wordings of the grammar (`templates/baseline_*.toml`, which hold no fact), sentences
of the view, quoted or with only the person changed, and placeholders for all that is not known.

In: a view and the axes of the letter. Out: its text, the same on every machine. `baseline_words` draws the wordings,
`baseline_facts` words the facts, `baseline_quotes` finds the reason to quote; here they become a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from imrdata.letters.axes import GROUNDS, Axes
from imrdata.letters.baseline_facts import PERSONS, Fact, Person, facts_part, point, read_facts, tried_words
from imrdata.letters.baseline_quotes import reason_quotes
from imrdata.letters.baseline_words import Words, capital, grammar_sha256
from imrdata.letters.facts import requested_service
from imrdata.letters.prompts import about_child, is_reimbursement
from imrdata.letters.statutory import notice
from imrdata.letters.views import AppealView, DenialView, View

__all__ = ["BASELINE_VERSION", "grammar_sha256", "write_appeal", "write_denial"]

#: Rises with every change of a letter; the tests hold it against the hashes of the grammar and of letters.
BASELINE_VERSION: Final = "baseline-grammar@2"

#: A service named longer than this is called "the requested service" after its first mention.
_SHORT: Final = 45


def write_denial(view: DenialView, axes: Axes) -> str:
    """Write a denial notice from a health plan to its member, or to the parent of a young one.

    Parameters
    ----------
    view
        What the writer may see.
    axes
        Ground and regime of the letter, and the seed of its wording.

    Returns
    -------
    str
        The letter, with placeholders of the closed set for names, dates and all that the view does not say.
    """
    child = about_child(view, axes)
    experimental = axes.ground == "experimental"
    facts = read_facts(view)
    person = PERSONS["child" if child else "member"]
    words = Words(
        "denial",
        view,
        seed=axes.seed,
        tags=(
            axes.ground,
            "child" if child else "adult",
            "payment" if is_reimbursement(view) else "authorization",
            "experimental" if experimental else "established",
            "facts" if facts else "none",
            "any",
        ),
        names={
            **_service_names(view),
            "member": person.object,
            "your": person.possessive,
            "Your": capital(person.possessive),
            "you_have": f"{person.subject} {person.verbs['has']}",
            "you_were": f"{person.subject} {person.verbs['was']}",
        },
    )
    parts = {
        "facts": facts_part(words, "facts", facts, person) or words("facts.none"),
        "contract": words("contract") if experimental else "",
        "notice": notice(regime=axes.regime, kind="denial", type=view.type, notice_kind=axes.notice),
    }
    letter = [
        _denial_head(words, view),
        words("salutation"),
        *_body(words, parts),
        words("signoff") + "\n\n[SIGNATURE]\n" + words("signer") + "\n[PLAN_NAME]",
    ]
    return _laid_out(letter)


def write_appeal(view: AppealView, axes: Axes) -> str:
    """Write an appeal of one denial in the voice of the patient, a parent or the treating physician.

    Parameters
    ----------
    view
        What the writer may see, the denial included: its reason is quoted and answered.
    axes
        Ground, regime and voice of the letter, and the seed of its wording.

    Returns
    -------
    str
        The letter. Literature is named only if the view holds it.
    """
    voice = axes.voice
    person = PERSONS[voice]
    payment = is_reimbursement(view)
    facts = read_facts(view)
    tried = [fact for fact in facts if tried_words(fact)]
    service = _service_names(view)
    words = Words(
        "appeal",
        view,
        seed=axes.seed,
        tags=(
            axes.ground,
            "payment" if payment else "authorization",
            voice,
            "physician" if voice == "physician" else "lay",
            "experimental" if axes.ground == "experimental" else "established",
            "facts" if facts else "none",
            "any",
        ),
        names={
            **service,
            "service": f"{'reimbursement for' if payment else 'coverage of'} {service['service']}",
            "asks": f"{'pay for' if payment else 'authorize'} {service['short']}",
            "ground": GROUNDS[axes.ground],
            "p_obj": person.object,
            "p_poss": person.possessive,
            "names": _listed(view.literature),
        },
    )
    order = words("orders").split()
    words.names["below_or_above"] = "above" if order.index("history") < order.index("rebuttal") else "below"
    history = facts_part(words, "history", facts, person)
    said = "; ".join(f'"{tried_words(fact)}"' for fact in tried)
    parts = {
        "reason": _reason(words, reason_quotes(view.denial, axes.ground)),
        # What was tried answers most grounds best; else the first fact has to do.
        "rebuttal": _rebuttal(words, tried or facts, person),
        "history": _joined(history, words("history.weigh")) if history else words("history.none"),
        "tried": words("tried.stated", words=said) if tried else words("tried.none"),
        "evidence": words("evidence.named" if view.literature else "evidence.none"),
        "ask": _joined(words("ask"), words("expedited")),
    }
    signer = {"patient": "[MEMBER_NAME]", "parent": "Parent of [MEMBER_NAME]", "physician": "[PHYSICIAN_NAME]"}[voice]
    letter = [
        _appeal_head(words, voice),
        words("salutation"),
        *_body(words, parts),
        words("signoff") + "\n\n[SIGNATURE]\n" + signer,
        words("enclosures"),
    ]
    return _laid_out(letter)


def _reason(words: Words, quotes: list[str]) -> str:
    """Quote the denial's reason, or say that it gives none."""
    if not quotes:
        return words("reason.unquoted")
    first = words("reason.quote", quote=f'"{quotes[0]}"')
    return " ".join([first, *(words("reason.second", quote=f'"{quote}"') for quote in quotes[1:])])


def _rebuttal(words: Words, facts: list[Fact], person: Person) -> str:
    """Answer the reason, with the first of the facts if there are any."""
    answers = [words("rebuttal.first"), words("rebuttal.second")]
    if facts:
        stated = words("rebuttal.facts", point=point(facts[0], person))
        answers.insert(1, f"{stated} {words('rebuttal.where')}")
    form = words.draw("rebuttal form", ["numbered", "paragraphs", "running"])
    if form == "running":
        return " ".join(answers)
    lead = words("rebuttal.lead")
    if form == "numbered":
        return "\n".join([lead, *(f"{number}. {answer}" for number, answer in enumerate(answers, 1))])
    return "\n\n".join([f"{lead} {answers[0]}", *answers[1:]])


def _service_names(view: View) -> dict[str, str]:
    """Return what the service is called: in full, short, and on the subject line."""
    service = requested_service(view)
    if service is not None:
        bare = re.sub(r"^(?:a|an|the)\s+", "", service, flags=re.I)
        short = service if len(service) <= _SHORT else "the requested service"
        return {"service": service, "short": short, "line": capital(bare)}
    label = _category(view.treatment_category, view.treatment_subcategory)
    if label:
        return {
            "service": f'the service listed as "{label}"',
            "short": "the requested service",
            "line": f'listed as "{label}" ([DETAILS_NEEDED])',
        }
    return {
        "service": "a health care service ([DETAILS_NEEDED])",
        "short": "the requested service",
        "line": "[DETAILS_NEEDED]",
    }


def _category(main: str | None, sub: str | None) -> str:
    """Return a category as one label; "Other" tells a reader nothing."""
    parts = [part for part in (main, sub) if part and part.lower() != "other"]
    return ", ".join(parts)


def _denial_head(words: Words, view: View) -> str:
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
    return head.format(title=f"{title}\n\n" if title else "", block=_denial_block(words, view))


def _denial_block(words: Words, view: View) -> str:
    condition = _category(view.diagnosis_category, view.diagnosis_subcategory)
    rows = [
        ("Member", "[MEMBER_NAME]"),
        ("Member ID", "[MEMBER_ID]"),
        ("Reference number", "[REFERENCE_NUMBER]"),
        ("Requested service", words.names["line"]),
        ("Requested by", "[PROVIDER_NAME]"),
        *([("Condition on the request", condition)] if condition else []),
        ("Date of decision", "[DENIAL_DATE]"),
    ]
    form = words.draw("block", ["lines", "re", "short"])
    if form == "lines":
        return "\n".join(f"{name}: {value}" for name, value in rows)
    lines = [f"Service: {words.names['line']}", "Provider: [PROVIDER_NAME]"]
    lines += [f"Condition: {condition}"] if condition else []
    if form == "re":
        head = "Re: Member ID [MEMBER_ID], reference number [REFERENCE_NUMBER], decision of [DENIAL_DATE]"
        return "\n".join([head, *lines])
    return "\n".join(["Member ID: [MEMBER_ID] | Reference: [REFERENCE_NUMBER] | Decision date: [DENIAL_DATE]", *lines])


def _appeal_head(words: Words, voice: str) -> str:
    sender = words.draw(
        "sender",
        {
            "patient": ["[MEMBER_NAME]\n[ADDRESS]\n[PHONE]", "[MEMBER_NAME]\n[ADDRESS]\n[PHONE] | [EMAIL]"],
            "parent": [
                "Parent of [MEMBER_NAME]\n[ADDRESS]\n[PHONE]",
                "[ADDRESS]\n[PHONE] | [EMAIL]",
            ],
            "physician": ["[PHYSICIAN_NAME]\n[ADDRESS]\n[PHONE]", "Office of [PHYSICIAN_NAME]\n[ADDRESS]\n[PHONE]"],
        }[voice],
    )
    plan = words.draw(
        "recipient",
        [
            "[PLAN_NAME]\nGrievance and Appeals\n[PLAN_ADDRESS]",
            "[PLAN_NAME]\nAppeals Department\n[PLAN_ADDRESS]\nFax: [PLAN_FAX]",
            "To: [PLAN_NAME], Grievance and Appeals Department, [PLAN_ADDRESS]",
        ],
    )
    who, name = ("Patient", "[PATIENT_NAME]") if voice == "physician" else ("Member", "[MEMBER_NAME]")
    subject, line = words("subject"), words.names["line"]
    block = words.draw(
        "block",
        [
            f"{subject}\n{who}: {name}\nMember ID: [MEMBER_ID]\nReference number: [REFERENCE_NUMBER]\nService: {line}",
            f"{subject}\n{who}: {name}, Member ID [MEMBER_ID], reference number [REFERENCE_NUMBER]\n"
            f"Requested service: {line}",
            f"{subject}\n{who} {name} | ID [MEMBER_ID] | Reference [REFERENCE_NUMBER]\nConcerning: {line}",
        ],
    )
    orders = [(sender, "[DATE]", plan, block), ("[DATE]", sender, plan, block), (sender, plan, "[DATE]", block)]
    return "\n\n".join(words.draw("head", orders))


def _body(words: Words, parts: Mapping[str, str]) -> Iterable[str]:
    """Yield the paragraphs in the drawn order, with headings if drawn; a place that is no part is drawn as it is."""
    headed = words.draw("headed", ["yes", "no", "no"]) == "yes"
    for place in words("orders").split():
        text = parts[place] if place in parts else words(place)
        if text and headed and place in words.grammar["headings"]:
            text = words(f"headings.{place}") + "\n" + text
        yield text


def _joined(first: str, second: str) -> str:
    """Join sentences; what follows a list starts a paragraph of its own."""
    separator = "\n\n" if "\n- " in first else " "
    return f"{first}{separator}{second}" if second else first


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""


def _laid_out(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(paragraph.strip() for paragraph in paragraphs if paragraph.strip()) + "\n"
