"""Findings into sentences, each with one role: the ground on which the wall stands.

In: a cases frame. Out: the same with a column ``sentences`` (SENTENCED_CASE_SCHEMA), spans in code points of the
cleaned text. A row stage: each row's result depends on that row alone, so batches may be cut anywhere.

Recent rows have no marker between history and analysis, so roles come from cues (vocabulary/roles.toml); the tail
(from ``Final Result`` on) is cut off by its markers. What no cue recognises is ``unassigned``: the reviewer's.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import polars as pl

from imrdata.cases.decode import PIECE_MARK
from imrdata.cases.schema import ROLES, SENTENCED_CASE_SCHEMA

__all__ = ["Cue", "add_sentences", "cues", "role_counts", "roles_version"]

_M: Final = PIECE_MARK
_HEADERS: Final = (
    r"(?:Nature of Statutory Criteria ?/ ?Case Summary ?:|Findings ?:|Final Result ?:|"
    r"Credentials ?/ ?Qualifications ?:)"
)
#: Abbreviations that end no sentence, and those that may: they do unless a small letter or a digit follows.
_NEVER_END: Final = r"e\.g|i\.e|vs|dr|mr|mrs|ms|inc|corp|approx|fig|cf"
_MAY_END: Final = r"a\.m|p\.m|no|nos|st|etc|al|u\.s|ph\.d|m\.d|sec|\b[a-z]"
_OPENING: Final = r"(?:The|A|Three|All three) physician reviewers? found that:?"
_REQUEST: Final = (
    r"(?:[Aa]n?|[Tt]he|[Tt]his) (?:[\w’']+ ){1,6}?(?:has |have |is |was )?(?:also )?"
    r"(?:requested|requesting|requests|seeks|seeking)\b"
)
#: A bare statement of who the patient is or has; what follows the formula is then judged by itself.
_WHO: Final = r"(?:[Tt]he|[Tt]his) (?:patient|enrollee|member)(?:,| is) an? \d|[Tt]his \d{1,3}-year-old"

#: Where text is cut, in this order; nothing is inserted but the mark, nothing is taken away but a false mark.
_CUTS: Final = (
    # After a full stop, question or exclamation mark (with a closing quote or bracket) and white space.
    (r"([.!?][\"'”’)\]]*\s+)", f"${{1}}{_M}"),
    # Where the space is missing: "bypass.The patient", "patient.Final Result:".
    (r"([a-z0-9)][.!?]['\"”’)]?)([A-Z][a-z]+[ :/])", f"${{1}}{_M}${{2}}"),
    # The point of an abbreviation ends no sentence, nor does that of "E. coli".
    (rf"(?i)(\b(?:{_NEVER_END})\.\s+){_M}", "${1}"),
    (rf"((?i:\b(?:{_MAY_END}))\.\s+){_M}([a-z0-9])", "${1}${2}"),
    # Section headers stand alone, so that a request behind one is seen as what it is.
    (rf"({_HEADERS})", f"{_M}${{1}}{_M}"),
    # The opening formula too, but only before a request, a section or the patient's age; elsewhere it marks a finding.
    (rf"({_OPENING})(\s+)({_M}|{_REQUEST}|{_WHO})", f"{_M}${{1}}{_M}${{2}}${{3}}"),
    # A paragraph break ends a sentence whether or not it was stopped.
    (r"(\r?\n\s*\r?\n)", f"${{1}}{_M}"),
)

_VERDICT_START: Final = r"^Final Result ?:?"
_CREDENTIALS_START: Final = r"^Credentials ?/ ?Qualifications ?:?"


@dataclass(frozen=True, slots=True)
class Cue:
    """One rule: the words that give a sentence a role, and those that veto it."""

    name: str
    role: str
    pattern: str
    unless: str = ""
    why: str = ""


def _cue_text() -> bytes:
    return files("imrdata.cases.vocabulary").joinpath("roles.toml").read_bytes()


@cache
def cues() -> tuple[Cue, ...]:
    """Return the cues in the order in which they are tried.

    Examples
    --------
    >>> [cue.role for cue in cues()][-1]
    'patient_fact'
    """
    return tuple(Cue(**entry) for entry in tomllib.loads(_cue_text().decode())["cue"])


@cache
def roles_version() -> str:
    """Return the stage's version, which changes with every cut and every cue; it is in each dataset's manifest."""
    return f"roles@1+{hashlib.sha256(repr(_CUTS).encode() + _cue_text()).hexdigest()[:8]}"


def add_sentences(cases: pl.DataFrame) -> pl.DataFrame:
    """Cut each case's Findings into sentences with roles.

    Parameters
    ----------
    cases
        Columns of CASE_SCHEMA.

    Returns
    -------
    DataFrame
        The same rows in the same order, with ``sentences``: a list of ``{start, end, role, cue}``, in the order of
        the text; spans are code points of ``findings`` and hold no surrounding white space. Empty where there is
        no text.

    Examples
    --------
    >>> from imrdata.cases.read import read_imr
    >>> from imrdata.data import sample
    >>> cases = add_sentences(read_imr(sample()).cases)
    >>> {role for role in cases["sentences"].explode().struct.field("role")} <= set(ROLES)
    True
    """
    pieces = _with_roles(_pieces(cases))
    sentence = pl.struct(pl.col("start").cast(pl.Int32), pl.col("end").cast(pl.Int32), "role", "cue")
    lists = pieces.group_by("row", maintain_order=True).agg(sentence.alias("sentences"))
    rows = pl.DataFrame({"row": pl.int_range(cases.height, eager=True, dtype=pl.UInt32)})
    sentences = rows.join(lists, on="row", how="left", maintain_order="left")["sentences"]
    empty = pl.lit(pl.Series([[]], dtype=SENTENCED_CASE_SCHEMA["sentences"])).first()
    return cases.with_columns(sentences.cast(SENTENCED_CASE_SCHEMA["sentences"])).with_columns(
        pl.col("sentences").fill_null(empty)
    )


def _pieces(cases: pl.DataFrame) -> pl.DataFrame:
    """Return one row per sentence: ``row``, ``start``, ``end`` and ``text``, without surrounding white space."""
    marked = pl.col("findings")
    for pattern, replacement in _CUTS:
        marked = marked.str.replace_all(pattern, replacement)
    pieces = (
        cases.select(row=pl.int_range(pl.len(), dtype=pl.UInt32), piece=marked.str.split(_M))
        .explode("piece")
        .filter(pl.col("piece").is_not_null())
        .with_columns(length=pl.col("piece").str.len_chars())
        .with_columns(offset=pl.col("length").cum_sum().over("row") - pl.col("length"))
    )
    lead = pl.col("length") - pl.col("piece").str.strip_chars_start().str.len_chars()
    return (
        pieces.with_columns(text=pl.col("piece").str.strip_chars(), start=pl.col("offset") + lead)
        .with_columns(end=pl.col("start") + pl.col("text").str.len_chars())
        .filter(pl.col("text") != "")
        .select("row", "start", "end", "text")
    )


def _with_roles(pieces: pl.DataFrame) -> pl.DataFrame:
    """Give each sentence its role: by its section if it is in the tail, else by the first cue that matches."""
    section = (
        pl.when(pl.col("text").str.contains(_CREDENTIALS_START))
        .then(pl.lit("credentials"))
        .when(pl.col("text").str.contains(_VERDICT_START))
        .then(pl.lit("verdict"))
    )
    normal = pl.col("text").str.to_lowercase().str.replace_all("[‘’`´]", "'").str.replace_all("[“”]", '"')
    normal = normal.str.replace_all(r"\s+", " ")
    # The month is no "may" of doubt.
    normal = normal.str.replace_all(
        r"\b(in|since|of|last|until|by|from|early|late|this|through) may\b", "$1 that month"
    )
    normal = normal.str.replace_all(r"\bmay (\d)", "that month $1")
    pieces = pieces.with_columns(tail=section.forward_fill().over("row"), normal=normal)
    roles: list[pl.Expr] = []
    names: list[pl.Expr] = []
    for rule in cues():
        matches = pl.col("normal").str.contains(rule.pattern)
        if rule.unless:
            matches &= ~pl.col("normal").str.contains(rule.unless)
        if rule.role != "header":  # a header inside the tail is still a header
            matches &= pl.col("tail").is_null()
        roles.append(pl.when(matches).then(pl.lit(rule.role)))
        names.append(pl.when(matches).then(pl.lit(rule.name)))
    return pieces.select(
        "row",
        "start",
        "end",
        role=pl.coalesce(*roles, "tail", pl.lit("unassigned")),
        cue=pl.coalesce(*names, pl.when(pl.col("tail").is_not_null()).then(pl.lit("section")), pl.lit("")),
    )


def role_counts(cases: pl.DataFrame) -> dict[str, int]:
    """Return how many sentences of a frame have each role, every role named."""
    roles = (
        cases["sentences"].explode().drop_nulls().struct.field("role")
        if cases.height
        else pl.Series([], dtype=pl.String)
    )
    found = dict(roles.value_counts().iter_rows())
    return {role: found.get(role, 0) for role in ROLES}
