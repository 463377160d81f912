"""The model's own refusal in place of a letter."""

from __future__ import annotations

from imrdata.quality.patterns import QUOTED, PatternCheck, pattern

_WRITE = (
    r"(?:(?:in good conscience |ethically |legally )?(?:assist(?! my| him| her)|help (?:you\b|with (?:that"
    r"|this|writing|drafting|creating"
    r"|generating|your|the letter))|comply with|fulfil+ (?:this|that|your)|generate|create|produce|draft"
    r"|write (?!to\b)|compose"
    r"|complete (?:this|that|your) (?:request|task)|provide (?:medical|legal|that|this|a letter|you with)"
    r"|do that"
    r"|(?:engage|continue) (?:in|with) (?:this|that)))"
)
_CANNOT = (
    r"(?:cannot|can ?not|can't|won't|will not|am unable to|am not able to|'m unable to|'m not able to"
    r"|must decline to|am not going to)"
)


class Refusal(PatternCheck):
    """A refusal is an answer of the model to us, not of a plan to a member.

    Rule: first person singular and a verb of writing or helping. A plan speaks as "we", a patient can't work
    or walk.
    Source: domain.md §7.
    Limits: a refusal in the plural ("we can't help with this request") passes.
    """

    name = "refusal"
    patterns = (
        pattern(
            "sorry_cannot",
            rf"\b(?P<span>(?:i'm|i am) (?:very |so )?sorry,? (?:but )?i {_CANNOT} (?:be able to"
            rf" )?{_WRITE})\b",
            "refuses to write the letter",
            QUOTED,
        ),
        pattern(
            "cannot_write",
            rf"\b(?:i|i'm|sorry,? i) ?{_CANNOT} (?:be able to )?{_WRITE}\b",
            "refuses to write the letter",
            QUOTED,
        ),
        pattern("cannot_write_contracted", rf"\bi{_CANNOT} {_WRITE}\b", "refuses to write the letter", QUOTED),
        pattern(
            "as_model",
            r"\bas an? (?:large )?(?:ai|language model|artificial intelligence|assistant)\b",
            "refuses as a language model",
        ),
        pattern(
            "inappropriate",
            r"\b(?:inappropriate|unethical|not appropriate|irresponsible) for me to\b"
            r"|\bi (?:am|do|would)(?: not|n't) (?:be |feel )?comfortable (?:with )?(?:writing|creating"
            r"|producing|generating|drafting|providing"
            r"|composing|assisting|helping)\b|\bi(?:'m| don't feel) (?:not )?comfortable (?:writing"
            r"|creating|producing|drafting)\b"
            r"|\b(?:goes|go|is) against my (?:guidelines|programming|principles|values)\b|\bviolates? my"
            r" (?:guidelines|programming)\b",
            "refuses to write the letter",
            QUOTED,
        ),
    )
