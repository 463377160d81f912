"""The rule-based appeal of one denial, in the voice of a patient, a family member or a physician. Room: letters.

In: what the writer of an appeal may see (the denial included) and the axes of the letter. Out: its text, the same on
every machine. A narrowed view (`imrdata.letters.facts.narrowed`) gives an appeal written from just what it shows: what
it does not hold is asked for or left as a placeholder.
"""

from __future__ import annotations

import re
from typing import Final

from imrdata.letters.axes import GROUNDS, Axes
from imrdata.letters.baseline_denial import complaint_name
from imrdata.letters.baseline_facts import Fact, facts_part, point, read_facts, treated_facts, tried_facts
from imrdata.letters.baseline_layout import body, is_past, laid_out, listed, service_names
from imrdata.letters.baseline_persons import Person, person_of
from imrdata.letters.baseline_quotes import Quotes, reason_quotes
from imrdata.letters.baseline_words import Words, capital
from imrdata.letters.views import AppealView

__all__ = ["LEGAL_HOOKS", "write_appeal"]

#: The law that an appeal may name, by regime: a closed list. Sections are named as the place of a right or a request,
#: and nothing is said of what they say, since that would be a legal text that nobody checked.
LEGAL_HOOKS: Final = {
    "dmhc_commercial": (
        "Health and Safety Code section 1367.01(h)",
        "Health and Safety Code section 1374.30",
        "Health and Safety Code section 1370.4",
        "Health and Safety Code sections 1370.4 and 1374.30",
    ),
    "medi_cal_managed_care": (
        "Health and Safety Code section 1367.01(h)",
        "Health and Safety Code section 1374.30",
        "Health and Safety Code section 1370.4",
    ),
    "cdi": (),
    "erisa_self_funded": ("ERISA", "29 CFR 2560.503-1"),
    "aca_marketplace": ("45 CFR 147.136",),
}

#: Where the criteria and reasons are asked for: the end of a sentence.
_CRITERIA_LAW: Final = {
    "dmhc_commercial": " (Health and Safety Code section 1367.01(h))",
    "medi_cal_managed_care": " (Health and Safety Code section 1367.01(h))",
    "erisa_self_funded": " (29 CFR 2560.503-1)",
    "aca_marketplace": " (45 CFR 147.136)",
}

#: Below so many words (the rubric's least) a letter takes up more places, one after the other.
_LEAST_WORDS: Final = 400
_MORE: Final = ("receipt", "who")

#: More names than this are a reading list, not an argument.
_MOST_NAMES: Final = 5


def write_appeal(view: AppealView, axes: Axes) -> str:
    """Write an appeal of one denial.

    Parameters
    ----------
    view
        What the writer may see, the denial included: its reason is quoted and answered.
    axes
        Ground, regime, notice kind, voice, length and register of the letter, and the seed of its wording.

    Returns
    -------
    str
        The letter. Literature is named only if the view holds it.
    """
    voice = axes.voice
    person = person_of(voice, view.patient_gender)
    payment = is_past(view, axes)
    facts = read_facts(view)
    tried = treated_facts(view, facts)
    service = service_names(view)
    lay = ("lay",) if voice == "patient" else ("family", "lay") if voice != "physician" else ()
    words = Words(
        "appeal",
        view,
        seed=axes.seed,
        tags=(
            axes.ground,
            axes.notice,
            axes.regime,
            "payment" if payment else "authorization",
            voice,
            *lay,
            "experimental" if axes.ground == "experimental" else "established",
            "facts" if facts else "none",
            axes.length,
            axes.register,
            "any",
        ),
        names={
            **service,
            "service": f"{'payment for' if payment else 'coverage of'} {service['service']}",
            "asks": f"{'pay for' if payment else 'authorize'} {service['short']}",
            "ground": GROUNDS[axes.ground],
            "p_obj": person.object,
            "P_obj": capital(person.object),
            "p_poss": person.possessive,
            "P_poss": capital(person.possessive),
            "kin": _kin(voice, view.patient_gender),
            "complaint": "request to reconsider" if axes.notice == "final_internal" else complaint_name(axes.regime),
            "law": _CRITERIA_LAW.get(axes.regime, ""),
            "names": listed(view.literature[:_MOST_NAMES]),
        },
    )
    quotes = reason_quotes(view.denial, axes.ground)
    # Long facts make a short letter long: what it can do without is left out.
    brief = axes.length == "short" and len(facts) > 1
    order = words("orders").split()
    words.names["tried_where"] = "above" if order.index("history") < order.index("tried") else "below"
    # What was tried has a paragraph of its own, unless too little is left to tell without it.
    apart = [fact for fact in facts if fact not in tried]
    alone = len(apart) > 1
    history = facts_part(words, "history", apart if alone else facts, person)
    # What was tried in vain answers most grounds best; else the first fact has to do.
    strongest = tried_facts(facts) or facts
    where = "tried" if alone and strongest[0] in tried else "history"
    words.names["below_or_above"] = "above" if order.index(where) < order.index("rebuttal") else "below"
    parts = {
        "opening": words("opening") + _more(words, axes),
        "reason": _reason(words, quotes, short=brief),
        "rebuttal": _rebuttal(words, strongest, person, quotes=quotes, short=brief),
        "questions": _questions(words, few=len(facts) < 2),
        "history": _with(history, words("history.weigh")) if history else words("history.none"),
        "tried": _tried(words, tried, person, apart=alone),
        "evidence": words("evidence.named" if view.literature else "evidence.none"),
        "ask": _with(words("ask"), words("expedited")),
    }
    signer = {
        "patient": "[MEMBER_NAME]",
        "physician": "[PHYSICIAN_NAME]",
    }.get(voice, f"{capital(words.names['kin'])} of [MEMBER_NAME]")
    head, salutation = _head(words, voice), words("salutation")
    end = [words("signoff") + "\n\n[SIGNATURE]\n" + signer, words("enclosures")]
    told = list(body(words, parts))
    for place in _MORE:
        if place not in order and len(laid_out([head, salutation, *told, *end]).split()) < _LEAST_WORDS:
            told.insert(-1, words(place))
    return laid_out([head, salutation, *told, *end])


def _kin(voice: str, gender: str | None) -> str:
    """Return what a family member is to the patient. The spouse's own gender is nowhere stated."""
    return "spouse" if voice == "spouse" else "parent"


def _more(words: Words, axes: Axes) -> str:
    """Say what is special about a notice that is no plain first denial by the plan."""
    place = {"modification": "changed", "final_internal": "final", "medical_group": "group"}.get(axes.notice)
    return f" {words(place)}" if place else ""


def _with(first: str, second: str) -> str:
    """Join sentences; what follows a list starts a paragraph of its own."""
    separator = "\n\n" if "\n- " in first else " "
    return f"{first}{separator}{second}" if second else first


def _reason(words: Words, quotes: Quotes, *, short: bool) -> str:
    """Quote the denial's reason, or say that it gives none."""
    if not quotes.reason:
        return words("reason.unquoted")
    first = words("reason.quote", quote=_quoted(quotes.reason))
    return f"{first} {words('reason.second', quote=_quoted(quotes.missing))}" if quotes.missing and not short else first


def _quoted(text: str) -> str:
    return f'"{text}"'


def _rebuttal(words: Words, facts: list[Fact], person: Person, *, quotes: Quotes, short: bool) -> str:
    """Answer the reason, what goes into it, and what is said to be missing; with the first of the facts if any."""
    answers = [words("rebuttal.first"), words("rebuttal.second")]
    if short:
        answers.pop()  # what is missing has been quoted, and is asked for below
    if facts:
        stated = words("rebuttal.facts", point=_point(words, facts[0], person))
        answers.insert(1, f"{stated} {words('rebuttal.where')}")
    if quotes.closer:
        answers.insert(1, words("rebuttal.stated", quote=_quoted(quotes.closer)))
    form = words.draw("rebuttal form", ["numbered", "paragraphs", "ordinals"])
    lead = words("rebuttal.lead")
    if form == "numbered":
        return "\n".join([lead, *(f"{number}. {answer}" for number, answer in enumerate(answers, 1))])
    if form == "ordinals":
        names = ("First", "Second", "Third", "Last")
        answers = [f"{name}, {_small(answer)}" for name, answer in zip(names, answers, strict=False)]
    return "\n\n".join([f"{lead} {answers[0]}", *answers[1:]])


def _point(words: Words, fact: Fact, person: Person) -> str:
    """Name the fact that answers best, or where it stands."""
    tried = bool(tried_facts([fact]))
    elsewhere = (
        "the treatment that has been tried already" if tried else (f"what the record says about {words.names['p_obj']}")
    )
    said = point(fact, person)
    # What was tried is told in full elsewhere: now and then is enough.
    return elsewhere if not said or (tried and words.draw("point", ["told", "named"]) == "named") else said


def _small(text: str) -> str:
    """Let a sentence follow a comma; "I" stays as it is."""
    return text if re.match(r"I\b", text) else text[:1].lower() + text[1:]


def _questions(words: Words, *, few: bool) -> str:
    """Ask what the denial leaves open, as a list."""
    drawn = words("questions").split("|")
    first = 0 if few else words.draw("questions/first", range(2))
    count = len(drawn) if few else 3
    return "\n".join([words("questions.lead"), *(f"- {question}" for question in drawn[first : first + count])])


def _tried(words: Words, tried: list[Fact], person: Person, *, apart: bool) -> str:
    """Say what was tried: here, where the history leaves it out, else by pointing to the history; or ask for it."""
    if not tried:
        return words("tried.none")
    if not apart:
        return words("tried.referred")
    said = [fact.sentence(person, named=number > 0) or fact.quotation for number, fact in enumerate(tried)]
    return words("tried.stated", words=" ".join(said))


def _head(words: Words, voice: str) -> str:
    kin = capital(words.names["kin"])
    sender = words.draw(
        "sender",
        {
            "patient": ["[MEMBER_NAME]\n[ADDRESS]\n[PHONE]", "[MEMBER_NAME]\n[ADDRESS]\n[PHONE] | [EMAIL]"],
            "physician": ["[PHYSICIAN_NAME]\n[ADDRESS]\n[PHONE]", "Office of [PHYSICIAN_NAME]\n[ADDRESS]\n[PHONE]"],
        }.get(voice, [f"{kin} of [MEMBER_NAME]\n[ADDRESS]\n[PHONE]", "[ADDRESS]\n[PHONE] | [EMAIL]"]),
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
