"""What holds for a run's tables: the rules that great-expectations is given, suite by suite.

In: a run folder. Out: its tables with a column ``row`` and the columns that rules across tables need, and `SUITES`, the
rules as plain data. Needs base dependencies only; great-expectations comes in with `imrdata.quality.expectations`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import polars as pl

from imrdata.cases.schema import AGE_RANGES, DETERMINATIONS, GENDERS, IMR_TYPES, ROLES, TYPES
from imrdata.errors import MissingExtraError, RunFolderError
from imrdata.letters.axes import COUNTERFACTUAL_REGIMES, GROUNDS, LENGTHS, NOTICES, REGIMES, REGISTERS, VOICES
from imrdata.quality.check import FAIL, PASS, UNMEASURED
from imrdata.quality.duplicates import near_duplicates
from imrdata.quality.judge import JUDGE_TIER

__all__ = ["SUITES", "Rule", "tables"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that holds.

    Attributes
    ----------
    column
        The column it is about; None for the whole table.
    says
        What holds, as a sentence that Data Docs and failures show.
    expectation, options
        A class of great-expectations, and what it is given.
    """

    column: str | None
    says: str
    expectation: str
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def needs(self) -> set[str]:
        """The columns it looks at."""
        single = {self.options[key] for key in ("column", "column_A", "column_B") if key in self.options}
        return single | set(self.options.get("column_list", ()))


def _on(column: str, says: str, expectation: str, **options: Any) -> Rule:
    return Rule(column=column, says=says, expectation=expectation, options={"column": column, **options})


def _present(column: str) -> Rule:
    return _on(column, f"{column} is never null", "ExpectColumnValuesToNotBeNull")


def _unique(column: str) -> Rule:
    return _on(column, f"no {column} occurs twice", "ExpectColumnValuesToBeUnique")


def _one_of(column: str, values: Any) -> Rule:
    listed = sorted(values)
    return _on(column, f"{column} is one of {', '.join(listed)}", "ExpectColumnValuesToBeInSet", value_set=listed)


def _least(column: str, least: int) -> Rule:
    return _on(column, f"{column} is {least} or more", "ExpectColumnValuesToBeBetween", min_value=least)


def _hash(column: str, digits: int) -> Rule:
    says = f"{column} is {digits} hexadecimal digits"
    return _on(column, says, "ExpectColumnValuesToMatchRegex", regex=f"^[0-9a-f]{{{digits}}}$")


def _together(columns: tuple[str, ...]) -> Rule:
    return Rule(
        column=columns[-1],
        says=f"no {' and '.join(columns)} occur together twice",
        expectation="ExpectCompoundColumnsToBeUnique",
        options={"column_list": list(columns)},
    )


def _holds(column: str, derived: str, says: str) -> Rule:
    """Return a rule that `tables` has worked out: true, or null where it does not apply."""
    return Rule(
        column=column,
        says=says,
        expectation="ExpectColumnValuesToBeInSet",
        options={"column": derived, "value_set": [True]},
    )


_SOME: Final = Rule(
    column=None, says="there is a row", expectation="ExpectTableRowCountToBeBetween", options={"min_value": 1}
)

SUITES: Final[dict[str, tuple[Rule, ...]]] = {
    "cases": (
        _SOME,
        _present("case_id"),
        _unique("case_id"),
        _one_of("determination", set(DETERMINATIONS.values())),
        _one_of("type", TYPES),
        _one_of("imr_type", IMR_TYPES),
        _one_of("age_range", AGE_RANGES),
        _one_of("patient_gender", GENDERS),
        _on(
            "report_year",
            "report_year is from 2000 to 2099",
            "ExpectColumnValuesToBeBetween",
            min_value=2000,
            max_value=2099,
        ),
        _least("days_to_review", 0),
        _least("days_to_adopt", 0),
        _hash("source_sha256", 64),
        _least("source_row", 1),
        _together(("source_sha256", "source_row")),
        _holds("sentences", "sentences_in_findings", "sentences lie within Findings, one behind the other"),
        _holds("sentences", "sentences_have_roles", f"each sentence has a role: {', '.join(ROLES)}"),
    ),
    "letters": (
        _SOME,
        _present("letter_id"),
        _unique("letter_id"),
        _hash("letter_id", 32),
        _present("case_id"),
        _holds("case_id", "case_is_there", "a letter's case is among the cases"),
        _present("kind"),
        _one_of("kind", ("denial", "appeal")),
        _present("author"),
        _present("text"),
        _holds("answers", "answers_rightly", "an appeal answers a denial of its case, a denial answers nothing"),
        _present("ground"),
        _one_of("ground", GROUNDS),
        _one_of("ground_source", ("stated", "unclassified", "sampled")),
        _one_of("regime", (*REGIMES, *COUNTERFACTUAL_REGIMES)),
        _one_of("notice", NOTICES),
        _one_of("voice", VOICES),
        _one_of("length", LENGTHS),
        _one_of("register", REGISTERS),
        _hash("view_sha256", 64),
    ),
    "verdicts": (
        _SOME,
        _present("letter_id"),
        _holds("letter_id", "letter_is_there", "a verdict's letter is among the letters"),
        _together(("letter_id", "check")),
        _present("verdict"),
        _one_of("verdict", (PASS, FAIL, UNMEASURED)),
        _one_of("tier", ("A", "B", JUDGE_TIER)),
        _least("check_version", 1),
        _holds("reason", "reason_is_given", "what fails or is unmeasured has a reason"),
        _least("span_start", 0),
        Rule(
            column="span_end",
            says="a span ends behind its beginning",
            expectation="ExpectColumnPairValuesAToBeGreaterThanB",
            options={"column_A": "span_end", "column_B": "span_start", "ignore_row_if": "either_value_is_missing"},
        ),
        _holds("span_end", "span_in_letter", "a span ends within the letter"),
    ),
    "splits": (
        _SOME,
        _present("record_id"),
        _unique("record_id"),
        _present("case_id"),
        _holds("case_id", "case_is_there", "a record's case is among the cases"),
        _present("split"),
        _one_of("split", ("train", "validation", "test")),
        _holds("split", "case_in_one_split", "no case is in two splits"),
        _holds("split", "id_in_one_split", "no ReferenceID is in two splits"),
        _holds("split", "cluster_in_one_split", "no cluster of near-duplicate Findings is in two splits"),
        _holds("messages", "answer_is_last", "a record ends with an answer that is not empty"),
        _holds("messages", "answer_in_one_split", "no appeal is the target in two splits"),
    ),
}


def tables(folder: Path) -> dict[str, pl.DataFrame]:
    """Return the tables of a run folder by suite, with the columns that rules across tables look at.

    Raises
    ------
    RunFolderError
        A table is missing or can't be read.
    """
    cases, letters, verdicts, records = (
        _table(folder, name)
        for name in ("cases.parquet", "letters.parquet", "verdicts.parquet", "dataset/records.parquet")
    )
    return {
        "cases": _cases(cases),
        "letters": _letters(letters, cases),
        "verdicts": _verdicts(verdicts, letters),
        "splits": _splits(records, cases),
    }


def _table(folder: Path, name: str) -> pl.DataFrame:
    try:
        return pl.read_parquet(folder / name).with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise RunFolderError(
            f"{name} is missing or no Parquet ({type(error).__name__})",
            where=str(folder),
            mend="name the folder of a run that came to its end",
        ) from None


def _derived(frame: pl.DataFrame, needs: tuple[str, ...], **columns: pl.Expr) -> pl.DataFrame:
    """Add columns if those that they are made of are there; else their rules are left out, and the loss is said."""
    return frame.with_columns(**columns) if set(needs) <= set(frame.columns) else frame


def _cases(cases: pl.DataFrame) -> pl.DataFrame:
    places = pl.col("sentences").list.eval(pl.element().struct.field("start"))
    ends = pl.col("sentences").list.eval(pl.element().struct.field("end"))
    roles = pl.col("sentences").list.eval(pl.element().struct.field("role").is_in(ROLES)).list.all()
    behind = pl.col("sentences").list.eval(
        (pl.element().struct.field("start") >= pl.element().struct.field("end").shift(1, fill_value=0)).all()
    )
    inside = (places.list.min() >= 0) & (ends.list.max() <= pl.col("findings").str.len_chars()) & behind.list.first()
    filled = pl.col("sentences").list.len() > 0
    return _derived(
        cases,
        ("sentences", "findings"),
        sentences_in_findings=pl.when(filled).then(inside.fill_null(value=False)),
        sentences_have_roles=pl.when(filled).then(roles),
    )


def _letters(letters: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    if {"letter_id", "case_id", "kind", "answers"} <= set(letters.columns):
        denials = letters.filter(pl.col("kind") == "denial").unique("letter_id", keep="first")
        answered = denials.select(answers="letter_id", _case="case_id")
        letters = letters.join(answered, on="answers", how="left", maintain_order="left")
        right = pl.when(pl.col("kind") == "appeal").then(pl.col("_case").eq_missing(pl.col("case_id")))
        letters = letters.with_columns(answers_rightly=right.otherwise(pl.col("answers").is_null()))
    known = cases["case_id"].to_list() if "case_id" in cases.columns else []
    return _derived(letters, ("case_id",), case_is_there=pl.col("case_id").is_in(known))


def _verdicts(verdicts: pl.DataFrame, letters: pl.DataFrame) -> pl.DataFrame:
    if {"letter_id", "text"} <= set(letters.columns) and "letter_id" in verdicts.columns:
        sizes = letters.unique("letter_id", keep="first").select(
            "letter_id", _size=pl.col("text").str.len_chars().fill_null(0)
        )
        verdicts = verdicts.join(sizes, on="letter_id", how="left", maintain_order="left")
        verdicts = verdicts.with_columns(letter_is_there=pl.col("_size").is_not_null())
    verdicts = _derived(verdicts, ("_size", "span_end"), span_in_letter=pl.col("span_end") <= pl.col("_size"))
    wanted = pl.when(pl.col("verdict") != PASS).then(pl.col("reason").fill_null("") != "")
    return _derived(verdicts, ("verdict", "reason"), reason_is_given=wanted)


def _splits(records: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    known = cases["case_id"].to_list() if "case_id" in cases.columns else []
    records = _derived(records, ("case_id",), case_is_there=pl.col("case_id").is_in(known))

    def apart(*names: str) -> pl.Expr:
        return pl.when(pl.all_horizontal(pl.col(*names).is_not_null())).then(
            pl.col("split").n_unique().over(*names) == 1
        )

    if {"split", "case_id"} <= set(records.columns):
        records = records.with_columns(case_in_one_split=apart("case_id"))
        records = _derived(records, ("reference_id",), id_in_one_split=apart("reference_id"))
        clusters = _clusters(cases)
        if clusters is not None:
            records = records.join(clusters, on="case_id", how="left", maintain_order="left")
            records = records.with_columns(cluster_in_one_split=apart("_cluster"))
    if {"messages", "split"} <= set(records.columns):
        last = pl.col("messages").list.last()
        records = records.with_columns(_answer=last.struct.field("content"), _role=last.struct.field("role"))
        answered = (pl.col("_role") == "assistant") & (pl.col("_answer").str.strip_chars() != "")
        # The smaller tasks have answers of a word or two, which may well be the same.
        appeal = pl.col("task") == "appeal" if "task" in records.columns else pl.lit(value=True)
        records = records.with_columns(
            answer_is_last=answered.fill_null(value=False), answer_in_one_split=pl.when(appeal).then(apart("_answer"))
        )
    return records


def _clusters(cases: pl.DataFrame) -> pl.DataFrame | None:
    """Return each case's cluster; None where rensa is not installed, and the rule is then left out."""
    try:
        once = cases.drop_nulls("case_id").unique("case_id", keep="first")
        found = near_duplicates(once.select(id="case_id", text="findings"))
    except (MissingExtraError, pl.exceptions.ColumnNotFoundError):
        return None
    return found.select(case_id="id", _cluster="representative")
