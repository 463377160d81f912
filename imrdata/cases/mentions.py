"""What a case's text names: the request, diagnoses, what was tried, literature; and what it says of the outcome.

In: a cases frame with ``sentences``. Out: the same with ``mentions`` (names with spans), the reviewers' votes, the
verdict that the text states and whether it agrees with the column. A row stage: each row's result depends on that
row alone, so batches may be cut anywhere.

Patterns are data (vocabulary/literature.toml, clinical.toml, outcome.toml). A quick test in Polars picks the sentences
that can match; Python's ``re`` finds the spans in those. How good they are: docs/mentions.md.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import compress
from typing import Any, Final

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from imrdata.cases.given import as_cases
from imrdata.cases.outcome import verdicts, votes
from imrdata.cases.vocabulary import vocabulary, vocabulary_source

__all__ = [
    "CLINICAL_KINDS",
    "LITERATURE_KINDS",
    "MENTION",
    "MENTIONED_COLUMNS",
    "add_mentions",
    "literature_names",
    "mentions_version",
    "sentence_mentions",
]

#: Read only from sentences that a writer may see.
CLINICAL_KINDS: Final = ("requested", "diagnosis", "plan_ground", "treatment_tried")

#: Read from every sentence but headers and the reviewer's credentials: there an organisation is no authority.
LITERATURE_KINDS: Final = ("guideline", "author_year", "journal", "trial", "agency")

#: One name: a span of code points of the cleaned Findings, and the text of the span.
MENTION: Final = pl.Struct({"kind": pl.String, "start": pl.Int32, "end": pl.Int32, "text": pl.String})

#: The columns that this stage adds.
MENTIONED_COLUMNS: Final[dict[str, DataType | DataTypeClass]] = {
    "mentions": pl.List(MENTION),
    "votes_for": pl.Int8,  # reviewers who found for the majority's outcome; null where the text gives no number
    "votes_total": pl.Int8,  # reviewers there were
    "verdict_in_text": pl.String,  # overturned | upheld | partly; null where the text states none
    "consistent": pl.Boolean,  # verdict_in_text agrees with determination; partly agrees with overturned
}

#: Which roles each clinical kind is read from.
_ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    "requested": ("request", "patient_fact"),
    "diagnosis": ("request", "patient_fact"),
    "plan_ground": ("plan_ground",),
    "treatment_tried": ("request", "patient_fact"),
}
_UNREAD: Final = ("header", "credentials")
_FILES: Final = ("literature.toml", "clinical.toml", "outcome.toml")
_MOST_MODIFIERS: Final = 4
#: No name is longer; what is, was not understood.
_LONGEST_NAME: Final = 220

#: Code points from the start of a sentence.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)  # identity is a quick hash
class _Pattern:
    name: str
    kind: str
    contains: str
    search: re.Pattern[str]
    unless: re.Pattern[str] | None
    word: bool  # asked of each word alone
    behind: re.Pattern[str] | None  # what may follow such a word

    def can_match(self, text: str) -> bool:
        """Say whether the words that the pattern needs are there; Polars asks the same of whole columns."""
        return re.search(self.contains, text) is not None


@dataclass(frozen=True, slots=True)
class _Deny:
    kinds: tuple[str, ...]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None


@cache
def mentions_version() -> str:
    """Return the stage's version, which changes with every pattern.

    Examples
    --------
    >>> mentions_version().startswith("mentions@1+")
    True
    """
    return f"mentions@1+{hashlib.sha256(b''.join(vocabulary_source(name) for name in _FILES)).hexdigest()[:8]}"


def _filled(pattern: str, fragments: Mapping[str, str]) -> str:
    """Put fragments in place of their names; fragments may hold others."""
    while True:
        found = pattern
        for name, fragment in fragments.items():
            found = found.replace("{" + name + "}", fragment)
        if found == pattern:
            return found
        pattern = found


@cache
def _patterns(kind: str) -> tuple[_Pattern, ...]:
    words = vocabulary("clinical.toml" if kind in CLINICAL_KINDS else "literature.toml")
    fragments = words["fragments"]
    flags = re.I if kind in CLINICAL_KINDS else re.NOFLAG
    return tuple(
        _Pattern(
            name=entry["name"],
            kind=kind,
            contains=_filled(entry["contains"], fragments),
            search=re.compile(_filled(entry["pattern"], fragments), flags),
            unless=_optional(entry, "unless", fragments, re.NOFLAG),
            word=entry.get("word", False),
            behind=_optional(entry, "behind", fragments, flags),
        )
        for entry in words["pattern"]
        if entry["kind"] == kind
    )


def _optional(
    entry: Mapping[str, Any], key: str, fragments: Mapping[str, str], flags: re.RegexFlag
) -> re.Pattern[str] | None:
    return re.compile(_filled(entry[key], fragments), flags) if key in entry else None


@cache
def _denials() -> tuple[_Deny, ...]:
    return tuple(
        _Deny(
            kinds=tuple(entry["kinds"]),
            before=_optional(entry, "pattern", {}, re.I),
            after=_optional(entry, "after", {}, re.I),
        )
        for entry in vocabulary("clinical.toml")["deny"]
    )


@cache
def _edge(name: str) -> re.Pattern[str]:
    return re.compile(vocabulary("clinical.toml")["edges"][name], re.I)


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(vocabulary("clinical.toml")["words"]["stop"])


# --- the stage -----------------------------------------------------------------------------------------------


def add_mentions(cases: pl.DataFrame) -> pl.DataFrame:
    """Add what each case's Findings name, how the reviewers voted, and the verdict that the text states.

    Parameters
    ----------
    cases
        With ``findings`` and ``sentences`` (see `imrdata.cases.findings.add_sentences`); ``determination`` too, if
        ``consistent`` is wanted.

    Returns
    -------
    DataFrame
        The same rows in the same order with the columns of `MENTIONED_COLUMNS`. Mentions are in the order of the
        text; a guideline's name may hold an agency's. Spans are code points of ``findings``.

    Examples
    --------
    >>> from imrdata.cases.findings import add_sentences
    >>> from imrdata.cases.read import read_imr
    >>> from imrdata.data import sample
    >>> case = add_mentions(add_sentences(read_imr(sample()).cases)).row(50, named=True)
    >>> for found in case["mentions"][:2]:
    ...     print(found["kind"], "|", found["text"])
    requested | basivertebral nerve ablation (Intracept) at L4, L5 and S1
    agency | International Society for the Advancement of Spine Surgery
    >>> case["votes_for"], case["votes_total"], case["verdict_in_text"], case["consistent"]
    (2, 3, 'overturned', True)
    """
    cases = as_cases(cases, columns=("findings", "sentences"), of="add_mentions")
    sentences = _sentences(cases)
    numbered = pl.DataFrame({"row": pl.int_range(cases.height, eager=True, dtype=pl.UInt32)})
    found = (
        numbered.join(_mentions(sentences), on="row", how="left", maintain_order="left")
        .join(votes(sentences), on="row", how="left", maintain_order="left")
        .join(verdicts(sentences), on="row", how="left", maintain_order="left")
    )
    empty = pl.lit(pl.Series([[]], dtype=pl.List(MENTION))).first()
    verdict = pl.col("verdict_in_text").replace("partly", "overturned")
    determination = pl.col("determination") if "determination" in cases.columns else pl.lit(None, pl.String)
    decided = determination.is_in(["overturned", "upheld"])
    return cases.with_columns(found.drop("row").with_columns(pl.col("mentions").fill_null(empty))).with_columns(
        consistent=pl.when(decided).then(verdict == determination)
    )


def literature_names(mentions: Iterable[Mapping[str, Any]] | None) -> tuple[str, ...]:
    """Return the literature that a case names, each name once, in the order of the text.

    Parameters
    ----------
    mentions
        A case's ``mentions``.

    Examples
    --------
    >>> literature_names(
    ...     [
    ...         {"kind": "requested", "start": 0, "end": 8, "text": "Drugamab"},
    ...         {"kind": "agency", "start": 20, "end": 23, "text": "FDA"},
    ...         {"kind": "agency", "start": 40, "end": 43, "text": "FDA"},
    ...     ]
    ... )
    ('FDA',)
    """
    if mentions is None:
        return ()
    return tuple(dict.fromkeys(found["text"] for found in mentions if found["kind"] in LITERATURE_KINDS))


@lru_cache(maxsize=1 << 14)
def sentence_mentions(text: str, *, role: str) -> tuple[tuple[str, int, int], ...]:
    """Return what one sentence names: kind, start and end, as `add_mentions` finds it in a case.

    For a text that stands in no frame, such as a sentence of a view.

    Parameters
    ----------
    text
        The sentence.
    role
        Its role; the kinds that are not read from sentences of this role are left out.

    Examples
    --------
    >>> sentence_mentions("A patient has requested coverage for Drugamab.", role="request")
    (('requested', 37, 45),)
    >>> sentence_mentions("The FDA has approved Drugamab.", role="evidence")
    (('agency', 4, 7),)
    """
    found = []
    for kind in (*CLINICAL_KINDS, *LITERATURE_KINDS):
        if role in _ROLES[kind] if kind in _ROLES else role not in _UNREAD:
            patterns = [pattern for pattern in _patterns(kind) if pattern.can_match(text)]
            spans = _FINDERS.get(kind, _literature)(text, kind, patterns, role == "request") if patterns else []
            found += [(start, end, kind) for start, end in spans]
    return tuple((kind, start, end) for start, end, kind in sorted(set(found)))


def _sentences(cases: pl.DataFrame) -> pl.DataFrame:
    """Return one row per sentence that is read: ``row``, ``start``, ``role`` and ``text``."""
    return (
        cases.select("findings", "sentences", row=pl.int_range(pl.len(), dtype=pl.UInt32))
        .filter(pl.col("findings").is_not_null())
        .explode("sentences", empty_as_null=False, keep_nulls=False)
        .unnest("sentences")
        .filter(~pl.col("role").is_in(list(_UNREAD)))
        .select(
            "row",
            "start",
            "role",
            text=pl.col("findings").str.slice(pl.col("start"), pl.col("end") - pl.col("start")),
        )
    )


def _mentions(sentences: pl.DataFrame) -> pl.DataFrame:
    """Return ``row`` and ``mentions`` for the rows that have some."""
    parts = [_found(sentences, kind) for kind in (*CLINICAL_KINDS, *LITERATURE_KINDS)]
    order = ["row", "start", "end", "kind"]
    return (
        pl.concat(parts)
        .unique(order)
        .sort(order)
        .group_by("row", maintain_order=True)
        .agg(pl.struct("kind", "start", "end", "text").cast(MENTION).alias("mentions"))
    )


def _found(sentences: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return one row per mention of a kind: ``row``, ``kind``, ``start``, ``end``, ``text``."""
    patterns = _patterns(kind)
    read = pl.col("role").is_in(list(_ROLES[kind])) if kind in _ROLES else pl.lit(True)
    # Which patterns can match a sentence, and whether it is a request: together with the text, all that a finder sees.
    keyed = [
        *(pl.col("text").str.contains(pattern.contains).alias(pattern.name) for pattern in patterns),
        (pl.col("role") == "request").alias("request"),
    ]
    names = [pattern.name for pattern in patterns]
    candidates = sentences.filter(read).with_columns(keyed).filter(pl.any_horizontal(names))
    keys = candidates.select("text", "request", *names).unique(maintain_order=True)
    finder = _FINDERS.get(kind, _literature)
    found = [
        (number, start, end)
        for number, (text, request, *can_match) in enumerate(keys.iter_rows())
        for start, end in finder(text, kind, [*compress(patterns, can_match)], request)
    ]
    spans = pl.DataFrame(found, schema={"key": pl.UInt32, "from": pl.Int32, "to": pl.Int32}, orient="row")
    return (
        candidates.join(keys.select("text", "request").with_row_index("key"), on=["text", "request"])
        .join(spans, on="key")
        .select(
            "row",
            kind=pl.lit(kind),
            start=pl.col("start") + pl.col("from"),
            end=pl.col("start") + pl.col("to"),
            text=pl.col("text").str.slice(pl.col("from"), pl.col("to") - pl.col("from")),
        )
    )


# --- spans in one sentence -----------------------------------------------------------------------------------


def _group_spans(match: re.Match[str]) -> list[Span]:
    named = [match.span(name) for name in ("mention", "mention2") if match.groupdict().get(name)]
    return named or ([] if match.re.groupindex else [match.span()])


def _trimmed(text: str, span: Span) -> Span:
    """Take blanks and stray punctuation off both ends of a span."""
    start, end = span
    while start < end and text[start] in " \t\r\n,;:.\"“”'’":
        start += 1
    while start < end and text[end - 1] in " \t\r\n,;:.\"“”'’-":
        end -= 1
    return start, end


def _kept(text: str, spans: Iterable[Span], pattern: _Pattern) -> list[Span]:
    trimmed = (_trimmed(text, span) for span in spans)
    return [
        (start, end)
        for start, end in trimmed
        if end - start > 1 and not (pattern.unless and pattern.unless.search(text[start:end]))
    ]


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Keep the first and longest of overlapping spans."""
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _literature(text: str, kind: str, patterns: list[_Pattern], request: bool) -> list[Span]:
    spans: list[Span] = []
    for pattern in patterns:
        for match in pattern.search.finditer(text):
            # A name that runs to the end of an unfinished sentence is cut off: it would be an invented one.
            spans += [
                span
                for span in _kept(text, _group_spans(match), pattern)
                if span[1] - span[0] <= _LONGEST_NAME and span[1] < len(text)
            ]
    return _apart(spans)


def _first(text: str, kind: str, patterns: list[_Pattern], request: bool) -> list[Span]:
    """Return what the first pattern that matches finds: one request, one ground."""
    for pattern in patterns:
        match = pattern.search.search(text)
        if match and (spans := _kept(text, _group_spans(match), pattern)):
            return spans
    return []


def _clinical(text: str, kind: str, patterns: list[_Pattern], request: bool) -> list[Span]:
    tried_from = 0
    if request and kind == "treatment_tried":
        match = _edge("tried_in_request").search(text)
        if match is None:
            return []
        tried_from = match.end()
    spans: list[Span] = []
    for pattern in patterns:
        heads = _words(text, pattern, tried_from) if pattern.word else _matches(text, pattern, tried_from)
        spans += _kept(text, [(_with_modifiers(text, start), end) for start, end in heads], pattern)
    return [span for span in _apart(spans) if not _is_denied(text[tried_from:], span, tried_from, kind)]


def _matches(text: str, pattern: _Pattern, start: int) -> list[Span]:
    return [span for match in pattern.search.finditer(text, start) for span in _group_spans(match)]


def _words(text: str, pattern: _Pattern, start: int) -> list[Span]:
    """Return the words that a pattern matches, each with what may follow it."""
    spans: list[Span] = []
    for word in _WORD.finditer(text, start):
        if _is_match(pattern, word.group().lower()):
            behind = pattern.behind.match(text, word.end()) if pattern.behind else None
            spans.append((word.start(), behind.end() if behind else word.end()))
    return spans


_WORD: Final = re.compile(r"[A-Za-z]{3,}")


@lru_cache(maxsize=1 << 16)
def _is_match(pattern: _Pattern, word: str) -> bool:
    """Say whether a word matches; words are few, so the answer is remembered."""
    found = pattern.search.fullmatch(word) is not None
    return found and not (pattern.unless and pattern.unless.search(word))


def _with_modifiers(text: str, start: int) -> int:
    """Move the start of a name to the left over its modifiers: "chronic", "stage IV", "ileal"."""
    for _ in range(_MOST_MODIFIERS):
        before = text[:start].rstrip(" ")
        if len(before) == start:
            break
        first = max(before.rfind(" "), before.rfind("("), before.rfind("\n")) + 1
        word = before[first:].lower().replace("’", "'")
        if not word or word in _stop_words() or not _MODIFIER.fullmatch(word):
            break
        if word.endswith("ing"):
            break
        if _NUMBER.fullmatch(word):
            scale = before[:first].rstrip(" ")
            first = scale.rfind(" ") + 1
            if scale[first:].lower() not in _SCALES:
                break
        start = first
    return start


_MODIFIER: Final = re.compile(r"[\w][\w'+/-]*")
_NUMBER: Final = re.compile(r"\d[\w]*|[ivx]+[abc]?")
_SCALES: Final = ("type", "stage", "class", "grade", "group")


def _is_denied(text: str, span: Span, offset: int, kind: str) -> bool:
    before = text[: span[0] - offset]
    edges = [match.end() for match in _edge("clause").finditer(before)]
    clause = before[edges[-1] :] if edges else before
    behind = text[span[1] - offset :]
    return any(
        (rule.before is not None and rule.before.search(clause) is not None)
        or (rule.after is not None and rule.after.search(behind) is not None)
        for rule in _denials()
        if kind in rule.kinds
    )


_FINDERS: Final[Mapping[str, Callable[[str, str, list[_Pattern], bool], list[Span]]]] = {
    "requested": _first,
    "plan_ground": _first,
    "diagnosis": _clinical,
    "treatment_tried": _clinical,
}
