"""The rubric was frozen before the grammar it scores was written: its items, its points and its bytes."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from importlib.resources import files

#: Changes only together with `version` in the file and a line in CHANGELOG.md.
FROZEN = {1: "24c19a3bd582ef955e71f19b2d908077bf012db704b1b7d38893ce8a2b81b624"}

BYTES = files("imrdata.quality").joinpath("rubric.toml").read_bytes()
RUBRIC = tomllib.loads(BYTES.decode())


def test_the_rubric_is_the_frozen_one() -> None:
    assert hashlib.sha256(BYTES).hexdigest() == FROZEN[RUBRIC["version"]]


def test_the_items_add_up_to_the_groups_and_the_groups_to_a_hundred() -> None:
    points: Counter[tuple[str, str, str]] = Counter()
    for item in RUBRIC["item"]:
        part = "administrative" if item.get("administrative") else item["kind"]
        points[part, item["group"], item["kind"]] += item["points"]
    expected = {
        (kind, group, kind): points for kind in ("denial", "appeal") for group, points in RUBRIC["groups"][kind].items()
    }
    for group, worth in RUBRIC["groups"]["administrative"].items():
        expected |= {("administrative", group, kind): worth for kind in ("denial", "appeal")}
    assert dict(points) == expected
    assert sum(RUBRIC["groups"]["denial"].values()) == 100
    assert sum(RUBRIC["groups"]["appeal"].values()) == 100


def test_every_item_says_what_must_be_found_and_whose_demand_it_is() -> None:
    ids = [item["id"] for item in RUBRIC["item"]]
    assert len(set(ids)) == len(ids)
    for item in RUBRIC["item"]:
        assert item["find"].endswith(".")
        assert item["law"]
        assert item["points"] > 0
