"""What names the same thing: every brand of the lists and its medicine, and every part of a combination."""

from __future__ import annotations

from imrdata.quality.concepts import ORDINARY, is_grounded, mentions, terms_of
from imrdata.quality.lexicons import groups, lines


def _lines() -> list[list[str]]:
    # "Factive" and the like are words, and no names of medicines in the mined list.
    mined = [[name for name in line.split("|") if name not in ORDINARY] for line in lines("drugs.txt")]
    return mined + [[name.removesuffix("*") for name in names] for names in groups("drug_groups.txt")]


def test_a_brand_and_its_medicine_ground_each_other() -> None:
    for generic, *brands in filter(None, _lines()):
        for brand in brands if "+" not in generic else ():
            for name, other in ((brand, generic), (generic, brand)):
                source = terms_of(other)
                assert all(is_grounded(one, source) for one in mentions(name)), (name, other)


def test_a_combination_needs_all_its_parts_and_grounds_each() -> None:
    checked = 0
    for parts, *brands in filter(None, _lines()):
        telling = [part for part in parts.split("+") if part not in ORDINARY]
        for brand in brands if "+" in parts else ():
            (named,) = mentions(brand)
            if "+" not in named.key:
                continue  # "Calcium, magnesium and potassium", or two amphetamines, which are held to be one.
            assert is_grounded(named, terms_of(" and ".join(telling))), brand
            assert not is_grounded(named, terms_of(telling[0])), brand
            assert all(is_grounded(one, terms_of(brand)) for part in telling for one in mentions(part)), brand
            checked += 1
    assert checked == 99


def test_all_names_of_a_medicine_are_of_its_classes() -> None:
    medicines = [(name, one.key) for line in _lines() for name in line if "+" not in name for one in mentions(name)]
    for line in lines("drug_classes.txt"):
        names, members = line.split(" : ")
        (named,) = mentions(names.split("|")[0].removesuffix("*"))
        keys = {key for name, key in medicines if name in members.split()}
        for name, key in medicines:
            assert key not in keys or is_grounded(named, terms_of(name)), (names, name)
