"""The rules for denials: who, what and why. One function for each item of `rubric.toml`.

In: `Reading`. Out: `Answer` with the evidence's span in the normal form. Items that need a statutory text, and all that
decides whether an item applies, are `imrdata.quality.rubric`'s; criteria, reviewer and rights are `denial_rights`'s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from imrdata.letters.placeholders import PLACEHOLDERS
from imrdata.quality.rubric_rules.denial_rights import RIGHTS_RULES
from imrdata.quality.rubric_rules.grounds import GROUND_WORDS, REASON
from imrdata.quality.rubric_rules.reading import (
    DAY,
    RIGHTS,
    Answer,
    Reading,
    Sentence,
    content_words,
    found_or,
    missing,
)

__all__ = ["DENIAL_RULES", "NUMBER_GIVEN"]

#: An identifier of member, claim, case or request, as a label with something behind it.
NUMBER_GIVEN: Final = (
    r"\[(?:member_id|claim_number|reference_number)\]"
    r"|\b(?:member|subscriber|claim|case|reference|authorization|request|policy|identification|tracking|file|id)"
    r"(?: (?:id|identification))?(?: (?:number|no\.?|#)|#|:| id:?)+:? ?#?\[?\w*\d"
)
_NAMED: Final = (
    r"\[(?:member|patient)_name\]|\b(?:member|patient|enrollee|insured|beneficiary"
    r"|subscriber)(?:'s)?(?: name)? ?: ?\[?[a-z]"
    r"|\bdear (?:mr|ms|mrs|mx|dr)\.? [a-z]"
)
_DOCTOR: Final = (
    r"(?:\[(?:provider|physician)_name\]|dr\.? \[?[a-z]|(?:doctor|physician|provider|surgeon|specialist|dentist"
    r"|therapist"
    r"|psychiatrist|\w+ologist|hospital|clinic|facility|prescriber|nurse practitioner|medical center)\b)"
)
_ASKED: Final = r"(?:request\w*|ask\w*|order\w*|prescrib\w*|submit\w*|recommend\w*|refer\w*|sent|want\w*|seek\w*)"

_REFUSED: Final = (
    r"(?:approve|approving|authorize|cover|pay|grant|certify|extend|reimburse|accept|provide (?:benefits|coverage))"
)
_DECISION: Final = re.compile(
    r"\b(?:we|i|our [\w ]{2,30}|the (?:plan|committee|medical director|medical group)|\[plan_name\])\b[^.;]{0,60}"
    rf"(?:\b(?:denied|denying|deny|declined?|declining|refuse[ds]?)\b|(?:\b(?:cannot|can not|could not|not able to"
    rf"|unable to|will not|do not|did not|does not|have not|not to)\b|\b\w+n't\b)(?: \w+){{0,2}} {_REFUSED}\b)"
    r"|\b(?:is|are|was|were|remains?|stays?|has been|have been|had been|must be|will be|cannot be|could not be"
    r"|will not be)\b[^.;]{0,25}"
    r"\b(?:denied|declined|refused|not (?:be )?(?:approved|authorized|covered|certified|paid|granted)|modified"
    r"|(?:partially|partly) (?:approved|denied)|approved in part)\b"
    r"|(?:\b(?:cannot|could not|will not)|\b(?:ca|wo)n't) be (?:approved|authorized|covered|certified|paid|granted)\b"
    r"|\b(?:has|have|had) not been (?:approved|authorized|covered|certified|paid|granted)\b"
    r"|(?:\bwill not\b|\bwon't\b) be (?:approving|authorizing|covering|paying)\b"
    r"|\bwe (?:have |had )?(?:modified|changed|reduced|partly approved|partially approved)\b"
    r"|\b(?:uph[eo]ld|keep\w*|kept|maintain\w*|stand(?:ing)? by|affirm\w*)\b[^.;]{0,40}\b(?:decision|denial"
    r"|determination)\b"
    r"|\b(?:decision|denial|determination)\b[^.;]{0,40}\b(?:is (?:final|unchanged|to deny)|stays|stands|remains"
    r"|has not changed"
    r"|was to deny)\b"
)
#: The decision is spoken of, not made: conditions, questions, rights, what went before.
_NOT_MADE: Final = re.compile(
    r"\b(?:if|when|whether|unless|until|why|how|what|who|disagree|may|can ask|first|originally"
    r"|previously|earlier|initially|before)\b"
)
_APPROVED: Final = re.compile(
    r"^(?!.*(?:\b(?:not|if|would|before|unless|when)\b|n't\b)).*"
    r"\bwe (?:have |will |are |also )?(?:approv|authoriz|grant)\w*\b(?! (?:only|part|some|\d))"
)
#: The member's own condition, records or treatment, or what the member has or does.
_OF_THE_MEMBER: Final = re.compile(
    r"\b(?:your|his|her|their|the (?:member|patient|child)'s|(?:child|son"
    r"|daughter)'s)(?: [\w'-]+){0,3} (?:conditions?|records?"
    r"|symptoms?|history|treat\w*|notes|diagnos\w+|case|pain|exam\w*|tests?|therap\w+|health|disease|illness"
    r"|injur\w+|needs?"
    r"|care|visit|file|chart|provider|doctor)\b"
    r"|\bthe (?:\w+ )?(?:records?|notes|documentation|information|file) (?:that )?(?:we|you"
    r"|your \w+) (?:\w+ )?(?:received|have|had"
    r"|sent|reviewed|got)\b"
    r"|\b(?:you|he|she|the (?:member|patient)|your (?:child|son|daughter))(?: \w+)? (?:ha[sd]|have|are|is|was"
    r"|were|can|do|does|did"
    r"|needs?|used?|tried|took|takes?|attends?|follows?|lives?|walks?|climbs?)\b"
)
_NEGATIVE: Final = re.compile(
    r"\b(?:not|never|no|nor|none|without|cannot|lack\w*|insufficient|missing|incomplete|enough|instead|less"
    r"|other|before"
    r"|first|rather|because|experimental|investigational|unproven|could)\b|n't\b"
)
_GRIEVANCE: Final = r"\b(?:grievance|appeal|complaint)s?\b"


def _date(letter: Reading) -> Answer:
    made = _statements(letter)
    end = made[0].start if made else len(letter.text)
    for match in re.finditer(DAY, letter.text[:end]):
        if not re.search(r"(?:birth|born|dob|service|treated|admi\w+)\W*(?:\w+ )?$", letter.text[: match.start()]):
            return Answer("met", match.span())
    return missing("no date before the decision")


def _member(letter: Reading) -> Answer:
    named, number = re.search(_NAMED, letter.text), re.search(NUMBER_GIVEN, letter.text)
    if named is None:
        return missing("the member is not named")
    return Answer("met", number.span()) if number else missing("no number of member, claim or request")


def _closed(letter: Reading) -> Answer:
    blanks = set(re.findall(r"\[[A-Z][A-Z0-9_ ]*\]", letter.row["text"]))
    odd = sorted(blanks - PLACEHOLDERS)
    return missing(f"{odd[0]} is outside the closed set") if odd else Answer("met")


def _service(letter: Reading) -> Answer:
    lines = letter.request_lines or [line for line in letter.view_lines if len(line.split()) <= 8]
    about = re.compile(
        rf"\b{_ASKED}\b|\b(?:services?|coverage|treatment|procedure|drug|medication|payment|regarding|concerning"
        rf"|about|claim|re)\b"
    )
    for line in lines:
        wanted = content_words(line)
        for one in letter.sentences:
            shared = wanted & content_words(one.text)
            if not one.printed and about.search(one.text) and len(shared) >= min(2, len(wanted)) > 0:
                return Answer("met", (one.start, one.start + len(one.text)))
    return missing("no words of the request where the letter speaks of what was requested")


def _provider(letter: Reading) -> Answer:
    return found_or(
        letter.first(
            rf"\b(?:provider|physician|prescriber|doctor|facility|hospital|requested by"
            rf"|ordered by|asked by|who asked)(?: name)? ?: ?\[?[a-z]"
            rf"|\b{_ASKED}\b[^.]{{0,120}}\b(?:by|from|at|of)\b[^.]{{0,40}}{_DOCTOR}"
            rf"|{_DOCTOR}[^.]{{0,60}}\b(?:{_ASKED}|provided|performed|gave|treated)\b"
            rf"|\b(?:provided|performed|given|treated|seen)\b[^.]{{0,60}}\b(?:by|at)\b[^.]{{0,30}}{_DOCTOR}"
        ),
        "nobody is named who asked for the service",
    )


def _statements(letter: Reading) -> list[Sentence]:
    """Return the sentences of the body that make the decision."""
    made = []
    for one in letter.body:
        match = _DECISION.search(one.text)
        if match is None or letter.letter.is_quoted(one.start + match.start(), one.start + match.end()):
            continue
        before = one.text[: match.start()]
        decided = re.search(r"\b(?:decided|determined|concluded|decision)\b", before)
        if _NOT_MADE.search(before) or (re.search(r"\bthat\b", before) and not decided):
            continue
        if re.search(r"\b(?:may|can|right to)\b[^.]*" + _GRIEVANCE, one.text):
            continue
        # "cannot tell", a heading, or the thing named "this denial" decide nothing.
        if len(one.text.split()) >= 4:
            made.append(one)
    return made


def _decision(letter: Reading) -> Answer:
    made = _statements(letter)
    return Answer("met", (made[0].start, made[0].start + len(made[0].text))) if made else missing("no plain decision")


def _once(letter: Reading) -> Answer:
    made = _statements(letter)
    if not made:
        return missing("no plain decision")
    notice = letter.row.get("notice")
    anew = [
        one
        for one in made[1:]
        # A reason that names what it is the reason of is no second decision.
        if not re.search(r"\b(?:because|reasons?|since|based on|due to)\b", one.text)
        and not (notice == "final_internal" and re.search(r"\b(?:grievance|appeal|uph[eo]ld|keep|stand)\b", one.text))
    ]
    if notice == "modification":
        anew = anew[1:]  # a part is approved, the rest is denied
    elif approved := next((one for one in letter.body if _APPROVED.search(one.text) and one not in made), None):
        return Answer("not_met", (approved.start, approved.end), "it also says that something is approved")
    if anew:
        return Answer("not_met", (anew[0].start, anew[0].start + len(anew[0].text)), "the decision is stated anew")
    return Answer("met", (made[0].start, made[0].start + len(made[0].text)))


_NOTICE_WORDS: Final[Mapping[str, str]] = {
    "modification": (
        r"\b(?:approv|authoriz|cover|allow|pay)\w*\b[^.]{0,120}\b(?:instead|in place of|rather than|in part"
        r"|part of|partial\w*"
        r"|partly|fewer|less than|only|up to|portion|\d+ of)\b|\binstead of\b[^.]{0,80}\b(?:approv|authoriz|cover)\w*"
        r"|\b(?:modif|chang|reduc)\w+\b[^.]{0,30}\b(?:your|the|this|what)\b[^.]{0,30}\b(?:request\w*|asked)\b"
        r"|\b(?:partially|partly|in part)\b[^.]{0,30}\b(?:approved|denied)\b|\brequest\b[^.]{0,60}\bmodified\b"
    ),
    "final_internal": (
        r"\b(?:response|answer\w*|decision|resol\w+|review\w*|received|consider\w*|decided|looked at"
        r"|after)\b[^.]{0,60}"
        r"\b(?:your|the|this) (?:[\w-]+ ){0,2}(?:grievance|appeal|complaint)\b(?! rights?| process)"
        r"|\b(?:grievance|appeal|complaint) (?:that )?(?:you (?:filed|sent|made)|dated|of|was|has been)\b"
        r"|\buph[eo]ld\b|\bfinal (?:internal )?(?:adverse )?(?:decision|determination)\b"
    ),
    "pharmacy": r"\b(?:drugs?|medications?|medicines?|prescri\w+|formulary|pharmac\w+)\b",
    "medical_group": (
        r"\b(?:medical group|ipa|independent practice association|physician group|delegated?"
        r"|on behalf of[^.]{0,30}plan)\b"
    ),
}


def _notice_kind(letter: Reading) -> Answer:
    return found_or(
        letter.first(_NOTICE_WORDS[letter.row["notice"]], of=letter.own_words),
        f"does not read as a {letter.row['notice'].replace('_', ' ')}",
    )


def _reasons(letter: Reading, words: re.Pattern[str]) -> Iterator[Sentence]:
    """Yield the sentences of the body outside those on rights in which the words occur."""
    for one in letter.body:
        # A sentence on rights may give a reason all the same: "We reviewed your appeal. … because".
        procedural = RIGHTS.search(one.text) and not re.search(r"\b(?:because|reason)\b", one.text)
        if not procedural and words.search(one.text):
            yield one


def _reason(letter: Reading) -> Answer:
    made = _statements(letter)
    if not made:
        return missing("no decision that a reason could be tied to")
    place = letter.body.index(made[0])
    near = letter.body[max(0, place - 4) : place + 9]
    found = next((one for one in _reasons(letter, REASON) if one in near), None)
    return (
        Answer("met", (found.start, found.start + len(found.text))) if found else missing("no reason near the decision")
    )


def _reason_ground(letter: Reading) -> Answer:
    words = GROUND_WORDS.get(letter.row["ground"])
    if words is None:
        return Answer("unmeasured", None, f"no words are known for the ground {letter.row['ground']}")
    found = next(_reasons(letter, words), None)
    if found is None:
        return missing(f"the reason is not the ground {letter.row['ground'].replace('_', ' ')}")
    return Answer("met", (found.start, found.start + len(found.text)))


def _concise(letter: Reading) -> Answer:
    words = GROUND_WORDS.get(letter.row.get("ground") or "", REASON)
    given = list(_reasons(letter, words)) or list(_reasons(letter, REASON))
    short = next((one for one in given if len(one.text.split()) <= 40), None)
    if short:
        return Answer("met", (short.start, short.start + len(short.text)))
    return missing("no reason in at most 40 words" if given else "no reason")


def _clinical_reason(letter: Reading) -> Answer:
    follows = re.compile(r"(?:[\w ]{1,20}, )?(?:they|it|this|these|that|those|but|however|none|nothing)\b")
    for place, one in enumerate(letter.body):
        text = one.text
        if place + 1 < len(letter.body) and follows.match(letter.body[place + 1].text):
            # "Your records show … . They do not show …": the reason is in both.
            text = f"{text} {letter.body[place + 1].text}"
        if RIGHTS.search(text) and not re.search(r"\b(?:because|reason)\b", text):
            continue
        if len(text.split()) >= 8:
            rest = _DECISION.sub(" ", text)
            if _OF_THE_MEMBER.search(rest) and _NEGATIVE.search(rest):
                return Answer("met", (one.start, one.start + len(one.text)))
    return missing("no sentence ties the reason to this member's condition or records")


def _member_facts(letter: Reading) -> Answer:
    if letter.fact_lines:
        found = next((one for one in map(letter.shares, letter.fact_lines) if one), None)
        if found:
            return Answer("met", (found.start, found.start + len(found.text)))
        return missing("no fact of the view is in the letter")
    return found_or(
        letter.first(
            r"\[details_needed\]|(?:\b(?:no|not|without|missing|lack\w*|incomplete|need\w*|more|send|provide)\b"
            r"|n't\b)[^.]{0,80}"
            r"\b(?:records?|notes|details?|information|history|facts)\b",
            of=letter.own_words,
        ),
        "the view holds no fact, and the letter does not say that the detail is missing",
    )


DENIAL_RULES: Final[Mapping[str, Callable[[Reading], Answer]]] = {
    **RIGHTS_RULES,
    "denial_date": _date,
    "denial_member": _member,
    "denial_placeholders_closed": _closed,
    "denial_service": _service,
    "denial_provider": _provider,
    "denial_decision": _decision,
    "denial_decision_once": _once,
    "denial_notice_kind": _notice_kind,
    "denial_reason": _reason,
    "denial_reason_ground": _reason_ground,
    "denial_reason_concise": _concise,
    "denial_clinical_reason": _clinical_reason,
    "denial_member_facts": _member_facts,
}
