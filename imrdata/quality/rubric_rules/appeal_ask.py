"""The rules for appeals: waiting, law, what is asked, enclosures, tone, voice and length. One function for each item.

In: `Reading`. Out: `Answer` with the evidence's span in the normal form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from imrdata.quality.checks.voice_mixed import VoiceMixed
from imrdata.quality.rubric_rules.reading import DAY, Answer, Reading, argument, at, content_words, found_or, missing

__all__ = ["ASK_RULES"]


def _delays(letter: Reading) -> Iterator[int]:
    waiting = re.compile(
        r"\b(?:delay\w*|wait\w*|without (?:this|the|it|that|treatment|care|coverage)|going without|postpon\w*"
        r"|each (?:day|week|month)"
        r"|every (?:day|week|month)|longer|ha(?:s|ve) to leave|sent home|stop(?:s|ped)? (?:early|now)"
        r"|leaves? early|time matters|on hold|until (?:you|it|this)|as long as|while (?:this"
        r"|payment|the)|if (?:this|it) is not)\b"
    )
    harm = re.compile(
        r"\b(?:pain\w*|wors\w+|risk\w*|harm\w*|health|suffer\w*|function\w*|work|school|sleep\w*|costs?|bills?"
        r"|dai?ly|burden\w*|hold"
        r"|uncertain\w*|secure|progress\w*|declin\w*|los[est]\w*|threat\w*|effects?|affects?|means?|hard(?:er)?"
        r"|price|consequences?"
        r"|damage\w*|hospital\w*|impact\w*|stop\w*|interrupt\w*)\b"
    )
    for index, one in enumerate(letter.sentences):
        if not one.printed and waiting.search(letter.own(one)) and harm.search(letter.around(index, after=1)):
            yield index


def _delay(letter: Reading) -> Answer:
    index = next(_delays(letter), None)
    return missing("no consequence of waiting") if index is None else at(letter.sentences[index])


def _delay_own(letter: Reading) -> Answer:
    facts = frozenset().union(*map(content_words, letter.fact_lines)) if letter.fact_lines else frozenset()
    for index in _delays(letter):
        near = letter.around(index, before=2, after=3)
        if "[details_needed]" in near or len(facts & content_words(near)) >= 2:
            return at(letter.sentences[index])
    return missing("the consequence is not this patient's, from the record or as a placeholder")


_HOOKS: Final[Mapping[str, str]] = {
    "dmhc_commercial": r"\bindependent medical review\b|\bimr\b|\bdepartment of managed health care\b|\bdmhc\b"
    r"|\bhealth (?:and|&) safety code\b|\bknox-keene\b",
    "medi_cal_managed_care": r"\bindependent medical review\b|\bimr\b|\bdepartment of managed health care\b|\bdmhc\b"
    r"|\bhealth (?:and|&) safety code\b|\bstate (?:fair )?hearing\b|\bfair hearing\b",
    "cdi": r"\binsurance code\b|\bdepartment of insurance\b|\bcdi\b",
    "erisa_self_funded": r"\berisa\b|\b2560\.503-1\b|\b502\(a\)|\bexternal review\b",
    "aca_marketplace": r"\bexternal review\b|\b147\.136\b|\baffordable care act\b",
}
_FOREIGN: Final[Mapping[str, str]] = {
    "dmhc_commercial": r"\berisa\b|\bstate (?:fair )?hearing\b|\b2560\.503-1\b|\bdepartment of insurance\b"
    r"|\binsurance code\b",
    "medi_cal_managed_care": r"\berisa\b|\b2560\.503-1\b|\bdepartment of insurance\b|\binsurance code\b|\b502\(a\)",
    "cdi": r"\berisa\b|\bstate (?:fair )?hearing\b|\bknox-keene\b|\bdepartment of managed health care\b|\bdmhc\b",
    "erisa_self_funded": r"\bdepartment of managed health care\b|\bdmhc\b|\bstate (?:fair )?hearing\b|\bknox-keene\b"
    r"|\bindependent medical review\b",
    "aca_marketplace": r"\bdepartment of managed health care\b|\bdmhc\b|\bstate (?:fair )?hearing\b"
    r"|\bknox-keene\b|\berisa\b",
}


def _hook(letter: Reading) -> Answer:
    words = _HOOKS.get(letter.row["regime"] or "")
    if words is None:
        return Answer("unmeasured", None, "the regime is unknown")
    return found_or(letter.first(words), "no right or law of its regime is named")


def _hook_fits(letter: Reading) -> Answer:
    words = _FOREIGN.get(letter.row["regime"] or "")
    if words is None:
        return Answer("unmeasured", None, "the regime is unknown")
    found = letter.first(words)
    return Answer("not_met", found.span, "a right of another regime") if found.span else Answer("met")


def _ask(letter: Reading) -> Answer:
    wish = r"\b(?:ask\w*|request\w*|please|urge|want|must|should|expect|petition|call on)\b"
    undo = r"\b(?:revers\w+|overturn\w*|reconsider\w*|change|withdraw\w*|set aside|rescind\w*|undo)\b"
    give = r"\b(?:authoriz\w+|approv\w+|cover\w*|pay\w*|reimburs\w+|grant\w*|allow\w*)\b"
    asked = [one for one, text in argument(letter) if re.search(wish, text)]
    first = next((one for one in asked if re.search(undo, one.text)), None)
    second = next(
        (one for one in asked if re.search(give, one.text) and not re.search(r"\bdenied\b[^.]*$", one.text)), None
    )
    both = next((one for one in asked if re.search(undo, one.text) and re.search(give, one.text)), None)
    if found := both or (first if second else None):
        return at(found)
    return missing("it does not ask to reverse the decision and to authorize or pay")


def _deadline(letter: Reading) -> Answer:
    return found_or(
        letter.first(
            r"\bwithin (?:the )?(?:\d+|three|five|seven|ten|fifteen|thirty|forty-five|seventy-two|time)\b"
            r"|\bby [^.]{0,10}"
            + DAY
            + r"|\bexpedit\w+|\b(?:72|30|3|thirty|three)[- ](?:hours?|(?:calendar |business |working )?days?)\b"
            r"|\btime (?:limits?|frame)\b|\bas (?:the )?law requires\b",
            of=letter.own_words,
        ),
        "no time by which an answer is asked for",
    )


def _enclosures(letter: Reading) -> Answer:
    return found_or(
        letter.first(
            r"\b(?:enclos\w+|attach\w+)\b|\b(?:included|sent) with this (?:letter|appeal)\b|\bi (?:am"
            r"|will be) sending\b"
            r"|\b(?:to|will) follow\b|\bwill (?:be )?(?:sent|send)\b|\bcopies of\b"
        ),
        "no enclosures",
    )


_RUDE: Final = re.compile(
    r"\b(?:stupid|idiot\w*|incompetent|ridiculous|disgust\w*|shame on|liars?|crooks?|heartless|greedy|outrageous"
    r"|murder\w*)\b"
    r"|\b(?:sue you|lawsuit|see you in court|go to the (?:press|media)|you will regret"
    r"|news(?:paper)? stations?)\b|!\s*!"
)


def _tone(letter: Reading) -> Answer:
    if match := _RUDE.search(letter.text):
        return Answer("not_met", match.span(), "not civil")
    plain = re.sub(r"\[[A-Z_ ]+\]", " ", letter.row["text"])
    for line in plain.splitlines():
        # Capitals on a line of their own are a heading; within a line they are shouted.
        if line != line.upper() and re.search(r"\b[A-Z]{4,} [A-Z]{4,}\b|\b[A-Z]{3,} [A-Z]{3,} [A-Z]{3,}\b", line):
            return missing("shouts in capitals")
    return Answer("met")


def _voice(letter: Reading) -> Answer:
    if found := VoiceMixed().inspect({**letter.row, "text": letter.row["text"]}):
        return missing(found[0])
    return found_or(letter.first(r"\b(?:i|my|we|our)\b", of=letter.body), "nobody speaks in the first person")


def _length(letter: Reading) -> Answer:
    count = len(letter.row["text"].split())
    return Answer("met", None, f"{count} words") if 400 <= count <= 1200 else missing(f"{count} words")


ASK_RULES: Final[Mapping[str, Callable[[Reading], Answer]]] = {
    "appeal_delay": _delay,
    "appeal_delay_own": _delay_own,
    "appeal_hook": _hook,
    "appeal_hook_fits": _hook_fits,
    "appeal_ask": _ask,
    "appeal_deadline": _deadline,
    "appeal_enclosures": _enclosures,
    "appeal_tone": _tone,
    "appeal_voice": _voice,
    "appeal_length": _length,
}
