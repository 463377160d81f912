"""The preview's page in a real browser: offline, marked, and readable on a phone, in light and dark."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from imrdata.previewing import Preview, preview
from imrdata.recipe import Recipe
from tests.chromium import Page, find_chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="there is no Chromium: install it, or name one in CHROMIUM"),
]

#: Each sentence of Findings: its role, place, words, and whether its background differs from the page's.
SENTENCES = """[...document.querySelectorAll('.sentence')].map(each => {
  const own = getComputedStyle(each), page = getComputedStyle(document.body);
  return {role: each.dataset.role, start: +each.dataset.start, end: +each.dataset.end,
          text: each.querySelector('.text').textContent, coloured: own.backgroundColor !== page.backgroundColor,
          colour: own.backgroundColor, shown: each.getBoundingClientRect().height > 0};
})"""

#: Texts whose contrast with what lies behind them is below the 4.5 that WCAG 2 AA asks for.
FAINT = """(() => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = each => { for (let at = each; at; at = at.parentElement) {
    const colour = rgb(getComputedStyle(at).backgroundColor);
    if (colour.length < 4 || colour[3] > 0) return colour; } return [255, 255, 255]; };
  const found = [];
  for (const each of document.querySelectorAll('body *')) {
    const own = [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || !each.getClientRects().length) continue;
    const [a, b] = [light(rgb(getComputedStyle(each).color)), light(behind(each))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) found.push(`${each.tagName} ${each.className} ${contrast.toFixed(2)}`);
  }
  return [...new Set(found)];
})()"""

#: What sticks out of a narrow window.
WIDE = """[...document.querySelectorAll('body *')]
  .filter(each => each.getClientRects().length && each.getBoundingClientRect().right > innerWidth + 0.5)
  .map(each => `${each.tagName} ${each.className} ${Math.round(each.getBoundingClientRect().right)}`).slice(0, 5)"""

#: The smallest text that is not a raised number.
SMALLEST = """Math.min(...[...document.querySelectorAll('body *')]
  .filter(each => each.tagName !== 'A' || each.parentElement.tagName !== 'SUP')
  .filter(each => each.getClientRects().length
    && [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
  .map(each => parseFloat(getComputedStyle(each).fontSize)))"""

UNFOLD = "document.querySelectorAll('details').forEach(each => each.open = true)"


@pytest.fixture(scope="module")
def shown() -> Preview:
    return preview(Recipe.load("demo"), case_id="EI25-99101")


@pytest.fixture(scope="module")
def url(shown: Preview, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("page") / "preview.html"
    file.write_text(shown.html(), encoding="utf-8")
    return file.as_uri()


def look(url: str, *expressions: str, **window: Any) -> tuple[list[Any], Page]:
    """Open the page, evaluate what is asked one after the other, and return the values with the tab's record."""

    async def work() -> tuple[list[Any], Page]:
        program = find_chromium()
        assert program is not None
        async with Page(program) as page:
            await page.open(url, **window)
            return [await page.value(expression) for expression in expressions], page

    return asyncio.run(work())


def test_the_page_opens_offline_and_asks_for_nothing_else(url: str) -> None:
    (title, text, scripts), page = look(
        url, "document.title", "document.body.innerText.length", "document.scripts.length"
    )
    assert title == "imrdata preview: EI25-99101"
    assert text > 5000
    assert scripts == 0
    assert page.requests == [url]
    assert page.complaints == []


def test_the_browser_would_tell_if_a_page_asked_for_something(url: str, tmp_path: Path) -> None:
    """The test above can fail: without its policy, the same page with a picture and a style from elsewhere is seen."""
    html = preview(Recipe.load("demo"), case_id="EI25-99101").html()
    bad = tmp_path / "bad.html"
    start = html.index("<meta http-equiv")
    bare = html[:start] + html[html.index(">", start) + 1 :]
    bad.write_text(bare.replace("<body", '<link rel="stylesheet" href="https://example.org/x.css"><body'))
    _, page = look(bad.as_uri(), "document.title")
    assert page.requests == [bad.as_uri(), "https://example.org/x.css"]
    assert page.complaints != []


def test_every_sentence_is_coloured_by_its_role_and_the_letters_are_marked(url: str, shown: Preview) -> None:
    (sentences, marks, edges), _ = look(
        url,
        SENTENCES,
        """[...document.querySelectorAll('.sentence mark')].map(each => [each.textContent,
          getComputedStyle(each).borderBottomWidth])""",
        """[...document.querySelectorAll('.admitted')].map(each => getComputedStyle(each).borderLeftColor)""",
    )
    findings = shown.data["findings"]
    assert len(sentences) == len(shown.data["sentences"]) > 5
    for each in sentences:
        assert each["coloured"]
        assert each["shown"]
        assert each["text"] == findings[each["start"] : each["end"]]
    colours: dict[str, set[str]] = {}
    for each in sentences:
        colours.setdefault(each["role"], set()).add(each["colour"])
    assert all(len(found) == 1 for found in colours.values())
    assert len({found for each in colours.values() for found in each}) == len(colours)
    assert "naproxen" in {text for text, _ in marks}
    assert {width for _, width in marks} == {"2px"}
    assert set(edges) == {"rgb(29, 107, 47)"}


@pytest.mark.parametrize("dark", [False, True])
def test_it_is_readable_on_a_phone_in_light_and_dark(url: str, dark: bool) -> None:
    (wide, width, smallest, faint, paper), _ = look(
        url,
        f"{UNFOLD}; {WIDE}",
        "document.documentElement.scrollWidth",
        SMALLEST,
        FAINT,
        "getComputedStyle(document.body).backgroundColor",
        width=360,
        height=740,
        dark=dark,
    )
    assert wide == []
    assert width == 360
    assert smallest >= 11
    assert faint == []
    assert paper == ("rgb(23, 24, 26)" if dark else "rgb(255, 255, 255)")
