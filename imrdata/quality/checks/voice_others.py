"""What only a physician says, what only kin says, and how one speaks of a patient who is somebody else.

Part of `imrdata.quality.checks.voice_mixed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from imrdata.quality.checks.voice_words import (
    AS_KIN,
    BODY,
    DOCTOR,
    FOND,
    ILLNESS,
    KIN,
    MOBILE_BODY,
    OFTEN,
    REPORTS,
    ROLE_ENDS,
    SICK,
    SUPPOSED,
    THEM,
    WRITER,
)
from imrdata.quality.concept_rules import Concept, concept
from imrdata.quality.normalise import NormalText

_FINDINGS: Final = (
    r"(?:imaging|labs?|lab (?:work|results)|films|x-rays?|scans?|mri|ct|eeg|ekg|ecg|biopsy|pathology|dos(?:e|es|age)"
    r"|medications?|drugs?|regimen|insulin|settings|treatment|therapy|condition|asthma|diabetes|wound|disease|care"
    r"|case)"
)
_AS_PHYSICIAN: Final = "speaks as the physician"
PHYSICIAN: Final = (
    concept(
        "my_patient",
        _AS_PHYSICIAN,
        r"\b(?:my|our) (?:(?!own\b)\w+ )?patient(?:'s)?\b(?! (?:advocate|portal|rights|id|number))"
        r"|\b(?:in|of|among|with|for) (?:my|our) (?:\w+ )?patients\b|\bmy (?:other |\w+ )?patients"
        r" (?:with|who|have|in|respond|do|benefit|improve|tolerate|like)\b"
        r"|\b(?:he|she|patient|they) (?:is|are|has been|have been|was) (?:\w+ )?under (?:my"
        r"|our) (?:\w+ )?care\b|\bunder my care\b",
        unless=r"\b(?:i work as|as a (?:nurse|teacher|dentist|therapist|doctor|caregiver)|my (?:work|job)|at work"
        r"|being a nurse|need me|my patients (?:need|rely))\b|\bpatient(?:'s)? (?:in a way|all my|now\b.{0,10}\bi am)"
        r"|\b(?:told|asked|calls?|called) (?:me|him|her) (?:my|our) patient\b|\bour patient (?:husband|wife|son"
        r"|daughter)",
    ),
    # "As her physician, I": a role ends there, unlike "as the physician notes"; "as soon as the physician" is none.
    concept(
        "treating",
        _AS_PHYSICIAN,
        rf"\b(?:(?:i am|i'm|i have been|we are(?! not)|we,) (?:(?:the|her|his|their|\[\w+\]'s|(?:the|this) \w+'s) )?"
        rf"|(?<!soon )(?<!well )(?<!long )(?<!much )(?<!such )(?<!same )(?<!thing )as (?:the|her|his|their|an?"
        r"|\[\w+\]'s|(?:the|this) \w+'s) )(?:(?!not\b|no\b|neither\b)[\w-]+ ){0,3}?"
        rf"(?:treating|attending|prescribing|ordering|{DOCTOR})\b(?:(?<=ing) (?:\w+ )?{DOCTOR})?"
        r"(?=[,.;]| i\b| we\b| who (?:has|have|treat|care|follow)| and (?:i|have)| of \w+ years| for\b| since\b|"
        r" caring|$)"
        rf"|\b(?:i am|i'm) an? (?:[\w-]+ ){{0,3}}?{DOCTOR}\b|\bspeaking as (?:her|his|the|an?) (?:\w+ )?{DOCTOR}\b"
        r"|\b(?:i am|i'm|as a) board[- ]certified\b",
        unless=r"\b(?:letter of|statement of|note of|says|said|told|wrote|states|not an? |not (?:the|her|his) |as an?"
        r" doctor (?:would|you)|asking|waiting|seeing|known as|ordered by|no doctor|referred|tired of|grateful to"
        r"|your"
        rf" reviewer|rather than|married)\b|\bas an? {DOCTOR}(?:,? you| can| would)\b"
        rf"|\b(?:i am|i'm|as) (?:also )?(?:his|her|their) {AS_KIN}\b",
    ),
    # What only who treats does, to the patient.
    concept(
        "i_treat",
        _AS_PHYSICIAN,
        rf"{WRITER} {OFTEN}(?:prescrib(?:e|ed) (?!(?:a|an|the|my) (?:\w+ )?by\b)|started {THEM} on|operated on {THEM}"
        rf"|(?:examin|assess|evaluat|diagnos|palpat|intubat|biopsi|titrat|re-?evaluat)(?:e|ed|ing) (?:{THEM}"
        r"|(?:his|her|the patient's) \w+|the knee|the wound|the \w+ at)|titrated|intubated|biopsied"
        rf"|(?:advis|counsel|instruct|caution)(?:ed|ing) {THEM} (?:not )?(?:to|against|on) (?:go on|continue|hold|stop"
        r"|limit|avoid|increase|reduce|keep to|take|use)"
        r"|(?:find|found|consider(?:ed)?|judged?) (?:her|him|this (?:patient|man|woman)) (?:to be )?(?:an? )?(?:\w+ )?"
        r"(?:candidate|fit\b|suitable)"
        rf"|referred {THEM} (?:to|for)|order(?:ed|ing) (?:the|a|an|this|these|his|her) (?:[\w-]+ ){{0,2}}?"
        r"(?:mri|ct|scans?|tests?|labs?|study|studies|biopsy|x-rays?|imaging|panel|echo\w*)\b"
        rf"|recommended (?:the|a|this) (?:brace|surgery|therapy|stay|test) (?:to|for) {THEM}"
        r"|follow(?:ed|ing)? (?:(?:this|the|our) patient|(?:her|him) (?:as (?:his|her|an?) |closely|since|clinically"
        r"|in (?:my|our) |for (?:\w+ )?(?:years|months))|(?:his|her|this) (?:asthma|disease|condition))"
        r"|(?:saw|seen|see|met) (?:this|the) patient|(?:saw|seen|met|see) (?:her|him) (?:in (?:my |our |the )?(?:clinic"
        r"|office|consultation|follow-up|emergency department)|for (?:a |an )?(?:evaluation|consultation|follow-up"
        r"|visit)|as a patient)|treat(?:ed|ing)? (?:this|the) (?:patient|man|woman|child)"
        r"|treat(?:ed|ing)? (?:her|him) (?:for|since|with \w+(?:mab|nib|ine|ate))"
        r"|would (?:not (?:have )?)?(?:start|prescribed?|operated? on|recommend(?:ed)?) (?:(?:it|this|\w+)"
        r" (?:for|in|to) (?:her|him|this patient)|this (?:operation|surgery|drug) (?:lightly|if)))"
        r"|\b(?:i|we) (?:have )?tried (?:her|him) on\b",
        unless=r"\bmy choices\b|\brecords\b|\brecipes?\b|\b(?:tylenol|ibuprofen|ice|honey|at home|home remed\w+)\b"
        r"|\bi (?:was|am|had been|have been) prescribed\b|\b(?:online|store|pharmacy|cop(?:y|ies)|food|dinner)\b",
    ),
    concept(
        "came_to_me",
        _AS_PHYSICIAN,
        r"\b(?:he|she|patient|\[patient_name\]|\[member_name\]|who) (?:first )?(?:came|presented|was (?:first |also"
        r" )?(?:referred|sent|seen|brought|evaluated)|has been seen|consulted|established care|returned) (?:to (?:see"
        r" )?|by |with )?(?:me|us|my (?:office|clinic|practice)|our (?:office|clinic|practice|department|service))\b",
        unless=r"\b(?:to me (?:and|that|as|crying|for (?:help|comfort))|doctor|surgeon|nurse)\b",
    ),
    concept(
        "care_of_patient",
        _AS_PHYSICIAN,
        r"\b(?:(?:caring|cared|care) for (?:this|the|our|these) patients?|(?:treat(?:ed|ing|s)?|follow(?:ed|ing)?|see"
        r"|saw|seen|seeing|manag(?:ed|ing)) (?:this|the|our|many|hundreds of|these|such|other|dozens of|few) (?:\w+"
        r" )?(?:patients?|people|cases))\b",
        r"\b(?:i|i've|my|our practice|we)\b",
        unless=r"\b(?:under (?:her|his) care|my (?:doctor|surgeon|specialist|\w+ologist)|(?:who|he|she|they|you|that)"
        r" (?:has |have )?(?:treated|seen|see|sees|treats?))\b",
    ),
    concept(
        "in_my_opinion",
        _AS_PHYSICIAN,
        r"\b(?:in|at|to|from|of) (?:my|our) (?:(?:own|busy|private|current) )?(?:(?:professional|medical|clinical"
        r"|expert) (?:opinion|judgment|judgement|experience|view|practice)|practice\b|clinic\b|years? (?:of|in)"
        r" practice|specialty|residency|training in)|\bmy (?:\w+ )?years (?:of|in) practice\b|\bmy (?:clinical"
        r"|medical|professional) (?:opinion|judgment|judgement|experience|assessment|recommendation|findings)\b"
        r"|\b(?:presented|came|referred) to my (?:office|clinic|practice)\b|\b(?:call|contact|reach|fax) my (?:clinic"
        r"|practice)\b|\bmy (?:examination|physical exam|exam) of\b|\bour (?:clinic|practice) (?:has|sees|treats"
        r"|follows|manages)|\bi (?:hold|am) (?:a medical license|board certif\w+|licensed to practice)"
        rf"|{WRITER} (?:(?:have|also|regularly|routinely|been) )*(?:(?:practi[cs]\w+|specializ\w+) (?:\w+ ){{0,3}}?"
        r"(?:medicine|surgery|pediatrics|\w+ology|\w+iatry)|perform(?:ed)? (?:\w+ ){0,3}?(?:procedures?|surger\w+"
        r"|operations?))\b",
        unless=r"\b(?:exercises?|at home|piano|stairs)\b",
    ),
    concept(
        "chart_style",
        _AS_PHYSICIAN,
        r"\b(?:the|this) patient (?:\w+ly )?(?:presented|presents|reports?|reported|denies|endorses|complains"
        r"|complained|was seen|is an? \d+|is a pleasant|has been under|tolerated|exhibits|demonstrate[sd]|underwent"
        r"|responded|tells me|told me)\b|\b(?:on|upon) (?:physical )?exam(?:ination)?,? (?:he|she|the patient|there"
        r" (?:is|was)|his|her)\b",
        unless=REPORTS,
    ),
)
#: What kin and advocates do too: only the patient speaks of no other's treatment.
HANDLES: Final = concept(
    "handles",
    _AS_PHYSICIAN,
    rf"{WRITER} {OFTEN}(?:manag|monitor|adjust|increas|reduc|taper|chang|supervis|review|interpret)(?:ed|e|ing)"
    rf" (?:his|her|the patient's|their) (?:\w+ )?{_FINDINGS}\b",
    unless=r"\brecords\b",
)
#: Nobody who appeals speaks for the plan.
AS_PLAN: Final = concept(
    "as_plan",
    "speaks as the plan",
    r"\b(?:we|all of us|those of us|i),? (?:here )?(?:at|with) (?:the|this|your) (?:health )?(?:plan|insurer|insurance"
    r" company|claims (?:office|department))\b|\b(?:i|we) (?:\w+ )?(?:work for|speak for|answer for|represent) (?:the"
    r"|your|this) (?:health )?(?:plan|insurer|insurance company)\b|\bour (?:utilization (?:management|review)"
    r"|coverage (?:criteria|policy)|medical policy|claims (?:department|office)|network (?:providers|doctors"
    r"|specialists)|members|enrollees|policyholders|subscribers|criteria|formulary|member services)\b|\bwe (?:have"
    r" |must |had to |therefore )*(?:den(?:y|ied)|declined?|cannot approve|do not cover|are unable to (?:cover"
    r"|approve)|regret to inform you)(?: your| this| the)? (?:request|claim|appeal|member|you)\b",
    unless=r"\b(?:you (?:say|said|write|wrote)|your letter|if (?:we|our)|our members of)\b",
)
_OF_ANOTHER: Final = "speaks of the patient as of another"
#: A patient's letter that speaks of the patient as somebody else.
THIRD_PERSON: Final = (
    concept(
        "the_patient",
        _OF_ANOTHER,
        r"\b(?:the|this) patient(?:'s (?:\w+ )?(?:pain|condition|symptoms|illness|disease|mother|father|husband|wife"
        r"|family|doctor|history|response|quality|need|knee|back|life)|,? (?:who )?(?:\w+ly |now |also |still"
        r" )?(?:has|had|is|was|can|cannot|can't|could|does|did|needs|suffers|lives|takes|took|tried|failed|fell|wakes"
        r"|struggles|remains|feels|deserves|continues|requires|would|experiences?|experienced))\b",
        unless=rf"{REPORTS}|\bi am the patient\b|\b(?:every|each|any|a) patient\b|\bpatient (?:advocate|portal)\b"
        r"|\bthe patient (?:is|was) me\b|\b(?:person|human being) (?:and|,) not\b|^re:",
    ),
)


class _InParagraph(Concept):
    """Whom "her pain" means stands anywhere in the paragraph."""

    def places(self, part: NormalText) -> Iterator[tuple[int, int]]:
        """Take the paragraph for one sentence."""
        if (span := self.find(part, 0, len(part.text))) is not None:
            yield span


#: Somebody else than the writer, of whom a patient may say "her pain".
_SOMEBODY: Final = (
    rf"\b(?:{KIN}|{DOCTOR}|nurse|friend|neighbou?r|coworker|colleague|cousin|grand\w+|man|woman|person|people|patient"
    r"|reviewer|dr|mr|ms|mrs|someone|somebody|anyone|partner|she said|he said|boss|judge|pharmacist|assistant|teacher"
    r"|driver|i|my|me|cat|dog)\b"
)
SHE_IS_ILL: Final = _InParagraph(
    name="she_is_ill",
    says=_OF_ANOTHER,
    classes=(
        re.compile(
            r"\b(?:her|his) (?:(?:own|left|right|lower|chronic|severe) )*"
            rf"(?:{BODY}|{MOBILE_BODY}|{ILLNESS}|arm|hand)\b"
            r"|\b(?:he|she) (?:(?:has|still|now|also|can) )*(?:suffers|failed|cannot|can't|needs (?:the|this)|hurts"
            r"|tried|been on|been diagnosed|lost)\b",
        ),
    ),
    unless=re.compile(_SOMEBODY),
)

# ----------------------------------------------------------------------------------------------------- the family's

_AS_FAMILY: Final = "speaks as the family"
#: A physician has no family in a letter.
FAMILY: Final = (
    concept(
        "my_kin",
        _AS_FAMILY,
        rf"\b(?:my|our) {FOND}(?!partners?\b){KIN}\b(?! (?:practice|psych\w+|patients?|protection|life|development)"
        r"|'s (?:hospital|clinic|unit|center|program))",
        unless=SUPPOSED,
    ),
)


def as_kin(says: str, kin: str) -> Concept:
    """Return the rule for who writes as a relative: "as her mother", "I am his wife"."""
    return concept(
        "as_kin",
        says,
        rf"\b(?:as|i am|i'm|we are|we,) (?:the|her|his|their|\[\w+\]'s|the \w+'s) (?:\w+ )?{kin}\b(?! and\b){ROLE_ENDS}"
        rf"|\bas an? (?:\w+ )?{kin}(?=,| i\b| of an? (?:\w+ )?(?:child|son|daughter|boy|girl))",
        unless=r"\b(?:as a (?:wife|mother|father|husband) and|as a (?:child|baby|boy|girl))\b|\bnot as\b"
        r"|\bas a (?:mother|father|wife|husband|parent),? i (?:need|want|have|carry|cook|must)\b",
    )


#: What is said of a relative who is the one who is ill.
_OF_THE_ILL: Final = (
    r"(?:(?:can't|cannot|can no longer|could not|can barely|can hardly|is unable to|hasn't|has not) (?:\w+ )?(?:walk"
    r"|stand|sle[ep]+t?|work|climb|run|eat|breathe|speak|talk|go to|play|bear|hear|see|swallow|move|sit|hold|dress"
    r"|get (?:his|her))|fell\b|has fallen|(?:urgently |really |badly |desperately )?needs (?:the|this|a|an|inpatient"
    r"|more|these|to (?:have|get|stay|wear|be)|surgery|your|treatment|care)(?! (?:ride|nap|lift home))|deserves"
    r" (?:the|this|a|to)|depends on (?:the|this)|requires|has (?:had (?:this|it) (?:for|since)"
    r"|been (?:so |very )?(?:brave|sick|ill|in (?:pain|and out|the hospital"
    r"|so much)|on (?:dialysis|oxygen|chemo\w*|\w+ for|the (?:list|waiting list))|waiting for|suffering|diagnosed"
    r"|denied|refused|through (?:so|\w+ (?:surgeries|operations|rounds))|getting worse|treated|hospitali[sz]ed"
    rf"|taking)|(?:had )?(?:(?!to|same|no|his|her)\w+ )?(?:\w+ )?{SICK}|failed|missed|tried|fought|battled|struggled"
    r"|endured|lived with|lost (?:\w+ )?(?:weight|pounds)|suffered|(?:had|undergone) (?:an? )?(?:\w+ )?(?:surgery"
    r"|operation|transplant)|stopped (?:eating|walking|breathing|talking))|(?:was|is|got) (?:\w+ )?(?:denied|refused"
    r"|in (?:pain|the hospital|constant|agony)|admitted|diagnosed|discharged|born with|the patient|sick|ill|dying"
    r"|failing|bedridden|paraly[sz]ed|hospitali[sz]ed|turned down|afraid to|losing|suffering|not (?:improving|getting"
    r" better))|suffers|cries|screams|vomits|(?:came|comes) home (?:shaking|crying|in pain|limping|weak|with)|coughs"
    r"|wheezes|limps|bleeds|shakes|hurts|wakes (?:up )?(?:gasping|screaming|in pain|at night)|tried (?:\w+ )?(?:drugs"
    r"|medicines|medications|treatments|therap\w+)|takes (?:\w+ )?(?:pills|tablets"
    rf"|medicines?|insulin)|'?s (?:\w+ )?(?:{ILLNESS}|{BODY}|heart|diagnosis|treatments?|doctors?|oncologist"
    rf"|surgeon))"
)
#: A relative who had it too, or who helps.
_ALSO_ILL: Final = (
    r"\b(?:with me|for me|my (?:own )?(?:illness|disease|condition|pain|knee|surgery)|drives? me|carry me|helps? me"
    r"|to see me|same|too|also|as well|family history|runs in|ran in|inherited|genetic|died|dead|death|killed"
    r"|passed away|years ago|worr\w+|because of my|lose (?:me|their|his|her)|take(?:s)? care of me|leave me"
    r"|stay with me|my own|if i|when i|because i)\b"
)


def kin_is_ill(says: str, whose: str, kin: str) -> tuple[Concept, ...]:
    """Return the rules for a relative as the one who is ill."""
    return (
        concept(
            "kin_is_ill",
            says,
            rf"\b(?:{whose}) {FOND}{kin}(?: (?!(?:and|or|with|who|drives|helps)\b)\w+)? ?{_OF_THE_ILL}\b",
            unless=_ALSO_ILL,
        ),
        concept(
            "on_behalf",
            says,
            rf"\b(?:on behalf of|appeal(?:ing)? for|writing for|speak(?:ing)? for|(?:is|are) for) (?:{whose})"
            rf" {FOND}{kin}"
            r"\b",
        ),
    )


#: What one does at home for somebody ill, who is named nowhere around as another whom one has nursed.
_FED: Final = (
    r"\b(?:i|we) (?:(?:have|had|also|then|still|both|always|must|often|have to|had to|now) )*(?:tuck(?:ed)?|feed|fed"
    r"|bathed?|dress(?:ed)?|carr(?:y|ied)|nursed?|sit with|sat (?:with|by|beside)|hold|held|lift(?:ed)?|turn(?:ed)?"
    r"|wash(?:ed)?|clean(?:ed)?|rock(?:ed)?|comfort(?:ed)?|rushed|drove|brought|raised?|rais(?:e|ed)|married|gave"
    r" birth to|adopted|take|took) (?:her|him|our (?:son|daughter|child|boy|girl))\b(?! (?:off|to task|at (?:her|his)"
    r" word|down as|up on|word|history|labs?|case|vitals|blood|biopsy|hand|through (?:the|her|his)))|\b(?:i|we) sit"
    r" (?:by|at) (?:her|his) (?:bed|side|bedside)\b|\b(?:told|tells|asked|asks|begs) us\b[^.;]{0,30}\b(?:he|she)\b"
    r"|\b(?:her|his) (?:father|mother|brothers?|sisters?|grandmother|grandfather) (?:and (?:i|we)\b|slept|sleeps"
    r"|sat\b|sits|stays|stayed)|\bas long as i have known (?:her|him)\b"
)
CAREGIVER: Final = _InParagraph(
    name="nursing",
    says=_AS_FAMILY,
    classes=(re.compile(_FED),),
    unless=re.compile(
        rf"\b(?:can't|cannot|can no longer|could(?:n't| not)|want to|wish|used to|able to|so that i|hope|(?:my|our)"
        rf" {FOND}(?:{KIN}|friend|neighbou?r|dog|cat)|off|clinic|operating|hospital course|doctor|surgeon|surgery)\b"
    ),
)
#: How one sees somebody suffer.
SEE_SUFFER: Final = concept(
    "see_suffer",
    _AS_FAMILY,
    r"\b(?:i|we) (?:\w+ )?(?:see|watch|saw|watched|seen|hear|heard) (?:how (?:[\w']+ )??)?(?:him|her|he|she|my"
    r" husband|my wife|(?:my|our) \w+)\b[^.;]{0,25}\b(?:suffer|struggl|cry|cries|scream|fade|fading|in pain|gasp|hurt"
    r"|waste|wasting|go through|is|was|tired|weak|sick|afraid|fall)"
    r"|\b(?:i|we)(?:'m| am|'re| are| was| were) (?:afraid|frightened|terrified"
    r"|scared)[^.;]{0,30}\b(?:happen to|for|lose|losing) (?:her|him|my (?:wife|husband|son|daughter))\b|\bi'm the one"
    r" who sees it\b",
    unless=r"\b(?:me|myself|because of my)\b|\b(?:as|when|while) (?:he|she) (?:read|said|told)",
)
