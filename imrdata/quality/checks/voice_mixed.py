"""An appeal that forgets who signs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np

from imrdata.quality.batch import Batch
from imrdata.quality.concept_rules import Concept, concept
from imrdata.quality.literals import Required, holds_words
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText

_BODY: Final = (
    r"(?:knees?|back|hips?|legs?|arms?|shoulders?|hands?|wrists?|ankles?|foot|feet|neck|spine|skin|stomach|bowels?"
    r"|lungs?|kidneys?|liver|eyes?|ears?|jaw|brain|joints?|blood (?:pressure|sugar)|body|weight)"
)
_ILLNESS: Final = (
    r"(?:condition|disease|illness|symptoms?|pain|suffering|disability|disorder|diagnosis|injur(?:y|ies)|surger(?:y"
    r"|ies)|operation|recovery|health|medications?|medicines?|pills|prescriptions?|flare-?ups?|relapses?|seizures?"
    r"|migraines?|headaches?|depression|anxiety|cancer|tumor|diabetes|arthritis|asthma|falls?|wheelchair|independence"
    r"|mobility|life back|quality of life|medical history|premiums?|coverage|own body|daily life|job|ability to "
    r"(?:walk|work|stand|sleep))"
)
_DOCTOR: Final = (
    r"(?:doctors?|physicians?|surgeons?|specialists?|clinicians?|provider|internist|pediatrician|psychologist"
    r"|orthopedist|therapist|nurse practitioner|[a-z]{4,}ologist|[a-z]{4,}iatrist|(?:physical|occupational|speech)"
    r" therapist)"
)
_KIN: Final = (
    r"(?:son|daughter|child|children|baby|boy|girl|mother|father|mom|dad|wife|husband|spouse|partner|brother|sister"
    r"|grandson|granddaughter|grandmother|grandfather)"
)
_CARE: Final = (
    r"(?:brace|surgery|operation|procedure|treatments?|therapy|medications?|medicine|drug|infusions?|injections?|test"
    r"|scan|mri|rehab\w*|wheelchair|device|inpatient care|stay|fourteen days|these days|days to recover|care to|pump"
    r"|implant|transplant)"
)
_I: Final = r"\bi(?:'m|'ve|'d)?\b"

#: What only the patient says.
PATIENT: Final = (
    concept(
        "my_body",
        "speaks as the patient",
        rf"\bmy (?:own )?(?:(?:left|right|lower|upper|chronic|severe|current|medical|physical|daily|constant) )*"
        rf"(?:{_BODY}|{_ILLNESS})\b",
        unless=r"\bmy heart breaks\b|\bin my hands\b|\bmy own (?:eyes|ears|hands)\b|\bmy (?:back|hand) (?:up|in)\b",
    ),
    concept(
        "i_am_ill",
        "speaks as the patient",
        rf"{_I} (?:(?:was|am|have been|had been|am being|was being) (?:first |recently |since |again |then )?"
        rf"(?:diagnosed|hospitali[sz]ed|admitted|born with|operated on|injured|referred (?:to|for)|prescribed|put on"
        rf"|treated (?:for|with|by)|denied|left unable"
        r"|in (?:constant |severe |so much |the |a )?(?:pain|hospital|wheelchair)|bedridden|housebound|disabled|afraid"
        r" of falling|a member of your plan|a cancer patient|the patient\b|unable to (?:walk|work|sleep|stand|climb"
        r"|bear))"
        r"|(?:suffer|suffered|have suffered|live with|have lived with|fell\b|have fallen|have failed|developed|take "
        r"(?:\w+ )?(?:pills|tablets|medication|mg)|am taking|have taken (?:\w+ )?(?:medication|pills)|relapsed|limp"
        r"|wake up|lost my|cannot feel|feel (?:weak|pain|worse|dizzy|exhausted|sick|tired all))"
        r"|(?:can't|cannot|can not|can no longer|could not|couldn't|could no longer|can hardly|can barely) (?:\w+ )?"
        r"(?:walk|work|sleep|stand|climb|sit|drive|breathe|eat|bear weight|bend|move|swallow|hear|see well|dress"
        r" myself|function)"
        r"|have (?:had )?(?:[a-z']+ )?(?:[a-z']+ )?(?:disease|syndrome|disorder|cancer|diabetes|arthritis|pain"
        r"|operations|surgeries|seizures|relapses|migraines)\b|had to stop (?:wearing|taking|using|working)|have to"
        r" wear|am \d+ years|am an? \d+|wear (?:the|a) (?:standard )?brace)",
        unless=r"\b(?:lift|carry|watch|bear to|afford|her|him) (?:her|him|them|to|alone)\b|\b(?:take|have taken)"
        r" care\b|\bi (?:can't|cannot) (?:sleep|work) (?:when|because|since|without worr\w+)[^.;]* (?:he|she|her|him"
        r"|my (?:son|daughter|husband|wife|child))\b"
        r"|\b(?:because|since|when) (?:he|she|my (?:son|daughter|husband|wife|child|patient))\b|\bwith (?:her|him|this"
        r" patient)\b",
    ),
    concept(
        "i_need",
        "speaks as the patient",
        rf"{_I} (?:\w+ )?(?:need|require|was refused|am asking for|depend on|rely on) (?:the|this|a|an|my|these|those"
        rf"|your|inpatient|more|further) ?(?:\w+ )?{_CARE}\b",
        unless=r"\bfor (?:my|her|him|this|the) (?:\w+ )?(?:patient|son|daughter|husband|wife|child)\b|\bto (?:be|go) "
        r"(?:approved|on)\b",
    ),
    concept(
        "help_me",
        "speaks as the patient",
        r"\b(?:help to (?:wash|dress|bathe|walk|stand|eat)\b|help me (?:to )?(?:get|walk|recover|heal)|give me back my"
        r"|my life back|(?:hurts?|pains?|weakens|exhausts) me|keep me (?:walking|working|alive|out of the hospital))",
        r"\b(?:i|me|my)\b",
        unless=r"\b(?:he|she|him|her|patient|son|daughter|husband|wife)\b",
    ),
    concept(
        "i_was_told",
        "speaks as the patient",
        rf"{_I} (?:was|have been|had been) (?:told|advised|warned|sent|examined|seen|evaluated|asked) (?:\w+ )?(?:by"
        rf"|to) (?:(?:my|the|a|an) (?:\w+ )?{_DOCTOR}|stop (?:wearing|taking)|wear|stay off)\b",
    ),
)
MY_DOCTOR: Final = (
    concept(
        "my_doctor",
        "speaks as the patient",
        rf"\bmy (?:(?:own|treating|primary care|primary|family|physical|occupational|orthopedic|wound|regular|current"
        rf"|new) )*{_DOCTOR}\b",
    ),
    concept(
        "member",
        "speaks as the patient",
        r"\b(?:i am|i'm|as) an? (?:\w+ )?(?:member|enrollee|policyholder|subscriber|patient)(?: of| in|, i|\b)",
    ),
)
FAMILY: Final = (
    concept(
        "my_kin",
        "speaks as the family",
        rf"\b(?:my|our) (?:(?:own|young|youngest|oldest|elderly|late|dear|beloved|\d+-year-old|little) )*{_KIN}\b(?!"
        rf" practice)",
    ),
    concept(
        "as_kin",
        "speaks as the family",
        rf"\b(?:as|i am) (?:the|her|his|their|a|\[\w+\]'s|the (?:patient|member)'s) (?:\w+ )?{_KIN}\b",
        unless=r"\bas a (?:child|baby|boy|girl)\b",
    ),
)
#: What a relative says of the one who is ill.
OF_KIN: Final = (
    r"(?:(?:can't|cannot|can no longer|could not) (?:\w+ )?(?:walk|stand|sleep|work|climb|eat|breathe|speak|go to"
    r"|play|bear)|fell\b|has fallen|needs (?:the|this|a|an|inpatient|more|these|to (?:have|get|stay|wear)|surgery)|"
    r"(?:was|is|has been) (?:denied|refused|in (?:pain|the hospital|constant)|admitted|"
    r"diagnosed|discharged too|born with|the patient)|suffers|is suffering|cries|has (?:the illness|this (?:disease"
    r"|illness|condition)|pain|had \w+ (?:operations|surgeries)|been waiting for)|deserves (?:the|this)|depends on "
    r"(?:the|this)|requires|was born with)"
)
#: What only the physician says.
PHYSICIAN: Final = (
    concept(
        "my_patient",
        "speaks as the physician",
        r"\bmy (?:\w+ )?patients?(?:'s?)?\b",
        unless=r"\b(?:i work as|as a (?:nurse|teacher|dentist|therapist|doctor|caregiver)|my (?:work|job)|at work"
        r"|being a nurse|need me|my patients (?:need|rely))\b",
    ),
    concept(
        "treating",
        "speaks as the physician",
        rf"\b(?:i am|i'm|i have been|as) (?:(?:the|her|his|their|\[\w+\]'s|(?:the|this) (?:patient|member)'s) )?(?:"
        rf"(?:board[- ]certified|treating|attending|prescribing|ordering|primary care|licensed|\w+) ){{0,2}}"
        rf"(?:treating|attending|prescribing|ordering|board[- ]certified|{_DOCTOR})\b"
        rf"|\b(?:i am|i'm) an? (?:[\w-]+ ){{0,3}}?{_DOCTOR}\b|\bas an? (?:[\w-]+ ){{0,3}}?{_DOCTOR}(?:,| who|$| i\b|"
        rf" and| with)",
        unless=r"\b(?:letter of|statement of|note of|says|said|told|wrote|states|not an? |not (?:the|her|his) |as an?"
        r" doctor would|as (?:my|the|our|her|his) (?:\w+ )?\w+ (?:says|said|explained|explains|wrote|told|states|noted"
        r"|recommends|recommended|confirms|confirmed|knows|ordered|advised|has))\b",
    ),
    concept(
        "i_treat",
        "speaks as the physician",
        rf"{_I} (?:(?:have|had|also|personally|first|therefore|recently|then|initially) )*(?:prescribed|started (?:her"
        rf"|him|the patient|this patient|them) on|operated on (?:her|him|the|this)|examined (?!my|your|the (?:letter"
        rf"|denial|policy|handbook|file))|assessed (?:her|him|the (?:patient|knee|wound)|this patient)"
        r"|evaluated (?:her|him|the (?:patient|knee|wound|\w+ at)|this patient)|diagnosed (?:her|him|the|this)"
        r"|referred (?:her|him|the patient|this patient)|ordered (?:the|a|an|this) (?:brace|test|scan|mri|panel|stay"
        r"|therapy|\w+ (?:brace|test|scan|panel))|titrated|intubated|biopsied|recommended (?:the|a|this) (?:brace"
        r"|surgery|therapy|stay|test) (?:to|for) (?:her|him|the patient)"
        r"|follow(?:ed)? (?:this|the|her as|him as) ?patient|saw (?:this|the) patient)\b",
        unless=r"\bmy choices\b|\brecords\b",
    ),
    concept(
        "have_ordered",
        "speaks as the physician",
        rf"{_I}(?: have)? ordered (?:the|a|an|this|these) (?!records|cop(?:y|ies)|report|book|file|form|documents?)",
        unless=r"\b(?:records|online|store|pharmacy|cop(?:y|ies))\b",
    ),
    concept(
        "care_of_patient",
        "speaks as the physician",
        r"\b(?:caring|cared|care) for (?:this|the|our|these) patients?\b|\b(?:treat(?:ed|ing|s)?|follow(?:ed|ing)?"
        r"|seen|seeing|manag(?:ed|ing)) (?:this|the|our|many|hundreds of|these|such|other) (?:\w+ )?(?:patients?"
        r"|people|cases)\b|\b(?:he|she|patient|they) (?:is|are|has been|have been|was) (?:\w+ )?under my (?:\w+"
        r" )?care\b|\bunder my care\b",
        r"\b(?:i|i've|my|our practice|we)\b",
        unless=r"\bunder (?:her|his) care\b",
    ),
    concept(
        "in_my_opinion",
        "speaks as the physician",
        r"\b(?:in|at|to|from|of) my (?:(?:own|busy|private|current) )?(?:(?:professional|medical|clinical|expert) "
        r"(?:opinion|judgment|judgement|experience|view|practice)|practice\b|clinic\b|years? of practice|specialty"
        r"|residency|training in)|\bmy (?:clinical|medical|professional) (?:opinion|judgment|judgement|experience"
        r"|assessment|recommendation)\b|\b(?:presented|came|referred) to my (?:office|clinic|practice)\b|\bmy (?:chart"
        r"|progress|clinical|office) notes\b",
    ),
    concept(
        "i_practice",
        "speaks as the physician",
        rf"{_I} (?:(?:have|also|regularly|routinely) )*(?:practiced?|perform(?:ed)?|specializ\w+|been practicing) "
        rf"(?:\w+ ){{0,3}}?(?:medicine|surgery|procedures?|in|\w+ology|\w+iatry|this|on)\b",
        unless=r"\b(?:exercises?|at home|piano|stairs)\b",
    ),
    concept(
        "support_request",
        "speaks as the physician",
        r"\bthe patient (?:presented|presents|was seen|reports|is a \d+|has been under|tolerated)\b",
    ),
)


def _about(says: str, whose: str, kin: str) -> tuple[Concept, ...]:
    """Return the rules for a relative as the one who is ill."""
    return (
        concept(
            "kin_is_ill",
            says,
            rf"\b(?:{whose}) (?:(?:own|young|youngest|oldest|elderly|dear|\d+-year-old) )*{kin} (?:\w+ )?{OF_KIN}",
            unless=r"\b(?:with me|for me|my (?:own )?(?:illness|disease|condition|pain|knee)|drives? me|carry me"
            r"|helps? me|to see me)\b",
        ),
        concept(
            "on_behalf", says, rf"\b(?:on behalf of|appeal for|writing for|speak for) (?:{whose}) (?:\w+ )?{kin}\b"
        ),
    )


_ANY_KIN: Final = r"(?:son|daughter|child|baby|mother|father|mom|dad|wife|husband|spouse|partner|brother|sister)"
_CHILD: Final = r"(?:son|daughter|child|baby|boy|girl)"
_SPOUSE: Final = r"(?:wife|husband|spouse|partner)"
#: What each voice must not sound like.
FORBIDDEN: Final[dict[str, tuple[Concept, ...]]] = {
    "patient": (
        *PHYSICIAN,
        *_about("speaks as the family", "my|our", _ANY_KIN),
        concept(
            "as_kin",
            "speaks as the family",
            rf"\b(?:as|i am|i'm) (?:her|his|their|the (?:patient|member)'s|\[\w+\]'s) (?:\w+ )?{_ANY_KIN}\b",
        ),
        concept(
            "see_suffer",
            "speaks as the family",
            r"\bi (?:see|watch|saw|watched) (?:how )?(?:him|her|he|she)\b[^.;]{0,20}\bsuffer",
        ),
    ),
    "physician": (*MY_DOCTOR, *PATIENT, *FAMILY),
    "parent": (
        *PHYSICIAN,
        *PATIENT,
        concept(
            "my_own_doctor",
            "speaks as the patient",
            rf"\bmy (?:\w+ )?{_DOCTOR} (?:\w+ )?(?:wants|told|says|said|advised|ordered|recommends?|sent|prescribed) "
            rf"(?:that )?(?:me|i)\b",
        ),
        *_about("speaks as a spouse", "my|our", _SPOUSE),
        concept("as_spouse", "speaks as a spouse", rf"\b(?:as|i am) (?:her|his|the (?:patient|member)'s) {_SPOUSE}\b"),
    ),
    "spouse": (
        *PHYSICIAN,
        *PATIENT,
        concept(
            "my_own_doctor",
            "speaks as the patient",
            rf"\bmy (?:\w+ )?{_DOCTOR} (?:\w+ )?(?:wants|told|says|said|advised|ordered|recommends?|sent|prescribed) "
            rf"(?:that )?(?:me|i)\b",
        ),
        *_about("speaks as a parent", "my|our", _CHILD),
        concept(
            "as_parent",
            "speaks as a parent",
            r"\b(?:as|i am|i'm) (?:her|his|the (?:patient|member|child)'s) (?:\w+ )?(?:mother|father|parent|mom|dad"
            r"|guardian)\b|\b(?:is|are) for (?:my|our) (?:son|daughter|child)\b",
        ),
    ),
}


class VoiceMixed(LocalCheck):
    """The appeal keeps the voice it was asked for.

    Rule: what only one voice says in another's letter. A patient does not speak of "my patient" or of a relative as the
    one who is ill, a physician not of an illness, a doctor or a family of their own; a parent and a spouse of neither,
    and not as each other. Quoted speech passes; an unknown voice passes.
    Source: domain.md §7.
    Passes on purpose: relatives who help; a patient who is a nurse by trade; what the records or the patient say.
    Limits: third-person slips ("the patient" in a patient's letter) mostly pass; a physician who writes of their own
    life or a parent who is ill too is flagged.
    """

    name = "voice_mixed"
    version = 3
    kinds = ("appeal",)
    needs = ("voice",)

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield for each voice the first sentence that it must not say; which voice it is, `stands` asks."""
        seen: dict[Concept, tuple[int, int] | None] = {}
        for voice, rules in FORBIDDEN.items():
            for rank, one in enumerate(rules):
                if one not in seen:
                    seen[one] = self._spot(one, part)
                if (span := seen[one]) is not None:
                    yield Claim(*span, f"{one.says} in a {voice}'s letter", key=voice, rank=rank)

    def _spot(self, one: Concept, part: NormalText) -> tuple[int, int] | None:
        if not holds_words(part.text, one.required):
            return None
        spans = (one.find(part, start, end) for start, end in part.sentences())
        return next((span for span in spans if span is not None), None)

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether the letter is in the voice that must not say it."""
        return bool(letter["voice"] == claim.key)

    def required(self) -> Iterable[Required]:
        """Return the words of each concept."""
        return [one.required for rules in FORBIDDEN.values() for one in rules]

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs that hold the words of some concept."""
        chosen = np.zeros(len(batch.parts.texts), dtype=bool)
        for rules in FORBIDDEN.values():
            for one in rules:
                chosen |= batch.words.candidates(one.required)
        return chosen
