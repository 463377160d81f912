"""What a term costs that no list has: each family of the word lists is left out once, and its terms are planted.

In: the lists of imrdata/quality/lexicons, and clean appeals. Out: for each family how many planted terms the checks
locate with all lists, and how many without that family; what is then still located, rules of shape find (endings,
phrases, capitals). A check is given other lists by a copy of the package in a folder of its own, run in a process of
its own: no list is kept from before, and no check knows of it.

`python -m benchmarks.leave_out` prints the tables, `--write` puts them into docs/lexicons.md.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import itertools
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

import imrdata
from benchmarks.development import clean_letters, frames_of, own_checks
from benchmarks.lexicon_families import TERMS, Family, families, part_of
from benchmarks.mutations import Mutation, mutations
from benchmarks.planting import OWN, ROOT, Clean, Draw, Planted, data, put
from imrdata.quality.calibration import Truth, measure, share
from imrdata.quality.check import assess
from imrdata.quality.checks import default_checks

PAGE = ROOT / "docs" / "lexicons.md"
BEGIN, END = "<!-- left out: begin -->", "<!-- left out: end -->"
PACKAGE = Path(imrdata.__file__).parent
TERM_LISTS = ("drugs.txt", "drug_groups.txt", "procedures.txt", "diagnoses.txt", "diagnosis_words.txt")


# -------------------------------------------------------------------------------------------------- planted terms

#: A planted sentence's family of defects, by the kind of term.
_SENTENCES = {
    "drug": "app_drug", "procedure": "app_procedure", "diagnosis": "app_diagnosis", "name": "app_real_name",
    "body": "app_cite_guideline", "journal": "app_cite_author_journal", "law": "app_invented_statute",
}  # fmt: skip
#: What the view denies, and how the letter affirms it.
_TURNED = {
    "drug": (
        ("The patient has not tried {}.", "The patient tried {} for three months."),
        ("There has been no trial of {}.", "A full trial of {} is behind us."),
        ("{} was never given.", "The doctor gave {} for most of last year."),
    ),
    "procedure": (
        ("The patient has not undergone {}.", "The patient underwent {} last year."),
        ("The patient has never had {}.", "The patient had {} in the spring."),
        ("There is no record of {}.", "The record shows {}, done twice."),
    ),
    "diagnosis": (
        ("The patient does not have {}.", "The patient has {}."),
        ("There is no history of {}.", "There is a long history of {}."),
        ("The doctor found no {}.", "The doctor found {}."),
    ),
}
#: The checks that are to see it, by what is planted.
CHECKS = {
    "drug": "term_not_in_view", "procedure": "term_not_in_view", "diagnosis": "term_not_in_view",
    "failed": "failed_treatment_not_in_view", "turned": "negation_flip", "name": "real_name",
    "body": "citation_not_in_view", "journal": "citation_not_in_view", "law": "statute_invented",
}  # fmt: skip


def planted(family: Family) -> list[Mutation]:
    """Return a family's terms put into clean appeals, as something said, as a failed treatment, and turned round."""
    appeals = [one for one in clean_letters() if one.letter["kind"] == "appeal" and put(one, OWN[0], "") is not None]
    slot = {"name": "name", "body": "body", "journal": "journal", "law": "law"}.get(family.kind, family.kind)
    said = [words for words in data()["words"][_SENTENCES[family.kind]] if re.findall(r"{(\w+)}", words) == [slot]]
    failed = data()["words"]["app_failed_treatment"] if family.kind in ("drug", "procedure") else []
    order = sorted(set(family.terms), key=lambda term: hashlib.sha256(f"{family.name}|{term}".encode()).hexdigest())
    found = []
    for number, term in enumerate(order[:TERMS]):
        draw = Draw(f"{family.name}|{term}", number)
        start = draw.of(range(len(appeals)), "letter")
        turns = [*appeals[start:], *appeals[:start]]
        known = re.compile(rf"\b{re.escape(term.casefold())}\b")
        base = next(one for one in turns if not known.search(one.seen))
        for kind, options in ((family.kind, said), ("failed", failed)):
            if options:
                found.append(_mutation(family, kind, base, draw, draw.of(options, kind), term))
        if family.kind in _TURNED:
            view, words = draw.of(_TURNED[family.kind], "turned")
            source = {**base.source, "view_text": f"{base.source['view_text']}\n{_sentence(view.format(term))}"}
            found.append(_mutation(family, "turned", replace(base, source=source), draw, words, term))
    return found


def _mutation(family: Family, kind: str, base: Clean, draw: Draw, words: str, term: str) -> Mutation:
    place = draw.of(OWN, "place")
    done = put(base, place, _sentence(re.sub(r"{\w*}", lambda _: term, words)))
    if done is None:
        raise AssertionError(f"{base.letter['letter_id']} has no body")
    extra = {"view_text": base.source["view_text"]}
    done = Planted(text=done.text, start=done.start, end=done.end, source=extra)
    name = f"{family.name}|{kind}|{term}"
    return Mutation(letter_id=name, family=family.name, operator=kind, position=place, base=base, planted=done)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def located(verdicts: pl.DataFrame, truth: Sequence[Truth]) -> dict[str, dict[str, list[int]]]:
    """Count by family and by what was planted: terms that the check located, of how many."""
    found: dict[str, dict[str, list[int]]] = {}
    spans = {
        (name, check): (start, end)
        for name, check, start, end in verdicts.filter(pl.col("verdict") == "fail")
        .select("letter_id", "check", "span_start", "span_end")
        .iter_rows()
    }
    for one in truth:
        if one.family is None:
            continue
        family, kind, _ = one.family.split("|")
        start, end = spans.get((one.letter_id, CHECKS[kind]), (-1, -1))
        count = found.setdefault(family, {}).setdefault(kind, [0, 0])
        count[0] += start < one.end and one.start < end
        count[1] += 1
    return found


# ------------------------------------------------------------------------------------------------ lists left out


def without(text: str, *, file: str, names: frozenset[str]) -> str:
    r"""Return a list's text without names.

    Examples
    --------
    >>> without("abacavir|ziagen\naspirin+codeine|ascomp\n", file="drugs.txt", names=frozenset({"abacavir", "aspirin"}))
    'ziagen\ncodeine|ascomp\n'
    >>> without("~stroke*|tia|cva\n~flu\n", file="diagnoses.txt", names=frozenset({"stroke", "flu"}))
    '~tia|cva\n'
    """
    if file.endswith(".toml"):
        return _without_toml(text, names)
    kept = []
    for line in text.splitlines():
        parts = [[one for one in part.split("+") if one.strip("~*") not in names] for part in line.split("|")]
        left = [part for part in parts if part]
        if line.startswith("#") or not left:
            kept += [line] if line.startswith("#") else []
            continue
        mark = "~" if line.startswith("~") and not left[0][0].startswith("~") else ""
        kept.append(mark + "|".join("+".join(part) for part in left))
    return "\n".join(kept) + "\n"


def _without_toml(text: str, names: frozenset[str]) -> str:
    for name in names:
        if name.startswith("§ "):
            # A code of the law keeps its place and loses its sections.
            code = re.escape(name.removeprefix("§ "))
            text = re.sub(rf'^"{code}" = (?:"""[^"]*"""|"[^"]*")', f'"{name[2:]}" = "0"', text, flags=re.M)
        else:
            text = re.sub(rf'^"{re.escape(name)}" = .*\n', "", text, flags=re.M)
            text = re.sub(rf"(?<=[|\"\n]){re.escape(name)}\|", "", text)
    return text


_WORKER = """
import sys
import polars as pl
import imrdata
from imrdata.quality.check import assess
from imrdata.quality.checks import default_checks
folder, *names = sys.argv[1:]
assert imrdata.__file__.startswith(folder), imrdata.__file__
letters, sources = (pl.read_parquet(f"{folder}/{name}.parquet") for name in ("letters", "sources"))
checks = [check for check in default_checks() if check.name in names]
assess(letters, sources=sources, checks=checks).write_parquet(f"{folder}/verdicts.parquet")
"""


def assess_with(
    change: Callable[..., str], letters: pl.DataFrame, sources: pl.DataFrame, *, checks: Sequence[str]
) -> pl.DataFrame:
    """Return verdicts of checks whose lists are changed: `change` takes a list's text, and its name as `file`."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        shutil.copytree(PACKAGE, folder / "imrdata", ignore=shutil.ignore_patterns("__pycache__"))
        for file in (folder / "imrdata" / "quality" / "lexicons").glob("*.t*"):
            file.write_text(change(file.read_text(encoding="utf-8"), file=file.name), encoding="utf-8")
        letters.write_parquet(folder / "letters.parquet")
        sources.write_parquet(folder / "sources.parquet")
        # Started in the folder, Python finds the copy before the package that is installed.
        subprocess.run([sys.executable, "-c", _WORKER, str(folder), *checks], cwd=folder, check=True)
        return pl.read_parquet(folder / "verdicts.parquet")


def leave_out(some: Sequence[Family]) -> dict[str, dict[str, list[int]]]:
    """Return by family and by what was planted: located with all lists, located without the family, and planted."""
    found: dict[str, dict[str, list[int]]] = {}
    for out, together in itertools.groupby(some, key=lambda family: family.left_out):
        letters, sources, truth = frames_of([one for family in together for one in planted(family)])
        names = sorted({CHECKS[str(one.family).split("|")[1]] for one in truth if one.family})
        checks = [check for check in default_checks() if check.name in names]
        whole = located(assess(letters, sources=sources, checks=checks), truth)
        change = functools.partial(without, names=out)
        less = located(assess_with(change, letters, sources, checks=names), truth)
        for family, counts in whole.items():
            found[family] = {kind: [hits, less[family][kind][0], number] for kind, (hits, number) in counts.items()}
    return found


# ------------------------------------------------------------------------------------------- how much a list brings

#: Shares of the lists' names that are kept, of 256.
SHARES = (0, 64, 128, 192, 256)
TERM_FAMILIES = ("app_drug", "app_procedure", "app_diagnosis", "app_failed_treatment", "app_negation_flipped")
TERM_CHECKS = ("term_not_in_view", "failed_treatment_not_in_view", "negation_flip")


def thinned(text: str, *, file: str, kept: int) -> str:
    """Return a list of terms with so many of 256 names, drawn by their hashes; other files stay as they are."""
    if file not in TERM_LISTS:
        return text
    names = {one.strip("~*") for line in text.splitlines() if line[:1] != "#" for one in re.split(r"[|+]", line)}
    return without(text, file=file, names=frozenset(name for name in names if part_of(name, 256) >= kept))


def by_size(shares: Sequence[int] = SHARES) -> dict[int, dict[str, list[int]]]:
    """Return by share of the lists, and by check: defects located, of how many; clean letters failed, of how many."""
    made = [one for family in TERM_FAMILIES for one in mutations(family, clean_letters())]
    letters, sources, truth = frames_of(made)
    cells = {str(one.family): own_checks()[str(one.family).split("|")[0]] for one in truth if one.family}
    found = {}
    for kept in shares:
        verdicts = assess_with(functools.partial(thinned, kept=kept), letters, sources, checks=TERM_CHECKS)
        counts = measure(verdicts, truth=truth, own=cells)["checks"]
        found[kept] = {name: [*counts[name]["recall"], *counts[name]["clean"]["appeal"]] for name in TERM_CHECKS}
    return found


# ----------------------------------------------------------------------------------------------------------- the page


def row(family: str, counts: Mapping[str, Sequence[int]]) -> str:
    """Return a family's line of the table."""
    cells = [counts.get(kind) for kind in ("said", "failed", "turned")]
    cells[0] = next((count for kind, count in counts.items() if kind not in ("failed", "turned")), None)
    shown = [text for one in cells for text in ((f"{one[0]}/{one[2]}", f"{one[1]}/{one[2]}") if one else ("-", "-"))]
    return f"| {family} | {' | '.join(shown)} |"


def _sum(found: Mapping[str, Mapping[str, Sequence[int]]], kind: str, at: int) -> str:
    counts = [counts[kind] for counts in found.values() if kind in counts]
    return share([sum(one[at] for one in counts), sum(one[2] for one in counts)])


def render(found: Mapping[str, Mapping[str, Sequence[int]]], sizes: Mapping[int, Mapping[str, Sequence[int]]]) -> str:
    """Return the part of docs/lexicons.md."""
    law = {family: counts for family, counts in found.items() if "law" in counts}
    terms = {family: counts for family, counts in found.items() if family not in law}
    of_name = {end: {one: counts for one, counts in terms.items() if one.endswith(end)} for end in ("names", "brands")}
    whole = [
        f"| {words} | {_sum(some, kind, 0)} | {_sum(some, kind, 1)} |"
        for words, kind, some in (
            ("a medicine", "drug", terms),
            ("of these, generic names", "drug", of_name["names"]),
            ("of these, brands and foreign names", "drug", of_name["brands"]),
            ("a procedure, test, device or therapy", "procedure", terms),
            ("a diagnosis", "diagnosis", terms),
            ("a treatment that is said to have failed", "failed", terms),
            ("what the view denies, affirmed", "turned", terms),
            ("a person", "name", terms),
            ("a guideline body, or criteria", "body", terms),
            ("a journal", "journal", terms),
        )
    ]
    curve = [
        f"| {kept * 100 // 256} % | {' | '.join(f'{share(one[:2])} | {share(one[2:])}' for one in counts.values())} |"
        for kept, counts in sizes.items()
    ]
    return "\n".join(
        [
            "| what is planted | located with all lists | located without its family |",
            "| --- | --- | --- |",
            *whole,
            "",
            "Family by family: located with all lists, then without the family.",
            "",
            "| left out | said, all | said, without | failed, all | failed, without | turned, all | turned, without |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            *(row(family, counts) for family, counts in terms.items()),
            "",
            "The list of law works the other way round: what it has not is flagged. Real sections of each code, cited "
            f"in clean appeals, are false alarms of `statute_invented`: {_sum(law, 'law', 0)} with the whole list, "
            f"{_sum(law, 'law', 1)} where the code's sections are left out: that is what a section costs that exists "
            "and is not on the list.",
            "",
            "| code left out | flagged, all | flagged, without |",
            "| --- | --- | --- |",
            *(
                f"| {family} | {one['law'][0]}/{one['law'][2]} | {one['law'][1]}/{one['law'][2]} |"
                for family, one in law.items()
            ),
            "",
            "How much the lists of terms bring: the tier B checks that read them, with a share of the names (drawn by "
            f"hash), on the mutations of {', '.join(TERM_FAMILIES)} and the clean letters they were put into. These "
            "checks have no score; this is their curve.",
            "",
            f"| names kept | {' | '.join(f'{name}: recall | false alarms' for name in TERM_CHECKS)} |",
            f"|{' --- |' * 7}",
            *curve,
        ]
    )


def main() -> None:
    """Print the tables, or write them."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--write", action="store_true", help="put them into docs/lexicons.md")
    text = render(leave_out(families()), by_size())
    if parser.parse_args().write:
        page = PAGE.read_text(encoding="utf-8")
        head, tail = page.partition(BEGIN)[0], page.partition(END)[2]
        PAGE.write_text(f"{head}{BEGIN}\n{text}\n{END}{tail}", encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
