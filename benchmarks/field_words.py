"""Writes the words of this field that the reader's pieces lack: `python -m benchmarks.field_words`.

In: lawful letters and sentences by hand (the batches that are learned from, the bank, the rule-based author). Out:
imrdata/quality/lexicons/field_words.txt, the words that two hands wrote in small letters and that are no whole pieces
of `encoder.npz`; `imrdata.quality.english` takes them for common.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

from benchmarks import sentence_bank
from benchmarks.development import LEFT_ALONE, baseline_letters, fresh_batches, lines
from benchmarks.train_wording import ROOT
from imrdata.quality.lexicons import arrays

TABLE: Final = ROOT / "imrdata" / "quality" / "lexicons" / "field_words.txt"
#: Those that came after the list was made.
LATER: Final = frozenset(
    ("thirty_fourth", "thirty_fifth", "thirty_sixth", "thirty_seventh", "thirty_eighth", "fortieth")
)
_OTHER: Final = re.compile(r"\[[^\]]*\]|\S+@\S+|www\S+|http\S+")
_WORD: Final = re.compile(r"(?<![\w'-])[a-z]+(?![\w'-])")
_HANDS, _SHORTEST = 2, 3


def hands() -> dict[str, list[str]]:
    """Return lawful texts by who wrote them."""
    batches = [batch for batch in fresh_batches() if batch not in LATER.union(LEFT_ALONE)]
    found = {batch: [one["text"] for one in lines(batch, "letters")] for batch in batches}
    for writer in sentence_bank.learned():
        found[f"bank {writer}"] = [one.text for one in sentence_bank.read(writer) if one.side == sentence_bank.LAWFUL]
    return found | {"baseline": baseline_letters()[0]["text"].to_list()}


def field_words() -> list[str]:
    """Return the words, in order."""
    known = set(arrays("encoder.npz")["pieces"].tobytes().decode().split("\n"))
    said = defaultdict(set)
    for hand, texts in hands().items():
        for text in texts:
            for word in _WORD.findall(_OTHER.sub(" ", text.replace("\u2019", "'"))):
                said[word].add(hand)
    return sorted(
        word for word, by in said.items() if word not in known and len(by) >= _HANDS and len(word) >= _SHORTEST
    )


if __name__ == "__main__":
    TABLE.write_text("\n".join(field_words()) + "\n", encoding="utf-8")
