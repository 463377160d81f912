"""Numbers that the writer of an appeal was not given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

import numpy as np

from imrdata.quality.batch import Batch
from imrdata.quality.checks.number_counts import is_counted, names
from imrdata.quality.checks.number_doses import drug_beside, not_of_others, said_of
from imrdata.quality.checks.number_follows import ABOUT, MORE, Claimed, close, follows
from imrdata.quality.checks.number_kinds import kin_of, kind_of, noun_of
from imrdata.quality.checks.number_sources import Known, known, rate_of, said_in
from imrdata.quality.checks.number_sums import APPROXIMATE, derived
from imrdata.quality.dates import same_date
from imrdata.quality.local import Claim, LocalCheck, not_invented
from imrdata.quality.normalise import NormalText
from imrdata.quality.quantities import Quantity, quantities

__all__ = ["NumberNotInView"]

#: The units of a measurement that its number alone can stand for: "ALT of 92".
_LOOSE: Final = frozenset({"", "percent", "units", "angle", "money", "volume", "length", "mass", "lab"})


def _same(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities say the same: by value and dimension, or by number where one has no unit."""
    if one.dim == other.dim == "date":
        return same_date(one.parts, other.parts)  # type: ignore[arg-type]
    if "date" in (one.dim, other.dim):
        return False
    if one.dim == other.dim:
        if one.dim == "rank":
            return one.value == other.value and one.parts == other.parts
        tolerance = (
            0.005
            if one.word.rstrip("s") == other.word.rstrip("s")
            else {"time": 0.1, "mass": 0.02, "length": 0.02}.get(one.dim, 0.005)
        )
        return close(one.value, other.value, tolerance)
    if one.dim == "time" and other.dim == "often" and other.word == "every":
        return close(one.value, 1 / other.value, 0.005)
    dims = {one.dim, other.dim}
    if dims == {"age", "time"}:
        time = one if one.dim == "time" else other
        age = other if one.dim == "time" else one
        return close(365.25 * age.value, time.value, 0.005)
    if one.raw != other.raw:
        return False
    # A number without a unit may leave it to what was said before ("from 25 hours a week to ten"); a score may not.
    if one.dim == "" and other.dim in ("time", "age", "often") and not re.match(r" ?(?:out of|/|of \d)", one.word):
        return True
    if one.dim == "time" and other.dim == "" and re.match(rf" ?(?:[.,;)]|and |$|[\w-]+ {one.word[:3]})", other.word):
        return True
    # "I am 57" and "57 y/o"; "five shots each day" and "five times a day"; "mg/L" and a number without its unit.
    if (one.dim, other.dim) == ("age", ""):
        return _COUNTS.match(other.word) is None
    if (one.dim, other.dim) in (("", "often"), ("lab", "mass"), ("mass", "lab"), ("percent", "lab")):
        return not {one.word, other.word} & _BODY_WEIGHT
    # A dose needs its unit; a number may leave it out.
    return "" in dims and dims <= _LOOSE and one.dim != "mass"


#: A bare number that counts something: no age.
_COUNTS: Final = re.compile(r"[ -](?!y\b|yo\b|and\b|or\b|at\b|in\b|when\b|with\b|now\b|male\b|female\b|who\b)[a-z]")
_BODY_WEIGHT: Final = frozenset(("lb", "lbs", "pound", "pounds", "kg", "kgs", "kilos", "kilogram", "kilograms"))
#: What the writer asks for, in the first person; what was asked before is the case's.
_ASKED: Final = re.compile(
    r"\b(?:(?:i|we) (?:\w+ )?(?:request|ask|seek|propose)|(?:i'm|i am|we're|we are) (?:\w+ )?(?:requesting|asking"
    r"|seeking)"
    r"|please (?:\w+ )?(?:approve|authori[sz]e|cover|allow|grant))\b"
)

#: How a list of what is asked for begins.
_WISHES: Final = re.compile(
    r"\W*(?:\d+\W+)?(?:requested\b|(?:what )?(?:i|we)(?:'m|'re)? [^.:;]{0,30}?\b(?:ask|want|request|seek)\w*"
    r"\b[^.:;]{0,40}:)"
)
_TELLS: Final = re.compile(r"[.!?] (?:i|it|he|she|we|they|my|his|her|our|this|that|the)\b")

#: A sentence that may say what the denial says.
_TOLD: Final = re.compile(
    r"[\"\u201c]|\b(?:you|yours?|(?:the|its) (?:plan|letter|denial|notice|insurer|insurance|reviewer|criteri\w+|rules?"
    r"|polic\w+|guidelines?|limit|threshold|requirement)|den(?:y|ied)|approv\w+|requested|criteri\w+)\b"
)
#: The law's time limits, in days, which a letter may name wherever it likes.
_LIMITS: Final = frozenset({1.0, 3.0, 5.0, 10.0, 14.0, 15.0, 30.0, 45.0, 60.0, 120.0, 180.0})
#: Words that make a number an age, whatever stands around it.
_AGED: Final = re.compile(r"old|young|\bage|\by/?o\b|turn")
#: From here on, a number that a source has as well is hardly there by chance.
_LARGE: Final = 10
#: A sentence that adds up or takes off.
_RECKONS: Final = re.compile(
    r"\b(?:makes?|made|plus|together|altogether|in all|all told|combined|total\w*|sum|adds?|added|comes? to|came to"
    r"|amounts? to|leaves?|leaving|left over|shortfall|surplus|balance|remainder"
    r"|minus|gained|lost|rose|fell|dropped|grew|shrank|difference|that is|that's|this is"
    r"|(?:times|at|by) [\w.,-]+ (?:\w+ )?(?:is|are))\b"
)


class NumberNotInView(LocalCheck):
    """An age, dose, measure, date, duration, count of care or rate in an appeal must be in what its writer saw.

    Rule: judged is a number, in digits or words, that says one of these of the case: an age; a dose or strength with
    its unit, or "600 of gabapentin"; a laboratory value, vital sign, score, size, weight, distance, stage or sum of
    money, by its unit, its name ("a PSA of 9") or as the value of what is the patient's ("my potassium fell to 2.9");
    a date; how long an illness, a treatment or a stay lasted, or how long ago it was; how often; a count of
    treatments, visits, admissions, doses, events, findings, or of what the view itself counts; a per cent. Each is
    compared with those of the view and the denial by value and dimension; "eight weeks" is 56 days, "BID" twice a
    day, "stage III" stage 3. A dose beside its drug is held against the doses of that drug, where the view has any,
    and else against those of no other drug; and the age of kin against what the view tells of the same kin.
    Not judged: any other number. Spans, months without a year and distances are the case's only beside illness or
    care; alone they are a life ("I have cut hair for thirty-eight years", "on my route in August"). Nor are daily life
    and counting by hand ("three hundred Saturday mornings", "I cannot do it forty times"), the age of neighbours,
    things and kin of whom the view tells none, a job, wages and what is insured, the year of a guideline, the letter's
    own parts, sections of law, time limits of procedure, a month or year of the dispute, yardsticks ("anything over
    10"), comparisons ("two years behind", "seven times as far"), the time of day, time still to come, what was said
    before in the paragraph.
    Passes on purpose: what follows from known numbers: an age or decade that the view's ages or bucket entail ("over
    50" of 51-64); rounding behind "about"; a day's dose from "750 mg twice daily"; the time between two known dates;
    a sum, difference or share of two numbers of one line of the view, or of counts of the same things; a sum in a
    sentence that adds up; "two drugs" where the view names two; how long or how often a request asks for, where the
    view's request does not say; a span within 7 % of a known one, or of the sum or difference of two; what stands in a
    hidden sentence: a fact (`undecided_text`) or a study's figure is not told to the writer, but not made up. Where the
    denial is not known, the law's time limits and sentences that may say what it says.
    Why: invented ages, doses, durations and dates are the commonest confabulation in fine-tuned appeals.
    Source: domain.md §5 (input sufficiency) and §7; Kiser et al. 2024.
    Limits: a number of the same line and noun grounds a count (12 cores ground 12 visits where one line has both);
    one to four of something are read only before nouns of care; an age of one of the other sex or another generation
    than the patient passes; ordinals, fractions and "half" are not read; an invented time limit passes, and so does
    what is counted of daily life, true or not ("eighty boxes in a shift").
    """

    name = "number_not_in_view"
    version = 13
    kinds = ("appeal",)
    needs = ("view_text",)
    reads = ("view_text", "denial_text", "undecided_text", "reviewer_text")

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs that hold a digit, a number word, or a word that dates or counts."""
        return batch.parts.normal.str.contains(_HINT).to_numpy()

    def find(self, part: NormalText, kind: str) -> Iterable[Claim]:
        """Yield the quantities that are claims about the case."""
        return list(self._claims(part))

    def _claims(self, part: NormalText) -> Iterator[Claim]:
        every, told = quantities(part.text), set()
        for one in every:
            kind = kind_of(part, one)
            if not kind:
                continue
            drug = drug_beside(part, one)
            # What is said again stands or falls with the first time: "about two hours ... those two hours".
            again = one.dim, one.value, one.parts, drug
            if again in told:
                continue
            told.add(again)
            rest = part.text[one.end : one.end + 100]
            begin, stop = part.sentence(one.start)
            lead = part.text[max(begin, one.start - 40) : one.start]
            noun = noun_of(rest) if kind in ("count", "named") and not one.dim else ""
            noun = kin_of(lead) if kind == "kin" else noun
            # What adds up may add what the sentences before it tell.
            reckons = _RECKONS.search(part.text, begin, stop) is not None
            claimed = Claimed(
                one,
                kind,
                lead,
                rest,
                part.text[one.start : one.end],
                noun,
                tuple(other for other in every if (0 if reckons else begin) <= other.start < stop and other is not one),
                bool(_wished(part.text, one.start) or _ASKED.search(part.text, begin, one.start)),
                reckons,
                _TOLD.search(part.text, begin, stop) is not None,
                drug,
            )
            # What says what it is goes first: a bare number may still be the writer's own arithmetic.
            sure = one.dim not in ("", "time", "length") and not MORE.search(claimed.lead)
            yield Claim(one.start, one.end, "has a number that is not in the view", key=claimed, rank=0 if sure else 1)

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether neither the view nor the denial grounds the number."""
        return _ungrounded(claim.key, not_invented(letter), letter.get("denial_text") or "") and not _hidden(
            claim.key, letter.get("reviewer_text") or ""
        )


def _wished(text: str, place: int) -> bool:
    """Tell whether a place is in a list of what is asked for, before anything else is told."""
    opening = _WISHES.match(text)
    return opening is not None and not _TELLS.search(text, opening.end(), place)


def _open_to(drug: str, text: str) -> str:
    """Return what of a text may ground a quantity: not another drug's dose, where it is a drug's."""
    return not_of_others(drug, text) if drug else text


@lru_cache(maxsize=131072)
def _ungrounded(claimed: Claimed, view: str, denial: str) -> bool:
    # Where the denial is not known, what may be its words is left alone.
    if not denial and (claimed.told or (claimed.one.dim == "time" and claimed.one.value in _LIMITS)):
        return False
    # A dose is held against those of its own drug, where a source has any, else against those of no other drug.
    own = said_of(claimed.drug, view, denial) if claimed.drug else ""
    given = known(own, "") if own else known(*(_open_to(claimed.drug, text) for text in (view, denial)))
    one, rate = claimed.one, rate_of(claimed.one)
    if claimed.kind == "kin":
        # The age of kin is the writer's to tell, unless a source tells one of the same kin; the kin may be the patient.
        told = [items for text, items in given.lines if re.search(rf"\b{claimed.noun}\b", text)]
        known_ages = [other for items in told for other in items] + [one for one in given.items if one.dim == "age"]
        return bool(told) and not any(one.raw == other.raw for other in known_ages)
    if claimed.kind == "named" and not names(claimed.noun, given):
        return False
    # A count is one of its own things; with a period it is a rate as well.
    alike = [rate] if claimed.noun else [one, rate]
    grounded = any(_same(said, other) for said in alike for other in given.rates if not claimed.noun or said is not one)
    grounded = grounded or bool(claimed.noun and is_counted(one, claimed.noun, given)) or _as_written(claimed, given)
    return not (grounded or _worked_out(claimed, given) or follows(claimed, given))


def _hidden(claimed: Claimed, reviewer: str) -> bool:
    """Tell whether the reviewer's sentences hold the number: not told to the writer, but not made up either.

    What a study found stands there, and so does a fact that no cue gave to the view.
    """
    return any(_same(claimed.one, other) for other in known(reviewer, "").rates)


def _as_written(claimed: Claimed, given: Known) -> bool:
    """Tell whether a source writes the same number before the same word, or names the same season.

    Readers of ages, spans and counts may take "since he was five months" for something else than it is.
    """
    one = claimed.one
    if one.dim == "date":
        season = one.parts[3]
        return bool(season) and not any(one.parts[:3]) and any(str(season) in text.lower() for text in given.texts)
    if one.dim == "age" and one.raw >= _LARGE and not _AGED.search(claimed.words + claimed.lead[-8:]):
        return any(one.raw == other.raw for other in given.items)
    if claimed.noun and one.raw >= _LARGE:
        return any(one.raw == other.raw for other in given.items if other.dim == "")
    said = said_in((claimed.words + claimed.rest)[: len(claimed.words) + 16])
    return any((one.raw, word) in given.said for value, word in said if value == one.raw)


def _worked_out(claimed: Claimed, given: Known) -> bool:
    """Tell whether the sentence works it out from others of its numbers, which are known."""
    grounded = [
        rate_of(other)
        for other in claimed.beside
        if any(_same(other, item) or _same(rate_of(other), item) for item in given.rates)
    ]
    about = ABOUT.search(claimed.lead) or APPROXIMATE.match(claimed.rest)
    if claimed.reckons:
        # One step of a reckoning may stand on the step before it.
        steps = [other for other in claimed.beside if other not in grounded]
        grounded += [other for other in steps if derived(other, grounded, about=True, reckons=True)]
    return derived(claimed.one, grounded, about=bool(about), reckons=claimed.reckons)


#: What every paragraph with a claim has: a digit, a number in words, a month or season as a date, a rank, a span.
_HINT: Final = (
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirt|fourteen|fift[ey]|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|forty|eighty|ninety|dozen|hundred|thousand|million|teens|decade|january|february|march"
    r"|april|august|sept|october|november|december|(?:june?|july?|jan|feb|mar|apr|aug|oct|nov|dec)\b)"
    r"|(?:thir|for|fif|six|seven|eigh|nine|twen)ties|birthday|\b[btq]\.?i\.?d\b"
    r"|\b(?:in|since|until|by|during|through|early|late|mid|of|from|to|before|after|next|last|past|and|or)[ -]may\b"
    r"|\b(?:past|last|since|in the) (?:spring|summer|fall|autumn|winter)|\b(?:stage|grade|type|class)[ -]?(?:[iv]+|one)"
    r"|\btwice,? (?:an?|per|each|every|daily|nightly|weekly|monthly|yearly)\b|\b(?:every|each) other\b"
    r"|\b(?:an?|one|past|last|previous|preceding|prior)(?: (?:full|whole|entire|solid))? (?:year|month|week)"
)
