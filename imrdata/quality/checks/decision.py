"""A denial must say that it denies."""

from __future__ import annotations

from typing import Final

import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.check import FOUND_SCHEMA, Check, Finding, found_row
from imrdata.quality.mood import in_clause, in_sentence, to_match
from imrdata.quality.patterns import QUOTED, before_match
from imrdata.quality.wall import WallCheck, rule

#: Under a condition, of plans in general, or still open.
_OPEN: Final = to_match(
    r"\b(?:if|unless|whether|may(?! \d)|might|plans|in case|when(?:ever)? (?:we|a|the plan)|any (?:denial"
    r"|decision)|health plans?(?= may| can)|right to|can appeal|could appeal|appeal (?:a|any)|a denial"
    r"|disagree with|agree with a|authorize, modify,? or)\b"
)
#: How a denial states its decision, in the first of these that a sentence matches.
DECISIONS: Final = (
    rule(
        "denies",
        r"\b(?:is|are|was|were) not(?:[,.;]|$)|\b(?:we|i) (?:cannot|can not|can't|are not able to|am not able to"
        r"|are unable to|will not|won't|do not|must not)(?=[,.;]|$)|\b(?:den(?:y|ied|ies|ying|ial of)|declin(?:e|es|ed"
        r"|ing)"
        r"|reject(?:s|ed|ing)|refus(?:e|es|ed|ing)|disapprov\w+|disallow\w*|turn(?:ed|ing)? (?:(?:it|this|them"
        r"|your|the|that) (?:[\w']+ )?)?down\b(?! the)"
        r"|notice of (?:adverse|denial)|(?<!the )notice of action"
        r"|adverse (?:benefit )?determination(?!s)|sa(?:y|id|ying):? no"
        r"|answer(?: to [^.;?!]{1,40}?)?(?: is|:) no|our denial|this denial)\b",
        "",
        QUOTED,
        _OPEN,
        before_match(r"\b(?:patient|member|he|she|you) $"),
    ),
    rule(
        "does_not_grant",
        r"(?:\b(?:not|cannot|never|unable|no longer|neither|without)\b|n't\b)(?:[^.;?!]{0,40}?) \b(?:approv\w*"
        r"|authori[sz]\w*|cover(?:ed|ing|age|s)?|pa(?:y|id|ying|yment)|payable|certif\w+|grant\w*|okay|ok"
        r"|allow\w*|agree\w*|say yes|accept\w*|necessary|change[ds]?|reimburs\w*|eligible|qualify)\b"
        r"|\bno (?:coverage|authori[sz]ation|payment|benefits?) (?:is|are|was|were|will|can|under|for)\b"
        r"|\b(?:non-?|not a )(?:certified|covered)\b|\bmedically unnecessary\b",
        "",
        QUOTED,
        _OPEN,
        in_clause(
            r"\b(?:you (?:do|did|are|may|can|will|need|have)(?: not|n't)|do not (?:need|have)|will not (?:cost"
            r"|affect)|(?:fee|charge|cost) )\b(?! meet| qualify)"
        ),
    ),
    rule(
        "finds_not",
        r"\bwe (?:have )?(?:find|found|determined?|concluded?|decided?|believe)\b[^.;?!]{0,80}(?:\bnot\b|n't\b)"
        r"|(?:\b(?:not|cannot|unable|neither|never)|n't)\b[^.;?!]{0,60}\bmeets\b"
        r"|\bwe (?:did|do)(?: not|n't) (?:find|believe|see) that\b|\byou (?:are|were) not eligible\b"
        r"|\byou (?:do|did) not qualify\b|\b(?:approval|authori[sz]ation|coverage|payment) (?:is|was|will|can|could)"
        r"(?: ?not|n't)\b|\byour request (?:falls|fell) short\b",
        "",
        QUOTED,
        _OPEN,
    ),
    # In other words: who pays, and what became of the request.
    rule(
        "leaves_the_cost",
        r"\b(?:stays?|remains?) with (?:you|the (?:member|patient|family|parents?|guardian))\b|\b(?:yours|the member's"
        r"|the patient's|your own) to (?:settle|pay|bear|carry)\b|\b(?:put|pay|contribute)s? (?:nothing|no money)"
        r" (?:toward|for)\b|\bdo not expect (?:a |any |us to |our )?(?:check|payment|money|reimbursement|pay|cover)"
        r"|\bat (?:your|the member's|the patient's) own (?:expense|cost|charge)\b|\b(?:you|the member|family) (?:would "
        r"|will )?(?:have|need) to (?:pay|bear)\b[^.;]{0,40}\b(?:yourself|yourselves|in full|alone)\b|\bdid(?: not"
        r"|n't) (?:make|get|pass|come|go) (?:it )?(?:through|past)\b|\b(?:have|had|must|need) (?:to )?(?:say|answer"
        r"|tell you) no\b|\bwe (?:cannot|can't|will not|won't|are unable to) (?:help with|take on|bear|fund|honor"
        r"|fulfil\w*"
        r"|go along)\b|\bdecided against\b|\b(?:unpaid|unapproved)\b|\bkeeps? us from (?:pay|cover|approv)\w+",
        "",
        QUOTED,
        _OPEN,
        in_sentence(r"\b(?:imr|independent medical review|grievances?|department)\b"),
    ),
    # Of what was asked for. Of the records, or of services in general, the same words are a reason.
    rule(
        "request_falls_short",
        r"\b(?:request|service|treatment|therapy|procedure|surgery|operation|stay|admission|care|drug|medicine"
        r"|medication|device|equipment|item|claim|test|visits?|hospitali[sz]ation|days|hours)\b[^.;:?!]{0,60}?"
        r" (?:(?:does|do|did)(?: not|n't) (?:meet|satisfy|fall under)|(?:is|are|was|were|as) (?:not (?:needed|required"
        r"|available|an? (?:covered )?benefit|included|indicated|appropriate)|excluded|(?:\w+ )?(?:experimental"
        r"|investigational|unproven|cosmetic|custodial)))\b|\b(?:treatment|service|procedure|drug|therapy"
        r"|device)\b[^.;:?!]{0,60}\bnot a benefit\b|\b(?:plan|policy|contract) (?:does not|doesn't) (?:include|have)"
        r" (?:this|the|that)\b",
        "",
        QUOTED,
        _OPEN,
        in_clause(r"\b(?:that|which|whose|any|services (?:that|which)|records?|notes?|information|documents?)\b"),
    ),
    rule(
        "grants_less",
        r"\b(?:limited to|only (?:\w+ )?(?:of|is|are)|we (?:can|have|will) (?:only )?(?:allow|approve|pay"
        r"|cover)(?:e?d)? (?:for )?(?:only )?\w+|(?:allowed|approved|covered|granted|authorized)\b[^.;]{0,40}\b(?:in"
        r" part|instead of|of the (?:\d+|\w+teen|\w+ty|ten|twelve))|(?:partly|partially) (?:approv\w+|cover\w+"
        r"|grant\w+)|modif(?:y|ied)|(?:reduc|stopp|end|terminat)(?:ed|ing) (?:the|your|this)|reduced?)\b",
        "",
        QUOTED,
        _OPEN,
        in_sentence(r"\b(?:imr|independent medical review|department|authorize, modify)\b"),
    ),
    rule(
        "upholds",
        r"\b(?:uphold(?:ing|s)?|upheld|stand(?:ing|s)? by|maintain(?:ed|ing|s)?|affirm(?:ed|ing|s)?|keep(?:ing)?"
        r"|kept|continu\w+|let)\b[^.;]{0,40}\b(?:decision|denial|determination)|\b(?:decision|denial"
        r"|determination)\b[^.;]{0,60}\b(?:stands?|upheld|remains|unchanged|is final)\b",
        "",
        QUOTED,
        _OPEN,
    ),
    rule(
        "decides_not_to",
        r"\b(?:decision|determination)(?: is| was)?(?: to|:| not) ?(?:deny|denied|denial|not|to)|\b(?:decided"
        r"|chosen) (?:to deny|not to|against)|\bdenial of (?:coverage|your|the|services?|authori[sz]ation"
        r"|requests?|payment|benefits|care)",
        "",
        QUOTED,
        _OPEN,
    ),
)


class _DecisionStated(WallCheck):
    """Find the sentences that state a decision to deny."""

    name = "decision_stated"
    kinds = ("denial",)
    rules = DECISIONS
    lawful_below = None  # what it finds is lawful


class DecisionMissing(Check):
    """A denial that never says that it denies.

    Rule: at least one sentence states, unconditionally, that the request is denied, not approved, not covered, not
    necessary or granted in part, that the cost stays with the member, that it falls short itself ("the service does
    not meet the criteria", "is excluded"), or that an earlier decision is upheld. "You can appeal this decision" states
    none, nor does a reason that is of the records ("they do not show that the criteria are met") or of services in
    general.
    Why: without its decision the letter is no denial, and nothing an appeal could answer.
    Source: domain.md §6 (rubric: decision stated) and Health & Safety Code §1367.01(h).
    Passes: wordings of the decision as plain as these, partial and internal ones too.
    Limits: lenient: a sentence that denies something else ("the test was not needed"), or says of the records that they
    "do not show that it is necessary" or "that it meets the criteria", counts as the decision.
    """

    name = "decision_missing"
    version = 6
    kinds = ("denial",)

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Look for one statement of the decision; a missing one has no place in the text."""
        if _DecisionStated().inspect(letter) is not None:
            return None
        return "states no decision to deny", None

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Fail the letters in which nothing is found."""
        stated = _DecisionStated().find_all(batch, frame)["_row"]
        rows = frame.filter(~pl.col("_row").is_in(stated.implode()))["_row"]
        return pl.DataFrame(
            [found_row(row, "states no decision to deny") for row in rows], schema=FOUND_SCHEMA, orient="row"
        )
