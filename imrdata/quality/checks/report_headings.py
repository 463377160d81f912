"""What a review's report is divided into: headings that no plan puts into a letter.

A heading is a label: a few words at a sentence's start, up to a colon, a dash, a stroke or the end. It is the report's
if it names a part of a report, or a reviewer together with what a reviewer gives (an opinion, an analysis, a vote).
"""

from __future__ import annotations

from typing import Final

from imrdata.quality.mood import in_sentence
from imrdata.quality.patterns import QUOTED
from imrdata.quality.wall import rule

__all__ = ["REPORT_HEADINGS"]

#: What the reviewer's parts of a report hold.
_HEAD: Final = (
    r"(?:analys[ie]s|rationale|reasons?|reasoning|findings?|opinions?|summary|determinations?|conclusions?|statement"
    r"|comments?|credentials|qualifications|discussion|assessment|decision|notes?|report|votes?|results?|disposition"
    r"|background|expertise|certifications?|impressions?|observations?|recommendations?|evaluation|repl(?:y|ies)"
    r"|answers?|response|views?|literature|case details|[qa] ?\d)"
)
_WHO: Final = (
    r"(?:reviewers?|panel|experts?|majority|minority|imr|independent (?:medical )?review"
    r"|(?:reviewing|independent|outside) (?:physician|doctor|specialist))(?:'s|s'|')?"
)
_NUMBER: Final = r"(?: (?:#|no\.? ?|number )?(?:\d|[abc]|one|two|three))?"
#: Parts of a report, as headings; of the second kind letters speak too, so that they count only with a text after them.
_PART: Final = (
    r"(?:case (?:summary|synopsis|history|background|overview|abstract|digest|facts|findings)|clinical (?:history"
    r"|vignette)|(?:nature|statement|synopsis|facts|description|background|summary|findings) of (?:the |this "
    r")?(?:case|dispute)|history of (?:the )?present case|nature of (?:the )?request|statutory (?:criteria|test"
    r"|question|basis)|final results?|findings|finding(?= (?:no\. ?|# ?)?\d)|credentials|(?:pertinent|relevant) "
    r"(?:clinical |medical )?(?:records|history"
    r"|facts|documents|literature)|issues?(?:\(s\))? (?:for review|in dispute|presented)|(?:review question|questions?"
    r" (?:presented|for (?:review|the (?:reviewer|physician|expert))))|standard of review|conclusions? of law|synopsis"
    r"|(?:literature|evidence) (?:review(?:ed)?|considered|consulted|summary)|enrollee(?:'s)? (?:\w+ "
    r")?(?:history|profile|background|summary|condition)|reason for (?:reversal|upholding|overturning)"
    r"|final determination|(?:result|summary|outcome|decision) of (?:the )?(?:independent )?review(?!ed)"
    r"|reviewer (?:#? ?\d|[abc])\b)"
)
_WITH_TEXT: Final = r"(?:rationale|qualifications)"
#: Of these, what a letter of a patient or a physician has no use for.
_IN_APPEALS: Final = (
    r"(?:case summary|findings|final results?|credentials|statutory criteria|statement of (?:the )?case)"
)
#: What a plan calls its own parts, and findings of tests: none of them is a part of a report.
_LAWFUL: Final = (
    r"(?!(?:(?! - )[^:/|?])*(?:\b(?:is|are|was|did|our|your|you|we|us|how|what|why|when|who|if|lab\w*|x-rays?|mri|ct"
    r"|scans?|tests?"
    r"|testing|exam\w*|blood|imaging|biopsy|radiology|pathology|from|sent|plan|plan's|rights?|appeal|apply|form|copy"
    r"|names?|title|phone|responsible|criteria met)\b|\[))"
)
_START: Final = (
    r"^[*#_\"'( -]*(?:(?:\d{1,2}|[ivx]{1,4}|[a-h])[.)] ?)?(?:(?:part|column|section) (?:\d|[ivx]+|[a-h])[:,.]? ?|q: )?"
)
_WORDS: Final = r"(?:(?!and |or )[\w'&-]+[,/]? ?(?:(?:and|or) )?){0,4}?\b"
_MORE: Final = r"(?:,? ?(?:(?:and|/|&|of|by|for|in|about|regarding|as to|on) ?)?(?!is |are |was )[\w'&-]+){0,6}?"
_COLON: Final = r"(?: ?\([^)]{1,30}\))?(?: ?(?:#|no\.|number)? ?\d{1,2})?[*_\" ]*(?::| - | ?[/|])"
#: Up to where a label reaches: a colon or the like; with nothing behind it, it is short (longer ones are sentences).
_END: Final = (
    r"(?:" + _MORE + r"(?:" + _COLON + r"|\?)"
    r"|(?: ?(?:and|/|&|of|by|for)? ?(?!is |are |was )[\w'&-]+){0,2}(?: ?\([^)]{1,30}\))?[*_\" ]*[.;]?$)"
)

#: Parts that are named together, or pointed to.
_NAMED: Final = r"(?:case summary|clinical history|relevant records|final result|credentials)"
_ANY_PART: Final = r"(?:case summary|clinical history|relevant records|final result|credentials|findings|rationale)"

#: Rules of `reviewer_voice`.
REPORT_HEADINGS: Final = (
    rule(
        "section_header",
        r"\bnature of (?:the )?(?:statutory criteria|case)\b|\bstatutory criteria(?: ?[:/-]|$| ?\n)"
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
        "part_of_a_report",
        _START + _LAWFUL + _WORDS + r"(?:" + _PART + _END + r"|" + _WITH_TEXT + _MORE + _COLON + r")",
        "has a section header of the review",
        kinds="denial",
    ),
    rule(
        "part_of_a_report",
        _START
        + _LAWFUL
        + r"(?:(?:physician|medical|independent|expert|peer|imr|final|reviewer'?s?|summary of|key|overall) "
        r")*" + _IN_APPEALS + r"(?: ?(?:and|/) ?\w+)?(?:" + _COLON + r"|[*_ ]*\.?$)",
        "has a section header of the review",
        kinds="appeal",
        words="case find final cred stat summ fina",
    ),
    rule(
        "reviewers_part",
        _START
        + _LAWFUL
        + r"(?:"
        + _WORDS
        + _WHO
        + _NUMBER
        + r"(?: [\w'&-]+[,/]?){0,3}? "
        + _HEAD
        + _END
        + r"|"
        + _WORDS
        + _HEAD
        + r"(?:,? [\w'/&-]+){0,3}? "
        + _WHO
        + _END
        + r"|(?:clinical|medical|physician|expert|peer|independent|first|second|third) reviewer"
        + _NUMBER
        + r"(?: - \w+)?[.:]?$)",
        "has a section header of the review",
        in_sentence(r"(?:: ?|- ?)(?:not applicable|n/a|none)\b"),
        words="revi pane expe majo mino imr inde outs",
    ),
    rule(
        "parts_together",
        r"\b(?:"
        + _NAMED
        + r"(?: section| part)?\W{1,4}(?:(?:and|then|or|the|our|your|column|\d)\W+){0,3}"
        + _ANY_PART
        + r"|"
        + _ANY_PART
        + r"(?: section| part)?\W{1,4}(?:(?:and|then|or|the|our|your|column|\d)\W+){0,3}"
        + _NAMED
        + r"|(?:under|see|titled|headed|entitled|(?:section|part|heading) (?:called )?)(?: the (?:heading"
        r"|section))? ?\"?"
        + _ANY_PART
        + r"\b(?! (?:of|in|on|from|that|for|by|about|above|below)\b)|\""
        + _ANY_PART
        + r"\" (?:section|part|heading)|^the (?:findings|final result|rationale) (?:starts?|begins?|follows?)\b)",
        "speaks of the sections of the review",
        in_sentence(
            r"\b(?:tests?|mri|x-rays?|scans?|doctor's|clinic|hospital)\b.*\bfindings\b|\bfindings (?:of|on|in)\b"
        ),
        kinds="denial",
        words="case clin rele fina cred find rati",
    ),
)
