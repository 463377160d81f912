"""An appeal must take up the denial's ground."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.check import FOUND_SCHEMA, UNMEASURED, Check, Finding, found_row
from imrdata.quality.checks.grounds import REASONS, possible_grounds
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.parts import split_parts
from imrdata.quality.sieve import may_match
from imrdata.quality.telling import telling_words

__all__ = ["GroundUnanswered"]

#: The plan, its people and its papers: whose position an appeal reports.
_PLAN: Final = (
    r"(?:you(?: people| folks| yourselves)?|(?:your|the (?:plan|insurer|group)'s) (?:\w+ ){0,2}?(?:letter|notice|denial"
    r"|decision|reviewer|doctor|director|nurse|pharmacist|plan|company|people|policy|guideline|criteria|criterion|rule"
    r"|list|test|form|group|office|reason|ground|point|position)s?"
    r"|the (?:\w+ )?(?:letter|notice|denial|plan|insurer|reviewer|group|policy|guideline|criteria|rule|determination"
    r"|decision))"
)
#: What it does with words; "the denial of my claim" has none of them.
_SAYS: Final = (
    r"(?:sa(?:y|ys|id|ying)|tells?|told|state[sd]?|writes?|wrote|written|holds?|held|thinks?|thought|believe[sd]?|finds?|found"
    r"|claim(?:s|ed)|maintain\w*|argue[sd]?|wants?|wanted|ask(?:s|ed)?|require[sd]?|offer(?:s|ed)?|suggest\w*"
    r"|call(?:s|ed)|call(?= (?:it|this|that|the|him|her)\b)|object\w*|doubt\w*|assume[sd]?|conclude[sd]?|expect\w*"
    r"|note[sd]?|points?|pointed|mention\w*"
    r"|treat(?:s|ed)?|regard(?:s|ed)?|consider(?:s|ed)?|give[sn]?|gave|cite[sd]?|quote[sd]?|list(?:s|ed)?|name[sd]?"
    r"|explain\w*|fault(?:s|ed)?|count(?:s|ed)?|speaks?|rest(?:s|ed)?|rel(?:y|ies|ied)|insist\w*"
    r"|accept(?:s|ed)?|allow(?:s|ed)?|lack(?:s|ed)?|had only)"
)
#: A sentence that reports the plan's position, quotes it, or grants a part of it.
_REPORTS: Final = re.compile(
    rf"\b(?<!if ){_PLAN}(?: (?:of|dated|about|on) \S+)? "
    r"(?:(?!(?:can|may|could|should|must|will|would|please|to|and|or|is|are|be)\b)\w+ ){0,2}?"
    rf"{_SAYS}\b(?! (?:no|yes)\b)"
    r"|\b(?:den(?:y|ied|ial)|refus\w+|declin\w+|turn(?:ed|ing) (?:\w+ ){0,5}?down|said no|says? no|reject\w+"
    r"|withh[eo]ld\w*)\b[^.;?]{0,90}\b(?:because|since(?! \w+ \d)|as (?:not|experimental|investigational|un\w+)"
    r"|for (?:want|lack) of|on the (?:ground|basis)|until|saying|due to)\b"
    r"|\b(?:your|the|its|stated|given|sole|main|only|single|first|second) (?:\w+ )?"
    r"(?:reason|ground(?! floor)|objection|rationale)s?\b(?! (?:i|we|for (?:this|my|our))\b)"
    r"|\b(?:your|the (?:plan|insurer|group)'s) (?:word|term|point|argument|position|view|reasoning|logic|concern"
    r"|finding|conclusion|claim that)s?\b"
    r"|\b(?:letter|notice|denial|decision|reviewer|plan|policy|guideline)s? \w+(?:s|ed) that\b"
    r"|\baccording to (?:you|the)\b"
    r'|"[^"]{12,}"'
    r"|\b(?:it is (?:true|correct|so)|(?:that is|that's) (?:true|so|right|correct)|you(?: are|'re) right"
    r"|(?:i|we) agree (?:that|with you)|in dispute)"
    r"|^\W*(?:true|correct|yes|granted)\b"
)
#: What is asked of the plan, and the road that is left after it, speak of its words and answer none.
_FORMULA: Final = re.compile(
    r"^[^a-z]*(?:please|kindly|send|give|tell|mail|(?:i|we) (?:also |therefore |now |hereby )?(?:ask|request|urge))\b"
    r"|^\W*if (?:you|the plan) (?:will not|won't|do not|don't|cannot|can't|still|refuse|disagree|say no|stay|keep)\b"
    r"|\bindependent (?:medical )?review|\bimr\b|\bstate hearing|\bcop(?:y|ies) of"
)
#: The grounds that a report may be told by; what the plan's rules ask, or what else would do, is said on any ground.
_NAMED: Final = {
    "step_therapy": re.compile(rf"{REASONS['step_therapy'].pattern}|\b(?:steps?|tr(?:y|ied)|fail\w*)\b"),
    "insufficient_documentation": re.compile(r"\b(?:records?|documents?|documentation|paperwork|notes|charts?)\b"),
    "experimental": re.compile(rf"{REASONS['experimental'].pattern}|\b(?:evidence|stud(?:y|ies)|research|results)\b"),
    "not_emergency": REASONS["not_emergency"],
    "network": re.compile(r"\b(?:network|non-?participating)\b"),
    "late": re.compile(r"\b(?:too late|untimely|past the deadline|timely filing|days? late)\b"),
}
_ANY_GROUND: Final = re.compile(
    r"\b(?:criteri(?:a|on)|medical(?:ly)? necess\w+|not (?:needed|necessary)|guidelines?|requirements?|rules?"
    r"|polic(?:y|ies)|qualif\w+|thresholds?|less|lower|enough|adequate|sufficient|alternatives?|level of care|cost"
    r"|exclu\w+|cosmetic)\b"
)
#: Said to the plan: of the subject of its ground, that answers it too.
_ADDRESS: Final = re.compile(r"\b(?:you|yours?|the (?:plan|letter|denial|notice|reviewer))\b")
#: What can only be said against one ground, by an appeal that does not report it first.
_ARGUED: Final = {
    "criteria_not_met": re.compile(
        r"\b(?:meets?|met|satisf\w+|fulfil\w*|qualif\w+)\b[^.;]{0,40}\b(?:criteri\w+|rules?|requirements?|guidelines?"
        r"|standards?)\b|\bcriteri\w+\b[^.;]{0,30}\bmet\b|\b(?:is|are|was|were) (?:\w+ )?medically necessary\b"
    ),
    "step_therapy": re.compile(
        r"\b(?:tr(?:y|ied)|fail(?:ed)?|used|taken|took|been through|exhausted)\b[^.;]{0,40}\b(?:every|all|both|each"
        r"|whole|other|first|already|two|three|steps?|ladder|alternatives?)\b"
        r"|\balready (?:tried|failed|taken|used|had)\b|\bstart(?:ing)? over\b|\bstep therapy\b|(?<!take )\bexception\b"
    ),
    "insufficient_documentation": re.compile(
        r"\b(?:enclos\w+|attach\w+|(?<!please )send(?:ing|s)?(?! (?:me|us)\b)|sent|includ\w+|provid\w+|fax\w*)\b"
        r"[^.;]{0,60}"
        r"\b(?:records?|notes?|reports?|charts?|document\w*|information|results?|logs?|stud(?:y|ies)|statements?"
        r"|letters? (?:of|from|by)|\w+'s letter|pages?|films|measurements?)\b"
    ),
    "lower_level_adequate": re.compile(
        r"(?:\b(?:not|never|cannot|no)|n't)\b[^.;]{0,30}\b(?:enough|adequate|sufficient|suffice|safe(?:ly)?)\b"
        r"|\b(?:less|lower|lesser)[- ](?:\w+ )?(?:level|setting|care|intens\w+|service|treatment)\b"
    ),
    "experimental": re.compile(
        r"\b(?:evidence|stud(?:y|ies)|trials?|research|literature|guidelines?)\b[^.;]{0,60}\b(?:show\w*|support\w*|found"
        r"|recommend\w*|prove\w*)\b"
        r"|\b(?:not|neither|no longer|nothing)\b[^.;]{0,20}\b(?:experimental|investigational|unproven)\b"
        r"|\b(?:widely|generally|well) (?:used|accepted|established)\b|\bstandard of care\b|\bfda\b"
    ),
    "not_emergency": re.compile(
        r"\b(?:thought|feared|believed|afraid)\b[^.;]{0,60}\b(?:emergency|dying|die|stroke|heart|burst|dead|serious)\b"
        r"|\b(?:was|is|were) (?:clearly |truly |indeed )?an emergency\b|\bprudent layperson|\breasonable person"
        r"|\bcould(?: not|n't) (?:\w+ )?wait|\bno time\b"
    ),
}
_TELLING: Final = (_REPORTS, *_ARGUED.values(), *REASONS.values(), *_NAMED.values(), _ANY_GROUND)
_UNKNOWN: Final = "no ground"
#: The grounds that a sentence takes up, and whether it reports what the plan holds.
Taking = tuple[frozenset[str], bool]
#: The grounds that an appeal may answer, and the words of the plan's reason.
Asked = tuple[tuple[str, ...], frozenset[str]]
#: The line of a view that gives the plan's reason.
_REASONED: Final = re.compile(
    r"(?i)\b(?:plan|insurer|group|denied|denial)\b.*(?:den|refus|declin|stat|inform|said|reduc|consider)"
    r"|(?:den|refus|declin|stat|inform|said|reduc|consider).*\b(?:plan|insurer|group|denied|denial)\b"
)
#: What any plan says with any reason.
_ANY_REASON: Final = telling_words(
    "health plan denied denial request requested stating basis medically necessary medical necessity service services"
    " treatment because criteria coverage member patient does meet met experimental investigational not should could"
    " would been provided records payment claim enrollee approved"
)
_QUOTATION: Final = re.compile('["\u201c][^"\u201d]{12,}["\u201d]')
#: A reason of fewer words of its own tells too little; an appeal with more sentences that take it up answers it.
_OWN_WORDS, _PLACES = 3, 2


class GroundUnanswered(Check):
    """An appeal that does not take up the reason of the denial.

    Rule: no sentence (but those that ask, or name the road that is left) reports what the plan holds, quotes it or
    grants a part of it, unless in words of another ground alone (the experimental, the emergency, missing records,
    the step, the network, the deadline); nor does one speak to the plan of the ground's subject, or say what can only
    be said against the ground. One or two such sentences are not enough where the appeal quotes nothing and has no
    word of those that the view gives for the plan's reason alone (one, if none of them reports what the plan holds).
    Where the ground is not known, it is one of those that the denial gives, or else of those that lead to the case's
    Type: an appeal that takes up one of them passes. A ground outside `imrdata.letters.axes.GROUNDS` can't be judged
    and passes; with no ground, Type or denial the letter is unmeasured.
    Why: an appeal that talks past the reason loses; a model should not learn to. To plead, to tell the history and to
    praise the doctor takes no word of the plan's; to answer its reason takes saying what it is.
    Source: domain.md §6 (rubric: quotes and rebuts the reason) and §7.
    Limits: it sees that the reason is taken up, not that the answer is good; a reason that is misreported, in words of
    no ground or in such as any plan uses, passes.
    """

    name = "ground_unanswered"
    version = 9
    kinds = ("appeal",)

    def candidates(self) -> pl.Expr:
        """Look at every letter: a ground that is missing leaves no word to look for."""
        return pl.col("text").is_not_null()

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Look for a sentence that takes the ground up; a missing answer has no place in the text."""
        grounds = possible_grounds(letter.get("ground"), letter.get("type"), letter.get("denial_text"))
        if not grounds:
            return _UNKNOWN, None
        if _ARGUED.keys().isdisjoint(grounds):
            return None
        taken = (one for _, part in split_parts(letter["text"]) for one in taking_up(read(part)))
        reason = _reason(letter.get("view_text") or "")
        return None if _answers(letter["text"], taken, grounds, reason) else (_says(grounds), None)

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Read each different paragraph that may take up any ground once, then look the letters' up."""
        parts = batch.parts
        frame, different = self._with_asked(batch, frame)
        telling = parts.standing_in(frame["_row"]).copy()
        telling[telling] = may_match(parts.normal.filter(pl.Series(telling)), _TELLING)
        places = parts.places.filter(pl.Series(telling).gather(parts.places["part"]))
        of_row = dict(
            places.join(frame.select("_row"), on="_row", how="semi")
            .group_by("_row", maintain_order=True)
            .agg("part")
            .iter_rows()
        )
        known: dict[int, tuple[Taking, ...]] = {}

        def taken(part: int) -> tuple[Taking, ...]:
            if part not in known:
                known[part] = taking_up(parts.read(part))
            return known[part]

        rows = []
        for row, asked, text in frame.iter_rows():
            grounds, reason = different[asked]
            if not grounds:
                rows.append(found_row(row, _UNKNOWN, verdict=UNMEASURED))
            elif not _ARGUED.keys().isdisjoint(grounds) and not _answers(
                text, (one for part in of_row.get(row, ()) for one in taken(part)), grounds, reason
            ):
                rows.append(found_row(row, _says(grounds)))
        return pl.DataFrame(rows, schema=FOUND_SCHEMA, orient="row")

    @staticmethod
    def _with_asked(batch: Batch, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Asked]]:
        """Return the letters with ``asked``, which of the grounds and reasons beside them each has to answer."""
        sources = ("ground", "type", "denial_text", "view_text")
        absent = [name for name in sources if name not in frame.columns]
        frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
        frame = frame.with_columns(_like=batch.alike(sources).gather(frame["_row"]))
        alike = frame.unique("_like", maintain_order=True).select("_like", *sources)
        asked = [(possible_grounds(*known), _reason(view or "")) for _, *known, view in alike.iter_rows()]
        different = list(dict.fromkeys(asked))
        place = {one: at for at, one in enumerate(different)}
        which = alike.select("_like", asked=pl.Series([place[one] for one in asked], dtype=pl.UInt32))
        joined = frame.join(which, on="_like", how="left", maintain_order="left")
        return joined.select("_row", "asked", "text"), different


def _says(grounds: tuple[str, ...]) -> str:
    return f"does not take up the denial's ground ({' or '.join(grounds).replace('_', ' ')})"


@lru_cache(maxsize=4096)
def _reason(view: str) -> frozenset[str]:
    """Return the words that a view has for the plan's reason and for nothing else; none where they are too few."""
    lines = view.split("\n")
    given = [line for line in lines if _REASONED.search(line)]
    told = frozenset().union(*(telling_words(line) for line in lines if line not in given))
    own = frozenset().union(*(telling_words(line) for line in given)) - told - _ANY_REASON
    return own if len(own) >= _OWN_WORDS else frozenset()


def _answers(text: str, taken: Iterable[Taking], grounds: tuple[str, ...], reason: frozenset[str]) -> bool:
    """Tell whether an appeal takes one of the grounds up, and more than in passing or in the reason's own words."""
    places, answered, reported = 0, False, False
    for found, reports in taken:
        places, answered, reported = places + 1, answered or not found.isdisjoint(grounds), reported or reports
        if answered and (not reason or places > _PLACES):
            return True
    if not answered or _QUOTATION.search(text):
        return answered
    shared: frozenset[str] = frozenset()
    for _, part in split_parts(text):
        shared |= reason & telling_words(part)
    return len(shared) > (0 if reported else 1)


def taking_up(part: NormalText) -> tuple[Taking, ...]:
    """Return what the sentences of a paragraph that take up any ground take up."""
    sentences = (_taken_up(part.text[start:end]) for start, end in part.sentences())
    return tuple(one for one in sentences if one[0] or one[1])


@lru_cache(maxsize=65536)
def _taken_up(sentence: str) -> Taking:
    # Only what is sent answers in a sentence that asks.
    asks = _FORMULA.search(sentence) is not None
    argued = ("insufficient_documentation",) if asks else _ARGUED
    found = {name for name in argued if _ARGUED[name].search(sentence)}
    if asks:
        return frozenset(found), False
    found.update(name for name, form in REASONS.items() if form.search(sentence))
    reports = _REPORTS.search(sentence) is not None
    if reports or _ADDRESS.search(sentence):
        named = {name for name, form in _NAMED.items() if form.search(sentence)}
        found |= named
        if reports and (not named or _ANY_GROUND.search(sentence)):
            found.update(_ARGUED)
        elif _ANY_GROUND.search(sentence):
            found.update(("criteria_not_met", "lower_level_adequate"))
        # That a step was left out is one way not to meet criteria.
        if reports and "step_therapy" in named:
            found.add("criteria_not_met")
    return frozenset(found), reports
