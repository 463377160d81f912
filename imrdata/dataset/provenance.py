"""Where a record comes from: its case, letters, models, licenses, versions and verdicts, as columns.

In: the frames of a run and who made its letters. Out: for any chain of letters the columns that records and pairs
share. Views are made anew from cases and letters and have to be the ones that the letters were written from, so what a
record shows is proven to be what its writer saw. Room: dataset.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import polars as pl
from polars.datatypes import DataType

from imrdata.cases.findings import roles_version
from imrdata.dataset.inputs import record_version
from imrdata.dataset.select import CHAT_MARK, SELECT_VERSION
from imrdata.dataset.split import SPLIT_VERSION
from imrdata.dataset.tasks import ANSWERS_VERSION
from imrdata.errors import DatasetError, WallError
from imrdata.letters.letter import appeal_view
from imrdata.letters.statutory import statutory_sha256
from imrdata.letters.views import AppealView, DenialView
from imrdata.llm.catalog import Model
from imrdata.llm.licenses import Terms, join
from imrdata.llm.request import Message
from imrdata.quality.check import FAIL, PASS, UNMEASURED
from imrdata.quality.rubric import RULES_VERSION, rubric_sha256

__all__ = ["AXES", "ORIGIN_COLUMNS", "RULES", "TURN", "Maker", "Origins", "guard", "stage_versions"]

#: What a letter varies in, as sampled.
AXES: Final = ("ground", "ground_source", "regime", "counterfactual", "notice", "voice", "length", "register")

#: One message.
TURN: Final = pl.Struct({"role": pl.String(), "content": pl.String()})

#: The columns that records and pairs share; what each holds: docs/records.md.
ORIGIN_COLUMNS: Final[dict[str, DataType]] = {
    "case_id": pl.String(),
    "reference_id": pl.String(),  # public, and kept out of every text
    "report_year": pl.Int16(),
    "determination": pl.String(),  # metadata only: nobody knows it when the letter is written
    "group": pl.String(),
    "denial_id": pl.String(),
    "author": pl.String(),
    "author_kind": pl.String(),  # rule-based | model
    "denial_author": pl.String(),
    "models": pl.List(
        pl.Struct({"part": pl.String(), "author": pl.String(), "revision": pl.String(), "license": pl.String()})
    ),
    "license": pl.String(),  # SPDX expression over all who had a part in the chain
    "obligations": pl.List(pl.String()),  # what their terms ask for: keys of llm.catalog.OBLIGATIONS, sorted
    "ground": pl.String(),
    "ground_source": pl.String(),
    "regime": pl.String(),
    "counterfactual": pl.Boolean(),
    "notice": pl.String(),
    "voice": pl.String(),
    "length": pl.String(),
    "register": pl.String(),
    "view_strength": pl.String(),
    "view_sha256": pl.String(),
    "request_keys": pl.List(pl.String()),  # ledger keys of the chain; empty where no model was asked
    "source_sha256": pl.String(),
    "seed": pl.Int64(),
    "recipe_sha256": pl.String(),
    "record_version": pl.String(),
    "task_versions": pl.List(pl.String()),
    "stage_versions": pl.List(pl.String()),
    "check_versions": pl.List(pl.String()),
    "verdicts": pl.Struct({PASS: pl.Int32(), FAIL: pl.Int32(), UNMEASURED: pl.Int32()}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Who wrote letters, or made answers: what they bring into a chain.

    Attributes
    ----------
    revision
        Which weights; ``not applicable`` for rules, ``unresolved`` where not known.
    terms
        Licenses and obligations.
    rule_based
        True where no model is involved.
    """

    revision: str
    terms: Terms
    rule_based: bool = False

    @classmethod
    def of(cls, model: Model) -> Self:
        """Return what a model of the catalogue brings in as a writer."""
        return cls(revision=model.revision, terms=Terms.of(model), rule_based=model.client == "rules")


#: The author of answers that are made by rule, under the license of the rules.
RULES: Final = "rules"
_RULES: Final = Maker(revision="not applicable", terms=Terms(licenses=frozenset({"Apache-2.0"})), rule_based=True)


def stage_versions() -> list[str]:
    """Return the versions of the stages that shape a record, sorted."""
    return sorted(
        (
            roles_version(),
            f"answers@{ANSWERS_VERSION}",
            f"rubric@{RULES_VERSION}+{rubric_sha256()[:8]}",
            f"select@{SELECT_VERSION}",
            f"split@{SPLIT_VERSION}",
            f"statutory@{statutory_sha256()[:8]}",
        )
    )


class Origins:
    """The frames of a run, looked up by id.

    Parameters
    ----------
    letters, cases, splits, verdicts
        LETTER_SCHEMA, SENTENCED_CASE_SCHEMA, SPLIT_SCHEMA and VERDICT_SCHEMA of one run.
    makers
        Author to `Maker`, of each author whose letters become records.
    recipe_sha256
        Hash of the recipe.
    further
        Letter id to the terms of whoever else had a part in it: who stated its facts, a judge that selected it.
    """

    def __init__(
        self,
        letters: pl.DataFrame,
        *,
        cases: pl.DataFrame,
        splits: pl.DataFrame,
        verdicts: pl.DataFrame,
        makers: Mapping[str, Maker],
        recipe_sha256: str,
        further: Mapping[str, Collection[Terms]] | None = None,
    ) -> None:
        self._letters = {row["letter_id"]: row for row in letters.iter_rows(named=True)}
        self._cases = {row["case_id"]: row for row in cases.iter_rows(named=True)}
        self._splits = {row["case_id"]: row for row in splits.iter_rows(named=True)}
        self._counts: dict[str, dict[str, int]] = defaultdict(dict)
        for letter_id, verdict, count in verdicts.group_by("letter_id", "verdict").len().rows():
            self._counts[letter_id][verdict] = count
        self._checks: dict[str, set[str]] = defaultdict(set)
        for letter_id, check, version in verdicts.select("letter_id", "check", "check_version").iter_rows():
            self._checks[letter_id].add(f"{check}@{version}")
        self._makers = {RULES: _RULES, **makers}
        self._recipe_sha256 = recipe_sha256
        self._further = further or {}
        self._stages = stage_versions()

    def letter(self, letter_id: str | None, *, of: str) -> dict[str, Any]:
        """Return a letter; `of` is the letter that asks for it."""
        found: dict[str, Any] = _found(self._letters, letter_id, "letter" if letter_id == of else "denial", of)
        return found

    def case(self, letter: Mapping[str, Any]) -> dict[str, Any]:
        """Return a letter's case."""
        found: dict[str, Any] = _found(self._cases, letter["case_id"], "case", letter["letter_id"])
        return found

    def split(self, letter: Mapping[str, Any]) -> dict[str, Any]:
        """Return the row of SPLIT_SCHEMA of a letter's case, which must be in a split."""
        found: dict[str, Any] = _found(self._splits, letter["case_id"], "split", letter["letter_id"])
        if found["split"] is None:
            raise _broken("its case is in no split", letter["letter_id"])
        return found

    def is_rule_based(self, author: str) -> bool:
        """Say whether an author is no model."""
        return author in self._makers and self._makers[author].rule_based

    def view(self, denial: Mapping[str, Any], *, input: str, appeal: Mapping[str, Any] | None = None) -> AppealView:
        """Return the view of who answers a denial, after proving that denial and appeal were written from this case."""
        case = self.case(denial)
        if DenialView.from_case(case).sha256 != denial["view_sha256"]:
            raise _broken("its case does not give the view that its denial was written from", denial["letter_id"])
        view = appeal_view(case, denial=denial["text"], input=input, seed=denial["seed"])
        if appeal is not None and view.sha256 != appeal["view_sha256"]:
            raise _broken("its case and denial do not give the view that it was written from", appeal["letter_id"])
        return view

    def columns(
        self,
        denial: Mapping[str, Any],
        *letters: Mapping[str, Any],
        view: AppealView,
        task: str,
        author: str | None = None,
    ) -> dict[str, Any]:
        """Return ORIGIN_COLUMNS of what was made of a denial and the letters that answer it.

        `author` is who made the answer where that is no letter.
        """
        asker = letters[-1] if letters else denial
        case, group = self.case(denial), self.split(denial)["group"]
        chain = [("denial", denial["author"]), *(("appeal", letter["author"]) for letter in letters)]
        chain += [("answer", author)] if author else []
        chain = list(dict.fromkeys(chain))
        parts = [(part, name, _found(self._makers, name, "license", asker["letter_id"])) for part, name in chain]
        all_letters = (denial, *letters)
        more = [each for letter in all_letters for each in self._further.get(letter["letter_id"], ())]
        terms = join([*(maker.terms for _, _, maker in parts), *more])
        totals = [self._counts.get(letter["letter_id"], {}) for letter in all_letters]
        name = author or letters[0]["author"]
        return {
            **{column: case.get(column) for column in ("case_id", "reference_id", "report_year", "determination")},
            "group": group,
            "denial_id": denial["letter_id"],
            "author": name,
            "author_kind": "rule-based" if self.is_rule_based(name) else "model",
            "denial_author": denial["author"],
            "models": [
                {"part": part, "author": who, "revision": maker.revision, "license": maker.terms.expression}
                for part, who, maker in parts
            ],
            "license": terms.expression,
            "obligations": sorted(terms.obligations),
            **{axis: asker[axis] for axis in AXES},
            "view_strength": view.strength,
            "view_sha256": view.sha256,
            "request_keys": [letter["request_key"] for letter in all_letters if letter["request_key"]],
            "source_sha256": case["source_sha256"],
            "seed": denial["seed"],
            "recipe_sha256": self._recipe_sha256,
            "record_version": record_version(task),
            "task_versions": list(dict.fromkeys(letter["task_version"] for letter in all_letters)),
            "stage_versions": self._stages,
            "check_versions": sorted(set().union(*(self._checks.get(each["letter_id"], ()) for each in all_letters))),
            "verdicts": {kind: sum(total.get(kind, 0) for total in totals) for kind in (PASS, FAIL, UNMEASURED)},
        }


def guard(messages: Sequence[Message], case: Mapping[str, Any]) -> None:
    """Stop what no selection should have let through: a chat's mark, or the case's ReferenceID."""
    for message in messages:
        if CHAT_MARK in message["content"]:
            raise _broken(f"its {message['role']} turn holds {CHAT_MARK}", case["case_id"])
        if case["reference_id"] and case["reference_id"].casefold() in message["content"].casefold():
            raise WallError(
                f"the {message['role']} turn of its record holds the ReferenceID",
                where=case["case_id"],
                mend="let the check reference_id drop such letters",
            )


def _found(table: Mapping[str, Any], key: str | None, what: str, letter_id: str) -> Any:
    if key is None or key not in table:
        raise _broken(f"there is no {what} {key or ''}".rstrip(), letter_id)
    return table[key]


def _broken(problem: str, letter_id: str) -> DatasetError:
    return DatasetError(problem, where=f"the record of {letter_id}", mend="pass frames of one and the same run")
