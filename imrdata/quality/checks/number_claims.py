"""Which numbers of a letter are claims about the case, and which are the procedure's or the letter's own.

In: a letter and its quantities. Out: the places that are masked (placeholders, telephones, law, idioms), and for each
quantity whether it is lawful and whether it claims anything. `imrdata.quality.checks.numbers` compares what is left.
"""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.checks.statutes import statutes
from imrdata.quality.clauses import clause_of
from imrdata.quality.normalise import NormalText
from imrdata.quality.quantities import Quantity
from imrdata.quality.telephone import PHONE

__all__ = ["COUNTED", "LESS", "is_claim", "is_lawful", "masked"]

# ------------------------------------------------------------------------------- what is no claim about the case

_PLACEHOLDER: Final = re.compile(r"\[[^\]]*\]")
_WEB: Final = re.compile(r"\b(?:https?://|www\.)\S+|\S+@\S+")
#: Numbers that order or count the letter's own parts, or speak of its argument.
_PARTS: Final = re.compile(
    r"[ -](?:[\w-]+ ){0,2}?(?:reasons?|points?|grounds?|questions?|things|requests?|items?|enclosures?|factors?"
    r"|issues|parts"
    r"|facts|ways|criteria|criterion|requirements?|conditions? (?:of|in) (?:your|the)|arguments?|considerations?"
    r"|aspects?|matters|concerns?|statements?|documents?|letters?|cop(?:y|ies)|pages?|sections?|paragraphs?|sentences?"
    r"|elements?|problems with|errors?|mistakes?|answers?|choices|sources|forms?|notes|records"
    r"|of us|of them|of these|of those|of you|of your|of the|separate|sets?|categor(?:y|ies))\b"
)
_ORDER: Final = re.compile(
    r"\b(?:enclosures?|reasons?|points?|items?|steps?|pages?|exhibits?|attachments?|parts?|numbers?|questions?|grounds?"
    r"|paragraphs?|sections?|chapters?|appendix|weeks?|weeks? \d+ (?:through|to|and|-)|level|tier|title|form"
    r"|fact|page \d+ of|pages? \d+ (?:through|to|and"
    r"|-)) ?#?(?:no\.? ?)?$|[#(]$"
    r"|\bno\. ?$|\d \+ $|\d ?= ?$"
)
_ANAPHORA: Final = re.compile(
    r"\b(?:all|these|those|both|the|your|my|our|other|each of the|any of the|(?:none|one|two|some|most) of(?: the"
    r"| these| those)?"
    r"|first|last|next|following|same|above|remaining|of|between) $"
)
_IDIOM: Final = re.compile(
    r"\b24(?:/7\b|/ |-?/| ?hours? a day(?:,? (?:7|seven) days a week)?|-hour)|\b(?:7|seven) days (?:a|per) week|/7\b"
    r"|\b(?:911|988|711)\b"
    r"|\b(?:100|one hundred|a hundred) ?(?:%|percent)|\b\d{1,2}(?::\d\d)? ?(?:a\.?m\b|p\.?m\b|o'clock)"
    r"|\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r" (?:in the (?:morning|afternoon|evening)|at night)\b"
    r"|\bone (?:in|out of) (?:every )?[\w-]+|\b(?:8|eight|10|ten|12|twelve)-hour (?:work)?(?:day|shift)|\b\d+ refills"
    r"|\btwenty-four[ -]hours?\b|\b(?:50/50|fifty[- ]fifty|20/20)\b|\bone in a million\b|\ba (?:hundred|thousand"
    r"|million) times\b"
    r"|\b(?:two|three|four|2|3|4)[ -](?:thirds?|quarters?|fifths?)\b|\btwo wrongs\b|\bone or two\b|\b(?:365"
    r"|three hundred sixty-five) days\b"
    r"|\b(?:the )?(?:19|20|21|twenty-first|twentieth)(?:st|th)? century\b|\bone hundred and one\b|\b24-7\b"
    r"|\b(?:four|five|six|seven|[4-7])-day (?:work)?week\b|\b(?:at|in|by) one time\b|\bpeer[- ]to[- ]peer\b"
    r"|\b(?:out of|of every|of the) (?:seven|7)\b|\b(?:of|in) (?:seven|7) (?:nights|days)\b"
    r"|\b(?:call|reach|phone|available|office|home)\b[^.;]{0,40}\bbetween \d{1,2} and \d{1,2}\b"
    r"|\b(?:senate|assembly) bill (?:no\. ?)?\d+|\b(?:sb|ab"
    r"|apl) ?-?\d+(?:-\d+)?"
)
#: Words without which no idiom matches, and digits without which no telephone does.
_IDIOM_HINT: Final = re.compile(
    r"\d/\d|24|-hour|refills|one (?:in|out)|7 days|seven days|911|988|711|100|hundred|\dth\b|a\.?m\b|p\.?m\b|clock"
    r"|in the (?:morn|after|even)|-day"
    r"|at night|twenty|50|fifty|million|thousand|third|quarter|fifth"
    r"|wrongs|one or|out of|seven|between|of every|365|century|one time|peer|bill|\bsb|\bab|apl"
)
_THREE: Final = re.compile(r"\d{3}")
_ACT_YEAR: Final = re.compile(r"\bact,? (?:of|\() ?(?:19|20)\d\d\b")
#: A section of the Knox-Keene Act or its regulations, however its code is named.
_SECTION: Final = re.compile(
    r"(?<![\d.])1(?:3[4-9]\d(?:\.\d{1,3})?|300\.\d+(?:\.\d+)*)(?:\([a-z0-9]{1,4}\))*(?![\d,%]| ?(?:mg|ml|steps"
    r"|calories|dollars))"
)
#: "3.2 Groin pain": the number of a paragraph.
_HEADING: Final = re.compile(r"\d{1,2}\.\d{1,2} [a-z\"\[]")
_ENUMERATED: Final = re.compile(r"(?:[.)]|:) ?(?=[a-z\"'\[(])")

#: Time limits of procedure and of requests: numbers that the law gives or the writer asks for, not the case's.
_LIMITS: Final = {
    "day": {1, 2, 3, 4, 5, 7, 10, 14, 15, 20, 21, 30, 45, 60, 90, 120, 180, 240, 365},
    "hour": {24, 36, 48, 72},
    "month": {1, 2, 3, 4, 6, 12},
    "week": {1, 2, 4},
    "year": {1},
}
_PROCEDURE: Final = re.compile(
    r"\b(?:within|appeal(?:s|ed|ing)?|grievances?|respon[ds]\w*|decisions?|decide[ds]?|deadlines?|expedit\w+"
    r"|file[ds]?|filing"
    r"|request\w*|review\w*|notif\w+|notice|timel\w+|reply|answer\w*|law|laws|rules?|regulations?|statut\w+"
    r"|determination"
    r"|hearing|rights?|hear (?:back|from)|write back|let (?:me|us) know|acknowledg\w+|authori[sz]\w+|approv\w+|reverse"
    r"|§|c\.?f\.?r\b|ccr|code|submit\w*|must|days to|confirm|allowed|extension|require[sd]?|sooner|no later than"
    r"|receipt|dmhc|imr|state fair|business|calendar)\b"
)
#: What the patient went through: such a number is the case's even among words of procedure.
_HISTORY: Final = re.compile(
    r"\b(?:pain|symptoms?|hospital\w*|bleeding|surger\w+|suffer\w*|diagnos\w+|course of|took|taken|tried|failed"
    r"|therap(?:y|ies)"
    r"|ill|sick|waited|has had|have had|lived with|for the (?:past|last)|over the (?:past|last)|ago|nights?|lost"
    r"|stayed|spent)\b"
)
_EPSDT: Final = re.compile(r"\b(?:epsdt|medi-?cal|early and periodic|medicaid|child\w*|youth|minors?)\b")

#: Few of something are only counted if it is care or an event that is counted.
COUNTED: Final = re.compile(
    r"[ -](?:(?!(?:two|three|four|five|six|\d+) times)[\w'-]+,? ){0,2}?(?P<noun>surger(?:y|ies)|operations?"
    r"|procedures?|hospitali[sz]ations?|hospital stays?"
    r"|admissions?"
    r"|readmissions?|falls?|seizures?|episodes?|attacks?|flares?|flare-ups|relapses?|sessions?|injections?|shots"
    r"|rounds?|cycles?"
    r"|courses?|doses?|infusions?|transfusions?|biops(?:y|ies)|scans?|mris?|x-rays|miscarriages?|strokes?|fractures?"
    r"|visits?"
    r"|trips?|trials?|drugs?|medicines?|medications?|meds|treatments?|therap(?:y|ies)|biologics?|antibiotics?"
    r"|antidepressants?"
    r"|preventives?|options?|specialists?|physicians|doctors|surgeons|opinions|infections?|tumou?rs?|lesions?"
    r"|nodules?|masses"
    r"|concussions?|exacerbations?|crises|overdoses?|suicide attempts?|attempts|pregnanc(?:y|ies)|er visits?"
    r"|emergency|times|occasions)\b"
)
_TO_COME: Final = re.compile(
    r"\b(?:delay(?:s|ing)? (?:of|by|for)|another|wait(?:ing)? (?:of|for)|in (?:the|as little as)(?: next)?|the next"
    r"|coming|a further"
    r"|in just)(?: even| only| just| a mere| a few)? $"
)
_ASKED: Final = re.compile(r"[ -](?:more|additional|further|extra) ")
#: Time that is still to come: nothing that a record can hold.
_AHEAD: Final = re.compile(
    r"(?: (?:more|good|further))*(?:[ -](?:years?|months?|decades?))?(?: [\w']+){0,3} (?:ahead|left|to go|from now"
    r"|to come)\b"
)
#: What stands before an upper bound.
LESS: Final = re.compile(
    r"(?:\b|(?=n't))(?:under|less than|fewer than|below|younger than|up to|at most|no more than"
    r"|not (?:yet )?(?:reached |turned )?"
    r"|(?<=[a-z])n't (?:yet )?(?:reached |turned )?) ?"
    r"(?:the age of "
    r"|age |\$)?$"
)


def masked(letter: NormalText) -> list[tuple[int, int]]:
    """Return the places whose numbers are no claims: placeholders, telephones, law, idioms."""
    text = letter.text
    forms = (
        (_PLACEHOLDER, "[" in text),
        (PHONE, _THREE.search(text) is not None),
        (_WEB, "www." in text or "http" in text or "@" in text),
        (_IDIOM, _IDIOM_HINT.search(text) is not None),
        (_ACT_YEAR, "act" in text),
        (_SECTION, "13" in text),
    )
    spans = [match.span() for form, may in forms if may for match in form.finditer(text)]
    return spans + [(start, end) for _, _, start, end in statutes(letter)]


#: How often something was said or done in the dispute.
_SAID: Final = re.compile(
    r"\b(?:say|said|says|wrote|writ\w+|repeat\w*|ask(?:ed)?|call(?:ed)?|told|answer\w*"
    r"|mention\w*|read(?: (?:your|the|this) \w+| it)?) $"
)
#: What is so of people in general, or would be normal: a yardstick, not this patient's measure.
_GENERAL: Final = re.compile(
    r"\b(?:average|averages|normal(?:ly)?|typical(?:ly)?|usual(?:ly)?|most (?:people|men|women|children|adults"
    r"|patients)"
    r"|healthy|other (?:children|people|patients|adults|women|men|kids|boys|girls)|children (?:of|his|her)|peers"
    r"|abnormal|cut-?off|threshold|maximum|should (?:be|use|have|weigh|read|speak|sleep)"
    r"|considered|counts as|called|defined|generally|people with|anyone|a person|nobody|no one)\b"
)
_OF_PATIENT: Final = re.compile(r"\b(?:i|i'm|he|she|we|patient|(?:my|his|her)(?! age))\b")
#: "Not a full week", "not one night".
_NOT_ONE: Final = re.compile(r"(?:\b(?:not|never|no|without|cannot)|n't)\b[^.;]{0,40}$")
#: A time of life that the writer hopes to see, fears or has not reached.
_TO_LIVE: Final = re.compile(
    r"\b(?:(?:would|'d) (?:like|love)|hope|want|wish|plan|expect|if|until|before|by the time|when|live|reach"
    r"|see)\b[^.;]*$"
)


def is_lawful(letter: NormalText, one: Quantity) -> bool:
    """Tell whether a quantity is the procedure's or the letter's own: a time limit, an enumeration, an idiom."""
    text, start, end = letter.text, one.start, one.end
    rest, lead = text[end : end + 60], text[max(0, start - 24) : start]
    begin, stop = letter.sentence(start)
    sentence = text[begin:stop]
    if sentence.rstrip().endswith("?") and len(sentence.split()) <= 4:
        return True
    # The clause that holds the number, not the sentence: "his score was 62; the average is 100".
    own = text[slice(*clause_of(letter, start))]
    if one.dim not in ("date", "age") and _GENERAL.search(own) and not _OF_PATIENT.search(own):
        return True
    at = one.dim == "" and lead.endswith(" at ") and re.match(r"[.,;]", rest)
    if (one.dim in ("age", "decade") or at) and _TO_LIVE.search(text[begin:start]):
        return True
    if one.dim == "time" and one.raw == 1 and _NOT_ONE.search(text[begin:end]):
        return True
    # "Rather than, say, 15 or 20 hours": nobody claims them.
    if re.search(r"\bsay,(?: [\w-]+ or)? $", lead):
        return True
    if one.dim in ("", "time") and _AHEAD.match(rest):
        return True
    if one.dim == "time":
        limit = _LIMITS.get(one.word.rstrip("s").replace("hr", "hour").replace("night", "x"))
        if (
            limit
            and one.raw in limit
            and _PROCEDURE.search(sentence)
            and not _HISTORY.search(text[max(begin, start - 30) : min(stop, end + 40)])
        ):
            return True
        if (
            _ASKED.match(rest)
            or _TO_COME.search(lead)
            or (limit and re.match(r" (?:calendar|business|working)\b", text[start:end][-20:]))
        ):
            return True
    if one.dim == "" and (
        period := re.match(r"\)?(?: \(\d+\))?[ -](?:calendar|business|working|full)[ -](day|hour|month)", rest)
    ):
        return one.raw in _LIMITS[period[1]]
    if one.dim in ("age", "") and one.value in (18, 19, 21, 26, 65) and LESS.search(lead) and _EPSDT.search(sentence):
        return True
    if one.dim != "":
        return False
    if (letter.begins_line(start) or re.search(r"[.:;]\s$", lead)) and _HEADING.match(text, start):
        return True
    if rest.startswith(" times") and (
        _SAID.search(lead) or re.match(r" times,? (?:i|you|we) (?:answer|say|ask)", rest)
    ):
        return True
    if one.raw in set().union(*_LIMITS.values()) and re.match(
        r" \(\d+\)[ -](?:calendar |business |working )?(?:days|hours|months)", rest
    ):
        return True
    if re.match(r"[ -](?:more|additional|further|extra) (?:days?|weeks?|months?|sessions?|visits?|hours?)\b", rest):
        return True
    if (
        (letter.begins_line(start) or re.search(r"(?:^|[.:;!?,] |and )$", lead))
        and _ENUMERATED.match(rest)
        and one.value < 20
    ):
        return True
    if (
        re.match(r" ?\) ?", rest)
        and lead.endswith("(")
        and text[max(0, start - 40) : start - 2].rstrip()[-1:].isalpha()
        and one.value < 400
    ):
        # "thirty (30) days", "(2) the second reason"
        return True
    return bool(_ORDER.search(lead) and one.value < 20) or bool(_PARTS.match(rest) and one.value <= 12)


def is_claim(letter: NormalText, one: Quantity) -> bool:
    """Tell whether a quantity is worth comparing: one to four of something only if care or an event is counted."""
    text, rest = letter.text, letter.text[one.end : one.end + 60]
    if one.dim or one.value >= 5 or not one.value.is_integer():
        return True
    counted = COUNTED.match(rest)
    if counted is None:
        return (
            text[one.start].isdigit()
            and one.value > 2
            and not _ANAPHORA.search(text[max(0, one.start - 24) : one.start])
        )
    return not _ANAPHORA.search(text[max(0, one.start - 24) : one.start])
