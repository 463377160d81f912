"""The rules for appeals: who, what decision, the answer to its reason. One function for each item of `rubric.toml`.

In: `Reading`. Out: `Answer` with the evidence's span in the normal form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from imrdata.quality.checks.citations import CitationNotInView, EvidenceNotInView
from imrdata.quality.normalise import normal_form
from imrdata.quality.rubric_rules.appeal_ask import ASK_RULES
from imrdata.quality.rubric_rules.denial import NUMBER_GIVEN
from imrdata.quality.rubric_rules.grounds import GROUND_WORDS, TAKES_UP
from imrdata.quality.rubric_rules.reading import (
    DAY,
    Answer,
    Reading,
    argument,
    at,
    found_or,
    missing,
    not_applicable,
)

__all__ = ["APPEAL_RULES"]

_DECISION: Final = (
    r"\b(?:decision|denial|denied|determination|letter|notice|refus(?:ed|al)|declined|turned down|not approved)\b"
)
#: Words that answer: a fact, a demand, an objection.
_COUNTER: Final = re.compile(
    r"\b(?:but|however|yet|already|because|disagree|wrong|not|please|show\w*|meets?|met|tried|failed|enclos\w+"
    r"|attach\w+"
    r"|records?|explain|name|tell|say|ask|requires?|needs?|instead|although|despite|nor|why|which|what|would"
    r"|send)\b|n't\b"
)


def _addressee(letter: Reading) -> Answer:
    return found_or(
        letter.first(
            r"\[plan_name\]|\b(?:appeals?|grievances?|complaints?|member services"
            r"|utilization management)\b[\w &,/]{0,40}"
            r"\b(?:department|dept|team|unit|coordinator|committee|division|office|staff)\b"
            r"|^to: ?\w+[^.]{0,40}\b(?:health|plan)\b"
            r"|^dear [\w ]{0,30}\b(?:health|plan|insurance|appeals|grievance)"
        ),
        "it is not addressed to the plan",
    )


def _patient(letter: Reading) -> Answer:
    return found_or(
        letter.first(
            r"\[(?:member|patient)_name\]|\b(?:member|patient|enrollee|insured"
            r"|beneficiary)(?:'s)?(?: name)? ?: ?\[?[a-z]"
            r"|\bmy name is\b"
        ),
        "the patient is not named",
    )


def _numbers(letter: Reading) -> Answer:
    return found_or(letter.first(NUMBER_GIVEN), "no number of member, claim or reference")


_WRITERS: Final[Mapping[str, str]] = {
    "patient": r"\b(?:i|my)\b",
    "parent": r"\b(?:parents?|mother|father|guardian|mom|dad) of\b|\b(?:his|her|their|the) (?:mother|father"
    r"|parent|guardian)\b"
    r"|\bmy (?:[\w-]+ ){0,2}(?:child|son|daughter|baby)\b|\bas (?:a|the|his|her) (?:parent|mother|father)\b",
    "spouse": r"\bmy (?:husband|wife|spouse|partner)\b|\b(?:spouse|husband|wife) of\b",
    "physician": r"\b(?:my|our) patient\b|\b(?:treating|attending|prescribing) (?:physician|doctor|provider"
    r"|clinician)\b"
    r"|\b(?:physician|doctor|provider) (?:for|of|who)\b|\bunder (?:my|our) care\b|\bi treat\b|\bour (?:office"
    r"|practice)\b",
}


def _writer(letter: Reading) -> Answer:
    words = _WRITERS.get(letter.row["voice"])
    if words is None:
        return Answer("unmeasured", None, f"no words are known for the voice {letter.row['voice']}")
    signed = re.search(
        r"\b(?:sincerely|respectfully|regards|yours|thank you)\b|\[signature\]|\bsigned\b|\[(?:member|physician"
        r"|provider)_name\]$",
        letter.text,
    )
    if signed is None:
        return missing("it is not signed")
    return found_or(letter.first(words), f"it does not show that a {letter.row['voice']} writes")


def _named(letter: Reading) -> Answer:
    return found_or(
        letter.first(
            r"\b(?:i|we|our office|this office)\b[^.]{0,70}\b(?:appeal\w*|griev\w+|disput\w+|contest\w*"
            r"|reconsider\w*)\b"
            r"|\b(?:this|my|our|formal|the attached|following)\b[^.]{0,50}\b(?:appeal|grievance"
            r"|request for reconsideration)\b"
            r"|\b(?:re|subject|regarding):[^.]{0,60}\b(?:appeal|grievance|reconsider\w*)\b|^appeal\b"
            r"|\bappeal of (?:the |your |a |this |an )?(?:\w+ )?(?:determination|decision|denial|refusal)\b"
            r"|\b(?:accept|treat|file|consider)\b[^.]{0,40}\bas (?:an?|my|our|the)\b[^.]{0,20}\b(?:appeal"
            r"|grievance)\b"
        ),
        "it does not say that it is an appeal",
    )


def _dated(letter: Reading) -> Answer:
    return found_or(
        letter.first(rf"{_DECISION}[^.]{{0,90}}{DAY}|{DAY}[^.]{{0,90}}{_DECISION}"),
        "the decision is not named with a date",
    )


def _tokens(text: str) -> list[str]:
    return re.findall(r"[a-z0-9\[\]_']+", text)


def _longest_run(words: list[str], other: list[str]) -> int:
    """Return how many words in a row stand in both."""
    best, above = 0, [0] * (len(other) + 1)
    for word in words:
        row = [0] * (len(other) + 1)
        for place, twin in enumerate(other, 1):
            if word == twin:
                row[place] = above[place - 1] + 1
        best, above = max(best, max(row)), row
    return best


def _quotes(letter: Reading) -> list[tuple[int, int]]:
    """Return the quotations with at least six words in a row of the denial's body."""
    denial = _denial_body(letter)
    found = [(a, b) for a, b in letter.quotations if _longest_run(_tokens(letter.text[a:b]), denial) >= 6]
    return found


def _denial_body(letter: Reading) -> list[str]:
    twin = Reading({**letter.row, "kind": "denial", "text": letter.row["denial_text"]})
    return _tokens(" ".join(one.text for one in twin.body))


def _quoted(letter: Reading) -> Answer:
    if found := _quotes(letter):
        return Answer("met", found[0])
    denial = _denial_body(letter)
    for one in letter.own_words:
        if _longest_run(_tokens(one.text), denial) >= 10:
            return at(one)
    return missing("the denial's words are not quoted")


def _quoted_ground(letter: Reading) -> Answer:
    words = GROUND_WORDS.get(letter.row["ground"])
    if words is None:
        return Answer("unmeasured", None, f"no words are known for the ground {letter.row['ground']}")
    denial = _denial_body(letter)
    for start, end in _quotes(letter):
        if words.search(letter.text[start:end]):
            return Answer("met", (start, end))
    for one in letter.own_words:
        quotes = any(one.start < b and a < one.end for a, b in _quotes(letter))
        if words.search(one.text) and (quotes or _longest_run(_tokens(one.text), denial) >= 10):
            return at(one)
    return missing("what is quoted is not the ground")


def _disagrees(letter: Reading) -> Answer:
    words = re.compile(
        r"\b(?:disagree\w*|incorrect\w*|wrong\w*|mistake\w*|in error|inaccurate|overlook\w*|ignor\w+|unfair\w*"
        r"|contrary"
        r"|misread\w*|misunder\w+|not (?:true|correct|accurate|fair|the case|right|supported|enough|a reason"
        r"|an answer|the same)"
        r"|(?:does|did|do|has|have|is|was|can) ?not (?:\w+ ){0,2}(?:say|explain|address|consider|take|show|tell"
        r"|identify"
        r"|state|mention|deal|reflect|account|match|apply|name|see|give|weigh\w*|answer)"
        r"|(?:is|was) not (?:experimental|investigational|unproven)|silent on|says nothing|against (?:your|this"
        r"|that|the) reason|was an emergency|fail(?:s|ed) to"
        r"|cannot (?:see|tell|be answered|stand)|no mention|nothing in your)\b"
        r"|\b(?:doesn't|didn't|hasn't|isn't|wasn't|don't) (?:\w+ ){0,2}(?:say|explain|address|consider|agree"
        r"|show|tell|match"
        r"|apply|mention|name|true|right|correct)\b"
    )
    for one, text in argument(letter):
        if match := words.search(text):
            return Answer("met", (one.start, one.start + len(one.text)), match[0])
    return missing("nothing is said against the reason")


def _answers(letter: Reading) -> Answer:
    words = TAKES_UP.get(letter.row["ground"])
    if words is None:
        return Answer("unmeasured", None, f"no words are known for the ground {letter.row['ground']}")
    opening = re.compile(r"\b(?:writing to appeal|this letter is|accept this letter|re: )")
    for one, text in argument(letter):
        if words.search(text) and _COUNTER.search(text) and not opening.search(text) and len(text.split()) >= 4:
            return at(one)
    return missing(f"the ground {letter.row['ground'].replace('_', ' ')} is not answered")


def _points(letter: Reading) -> Answer:
    items = re.findall(r"(?:^|\n)[ \t]*(?:\(?\d{1,2}[.)]|[-*•])[ \t]+\S", letter.row["text"])
    listed = [one for one in letter.body if re.match(r"(?:\(?\d{1,2}[.)]|[-*•]) ", one.text)]
    if len(items) >= 2 and len(listed) >= 2:
        return at(listed[0])
    ordinal = r"\b(?:first(?:ly)?|to begin with|for one)\b"
    if (first := letter.first(ordinal + "[,:]? ", of=letter.body)).span and re.search(
        r"\b(?:second(?:ly)?|third(?:ly)?|next|finally|moreover|furthermore|in addition|also)\b",
        letter.text[first.span[1] :],
    ):
        return first
    takes_up = re.compile(
        r"\b(?:you(?:r (?:letter|decision|denial|reason|plan|criteria|reviewer|notice))? (?:say|said|state|call"
        r"|claim|expect|add|do not"
        r"|does not|also|ask|write|wrote|describe|explain|deny|denied|give|rest)\w*|the (?:denial|decision"
        r"|letter|reason|plan|notice)"
        r" (?:say|state|claim|also|does|do|is|rest|cit|overlook|ignor|fail)\w*|your (?:letter|decision|denial"
        r"|reason|criteria))\b"
    )
    paragraphs = re.split(r"\n\s*\n", letter.row["text"])
    taking = [part for part in map(normal_form, paragraphs) if takes_up.search(part) and len(part.split()) >= 12]
    if len(taking) >= 2:
        start = letter.text.find(taking[0].strip()[:60])
        return Answer("met", (start, start + 60) if start >= 0 else None)
    return missing("the answer has one point")


def _from_record(letter: Reading) -> Answer:
    record = re.compile(
        r"\b(?:records?|charts?|notes|medical history|test results?|documentation|reports?|\[details_needed\])"
        r"|\[details_needed\]"
    )
    for one, text in argument(letter):
        if record.search(text) and not re.search(
            r"\bcop(?:y|ies) of (?:my|the) (?:entire|complete|claim) file\b", text
        ):
            return at(one)
    for line in letter.fact_lines:
        if found := letter.shares(line):
            return at(found)
    return missing("the answer does not point to the record")


_TO_ADD: Final = (
    r"\[details_needed\]|\b(?:will (?:be )?(?:send|sent|added|provided|follow)|to be (?:added|sent|set out"
    r"|listed)|can (?:send|give|provide)"
    r"|(?:have|am) asked? (?:for )?(?:my|the)|not have (?:my|the|all)|is being|am (?:getting|collecting))\b"
)
_STORY: Final = (
    r"\b(?:diagnos\w+|history|condition|symptoms?|illness|suffer\w*|disease|injur\w+|medical records?|the record"
    r"|treated for"
    r"|health|surgery|chart)\b"
)


def _history(letter: Reading) -> Answer:
    if letter.fact_lines:
        for line in letter.fact_lines:
            if found := letter.shares(line):
                return at(found)
        return missing("no fact of the view is told")
    for one, text in argument(letter):
        if re.search(_STORY, text) and re.search(_TO_ADD, letter.text[one.start : one.end + 160]):
            return at(one)
    return missing("the view holds no fact, and the letter does not say that the history is to be added")


def _history_grounded(letter: Reading) -> Answer:
    if not letter.fact_lines:
        return not_applicable("the view holds no clinical sentence")
    found = [one for one in map(letter.shares, letter.fact_lines) if one]
    if found and 2 * len(found) >= len(letter.fact_lines):
        return Answer("met", at(found[0]).span, f"{len(found)} of {len(letter.fact_lines)}")
    return missing(f"{len(found)} of {len(letter.fact_lines)} clinical sentences are taken up")


def _alternatives(letter: Reading) -> Answer:
    words = re.compile(
        r"\b(?:tried|try|trials?|failed|failure|did not (?:help|work)|didn't (?:help|work)|contraindicat\w+"
        r"|intoleran\w+"
        r"|not tolerate\w*|side effects?|unsuitable|not suitable|alternatives?|conservative (?:care|treatment"
        r"|therapy)"
        r"|(?:other|earlier|previous|prior|different|another|standard|first-line|less intensive"
        r"|usual) (?:\w+ )?(?:treatments?"
        r"|therap(?:y|ies)|medic\w+|drugs?|care|options?|services?|steps?|settings?|kinds?|places?)"
        r"|unable to (?:tolerate|take)"
        r"|without (?:lasting |much |any )?(?:benefit|relief|success|improvement)|no (?:lasting )?(?:relief"
        r"|benefit))\b"
    )
    for one, text in argument(letter):
        if match := words.search(text):
            return Answer("met", (one.start, one.start + len(one.text)), match[0])
    return missing("other treatment is not dealt with")


_EVIDENCE: Final = (
    r"\b(?:evidence|stud(?:y|ies)|(?:clinical|medical|treatment|practice) guidelines?|literature|research"
    r"|peer[- ]review\w*|standard of care"
    r"|accepted (?:practice|treatment|standards?)|clinical (?:judgment|opinion)|medical (?:judgment|opinion"
    r"|reasons|support)"
    r"|letters? of (?:medical necessity|support)|recommend\w*|published|professional (?:society|standards?))\b"
)


def _evidence(letter: Reading) -> Answer:
    for one, text in argument(letter):
        if match := re.search(_EVIDENCE, text):
            return Answer("met", (one.start, one.start + len(one.text)), match[0])
    return missing("no medical evidence, and no word of who will give it")


def _evidence_grounded(letter: Reading) -> Answer:
    row = {**letter.row, "denial_text": letter.row.get("denial_text") or ""}
    for check in (CitationNotInView(), EvidenceNotInView()):
        if found := check.inspect(row):
            return missing(found[0])
    return Answer("met")


def _evidence_applied(letter: Reading) -> Answer:
    bears = re.compile(
        r"\b(?:appl(?:y|ies|ied)|bears?|bearing|fits?|supports?|relevant|explain\w*|speaks? to|tell)\b|\b(?:in"
        r"|for|to|about) (?:my|me|this"
        r"|our|his|her|their|\[)(?: \w+){0,3}"
    )
    whose = re.compile(
        r"\b(?:me|my|i|he|she|his|her|him|patient|child|husband|wife|spouse|case|situation"
        r"|condition)\b"
    )
    for one, text in argument(letter):
        if re.search(_EVIDENCE, text):
            near = letter.text[one.start : one.end + 220]
            if bears.search(near) and whose.search(near):
                return at(one)
    return missing("how the evidence bears on the patient is not said")


def _criteria(letter: Reading) -> Answer:
    rules = r"(?:\[criteria_name\]|\b(?:criteri(?:a|on)|guidelines?|polic(?:y|ies)|rules|clinical standards?)\b)"
    verbs = (
        r"\b(?:cop(?:y|ies)|send|provide|request|ask\w*|which|me[et]t?s?|satisf\w+|explain|identify|list|appl\w+"
        r"|name|compare"
        r"|used?|fulfil\w*|require\w*)\b"
    )
    for one, text in argument(letter):
        if re.search(rules, text) and re.search(verbs, text):
            return at(one)
    return missing("the plan's criteria are neither gone into nor asked for")


APPEAL_RULES: Final[Mapping[str, Callable[[Reading], Answer]]] = {
    **ASK_RULES,
    "appeal_addressee": _addressee,
    "appeal_patient": _patient,
    "appeal_numbers": _numbers,
    "appeal_writer": _writer,
    "appeal_named": _named,
    "appeal_decision_dated": _dated,
    "appeal_reason_quoted": _quoted,
    "appeal_reason_is_ground": _quoted_ground,
    "appeal_disagrees": _disagrees,
    "appeal_answers_ground": _answers,
    "appeal_points": _points,
    "appeal_answer_from_record": _from_record,
    "appeal_history": _history,
    "appeal_history_grounded": _history_grounded,
    "appeal_alternatives": _alternatives,
    "appeal_evidence": _evidence,
    "appeal_evidence_grounded": _evidence_grounded,
    "appeal_evidence_applied": _evidence_applied,
    "appeal_criteria": _criteria,
}
