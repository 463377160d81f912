"""The word lists cut into families: by stem, by ending, by what things are for, or, where nothing tells, by hash.

In: the lists of imrdata/quality/lexicons. Out: `Family` items, each with terms as a letter writes them and the names
that have to leave the lists. `benchmarks.leave_out` leaves them out.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.planting import Draw
from imrdata.quality.lexicons import groups, lines, table

#: Terms that are planted of a family.
TERMS = 30

#: Stems of nonproprietary names by what they are for, after the WHO's list (from memory).
STEMS = {
    "antibodies and fusion proteins (-mab, -cept)": r"mab|cept",
    "kinase and other tumor inhibitors (-nib, -ciclib, -parib, -zomib)": r"nib|ciclib|parib|zomib|degib|rafenib",
    "heart and vessels (-pril, -sartan, -olol, -statin, -xaban)": r"pril|sartan|olol|statin|dipine|xaban|zosin",
    "infections (-cillin, -mycin, -floxacin, -azole, -vir)": (
        r"cillin|mycin|micin|floxacin|cycline|(?<!pipr)azole|vir"
    ),
    "mind and nerves (-oxetine, -azepam, -triptan, -gepant, -racetam)": (
        r"oxetine|azepam|azolam|triptyline|ipramine|peridone|piprazole|triptan|gepant|racetam|gabalin|setron"
    ),
    "diabetes (-gliptin, -gliflozin, -glutide, -glitazone)": r"gliptin|gliflozin|glutide|glitazone|formin",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Part of the lists.

    Attributes
    ----------
    name, kind
        What it is called; how its terms are planted.
    terms
        As a letter writes them.
    left_out
        Names as they stand in the lists (without marks), to be taken out of all of them.
    """

    name: str
    kind: str
    terms: tuple[str, ...]
    left_out: frozenset[str]


# -------------------------------------------------------------------------------------------------------- families


def families() -> list[Family]:
    """Return the parts that are left out one by one."""
    return [*_drugs(), *_hand("procedure", "procedures.txt", 4), *_diagnoses(), *_names(), *_evidence(), *_law()]


def part_of(name: str, parts: int = 2) -> int:
    """Return the part that a name falls into by its hash."""
    return hashlib.sha256(name.encode()).digest()[0] % parts


def _drugs() -> Iterator[Family]:
    mined = [tuple(re.split(r"[|+]", line)) for line in lines("drugs.txt")]
    sold = {line[0]: line for line in mined if len(line) > 1}
    stem_of = {
        generic: next((name for name, stem in STEMS.items() if re.search(rf"(?:{stem})$", generic)), None)
        for generic in sold
    }
    for stem in STEMS:
        own = [sold[generic] for generic in sold if stem_of[generic] == stem]
        yield from _generics_and_brands(stem, own)
    rest = [sold[generic] for generic in sold if stem_of[generic] is None]
    yield from _generics_and_brands(
        "medicines without such a stem, half of them", [x for x in rest if not part_of(x[0])]
    )
    alone = [line[0] for line in mined if len(line) == 1 and not part_of(line[0], 4)]
    yield Family(name="other substances (mined), a quarter", kind="drug", terms=(*alone,), left_out=frozenset(alone))
    yield from _hand("drug", "drug_groups.txt", 2)


def _generics_and_brands(name: str, own: Sequence[tuple[str, ...]]) -> Iterator[Family]:
    left_out = frozenset(one for line in own for one in line)
    generics = tuple(line[0] for line in own)
    brands = tuple(one.capitalize() for line in own for one in line[1:])
    yield Family(name=f"{name}: generic names", kind="drug", terms=generics, left_out=left_out)
    yield Family(name=f"{name}: brands", kind="drug", terms=brands, left_out=left_out)


def _hand(kind: str, file: str, parts: int) -> Iterator[Family]:
    """Yield parts of a list by hand as they stand behind each other: it is ordered by what things are for."""
    every = groups(file)
    size = -(-len(every) // parts)
    for start in range(0, len(every), size):
        part = every[start : start + size]
        # An open name is no word, and a word of everyday use counts only in some sentences.
        terms = tuple(name for names in part if names[0][0] != "~" for name in names if not {"*", "+"} & set(name))
        first, last = (names[0].strip("~*") for names in (part[0], part[-1]))
        yield Family(
            name=f"{file.removesuffix('.txt').replace('_', ' ')}, {first}… to {last}…",
            kind=kind,
            terms=terms,
            left_out=frozenset(name.strip("~*") for names in part for name in names),
        )


def _diagnoses() -> Iterator[Family]:
    yield from _hand("diagnosis", "diagnoses.txt", 3)
    words = lines("diagnosis_words.txt")
    endings = {"-itis": "itis", "-osis, -iasis": "osis|iasis", "-oma": "oma", "-emia, -uria": "emia|uria"}
    for name, form in {**endings, "-pathy, -algia, -plegia": "pathy|algia|plegia"}.items():
        own = [word for word in words if re.search(rf"(?:{form})$", word)]
        yield Family(name=f"disease words in {name}", kind="diagnosis", terms=(*own,), left_out=frozenset(own))
    other = [word for word in words if not re.search(r"(?:itis|osis|iasis|oma|emia|uria|pathy|algia|plegia|s)$", word)]
    half = [word for word in other if not part_of(word)]
    name = "disease words with other endings, half of them"
    yield Family(name=name, kind="diagnosis", terms=(*half,), left_out=frozenset(half))


def _names() -> Iterator[Family]:
    given = [name for name in lines("given_names.txt") if not name.endswith("*")]
    last = [name for name in lines("surnames.txt") if not name.endswith("*") and name not in given]
    left = [[name for name in names if not part_of(name)] for names in (given, last)]
    draw = Draw("names", 0)
    people = tuple(
        f"{draw.of(left[0], f'g{turn}').capitalize()} {draw.of(left[1], f'l{turn}').capitalize()}"
        for turn in range(TERMS)
    )
    for name, out in (("given names", left[0]), ("surnames", left[1]), ("both", left[0] + left[1])):
        yield Family(name=f"people: {name}, half of them", kind="name", terms=people, left_out=frozenset(out))


def _title(name: str) -> str:
    small = {"of", "and", "for", "the", "on", "in", "against", "&"}
    return " ".join(word if word in small else word[:1].upper() + word[1:] for word in name.split())


def _evidence() -> Iterator[Family]:
    bodies = table("evidence.toml")["bodies"]
    half = [full for full in bodies if not part_of(full)]
    shorts = [short for full in half for short in bodies[full].split("|") if short]
    out = frozenset(half)
    yield Family(name="guideline bodies, half: full names", kind="body", terms=(*map(_title, half),), left_out=out)
    yield Family(
        name="guideline bodies, half: short names", kind="body", terms=(*map(str.upper, shorts),), left_out=out
    )
    for name, kind in (("journals", "journal"), ("criteria", "body")):
        listed = [one for one in table("evidence.toml")[name]["names"].strip().split("|") if len(one.strip()) > 3]
        half = [one for one in listed if not part_of(one) and one == one.strip()]
        terms = tuple(one.upper() if one in ("nejm", "jama", "bmj", "plos", "mcg") else _title(one) for one in half)
        yield Family(name=f"{name}, half of them", kind=kind, terms=terms, left_out=frozenset(half))


def _law() -> Iterator[Family]:
    for code, listed in table("law.toml")["sections"].items():
        sections = listed.split()
        if len(sections) >= TERMS and code.split()[-1] in ("code", "ccr", "cfr", "usc"):
            number, _, kind = code.partition(" ")
            title = f"{number} {kind.upper()}" if number.isdigit() else f"{_title(code)} section"
            terms = tuple(f"{title} {one}" for one in sections)
            yield Family(
                name=f"{title.removesuffix(' section')}", kind="law", terms=terms, left_out=frozenset({f"§ {code}"})
            )
