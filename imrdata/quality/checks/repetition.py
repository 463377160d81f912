"""Text that goes round in circles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.parts import Parts, split_parts
from imrdata.quality.patterns import seen
from imrdata.quality.patterns import words as words_of
from imrdata.quality.word_runs import MIX, WORD, Words, run_numbers

_LINE: Final = re.compile(r"[^\n]*\S[^\n]*")
#: What may end a sentence before a paragraph's end.
_STOP_INSIDE: Final = r"[.!?;]['\")\]]* ."
#: White space as Python sees it.
_SPACE: Final = r"[\s\x1c-\x1f]+"
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
TELLING = 3  # words of weight in each of three sentences that say one thing
#: Two or three words, so many times in a row.
CHANTS = 5
SENTENCE, SENTENCES = 6, 3  # a sentence of so many words, so many times anywhere
AT_ONCE, TWICE = 5, 12  # a sentence of so many words twice in a row, or of so many twice anywhere
LIKE = 0.75  # share of words that two rounds must have in common
LONG_PHRASE = 25  # said twice is enough
PASSAGE = 10  # words said twice in one paragraph
SHARE, SHARE_OF = 0.25, 60  # share of repeated 5-grams, in texts of at least so many words
LINE, LINES, SHORT_LINES = 4, 3, 5  # a line of so many words so often, a shorter one so often

#: Letters whose runs are sorted at once, and how many words they may have for it.
_BLOCK, _PLACES = 1 << 8, 1 << 24


class Repetition(Check):
    """Loops: the same line, phrase or word over and over.

    Rule: a word five times in a row, a line five times or a line of four words three times, a phrase of 12
    words three times or of 25 words twice, a phrase of four words or more three times with at most three words
    between its rounds, two or three words five times in a row, a sentence of six words three
    times, of five twice at once (of seven if small words differ) or of twelve twice, a shorter one three times in a
    row, three sentences in a row of which one has all its telling words in common with both others, ten words in a
    row twice in one paragraph, or more than a quarter of the 5-grams seen before.
    Why: the common failure of small models; trained on, it is amplified.
    Source: domain.md §7. Thresholds: set on letters by hand; docs/calibration.md says what they find elsewhere.
    Limits: a loop that changes a word each time is only seen by the share.
    """

    name = "repetition"
    version = 6

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Inspect the letters in which enough comes again."""
        parts = batch.parts
        again = _says_again(parts) | _same_paragraphs(parts) | _same_sentences(parts) | _same_lines(parts)
        again |= _same_passages(parts)
        return super().find_all(batch, frame.filter(pl.col("_row").is_in(sorted(again))))

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the second occurrence of what is repeated."""
        text = read(letter["text"])
        words = WORD.findall(text.text)
        if (loop := _loop(words, letter)) is not None:
            says, first, last = loop
            tokens = list(WORD.finditer(text.text))
            return says, text.span(tokens[first].start(), tokens[last - 1].end())
        if (again := _sentence_again(text, letter)) is not None:
            return "repeats a sentence", text.span(*again)
        for start, part in split_parts(letter["text"]):
            if (place := _restated(own := read(part))) is not None:
                first, last = own.span(*place)
                return "says the same in other words", (start + first, start + last)
            tokens = list(WORD.finditer(own.text))
            if (at := _phrase([token[0] for token in tokens], PASSAGE, 2, letter, apart=PASSAGE)) is not None:
                first, last = own.span(tokens[at].start(), tokens[at + PASSAGE - 1].end())
                return "repeats a passage", (start + first, start + last)
        lines: Counter[str] = Counter()
        for match in _LINE.finditer(letter["text"]):
            line = _plain(match[0])
            lines[line] += 1
            if lines[line] == _line_limit(line):
                return "repeats a line", match.span()
        grams = Counter(zip(*(words[i:] for i in range(5)), strict=False))
        repeated = grams.total() - len(grams)
        if len(words) >= SHARE_OF and repeated > SHARE * (len(words) - 4):
            return f"repeats {repeated / (len(words) - 4):.0%} of its phrases", None
        return None


def _says_again(parts: Parts) -> set[int]:
    """Return the texts that may have a loop, told from their runs of four words: every loop is made of such.

    A word five times is a run followed by itself; two or three words five times are a run that stands three times, two
    or three words apart. A passage of 25 words said again is 22 runs in a row that were there before, a phrase of 12
    said a third time nine that were there twice; of a repeated run of five, the first four are repeated; and a round is
    what `_round` takes for one.
    """
    found: set[int] = set()
    rows, which = parts.places["_row"].to_numpy().astype(np.int64), parts.places["part"].to_numpy()
    last = int(rows[-1]) if len(rows) else -1
    for first in range(0, last + 1, _BLOCK):
        begin, end = np.searchsorted(rows, [first, first + _BLOCK])
        words, counts = parts.words.of(which[begin:end])
        if len(words) > _PLACES:
            found.update(range(first, first + _BLOCK))
        elif len(words) >= ROUND:
            found.update((first + _loops(words, np.repeat(rows[begin:end] - first, counts))).tolist())
    return found


def _loops(words: np.ndarray, letters: np.ndarray) -> np.ndarray:
    """Return which letters of a block may have a loop, given for each word its letter."""
    # A run in a letter and its place in one number: sorted, the places where it stands are side by side.
    own = (np.arange(_BLOCK, dtype=np.uint64) + np.uint64(1)) * MIX
    runs = run_numbers(words, ROUND) ^ own[letters[: 1 - ROUND]]
    packed = np.sort((runs & ~np.uint64(_PLACES - 1)) | np.arange(len(runs), dtype=np.uint64))
    same = (packed[1:] ^ packed[:-1]) < _PLACES
    twice = np.flatnonzero(same) + 1
    thrice = np.flatnonzero(same[1:] & same[:-1]) + 2
    places = (packed & np.uint64(_PLACES - 1)).astype(np.int64)
    again, third = np.sort(places[twice]), np.sort(places[thrice])
    hits = [places[twice[places[twice] - places[twice - 1] == 1]]]
    for ends, needed in ((again, LONG_PHRASE - ROUND + 1), (third, PHRASE - ROUND + 1)):
        # So many places in a row end where the one so many before is so far back.
        hits.append(ends[needed - 1 :][ends[needed - 1 :] - ends[: max(len(ends) - needed + 1, 0)] == needed - 1])
    rounds = np.stack([places[thrice - 2], places[thrice - 1], places[thrice]])
    size, slack = rounds[1] - rounds[0], rounds[2] - 2 * rounds[1] + rounds[0]
    hits.append(rounds[2, (size < ROUND) & (rounds[2] - rounds[1] < ROUND)])
    rounds = rounds[:, (size >= ROUND) & (abs(slack) <= SLACK)]
    length = np.bincount(letters, minlength=_BLOCK)
    last = np.minimum(rounds[2] + rounds[1] - rounds[0], length.cumsum()[letters[rounds[2]]])
    for one, two, three, stop in np.stack([*rounds, last]).T.tolist():
        if _is_round(words[one:two].tolist(), words[two:three].tolist(), words[three:stop].tolist()):
            hits.append(np.array([three]))
    repeated = np.bincount(letters[again], minlength=_BLOCK)
    many = np.flatnonzero((length >= SHARE_OF) & (repeated > SHARE * (length - 4)))
    return np.unique(np.concatenate([many, letters[np.concatenate(hits)]]))


def _same_paragraphs(parts: Parts) -> set[int]:
    """Return the texts that have a paragraph twice, and in it a sentence; or one thrice."""
    row, part, times = _counted(parts.places["_row"].to_numpy(), parts.places["part"].to_numpy())
    size = np.diff(parts.words.starts)[part]
    return set(row[((times > 1) & (size >= AT_ONCE)) | (times >= LINES)].tolist())


def _same_sentences(parts: Parts) -> set[int]:
    """Return the texts in which two paragraphs, or one, may say a sentence again.

    Two sentences that differ in words of no weight have the same others; of these the numbers are added up. A sum that
    only one sentence of all the different paragraphs has comes again with its paragraph alone.
    """
    # A paragraph without a stop inside is one sentence: most are, and those are not read.
    single = (parts.plain & ~parts.normal.str.contains(_STOP_INSIDE)).to_numpy()
    alone = np.flatnonzero(single)
    read_in = [
        (part, text.text[start:end].strip())
        for part in np.flatnonzero(~single).tolist()
        for text in [parts.read(part)]
        for start, end in text.sentences()
    ]
    restated = [part for part in np.flatnonzero(~single).tolist() if _restated(parts.read(part)) is not None]
    others = pl.Series([sentence for _, sentence in read_in], dtype=pl.String)
    spaces = pl.concat([parts.normal.gather(alone).str.strip_chars(" "), others]).str.count_matches(" ", literal=True)
    part = np.concatenate([alone, np.array([part for part, _ in read_in], dtype=np.int64)])
    weight, size = np.concatenate([_weights(parts.words)[alone], _weights(Words(others))]), (spaces + 1).to_numpy()
    kept = np.argsort(part, kind="stable")
    kept = kept[size[kept] >= AT_ONCE]
    _, which, times = np.unique(weight[kept], return_inverse=True, return_counts=True)
    kept, which = kept[times[which] > 1], which[times[which] > 1]
    row, place = _in_texts(parts, part[kept])
    same = which[place]
    at_once = row[1:][(row[1:] == row[:-1]) & (same[1:] == same[:-1])]
    largest = np.zeros(len(times), dtype=np.int64)
    np.maximum.at(largest, which, size[kept])
    again, sentence, said = _counted(row, same)
    often = again[(said >= SENTENCES) | ((said > 1) & (largest[sentence] >= TWICE))]
    holding = parts.places.filter(pl.col("part").is_in(restated))["_row"].to_list()
    return {*at_once.tolist(), *often.tolist(), *holding}


def _same_passages(parts: Parts) -> set[int]:
    """Return the texts with a paragraph in which so many words in a row come again."""
    runs, part = parts.words.runs(PASSAGE)
    order = np.lexsort((runs, part))
    again = (np.diff(runs[order]) == 0) & (np.diff(part[order]) == 0)
    holding = np.unique(part[order][1:][again])
    return set(parts.places.filter(pl.col("part").is_in(holding))["_row"].to_list())


def _in_texts(parts: Parts, of_part: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where things of paragraphs stand, text after text: the texts' places and the things'.

    `of_part` says for each thing its paragraph, in rising order.
    """
    row, part = parts.places["_row"].to_numpy(), parts.places["part"].to_numpy()
    has = np.bincount(of_part, minlength=len(parts.texts))
    count = has[part]
    shift = (has.cumsum() - has)[part] - (count.cumsum() - count)
    return np.repeat(row, count), np.arange(count.sum()) + np.repeat(shift, count)


def _weights(words: Words) -> np.ndarray:
    """Return for each text the sum of its words' numbers, but for those of no weight."""
    slight = np.isin(words.numbers, pl.Series(sorted(_SLIGHT)).hash().to_numpy())
    numbers = np.where(slight, np.uint64(0), words.numbers).cumsum(dtype=np.uint64)
    total = np.concatenate([np.zeros(1, dtype=np.uint64), numbers])
    sums: np.ndarray = total[words.starts[1:]] - total[words.starts[:-1]]
    return sums


def _same_lines(parts: Parts) -> set[int]:
    """Return the texts that have the same line too often, in more than one paragraph or several times in one."""
    lines = (
        pl.DataFrame({"part": pl.int_range(len(parts.texts), eager=True), "line": parts.texts})
        .with_columns(pl.col("line").str.split("\n"))
        .explode("line")
        .with_columns(pl.col("line").str.replace_all(_SPACE, " ").str.strip_chars(" ").str.to_lowercase())
        .filter((pl.col("line") != "") & pl.col("line").is_duplicated())
    )
    row, place = _in_texts(parts, lines["part"].to_numpy())
    row, _, times = _counted(row, lines["line"].rank("dense").to_numpy()[place])
    return set(row[times >= LINES].tolist())


def _counted(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the different pairs of small numbers, column by column, and how often each stands there."""
    packed = first.astype(np.uint64) << np.uint64(32) | second.astype(np.uint64)
    both, times = np.unique(packed, return_counts=True)
    return both >> np.uint64(32), both & np.uint64((1 << 32) - 1), times


def _plain(line: str) -> str:
    """Return a line without its case and its white space."""
    return " ".join(line.lower().split())


def _line_limit(line: str) -> int:
    """Return how often a line is too often."""
    return LINES if line.count(" ") + 1 >= LINE else SHORT_LINES


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


def _phrase(words: list[str], size: int, times: int, letter: dict[str, str], *, apart: int = 1) -> int | None:
    """Return where a phrase of so many words is said so many times, each so many words or more after the one before."""
    said_at: dict[tuple[str, ...], list[int]] = {}
    for start, gram in enumerate(zip(*(words[i:] for i in range(size)), strict=False)):
        places = said_at.setdefault(gram, [])
        if places and start - places[-1] < apart:
            continue
        places.append(start)
        # What the writer was given (a service's long name, a quoted fact) may be said more than once.
        if len(places) == times and " ".join(gram) not in _given(letter):
            return start
    return None


def _given(letter: dict[str, str]) -> str:
    return _words_of(seen(letter))


@lru_cache(maxsize=256)
def _words_of(text: str) -> str:
    return " ".join(WORD.findall(text))


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
            or (again > 1 and size >= TWICE and " ".join(WORD.findall(sentence)) not in _given(letter))
        ):
            return start, start + len(sentence)
        before = sentence
    return None


def _restated(text: NormalText) -> tuple[int, int] | None:
    """Return the place of the third sentence in a row that is short and the same, or has nothing new to tell."""
    sentences = list(text.sentences())
    before: list[tuple[str, frozenset[str]]] = []
    for start, end in sentences if len(sentences) > 2 else ():
        sentence = text.text[start:end].strip()
        telling = frozenset(word[:5] for word in WORD.findall(sentence) if len(word) > 2 and word not in _SLIGHT)
        before = [*before[-2:], (sentence, telling)]
        if len(before) < 3:
            continue
        (one, first), (two, second), _ = before
        least, more, most = sorted((first, second, telling), key=len)
        if (one == two == sentence and " " in sentence) or (len(least) >= TELLING and least <= more and least <= most):
            return start, start + len(sentence)
    return None


def _same_but_slightly(one: str, other: str) -> bool:
    """Tell whether two sentences differ in words of no weight alone."""
    if abs(len(one) - len(other)) > 20 or len(set(one.split()) ^ set(other.split())) > 8:
        return False
    here, there = Counter(WORD.findall(one)), Counter(WORD.findall(other))
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
        if _is_round(words[first:second], words[second:third], words[third : third + size]):
            return first, third + ROUND
    return None


def _is_round(one: Sequence[object], two: Sequence[object], three: Sequence[object]) -> bool:
    """Tell whether most words are the same: not just a formula that a list begins each line with."""
    return min(_alike(one, two), _alike(two, three)) >= LIKE


def _alike(one: Sequence[object], other: Sequence[object]) -> float:
    """Return the share of a round's words that come again in the next; 0 where it is too small for sure."""
    # Most are told from words that the next has not at all, without counting.
    if sum(map(set(other).__contains__, one)) < LIKE * max(len(one), len(other)):
        return 0.0
    shared = sum((Counter(one) & Counter(other)).values())
    return shared / max(len(one), len(other), 1)
