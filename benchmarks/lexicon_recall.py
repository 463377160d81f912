"""How much of each word list the endings of names know by themselves: what a term that no list has can hope for.

`python -m benchmarks.lexicon_recall` prints the table of docs/lexicons.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from imrdata.quality.bounds import exact_bounds
from imrdata.quality.concepts import mentions
from imrdata.quality.lexicons import groups, lines


def families() -> Iterator[tuple[str, list[str]]]:
    """Yield each list's names."""
    mined = [line.split("|") for line in lines("drugs.txt")]
    sold = [names for names in mined if len(names) > 1]
    yield "generic names of medicines with a brand (mined)", [part for names in sold for part in names[0].split("+")]
    yield "their brands and foreign names (mined)", [name for names in sold for name in names[1:]]
    yield "other substances (mined)", [names[0] for names in mined if len(names) == 1]
    yield (
        "medicines written by hand",
        [name for names in groups("drug_groups.txt") for name in names if "+" not in name],
    )
    yield "procedures, tests, devices, therapies", [name for names in groups("procedures.txt") for name in names]
    yield "diagnoses written by hand", [name for names in groups("diagnoses.txt") for name in names]
    yield "words for diseases (mined)", list(lines("diagnosis_words.txt"))


def main() -> None:
    """Print the table."""
    print("| list | names | known by their endings alone |\n| --- | --- | --- |")
    for family, names in families():
        bare = sorted({name.strip("~*") for name in names})
        hits = sum(bool(mentions(name, use_lexicon=False) or mentions(f"{name}y", use_lexicon=False)) for name in bare)
        low, high = exact_bounds(hits, len(bare))
        print(f"| {family} | {len(bare):,} | {hits:,} = {hits / len(bare):.0%} ({low:.0%} to {high:.0%}) |")


if __name__ == "__main__":
    main()
