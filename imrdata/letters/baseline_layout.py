"""What both baseline letters are laid out with: the service's name, the paragraphs' order, headings. Room: letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from imrdata.letters.axes import Axes
from imrdata.letters.baseline_words import Words, capital
from imrdata.letters.facts import FactsSheet, requested_service
from imrdata.letters.prompts import is_reimbursement
from imrdata.letters.views import View

__all__ = ["body", "category", "is_past", "laid_out", "listed", "quotation", "service_names"]

#: A service named longer than this is called "the requested service" after its first mention.
_SHORT: Final = 45
#: A name of more words than this is a list: it stands on the subject line, and said again it would be a loop.
_MOST_WORDS: Final = 20


_SOMEBODY: Final = re.compile(
    r"\b(?:he|she|they|her|his|him|their|my|your|patient|enrollee|member|insured)(?:['’]?s)?\b", re.I
)


def is_past(view: View, axes: Axes) -> bool:
    """Say whether the care has been given already, so that the dispute is about its cost."""
    emergency = re.search(r"\bemergenc|\burgent|\burg care", view.treatment_category or "", re.I)
    return is_reimbursement(view) or axes.ground == "not_emergency" or emergency is not None


def service_names(view: View) -> dict[str, str]:
    """Return what the service is called: in full, short, and on the subject line; ``named`` if the request names it."""
    service = _service(view)
    if service is not None:
        # At the head of its sentence a common noun has a capital that it has nowhere else.
        if view.request and view.request[0].startswith(service) and service[1:2].islower() and " " in service:
            service = service[:1].lower() + service[1:]
        bare = re.sub(r"^(?:a|an|the)\s+", "", service, flags=re.I)
        short = service if len(service) <= _SHORT else "the requested service"
        said = service if len(service.split()) <= _MOST_WORDS else short
        return {"service": said, "short": short, "line": capital(bare), "named": "yes"}
    label = category(view.treatment_category, view.treatment_subcategory)
    if label:
        return {
            "service": f'the service listed as "{label}"',
            "short": "the requested service",
            "line": f'listed as "{label}" ([DETAILS_NEEDED])',
            "named": "",
        }
    return {
        "service": "a health care service ([DETAILS_NEEDED])",
        "short": "the requested service",
        "line": "[DETAILS_NEEDED]",
        "named": "",
    }


def _service(view: View) -> str | None:
    """Return all that was asked for as one name; None where the request can't be named."""
    first = requested_service(view)
    if first is None:
        return None
    asked = [fact.text for fact in FactsSheet.from_view(view).of("requested") if fact.index == 0]
    names = list(dict.fromkeys(" ".join(name.split()) for name in asked))
    # A name that speaks of somebody would speak of somebody else in a letter.
    if names[:1] != [first] or any(_SOMEBODY.search(name) for name in names):
        return first
    return listed(tuple(names))


def category(*names: str | None) -> str:
    """Return categories as one label; "Other" and "None" tell a reader nothing."""
    parts = [part for part in names if part and part.lower() not in ("other", "none")]
    return ", ".join(parts)


def body(words: Words, parts: Mapping[str, str]) -> Iterable[str]:
    """Yield the paragraphs in the drawn order, with headings if drawn; a place that is no part is drawn as it is."""
    headed = words.draw("headed", ["yes", "no", "no"]) == "yes"
    for place in words("orders").split():
        text = parts[place] if place in parts else words(place)
        if text and headed and place in words.grammar["headings"]:
            text = words(f"headings.{place}") + "\n" + text
        yield text


def quotation(sentence: str) -> str:
    """Put a sentence of the record between quotation marks that it can't close."""
    inner = re.sub('["“”]', "'", " ".join(sentence.split()))
    return f'"{capital(inner)}"'


def listed(names: tuple[str, ...]) -> str:
    """List names as a sentence does."""
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""


def laid_out(paragraphs: Iterable[str]) -> str:
    """Return a letter's paragraphs as its text."""
    return "\n\n".join(paragraph.strip() for paragraph in paragraphs if paragraph.strip()) + "\n"
