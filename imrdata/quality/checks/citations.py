"""Evidence that the writer did not see: citations, journals, guideline bodies, trials, web addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar, Final

from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.patterns import seen, words

#: Bodies by their full names, and the short names they also go by.
BODIES: Final = {
    "national comprehensive cancer network": "nccn",
    "american society of clinical oncology": "asco",
    "american college of rheumatology": "acr",
    "american college of gastroenterology": "acg",
    "american gastroenterological association": "aga",
    "american society of addiction medicine": "asam",
    "american psychiatric association": "apa",
    "american academy of pediatrics": "aap",
    "american academy of neurology": "aan",
    "american heart association": "aha",
    "american diabetes association": "ada standards",
    "american college of obstetricians and gynecologists": "acog",
    "u.s. preventive services task force": "uspstf",
    "food and drug administration": "fda",
    "national institutes of health": "nih",
    "centers for disease control and prevention": "cdc",
    "centers for medicare & medicaid services": "cms",
    "world health organization": "world health organisation",
    "european society for medical oncology": "esmo",
    "european crohn's and colitis organisation": "ecco",
    "infectious diseases society of america": "idsa",
    "north american spine society": "nass",
    "american academy of orthopaedic surgeons": "aaos",
    "endocrine society": "the endocrine society",
}
_SHORT: Final = {short: full for full, short in BODIES.items()}
_MONTHS: Final = frozenset(
    words(
        "january february march april may june july august september october november december since in by "
        "from diagnosed updated revised effective"
    )
)
_NAME = r"[a-z][a-z'\-]+"
_YEAR = r"(?:19|20)\d\d[a-z]?"

#: Name of the kind of citation, and what it looks like in the normal form.
FORMS: Final = (
    ("a PubMed number", re.compile(r"\bpmid ?:? ?#?\d{4,9}\b|\bpubmed[^\s]*/\d{4,9}")),
    ("a DOI", re.compile(r"\b10\.\d{4,9}/[^\s;,)]*[^\s;,.)]")),
    ("a trial's registration", re.compile(r"\bnct ?\d{6,8}\b")),
    (
        "an author and year",
        re.compile(
            rf"\b{_NAME},? et al\b\.?,?(?: ?\(?{_YEAR}\)?)?|\b{_NAME} (?:and|&) {_NAME},? \({_YEAR}\)"
            rf"|\({_NAME}(?: (?:and|&) {_NAME})?, {_YEAR}\)|\b{_NAME} \({_YEAR}\)|\b{_YEAR} ?; ?\d+"
            rf" ?(?:\(\d+\))? ?:\d+"
        ),
    ),
    (
        "a journal",
        re.compile(
            r"\bnew england journal of medicine\b|\bn engl j med\b|\bnejm\b|\bjama\b|\b(?:the )?lancet\b"
            r"|\bbmj\b|\bcochrane\b"
            r"|\b(?:american |british |european |international |canadian |world )?journal of (?:the"
            r" )?[a-z]+(?: [a-z]+)?"
            r"|\bannals of [a-z]+(?: [a-z]+)?|\barchives of [a-z]+|\bam j [a-z]+\b|\bj clin [a-z]+\b|\bmayo"
            r" clinic proceedings\b"
            r"|\bplos one\b|\bpublished in (?:the )?(?!(?:a|an|the|peer|medical|several|many|my|our|your"
            r"|english|leading|scientific"
            r"|journals?|literature)\b)[a-z]+"
        ),
    ),
    (
        "a guideline body or agency",
        re.compile(
            r"\b(?:american|european|british|canadian|national|international|north american|infectious"
            r" diseases|society of"
            r" [a-z]+|world) (?:[a-z']+ ){0,5}?(?:association|society|academy|college|league|foundation"
            r"|network|organi[sz]ation"
            r"|institutes?|federation|council)\b(?: (?:of|for) (?:the )?[a-z]+(?: (?:and|&) [a-z]+|"
            r" medicine| surgeons| oncology)?)?"
            r"|\b(?:society|academy|college) (?:of|for) [a-z]+(?: [a-z]+)?(?: medicine| surgery| oncology)"
            r"|\b(?:"
            + "|".join(re.escape(name) for name in (*BODIES, *_SHORT))
            + r")\b|\b[a-z']+(?: (?:& |and )?[a-z']+){0,3} foundation\b|\bfda[- ](?:approv|clear)\w+"
            r"|\buptodate\b|\bnice guid\w+"
        ),
    ),
    ("a named study", re.compile(r"\b(?P<name>[a-z][a-z0-9\-]{2,}) (?:trials?|study|registry)\b")),
    (
        "a named source",
        re.compile(r"\b(?:research|stud(?:y|ies)|data|trials?) (?:from|by|at) (?:the )?(?P<name>[a-z]+)\b"),
    ),
)
#: A plan may name its own criteria in a denial; an appeal may name them only if the denial does.
CRITERIA: Final = (
    "commercial criteria",
    re.compile(r"\bmcg (?:care|guidelines?|criteria|health)\b|\binterqual\b|\bmilliman\b|\bhayes (?:rating|report)\b"),
)
WEB: Final = ("an address on the web", re.compile(r"\b(?:https?://|www\.)[^\s)>\]]*[^\s)>\].,;]"))
OFFICIAL: Final = re.compile(r"(?:^|[/.])(?:dmhc\.ca\.gov|healthhelp\.ca\.gov|ca\.gov|hhs\.gov|dol\.gov)\b")


def _names(found: str) -> set[str]:
    """Return the spellings under which the same source may stand in the view."""
    bare = re.sub(r"^(?:the |pmid ?:? ?#?)", "", found).strip(" .,()")
    names = {bare, re.sub(r"\W+", " ", bare)}
    for full, short in BODIES.items():
        if full in found or re.search(rf"\b{re.escape(short)}\b", found):
            names |= {full, short}
    # "american college of x and y": the tail may be the sentence's, not the name's.
    names |= {
        bare[: bare.rindex(word)].strip() for word in (" and ", " & ") if re.search(f" (?:of|for) .*{word}", bare)
    }
    return names


def citations(letter: NormalText) -> Iterator[tuple[str, str, int, int]]:
    """Yield (kind, words, start, end) for what looks like a citation."""
    upper = letter.original.isupper()
    for kind, form in FORMS:
        for match in form.finditer(letter.text):
            start, end = match.span()
            if "name" in match.groupdict():
                # A study's name is an acronym ("the SONIC trial"), an institution's begins with a capital;
                # in a text of all capitals nothing can be told.
                word = letter.original[slice(*letter.span(*match.span("name")))]
                if upper or not (word.isupper() if kind == "a named study" else word[0].isupper()):
                    continue
            if match[0].endswith(")") and "(" not in match[0]:
                end -= 1
            if kind == "an author and year" and match[0].strip("(").split(",")[0].split(" ")[0] in _MONTHS:
                continue
            yield kind, match[0], start, end


class CitationNotInView(Check):
    """Every citation in an appeal must be in what its writer saw.

    Rule: PMID, DOI, NCT number, author and year, journal, named study, guideline body or agency, commercial
    criteria and web address; any that neither the view nor the denial holds fails. Statutes are
    `statute_invented`'s.
    Why: language models invent between a fifth and four fifths of their citations (domain.md §8).
    Source: domain.md §7.
    Limits: a journal or body outside the lexicon passes; a right name with a false claim passes.
    """

    name = "citation_not_in_view"
    kinds = ("appeal",)
    needs: ClassVar[tuple[str, ...]] = ("view_text", "denial_text")
    plan_criteria: ClassVar[bool] = True

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the first citation that is not in the sources."""
        text = read(letter["text"])
        source = seen(letter)
        found = list(citations(text))
        extra = (WEB, CRITERIA) if self.plan_criteria else ()
        for kind, form in extra:
            found += [(kind, m[0], *m.span()) for m in form.finditer(text.text) if not OFFICIAL.search(m[0])]
        for kind, cited, start, end in sorted(found, key=lambda one: one[2]):
            if not any(name and name in source for name in _names(cited)):
                return f"cites {kind} that is not in the view", text.span(start, end)
        return None


class EvidenceNotInView(CitationNotInView):
    """Evidence in a denial must be in what its writer saw.

    Rule: as `citation_not_in_view`, read against the view only; a plan may name its own criteria (MCG,
    InterQual).
    Why: the evidence is the reviewer's side of the Findings: the writer of a denial sees none of it.
    Source: domain.md §5 (evidence: denial writer "no") and §7.
    Limits: unnamed evidence ("studies show") passes.
    """

    name = "evidence_not_in_view"
    kinds = ("denial",)
    needs = ("view_text",)
    plan_criteria = False
