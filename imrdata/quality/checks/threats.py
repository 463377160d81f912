"""Threats in an appeal, as concepts: courts, publicity, ruin or harm held out to the plan or its people.

Part of `imrdata.quality.checks.guarantee_or_threat`.
"""

from __future__ import annotations

from typing import Final

from imrdata.quality.concept_rules import concept

#: Said not to be meant, said as a right, or about somebody else.
_LAWFUL: Final = (
    r"\b(?:not (?:my|our) (?:intention|wish|aim)|no (?:intention|wish|desire|plans?) (?:to|of)|(?:do|does|did"
    r"|would|am"
    r"|are)(?: not|n't)"
    r" (?:\w+ )?(?:want|wish|mean|intend|like|out to|here to|threaten\w*|trying|plan)|not (?:out to|here to|trying to"
    r"|a threat"
    r"|looking to)|rather (?:than|not)|never wanted|last thing|last resort|attorney-in-fact|power of attorney"
    r"|police report|lawyer's assistant"
    r"|court-ordered|court-appointed|guardian|other driver|against (?:the|my) (?:other|former|driver|employer"
    r"|landlord)"
    r"|was settled"
    r"|workers' compensation|disability (?:case|hearing|judge|claim|lawyer)|probate|custody|divorce|supreme court"
    r"|(?:i'd|i would|we'd) rather|(?:nobody|no one|none of us) (?:wants|means|is going)|court (?:of appeal"
    r"|held|has held|ruled|decision|case)|courts have|juvenile|family court|worked (?:as|for)|used to (?:work|be))\b"
)
#: To see a lawyer is anyone's right, and may be said.
_RIGHT: Final = (
    r"\b(?:reserv\w+|rights?|entitled|allow(?:s|ed)? (?:me|us)|may (?:\w+ )?(?:consult|speak|talk|ask|seek|contact"
    r"|call"
    r"|see|get|obtain"
    r"|involve|need|want)|might|could (?:\w+ )?(?:consult|speak|talk|ask|seek|see)|legal aid|legal services"
    r"|consumer alliance|represent\w*"
    r"|help(?:ed|s|ing)? (?:me|us) (?:with|write|prepare|understand|to)|advised? (?:me|us)|copy|cc|remed(?:y"
    r"|ies) (?:that|listed|available"
    r"|allowed)|authorized representative|consider(?:ing)?)\b"
)
_WILL: Final = (
    r"(?:\b(?:will|shall|going to|intend\w*|prepared|ready|about to|plan(?:s|ning)? to|expect|no (?:choice"
    r"|alternative"
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
    r" (?:who|concerned|involved|responsible|behind)|whoever|those (?:who|responsible)|somebody|someone"
    r"|whoever signed)"
)
_MEDIA: Final = (
    r"\b(?:press(?! (?:on|charges|ing))|media|newspapers?|the papers|news (?:stations?|outlets?|channels?|crews?"
    r"|team)"
    r"|(?:evening|local|nightly)"
    r" news|reporters?|journalists?|columnists?|tv|televisions?(?: stations?)?|radio (?:station|show|host)|cameras?"
    r"|documentary|podcast|followers|my (?:blog|channel|subscribers)|bloggers?|influencers?"
    r"|channel \d+|talk shows?|tweet(?:s|ing)?|press conference|(?:tv|camera) crews?|social media|facebook|twitter"
    r"|tiktok|instagram|yelp|youtube|reddit|on ?line|the internet|the web|every platform"
    r"|go(?:es|ing)? public"
    r"|the public|headlines?|front page|viral|hashtag|billboards?|leaflets|flyers|pickets?|picketing|protest"
    r"|sign outside|megaphone"
    r"|the whole (?:world|town|country|city)|everybody in town|every\w* (?:in )?(?:town|paper)|the world)\b"
)

THREATS: Final = (
    concept(
        "lawsuit",
        "threatens with a lawsuit",
        r"\b(?:su(?:e[sd]?|ing)(?! (?:for custody|the driver))|lawsuits?|litigat\w+|legal (?:action|proceedings"
        r"|battle"
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
        r"|sheriff|authorities|prosecutor)|(?:will|'ll|going to) (?:call|go to|inform|alert|involve) the (?:police"
        r"|fbi"
        r"|district attorney|sheriff|prosecutor)|behind bars|in jail|to jail|to prison|handcuffs|arrested"
        r"|(?:your|their|his|her) (?:\w+ )?(?:\w+'s )?(?:licen[sc]es?|job|career|reputation"
        r"|livelihood)[^.;]{0,25}? (?:pulled|revoked|taken"
        r" away|suspended|ruined?|over|lost|gone|on the line|finished|for this)|(?:lose|losing|cost\w*|take|have|pull"
        r"|revoke|end|ruin|destroy)"
        r" (?:(?:you|him|her|them|someone) )?(?:your|their|his|her|somebody's|someone's) (?:\w+ )?(?:\w+'s )?(?:jobs?"
        r"|licen[sc]es?|careers?|reputation|livelihood"
        r"|business|company|pensions?)|struck off|never work(?:s)? again|never practice|(?:shut|close|bring"
        r"|take) (?:you|your \w+|this company"
        r"|your whole \w+) down|(?:put|drive|run|send) (?:you|your \w+|this \w+|the \w+) out of business|(?:ruin"
        r"|destroy|bury|bankrupt|sink)(?:ed|ing|s)? (?:you"
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
        r"\b(?:take|taking|tell(?:ing|s)?|give|giving|go(?:es|ing)?|post(?:ing)?|shar(?:e|ing)|writ(?:e|ing)"
        r"|expos(?:e"
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
        r" mail|in public|hope that|members? services|on ?line (?:form|portal|account|directory|visits?|therapy"
        r"|school"
        r"|class\w*|application|at)"
        r"|posted (?:the|my)|available|saw it|published|help (?:everyone|everybody)|watch(?:es|ed|ing)?|listen\w*"
        r"|your (?:own )?(?:web|website|portal)"
        r"|print(?:ed)? press|blood pressure|bench press|read (?:about|that|in|on)|i (?:found|read|saw|looked|filed"
        r"|submitted|filled|sent|signed|uploaded"
        r"|checked)|(?:see|saw|seen|hear|heard|learn\w*) (?:\w+ )?on (?:the )?(?:television|tv|news|radio)"
        r"|means the world|the world to|in the world|world health|security camera|scope|advertis\w*"
        r"|commercials?|pressure|patients? on)\b",
    ),
    concept(
        "personal",
        "threatens",
        r"(?:\b(?:answers? for (?:it|this|that) personally|or else(?= ?[.!,]|$)|(?:you|you all|you people|your \w+"
        r"|somebody|someone|they|your people|those \w+|everyone|all of you)(?:'ll|'re| will| shall| are"
        r"| is)?(?: \w+){0,3}? (?:(?:going to |will |shall |'ll )?(?:regret|pay dearly|pay for (?:this"
        r"|it)(?= ?[.!,])|pay for what (?:you|they)|rue"
        r"|be (?:very |so )?sorry|answers? (?:for|to"
        r" me)|wish (?:you|they|he|she)|live to|pay the price))\b|(?:is|are) going to (?:pay(?= ?[.!,])|regret)"
        r"|face (?:the )?(?:consequences|music)"
        r"|(?:will|shall) (?:have|be|face) (?:serious |grave |dire )?consequences(?! for (?:me|us|him|her|my|his"
        r"|our|the \w+ly)\b)|(?:there|be) (?:will |shall "
        r"|'ll )?(?:be )?(?:hell to pay|trouble for you)"
        r"|you(?:'d| had) (?:best|better)|cost (?:you|your company) (?:\w+ )?(?:dearly|everything|millions"
        r"|more than you (?:think|know|bargained))|(?:know|found out|find out) where (?:you|your|he|she)"
        r" (?:\w+ )?(?:live|lives|work|works|office|park\w*|home|is|sit)?|(?:come|coming|go|going|be|show(?:ing)? up"
        r"|turn(?:ing)? up|drive|driving|march\w*) (?:over |down |up )?"
        r"(?:there(?:,? (?:myself|in person|with|and|to)\b|[.!])|to your (?:\w+ )?(?:office|home|house|door|building"
        r"|desk|lobby|headquarters)|at your (?:\w+ )?(?:office|door|house|desk|home))"
        r"|(?:on|over) your (?:conscience|hands|heads?)|blood (?:is |will be )?on your|(?:someone|somebody|people"
        r"|you) (?:is |are |will |'ll )?(?:going to )?"
        r"(?:get|gets|be) hurt|what happens to (?:people|those|anyone|somebody|someone) who|(?:last|final) (?:chance"
        r"|warning)|(?:will |shall |'ll )?not rest until"
        r"|watch your(?:self|selves| back| step)|look(?:ing)? over your shoulders?|i(?:'ll| will| shall) (?:make"
        r"|see to it|ensure|be sure|make sure|make certain)"
        r"(?: sure| certain)?(?: that)? (?:you(?! (?:get|have|receive)\w* (?:the|my|all))|your|each|no \w+"
        r"|everybody|everyone|every|nobody|no one|the whole)"
        r"|consequences (?:for you|will)|your days are numbered|come after you|coming for you|hunt (?:you|him"
        r"|her) down"
        r"|(?:be|is|will be) your (?:own )?fault"
        r"|you(?:'ll| will| shall) find out what|you(?:'d| would) do well to|won't (?:be pretty|like what)|(?:get"
        r"|gets"
        r"|turn|be) (?:very |really )?(?:ugly|messy|nasty)(?= ?[.!,]| for you)|(?:make|cause|bring"
        r"|mean) (?:\w+ )?(?:trouble|problems|headaches|misery) for (?:you|your)|friends in high places"
        r"|i know people (?:who|that)|(?:powerful|well-connected|influential) friends|who you(?:'re| are) (?:dealing"
        r"|messing) with|nothing (?:left )?to lose(?! by)|desperate (?:people|men|measures)|see you in hell"
        r"|one eye open"
        r"|(?:not|n't) be (?:held )?responsible for (?:what (?:i|happens|he)|my)|stock price|shareholders"
        r"|come for you"
        r"|will remember your (?:name|face)|teach (?:you|your) (?:\w+ )?(?:a lesson|what)|get even(?= ?[.!,;]"
        r"| with)|how much (?:your|this"
        r"|the) \w+ (?:costs?|will cost) you|(?:don't|do not|dare|not to) (?:push|test|try) me\b"
        r"|be warned|been warned|consider (?:this|yourself|yourselves) (?:a |an? \w+ )?warn\w+"
        r"|don't say (?:that )?i didn't warn|(?:better|should|might want to|will|'ll) think twice|mess(?:ed"
        r"|ing)? with the wrong"
        r"|not (?:a|the) (?:patient|forgiving|kind|gentle) (?:man|woman|person)|make your (?:\w+ )?(?:life|lives)"
        r"|living hell|(?:you|they|staff|employees|people|workers|executives) (?:are|is|will be"
        r"|'ll be) (?:too )?afraid to"
        r"|(?:meets?|find|catch|run into) (?:me|us|him|you|her) (?:in|on) (?:the|a) (?:street|parking|dark|alley)"
        r"|hate (?:for|to see) (?:you|your \w+) (?:to )?(?:lose|get|end up|find out|be next)"
        r"|(?:would be a|such a|real) (?:shame|pity) if|(?:something|anything|accidents?) (?:could |might |may "
        r"|should "
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
        r"|\bsee to it (?:that )?you (?:get|have|receive)\b|\b(?:if you (?:need|want|wish|would|like|have)|willing"
        r"|glad|happy) (?:\w+ ){0,6}?(?:me|to)\b"
        r"|\b(?:ask|hope|trust|request|please|agree|approve)\w* [^.;]{0,40}\bpay for (?:this|it)\b|\b(?:would|will"
        r"|won't|could|can) ?(?:n't)? you\b[^.;]*\?"
        r"|\bthought twice\b|\bto (?:be|get) hurt again\b|\b(?:the fall|falls?|accident)\b[^.;]{0,30}\bhurt\b"
        r"|\bbreak (?:his|her) (?:hip|arm|leg|neck|bones?|back|skull|wrist)"
        r"|\bgo(?:ing)? to your (?:website|office (?:in person )?to (?:bring|deliver|drop|hand))|\b(?:at"
        r"|to) your office (?:at|on|by fax|with the)"
        r"|\bknow where (?:your|you) (?:stand|letter|letters|figures|numbers)|\bsmashed (?:my|his|her)\b"
        r"|\bpeople who (?:get|have|need|take|wait|go)\b",
    ),
    concept(
        "ultimatum",
        "threatens",
        # An order, and what the writer will do or the reader suffer otherwise; what the patient would suffer is none.
        r"^(?:and |so |now |just |better )*(?:approve|pay|cover|fix|settle|sign|reverse|authori[sz]e|give|hand|do"
        r"|cough|change"
        r"|get|release|send|deliver|listen)\b[^.;]{2,70}?[,;]? (?:or|unless|and) "
        r"(?:(?:i|we)(?:'ll| will| shall)? (?:go to|tell|start|take|make|bring|come|expose|call|post|sue|find|name"
        r"|show up|put"
        r"|begin|open|publish|report|drag|ruin|forget|keep quiet|won't (?:go|tell|call|report))\b"
        r"|you(?:'ll| will| are going to| and i)\b|(?:the|your) (?:tapes?|videos?|photos?|headlines?|world|public"
        r"|press|news)\b)",
        unless=rf"{_LAWFUL}|\b(?:please|kindly|why|reasons?|explain|you will (?:see|find|have|get"
        rf"|hear from (?:my doctor|dr)|be)"
        r"|appeal|grievance|complaint|complain|department|dmhc|review|hearing|find (?:another|a way)|start (?:the"
        r"|my|his|her)"
        r"|take (?:the|my)|call (?:my|the (?:clinic|pharmacy)))\b",
    ),
    concept(
        "hostile",
        "threatens",
        r"\b(?:i|we)(?:'ll| will| shall|'m going to| am going to|'re going to| are going to|'m about to| want to"
        r"| can| could)"
        r"(?: \w+)? (?:hurt|ruin|destroy|expose|drag|haunt|torment|scare|shame|slap|hunt|blast|starve|bleed|crush"
        r"|bury|punish"
        r"|humiliate|hound|drop|ambush|storm|finish|audit|spit on|sit in|camp (?:at|in|on|out)|chain myself"
        r"|speed up|catch)\b"
        r"[^.;]{0,40}?\b(?:you|your|yours|whoever|this (?:company|office|plan)|the (?:man|woman|person|one|ones"
        r"|career|doctor) "
        r"(?:of|who|that)|(?:reviewer|director)'s|every(?:one|body)|insurers?)\b"
        r"|\b(?:i|we)(?:'ve| have)? (?:know|have|found out|learned|got|can find out)\b[^.;]{0,60}?(?:\b(?:your|his"
        r"|her|their)"
        r" (?:home address|home number|cell)|\b(?:where|which|what)\b[^.;]{0,30}\b(?:(?:reviewer|director|doctor"
        r"|boss|manager)\b"
        r"|dr\.|\[reviewer_name\]|you\b)[^.;]{0,30}\b(?:lives?|parks|plays|sleeps?|drives|school|kindergarten"
        r"|children|kids|go to"
        r"|goes to)\b)"
        r"|\bheads? (?:will |are going to |is going to )?roll\b|\bgloves (?:come|are coming|are) off\b"
        r"|\bat your (?:own )?peril\b"
        r"|\b(?:see|watch|find out) (?:what happens|who i am|what i (?:can|will|'ll) do)(?= ?[.!,]|$)"
        r"|\b(?:have|take|want|get|my) (?:my )?revenge\b|\bmake an enemy\b|\b(?:have|want|like|make) me (?:as"
        r"|for) an enemy\b"
        r"|\bit(?:'s| is| will be|'ll be) war\b|\byour worst nightmare\b|\b(?:a|with my|my|get my) (?:shotgun"
        r"|rifle|pistol"
        r"|baseball bat)\b|\bwhen i(?:'m| am) (?:through|finished|done) with (?:you|her|him|them|your)\b"
        r"|\bnam(?:e|ing) names\b|\bi never forget\b|\bdon't forget(?= ?[.!])|\b(?:you|she|he|reviewer|doctor"
        r"|director)"
        r"(?:'d| had)? better (?:watch|be careful|hurry|pray)\b|\bi(?:'d| would) be careful\b",
        unless=rf"{_LAWFUL}|\b(?:please|if you (?:need|want)|fell|falls?|attacked|hit by|drop (?:it|that|this|the"
        rf"|my|her|his)"
        r"|finish (?:the|my|his|her))\b",
    ),
    concept(
        "at_their_door",
        "threatens",
        r"\b(?:your|(?:reviewer|director|doctor|boss|president|manager)'s) (?:\w+ )?(?:lobby|doorstep|lawn"
        r"|front door|parking lot"
        r"|driveway|neighbou?rs|shareholders|investors|annual meeting|windows?|house|home|kids|children|family)\b",
        rf"{_WILL}|\b(?:lets?|wait|don't be)\b",
        r"\b(?:i|i'll|we'll|we|my|us|me)\b",
        unless=rf"{_LAWFUL}|\b(?:please|picture|imagine|suppose|wish|hope|as if|you would|would you|want for"
        rf"|ask yourself|think of"
        r"|were (?:your|in)|same for|if (?:it|this|he|she) were|if your (?:own )?(?:child|kid|son|daughter|family"
        r"|mother)"
        r"|drop(?:ped)? off|deliver(?:ed)? (?:it|this|them)|sat in|waited|care (?:about|for)|like your|treat (?:me"
        r"|him|her))\b",
    ),
)
