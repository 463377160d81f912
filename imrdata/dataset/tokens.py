"""How many tokens a record is under the chat template it is trained with.

In: messages. Out: whole tokens: counted, where the base model's ``tokenizer.json`` is given (needs the package
tokenizers), else estimated with the error that docs/tokens.md states. A record that is longer than the sequence is
reported, never cut: a letter without its end is none. Room: dataset.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl
from jinja2.sandbox import ImmutableSandboxedEnvironment

from imrdata.data import packaged
from imrdata.dataset.axolotl import CHAT_TEMPLATE
from imrdata.errors import DatasetError, MissingExtraError
from imrdata.llm.tokens import estimate_tokens

__all__ = ["ESTIMATE", "TokenCounter", "chat_text", "token_report"]

ESTIMATE: Final = "estimate"

#: What the template writes around a message beside its role: two marks and two line feeds, a token each.
_AROUND: Final = 4


class TokenCounter:
    """Counts the tokens of messages.

    Parameters
    ----------
    tokenizer
        The base model's ``tokenizer.json``; None: estimate.

    Attributes
    ----------
    name
        ``estimate``, or ``tokenizer:`` and the file's SHA-256: it stands beside every count.

    Raises
    ------
    DatasetError
        The file can't be read as a tokenizer.
    MissingExtraError
        The package tokenizers is not installed.

    Examples
    --------
    >>> count = TokenCounter()
    >>> count([{"role": "user", "content": "Please approve the MRI."}]), count.name
    (11, 'estimate')
    """

    def __init__(self, tokenizer: str | Path | None = None) -> None:
        self._tokenizer: Any = None
        self.name = ESTIMATE
        if tokenizer is not None:
            self._tokenizer, digest = _load(Path(tokenizer))
            self.name = f"tokenizer:{digest}"

    def __call__(self, messages: Sequence[Mapping[str, str]]) -> int:
        """Return how many tokens the messages are, the template's marks included."""
        if self._tokenizer is None:
            return sum(_AROUND + 1 + estimate_tokens(message["content"]) for message in messages)
        # The template writes all marks itself.
        return len(self._tokenizer.encode(chat_text(messages), add_special_tokens=False).ids)


def chat_text(messages: Sequence[Mapping[str, str]]) -> str:
    r"""Return the messages as the packaged chat template writes them for training.

    Examples
    --------
    >>> chat_text([{"role": "user", "content": "Please."}])
    '<|im_start|>user\nPlease.<|im_end|>\n'
    """
    return str(_template().render(messages=messages, add_generation_prompt=False))


def token_report(records: pl.DataFrame, *, sequence_length: int) -> dict[str, Any]:
    """Say how long records are, and which are longer than the sequence.

    Parameters
    ----------
    records
        Columns ``record_id, split, tokens, tokens_by``.
    sequence_length
        Tokens that a record may have in training.

    Returns
    -------
    dict
        ``counted_by``; ``total``, ``median``, ``p95`` and ``longest`` in tokens; ``sequence_length``; ``too_long``:
        record ids, sorted.
    """
    tokens = records["tokens"]
    return {
        "counted_by": sorted(records["tokens_by"].unique()),
        "total": int(tokens.sum() or 0),
        "median": _quantile(tokens, 0.5),
        "p95": _quantile(tokens, 0.95),
        "longest": int(tokens.max() or 0),  # type: ignore[arg-type]
        "sequence_length": sequence_length,
        "too_long": sorted(records.filter(pl.col("tokens") > sequence_length)["record_id"]),
    }


def _quantile(values: pl.Series, share: float) -> int:
    found = values.quantile(share, interpolation="nearest")
    return 0 if found is None else int(found)


def _load(file: Path) -> tuple[Any, str]:
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise MissingExtraError(
            "counting tokens with a tokenizer needs the package tokenizers, which is not installed",
            mend="run: pip install tokenizers, or take `tokenizer` out of the recipe to estimate",
        ) from None
    try:
        data = file.read_bytes()
        return Tokenizer.from_str(data.decode("utf-8")), hashlib.sha256(data).hexdigest()
    except OSError as error:
        problem = error.strerror or str(error)
    # The package raises plain Exception for a file that is none of its own.
    except Exception as error:
        problem = str(error)
    raise DatasetError(f"it can't be read as a tokenizer ({problem})", where=str(file), mend="give a tokenizer.json")


@cache
def _template() -> Any:
    source = (packaged("chat_templates") / CHAT_TEMPLATE).read_text(encoding="utf-8")
    # As transformers compile chat templates.
    return ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, autoescape=False).from_string(source)
