"""What names the same thing: every brand of the mined list and its medicine."""

from __future__ import annotations

from imrdata.quality.concepts import is_grounded, mentions, terms_of
from imrdata.quality.lexicons import lines


def test_a_brand_and_its_medicine_ground_each_other() -> None:
    apart = set()
    for line in lines("drugs.txt"):
        generic, *brands = line.split("|")
        for brand in brands if "+" not in generic else ():
            for name, other in ((brand, generic), (generic, brand)):
                source = terms_of(other)
                if any(one.kind == "drug" and not is_grounded(one, source) for one in mentions(name)):
                    apart.add((name, other))
    # Names of two words, and brands that two medicines share.
    assert len(apart) == 43, sorted(apart)
