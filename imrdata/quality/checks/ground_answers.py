"""An appeal must take up the denial's ground."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.check import FOUND_SCHEMA, UNMEASURED, Check, Finding, found_row
from imrdata.quality.checks.grounds import may_hold, possible_grounds
from imrdata.quality.checks.reason_words import only_names, takes_up
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.parts import split_parts
from imrdata.quality.sieve import may_match

__all__ = ["GroundUnanswered"]

#: Words by which an appeal takes up each ground.
ANSWERS: Final = {
    "criteria_not_met": r"criteri(?:a|on)|medical(?:ly)? (?:necess\w+|needed|appropriate|required)"
    r"|(?<!if )(?<!as )(?<!where )"
    r"necess(?:ity|ary)(?! to (?:call|write|contact))|guidelines?|requirements?|standards? of care|(?:clinical|medical"
    r"|coverage)"
    r" polic(?:y|ies)|your (?:rules?|policy|policies|standards?|test|threshold|list|measure|yardstick)|the rules?"
    r"|qualif\w+|thresholds?"
    r"|cosmetic|(?:contra)?indicat(?:ed|ions?)|(?:meets?|met|satisf(?:y|ies|ied)|fits?|fulfil\w*) (?:the|that|this|them"
    r"|it|all|each|every|both|your"
    r"|those|what)|falls? within|convenience|(?:not|n't) (?:a )?(?:luxury|optional|want)|what you (?:ask|require|want"
    r"|look) (?:for|to)",
    "step_therapy": r"step[- ]therapy|the steps?|tr(?:ied|y|ying)(?! to\b| my patience)"
    r"|trials?(?! (?:for|to) (?:me|her|him|us)\b)"
    r"|fail(?:ed|ure|ures|s|ing)?(?! to (?:answer|call|explain|send|respond|consider|return|understand|see|reply|tell"
    r"|give))|first[- ]line"
    r"|contraindicat\w+|formulary|preferred|(?:other|alternative|cheaper|those|these|that|listed|required|previous"
    r"|prior|earlier|different"
    r"|both|older|named) (?:drugs?|treatments?|medic\w+|therap\w+|options?|steps?)|alternatives?|did(?: not"
    r"|n't) (?:help|work)|no (?:help|relief"
    r"|effect|use|good)|got (?:me |him |her )?nowhere|intoleran\w+|tolerat\w+|side effects?|reactions?|unsafe|dangerous"
    r"|risky|allerg\w+"
    r"|(?<!without )exception|waive[rd]?|already (?:used|taken|took|been on|had)|had to (?:stop|quit|come off)"
    r"|was stopped|step (?:one|1)"
    r"|(?:first|before) (?:i|he|she) (?:can|may|could)|harm(?:ful|ed|s)?\b|take (?:it|them|that|those) first"
    r"|before anything else|start(?:ing)? over|gave (?:me|him|her) \w+|wore off|been through|(?:drugs?|pills"
    r"|medicines?) (?:that )?you (?:list|name|want)",
    "insufficient_documentation": r"(?:medical |clinical |chart )?records?|document\w*|(?:missing|additional"
    r"|requested|enough|sufficient|that|the|this"
    r"|more|further|what) information|charts?|notes?|paperwork|missing|(?:sleep|lab|pathology|operative|radiology|test"
    r"|doctor's|therapist's"
    r"|imaging|mri|x-ray|the|his|her|my) reports?|logs?|test results|results of|on file|in (?:my|your|the|his|her) file"
    r"|pages|papers|proof"
    r"|measurements?|what you (?:asked|wanted|lacked|needed|did not have|were missing)|never (?:reached|got to"
    r"|came to) you|fax\w*",
    "lower_level_adequate": r"lower|level of care|less(?:er)?[- ]\w+|(?:standard|basic|ordinary|simple"
    r"|regular) (?:\w+ )?(?:one|model|brace|chair|device|bed"
    r"|care|service|treatment|therapy|program|version|test|knee|pump|setting|option)|alternatives?|outpatient"
    r"|in-network|(?:not|n't|never|no longer"
    r"|hardly) (?:be |been |have been |\w+ )?(?:adequate|enough|sufficient|safe|meet|work\w*|do it|suffice)|inadequate"
    r"|insufficient|intens\w+"
    r"|(?:is|are|was|were|be) (?:\w+ )?(?:enough|adequate|sufficient)|(?:other|another|different|cheaper|simpler|day"
    r"|home|partial) (?:\w+ )?(?:care|options?"
    r"|services?|setting|treatments?|place|program|provider|device|procedure|hospital\w*|visits?|nurs\w+|exercises?"
    r"|tests?|kits?|stud(?:y|ies))|substitute|instead|step[- ]?down"
    r"|higher level|setting|(?:fewer|more|\d+|all|weekly|a week|of the) hours|hours (?:a|per|each) (?:day|week)|(?:at"
    r"|from|to|in) home|stay at home"
    r"|out of network|fewer|reduc\w+|cut(?:s|ting)? (?:back|down|the|his|her|my|to|short)|around the clock"
    r"|day and night",
    "experimental": r"experimental|investigational|unproven|evidence|stud(?:y|ies|ied)|(?:widely "
    r"|generally |well |long )?accepted (?:by|as|care|treatment"
    r"|practice|standard|and|in|therapy|for)|is accepted|standard (?:of care|treatment|therap\w+|practice)|fda"
    r"|food and drug|guidelines?"
    r"|peer[- ]review\w*|literature|research|(?:well |long )?established (?:treatment|practice|care|as|therapy|in|and"
    r"|for)|prove[ns]?|proof"
    r"|clinical trials?|science|scientific|tested|new(?:ness)? (?:is|does|alone)|not new|published|journals?|long-term",
    "not_emergency": r"emergenc(?:y|ies)(?! (?:room|department|dept|bill|claim|visit|physicians?"
    r"|doctors?|contact|services))|emergent|urgent(?:ly)?|urgency"
    r"|prudent|layperson|sudden(?:ly)?|(?:right|straight) away|immediate(?:ly)?|(?:could|can|would|did)(?: not"
    r"|n't) (?:safely )?wait(?:ed)?|no time"
    r"|life[- ]threatening|911|ambulance|reasonable (?:person|people|parent)|any (?:mother|father|parent|person)|dying"
    r"|going to die|(?:might|could"
    r"|would) (?:have )?(?:die[d]?|be (?:dead|having))|stroke|heart attack|at the time|that (?:night|hour|morning"
    r"|evening)|(?:i|we|she|he) (?:thought|feared"
    r"|believed|was afraid|were afraid)|severe (?:pain|bleeding|symptoms)|nothing else (?:was )?open|hindsight"
    r"|afterwards",
}
_ANSWERS: Final = {ground: re.compile(rf"\b(?:{words})\b") for ground, words in ANSWERS.items()}
#: Sentences that every appeal has, whatever it argues: what is asked, sent, reserved, or said in greeting.
_FORMULA: Final = re.compile(
    r"\b(?:enclos\w+|attach\w+|cc:|independent (?:medical )?review|imr|reserve|state hearing|external review|dmhc"
    r"|department of managed|legal action|expedit\w+|sincerely|respectfully|thank you|thanks"
    r"|(?:send|provide|give|furnish|mail|fax) (?:me|us|this office|my office|my patient)|cop(?:y|ies) of"
    r"|please (?:call|contact|confirm|let me know|acknowledge)|board[- ]certified|same (?:field|specialty)"
    r"|peer[- ]to[- ]peer|(?:within|in) (?:\w+ )?(?:\(?\d+\)? )?(?:calendar |business )?(?:days|hours)"
    r"|complaint|grievance (?:department|unit|and appeals)|appeals? (?:department|unit|coordinator|committee|team)"
    r"|re:|subject:|regarding:)"
)
#: What it says the plan holds of the patient or the service, whatever the words for it.
_POSITION: Final = re.compile(
    r"\b(?:you|your (?:reviewer|doctor|physician|letter|notice|denial|medical director|company)|the (?:reviewer"
    r"|plan's doctor)) (?:(?!(?:can|may|could|should|must|will|would)\b)\w+ )?(?:say|says|said|hold|holds|held|thinks?"
    r"|thought|believe[sd]?|finds?|found|wrote|writes|claim(?:s|ed)?|maintain\w*|argue[sd]?|wants?|offer(?:s|ed)?"
    r"|suggest\w*|(?:calls?|called|had)(?! this decision)|object\w*|doubt\w*|assume[sd]?|conclude[sd]?|expect\w*)\b"
    r"[^.;]*\b(?:i|my|me|he|she|his|her|him|it|this|could|would|should|not|only|enough|half|twice)\b"
    r"|\byour (?:word|term|name|reason|objection|point|argument)s? (?:for|is|was|are|that)\b"
    r"|\bis what you (?:offer|ask|say|want|suggest)"
)
_OTHER_GROUND: Final = {
    "experimental": re.compile(r"\b(?:experimental|investigational|unproven)\b"),
    "not_emergency": re.compile(r"\b(?:not|n't|no|non)\b[^.;]{0,40}\bemergen\w+"),
    "network": re.compile(r"\bout[- ]of[- ]network|not (?:in|part of) (?:your|the) network|non-?participating\b"),
    "late": re.compile(
        r"\b(?:too late|untimely|not (?:filed|submitted) (?:on|in) time|past the deadline|timely filing)\b"
    ),
    "not_covered": re.compile(r"\b(?:not a covered benefit|excluded|exclusion|cosmetic)\b"),
    "insufficient_documentation": re.compile(
        r"\b(?:missing|incomplete|not (?:received|sent)|did(?: not|n't) (?:send|receive))\b[^.;]{0,40}\b(?:records?"
        r"|documents?|documentation|information|paperwork)\b"
    ),
    "step_therapy": re.compile(r"\bstep[- ]therapy|(?:try|tried) (?:\w+ ){0,4}first\b"),
}
#: What is enclosed answers missing records, and nothing else.
_SENT: Final = re.compile(
    r"\b(?:enclos\w+|attach\w+|(?<!please )send(?:ing|s)?(?! (?:me|us)\b)|sent|includ\w+|provid\w+)\b[^.;]{0,60}"
    r"\b(?:records?|notes?|reports?|charts?|document\w*|information|results?|logs?|stud(?:y|ies)|statements?"
    r"|letters? (?:of|from|by)|(?:doctor|surgeon|\w+ist)'s letter|pages?|films|measurements?)\b"
)
_ANY_ANSWER: Final = re.compile("|".join(form.pattern for form in _ANSWERS.values()))


class GroundUnanswered(Check):
    """An appeal that does not take up the reason of the denial.

    Rule: outside the sentences that every appeal has (what is appealed, enclosed, asked, reserved), none of the words
    by which the denial's ground is answered occurs, nor does it say in the denial's own words what the denial found
    missing, or, in words of no other ground, what the plan holds. Where the ground is not known, it is one of those
    that the denial gives, or else of those that lead to the case's Type: an appeal that takes up one of them passes. A
    ground outside `imrdata.letters.axes.GROUNDS` can't be judged and passes; with
    no ground, Type or denial the letter is unmeasured.
    Why: an appeal that talks past the reason loses; a model should not learn to.
    Source: domain.md §6 (rubric: quotes and rebuts the reason) and §7.
    Limits: keyed on words, so it sees that the ground is taken up, not that the answer is good; "an emergency room
    bill" or "the denial of supervised therapy" names the service and answers nothing.
    """

    name = "ground_unanswered"
    version = 5
    kinds = ("appeal",)

    def candidates(self) -> pl.Expr:
        """Look at every letter: a ground that is missing leaves no word to look for."""
        return pl.col("text").is_not_null()

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Look for a word of the ground among the arguments; a missing answer has no place in the text."""
        denial = letter.get("denial_text")
        grounds = possible_grounds(letter.get("ground"), letter.get("type"), denial)
        argued = [_arguments(part) for _, part in split_parts(letter["text"])]
        return _unanswered(grounds, argued, letter["text"], denial or "") if grounds else (_UNKNOWN, None)

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Read each different paragraph with a word of any ground once, then look the letters' up."""
        parts = batch.parts
        frame, different = self._with_grounds(batch, frame)
        may = {ground: may_match(parts.normal, [form]) for ground, form in _ANSWERS.items()}
        places = parts.places.join(frame.select("_row", "asked"), on="_row")
        places = places.filter(pl.Series(np.any(list(may.values()), axis=0)).gather(places["part"]))
        sentences: dict[int, tuple[str, ...]] = {}

        def argued(part: int) -> tuple[str, ...]:
            if part not in sentences:
                sentences[part] = _arguing(parts.read(part))
            return sentences[part]

        # Most letters answer the ground: those are told by the paragraphs with its words alone.
        for asked, grounds in enumerate(different):
            own = places.filter(pl.col("asked") == asked)
            held = np.zeros(len(parts.texts), dtype=bool)
            for ground in may.keys() & grounds:
                held |= may[ground]
            some = own["part"].unique()
            answering = [part for part in some.filter(held[some]) if _answers(argued(part), grounds)]
            clear = own.filter(pl.col("part").is_in(answering))["_row"].unique()
            frame = frame.filter(~pl.col("_row").is_in(clear.implode()))
        of_row = (
            places.join(frame.select("_row"), on="_row", how="semi")
            .sort("_row", "order")
            .group_by("_row", maintain_order=True)
            .agg("part")
        )
        rows = []
        letters = frame.join(of_row, on="_row", how="left", maintain_order="left")
        for row, asked, text, denial, own in letters.iter_rows():
            if not different[asked]:
                rows.append(found_row(row, _UNKNOWN, verdict=UNMEASURED))
            elif found := _unanswered(different[asked], [argued(part) for part in own or ()], text, denial or ""):
                rows.append(found_row(row, found[0]))
        return pl.DataFrame(rows, schema=FOUND_SCHEMA, orient="row")

    @staticmethod
    def _with_grounds(batch: Batch, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[tuple[str, ...]]]:
        """Return the letters with ``asked``, which of the grounds given beside them each has to answer."""
        sources = ("ground", "type", "denial_text")
        absent = [name for name in sources if name not in frame.columns]
        frame = frame.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
        frame = frame.with_columns(_like=batch.alike(sources).gather(frame["_row"]))
        alike = frame.unique("_like", maintain_order=True).select("_like", *sources)
        grounds = [possible_grounds(*known) for _, *known in alike.iter_rows()]
        different = list(dict.fromkeys(grounds))
        which = alike.select("_like", asked=pl.Series(map(different.index, grounds), dtype=pl.UInt32))
        found = frame.join(which, on="_like", how="left", maintain_order="left")
        return found.select("_row", "asked", "text", "denial_text"), different


_UNKNOWN: Final = "no ground"


def _unanswered(
    grounds: tuple[str, ...], argued: Sequence[tuple[str, ...]], text: str, denial: str
) -> tuple[str, None] | None:
    """Judge a letter by the sentences that argue, paragraph by paragraph."""
    if _ANSWERS.keys().isdisjoint(grounds):
        return None
    answered = (
        any(_answers(sentences, grounds) for sentences in argued)
        or ("insufficient_documentation" in grounds and _sends(text))
        or takes_up(text, denial)
        or _holds_against(text, grounds)
    )
    named = " or ".join(grounds).replace("_", " ")
    return None if answered else (f"does not take up the denial's ground ({named})", None)


@lru_cache(maxsize=65536)
def _answers(sentences: tuple[str, ...], grounds: tuple[str, ...]) -> bool:
    """Tell whether a paragraph's sentences have words that answer one of the grounds."""
    return any(_ANSWERS[ground].search(one) for ground in grounds if ground in _ANSWERS for one in sentences)


def _names_another(sentence: str, grounds: tuple[str, ...]) -> bool:
    return any(form.search(sentence) for name, form in _OTHER_GROUND.items() if name not in grounds)


def _arguing(text: NormalText) -> tuple[str, ...]:
    spans = [span for span in text.sentences() if not _FORMULA.search(text.text, *span)]
    return tuple(text.text[slice(*span)] for span in spans if not only_names(text.text[slice(*span)]))


@lru_cache(maxsize=65536)
def _arguments(part: str) -> tuple[str, ...]:
    """Return the sentences of a paragraph that argue, if it has a word of any ground."""
    return _arguing(read(part)) if may_hold(part, _ANY_ANSWER) else ()


def _holds_against(text: str, grounds: tuple[str, ...]) -> bool:
    """Tell whether an appeal says what the plan holds, in words of no other ground."""
    parts = [read(part) for _, part in split_parts(text)]
    told = [
        one
        for one in (part.text[start:end] for part in parts for start, end in part.sentences())
        if _POSITION.search(one) and not _FORMULA.search(one)
    ]
    return bool(told) and not any(_names_another(one, grounds) for one in told)


def _sends(text: str) -> bool:
    return any(_SENT.search(read(part).text) for _, part in split_parts(text))
