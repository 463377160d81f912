"""Text that goes round in circles."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.patterns import seen
from imrdata.quality.patterns import words as words_of

_TOKEN: Final = re.compile(r"[^\s\W]+(?:'[a-z]+)?")
_LINE: Final = re.compile(r"[^\n]*\S[^\n]*")
#: A phrase this long, this often, is a loop; the Department's name and the statement's formulas are shorter.
PHRASE, PHRASES = 12, 3
#: So many words said again at once, or with a word or two between, are a loop when a third round follows.
ROUND, ROUNDS, SLACK = 4, 3, 3
#: Words in which two sentences that say the same differ.
_SLIGHT: Final = frozenset(
    words_of(
        "a an the this that these those some any my your our is are was were has have had will would may might"
        " can could do does did very also really so too much more lot of from in on at to for by and but then"
        " now again additional yet still indeed therefore s it's isn't remain remains"
    )
)
ALMOST = 7  # words of two such sentences, one after the other
#: Two or three words, so many times in a row.
CHANTS = 5
SENTENCE, SENTENCES = 6, 3  # a sentence of so many words, so many times anywhere
AT_ONCE, TWICE = 5, 12  # a sentence of so many words twice in a row, or of so many twice anywhere
LIKE = 0.75  # share of words that two rounds must have in common
LONG_PHRASE = 25  # said twice is enough
SHARE, SHARE_OF = 0.25, 60  # share of repeated 5-grams, in texts of at least so many words


class Repetition(Check):
    """Loops: the same line, phrase or word over and over.

    Rule: a word five times in a row, a line five times or a line of four words three times, a phrase of 12
    words three times or of 25 words twice, a phrase of four words or more three times with at most three words
    between its rounds, two or three words five times in a row, a sentence of six words three
    times, of five twice at once (of seven if small words differ) or of twelve twice, or more than a quarter of the
    5-grams seen before.
    Why: the common failure of small models; trained on, it is amplified.
    Source: domain.md §7. Thresholds: set on hand-written letters, to be calibrated in issue 6.
    Limits: a loop that changes a word each time is only seen by the share.
    """

    name = "repetition"
    version = 3

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the second occurrence of what is repeated."""
        text = read(letter["text"])
        words = _TOKEN.findall(text.text)
        if (loop := _loop(words, letter)) is not None:
            says, first, last = loop
            tokens = list(_TOKEN.finditer(text.text))
            return says, text.span(tokens[first].start(), tokens[last - 1].end())
        if (again := _sentence_again(text, letter)) is not None:
            return "repeats a sentence", text.span(*again)
        lines: Counter[str] = Counter()
        for match in _LINE.finditer(letter["text"]):
            line = " ".join(match[0].lower().split())
            lines[line] += 1
            if lines[line] == (3 if line.count(" ") >= 3 else 5):
                return "repeats a line", match.span()
        grams = Counter(zip(*(words[i:] for i in range(5)), strict=False))
        repeated = grams.total() - len(grams)
        if len(words) >= SHARE_OF and repeated > SHARE * (len(words) - 4):
            return f"repeats {repeated / (len(words) - 4):.0%} of its phrases", None
        return None


def _loop(words: list[str], letter: dict[str, str]) -> tuple[str, int, int] | None:
    """Return what is said over and over: the reason and the place, in words."""
    same = 0
    for place in range(1, len(words)):
        same = same + 1 if words[place] == words[place - 1] else 0
        if same == 4:
            return "repeats a word", place - 4, place + 1
    fours = Counter(zip(*(words[i:] for i in range(ROUND)), strict=False))
    if fours.total() - len(fours) >= PHRASE - ROUND:
        for size, times, says in ((LONG_PHRASE, 2, "repeats a passage"), (PHRASE, PHRASES, "repeats a phrase")):
            if (start := _phrase(words, size, times, letter)) is not None:
                return says, start, start + size
    if any(times >= ROUNDS for times in fours.values()):
        for find in (_chant, _round):
            if (place_of := find(words)) is not None:
                return "goes round in a circle", *place_of
    return None


def _phrase(words: list[str], size: int, times: int, letter: dict[str, str]) -> int | None:
    """Return where a phrase of so many words is said so many times."""
    counts: Counter[tuple[str, ...]] = Counter()
    for start, gram in enumerate(zip(*(words[i:] for i in range(size)), strict=False)):
        counts[gram] += 1
        # What the writer was given (a service's long name, a quoted fact) may be said more than once.
        if counts[gram] == times and " ".join(gram) not in _given(letter):
            return start
    return None


def _given(letter: dict[str, str]) -> str:
    return " ".join(_TOKEN.findall(seen(letter)))


def _sentence_again(text: NormalText, letter: dict[str, str]) -> tuple[int, int] | None:
    """Return the place of a sentence that was said before."""
    said: Counter[str] = Counter()
    before = ""
    for start, end in text.sentences():
        sentence = text.text[start:end].strip()
        size = sentence.count(" ") + 1
        if size < AT_ONCE:
            continue
        said[sentence] += 1
        again = said[sentence]
        if (
            sentence == before
            or (size >= ALMOST and _same_but_slightly(sentence, before))
            or (again >= SENTENCES and size >= SENTENCE and "[" not in sentence)
            or (again > 1 and size >= TWICE and " ".join(_TOKEN.findall(sentence)) not in _given(letter))
        ):
            return start, start + len(sentence)
        before = sentence
    return None


def _same_but_slightly(one: str, other: str) -> bool:
    """Tell whether two sentences differ in words of no weight alone."""
    if abs(len(one) - len(other)) > 20 or len(set(one.split()) ^ set(other.split())) > 8:
        return False
    here, there = Counter(_TOKEN.findall(one)), Counter(_TOKEN.findall(other))
    return _SLIGHT.issuperset(here - there) and _SLIGHT.issuperset(there - here)


def _chant(words: list[str]) -> tuple[int, int] | None:
    """Return the place of two or three words that are said over and over, in words."""
    for size in (2, 3):
        same = 0
        for place, (word, earlier) in enumerate(zip(words[size:], words, strict=False), size):
            same = same + 1 if word == earlier else 0
            if same == size * (CHANTS - 1):
                return place + 1 - size * CHANTS, place + 1
    return None


def _round(words: list[str]) -> tuple[int, int] | None:
    """Return the place of a passage that is said three times in a row, in words."""
    latest: dict[tuple[str, ...], list[int]] = {}
    for end in range(ROUND, len(words) + 1):
        start = end - ROUND
        gram = tuple(words[start:end])
        places = latest.setdefault(gram, [])
        places.append(start)
        if len(places) < ROUNDS:
            continue
        first, second, third = places[-ROUNDS:]
        size = second - first
        # Opening hours and doses are said day by day.
        if size < ROUND or any(word.isdigit() for word in gram) or abs((third - second) - size) > SLACK:
            continue
        # Between two rounds most words are the same: not just a formula that a list begins each line with.
        one, two, three = words[first:second], words[second:third], words[third : third + size]
        alike = min(_alike(one, two), _alike(two, three))
        if alike >= LIKE:
            return first, third + ROUND
    return None


def _alike(one: list[str], other: list[str]) -> float:
    """Return the share of a round's words that come again in the next."""
    shared = sum((Counter(one) & Counter(other)).values())
    return shared / max(len(one), len(other), 1)
