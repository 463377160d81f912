"""How a model speaks that does not write the letter: as a machine, to its user, without a view, to be asked elsewhere.

Part of `imrdata.quality.checks.refusal`.
"""

from __future__ import annotations

from typing import Final

from imrdata.quality.checks.refusal_of_writing import I_CANT
from imrdata.quality.checks.voice_words import KIN, SICK
from imrdata.quality.concept_rules import concept

#: What a patient says of helpers of the own, or asks of the plan's.
_OWN_ADVISER: Final = (
    r"\b(?:my|our|us|(?<!on )me|mental health professional|board|reviewer|director|i (?:asked|spoke|had|saw|got))\b"
)

AS_A_MODEL: Final = (
    # A letter goes to the plan, whose knee, mother or migraines are nowhere in it.
    concept(
        "to_its_user",
        "speaks to somebody who asked for a letter",
        rf"{I_CANT}[^.;!?]*\byour (?!own |reviewer|doctor|medical director)(?:late |\w+ )?(?:{KIN}|{SICK}|symptoms"
        r"|medicine|insulin|photo|lab results|member number|case for)\b",
        unless=r"\b(?:if (?:it|this|she|he) (?:were|was) your|imagine|your (?:letter|denial|decision)|refus\w+ (?:to"
        r" (?:accept|believe)|your)|accept)\b",
        kinds="appeal",
    ),
    concept(
        "a_machine",
        "speaks as a model",
        r"\b(?:i'm|i am|being|as) (?:(?:only|just|merely) )?(?:(?:an? |your )(?:(?:mere|virtual|automated|digital"
        r"|responsible|neutral|helpful) )+(?:program|machine|bot|assistant|helper)|(?:an? )?software|an? (?:chat)?bot"
        r"|a machine(?= i)|an assistant, not)\b|\bi(?:'m| am) (?:only )?(?:not a (?:person|human|real)\b(?! who)"
        r"|restricted from (?:doing|writing|discussing)|limited to general)|\bthis model (?:does|is|can)\b|\bmy"
        r" (?:knowledge|training data) has a cutoff|\bi (?:don't|do not) (?:have|hold) (?:personal (?:experience"
        r"|opinion)s?|opinions|feelings about|an? (?:view|opinion) on (?:whether|your))|\bwritten by a (?:program"
        r"|machine)\b|\b(?:made|built|designed) to be (?:harmless|neutral|helpful)\b|\bmy (?:purpose|role|training"
        r"|programming|design|policies) (?:is to inform|(?:doesn't|does not) (?:include|let me|allow me))|\b(?:tied"
        r"|bound) by my (?:programming|training)\b|\bfor an assistant\b",
        # Said again for the pre-filter: rare words.
        r"software|program|machine|\bbot\b|assistant|helper|person|human|restricted|limited|model|cutoff|opinion"
        r"|feelings|view on|harmless|neutral|helpful|my (?:purpose|role|training|design|policies)",
        unless=r"\b(?:work(?:ed)? as|job|medical assistant|physician assistant|sewing|my training as)\b",
    ),
    concept(
        "gives_no_view",
        "refuses to take a side",
        rf"{I_CANT} (?:\w+ )?(?:diagnose you|verify (?:whether|if) what you|(?:neither )?confirm (?:that|nor)|comment"
        rf" on this (?:particular )?(?:claim|case)|weigh in|take sides|browse|advise you|represent you|contact your"
        rf" plan|judge (?:if your|the law|whether"
        r" your)|say (?:(?:whether|if) (?:you have|your|[\w ]{1,20} works)|that (?:the denial|you|your))|tell you"
        r" (?:whether|about new|if the)|give (?:any )?(?:counsel|treatment advice|medical advice|legal)|assess it"
        r"|guarantee that this information|recommend that they|answer in the person|do medical letters|urge them"
        r"|argue with the)\b|\bi (?:don't|do not|won't|will not) take sides\b|\b(?:not (?:be )?(?:appropriate|safe"
        r"|ethical)|irresponsible|wrong) (?:for|of) me to (?:argue with|urge them)\b|\boutside the scope of what i"
        r" can\b",
        unless=r"\b(?:my doctor|i am only a (?:mother|father)|when i will|how (?:much|long|tired))\b",
    ),
    concept(
        "plays_no_part",
        "refuses to write the letter",
        rf"{I_CANT} (?:\w+ )?(?:pretend (?:to be|i (?:have|had) (?:\w+ )?{SICK})|(?:claim|say) to be|simulate|fake"
        rf"|act as your|stand in for|speak (?:for|as) your (?:late |\w+ )?{KIN}|testify|plead for|beg the|share how"
        rf" it"
        r" feels|make up facts|do a letter|take on this (?:appeal|letter)|go (?:on|any further) (?:with this|until"
        r" you)|continue with this role)\b|\bmisleading you if i\b|\bi(?:'m| am) not supposed to do, namely\b"
        r"|\bi(?:'d| would) (?:be misleading|hate to fake)\b|\b(?:impersonating|posing as) an?\b|\bas though i had"
        r" been your\b|\bin which i play\b|\btake the role of an? \w+\b|\bconsent to writing as\b|\bexaggerate your\b",
        unless=r"\b(?:pretend (?:that )?i followed|by hand|my hands)\b",
    ),
    concept(
        "flat_no",
        "refuses to write the letter",
        r"^i decline\.|\bno can do on\b|\bi(?:'d| would) (?:rather|prefer)(?: to)? (?:not (?:to )?(?:write an? "
        r"|respond to a|discuss (?:this|your)|say more about your)|skip the letter)|\bi(?:'ll| will| have to) pass on"
        r" this (?:one|request|task)\b|\b(?:my answer has to be no|bound to say no)[:,] (?:letters|i (?:don't|can't)"
        r" write)|\b(?:stop here|end (?:our|this) conversation|stay out of it)\b[^.]{0,30}\b(?:topic|sensitive|policy"
        r"|about|clinicians)\b|\bend our conversation\b|\b(?:i )?(?:don't|do not) think (?:that )?i(?:'m| am) the"
        r" right tool\b|\bnot the right tool\b|\bi'd write\b[^.]{0,40}\bi would rather not\b|\bi won't write one\b"
        r"|\blet's not write\b|\bwish i could write this\b|\bi don't think i should\.$|\bthere'll be no appeal from"
        r" me\b|\bi have none to offer\b",
        unless=r"\bbut i don't think i should\.$(?<=drug again but i don't think i should\.)|\bmy hands\b",
    ),
    concept(
        "no_facts_given",
        "asks for more to write with",
        r"\byou(?:'ve| have) (?:left out|not (?:said|given|told me)) (?:who the patient|the (?:diagnosis|patient"
        r"|reason for the))|\b(?:could|can|would) you (?:please )?(?:tell me|share|give me) (?:a bit |a little"
        r" )?(?:more )?about the patient\b|\blet me know (?:the|what) (?:diagnosis|patient|reason for the denial)"
        r"|\bnot given a denial reason, and|\b(?:not|n't) enough (?:detail|context|information)s?\b[^.]{0,40}\b(?:for"
        r" me to|to write|to make)|\binformation is too thin\b|\bi only have the text\b|\bif you could upload\b|\bi'd"
        r" need to know what (?:the plan|you)\b|\ba blank where the facts\b|\bsupply the reason for the denial, or\b"
        r"|\bnothing? in the file about a denial\b|\bi (?:would )?(?:first )?(?:have to|need to|need|must) (?:know"
        r"|have|see|be (?:given|told)) [^.]{0,60}\b(?:before i (?:can )?(?:write|draft)|to (?:write|draft|compose))",
        unless=r"\b(?:your (?:letter|denial|notice|reasons?|criteria|policy)|the (?:criteria|reviewer))\b",
        kinds="appeal",
    ),
    concept(
        "blocked",
        "refers to a model's guidelines",
        r"\b(?:this|the|your) (?:content|topic|request|prompt|task|text|subject)(?: on \w+)? (?:can't|cannot|could"
        r" not|won't|has been|is|seems to ask)(?: not)?(?: be)? (?:displayed|shown|blocked|off limits|withheld"
        r"|generated|fulfil+ed|completed|restricted|for a fabricated)\b|\b(?:the|this) (?:system|platform) (?:won't"
        r"|will not|does not) (?:let|allow) me\b|^(?:regrettably|sorry|unfortunately),? the request can't be"
        r" processed\b|\bprevented from (?:talking|writing|discussing)\b|\bdue to (?:privacy concerns|safety) i\b"
        r"|\bbecause of safety rules\b|\bgoes against my polic\w+|\bgraphic \w+ described\b|\bsomething i have to"
        r" avoid\b",
        unless=r"\b(?:criteria|records?|report|form|plan'?s?|coverage|clinical|until|by (?:my|the|your))\b",
    ),
    concept(
        "see_somebody",
        "sends its reader to a professional",
        r"\b(?:please|you(?:'ll| will)? (?:should|may want to|might want to|could|may wish to|want)|i(?:'d| would)?"
        r" (?:suggest|recommend|urge|encourage|advise)|it(?:'s| is| would be) (?:best|important|advisable|better)"
        r"|always|maybe)\b[^.;]{0,30}?\b(?:consult\w*|speak\w*|talk\w*|reach\w* out|contact\w*|seek\w*|hir(?:e|ing)"
        r"|see|ask|find|get help from)\b[^.;]{0,25}?\b(?:(?:an?|your|legal|with) (?:\w+,? (?:or \w+"
        r" )?){0,2}?(?:attorney|lawyer|counsel|(?<!health )professional(?: writer)?|advocate|pharmacist|legal (?:help"
        r"|aid)|licensed (?:attorney|professional|clinician))|(?:legal|medical) help|(?:your own (?:physician|doctor)"
        r"|your (?:own )?(?:care team|oncologist|pharmacist|therapist)))\b|\b(?:have|let|ask|leave|leaving"
        r"|get)\b[^.;]{0,45}?\b(?:an?|your|the) (?:\w+ )?(?:lawyer|attorney|professional|human(?: being| advocate)?"
        r"|person|advocate)\b[^.;]{0,40}\b(?:writing|drafting|draft|write|compose|prepare)\b",
        unless=_OWN_ADVISER,
        kinds="appeal",
    ),
    concept(
        "no_stand_in",
        "speaks as a model",
        r"\b(?:not|n't) (?:be )?(?:a (?:substitute|stand-in) for (?:a|your) (?:doctor|lawyer|physician|professional)"
        r"|as a stand-in|(?:treat|take|act on|rely on)\b[^.]{0,30}\b(?:my words|this letter|what is written))"
        r"|\bbefore relying on this letter\b|\bwhat i write carries no\b|\bnothing i say should be taken as\b|\b(?:is"
        r" for|job for) (?:clinicians|a lawyer|lawyers|a human|doctors)\b[^.]{0,25}\b(?:i can't|i'll stay|to say;)"
        r"|\bthat would be a job for a human\b|\bi(?:'m| am) (?:not a health professional|no clinician|no lawyer, so"
        r" no)|\ba disclaimer: i\b|\bletters to insurers must come from\b|\bconsulting with a \w+ would be better"
        r" than\b|\bsee an attorney, because i\b",
        unless=r"\b(?:my silence|i'm h(?:is|er) (?:brother|sister|mother|father|daughter|son))\b",
        kinds="appeal",
    ),
)
