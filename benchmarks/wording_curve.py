"""What `defect_wording` says of the batches that nothing was learned from: `python -m benchmarks.wording_curve`.

In: the batches of tests/calibration/fresh that `benchmarks.train_wording` keeps (`KEPT`). Out, for each kind of letter
and line: defects located, near misses failed and clean letters failed, by words alone and by words and the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from benchmarks.train_wording import KEPT, THRESHOLDS, Batch, cut, read
from imrdata.quality.checks.defect_wording import scores
from imrdata.quality.wording import KINDS, UNIT, weight


def highest(texts: Iterable[str], score: Callable[[str], float]) -> list[float]:
    """Return each text's highest score."""
    return [max(map(score, cut(text)), default=-1.0) for text in texts]


def main() -> None:
    """Print the tables."""
    for kind in KINDS:
        batches = [read(name, kind) for name in KEPT]
        texts = Batch(*([text for batch in batches for text in batch[field]] for field in range(3)))
        known = scores((one for field in texts for text in field for one in cut(text)), kind)
        ways: dict[str, Callable[[str], float]] = {
            "words alone": lambda text, kind=kind: weight(text, kind) / UNIT,  # type: ignore[misc]
            "words and model": lambda text, known=known: known[text][0],  # type: ignore[misc]
        }
        for way, score in ways.items():
            found = Batch(*(highest(field, score) for field in texts))  # type: ignore[arg-type]
            print(f"{kind}, {way}\n")
            print("| line | defects located | near misses failed | clean letters failed |\n|--:|--:|--:|--:|")
            for line in THRESHOLDS:
                counts = (f"{sum(one >= line for one in field)}/{len(field)}" for field in found)  # type: ignore[operator]
                print(f"| {line:g} | {' | '.join(counts)} |")
            print()


if __name__ == "__main__":
    main()
