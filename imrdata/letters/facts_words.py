"""Words by which facts are known: outcomes of treatments, measurements, codes, times. Room: letters.

In: one sentence of a view. Out: spans in it. When in doubt, nothing: a fact that is missed still stands in its
sentence, one that is wrong would be believed.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = [
    "codes",
    "is_negated",
    "is_state",
    "names_time",
    "outcome_of",
    "purpose_of",
    "says_outcome",
    "says_tried",
    "values",
]

Span = tuple[int, int]

_AMOUNT: Final = r"(?:any |much |(?:lasting|significant|adequate|sufficient|sustained|clear|further|long-term) )*"
_EFFECT: Final = r"(?:relief|improvement|benefit|success|response|effect|remission)"

#: What came of a treatment, said before its name.
_BEFORE: Final = re.compile(
    r"\b(?:failed(?: (?:to respond|treatment|therapy|trials?))?(?: (?:to|with|of))?|failure of"
    r"|(?:un|not )successful (?:trials?|courses?|use) of|refractory to|resistant to"
    r"|(?:unable to|could not|cannot|did not|does not) tolerate|intoleran(?:t|ce) (?:of|to)"
    r"|(?:did|does) not (?:respond|improve) (?:to|with|on|after)|(?:allergic|contraindications?) to"
    r"|no response to|(?:progressed|relapsed|recurred) (?:on|despite|after|during)"
    r"|(?:no|little|minimal|partial|inadequate|insufficient|poor|temporary|some|good)"
    rf" {_EFFECT} (?:from|with|to|after))"
    r"(?= )",
    re.I,
)
#: The same, said behind it.
_BEHIND: Final = re.compile(
    rf"\b(?:without {_AMOUNT}{_EFFECT}"
    rf"|with (?:(?:only|very|no|little|minimal|partial|limited|inadequate|temporary|some|good|excellent) )+{_EFFECT}"
    r"|(?:has|have|had|did|does|do) not (?:help|helped|work|worked)"
    r"|(?:were|was|proved|has been|have been) (?:unsuccessful|ineffective|not effective|not tolerated|of no benefit)"
    r"|(?:was|were) (?:stopped|discontinued) (?:because of|due to|after|for) [\w-]+(?: [\w-]+)?"
    r"|(?:has|have|had) failed|failed(?= *(?:$|[.,;]))|(?:did not|could not|cannot) be tolerated"
    r"|is contraindicated|are contraindicated)\b",
    re.I,
)
#: Where another clause begins: what is said there is said of something else.
_CLAUSE: Final = re.compile(
    r"[;:.]|\b(?:but|while|whereas|although|however|because|since|who|which|until|before|now|currently)\b"
    r"|\b(?:and|then)(?= (?:then |also |has |have |had |is |was |were |now |takes |uses |continues |she |he |they ))",
    re.I,
)
_NEGATION: Final = re.compile(
    r"\b(?:not|never|no|nor|neither|without|denie[sd]|declined?|refuse[sd]|yet to|n['’]t)\b", re.I
)

_NUMBER: Final = r"\d+(?:,\d{3})*(?:\.\d+)?"
_UNIT: Final = (
    r"(?:%|percent\b|(?:mg|ng|mcg|µg|g|mmol|U|IU|units)/(?:d?L|mL)\b|L/min\b|mm ?Hg\b|[cm]m\b|kg/m2?\b|kg\b"
    r"|kilograms?\b|pounds?\b|lbs?\b|degrees?\b|points?\b"
    r"|(?:eosinophils|cells|events|beats|episodes) (?:per|an?) [\w-]+(?: field)?)"
)
#: Words that name a number are neither of these; "of", "was" or "is" joins them to it.
_NO_NAME: Final = r"(?!(?i:of|was|is|an?|the|his|her|their|on|in|at|to|by|with|after|before|and|has|had|single)\b)"
#: A number with the unit of a measurement, and the words that name it.
_VALUE: Final = re.compile(
    rf"(?:\b{_NO_NAME}[A-Za-z][\w-]*(?: {_NO_NAME}[a-z][\w-]*)? (?:of|was|is|measures) )?"
    rf"{_NUMBER}(?: ?(?:to|-|–|by|x) ?{_NUMBER})? ?{_UNIT}"
    rf"|\b(?:BMI|body mass index|A1[cC]|HbA1c|AHI|FEV1|PSA|LDL|T-score|[\w-]+ (?:score|index|fraction|level|count))"
    rf"(?: \([A-Z0-9]+\))? (?:of|was|is|at) -?{_NUMBER}%?"
)
#: Only behind the word that says what it is: "97153" alone may be anything.
_CODE: Final = re.compile(
    r"\b(?:(?:CPT|HCPCS|ICD-?(?:9|10)(?:-CM)?|NDC|DSM-5)(?: (?:procedure |diagnosis )?codes?)?"
    r"|(?:procedure|billing|diagnosis) code)"
    r"s?:? ?\(?(?P<code>[A-Z]?\d{2,5}[A-Z]?(?:\.\d{1,4}[A-Z]?)?(?:-\d{2,4}-\d{2})?)\b"
)
_TIME: Final = re.compile(
    r"\b(?:(?:19|20)\d\d|\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|many)[ -]"
    r"(?:days?|weeks?|months?|years?)\b|\b(?:19|20)\d\d\b|\b(?:January|February|March|April|June|July|August|September"
    r"|October|November|December|last (?:year|month)|since (?:birth|childhood|adolescence))\b",
    re.I,
)


def outcome_of(sentence: str, start: int, end: int) -> tuple[str, int] | None:
    """Return the words on what came of the treatment at a span, and where they start; None if the clause says none.

    Examples
    --------
    >>> outcome_of("The patient has failed physical therapy.", 23, 39)
    ('failed', 16)
    >>> outcome_of("Naproxen has not helped.", 0, 8)
    ('has not helped', 9)
    >>> outcome_of("The patient has not failed naproxen.", 27, 35) is None
    True
    >>> outcome_of("She failed naproxen and now takes gabapentin.", 34, 44) is None
    True
    """
    for match in reversed([*_BEFORE.finditer(sentence, 0, start)]):
        between = sentence[match.end() : start]
        if not _CLAUSE.search(between) and not is_negated(sentence, match.start()):
            return match.group(), match.start()
        break
    behind = _BEHIND.search(sentence, end)
    if behind is None or _CLAUSE.search(sentence, end, behind.start()):
        return None
    return None if is_negated(sentence[end:], behind.start() - end) else (behind.group(), behind.start())


def says_outcome(sentence: str) -> bool:
    """Say whether a sentence speaks of what came of some treatment."""
    return any(words.search(sentence) for words in (_BEFORE, _BEHIND, _ELSEWHERE))


def says_tried(sentence: str) -> bool:
    """Say whether a sentence speaks of some treatment, even if no rule finds its name."""
    return _TREATMENT.search(sentence) is not None


_TREATMENT: Final = re.compile(
    r"\b(?:tried|trials?|treated|treatments?|therap(?:y|ies)|medications?|takes|taking|took|underwent|received|prescribed"
    r"|surger(?:y|ies)|operations?|failed|despite)\b",
    re.I,
)

#: An outcome of treatments that other sentences name.
_ELSEWHERE: Final = re.compile(r"\b(?:none|neither|each|all|both) of (?:these|those|them|which)\b|\bdespite\b", re.I)


def is_negated(sentence: str, start: int) -> bool:
    """Say whether words that start there stand behind a negation of the same clause.

    Examples
    --------
    >>> is_negated("The patient has not tried gabapentin.", 20)
    True
    >>> is_negated("It was not the dose; she tried gabapentin.", 25)
    False
    """
    before = sentence[:start]
    breaks = [match.end() for match in _CLAUSE.finditer(before)]
    return _NEGATION.search(before, breaks[-1] if breaks else 0) is not None


#: What a person lives with: that it is there says nothing of a treatment that was tried for what is asked now.
_STATE: Final = re.compile(
    r"\b(?:tracheostomy|gastrostomy|colostomy|ileostomy|ventilator|pacemaker|(?:wheel|power ?)chairs?|walker|cane"
    r"|crutches|scooter|stents?|hearing aids?|eyeglasses|implants?|insulin pump|lap band)$",
    re.I,
)
_ON_TRIAL: Final = re.compile(
    r"\b(?:tried|trials?|trialed|attempted|fail(?:ed|ure)|rental|rented|loan(?:ed)?|replac\w+)\b", re.I
)


def is_state(sentence: str, start: int, end: int) -> bool:
    """Say whether the words at a span name something the patient lives with, of whose trial the sentence says nothing.

    Examples
    --------
    >>> is_state("She is a girl with a tracheostomy.", 21, 33)
    True
    >>> is_state("A hearing aid was tried for a month.", 2, 13)
    False
    """
    return bool(_STATE.search(sentence[start:end])) and not _ON_TRIAL.search(sentence)


#: What something was asked for: behind its name, up to the end of the clause.
_PURPOSE: Final = re.compile(
    r",? ?(?P<purpose>(?:for|to (?:treat|manage|prevent|evaluate|assess|diagnose|confirm|monitor|relieve|reduce|correct"
    r"|control|improve|restore|help|address|rule out|guide|stage)|in preparation for|in order to|because of|due to"
    r"|as (?:an? )?(?:\w+ )?(?:treatment|therapy) (?:for|of)|before|after) [^;:]+?)"
    r"(?=\.?\s*$|[;:]|, (?:which|who|whose|while|but|and)\b| (?:because|which|who|whose|while|but)\b)",
    re.I,
)
#: "For an enrollee with …", "for the left ear", "for 12 weeks": for whom, where and how long, not what for.
_NO_PURPOSE: Final = re.compile(
    r"^(?:for|before|after) (?:(?:an?|the|his|her|their|both|each) )?(?:(?:[\w-]+ ){0,3}(?:patient|enrollee|member|man"
    r"|woman|boy|girl|child|son|daughter|infant|insured|beneficiary)\b|(?:left|right|upper|lower|both|each|bilateral)\b"
    r"|home use\b"
    r"|(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty|sixty|ninety|another|up to|at least)\b"
    r"|dates?\b|services? (?:from|on|dated)\b)",
    re.I,
)


def purpose_of(sentence: str, end: int) -> Span | None:
    """Return the words that say what something was asked for, where its name ends there; None if there are none.

    Examples
    --------
    >>> text = "The father of a girl has requested proton beam therapy for a craniopharyngioma."
    >>> start, stop = purpose_of(text, 54)
    >>> text[start:stop]
    'for a craniopharyngioma'
    >>> purpose_of("Proton therapy was proposed for an enrollee with cancer.", 14) is None
    True
    """
    match = _PURPOSE.match(sentence, end)
    return None if match is None or _NO_PURPOSE.match(match["purpose"]) else match.span("purpose")


def values(sentence: str) -> list[Span]:
    """Return the measurements in a sentence; doses are none.

    Examples
    --------
    >>> text = "The patient has a peak flow of 310 L/min on prednisone 5 mg."
    >>> [text[start:end] for start, end in values(text)]
    ['peak flow of 310 L/min']
    """
    return [match.span() for match in _VALUE.finditer(sentence)]


def codes(sentence: str) -> list[Span]:
    """Return the codes that a sentence names as such.

    Examples
    --------
    >>> text = "She asked for 97153 (CPT code 97153)."
    >>> [text[start:end] for start, end in codes(text)]
    ['97153']
    """
    return [match.span("code") for match in _CODE.finditer(sentence)]


def names_time(sentence: str) -> bool:
    """Say whether a sentence names a year, a month or a length of time."""
    return _TIME.search(sentence) is not None
