"""Threats in an appeal, as concepts: courts, publicity, ruin or harm held out to the plan or its people.

Part of `imrdata.quality.checks.guarantee_or_threat`.
"""

from __future__ import annotations

from typing import Final

from imrdata.quality.concept_rules import concept

#: Said not to be meant, said as a right, or about somebody else.
_LAWFUL: Final = (
    r"\b(?:not (?:my|our) (?:intention|wish|aim)|no (?:intention|wish|desire|plans?) (?:to|of)|(?:do|does|did|would"
    r"|am|are)(?: not|n't) (?:\w+ )?(?:want|wish|mean|intend|like|out to|here to|threaten\w*|trying|plan)|not (?:out"
    r" to|here to|trying to|a threat|looking to)|rather (?:than|not)|never wanted|last thing|last resort"
    r"|attorney-in-fact|power of attorney|police report|lawyer's assistant|court-ordered|court-appointed|guardian"
    r"|other driver|against (?:the|my) (?:other|former|driver|employer|landlord)|was settled|workers' compensation"
    r"|disability (?:case|hearing|judge|claim|lawyer)|probate|custody|divorce|supreme court|(?:i'd|i would|we'd)"
    r" rather|(?:nobody|no one|none of us) (?:wants|means|is going)|court (?:of appeal|held|has held|ruled|decision"
    r"|case)|courts have|juvenile|family court|worked (?:as|for)|used to (?:work|be))\b"
)
#: To see a lawyer is anyone's right, and may be said.
_RIGHT: Final = (
    r"\b(?:reserv\w+|rights?|entitled|allow(?:s|ed)? (?:me|us)|may (?:\w+ )?(?:consult|speak|talk|ask|seek|contact"
    r"|call|see|get|obtain|involve|need|want)|might|could (?:\w+ )?(?:consult|speak|talk|ask|seek|see)|legal aid"
    r"|legal services|consumer alliance|represent\w*|help(?:ed|s|ing)? (?:me|us) (?:with|write|prepare|understand|to)"
    r"|advised? (?:me|us)|copy|cc|remed(?:y|ies) (?:that|listed|available|allowed)|authorized representative"
    r"|consider(?:ing)?)\b"
)
_WILL: Final = (
    r"(?:\b(?:will|shall|going to|intend\w*|prepared|ready|about to|plan(?:s|ning)? to|expect|no (?:choice"
    r"|alternative|option)|choice but|hesitate|may|can|could|must|have to|forced to|already|now|before|next|unless|if"
    r"|or|failure|until|otherwise|want|follow\w*|result|is (?:being|waiting)|are being|see you|standing by|one more"
    r"|again|would)\b|'ll\b)"
)
_THEIR_PEOPLE: Final = (
    r"(?:you|each of you|all of you|every one of you|everyone (?:there|involved|responsible)|your (?:\w+"
    r" )?(?:reviewers?|physicians?|doctors?|directors?|executives?|ceo|staff|company|people|nurses?|plan|employees"
    r"|managers?|supervisors?|family|offices?|building|lobby|headquarters|business)|your \w+'s|each person|the"
    r" (?:individuals?|people|persons?|ones?|man|woman|doctor|reviewer) (?:who|concerned|involved|responsible|behind)"
    r"|whoever|those (?:who|responsible)|somebody|someone|whoever signed)"
)
_MEDIA: Final = (
    r"\b(?:press(?! (?:on|charges|ing))|media|newspapers?|the papers|news (?:stations?|outlets?|channels?|crews?"
    r"|team)|(?:evening|local|nightly) news|reporters?|journalists?|columnists?|tv|televisions?(?: stations?)?|radio"
    r" (?:station|show|host)|cameras?|documentary|podcast|followers|my (?:blog|channel|subscribers)|bloggers?"
    r"|influencers?|channel \d+|talk shows?|tweet(?:s|ing)?|press conference|(?:tv|camera) crews?|social media"
    r"|facebook|twitter|tiktok|instagram|yelp|youtube|reddit|on ?line|the internet|the web|every platform|go(?:es"
    r"|ing)? public|the public|headlines?|front page|(?:go|going|goes|went) viral|hashtag|billboards?|leaflets|flyers"
    r"|pickets?|picketing|protest|sign outside|megaphone|the whole (?:world|town|country|city)|everybody in town"
    r"|every\w* (?:in )?(?:town|paper)|the world)\b"
)

THREATS: Final = (
    concept(
        "lawsuit",
        "threatens with a lawsuit",
        r"\b(?:su(?:e[sd]?|ing)(?! (?:for custody|the driver))|lawsuits?|litigat\w+|legal (?:action|proceedings"
        r"|battle|consequences|steps|war|hell)|(?:fil(?:e|ing)|bring(?:ing)?) (?:a )?suit|(?:to|in|into) (?:\w+"
        r" )?court|superior court|(?:punitive |seek |for )damages|bad[- ]faith|a jury|class action|before a judge"
        r"|small claims|(?:take|taking) you for (?:everything|all|every)|subpoena\w*|malpractice)\b",
        rf"{_WILL}|\b(?:hear|legal team|attorney|lawyer|you)\b",
        unless=rf"{_LAWFUL}|{_RIGHT}",
    ),
    concept(
        "lawyer",
        "threatens with a lawyer",
        r"\b(?:my|our|an?|the family's|your|his|her) (?:\w+ )?(?:attorneys?|lawyers?|legal team|counsel|law"
        r" firm)\b(?!'s assistant|-in-fact)|\bretain(?:ed|ing)? (?:\w+ )?(?:counsel|attorneys?|lawyers?)|\blegal"
        r" team\b|\blawyer(?:ing|ed)? up\b",
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
        rf"|(?:report|reporting|turn(?:ing)?|denounce) {_THEIR_PEOPLE}(?: \w+){{0,3}} (?:to|in to|over to|before)"
        rf" (?:the |a |every |his |her )?(?:\w+ )?"
        r"(?:police|fbi|authorities|district attorney|board|sheriff|prosecutor|licensing|law)|attempted murder"
        r"|manslaughter|murderers?|criminal (?:charges|complaint|negligence)|hear(?:ing)? from (?:the )?(?:police|fbi"
        r"|da|district attorney|sheriff|authorities|prosecutor)|(?:will|'ll|going to) (?:call|go to|inform|alert"
        r"|involve) the (?:police|fbi|district attorney|sheriff|prosecutor)|behind bars|in jail|to jail|to prison"
        r"|handcuffs|arrested|(?:your|their|his|her) (?:\w+ )?(?:\w+'s )?(?:licen[sc]es?|job|career|reputation"
        r"|livelihood)[^.;]{0,25}? (?:pulled|revoked|taken away|suspended|ruined?|over|lost|gone|on the line|finished"
        r"|for this)|(?:lose|losing|cost\w*|take|have|pull|revoke|end|ruin|destroy) (?:(?:you|him|her|them|someone)"
        r" )?(?:your|their|his|her|somebody's|someone's) (?:\w+ )?(?:\w+'s )?(?:jobs?|licen[sc]es?|careers?"
        r"|reputation|livelihood|business|company|pensions?)|struck off|never work(?:s)? again|never practice|(?:shut"
        r"|close|bring|take) (?:you|your \w+|this company|your whole \w+) down|(?:put|drive|run|send) (?:you|your \w+"
        r"|this \w+|the \w+) out of business|(?:ruin|destroy|bury|bankrupt|sink)(?:ed|ing|s)? (?:you|your (?:\w+"
        r" )?(?:company|business|career|plan|name)|the company|this company)|have (?:you|him|her|them|someone)"
        r" (?:fired|struck|sacked|disciplined|removed)|(?:consequences|repercussions) for (?:you|your|the (?:people"
        r"|individuals?|persons?|ones)|those|everyone|whoever)|(?:sue|prosecute|charge|go after|come after) (?:each"
        r"|every|you|the (?:person|individual)))\b",
        unless=rf"{_LAWFUL}|\b(?:premiums?|financially responsible for|the cost|held responsible for (?:the bill"
        rf"|paying)|lost my job|cost (?:me|him|her|us) (?:my|his|her|our)|lose (?:his|her) (?:job|career|business)"
        rf" (?:if|because|without))\b|\b(?:i|he|she|we|my (?:son|daughter|husband|wife)|patient|mom|dad) (?:\w+"
        rf" ){{0,3}}?(?:los[te]\w*|risks? losing|could lose) (?:my|his|her|their|our)\b",
    ),
    concept(
        "publicity",
        "threatens with publicity",
        _MEDIA,
        r"\b(?:you|your|yours|this|story|name|names|faces?|it|pictures?|photos?|denial|plan|company)\b",
        r"\b(?:take|taking|tell(?:ing|s)?|give|giving|go(?:es|ing)?|post(?:ing)?|shar(?:e|ing)|writ(?:e|ing)"
        r"|expos(?:e|ing)|contact(?:ing)?|call(?:ing)?|alert(?:ing)?|notify|interested|interest|hear(?:s)?|know(?:s)?"
        r"|learns?|see(?:s)?|reach out|publish\w*|speak(?:ing)?|warn(?:ing)?|bring(?:ing)?|love|shame|ended up|end up"
        r"|has your|have your|finds? out|works? (?:at|for|in)|is a|are in|stand(?:ing)?|until|plaster\w*|spread\w*"
        r"|all over|wait(?:ing|s)?|curious|picture|cover\w*|send(?:ing)?|run(?:ning)?|turn\w*|put(?:ting)?"
        r"|report(?:ing)?|read|print|leak\w*)\b",
        rf"{_WILL}|\b(?:would|works?|is|are|love|my (?:cousin|nephew|brother|friend|sister|son|daughter|uncle"
        rf"|neighbor))\b",
        unless=rf"{_LAWFUL}|\b(?:public (?:transport\w*|health|transit|guardian|agency|school|assistance|library"
        rf"|record)|certified"
        r" mail|in public|hope that|members? services|on ?line (?:form|portal|account|directory|visits?|therapy"
        r"|school|class\w*|application|at)|posted (?:the|my)|available|saw it|published|help (?:everyone|everybody)"
        r"|watch(?:es|ed|ing)?|listen\w*|your (?:own )?(?:web|website|portal)|print(?:ed)? press|blood pressure|bench"
        r" press|read (?:about|that|in|on)|i (?:found|read|saw|looked|filed|submitted|filled|sent|signed|uploaded"
        r"|checked)|(?:see|saw|seen|hear|heard|learn\w*) (?:\w+ )?on (?:the )?(?:television|tv|news|radio)|means the"
        r" world|the world to|in the world|world health|security camera|scope|advertis\w*|commercials?|pressure"
        r"|patients? on)\b",
    ),
    concept(
        "personal",
        "threatens",
        r"(?:\b(?:answers? for (?:it|this|that) personally|or else(?= ?[.!,]|$)|(?:you|you all|you people|your \w+"
        r"|somebody|someone|they|your people|those \w+|everyone|all of you)(?:'ll|'re| will| shall| are| is)?(?:"
        r" \w+){0,3}? (?:(?:going to |will |shall |'ll )?(?:regret|pay dearly|pay for (?:this|it)(?= ?[.!,])|pay for"
        r" what (?:you|they)|rue|be (?:very |so )?sorry|answers? (?:for|to me)|wish (?:you|they|he|she)|live to|pay"
        r" the price))\b|(?:is|are) going to (?:pay(?= ?[.!,])|regret)|face (?:the )?(?:consequences|music)|(?:will"
        r"|shall) (?:have|be|face) (?:serious |grave |dire )?consequences(?! for (?:me|us|him|her|my|his|our|the"
        r" \w+ly)\b)|(?:there|be) (?:will |shall |'ll )?(?:be )?(?:hell to pay|trouble for you)|you(?:'d| had)"
        r" (?:best|better)|cost (?:you|your company) (?:\w+ )?(?:dearly|everything|millions|more than you (?:think"
        r"|know|bargained))|(?:know|found out|find out) where (?:you|your|he|she) (?:\w+ )?(?:live|lives|work|works"
        r"|office|park\w*|home|is|sit)?|(?:come|coming|go|going|(?:(?<=\bi will )|(?<=\bi'll )|(?<=\bi shall )"
        r"|(?<=\bwe will )|(?<=\bwe'll ))be|show(?:ing)? up|turn(?:ing)? up|drive|driving"
        r"|march\w*) (?:over |down |up )?(?:there(?:,? (?:myself|in person|with|and|to)\b|[.!])|to your (?:\w+"
        r" )?(?:office|home|house|door|building|desk|lobby|headquarters)|at your (?:\w+ )?(?:office|door|house|desk"
        r"|home))|(?:on|over) your (?:conscience|hands|heads?)|blood (?:is |will be )?on your|(?:someone|somebody"
        r"|people|you) (?:is |are |will |'ll )?(?:going to )?(?:get|gets|be) hurt|what happens to (?:people|those"
        r"|anyone|somebody|someone) who|(?:last|final) (?:chance|warning)|(?:will |shall |'ll )?not rest until|watch"
        r" your(?:self|selves| back| step)|look(?:ing)? over your shoulders?|i(?:'ll| will| shall) (?:make|see to it"
        r"|ensure|be sure|make sure|make certain)(?: sure| certain)?(?: that)? (?:you(?! (?:get|have|receive)\w*"
        r" (?:the|my|all))|your|each|no \w+|everybody|everyone|every|nobody|no one|the whole)|consequences (?:for you"
        r"|will)|your days are numbered|come after you|coming for you|hunt (?:you|him|her) down|(?:be|is|will be)"
        r" your (?:own )?fault|you(?:'ll| will| shall) find out what|you(?:'d| would) do well to|won't (?:be pretty"
        r"|like what)|(?:get|gets|turn|be) (?:very |really )?(?:ugly|messy|nasty)(?= ?[.!,]| for you)|(?:make|cause"
        r"|bring|mean) (?:\w+ )?(?:trouble|problems|headaches|misery) for (?:you|your)|friends in high places|i know"
        r" people (?:who|that)|(?:powerful|well-connected|influential) friends|who you(?:'re| are) (?:dealing"
        r"|messing) with|nothing (?:left )?to lose(?! by)|desperate (?:people|men|measures)|see you in hell|one eye"
        r" open|(?:not|n't) be (?:held )?responsible for (?:what (?:i|happens|he)|my)|stock price|shareholders|come"
        r" for you|will remember your (?:name|face)|teach (?:you|your) (?:\w+ )?(?:a lesson|what)|get even(?= ?[.!,;]"
        r"| with)|how much (?:your|this|the) \w+ (?:costs?|will cost) you|(?:don't|do not|dare|not to) (?:push|test"
        r"|try) me\b|be warned|been warned|consider (?:this|yourself|yourselves) (?:a |an? \w+ )?warn\w+|don't say"
        r" (?:that )?i didn't warn|(?:better|should|might want to|will|'ll) think twice|mess(?:ed|ing)? with the"
        r" wrong|not (?:a|the) (?:patient|forgiving|kind|gentle) (?:man|woman|person)|make your (?:\w+ )?(?:life"
        r"|lives)|living hell|(?:you|they|staff|employees|people|workers|executives) (?:are|is|will be|'ll be) (?:too"
        r" )?afraid to|(?:meets?|find|catch|run into) (?:me|us|him|you|her) (?:in|on) (?:the|a) (?:street|parking"
        r"|dark|alley)|hate (?:for|to see) (?:you|your \w+) (?:to )?(?:lose|get|end up|find out|be next)|(?:would be"
        r" a|such a|real) (?:shame|pity) if|(?:something|anything|accidents?) (?:could |might |may |should |to"
        r" )?happens? to (?:you|your)|pay up\b|burn (?:\w+ )?down|smash\w*|bring (?:a|my) gun|my (?:gun|fists?)|break"
        r" (?:your|his|her|some) \w+|whatever it takes to make you|eye for an eye|an example of (?:you|your|this"
        r" (?:plan|company)|the (?:plan|company|insurer))|picket\w*|stalk(?:ing)? (?:you|your)|hound (?:you|your)"
        r"|harass\w*|never (?:have|get|know) (?:a moment's |any )?peace|no (?:physician|doctor|hospital|employer|one"
        r"|member)s? (?:\w+ ){0,4}?(?:contracts?|works?|signs?|deals?|does business) with you|los(?:e|es|ing)"
        r" (?:every|all) (?:\w+ )?(?:customers?|members?|contracts?|clients?|accounts?)|boycott\w*|(?:post|print"
        r"|share|put|spread)\w* [^.;]{0,40}\b(?:everywhere|for all to see)|your faces?|lost their jobs? for less|(?:i"
        r"|we)(?:'ll| will| shall) see (?:that|to it that) (?:you|your))(?!\w))",
        unless=rf"{_LAWFUL}|\b(?:i (?:will|'ll) make (?:sure|certain) (?:that )?(?:you|your \w+) (?:get|have"
        rf"|receive)\w* (?:the|my|all))\b"
        r"|\bsee to it (?:that )?you (?:get|have|receive)\b|\b(?:if you (?:need|want|wish|would|like|have)|willing"
        r"|glad|happy) (?:\w+ ){0,6}?(?:me|to)\b|\b(?:ask|hope|trust|request|please|agree|approve)\w*"
        r" [^.;]{0,40}\bpay for (?:this|it)\b|\b(?:would|will|won't|could|can) ?(?:n't)? you\b[^.;]*\?|\bthought"
        r" twice\b|\bto (?:be|get) hurt again\b|\b(?:the fall|falls?|accident)\b[^.;]{0,30}\bhurt\b|\bbreak (?:his"
        r"|her) (?:hip|arm|leg|neck|bones?|back|skull|wrist)|\bgo(?:ing)? to your (?:website|office (?:in person )?to"
        r" (?:bring|deliver|drop|hand))|\b(?:at|to) your office (?:at|on|by fax|with the)|\bknow where (?:your|you)"
        r" (?:stand|letter|letters|figures|numbers)|\bsmashed (?:my|his|her)\b|\bpeople who (?:get|have|need|take"
        r"|wait|go)\b",
    ),
    concept(
        "ultimatum",
        "threatens",
        # An order, and what the writer will do or the reader suffer otherwise; what the patient would suffer is none.
        r"^(?:and |so |now |just |better )*(?:approve|pay|cover|fix|settle|sign|reverse|authori[sz]e|give|hand|do"
        r"|cough|change|get|release|send|deliver|listen)\b[^.;]{2,70}?[,;]? (?:or|unless|and) (?:(?:i|we)(?:'ll| will"
        r"| shall)? (?:go to|tell|start|take|make|bring|come|expose|call|post|sue|find|name|show up|put|begin|open"
        r"|publish|report|drag|ruin|forget|keep quiet|won't (?:go|tell|call|report))\b|you(?:'ll| will| are going to|"
        r" and i)\b|(?:the|your) (?:tapes?|videos?|photos?|headlines?|world|public|press|news)\b)",
        unless=rf"{_LAWFUL}|\b(?:please|kindly|why|reasons?|explain|you will (?:see|find|have|get"
        rf"|hear from (?:my doctor|dr)|be)"
        r"|appeal|grievance|complaint|complain|department|dmhc|review|hearing|find (?:another|a way)|start (?:the|my"
        r"|his|her)|take (?:the|my)|call (?:my|the (?:clinic|pharmacy)))\b",
    ),
    concept(
        "hostile",
        "threatens",
        r"\b(?:i|we)(?:'ll| will| shall|'m going to| am going to|'re going to| are going to|'m about to| want to| can"
        r"| could)(?: \w+)? (?:hurt|ruin|destroy|expose|drag|haunt|torment|scare|shame|slap|hunt|blast|starve|bleed"
        r"|crush|bury|punish|humiliate|hound|drop|ambush|storm|finish|audit|spit on|sit in|camp (?:at|in|on|out)"
        r"|chain myself|speed up|catch)\b[^.;]{0,40}?\b(?:you|your|yours|whoever|this (?:company|office|plan)|the"
        r" (?:man|woman|person|one|ones|career|doctor) (?:of|who|that)|(?:reviewer|director)'s|every(?:one|body)"
        r"|insurers?)\b|\b(?:i|we)(?:'ve| have)? (?:know|have|found out|learned|got|can find"
        r" out)\b[^.;]{0,60}?(?:\b(?:your|his|her|their) (?:home address|home number|cell)|\b(?:where|which"
        r"|what)\b[^.;]{0,30}\b(?:(?:reviewer|director|doctor|boss|manager)\b|dr\.|\[reviewer_name\]"
        r"|you\b)[^.;]{0,30}\b(?:lives?|parks|plays|sleeps?|drives|school|kindergarten|children|kids|go to|goes"
        r" to)\b)|\bheads? (?:will |are going to |is going to )?roll\b|\bgloves (?:come|are coming|are) off\b|\bat"
        r" your (?:own )?peril\b|\b(?:see|watch|find out) (?:what happens|who i am|what i (?:can|will|'ll) do)(?="
        r" ?[.!,]|$)|\b(?:have|take|want|get|my) (?:my )?revenge\b|\bmake an enemy\b|\b(?:have|want|like|make) me"
        r" (?:as|for) an enemy\b|\bit(?:'s| is| will be|'ll be) war\b|\byour worst nightmare\b|\b(?:a|with my|my|get"
        r" my) (?:shotgun|rifle|pistol|baseball bat)\b|\bwhen i(?:'m| am) (?:through|finished|done) with (?:you|her"
        r"|him|them|your)\b|\bnam(?:e|ing) names\b|\bi never forget\b|\bdon't forget(?= ?[.!])|\b(?:you|she|he"
        r"|reviewer|doctor|director)(?:'d| had)? better (?:watch|be careful|hurry|pray)\b|\bi(?:'d| would) be"
        r" careful\b",
        unless=rf"{_LAWFUL}|\b(?:please|if you (?:need|want)|fell|falls?|attacked|hit by|drop (?:it|that|this|the"
        rf"|my|her|his)"
        r"|finish (?:the|my|his|her))\b",
    ),
    concept(
        "at_their_door",
        "threatens",
        r"\b(?:your|(?:reviewer|director|doctor|boss|president|manager)'s) (?:\w+ )?(?:lobby|doorstep|lawn|front door"
        r"|parking lot|driveway|neighbou?rs|shareholders|investors|annual meeting|windows?|house|home|kids|children"
        r"|family)\b",
        rf"{_WILL}|\b(?:lets?|wait|don't be)\b",
        r"\b(?:i|i'll|we'll|we|my|us|me)\b",
        unless=rf"{_LAWFUL}|\b(?:please|picture|imagine|suppose|wish|hope|as if|you would|would you|want for"
        rf"|ask yourself|think of"
        r"|were (?:your|in)|same for|if (?:it|this|he|she) were|if your (?:own )?(?:child|kid|son|daughter|family"
        r"|mother)|drop(?:ped)? off|deliver(?:ed)? (?:it|this|them)|sat in|waited|care (?:about|for)|like your|treat"
        r" (?:me|him|her))\b",
    ),
)
