"""What a number of an appeal claims: an age, a dose, a measure, a date, a duration, a count of care; or nothing.

In: a paragraph and one of its quantities. Out: the kind of claim that an invented number would make there, and of a
count its noun. What says nothing of the patient's case has no kind: daily life, counting by hand, the letter's own
parts, the procedure's time limits, yardsticks. Whether a claim is grounded is for `imrdata.quality.checks.numbers`.
"""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.clauses import clause_of
from imrdata.quality.concepts import mentions
from imrdata.quality.normalise import NormalText
from imrdata.quality.number_words import WORD_NUMBER
from imrdata.quality.quantities import Quantity

__all__ = ["LESS", "kin_of", "kind_of", "noun_of"]

# ---------------------------------------------------------------------------------------------------------- counts

#: Words that end what a number counts: "52 percent where it was 40 before the operation".
_NO_NOUN: Final = (
    "in|on|at|by|to|from|for|with|before|after|since|until|when|where|while|which|who|that|than|or|is|was|are|were"
)
#: What is counted of care and of illness: treatments, visits, admissions, supplies, events, findings, who was seen.
_COUNTED: Final = re.compile(
    rf"(?: of (?:those|these|the))?[ -](?:(?!(?:{_NO_NOUN}|\d+|{WORD_NUMBER})\b)[\w'-]+,? ){{0,2}}?"
    r"(?P<noun>surger(?:y|ies)|operations?|procedures?"
    r"|(?:re)?hospitali[sz]ations?|(?:hospital )?stays|(?:re)?admissions?|sessions?|visits?|appointments?"
    r"|consultations?|consults|trips?|rounds|cycles?|courses?|classes|trials?|tries|attempts|injections?|shots"
    r"|needles?|pokes|cores|doses?|tablets?|pills?|capsules?|puffs|inhalers?|vials?|patches|pads?|dressings|units"
    r"|(?:trans|in)fusions?|biops(?:y|ies)|scans?|mris?|x-rays|cultures?|endoscopies|colonoscopies|ultrasounds?"
    r"|drugs?|medicines?|medications?|meds|treatments?|therap(?:y|ies)|biologics?|antibiotics?|antidepressants?"
    r"|preventives?|inhibitors?|options?|prescriptions?|specialists?|falls?|seizures?|episodes?|attacks?|bouts?"
    r"|spells?|flare(?:s|-?ups?)?|relapses?|exacerbations?|crises|overdoses?|migraines?|headaches?|infections?"
    r"|strokes?|fractures?|concussions?|miscarriages?|pregnanc(?:y|ies)|blackouts?|lows|movements|stools|accidents"
    r"|voids"
    r"|leaks?|events?|awakenings|emergenc(?:y|ies)|tumou?rs?|lesions?|nodules?|masses|polyps?|stones?|ulcers?|sores?"
    r"|wounds?|clots?|spots|joints?|nodes?|times|occasions)\b"
)
#: How far somebody gets, counted by what there are always a few of.
_MANY: Final = re.compile(r" (?:[a-z]+ )?(?:steps(?! (?:from|to))|stairs|flights|blocks)\b")
#: The nearest words behind a number, as far as a noun can be among them.
_NAMED: Final = re.compile(
    r"(?: of (?:the )?\d+)?[ -](?!(?:of|in|at|on|or|and|to|a|an|the|by|with|when|more|per|out)\b)(?:[a-z'-]+ ){0,2}?"
    r"(?P<noun>[a-z-]{3,}s)\b(?<!hours)(?<!days)(?<!nights)(?<!weeks)(?<!months)(?<!years)"
)
#: Words before which a few are the ones that were told of.
_THOSE: Final = re.compile(
    r"\b(?:all|these|those|both|the|your|my|our|other|each of the|any of the"
    r"|(?:none|one|two|some|most) of(?: the| these| those)?|first|last|next|following|same|above|remaining|of"
    r"|between) $"
)

# --------------------------------------------------------------------------------------------------------- measures

#: What is measured without a unit: vital signs, scores, and what is found in blood and tests.
_MEASURED: Final = re.compile(
    r"\b(?:scor(?:e|es|ed|ing)|index|scales?|rat(?:e|es|ed|ing)|levels?|counts?|readings?|values?|percentile|titers?"
    r"|pressures?|pulse|heart(?:beat)?|temperature|fever|saturation|oxygen|sugars?|glucose|weigh\w*|pain|vision|hearing"
    r"|questionnaire|meter|tests?|tested|curve|iq|bmi|a1c|psa|alt|ast|inr|tsh|bnp|ldl|hdl|gfr|egfr|crp|esr|cd4|ferritin"
    r"|platelets?|cells|hemoglobin|hematocrit|creatinine|potassium|sodium|calcium|albumin|bilirubin|cholesterol"
    r"|triglycerides|lithium|troponin|testosterone|cortisol|vitamin|phq|gad|karnofsky|gleason|ahi|uric acid)\b"
)
#: A number that nothing is counted by.
_ALONE: Final = re.compile(
    r" ?(?:[.,;:!?)/]|$)| (?:and|or|at|on|in|when|before|after|over|out of|of (?:\d|a possible)|by|the|last|then|now"
    r"|while|with|this|again|to|which|but|for|down|up|per|as|from|today|if|because|a year|that|one"
    r"|points?|thousand|is|was|are"
    r"|were|has|had)\b"
)
#: What puts a number as a value: "was 7", "fell to 7", "a PSA of 7".
_VALUE: Final = re.compile(
    r"\b(?:is|was|were|are|be|been|at|to|of|from|by|than|over|under|above|below|between|and|a|an|only|just|now|about"
    r"|nearly|almost|(?:reach|hit|read|show|scor|measur|exceed|averag|rate)\w*) $|[:=(/] ?$"
    rf"|(?:{_MEASURED.pattern}) $"
)
#: "My potassium had fallen to 2.9": what is the patient's is so much.
_OWN_VALUE: Final = re.compile(
    r"\b(?:my|his|her|the patient's) (?:[\w'-]+ ){1,4}?(?:(?:is|was|were|are|be|been|stands?|stood)(?: (?:now|only|at"
    r"|down to|up to|still))*|(?:reach|hit|read|measur|exceed|averag)\w*|(?<!out )(?:at|from|to)) $"
)
#: What is done with a medicine, named or not.
_DOSING: Final = re.compile(r"\b(?:given|injected|taken|takes?|took|infus\w+|inject\w+|doses?|dosed|shots?)\b")
#: "On 600 of gabapentin": a dose without its unit.
_DOSE: Final = re.compile(r" (?:of|mg of) (?!the|them|these|those|my|his|her|us|you|your|our|it)[a-z]{5}")

# ------------------------------------------------------------------------------------------------------------- time

#: Words behind which a span is how long something lasted or has lasted.
_LASTING: Final = re.compile(
    r"\b(?:for|after|over|since|during|lasts?|lasted|took|takes|spent|spend|stayed|waited|missed|miss|lost|suffered"
    r"|lived|slept|sleeps?|(?:past|last))(?: (?:a|an|the|about|almost|nearly|over|more than|less than|at least|only"
    r"|just|another|good|full|some|close to|well|past|last|first|entire|whole|around|roughly|up to|under|better part"
    r"|of))* $"
)
#: Words before which a span is a time since, or of something.
_SPAN_OF: Final = re.compile(r" (?:ago|earlier|later|before|after|since|of(?! (?:\w+ )?life)|in (?:the )?hospital)\b")
#: Illness and its care, of which a span in the same clause is.
_ILL: Final = re.compile(
    r"\b(?:pains?|ache\w*|headaches?|migraines?|symptoms?|fever|flar\w+|seizures?|attacks?|bleed\w*|cough\w*|stiff\w*"
    r"|sle[pe]\w+|bed|ill|sick|hospital\w*|treat\w+|therap\w+|medic\w+|drugs?|doses?|pills?|surg\w+|injections?"
    r"|infusions?|admi\w+|diagnos\w+|ventilator|vomit\w*|dialysis|born|relief|suffer\w*|course|tried|failed|taken"
    r"|lasts|lasted|hurt\w*)\b"
)
#: What somebody who is ill can do for minutes or hours.
_ENDURED: Final = re.compile(
    r"\b(?:can(?:not|'t)?|could(?: not|n't)?|able to|unable to) (?:\w+ )?(?:stand|sit|walk)\b|\btests?\b"
)
#: More of illness and care: what a span or a month must stand beside to be of the case.
_CARE: Final = re.compile(
    r"\b(?:f[ea]ll(?:en|s)?|stroke|leak\w*|itch\w*|breath\w*|dizz\w*|faint\w*|numb(?:ness)?|oxygen|nause\w*"
    r"|sw[eo]ll\w*|infect\w*|wound\w*|sores?|broke|disease|illness|disorder|depress\w*|anxi\w*|rehab\w*|doctors?"
    r"|clinic\w*|visit\w*|appointments?|sessions?|scans?|scope\w*|mri|tests?|tested|exam\w*|x-?rays?|films?|biops\w+"
    r"|blood|measur\w*|score[ds]?|weigh\w*|braces?|cast|walker|wheelchair|crutches|tube|shots?|relaps\w*|remission"
    r"|recover\w*"
    r"|(?:had|has|have|liv(?:e|ed|es|ing) with|tak(?:es?|en|ing)|took|been on|endured) (?:this|it|these|that|them)"
    r"|(?:throw\w*|threw) up|off my feet|like this|g(?:one|o|oes) on|went on|got bad|without help|(?:un)?conscious\w*"
    r"|coma|(?:nearly|almost) died"
    r"|found|improv\w+|better|worse\w*|discharg\w*|(?:in|out)patient|intensive|icu|floor|exacerbat\w*|episodes?"
    r"|missed|knees?|hips?|spine|shoulders?|ankles?|legs?|lungs?|neck|throat|stomach|bowels?|kidneys?|liver|weak\w*"
    r"|program|brac(?:ed|ing)|cancer|tumou?rs?|ulcers?|rash\w*|lost|gained|pounds)\b"
)
#: Time limits of procedure and of requests: numbers that the law gives or the writer asks for, not the case's.
_LIMITS: Final = {
    "day": {1, 2, 3, 4, 5, 7, 10, 14, 15, 20, 21, 30, 45, 60, 90, 120, 180, 240, 365},
    "hour": {24, 36, 48, 72},
    "month": {1, 2, 3, 4, 6, 12},
    "week": {1, 2, 4},
    "year": {1},
}
_PROCEDURE: Final = re.compile(
    r"\b(?:within|appeal\w*|grievances?|respon[ds]\w*|deci[ds]\w*|deadlines?|expedit\w+|fil(?:e|es|ed|ing)|request\w*"
    r"|review\w*|notif\w+|notice|timel\w+|reply|answer\w*|laws?|rules?|regulations?|statut\w+|determination|hearing"
    r"|rights?|hear (?:back|from)|write back|let (?:me|us) know|acknowledg\w+|authori[sz]\w+|approv\w+"
    r"|reverse|§|c\.?f\.?r\b|ccr|code|submit\w*|must"
    r"|confirm|allowed|extension|require[sd]?|sooner|no later than|receipt|dmhc|imr|state fair"
    r"|business|calendar)\b"
)
#: Time that is still to come: nothing that a record can hold.
_AHEAD: Final = re.compile(
    r"(?: (?:more|good|further|additional|extra))*(?:[ -](?:years?|months?|decades?))?(?: [\w']+){0,3}"
    r" (?:ahead|left|to go|from now|to come)\b|[ -](?:more|additional|further|extra) "
)

# --------------------------------------------------------------------------------------------- said of nobody's case

#: What is so of people in general, or would be normal: a yardstick, not this patient's measure.
_GENERAL: Final = re.compile(
    r"\b(?:averages?|normal(?:ly)?|typical(?:ly)?|usual(?:ly)?|most (?:people|men|women|children|adults|patients)"
    r"|healthy|any(?:thing|one|body)|too (?:high|low)"
    r"|other (?:children|people|patients|adults|women|men|kids|boys|girls)|children (?:of|his|her)|peers"
    r"|abnormal|cut-?off|threshold|maximum|should (?:be|use|have|weigh|read|speak|sleep)|considered|counts as|called"
    r"|defin\w+|suffic\w+|generally|people with|a person|nobody|no one)\b"
)
#: The steps of the dispute, whose dates are no clinical ones.
_DISPUTE: Final = re.compile(
    r"(?<!\[)\b(?:den(?:y|ied|ies|ial\w*)|refus\w+|declin\w+|appeal\w*|grievance\w*|approv\w+|allowed"
    r"|authori[sz]\w+|decisions?|decided?|revers\w+|notice|forms?|paid|fil(?:e|ed|ing)|review\w*)\b"
)
#: What was done as often in words.
_SAID: Final = re.compile(
    r"\b(?:sa(?:id|ys?)|told|tell|wr(?:ote|ites?|itten|iting)|words?|ask\w*|call\w*|answer\w*|read|hold|phone)\b"
)
#: A life beside the illness: how long somebody has practised, been insured, been married.
_LIFE: Final = re.compile(
    r"\b(?:practi[cs]\w+|certif\w+|board(?:s|ed)?|licen[sc]ed|experience|career|faculty|marri\w+|members?|premiums"
    r"|insur\w+|chart|standing|taught|teach\w*|employ\w+|customer|subscriber|retired|(?:your|our) plan|with you"
    r"|(?<!of )(?<!off )(?<!missed )(?<!stopped )work(?:ed|ing|s)?|(?<!lost my )job|trade|college|army|navy|church"
    r"|moved|came to (?:this|the|america|california)|immigrated|raised|grew up|buried|paid|school"
    r"|live[sd]? (?:alone|in|here)|out of town|doing (?:this|it)|drove|driven|bingo|co-?pay\w*|deductible|wages?"
    r"|salary|earn\w*|make \$"
    r"|(?:am|been|was) an? (?:[\w-]+ ){0,2}(?:nurse|aide|therapist|doctor|physician|surgeon|pharmacist|\w+ologist))\b"
)
#: Who or what is no patient, though so old: kin in the house, things.
_OTHERS_AGE: Final = re.compile(
    r"[ -](?:\w+ )?(?:brothers?|sisters?|siblings?|twins|cousins?|nephews?|nieces?|friends?|neighbors?|dogs?|cats?"
    r"|cars?|trucks?|vans?|houses?|stud(?:y|ies)|guidelines?|rules?|polic(?:y|ies)|scans?|records?|reports?"
    r"|photos?)\b"
)
_OTHERS_ARE: Final = re.compile(
    r"\b(?:(?P<kin>brother|sister|sibling|twin|cousin|nephew|niece|friend|neighbor|boss|coworker|uncle|aunt|grand\w+|dog"
    r"|cat|youngest|oldest|eldest|kids|children|boys|girls|twins|sons|daughters)"
    r"|(?:her|his) (?P<near>mother|father|mom|dad|wife|husband)),? (?:who )?(?:is|was|are|were|turned|died|at"
    r"|aged)[\w ]{0,12}$|\blived to (?:be )?$"
)
#: What the writer of a letter does at work, or would see: no value of the patient's.
_SUPPOSED: Final = re.compile(r"\b(?:would|could|might|if|in my (?:line|trade|job|work|business|shop))\b")
_THING: Final = re.compile(
    r"[ -](?!tall|high|long|wide|deep|man|woman|boy|girl|child|patient|mass|gap|scar)[a-z]{3,}\b"
)
#: What a life has beside illness, told with the age at which it was.
_YOUTH: Final = re.compile(
    r"\b(?:started work\w*|came to|moved|immigrated|married|enlisted|graduated|left school|first (?:child|baby|job))\b"
)
#: How far it is by road is of the case where care is at the end of it.
_ROAD: Final = re.compile(r"\b(?:miles?|kilometers?|km)$")
_TO_CARE: Final = re.compile(
    r"\b(?:walk\w*|run|ran|heart|pulse|therapy|clinic\w*|hospital\w*|cent(?:er|re)s?|program|office|pharmacy|doctor\w*"
    r"|\w+ists?|surgeon|unit|provider|nearest|closest|ambulance|flown|flew)\b"
)
#: A clause that is hardly more than a span, for which the sentence counts: "For two years, ...".
_SHORT: Final = 32
#: What is done as often to reach somebody.
_TRIES: Final = frozenset({"times", "occasions", "attempts", "tries", "trips"})
#: From here on, a round number of times only means very often.
_MUCH: Final = 40
_OF_PATIENT: Final = re.compile(r"\b(?:i|i'm|he|she|we|patient|(?:my|his|her)(?! age))\b")
#: What is published has its year from there; whether the writer knew of it is for the check of citations.
_PUBLISHED: Final = re.compile(
    r"\b(?:guid(?:elines?|ance)|statements?|consensus|indications|societ(?:y|ies)|criteria|label\w*)\b"
)
#: "The ninth of July": no month alone.
_NTH: Final = re.compile(r"\b(?:first|second|third|\w+th) $")
#: "The Knox-Keene Act of 1975".
_ACT: Final = re.compile(r"\bact,? (?:of|\() ?$")
#: Numbers that measure nothing: the hours of a day, "one in every two", "a hundred times".
_IDIOM: Final = re.compile(
    r"\b(?:24|twenty-four)[ -]hours?\b|\b(?:7|seven) days (?:a|per) week"
    r"|\b(?:1[01]0|(?:one |a )?hundred(?: and ten)?) ?(?:%|percent)"
    r"|\b(?:365|three hundred sixty-five) days\b|\bone time\b|\b(?:of|in) (?:seven|7)(?: nights| days)?\b"
    r"|\b(?:percent|%) (?:sure|certain)|degrees (?:in the|out|outside)\b"
    r"|\bin every (?:[a-z]+|\d+)|\ba (?:hundred|thousand|million) times\b"
)
#: Behind a number that only compares.
_COMPARED: Final = re.compile(
    r"(?: points)? (?:overweight|too (?:much|many)|above|below|behind|ahead|(?:young|old|heavi|light)er)\b"
    r"| times (?:as|the|more|less|over|[a-z]+er)\b"
)
#: The time of day.
_CLOCK: Final = re.compile(r" (?:in the (?:morning|afternoon|evening)|at night|o'clock)\b| ?(?:a\.?m|p\.?m)\b")
_TO_COME: Final = re.compile(r" in (?:[\w-]+ ){1,2}years?\b")
#: A time of life that the writer hopes to see, fears or has not reached.
_TO_LIVE: Final = re.compile(
    r"\b(?:(?:would|'d) (?:like|love)|hope|want|wish|plan|expect|if|until|before|by the time|live|reach|see"
    r"|when (?:i|he|she|they|we)(?: am| is|'m|'s| turns?| reach\w*))\b"
    r"[^.;]*$"
)
_NUMBER_BEFORE: Final = re.compile(rf"(?:\d|{WORD_NUMBER}) $")
#: Law, whose sections are numbered.
_LAW: Final = re.compile(r"\b(?:sections?|code|title|c\.?f\.?r|ccr|regulations?)\b|§")
#: What stands before an upper bound.
LESS: Final = re.compile(
    r"(?:\b|(?=n't))(?:under|less than|fewer than|below|younger than|up to|at most|no more than"
    r"|not (?:yet )?(?:reached |turned )?|(?<=[a-z])n't (?:yet )?(?:reached |turned )?) ?"
    r"(?:the age of |age |\$)?$"
)


def kin_of(lead: str) -> str:
    """Return whose age a number is, by what stands before it, if it is said of kin; "" otherwise."""
    found = _OTHERS_ARE.search(lead)
    return (found["kin"] or found["near"] or "") if found else ""


def kind_of(part: NormalText, one: Quantity) -> str:
    """Return the kind of a quantity's claim; "" if it claims nothing of the case.

    Examples
    --------
    >>> from imrdata.quality.normalise import read
    >>> from imrdata.quality.quantities import quantities
    >>> text = read("At 44 she took 20 mg for six weeks, had 9 seizures and baked three cakes; her INR was 5.1.")
    >>> [kind_of(text, one) for one in quantities(text.text)]
    ['age', 'measure', 'duration', 'count', '', 'measure']
    """
    dim = one.dim
    if dim == "twice" or one.word == "past" or (dim == "often" and one.raw == 1):
        return ""
    text = part.text
    begin, stop = part.sentence(one.start)
    lead, rest = text[max(begin, one.start - 60) : one.start], text[one.end : min(stop, one.end + 60)]
    own = clause = text[slice(*clause_of(part, one.start))]
    if len(clause) < _SHORT:
        clause = text[begin:stop]
    if dim == "date":
        # A day is a claim wherever it stands; a month or a year may be the dispute's, or a career's.
        if one.parts[2] is not None:
            return "date"
        loose = (
            _DISPUTE.search(clause)
            or _PUBLISHED.search(clause)
            or _ACT.search(lead)
            or (_LIFE.search(clause) and not _ILL.search(clause))
        )
        # A month or a season alone dates anything; only one of illness or care is the case's.
        alone = one.parts[0] is None and not _NTH.search(lead)
        return "" if loose or (alone and not _is_clinical(text[begin:stop])) else "date"
    if dim in ("", "time", "percent", "often", "angle") and _IDIOM.search(
        text, max(begin, one.start - 8), one.end + 20
    ):
        return ""
    if (dim in ("", "time", "mass") and _COMPARED.match(rest)) or (dim in ("", "time") and _AHEAD.match(rest)):
        return ""
    if dim in ("age", "decade"):
        # "Most twelve-year-olds" are others, and "at two in the morning" is no age.
        if (
            _CLOCK.match(rest)
            or lead.endswith("not ")
            or _YOUTH.search(clause)
            or text.endswith("olds", one.start, one.end)
            or _TO_COME.match(rest)
        ):
            return ""
        if kin_of(lead):
            return "kin"
        # What kin fell ill of, and when, is family history.
        others = _OTHERS_AGE.match(rest) or (_OTHERS_ARE.search(lead) and not _is_clinical(clause))
        return "" if others or _TO_LIVE.search(text, begin, one.start) else "age"
    if _GENERAL.search(own) and not _OF_PATIENT.search(own):
        return ""
    if dim == "time":
        return _duration(part, one, lead, rest, clause)
    if dim == "often":
        # "Three every four months": the three are counted, and nothing is taken every four.
        daily = _LIFE.search(clause) and not _is_clinical(clause)
        # "Every two weeks" is how often a medicine is taken; of the rest it is a manner of speaking.
        sentence = text[begin:stop]
        dosed = _DOSING.search(sentence) or any(term.kind in ("drug", "class") for term in mentions(sentence))
        if one.word == "every" and not dosed:
            return ""
        return "" if daily or _NUMBER_BEFORE.search(lead) else "count"
    if (dim == "money" and _LIFE.search(clause)) or (dim in ("length", "mass") and _is_of_thing(one, rest)):
        return ""
    if dim == "length" and _ROAD.search(one.word) and not _TO_CARE.search(text, begin, stop):
        return ""
    if dim:
        return "measure"
    return _bare(part, one, lead, rest, clause)


def _duration(part: NormalText, one: Quantity, lead: str, rest: str, clause: str) -> str:
    begin, stop = part.sentence(one.start)
    # "8.4 mg over a week": in a week.
    if part.text.startswith("over a", one.start):
        return ""
    # A span is of the case where somebody is ill or treated so long; what takes minutes or hours is daily life.
    lasting = one.value >= 1 and (_LASTING.search(lead) or _SPAN_OF.match(rest))
    if not (_ILL.search(clause) or (one.value < 1 and _ENDURED.search(clause)) or (lasting and _is_clinical(clause))):
        return ""
    if _LIFE.search(clause):
        return ""
    limits = _LIMITS.get(one.word.rstrip("s").replace("hr", "hour"), ())
    return "" if one.raw in limits and _PROCEDURE.search(part.text, begin, stop) else "duration"


def _is_of_thing(one: Quantity, rest: str) -> bool:
    """Tell whether a unit in the singular describes a thing: "a fifty-pound sack"."""
    return one.word in ("pound", "foot", "inch", "mile", "yard") and bool(
        (thing := _THING.match(rest)) and not _is_clinical(thing[0])
    )


def _is_clinical(words: str) -> bool:
    return bool(_ILL.search(words) or _CARE.search(words) or mentions(words))


def _bare(part: NormalText, one: Quantity, lead: str, rest: str, clause: str) -> str:
    if _CLOCK.match(rest):
        return ""
    if _OTHERS_ARE.search(lead):
        return "kin" if kin_of(lead) else ""
    if (one.value * 2).is_integer() and (counted := _COUNTED.match(rest)):
        if counted["noun"] in _TRIES and (_SAID.search(clause) or _DISPUTE.search(clause)):
            return ""
        # "I can't do it forty times": much, not forty.
        much = one.raw >= _MUCH and one.raw % 10 == 0 and not _TO_CARE.search(clause)
        if much and counted["noun"] == "times":
            return ""
        return "" if one.value < 5 and _THOSE.search(lead) else "count"
    if _DOSE.match(rest) and re.search(r"\b(?:on|takes?|took|taking|up to|at) $", lead):
        return "measure"
    if _ALONE.match(rest):
        begin, stop = part.sentence(one.start)
        if part.begins_line(one.start) or _LAW.search(part.text, begin, stop):
            return ""
        said = _MEASURED.search(part.text, begin, stop) or not (one.value.is_integer() or _SUPPOSED.search(clause))
        return "measure" if (said and _VALUE.search(lead)) or _OWN_VALUE.search(lead) else ""
    if one.value < 5:
        return ""
    return "count" if _MANY.match(rest) else "named" if noun_of(rest) else ""


def noun_of(rest: str) -> str:
    """Return the noun that a bare number counts, by the words behind it: that of care, else the next in the plural."""
    found = _COUNTED.match(rest) or _NAMED.match(rest)
    return found["noun"] if found else ""
