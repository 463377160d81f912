"""What the view denies and the appeal affirms, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from imrdata.quality.checks.denied_words import affirmed_words, denied_words, narrowing
from imrdata.quality.clauses import clause_of, stance
from imrdata.quality.concepts import mentions
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.patterns import words

__all__ = ["NegationFlip"]

#: Findings and acts outside the lexicons that a record affirms or denies: one name a group.
_FACTS: Final = {
    "vomit": r"vomit\w*|thr[eo]w(?:ing|n)? up|emesis",
    "fever": r"fevers?|febrile",
    "smoke": r"smok\w+|tobacco|cigarettes?",
    "drink": r"drinks? alcohol|drinking|alcohol use",
    "incontinence": r"incontinen\w+|(?:lost|loss of|losing|lose) (?:all )?(?:bladder|bowel"
    r"|control)(?: or bowel)?(?: control)?|control of (?:my|his|her) (?:bladder|bowels?)",
    "suicide": r"suicid\w+|thinks? of (?:suicide|killing)|thoughts of suicide|(?:take|taken|taking|took|end|ended"
    r"|ending) (?:my|his|her|their) (?:own )?life|kill (?:my|him|her)self|wants? to die",
    "weakness": r"weakness|motor deficits?",
    "numbness": r"numb\w*|tingling|paresthesias?|sensory loss",
    "walk": r"(?:able to )?walk\w*|ambulat\w+",
    "pregnant": r"pregnan\w+",
    "weight": r"lost weight|weight loss|gained weight|weight gain",
    "bleeding": r"bleed\w*|hemorrhag\w*",
    "swelling": r"swelling|swollen|edema",
    "psychological": r"psychological evaluation|psychiatric evaluation|psychological clearance",
    "allergy": r"allerg\w+",
    "cancer": r"cancer|malignan\w+|tumors?",
    "conscious": r"lost consciousness|loss of consciousness|passed out|fainted|syncope",
    "hallucination": r"hallucinat\w+|psychosis|delusions?",
    "chestpain": r"chest pain",
    "breath": r"shortness of breath|short of breath|dyspnea|trouble breathing",
    "seizure": r"seizures?",
    "fall": r"falls|fallen|fell",
    "headache": r"headaches?",
    "pain": r"pain",
    "hospital": r"hospitali[sz]\w+|hospital admission",
    "drugs": r"drug use|illicit drugs|substance use",
    "fracture": r"fractures?|broken",
    "infection": r"infections?",
    "surgery": r"surger(?:y|ies)|operation",
    "family": r"family history",
    "nausea": r"nausea\w*",
    "hypoglycemia": r"hypoglycemi\w+|severe lows|low blood sugars?",
    "speech": r"speaks|verbal",
    "feed": r"(?:eats?|feeds?) (?:by|on) (?:mouth|own)",
}
_FACT: Final = re.compile("|".join(rf"(?P<{name}>\b(?:{form})\b)" for name, form in _FACTS.items()))
_UNRELATED_NO: Final = re.compile(
    r"\b(?:not only|no longer|no doubt|no question|no matter|not enough|not (?:been )?(?:relieved|controlled|improved"
    r"|better)|no (?:relief|improvement|benefit|response|success)|without (?:relief|success|improvement|benefit"
    r"|lasting|this|the|it|treatment|adalimumab)|not (?:deal|weigh|answer|account|ask|look|apply|fit|tell|give|name"
    r"|follow|read|match|discuss|reflect|help|work|respond|tolerate|address|mention|consider|explain|say|show|change"
    r"|state|believe|agree|understand|a reason|the same|cover\w*|approv\w*|authori\w*|pay)\w*"
    r"|not (?:to |be )?(?:approve|cover|authorize|medically|necessary|met)|n't (?:help|work|respond|tolerate|address"
    r"|mention|consider|explain|say|show|change|state|believe|agree|understand|cover|approve|authorize|pay|think|want"
    r"|wait|keep)\w*|cannot (?:wait|afford|accept|agree|understand)|denied (?:my|our|the|this|coverage|authorization"
    r"|his|her|your|a)|why not|not because)\b"
)
_POSSIBLE: Final = re.compile(
    r"\b(?:(?:could|may|might|would|will)(?! not|n't)|if|until|unless|risk\w*|prevent\w*|avoid\w*|lead(?:s|ing)? to"
    r"|result in|threat\w*|fear\w*|so that|rule out|whether|should|hope\w*|before(?! ?(?:$|[.,;!?]))|you (?:say"
    r"|said|state|claim|write"
    r"|wrote|told)|your (?:letter|notice|decision|denial|plan|criteria|policy|reviewer)|criteria|requires?|request\w*"
    r"|ask\w*|approve\w*|authori[sz]\w*|cover(?:age|ed)?|deny|denial|plan)\b"
)
_EXCLUDED: Final = frozenset(words("class"))


@dataclass(frozen=True, slots=True)
class _Said:
    """One thing that a clause says of one term."""

    key: str
    relation: str  # tried, helped, has
    yes: bool
    start: int
    end: int
    #: Words that narrow a denial ("no chest pain"); and those of the clause, where an affirmation may have them.
    narrow: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    limited: bool = False


_WORD: Final = re.compile(r"[a-z][a-z'-]+")


def _stems(clause: str) -> frozenset[str]:
    return frozenset(word if word.endswith("ss") else word.removesuffix("s") for word in _WORD.findall(clause))


_NEGATED: Final = re.compile(r"\b(?:no|not|never|neither|nor|none|without|cannot|den(?:y|ies|ied))\b|n't\b")
#: An amount or a repetition: who denies it denies no more than that.
_AMOUNT: Final = re.compile(
    r"\b(?:again|long enough|as long|any longer|(?:the|all|a) (?:full|whole|entire|required)"
    r"|for (?:\w+ ){0,3}(?:days?|weeks?|months?|years?)|(?:another|more) \w+ (?:days?|weeks?|months?)"
    r"|at the same time|together)\b"
)
#: Help that ended, or was small: it goes with no lasting help.
_LIMITED: Final = re.compile(
    r"\b(?:some|little|a bit|brief\w*|short\w*|temporar\w+|partial\w*|slight\w*|initial\w*|at first|for a (?:while"
    r"|time)"
    r"|barely|hardly|only|minimal\w*|modest\w*|lasting|last(?:ed)?|fully|complete\w*|enough|wore off|until|then"
    r"|(?:good )?(?:hours?|days?|weeks?|months?))\b"
)


#: A denial that is the term's own: at most three words stand between.
_DENIAL: Final = re.compile(
    r"(?:\b(?:no|not|never|without|denie[sd]|deny|denying|negative for|free of|absence of|absent|neither|nor|none"
    r"|rule[sd]? out|cannot|lacks?|lacking|stopped|quit|unable to|has yet to)|n't)(?: [\w'/-]+){0,3},? ?$"
)


def _polarity(clause: str, place: int) -> bool:
    """Tell whether a finding at a place of a clause is affirmed."""
    lead = _UNRELATED_NO.sub(lambda match: "." * len(match[0]), clause[: place + 24])
    if _DENIAL.search(lead[:place]):
        return False
    behind = clause[place : place + 60]
    return not re.search(
        r"^[\w'-]*(?: [\w'-]+)?,? (?:was|were|is|are|has been|have been)(?: negative| absent| ruled out|(?: not"
        r"|n't) (?:present|seen|found|noted|reported|identified|demonstrated|there|tried|used))\b",
        behind,
    )


def _with_next(part: NormalText, stop: int, end: int) -> int:
    """Return where a clause ends whose subject the next one takes up: "I wore it, and it did not help"."""
    after = re.match(
        r"[,;]? ?(?:and |but )?(?:it|they|that|this|which|neither|both|none|these|those)\b", part.text[stop:end]
    )
    return clause_of(part, stop + after.end())[1] if after else stop


@lru_cache(maxsize=65536)
def _sayings(text_of_part: str) -> tuple[_Said, ...]:
    return tuple(_read(read(text_of_part)))


def _read(part: NormalText) -> Iterator[_Said]:
    text = part.text
    items = [(one.key, one.kind, one.start, one.end) for one in mentions(text)]
    items += [(f"fact:{match.lastgroup}", "fact", *match.span()) for match in _FACT.finditer(text)]
    for key, kind, start, end in items:
        begin, stop = clause_of(part, start)
        clause = text[begin:stop]
        if part.is_quoted(start, end):
            continue
        possible = bool(_POSSIBLE.search(clause))
        if kind in ("drug", "class", "procedure"):
            # "Topiramate caused kidney stones" and "I could not tolerate it" speak of use; a request does not.
            taken = stance(text[begin : _with_next(part, stop, part.sentence(start)[1])])
            if (
                taken.tried is not None
                and not (possible and taken.tried)
                and (taken.tried or not _AMOUNT.search(clause))
            ):
                yield _Said(key, "tried", taken.tried, start, end)
            if taken.helped is not None and not possible:
                yield _Said(key, "helped", taken.helped, start, end, limited=_LIMITED.search(clause) is not None)
        elif not possible:
            yes = _polarity(clause, start - begin)
            narrow = frozenset[str]() if yes else narrowing(text[begin:start])
            yield _Said(key, "has", yes, start, end, narrow, _stems(clause))
    for word, start, end in affirmed_words(text):
        begin, stop = clause_of(part, start)
        clause = text[begin:stop]
        plain = not _NEGATED.search(text, begin, start) and _polarity(clause, start - begin)
        if plain and not part.is_quoted(start, end) and not _POSSIBLE.search(clause):
            yield _Said(f"word:{word}", "word", True, start, end, words=_stems(clause))


def _sayings_of(view: str) -> dict[tuple[str, str], list[_Said]]:
    said: dict[tuple[str, str], list[_Said]] = {}
    for line in view.splitlines():
        # Categories are no sentences: what they name is said of the patient, and denied nowhere.
        if len(line.split()) <= 4 and not line.rstrip().endswith((".", "!")):
            continue
        for one in _sayings(line):
            said.setdefault((one.key, one.relation), []).append(one)
        for word, narrow in denied_words(read(line).text):
            said.setdefault((f"word:{word}", "word"), []).append(_Said(f"word:{word}", "word", False, 0, 0, narrow))
    return said


_known = lru_cache(maxsize=4096)(_sayings_of)


def _contradicts(one: _Said, other: _Said) -> bool:
    """Tell whether what the letter says can't be so if the view's saying is."""
    if one.yes == other.yes:
        return False
    affirms, denies = (one, other) if one.yes else (other, one)
    if not denies.narrow <= affirms.words:
        return False
    return not (affirms.limited or (denies is one and denies.limited))


class NegationFlip(LocalCheck):
    """A fact of the view turned into its opposite.

    Rule: clause by clause, what is said of a treatment (tried or not, of help or not) or of a finding (had or not) in
    the view must not be said the other way round in the appeal; a term goes by all its names, and what the view denies
    ("no ulcers") by its own words. A denial that is narrowed ("no chest pain", "not for three months") contradicts only
    what is narrowed alike; help for a while goes with no lasting help. Where the view says both,
    or the clause is about what may come, what is asked or what the plan said, nothing is compared.
    Why: "failed X" for "has not tried X" is the most damaging invention: it meets the plan's criteria by a lie.
    Source: domain.md §7.
    Limits: tier B. It reads clauses by their words: a negation in another sentence, or a term outside the lexicons and
    a short list of findings, is not seen.
    """

    name = "negation_flip"
    version = 3
    kinds = ("appeal",)
    needs = ("view_text",)
    tier = "B"

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield what each clause says of each term."""
        for one in _read(part):
            says = "affirms what the view denies" if one.yes else "denies what the view affirms"
            yield Claim(one.start, one.end, says, key=one)

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether the view says only the opposite."""
        one: _Said = claim.key
        known = _known(letter["view_text"]).get((one.key, one.relation), [])
        return bool(known) and all(_contradicts(one, other) for other in known)
