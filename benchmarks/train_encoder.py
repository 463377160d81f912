"""Trains the small language model of `imrdata.quality.encoder`: `make train-encoder` (PyTorch; a quarter of an hour).

In: the weights of all-MiniLM-L6-v2 (Apache-2.0, from the package index: `requirements/encoder.txt`), and the sentences
that `benchmarks.train_wording` learns from too. Out: imrdata/quality/lexicons/encoder.npz. Sentences are cut into
pieces by the library's own code, so that what is trained is what is run. What the model is worth afterwards,
`python -m benchmarks.wording_curve` tells.

`python -m benchmarks.train_encoder WEIGHTS` takes the folder with `model.safetensors` and `vocab.txt`.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch.nn import functional

from benchmarks import sentence_bank
from benchmarks.development import lines
from benchmarks.train_wording import BATCHES, ROOT, cut, everybody, read
from imrdata.quality.encoder import FAMILIES, HEADS, LONGEST, pieces, unpacked
from imrdata.quality.wording import KINDS

TABLE: Final = ROOT / "imrdata" / "quality" / "lexicons" / "encoder.npz"
SEED: Final = 3
#: Batches that came after the weights of words were learned, whose letters and sentences may be learned from, too.
LATER: Final = (
    *("nineteenth", "twentieth", "twenty_first", "twenty_third", "twenty_fourth", "twenty_fifth", "twenty_sixth"),
    *("twenty_eighth", "thirtieth", "thirty_first", "thirty_third", "thirty_fourth", "thirty_fifth", "thirty_sixth"),
    *("thirty_seventh", "thirty_eighth", "fortieth"),
)
LAYERS: Final = 4
EPOCHS: Final = 2
TOGETHER: Final = 32
RATE: Final = 1e-4
#: The answer's own weights start from nothing and learn faster.
ANSWER_RATE: Final = 1e-3
WARM_UP: Final = 200
#: How much it counts to name the family, beside telling whether there is a defect.
NAMING: Final = 0.3
DROPPED: Final = 0.1
#: Vectors are stored in eight bits.
MOST: Final = 127

#: How the weights of all-MiniLM-L6-v2 are called, and here.
NAMES: Final = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "joined",
    "attention.output.LayerNorm": "attended",
    "intermediate.dense": "inner",
    "output.dense": "outer",
    "output.LayerNorm": "end",
}
Weights = dict[str, torch.Tensor]


def safetensors(file: Path) -> dict[str, np.ndarray]:
    """Return the 32-bit arrays of a file in the safetensors format: a header's length, the header, the numbers."""
    data = file.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header: dict[str, Any] = json.loads(data[8 : 8 + size])
    header.pop("__metadata__", None)
    return {
        name: np.frombuffer(data[8 + size :][slice(*one["data_offsets"])], dtype="<f4").reshape(one["shape"])
        for name, one in header.items()
        if one["dtype"] == "F32"
    }


def begin(folder: Path) -> tuple[list[str], Weights]:
    """Return the pieces of words and the weights to start from; pieces that English does not write are left out."""
    names = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    kept = [place for place, name in enumerate(names) if name and name.isascii() and not name.startswith("[unused")]
    given = safetensors(folder / "model.safetensors")
    own = {
        "words": given["embeddings.word_embeddings.weight"][kept],
        # There is one kind of text only: its vector goes with the place's.
        "places": given["embeddings.position_embeddings.weight"][:LONGEST]
        + given["embeddings.token_type_embeddings.weight"][0],
        "begin.weight": given["embeddings.LayerNorm.weight"],
        "begin.bias": given["embeddings.LayerNorm.bias"],
    }
    for layer in range(LAYERS):
        for theirs, ours in NAMES.items():
            for part in ("weight", "bias"):
                own[f"layer.{layer}.{ours}.{part}"] = given[f"encoder.layer.{layer}.{theirs}.{part}"]
    width = own["begin.bias"].shape[0]
    torch.manual_seed(SEED)
    answer = torch.nn.Linear(width, len(KINDS) + len(FAMILIES))
    weights = {name: torch.tensor(np.array(value)) for name, value in own.items()}
    weights |= {f"answer.{name}": value.detach().clone() for name, value in answer.named_parameters()}
    return [names[place] for place in kept], weights


def answers(weights: Mapping[str, torch.Tensor], read: Sequence[Sequence[int]], dropped: float) -> torch.Tensor:
    """Return the model's answers: the same as `imrdata.quality.encoder` computes, but that PyTorch can follow it."""
    length = max(map(len, read))
    numbers = torch.tensor([[*one, *([0] * (length - len(one)))] for one in read])
    there = torch.tensor([[1.0] * len(one) + [0.0] * (length - len(one)) for one in read])

    def linear(state: torch.Tensor, name: str) -> torch.Tensor:
        return functional.linear(state, weights[f"{name}.weight"], weights[f"{name}.bias"])

    def level(state: torch.Tensor, name: str) -> torch.Tensor:
        return functional.layer_norm(
            state, state.shape[-1:], weights[f"{name}.weight"], weights[f"{name}.bias"], eps=1e-12
        )

    def drop(state: torch.Tensor) -> torch.Tensor:
        return functional.dropout(state, dropped, training=dropped > 0)

    state = drop(level(functional.embedding(numbers, weights["words"]) + weights["places"][:length], "begin"))
    seen = there[:, None, None, :].bool()
    for layer in range(LAYERS):
        name = f"layer.{layer}"
        heads = [
            linear(state, f"{name}.{one}").view(len(read), length, HEADS, -1).transpose(1, 2)
            for one in ("query", "key", "value")
        ]
        joined = functional.scaled_dot_product_attention(*heads, attn_mask=seen).transpose(1, 2).flatten(2)
        state = level(state + drop(linear(joined, f"{name}.joined")), f"{name}.attended")
        inner = functional.gelu(linear(state, f"{name}.inner"), approximate="tanh")
        state = level(state + drop(linear(inner, f"{name}.outer")), f"{name}.end")
    mean = (state * there[..., None]).sum(1) / there.sum(1, keepdim=True)
    return linear(drop(mean), "answer")


def named() -> dict[tuple[str, str], str]:
    """Return the families of sentences with a defect, where they are known, by kind and text."""
    found = {}
    of = {"den": "denial", "app": "appeal"}
    for batch in (*BATCHES, *LATER):
        for one in lines(batch, "defects"):
            if "insert" in one:
                found[of[one["family"][:3]], one["insert"]] = one["family"]
    for writer in sentence_bank.learned():
        for one in sentence_bank.read(writer):
            if one.side == sentence_bank.DEFECT:
                found[of[one.family[:3]], one.text] = one.family
    return found


def examples(known: Mapping[str, int]) -> list[tuple[list[int], int, bool, int]]:
    """Return what is learned from: pieces, kind, whether it is a defect, and its family (-1: not known)."""
    families, found = named(), {}
    for kind in KINDS:
        for hand in (*everybody(kind).values(), *(read(batch, kind) for batch in LATER)):
            for text in hand.bad:
                found[kind, text] = True
            for text in (*hand.near, *(one for letter in hand.letters for one in cut(letter))):
                found.setdefault((kind, text), False)
    place = {name: number for number, name in enumerate(FAMILIES)}
    return [
        (pieces(text, known), KINDS.index(kind), bad, place.get(families.get((kind, text), ""), -1) if bad else -1)
        for (kind, text), bad in found.items()
    ]


def batches(given: list[tuple[list[int], int, bool, int]]) -> Iterator[list[tuple[list[int], int, bool, int]]]:
    """Yield the examples once, those of about one length together, in an order of chance."""
    random.shuffle(given)
    found = []
    for start in range(0, len(given), TOGETHER * 50):
        some = sorted(given[start : start + TOGETHER * 50], key=lambda one: len(one[0]))
        found += [some[place : place + TOGETHER] for place in range(0, len(some), TOGETHER)]
    random.shuffle(found)
    yield from found


def train(weights: Weights, given: list[tuple[list[int], int, bool, int]]) -> None:
    """Change the weights, but those of the pieces of words, until they tell the examples apart."""
    random.seed(SEED)
    torch.manual_seed(SEED)
    learned = [name for name in weights if name not in ("words", "places")]
    for name in learned:
        weights[name].requires_grad_(True)
    own = [weights[name] for name in learned if not name.startswith("answer")]
    optimiser = torch.optim.AdamW(
        [{"params": own, "weight_decay": 0.01}, {"params": [weights["answer.weight"], weights["answer.bias"]]}]
    )
    share = sum(bad for _, _, bad, _ in given) / len(given)
    heavier = torch.tensor(((1 - share) / share) ** 0.5)
    steps, step, since, lost = EPOCHS * (len(given) // TOGETHER + 1), 0, time.monotonic(), 0.0
    for _ in range(EPOCHS):
        for some in batches(given):
            slope = min(1.0, step / WARM_UP) * max(0.02, 1 - step / steps)
            for group, rate in zip(optimiser.param_groups, (RATE, ANSWER_RATE), strict=True):
                group["lr"] = rate * slope
            said = answers(weights, [one[0] for one in some], DROPPED)
            kinds = torch.tensor([one[1] for one in some])
            truth = torch.tensor([float(one[2]) for one in some])
            own_answer = said.gather(1, kinds[:, None])[:, 0]
            loss = functional.binary_cross_entropy_with_logits(own_answer, truth, pos_weight=heavier)
            known = [place for place, one in enumerate(some) if one[3] >= 0]
            if known:
                families = torch.tensor([some[place][3] for place in known])
                loss = loss + NAMING * functional.cross_entropy(said[known][:, len(KINDS) :], families) * (
                    len(known) / len(some)
                )
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(own, 1.0)
            optimiser.step()
            lost, step = lost + float(loss), step + 1
            if step % 200 == 0:
                print(f"{step} of {steps} steps, {time.monotonic() - since:.0f} s, loss {lost / 200:.3f}", flush=True)
                lost = 0.0


def packed(names: Sequence[str], weights: Mapping[str, torch.Tensor]) -> dict[str, np.ndarray]:
    """Return the weights as they are stored: matrices in eight bits with a scale for each row."""
    stored: dict[str, np.ndarray] = {"pieces": np.frombuffer("\n".join(names).encode(), dtype=np.uint8)}
    for name, tensor in weights.items():
        value = tensor.detach().numpy()
        if value.ndim == 1 or name.startswith("answer"):
            stored[name] = value.astype(np.float32)
            continue
        scale = np.maximum(np.abs(value).max(axis=1) / MOST, 1e-8).astype(np.float32)
        stored[name] = np.rint(value / scale[:, None]).astype(np.int8)
        stored[f"{name}.scale"] = scale
    return stored


def main() -> None:
    """Train, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("weights", type=Path, help="the folder with model.safetensors and vocab.txt")
    options = parser.parse_args()
    names, weights = begin(options.weights)
    given = examples({name: place for place, name in enumerate(names)})
    print(f"{len(given)} sentences, {sum(one[2] for one in given)} of them defects")
    train(weights, given)
    stored = packed(names, weights)
    np.savez_compressed(TABLE, **stored)
    print(f"Wrote {TABLE.relative_to(ROOT)}: {TABLE.stat().st_size:,} bytes.")
    with torch.no_grad():
        back = {name: torch.tensor(value) for name, value in unpacked(stored).items() if name != "pieces"}
        some = [one[0] for one in given[:256]]
        apart = (answers(weights, some, 0) - answers(back, some, 0)).abs().max()
        print(f"Eight bits move an answer by {float(apart):.3f} at most (256 sentences).")


if __name__ == "__main__":
    main()
