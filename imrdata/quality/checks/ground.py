"""The plan's ground: the denial's must fit the case's Type, and the appeal must take it up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import Final

import numpy as np
import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.check import FOUND_SCHEMA, Check, Finding, found_row
from imrdata.quality.checks.reason_words import only_names, takes_up
from imrdata.quality.literals import Required, required_literals
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.parts import split_parts
from imrdata.quality.sieve import may_match_which

__all__ = ["GroundMismatch", "GroundUnanswered"]

#: Sentences about rights, conditions and what an IMR looks at name all grounds and give none.
_RIGHTS: Final = re.compile(
    r"\b(?:imr|independent (?:medical )?review|grievances?|state hearing|external review|payment disputes|you (?:may"
    r"|can|have (?:the|a) right)|if (?:you|your|a|the|we|this|waiting|an)"
    r"|appeals? (?:process|rights?|unit|department)|in an emergency(?! (?:room|department))|call 911"
    r"|department of managed|expedited|complaint|urgent (?:review|appeal|grievance|request))\b"
)
_NOT_SO: Final = re.compile(
    r"\b(?:not|never|no|neither|n't)\b[^.;]{0,40}\b(?:denied|denying|denial|because|considered|deemed|based|question"
    r"|dispute)\b[^.;]{0,20}$"
    r"|(?:\b(?:is|are|was|were)(?: not|n't)|\bnot) (?:an? |being |considered |deemed |regarded as )?$"
    # "We do not say that the scan is experimental": the negation governs, for nothing sets it apart.
    r"|(?:\b(?:not|never|nobody|no one|nor|neither|without|nothing|no)|n't) (?:\w+ ){0,2}?(?:say|saying|said|claim\w*"
    r"|call\w*|assert\w*|argu\w+|treat\w*|label\w*|consider\w*|regard\w*|believe|think|contend\w*"
    r"|suggest\w*|mean\w*|den(?:y|ied|ying)|finding|findings|claim|reject\w*|refus\w+|turn\w*|describe\w*|rest\w*|found"
    r"|hold|maintain|alleg\w+|dispute|doubt|question)\b(?:(?! and | but )[^.;,]){0,60}$"
)
#: Said not to be so by what follows: "experimental status is not asserted".
_NOT_SO_AFTER: Final = re.compile(
    r" ?(?:status|nature|character|label|grounds?|use|question|treatment|therapy"
    r"|or investigational)*(?: or investigational)? (?:is|was|are|were|has|have|plays?|played)(?: been)? (?:not|no"
    r"|never|neither)\b"
    r"|[^.;,]{0,30} is not (?:our|the|a|why|what|at issue|in (?:question|dispute|issue))\b"
)

#: The words of each ground, as a denial gives it for its reason.
_EXPERIMENTAL: Final = re.compile(
    r"\b(?:experimental|investigational|unproven|unproved)\b"
    r"|\b(?:not|n't|never|nor|no) (?:\w+ ){0,3}?(?:prove[nd]|established|shown|demonstrated)\b(?! (?:that (?:you|your"
    r"|this member|the member)|in your))[^.;]{0,40}\b(?:safe\w*|effective\w*|efficacy|work|works|benefit|benefits"
    r"|beneficial)\b"
    r"|\b(?:safety|efficacy|effectiveness)\b[^.;]{0,40}\b(?:not|n't|unknown|unclear|uncertain|unestablished)\b"
    r"|\b(?:under|in) (?:active |clinical )?(?:study|investigation)\b|\bstill (?:being )?(?:studied|tested|evaluated"
    r"|investigated|in (?:clinical )?trials)\b|\bbeing studied\b|\bresearch (?:stage|setting|purposes|only)\b"
    r"|\b(?:not enough|insufficient|no|little|limited|lack of|lacks|inadequate|too little)\b[^.;]{0,30}\b(?:published"
    r"|scientific|peer-reviewed|clinical trial|reliable|high-quality|long-term"
    r"|medical literature)\b[^.;]{0,30}(?:\b(?:evidence|data|stud(?:y|ies)|literature|trials?|research)\b|$)"
    r"|\bnot (?:generally |widely |yet )?accepted (?:by|in|as|medical|standard)\b"
    r"|\bnot (?:been )?approved by the (?:fda|food)\b|\blacks? fda\b|\bclinical trials?\b[^.;]{0,40}\b(?:only|ongoing"
    r"|have not|needed|complete)\b"
)
_NOT_EMERGENCY: Final = re.compile(
    r"\b(?:not|no|n't|never|without|neither|nor)\b[^.;]{0,70}\b(?:emergency|emergent|emergencies|urgent(?:ly)?"
    r"|urgency)\b(?! (?:reviews?|grievance|request|appeal|case|matter|decision|care cent))"
    r"|\bnon-?(?:emergency|emergent|urgent)\b|\b(?:could|should) (?:safely )?have (?:waited|gone to|been (?:treated"
    r"|seen|handled|managed) (?:at|in|by) (?:an? )?(?:urgent|office|clinic|doctor|primary|regular)|seen your|called"
    r"|used)"
    r"|\bprudent layperson\b[^.;]{0,80}\b(?:not|n't)\b|\b(?:emergency|emergent)\b[^.;]{0,60}\b(?:not"
    r"|n't) (?:been )?(?:needed|necessary|required|justified|warranted|met|shown|established|supported)\b"
)
_URGENT_WORDS: Final = re.compile(
    r"\b(?:emergenc(?:y|ies)|emergent|urgent|urgently|urgency|immediate|ambulance|er|life-threatening"
    r"|prudent layperson|911|sudden)\b"
)
_EXPERIMENTAL_WORDS: Final = re.compile(
    rf"{_EXPERIMENTAL.pattern}|\b(?:not (?:been )?(?:\w+ )?prove[nd]|clinical trials?|(?:not|no|n't|insufficient"
    rf"|lack of|lacks|limited|little|absence of|inadequate|weak|without|few)[^.;]{{0,60}}\b(?:evidence|studies"
    rf"|research|proof|literature|data|support)"
    r"|(?:evidence|studies|research|literature|data)\b[^.;]{0,60}\b(?:not|n't|insufficient|limited|lacking"
    r"|inconclusive|weak|unclear|too few|do not|does not))\b"
)


#: "Well established, not experimental": the opposite of the ground of an experimental case.
_ESTABLISHED: Final = re.compile(
    r"\b(?:is|are|was|were|'s|considered|regarded as|it) (?:\w+ ){0,3}?(?:well[- ]established|well[- ]proven"
    r"|accepted (?:medical )?(?:treatment|therapy|practice|care|standard)"
    r"|standard (?:of care|treatment|therapy)|standard and proven|proven (?:treatment|therapy|safe|effective|to work)"
    r"|mainstream|no longer (?:experimental|investigational)"
    r"|not (?:considered |regarded as |itself |deemed )?(?:experimental|investigational|unproven))\b"
)
_OTHERWISE: Final = re.compile(
    r"\b(?:other|others|elsewhere|if|not (?:a |an |the |yet |been )?(?:well|accepted|standard|proven|mainstream)|n't"
    r"|may|might|could|would|must|when|whether|until|unless|no evidence|disagree\w*"
    r"|you (?:say|said|wrote)|your (?:\w+ )?\w+ (?:says?|said|wrote|believes?|states?)|grievances?|imr|department"
    r"|rather|instead)\b"
)
#: What a plan says its reason is, as no other ground would put it.
_REASONS: Final = {
    "step_therapy": re.compile(
        r"\b(?:tr(?:y|ied|ying)|trials? of|tak(?:e|en|ing)|us(?:e|ed|ing)|go(?:ne)? through|start(?:ed)? with"
        r"|begin with|fail(?:ed)?)\b[^.;]{0,60}\b(?:first|beforehand|in advance|before (?:this|we|it|the))\b"
        r"|\bfirst (?:try|tried|trying|take|use)\b|\bstep[- ]therapy\b|\b(?:formulary|preferred) (?:drugs?|medic\w+"
        r"|alternatives?|agents?)\b|\bout of order\b"
        r"|\bless (?:costly|expensive) (?:drugs?|medic\w+)\b"
    ),
    "insufficient_documentation": re.compile(
        r"\b(?:records?|paper\w*|document\w*|notes|charts?|file|forms?)\b[^.;]{0,50}\b(?:missing|incomplete"
        r"|never (?:sent|came|arrived)|(?:not|n't) (?:sent|received|come|arrive\w*|reach\w*|provided|submitted)|lacking"
        r"|blank)\b"
        r"|\b(?:missing|incomplete|too little|too few|not enough|insufficient|lack of|want of"
        r"|absence of)\b[^.;]{0,30}\b(?:records?|paper\w*|document\w*|notes|charts?)\b"
        r"|\bno (?:\w+ )?(?:records?|notes|charts?|paper\w*|document\w*) (?:were|was|have been|has been|came|arrived"
        r"|reached)\b|\b(?:records?|notes) (?:[\w ]{0,20})?(?:were|are|was|is) too (?:few|thin|sparse|scant|short)\b"
        r"|\b(?:sent|gave|received|got|have|had|provided|supplied) (?:us )?no (?:\w+ )?(?:records?|paper\w*|document\w*"
        r"|notes|charts?)\b|\b(?:records?|notes|charts?)\b[^.;]{0,40}(?:not|n't) supplied"
        r"|\b(?:not|n't|never|failed to) (?:send|sent|submit|provide|forward|supply|attach"
        r"|enclose)\w*\b[^.;]{0,40}\b(?:records?|paper\w*|document\w*|notes|charts?)\b"
    ),
    "lower_level_adequate": re.compile(
        r"\b(?:lower|lesser|less intens\w+|simpler|step[- ]down|cheaper|less costly|less expensive) (?:\w+ )?(?:level"
        r"|setting|care|service|treatment|option|program|device|alternative|form)s?\b"
        r"|\b(?:cheaper|less costly|less expensive|simpler|lesser) [\w ]{1,30}? (?:is|are|would be"
        r"|will be) (?:good )?(?:enough|sufficient|adequate)\b"
        r"|\b(?:outpatient|home) (?:\w+ )?(?:would|will|could|can|is|are)\b[^.;]{0,40}\b(?:do|serve|suffice|enough"
        r"|adequate|meet\w*|safe\w*)\b"
    ),
    "experimental": _EXPERIMENTAL,
    "not_emergency": _NOT_EMERGENCY,
}
#: A sentence that gives the reason, and there is no second.
_SOLE: Final = re.compile(
    r"\b(?:(?:only|one|sole|single|whole|real|true|actual|entire|main|our|the) (?:\w+ )?(?:reason|basis|ground|cause"
    r"|thing|obstacle|difficulty|problem)s?\b[^.;]{0,60}?\b(?:is|was|lies|being)"
    r"|(?:ground|reason|basis) is that|(?:alone|simply|solely|purely|entirely|only) (?:is the reason|because|since"
    r"|on the ground|for want)|that alone|rests? (?:\w+ )?on|turns? on|comes? down to"
    r"|(?:den(?:y|ied|ying)|refus(?:e|ed|ing)|declin(?:e|ed|ing)|reject(?:ed|ing)?|turn(?:ed|ing) (?:it |this )?down"
    r"|said no|say no|withheld|deny it) (?:\w+ ){0,3}?(?:because|since|as you|for want|for lack|on the ground"
    r"|for the reason|due to|owing to))\b"
)


def _other_reasons(text: NormalText) -> Iterator[Claim]:
    """Yield where a denial on some ground gives for its reason what is another ground, and not its own."""
    for start, end in _sentences(text):
        said = text.text[start:end]
        if not _SOLE.search(said) or _RIGHTS.search(said):
            continue
        given = {name: match.span() for name, form in _REASONS.items() if (match := form.search(said))}
        for ground in _REASONS.keys() - given.keys():
            for first, last in given.values():
                if not _NOT_SO.search(said, 0, first) and not _NOT_SO_AFTER.match(said, last):
                    yield Claim(start + first, start + last, _ANOTHER, key=ground)
                    break


def _established(text: NormalText) -> tuple[int, int] | None:
    """Return where a denial calls the service established."""
    for start, end in _sentences(text):
        match = _ESTABLISHED.search(text.text, start, end)
        if match and not _OTHERWISE.search(text.text, start, end) and not text.is_quoted(*match.span()):
            return match.span()
    return None


def _sentences(text: NormalText) -> Iterator[tuple[int, int]]:
    place = 0
    while place < len(text.text):
        start, end = text.sentence(place)
        yield start, end
        place = max(end, place + 1)


def _may_hold(part: str, form: re.Pattern[str]) -> bool:
    """Tell cheaply whether a paragraph may match: plain text is only lowered, other text is always read."""
    return not part.isascii() or form.search(" ".join(part.lower().split())) is not None


def _asserted(text: NormalText, form: re.Pattern[str]) -> tuple[int, int] | None:
    """Return where a denial gives a ground as its own: outside rights, conditions, quotations and negations."""
    if not _may_hold(text.original, form):
        return None
    for start, end in _sentences(text):
        for match in form.finditer(text.text, start, end):
            if _RIGHTS.search(text.text, start, end) or text.is_quoted(*match.span()):
                continue
            if not _NOT_SO.search(text.text, start, match.start()) and not _NOT_SO_AFTER.match(text.text, match.end()):
                return match.span()
    return None


def _states(text: NormalText, form: re.Pattern[str]) -> bool:
    """Tell whether words occur outside the sentences on rights, which name every ground."""
    return _may_hold(text.original, form) and any(
        form.search(text.text, start, end) and not _RIGHTS.search(text.text, start, end)
        for start, end in _sentences(text)
    )


_ANOTHER: Final = "gives another reason than the ground of the denial"
#: What a denial must not say in a case of each Type, the most telling first, and how it is found.
_MUST_NOT: Final[dict[str, tuple[tuple[str, Callable[[NormalText], tuple[int, int] | None]], ...]]] = {
    "medical necessity": (
        ("calls the service experimental in a medical-necessity case", partial(_asserted, form=_EXPERIMENTAL)),
        ("denies an emergency in a medical-necessity case", partial(_asserted, form=_NOT_EMERGENCY)),
    ),
    "experimental/investigational": (
        ("denies an emergency in an experimental case", partial(_asserted, form=_NOT_EMERGENCY)),
        ("calls the service established in an experimental case", _established),
    ),
    "urgent care": (("calls the service experimental in an urgent-care case", partial(_asserted, form=_EXPERIMENTAL)),),
}
#: What it must speak of.
_MUST: Final = {
    "experimental/investigational": (
        "does not call the service experimental in an experimental case",
        _EXPERIMENTAL_WORDS,
    ),
    "urgent care": ("does not speak of urgency in an urgent-care case", _URGENT_WORDS),
}
#: The words that a paragraph must have to be read; those of `_URGENT_WORDS` are too short to tell anything.
_TELLING: Final = tuple(required_literals(form) for form in (_SOLE, _EXPERIMENTAL, _NOT_EMERGENCY, _ESTABLISHED))


class GroundMismatch(LocalCheck):
    """A denial's ground must be one that leads to a review of this Type.

    Rule: Medical Necessity: neither "experimental" (in many wordings: unproven, still being studied, no published
    evidence) nor "not an emergency" is given as the ground. Experimental/Investigational: the letter says so, and not
    that there was no emergency. Urgent Care: it speaks of urgency, and does not call the service experimental.
    Nor may the letter give for its reason, in so many words ("our one reason is", "denied because"), what is another
    of the grounds than its own, or call an experimental service established.
    Passes on purpose: what is said of rights, conditions and what an IMR looks at; "not denied as experimental".
    Why: the Type follows from the ground; a letter with another ground is not a reconstruction of this case.
    Source: domain.md §7; Health & Safety Code §1374.30(d), §1370.4.
    Limits: criteria that are not met are not told from the other grounds of medical necessity; a denial that gives
    two grounds     passes if one fits an experimental case; other Types than the three pass.
    """

    name = "ground_mismatch"
    version = 3
    kinds = ("denial",)
    needs = ("type",)
    reads = ("type", "ground")

    def required(self) -> Iterable[Required]:
        """Return the words without which a paragraph gives no reason."""
        return _TELLING

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs with the words of a reason."""
        worth: np.ndarray = np.any([batch.words.candidates(words) for words in _TELLING], axis=0)
        return worth

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield what fits no denial on some ground, or in a case of some Type."""
        yield from _other_reasons(part)
        for case_type, ways in _MUST_NOT.items():
            for rank, (says, find) in enumerate(ways, 1):
                if span := find(part):
                    yield Claim(*span, says, key=case_type, rank=rank)

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether it is this denial's ground or its case's Type that the claim does not fit."""
        return claim.key in (letter["type"].casefold(), letter.get("ground"))

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Look for what must not be said, then for what must."""
        found = super().inspect(letter)
        says, form = _MUST.get(letter["type"].casefold(), ("", None))
        if found or form is None or any(_states(read(part), form) for _, part in split_parts(letter["text"])):
            return found
        return says, None

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Do the same for many: each different paragraph is read once."""
        found = super().find_all(batch, frame)
        others = frame.filter(~pl.col("_row").is_in(found["_row"].implode()))
        rows = []
        for case_type, (says, form) in _MUST.items():
            asked = others.filter([one.casefold() == case_type for one in others["type"]])["_row"]
            places = batch.parts.places.filter(pl.col("_row").is_in(asked.implode()))
            stating = [part for part in places["part"].unique() if _states(batch.parts.read(part), form)]
            stated = places.filter(pl.col("part").is_in(stating))["_row"]
            rows += [found_row(row, says) for row in asked.filter(~asked.is_in(stated.implode()))]
        return pl.concat([found, pl.DataFrame(rows, schema=FOUND_SCHEMA, orient="row")])


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
#: What a letter says the plan's reason was.
_SAID: Final = re.compile(
    r"\b(?:you|your (?:letter|notice|decision|denial|plan|company|reviewer)|the (?:letter|notice|plan|denial|decision"
    r"|insurer))\b[^.;]{0,50}\b(?:den(?:y|ied)|refus\w+|say|says|said|state[sd]?|claim\w*|call(?:s|ed)?|label\w*"
    r"|consider\w*|because|reason|turned|reject\w*|argu\w+|found|cites?|maintain\w*)\b"
)
#: What it says the plan holds of the patient or the service, whatever the words for it.
_POSITION: Final = re.compile(
    r"\b(?:you|your (?:reviewer|doctor|physician|letter|notice|denial|medical director|company)|the (?:reviewer"
    r"|plan's doctor))"
    r" (?:\w+ )?(?:say|says|said|hold|holds|held|think|thinks|thought|believe[sd]?|find|finds|found|wrote|writes|claim"
    r"|claims|claimed"
    r"|maintain\w*|argue[sd]?|want|wants|offer|offers|offered|suggest\w*|call|calls|called|had|object\w*|doubt\w*"
    r"|assume[sd]?"
    r"|conclude[sd]?|expect\w*)\b[^.;]*\b(?:i|my|me|he|she|his|her|him|it|this|could|would|should|not|only|enough|half"
    r"|twice)\b"
    r"|\byour (?:word|term|name|reason|objection|point|argument)s? (?:for|is|was|are|that)\b|\bis what you (?:offer|ask"
    r"|say|want|suggest)"
)
_NO_POSITION: Final = re.compile(
    r"\b(?:care about|website|phone|calls?|call(?:ed)? (?:me|us|my|back)|hold music|on hold|number|sorry|promise\w*"
    r"|commercials?|advertis\w+"
    r"|members first|said no|say no|says no|no to|thank\w*|kind|polite|respect\w*|wait\w*|me to (?:wait|call|write|send"
    r"|pay)|copay\w*|bill"
    r"|premiums?|money|cost\w*)\b"
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


class GroundUnanswered(Check):
    """An appeal that does not take up the reason of the denial.

    Rule: outside the sentences that every appeal has (what is appealed, enclosed, asked, reserved), none of the words
    by which the denial's ground is answered occurs, nor does it say in the denial's own words what the denial found
    missing; or the letter argues against another reason than the denial's and never names this one. A ground
    outside `imrdata.letters.axes.GROUNDS` can't be judged here and passes.
    Why: an appeal that talks past the reason loses; a model should not learn to.
    Source: domain.md §6 (rubric: quotes and rebuts the reason) and §7.
    Limits: keyed on words, so it sees that the ground is taken up, not that the answer is good; "an emergency room
    bill" or "the denial of supervised therapy" names the service and answers nothing.
    """

    name = "ground_unanswered"
    version = 4
    kinds = ("appeal",)
    needs = ("ground",)

    def candidates(self) -> pl.Expr:
        """Look at every letter: a ground that is missing leaves no word to look for."""
        return pl.col("text").is_not_null()

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Look for a word of the ground among the arguments; a missing answer has no place in the text."""
        argued = [_arguments(part) for _, part in split_parts(letter["text"])]
        return _unanswered(letter["ground"], argued, letter["text"], letter.get("denial_text") or "")

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Read each different paragraph with a word of any ground once, then look the letters' up."""
        parts = batch.parts
        may = parts.normal.str.contains(_LOOSER)
        places = parts.places.filter(may.gather(parts.places["part"])).join(frame.select("_row", "ground"), on="_row")
        sentences: dict[int, tuple[str, ...]] = {}

        def argued(part: int) -> tuple[str, ...]:
            if part not in sentences:
                sentences[part] = _arguing(parts.read(part))
            return sentences[part]

        # Most letters answer the ground and report no other: those are told by the paragraphs with such words alone.
        told = may_match_which(parts.normal, {**_ANSWERS, "said": _SAID}, among=may.to_numpy())
        pairs = places.select("part", "ground").unique()
        answers = [ground in told[part] and _answers(argued(part), ground) for part, ground in pairs.iter_rows()]
        reports = [
            "said" in told[part] and _reports_another(argued(part), ground) for part, ground in pairs.iter_rows()
        ]
        answering, reporting = (
            places.join(pairs.filter(pl.Series(some, dtype=pl.Boolean)), on=("part", "ground"), how="semi")
            for some in (answers, reports)
        )
        clear = answering.join(reporting, on="_row", how="anti").select("_row").unique()
        frame = frame.join(clear, on="_row", how="anti", maintain_order="left")
        places = places.join(clear, on="_row", how="anti")
        of_row = places.sort("_row", "order").group_by("_row", maintain_order=True).agg("part")
        rows = []
        denial = pl.col("denial_text") if "denial_text" in frame.columns else pl.lit("")
        known = frame.select("_row", "ground", "text", denial.fill_null("").alias("denial_text"))
        letters = known.join(of_row, on="_row", how="left", maintain_order="left")
        for row, ground, text, answered, own in letters.iter_rows():
            if found := _unanswered(ground, [argued(part) for part in own or ()], text, answered):
                rows.append(found_row(row, found[0]))
        return pl.DataFrame(rows, schema=FOUND_SCHEMA, orient="row")


def _unanswered(ground: str, argued: Sequence[tuple[str, ...]], text: str, denial: str) -> tuple[str, None] | None:
    """Judge a letter by the sentences that argue, paragraph by paragraph."""
    if ground not in _ANSWERS:
        return None
    if not any(_answers(sentences, ground) for sentences in argued):
        # What an appeal asks for and encloses answers missing records, and nothing else.
        answered = (
            (ground == "insufficient_documentation" and _sends(text))
            or takes_up(text, denial)
            or _holds_against(text, ground)
        )
    else:
        answered = not any(_reports_another(sentences, ground) for sentences in argued) or any(
            _STRICT[ground].search(sentence) for sentences in argued for sentence in sentences
        )
    return None if answered else (f"does not take up the denial's ground ({ground.replace('_', ' ')})", None)


@lru_cache(maxsize=65536)
def _answers(sentences: tuple[str, ...], ground: str) -> bool:
    """Tell whether a paragraph's sentences have words that answer a ground."""
    return any(_ANSWERS[ground].search(sentence) for sentence in sentences)


@lru_cache(maxsize=65536)
def _reports_another(sentences: tuple[str, ...], ground: str) -> bool:
    """Tell whether a paragraph's sentences report a denial on another ground."""
    reported = [sentence for sentence in sentences if _SAID.search(sentence)]
    return any(form.search(one) for one in reported for name, form in _OTHER_GROUND.items() if name != ground)


_ANY_GROUND: Final = re.compile(
    "|".join([rf"\b(?:{words})\b" for words in ANSWERS.values()] + [form.pattern for form in _OTHER_GROUND.values()])
)


def _without_looking(pattern: str) -> str:
    """Return a pattern without its look-arounds, which Polars does not know; it matches all that the pattern does."""
    while (start := re.search(r"\(\?<?!", pattern)) is not None:
        depth, end = 1, start.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(pattern[end], 0)
            end += 1
        pattern = pattern[: start.start()] + pattern[end:]
    return pattern


_LOOSER: Final = _without_looking(_ANY_GROUND.pattern)


def _arguing(text: NormalText) -> tuple[str, ...]:
    spans = [span for span in _sentences(text) if not _FORMULA.search(text.text, *span)]
    return tuple(text.text[slice(*span)] for span in spans if not only_names(text.text[slice(*span)]))


@lru_cache(maxsize=65536)
def _arguments(part: str) -> tuple[str, ...]:
    """Return the sentences of a paragraph that argue, if it has a word of any ground."""
    return _arguing(read(part)) if _may_hold(part, _ANY_GROUND) else ()


def _holds_against(text: str, ground: str) -> bool:
    """Tell whether an appeal says what the plan holds, in words of no other ground."""
    others = [form for name, form in _OTHER_GROUND.items() if name != ground]
    sentences = [
        part.text[start:end] for _, one in split_parts(text) for part in [read(one)] for start, end in part.sentences()
    ]
    told = [
        one for one in sentences if _POSITION.search(one) and not _NO_POSITION.search(one) and not _FORMULA.search(one)
    ]
    return bool(told) and not any(form.search(one) for form in others for one in told)


def _sends(text: str) -> bool:
    return any(_SENT.search(read(part).text) for _, part in split_parts(text))


_SENT: Final = re.compile(
    r"\b(?:enclos\w+|attach\w+|(?<!please )send(?:ing|s)?(?! (?:me|us)\b)|sent|includ\w+"
    r"|provid\w+)\b[^.;]{0,60}\b(?:records?|notes?|reports?|charts?"
    r"|documents?|documentation|information|results?|logs?|stud(?:y|ies)|statements?|letters? (?:of|from|by)|(?:doctor"
    r"|surgeon|\w+ist)'s letter"
    r"|pages?|films|measurements?)\b"
)
#: Words that leave no doubt that the ground itself is meant.
_STRICT: Final = {
    ground: re.compile(rf"\b(?:{words})\b")
    for ground, words in {
        "criteria_not_met": r"criteri(?:a|on)|medical(?:ly)? necess\w+|guidelines?|requirements?|necessity",
        "step_therapy": r"step[- ]therapy|tried|trials?|fail\w*|contraindicat\w+|tolerat\w+|first|formulary|preferred"
        r"|side effects?",
        "insufficient_documentation": r"records?|document\w*|information|charts?|notes?|report|paperwork|missing",
        "lower_level_adequate": r"level of care|less\w*|lower|standard|outpatient|enough|adequate|sufficient"
        r"|intens\w+|alternatives?|setting",
        "experimental": r"experimental|investigational|unproven|evidence",
        "not_emergency": r"emergenc\w+|emergent|urgent\w*|prudent",
    }.items()
}
