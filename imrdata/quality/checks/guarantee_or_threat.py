"""Promises of a cure, and threats."""

from __future__ import annotations

from typing import Final

from imrdata.quality.concept_rules import ConceptCheck, concept

# ------------------------------------------------------------------------------------------------------- guarantees

#: What makes a statement certain.
_CERTAIN: Final = (
    r"(?:\b(?:guarantee[sd]?|guaranteeing|promise|promises|swear|vow|solemn(?:ly)?|oath|certain(?:ly|ty)?|sure(?:ly"
    r"|ty)?|assured"
    r"|assuredly|assures? (?:you|me|us)|assurance|rest assured|no (?:doubt|question|way|risk|chance of failure"
    r"|two ways)"
    r"|undoubtedly|unquestionably|indisputably|definitely|absolutely|positively|beyond (?:any |all "
    r"|a )?(?:\w+ of a )?doubt"
    r"|without (?:a |any )?(?:doubt|fail|question|exception|risk)|bound to|(?:a |one )?hundred percent|zero (?:risk"
    r"|chance|doubt)"
    r"|risk[- ]free|fail-?(?:safe|proof)|foolproof|fool-proof|infallibl\w+|inevitabl\w+|foregone conclusion"
    r"|in every case"
    r"|every single time|for good|once and for all|for the rest of (?:his|her|my|their) (?:life|days)|forever|for ever"
    r"|for life"
    r"|count on it|bank on it|bet (?:on it|my|anything|you|your \w+|the \w+)|stake my|mark (?:my words|it down|this)"
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
    r"|back|up)|(?:have|put|bring|give) (?:me|her|him|them|it) (?:\w+ )?(?:walk\w*|work\w*|better|well|into? remission"
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
    r"|another|more)|be (?:sick|in pain|ill|admitted|hospitali[sz]ed|back)|get (?:sick|worse)|feel (?:pain|that)|worry"
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
    r"|as sure as)\b"
    r"|(?<!100 )(?<!100)%|\b(?:law|laws|act|section|statute|rights?|contract|handbook|policy|coverage|benefits?"
    r"|evidence of coverage"
    r"|california|regulation|plan) (?:\w+ )?(?:guarantees?|promises?|assures?)\b|\bguaranteed (?:by|under|right"
    r"|renew\w*|issue|in (?:the|my|your))"
    r"|\bguarantees? (?:me |him |her |us )?(?:the right|access|a (?:timely|fair|full|prompt)|that (?:you|the plan))"
    r"|\b(?:you|plan|company|nurse|representative|agent) (?:\w+ )?promised?\b|\b(?:was|were|been) promised\b"
    r"|\bi promised\b"
    r"|\bcertain (?:of (?:what|the|my)|kinds?|drugs?|types?|patients?|people|conditions?|things|cases|that (?:i|he|she"
    r"|you|the"
    r" (?:date|records?|notes?|reviewer|letter|denial))(?! (?:will|shall|'ll|is going))|criteria|age|days|foods)\b"
    r"|\b(?:a|for|under|in|at|on|only|to) certain (?:\w+)\b"
    r"|\b(?:am|i'm|are|is) (?:\w+ )?(?:sure|certain|positive) (?:that )?(?:(?:i|you|the (?:date|records?|notes?"
    r"|reviewer|letter|denial|plan|fall"
    r"|delay)|your|there|anyone|nobody|if|neither|he|she) (?:\w+ )?(?!will|shall|is going|'ll)\w+|what|of what|about"
    r"|why|how)"
    r"|\b(?:make|makes|made|making|to be) (?:sure|certain)\b|\bsure enough\b|\b(?:not|never) (?:only )?(?:safe|stop"
    r"|better|well|improve"
    r"|work(?:ed)?|free|walk|recover|live|heal)\b|\b(?:will|would|may|can) never (?:be|walk|recover|live|heal|get|work"
    r"|regain|see (?!the)"
    r"|hear (?!from)|run|have (?:a|the) (?:chance|normal))\b|\bwithout (?:this|it|the|that|treatment|surgery|care|her"
    r"|his|my|help"
    r"|proper|access|such)\b|\b(?:unless|untreated|if (?:you|the plan|it|this|he|she|i|we) (?:\w+ )?(?:den\w+|refus\w+"
    r"|uphold\w*|wait\w*|is"
    r" denied|is not|are not|don't|do not|doesn't))\b|\bn't (?:\w+ )?(?:cure|heal|work|stop|better|improve|help|walk"
    r"|safe|effective|free)\b"
    r"|\b(?:was|were|had|did|needed|showed|has (?:not )?been|have been) (?!guaranteed|promised|assured)\w+|\b(?:date"
    r"|records?|criteri\w+"
    r"|medically necessary|necessary|appropriate|indicated|agreed|diagnos\w+)\b"
)

# ---------------------------------------------------------------------------------------------------------- threats

#: Said not to be meant, said as a right, or about somebody else.
_LAWFUL: Final = (
    r"\b(?:not (?:my|our) (?:intention|wish|aim)|no (?:intention|wish|desire|plans?) (?:to|of)|(?:do|does|did|would|am"
    r"|are)(?: not|n't)"
    r" (?:\w+ )?(?:want|wish|mean|intend|like|out to|here to|threaten\w*|trying|plan)|not (?:out to|here to|trying to"
    r"|a threat"
    r"|looking to)|rather (?:than|not)|never wanted|last thing|last resort|attorney-in-fact|power of attorney"
    r"|police report|lawyer's assistant"
    r"|court-ordered|court-appointed|guardian|other driver|against (?:the|my) (?:other|former|driver|employer|landlord)"
    r"|was settled"
    r"|workers' compensation|disability (?:case|hearing|judge|claim|lawyer)|probate|custody|divorce|supreme court"
    r"|court (?:of appeal"
    r"|held|has held|ruled|decision|case)|courts have|juvenile|family court|worked (?:as|for)|used to (?:work|be))\b"
)
#: To see a lawyer is anyone's right, and may be said.
_RIGHT: Final = (
    r"\b(?:reserv\w+|rights?|entitled|allow(?:s|ed)? (?:me|us)|may (?:\w+ )?(?:consult|speak|talk|ask|seek|contact|call"
    r"|see|get|obtain"
    r"|involve|need|want)|might|could (?:\w+ )?(?:consult|speak|talk|ask|seek|see)|legal aid|legal services"
    r"|consumer alliance|represent\w*"
    r"|help(?:ed|s|ing)? (?:me|us) (?:with|write|prepare|understand|to)|advised? (?:me|us)|copy|cc|remed(?:y"
    r"|ies) (?:that|listed|available"
    r"|allowed)|authorized representative|consider(?:ing)?)\b"
)
_WILL: Final = (
    r"(?:\b(?:will|shall|going to|intend\w*|prepared|ready|about to|plan(?:s|ning)? to|expect|no (?:choice|alternative"
    r"|option)|choice"
    r" but|hesitate|may|can|could|must|have to|forced to|already|now|before|next|unless|if|or|failure|until|otherwise"
    r"|want|follow\w*"
    r"|result|is (?:being|waiting)|are being|see you|standing by|one more|again|would)\b|'ll\b)"
)
_THEIR_PEOPLE: Final = (
    r"(?:you|each of you|all of you|every one of you|everyone (?:there|involved|responsible)"
    r"|your (?:\w+ )?(?:reviewers?|physicians?"
    r"|doctors?|directors?|executives?|ceo|staff|company|people|nurses?|plan|employees|managers?|supervisors?|family"
    r"|offices?|building"
    r"|lobby|headquarters|business)|your \w+'s|each person|the (?:individuals?|people|persons?|ones?|man|woman|doctor"
    r"|reviewer)"
    r" (?:who|concerned|involved|responsible|behind)|whoever|those (?:who|responsible)|somebody|someone|whoever signed)"
)
_MEDIA: Final = (
    r"\b(?:press(?! (?:on|charges|ing))|media|newspapers?|the papers|news (?:stations?|outlets?|channels?|crews?|team)"
    r"|(?:evening|local|nightly)"
    r" news|reporters?|journalists?|columnists?|tv|televisions?(?: stations?)?|radio (?:station|show|host)|cameras?"
    r"|documentary|podcast|followers|my (?:blog|channel|subscribers)|bloggers?|influencers?"
    r"|social media|facebook|twitter|tiktok|instagram|yelp|youtube|reddit|on ?line|the internet|the web|every platform"
    r"|go(?:es|ing)? public"
    r"|the public|headlines?|front page|viral|hashtag|billboards?|leaflets|flyers|pickets?|picketing|protest"
    r"|sign outside|megaphone"
    r"|the whole (?:world|town|country|city)|everybody in town|every\w* (?:in )?(?:town|paper)|the world)\b"
)

CONCEPTS: Final = (
    concept(
        "lawsuit",
        "threatens with a lawsuit",
        r"\b(?:su(?:e[sd]?|ing)(?! (?:for custody|the driver))|lawsuits?|litigat\w+|legal (?:action|proceedings|battle"
        r"|consequences|steps|war|hell)|(?:fil(?:e|ing)|bring(?:ing)?) (?:a )?suit|(?:to|in|into) (?:\w+ )?court"
        r"|superior court"
        r"|(?:punitive |seek |for )damages|bad[- ]faith|a jury|class action|before a judge|small claims|(?:take"
        r"|taking) you for"
        r" (?:everything|all|every)|subpoena\w*|malpractice)\b",
        rf"{_WILL}|\b(?:hear|legal team|attorney|lawyer|you)\b",
        unless=rf"{_LAWFUL}|{_RIGHT}",
    ),
    concept(
        "lawyer",
        "threatens with a lawyer",
        r"\b(?:my|our|an?|the family's|your|his|her) (?:\w+ )?(?:attorneys?|lawyers?|legal team|counsel|law firm)\b"
        r"(?!'s assistant|-in-fact)|\bretain(?:ed|ing)? (?:\w+ )?(?:counsel|attorneys?|lawyers?)|\blegal team\b"
        r"|\blawyer(?:ing|ed)? up\b",
        r"\b(?:hear(?:ing)?|contact\w*|call\w*|hir(?:e|ed|ing)|retain\w*|consult\w*|ready|standing by|fil(?:e|ing)"
        r"|pursu\w+|involve\w*|turn\w* (?:this|it) over|instruct\w*|will|shall|deal\w*|meet|take you|'ll|waiting)\b"
        r"|'ll\b",
        unless=rf"{_LAWFUL}|{_RIGHT}|\b(?:has|have|having|with) (?:a|an|the help of|my) (?:lawyer|attorney)\b",
    ),
    concept(
        "liability",
        "threatens with consequences for the plan's people",
        r"\b(?:(?:hold|holding|held) (?:\w+ ){1,6}?(?:liable|accountable|responsible|to account)|(?:personally"
        r"|criminally|legally|individually) (?:liable|responsible|accountable|pay\b|answer\b)|press(?:ing)? charges"
        rf"|(?:report|reporting|turn(?:ing)?|denounce) {_THEIR_PEOPLE}(?: \w+){{0,3}} (?:to|in to|over to"
        rf"|before) (?:the |a |every |his |her )?(?:\w+ )?"
        r"(?:police|fbi|authorities|district attorney|board|sheriff|prosecutor|licensing|law)|attempted murder"
        r"|manslaughter|murderers?"
        r"|criminal (?:charges|complaint|negligence)|hear(?:ing)? from (?:the )?(?:police|fbi|da|district attorney"
        r"|sheriff|authorities|prosecutor)|(?:will|'ll|going to) (?:call|go to|inform|alert|involve) the (?:police|fbi"
        r"|district attorney|sheriff|prosecutor)|behind bars|in jail|to jail|to prison|handcuffs|arrested"
        r"|(?:your|their|his|her) (?:\w+ )?(?:\w+'s )?(?:licen[sc]es?|job|career|reputation"
        r"|livelihood)[^.;]{0,25}? (?:pulled|revoked|taken"
        r" away|suspended|ruined?|over|lost|gone|on the line|finished|for this)|(?:lose|losing|cost\w*|take|have|pull"
        r"|revoke|end|ruin|destroy)"
        r" (?:(?:you|him|her|them|someone) )?(?:your|their|his|her|somebody's|someone's) (?:\w+ )?(?:\w+'s )?(?:jobs?"
        r"|licen[sc]es?|careers?|reputation|livelihood"
        r"|business|company|pensions?)|struck off|never work(?:s)? again|never practice|(?:shut|close|bring"
        r"|take) (?:you|your \w+|this company"
        r"|your whole \w+) down|out of business|(?:ruin|destroy|bury|bankrupt|sink)(?:ed|ing|s)? (?:you"
        r"|your (?:\w+ )?(?:company|business|career|plan|name)|the company|this company)|have"
        r" (?:you|him|her|them|someone) (?:fired|struck|sacked|disciplined|removed)|(?:consequences"
        r"|repercussions) for (?:you|your|the (?:people|individuals?"
        r"|persons?|ones)|those|everyone|whoever)|(?:sue|prosecute|charge|go after|come after) (?:each|every|you"
        r"|the (?:person|individual)))\b",
        unless=rf"{_LAWFUL}|\b(?:premiums?|financially responsible for|the cost|held responsible for (?:the bill"
        rf"|paying)|lost my job"
        rf"|cost (?:me|him|her|us) (?:my|his|her|our)|lose (?:his|her) (?:job|career|business) (?:if|because"
        rf"|without))\b"
        rf"|\b(?:i|he|she|we|my (?:son|daughter|husband|wife)|patient|mom|dad) (?:\w+ ){{0,3}}?(?:los[te]\w*"
        rf"|risks? losing|could lose) (?:my|his|her|their|our)\b",
    ),
    concept(
        "publicity",
        "threatens with publicity",
        _MEDIA,
        r"\b(?:you|your|yours|this|story|name|names|faces?|it|pictures?|photos?|denial|plan|company)\b",
        r"\b(?:take|taking|tell(?:ing|s)?|give|giving|go(?:es|ing)?|post(?:ing)?|shar(?:e|ing)|writ(?:e|ing)|expos(?:e"
        r"|ing)"
        r"|contact(?:ing)?|call(?:ing)?|alert(?:ing)?|notify|interested|interest|hear(?:s)?|know(?:s)?|learns?"
        r"|see(?:s)?|reach out|publish\w*"
        r"|speak(?:ing)?|warn(?:ing)?|bring(?:ing)?|love|shame|ended up|end up|has your|have your|finds? out"
        r"|works? (?:at|for|in)|is a|are in"
        r"|stand(?:ing)?|until|plaster\w*|spread\w*|all over|wait(?:ing|s)?|curious|picture|cover\w*|send(?:ing)?"
        r"|run(?:ning)?|turn\w*|put(?:ting)?|report(?:ing)?|read|print|leak\w*)\b",
        rf"{_WILL}|\b(?:would|works?|is|are|love|my (?:cousin|nephew|brother|friend|sister|son|daughter|uncle"
        rf"|neighbor))\b",
        unless=rf"{_LAWFUL}|\b(?:public (?:transport\w*|health|transit|guardian|agency|school|assistance|library"
        rf"|record)|certified"
        r" mail|in public|hope that|members? services|on ?line (?:form|portal|account|directory|visits?|therapy|school"
        r"|class\w*|application|at)"
        r"|posted (?:the|my)|available|saw it|published|help (?:everyone|everybody)|watch(?:es|ed|ing)?|listen\w*"
        r"|your (?:own )?(?:web|website|portal)"
        r"|print(?:ed)? press|blood pressure|bench press|read (?:about|that|in|on)|i (?:found|read|saw|looked|filed"
        r"|submitted|filled|sent|signed|uploaded"
        r"|checked)|means the world|the world to|in the world|world health|security camera|scope|advertis\w*"
        r"|commercials?|pressure|patients? on)\b",
    ),
    concept(
        "personal",
        "threatens",
        r"(?:\b(?:answers? for (?:it|this|that) personally|or else(?= ?[.!,]|$)|(?:you|you all|you people|your \w+"
        r"|somebody|someone|they|your people|those \w+|everyone|all of you)(?:'ll|'re| will| shall| are"
        r"| is)?(?: \w+){0,3}? (?:(?:going to |will |shall |'ll )?(?:regret|pay (?:dearly )?for (?:this|it|what)|rue"
        r"|be (?:very |so )?sorry|answers? (?:for|to"
        r" me)|wish (?:you|they|he|she)|live to|pay the price))\b|(?:is|are) going to (?:pay(?= ?[.!,])|regret)"
        r"|face (?:the )?(?:consequences|music)"
        r"|(?:will|shall) (?:have|be|face) (?:serious |grave |dire )?consequences|(?:there|be) (?:will |shall "
        r"|'ll )?(?:be )?(?:hell to pay|trouble for you)"
        r"|you(?:'d| had) (?:best|better)|cost (?:you|your company) (?:\w+ )?(?:dearly|everything|millions"
        r"|more than you (?:think|know|bargained))|(?:know|found out|find out) where (?:you|your|he|she)"
        r" (?:\w+ )?(?:live|lives|work|works|office|park\w*|home|is|sit)?|(?:come|coming|go|going|be|show(?:ing)? up"
        r"|turn(?:ing)? up|drive|driving|march\w*) (?:over |down |up )?"
        r"(?:there(?:,? (?:myself|in person|with|and|to)\b|[.!])|to your (?:\w+ )?(?:office|home|house|door|building"
        r"|desk|lobby|headquarters)|at your (?:\w+ )?(?:office|door|house|desk|home))"
        r"|(?:on|in|over) your (?:conscience|hands|head|heads)|blood (?:is |will be )?on|(?:someone|somebody|people"
        r"|you) (?:is |are |will |'ll )?(?:going to )?"
        r"(?:get|gets|be) hurt|what happens to (?:people|those|anyone|somebody|someone) who|(?:last|final) (?:chance"
        r"|warning)|(?:will |shall |'ll )?not rest until"
        r"|watch your(?:self|selves| back| step)|look(?:ing)? over your shoulders?|i(?:'ll| will| shall) (?:make"
        r"|see to it|ensure|be sure|make sure|make certain)"
        r"(?: sure| certain)?(?: that)? (?:you(?! (?:get|have|receive)\w* (?:the|my|all))|your|each|they|no \w+"
        r"|everybody|everyone|every|nobody|no one|the whole)"
        r"|consequences (?:for you|will)|your days are numbered|come after you|coming for you|hunt (?:you|him|her) down"
        r"|(?:be|is|will be) your (?:own )?fault"
        r"|you(?:'ll| will| shall) find out what|you(?:'d| would) do well to|won't (?:be pretty|like what)|(?:get|gets"
        r"|turn|be) (?:very |really )?(?:ugly|messy|nasty)(?= ?[.!,]| for you)|(?:make|cause|bring"
        r"|mean) (?:\w+ )?(?:trouble|problems|headaches|misery) for (?:you|your)|friends in high places"
        r"|i know people (?:who|that)|(?:powerful|well-connected|influential) friends|who you(?:'re| are) (?:dealing"
        r"|messing) with|nothing (?:left )?to lose|desperate (?:people|men|measures)|see you in hell|one eye open"
        r"|(?:not|n't) be (?:held )?responsible for (?:what (?:i|happens|he)|my)|stock price|shareholders|come for you"
        r"|will remember your (?:name|face)|teach (?:you|him|her|your)|get even|how much (?:your|this"
        r"|the) \w+ (?:costs?|will cost) you|don't (?:push|test) me\b|push me|test me"
        r"|be warned|been warned|consider (?:this|yourself|yourselves) (?:a |an? \w+ )?warn\w+"
        r"|don't say (?:that )?i didn't warn|think twice|mess(?:ed|ing)? with the wrong"
        r"|not (?:a|the) (?:patient|forgiving|kind|gentle) (?:man|woman|person)|make your (?:\w+ )?(?:life|lives)"
        r"|living hell|(?:you|they|staff|employees|people|workers|executives) (?:are|is|will be"
        r"|'ll be) (?:too )?afraid to"
        r"|(?:meets?|find|catch|run into) (?:me|us|him|you|her) (?:in|on) (?:the|a) (?:street|parking|dark|alley)"
        r"|hate (?:for|to see) (?:something|anything|you|your)"
        r"|(?:would be a|such a|real) (?:shame|pity) if|(?:something|anything|accidents?) (?:could |might |may |should "
        r"|to )?happens? to (?:you|your)|pay up\b|burn (?:\w+ )?down|smash\w*"
        r"|bring (?:a|my) gun|my (?:gun|fists?)|break (?:your|his|her|some) \w+|whatever it takes to make you"
        r"|eye for an eye|an example of (?:you|your|this (?:plan|company)|the (?:plan|company|insurer))"
        r"|picket\w*|stalk(?:ing)? (?:you|your)|hound (?:you|your)|harass\w*|never (?:have|get|know) (?:a moment's "
        r"|any )?peace"
        r"|no (?:physician|doctor|hospital|employer|one|member)s?"
        r" (?:\w+ ){0,4}?(?:contracts?|works?|signs?|deals?|does business) with you|los(?:e|es|ing) (?:every"
        r"|all) (?:\w+ )?(?:customers?|members?|contracts?|clients?|accounts?)"
        r"|boycott\w*|(?:post|print|share|put|spread)\w* [^.;]{0,40}\b(?:everywhere|for all to see)|your faces?"
        r"|lost their jobs? for less|(?:i|we)(?:'ll| will| shall) see (?:that|to it that) (?:you|your))(?!\w))",
        unless=rf"{_LAWFUL}|\b(?:i (?:will|'ll) make (?:sure|certain) (?:that )?(?:you|your \w+) (?:get|have"
        rf"|receive)\w* (?:the|my|all))\b"
        r"|\bthought twice\b|\bto (?:be|get) hurt again\b|\b(?:the fall|falls?|accident)\b[^.;]{0,30}\bhurt\b"
        r"|\bbreak (?:his|her) (?:hip|arm|leg|neck|bones?|back|skull|wrist)"
        r"|\bgo(?:ing)? to your (?:website|office (?:in person )?to (?:bring|deliver|drop|hand))|\b(?:at"
        r"|to) your office (?:at|on|by fax|with the)"
        r"|\bknow where (?:your|you) (?:stand|letter|letters|figures|numbers)|\bsmashed (?:my|his|her)\b"
        r"|\bpeople who (?:get|have|need|take|wait|go)\b",
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
        r"|get worse|be (?:den|refus|wors)|hurt|come (?:back|sooner)|return|fall|cause|cost|face|require|progress|miss"
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
        r"|(?:no|isn't|not) (?:the |even the |a )?(?:slightest|least|smallest|remotest) (?:risk|chance|possibility"
        r"|danger)\b"
        r"|fail(?:ure)? is (?:impossible"
        r"|out of the question)|there'?s? (?:is )?no way (?:that )?(?:it|this|the \w+|these \w+) (?:won't|will not"
        r"|can't|cannot|doesn't|could fail|can fail))",
        unless=r"\b(?:hope|hopes|hoping|if it|may|might|could|believes?|thinks?|nobody|no one|chance of|chances|whether"
        r"|no (?:treatment|drug|surgery|medicine|scan|operation)"
        r"|without (?:this|it|the|that|treatment|surgery|care|her|his|my|help)|unless|cannot promise|can't promise"
        r"|does not mean|doesn't mean|not mean|wish|pray\w*|want|dream"
        r"|untreated|on the drugs|every fall|will not (?:be cured|cure|put|eliminate|vanish|disappear)|won't cure"
        r"|not (?:be )?cured?|never (?:be )?cured?|not a|doubt|fear|afraid"
        r"|your (?:denial|letter|decision)|did not|didn't|you (?:say|said))\b|n't be\b",
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

    Rule: certainty and a treatment's success in one sentence, or a success told flatly as to come ("will be cured",
    "will never relapse"); or lawsuits, lawyers, liability, publicity, ruin or harm held out to the plan or its people.
    Announcing a complaint to the Department, a hearing or an IMR is a right, and passes; so is seeing a lawyer.
    Source: domain.md §7.
    Passes on purpose: hope, chances and belief; success denied or not guaranteed; ills that come without the
    treatment; what the law or the contract guarantees; certainty about facts; a power of attorney, a court's guardian,
    a suit against somebody else; "I do not want to go to court".
    Limits: veiled threats in words of another kind pass; a promise without a word of certainty ("it will help") passes.
    """

    name = "guarantee_or_threat"
    version = 3
    kinds = ("appeal",)
    concepts = CONCEPTS
