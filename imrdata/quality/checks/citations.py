"""Evidence that the writer did not see: citations, journals, guideline bodies, studies, web addresses."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from typing import ClassVar, Final, NamedTuple

import numpy as np

from imrdata.quality.batch import Batch
from imrdata.quality.cased import cased
from imrdata.quality.checks.citation_forms import (
    ACRONYM,
    ASKED,
    BODY,
    DESCRIBED,
    FOUND,
    GATES,
    IDENTIFIERS,
    LACKING,
    LACKING_BEHIND,
    NAMED,
    PAPER,
    SHOUTED,
    SHOUTED_BEFORE,
    STUDY,
    TESTS,
    WISHED,
    WORD_JOURNAL,
    WORD_JOURNALS,
)
from imrdata.quality.checks.citation_names import (
    MEMBER,
    NOT_AUTHORS,
    OWN,
    SOCIETIES,
    SOCIETY_LINKS,
    begins_sentence,
    is_own,
    is_telling,
)
from imrdata.quality.checks.evidence_claims import (
    CLAIMS,
    RESEARCH,
    UNNAMED,
    evidence_claims,
    research_claims,
    speaks_of_evidence,
)
from imrdata.quality.checks.identifiers import OFFICIAL
from imrdata.quality.dates import dates
from imrdata.quality.lexicons import table
from imrdata.quality.literals import Required, holds_words, required_literals
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import seen, words
from imrdata.quality.sieve import may_match

__all__ = ["CitationNotInView", "EvidenceNotInView"]

#: What an agency's approval is claimed with.
_APPROVED: Final = re.compile(
    r"\b(?:fda|food and drug administration)\b(?=[^.;]{0,40}\b(?:approv|clear(?:ed|ance)|label|indicat|recogni"
    r"|authori|warn|recommend|found|list|support|says?\b|endors|regist))"
    r"|\b(?:approv|clear(?:ed|ance)|label|authori|recogni|regist|endors)\w*[^.;]{0,30}\b(?:fda"
    r"|food and drug administration)\b"
)
_HINT: Final = (
    r"rxiv|\bcd0\d{5}|\bcrd4|chictr|drks|actrn|umin|ctri|\bpmid|pubmed|\bpmc|\bdoi\b|\b10\.\d{4}|\bnct|isrctn|eudract"
    r"|clinicaltrials|\bis[bs]n\b|https?:|\bwww\.|\bvol"
    r"|et al|\b(?:19|20)\d\d\b|stud(?:y|ies)\b|trials?\b|registry|cohort|guid(?:eline|ance)|consensus"
    r"|position (?:statement|paper)|criteria|statement|recommend|standards|algorithm|compendi|parameter|task force"
    r"|panel|association|society|academy|college|league|foundation|network|organi[sz]ation|institute"
    r"|federation|council|alliance|collaboration|congress|consortium|research|scientist|investigators|experts|data"
    r"|review|paper|article|published|appeared|reported|journal|annals|archives|proceedings|meta-analys|randomi"
    r"|literature"
    r"|\b(?:work|findings) (?:by|of)\b|findings|colleagues|coworkers|found|showed|percent|%|\bfda\b|food and drug|;\d"
    r"|\bnccn|\buptodate|\bmcg\b|interqual|milliman|hayes|medicare|\bncd\b|\blcd\b|clinic\b|hopkins|textbook"
    r"|monograph|endors|evidence|experts|specialists|registr|survey|experience|manufacturer|maker|company|developer"
    r"|veterans|academies|doctors (?:at|from|in)\b|\becri\b|\bcadth\b|web ?site|web ?page|reports|webmd|medscape"
    r"|healthline|wikipedia"
    r"|medlineplus|professors?\b"
    r"|according to|analysis|assessment|commission|handbook|manual\b|toolkit|white paper|fact sheet|piece\b|\bissue\b"
    r"|editorial|sponsor|insert|prescribing|drug label|warning|patients|people|cases|participants|subjects|women"
    r"|\bmen\b|children"
    r"|adults|recipients|individuals|respon|rates?\b|works?\b|majority|\bwrote\b|writing|co-?workers|co-?authors"
    r"|collaborators|'s? (?:team|group|lab|work|series)|recommends|calls for|advises|supports"
)


@cache
def _bodies() -> dict[str, tuple[str, ...]]:
    return {
        full: tuple(one for one in short.split("|") if one) for full, short in table("evidence.toml")["bodies"].items()
    }


#: Short names that are also words, or other things: only in capitals, and only with a word of evidence beside them.
_AMBIGUOUS: Final = frozenset(
    words("gold sir aes ash asa oma esc acc apa acr ada cms acp ats aha ihs casp gina locus aim lcd ncd mcg")
)
#: Short names that are words in a text without capitals: there only the full name is one.
_WORDS_TOO: Final = frozenset(words("who gold nice sir ash aim gina locus hayes"))
#: The plan's ground speaks of research, for or against.
_RESEARCHED: Final = re.compile(r"\b(?:studies|trials|literature)\b")
#: "WHO decided", as a heading.
_ASKS_WHO: Final = re.compile(r"[:?]| (?:to|can|may|is|was|we|you|looked|read|\w+ed|made|did|does|gets)\b")
_EVIDENCE_NEAR: Final = re.compile(
    r"pathway|protocol|instrument|tool|rat(?:es|ed|ing)|treats|covers|pays|puts|plac(?:es|ed)|ranks|tells|requires|guid"
    r"|criteria|recommend|statement|consensus|standard|position|polic|endors|support|approv|agree|says?\b"
    r"|state[sd]?\b|call|list|advis|consider|describ|define|report|support|study|grade|categor|parameter|care\b|/"
)
_LEGAL_BODY: Final = re.compile(
    r"\b(?:cms|medicare|hhs)\b.{0,20}(?:rule|regulation|require|complain|contact|call|file|1-800|form)"
)


@cache
def _short() -> re.Pattern[str]:
    names = sorted({short.upper() for shorts in _bodies().values() for short in shorts}, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?P<id>{'|'.join(map(re.escape, names))}|VA/DoD)(?![\w-])")


@cache
def _hint() -> re.Pattern[str]:
    shorts = (re.escape(short) for names in _bodies().values() for short in names)
    journals = table("evidence.toml")["journals"]["names"].strip().split("|")[:14]
    criteria = table("evidence.toml")["criteria"]["names"]
    return re.compile(rf"{_HINT}|\b(?:{'|'.join([*shorts, *map(re.escape, journals)])}|{criteria})\b")


@cache
def _full() -> re.Pattern[str]:
    return re.compile(rf"\b(?P<id>{'|'.join(re.escape(name) for name in _bodies())})\b")


@cache
def _criteria() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?P<id>{table('evidence.toml')['criteria']['names']})(?![\w-])")


#: Digests of the literature: evidence, whoever names them.
_EVIDENCE_SOURCES: Final = frozenset(
    (
        *words("uptodate hayes dynamed clinicalkey micromedex drugdex lexicomp ahfs ncd lcd"),
        "national coverage determination",
        "local coverage determination",
        "medicare benefit policy manual",
        "orange book",
        "clinical pharmacology",
    )
)


#: Whoever wrote with the first author, and "of 2021": one source says it so, and another so.
_AND_OTHERS: Final = frozenset(
    words("colleagues coworkers co-workers coauthors co-authors collaborators associates others et al from")
)
_HAS_NONE: Final = re.compile(r"\b(?:no|not|cannot|without)\b|n't\b")
#: Journals called after a specialty, which is one where no paper is spoken of: "Medical Director, Pain Medicine".
_SPECIALTY: Final = re.compile(
    r"^(?:(?:critical care|academic|sleep|pain|psychological) medicine|obstetrics (?:and|&) gynecology"
    r"|surgical endoscopy|brain stimulation|(?:world )?neurosurgery)$"
)


@cache
def _journals() -> re.Pattern[str]:
    names = table("evidence.toml")["journals"]["names"].strip().split("|")
    sure = [
        name
        for name in names
        if " " in name.strip()
        or name
        in (
            "nejm",
            "jama",
            "lancet",
            "bmj",
            "cochrane",
            "cephalalgia",
            "epilepsia",
            "hepatology",
            "diabetologia",
            "plos",
        )
    ]
    return re.compile(rf"\b(?P<id>{'|'.join(map(re.escape, sorted(sure, key=len, reverse=True)))})(?![a-z])")


def _names_body(text: str, full: str, shorts: tuple[str, ...]) -> bool:
    """Tell whether a text in the normal form holds a body's full or short name; a short one that is a word is none."""
    return full in text or any(
        (short not in _WORDS_TOO or text == short) and re.search(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text)
        for short in shorts
    )


def _grounds(cited: str, source: str) -> bool:
    """Tell whether a source holds a name, its short or full form, or all of its telling words.

    A journal that is a word ("in pediatrics") is held by its words in a row alone.
    """
    bare = re.sub(r"^(?:the|a|an) ", "", cited).strip(" .,()'")
    if re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", source):
        return True
    if named := re.fullmatch(rf"(?:in|from|by|of|journal) (?P<name>{WORD_JOURNALS.lower()})", cited):
        return f"journal {named['name']}" in source
    for full, shorts in _bodies().items():
        if _names_body(cited, full, shorts) and _names_body(source, full, shorts):
            return True
    parts = [word.removesuffix("'s") for word in re.findall(r"[a-z0-9][a-z0-9'&-]+", bare) if word not in _AND_OTHERS]
    # A society's own words count: a patient's eczema makes no national eczema association.
    society = not SOCIETIES.isdisjoint(parts)
    telling = [word for word in parts if word not in (SOCIETY_LINKS if society else OWN)]
    if society:
        # "The neurology academy" is the American Academy of Neurology.
        rows = [telling, telling[::-1]] if len(telling) == 2 else [telling]
        between = r"(?:'s)?\W+(?:\w+\W+){0,3}?"
        return bool(telling) and any(
            re.search(rf"\b{between.join(map(re.escape, row))}\b", source) is not None for row in rows
        )
    return bool(telling) and all(re.search(rf"\b{re.escape(word)}(?:'?s)?\b", source) for word in telling)


class _Form(NamedTuple):
    """Something that is looked for: a paragraph that has it matches one of some patterns in each of its texts."""

    normal: tuple[re.Pattern[str], ...] = ()
    written: tuple[re.Pattern[str], ...] = ()

    @property
    def required(self) -> Required:
        """The words that such a paragraph holds; of several patterns none is known."""
        form, *others = self.written or self.normal
        return () if others else required_literals(form, lowered=True)


@cache
def _forms() -> dict[str, _Form]:
    """Return what is looked for."""
    return {
        **{f"{kind}, in normal form": _Form((form,)) for kind, form in IDENTIFIERS},
        **{kind: _Form((GATES[kind],), (form,)) for kind, form in NAMED},
        "body": _Form((_full(),)),
        "short": _Form(written=(_short(),)),
        "approval": _Form((_APPROVED,)),
        "journal": _Form((_journals(),)),
        "word journal": _Form((PAPER,), (WORD_JOURNAL,)),
        "study": _Form((DESCRIBED,)),
        "criteria": _Form((_criteria(),)),
        "claims": _Form(CLAIMS),
        "research": _Form((RESEARCH,)),
    }


@cache
def _required() -> dict[str, Required]:
    """Return the words that a paragraph with each of `_forms` holds."""
    return {name: form.required for name, form in _forms().items()}


def _may_cite(batch: Batch) -> dict[int, set[str]]:
    """Return which of `_forms` a paragraph that holds a word of evidence may have; for the letters of both kinds."""
    tried: dict[int, set[str]] = defaultdict(set)
    parts = batch.parts
    hints = parts.normal.str.contains(_hint().pattern).to_numpy()
    for name, form in _forms().items():
        found = np.flatnonzero(hints & batch.words.candidates(_required()[name]))
        for texts, patterns in ((parts.normal, form.normal), (parts.cased, form.written)):
            found = found[may_match(texts.gather(found), patterns)] if patterns else found
        for part in found.tolist():
            tried[part].add(name)
    return dict(tried)  # two checks share it: none may add to it by asking


def citations(part: NormalText, tried: Collection[str]) -> Iterator[tuple[str, str, int, int]]:
    """Yield (kind, words, start, end) for what looks like a citation of some of `_forms`; no name leaves no `words`."""
    text, written = part.text, cased(part)
    # In a text of all capitals no name can be told by its own.
    upper = part.original.isupper()
    for kind, form in IDENTIFIERS:
        for match in form.finditer(text) if f"{kind}, in normal form" in tried else ():
            if kind == "an address on the web" and OFFICIAL.search(match[0]):
                continue
            # "I don't have a PubMed number."
            if not re.search(r"\d", match[0]) and _HAS_NONE.search(
                text, part.sentence(match.start())[0], match.start()
            ):
                continue
            yield kind, match[0], *match.span()
    for match in _full().finditer(text) if "body" in tried and BODY.search(text) else ():
        if match["id"] == "food and drug administration":
            continue
        yield "a guideline body or agency", match["id"], *match.span()
    for match in _short().finditer(written) if "short" in tried and ACRONYM.search(written) else ():
        short = match["id"].lower()
        if short == "fda":
            continue
        around = text[max(0, match.start() - 50) : match.end() + 50]
        if SHOUTED.match(written, match.end()) or SHOUTED_BEFORE.search(written, 0, match.start()):
            continue
        if short == "who" and _ASKS_WHO.match(text, match.end()):
            continue
        if short in _AMBIGUOUS and (upper or not _EVIDENCE_NEAR.search(around) or _LEGAL_BODY.search(around)):
            continue
        yield "a guideline body or agency", short, *match.span()
    for match in _APPROVED.finditer(text) if "approval" in tried else ():
        yield "an agency's approval", "food and drug administration", *match.span()
    for match in _journals().finditer(text) if "journal" in tried else ():
        begin, stop = part.sentence(match.start())
        specialty = _SPECIALTY.search(match["id"]) and not PAPER.search(text, begin, stop)
        if written[match.start()].isupper() and not specialty:
            yield "a journal", match["id"], *match.span()
    for kind, form in () if upper else NAMED:
        for match in form.finditer(written) if kind in tried and GATES[kind].search(text) else ():
            group = next(name for name in match.groupdict() if match[name])
            name = match[group]
            first = re.sub(r"['’]s$", "", name.split(" ")[0].strip(".,").casefold())
            if is_own(name) or (kind == "an author and year" and (first in NOT_AUTHORS or first in OWN)):
                continue
            if kind == "a guideline" and ASKED.match(match[0]) and begins_sentence(part, match.start(group), name):
                continue
            if kind == "a guideline" and _OF_PLAN.search(text, 0, match.start(group)):
                continue
            if kind in ("a guideline", "research of an institution", "a publication") and not is_telling(name):
                continue
            # "Lab studies", "the Doppler study": a test, whose word has its capital from the sentence.
            if match[0].endswith(("study", "studies", "trial", "research")) and (
                name.casefold().removeprefix("the ") in TESTS or begins_sentence(part, match.start(group), name)
            ):
                continue
            start, end = match.span(group)
            # A journal called as an illness is: no case of a stroke names it.
            of_word = kind == "a journal" and re.fullmatch(WORD_JOURNALS, name) is not None
            yield kind, f"journal {text[start:end]}" if of_word else text[start:end], start, end
    for match in DESCRIBED.finditer(text) if "study" in tried and STUDY.search(text) else ():
        begin, _ = part.sentence(match.start())
        near = max(begin, match.start() - 60)
        if (
            LACKING.search(text, near, match.end())
            or LACKING.match(text, match.end() + 1)
            or LACKING_BEHIND.match(text, match.end())
        ):
            continue
        if not WISHED.search(text, near, match.end()) or FOUND.match(text, match.end()):
            yield "a study", match[0], *match.span()
    if "word journal" in tried and PAPER.search(text):
        for match in WORD_JOURNAL.finditer(written):
            begin, stop = part.sentence(match.start())
            if PAPER.search(text, begin, stop):
                yield "a journal", match[0].lower(), *match.span("id")
    for kind, start, end in evidence_claims(part) if "claims" in tried else ():
        yield kind, "" if kind == UNNAMED else text[start:end], start, end


#: What stands before the name of a plan's own guideline: whose it is, or that it be sent.
_OF_PLAN: Final = re.compile(
    r"\b(?:our|your|the plan's)(?: own)?(?: [a-z]+)? $"
    r"|\b(?:send|provide|give|mail|enclose|copy of|copies of)\b[^.;:]{0,40} $"
)


def _plan_own(cited: str) -> bool:
    """Tell whether a denial names a source of criteria that plans use."""
    parts = [word for word in re.findall(r"[a-z0-9-]+", cited) if word not in OWN]
    return bool(parts) and all(_criteria().fullmatch(word) and word not in _EVIDENCE_SOURCES for word in parts)


def _of_file(part: NormalText, start: int, end: int) -> bool:
    """Tell whether one study is the patient's: a test that is dated to the month, or one that might still be made."""
    if re.search(r"studies|trials|literature|published", part.text[start:end]):
        return False
    begin, stop = part.sentence(start)
    before = part.text[begin:start].split()
    if before and before[-1] in TESTS:
        return True
    dated = any(month is not None for (_, month, *_), *_ in dates(part.text[begin:stop]))
    return dated or re.match(r" would\b", part.text[end:stop]) is not None


class CitationNotInView(LocalCheck):
    """Every citation in an appeal must be in what its writer saw.

    Rule: PMID, DOI, NCT and other numbers, authors and years, journals, named or described studies and what share of
    patients they report, guidelines and the bodies behind them, sources of criteria, agencies' approvals, web
    addresses; any that neither the view, the denial nor, where it is known, the rest of the case holds, under its full
    or short name, fails. So does "studies show" and "proven in the literature", unless the view or the denial appeals
    to research too. Statutes are `statute_invented`'s.
    Passes on purpose: "widely used", "standard of care", research that supports the request, without a name; the
    Department and other authorities as whom one complains to; evidence that is said to be lacking, weak or wanted; the
    plan's own policy.
    Why: language models invent between a fifth and four fifths of their citations (domain.md §8).
    Source: domain.md §7; names in `lexicons/evidence.toml` (docs/lexicons.md).
    Limits: a name outside the lists is known by its capitals only; a right name with a false claim passes.
    """

    name = "citation_not_in_view"
    version = 9
    kinds = ("appeal",)
    needs: ClassVar[tuple[str, ...]] = ("view_text",)
    # An appeal may name what the case's evidence names (domain.md §5), and its writer need not be ours.
    reads: ClassVar[tuple[str, ...]] = ("view_text", "denial_text", "undecided_text", "reviewer_text")
    plan_criteria: ClassVar[bool] = True
    any_research: ClassVar[bool] = False

    def required(self) -> Iterable[Required]:
        """Return the words of each form."""
        return _required().values()

    def reader(self, batch: Batch) -> tuple[np.ndarray, Callable[[int, str], Iterable[Claim]]]:
        """Tell the paragraphs that hold a word of evidence, and read each for the forms whose words it holds."""
        tried = batch.once(_may_cite)
        worth = np.zeros(len(batch.parts.texts), dtype=bool)
        worth[list(tried)] = True
        return worth, lambda part, _: self._claims(batch.parts.read(part), tried[part])

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield citations."""
        if _hint().search(part.text):
            yield from self._claims(
                part, {name for name, words in _required().items() if holds_words(part.text, words)}
            )

    def _claims(self, part: NormalText, tried: Collection[str]) -> Iterator[Claim]:
        found = list(citations(part, tried))
        if "criteria" in tried and (written := cased(part)):
            for match in _criteria().finditer(part.text):
                short = match["id"]
                if not self.plan_criteria and short not in _EVIDENCE_SOURCES:
                    continue
                if short in _AMBIGUOUS or short in ("hayes", "locus", "asam"):
                    around = part.text[max(0, match.start() - 50) : match.end() + 50]
                    if (
                        not written[match.start() : match.end()].isupper() and short != "hayes"
                    ) or not _EVIDENCE_NEAR.search(around):
                        continue
                found.append(("criteria", short, *match.span()))
        if self.any_research and "research" in tried:
            found += [(UNNAMED, "", *span) for span in research_claims(part) if not _of_file(part, *span)]
        for kind_, cited, start, end in sorted(found, key=lambda one: (one[2], -one[3])):
            if (not self.plan_criteria and _plan_own(cited)) or MEMBER.search(part.text, 0, start):
                continue
            yield Claim(start, end, f"cites {kind_} that is not in the view", key=cited)

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether the source does not hold the citation."""
        if not claim.key:
            source = seen(letter, *self.reads)
            return not (speaks_of_evidence(source) or (self.any_research and _RESEARCHED.search(source)))
        source = seen(letter, *self.reads)
        written = " ".join(letter.get(name) or "" for name in self.reads)
        if claim.key in _WORDS_TOO and claim.key.upper() not in written:
            # "Who" is no World Health Organization.
            source = re.sub(rf"\b{re.escape(claim.key)}\b", "", source)
        return not _grounds(claim.key, source)


class EvidenceNotInView(CitationNotInView):
    """Evidence in a denial must be in what its writer saw.

    Rule: as `citation_not_in_view`, read against the view only, and any research, survey, comparison or consensus that
    has found something, in a sentence of nobody's records; a plan may name its own sources of criteria (MCG,
    InterQual), but not Medicare's.
    Why: the evidence is the reviewer's side of the Findings: the writer of a denial sees none of it.
    Source: domain.md §5 (evidence: denial writer "no") and §7.
    Passes on purpose: that literature does not establish something, or that studies are few, small or needed.
    Limits: a name outside the lists is known by its capitals only.
    """

    name = "evidence_not_in_view"
    version = 9
    kinds = ("denial",)
    needs = ("view_text",)
    reads = ("view_text",)
    plan_criteria = False
    any_research = True
