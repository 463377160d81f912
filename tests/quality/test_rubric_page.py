"""docs/rubric.md and docs/axes.md say what the data says."""

from __future__ import annotations

from pathlib import Path

import pytest

from imrdata.letters import requirements, statutory
from imrdata.letters.axes import COUNTERFACTUAL_REGIMES, GROUNDS, LENGTHS, NOTICES, REGIMES, REGISTERS, VOICES
from imrdata.quality.rubric import rubric_items

DOCS = Path(__file__).resolve().parents[2] / "docs"


def rows(page: str) -> dict[str, list[str]]:
    """Return the cells of each table row that begins with a name in code."""
    lines = (DOCS / page).read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    return {row[0].strip("`"): row[1:] for row in cells}


@pytest.mark.parametrize("kind", ["denial", "appeal"])
def test_the_page_has_every_item_with_its_points_and_words(kind: str) -> None:
    table = rows("rubric.md")
    for item in rubric_items(kind):
        points, find, where = table[item.id]
        assert (points, find) == (str(item.points), item.find)
        for name in (*item.regimes, *item.notices, *item.texts, *item.needs):
            assert name in where


def test_the_page_has_every_option_requirement_and_text() -> None:
    table = rows("axes.md")
    for options in (REGIMES, COUNTERFACTUAL_REGIMES, NOTICES, GROUNDS, LENGTHS, REGISTERS, VOICES):
        assert set(options) <= set(table)
    for one in requirements._all():
        assert table[one.id][4:] == [one.law, "yes" if one.official else "no"]
    for text in statutory._all():
        assert table[text.id][-2:] == [text.checked_on or "no", text.source]
