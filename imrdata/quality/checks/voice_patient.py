"""What only the patient says: an illness, a treatment, a life, a doctor of one's own; and a child, who is one too.

Part of `imrdata.quality.checks.voice_mixed`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from imrdata.quality.checks.voice_words import (
    BODY,
    CARE,
    COMPLAINT,
    DOCTOR,
    I_AM,
    ILLNESS,
    LIFE,
    MOBILE_BODY,
    OFTEN,
    SICK,
    SUPPOSED,
    TOGETHER,
    WITH_THEM,
    WRITER,
)
from imrdata.quality.concept_rules import Concept, concept

_NOTHING: Final = r"(?!)"


def _mine(name: str, says: str, own: str, unless: str = _NOTHING) -> Concept:
    return concept(name, says, own, unless=f"{unless}|{SUPPOSED}")


_AS_PATIENT: Final = "speaks as the patient"

#: An illness or a treatment of one's own: nobody but the patient says it.
ILL: Final = (
    _mine(
        "my_illness",
        _AS_PATIENT,
        rf"\bmy (?:own )?(?:(?:left|right|lower|upper|chronic|severe|current|medical|physical|daily|constant|last"
        rf"|first|second|next|worst|terrible|bad|aching|prescribed|usual|old|new|stage) )*(?:{BODY}|{ILLNESS})\b|\bmy"
        rf" (?:(?:left|right|own|poor|whole) )*{MOBILE_BODY} (?:\w+ )?{COMPLAINT}\b",
        r"\bmy own (?:eyes|ears|hands)\b|\bmy back (?:up|on|against|to)\b|\bmy (?:biggest |first |own )?(?:health"
        r" (?:plan|insurance)|falls? (?:asleep|on))\b|\bbreath away\b|\bhold(?:ing)? my breath\b|\bmy"
        r" (?:prescriptions?|injections?|infusions?|procedure|diagnosis|operations?|reaction|condition) (?:of|for|was"
        r" based|is based|pad|rests?|to (?:your|this|the))\b|\bmy heart (?:breaks|aches|sinks|goes out)\b|\bmy head"
        r" hurts from\b",
    ),
    _mine(
        "i_am_ill",
        _AS_PATIENT,
        rf"{I_AM}(?:diagnosed|hospitali[sz]ed|admitted (?:to|for|again|in)|born with|operated on|injured|prescribed"
        r" (?:a|an|the|my|\w+ mg)|put on|treated (?:for|with|by)|left unable|rushed to|referred to (?:a|an|the|my)"
        r"|discharged|turned down for|on (?:dialysis|oxygen|chemo\w*|insulin|disability|a (?:feeding tube"
        r"|ventilator))|in (?:constant |severe |so much |such |a lot of |terrible )?(?:pain|agony|a wheelchair)|(?:in"
        r"|out of) the (?:hospital|er|icu|emergency room) (?:for|with|again|twice|three|and)|bedridden|housebound"
        r"|homebound|wheelchair-bound|disabled|paraly[sz]ed|short of breath|out of breath|dizzy|feverish"
        r"|hot\b(?=.{0,20}shook)|in remission|nauseous|worn out by|unable to (?:walk|work|sleep|stand|climb|bear|eat"
        r"|breathe)|a cancer patient|the patient\b(?! advocate)|being treated|having (?:seizures|attacks|headaches"
        r"|trouble (?:breathing|walking|sleeping))|(?:told|advised|warned|sent|examined|seen|evaluated) (?:\w+"
        r" )?(?:by|to) (?:(?:my|a|an) (?:\w+"
        rf" )?{DOCTOR}|the {DOCTOR}(?! who)|stop (?:wearing|taking|driving)|wear|stay off|lose weight))\b",
        rf"\b(?:treated (?:for|with|by) (?:respect|contempt|courtesy)|treated by your|hung up on)\b|\bhe was\b"
        rf"|\badmitted (?:to|that) (?:you|having)\b|\b(?:told|advised) by\b.*{WITH_THEM}",
    ),
    _mine(
        "i_suffer",
        _AS_PATIENT,
        rf"{WRITER} {OFTEN}(?:(?:been )?(?:suffer(?:ed|ing)?(?: from)?|cough(?:ed|ing)?|vomit(?:ed|ing)?"
        rf"|throw(?:ing)? up|wheez(?:e|ed|ing)|faint(?:ed|ing)?)|threw up|liv(?:e|ed|ing) with (?:this|my|the|chronic"
        rf"|constant|pain|a)\b"
        r"(?! (?:wife|husband|son|daughter|family))|relapsed|limp|black(?:ed)? out|pass(?:ed)? out|shook all over"
        r"|snor(?:e|ed|ing)|bleed(?:ing)?|bled|itch(?:ed|ing)?|ached?|choked?|stumbled?|shak(?:e|ing) (?:so|all)"
        r"|can'?n?o?t feel|fe(?:el|lt) (?:no better|weak|pain|worse|dizzy|exhausted|sick|nauseous|tired all|numb"
        r"|short of|a lump|the lump)|(?:w[oa]ke|woken) (?:up )?(?:with|in|gasping|screaming|choking|unable|soaked|to"
        r" (?:pain|find))|had to stop (?:wearing|taking|using)|stopped taking|have to (?:wear|use a (?:cane|walker"
        r"|wheelchair)|sleep (?:sitting|upright|in a chair)|inject)|wear (?:the|a|my) (?:\w+ )?(?:brace|patch|mask"
        r"|monitor|hearing)|walk(?:ed|ing)? (?:with|on|using|like|bent) ?(?:an?|my|two|crutches)?\b|weigh(?:ed)? \w+"
        r"|lost (?:\w+ )?(?:pounds|weight|kilos|consciousness|feeling|my (?:leg|foot|sight|hearing|hair|breast|arm"
        r"|hand))|gained (?:\w+ )?(?:pounds|weight)|(?:broke|tore|hurt|injured|hit|bumped) my \w+|fell (?:down|off|on"
        r"|in|and|again|twice|out)|collapsed|am the (?:one|person) (?:who|that)"
        r" (?:cannot|can't|has (?!to)|had (?!to)|hurts|suffers|lives"
        r"|needs|takes|goes|gets|wakes|must)|smoked? (?:for|a|since)|drank|used drugs|tried to (?:kill myself|end my)"
        r"|been (?:sober|clean)|(?:failed|tried) (?:\w+ )?(?:biologics|drugs|medicines|medications|treatments"
        r"|therapies)|will (?:\w+ )?(?:end up in|lose my (?:sight|leg|foot|hand|vision|hearing|kidney)|go blind|never"
        r" walk))\b",
        r"\bi (?:suffer|feel sick) (?:with|for|when|at)\b|\bwhen i was\b[^.;]{0,40}\b(?:mother|father|parents)\b"
        r"|\b(?:in|with|on|for) (?:her|him|my patient|this patient|my patients)\b",
    ),
    _mine(
        "i_have",
        _AS_PATIENT,
        rf"{WRITER} {OFTEN}(?:have|had|get|got|gets|develop(?:ed)?|experienced?|start(?:ed)? (?:having|getting|to"
        rf" have)|began"
        r" (?:having|to have)|keep (?:having|getting)|kept (?:having|getting)|am having|was having|been having|came"
        r" down with|am living with|live with|lived with|battle|am battling|fight|fought|struggle with|was born with"
        r"|have trouble) (?:(?!to\b|with|of\b|for\b|in\b|on\b|at\b|about|her\b|his\b|their|seen|written|known|found"
        r"|given|no\b|not\b|never|\w+ed\b|that\b|and\b|patients?)[\w'-]+ ){0,3}?(?:"
        + SICK
        + r"|my (?:\w+ )?(?:removed|replaced|fused)|swallowing|breathing|\w+scopy)\b(?!'s (?:records|notes|chart)"
        r"| (?:medicine|management|clinic|specialist|doctor|notes?|records?|code|scores?|patients?|experience"
        r"|practice|center|team|surgeon|research))",
        r"\bi (?:have|had) (?:an? |some |every |more |extensive |\w+ )?(?:experience|training|expertise|interest"
        r"|reason|(?:\w+ )?patients?|people|questions?|knowledge|a son|a daughter|a child|a husband|a wife)\b"
        r"|\bno\b.{0,10}$",
    ),
    _mine(
        "i_take",
        _AS_PATIENT,
        rf"{WRITER} {OFTEN}(?:tak(?:e|en|ing)|took|swallow(?:ed)?|inject(?:ed)? myself|use|used|tr(?:y|ied)|been on) "
        r"(?:my (?!time|case|turn|daughter|son|wife|husband|child|appeal|best)|every (?:drug|pill|medicine"
        r"|medication) (?:you|on|that)|(?:\w+ )?(?:pills|tablets|capsules|puffs|mg|milligrams)\b|(?:\w+ ){0,3}(?:of"
        r" (?:these|those)"
        rf" (?:medicines|drugs|medications|pills)))|{WRITER} (?:\w+ )?(?:need|require|was refused"
        rf"|depend on|rely on) (?:the|this|a|an|my|these|those|your|inpatient|more|further) ?(?:\w+ )?{CARE}\b",
        r"\b(?:with|for|in|on|to) (?:her|him|my|this|the|our|\[patient_name\]) ?(?:son|daughter|wife|husband"
        r"|patients?|child|patient)?\b|\bmy (?:office|pen|phone|car|leave|vacation|sick days|break|judgment"
        r"|experience|training|own (?:car|money|time))\b|\btak(?:e|en) care\b|\bto (?:be|go) (?:approved|on)\b",
    ),
    _mine(
        "done_to_me",
        _AS_PATIENT,
        r"\b(?:help me (?:to )?(?:get (?!her|him|my|this)|walk|recover|heal)|(?:hurts?|pains?|weakens|exhausts) me\b"
        r"|keep me (?:walking|working|alive|out of the hospital)|(?:keeps?|kept) me (?:from (?:sleep|walk"
        r"|work|eat)\w+)|(?:makes?|made|making) me (?:\w+ )?(?:sick|dizzy|nauseous|drowsy|vomit|throw up|gain|lose)"
        r"|(?:examined|operated on|diagnosed|admitted|discharged|biopsied) me\b|left me (?:weak|unable|with)|(?:put"
        r"|started) me on|gave me (?:a shot|shots|morphine|steroids|my life)|wants me (?:to have|in|on)|lets? me"
        r" (?:walk|breathe|sleep|eat)|den(?:y|ied|ying) me (?:the|this|my|care|coverage))",
        rf"\bput me on (?:hold|speaker|the phone|a list)\b|\bmakes me sick (?:to|that)\b|{WITH_THEM}",
    ),
    _mine(
        "cannot_walk",
        _AS_PATIENT,
        rf"{WRITER} (?:can't|cannot|can not|can no longer|could not|couldn't|can hardly|can barely) (?:\w+ )?(?:walk"
        rf"|stand"
        r"|climb|breathe|swallow|bear weight|bend|dress myself|catch my breath)\b",
        rf"\b(?:walk|stand) (?:away|by)\b|{WITH_THEM}",
    ),
    _mine(
        "doctor_and_me",
        _AS_PATIENT,
        rf"\b(?:my|our) (?:own )?(?:\w+ )?{DOCTOR} (?:\w+ )?(?:wants|told|says|said|tells|advised|ordered"
        r"|recommend(?:s|ed)|sent|prescribed|believes|thinks|agrees|put|gave|explained)(?: to)?(?: that)?(?: without"
        r" the \w+)? (?:me|i)\b",
        WITH_THEM,
    ),
)


def ill_alone(them: str) -> tuple[Concept, ...]:
    """Return `ILL` for a relative, who has a back too and tells of it beside the one who is ill."""
    return tuple(
        replace(one, unless=re.compile(f"{one.unless.pattern}|{them}|{TOGETHER}|\\bmyself\\b|\\b(?:too|either)[,.;]"))
        for one in ILL
    )


#: A child speaks where its parent writes.
AS_CHILD: Final = (
    concept(
        "as_child",
        "speaks as the child",
        r"\b(?:mommy|daddy|my (?:mom|mommy|mum|dad|daddy|parents|mother|father)|mom and dad) (?:and \w+ )?(?:[\w']+"
        r" ){0,9}?(?:me|my|i)\b|\bi(?:'m| am| was) (?:only )?(?:one|two|three|four|five|six|seven|eight|nine|ten"
        r"|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|\d|1[0-7])(?: years? old| and a half)?(?=[,.]|"
        r" and\b| when\b(?! (?:he|she|my)))|\bi(?:'m| am) in (?:\w+ )?(?:grade|kindergarten|high school)\b"
        r"|\bi\b[^.;]{0,60}\b(?:the other (?:kids|children)|at recess|my teacher|hate (?:the )?(?:shots|needles))\b"
        r"|\bi hate the shots\b",
        unless=r"\b(?:when i was|i was \w+ when (?:he|she|i had|my)|grandmother|grandfather|my (?:son|daughter"
        r"|children|wife|husband))\b|\b(?:her|him|he|she)\b",
    ),
)
#: A physician has no doctor, and no daily life, in a letter; a relative has both.
MY_DOCTOR: Final = _mine(
    "my_doctor",
    _AS_PATIENT,
    rf"\bmy (?:(?:own|treating|primary care|primary|family|physical|occupational|orthopedic|wound|regular|current|new"
    rf"|heart|eye|cancer|pain|trusted) )*{DOCTOR}\b",
    r"\bmy (?:nurse practitioner|(?:physical |occupational |speech )?therapist) (?:and i|saw|sees|works|called|calls"
    r"|in (?:the|my) (?:office|clinic|practice))\b",
)
OWN_LIFE: Final = (
    _mine(
        "my_life",
        _AS_PATIENT,
        rf"\bmy (?:own )?(?:(?:whole|normal|old|daily|little|two|three|four) )*{LIFE}\b",
        r"\bmy (?:job (?:is|as (?:an? |the |her |his )?(?:\w+ )?(?:physician|doctor|surgeon|specialist|clinician"
        r"|\w+ologist))|own job|school of|life's work|professional life|friends? (?:and colleague|in))\b",
    ),
    _mine(
        "i_cannot",
        _AS_PATIENT,
        rf"{WRITER} (?:(?:can't|cannot|can not|can no longer|could not|couldn't|could no longer|can hardly|can barely"
        rf"|could barely|am unable to|was unable to|am not able to|struggle to|have trouble|used to be able to)"
        rf" (?:\w+ )?(?:walk|work|sleep|stand|climb|sit|drive|breathe|eat|bear weight|bend|move|swallow|hear|see well"
        rf"|dress|button|lift|carry|hold|run|play|cook|bathe|shower|concentrate|function|do my|get (?:up|out)|catch"
        rf" my)\w*|don't sleep|fell\b|have fallen|(?:am|get|was|feel) (?:\w+ )?(?:tired all|exhausted|afraid|scared"
        rf"|terrified|worn out|weak|lonely|out of breath|winded|ashamed|depressed)|w[ao]ke (?:up )?(?:at|every|in"
        rf"|with)|(?:still |always |just "
        r"|even |can only |only )*(?:walk|eat|sleep|lie|crawl|limp|drop|cook|live alone|breathe|bathe|chew|bite"
        r"|scratch|climb|dance|jog|hike|swim|sing|knit|kneel|shower|nap|snore|garden|farm|babysit|shop|vacuum)\b(?!"
        r" (?:through|you|home the))|cry\b|cried|g[ai]ve up (?:my|work)|had to (?:quit|give up|leave work|stop"
        r" working)|stopped working|lost my|missed (?:\w+ )*(?:work|school)|came home|went home|stay in bed|lie in"
        r" bed|want to (?:play|walk|work|live|go back|go to school|see my|hold|run|dance|be able to)|just want)",
        r"\b(?:watch|bear to|afford) \b|\b(?:because|since|when) (?:he|she|my patient)\b|\b(?:was|am) (?:afraid"
        r"|unable) (?:that|to (?:reach|obtain|find|confirm|see (?:why|how)))|\bi(?:'m| am) (?:afraid|scared"
        r"|terrified)[^.;]{0,30}\b(?:for|that|of what) (?:her|him|my patient|she|he|the|this|a|your|your)\b|\bfell"
        r" (?:to me|short|outside)\b|\bcannot (?:work with|move (?:ahead|forward)|hold|carry out|bear|play a part"
        r"|see)\b|\bi can't see\b|\b(?:him|her|he|she|patients?)\b",
    ),
    _mine(
        "hurts",
        _AS_PATIENT,
        r"\b(?:i|me|my)\b.*(?:\bit hurts (?:to|when|so)\b|\bmy (?:nights?|days) (?:are|is|have)\b|\bhelp to (?:wash"
        r"|dress|bathe|walk|stand|eat)\b)|\b(?:i am|i'm|as) (?:an? )?(?:\w+ )?patient(?: of| in|,? i\b)",
        r"\b(?:he|she|him|her|patient's|son|daughter|husband|wife)\b",
    ),
)
