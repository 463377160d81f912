"""Findings into sentences, each with one role: the ground on which the wall stands.

In: a cases frame. Out: the same with a column ``sentences`` (SENTENCED_CASE_SCHEMA), spans in code points of the
cleaned text. A row stage: each row's result depends on that row alone, so batches may be cut anywhere.

Recent rows have no marker between history and analysis, so roles come from cues (vocabulary/roles.toml); the tail
(from ``Final Result`` on) is cut off by its markers. A sentence that no cue decides, before the reviewer's first own
one, is a fact by its place. What is left is ``unassigned``: the reviewer's.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl

from imrdata.cases.decode import PIECE_MARK
from imrdata.cases.given import as_cases
from imrdata.cases.schema import ROLES, SENTENCED_CASE_SCHEMA, VISIBLE_ROLES
from imrdata.cases.vocabulary import vocabulary, vocabulary_source

__all__ = ["UNDECIDED", "Cue", "add_sentences", "cues", "role_counts", "roles_version", "unsure_cues"]

#: The cue of a sentence that is kept from view, though nothing says that it is the reviewer's: no source is cited and
#: nothing concluded before it.
UNDECIDED: Final = "undecided"

_M: Final = PIECE_MARK
_CUES: Final = "roles.toml"
_HEADERS: Final = (
    r"(?:Nature of Statutory Criteria ?/ ?Case Summary ?:|Findings ?:|Final Result ?:|"
    r"Credentials ?/ ?Qualifications ?:)"
)
#: Abbreviations that end no sentence, whatever follows.
_NEVER_END: Final = r"e\.g|i\.e|vs|dr|mr|mrs|ms|inc|corp|approx|fig|cf"
_OPENING: Final = r"(?:The|A|Both|Two|Three|All three|Two of the three) (?:physician )?reviewers? found that:?"
_REQUEST: Final = (
    r"(?:[Aa]n?|[Tt]he|[Tt]his) (?:[\w’']+ ){1,6}?(?:has |have |is |was )?(?:also )?"
    r"(?:requested|requesting|requests|seeks|seeking)\b"
)
#: A statement about the patient; what follows the formula is then judged by itself.
_WHO: Final = r"(?:[Tt]he|[Tt]his) (?:patient|enrollee|member)\b|[Tt]his \d{1,3}-year-old"

#: Where text is cut, in this order; nothing is inserted but the mark, nothing is taken away but a false mark.
_CUTS: Final = (
    # After a full stop, question or exclamation mark (with a closing quote or bracket) and white space, unless a small
    # letter or a digit follows: then it was "E. coli", "3 a.m. with" or "No. 5".
    (r"([.!?][\"'”’)\]]*\s+)([^a-z0-9\s])", f"${{1}}{_M}${{2}}"),
    # Where the space is missing: "bypass.The patient", "patient.Final Result:".
    (r"([a-z0-9)][.!?]['\"”’)]?)([A-Z][a-z]+[ :/])", f"${{1}}{_M}${{2}}"),
    (rf"(?i)(\b(?:{_NEVER_END})\.\s+){_M}", "${1}"),
    # Section headers stand alone, so that a request behind one is seen as what it is.
    (rf"({_HEADERS})", f"{_M}${{1}}{_M}"),
    (r"^(\s*Summary ?:)", f"${{1}}{_M}"),
    # The opening formula too, but only before a request, a section or the patient's age; elsewhere it marks a finding.
    (rf"({_OPENING})(\s+)({_M}|{_REQUEST}|{_WHO})", f"{_M}${{1}}{_M}${{2}}${{3}}"),
    # A paragraph break ends a sentence whether or not it was stopped.
    (r"(\r?\n\s*\r?\n)", f"${{1}}{_M}"),
)

_VISIBLE: Final = pl.col("role").is_in(VISIBLE_ROLES)
#: A sentence about the patient, by its subject.
_OF_PATIENT: Final = (
    r"^(?:[^.;:]{1,80}, |in \d{4} )?(?:(?:he|she|her|his)|(?:the|this) (?:patient|enrollee|member|child|infant))\b"
)

#: A count in words.
_COUNTED: Final = r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen|[a-z]+ty|twice)\b"
#: A test that is called a study.
_TEST_STUDY: Final = (
    r"\b(sleep|swallow(?:ing)?|conduction|emptying|motility|transit|urodynamic|flow|doppler|duplex|imaging|barium"
    r"|contrast|mri|ct|pet|x-ray|ultrasound|gait|laboratory|lab|blood|iron|coagulation)"
    r"( \([a-z]+\))? stud(?:y|ies)\b"
)

_VERDICT_START: Final = r"^Final Result ?:?"
_CREDENTIALS_START: Final = r"^Credentials ?/ ?Qualifications ?:?"


@dataclass(frozen=True, slots=True)
class Cue:
    """One rule: the words that give a sentence a role, and those that veto it.

    ``near`` are plain words of which one must be there; they only save time. What a ``doubtful`` cue or none decides
    may still be a fact by its place. A sentence about the patient in which only the ``tone`` is a reviewer's need not
    end the history: a fact may follow it. One that says what is ``missing`` ends it, but holds nothing of his own. A
    cue ``in_history`` is tried there alone, on what no other recognises.
    """

    name: str
    role: str
    pattern: str
    unless: str = ""
    near: tuple[str, ...] = ()
    doubtful: bool = False
    tone: bool = False
    missing: bool = False
    in_history: bool = False
    why: str = ""


@cache
def cues() -> tuple[Cue, ...]:
    """Return the cues in the order in which they are tried.

    Examples
    --------
    >>> [cue.role for cue in cues()][-1]
    'patient_fact'
    """
    return tuple(Cue(**{**entry, "near": tuple(entry.get("near", ()))}) for entry in vocabulary(_CUES)["cue"])


@cache
def unsure_cues() -> tuple[str, ...]:
    """Return the cues of hidden sentences in which nothing of the reviewer's was recognised but his tone, or a lack.

    What they say of the patient stands in the file; no source is cited there and nothing concluded.

    Examples
    --------
    >>> UNDECIDED in unsure_cues()
    True
    """
    return ("", UNDECIDED, *(rule.name for rule in cues() if rule.doubtful or rule.tone or rule.missing))


@cache
def roles_version() -> str:
    """Return the stage's version, which changes with every cut and every cue; it is in each dataset's manifest."""
    return f"roles@2+{hashlib.sha256(repr(_CUTS).encode() + vocabulary_source(_CUES)).hexdigest()[:8]}"


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
    cases = as_cases(cases, columns=("findings",), of="add_sentences")
    pieces = _with_roles(_pieces(cases.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), "findings")))
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
    marked = pl.col("findings").str.replace_all(_M, "\ufffd", literal=True)
    for pattern, replacement in _CUTS:
        marked = marked.str.replace_all(pattern, replacement)
    # Pieces hold all of the text, so a piece starts where all before it end, less where its own text starts among them.
    length = pl.col("piece").str.len_chars().cast(pl.Int64)
    lead = length - pl.col("piece").str.strip_chars_start().str.len_chars()
    total = pl.col("findings").str.len_chars().cast(pl.Int64)
    return (
        cases.filter(pl.col("findings").is_not_null())
        .select("row", before=total.cum_sum() - total, piece=marked.str.split(_M))
        .explode("piece")
        .with_columns(start=length.cum_sum() - length - pl.col("before") + lead, text=pl.col("piece").str.strip_chars())
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
    left = pieces.with_row_index("place").with_columns(tail=section.forward_fill().over("row"), normal=_normal())
    decided = []
    # One cue after another, each on what the earlier ones left: most sentences are decided early.
    for header in (True, False):
        for rule in cues():
            if (rule.role == "header") is header and not rule.in_history:
                found = _matches(rule, left)
                decided.append(_given(left.filter(found), role=pl.lit(rule.role), cue=rule.name))
                left = left.filter(~found)
        # A header inside the tail is still a header; what else is there has its section's role.
        decided.append(_given(left.filter(pl.col("tail").is_not_null()), role=pl.col("tail"), cue="section"))
        left = left.filter(pl.col("tail").is_null())
    decided.append(_given(left, role=pl.lit("unassigned"), cue=""))
    return _by_place(pl.concat(decided).sort("place")).drop("place", "normal")


def _by_place(sentences: pl.DataFrame) -> pl.DataFrame:
    """Make facts of undecided sentences of the history: those before a visible one, and those told of the past.

    The history begins with a visible sentence and ends at the first that is the reviewer's. Before a visible one, only
    one beyond doubt ends it: a reviewer's tone alone does not, in a sentence about the patient or where the plan's
    ground is still to come; there a figure in it makes it undecided, too.
    """
    tone = pl.col("cue").is_in([rule.name for rule in cues() if rule.tone])
    ground_ahead = (pl.col("role") == "plan_ground").cum_max(reverse=True).over("row")
    doubtful = pl.col("cue").is_in(["", *(rule.name for rule in cues() if rule.doubtful)])
    figure = pl.col("normal").str.contains(r"\d")
    undecided = doubtful | (tone & ground_ahead & figure)
    certain = ~undecided & ~(tone & (ground_ahead | pl.col("normal").str.contains(_OF_PATIENT)))
    ahead = pl.when(certain).then(_VISIBLE).backward_fill().over("row")
    sentences = _as_fact(sentences, where=undecided & _in_history(certain) & ahead, cue="among the facts")
    for rule in cues():
        if rule.in_history:
            told = sentences.select((pl.col("cue") == "") & _in_history(~doubtful)).to_series()
            sentences = _as_fact(sentences, where=told & _matches(rule, sentences), cue=rule.name)
    # What the patient is said to have had, done or lacked is in the file, in whatever tone: nobody's own words.
    of_patient = pl.col("normal").str.contains(_OF_PATIENT)
    missing = pl.col("cue").is_in([rule.name for rule in cues() if rule.missing]) & of_patient
    had = tone & (
        figure
        | (of_patient & pl.col("normal").str.contains(_COUNTED))
        | (of_patient & pl.any_horizontal([_matches(rule, sentences) for rule in cues() if rule.in_history]))
    )
    kept = (doubtful | missing | had) & _in_history(~doubtful & ~tone & ~missing)
    return sentences.with_columns(cue=pl.when(kept).then(pl.lit(UNDECIDED)).otherwise("cue"))


def _in_history(certain: pl.Expr) -> pl.Expr:
    """Say of each sentence if a visible one stands before it, and none of the reviewer's, of those that are certain."""
    visible = pl.when(certain).then(_VISIBLE)
    ended = (~visible & (pl.col("role") != "header")).fill_null(value=False).cum_max()
    return (~ended & visible.forward_fill().fill_null(value=False)).over("row")


def _as_fact(sentences: pl.DataFrame, *, where: pl.Expr | pl.Series, cue: str) -> pl.DataFrame:
    return sentences.with_columns(
        role=pl.when(where).then(pl.lit("patient_fact")).otherwise("role"),
        cue=pl.when(where).then(pl.lit(cue)).otherwise("cue"),
    )


def _normal() -> pl.Expr:
    """Return the form of a sentence that cues are written for."""
    text = pl.col("text").str.to_lowercase().str.replace_all("[‘’`´]", "'").str.replace_all("[“”]", '"')
    text = text.str.replace_all(r"\s+", " ")
    # A study of the patient is a test; of anything else, nobody's case.
    text = text.str.replace_all(_TEST_STUDY, "${1}${2} test")
    # The month is no "may" of doubt.
    text = text.str.replace_all(r"\b(in|since|of|last|until|by|from|early|late|this|through) may\b", "$1 that month")
    return text.str.replace_all(r"\bmay (\d)", "that month $1")


def _matches(rule: Cue, sentences: pl.DataFrame) -> pl.Series:
    """Say of each sentence whether a cue matches."""
    text = pl.col("normal")
    matches = text.str.contains(rule.pattern)
    if rule.unless:
        matches &= ~text.str.contains(rule.unless)
    if not rule.near:
        return sentences.select(matches).to_series()
    # Looking for a few plain words first spares most sentences the pattern.
    near = sentences.select("place", near=text.str.contains_any(list(rule.near)))
    found = sentences.filter(near["near"]).filter(matches)["place"]
    return sentences["place"].is_in(found.implode())


def _given(sentences: pl.DataFrame, *, role: pl.Expr, cue: str) -> pl.DataFrame:
    return sentences.select("place", "row", "start", "end", "normal", role.alias("role"), pl.lit(cue).alias("cue"))


def role_counts(cases: pl.DataFrame) -> dict[str, int]:
    """Return how many sentences of a frame have each role, every role named."""
    roles = (
        cases["sentences"].explode().drop_nulls().struct.field("role")
        if cases.height
        else pl.Series([], dtype=pl.String)
    )
    found = dict(roles.value_counts().iter_rows())
    return {role: found.get(role, 0) for role in ROLES}
