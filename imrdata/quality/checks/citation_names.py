"""Names in capitals, and which of them cite nothing: the plan's, the letter's own, an authority's. Room: quality.

In: a name as written. Out: whether it is such a name. Used by `imrdata.quality.checks.citations`.
"""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import words

__all__ = ["MEMBER", "NOT_AUTHORS", "OWN", "SOCIETIES", "SOCIETY_LINKS", "begins_sentence", "is_own", "is_telling"]

_CALENDAR: Final = words(
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday"
)
#: Words in capitals that head a heading or a letter's own documents, and authorities that act rather than are cited.
OWN: Final = frozenset(_CALENDAR) | frozenset(
    words(
        "your our my the this that these those plan plan's health medical clinical coverage policy"
        " policies evidence of benefit benefits summary description member members handbook"
        " department managed care dmhc dhcs imr independent review grievance appeal appeals state"
        " california californian fair hearing notice action rights law federal and or for in on to with"
        " under such any no all same both which what who when as if it its is are was i we you"
        " he she they not but also please because however although since while according per"
        " based criteria guidelines guideline guidance internal own knox-keene act acts code section"
        " sections regulation regulations title chapter bulletin prior authorization"
        " utilization management committee team director doctor doctors dr patient request standard"
        " treatment service services therapy drug list formulary specialty society nonprofit"
        " professional association associations recognized first second third finally reason point"
        " level step mr mrs ms one two three medi-cal medicare medicaid erisa aca hipaa epsdt mhpaea"
        " new u.s us american national international they their his her those many several recent current"
        " published peer-reviewed scientific other clinic center hospital university"
        " physician physicians surgeon nurse case manager personal legal history enclosed enclosures"
        " re subject regarding decision denial letter request reference number name id date address"
        " medically necessary necessity experimental investigational insurance company insurer commissioner"
        " human social help line division office bureau"
        " mri ct pet cpap ect tms aba pt bmi a1c ekg ecg er icu emg x-ray iv tnf crp alt adhd ptsd"
        " ocd copd gerd hiv covid mr tv usa pcp hmo ppo eoc spd eob php iop ii iii iv type"
        " mental dental vision behavioral pharmacy experimental emergency urgent outpatient inpatient residential"
        " mom dad mother father wife husband section page chart records tai mrs ocr"
        " each every external internal whatever whichever"
        " ent obgyn ob gyn gi ot slp rn np md do bcba lcsw crna iep epo"
    )
)
SOCIETIES: Final = frozenset(words("association society academy college foundation institute league registry"))
_GENERIC_SOCIETY: Final = frozenset(
    words(
        "the a an this that these any all your our my its of for and or in by with under from medical professional"
        " specialty"
        " national recognized clinical health plan nonprofit association associations society societies academy college"
        " foundation"
        " institute league registry"
    )
)
SOCIETY_LINKS: Final = frozenset(words("the of for and on in american national its"))


NOT_AUTHORS: Final = frozenset(_CALENDAR) | frozenset(
    words(
        "since in by from diagnosed updated revised effective act code section title"
        " medi-cal health safety title knox-keene bill senate assembly law dmhc crohn parkinson"
        " gleason i we he she it the this that these my our your his her their a an one two please"
        " independent medical review clinical recent several many published peer"
    )
)


#: Who belongs to a body cites nothing of it.
MEMBER: Final = re.compile(r"\b(?:fellow|member|diplomate)s? of (?:(?:the|an?|my|his|her) )?(?:[a-z]+ )?$")


def is_own(name: str) -> bool:
    """Tell whether a name in capitals is the plan's, the letter's or an authority's, and cites nothing."""
    parts = [word.strip(".,'’").removesuffix("'s").removesuffix("’s") for word in re.split(r"[\s/]+", name.casefold())]
    society = not SOCIETIES.isdisjoint(parts)
    return all(word in (_GENERIC_SOCIETY if society else OWN) or not word for word in parts)


def begins_sentence(part: NormalText, place: int, name: str) -> bool:
    """Tell whether a name is one word that begins a sentence and so has a capital anyway."""
    before = part.text[part.sentence(place)[0] : place]
    return re.fullmatch("[A-Z][a-z]+", name) is not None and not before.strip("-*•\"'( ")


def is_telling(name: str) -> bool:
    """Tell whether a name has a capital that is not the plan's or an authority's own."""
    parts = [word.strip(".,'’") for word in re.split(r"[\s/]+", name)]
    return any(word and word.casefold().removesuffix("'s") not in OWN and word[:1].isupper() for word in parts)
