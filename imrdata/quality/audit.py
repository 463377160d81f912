"""Letters of any tool, and what their writers may have seen: what `assess` takes beside frames.

In: a JSONL file whose lines hold at least ``letter_id, case_id, kind, text``, and the export that the cases stand in.
Out: a letters frame and a sources frame. What a line holds besides is kept only where this project knows what it
means; a column of another tool that happens to bear one of our names can't change a verdict by it.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import polars as pl

from imrdata.cases.findings import add_sentences
from imrdata.cases.read import read_imr
from imrdata.errors import SourceError
from imrdata.letters.axes import GROUNDS, sample_axes
from imrdata.letters.letter import source_row
from imrdata.letters.schema import SOURCE_SCHEMA
from imrdata.letters.views import AppealView, DenialView, View
from imrdata.quality.voices import VOICES

__all__ = ["AUDIT_SCHEMA", "KINDS", "counted", "denials_answered", "read_letters", "source_of", "sources_from_export"]

KINDS: Final = ("denial", "appeal")

#: What a line must hold, and what it may hold: all as text.
_NEEDED: Final = ("letter_id", "case_id", "kind", "text")
_KNOWN: Final = ("author", "answers", "finish_reason", "ground", "voice")

#: The letters frame of a file. `answers` is the letter_id of the denial that an appeal answers.
AUDIT_SCHEMA: Final = pl.Schema(dict.fromkeys((*_NEEDED, *_KNOWN), pl.String()))

#: Values that mean something here, in any case; another tool's own words are taken as not given, which is noted.
_OURS: Final[Mapping[str, frozenset[str]]] = {
    "ground": frozenset(GROUNDS),
    "voice": frozenset(VOICES),
}

#: How gzip, zip and Parquet begin.
_PACKED: Final = (b"\x1f\x8b", b"PK\x03\x04", b"PAR1")

#: Called with a sentence for whoever audits: what was left aside or is not known, where that is no error.
OnNote = Callable[[str], None]


def _no_note(sentence: str) -> None:
    """Say nothing."""


def read_letters(path: str | Path, *, on_note: OnNote = _no_note) -> pl.DataFrame:
    """Read letters of any tool.

    Parameters
    ----------
    path
        A JSONL file in UTF-8. Each line is an object with ``letter_id`` and ``case_id`` (text or whole number),
        ``kind`` (``denial`` or ``appeal``) and ``text``. Known besides: ``answers`` (an appeal's denial),
        ``author``, ``finish_reason``, ``ground`` (`imrdata.letters.axes.GROUNDS`) and ``voice``
        (`imrdata.quality.voices.VOICES`). All else is left aside, and so are empty lines.
    on_note
        Called with a sentence where a ground or a voice is none of these, or an appeal answers a denial that is not
        in the file.

    Returns
    -------
    DataFrame
        AUDIT_SCHEMA, in the order of the file.

    Raises
    ------
    SourceError
        The file is missing or empty, or a line is no letter; the sentence says which line and why.

    Examples
    --------
    >>> import tempfile
    >>> line = {"letter_id": 1, "case_id": "MN25-99103", "kind": "denial", "text": "We deny it.", "model": "mine"}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "letters.jsonl"
    ...     _ = file.write_text(json.dumps(line))
    ...     read_letters(file).select("letter_id", "case_id", "kind").row(0)
    ('1', 'MN25-99103', 'denial')
    """
    file = Path(path)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise SourceError(
            f"it can't be read ({error.strerror})", where=str(path), mend="name a JSONL file of letters"
        ) from None
    if data.startswith(_PACKED):
        raise SourceError("it is packed, or a table", where=str(path), mend="write its letters as JSONL")
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    rows: list[dict[str, str | None]] = []
    first_seen: dict[str, int] = {}
    foreign: dict[str, list[Any]] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        row = _letter(line, where=where, foreign=foreign)
        letter_id = str(row["letter_id"])
        if letter_id in first_seen:
            raise SourceError(
                f"letter_id {letter_id} stands on line {first_seen[letter_id]} too",
                where=where,
                mend="give every letter an id of its own",
            )
        first_seen[letter_id] = number
        rows.append(row)
    if not rows:
        raise SourceError("it holds no letters", where=str(path), mend="write one JSON object a line")
    for name, values in foreign.items():
        on_note(
            f"{counted(len(values), 'letter')} with a {name} that is not known, such as {_example(values)}, taken as "
            f"not given; known are {', '.join(sorted(_OURS[name]))}"
        )
    case_of = {row["letter_id"]: row["case_id"] for row in rows if row["kind"] == "denial"}
    answers = [row for row in rows if row["kind"] == "appeal" and row["answers"] is not None]
    for says, lost in (
        ("no denial of the file", [row["answers"] for row in answers if row["answers"] not in case_of]),
        (
            "a denial of another case, so that they count as none",
            [row["answers"] for row in answers if case_of.get(row["answers"], row["case_id"]) != row["case_id"]],
        ),
    ):
        if lost:
            on_note(f"{counted(len(lost), 'appeal')} with answers that name {says}, such as {_example(lost)}")
    return pl.DataFrame(rows, schema=AUDIT_SCHEMA)


def counted(number: int, what: str) -> str:
    """Return a number of things in words.

    Examples
    --------
    >>> counted(1, "appeal"), counted(1200, "appeal")
    ('1 appeal', '1,200 appeals')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _example(values: Sequence[Any]) -> str:
    """Return the first of some values as written, or how it begins: it may be a whole text."""
    return textwrap.shorten(repr(values[0]), 40, placeholder="…")


def _letter(line: bytes, *, where: str, foreign: dict[str, list[Any]]) -> dict[str, str | None]:
    try:
        data = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise SourceError("it is not UTF-8 text", where=where, mend="save the file as UTF-8") from None
    except (ValueError, RecursionError):
        raise SourceError("it is no JSON", where=where, mend="write one JSON object a line") from None
    if not isinstance(data, dict):
        raise SourceError("it is no JSON object", where=where, mend="write one JSON object a line")
    row: dict[str, str | None] = dict.fromkeys(AUDIT_SCHEMA)
    for name in (*_NEEDED, *_KNOWN):
        value = data.get(name)
        whole = isinstance(value, int) and not isinstance(value, bool)
        if whole and name in ("letter_id", "case_id", "answers"):
            value = str(value)
        if name in _KNOWN and value in (None, ""):
            continue
        if name in _OURS:
            ours = value.strip().lower() if isinstance(value, str) else None
            if ours not in _OURS[name]:
                foreign.setdefault(name, []).append(value)
                continue
            value = ours
        if name in _KNOWN and not isinstance(value, str):
            continue
        if name not in data:
            raise SourceError(f"it has no {name}", where=where, mend=f"give every line {', '.join(_NEEDED)}")
        if not isinstance(value, str):
            raise SourceError(f"{name} is no text", where=where, mend=f"give every letter its {name} as a string")
        if name.endswith("_id") and not value.strip():
            raise SourceError(f"{name} is empty", where=where, mend=f"give every letter its {name}")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise SourceError(
                f"{name} holds half a character (a lone surrogate)", where=where, mend="write the text as UTF-8"
            ) from None
        row[name] = value
    if row["kind"] not in KINDS:
        raise SourceError(f"kind is {row['kind']!r}", where=where, mend="write denial or appeal")
    return row


def sources_from_export(letters: pl.DataFrame, path: str | Path, *, on_note: OnNote = _no_note) -> pl.DataFrame:
    """Return what the writers of letters may have seen, from the export that holds their cases.

    The views are this project's own (`DenialView`, `AppealView`), so what only the reviewer knew is told apart
    from what was known before the denial, for letters that were written without that wall too.

    Parameters
    ----------
    letters
        ``letter_id``, ``case_id``, ``kind``, ``text``; a ``case_id`` is the export's ReferenceID, or a case_id of
        `read_imr`.
    path
        An export that `read_imr` reads.
    on_note
        Called with a sentence where letters' cases are not in the export, or rows of it are no cases.

    Returns
    -------
    DataFrame
        SOURCE_SCHEMA, one row per letter in the order of `letters`. A letter whose case is not in the export has
        nulls, so the checks that need a source are unmeasured for it; so do those of a case without Findings, save
        for what the export does hold.

    Raises
    ------
    SourceError
        The export can't be read, none of the letters' cases is in it, or `letters` has no ``case_id``.

    Examples
    --------
    >>> from imrdata.data import sample
    >>> letters = pl.DataFrame(
    ...     {"letter_id": ["a"], "case_id": ["MN25-99103"], "kind": ["denial"], "text": ["We deny it."]}
    ... )
    >>> sources_from_export(letters, sample()).select("reference_id", "type").row(0)
    ('MN25-99103', 'Medical Necessity')
    """
    if "case_id" not in letters.columns:
        raise SourceError("letters have no column case_id", mend="say which case of the export each letter is about")
    wanted = set(letters["case_id"].drop_nulls())
    export = read_imr(path)
    cases = export.cases.filter(pl.col("case_id").is_in(wanted) | pl.col("reference_id").is_in(wanted))
    if wanted and cases.is_empty():
        example = min(wanted)
        raise SourceError(
            f"none of the letters' cases is in it, such as {example}",
            where=str(path),
            mend="write the export's ReferenceID as case_id",
        )
    by_id: dict[str, dict[str, Any]] = {}
    for case in add_sentences(cases).iter_rows(named=True):
        by_id[case["case_id"]] = case
        # Where an id occurs twice, the case_id of the first is the ReferenceID itself.
        by_id.setdefault(case["reference_id"], case)
    rows = letters.to_dicts()
    if unknown := [row["case_id"] for row in rows if row["case_id"] not in by_id]:
        on_note(f"{counted(len(unknown), 'letter')} whose case is not in {path}, such as {_example(unknown)}")
    if export.books.rejected:
        lost = counted(export.books.rejected, "row")
        on_note(f"{lost} of {path} not taken as a case; `imrdata read {path}` counts them")
    answered = denials_answered(rows)
    found = [
        source_of(row, case=by_id[row["case_id"]], denial=answered.get(row["letter_id"]))
        if row["case_id"] in by_id
        else {"letter_id": row["letter_id"]}
        for row in rows
    ]
    return pl.DataFrame(found, schema=SOURCE_SCHEMA)


def source_of(
    letter: Mapping[str, Any], *, case: Mapping[str, Any], denial: str | None, literature: Sequence[str] | None = None
) -> dict[str, Any]:
    """Return the SOURCE_SCHEMA row of a letter that this project did not write.

    Its ground is what the line says, else the one that the case's text states; a ground that could only be guessed
    is null. So is a voice that is not given. `literature`: names that the writer was given, where they are not those
    of the case's own evidence.
    """
    view: View = DenialView.from_case(case)
    axes = sample_axes(view, seed=0)
    if letter["kind"] == "appeal":
        view = AppealView.from_case(case, denial=denial or "")
        view = view if literature is None else replace(view, literature=tuple(literature))
    ground = letter.get("ground") or (axes.ground if axes.ground_source == "stated" else None)
    known = {"letter_id": letter["letter_id"], "ground": ground, "voice": letter.get("voice")}
    # Without Findings nobody can tell what the writer saw of the case, or what the reviewer wrote.
    untold = dict.fromkeys(("view_text", "reviewer_text", "undecided_text")) if case["findings"] is None else {}
    return source_row(known, case=case, view=view) | {"denial_text": denial} | untold


def denials_answered(letters: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the text of the denial that each appeal answers, by the appeal's letter_id.

    It is the one of its case that ``answers`` names; where there is no ``answers``, the case's only denial; else the
    case's only one by the same ``author``. An appeal for which none is sure is left out.

    Examples
    --------
    >>> denials_answered(
    ...     [
    ...         {"letter_id": "d", "case_id": "1", "kind": "denial", "text": "No."},
    ...         {"letter_id": "a", "case_id": "1", "kind": "appeal", "text": "Please."},
    ...     ]
    ... )
    {'a': 'No.'}
    """
    denials = [letter for letter in letters if letter["kind"] == "denial"]
    by_id = {(letter["letter_id"], letter["case_id"]): letter["text"] for letter in denials}
    of_case: dict[str, list[Mapping[str, Any]]] = {}
    for letter in denials:
        of_case.setdefault(letter["case_id"], []).append(letter)

    def candidates(appeal: Mapping[str, Any]) -> Iterator[list[str]]:
        if appeal.get("answers") is not None:
            named = appeal["answers"], appeal["case_id"]
            yield [by_id[named]] if named in by_id else []
            return
        near = of_case.get(appeal["case_id"], [])
        yield [letter["text"] for letter in near]
        yield [letter["text"] for letter in near if letter.get("author") == appeal.get("author")]

    found = {}
    for appeal in letters:
        if appeal["kind"] == "appeal":
            only = next((texts[0] for texts in candidates(appeal) if len(texts) == 1), None)
            if only is not None:
                found[appeal["letter_id"]] = only
    return found
