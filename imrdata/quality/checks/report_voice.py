"""The reviewer's own voice: opinions, summaries and turns of a review's report."""

from __future__ import annotations

from typing import Final

from imrdata.quality.checks.reviewer_credentials import OWN_REVIEWER
from imrdata.quality.mood import ASKED, CONDITIONAL, IRREALIS, POSSIBLE, in_sentence
from imrdata.quality.patterns import QUOTED
from imrdata.quality.wall import rule

__all__ = ["REPORT_VOICE"]

#: What the plan's own reviewer is quoted with.
_ADVERSE: Final = in_sentence(
    r"\b(?:do not meet|not met|not (?:medically )?(?:necessary|needed)|experimental|investigational|unnecessary"
    r"|not show)\b"
)

#: Rules of `reviewer_voice`.
REPORT_VOICE: Final = (
    rule(
        "i_the_reviewer",
        r"\b(?:the|we|of the) undersigned (?:physician |independent )?reviewers?\b|\bi (?:am|serve|was"
        r"|have been) (?:\w+ ){0,3}?(?:an? |the |as |on )?(?:\w+ ){0,3}?(?:reviewers?\b"
        r"|reviewing (?:physician|doctor)|review panel)|\bas (?:an?"
        r"|the) (?:\w+ )?(?:\w+[- ]certified )?(?:independent |physician |assigned |external |medical "
        r"|expert |peer )*review(?:er|ing physician)\b|\bas (?:an?|the) [\w-]+ physician reviewing\b"
        r"|\bmy (?:role|qualifications|capacity|determination|task|opinion|decision) as (?:the "
        r"|an? )?(?:\w+ )?reviewer\b|\bin my capacity as (?:the |an? )?(?:\w+ )*reviewer|\bi was (?:asked"
        r"|selected|retained|chosen|appointed|assigned|engaged) to (?:review (?:this|the denial|the case"
        r"|the file)|provide an independent|give an independent|conduct|perform|evaluate this)"
        r"|\bretained to conduct this review\b|\bi am the (?:doctor|physician|specialist|expert|psychologist"
        r"|one) (?:\w+ )?(?:assigned|asked|chosen|selected|appointed|retained) to review\b|\b(?:written"
        r"|prepared|signed) by an? [^.;]{0,60}\breviewer\b|\bmy credentials as\b|\bour panel (?:finds"
        r"|concludes|found)",
        "speaks as the reviewer",
        QUOTED,
        CONDITIONAL,
        in_sentence(r"\bnot an?\b|\bdenial letter\b|\b(?:your reviewer|peer-reviewed|reviewer for the journal)\b"),
        words="unde revi aske sele reta chos appo assi enga pane cred capa",
    ),
    rule(
        "opinion_of_reviewer",
        r"\bthis reviewer\b|\b(?:the|we) undersigned(?: \w+)? (?:physician )?reviewers?\b"
        r"|\breviewers?, the undersigned|\b(?:in|it is) (?:the "
        r"|this )?(?:\w+ )?(?:opinion|judgment|view|determination|conclusion|assessment) of (?:the"
        r"|this) (?:physician )?review(?:er|ing physician)|\b(?:in|it is) (?:the"
        r"|this) (?:physician )?reviewer's (?:opinion|judgment|view|determination|conclusion|assessment)"
        r"|\b(?:the|and the|both|all) (?:independent |physician |medical |expert )*reviewers?\b(?:'s?"
        r"|s')? (?:so )?(?:{few} )?(?:notes?|finds?|concludes?|determined?|determines|believes?|recommends?"
        r"|opines?|agrees?|answers?|reverses?|considered|was asked|were asked|observes|decision|analysis"
        r"|comments|judgment|are in agreement|has carefully|have carefully|found|concluded|(?:has"
        r"|have) (?:\w+ )?(?:concluded|found|determined|considered|reviewed|noted|decided)|would (?:overturn"
        r"|uphold|reverse|find)|is persuaded)\b|\b(?:presented to|put to|before) the reviewer\b"
        r"|\b(?:determination|opinion|decision|conclusion|finding)s? of the (?:independent |physician "
        r"|external |medical )*reviewer|\bby the physician reviewers?\b",
        "gives the reviewer's opinion",
        IRREALIS,
        OWN_REVIEWER,
        in_sentence(
            r"\b(?:your|our|you|the plan's (?:own )?(?:\w+ )?reviewers?|a fair|who denied|i disagree|to me"
            r"|examine me)\b"
        ),
        _ADVERSE,
        words="revi unde",
    ),
    rule(
        "case_summary",
        r"\b(?:(?:the )?enrollee(?:'s (?:provider|parent|mother|father|physician))?|(?:an?|the|this) (?:\d+"
        r"|[a-z]+(?:-[a-z]+)?)[- ]year[- ]old [\w' ]{0,60}?|the parents? of an? [\w -]{0,40}?(?:enrollee"
        r"|member|patient)|(?:a|the) patient)(?: has| had)? (?:requested(?! that| coverage of \w+\.? i)"
        r"|asked for|seeks?|sought|is requesting)\b",
        "opens like the review's case summary",
        QUOTED,
        CONDITIONAL,
        in_sentence(r"\b(?:my patient|i am writing|we have|our|my (?:son|daughter|wife|husband))\b"),
        words="enro year pati pare",
    ),
    rule(
        "enrollee_in_appeal",
        r"\b(?:the|this|an?|[\w-]+) enrollee\b(?:'s)?",
        "speaks of the enrollee as the review does",
        IRREALIS,
        in_sentence(
            r"\b(?:rights? of|each enrollee|as an enrollee|i am an?|every enrollee|notice to"
            r"|health plan enrollee|section)\b"
        ),
        kinds="appeal",
        words="enro",
    ),
    rule(
        "at_issue",
        r"\bat issue(?: (?:in this case|here))? is (?:whether|the)|\b(?:the )?(?:question"
        r"|issue) (?:presented|before the reviewer|for review|to be decided)\b",
        "argues as the review's report does",
        QUOTED,
        kinds="appeal",
        words="issu ques",
    ),
    rule(
        "report_language",
        r"\b(?:records?|documentation|documents|materials?|information) (?:submitted|provided|furnished"
        r"|supplied) (?:for review|by (?:the|both) parties)|\ba review of the (?:submitted |medical )?(?:records?"
        r"|file|case) (?:finds|shows|reveals)\b|\bfor review (?:document|indicate|show)"
        r"|\b(?:submitted|provided) (?:records|documentation|materials) (?:was|were|has been"
        r"|have been) reviewed\b|\bthe following documents were reviewed\b|\b(?:documentation"
        r"|records?) reviewed (?:support|show|indicate|document)|\bit (?:is|was) (?:concluded that|determined that"
        r"|my determination|the determination)\b|\b(?:based on|upon|after)(?: an?| my| careful"
        r"| thorough)* review of (?:the )?(?:submitted|case|file|documentation provided|records submitted"
        r"|enrollee)|\bthis (?:independent )?review (?:concerns|involves|was)\b|\bthis case (?:concerns"
        r"|involves) an? (?:\d|[\w-]+[- ]year|enrollee)|\bthe (?:standard|question) of review\b"
        r"|\b(?:the )?following determination\b|\bthis review\b|\bwas and is medically necessary\b|\b(?:was|were|is"
        r"|are) (?:found|determined|deemed|judged) to be medically (?:necessary|indicated)\b"
        r"|\bwe find for\b|\bi find (?:in favor|for the)|\bpositions of the\b|\bmy review of the (?:enrollee"
        r"|file|case)\b|\b(?:appeal|case) file\b|\brequest is (?:therefore |hereby |thus )*(?:granted"
        r"|approved)|\brationale ?: the patient\b",
        "argues as the review's report does",
        QUOTED,
        CONDITIONAL,
        ASKED,
        in_sentence(r"\b(?:your letter|your denial|my letter)\b"),
        kinds="appeal",
    ),
    rule(
        "health_plans_denial",
        r"(?:^|\btherefore,? |\bthus,? |\bhence,? |\baccordingly,? |\bthat |\band "
        r"|: )the health plan's (?:denial|decision)\b{few} (?:should|must|to deny|(?:is"
        r"|was) (?:\w+ )?(?:overturned|upheld|reversed|not supported|not justified))\b"
        r"|\bthe health plan (?:has |had )?(?:indicated|reported|issued|asserted|maintained|contended"
        r"|determined)\b|\bhealth plan has denied this request, stating\b|\b(?:overturn|reverse"
        r"|uphold) the health plan\b|^(?:final |reviewer's )?determination ?: ?(?:overturned|upheld)"
        r"|^conclusion ?: the health plan",
        "speaks of the plan as the review does",
        QUOTED,
        CONDITIONAL,
        ASKED,
        POSSIBLE,
        kinds="appeal",
        words="heal dete conc",
    ),
)
