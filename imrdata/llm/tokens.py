"""How many tokens a text or a request is, without a tokenizer: an estimate, and a number no server exceeds.

In: text, or a request. Out: whole tokens. `estimate_tokens` is for plans: near the truth, on either side of it.
`most_tokens` is for budgets: never below what is billed for the prompt. Nothing is downloaded and no vocabulary is
shipped; docs/tokens.md holds the measured error and why the bound is one. Room: llm.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from typing import Final

from imrdata.llm.request import Request

__all__ = ["ESTIMATE_SPAN", "MESSAGE_TOKENS", "SCHEMA_TOKENS", "TEMPLATE_TOKENS", "estimate_tokens", "most_tokens"]

#: The least and the most that the estimate was of the truth, for English prompts and letters in nine vocabularies
#: (docs/tokens.md): a price by the estimate lies between the true one's 0.9 and 1.2 fold.
ESTIMATE_SPAN: Final = (0.90, 1.20)

#: What a chat template writes around one message: marks of begin and end, role, line breaks. The longest that were
#: found are under 80 bytes, so this holds even where marks are not tokens of their own.
MESSAGE_TOKENS: Final = 128

#: What a chat template writes once: a default system prompt, date, reasoning marks, the opening of the answer. The
#: longest that was found (Command R7B, beside a system prompt of one's own) is 2.5 kB of English, some 550 tokens.
TEMPLATE_TOKENS: Final = 1024

#: What is written once more where an answer has a schema: how to use a tool, or to answer in JSON. The longest that
#: was found (Command R7B, tool use) is 4.8 kB of English, some 1,100 tokens.
SCHEMA_TOKENS: Final = 2048


# --- the estimate --------------------------------------------------------------------------------------------

#: Cuts nearly as GPT-2 and its heirs do before they merge: a word with the space before it, a run of digits, of
#: marks, of line breaks.
_PIECE: Final = re.compile(r" ?[^\W\d_]+|\d+|[^\S\n]*\n\s*| ?[!-/:-@\[-`{-~]+|\S")


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text is.

    The costs were set once on English prose and Markdown, as the middle of eight vocabularies of 32,000 to 262,000
    tokens. Other scripts are rougher: vocabularies differ by a factor of four there.

    Examples
    --------
    >>> estimate_tokens("A patient has requested coverage for a lumbar spine MRI.")
    12
    >>> estimate_tokens("")
    0
    """
    # What stands between two spaces comes again and again, so its cost is looked up, not worked out.
    return max(1, -(-sum(map(_cost, text.split(" "))) // 100)) if text else 0


@lru_cache(maxsize=1 << 16)
def _cost(between_spaces: str) -> int:
    """Return what stands between two spaces costs, with the space before it, in hundredths of a token."""
    if not between_spaces:
        return 30  # a run of spaces is one token, or a few
    return sum(map(_piece_cost, _PIECE.findall(f" {between_spaces}")))


def _piece_cost(piece: str) -> int:
    word = piece.removeprefix(" ")
    letters = len(word)
    if not word.isascii():
        # Accents and other scripts: the more bytes beyond one a letter, the shorter the tokens.
        beyond = len(word.encode("utf-8", "surrogatepass")) - letters
        return 100 + 12 * letters + 20 * beyond if word.isalpha() else 120
    if word.isalpha():
        # Vocabularies hold most short words in lower case behind a space; others come in parts more often.
        known = letters < len(piece) and word.islower()
        return 100 + max(0, 22 * (letters - 7) if known else 12 * (letters - 2))
    if word.isdigit():
        return max(100, 72 * letters)  # three digits a token in some vocabularies, one in others
    return 100 if word.isspace() else 60 + 45 * letters


# --- the bound -----------------------------------------------------------------------------------------------


def most_tokens(request: Request, *, template_tokens: int = TEMPLATE_TOKENS, schema_tokens: int = SCHEMA_TOKENS) -> int:
    """Return a number of prompt tokens that no server exceeds for a request.

    A token of a byte-level vocabulary stands for at least one byte of the text. One of a SentencePiece vocabulary
    stands for at least one character, or for one byte of a character it does not know; the mark it writes for a
    space is one such character, and the one it puts before a text is paid by the allowance per message. Normalisers
    can make text longer (NFC up to 3 times, NFKC up to 11), so each character counts with the longest form that any
    Unicode normalisation or case folding gives it. What a chat template adds is allowed for, not known.

    Parameters
    ----------
    request
        Its messages, what its sampling parameters say in words, and its schema count in full.
    template_tokens
        Allowed once for what the server's chat template adds by itself; raise it for a template of your own that
        says more.
    schema_tokens
        Allowed once more where the answer has a schema.

    Examples
    --------
    >>> request = Request(
    ...     task="t",
    ...     model="m",
    ...     identity={},
    ...     messages=({"role": "user", "content": "Hello?"},),
    ...     sampling={"max_tokens": 8},
    ... )
    >>> most_tokens(request)
    1185
    >>> most_tokens(request, template_tokens=0)
    161
    """
    most = template_tokens
    for message in request.messages:
        most += MESSAGE_TOKENS + sum(map(_most_bytes, message.values()))
    # Servers take text here, too (tools, template arguments). Numbers cost a few bytes that nobody misses.
    most += _most_bytes(_longest_json(dict(request.sampling)))
    if request.output_schema is not None:
        most += schema_tokens + _most_bytes(_longest_json(request.output_schema))
    return most


def _longest_json(data: object) -> str:
    """Return data as the longest JSON that servers write into prompts: indented and escaped to ASCII."""
    return json.dumps(data, indent=4, ensure_ascii=True)


def _most_bytes(text: str) -> int:
    """Return how many UTF-8 bytes a text has in the longest of its normal forms."""
    if text.isascii():
        return len(text)
    return sum(1 if character < "\x80" else _longest_form(character) for character in text)


#: UTF-8 bytes of the longest normal form there is, that of U+FDFA; for characters that this Python does not know yet.
_LONGEST_FORM: Final = 33


@lru_cache(maxsize=1 << 14)
def _longest_form(character: str) -> int:
    if unicodedata.category(character) == "Cn":
        return _LONGEST_FORM
    # Composing never makes text longer, so the decomposed forms bound the composed ones, whatever stands beside.
    forms = [
        unicodedata.normalize(form, folded)
        for folded in (character, character.lower(), character.upper(), character.casefold())
        for form in ("NFD", "NFKD")
    ]
    return max(len(form.encode("utf-8", "surrogatepass")) for form in (character, *forms))
