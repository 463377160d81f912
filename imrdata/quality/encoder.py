"""A small language model that reads one sentence: what it says, where `imrdata.quality.wording` knows only its words.

In: sentences and the kind of their letter. Out: for each how much it says what fails a letter, and what. The model is
a BERT of few layers, run in NumPy, which reads each sentence by itself: no other library, no accelerator, no network.
Its weights (`lexicons/encoder.npz`) are those of all-MiniLM-L6-v2 (Apache-2.0), trained further by
`benchmarks/train_encoder.py` and stored as whole numbers of eight bits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from imrdata.quality import lexicons
from imrdata.quality.normalise import normal_form
from imrdata.quality.wording import KINDS

__all__ = ["FAMILIES", "HEADS", "LONGEST", "Reading", "pieces", "read_sentences", "unpacked"]

#: What a sentence by itself can tell, a column of the model's answer each; the first part of a name is the letter's
#: kind. The two columns before them say whether it is any of these, in a denial and in an appeal.
FAMILIES: Final = (
    "den_verdict_words", "den_imr_past", "den_external_panel", "den_phrase_1370_4", "den_section_headers",
    "den_reviewer_credentials", "den_third_person_plan", "den_necessity_affirmed", "den_events_after", "den_approval",
    "app_imr_outcome_claimed", "app_addressed_to_imr", "app_reviewer_voice", "app_reviewer_credentials",
    "app_outcome_known", "app_guarantee", "app_threat", "app_prompt_residue", "app_refusal",
)  # fmt: skip
#: Attention has so many heads: a property of the weights that their shapes don't show.
HEADS: Final = 12
#: So many pieces of words are read of a sentence; the rest of it is not.
LONGEST: Final = 96
#: So many sentences of about one length are read at once.
_TOGETHER: Final = 64
_SMALL: Final = 1e-12
_NOT: Final = -1e9

_TOKEN: Final = re.compile(r"\w+|[^\w\s]")
_START, _END, _UNKNOWN = "[CLS]", "[SEP]", "[UNK]"

Floats = NDArray[np.float32]


class Reading(NamedTuple):
    """What the model says of a sentence: the logit that it fails its letter, and the family it is likest to be of."""

    score: float
    family: str


#: What is known of sentences, by the kind of letter, and of how many at most.
_READ: Final[dict[str, dict[str, Reading]]] = {}
_MOST_KNOWN: Final = 1 << 17


def read_sentences(sentences: Sequence[str], kind: str) -> list[Reading]:
    """Read sentences of letters of one kind.

    Parameters
    ----------
    sentences
        As they stand in the letters.
    kind
        ``denial`` or ``appeal``.

    Returns
    -------
    list of Reading
        One for each sentence. Scores differ between machines in the last places of a 32-bit number; they are rounded to
        two decimals.

    Examples
    --------
    >>> bad, good = read_sentences(["I am an AI and can't draft this.", "I have been ill for a year."], "appeal")
    >>> bad.score > 0 > good.score, bad.family
    (True, 'app_refusal')
    """
    # What letters have in common is read once.
    known = _READ.setdefault(kind, {})
    if len(known) >= _MOST_KNOWN:
        known.clear()
    new = [one for one in dict.fromkeys(sentences) if one not in known]
    known.update(zip(new, _read_anew(new, kind), strict=True))
    return [known[one] for one in sentences]


def _read_anew(sentences: Sequence[str], kind: str) -> list[Reading]:
    read = [pieces(one, _model().pieces) for one in sentences]
    order = sorted(range(len(read)), key=lambda place: len(read[place]))
    found = np.empty((len(read), len(KINDS) + len(FAMILIES)), dtype=np.float32)
    for start in range(0, len(order), _TOGETHER):
        some = order[start : start + _TOGETHER]
        found[some] = _answers([read[place] for place in some])
    which = KINDS.index(kind)
    own = [place for place, name in enumerate(FAMILIES) if name.startswith(kind[:3])]
    scores = np.round(found[:, which].astype(np.float64), 2).tolist()
    likest = found[:, len(KINDS) :][:, own].argmax(axis=1).tolist()
    return [Reading(score, FAMILIES[own[one]]) for score, one in zip(scores, likest, strict=True)]


def pieces(sentence: str, known: Mapping[str, int]) -> list[int]:
    """Return the numbers of the pieces of words (WordPiece) that a sentence is made of, `LONGEST` at most."""
    found = [known[_START]]
    for word in _words(sentence):
        found += _cut(word, known)
        if len(found) >= LONGEST:
            break
    return [*found[: LONGEST - 1], known[_END]]


def _words(sentence: str) -> Iterator[str]:
    bare = unicodedata.normalize("NFD", normal_form(sentence))
    plain = "".join(char for char in bare if unicodedata.category(char) != "Mn")
    for word in _TOKEN.findall(plain):
        # An underscore is no letter, though a regular expression takes it for one.
        yield from (part for part in re.split(r"(_)", word) if part)


def _cut(word: str, known: Mapping[str, int]) -> list[int]:
    found, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = known.get(("##" if start else "") + word[start:end])
            if piece is not None:
                break
        else:
            return [known[_UNKNOWN]]
        found.append(piece)
        start = end
    return found


class _Model(NamedTuple):
    """The weights: those of the pieces as they are stored, row by row, the others unpacked."""

    pieces: dict[str, int]
    words: dict[str, NDArray[np.generic]]
    arrays: dict[str, Floats]
    layers: int


@cache
def _model() -> _Model:
    stored = lexicons.arrays("encoder.npz")
    names = stored.pop("pieces").tobytes().decode().split("\n")
    # Half of all weights, of which a sentence needs a few rows.
    words = {name: stored.pop(name) for name in ("words", "words.scale")}
    arrays = unpacked(stored)
    layers = 1 + max(int(name.split(".")[1]) for name in arrays if name.startswith("layer."))
    return _Model({name: place for place, name in enumerate(names)}, words, arrays, layers)


def unpacked(stored: Mapping[str, NDArray[np.generic]]) -> dict[str, Floats]:
    """Return arrays as they are computed with: whole numbers times the scale of their row."""
    scale = ".scale"
    return {
        name: np.ascontiguousarray(
            value.astype(np.float32) * stored[name + scale].astype(np.float32)[:, None]
            if name + scale in stored
            else value.astype(np.float32)
        )
        for name, value in stored.items()
        if not name.endswith(scale)
    }


def _answers(read: Sequence[Sequence[int]]) -> Floats:
    """Return the model's answers to sentences of about one length."""
    arrays = _model().arrays
    length = max(map(len, read))
    numbers = np.zeros((len(read), length), dtype=np.int64)
    there = np.zeros((len(read), length), dtype=np.float32)
    for place, one in enumerate(read):
        numbers[place, : len(one)] = one
        there[place, : len(one)] = 1
    words = unpacked({name: rows[numbers.ravel()] for name, rows in _model().words.items()})["words"]
    state = words.reshape(*numbers.shape, -1) + arrays["places"][:length]
    state = _level(state, "begin")
    barred = ((1 - there) * _NOT)[:, None, None, :]
    for layer in range(_model().layers):
        state = _layer(state, barred, f"layer.{layer}")
    mean = (state * there[..., None]).sum(axis=1) / there.sum(axis=1, keepdims=True)
    return _linear(mean, "answer")


def _layer(state: Floats, barred: Floats, name: str) -> Floats:
    many, length, width = state.shape

    def heads(what: str) -> Floats:
        return _linear(state, f"{name}.{what}").reshape(many, length, HEADS, -1).transpose(0, 2, 1, 3)

    asked, key, value = heads("query"), heads("key"), heads("value")
    weights = asked @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width // HEADS)) + barred
    weights = np.exp(weights - weights.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    joined = (weights @ value).transpose(0, 2, 1, 3).reshape(many, length, width)
    state = _level(state + _linear(joined, f"{name}.joined"), f"{name}.attended")
    inner = _linear(state, f"{name}.inner")
    # GELU by tanh, as in training.
    inner = (
        0.5
        * inner
        * (1 + np.tanh(np.float32(np.sqrt(2 / np.pi)) * (inner + np.float32(0.044715) * (inner * inner * inner))))
    )
    return _level(state + _linear(inner, f"{name}.outer"), f"{name}.end")


def _linear(state: Floats, name: str) -> Floats:
    arrays = _model().arrays
    flat = state.reshape(-1, state.shape[-1]) @ arrays[f"{name}.weight"].T
    result: Floats = (flat + arrays[f"{name}.bias"]).reshape(*state.shape[:-1], -1)
    return result


def _level(state: Floats, name: str) -> Floats:
    """Return a state of mean 0 and variance 1, times and plus what was learned (layer norm)."""
    arrays = _model().arrays
    state = state - state.mean(axis=-1, keepdims=True)
    state /= np.sqrt((state**2).mean(axis=-1, keepdims=True) + np.float32(_SMALL))
    result: Floats = state * arrays[f"{name}.weight"] + arrays[f"{name}.bias"]
    return result
