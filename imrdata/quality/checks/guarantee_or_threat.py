"""Promises of a cure, and threats."""

from __future__ import annotations

from imrdata.quality.patterns import NEGATED, QUOTED, PatternCheck, pattern


class GuaranteeOrThreat(PatternCheck):
    """An appeal argues; it neither promises an outcome nor threatens.

    Rule: a treatment's success guaranteed, or legal, public or personal consequences threatened. Announcing a
    complaint to the Department or an IMR is a right, and passes.
    Source: domain.md §7.
    Limits: veiled threats pass; "I may consult a lawyer" is flagged.
    """

    name = "guarantee_or_threat"
    kinds = ("appeal",)
    patterns = (
        pattern(
            "guarantee",
            r"\b(?:guarantee[sd]?|promise[sd]?|(?:certain|sure) (?:that|to))\b[^.;]{0,40}?\b(?:cure[sd]?"
            r"|recover\w*|works?|heal\w*|succe\w+"
            r"|remission|survive|improve)\b",
            "promises an outcome",
            NEGATED,
            QUOTED,
        ),
        pattern(
            "certainty",
            r"\bwill (?:definitely|certainly|surely|undoubtedly|absolutely|without (?:a )?doubt) (?:\w+"
            r" ){0,3}?(?:cure|put|work|heal|fix"
            r"|end|stop|prevent|save|resolve|eliminate|restore|improve)\w*\b|\bwithout (?:a |any"
            r" )?doubt\b[^.;]{0,30}\bwill\b"
            r"|\b(?:will|would) be (?:completely |fully |totally )?cured\b|\b(?:always|never fails? to)"
            r" works?\b",
            "promises an outcome",
            QUOTED,
        ),
        pattern(
            "hundred_percent",
            r"\b100 ?(?:%|percent) (?:effective|successful|safe|certain"
            r"|cured?)",
            "promises an outcome",
            NEGATED,
        ),
        pattern(
            "lawsuit",
            r"\b(?:i|we|family|lawyer|attorney)(?:'ll| will| shall| am going to| intend to| plan to| may)"
            r" (?:\w+ ){0,2}?(?:sue|see you in court|take (?:you|this) to court"
            r"|take legal action|file (?:a |suit|an? \w+ (?:suit|lawsuit))|pursue (?:legal"
            r"|litigation))\b(?! ?(?:a )?(?:complaint|grievance|request))",
            "threatens with a lawsuit",
            QUOTED,
        ),
        pattern(
            "lawyer",
            r"\b(?:hear(?:ing)? from|contact(?:ing)?|call(?:ing)?|hire|hiring|retain(?:ing)?"
            r"|consult(?:ing)?) (?:with )?(?:my|a|an|our) (?:\w+ )?(?:lawyers?"
            r"|attorneys?)\b|\b(?:legal action|lawsuit|litigation) will\b|\b(?:my|our) (?:lawyers?"
            r"|attorneys?)(?:'ll| (?:will|is going|has been))\b",
            "threatens with a lawyer",
            QUOTED,
        ),
        pattern(
            "publicity",
            r"\b(?:take|bring|tell|give|go|going) (?:\w+ ){0,4}?to the (?:news\w*|media|press|papers"
            r"|television|tv)\b"
            r"|\b(?:contact|call|alert|notify) the (?:news\w*|media|press)\b|\bsocial media\b|\b(?:post"
            r"|tell|share|write)\b[^.;]{0,40}\b(?:online|on the internet|everyone|facebook|twitter)\b",
            "threatens with publicity",
            QUOTED,
        ),
        pattern(
            "personal",
            r"\bor else\b|\byou(?:'ll| will) (?:regret|pay for|be sorry)\b|\b(?:hold|held|holding) you"
            r" (?:\w+ )?(?:personally|criminally)"
            r"|\bblood (?:is |will be )?on your hands\b|\byou will answer\b|\b(?:be|is) your fault\b",
            "threatens",
            QUOTED,
        ),
    )
