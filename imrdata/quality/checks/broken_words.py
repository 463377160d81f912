"""Words that a machine broke: glued, cut in pieces, misread from print, with letters lost."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

import numpy as np

from imrdata.quality.batch import Batch
from imrdata.quality.english import begins_common, is_common, is_known
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import seen, words

__all__ = ["BrokenWords"]

#: What is no prose: addresses of the web and of mail, names of files; placeholders. The first are looked for where one
#: of their signs stands.
_ADDRESS: Final = re.compile(
    r"https?://\S+|\bwww\.\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)+/\S*|\b[\w.-]+\.(?:com|org|net|gov|edu|pdf|docx?)\b"
)
_ADDRESS_SIGN: Final = re.compile(r"[@/]|\w\.\w")
_BLANK: Final = re.compile(r"\[[^\]\n]*\]")
#: What stands behind a hyphen is the rest of a word.
_WORD: Final = re.compile(r"(?<![\w-])(?<!-\n)[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
#: Fewer letters than these tell little.
_LONG, _FEWEST = 6, 4

#: Small words that longer ones are glued to. Of those with two letters only what no rare word begins or ends with.
_GLUE: Final = frozenset(
    words("the and for that with this not you your our are was has have had may from which we to of is by")
)
#: What is one word, though it is made of two; and no word has more letters than this.
_ONE_WORD: Final = frozenset(
    words(
        "dishwasher dishwashers byproduct byproducts forthwith enforceability merchantability reasonability thereto "
        "thereof therefrom therefor thereby therewith thereunder hereto hereof hereby herewith herein heretofore "
        "theretofore whereto whereof wherewith wherefrom whereby levator fingertip fingertips armpit orthotic "
        "orthotics hermana doctora dunno coulda woulda shoulda oughta sorta kinda gonna wanna"
    )
)
_MOST: Final = 45
#: Endings of rare words are not glued on.
_ENDS: Final = frozenset(("is", "by", "my"))
#: Two long words glued: so many letters, and so many of each. What ends in "o" is made to be put before another.
_TWO_LONG, _EACH = 14, 6
#: What a reader of print takes for one another.
_SHAPES: Final = (
    *(
        both
        for one, other in (pair.split() for pair in ("rn m", "cl d", "fl fi", "b h", "e c", "i l", "u n", "o c"))
        for both in ((one, other), (other, one))
    ),
    *(("vv", "w"), ("li", "h"), ("ii", "u"), ("ri", "n")),
)
#: Keys that keyboards of two countries have the other way round.
_KEYS: Final = str.maketrans("yz", "zy")
#: What is left of small words whose first letters were printed in one piece.
_SCRAPS: Final = frozenset(words("nd ts rst nal gure nish nding lled"))
#: What words begin with that got lost.
_LOST_HEADS: Final = ("am", "be", "con", "de", "ex", "ho", "in", "pa", "per", "pro", "re", "se", "un")
#: Words glued in a row have so many letters, and none of them more than this.
_RUN, _LONGEST = 9, 14
#: Small words so misread, which are too short for the rule.
_MISREAD: Final = frozenset(words("tbe thc tlie tlle ancl witb tbat tbis wbich wbo tben tbey bave liave yonr onr"))
#: Signs for letters, each read two ways.
_SIGNS: Final = (str.maketrans("0135$@|4", "oiessaia"), str.maketrans("0135$@|4", "olessala"))
#: Letters of print in one piece, which get lost in one.
_LIGATURES: Final = ("fi", "fl", "ff", "ffi", "ffl")
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_LONE: Final = "bcdefghjklmnpqrstuvwxyz"

_TWICE: Final = frozenset(
    words(
        "the of to and for your our we with by this from be are was not will at an my or you they has have its it "
        "which as if but so"
    )
)
_CUT: Final = re.compile(r"(?<![\w-])([A-Za-z]{2,})- ([a-z]{2,})(?![\w-])")
_NO_SPACE: Final = re.compile(r"\b([A-Za-z]{2,})(?:[.!?;:]([A-Z][a-z]+)|,([A-Za-z]{3,}))\b")
#: Stops that lie before a space instead of behind it; a sentence that another one cuts into.
_BEFORE_STOP: Final = re.compile(r"(?<=[a-z]) [,;.](?= ?[a-z])|(?<=[a-z])\. (?=[a-z]{2,} (?:[a-z]+ ){2})")
_CUT_INTO: Final = re.compile(r"\b([a-z]+) (?:We|You|The|They|Please|Thank|This|It|He|She|Our|Your) [a-z]")
#: Prose in columns: a wide gap within the line, line after line.
_COLUMNS: Final = re.compile(r"(?:^.*[a-z,.] {4,}[a-z].*(?:\n|$)){3}", re.M)
_LINE_NUMBERS: Final = re.compile(r"^(\d{1,3}) +(?=[A-Za-z])", re.M)
_CAPITALS: Final = re.compile(
    r"\b(?:[a-z][A-Z](?= [A-Z]{2,}\b)|[a-z]+[A-Z]{2,}|[a-z]+[A-Z]+[a-z]*|[A-Z]?[a-z]+[A-Z]{2,}|[A-Z][a-z]+[A-Z])\b"
)
_MIXED: Final = re.compile(r"(?<![\w$@|])(?=[^\s\d]*[\d$@|])[\w$@|]*[A-Za-z][\w$@|]*(?![\w$@|])")
#: Without one of these no rule but those of words has anything to find.
_HINT: Final = (
    r"[A-Za-z]- [a-z]|\dO|(?:[a-z] \d{1,3} [a-z].*){2}|(?m:^)\d{1,3} +[A-Za-z]|[A-Za-z][.!?;:,][A-Za-z][a-z]|[a-z][A-Z]"
    r"|[a-z][$@|]"
    r"|[$@|][a-z]|[a-z] [,;.][ a-z]|[a-z,.] {4,}[a-z]|[a-z] (?:We|You|The|They|Please|Thank|This|It|He|She|Our|Your)"
    r" [a-z]"
)
#: So many words said again at once; of three words, a third time.
_AGAIN: Final = re.compile(
    r"\b((?:[\w'\u2019]+[ ,;]+){3,11}[\w'\u2019]+)[ ,;]+\1\b|\b((?:[a-z']+[ ,;]+){2}[a-z']+)(?:[ ,;]+\2\b){2}", re.I
)
_LINE_GOES_ON: Final = re.compile(r"\n[^\n]")
_AT_ONCE: Final = range(3, 13)

_SHOUTED: Final = re.compile(r" [A-Z]{2,}\b")
#: Two words without the space between sentences: "would doWe ask".
_NO_STOP: Final = re.compile(r"\b([a-z]{2,})([A-Z][a-z]+)\b")
#: A letter for a digit: "15O mg".
_FOR_DIGIT: Final = re.compile(r"(?<![\w.,/-])\d+O\b(?![-/])")
#: Numbers of lines that were read with them.
_NUMBERED: Final = re.compile(r"(?:(?<=[a-z] )|\A)(\d{1,3}) (?=[A-Za-z])")
#: What numbers count in prose.
_COUNTED: Final = re.compile(
    r"(?:mg|mcg|ml|kg|g|tablets?|pills?|days?|weeks?|months?|years?|hours?|minutes?|steps?|stairs|times|visits?"
    r"|sessions?|and|or|to|then|pushups|points?|of|in|per|percent)\b"
)
_LINES: Final = 3
#: A letter that stands alone, and what it may stand behind.
_ALONE: Final = re.compile(
    r"(?<=[a-z] )[b-hj-np-z](?! (?:test|score|wave|value|cell|section|dimer|ratio)s?\b)(?= [a-z]|[.,;]|$)"
)
_NAMED_BY_LETTER: Final = re.compile(
    r"\b(?:vitamins?|hepatitis|types?|groups?|class(?:es)?|parts?|plans?|forms?|codes?|grades?|stages?|points?|steps?"
    r"|options?|factors?|complex|criteri\w+|subdivisions?|paragraphs?|clauses?|rules?|exceptions?|sections?|items?"
    r"|tables?|figures?|exhibits?|appendix|letters?|titles?|schedules?|vs|versus|or|and|to)$",
    re.I,
)
#: What stands behind a hyphen that stands for the rest of a word: "short- and long-term".
_AND: Final = frozenset(("and", "or", "to"))
_UNITS: Final = frozenset(("khz", "mhz", "phd", "msw", "dpt", "dnp"))
_MISREAD_SAYS, _LOST_SAYS = "has a misread word", "has a word that lost letters"
#: Fewer are slips of a pen.
_SLIPS: Final = 3
_SLIPS_SAY: Final = "has words with letters lost, doubled or swapped"

Broken = tuple[int, int, str]


class BrokenWords(LocalCheck):
    """Words that English has not, and that are common ones as soon as one repairs what machines do to words.

    Rule: an unknown word is two glued ones ("ofthe"), or one of which letters were misread ("rnedical", "c1aim") or
    lost as a ligature ("sucient"); two words that are one ("ser vice"), also behind a hyphen within a line
    ("treat- ment"); a common word with capitals inside ("reVIEW"); no space behind a stop or a comma; a small word
    twice ("the the"), or some words again at once; stops on the wrong side of a space, a sentence that another one cuts
    into, prose in columns, numbers of lines; or three words of a paragraph with a letter lost, doubled or swapped.
    Why: letters of machines carry what their inputs and outputs went through; trained on, it spreads, and a letter that
    looks damaged is not read as a person's.
    Source: domain.md §2 and §7; `imrdata.quality.english` says which words are known.
    Passes on purpose: slips of the pen; words wrapped at the end of a line; what stands so in the view or the denial.
    Limits: a broken word that is another word ("form" for "from") passes, and so do rare words that are broken.
    """

    name = "broken_words"
    version = 2
    reads = ("view_text", "denial_text")

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield the places that are broken."""
        for start, end, says in sorted(_broken(_prose(part.original))):
            yield Claim(start, end, says, key=part.original[start:end].lower(), as_written=True)

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether no source has it so."""
        return re.search(rf"(?<!\w){re.escape(claim.key)}(?!\w)", seen(letter)) is None

    def reader(self, batch: Batch) -> tuple[np.ndarray, Callable[[int, str], Iterable[Claim]]]:
        """Read the paragraphs that hold a broken word, two words that may be one, or a sign of the other rules."""
        parts = batch.parts
        different = parts.words.different.to_list()
        lone = np.array(
            [bool(_broken_word(one)) or _is_slip(one) or (len(one) == 1 and one in _LONE) for one in different],
            dtype=np.int64,
        )
        rare = np.array([one.isalpha() and not is_common(one) for one in different], dtype=bool)
        texts = parts.texts.str.replace_all("\u00a0", " ", literal=True)
        worth = texts.str.contains(_HINT).to_numpy() | (parts.words.sums(lone.reshape(-1, 1))[:, 0] > 0)
        cut = np.array([_is_cut(one) for one in different], dtype=np.int64).reshape(-1, 1)
        worth |= texts.str.contains("[a-z]\n[^\n]").to_numpy() & (parts.words.sums(cut)[:, 0] > 0)
        which, text = parts.words.which, parts.words.text
        first, second = which[:-1], which[1:]
        near = np.flatnonzero((text[:-1] == text[1:]) & ((first == second) | rare[first] | rare[second]))
        pairs, place = np.unique(first[near] * len(different) + second[near], return_inverse=True)
        as_one = [_broken_pair(*(different[one] for one in divmod(pair, len(different)))) for pair in pairs.tolist()]
        worth[text[near[np.array(as_one, dtype=bool)[place]]]] = True
        worth[_says_again(which, text)] = True
        return worth, lambda part, kind: self.find(parts.read(part), kind)


def _prose(text: str) -> str:
    """Return a text with spaces in the place of what is no prose."""
    text = _BLANK.sub(lambda found: " " * len(found[0]), text.replace("\u00a0", " "))
    return _ADDRESS.sub(lambda found: " " * len(found[0]), text) if _ADDRESS_SIGN.search(text) else text


def _comes_again(text: str) -> bool:
    """Tell whether three words come again within a dozen: the pattern that finds what does is slow."""
    words = text.lower().split()
    last: dict[tuple[str, ...], int] = {}
    for place, three in enumerate(zip(words, words[1:], words[2:], strict=False)):
        if place - last.get(three, -_AT_ONCE[-1]) < _AT_ONCE[-1]:
            return True
        last[three] = place
    return False


def _says_again(which: np.ndarray, text: np.ndarray) -> np.ndarray:
    """Return the texts in which some words in a row come again at once, given each word and its text."""
    found = [np.zeros(0, dtype=np.int64)]
    for length in _AT_ONCE:
        same = (which[length:] == which[:-length]) & (text[length:] == text[:-length])
        needed = length if length > _AT_ONCE[0] else 2 * length
        in_a_row = np.concatenate([[0], same.cumsum()])
        found.append(text[np.flatnonzero(in_a_row[needed:] - in_a_row[:-needed] == needed)])
    return np.unique(np.concatenate(found))


def _broken(text: str) -> Iterator[Broken]:
    """Yield the broken places of a paragraph, rule by rule."""
    yield from _set_wrongly(text)
    yield from _with_numbers(text)
    yield from _misspelled(text)


def _set_wrongly(text: str) -> Iterator[Broken]:
    """Yield what spaces, hyphens, stops, capitals and lines did to words that are none the less whole."""
    for found in _CUT.finditer(text):
        if found[2] not in _AND and _is_long_and_common(found[1].lower() + found[2]):
            yield *found.span(), "cuts a word with a hyphen"
    for found in _NO_SPACE.finditer(text):
        if all(is_common(one.lower()) or _broken_word(one.lower()) for one in found.groups() if one):
            yield *found.span(), "has no space behind a stop"
    if _comes_again(text):
        for found in _AGAIN.finditer(text):
            yield *found.span(), "says words again at once"
    stops = list(_BEFORE_STOP.finditer(text))
    if len(stops) > 1 and any(found[0][0] == " " for found in stops):
        yield *stops[0].span(), "has its stops on the wrong side"
    for found in _CUT_INTO.finditer(text):
        if not is_known(found[1]):
            yield *found.span(1), "breaks off in the midst of a sentence"
    for found in _COLUMNS.finditer(text) if "    " in text else ():
        yield *found.span(), "has columns side by side"
    for found in _CAPITALS.finditer(text):
        short = len(found[0]) < _FEWEST - 1 and not _SHOUTED.match(text, found.end())
        if not short and found[0].lower() not in _UNITS and is_common(found[0].lower()):
            yield *found.span(), "has capitals within a word"
    for found in _NO_STOP.finditer(text):
        if is_common(found[1]) and is_common(found[2].lower()):
            yield *found.span(), "has words run together"


def _with_numbers(text: str) -> Iterator[Broken]:
    """Yield letters for digits, digits and signs for letters, and numbers of lines."""
    for found in _FOR_DIGIT.finditer(text):
        yield *found.span(), "has a letter for a digit"
    for form in (_NUMBERED, _LINE_NUMBERS):
        numbers = [
            (int(found[1]), *found.span(1)) for found in form.finditer(text) if not _COUNTED.match(text, found.end())
        ]
        for at in range(len(numbers) - _LINES + 1):
            if numbers[at][0] > _LINES and all(
                numbers[at + step][0] == numbers[at][0] + step for step in range(_LINES)
            ):
                yield *numbers[at][1:], "has numbers of lines within"
                break
    for found in _MIXED.finditer(text):
        if _read_with_signs(found[0].lower()):
            yield *found.span(), "has signs for letters in a word"


def _misspelled(text: str) -> Iterator[Broken]:
    """Yield the words, and pairs of words, that are none."""
    slips = []
    before: tuple[str, int, int] | None = None
    for found in _WORD.finditer(text):
        start, end = found.span()
        word = (found[0] if found[0].isascii() else unicodedata.normalize("NFKC", found[0])).lower()
        if found[0].islower() or found[0].istitle() or _is_doubled(word):
            if says := _broken_word(word):
                yield start, end, says
            elif found[0].islower() and _LINE_GOES_ON.match(text, end) and _is_cut(word):
                yield start, end, "cuts a word at a line's end"
            elif found[0].islower() and _is_slip(word):
                slips.append((start, end, _SLIPS_SAY))
        if before and text[before[2] : start] == " " and found[0].islower() and (says := _broken_pair(before[0], word)):
            yield before[1], end, says
        before = (word, start, end) if found[0].islower() or found[0].istitle() else None
    slips += [
        (*found.span(), _SLIPS_SAY)
        for found in _ALONE.finditer(text)
        if not _NAMED_BY_LETTER.search(text, 0, found.start() - 1)
    ]
    yield from slips[:1] if len(slips) >= _SLIPS else ()


@lru_cache(maxsize=1 << 15)
def _broken_word(word: str) -> str:
    """Return what has befallen an unknown word, if a common one can be made of it; of others, nothing."""
    if not (word.isascii() and word.isalpha()):
        return "has signs for letters in a word" if _read_with_signs(word) else ""
    if word in _MISREAD:
        return _MISREAD_SAYS
    if word in _SCRAPS:
        return _LOST_SAYS
    if len(word) < _FEWEST - 1 or len(word) > _MOST or is_known(word) or word in _ONE_WORD:
        return ""
    if _is_swapped(word) or any(is_common(one) for one in _replaced(word, "rn", "m")):
        return _MISREAD_SAYS
    if _is_doubled(word):
        return "has each letter twice"
    if len(word) > _FEWEST and is_common(word[::-1]):
        return "has a word written backwards"
    if len(word) < _FEWEST + 1:
        return ""
    for at in range(2, len(word) - 1):
        one, two = word[:at], word[at:]
        if (
            (one in _GLUE and _is_glued(two, one))
            or (two in _GLUE and two not in _ENDS and _is_glued(one, two))
            or (
                len(word) >= _TWO_LONG
                and min(at, len(two)) >= _EACH
                and one[-1] != "o"
                and is_common(one)
                and is_common(two)
            )
        ):
            return "has words run together"
    if len(word) >= _RUN and _is_run(word):
        return "has words run together"
    for shape, other in _SHAPES:
        if any(_is_long_and_common(one) for one in _replaced(word, shape, other)):
            return _MISREAD_SAYS
    for at in range(len(word) + 1):
        if any(_is_long_and_common(word[:at] + lost + word[at:]) for lost in _LIGATURES):
            return _LOST_SAYS
    return ""


@lru_cache(maxsize=1 << 15)
def _broken_pair(one: str, two: str) -> str:
    """Return what has befallen two words side by side, if anything."""
    if one == two:
        return "says a small word twice" if one in _TWICE else ""
    if not (one.isalpha() and two.isalpha()) or (is_common(one) and is_common(two)):
        return ""
    if _is_long_and_common(one + two):
        return "has a word in pieces"
    if any(_is_long_and_common(one + lost + two) for lost in _LIGATURES):
        return _LOST_SAYS
    return ""


@lru_cache(maxsize=1 << 15)
def _is_slip(word: str) -> bool:
    """Tell whether an unknown word is a common one but for a letter that is lost, doubled or swapped."""
    if not (word.isascii() and word.isalpha()) or not _FEWEST < len(word) <= _MOST or is_known(word):
        return False
    if any(_is_long_and_common(lost + word) for lost in _LOST_HEADS):
        return True
    return any(
        is_common(word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :])
        or is_common(word[:at] + word[at + 1 :])
        or any(is_common(word[:at] + letter + word[at:]) for letter in _LETTERS)
        for at in range(len(word) + 1)
    )


def _is_doubled(word: str) -> bool:
    """Tell whether a word is a common one with each letter twice."""
    return len(word) >= _LONG and word[::2] == word[1::2] and is_common(word[::2])


def _is_swapped(word: str) -> bool:
    """Tell whether a word is a common one written on a keyboard that has y and z the other way round."""
    return ("z" in word or "y" in word) and is_common(word.translate(_KEYS))


def _is_run(word: str) -> bool:
    """Tell whether a word is at least three common ones in a row, of which one is a small one."""
    ways: list[list[str] | None] = [[]]
    for end in range(1, len(word) + 1):
        best = None
        for start in range(max(0, end - _LONGEST), end):
            before, piece = ways[start], word[start:end]
            known = piece in _GLUE or piece in "ai" or (len(piece) >= _FEWEST - 1 and is_common(piece))
            if before is not None and known and (best is None or len(before) + 1 < len(best)):
                best = [*before, piece]
        ways.append(best)
    found = ways[-1]
    return found is not None and len(found) > 2 and not _GLUE.isdisjoint(found)


@lru_cache(maxsize=1 << 12)
def _is_cut(word: str) -> bool:
    """Tell whether an unknown word is the beginning of a common one."""
    return word.isascii() and len(word) >= _FEWEST and not is_known(word) and begins_common(word)


def _is_glued(word: str, glue: str) -> bool:
    """Tell whether a word is long enough to stand beside what is glued to it."""
    return word in _GLUE or (len(word) >= (_FEWEST if len(glue) == 2 else _FEWEST - 1) and is_common(word))


def _is_long_and_common(word: str) -> bool:
    return len(word) >= _LONG and is_common(word)


def _read_with_signs(word: str) -> bool:
    """Tell whether a word with digits or signs is a common one with letters in their place."""
    return (
        len(word) >= _FEWEST
        and not word.isalpha()
        and sum(map(str.isalpha, word)) >= _FEWEST - 1
        and any(is_common(word.translate(reading)) for reading in _SIGNS)
    )


def _replaced(word: str, shape: str, other: str) -> Iterator[str]:
    """Yield a word with one occurrence of some letters replaced, each in turn."""
    at = word.find(shape)
    while at >= 0:
        yield word[:at] + other + word[at + len(shape) :]
        at = word.find(shape, at + 1)
