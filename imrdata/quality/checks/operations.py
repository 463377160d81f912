"""Operations and tests told in plain words: what was taken out, put in or done, that no lexicon has a name for.

In: a paragraph. Out: claims, each with what grounds it: the part of the body that was operated on, or the words that
tell which test, device or therapy it was. `imrdata.quality.checks.terms` compares them with what the writer saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from imrdata.quality.checks.failed_treatment import GENERIC, is_known
from imrdata.quality.patterns import words

__all__ = ["Operation", "may_tell", "operations", "was_operated"]

#: Parts of the body that are operated on: as written, and what operations on them are called by.
_PARTS: Final = {
    "nerve": r"nerves?",
    "spine|vertebr|lamin|disc": r"spine|back|neck|dis[ck]s?|vertebrae?",
    "knee|menisc|ligament": r"knees?|meniscus|ligaments?",
    "hip": r"hips?",
    "shoulder|rotator": r"shoulders?|rotator cuff",
    "tonsil|adenoid": r"tonsils?|adenoids?",
    "append": r"appendix",
    "gallbladder|cholecyst": r"gall ?bladder",
    "splen|spleen": r"spleen",
    "kidney|nephr": r"kidneys?",
    "lung|lobe|pneumonect": r"lungs?",
    "bladder|cyst": r"bladder",
    "prostat": r"prostate",
    "uter|hyster|womb": r"uterus|womb",
    "ovar|oophor": r"ovar(?:y|ies)",
    "breast|mast|lump": r"breasts?",
    "thyroid": r"thyroid",
    "stomach|gastr": r"stomach",
    "colon|bowel|colect|intestin|ile(?:um|o|al)|cecal|anastomos|jejun|sigmoid": r"colon|bowels?|intestines?",
    "tooth|teeth|dental (?:extr|impl|surg)": r"(?:wisdom )?(?:teeth|tooth)|molars?",
    "jaw|gnath|mandib": r"jaws?",
    "nose|nasal|rhin|sept|turbinat|sinus": r"nose|septum|turbinates?|sinus(?:es)?",
    "throat|laryn|palat|tongue|voice|uvul": r"throat|larynx|voice box|vocal cords?|palate|tongue",
    "eye|lens|catarac|retin|cornea": r"eyes?|lens(?:es)?|retina|cataracts?",
    "ear|tympan|cochle": r"ears?|eardrums?",
    "heart|valve|coronar|cardi": r"heart|valves?|arter(?:y|ies)",
    "vein|saphen": r"veins?",
    "brain|skull|crani": r"brain|skull",
    "toe|foot|feet|amput|forefoot": r"toes?|f(?:oo|ee)t|leg",
    "finger|hand|wrist": r"fingers?|hands?|wrists?",
    "tumor|mass|lump|lesion|nodul|cyst|mole|polyp|fibroid|resect|lump": r"tumou?rs?|lumps?|lesions?|nodules?|cysts?"
    "|moles?"
    r"|polyps?|fibroids?|tophi",
    "node|lymph": r"(?:lymph )?nodes?",
    "fluid|drain|effus|tap|abscess": r"fluid|abscess(?:es)?",
    "hernia": r"hernia",
    "plate|rod|screw|pin|fix": r"(?:metal )?(?:plates?|rods?|screws?|pins)",
}
_BODY: Final = "|".join(_PARTS.values())
_ACT: Final = (
    r"(?:removed|taken out|took out|takes? out|taking out|came out|cut (?:out|away|off|open)|operated on|burned"
    r"|cauterized|trimmed|placed|opened up|sewed|lengthened|pinned|stretched|clipped|scoped|lanced|cut on"
    r"|drained|fused(?! (?:stiff|solid|together)\b| by\b)|repaired|replaced|reduced|shaved|scraped|sewn|stitched"
    r"|reattached|rebuilt|straightened|stapled"
    r"|put in|implanted|inserted|pulled|lasered|frozen|tied|amputated|reconstructed|excised|ablated)"
)
#: The organ behind the act, or before it.
_FORMS: Final = (
    re.compile(
        rf"\b{_ACT} (?:(?:an?|the|my|his|her|that|this|from|around|in|some|two|three|four|several"
        rf"|part of|half of|most of|of|both) )*"
        rf"(?:[\w-]+ )?(?P<part>{_BODY})\b"
    ),
    re.compile(
        rf"\b(?:my|his|her|the|both|one of (?:my|his|her)|of the|a|an)(?: [\w-]+)? (?P<part>{_BODY})(?: in (?:my|his"
        rf"|her) [\w-]+)?"
        rf"(?: already| also| once)? (?:(?:was|were|is|are|has been|have been|had been|not|n't|being|all"
        rf"|partly) )*(?:{_ACT}|out(?! of))\b"
    ),
)
#: Words that tell that an operation took place.
_OPERATED: Final = re.compile(
    rf"\b{_ACT}\b|surg|operat|ectom|otom|ostom|plast|resect|ablat|excis|implant|replace|fusion|repair|graft|biops"
    rf"|lap(?:a|aro)"
    r"|amputat|arthrosc|drain|transplant|bypass|stent"
)
_LINK: Final = (
    r"(?:before|after|for|with|and|or|to|that|in|on|at|of|asking|without|since|until|because|as|by|from|than|but|not|no"
    r"|any|which|who|when|is|are|was|were|be|been|their|your|you|it|more|less|this|these|those|such)\b"
)
#: The kind of thing that a procedure is: words that tell nothing alone ("study"), and those that tell what was done,
#: with what a source calls the same by.
_KINDS: Final = (
    r"surgery|operation|procedure|scans?|tests?|testing|study|studies|imaging|exam|examination|x-rays?|therapy|groups?"
    r"|device|training|counseling|panel|series|analysis|workup|work-up|screening"
)
_DEEDS: Final = {
    r"implants?|implantation": "implant|insert|plac",
    r"grafts?|flap|transplants?|transplantation": "graft|flap|transplant",
    r"stimulators?|stimulation": "stimul",
    r"stents?|balloon|shunt|catheter|drains?|tubes|port": "stent|balloon|shunt|cathet|drain|tube|port",
    r"biops(?:y|ies)|culture|swab|smear": "biops|cultur|swab|smear|patholog",
    r"monitor|recorder|tracker": "monitor|record|track|holter",
    r"splint|sling|cast|boot|brace|collar|corset": "splint|sling|cast|boot|brace|ortho|collar|immobil",
    r"puncture|tap|aspiration|drainage": "punctur|tap|aspirat|drain",
    r"infusions?|transfusions?": "infus|transfus|intraven|iv",
    r"injections?|shots?|blocks?": "inject|shot|block|inject",
    r"massage|rehab\w*|detox|dialysis|lavage|dilation|washout": "massag|rehab|detox|dialys|lavag|dilat|washout",
    r"patch(?:es)?|inhaler|drops|lens(?:es)?": "patch|inhal|drop|lens",
    r"repair|release|revision|fixation|replacement|removal|resection|excision|reconstruction|transfer|stripping"
    r"|lengthening"
    r"|decompression|ablation|fusion|embolization": _OPERATED.pattern,
}
_HEAD: Final = "|".join((_KINDS, *_DEEDS))
_WHAT: Final = rf"(?P<what>(?:(?!{_LINK})[a-z][a-z'-]+ ){{1,3}}(?:{_HEAD}))\b"
_ARTICLE: Final = r"(?:(?:an?|the|my|his|her|some|two|three|four|several|another|one|of|with|both) )*"
#: What is said to have been done, used or got, by the kind of thing that it is.
_DONE: Final = re.compile(
    r"\b(?:have had|has had|had|underwent|undergone|been through|went through|gone through|received|got|given"
    r"|fitted with|attended|attends|completed|did|does|uses?|used|using|wears?|wore|worn|been in|is in|was in|tried"
    r"|had done|ordered|sent (?:me|him|her) for|went for|taken for|taken in for|carried out|performed|ran"
    r"|put (?:me|him|her) (?:on|in|through)|hooked (?:me|him|her) up to|(?:since|after|following) (?:my|his|her)|in)"
    rf"(?: also| already| even| then)? {_ARTICLE}{_WHAT}"
)
#: Behind it: "a home sleep test was done", "a gastric stimulator was put in".
_WAS_DONE: Final = re.compile(
    r"(?:^|[.,;:] |\band |\bbut |\bthat )(?:an?|the|my|his|her|two|three|several|some) "
    rf"{_WHAT} (?:and [^.;]{{1,40}} )?(?:some time ago |last \w+ )?(?:was|were|has been|have been|had been|preceded"
    r"|followed|showed|confirmed|found|revealed)\b"
)
_DEED_WORDS: Final = {
    re.compile(form): re.compile(rf"\b(?:{names})" if names != _OPERATED.pattern else names)
    for form, names in _DEEDS.items()
}
#: Words before it that tell nothing of what it is.
_PLAIN: Final = frozenset(
    words(
        "abnormal additional awful bad baseline big bigger careful certain complete daily detailed device earlier"
        " early emergency extensive extra failed fair final first follow-up formal full further good group"
        " groups home imaging initial large larger last late later lesser latest left long major minor monthly"
        " necessary needed negative new next normal open operation own particular plain positive procedure program"
        " proper real recent regular repeat request requested revision right routine same scan scans second"
        " session sessions short similar simpler single small smaller special specific standard studies study"
        " successful such supervised support surgery terrible test tests therapy thorough urgent weekly whole"
    )
)


@dataclass(frozen=True, slots=True)
class Operation:
    """One that is told.

    Attributes
    ----------
    start, end
        Where, in the normal form.
    part
        What operations on the part of the body are called by; empty if it is told by its words.
    telling
        The words that tell which it is.
    head
        What kind of thing it is: a scan, an implant.
    """

    start: int
    end: int
    part: str = ""
    telling: tuple[str, ...] = ()
    head: str = ""


_NAMES: Final = {re.compile(form): names for names, form in _PARTS.items()}


_TOKEN: Final = re.compile(r"[a-z][a-z-]*")
#: Each act has one of these.
_ACT_WORDS: Final = frozenset(re.findall(r"[a-z]{3,}", _ACT)) | {"take"}
_HEAD_WORD: Final = re.compile(_HEAD)


@lru_cache(maxsize=65536)
def may_tell(word: str) -> bool:
    """Tell whether an operation, a test or a device may be told with a word; no other text tells of one."""
    return word in _ACT_WORDS or _HEAD_WORD.fullmatch(word) is not None


def _part_of(word: str) -> str:
    return next(names for form, names in _NAMES.items() if form.fullmatch(word))


def operations(text: str) -> Iterator[Operation]:
    """Yield the operations, tests, devices and therapies that a text tells of in plain words.

    Examples
    --------
    >>> [
    ...     (one.part, one.telling)
    ...     for one in operations("they took out my spleen. he has been in a social skills group.")
    ... ]
    [('splen|spleen', ()), ('', ('social', 'skills'))]
    """
    told = set(filter(may_tell, _TOKEN.findall(text)))
    for form in _FORMS if told & _ACT_WORDS else ():
        for match in form.finditer(text):
            yield Operation(*match.span(), _part_of(match["part"]))
    for form in (_DONE, _WAS_DONE) if told - _ACT_WORDS else ():
        for match in form.finditer(text):
            *before, head = match["what"].split()
            telling = tuple(
                word for word in before if word not in _PLAIN and word not in GENERIC and not word.endswith("ly")
            )
            if telling:
                yield Operation(*match.span("what"), telling=telling, head=head)


def was_operated(one: Operation, texts: tuple[str, ...], source: frozenset[str]) -> bool:
    """Tell whether a source tells of it: of an operation on that part of the body, or of most of its words."""
    if one.part:
        stems = re.compile(rf"\b\w*(?:{one.part})")
        return any(stems.search(text) and _OPERATED.search(text) for text in texts)
    looked = one.head in _LOOKED
    if sum(is_known(word, source) or (looked and _is_operated_on(word, texts)) for word in one.telling) * 2 < len(
        one.telling
    ):
        return False
    deed = _deed_of(one.head)
    return deed is None or any(deed.search(text) for text in texts)


#: What goes by the part of the body that was looked at, or cut.
_LOOKED: Final = frozenset(words("exam examination surgery operation procedure scope"))


def _is_operated_on(word: str, texts: tuple[str, ...]) -> bool:
    """Tell whether a source has a learned name of a part of the body: a throat exam is a laryngoscopy."""
    names = next((names for form, names in _NAMES.items() if form.fullmatch(word)), None)
    return names is not None and any(re.search(rf"\b(?:{names})", text) for text in texts)


def _deed_of(head: str) -> re.Pattern[str] | None:
    """Return what a source calls the deed by that a word names; none if the word tells nothing alone."""
    return next((names for form, names in _DEED_WORDS.items() if form.fullmatch(head)), None)
