"""Prints what `axolotl preprocess` made, one JSON object a row, decoded. Runs in `.venv-axolotl`.

Of SFT: ``text``, all token ids decoded; ``spans``, the texts of the runs of ids that carry loss; ``marks``, the ids of the first token and of
the last one with loss. Of DPO: its columns.

Usage: .venv-axolotl/bin/python -m tests.axolotl.prepared CONFIG FOLDER
"""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path


def main(config: str, folder: str) -> None:
    from axolotl.cli.config import load_cfg
    from axolotl.loaders import load_tokenizer
    from datasets import load_from_disk

    # As training loads it: with the marks that the config gives to unused tokens.
    tokenizer = load_tokenizer(load_cfg(config))
    for place in sorted(path.parent for path in Path(folder).rglob("state.json")):
        for row in load_from_disk(str(place)):
            if "labels" not in row:
                print("ROW", json.dumps({"place": place.name, **row}))
                continue
            ids, labels = row["input_ids"], row["labels"]
            assert all(label in (-100, token) for token, label in zip(ids, labels, strict=True))
            assert set(row["attention_mask"]) == {1}
            edges = [
                0,
                *(at for at in range(1, len(ids)) if (labels[at] == -100) is not (labels[at - 1] == -100)),
                len(ids),
            ]
            # As the difference of two prefixes: alone, a piece's first space is not decoded by SentencePiece's kind.
            upto = {at: tokenizer.decode(ids[:at]) for at in edges}
            assert all(upto[end].startswith(upto[start]) for start, end in itertools.pairwise(edges))
            spans = [upto[end][len(upto[start]) :] for start, end in itertools.pairwise(edges) if labels[start] != -100]
            row = {"text": tokenizer.decode(ids), "spans": spans, "marks": [ids[0], labels[-2]]}
            print("ROW", json.dumps({"place": place.name, **row}))


if __name__ == "__main__":
    main(*sys.argv[1:])
