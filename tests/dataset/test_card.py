from __future__ import annotations

from typing import Any

import polars as pl
import pytest
import yaml

from imrdata.dataset.card import CITATION, DATASET_PAGE, AuthorFacts, quality_table, render_card
from imrdata.dataset.records import RECORD_SCHEMA
from imrdata.llm.catalog import OBLIGATIONS
from imrdata.llm.licenses import Terms


def terms(license_: str, *obligations: str) -> Terms:
    return Terms(licenses=frozenset({license_}), obligations=frozenset(obligations))


def card(world: Any, records: pl.DataFrame | None = None, **changes: Any) -> tuple[dict[str, Any], str]:
    found = world.records() if records is None else records
    text = render_card(found, card_facts=world.card_facts(**changes), manifest_facts=world.manifest_facts())
    _, front, body = text.split("---\n", 2)
    return yaml.safe_load(front), body


def test_front_matter(world: Any) -> None:
    front, _ = card(world)
    assert front["language"] == ["en"]
    assert front["size_categories"] == ["n<1K"]
    assert {"modified", "non-official", "fictional", "plumbing"} <= set(front["tags"])
    assert (front["license"], front["license_name"]) == ("other", "apache-2.0-and-mit")
    files = {entry["split"]: entry["path"] for entry in front["configs"][0]["data_files"]}
    assert files["train"] == "train.jsonl"


@pytest.mark.parametrize(
    ("license_", "fictional", "expected"),
    [
        ("Apache-2.0", True, {"license": "apache-2.0"}),
        ("Apache-2.0", False, {"license": "other", "license_name": "apache-2.0-and-dmhc-terms"}),
        ("", True, {"license": "unknown"}),
    ],
)
def test_license_for_the_hub(world: Any, license_: str, fictional: bool, expected: dict[str, str]) -> None:
    records = world.records().with_columns(license=pl.lit(license_)) if license_ else RECORD_SCHEMA.to_frame()
    front, _ = card(world, records, fictional=fictional)
    assert expected.items() <= front.items()


def test_it_says_what_it_is(world: Any) -> None:
    _, body = card(world)
    for words in (
        "This is a plumbing dataset", "do not train a model on it that will\nmeet people", "The cases are fictional",
        "Modified, non-official", CITATION, DATASET_PAGE, "## Forbidden use", "## Known limits",
        "Rule-based records: 6 of 12 (50.0%)", "rule-based, no model", "License of the records: Apache-2.0 AND MIT",
        "| approval | 1 | 24 | 0 | 0 |", "| overlap | 1 | 0 | 0 | 24 |", "snapshot date", "| unknown |",
        world.cases["source_sha256"][0],
    ):  # fmt: skip
        assert words in body, words


def test_a_real_source_is_not_called_fictional(world: Any) -> None:
    front, body = card(world, fictional=False, plumbing=False)
    assert "ictional" not in body
    assert "plumbing" not in body
    assert not {"fictional", "plumbing"} & set(front["tags"])
    assert f"Cite: {CITATION}" in body
    assert "Modified, non-official" in body


def test_tables_hold_together(world: Any) -> None:
    author = AuthorFacts(
        author="x|y", rule_based=False, revision="r\n| a |", license="MIT", attribution="<b>&", terms="t"
    )
    _, body = card(world, authors=(author,), drop_reasons={"check: a | b": 3})
    rows = 0
    for block in body.split("\n\n"):
        lines = [line for line in block.split("\n") if line.startswith("|")]
        widths = {line.replace("\\|", "").count("|") for line in lines}
        assert len(widths) <= 1, lines
        rows += len(lines)
    assert rows > 15
    assert "<b>" not in body


def test_it_says_what_the_terms_ask_and_who_decided_against_them(world: Any) -> None:
    licenses = {"baseline": terms("Apache-2.0"), "small-model": terms("LicenseRef-x", "naming", "use_restrictions")}
    author = AuthorFacts(
        author="small-model", rule_based=False, revision="unresolved", license="LicenseRef-x",
        attribution="Built with | X.", terms="Names begin with it", name_prefix="X", accepted="We decided so.",
    )  # fmt: skip
    _, body = card(world, world.records(licenses=licenses), authors=(author,))
    for words in (
        "License of the records: Apache-2.0 AND LicenseRef-x",
        "- small-model: Built with \\| X. Names begin with it. The prescribed word is “X”. **Trained on against these "
        "terms, by this decision:** “We decided so.”\n",
        f"- naming: {OBLIGATIONS['naming']}\n- use_restrictions: {OBLIGATIONS['use_restrictions']}\n",
    ):
        assert words in body, words
    assert "What the terms behind these records ask" not in card(world)[1]


def test_layout(world: Any) -> None:
    world_of_terms = world.records(licenses={"baseline": terms("MIT"), "small-model": terms("MIT", "naming")})
    assert "\n\n\n" not in card(world, world_of_terms)[1]
    for options in ({}, {"fictional": False, "plumbing": False}, {"drop_reasons": {}}):
        _, body = card(world, **options)
        assert "\n\n\n" not in body
        assert body.endswith("it.\n")
        assert not [line for line in body.split("\n") if line != line.rstrip()]
    text = "\n".join(card(world, RECORD_SCHEMA.to_frame())[1].split("\n"))
    assert "0 records from 0 cases" in text


def test_quality_table_counts_versions_apart() -> None:
    verdicts = pl.DataFrame(
        {"check": ["b", "a", "a"], "check_version": [1, 2, 1], "verdict": ["fail", "unmeasured", "pass"]}
    )
    assert [(row.check, row.version, row.passed, row.failed, row.unmeasured) for row in quality_table(verdicts)] == [
        ("a", 1, 1, 0, 0), ("a", 2, 0, 0, 1), ("b", 1, 0, 1, 0),
    ]  # fmt: skip
