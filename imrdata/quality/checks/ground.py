"""The plan's ground: the denial's must fit the case's Type, and the appeal must take it up."""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import read
from imrdata.quality.patterns import HYPOTHETICAL, QUOTED, Pattern, before, matches, pattern, within

#: Sentences about rights, and about what an IMR looks at, name all grounds and give none.
_RIGHTS = within(
    r"\b(?:imr|independent medical review|grievances?|appeal|you (?:have the|may)|if|external review"
    r"|payment disputes)\b"
)
_DENIED_AS = before(
    r"\b(?:not|never|no|neither)\b[^.;]{0,30}\b(?:denied|denying|because|considered|deemed|based)\b|\b(?:is"
    r"|are|was|were) not (?:an? |being )?$"
)

EXPERIMENTAL: Final = pattern(
    "experimental",
    r"\b(?:(?:is|are|was|were|be|been|remains?|it|as|them|this)(?: \w+){0,4}?|considered|regarded|deemed"
    r"|this|an?)"
    r" (?:experimental|investigational|unproven|under investigation)\b",
    "",
    _RIGHTS,
    _DENIED_AS,
    QUOTED,
    before(
        r"\bnot (?:an? |considered |deemed )?(?:experimental"
        r"|investigational|unproven)$"
    ),
)
NOT_EMERGENCY: Final = pattern(
    "not_emergency",
    r"\b(?:not|no|n't|never|without)\b[^.;]{0,60}\b(?:emergency|emergent|urgent(?:ly)?|urgency)\b(?!"
    r" (?:reviews?|grievance|request|appeal|case|matter|decision))",
    "",
    _RIGHTS,
    HYPOTHETICAL,
    QUOTED,
)
_URGENT_WORDS = re.compile(r"\b(?:emergency|emergent|urgent|urgently|urgency|immediate|ambulance|er)\b")
_EXPERIMENTAL_WORDS = re.compile(
    r"\b(?:experimental|investigational|unproven|not (?:been )?(?:\w+ )?prove[nd]|under investigation"
    r"|clinical trials?"
    r"|(?:not|no|insufficient|lack of|limited)[^.;]{0,40} (?:evidence|studies|research|proof))\b"
)


class GroundMismatch(Check):
    """A denial's ground must be one that leads to a review of this Type.

    Rule: Medical Necessity: neither "experimental" nor "not an emergency" is the ground.
    Experimental/Investigational: the letter says so, and not that there was no emergency. Urgent Care: it
    speaks of urgency, and does not call the service experimental.
    Why: the Type follows from the ground; a letter with another ground is not a reconstruction of this case.
    Source: domain.md §7; Health & Safety Code §1374.30(d), §1370.4.
    Limits: grounds within one Type (step therapy or criteria) are not told apart; other Types than the three
    pass.
    """

    name = "ground_mismatch"
    kinds = ("denial",)
    needs = ("type",)

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Compare the grounds the letter asserts with what the Type allows."""
        text = read(letter["text"])

        def first(one: Pattern, says: str) -> Finding | None:
            for span in matches(text, one):
                return says, text.span(*span)
            return None

        match letter["type"].casefold():
            case "medical necessity":
                return first(EXPERIMENTAL, "calls the service experimental in a medical-necessity case") or first(
                    NOT_EMERGENCY, "denies an emergency in a medical-necessity case"
                )
            case "experimental/investigational":
                other = first(NOT_EMERGENCY, "denies an emergency in an experimental case")
                if other or any(True for _ in matches(text, EXPERIMENTAL)) or _states(_EXPERIMENTAL_WORDS, text.text):
                    return other
                return "does not call the service experimental in an experimental case", None
            case "urgent care":
                other = first(EXPERIMENTAL, "calls the service experimental in an urgent-care case")
                if other or _states(_URGENT_WORDS, text.text):
                    return other
                return "does not speak of urgency in an urgent-care case", None
            case _:
                return None


def _states(words: re.Pattern[str], text: str) -> bool:
    """Tell whether the words occur outside the sentences on rights, which name every ground."""
    probe = Pattern(name="words", regex=words, says="", unless=(_RIGHTS,))
    return any(True for _ in matches(read(text), probe))


#: Words by which an appeal takes up each ground.
ANSWERS: Final = {
    "criteria_not_met": r"criteri(?:a|on)|medical(?:ly)? necess\w+|guidelines?|requirements?|necessity"
    r"|clinical polic(?:y|ies)",
    "step_therapy": r"step therapy|tried|trials?|fail(?:ed|ure|s|ing)|first[- ]line|contraindicat\w+"
    r"|formulary|(?:other|alternative)"
    r" (?:drugs?|treatments?|medic\w+|therap\w+)|alternatives|did not (?:help|work)|intoleran\w+|tolerate",
    "insufficient_documentation": r"records?|document\w*|information|chart(?:s| notes)?|enclos\w+|attach\w+"
    r"|notes|test results",
    "lower_level_adequate": r"lower[- ]level|level of care|less(?:er)?[- ](?:intensive|costly|\w+ (?:care"
    r"|setting|treatment|service))|standard|alternatives?|outpatient"
    r"|in-network|(?:not|n't) (?:be )?(?:adequate|enough|sufficient|meet)|inadequate|insufficient|intensity"
    r"|other (?:care|options?|services?)",
    "experimental": r"experimental|investigational|unproven|evidence|stud(?:y|ies)|accepted|standard of"
    r" care|fda|guidelines?|peer[- ]review\w*",
    "not_emergency": r"emergenc(?:y|ies)|emergent|urgent(?:ly)?|urgency|prudent layperson|sudden(?:ly)?"
    r"|severe|immediate(?:ly)?|could not wait",
}
_ANSWERS: Final = {ground: re.compile(rf"\b(?:{words})\b") for ground, words in ANSWERS.items()}


class GroundUnanswered(Check):
    """An appeal that does not take up the reason of the denial.

    Rule: none of the words by which the denial's ground is answered occurs. A ground outside
    `imrdata.letters.axes.GROUNDS` can't be judged here and passes.
    Why: an appeal that talks past the reason loses; a model should not learn to.
    Source: domain.md §6 (rubric: quotes and rebuts the reason) and §7.
    Limits: keyed on words, so it sees that the ground is named, not that the answer is good;
        "records" in a list
    of enclosures counts as an answer to missing documentation.
    """

    name = "ground_unanswered"
    kinds = ("appeal",)
    needs = ("ground",)

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Look for a word of the ground; a missing answer has no place in the text."""
        ground = letter["ground"]
        answers = _ANSWERS.get(ground)
        if answers is None or answers.search(read(letter["text"]).text):
            return None
        return f"does not take up the denial's ground ({ground.replace('_', ' ')})", None
