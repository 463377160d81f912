"""A letter that speaks as the reviewer's report does, not as a plan or a patient would."""

from __future__ import annotations

from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import HYPOTHETICAL, QUOTED, PatternCheck, before, pattern


def _inside_line(letter: NormalText, start: int, end: int) -> bool:
    """Let "findings:" go where it does not head a line."""
    return not letter.begins_line(start)


class ReviewerVoice(PatternCheck):
    """Letters must not sound like the Findings they are reconstructed from.

    Rule: the Findings' section headers, the reviewer's credentials, the case summary's opening ("a
    44-year-old enrollee has requested …") and, in a denial, the plan in the third person ("The Health Plan
    has denied"). `[PLAN_NAME] has denied` and a treating physician's own board certification pass.
    Why: the voice gives the reviewer away, and teaches a model to write reports instead of letters.
    Source: domain.md §4 (the headers) and §7.
    Limits: a plan that describes its own reviewer's board certification ("our reviewer is …") passes.
    """

    name = "reviewer_voice"
    anchors = (
        "statutory criteria",
        "final result",
        "findings",
        "summary",
        "credentials",
        "qualifications",
        "reviewer",
        "reviewing",
        "actively practicing",
        "clinical experience",
        "knowledgeable",
        "enrollee",
        "year-old",
        "plan",
        "insurer",
    )
    patterns = (
        pattern(
            "section_header",
            r"\bnature of statutory criteria\b|\bfinal result ?[:-]|\bcredentials ?/ ?qualifications\b"
            r"|\bfindings ?: ?(?:the )?(?:physician |medical )?reviewers?(?: (?:found|determined))?"
            r"|\bcase summary ?:|\bsummary of (?:the )?case ?:|\breviewer(?:'?s'?)? (?:credentials"
            r"|qualifications)\b",
            "has a section header of the review",
            QUOTED,
        ),
        pattern(
            "findings_header",
            r"\b(?:findings|(?:reviewer )?credentials|qualifications) ?:",
            "has a section header of the review",
            QUOTED,
            _inside_line,
        ),
        pattern(
            "credentials",
            r"\breviewers?\b(?: \d(?:,? (?:and )?\d)*)?(?:,| is| are| was| holds?| has)(?: [\w-]+){0,4}?"
            r" ?(?:board[- ]certifi\w+"
            r"|experts? in|knowledgeable|actively practicing)\b",
            "states the reviewer's credentials",
            before(r"\b(?:our|your|ask that|request that)\b"),
            QUOTED,
        ),
        pattern(
            "credentials_phrase",
            r"\b(?:is|are) actively practicing\b|\bactual clinical experience treating\b"
            r"|\brecent or current actual clinical experience\b",
            "states the reviewer's credentials",
            QUOTED,
            before(r"\b(?:who|that|request|ask)\b"),
        ),
        pattern(
            "as_reviewer",
            r"\b(?:undersigned|as the|i am the) review(?:er|ing physician)\b[^.;]{0,60}\b(?:certif\w+"
            r"|practic\w+|expert)",
            "speaks as the reviewer",
            QUOTED,
        ),
        pattern(
            "case_summary",
            r"\b(?:enrollee|(?:an?|the|this) (?:\d+|[a-z]+(?:-[a-z]+)?)-year-old [\w' ]{0,60}?|(?:a|the)"
            r" patient)"
            r"(?: has| had)? (?:requested(?! that)|asked for)\b",
            "opens like the review's case summary",
            QUOTED,
        ),
        pattern(
            "plan_third_person",
            r"\bthe (?:health plan|insurer|health insurer|plan|medical group)(?: has| had)? (?:denied"
            r"|issued a denial|issued its"
            r" denial|declined|indicated that|asserted that|reported that)(?! (?:your|you)\b)",
            "speaks of the plan in the third person",
            HYPOTHETICAL,
            QUOTED,
            kinds="denial",
        ),
        pattern(
            "plan_has_denied",
            r"\bthe health plan(?: has| had)? (?:denied|issued|determined|asserted|maintained)\b",
            "speaks of the plan in the third person",
            HYPOTHETICAL,
            QUOTED,
            kinds="denial",
        ),
        pattern(
            "plans_denial",
            r"\bthe (?:health plan|insurer)'?s (?:denial|position)\b",
            "speaks of the plan in the third person",
            HYPOTHETICAL,
            QUOTED,
            kinds="denial",
        ),
        pattern(
            "enrollee",
            r"\bthe enrollee's (?:request|condition|medical condition|provider)\b",
            "speaks of the enrollee as the review does",
            HYPOTHETICAL,
            QUOTED,
            kinds="appeal",
        ),
    )
