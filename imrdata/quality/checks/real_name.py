"""People, institutions and plans by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

import numpy as np

from imrdata.quality.batch import Batch
from imrdata.quality.cased import cased
from imrdata.quality.checks.people import CAP, PEOPLE, TITLES, given_literals, name_words, people
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import seen, words
from imrdata.quality.sieve import may_match_which

__all__ = ["RealName"]

_INSTITUTION: Final = re.compile(
    rf"(?<![\w])(?P<id>(?:{CAP}|[A-Z]{{2,6}}|St\.)(?:[ -](?:{CAP}|[A-Z]{{2,6}}|of|the|and|&"
    rf"|St\.)){{0,4}} (?:Hospitals?|Medical Center|Clinic|University|Health System|Cancer Center|Cancer Institute"
    rf"|Children's Hospital|Healthcare|Surgery Center|Medical Group|Memorial|Rehabilitation Center|Recovery Center"
    rf"|Pharmacy|Orthopedics|Imaging Center)\b)"
    r"|\b(?P<id2>UCLA|UCSF|UCSD|USC Keck|Cedars-Sinai|City of Hope|Scripps|Sutter Health|Dignity Health"
    r"|Sharp HealthCare|Loma Linda|Walgreens|CVS)\b"
)
_PLAN: Final = re.compile(
    r"\b(?:anthem|blue shield|blue cross|kaiser(?: permanente)?|aetna|cigna|health net|healthnet|unitedhealth\w*"
    r"|united healthcare|molina(?: healthcare)?|humana|l\.a\. care"
    r"|oscar health|optum\w*|centene|wellpoint|elevance|scan health plan|caloptima|inland empire health plan|iehp"
    r"|partnership healthplan|santa clara family health|alameda alliance"
    r"|western health advantage|sharp health plan|chinese community health plan|valley health plan|brand new day"
    r"|alignment health|care1st|express scripts|caremark|magellan|beacon health|evicore|carelon)\b(?! (?:street|st\b"
    r"|avenue|road|drive|boulevard))"
)
_GENERIC: Final = frozenset(
    words(
        "the your our my a an this that any local community general regional university hospital"
        " medical center clinic network acute rehabilitation emergency"
        " children's university's county state public private group health healthcare care behavioral mental"
        " children urgent outpatient inpatient teaching academic specialty surgery"
        " imaging pharmacy mail order retail contracted preferred in-network independent california"
        " ask call contact write visit see tell please send fax"
        " cancer and of managed for women's women veterans veteran's pain sleep wound plan cardiac spine headache"
        " epilepsy diabetes transplant memory allergy eye fertility nutrition infusion dental vision hearing"
    )
)
#: How words for fields of medicine end: "Neuromuscular Clinic" is no name.
_FIELD: Final = re.compile(
    r"(?:ology|ologic|logical|ular|iatrics?|iatry|opa?edics?|ysis|surgery|surgical|therapy|medicine)$"
)
#: Two words in capitals, a title, a kin or a role before one, a plan, an institution, a closing formula.
_HINT: Final = (
    r"[A-Z][\w'’.-]*\s+(?:[A-Z]\.?\s)?[A-Z][\w'’-]|(?:[Ww]ife|[Hh]usband|[Ss]on|[Dd]aughter|[Mm]other|[Ff]ather"
    r"|[Nn]urse|[Dd]octor|[Ss]urgeon|friend|brother|sister|therapist"
    r"|[Ss]pecialist|partner|child|[a-z]ist|named|called|representative|agent|supervisor|director|manager|coordinator"
    r"|practitioner|girl|man|lady|guy|person|someone|dr|mr|mrs|ms|niece|nephew|cousin|aunt|uncle|baby|roommate"
    r"|worker)[,.]?\s+(?:is |was |named |called |by the name of )?[A-Z]"
    r"|UCLA|UCSF|UCSD|Cedars|Scripps|CVS|Walgreens|[Aa]nthem|[Kk]aiser|[Aa]etna|[Cc]igna|[Hh]umana|[Mm]olina|[Oo]ptum"
    r"|Blue|BLUE|Dear\s+[A-Z]|[A-Z]\w+ (?:family|household|children)\b"
    r"|(?i:sincerely|regards|respectfully|yours|truly|thank|gratefully|cordially|faithfully|gratitude|appreciation"
    r"|signed)"
)
#: What is looked for in the text with its capitals.
_WRITTEN: Final = {**PEOPLE, "institution": _INSTITUTION}


class RealName(LocalCheck):
    """People, institutions and plans by name.

    Rule: names behind a title, before a degree, in a salutation, label or signature, behind a kin or a role; a given
    name of the lists (docs/lexicons.md) on its own or before a surname; hospitals, clinics and universities by name;
    plans from a list. What the view, the denial or the rest of the case holds passes, and so do
    placeholders.
    Passes on purpose: diseases, scales and laws named after people, places, titles and departments.
    Why: a real name is a privacy breach, an invented one a false statement; the writer was given none.
    Source: domain.md §7; names of the US Census of 1990.
    Limits: a surname alone in running text passes, and so do given names outside the lists and those that are also
    places, diseases or medicines ("Florence").
    """

    name = "real_name"
    version = 6
    needs = ("view_text",)
    # Who is named in the rest of the case wrote a study.
    reads = ("view_text", "denial_text", "reviewer_text")

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs with two words in capitals side by side, a title, a plan or an institution."""
        texts = batch.parts.texts
        return (texts.str.contains(_HINT) | texts.str.contains_any(list(given_literals()))).to_numpy()

    def reader(self, batch: Batch) -> tuple[np.ndarray, Callable[[int, str], Iterable[Claim]]]:
        """Read a paragraph for the forms that may match in it."""
        worth, parts = self.worth_reading(batch), batch.parts
        tried = may_match_which(parts.cased, _WRITTEN, among=worth)
        for part, names in may_match_which(parts.normal, {"plan": _PLAN}, among=worth).items():
            tried[part] |= names
        return worth, lambda part, _: self._names(parts.read(part), tried[part])

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield names."""
        return self._names(part, {*_WRITTEN, "plan"})

    def _names(self, part: NormalText, tried: Collection[str]) -> Iterator[Claim]:
        text = cased(part)
        for start, end in people(text, tried):
            yield Claim(start, end, "has a person's name that is not in the source", key=part.text[start:end])
        for match in _PLAN.finditer(part.text) if "plan" in tried else ():
            # "anthem", "oscar health": a plan's name has a capital.
            if text[match.start()].isupper():
                yield Claim(*match.span(), "names a plan that is not in the source", key=match[0])
        for match in _INSTITUTION.finditer(text) if "institution" in tried else ():
            group = "id" if match["id"] else "id2"
            own = [
                word
                for word in re.split(r"[ -]", match[group].casefold())
                if word not in _GENERIC and word not in TITLES and not _FIELD.search(word)
            ]
            if own and not re.search(r"\b(?:Your|Our|My|The|This) \w+(?: \w+)?$", match[group]):
                yield Claim(
                    *match.span(group),
                    "names an institution that is not in the source",
                    key=part.text[match.start(group) : match.end(group)],
                )

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether the source does not hold the name."""
        source = seen(letter, *self.reads)
        telling = [word for word in name_words(claim.key) if word not in TITLES] or [claim.key]
        return not all(re.search(rf"\b{re.escape(word)}\b", source) for word in telling)
