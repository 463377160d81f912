"""Promises of a cure, and threats."""

from __future__ import annotations

from typing import Final

from imrdata.quality.checks.threats import THREATS
from imrdata.quality.concept_rules import ConceptCheck, concept

#: What makes a statement certain.
_CERTAIN: Final = (
    r"(?:\b(?:guarantee[sd]?|guaranteeing|promise|promises|swear|vow|solemn(?:ly)?|oath|certain(?:ly|ty)?|sure(?:ly"
    r"|ty)?|assured"
    r"|assuredly|assures? (?:you|me|us)|assurance|rest assured|no (?:doubt|question|way(?! (?:to|of) (?:know|tell"
    r"|be sure|say))|risk|exceptions?|scenario|maybes|chance of failure"
    r"|two ways)"
    r"|undoubtedly|unquestionably|indisputably|definitely|absolutely|positively|beyond (?:any |all "
    r"|a )?(?:\w+ of a )?doubt"
    r"|without (?:a |any |the (?:smallest|slightest|least) )?(?:doubt|fail|question|exception|risk)|make no mistake"
    r"|full stop|permanently|infallible|sure-?fire|certainty|(?:solemn|iron-?clad|own) (?:oath|pledge|assurance)"
    r"|my oath|pledges?"
    r"|vouch|warranty|cannot (?:\w+ )?but|can't help but|is history|are history|bound to|(?:a "
    r"|one )?hundred percent|zero (?:risk"
    r"|chance|doubt)"
    r"|risk[- ]free|fail-?(?:safe|proof)|foolproof|fool-proof|infallibl\w+|inevitabl\w+|foregone conclusion"
    r"|in every case"
    r"|every single time|for good|once and for all|for the rest of (?:his|her|my|their) (?:life|days)|forever"
    r"|for ever"
    r"|for life"
    r"|count on it|bank on it|until i die|bet (?:on it|my|anything|you|your \w+|the \w+)|stake my|mark (?:my words"
    r"|it down|this)"
    r"|proven fact"
    r"|know for a fact|know for (?:sure|certain)|take it from me|take my word|done deal|impossible|miracle cure"
    r"|cure-?all"
    r"|my word|word of honou?r|(?:can't|cannot|could not|couldn't|won't|will not|never|does not"
    r"|doesn't) (?:possibly )?(?:fail|fails"
    r"|go wrong|miss|lose)|never fails|always (?:works?|succeeds?)|works? (?:every time|for everyone)|period\."
    r"|end of story)(?!\w)"
    r"|\b100 ?(?:%|percent)|\bno ifs)"
)
#: What a treatment does when it succeeds.
_WELL: Final = (
    r"\b(?:cur(?:e[sd]?|ing)|heal(?:s|ed|ing)?|recover(?:y|s|ed|ing)?|remission|surviv\w+|prolong\w*"
    r"|sav(?:e|es|ing) (?:my|her|his|their|your|our) \w+|(?:get|gets|getting|be|feel|make (?:me|him|her|you)"
    r"|makes (?:me|him|her))"
    r" (?:\w+ )?(?:better|well|whole|rid of|fine|healthy|normal|strong)|gets? (?:me|her|him|them) (?:\w+ )?(?:walk\w*"
    r"|work\w*|better|well"
    r"|back|up)|(?:have|put|bring|give) (?:me|her|him|them|it) (?:\w+ )?(?:walk\w*|work\w*|better|well"
    r"|into? remission"
    r"|back|life)"
    r"|works?|working|fix(?:es|ed)?|solv(?:e|es|ed)|resolv(?:e|es|ed)|eliminat\w+|eradicat\w+|vanish\w*|disappear\w*"
    r"|be gone|(?:is|'s) gone"
    r"|shrink\w*|clear(?:s|ed)?(?: up)?|stops?|ends?|put(?:s)? an end|tak(?:e|es|ing) (?:away|my pain)|away"
    r"|beats? (?:this|it|the|cancer)"
    r"|success\w*|succeed\w*|results?|walk(?:s|ing)?|run|see again|hear again|work again|live|lives|all of this"
    r"|restor\w+|improv\w+"
    r"|effective|safe|normal life|new (?:man|woman|person|life)|(?:pain|symptom|seizure|cancer|drug|tumou?r|migraine"
    r"|relapse|infection)"
    r"[- ]free|free (?:of|from)|back (?:to|on|at) (?:normal|work|school|my|his|her)|cure rate|no more|side effects)\b"
)
#: The ills that are said never to come.
_ILL: Final = (
    r"(?:need|fall|relaps\w*|suffer\w*|fail\w*|come back|return|recur\w*|hurt|lapse|see the inside"
    r"|go (?:back )?to (?:the|an?) (?:\w+ )?(?:hospital|emergency|er|icu|surgeon)|have (?:a|an|any"
    r"|another|more)|be (?:sick|in pain|ill|admitted|hospitali[sz]ed|back)|get (?:sick|worse)|feel (?:pain|that)"
    r"|worry"
    r"|visit|set foot"
    r"|trouble|bother|ask|hear from|cost|file another|complain)"
)
_WILL_BE: Final = (
    r"(?:\b(?:will|shall|going to|is|are|be|to|has|have|always|never|can|cannot|works?|means|guarantee\w*|promis\w*"
    r"|assur\w*|swear|leaves?"
    r"|walks?|rids?|does)\b|'ll\b|'s\b|n't\b)"
)
#: Certainty denied, left to others, or about something else than the treatment's success.
_NOT_SURE: Final = (
    r"\b(?:not|no|nobody|no one|none|never|cannot|can't|nor|neither|hardly|nothing|without (?:any )?(?:guarantee"
    r"|promise|certainty))"
    r" (?:[\w'-]+ ){0,5}?(?:guarantee[sd]?|promis(?:e|es|ed|ing)|certain(?:ty)?|sure|assur\w+|perfect|100|predict\w*"
    r"|miracle|cure-?all)\b"
    r"|n't (?:\w+ ){0,3}?(?:guarantee\w*|promis\w*|certain|sure|assur\w+|promise)\b|\bno (?:treatment|one|therapy"
    r"|medicine|drug|scan|test"
    r"|surgery|surgeon|operation|doctor|physician|device)\b|\buncertain\w*|\bwhether\b|\b(?:less|far from"
    r"|anything but) (?:than )?(?:certain"
    r"|sure)|\b(?:hopes?|hoping|hopeful|believes?|thinks?|expects?|chances? (?:of|to|that|for)|may|might|could|likely"
    r"|most|many"
    r"|often|usually|sometimes|seems?|would like|almost certain\w*|odds|percent of|in \w+ out of|seven in ten"
    r"|as sure as|work(?:s|ing)? (?:at|on|hard))\b"
    r"|n't (?:want|mean|wish|like|need)\b|\b(?:not|never|n't) (?:assert|claim|say|said|contend|suggest|maintain"
    r"|argue|pretend)\b"
    r"|(?<!100 )(?<!100)%|\b(?:law|laws|act|section|statute|rights?|contract|handbook|policy|coverage|benefits?"
    r"|evidence of coverage"
    r"|california|regulation|plan) (?:\w+ )?(?:guarantees?|promises?|assures?)\b|\bguaranteed (?:by|under|right"
    r"|renew\w*|issue|in (?:the|my|your))"
    r"|\bguarantees? (?:me |him |her |us )?(?:the right|access|a (?:timely|fair|full|prompt)|that (?:you|the plan))"
    r"|\b(?:you|plan|company|nurse|representative|agent) (?:\w+ )?promised?\b|\b(?:was|were|been) promised\b"
    r"|\bi promised\b"
    r"|\bcertain (?:of (?:what|the|my)|kinds?|drugs?|types?|patients?|people|conditions?|things|cases|that (?:i|he"
    r"|she"
    r"|you|the"
    r" (?:date|records?|notes?|reviewer|letter|denial))(?! (?:will|shall|'ll|is going))|criteria|age|days|foods)\b"
    r"|\b(?:a|for|under|in|at|on|only|to) certain (?:\w+)\b"
    r"|\b(?:am|i'm|are|is) (?:\w+ )?(?:sure|certain|positive) (?:that )?(?:(?:i|you|the (?:date|records?|notes?"
    r"|reviewer|letter|denial|plan|fall"
    r"|delay)|your|there|anyone|nobody|if|neither|he|she) (?:\w+ )?(?!will|shall|is going|'ll)\w+|what|of what|about"
    r"|why|how)"
    r"|\b(?:make|makes|made|making|to be) (?:sure|certain)\b|\bsure enough\b|\b(?:not|never) (?:only )?(?:safe|stop"
    r"|better|well|improve"
    r"|work(?:ed)?|free|walk|recover|live|heal)\b|\b(?:will|would|may|can) never (?:be|walk|recover|live|heal|get"
    r"|work"
    r"|regain|see (?!the)"
    r"|hear (?!from)|run|have (?:a|the) (?:chance|normal))\b|\bwithout (?:this|it|the|that|treatment|surgery|care|her"
    r"|his|my|help"
    r"|proper|access|such)\b|\b(?:unless|untreated|if (?:you|the plan|it|this|he|she|i|we) (?:\w+ )?(?:den\w+"
    r"|refus\w+"
    r"|uphold\w*|wait\w*|is"
    r" denied|is not|are not|don't|do not|doesn't))\b|n't (?:\w+ )?(?:cure|heal|work|stop|better|improve|help|walk"
    r"|safe|effective|free)\b"
    r"|\b(?:was|were|had|did|needed|showed|has (?:not )?been|have been) (?!guaranteed|promised|assured)\w+|\b(?:date"
    r"|records?|criteri\w+"
    r"|medically necessary|necessary|appropriate|indicated|agreed|diagnos\w+)\b"
)

PROMISES: Final = (
    concept(
        "sure_of_winning",
        "promises an outcome",
        r"\b(?:you|the plan|your \w+)(?:'re| are| is|'ll| will| shall)? (?:going to |(?:sure|bound|certain) to "
        r"|surely |certainly )"
        r"(?:be (?:overruled|ordered|forced|made|overturned|reversed)|lose|fall)\b|\byou will (?:be (?:overruled"
        r"|forced|made) |lose\b"
        r"(?! (?:nothing|no|money|me|a member)))"
        r"|\b(?:this|my|the|our) (?:appeal|case) (?:is (?:already )?(?:unbeatable|won|airtight|bulletproof)"
        r"|(?:cannot|can't|could not"
        r"|will not|won't) (?:possibly )?(?:be (?:turned down|denied|lost|refused|rejected|beaten)|fail|lose)\b)"
        r"|\b(?:you|your denial) (?:have|has|stands?|do not stand|don't stand) (?:no|not a|zero|a) (?:chance|hope"
        r"|prayer)\b"
        r"|\b(?:reviewer|judge|whoever [^.;]{3,30}|anyone|anybody|outside doctors?|any \w+)(?: \w+){0,5}? (?:is"
        r"|are|will have"
        r"|will|have|has) (?:sure |bound |certain |no choice but )?to (?:find|rule|side|decide) (?:for|with|in|my"
        r"|our)\b"
        r"|\b(?:just |only |but )?one possible (?:result|outcome|ruling|answer)\b|\bonly (?:way (?:this"
        r"|it) can end|possible ruling)\b"
        r"|\b(?:guarantee|promise|certain of) (?:you )?(?:a )?(?:win|victory)\b",
        unless=r"\b(?:hope|if|whether|may|might|not (?:claim|say|think|mean|believe)|could lose|not sure|unsure"
        r"|your (?:time|trust)|request|ask)\b",
    ),
    concept(
        "flat_promise",
        "promises an outcome",
        r"\b(?:(?:will|shall|going to|would|'ll)(?: \w+ly| also| then| soon| finally)? (?:(?:be )?(?:\w+ly )?(?:cured"
        r"|healed|as good as new|gone for ever"
        r"|gone forever|gone for good|a new (?:man|woman|person))|cure\b|be (?:\w+ly )?(?:pain|symptom|seizure|cancer"
        r"|tumou?r|relapse)[- ]free|vanish|disappear"
        rf"|eliminate every|beat (?:this|it|the)|(?:fix|cure|heal|restore) (?:me|him|her|it|this|my \w+|his \w+"
        rf"|her \w+) (?:\w+ )?(?:completely|fully|entirely|totally|for good|forever|once)|put an end|(?:never"
        rf"|not) (?:ever |again |once )?{_ILL}[^.;]{{0,40}}?(?:again|another|any more|anymore|ever|relapse\w*"
        r"|fail|come back|inside|recur\w*)|(?:never|not) (?:ever )?(?:relapse|recur)\b|(?:definitely|certainly|surely"
        r"|undoubtedly|absolutely|positively) (?:work|help|get|be|walk|live|heal|recover|cure|save|stop|end|clear))"
        r"|won't (?:ever |again )?(?:relapse|fail|come back|need another|fall again|ever (?:need|have|fall|suffer))"
        r"|(?:walks?|comes?|walked) out of (?:that|the|this) hospital (?:cured|healed|well|a new)|can(?:not"
        r"|'t) fail\b|never fails?\b|it will work, period"
        r"|sure(?:-fire)? (?:cure|thing|bet)\b|results are assured|success is (?:certain|assured|guaranteed"
        r"|inevitable)|the cure for (?:my|his|her)\b"
        r"|(?:recovery|success|cure|remission) is (?:(?!not|never|un|far|almost|by)\w+ )?(?:certain|assured"
        r"|guaranteed|inevitable|a certainty|a foregone conclusion|only a matter of time)"
        r"|(?:no|zero|not the slightest|without) (?:chance|risk|possibility) (?:of|that)\b[^.;]{0,30}\b(?:fail\w*"
        r"|relapse|complications?|harm|side effects|it won't|return)"
        r"|side effects are impossible|(?:miracle|magic) (?:cure|bullet)\b|cure rate of (?:one )?(?:hundred|100)"
        r"|(?<!not )(?<!no means )(?:guaranteed|certain) to (?!lose|suffer|worsen|decline|need|deteriorate|fail|end"
        r"|die|fall"
        r"|get worse|be (?:den|refus|wors|pain|hard|slow|long)|hurt|come (?:back|sooner)|return|fall|cause|cost"
        r"|face|require|progress|miss"
        r"|have (?:a|an|another|more))\w+|(?:he|she|it|they"
        r"|this|treatment|drug|device|surgery|therapy|medicine|i) (?:\w+ ){0,2}?(?:will"
        r"|shall),? (?:and )?without (?:fail|question|exception|(?:a |any )?doubt)"
        r"|no way (?:that )?(?:he|she|i|it|they|the \w+|my \w+) (?:\w+ )?(?:gets?|has|have|falls?|relapses?"
        r"|will (?:get|have|fall|relapse|need)|comes? back|returns?)"
        r"|(?:i|we)(?:'ll| will) (?:certainly |surely |definitely )?win\b|you (?:are bound to|are sure to"
        r"|will (?:certainly|surely)) lose\b"
        r"|(?:success|recovery|cure|remission|result|outcome)s? (?:is|are) (?:beyond|not in"
        r"|without) (?:any )?(?:question|doubt)\b"
        r"|(?:works|worked|successful) (?:for|in|with) (?:everybody|everyone|every (?:single )?(?:patient|person"
        r"|child|case))\b|nothing (?:that )?(?:it|this \w+|the \w+)"
        r" (?:can't|cannot) (?:cure|fix|heal)|as sure as (?:the sun|night|day|i)\b|the only possible (?:outcome"
        r"|result)\b|(?:nobody|no one|not one (?:patient|person)) (?:\w+"
        r" ){0,6}?(?:has ever |ever )(?:failed|relapsed|got worse|gotten worse)|has never failed\b"
        r"|there will be no [^.;]{0,40}\b(?:ever|again|at all)\b|(?:i|we)(?: can| do| hereby| will|'ll)? (?:guarantee"
        r"|promise|swear|vow|give you my word)"
        r"(?: you| this)?,? (?:that )?(?:he|she|it|they|the \w+|this \w+|my \w+|his \w+|her \w+)(?:'ll| will| shall"
        r"| won't| is going to| cannot)\b|(?:will|shall|won't|going to)\b[^.;]{0,70}, "
        r"(?:i (?:can )?(?:promise|guarantee|swear|assure you|give you my word)|no (?:doubt|question)|guaranteed"
        r"|for sure|mark my words|you can bet)\b|assures (?:her|him|me|us|them) of\b"
        r"|(?:is|are|will be) (?:finished|over) (?:for (?:life|ever|good)|the moment|the day)"
        r"|(?:no|zero)(?: \w+)? (?:is|are) possible after|no more [^.;]{3,60}, (?:ever|not one|that is)"
        r"|(?:no|isn't|not) (?:the |even the |a )?(?:slightest|least|smallest|remotest) (?:risk|chance|possibility"
        r"|danger)\b"
        r"|fail(?:ure)? is (?:impossible"
        r"|out of the question)|there'?s? (?:is )?no way (?:that )?"
        r"(?:it|this(?: \w+)?|the \w+|these \w+) (?:won't|will not"
        r"|can't|cannot|doesn't|could fail|can fail))",
        unless=r"\b(?:hope|hopes|hoping|if it|may|might|could|believes?|thinks?|nobody|no one|chance of|chances"
        r"|whether"
        r"|no (?:treatment|drug|surgery|medicine|scan|operation)"
        r"|without (?:this|it|the|that|treatment|surgery|care|her|his|my|help)|unless|cannot promise|can't promise"
        r"|does not mean|doesn't mean|not mean|wish|pray\w*|want|dream"
        r"|untreated|on the drugs|every fall|will not (?:be cured|cure|put|eliminate|vanish|disappear)|won't cure"
        r"|not (?:be )?cured?|never (?:be )?cured?|not a|doubt|fear|afraid"
        r"|your (?:denial|letter|decision)|did not|didn't|you (?:say|said)|no sure (?:thing|bet)|whether"
        r"|(?:not|n't|never) (?:assert|claim|say|contend|suggest|maintain|argue|pretend))\b|n't be\b",
    ),
    concept(
        "guarantee",
        "promises an outcome",
        _CERTAIN,
        rf"{_WELL}|(?:\b(?:never|not|no longer)|n't) (?:\w+ ){{0,4}}?{_ILL}\b",
        _WILL_BE,
        unless=_NOT_SURE,
    ),
)


class GuaranteeOrThreat(ConceptCheck):
    """An appeal argues; it neither promises an outcome nor threatens.

    Rule: certainty and a treatment's success in one sentence, a success told flatly as to come ("will be cured", "will
    never relapse"), or an appeal that can't be lost; or lawsuits, lawyers, liability, publicity, ruin or harm held out
    to the plan or its people, an order with its "or else", the writer at their door.
    Announcing a complaint to the Department, a hearing or an IMR is a right, and passes; so is seeing a lawyer.
    Source: domain.md §7.
    Passes on purpose: hope, chances and belief; success denied or not guaranteed; ills that come without the
    treatment; what the law or the contract guarantees; certainty about facts; a power of attorney, a court's guardian,
    a suit against somebody else; "I do not want to go to court".
    Limits: veiled threats in words of another kind pass; a promise without a word of certainty ("it will help") passes.
    """

    name = "guarantee_or_threat"
    version = 4
    kinds = ("appeal",)
    concepts = (*THREATS, *PROMISES)
