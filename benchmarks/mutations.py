"""Development mutations: one known defect put into a clean letter, by family, operator and position.

In: clean letters and what their writers saw. Out: `Mutation` items: the letter with the defect, where it stands, and
how it was put there. What is put in is data: tests/calibration/mutations.toml. All is drawn from hashes, so that the
same clean letters give the same mutations, and one family's do not depend on another's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from benchmarks.planting import (
    INSIDE,
    MONTHS,
    OWN,
    ROOT,
    THIRDS,
    Clean,
    Draw,
    Planted,
    blocks,
    data,
    fill,
    put,
    swap,
    value,
    within,
)
from imrdata.letters.axes import GROUNDS
from imrdata.quality.concepts import mentions
from imrdata.quality.normalise import read

PROMPTS = ROOT / "imrdata" / "letters" / "templates"
#: Clean letters that are tried before a mutation is given up.
TRIES = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """One defect in one letter."""

    letter_id: str
    family: str
    operator: str
    position: str
    base: Clean
    planted: Planted


Plant = Callable[[Clean, str, Draw], Planted | None]


class Operator(NamedTuple):
    """A way to put a family's defect into a letter, the places it knows, and how often at each."""

    name: str
    positions: tuple[str, ...]
    times: int
    plant: Plant


# --------------------------------------------------------------------------------------------------- operators


def insert(family: str) -> Operator:
    """A sentence by hand, at each place."""
    if family in data()["words"]:
        return _insert(family, lambda _: data()["words"][family], times=len(data()["words"][family]))
    # By what the letter is: the Type of its case, or its voice.
    by = data()["words_by"][family]
    column = "type" if family.startswith("den_") else "voice"
    return _insert(family, lambda base: by.get(str(base.source[column]), ()), times=12)


def _insert(family: str, options: Callable[[Clean], Sequence[str]], *, times: int, name: str = "insert") -> Operator:
    def plant(base: Clean, position: str, draw: Draw) -> Planted | None:
        listed = options(base)
        words = fill(listed[draw.number % len(listed)], base, draw) if listed else None
        return put(base, position, words) if words else None

    return Operator(name, (*OWN, *INSIDE), times, plant)


def replaced(pattern: str, slot: str, *, seen: bool = False) -> Operator:
    """Another value in the place of one that a pattern (its group, where it has one) finds; `seen`: that is known."""
    form = re.compile(pattern)

    def plant(base: Clean, position: str, draw: Draw) -> Planted | None:
        spans = [found.span(found.lastindex or 0) for found in form.finditer(base.text)]
        if seen:
            # With the word behind it: "30 days" of the law is no "30 mg" of the case.
            view = str(base.source["view_text"]).casefold()
            told = {span: re.match(r"[\d.]+\W*\w*", base.text[span[0] :].casefold()) for span in spans}
            spans = [span for span, words in told.items() if words and words[0] in view]
        span, new = within(base, position, spans, draw), value(slot, base, draw)
        return swap(base, span, new) if span and new else None

    return Operator("replace", THIRDS, 12, plant)


def replaced_term(kind: str) -> Operator:
    """Another medicine, procedure or diagnosis in the place of one."""

    def plant(base: Clean, position: str, draw: Draw) -> Planted | None:
        letter = read(base.text)
        spans = [letter.span(one.start, one.end) for one in mentions(letter.text) if one.kind == kind]
        span, new = within(base, position, spans, draw), value(kind, base, draw)
        return swap(base, span, re.sub("^an? ", "", new)) if span and new else None

    return Operator("replace", THIRDS, 12, plant)


_LINKING = r"(?:is|are|was|were|has|have|had|did|does|do|can|could)"
_DENIED = re.compile(rf"\b({_LINKING}) (?:not|never) (?=\w)|\b(?:no|without|never) (?=\w)")
#: "has not three visits" is no English: behind a form of "have" only a participle is denied, and nowhere a number.
_AFFIRMED = re.compile(
    r"\b(?:(?:is|are|was|were|can|could) (?!not|never|no |also|still |an? \d)"
    r"|(?:has|have|had) (?=been|\w+(?:ed|en) ))(?=[a-z])"
)
#: What was asked for and what the plan did is not what this family is about.
_ASKED = re.compile(r"\b(?:request\w*|ask\w*|seek\w*|plan|refused|denied|propos\w+|coverage|authoriz\w+)\b", re.I)


def turned(sentence: str, known: str | None = None) -> tuple[int, int, str] | None:
    """Return where a sentence is turned into its opposite, and how; `known`: only what that text says too."""
    for form in (_DENIED, _AFFIRMED):
        for found in form.finditer(sentence):
            behind = " ".join(sentence[found.end() :].split()[:3])
            if len(behind.split()) == 3 and (known is None or behind.casefold() in known):
                if form is _AFFIRMED:
                    return found.end(), found.end(), "not "
                return *found.span(), f"{found[1]} " if found[1] else {"without ": "with "}.get(found[0], "")
    return None


def flipped() -> list[Operator]:
    """A fact of the view said the other way round: in the letter's own words, or in the view's."""

    def in_place(base: Clean, position: str, draw: Draw) -> Planted | None:
        known = " ".join(str(base.source["view_text"]).casefold().split())
        spans = [found.span() for found in re.finditer(r'(?<=[.:] )[A-Z][^."\n]{20,}\.', base.text)]
        spans = [(a, b) for a, b in spans if not _ASKED.search(base.text[a:b]) and turned(base.text[a:b], known)]
        span = within(base, position, spans, draw)
        if span is None:
            return None
        sentence = base.text[slice(*span)]
        start, end, words = turned(sentence, known) or (0, 0, "")
        return swap(base, span, sentence[:start] + words + sentence[end:])

    def sentences(base: Clean) -> list[str]:
        found = []
        for line in str(base.source["view_text"]).splitlines():
            if line.endswith(".") and not _ASKED.search(line) and (turn := turned(line)):
                said = line[: turn[0]] + turn[2] + line[turn[1] :]
                found.append(re.sub(r"^(?:The )?(?:enrollee|member|He|She)\b", "The patient", said))
        return found

    return [Operator("flip", THIRDS, 12, in_place), _insert("", sentences, times=12, name="flip of the view")]


def flipped_words(pairs: Mapping[str, str]) -> Operator:
    """A denial's own words turned into their opposite."""
    form = re.compile("|".join(rf"\b{re.escape(old)}\b" for old in pairs))

    def plant(base: Clean, position: str, draw: Draw) -> Planted | None:
        span = within(base, position, [found.span() for found in form.finditer(base.text)], draw)
        return swap(base, span, pairs[base.text[slice(*span)]]) if span else None

    return Operator("flip", THIRDS, 12, plant)


def copied_findings() -> Operator:
    """A sentence of the reviewer's, word for word."""

    def sentences(base: Clean) -> list[str]:
        lines = str(base.source["reviewer_text"] or "").splitlines()
        return [line for line in lines if len(line.split()) >= 12 and line.casefold() not in base.seen]

    return _insert("", sentences, times=12, name="copy of the findings")


def copied_prompt() -> Operator:
    """A line of our own prompts."""
    texts = [
        (PROMPTS / f"{name}.j2").read_text(encoding="utf-8") for name in ("system_appeal", "appeal", "system_denial")
    ]
    lines = [re.sub(r"^\d+\. ", "", line.strip()) for text in texts for line in text.splitlines()]
    whole = [line for line in lines if len(line.split()) >= 8 and not re.search(r"[{}#%]", line)]
    return _insert("", lambda _: whole, times=12, name="copy of the prompt")


def salutation() -> Operator:
    """The letter is addressed to the review's doctors."""
    to = (
        "Dear Independent Medical Reviewers:",
        "Dear IMR Panel,",
        "To the Independent Medical Review Organization:",
        "Dear Reviewer:",
        "Dear Department of Managed Health Care:",
        "To the physician reviewers at DMHC:",
    )

    def plant(base: Clean, position: str, draw: Draw) -> Planted | None:
        found = re.search(r"^(?:Dear|To the) .*[:,]$", base.text, re.M)
        return swap(base, found.span(), to[draw.number % len(to)]) if found else None

    return Operator("replace", ("salutation",), 12, plant)


def whole_letter() -> Operator:
    """A refusal in the place of the letter."""

    def plant(base: Clean, position: str, draw: Draw) -> Planted | None:
        words = data()["words"]["app_refusal"][draw.number]
        return Planted(text=words, start=0, end=len(words))

    return Operator("replace", ("whole letter",), 12, plant)


def other_type() -> Operator:
    """The case is of another Type than the ground goes with."""

    def plant(base: Clean, position: str, draw: Draw) -> Planted | None:
        types = {"experimental": ("Medical Necessity", "Urgent Care"),
                 "not_emergency": ("Medical Necessity", "Experimental/Investigational"),
                 "criteria_not_met": ("Experimental/Investigational",)}  # fmt: skip
        options = types.get(str(base.source["ground"] or base.letter["ground"]))
        new = {"type": draw.of(options)} if options else {}
        return Planted(text=base.text, start=0, end=len(base.text), source=new) if options else None

    return Operator("replace", ("Type of the case",), 12, plant)


def unanswered() -> list[Operator]:
    """The appeal has lost its answer, or answers a denial on another ground."""
    reasons = {
        "criteria_not_met": "[CRITERIA_NAME] asks for findings that your records do not show.",
        "step_therapy": "Our formulary asks that two other medicines are tried first.",
        "insufficient_documentation": "We did not receive the records that we need to decide.",
        "lower_level_adequate": "Your needs can be met at a less intensive level of care.",
        "experimental": "The requested service is experimental for your condition.",
        "not_emergency": "Your symptoms did not call for emergency care.",
    }

    def deleted(base: Clean, position: str, draw: Draw) -> Planted | None:
        # The head, the opening and the closing stay: what is asked for, and not why.
        body = blocks(base.text)
        if len(body) < 5:
            return None
        text = base.text[: body[0][1]] + base.text[body[-1][0] - 2 :]
        return Planted(text=text, start=0, end=len(text))

    def other(base: Clean, position: str, draw: Draw) -> Planted | None:
        ground = draw.of([one for one in GROUNDS if one != base.source["ground"]])
        denial = f"Dear [MEMBER_NAME]:\n\nWe deny the requested service. {reasons[ground]}\n\nSincerely,\n[SIGNATURE]"
        if base.source["ground"] is None or base.source["denial_text"] is None:
            return None
        # What the letter says stays known: only the reason is another.
        known = {"view_text": f"{base.source['view_text']}\n{base.text}"}
        return Planted(
            text=base.text, start=0, end=len(base.text), source={"ground": ground, "denial_text": denial, **known}
        )

    return [
        Operator("delete", ("ground's answer",), 24, deleted),
        Operator("replace", ("denial's ground",), 24, other),
    ]


def repeated() -> Operator:
    """A paragraph twice more, a sentence three times more, or a phrase over and over."""

    def plant(base: Clean, position: str, draw: Draw) -> Planted | None:
        what, place = position.split(", ")
        body = blocks(base.text)
        if len(body) < 3:
            return None
        start, end = body[{"first": 0, "middle": len(body) // 2, "last": -1}[place]]
        said, times, between = base.text[start:end], 2, "\n\n"
        if what != "paragraph":
            first = re.search(r"[^.?!]{30,}?[.?!](?= |$)", said)
            if first is None:
                return None
            end, times, between = start + first.end(), 3, " "
            said = first[0].strip()
            if what == "phrase":
                said, times = " ".join(said.split()[-5:]), 8
        words = (between + said) * times
        return Planted(text=base.text[:end] + words + base.text[end:], start=end, end=end + len(words))

    positions = tuple(f"{what}, {place}" for what in ("paragraph", "sentence", "phrase") for place in OWN)
    return Operator("duplicate", positions, 8, plant)


def cut() -> list[Operator]:
    """The letter breaks off, or has lost its closing."""
    #: Where it ends, as a pattern whose end is the cut.
    ends = {
        "in a sentence": r"[.?!] (?:\w+,? ){3,9}\w+(?= \w)",
        "in a word": r"[.?!] (?:\w+,? ){3,9}\w{3}(?=\w)",
        "in a list": r"\n(?:-|\d+\.)(?: \w+){0,4}(?= )",
        "in a bracket": r"\[[A-Z]{2,6}(?=[A-Z_])",
        "behind a comma": r"\w+,(?= \w)",
        "at a heading": r"\n(?:What|Why|How|Your|The) [a-z ]{4,30}(?=\n)",
    }

    def broken(base: Clean, position: str, draw: Draw) -> Planted | None:
        text = base.text
        # Behind the first third: what is left is still a letter.
        spots = [found.end() for found in re.finditer(ends[position], text) if found.end() > len(text) / 3]
        if not spots:
            return None
        at = draw.of(spots, "place")
        return Planted(text=text[:at], start=text.rfind("\n", 0, at) + 1, end=at)

    def closing(base: Clean, position: str, draw: Draw) -> Planted | None:
        body = blocks(base.text)
        if len(body) < 3 or "[SIGNATURE]" not in base.text[body[-1][1] :]:
            return None
        text = base.text[: body[-1][1]]
        return Planted(text=text, start=0, end=len(text))

    return [Operator("cut", tuple(ends), 12, broken), Operator("delete", ("closing",), 12, closing)]


#: How the rule-based author says that something is denied.
_DECIDES = re.compile(
    r"[^.!?\n]*\b(?:den(?:y|ied|ying|ial)|(?:not|can't|cannot) (?:be )?(?:approv|cover|authoriz|pay)\w*|upheld|uphold"
    r"|not medically necessary|turn(?:ed|ing)? down|declin\w+)\b[^.!?\n]*(?:[.!?]|(?=\n)) ?",
    re.I,
)


def undecided() -> Operator:
    """All sentences that speak of a decision are gone; letters by hand, whose words nobody listed, are left out."""

    def plant(base: Clean, position: str, draw: Draw) -> Planted | None:
        if base.letter["author"] is None:
            return None
        text = re.sub(r"\n{3,}", "\n\n", _DECIDES.sub("", base.text)).strip()
        return Planted(text=text, start=0, end=len(text))

    return Operator("delete", ("all sentences of a decision",), 24, plant)


def of_length() -> list[Operator]:
    """So few words, or so many, as no letter has."""

    def stub(base: Clean, position: str, draw: Draw) -> Planted | None:
        words = int(position.split()[0])
        found = re.match(rf"\s*(?:\S+\s+){{{words - 1}}}\S+", base.text)
        return Planted(text=found[0], start=0, end=found.end()) if found and found.end() < len(base.text) else None

    def long(base: Clean, position: str, draw: Draw) -> Planted | None:
        text = base.text
        while len(text.split()) <= int(position.split()[0]):
            text += f"\n\n{base.text}"
        return Planted(text=text, start=0, end=len(text))

    return [
        Operator("cut", ("20 words", "45 words", "70 words"), 6, stub),
        Operator("repeat", ("1510 words", "2000 words"), 6, long),
    ]


def unreadable() -> Operator:
    """The sentences of each paragraph of the body are made one."""
    links = (
        "; and, notwithstanding the aforementioned considerations, ",
        ", in consequence of which determination it is additionally necessary to acknowledge that ",
        ", whereas, without prejudice to any subsequently substantiated documentation, ",
        ", it being understood that, irrespective of contradictory interpretations, ",
    )

    def plant(base: Clean, position: str, draw: Draw) -> Planted | None:
        text = base.text
        for start, end in reversed(blocks(text)):
            joined = re.sub(r"[.?!:] (?=[A-Z\[])", draw.of(links, str(start)), text[start:end])
            text = text[:start] + joined + text[end:]
        return Planted(text=text, start=0, end=len(text)) if text != base.text else None

    return Operator("join", ("whole letter",), 24, plant)


_PERSON = r"\[(?:MEMBER_NAME|PATIENT_NAME|PHYSICIAN_NAME|PROVIDER_NAME|REVIEWER_NAME|SIGNATURE)\]"
#: What else than a sentence is done, by family. A family that stands in mutations.toml has sentences too.
_MORE: Mapping[str, Callable[[], list[Operator]]] = {
    "den_reviewer_overlap": lambda: [copied_findings()],
    "den_reference_id": lambda: [replaced(r"\[REFERENCE_NUMBER\]", "reference_id")],
    "den_invented_phone": lambda: [replaced(r"\[(?:PLAN_PHONE|PLAN_FAX|REVIEWER_PHONE)\]", "phone")],
    "den_invented_person": lambda: [replaced(_PERSON, "name")],
    "den_necessity_affirmed": lambda: [
        flipped_words({"not medically necessary": "medically necessary"})
    ],
    "den_approval": lambda: [
        flipped_words(
            {"we are denying": "we are approving", "cannot approve": "can approve", "can't approve": "can approve",
             "to deny": "to approve", "has not been approved": "has been approved", "Denied": "Approved",
             "not able to cover": "able to cover", "not authorized": "authorized"}
        )
    ],
    "den_ground_inconsistent": lambda: [other_type()],
    "app_addressed_to_imr": lambda: [salutation()],
    "app_number": lambda: [replaced(r"(?<![\w.,§-])\d+(?:\.\d+)?(?![\w.-]*\d)", "number", seen=True)],
    "app_age": lambda: [replaced(r"\b(\d\d?)(?:-year-old| years old)", "age")],
    "app_dose": lambda: [replaced(r"\b(\d[\d.]*) ?(?:mg|mcg|ng|milligrams|units|ml|g)\b", "dose", seen=True)],
    "app_date": lambda: [replaced(rf"\b(?:{'|'.join(MONTHS)})(?: \d{{1,2}},)? \d{{4}}", "date")],
    "app_drug": lambda: [replaced_term("drug")],
    "app_procedure": lambda: [replaced_term("procedure")],
    "app_diagnosis": lambda: [replaced_term("diagnosis")],
    "app_negation_flipped": flipped,
    "app_ground_unanswered": unanswered,
    "app_invented_statute": lambda: [replaced(r"\b(13\d\d\.\d+)", "unknown_section")],
    "app_placeholder": lambda: [replaced(r"\[[A-Z_]+\]", "placeholder")],
    "app_real_name": lambda: [replaced(_PERSON, "name")],
    "app_prompt_residue": lambda: [copied_prompt()],
    "app_refusal": lambda: [whole_letter()],
    "app_repetition": lambda: [repeated()],
    "app_truncation": cut,
    "den_decision_missing": lambda: [undecided()],
    "den_length": of_length,
    "app_length": of_length,
    "den_unreadable": lambda: [unreadable()],
    "app_unreadable": lambda: [unreadable()],
}  # fmt: skip


def operators(family: str) -> list[Operator]:
    """Return what is done for a family."""
    written = family in data()["words"] or family in data()["words_by"]
    return [*([insert(family)] if written else []), *(_MORE[family]() if family in _MORE else [])]


def mutations(family: str, clean: Sequence[Clean]) -> Iterator[Mutation]:
    """Yield a family's mutations; each goes into a letter of its kind in which there is a place for it.

    The letters of the baseline and those by hand (`author` is null) take turns, few as the latter may be.
    """
    kind = {"den": "denial", "app": "appeal"}[family[:3]]
    of_kind = [one for one in clean if one.letter["kind"] == kind]
    pools = [[one for one in of_kind if (one.letter["author"] is None) == by_hand] for by_hand in (False, True)]
    for operator in operators(family):
        for position in operator.positions:
            for number in range(operator.times):
                draw = Draw(f"{family}|{operator.name}|{position}", number)
                found = _first(operator, position, draw, pools[:: -1 if number % 2 else 1])
                if found is not None:
                    yield replace(found, family=family, letter_id=f"{family}|{operator.name}|{position}|{number}")


def _first(operator: Operator, position: str, draw: Draw, pools: Sequence[Sequence[Clean]]) -> Mutation | None:
    for pool in pools:
        start = draw.of(range(len(pool)), "letter") if pool else 0
        for base in [*pool[start:], *pool[:start]][:TRIES]:
            planted = operator.plant(base, position, draw)
            if planted is not None:
                return Mutation(
                    letter_id="", family="", operator=operator.name, position=position, base=base, planted=planted
                )
    return None
