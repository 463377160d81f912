"""Damaged characters, and letters in another language."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import read
from imrdata.quality.parts import split_parts
from imrdata.quality.patterns import words
from imrdata.quality.sieve import may_match

_TRIPLE: Final = "a garbled word"
DAMAGE: Final = (
    ("a replacement character", re.compile("\ufffd|ï¿½")),
    # UTF-8 read as cp1252: a lead byte's letter and what its continuation bytes turn into.
    ("mojibake", re.compile("â€[\x80-\u2122™œ\x9d“”]?|â‚¬|‚Ä[ôúùìî]|[ÃÂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|ðŸ")),
    ("a control character", re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")),
    # Zero-width and soft-hyphen characters within a word, marks of direction, of byte order.
    (
        "an invisible character",
        re.compile(
            "(?<=[A-Za-z])[\u00ad\u200b-\u200d\u2060\ufeff](?=[A-Za-z])|[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]"
        ),
    ),
    ("a letter of another width or style", re.compile("[\uff01-\uff5e\U0001d400-\U0001d7ff\u24b6-\u24e9]")),
    # How tokens of models are written, and what a page's text is drawn out of a file with.
    (
        "a token of a model",
        re.compile(
            r"[\u0120\u010a\u2581](?=\w)|(?<=\w)</w>|</?s>|<0x[0-9A-F]{2}>|<\|?(?:endoftext|im_\w+|pad|eos|bos|unk"
            r"|mask)\|?>"
            r"|\[(?:UNK|PAD|CLS|SEP|MASK)\]|(?<!\S)##[a-z]"
        ),
    ),
    ("a character by its number", re.compile(r"\(cid:\d+\)|\bU\+[0-9A-F]{4}\b|\\0?[0-3][0-7]{2}\b")),
    (
        "an HTML entity",
        re.compile(
            r"&(?:#\d{2,5}|#x[0-9a-f]{2,4}|[lg]t|[a-z]{3,8});|&(?:nbsp|amp|quot|apos|rsquo|lsquo|ldquo|rdquo|mdash"
            r"|ndash)\b",
            re.I,
        ),
    ),
    # Of mail (=E2=80=99), of addresses (%20), of programs (\u2019).
    (
        "an encoded character",
        re.compile(
            r"(?:=[0-9A-F]{2}){2}|[a-z.,]=(?:20|0A|0D|3D)?\n|[a-z]%20[A-Za-z]|(?:%[0-9A-F]{2}){2}"
            r"|\\u[0-9a-fA-F]{4}"
            r"|\\x[0-9a-f]{2}|\b[A-Za-z]+(?:\+[a-z]+){3,}"
        ),
    ),
    ("an encoded line break", re.compile(r"\\[nr](?![a-z])")),
    ("a key that was struck", re.compile(r"(?:\^[A-Z\[@?]){2}|[a-z]\^[HMJ\[]|\x1b")),
    # Macintosh's letters read as Windows' ones; letters of another script within an English sentence.
    (
        "a letter of another alphabet",
        re.compile(
            "[a-z][\u00c0-\u00d6\u00d8-\u00de\u0152\u0160\u0178\u017d](?![A-Z])"
            "|[a-z] [\u0400-\u1dff\u3040-\u9fff\uac00-\ud7af]+ [a-z]"
        ),
    ),
    ("a character of no alphabet", re.compile("[\ue000-\uf8ff\ufffc]")),
    # What a lost apostrophe leaves: don?t.
    (
        "a stray sign within a word",
        re.compile(
            "/\\?[A-Za-z]|[a-z](?:;[a-z]|\\?(?:t|s|ll|re|ve)\\b|\\?[a-z])|-[A-Z][a-z]+\\? [a-z]{3}|[a-z](?:"
            "[#$@{}<>\u00a4\u00a6\u00ac\u00bf\u00b6\u2020][a-z])"
        ),
    ),
    ("a word of two scripts", re.compile("[A-Za-z][\u0400-\u052f]|[\u0400-\u052f][A-Za-z]{2}")),
    ("a word in pieces", re.compile(r"(?<![^\s(])(?!a b c)(?:[a-z] ){4,}[a-z](?![^\s.,;:!?)])")),
    ("words run together", re.compile(r"[a-zA-Z]{30,}|\b[a-z]{3,}[A-Z][a-z]{2,}\b")),
    (
        "dictated signs",
        re.compile(
            r"\bnew paragraph\b|(?<!\ba )(?<!the )\bcomma\b[^.\n]+(?<!\ba )(?<!the )\bcomma\b"
            r"|[a-z] (?:comma|full stop)$",
            re.M,
        ),
    ),
    # Within a sentence, which goes on behind it.
    (
        "a page's foot or number within",
        re.compile(
            r"[a-z] (?:\d+ of \d+ )?page \d+(?: of \d+)? continued on next page [a-z]{2}"
            r"|\bcontinued on next page [a-z]{2}",
            re.I,
        ),
    ),
    # No English word has one letter three times in a row, or six consonants alone.
    (_TRIPLE, re.compile(r"([b-hj-vyz])\1\1(?=[a-z])|[a-z]([b-hj-vyz])\2\2|\b[bcdfghjklmnpqrstvwxz]{6,}\b")),
)
#: What stands in an address follows its own rules.
_ADDRESS: Final = re.compile(r"https?://\S+|\bwww\.\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)+/\S*")
_ENGLISH: Final = frozenset(
    words(
        "the of and to in for is that you your we our not this be with are or by as it was have has may on "
        "at from my i can if will an their which would"
    )
)
_OTHER: Final = frozenset(
    words(
        "el la los las de del que y en un una por con para su se no es al lo como más le les des et est que "
        "pour dans votre vous nous une der die das und ist nicht mit von zu ein eine wir sie ang ng mga sa "
        "na para hindi ito của và không là"
    )
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_ODD: Final = re.compile("[^\x00-\u024f]")
_MIN_WORDS: Final = 15
_SHARE: Final = 0.2
#: A paragraph of fewer words, or of fewer letters of another script, is a name or a line that offers help.
_PARAGRAPH, _LETTERS = 25, 100
#: Whom to call, or a placeholder for it.
_NUMBER: Final = re.compile(r"\[|\d{3}")
#: Polars knows no references to groups: one letter three times in a row is looked for letter by letter.
_GARBLED: Final = "|".join(("[bcdfghjklmnpqrstvwxz]{6}", *(letter * 3 for letter in "bcdefghjklmnopqrstuvyz")))


class LanguageEncoding(Check):
    """A letter must be readable English.

    Rule: no replacement, control or invisible characters, mojibake, tokens of a model, HTML entities or other encoded
    characters, letters of another width; no dictated signs, no page's foot within a sentence; outside addresses
    of the web and of mail, no word with a stray sign, none in Latin and Cyrillic letters, in pieces or of 30 letters,
    with a capital inside, one letter three times in a row, or six consonants and no vowel. In letters of at least 15
    words function words of other languages do not outnumber the English ones, and at most 20 % of the letters are
    outside the Latin script; nor in a paragraph of at least 25 words, or 100 letters of another script, if neither it
    nor its neighbours hold a number of three digits or a placeholder.
    Why: damage spreads through training; a denial must be in plain language (45 CFR 147.136(b) asks for
    translated notices besides, as short offers of help: they pass).
    Source: domain.md §2 (bytes) and §7.
    Passes: an offer of help in a language, short or with its number.
    Limits: letters that were changed for others, or lost, pass; so does a sentence in another language.
    """

    name = "language_encoding"
    version = 5

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Inspect the letters with damage, or letters of another script, or more words of other languages."""
        parts = batch.parts
        odd = np.zeros(len(parts.texts), dtype=bool)
        suspect = may_match(parts.texts, [form for kind, form in DAMAGE if kind != _TRIPLE]) | (
            parts.texts.str.contains(_GARBLED).to_numpy()
        )
        odd[[place for place in np.flatnonzero(suspect).tolist() if _damage(parts.texts[place])]] = True
        of_word = np.array([_count(word) for word in parts.words.different], dtype=np.int64).reshape(-1, 3)
        words, english, other = parts.words.sums(of_word).T
        odd |= (words >= _PARAGRAPH) & (other > english)
        foreign = np.zeros(len(parts.texts), dtype=np.int64)
        for place in parts.texts.str.contains(_ODD.pattern).arg_true():
            foreign[place] = sum(map(_is_foreign, _ODD.findall(parts.texts[place])))
        odd |= foreign > _LETTERS
        # A letter has at least so many letters: a few Greek ones, as doctors write them, need no second look.
        plain = parts.texts.str.count_matches("[a-zA-Z]").to_numpy() if foreign.any() else foreign
        suspect = (parts.totals(odd) > 0) | (parts.totals(foreign) > _SHARE * parts.totals(plain + foreign))
        suspect |= (parts.totals(words) >= _MIN_WORDS) & (parts.totals(other) > parts.totals(english))
        return super().find_all(batch, frame.filter(pl.Series(suspect).gather(frame["_row"])))

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Look for damage first, then count letters and words: of the whole letter, then of each paragraph."""
        original = letter["text"]
        parts = split_parts(original)
        for start, part in parts:
            if found := _damage(part):
                (first, last), kind = min(found)
                return f"has {kind}", (start + first, start + last)
        if _is_in_another_script(original):
            return "is not in the Latin script", None
        words, english, other = _count(read(original).text)
        if words >= _MIN_WORDS and other > english:
            return "is mostly not in English", None
        for place, (start, part) in enumerate(parts):
            words, english, other = _count(read(part).text)
            another = (words >= _PARAGRAPH and other > english) or _is_in_another_script(part, at_least=_LETTERS)
            if another and not any(_NUMBER.search(near) for _, near in parts[max(place - 1, 0) : place + 2]):
                return "has a paragraph in another language", (start, start + len(part.rstrip()))
        return None


@lru_cache(maxsize=1 << 14)
def _damage(part: str) -> tuple[tuple[tuple[int, int], str], ...]:
    """Return the damaged places of a paragraph; none reaches over its end."""
    plain = _ADDRESS.sub(lambda found: " " * len(found[0]), part)
    return tuple((match.span(), kind) for kind, form in DAMAGE for match in form.finditer(plain))


def _is_in_another_script(text: str, *, at_least: int = 0) -> bool:
    """Tell whether more than a fifth of a text's letters, and more than so many, are outside the Latin script."""
    foreign = sum(map(_is_foreign, _ODD.findall(text)))
    return foreign > at_least and foreign > _SHARE * sum(map(str.isalpha, text))


def _is_foreign(character: str) -> bool:
    """Tell whether a character is a letter outside the Latin script."""
    return ord(character) > 0x24F and not 0x1E00 <= ord(character) <= 0x1EFF and character.isalpha()


def _count(text: str) -> tuple[int, int, int]:
    """Return how many words a text has, how many tell English, and how many tell another language."""
    words = [word for word in _WORD.findall(text) if "placeholder" not in word]
    return len(words), sum(word in _ENGLISH for word in words), sum(word in _OTHER for word in words)
