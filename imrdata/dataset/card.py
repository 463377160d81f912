"""The dataset card: what a person reads before using the data.

In: records, what the run knows of itself, and the counts of every check. Out: README.md with the front matter
that the Hugging Face hub reads. It says what the set is not for as plainly as what it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import polars as pl
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from imrdata.cases.fetch import CITATION, PACKAGE, PORTAL
from imrdata.dataset.formats import FORMATS
from imrdata.dataset.manifest import (
    CHECKSUMS,
    CROISSANT,
    MANIFEST,
    PAIR_TWIN,
    TWIN,
    ManifestFacts,
    ProofFacts,
    count_records,
    licensed,
    record_obligations,
    split_file,
)
from imrdata.dataset.proof import FOLDER
from imrdata.dataset.split import SPLITS
from imrdata.llm.catalog import OBLIGATIONS
from imrdata.llm.spdx import license_expression
from imrdata.quality.calibration import published, share
from imrdata.quality.check import FAIL, PASS, UNMEASURED

__all__ = [
    "CITATION",
    "DATASET_PAGE",
    "INTENDED_USE",
    "LIMITS",
    "AuthorFacts",
    "CardFacts",
    "CheckCounts",
    "forbidden_use",
    "hub_license",
    "quality_table",
    "render_card",
]

DATASET_PAGE: Final = f"{PORTAL}/dataset/{PACKAGE}"

#: What the set is for.
INTENDED_USE: Final = (
    "Fine-tuning and evaluating models that draft an appeal for a patient, a relative or a physician, who then reads, "
    "checks and completes it.",
    "Research on such data: how it is made, how it is checked, and what its checks miss.",
)

#: What it is not for, plumbing or not.
FORBIDDEN_USE: Final = (
    "Legal or medical advice, or letters that are sent without a person who has read them, checked every fact and "
    "filled every placeholder.",
    "Deciding on coverage, or training a model that denies or judges requests.",
    "Passing these letters off as real denials, real appeals or official documents.",
    "Finding out who a case is about.",
)

#: What holds of every set that is made this way.
LIMITS: Final = (
    "Rules find what they were written for. A letter that passes every check can still be wrong: the table above says "
    "how much each check misses.",
    "Legal texts are those of one regime at one time; check them before any use.",
    "California only, English only; cases that reached a review are not a fair picture of all denials.",
)

#: Upper ends of the hub's size words.
_SIZES: Final = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorFacts:
    """Who wrote letters of this set.

    Attributes
    ----------
    author
        Catalogue id, or ``baseline``.
    rule_based
        True where no model is involved.
    revision
        Which weights; ``unresolved`` where not known.
    license
        SPDX expression of what it writes.
    attribution, terms
        What to print where its texts are used, and what its terms say on training with them.
    name_prefix
        The word that a model trained on its texts has to bear in its name.
    accepted
        The words of whoever decided that its texts may be trained on against its terms.
    """

    author: str
    rule_based: bool
    revision: str
    license: str
    attribution: str
    terms: str
    name_prefix: str = ""
    accepted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCounts:
    """How often a check passed, failed or could not be made, over all letters."""

    check: str
    version: int
    passed: int
    failed: int
    unmeasured: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """What a card says beyond what the records and the manifest hold.

    Attributes
    ----------
    plumbing
        True: the set only shows that the pipes hold.
    fictional
        True: the source is the shipped sample, in which nobody is real.
    authors
        All who wrote letters, whether or not one was kept.
    quality
        Result of `quality_table`.
    drop_reasons
        Result of `imrdata.dataset.select.drop_reasons`.
    """

    plumbing: bool
    fictional: bool
    authors: tuple[AuthorFacts, ...]
    quality: tuple[CheckCounts, ...]
    drop_reasons: Mapping[str, int]


def quality_table(verdicts: pl.DataFrame) -> tuple[CheckCounts, ...]:
    """Count the verdicts of each check, by name.

    Parameters
    ----------
    verdicts
        VERDICT_SCHEMA, at least ``check, check_version, verdict``.

    Examples
    --------
    >>> quality_table(pl.DataFrame({"check": ["a", "a"], "check_version": [1, 1], "verdict": ["pass", "fail"]}))
    (CheckCounts(check='a', version=1, passed=1, failed=1, unmeasured=0),)
    """
    counts: dict[tuple[str, int], dict[str, int]] = {}
    for check, version, verdict, count in verdicts.group_by("check", "check_version", "verdict").len().rows():
        counts.setdefault((check, version), {})[verdict] = count
    return tuple(
        CheckCounts(
            check=check,
            version=version,
            passed=found.get(PASS, 0),
            failed=found.get(FAIL, 0),
            unmeasured=found.get(UNMEASURED, 0),
        )
        for (check, version), found in sorted(counts.items())
    )


def render_card(
    records: pl.DataFrame,
    *,
    card_facts: CardFacts,
    manifest_facts: ManifestFacts,
    pairs: pl.DataFrame | None = None,
    proof: ProofFacts | None = None,
) -> str:
    """Render the card of a dataset.

    Parameters
    ----------
    records
        RECORD_SCHEMA; counts and licenses are taken from here, so the card can't say otherwise.
    card_facts, manifest_facts
        What the run knows.
    pairs
        PAIR_SCHEMA; None: there are none.
    proof
        What the proof holds; None: there is none.

    Returns
    -------
    str
        Markdown with a YAML front matter.
    """
    per_split, per_author = count_records(records)
    rule_based = records.filter(pl.col("author_kind") == "rule-based").height
    given = licensed(records, pairs)
    license_ = license_expression(given["license"]) if given.height else ""
    return str(
        _template().render(
            facts=card_facts,
            manifest=manifest_facts,
            proof=proof,
            proof_folder=FOLDER,
            license=license_,
            obligations=[(name, OBLIGATIONS[name]) for name in record_obligations(given)],
            hub_license=hub_license(license_, fictional=card_facts.fictional),
            intended=INTENDED_USE,
            forbidden=forbidden_use(plumbing=card_facts.plumbing),
            limits=LIMITS,
            quality=[_quality_row(row) for row in card_facts.quality],
            kinds=sorted(
                (str(task), str(input_), count)
                for task, input_, count in records.group_by("task", "input").len().rows()
            ),
            size=next((word for end, word in _SIZES if records.height < end), "n>1M"),
            splits=SPLITS,
            per_split=per_split,
            pairs=None if pairs is None else {name: pairs.filter(pl.col("split") == name).height for name in SPLITS},
            pair_file=FORMATS["dpo"].file,
            pair_twin=PAIR_TWIN,
            per_author=per_author,
            cases=records["case_id"].n_unique(),
            rule_based=rule_based,
            rule_based_share=f"{rule_based / records.height:.1%}" if records.height else "none",
            sampled=records.filter(pl.col("ground_source") == "sampled").height,
            determinations=sorted((str(name), count) for name, count in records["determination"].value_counts().rows()),
            citation=CITATION,
            page=DATASET_PAGE,
            split_file=split_file,
            twin=TWIN,
            manifest_file=MANIFEST,
            croissant=CROISSANT,
            checksums=CHECKSUMS,
        )
    )


@cache
def _quality_row(row: CheckCounts) -> dict[str, Any]:
    """Return what the card says of a check: what it did here, and how often it is right, with exact bounds."""
    known = published(row.check, version=row.version)
    return {
        "check": row.check,
        "version": row.version,
        "passed": row.passed,
        "failed": row.failed,
        "unmeasured": row.unmeasured,
        "pass_rate": share((row.passed, row.passed + row.failed)),
        "recall": share(known.recall) if known else "not measured",
        "alarms": share(known.alarms) if known else "not measured",
    }


def forbidden_use(*, plumbing: bool) -> tuple[str, ...]:
    """Return what the set is not for."""
    return (
        (*FORBIDDEN_USE, "Training any model that meets people: this is a plumbing dataset.")
        if plumbing
        else (FORBIDDEN_USE)
    )


def hub_license(expression: str, *, fictional: bool) -> dict[str, str]:
    """Return the hub's license fields: an identifier it knows, or `other` with a name and a link."""
    # The hub takes identifiers, no expressions; and text derived from the state's data carries the state's
    # terms too.
    if fictional and expression == "Apache-2.0":
        return {"license": "apache-2.0"}
    if not expression:
        return {"license": "unknown"}
    name = expression if fictional else f"{expression} and DMHC terms"
    slug = "".join(sign if sign.isalnum() or sign in ".-" else "-" for sign in name.lower())
    link = "https://spdx.org/licenses/" if fictional else DATASET_PAGE
    return {"license": "other", "license_name": slug, "license_link": link}


def _cell(value: object) -> str:
    """Put text into one cell of a Markdown table, without letting it make cells or HTML of its own."""
    text = " ".join(str(value).split())
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|")


@cache
def _template() -> Any:
    # Markdown, not HTML; what comes from outside goes through `cell` or `quoted`.
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["cell"] = _cell
    environment.filters["sentence"] = lambda value: f"{str(value).rstrip('. ')}."
    environment.filters["quoted"] = lambda value: json.dumps(value, ensure_ascii=False)
    source = files("imrdata.dataset").joinpath("templates", "card.md.j2").read_text(encoding="utf-8")
    return environment.from_string(source)
