"""What a review's report is divided into: headings that no plan puts into a letter."""

from __future__ import annotations

from typing import Final

from imrdata.quality.mood import in_sentence
from imrdata.quality.patterns import QUOTED
from imrdata.quality.wall import rule

__all__ = ["REPORT_HEADINGS"]

#: What a report is divided into.
_HEAD: Final = (
    r"(?:analysis|rationale|findings?|opinions?|summary|determinations?|conclusions?|statement|comments?|credentials"
    r"|qualifications"
    r"|discussion|assessment|decision|notes?|report|votes?|results?|disposition|background|expertise|certifications?)"
)

#: Rules of `reviewer_voice`.
REPORT_HEADINGS: Final = (
    rule(
        "section_header",
        r"^[*#_ ]*statutory criteria\b|\bnature of (?:the )?(?:statutory criteria|case)\b"
        r"|\bstatutory criteria(?: ?[:/-]|$| ?\n)"
        r"|\bfinal results?(?: ?[:-]| ?$)|\bcredentials ?(?:/|and|&) ?qualifications\b|\b(?:findings"
        r"|rationale|conclusions?) ?: ?(?:the )?(?:physician |medical )?reviewers?\b|\breviewers?(?:'s?"
        r"|s')? (?:credentials|qualifications|findings|opinion|determination|comments|conclusions?|decision"
        r"|rationale|summary|analysis)(?: ?:| ?-|$| ?\n)|\b(?:review criteria \(statutory\)|imr (?:findings"
        r"|summary|determination|result)|independent medical review (?:findings|summary|determination|result"
        r"|decision)) ?(?:[:-]|$)",
        "has a section header of the review",
        QUOTED,
        words="natu stat fina cred find rati conc revi imr inde",
    ),
    rule(
        "header_line",
        r"^[*#_ ]*(?:(?:\d{1,2}|[ivx]{1,4}|[a-h])[.)] ?)?(?:(?:physician|medical|independent|expert|peer|imr"
        r"|final|reviewer'?s?|brief|detailed|summary of|analysis and|discussion and|rationale/"
        r"|clinical rationale/|rationale and|background/|background and"
        r"|case history and) ?)*(?:findings(?: (?:and|/) ?\w+| ?/ ?\w+| of (?:the )?review(?:er)?)?"
        r"|credentials|qualifications(?: of (?:the )?reviewers?)?|case summary|summary of (?:the )?(?:case"
        r"|review(?:er)?|(?:the )?findings)|summary reviewer(?: \d)?|statement of (?:the )?case"
        r"|case history and summary"
        r"|reviewer (?:#? ?\d|[abc]|summary|comments|notes)|conclusions? of (?:the )?reviewers?|(?:result"
        r"|outcome|decision|opinion|determination|findings"
        r"|summary) of (?:the )?(?:independent )?review(?:ers?)?|decision of (?:the )?reviewers?|summary"
        r"|findings and conclusions?)[*_ ]*(?:[:/-]|\.(?!\.)|$)",
        "has a section header of the review",
        QUOTED,
        in_sentence(r"^[*#_ ]*summary[*_ ]*(?:[:/.-]|$)"),
    ),
    rule(
        "title_of_a_report",
        r"^[*#_ ]*(?:[\w'/&-]+,? ){0,5}?(?:(?:(?:reviewer|panel)(?:'s|s'|s)? (?:[\w'/&-]+,? ){0,3}?"
        + _HEAD
        + r"|"
        + _HEAD
        + r"(?:,? [\w'/&-]+){0,3}?"
        r" (?:reviewers?|panel|independent (?:medical )?review|imr))|statutory criteria|(?:clinical|medical"
        r"|physician|expert|peer|independent) reviewer"
        r" (?:#|no\.? ?|number )?(?:\d|one|two|three|[abc]))(?:,? [\w'/&#-]+){0,4}[*_ ]*:?$",
        "has a section header of the review",
        QUOTED,
        in_sentence(
            r"\b(?:our|your|you|how|what|why|when|who|if|rights?|request|plan|the plan's|appeal|apply|form)\b|\["
        ),
        words="revi pane stat",
    ),
)
