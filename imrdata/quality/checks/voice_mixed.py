"""An appeal that forgets who signs it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

import polars as pl

from imrdata.quality.batch import Batch
from imrdata.quality.check import Finding
from imrdata.quality.concept_rules import Concept, ConceptCheck, concept
from imrdata.quality.normalise import NormalText

# ---------------------------------------------------------------------------------------------------------- words

#: Parts of the body that stand in few idioms, and those that need a complaint beside them.
_BODY: Final = (
    r"(?:knees?|back|hips?|legs?|thighs?|shoulders?|elbows?|wrists?|ankles?|foot|feet|toes|neck|spine|skin|stomach"
    r"|belly|bowels?|colon|gut|bladder|lungs?|kidneys?|liver|jaw|joints?|bones?|muscles|nerves|chest|throat|breasts?"
    r"|prostate|thyroid|scalp|blood (?:pressure|sugar)|heart (?:rate|failure|attack|valve)|sugars?|body|weight|appetite"
    r"|balance|eyesight|vision|hearing|memory|strength|breath)"
)
_MOBILE_BODY: Final = r"(?:hands?|fingers?|arms?|eyes?|ears?|head|heart|face|brain|mind|teeth|hair|voice)"
_COMPLAINT: Final = (
    r"(?:hurts?|aches?|throbs?|burns?|swells?|shakes?|trembles?|tingles?|cramps?|stiffens?|go(?:es)? numb|gives? (?:way"
    r"|out)|gave (?:way|out)|locks? up|spasms?|itch(?:es)?|bleeds?|tightens?|races?|falls? out|fails?|(?:is|are|was"
    r"|were"
    r"|feels?|felt|has been|have been|gets?|got|became|becomes?) (?:\w+ )?(?:weak|numb|stiff|sore|swollen|painful"
    r"|bad|worse"
    r"|cold|blurry|tired|raw|useless|crooked|fused|deformed|damaged|injured|broken))"
)
_ILLNESS: Final = (
    r"(?:condition|disease|illness|symptoms?|pains?|[a-z]{3,}(?:itis|osis(?<!diagnosis)(?<!prognosis)|opathy|algia"
    r"|plegia|lepsy|emia)|suffering|disability|disorder|injur(?:y|ies)|surger(?:y"
    r"|ies)|operations?|procedure|transplant|recovery|health|gout|eczema|apnea|reflux|crohn'?s|parkinson'?s|ms|copd"
    r"|medications?|medicines?|meds|pills|prescriptions?"
    r"|inhalers?|insulin|chemo(?:therapy)?|radiation|dialysis|infusions?|injections?|flare-?ups?|flares|relapses?"
    r"|seizures?|convulsions|migraines?|headaches?|stroke|attacks?|episodes?|infections?|rash|ulcers?|wounds?|swelling"
    r"|spasms|tremors?|numbness|fatigue|nausea|cough|fever|insomnia|nightmares?|panic|depression|anxiety|cancer|tumou?r"
    r"|lumps?|leukemia|lymphoma|melanoma|diabetes|arthritis|asthma|lupus|epilepsy|falls?|wheelchair|walker|cane"
    r"|crutches"
    r"|brace|oxygen|feeding tube|independence|mobility|life back|quality of life|medical history|own body|daily life)"
)
#: What one has, gets or develops.
_SICK: Final = (
    r"(?:[a-z]{3,}(?:itis|osis|oma|omas|emia|opathy|plegia|algia|lepsy|trophy|sclerosis|stenosis)|pains?|sores?"
    r"|seizures?"
    r"|convulsions?|spells?|headaches?|migraines?|cramps?|spasms?|tremors?|hives|rash(?:es)?|welts|blisters?|ulcers?"
    r"|wounds?"
    r"|bruises|swelling|numbness|tingling|weakness|fatigue|nausea|diarrhea|vomiting|fevers?|chills|sweats"
    r"|palpitations|dizziness"
    r"|vertigo|fainting|insomnia|nightmares?|flashbacks|panic attacks?|attacks?|hallucinations|tics|cough|wheezing"
    r"|breathlessness"
    r"|lows?|highs|falls?|fits|clots?|bleeding|bleeds|stones|cysts?|lumps?|nodules?|lesions?|tumou?rs?|cancer"
    r"|leukemia|lymphoma"
    r"|melanoma|diabetes|asthma|epilepsy|lupus|gout|eczema|copd|ms|als|hiv|ibs|gerd|reflux|apnea|parkinson'?s"
    r"|crohn'?s|alzheimer's"
    r"|hernia|strokes?|heart (?:attacks?|failure|disease)|infections?|pneumonia|sepsis|fractures?|broken \w+|disease"
    r"|syndrome"
    r"|disorder|condition|illness|disability|relapses?|flares?|flare-?ups?|symptoms?|side effects|reactions?"
    r"|allerg(?:y|ies)"
    r"|surger(?:y|ies)|operations?|transplants?|chemo(?:therapy)?|radiation|dialysis|[a-z]{4,}(?:ectomy|plasty|ostomy))"
)
_LIFE: Final = (
    r"(?:kids|children|grandchildren|grandkids|house|apartment|bed|stairs|kitchen|clothes|shirt|shoes|boss|employer|job"
    r"|paycheck|shifts?|route|school|teachers?|classes|classroom|church|garden|friends|neighbou?rs?|premiums?|co-?pays?"
    r"|savings|ability to (?:walk|work|stand|sleep|eat|breathe)|(?:own )?life(?!time| in medicine| saving))"
)
_DOCTOR: Final = (
    r"(?:doctors?|physicians?(?! assistant| extender| colleague)|surgeons?|specialists?|clinicians?|provider|internist"
    r"|pediatrician|psychologist|orthopedist|therapist|nurse practitioner|gp|[a-z]{2,}ologist|[a-z]{3,}iatrist"
    r"|(?:physical"
    r"|occupational|speech) therapist)"
)
_KIN: Final = (
    r"(?:sons?|daughters?|child|children|kids?|baby|toddler|infant|boy|girl|mother|father|mom|mum|dad|parents|wife"
    r"|husband"
    r"|spouse|brother|sister|grandson|granddaughter|grandmother|grandfather|grandma|grandpa|nephew|niece|aunt|uncle)"
)
_CHILD: Final = (
    r"(?:son|daughter|child|baby|toddler|infant|(?:little )?(?:boy|girl)|kid|teenager|grandson|granddaughter)"
)
_SPOUSE: Final = r"(?:wife|husband|spouse|partner|fianc[eé]e?)"
_ELDER: Final = r"(?:mother|father|mom|mum|dad|brother|sister|grandmother|grandfather|grandma|grandpa|aunt|uncle)"
_FOND: Final = (
    r"(?:(?:own|young|younger|youngest|older|oldest|elderly|late|dear|sweet|poor|beloved|only|[\w-]+-year-old|little"
    r"|teenage"
    r"|adult) )*"
)
_CARE: Final = (
    r"(?:brace|surgery|operation|procedure|treatments?|therapy|medications?|medicine|drug|infusions?|injections?|tests?"
    r"|scan|mri|rehab\w*|wheelchair|device|inpatient care|stay|fourteen days|these days|days to recover|care to|pump"
    r"|implant|transplant|biopsy|visits|sessions|hearing aids?|prosthesis|monitor)"
)
_I: Final = r"\bi(?:'m|'ve|'d)?\b"
_OFTEN: Final = (
    r"(?:(?:have|had|now|still|often|always|also|just|sometimes|even|then|already|recently|constantly|barely|hardly"
    r"|first"
    r"|personally|myself|never|finally|since|again|therefore|once|twice|initially|carefully|repeatedly) )*"
)
#: What is done to the writer, or what the writer is.
_I_AM: Final = (
    r"\b(?:i'm|i(?:'ve| have| had|'d)? (?:\w+ )?been|i (?:\w+ )?(?:was|am)) (?:(?:now|still|often|always|also|first"
    r"|then|again"
    r"|recently|finally|since|so|not|never|being|once) )*"
)
#: The ones who are ill, as a relative or a physician speaks of them.
_THEM: Final = (
    r"(?:her|him|them|(?:the|this|our|my|that) (?:\w+ )?(?:patients?|man|woman|gentleman|lady|boy|girl|child|infant"
    r"|young (?:man|woman))|\[patient_name\]|\[member_name\])"
)
_WITH_THEM: Final = (
    r"\b(?:he|she|him|her|his|hers|they|them|son|daughter|child|children|baby|boy|girl|wife|husband|spouse|partner"
    r"|patient|\[patient_name\]|\[member_name\])\b"
)
#: A relative who is not alone with it.
_TOGETHER: Final = r"\b(?:we|our|us|both of us|my family|mother's|father's|parent's)\b"
#: Whose words a sentence reports.
_REPORTS: Final = (
    r"\b(?:your|the) (?:\w+ ){0,2}?(?:letter|notice|denial|decision|reviewer|doctor|company|policy|criteria|criterion"
    r"|guidelines?|rules?|form|records?|notes?|report|label|handbook|plan|insurer)\b|\b(?:rule|criteria|criterion"
    r"|polic\w+"
    r"|guideline\w*|handbook|requires?|asks?|whether|if|when|must|should|wrote|writes|says?|said|states?|stated"
    r"|notes? that"
    r"|according to|records?|chart|report)\b"
)

# ------------------------------------------------------------------------------------------------- the patient's own

#: An illness or a treatment of one's own: nobody but the patient says it.
ILL: Final = (
    concept(
        "my_illness",
        "speaks as the patient",
        rf"\bmy (?:own )?(?:(?:left|right|lower|upper|chronic|severe|current|medical|physical|daily|constant|last|first"
        rf"|second|next|worst|terrible|bad|aching|prescribed|usual|old|new|stage) )*(?:{_BODY}|{_ILLNESS})\b",
        unless=r"\bmy own (?:eyes|ears|hands)\b|\bmy back (?:up|on|against|to)\b|\bmy (?:biggest |first |own"
        r" )?(?:health"
        r" (?:plan|insurance)|falls? (?:asleep|on))\b|\bbreath away\b|\bhold(?:ing)? my breath\b|\bmy (?:prescriptions?"
        r"|injections?|infusions?|procedure|diagnosis|operations?) (?:of|for|was based|is based|pad|rests?)\b",
    ),
    concept(
        "my_body_hurts",
        "speaks as the patient",
        rf"\bmy (?:(?:left|right|own|poor|whole) )*{_MOBILE_BODY} (?:\w+ )?{_COMPLAINT}\b",
        unless=r"\bmy heart (?:breaks|aches|sinks|goes out)\b|\bmy head hurts from\b",
    ),
    concept(
        "i_am_ill",
        "speaks as the patient",
        rf"{_I_AM}(?:diagnosed|hospitali[sz]ed|admitted (?:to|for|again|in)|born with|operated on|injured|prescribed"
        r" (?:a|an|the|my|\w+ mg)|put on|treated (?:for|with|by)|left unable|rushed to|referred to (?:a|an|the|my)"
        r"|discharged"
        r"|turned down for|on (?:dialysis|oxygen|chemo\w*|insulin|disability|a (?:feeding tube|ventilator))"
        r"|in (?:constant |severe |so much |such |a lot of |terrible )?(?:pain|agony|a wheelchair)|(?:in|out of) the"
        r" (?:hospital|er|icu|emergency room) (?:for|with|again|twice|three|and)|bedridden|housebound|homebound"
        r"|wheelchair-bound"
        r"|disabled|paraly[sz]ed|short of breath|out of breath|dizzy|feverish|hot\b(?=.{0,20}shook)|in remission"
        r"|nauseous|worn"
        r" out by|unable to (?:walk|work|sleep|stand|climb|bear|eat|breathe)|a cancer patient|the patient\b(?!"
        r" advocate)"
        r"|being treated|having (?:seizures|attacks|trouble (?:breathing|walking|sleeping)))",
        unless=r"\b(?:treated (?:for|with|by) (?:respect|contempt|courtesy)|treated by your|hung up on)\b|\bhe was\b"
        r"|\badmitted (?:to|that) (?:you|having)\b",
    ),
    concept(
        "i_suffer",
        "speaks as the patient",
        rf"{_I} {_OFTEN}(?:suffer(?:ed|ing)? from|suffer\b|suffered|liv(?:e|ed|ing) with (?:this|my|the|chronic"
        rf"|constant|pain"
        r"|a)\b(?! (?:wife|husband|son|daughter|family))|relapsed|limp|(?:been )?cough(?:ed|ing)?|(?:been"
        r" )?vomit(?:ed|ing)?|(?:been )?throw(?:ing)? up|threw"
        r" up|(?:been )?wheez(?:e|ed|ing)|faint(?:ed|ing)?|black(?:ed)? out|pass(?:ed)? out|shook all over|snor(?:e"
        r"|ed|ing)|bleed(?:ing)?"
        r"|bled|itch(?:ed|ing)?|shak(?:e|ing) (?:so|all)|can'?n?o?t feel|feel (?:no better|weak|pain|worse|dizzy"
        r"|exhausted|sick"
        r"|nauseous|tired all|numb|short of)|felt (?:no better|weak|dizzy|sick|a lump|the lump)|wake up (?:gasping"
        r"|in pain"
        r"|screaming|choking|with)|had to stop (?:wearing|taking|using)|have to (?:wear|use a (?:cane|walker"
        r"|wheelchair)|sleep"
        r" (?:sitting|upright|in a chair)|inject)|wear (?:the|a|my) (?:\w+ )?(?:brace|patch|mask|monitor|hearing)"
        r"|need (?:a"
        r" )?(?:cane|walker) to|lost (?:\w+ )?(?:pounds|weight|kilos|my (?:leg|foot|sight|hearing|hair|breast|arm"
        r"|hand))"
        r"|gained (?:\w+ )?(?:pounds|weight)|had (?:my|a|an|two|three|four|five|six|several|many|another) (?:\w+"
        r" )?(?:stroke"
        r"|heart attack|surger\w+|operations?|mastectomy|seizures?|relapse\w*|transplants?|biops\w+|miscarriages?"
        r"|\w+ectomy"
        r"|\w+plasty|lung removed)|had my \w+ (?:removed|replaced|fused)"
        r"|have (?:had )?(?:[a-z']+ )?(?:[a-z']+ )?(?:disease|syndrome|disorder|cancer|diabetes|arthritis|pain"
        r"|operations"
        r"|surgeries|seizures|relapses|migraines|epilepsy|asthma|lupus)\b|am an? \d+|am \d+ years|been (?:\w+ )?on"
        r" (?:\w+ )?(?:of these|different|dialysis|oxygen|chemo\w*))",
        unless=r"\b(?:have|had|see|seen) (?:many |several |other |had |\w+ )?(?:patients|people|a patient|a son|a"
        r" daughter"
        r"|a child|a husband|a wife|another)\b|\bi suffer (?:with|for|when)\b",
    ),
    concept(
        "i_have",
        "speaks as the patient",
        rf"{_I} {_OFTEN}(?:have|had|get|got|gets|develop(?:ed)?|experience[d]?|start(?:ed)? (?:having|getting|to"
        rf" have)|began"
        r" (?:having|to have)|keep (?:having|getting)|kept (?:having|getting)|am having|was having|been having|came"
        r" down with"
        r"|am living with|live with|lived with|have lived with|battle|am battling|fight|fought|struggle with|was"
        r" born with) (?:(?!to\b"
        r"|with|of\b|for\b|in\b|on\b|at\b|about|her\b|his\b|their|seen|written|known|found|given|no\b|not\b|never"
        r"|\w+ed\b"
        r"|that\b|and\b|patients?)[\w'-]+ ){0,3}?"
        + _SICK
        + r"\b(?!'s (?:records|notes|chart)| (?:medicine|management|clinic|specialist|doctor|notes?|records?|code"
        r"|scores?"
        r"|patients?|experience|practice|center|team|surgeon|research))",
        unless=r"\bi (?:have|had) (?:an? |some |every |more |extensive |\w+ )?(?:experience|training|expertise"
        r"|interest|reason"
        r"|patients?|questions?|knowledge|a son|a daughter|a child|a husband|a wife)\b|\bno\b.{0,10}$",
    ),
    concept(
        "i_woke",
        "speaks as the patient",
        rf"{_I} {_OFTEN}(?:(?:w[oa]ke|woken) (?:up )?(?:with|in|gasping|screaming|choking|unable|soaked|to (?:pain"
        rf"|find))"
        r"|walk(?:ed|ing)? (?:with|on|using) (?:an?|my|two|crutches)|walk (?:like|bent)|weigh(?:ed)? \w+|choke[d]?"
        r"|ache[d]?|stumble[d]?"
        r"|itch|lost (?:consciousness|feeling)|broke my|tore my|hurt my|injured my|hit my (?:head|face)|bumped my"
        r"|fell (?:down|off|on|in|and|again"
        r"|twice|out)"
        r"|collapsed|was (?:only )?(?:\w+[ -]){1,2}(?:months|weeks|years) old|am the (?:one|person) (?:who|that)"
        r" (?:cannot|can't"
        r"|has (?!to)|had (?!to)|hurts|suffers|lives|needs|takes|goes|gets|wakes|must)|smoked? (?:for|a|since)|drank"
        r"|used drugs|tried to (?:kill"
        r" myself|end my)|have been (?:sober|clean))",
        unless=r"\bwhen i was\b[^.;]{0,40}\b(?:mother|father|parents)\b",
    ),
    concept(
        "i_take",
        "speaks as the patient",
        rf"{_I} {_OFTEN}(?:tak(?:e|en|ing)|took|swallow(?:ed)?|inject(?:ed)? myself|use|used|tr(?:y|ied)|been on)"
        rf" (?:my (?!time"
        r"|case|turn|daughter|son|wife|husband|child|appeal|best)|every (?:drug|pill|medicine|medication) (?:you|on"
        r"|that)|"
        r"(?:\w+ )?(?:pills|tablets|capsules|puffs|mg|milligrams)\b|(?:\w+ ){0,3}(?:of (?:these|those) (?:medicines"
        r"|drugs"
        r"|medications|pills)))",
        unless=r"\b(?:with|for|in|on|to) (?:her|him|my (?:son|daughter|wife|husband|patients?|child)|this patient"
        r"|them)\b"
        r"|\bmy (?:office|pen|phone|car|leave|vacation|sick days|break|judgment|experience|training|own (?:car|money"
        r"|time))\b"
        r"|\btak(?:e|en) care\b",
    ),
    concept(
        "i_need",
        "speaks as the patient",
        rf"{_I} (?:\w+ )?(?:need|require|was refused|am asking for|depend on|rely on|want) (?:the|this|a|an|my|these"
        rf"|those"
        rf"|your|inpatient|more|further) ?(?:\w+ )?{_CARE}\b",
        unless=r"\bfor (?:my|her|him|this|the|our|\[patient_name\])\b|\bto (?:be|go) (?:approved|on)\b",
    ),
    concept(
        "done_to_me",
        "speaks as the patient",
        r"\b(?:help me (?:to )?(?:get (?!her|him|my|this)|walk|recover|heal)|(?:hurts?|pains?|weakens|exhausts) me\b"
        r"|keep me (?:walking|working"
        r"|alive|out of the hospital)|(?:keeps?|kept) me (?:awake|up at|from (?:sleep|walk|work|eat)\w+)"
        r"|(?:makes?|made|making) me (?:\w+ )?(?:sick|dizzy|nauseous|drowsy|vomit|throw up|gain|lose)|(?:examined"
        r"|operated on"
        r"|diagnosed|admitted|discharged|biopsied) me\b|(?:put|started) me on|gave me (?:a shot|shots|morphine|steroids"
        r"|my life)|wants me (?:to have|in|on)|lets? me (?:walk|breathe|sleep|eat)|den(?:y|ied|ying) me (?:the|this"
        r"|my|care"
        r"|coverage))",
        unless=r"\bput me on (?:hold|speaker|the phone|a list)\b|\bhope\b[^.;]{0,20}\bmakes me sick to\b|\bmakes me"
        r" sick (?:to|that)\b"
        rf"|{_WITH_THEM}",
    ),
    concept(
        "cannot_walk",
        "speaks as the patient",
        rf"{_I} (?:can't|cannot|can not|can no longer|could not|couldn't|can hardly|can barely) (?:\w+ )?(?:walk"
        rf"|stand|climb"
        r"|breathe|swallow|bear weight|bend|dress myself|catch my breath)\b",
        unless=r"\b(?:walk|stand) (?:away|by)\b",
    ),
    concept(
        "i_was_told",
        "speaks as the patient",
        rf"{_I} (?:was|have been|had been) (?:told|advised|warned|sent|examined|seen|evaluated) (?:\w+ )?(?:by|to)"
        rf" (?:(?:my|a|an) (?:\w+ )?{_DOCTOR}|the {_DOCTOR}(?! who)|stop (?:wearing|taking|driving)|wear|stay off"
        rf"|lose weight)\b",
        unless=_WITH_THEM,
    ),
    concept(
        "as_member",
        "speaks as the patient",
        r"\b(?:i am|i'm|as) (?:an? )?(?:loyal |paying |long-?time |longtime )?(?:member|enrollee|policyholder"
        r"|subscriber) (?:of"
        r" your|of this|in your|and (?:the )?patient)",
        unless=rf"{_WITH_THEM}|\b(?:mother|father|parent|we|family)\b",
    ),
    concept(
        "doctor_and_me",
        "speaks as the patient",
        rf"\b(?:my|our) (?:own )?(?:\w+ )?{_DOCTOR} (?:\w+ )?(?:wants|told|says|said|tells|advised|ordered"
        rf"|recommend(?:s|ed)"
        r"|sent|prescribed|believes|thinks|agrees|put|gave|explained)(?: to)?(?: that)? (?:me|i)\b",
        unless=_WITH_THEM,
    ),
)
#: A child speaks where its parent writes.
AS_CHILD: Final = (
    concept(
        "as_child",
        "speaks as the child",
        r"\b(?:mommy|daddy|my (?:mom|mommy|mum|dad|daddy|parents|mother|father)|mom and dad) (?:and \w+ )?(?:\w+"
        r" ){0,3}?(?:me|my"
        r"|i)\b|\bi(?:'m| am| was) (?:only )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
        r"|fourteen|fifteen|sixteen|seventeen|\d|1[0-7])(?: years? old| and a half)?(?=[,.]| and\b| when\b(?! (?:he"
        r"|she|my)))"
        r"|\bi(?:'m| am) in (?:\w+ )?(?:grade|kindergarten|high school)\b",
        unless=r"\b(?:when i was|i was \w+ when (?:he|she|i had|my)|grandmother|grandfather|my (?:son|daughter"
        r"|children|wife"
        r"|husband))\b|\b(?:her|him|he|she)\b",
    ),
)
#: A daily life, which a relative has too but which does not belong in a physician's letter.
LIFE: Final = (
    concept(
        "my_life",
        "speaks as the patient",
        rf"\bmy (?:own )?(?:(?:whole|normal|old|daily|little|two|three|four) )*{_LIFE}\b",
        unless=r"\bmy (?:job (?:is|as (?:an? |the |her |his )?(?:\w+ )?(?:physician|doctor|surgeon|specialist"
        r"|clinician|\w+ologist))|own job|school of|life's work|professional life|friends? (?:and colleague|in))\b",
    ),
    concept(
        "i_cannot",
        "speaks as the patient",
        rf"{_I} (?:(?:can't|cannot|can not|can no longer|could not|couldn't|could no longer|can hardly|can barely|could"
        rf" barely|am unable to|was unable to|am not able to|struggle to|have trouble|used to be able to) (?:\w+"
        rf" )?(?:walk"
        rf"|work|sleep|stand|climb|sit|drive|breathe|eat|bear weight|bend|move|swallow|hear|see well|dress|button"
        rf"|lift|carry"
        rf"|hold|run|play|cook|bathe|shower|concentrate|function|do my|get (?:up|out)|catch my)\w*|don't sleep|can't"
        rf" do my"
        r"|fell\b|have fallen|(?:am|get|was|feel) (?:\w+ )?(?:tired all|exhausted|afraid|scared|terrified|worn out"
        r"|weak|lonely"
        r"|out of breath|winded|ashamed|depressed)|w[ao]ke (?:up )?(?:at|every|in|with)|(?:still |always |just |even"
        r" |can only |only )*(?:walk|eat|sleep|lie|crawl|limp|drop|cook|live alone|breathe|bathe|chew|bite|scratch"
        r"|climb|dance|jog|hike|swim|sing|knit|kneel|shower|nap|snore|garden|farm|babysit|shop|vacuum)\b(?!"
        r" (?:through|you|home the))|cry\b|cried|gave up (?:my|work)|give up (?:my"
        r"|work)|had to (?:quit|give up|leave work|stop working)|stopped working|lost my|missed (?:work|school)|came"
        r" home"
        r"|went home|stay in bed|lie in bed|crawl|want to (?:play|walk|work|live|go back|go to school|see my|hold"
        r"|run|dance"
        r"|be able to)|just want)",
        unless=r"\b(?:watch|bear to|afford) \b|\b(?:because|since|when) (?:he|she|my patient)\b|\b(?:was|am)"
        r" (?:afraid|unable)"
        r" (?:that|to (?:reach|obtain|find|confirm|see (?:why|how)))|\bi(?:'m| am) (?:afraid|scared"
        r"|terrified)[^.;]{0,30}\b(?:for"
        r"|that|of what) (?:her|him|my patient|she|he|the|this|a|your|your)\b|\bfell (?:to me|short|outside)\b"
        r"|\bcannot (?:work"
        r" with|move (?:ahead|forward)|hold|carry out|bear|play a part|see)\b|\bi can't see\b|\b(?:him|her|he|she"
        r"|patients?)\b",
    ),
    concept(
        "hurts",
        "speaks as the patient",
        r"\bit hurts (?:to|when|so)\b|\bmy (?:nights?|days) (?:are|is|have)\b|\bhelp to (?:wash|dress|bathe|walk"
        r"|stand|eat)\b",
        r"\b(?:i|me|my)\b",
        unless=r"\b(?:he|she|him|her|patient|son|daughter|husband|wife)\b",
    ),
    concept(
        "patient_of",
        "speaks as the patient",
        r"\b(?:i am|i'm|as) (?:an? )?(?:\w+ )?patient(?: of| in|,? i\b)",
    ),
)
MY_DOCTOR: Final = (
    concept(
        "my_doctor",
        "speaks as the patient",
        rf"\bmy (?:(?:own|treating|primary care|primary|family|physical|occupational|orthopedic|wound|regular"
        rf"|current|new"
        rf"|heart|eye|cancer|pain|trusted) )*{_DOCTOR}\b",
        unless=r"\bmy (?:nurse practitioner|(?:physical |occupational |speech )?therapist) (?:and i|saw|sees|works"
        r"|called|calls"
        r"|in (?:the|my) (?:office|clinic|practice))\b",
    ),
)

# ----------------------------------------------------------------------------------------------------- the family's

FAMILY: Final = (
    concept(
        "my_kin",
        "speaks as the family",
        rf"\b(?:my|our) {_FOND}{_KIN}\b(?! (?:practice|psych\w+|patients?|protection|life|development)|'s"
        rf" (?:hospital|clinic"
        r"|unit|center|program))",
    ),
    concept(
        "as_kin",
        "speaks as the family",
        rf"\b(?:as|i am|i'm) (?:the|her|his|their|\[\w+\]'s|the \w+'s) (?:\w+ )?(?:{_KIN}|guardian)\b",
        unless=r"\bas a (?:child|baby|boy|girl)\b|\bas (?:her|his|their|the) (?:\w+ )?(?:mother|father|wife|husband"
        r"|parents?"
        r"|son|daughter|sister|brother|mom|dad)'?s? (?:says?|said|told|tells|reports?|reported|describes?|described"
        r"|puts?|can"
        r"|will|has|have|and)\b",
    ),
)
#: What is said of a relative who is the one who is ill.
_OF_THE_ILL: Final = (
    r"(?:(?:can't|cannot|can no longer|could not|can barely|can hardly|is unable to) (?:\w+ )?(?:walk|stand|sleep"
    r"|work|climb"
    r"|eat|breathe|speak|talk|go to|play|bear|hear|see|swallow|move|sit|hold|dress)|fell\b|has fallen|(?:urgently "
    r"|really"
    r" |badly |desperately )?needs (?:the|this|a|an|inpatient|more|these|to (?:have|get|stay|wear|be)|surgery|your"
    r"|treatment|care)(?! (?:ride|nap|lift home))|deserves (?:the|this|a|to)|depends on (?:the|this)|requires|has"
    r" (?:been (?:so"
    r" |very )?(?:brave|sick|ill|in (?:pain|and out|the hospital|so much)|on (?:dialysis|oxygen|chemo\w*|\w+ for"
    r"|the (?:list|waiting list))|waiting for|suffering|diagnosed|denied|refused|through (?:so|\w+ (?:surgeries"
    r"|operations"
    r"|rounds))|getting worse|treated|hospitali[sz]ed|taking)|had (?:(?!to|the same|a|an|no|his|her)\w+ )?(?:(?:ear"
    r"|lung"
    r"|sinus|skin|kidney) )?(?:operations|surgeries|seizures|infections|strokes|treatments|sessions|relapses|rounds"
    r"|falls)"
    r"|(?:had )?(?:the illness|this (?:disease|illness|condition)|pain|cancer|epilepsy|autism|leukemia|asthma"
    r"|diabetes|seizures|a tumou?r"
    r"|\w+ disease|\w+ syndrome)|failed|tried|fought|battled|struggled|endured|lived with|lost (?:\w+ )?(?:weight"
    r"|pounds)|suffered|(?:had|undergone) (?:an? )?(?:\w+ )?(?:surgery"
    r"|operation|transplant)|stopped (?:eating|walking|breathing|talking))|(?:was|is|got) (?:\w+ )?(?:denied|refused"
    r"|in (?:pain|the"
    r" hospital|constant|agony)|admitted|diagnosed|discharged|born with|the patient|sick|ill|dying|bedridden"
    r"|paraly[sz]ed"
    r"|hospitali[sz]ed|turned down|afraid to|losing|suffering|not (?:improving|getting better))|suffers|cries"
    r"|screams|vomits|(?:came|comes) home (?:shaking|crying|in pain|limping|weak|with)"
    r"|coughs|wheezes|limps|bleeds|shakes|hurts|wakes (?:up )?(?:gasping|screaming|in pain|at night)|tried (?:\w+"
    r" )?(?:drugs"
    r"|medicines|medications|treatments|therap\w+)|takes (?:\w+ )?(?:pills|tablets|medicines?|insulin)|'?s (?:\w+"
    r" )?(?:condition"
    r"|disease|illness|symptoms|pain|diagnosis|surgery|operation|treatments?|tumou?r|cancer|seizures|scan|medicine"
    r"|medication"
    r"|doctors?|oncologist|surgeon|recovery))"
)
#: A relative who had it too, or who helps.
_ALSO_ILL: Final = (
    r"\b(?:with me|for me|my (?:own )?(?:illness|disease|condition|pain|knee|surgery)|drives? me|carry me|helps? me"
    r"|to see me"
    r"|same|too|also|as well|family history|runs in|ran in|inherited|genetic|died|passed away|years ago|worr\w+"
    r"|because of my"
    r"|lose (?:me|their|his|her)|take(?:s)? care of me)\b"
)


def _about(says: str, whose: str, kin: str) -> tuple[Concept, ...]:
    """Return the rules for a relative as the one who is ill."""
    return (
        concept(
            "kin_is_ill",
            says,
            rf"\b(?:{whose}) {_FOND}{kin}(?: (?!(?:and|or|with|who|drives|helps)\b)\w+)? ?{_OF_THE_ILL}",
            unless=_ALSO_ILL,
        ),
        concept(
            "on_behalf",
            says,
            rf"\b(?:on behalf of|appeal(?:ing)? for|writing for|speak(?:ing)? for) (?:{whose}) {_FOND}{kin}\b"
            rf"|\b(?:is|are) for (?:{whose}) {_FOND}{kin}\b",
        ),
    )


#: What one does at home for somebody ill.
CAREGIVER: Final = (
    concept(
        "nursing",
        "speaks as the family",
        r"\b(?:i|we) (?:(?:have|had|also|then|still|both|always|must|often|have to|had to|now) )*(?:tuck(?:ed)?|feed"
        r"|fed|bathed?"
        r"|dress(?:ed)?|carr(?:y|ied)|nursed?|sit with|sat (?:with|by|beside)|hold|held|lift(?:ed)?|turn(?:ed)?"
        r"|wash(?:ed)?|clean(?:ed)?"
        r"|rock(?:ed)?|comfort(?:ed)?|rushed|drove|brought|raised?|rais(?:e|ed)|married|gave birth to|adopted|take"
        r"|took) (?:her|him|our"
        r" (?:son|daughter|child|boy|girl))\b(?! (?:off|to task|at (?:her|his) word|down as|up on|word|history|labs?"
        r"|case|vitals"
        r"|blood|biopsy|hand|through (?:the|her|his)))|\b(?:i|we) sit by (?:her|his) (?:bed|side)\b|\b(?:told|tells"
        r"|asked|asks|begs) us\b"
        r"[^.;]{0,30}\b(?:he|she)\b|\b(?:her|his) (?:father|mother|brothers?|sisters?|grandmother|grandfather)"
        r" (?:and (?:i|we)\b|slept"
        r"|sleeps|sat\b|sits|stays|stayed)|\bas long as i have known (?:her|him)\b",
        unless=r"\b(?:can't|cannot|can no longer|could(?:n't| not)|want to|wish|used to|able to|so that i|hope|me|my"
        r" (?:own )?(?:pain"
        r"|knee|back|illness)|off|clinic|operating|hospital course|doctor|surgeon|surgery)\b",
    ),
)

# --------------------------------------------------------------------------------------------------- the physician's

_FINDINGS: Final = (
    r"(?:imaging|labs?|lab (?:work|results)|films|x-rays?|scans?|mri|ct|eeg|ekg|ecg|biopsy|pathology|dos(?:e|es|age)"
    r"|medications?|regimen|insulin|settings|treatment|therapy|condition|asthma|diabetes|wound|disease|care|case)"
)
PHYSICIAN: Final = (
    concept(
        "my_patient",
        "speaks as the physician",
        r"\b(?:my|our) (?:\w+ )?patient(?:'s)?\b(?! (?:advocate|portal|rights|id|number))|\b(?:in|of|among|with|for)"
        r" (?:my|our)"
        r" (?:\w+ )?patients\b|\bmy (?:other |\w+ )?patients (?:with|who|have|in|respond|do|benefit|improve|tolerate"
        r"|like)\b",
        unless=r"\b(?:i work as|as a (?:nurse|teacher|dentist|therapist|doctor|caregiver)|my (?:work|job)|at work"
        r"|being a"
        r" nurse|need me|my patients (?:need|rely))\b|\bpatient(?:'s)? (?:in a way|all my|now\b.{0,10}\bi am)"
        r"|\b(?:told|asked|calls?|called) (?:me|him|her) (?:my|our) patient\b|\bour patient (?:husband|wife|son"
        r"|daughter)",
    ),
    concept(
        "treating",
        "speaks as the physician",
        rf"\b(?:i am|i'm|i have been|as|we are(?! not)|we,) (?:(?:the|her|his|their|\[\w+\]'s|(?:the|this)"
        rf" \w+'s) )?(?:"
        rf"(?:board[- ]certified|treating|attending|prescribing|ordering|primary care|licensed|pediatric|\w+) ){{0,2}}"
        rf"(?:treating|attending|prescribing|ordering|board[- ]certified|{_DOCTOR})\b"
        rf"|\b(?:i am|i'm) an? (?:[\w-]+ ){{0,3}}?{_DOCTOR}\b|\bas an? (?:[\w-]+ ){{0,3}}?{_DOCTOR}(?:,| who|$| i\b|"
        rf" and| with)|\bspeaking as (?:her|his|the|an?) (?:\w+ )?{_DOCTOR}\b",
        unless=r"\b(?:letter of|statement of|note of|says|said|told|wrote|states|not an? |not (?:the|her|his) |as an?"
        r" doctor would|as (?:my|the|our|her|his) (?:\w+ ){0,2}(?!i\b|we\b)\w+ (?:says|said|explained|explains|wrote"
        r"|told|states|noted"
        r"|recommends|recommended|confirms|confirmed|knows|ordered|advised|has|can|will|requested|asked|planned"
        r"|described|showed)|asking|waiting|seeing|such as|as well as|known as|ordered by|no doctor|same as"
        r"|referred|tired of|grateful to)\b",
    ),
    concept(
        "i_treat",
        "speaks as the physician",
        rf"{_I} {_OFTEN}(?:prescribed(?! (?:a|an|the|my))|started {_THEM} on|operated on {_THEM}|examined (?!my|your"
        rf"|the (?:letter"
        rf"|denial|policy|handbook|file|bill|notice|record|criteria|paper))|(?:assess|evaluat|diagnos|palpat|intubat"
        rf"|biopsi|titrat"
        rf"|re-?evaluat)(?:e|ed|ing) (?:{_THEM}|the knee|the wound|the \w+ at|his|her)|titrated|intubated|biopsied"
        rf"|(?:manag|monitor|adjust|increas|reduc|taper|chang|supervis|review|interpret|order)(?:ed|e|ing) (?:his"
        rf"|her|the patient's"
        rf"|their) (?:\w+ )?{_FINDINGS}\b|referred {_THEM} (?:to|for)|ordered (?:the|a|an|this) (?:brace|test|scan"
        rf"|mri|panel"
        rf"|stay|therapy|\w+ (?:brace|test|scan|panel|study))|recommended (?:the|a|this) (?:brace|surgery|therapy"
        rf"|stay|test)"
        rf" (?:to|for) {_THEM}|follow(?:ed|ing)? (?:this|the|her|his|him) ?(?:patient|as|closely|since|in (?:my|the"
        rf"|our)"
        r"|for (?:\w+ )?(?:years|months)|asthma|disease|condition|clinically)|(?:saw|seen|see|met) (?:this|the) patient"
        r"|(?:saw|seen|met|see) (?:her|him) (?:in (?:my |our |the )?(?:clinic|office|consultation|follow-up"
        r"|emergency department)"
        r"|for (?:a |an )?(?:evaluation|consultation|follow-up|visit)|as a patient)|treated (?:this|the) (?:patient"
        r"|man|woman|child)"
        r"|treat(?:ed|ing)? (?:her|him) (?:for|since|with \w+(?:mab|nib|ine|ate))|would not (?:start|prescribe|operate)"
        r"|would (?:prescribe|recommend) (?:it|this|\w+) (?:for|in|to) (?:her|him|this patient))",
        unless=r"\bmy choices\b|\brecords\b|\brecipes?\b|\b(?:tylenol|ibuprofen|ice|honey|at home|home remed\w+)\b",
    ),
    concept(
        "i_prescribe",
        "speaks as the physician",
        rf"{_I} (?:have |had |therefore |also |then )*prescrib(?:e|ed) (?!(?:a|an|the|my) (?:\w+ )?by\b)",
        unless=r"\bi (?:was|am|had been|have been) prescribed\b",
    ),
    concept(
        "have_ordered",
        "speaks as the physician",
        rf"{_I}(?: have)? ordered (?:the|a|an|this|these) (?!records|cop(?:y|ies)|report|book|file|form|documents?)",
        unless=r"\b(?:records|online|store|pharmacy|cop(?:y|ies)|food|dinner|taxi|new pair)\b",
    ),
    concept(
        "came_to_me",
        "speaks as the physician",
        r"\b(?:he|she|patient|\[patient_name\]|\[member_name\]|who) (?:first )?(?:came|presented|was (?:first |also"
        r" )?(?:referred|sent"
        r"|seen|brought|evaluated)|has been seen|consulted|established care|returned) (?:to (?:see )?|by |with"
        r" )?(?:me|us|my (?:office"
        r"|clinic|practice)|our (?:office|clinic|practice|department|service))\b",
        unless=r"\b(?:to me (?:and|that|as|crying|for (?:help|comfort))|doctor|surgeon|nurse)\b",
    ),
    concept(
        "care_of_patient",
        "speaks as the physician",
        r"\b(?:caring|cared|care) for (?:this|the|our|these) patients?\b|\b(?:treat(?:ed|ing|s)?|follow(?:ed|ing)?"
        r"|see|saw"
        r"|seen|seeing|manag(?:ed|ing)) (?:this|the|our|many|hundreds of|these|such|other|dozens of) (?:\w+"
        r" )?(?:patients?"
        r"|people|cases)\b|\b(?:he|she|patient|they) (?:is|are|has been|have been|was) (?:\w+ )?under (?:my|our)"
        r" (?:\w+ )?care\b"
        r"|\bunder my care\b",
        r"\b(?:i|i've|my|our practice|we)\b",
        unless=r"\bunder (?:her|his) care\b|\bmy (?:doctor|surgeon|specialist|\w+ologist)\b|\b(?:who|he|she|they)"
        r" (?:has|have)"
        r" (?:treated|seen)\b",
    ),
    concept(
        "in_my_opinion",
        "speaks as the physician",
        r"\b(?:in|at|to|from|of) (?:my|our) (?:(?:own|busy|private|current) )?(?:(?:professional|medical|clinical"
        r"|expert) "
        r"(?:opinion|judgment|judgement|experience|view|practice)|practice\b|clinic\b|years? of practice|specialty"
        r"|residency|training in)|\bmy (?:clinical|medical|professional) (?:opinion|judgment|judgement|experience"
        r"|assessment|recommendation|findings)\b|\b(?:presented|came|referred) to my (?:office|clinic|practice)\b"
        r"|\bmy (?:chart"
        r"|progress|clinical|office|consultation) notes?\b|\bmy (?:examination|physical exam|exam) (?:of|showed"
        r"|shows|found"
        r"|revealed|today)|\bour (?:clinic|practice) (?:has|sees|treats|follows|manages)|\bi (?:hold|am) (?:a"
        r" medical license"
        r"|board certif\w+|licensed to practice)",
    ),
    concept(
        "i_practice",
        "speaks as the physician",
        rf"{_I} (?:(?:have|also|regularly|routinely) )*(?:practiced?|perform(?:ed)?|specializ\w+|been practicing) "
        rf"(?:\w+ ){{0,3}}?(?:medicine|surgery|procedures?|in|\w+ology|\w+iatry|this|on)\b",
        unless=r"\b(?:exercises?|at home|piano|stairs)\b",
    ),
    concept(
        "chart_style",
        "speaks as the physician",
        r"\b(?:the|this) patient (?:\w+ly )?(?:presented|presents|reports?|reported|denies|endorses|complains"
        r"|complained"
        r"|was seen|is an? \d+|is a pleasant|has been under|tolerated|exhibits|demonstrate[sd]|underwent|responded)\b"
        r"|\b(?:on|upon) (?:physical )?exam(?:ination)?,? (?:he|she|the patient|there (?:is|was)|his|her)\b",
        unless=_REPORTS,
    ),
)
#: A patient's letter that speaks of the patient as somebody else.
THIRD_PERSON: Final = (
    concept(
        "the_patient",
        "speaks of the patient as of another",
        r"\b(?:the|this) patient(?:'s (?:\w+ )?(?:pain|condition|symptoms|illness|disease|mother|father|husband|wife"
        r"|family|doctor"
        r"|history|response|quality|need|knee|back|life)|,? (?:who )?(?:\w+ly |now |also |still )?(?:has|had|is|was"
        r"|can|cannot|can't"
        r"|could|does|did|needs|suffers|lives|takes|took|tried|failed|fell|wakes|struggles|remains|feels|deserves"
        r"|continues"
        r"|requires|would|experiences?|experienced))\b",
        unless=rf"{_REPORTS}|\bi am the patient\b|\b(?:every|each|any|a) patient\b|\bpatient (?:advocate|portal)\b"
        rf"|\bthe patient"
        r" (?:is|was) me\b|\b(?:person|human being) (?:and|,) not\b|^re:",
    ),
)
#: Somebody else than the writer, of whom a patient may say "her pain".
_SOMEBODY: Final = (
    rf"\b(?:{_KIN}|{_DOCTOR}|nurse|friend|neighbou?r|coworker|colleague|cousin|grand\w+|man|woman|person|people"
    rf"|patient|reviewer"
    r"|dr|mr|ms|mrs|someone|somebody|anyone|partner|she said|he said|boss|judge|pharmacist|assistant|teacher|driver"
    r"|i|my|me|cat|dog)\b"
)


class _OfAnother(Concept):
    """Whom "her pain" means stands anywhere in the paragraph."""

    def first(self, part: NormalText) -> tuple[int, int] | None:
        """Take the paragraph for one sentence."""
        return self.find(part, 0, len(part.text))


OF_ANOTHER: Final = _OfAnother(
    name="she_is_ill",
    says="speaks of the patient as of another",
    classes=(
        re.compile(
            r"\b(?:her|his) (?:(?:own|left|right|lower|chronic|severe) )*"
            rf"(?:{_BODY}|{_MOBILE_BODY}|{_ILLNESS}|arm|hand)\b"
            r"|\b(?:he|she) (?:(?:has|still|now|also|can) )*(?:suffers|failed|cannot|can't|needs (?:the|this)|hurts"
            r"|tried|been on|been diagnosed|lost)\b",
        ),
    ),
    unless=re.compile(_SOMEBODY),
)

_ANY_KIN: Final = rf"(?:{_CHILD}|{_SPOUSE}|{_ELDER})"
#: A relative has a back and sleepless nights too, and tells of them beside the one who is ill.
_ILL_ALONE: Final = tuple(
    replace(one, unless=re.compile(f"{one.unless.pattern}|{_WITH_THEM}|{_TOGETHER}")) for one in ILL
)
#: What each voice must not sound like.
FORBIDDEN: Final[dict[str, tuple[Concept, ...]]] = {
    "patient": (
        *PHYSICIAN,
        *THIRD_PERSON,
        OF_ANOTHER,
        *CAREGIVER,
        *_about("speaks as the family", "my|our", _ANY_KIN),
        concept(
            "as_kin",
            "speaks as the family",
            rf"\b(?:as|i am|i'm|we are|we,) (?:her|his|their|the (?:patient|member|boy|girl|child|baby)'s|\[\w+\]'s)"
            rf" (?:\w+ )?"
            rf"(?:{_ANY_KIN}|parents?|guardians?|caregiver|family)\b"
            rf"|\b(?:her|his|the (?:boy|girl|child)'s) (?:mother|father|mom|dad) and i\b|\bwe,? (?:her|his) parents\b",
        ),
        concept(
            "see_suffer",
            "speaks as the family",
            r"\b(?:i|we) (?:\w+ )?(?:see|watch|saw|watched|seen|hear|heard) (?:how (?:\w+ )??)?(?:him|her|he|she"
            r"|my husband|my wife|(?:my|our)"
            r" \w+)\b[^.;]{0,25}\b(?:suffer"
            r"|struggl|cry|cries|scream|fade|fading|in pain|gasp|hurt|waste|wasting|go through|tired|weak|sick"
            r"|afraid|fall)",
        ),
    ),
    "physician": (*MY_DOCTOR, *ILL, *LIFE, *CAREGIVER, *FAMILY),
    "parent": (
        *PHYSICIAN,
        *AS_CHILD,
        *_ILL_ALONE,
        *_about("speaks as a spouse", "my", _SPOUSE),
        concept("as_spouse", "speaks as a spouse", rf"\b(?:as|i am) (?:her|his|the (?:patient|member)'s) {_SPOUSE}\b"),
    ),
    "spouse": (
        *PHYSICIAN,
        *_ILL_ALONE,
        *_about("speaks as a parent", "my|our", _CHILD),
        concept(
            "as_parent",
            "speaks as a parent",
            r"\b(?:as|i am|i'm) (?:her|his|the (?:patient|member|child)'s) (?:\w+ )?(?:mother|father|parent|mom|dad"
            r"|guardian)\b",
        ),
    ),
}

#: The same as rules, each for one voice.
_RULES: Final = tuple(
    replace(one, says=f"{one.says} in a {voice}'s letter", kinds=(voice,))
    for voice, rules in FORBIDDEN.items()
    for one in rules
)


class VoiceMixed(ConceptCheck):
    """The appeal keeps the voice it was asked for.

    Rule: what only one voice says in another's letter. A patient does not speak of "my patient", of an examination, of
    the patient as of another ("the patient has", or a whole paragraph of "her pain"), or of a relative as the one who
    is ill; a physician not of an illness, a doctor, a family or a daily life of their own; a parent and a spouse of
    no illness or treatment of their own, not as a physician, and not as each other; a child does not speak in a
    parent's letter. Quoted speech passes; an unknown voice passes.
    Source: domain.md §7.
    Passes on purpose: relatives who help or had the same illness; a patient who is a nurse by trade; what letters,
    criteria and records say of "the patient"; a relative's tired back in a sentence that names the one who is ill.
    Limits: keyed on words, so a slip in words of another kind passes ("I still climb ladders as an electrician" is
    seen, not every trade is); a physician who writes of their own life is flagged; "she" for the patient in a
    patient's letter is seen only in a paragraph without "I".
    """

    name = "voice_mixed"
    version = 4
    kinds = ("appeal",)
    needs = ("voice",)
    concepts = _RULES

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the first finding of one letter."""
        return super().inspect({**letter, "kind": letter["voice"]})

    def find_all(self, batch: Batch, frame: pl.DataFrame) -> pl.DataFrame:
        """Read each different paragraph once for each voice that has it: the voice stands for the kind."""
        return super().find_all(batch, frame.with_columns(kind=pl.col("voice")))
