"""Text that goes round in circles."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import read
from imrdata.quality.patterns import seen

_TOKEN: Final = re.compile(r"[^\s\W]+(?:'[a-z]+)?")
_LINE: Final = re.compile(r"[^\n]*\S[^\n]*")
#: A phrase this long, this often, is a loop; the Department's name and the statement's formulas are shorter.
PHRASE, PHRASES = 12, 3
#: So many words said again at once, or with a word or two between, are a loop when a third round follows.
ROUND, ROUNDS, SLACK = 4, 3, 3
#: Two or three words, so many times in a row.
CHANTS = 5
SENTENCE, SENTENCES = 6, 3  # a sentence of so many words, so many times anywhere
LIKE = 0.75  # share of words that two rounds must have in common
LONG_PHRASE = 25  # said twice is enough
SHARE, SHARE_OF = 0.25, 60  # share of repeated 5-grams, in texts of at least so many words


class Repetition(Check):
    """Loops: the same line, phrase or word over and over.

    Rule: a word five times in a row, a line five times or a line of four words three times, a phrase of 12
    words three times or of 25 words twice, a phrase of four words or more three times with at most three words
    between its rounds, two or three words five times in a row, a sentence of six words three times, or more than a
    quarter of the 5-grams seen before.
    Why: the common failure of small models; trained on, it is amplified.
    Source: domain.md §7. Thresholds: set on hand-written letters, to be calibrated in issue 6.
    Limits: a loop that changes a word each time is only seen by the share.
    """

    name = "repetition"
    version = 3

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the second occurrence of what is repeated."""
        text = read(letter["text"])
        tokens = list(_TOKEN.finditer(text.text))
        words = [token[0] for token in tokens]
        for i in range(len(words) - 4):
            if len(set(words[i : i + 5])) == 1:
                return "repeats a word", text.span(tokens[i].start(), tokens[i + 4].end())
        given = " ".join(_TOKEN.findall(seen(letter)))
        for size, times, says in (
            (LONG_PHRASE, 2, "repeats a passage"),
            (PHRASE, PHRASES, "repeats a phrase"),
        ):
            counts: Counter[tuple[str, ...]] = Counter()
            for i in range(len(words) - size + 1):
                gram = tuple(words[i : i + size])
                counts[gram] += 1
                # What the writer was given (a service's long name, a quoted fact) may be said more than once.
                if counts[gram] == times and " ".join(gram) not in given:
                    return says, text.span(tokens[i].start(), tokens[i + size - 1].end())
        if (chant := _chant(words)) is not None:
            return "goes round in a circle", text.span(tokens[chant[0]].start(), tokens[chant[1] - 1].end())
        said: Counter[str] = Counter()
        for start, end in text.sentences():
            sentence = text.text[start:end].strip()
            said[sentence] += 1
            if said[sentence] == SENTENCES and sentence.count(" ") + 1 >= SENTENCE and "[" not in sentence:
                return "repeats a sentence", text.span(start, start + len(sentence))
        if (loop := _round(words)) is not None:
            return "goes round in a circle", text.span(tokens[loop[0]].start(), tokens[loop[1] - 1].end())
        lines: Counter[str] = Counter()
        for match in _LINE.finditer(letter["text"]):
            line = read(match[0].strip()).text
            lines[line] += 1
            if lines[line] == (3 if len(line.split()) >= 4 else 5):
                return "repeats a line", match.span()
        grams = Counter(tuple(words[i : i + 5]) for i in range(len(words) - 4))
        repeated = sum(count - 1 for count in grams.values())
        if len(words) >= SHARE_OF and repeated > SHARE * (len(words) - 4):
            return f"repeats {repeated / (len(words) - 4):.0%} of its phrases", None
        return None


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
        if size < ROUND or abs((third - second) - size) > SLACK:
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
