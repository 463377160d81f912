"""A case of the fictional sample, a letter of the baseline author that passes every check, and settings that don't wait."""

from __future__ import annotations

from dataclasses import replace

import pytest

import imrdata
from imrdata.authors import Written, subject_of, write_by_rule
from imrdata.data import sample
from imrdata.letters.views import AppealView, DenialView
from imrdata.recipe import Recipe
from serve.client import Asked
from serve.release import RELEASE, Release
from serve.settings import Settings


@pytest.fixture(scope="session")
def release() -> Release:
    return Release.load(RELEASE)


@pytest.fixture(scope="session")
def settings(release: Release) -> Settings:
    """The release's, with less patience."""
    return replace(Settings.of(release), connect=1.0, first_byte=2.0, silence=2.0, total=5.0, max_tokens=600)


def one_case() -> tuple[Asked, str]:
    """What a writer may see of one case, and a letter that passes every check."""
    case = imrdata.add_sentences(imrdata.read_imr(sample()).cases).row(0, named=True)
    found = Written(("baseline",))
    write_by_rule(subject_of(case, view=DenialView.from_case(case), recipe=Recipe.load("demo")), found)
    letter = found.letters.filter(found.letters["kind"] == "appeal").row(0, named=True)
    view = found.views[letter["letter_id"]]
    assert isinstance(view, AppealView)
    asked = Asked(view=view, voice=letter["voice"], regime=letter["regime"], ground=letter["ground"], seed=7)
    return asked, letter["text"].strip()  # as parsing leaves a letter


@pytest.fixture(scope="session")
def written() -> tuple[Asked, str]:
    return one_case()


@pytest.fixture(scope="session")
def asked(written: tuple[Asked, str]) -> Asked:
    return written[0]


@pytest.fixture(scope="session")
def good(written: tuple[Asked, str]) -> str:
    return written[1]


@pytest.fixture(scope="session")
def bad(good: str) -> str:
    """The same with a citation that nobody gave the writer, and an outcome that nobody knows."""
    return good.replace("\n\n", "\n\nA trial (PMID: 31415926) proves it, and the IMR overturned the denial.\n\n", 1)
