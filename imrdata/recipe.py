"""The recipe: one YAML file that says all that shapes a run. Its hash is in every output.

In: a YAML file. Out: a frozen `Recipe`. Unknown, missing or wrong keys are one sentence that names the key.
"""

from __future__ import annotations

import difflib
import hashlib
import math
from collections.abc import Hashable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, PrivateAttr, ValidationError, model_validator

from imrdata.data import packaged
from imrdata.dataset.choose import Balance
from imrdata.dataset.make import DatasetOptions
from imrdata.dataset.split import TimeCut
from imrdata.dataset.tasks import RECORD_TASKS
from imrdata.dataset.withdrawal import read_withdrawals
from imrdata.errors import RecipeError
from imrdata.letters.letter import INPUTS
from imrdata.letters.tasks import TASKS, Task, check_folder
from imrdata.llm.licenses import LicensePolicy
from imrdata.llm.limits import Ceilings
from imrdata.llm.prices import PICODOLLARS
from imrdata.llm.request import canonical_json
from imrdata.quality.check import Check
from imrdata.quality.choose import choose_checks
from imrdata.quality.judge import judged_items

__all__ = [
    "AuthorSpec",
    "BalanceSpec",
    "BudgetSpec",
    "CasesSpec",
    "JudgeSpec",
    "LicenseSpec",
    "QualitySpec",
    "Recipe",
    "RecordsSpec",
    "SelectSpec",
    "SplitSpec",
    "TimeSpec",
    "as_recipe",
]

#: The rule-based author's name, wherever an author is named.
BASELINE = "baseline"


class _Spec(BaseModel):
    """A part of a recipe: frozen, and closed to keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class CasesSpec(_Spec):
    """Which cases letters are written for."""

    min_view_strength: Literal["facts", "request", "categories"] = Field(
        default="request", description="the least a writer must have to go on; weaker cases are read but skipped"
    )
    limit: int | None = Field(default=None, ge=1, description="read only the first so many rows")
    sample: int | None = Field(default=None, ge=1, description="draw so many of the cases by seed")
    sample_by: tuple[str, ...] = Field(
        default=(), strict=False, description="columns whose values keep their shares in the sample"
    )


class AuthorSpec(_Spec):
    """Who writes, and within what bounds. How a model is reached stands in the catalogue."""

    author: str = Field(description="'baseline', or the id of a model in the catalogue")
    cases: int | None = Field(default=None, ge=1, description="write for so many cases, drawn by seed; null: for all")
    max_tokens: int = Field(default=700, ge=16, le=32768, description="the most tokens one letter may take")
    temperature: float | None = Field(default=0.7, ge=0, le=2, description="null: not sent; some models refuse it")
    top_p: float | None = Field(default=0.95, gt=0, le=1, description="null: not sent")
    seed: bool = Field(default=True, description="false: no seed is sent; some models refuse it")
    samples: int = Field(default=1, ge=1, le=16, description="denials per case, each with its appeals")
    appeals: int = Field(default=1, ge=1, le=16, description="appeals per denial and input, of which the best is taken")
    inputs: tuple[Literal["full", "reduced"], ...] = Field(
        default=(), strict=False, description="what this author writes appeals from; empty: as records.inputs"
    )
    requests_per_minute: float | None = Field(default=None, gt=0, description="the provider's ceiling, if it has one")
    tokens_per_minute: float | None = Field(default=None, gt=0, description="the same, of prompts and longest answers")
    batch: bool = Field(default=False, description="ask in the provider's batches: half the price, up to a day")
    if_missing: Literal["stop", "skip"] = Field(default="stop", description="where the model is not installed")

    def sampling(self, *, max_tokens: int, seed: int) -> dict[str, Any]:
        """Return what is sent beside the messages: explicit, and only what the model takes."""
        sampling: dict[str, Any] = {"max_tokens": min(self.max_tokens, max_tokens)}
        optional = {"temperature": self.temperature, "top_p": self.top_p, "seed": seed if self.seed else None}
        return sampling | {name: value for name, value in optional.items() if value is not None}

    @property
    def ceilings(self) -> Ceilings:
        """What the model's provider allows a minute."""
        return Ceilings(requests_per_minute=self.requests_per_minute, tokens_per_minute=self.tokens_per_minute)


class JudgeSpec(_Spec):
    """A model that reads letters for what no rule can see. It tags; only `gates` let it drop a letter."""

    judge: str = Field(description="the id of a model in the catalogue; none that writes in the same recipe")
    kinds: tuple[Literal["denial", "appeal"], ...] = Field(default=("denial", "appeal"), strict=False, min_length=1)
    items: dict[str, str] = Field(
        default_factory=dict, description="what to judge, item: sentence; empty: the shipped items of each kind"
    )
    cases: int | None = Field(default=None, ge=1, description="judge the letters of so many cases, drawn by seed")
    repeats: int = Field(default=1, ge=1, le=16, description="answers in each of the two orders of the items")
    threshold: float = Field(default=0.75, gt=0, le=1, description="the mean from which an item passes")
    gates: tuple[str, ...] = Field(
        default=(), strict=False, description="items whose failure drops a letter; the others only tag"
    )
    reviewer: bool = Field(default=False, description="true: it sees what only the reviewer knew, the outcome too")
    max_tokens: int = Field(default=1500, ge=64, le=32768, description="the most tokens one answer may take")
    temperature: float | None = Field(default=0.0, ge=0, le=2, description="null: not sent; some models refuse it")
    top_p: float | None = Field(default=None, gt=0, le=1, description="null: not sent")
    seed: bool = Field(default=True, description="false: no seed is sent; some models refuse it")
    requests_per_minute: float | None = Field(default=None, gt=0, description="the provider's ceiling, if it has one")
    tokens_per_minute: float | None = Field(default=None, gt=0, description="the same, of prompts and longest answers")
    batch: bool = Field(default=False, description="ask in the provider's batches: half the price, up to a day")
    if_missing: Literal["stop", "skip"] = Field(default="stop", description="where the model is not installed")

    @model_validator(mode="after")
    def _sound(self) -> Self:
        known = {item for kind in self.kinds for item in self.items_of(kind)}
        for name in self.gates:
            if name not in known:
                raise ValueError(f"gates names {name}, which is not among the items ({', '.join(sorted(known))})")
        if self.gates and self.cases is not None:
            raise ValueError("a judge of some cases can't gate: leave out cases or gates")
        if self.repeats > 1 and self.temperature == 0:
            raise ValueError("repeats at temperature 0 are one answer again: set a temperature or ask once")
        return self

    def items_of(self, kind: str) -> dict[str, str]:
        """Return what is asked of a kind of letter: item → sentence; nothing of a kind that is not judged."""
        if kind not in self.kinds:
            return {}
        return dict(self.items) or judged_items(kind)

    def sampling(self, *, seed: int) -> dict[str, Any]:
        """Return what is sent beside the messages: explicit, and only what the model takes."""
        optional = {"temperature": self.temperature, "top_p": self.top_p, "seed": seed if self.seed else None}
        return {"max_tokens": self.max_tokens} | {name: value for name, value in optional.items() if value is not None}

    @property
    def ceilings(self) -> Ceilings:
        """What the model's provider allows a minute."""
        return Ceilings(requests_per_minute=self.requests_per_minute, tokens_per_minute=self.tokens_per_minute)


class BudgetSpec(_Spec):
    """What a run may spend, over all its resumes."""

    usd: float | None = Field(default=None, ge=0, le=1_000_000, description="US dollars; null: no cap")

    @property
    def picodollars(self) -> int | None:
        """The cap in picodollars (10^-12 USD), exact for what was written."""
        return None if self.usd is None else int(Decimal(repr(self.usd)) * PICODOLLARS)


class QualitySpec(_Spec):
    """Which checks run beside the shipped ones, and where lines are drawn."""

    checks: tuple[str, ...] = Field(
        default=(), strict=False, description="checks of your own, as mypackage.mymodule:MyCheck"
    )
    thresholds: dict[str, FiniteFloat] = Field(
        default_factory=dict, description="check: the score from which a letter fails; others keep their own"
    )

    def chosen(self) -> list[Check]:
        """Return the checks that run; RecipeError where one can't be loaded or has no threshold to set."""
        return choose_checks(more=self.checks, thresholds=self.thresholds)


class BalanceSpec(_Spec):
    """How many cases each value of an axis may have beside the others."""

    by: Literal["ground", "ground_source", "regime", "notice", "voice", "length", "register"]
    weights: dict[str, float] = Field(
        default_factory=dict, description="value: its weight; a value that is not named weighs 1, and 0 leaves it out"
    )

    @model_validator(mode="after")
    def _positive(self) -> Self:
        if any(not 0 <= weight < math.inf for weight in self.weights.values()):
            raise ValueError("a weight of balance is 0 or more")
        return self


class SelectSpec(_Spec):
    """Which letters may become training targets."""

    targets: tuple[str, ...] = Field(default=(), strict=False, description="authors; empty: every model, no baseline")
    unmeasured: Literal["keep", "drop"] = "keep"
    per_case: int = Field(default=1, ge=1, le=256, description="letters of each kind and input a case may have")
    balance: BalanceSpec | None = None


class LicenseSpec(_Spec):
    """Which models may write, by their terms; `imrdata.llm.licenses` says what each policy means."""

    policy: Literal["any-allowed", "open-weights-only", "permissive-only"] = "any-allowed"
    allow: tuple[str, ...] = Field(
        default=(), strict=False, description="if any: only these models or licenses may write"
    )
    accept_terms: dict[str, str] = Field(
        default_factory=dict,
        description="model: who decided, in words, that its texts may be trained on though its terms forbid it",
    )


class TimeSpec(_Spec):
    """The years from which on cases are held back. A group of cases that spans them goes where its latest year is."""

    validation: int = Field(ge=1900, le=2200, description="cases of this year and later are not trained on")
    test: int = Field(ge=1900, le=2200, description="cases of this year and later are held out for the test")
    spanning: Literal["latest", "out"] = Field(
        default="latest", description="a group that spans a cut: to the split of its latest year, or out"
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.test < self.validation:
            raise ValueError("test begins in or after the year in which validation begins")
        return self


class RecordsSpec(_Spec):
    """Which records are made of what was selected, and how they are written down."""

    inputs: tuple[Literal["full", "reduced"], ...] = Field(
        default=INPUTS, strict=False, min_length=1, description="what an appeal is written from, and shown with"
    )
    tasks: tuple[str, ...] = Field(default=tuple(RECORD_TASKS), strict=False, min_length=1)
    preference: bool = Field(default=False, description="true: pairs of a chosen and a rejected appeal, too")
    provenance: bool = Field(default=False, description="true: each line of JSONL says where it comes from")
    sequence_length: int = Field(default=4096, ge=16, description="longer records are reported, and never cut")
    formats: tuple[str, ...] = Field(
        default=(), strict=False, description="formats of your own beside the shipped, as mypackage.mymodule:MY_FORMAT"
    )

    @model_validator(mode="after")
    def _known(self) -> Self:
        for name in self.tasks:
            if name not in RECORD_TASKS:
                raise ValueError(f"tasks names {name}; known are {', '.join(RECORD_TASKS)}")
        return self


class SplitSpec(_Spec):
    """How records are divided, by case."""

    train: float = Field(default=0.8, gt=0, le=1)
    validation: float = Field(default=0.1, ge=0, lt=1)
    test: float = Field(default=0.1, ge=0, lt=1)
    time: TimeSpec | None = Field(default=None, description="divide by report year, not by draw")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if abs(self.train + self.validation + self.test - 1) > 1e-9:
            raise ValueError("train, validation and test must add up to 1")
        return self


class Recipe(_Spec):
    """All that shapes a run.

    Examples
    --------
    >>> recipe = Recipe.load("demo")
    >>> recipe.name, len(recipe.sha256)
    ('demo', 64)
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")
    about: str = ""
    source: str = Field(
        default="sample", description="'sample' (the shipped fictional export) or a file, relative to the recipe"
    )
    snapshot: str | None = Field(default=None, description="the date of the export, as its publisher gives it")
    seed: int = Field(default=0, ge=0)
    cases: CasesSpec = CasesSpec()
    authors: tuple[AuthorSpec, ...] = Field(strict=False, min_length=1)
    catalog: str | None = Field(default=None, description="a catalogue file of your own, relative to the recipe")
    templates: str | None = Field(
        default=None, description="a folder of prompt templates of your own, relative to the recipe; others as packaged"
    )
    in_flight: int = Field(default=8, ge=1, le=1024, description="questions under way at once; changes no answer")
    quality: QualitySpec = QualitySpec()
    judges: tuple[JudgeSpec, ...] = Field(default=(), strict=False, description="models that read finished letters")
    select: SelectSpec = SelectSpec()
    split: SplitSpec = SplitSpec()
    records: RecordsSpec = RecordsSpec()
    decontaminate: tuple[str, ...] = Field(
        default=(), strict=False, description="JSONL files whose texts no record may share, relative to the recipe"
    )
    tokenizer: str | None = Field(default=None, description="the base model's tokenizer.json, relative to the recipe")
    withdraw: tuple[str, ...] = Field(
        default=(),
        strict=False,
        description="cases that may no longer be in the dataset: ids, or a file with one a line beside the recipe",
    )
    licenses: LicenseSpec = LicenseSpec()
    budget: BudgetSpec = BudgetSpec()
    prices: str | None = Field(default=None, description="a file of prices of your own, relative to the recipe")
    expectations: bool = Field(
        default=False, description="true: hold the run's tables against the suites of imrdata.quality.expectations"
    )
    plumbing: bool = Field(default=False, description="true: the card says that the set only shows that the pipes hold")

    @model_validator(mode="after")
    def _authors(self) -> Self:
        names = [spec.author for spec in self.authors]
        if len(set(names)) < len(names):
            raise ValueError("authors names one author twice")
        for name in self.select.targets:
            if name not in names:
                raise ValueError(f"select.targets names {name}, which is not among the authors")
        judges = [spec.judge for spec in self.judges]
        if len(set(judges)) < len(judges):
            raise ValueError("judges names one model twice")
        for name in judges:
            if name in names:
                raise ValueError(f"judges names {name}, which is among the authors: no model judges its own letters")
        return self

    _base: Path = PrivateAttr(default=Path())

    def at(self, base: str | Path) -> Self:
        """Return the recipe with the folder that its paths are relative to.

        Raises
        ------
        RecipeError
            `templates` names no folder, or one with a template that no task asks for.
        """
        placed = self.model_copy()
        placed._base = Path(base)
        if placed.templates is not None:
            check_folder(placed._base / placed.templates, named=placed.templates)
        return placed

    def task(self, name: str) -> Task:
        """Return a task as this recipe asks it: with the templates of its own folder, if it names one."""
        task = TASKS[name]
        if self.templates is None or task.folder is not None:
            return task
        return replace(task, folder=self._base / self.templates)

    @property
    def targets(self) -> tuple[str, ...]:
        """The authors whose letters may become training targets: as asked, else every model, never the baseline."""
        return self.select.targets or tuple(spec.author for spec in self.authors if spec.author != BASELINE)

    @property
    def dataset_options(self) -> DatasetOptions:
        """What the recipe says of its dataset, as `imrdata.dataset.make.make_dataset` takes it."""
        balance, time = self.select.balance, self.split.time
        return DatasetOptions(
            seed=self.seed,
            recipe_sha256=self.sha256,
            targets=self.targets,
            unmeasured=self.select.unmeasured,
            per_case=self.select.per_case,
            balance=None if balance is None else Balance(by=balance.by, weights=balance.weights),
            fractions={"train": self.split.train, "validation": self.split.validation, "test": self.split.test},
            time=None if time is None else TimeCut(validation=time.validation, test=time.test, spanning=time.spanning),
            tasks=self.records.tasks,
            inputs=self.records.inputs,
            preference=self.records.preference,
        )

    @property
    def license_policy(self) -> LicensePolicy:
        """Which models may write, as `licenses` says."""
        spec = self.licenses
        return LicensePolicy(name=spec.policy, allow=spec.allow, accept_terms=spec.accept_terms)

    @property
    def models(self) -> tuple[tuple[str, str], ...]:
        """Every model of the recipe with its role, the baseline too: what the license policy is asked about."""
        writers = tuple((spec.author, "writer") for spec in self.authors)
        return writers + tuple((spec.judge, "judge") for spec in self.judges)

    @property
    def canonical(self) -> str:
        """All that can change an output, as one text: not words about it, money, or how fast questions fly."""
        pace = {"requests_per_minute", "tokens_per_minute", "batch"}
        data = self.model_dump(
            mode="json",
            exclude={
                **dict.fromkeys(("in_flight", "about", "prices", "budget", "expectations"), True),
                "authors": {"__all__": pace},
                # A recipe without judges is the recipe it was before there were any.
                "judges": {"__all__": pace} if self.judges else True,
                # What they say is in every task's version and every fingerprint.
                **({} if self.templates else {"templates": True}),
            },
        )
        if not self.withdraw:
            del data["withdraw"]  # a recipe that withdraws nothing is the one it was before recipes could
        return canonical_json(data)

    @property
    def sha256(self) -> str:
        """Hash of `canonical`."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read a recipe.

        Parameters
        ----------
        path
            A YAML file, or the name of a packaged recipe (``demo``).

        Raises
        ------
        RecipeError
            The file is missing or no YAML, or a key is unknown, missing or wrong; the sentence names it.
        """
        try:
            file = cls.find(path)
            data = yaml.load(file.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506 (a SafeLoader)
        except UnicodeDecodeError:
            raise RecipeError("it is not UTF-8 text", where=str(path), mend="save it as UTF-8") from None
        except OSError as error:
            raise RecipeError(
                f"it can't be read ({error.strerror})", where=str(path), mend="check its permissions"
            ) from None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            where = f"{path}, line {mark.line + 1}" if mark else str(path)
            problem = getattr(error, "problem", None) or "it can't be parsed"
            raise RecipeError(f"it is not valid YAML ({problem})", where=where, mend="mend that line") from None
        if not isinstance(data, dict):
            raise RecipeError("it holds no keys", where=str(path), mend="start from recipes/demo.yaml")
        if isinstance(named := data.get("withdraw"), str):
            data["withdraw"] = read_withdrawals(file.parent / named)
        return cls.of(data, where=path)

    @classmethod
    def of(cls, data: Mapping[str, Any], *, where: str | Path) -> Self:
        """Make a recipe of plain data.

        Raises
        ------
        RecipeError
            A key is unknown, missing or wrong; the sentence names `where` and the key.
        """
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise _sentence(error, path=where, model=cls) from None

    def changed(self, **parts: Any) -> Self:
        """Return the recipe with some keys set anew; of a part, those that a mapping names.

        Raises
        ------
        RecipeError
            A key is unknown or its value wrong.

        Examples
        --------
        >>> changed = Recipe.load("demo").changed(cases={"sample": 10}, seed=5)
        >>> changed.cases.sample, changed.seed
        (10, 5)
        """
        data = self.model_dump()
        for part, keys in parts.items():
            known = data.get(part)
            data[part] = {**known, **keys} if isinstance(known, Mapping) and isinstance(keys, Mapping) else keys
        return type(self).of(data, where=self.name)

    @staticmethod
    def find(path: str | Path) -> Path:
        """Return the file that a path or a packaged recipe's name means."""
        file = Path(path)
        if file.is_file():
            return file
        named = packaged("recipes") / f"{path}.yaml"
        if named.is_file() and file.name == str(path):
            return named
        known = ", ".join(sorted(found.stem for found in packaged("recipes").glob("*.yaml")))
        raise RecipeError("there is no such recipe", where=str(path), mend=f"name a YAML file or one of: {known}")


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader that refuses a key given twice, which YAML forbids and PyYAML lets pass."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[object] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key.value} occurs twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def as_recipe(given: object) -> Recipe:
    """Return a recipe; refuse what is none, such as the name of one.

    Raises
    ------
    RecipeError
        It is no `Recipe`.
    """
    if isinstance(given, Recipe):
        return given
    raise RecipeError(f"a recipe is given as {type(given).__name__}", mend="give Recipe.load(FILE or name)")


def _sentence(error: ValidationError, *, path: str | Path, model: type[BaseModel]) -> RecipeError:
    """Put the first thing that is wrong with a recipe into one sentence that names the key and the mend."""
    # A key that is misspelt is also missing: the misspelling is the better thing to say.
    first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
    key = ".".join(str(part) for part in first["loc"]) or "the recipe"
    known = _known_keys(model, first["loc"][:-1])
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(first["loc"][-1]), known, n=1)
        mend = f"did you mean {near[0]}" if near else f"known keys here are {', '.join(known)}"
        return RecipeError(f"{key} is not a key of a recipe", where=str(path), mend=mend)
    if first["type"] == "missing":
        return RecipeError(f"{key} is missing", where=str(path), mend="add it; recipes/demo.yaml shows every key")
    message = first["msg"].removeprefix("Value error, ")
    return RecipeError(f"{key}: {message[0].lower()}{message[1:]}", where=str(path), mend="mend that key")


def _known_keys(model: type[BaseModel], location: tuple[int | str, ...]) -> list[str]:
    """Return the keys that a recipe knows at a place in it."""
    known: dict[str, type[BaseModel]] = {
        "cases": CasesSpec,
        "authors": AuthorSpec,
        "judges": JudgeSpec,
        "quality": QualitySpec,
        "select": SelectSpec,
        "split": SplitSpec,
        "records": RecordsSpec,
        "licenses": LicenseSpec,
        "budget": BudgetSpec,
    }
    names = [part for part in location if isinstance(part, str)]
    place: type[BaseModel] = known[names[0]] if names else model
    return sorted(place.model_fields)
