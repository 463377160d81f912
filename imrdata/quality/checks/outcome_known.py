"""An appeal that knows how the case ended: what the plan decided on it, or who reviewed after."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from imrdata.quality.checks.other_cases import NEVER
from imrdata.quality.checks.outcome_since import AFTERWARDS
from imrdata.quality.checks.outcome_told import TOLD
from imrdata.quality.checks.review_past import OURS, review_rules
from imrdata.quality.checks.verdict_leak import JUDGE, LABEL, REVIEWER_NECESSITY, REVIEWER_VERDICT
from imrdata.quality.mood import UNASSERTED, in_sentence
from imrdata.quality.normalise import NormalText
from imrdata.quality.wall import OUTSIDE, Rule, WallCheck, rule

#: What is told of other people's cases.
_OTHER_CASES: Final = in_sentence(
    r"\b(?:similar|such|(?:an)?other (?:case|cases|people|members|patients|plans?|enrollees)|in general|often|usually"
    r"|as a rule|most (?:cases|denials|appeals|of the)|many|public(?:ly)?|published|database|statistics|percent|every"
    r" year|each year|judge|court|plans to|people like|cases like)\b|%"
)
#: The doctors who treat the patient, where nobody from outside is named.
_TREATERS: Final = re.compile(
    r"\b(?:i|we|he|she|they) (?:\w+ )?(?:saw|seen|see|visited|asked|consulted|went to|met|trust)\b|\b(?:my|our|her"
    r"|his|the patient's|your (?:own )?) ?(?:\w+ ){0,2}(?:doctors|surgeons|specialists|physicians|therapists|team"
    r"|reviewers?)\b|\b(?:treat|treated|treating|examined|hospital|clinic|tumor board)\b"
)
_OUTSIDE_WORDS: Final = re.compile(
    r"\b(?:independent|external|outside|imr|iro|dmhc|maximus|organi[sz]ation|state|state's|department|panel|neutral"
    r"|impartial|third-party|regulator)\b"
)


#: What only a doctor does who was asked for help: the patient was there.
_IN_PERSON: Final = re.compile(
    r"\b(?:seen|saw|treat(?:s|ed)?|examined|operated on|told) (?:me|us|him|her|my \w+)\b|\bown (?:cost|expense"
    r"|pocket)\b|\b(?:according to )?(?:my|our|her|his) (?:outside|independent) \w+|\buniversity hospital\b|\bsecond"
    r" opinion\b|\b(?:family|ward|staff|nurses?|teachers?|parish|siblings|transplant|tumor)\b"
)
_UNDONE_WORDS: Final = re.compile(
    r"\b(?:overturn\w*|overrul\w*|revers\w+|undid|undone|sided|favou?r|panel|two|three|vote\w*|majority)\b"
)
_OF_A_REVIEW: Final = re.compile(
    r"\b(?:review\w*|imr|iro|department|dmhc|regulator|external|impartial|neutral|commissioner|(?:three|expert) panel"
    r"|overturn\w*|overrul\w*|overrode|deni(?:al|ed)|your (?:no|refusal|decision)|revers\w+|decided|ruled|sided|you"
    r" (?:must|owe))\b"
)
#: The review has not been, or is told of as everybody may read of it.
_NOT_OF_THIS: Final = in_sentence(
    r"\b(?:has|have|had|did|was|were)(?: not|n't| never)(?: \w+)? (?:been|ruled|looked|seen|reviewed|held|decided"
    r"|asked|used|begun|started|requested|had|heard|take)\b|\b(?:open|closed) to (?:me|us|him|her)\b|\b(?:read|taken"
    r"|understood) as\b|\b(?:handbook|booklet|leaflet|brochure|free of charge|was free|licensed by|adopted by|nothing"
    r" in this|statute|code section|section \d+|complaint was received|should there be)\b|\btold\b[^.;]{0,30}\b(?:to"
    r" (?:come|go|write|start|try)|that i should)\b|\bplan's own (?:consultant|doctor|reviewer)\b|\b(?:packet|copy"
    r"|set) for the\b"
)


def _by_treaters(letter: NormalText, start: int, end: int) -> bool:
    first, last = letter.sentence(start)
    if _IN_PERSON.search(letter.text, first, last) and not _OF_A_REVIEW.search(letter.text, first, last):
        return True
    return bool(_TREATERS.search(letter.text, first, last)) and not _OUTSIDE_WORDS.search(letter.text, first, last)


_GENES: Final = in_sentence(
    r"\b(?:genes?|genetic|genomic|exome|sequencing|mutations?|blood|lipid|metabolic|allergy|antibody|respiratory)\b"
    r"|\bpanel (?:test|of tests|was (?:sent|drawn|run|ordered))"
)
_UNFINISHED: Final = re.compile(
    r", (?:were|should|had)$|\b(?:should|would|could|might|shall|if|when|for|to|are|is|do)$"
)


#: After a new subject, the verb is no longer the reviewer's.
_NEW_SUBJECT: Final = re.compile(
    r", (?:and |but |so )?(?:i|we|you|he|she|it|my|our|your|his|her|the (?:member|patient|plan))\b"
)
#: Who speaks in general, and of nobody's case: authors of guidelines, literature, societies.
_IN_GENERAL: Final = in_sentence(
    r"\b(?:evidence is|(?:of|behind|for|in) (?:the |that |this |these )?(?:literature|guidelines?)|(?:college|society"
    r"|academy|association|institutes?) of|right to (?:an?|independent|external|ask|have)|reserve|no (?:application"
    r"|request|decision) (?:for|to|of|by)|outside (?:of )?(?:the|my|your|our) (?:network|group|area|county)|(?:hired"
    r"|retained|employed|engaged|paid|chosen|used) by (?:you|the plan)|(?:your|the) (?:letter|notice|denial) (?:\w+"
    r" )?(?:says|states|said|claims|mentions)|(?:you|the plan) sent (?:me|us|him|her))\b"
)
#: A "reviewer" of whom nothing more is said is the plan's, if the plan is spoken of.
_PLANS_REVIEWER: Final = in_sentence(
    r"\b(?:(?:first|second|last) reviewer|peer[- ]to[- ]peer|call|phone|medical director|you|your|plan|letter)\b"
)


def _says_nothing(letter: NormalText, start: int, end: int) -> bool:
    return (
        _UNFINISHED.search(letter.text, start, end) is not None
        or _NEW_SUBJECT.search(letter.text, start, end) is not None
        or _GENES(letter, start, end)
        or _IN_GENERAL(letter, start, end)
        or (
            _PLANS_REVIEWER(letter, start, end)
            and not _OUTSIDE_WORDS.search(letter.text, *letter.sentence(start))
            and not _UNDONE_WORDS.search(letter.text, *letter.sentence(start))
        )
    )


_WERE: Final = in_sentence(r"^\W*(?:were|had) (?:an?|the|this|that|your|my|you|it|i|we)\b")


def _of_this_case(one: Rule) -> Rule:
    """Return a rule on what somebody from outside decided, without what is told of other cases and treating doctors."""
    return replace(one, unless=(*one.unless, _OTHER_CASES, _by_treaters, _says_nothing, _WERE, _NOT_OF_THIS))


class OutcomeKnown(WallCheck):
    """An appeal can't know how the review it leads to ended.

    Rule: an IMR's or regulator's finding claimed, the plan's reversal taken as done ("thank you for approving", "now
    that the denial has been reversed"), or the end of the case told: what the plan did after this letter, that it was
    made to pay, that the approval came, that this appeal was won or lost, what was given after or because of it.
    Why: the appeal is written before both; a model that learns otherwise tells patients they have already won.
    Source: domain.md §5 and §7.
    Passes: the right to an IMR reserved, reversal asked for or hoped for, what the plan decided before (a first
    grievance denied, another service or a part approved), second opinions, the doctors who treat the patient, what
    reviews found in other cases, a review not held or only read about.
    Limits: an earlier, unrelated review that really was won would be flagged; an approval told without a word on
    when or of the plan's turn ("you covered it") passes, since earlier approvals are told so too.
    """

    name = "outcome_known"
    version = 9
    kinds = ("appeal",)
    rules = (
        *map(
            _of_this_case,
            (
                *review_rules(
                    "appeal", "claims the outcome of an independent review", "claims an external panel's vote"
                ),
                LABEL,
                REVIEWER_VERDICT,
                REVIEWER_NECESSITY,
            ),
        ),
        rule(
            "undone_active",
            JUDGE + r"{some} (?:{undone}|upheld|affirmed|sustained|endorsed)\b",
            "a reviewer is said to have decided the case",
            UNASSERTED,
            OURS,
            NEVER,
            _OTHER_CASES,
            _says_nothing,
            words=OUTSIDE,
        ),
        rule(
            "outsiders_did",
            r"\b(?:{outside_review}) (?:has |have |had |already |also |then )*(?:gave|given|proved|backed|put) (?:me"
            r"|us|him|her)(?: in the)? right\b|\b(?:{outside_review}) (?:has |have |had |already |also |then"
            r" )*(?:concluded|found|held|ruled|decided|determined|said|agreed|confirmed|stated|established|came down"
            r"|sided) (?:that|in|for|with|against)\b|\b(?:went|gone|been|took (?:it|this|my case)|taken (?:it|this))"
            r" to (?:an? |the )?(?:{outside_review}|{regulator})\b{gap}\b(?:and|where) (?:they|it|he|she|we|i)"
            r" (?:have |has )?(?:\w+ed\b|found|said|won|lost|told|held)|\b(?:state|independent|external|outside"
            r"|neutral|department's) (?:\w+ )?(?:reviewers?|doctors?|experts?|panel)'?s?'? (?:answer|word|letter"
            r"|verdict|view|say|judgment) (?:is|was|in|says|came|reads|that)\b|\b(?:state|department|dmhc|they)(?:"
            r" has| have)? (?:already )?(?:did|done|held|finished|completed) (?:its|their|a|the) review\b|\b(?:state"
            r"|department|dmhc)\b{few} told (?:us|me) (?:that )?(?:she|he|i|we|you) (?:was|were|am|is|are) (?:right"
            r"|wrong|entitled)|\b(?:doctors?|experts?|physicians?|specialists?|reviewers?|people|panel) (?:who|that)"
            r" (?:do|does|did)(?: not|n't) (?:work for|belong to|answer to) (?:you|the plan)\b{gap}\b(?:looked|said"
            r"|agreed|found|told|decided|took my side|took a look|ruled|sided|read)\b|\b(?:went|taken|took it|gone)"
            r" all the way to the (?:state|department)\b|\b(?:department|state|dmhc)\b{few} (?:has |have )?(?:closed"
            r"|decided|settled|ruled on|resolved|won) (?:my|our|her|his|the|this) case\b|\b(?:when|after|since) the"
            r" (?:state|department) (?:\w+ )?(?:had|let|asked) (?:\w+ )?(?:doctors|experts|physicians)\b",
            "claims the outcome of an independent review",
            UNASSERTED,
            _OTHER_CASES,
            _says_nothing,
            in_sentence(
                r"\b(?:my|our|her|his) (?:\w+ )?(?:doctor|surgeon|specialist|physician)s?,? (?:who|that)\b|\bsecond"
                r" opinion\b"
            ),
            words="inde exte outs imr neut doct expe phys spec revi peop pane went gone been take took depa stat dmhc",
        ),
        *TOLD,
        *AFTERWARDS,
    )
