"""A denial that calls the service medically necessary."""

from __future__ import annotations

from imrdata.quality.patterns import HYPOTHETICAL, NEGATED, QUOTED, PatternCheck, after, before, pattern

#: Someone else says so, or it is asked for proof, or a rule about services in general is stated.
_REPORTED = before(
    r"\b(?:believes?|states?|stated|says?|said|thinks?|claims?|feels?|asserts?|argues?|according to|in"
    r" (?:his|her|their|your)"
    r" (?:view|opinion)|(?:show|shows|showing|prove|proves|proving|explain|explains|explaining|demonstrate"
    r"|demonstrates|support"
    r"|supports|establish|establishes)(?: (?:that|how|why))?[^.;,]{0,60}$|why|(?:^|needs? |must |order "
    r"|ha(?:s|ve) )to be|only|to decide|to determine|review(?:s|ed|ing)?"
    r" (?:of|for|the)|question|dispute[ds]?|criteria for|definition|related to|asked us|asks us|requests?"
    r" that|when)\b"
)
_GENERAL = before(
    r"\b(?:services?|care|treatments?|items?|supplies|benefits|those|drugs|what)(?: or \w+)?"
    r" (?:that|which)? ?(?:is|are)? ?medically necessary$|\bcover(?:s|ed"
    r"|ing)?\b[^.;]{0,40}\bthat (?:is|are) (?:\w+ )?medically necessary$"
)


class NecessityAsserted(PatternCheck):
    """A denial on necessity can't say that the service is necessary.

    Rule: the service is called medically necessary, or the need established, outside a negation, a condition,
    a quotation, a report of someone else's view, a call for proof or a rule about services in general.
    Why: it is the reviewer's verdict, or a contradiction.
    Source: domain.md §7; Health & Safety Code §1367.01(h)(4).
    Limits: a condition anywhere earlier in the sentence exempts; necessity said in other words passes.
    """

    name = "necessity_asserted"
    kinds = ("denial",)
    anchors = ("medically", "medical necessity")
    patterns = (
        pattern(
            "is_necessary",
            r"\b(?P<span>(?:is|are|was|were|remains?|remained|deemed|considered|as)(?: [\w-]+){0,3}?"
            r" (?:medically (?:necessary"
            r"|appropriate and necessary)|a medical necessity))\b",
            "calls the service medically necessary",
            HYPOTHETICAL,
            NEGATED,
            QUOTED,
            _GENERAL,
            _REPORTED,
            after(
                r" (?:services|care|treatments|items"
                r"|supplies|benefits)\b"
            ),
        ),
        pattern(
            "found_necessary",
            r"\b(?:found|find|finds|deemed?|consider(?:ed|s)?|agreed|shown|determined)(?: [\w-]+){1,6}?"
            r" medically necessary\b",
            "calls the service medically necessary",
            HYPOTHETICAL,
            NEGATED,
            QUOTED,
            _REPORTED,
            after(
                r" (?:services|care|treatments|items|supplies"
                r"|benefits)\b"
            ),
        ),
        pattern(
            "necessity_met",
            r"\b(?:meets?|met|satisf(?:y|ies|ied))\b(?: [\w']+){0,4}? medical necessity\b",
            "says that medical necessity is met",
            HYPOTHETICAL,
            NEGATED,
            QUOTED,
        ),
        pattern(
            "necessity_established",
            r"\bmedical necessity (?:[\w']+ ){0,6}?(?:has been|have been|is|was|were) (?:\w+"
            r" )?(?:established|demonstrated|met"
            r"|shown|supported|proven|clear|confirmed)\b",
            "says that medical necessity is established",
            HYPOTHETICAL,
            NEGATED,
            QUOTED,
        ),
        pattern(
            "necessity_supported",
            r"\b(?:supports?|supported|confirms?|confirmed|establish(?:es|ed)|demonstrates?|demonstrated"
            r"|shows?|is a|represents a)"
            r" (?:the |a )?medical necessity\b",
            "says that medical necessity is established",
            HYPOTHETICAL,
            NEGATED,
            QUOTED,
        ),
    )
