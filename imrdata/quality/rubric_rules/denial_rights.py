"""The rules for denials: criteria, what else is needed, the reviewer, rights, language. One function for each item.

In: `Reading`. Out: `Answer` with the evidence's span in the normal form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from imrdata.quality.readability import flesch_kincaid_grade
from imrdata.quality.rubric_rules.reading import CONTACT, PHONE, Answer, Reading, found_or, missing

__all__ = ["RIGHTS_RULES"]

_CRITERIA: Final = (
    r"(?:\[criteria_name\]|\b(?:criteri(?:a|on)|guidelines?|(?:medical|clinical|coverage|payment|drug|plan's|our"
    r"|written)"
    r" polic(?:y|ies)|formulary|protocols?|mcg|interqual|standards?|rules?)\b)"
)
_REVIEWER: Final = (
    r"(?:\[reviewer_(?:name|title)\]|\b(?:medical director|(?:physician|doctor|medical|clinical|nurse|peer"
    r"|pharmacist)"
    r" reviewer|reviewing (?:physician|doctor|pharmacist|clinician)|chief medical officer|pharmacist"
    r"|licensed (?:physician|clinician|doctor)|clinician|(?:plan's |our |a )(?:doctor|physician))\b)"
)
_DECIDED: Final = re.compile(
    r"\b(?:made|review\w*|decid\w*|decision|responsib\w*|determin\w*|denied|looked|questions?|reach|sign\w*"
    r"|sincerely)\b"
    r"|\[reviewer_"
)
_GRIEVANCE: Final = r"\b(?:grievance|appeal|complaint)s?\b"


def _criteria_used(letter: Reading) -> Answer:
    used = (
        r"\b(?:us(?:e[ds]?|ing)|appl(?:y|ied|ies)|bas(?:ed|is)|according|under|review\w*|look\w*|compar\w*"
        r"|me[et]t?s?|rel(?:y|ied)|follow\w*|requires?)\b"
    )
    both = rf"{_CRITERIA}[^.]{{0,160}}{used}|{used}[^.]{{0,160}}{_CRITERIA}|\[criteria_name\]"
    return found_or(letter.first(both, of=letter.own_words), "no criteria, guideline or policy is named as used")


#: A copy, or getting the criteria themselves; "request" and "see" alone are said of much else.
_OFFER: Final = re.compile(
    r"\bcop(?:y|ies)\b|\b(?:get it|(?:mail|send|give) (?:it|them)(?: to you)?)\b"
    r"|\b(?:you|to|can|may|please|or) (?:get|obtain|see|view|request|receive|ask (?:us )?for|read)\b[^.]{0,60}"
    + _CRITERIA
    + r"|\b(?:send|give) you\b[^.]{0,60}"
    + _CRITERIA
)
_HAD: Final = re.compile(
    r"\b(?:ask\w*|request\w*|call\w*|get|obtain|send|mail|available|provide|write|writing|like|want|have|had|see"
    r"|view|receive"
    r"|give|free|yours)\b"
)


def _copies(letter: Reading) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield where a copy of what was used is offered."""
    for index, one in enumerate(letter.sentences):
        match = None if one.printed else _OFFER.search(one.text)
        # "a copy of it" means the criteria only where they were just spoken of; a semicolon ends a sentence here.
        if match and re.search(_CRITERIA, letter.around(index, before=2)) and _HAD.search(one.text):
            yield index, (one.start + match.start(), one.start + match.end())


def _criteria_copy(letter: Reading) -> Answer:
    found = next(_copies(letter), None)
    return Answer("met", found[1]) if found else missing("no copy of the criteria is offered")


def _criteria_free(letter: Reading) -> Answer:
    free = re.compile(
        r"\bfree\b|\bno (?:cost|charge)\b|\bwithout (?:cost|charge)\b|\b(?:do(?:es)? not cost"
        r"|costs? (?:you )?nothing)\b"
    )
    for index, _ in _copies(letter):
        for one in letter.sentences[max(0, index - 1) : index + 2]:
            if match := free.search(one.text):
                return Answer("met", (one.start + match.start(), one.start + match.end()))
    return missing("no copy of the criteria is said to be free")


def _contract(letter: Reading) -> Answer:
    contract = (
        r"(?:evidence of coverage|eoc|member handbook|handbook|contract|policy|benefit (?:booklet|plan)|certificate)"
    )
    part = r"(?:section|page|chapter|article|provision|paragraph|exclu\w+|limitation)"
    return found_or(
        letter.first(
            rf"\[contract_provision\]|\b{contract}\b[^.]{{0,100}}\b{part}\b|\b{part}\b[^.]{{0,100}}\b{contract}\b",
            of=letter.own_words,
        ),
        "no provision of the contract is named",
    )


_THINGS: Final = (
    r"(?:records?|notes?|information|results?|documentation|documents?|letters?|details?|reports?|comments"
    r"|evaluations?"
    r"|\[details_needed\])"
)
_SEND: Final = (
    r"(?:send|submit|provide|include|give|share|fax|supply|see|need|needed|missing|help\w*|receive|get|add|change)"
)
_FURTHER: Final = re.compile(
    r"\b(?:more|additional|further|other|new|also|any|following|would|could|can|may|please|again|if|needed|these"
    r"|this)\b"
)


def _what_else(letter: Reading) -> Answer:
    sending = re.compile(rf"\b{_SEND}\b[^.]{{0,140}}{_THINGS}|{_THINGS}[^.]{{0,140}}\b{_SEND}\b")
    ours = re.compile(rf"\b(?:cop(?:y|ies)|free of charge)\b|{_CRITERIA}[^.]*\bfree\b")
    for one in letter.own_words:
        if sending.search(one.text) and _FURTHER.search(one.text) and not ours.search(one.text):
            return Answer("met", (one.start, one.start + len(one.text)))
    return missing("nothing is said of what else could be sent")


def _reviewers(letter: Reading) -> Iterator[tuple[int, tuple[int, int]]]:
    named = re.compile(_REVIEWER + r"|, m\.?d\.?\b|\bm\.d\.")
    for index, one in enumerate(letter.sentences):
        match = None if one.printed else named.search(one.text)
        if match and _DECIDED.search(letter.around(index, before=1, after=1)):
            yield index, (one.start + match.start(), one.start + match.end())


def _reviewer(letter: Reading) -> Answer:
    found = next(_reviewers(letter), None)
    return Answer("met", found[1]) if found else missing("nobody is named as responsible for the decision")


def _reviewer_phone(letter: Reading) -> Answer:
    for index, _ in _reviewers(letter):
        for one in letter.sentences[index : index + 2]:
            if match := re.search(PHONE, one.text):
                return Answer("met", (one.start + match.start(), one.start + match.end()))
    return missing("no telephone number with the responsible reviewer")


def _grievance(letter: Reading) -> Answer:
    # "A grievance is … . You may file one by calling …"
    one_of_them = re.compile(r"\b(?:file|send|submit|make) (?:one|it)\b")
    for index, one in enumerate(letter.sentences[1:], 1):
        match = one_of_them.search(one.text)
        if match and re.search(_GRIEVANCE, letter.sentences[index - 1].text):
            return Answer("met", (one.start + match.start(), one.start + match.end()))
    return found_or(
        letter.first(
            r"\b(?:file|submit|send|make|start|ask for|request|right to|may|can|want to|how to)\b[^.]{0,80}"
            + _GRIEVANCE
            + r"|\b(?:you|member) (?:may|can|have the right to)\b[^.]{0,40}\bappeal\b"
            + r"|\b(?:tell|call|write|phone|contact)\b[^.]{0,60}"
            + _GRIEVANCE
        ),
        "no word of the grievance or appeal",
    )


def _grievance_how(letter: Reading) -> Answer:
    how = re.compile(CONTACT + r"|\[plan_address\]|\b(?:online|website|web site|by mail|by phone|in writing|form)\b")
    for index, one in enumerate(letter.sentences):
        if re.search(_GRIEVANCE, one.text):
            for near in letter.sentences[max(0, index - 1) : index + 4]:
                if match := how.search(near.text):
                    return Answer("met", (near.start + match.start(), near.start + match.end()))
    return missing("how to file is not said")


def _imr(letter: Reading) -> Answer:
    for one in letter.sentences:
        match = re.search(r"\bindependent medical review\b|\bimr\b", one.text)
        right = re.search(
            r"\b(?:may|can|right|eligible|appl(?:y|ying)|ask|request|qualify|entitled|available|will|must|if)\b",
            one.text,
        )
        if (
            match
            and right
            and not re.search(r"\b(?:imr|review) (?:has|was|had|found|decided|upheld|overturned)\b", one.text)
        ):
            return Answer("met", (one.start + match.start(), one.start + match.end()))
    return missing("no Independent Medical Review as a right")


_SECOND_DOOR: Final[Mapping[str, str]] = {
    "medi_cal_managed_care": r"\bstate (?:fair )?hearing\b|\bfair hearing\b",
    "cdi": r"\b(?:department of insurance|insurance commissioner|cdi)\b",
    "erisa_self_funded": r"\bexternal review\b|\bcivil action\b|\b502\(a\)|\bindependent review organization\b",
    "aca_marketplace": r"\bexternal review\b|\bindependent review organization\b",
}


def _second_door(letter: Reading) -> Answer:
    return found_or(letter.first(_SECOND_DOOR[letter.row["regime"]]), "the regime's own further right is not named")


def _expedited(letter: Reading) -> Answer:
    fast = re.compile(
        r"\b(?:expedit\w+|fast(?:er)?|quick(?:er|ly)?|urgent\w*|rush|sooner|72[- ]hours?|(?:3|three)[- ]days?)\b"
    )
    threat = re.compile(
        r"\b(?:serious\w*|imminent|immediate\w*|threat\w*|danger\w*|jeopard\w*|harm\w*|life|limb|severe"
        r"|cannot wait|emergency"
        r"|hurt|at risk)\b|can't wait"
    )
    for index, one in enumerate(letter.sentences):
        match = fast.search(one.text)
        if (
            match
            and threat.search(letter.around(index, before=1, after=1))
            and re.search(r"\b(?:you|your|doctor|request|ask|may|can|if|will|plan)\b", one.text)
        ):
            return Answer("met", (one.start + match.start(), one.start + match.end()))
    return missing("no faster decision where waiting is a threat to health")


_SIGN_OFF: Final = re.compile(r"^(?:sincerely|respectfully|yours|best regards|kind regards|regards|cordially)\b")


def _plain(letter: Reading) -> Answer:
    prose = []
    for one in letter.body:
        if _SIGN_OFF.search(one.text):
            break
        # A line without an end is a heading or a row of a table, and no sentence to read.
        if re.search(r"[.!?:;]['\")]*$", one.text) and len(one.text.split()) >= 4:
            text = re.sub(r'"[^"]{20,}"', " ", one.text)
            prose.append(re.sub(r"\[[a-z_]+\]", "name", text))
    grade = flesch_kincaid_grade("\n\n".join(prose))
    if grade is None:
        return missing("no prose")
    return Answer("met", None, f"grade {grade:.1f}") if grade <= 10 else missing(f"grade {grade:.1f}")


def _language(letter: Reading) -> Answer:
    return found_or(
        letter.first(
            r"\binterpret\w*|\btranslat\w+|\b(?:other|another|your (?:own )?|different|preferred|more|many"
            r"|several|all|most) ?languages?\b"
            r"|\bspeaks? (?:your|yours)\b"
            r"|\blanguages? (?:assistance|help|services?)\b|\bespañol\b"
        ),
        "no help in other languages",
    )


RIGHTS_RULES: Final[Mapping[str, Callable[[Reading], Answer]]] = {
    "denial_criteria_used": _criteria_used,
    "denial_criteria_copy": _criteria_copy,
    "denial_criteria_free": _criteria_free,
    "denial_contract_provision": _contract,
    "denial_what_else": _what_else,
    "denial_reviewer": _reviewer,
    "denial_reviewer_phone": _reviewer_phone,
    "denial_grievance": _grievance,
    "denial_grievance_how": _grievance_how,
    "denial_imr": _imr,
    "denial_second_door": _second_door,
    "denial_expedited": _expedited,
    "denial_plain_language": _plain,
    "denial_language_help": _language,
}
