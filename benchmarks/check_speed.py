"""How long the checks take: CPU seconds of each over 40,000 letters that all differ, beside the goal of 10 s in tier A.

The letters are the baseline's for the sample, over seeds, voices, notices, lengths and registers, each with one
sentence of its own; two in a hundred are given odd text (another script, damage, lines that end in CRLF, no
paragraphs). `--novel` makes every paragraph of every letter one that no other letter has: the worst case, since the
checks read each different paragraph once. `--write` puts the table into docs/calibration.md, with what tier A takes for
a tenth as many letters of that kind.
"""

from __future__ import annotations

import argparse
import platform
import random
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import polars as pl

from benchmarks.calibrate import PAGE
from benchmarks.development import baseline_letters
from imrdata.quality.batch import Batch, uncollected
from imrdata.quality.calibration_page import BEGIN, END
from imrdata.quality.check import VERDICT_SCHEMA, Check
from imrdata.quality.checks import default_checks
from imrdata.quality.patterns import words

GOAL_LETTERS, GOAL_SECONDS = 40_000, 10.0
_WORDS = words(
    "delay distance schedule record office form visit call answer question letter weather morning travel family "
    "calendar mail paper folder phone clinic desk page note list week evening street window lunch copy"
)
#: What may befall a text; every hundredth letter is given the next one, and the one after it too.
ODD: tuple[Callable[[str], str], ...] = (
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace("\n\n", "\n"),
    lambda text: text.replace("'", "\u2019").replace(" ", "\u00a0", 40),
    lambda text: text + "\n\nСпасибо за ваше внимание к этому письму.",
    lambda text: text.replace("e", "e\u0301", 30),
    lambda text: text.upper(),
    lambda text: text.replace("é", "Ã©") + " \ufffd",
    lambda text: text[: len(text) // 2],
)


def _sentence(draw: random.Random) -> str:
    return f"Please note the {' and the '.join(draw.sample(_WORDS, 6))}."


def many(number: int, *, novel: bool = False, seed: int = 7) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return so many letters that all differ, half of them denials, and their sources.

    `novel`: every paragraph has a sentence of its own, not one paragraph of each letter.
    """
    letters, sources = baseline_letters()
    draw = random.Random(seed)
    places = [place % letters.height for place in range(number)]
    ids = [f"{place:06d}" for place in range(number)]
    texts = []
    for index, text in enumerate(letters["text"].gather(places)):
        # Odd first: what a text loses or gains must not take its own sentence away.
        paragraphs = (ODD[index // 100 % len(ODD)](text) if index % 100 < 2 else text).split("\n\n")
        if novel:
            paragraphs = [f"{paragraph} {_sentence(draw)}" for paragraph in paragraphs]
        else:
            paragraphs.insert(draw.randrange(len(paragraphs)), _sentence(draw))
        texts.append("\n\n".join(paragraphs))
    assert len(set(texts)) == number
    return (
        letters.select("kind").gather(places).with_columns(letter_id=pl.Series(ids), text=pl.Series(texts)),
        sources.gather(places).with_columns(letter_id=pl.Series(ids)),
    )


def measure(number: int, *, novel: bool = False) -> tuple[dict[str, tuple[str, float]], float]:
    """Return tier and CPU seconds of each check, and those of what all share: joining, paragraphs, words."""
    letters, sources = many(number, novel=novel)
    checks = default_checks()
    with uncollected():
        return _measured(letters, sources, checks)


def _measured(
    letters: pl.DataFrame, sources: pl.DataFrame, checks: Sequence[Check]
) -> tuple[dict[str, tuple[str, float]], float]:
    began = time.process_time()
    batch = Batch(letters, sources, required=[needs for check in checks for needs in check.required()])
    assert batch.parts.places["_row"].n_unique() == letters.height
    batch.words.candidates(())
    assert len(batch.parts.words.starts) == len(batch.parts.texts) + 1
    shared = time.process_time() - began
    found = {}
    for check in checks:
        began = time.process_time()
        verdicts = check.verdicts(batch)
        found[check.name] = (check.tier, time.process_time() - began)
        # A count that is wrong makes a time that means nothing.
        assert verdicts.schema == VERDICT_SCHEMA
        assert verdicts["letter_id"].equals(letters.filter(pl.col("kind").is_in(check.kinds))["letter_id"])
    return found, shared


def table(number: int, found: dict[str, tuple[str, float]], shared: float, *, novel: bool = False) -> str:
    """Return the measured part of the page."""
    tier_a = shared + sum(seconds for tier, seconds in found.values() if tier == "A")
    every = shared + sum(seconds for _, seconds in found.values())
    scaled = tier_a * GOAL_LETTERS / number
    about = f"CPython {platform.python_version()}, Polars {pl.__version__}, {platform.machine()}"
    slowest = sorted(found.items(), key=lambda item: -item[1][1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    lines = [
        f"`python -m benchmarks.check_speed --letters {number}{' --novel' if novel else ''}` ({about}; CPU seconds of "
        "one process, on a machine",
        "that others used at the same time):",
        "",
        f"**Tier A over {number:,} letters: {tier_a:.1f} CPU s; at that pace {scaled:,.1f} for {GOAL_LETTERS:,}.** "
        f"The goal is {GOAL_SECONDS:.0f} CPU s: this is {scaled / GOAL_SECONDS:,.1f} times that. "
        f"All checks: {every:.1f} CPU s. Peak memory of the process: {peak:.1f} GiB.",
        "",
        "| check | tier | CPU s |",
        "| --- | --- | --- |",
        f"| paragraphs and normal forms, once for all | | {shared:.2f} |",
        *(f"| `{name}` | {tier} | {seconds:.2f} |" for name, (tier, seconds) in slowest),
    ]
    return "\n".join(lines)


def worst(number: int) -> str:
    """Return what tier A takes for letters that share no paragraph, in a process that has read no pattern yet."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        found, shared = pool.submit(measure, number, novel=True).result()
    seconds = shared + sum(one for tier, one in found.values() if tier == "A")
    pace = f"{seconds:.1f} CPU s for {number:,} letters, {seconds * GOAL_LETTERS / number:,.0f} for {GOAL_LETTERS:,}"
    return (
        "The letters above are the baseline's for the sample again and again, each with a sentence of its own: letters "
        "of one author share paragraphs. Where none stands in two letters "
        f"(`--letters {number} --novel`), tier A takes {pace} at that pace."
    )


def main() -> None:
    """Measure, print, and write the page if asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--letters", type=int, default=GOAL_LETTERS)
    parser.add_argument("--novel", action="store_true", help="no paragraph stands in two letters")
    parser.add_argument("--write", action="store_true", help="put the table into docs/calibration.md")
    options = parser.parse_args()
    measured = table(options.letters, *measure(options.letters, novel=options.novel), novel=options.novel)
    if options.write:
        measured += f"\n\n{worst(options.letters // 10)}"
    print(measured)
    if options.write:
        text = PAGE.read_text(encoding="utf-8")
        before, rest = text.split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{measured}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
