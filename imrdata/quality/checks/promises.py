"""What promises an outcome: no risk, a success in every case or in full, an ill that never comes again, a sworn result.

Part of `imrdata.quality.checks.guarantee_or_threat`.
"""

from __future__ import annotations

from typing import Final

from imrdata.quality.concept_rules import Concept, concept

_SAYS: Final = "promises an outcome"
#: What makes a statement certain.
_CERTAIN: Final = (
    r"(?:\b(?:guarantee[sd]?|guaranteeing|promise|promises|promising|swear|vow|solemn(?:ly)?|oath|certain(?:ly|ty)?"
    r"|sure(?:ly|ty)?|assured|assuredly|assures? (?:you|me|us)|assurance|(?:no|any|beyond|without) (?:a |any |all "
    r"|the (?:smallest|slightest|least) )?(?:shadow of a )?(?:doubt|question)|no (?:exceptions?|maybes|two ways"
    r"|scenario|way(?! (?:to|of) (?:know|tell|be sure|say)))|undoubtedly|unquestionably|indisputably|definitely?"
    r"|absolutely|positively?|without (?:a |any )?(?:fail|exception|risk)|make no mistake|full stop|bar none"
    r"|permanently|sure-?fire|(?:solemn|iron-?clad|own) (?:oath|pledge|assurance)|pledges?|vouch|warranty|cannot"
    r" (?:\w+ )?but|can't help but|(?:is|are) history|bound to|(?:a |one )?hundred(?: and \w+)? percent|one hundred"
    r" out of|risk[- ]free|fail-?(?:safe|proof)|fool-?proof|infallibl\w+|inevitabl\w+|foregone conclusion|written in"
    r" stone|settled science|once and for all|for the rest of (?:his|her|my|their) (?:life|days)|forever|for ever|for"
    r" always|for good|for life|(?:count|bank|bet) on it|until i die|bet (?:my|anything|you|your \w+|the \w+)|stake"
    r" my|mark (?:my words|it down|this)|proven fact|know for (?:a fact|sure|certain)|take (?:it from me|my word)"
    r"|flat out|point blank|total confidence|no fear of being wrong|safely say|know the future|it"
    r" is settled|done deal|miracle(?: cure)?|cure-?all|my word|word of honou?r|he can give me his word|for sure|for"
    r" certain|(?:always|never, ever) (?:works?|succeeds?|effective|fails?)|works? (?:every time|for everyone)"
    r"|perfect record|period\.|end of story|that is all\.)(?!\w)|\bas sure as (?:night|day|the sun|i )|\b100 ?(?:%"
    r"|percent)|\bno ifs?\b)"
)
#: What a treatment does when it succeeds.
_WELL: Final = (
    r"\b(?:cur(?:e[sd]?|ing)|heal(?:s|ed|ing)?|recover(?:y|s|ed|ing)?|remission|surviv\w+|prolong\w*|sav(?:e[sd]?"
    r"|ing) (?:my|her|his|their|your|our) \w+|(?:get|gets|getting|be|feel|(?:make|makes) (?:me|him|her|you)) (?:\w+"
    r" )?(?:better|well|whole|rid of|fine|healthy|normal|strong(?:er)?|straight|off)|gets? (?:me|her|him|them) (?:\w+"
    r" )?(?:walk\w*|work\w*|better|well|back|up)|(?:have|put|bring|give) (?:me|her|him|them|it) (?:\w+ )?(?:walk\w*"
    r"|work\w*|better|well|into? remission|back|life)|works?|working|fix(?:es|ed)?|solv(?:e|es|ed)|resolv(?:e|es|ed)"
    r"|eliminat\w+|eradicat\w+|prevents?|kills?|vanish\w*|disappear\w*|(?:is|'s|be) (?:gone|saved|erased|history"
    r"|corrected|over)|shrinks?|clear(?:s|ed)?(?: up)?|stops?|(?:to |will |shall )end|ends|put(?:s)? an end|tak(?:e"
    r"|es|ing) (?:away|my pain)|away|beats? (?:this|it|the|cancer)|success\w*|succeed\w*|results?|walks?|walking"
    r"|runs?|see again|hear again|hears?|work again|live|lives|good years|all of this|restor\w+|improv\w+|grow(?:s"
    r"|th)?|regrow\w*|regains?|relief|gain|effective|safe|normal|new (?:man|woman|person|life)|(?:pain|symptom"
    r"|seizure|cancer|drug|tumou?r|migraine|relapse|infection)[- ]free|free (?:of|from)|back (?:to|on|at|in)"
    r" (?:normal|work|school|my|his|her)|on (?:her|his|my) feet|no more|no amputation|side effects|alive|sleep|knit"
    r"|rebuild\w*|carry this baby|(?:does|do)n't come back)\b"
)
#: The ills that are said never to come.
_ILL: Final = (
    r"(?:need|fall|relaps\w*|suffers?|fails?|faint\w*|choke\w*|wheez\w*|limp\w*|touch|miss|come (?:back|out)|returns?"
    r"|reopens?|recur\w*|hurt|lapse|end up|break|drink|let(?:s)? me down|see the inside|show its face|go (?:back"
    r" )?(?:low|blind|to (?:the|an?) (?:\w+ )?(?:hospital|emergency|er|icu|surgeon))|have (?:(?:a|an|any|another"
    r"|more)\b(?! (?:chance|choice|option|way))|to be redone)|be (?:sick|in pain|ill|admitted|hospitali[sz]ed|back"
    r"|low|out of|in the hospital)|get (?:sick|worse|any worse)|feel (?:pain|that)|worry|visit|set foot|trouble"
    r"|bother|ask|hear from|cost|file another|complain)"
)
_WILL_BE: Final = (
    r"(?:\b(?:will|shall|going to|is|are|be|to|has|have|always|never|can|cannot|works?|means|guarantee\w*|promis\w*"
    r"|assur\w*|swear|leaves?|walks?|rids?|does|ends?|makes?|prevents?|clears?|lets?|lives|runs?|reads|vanishes)\b"
    r"|'ll\b|'s\b|n't\b)"
)
#: A treatment, or the one who has it, is what a promise is about.
_TREATMENT: Final = (
    r"(?:it|this|that|he|she|they|we|i|\w+(?:mab|nib|ine|ate|one)|botox|mom|dad|papa|(?:the|this|that|these|my|his"
    r"|her|our|a|both|every|one|\w+'s) (?:[\w-]+ ){0,2}?[\w-]+)"
)
_FUTURE: Final = r"(?:(?:will|shall|going to|would)\b|'ll\b)"
#: Certainty denied, left to others, or about something else than the treatment's success.
_NOT_SURE: Final = (
    r"\b(?:not|no|nobody|no one|none|never|cannot|can't|nor|neither|hardly|nothing|without (?:any )?(?:guarantee"
    r"|promise|certainty)) (?:[\w'-]+ ){0,5}?(?:guarantee[sd]?|promis(?:e|es|ed|ing)|certain(?:ty)?|sure|assur\w+"
    r"|perfect|100|predict\w*|miracle|cure-?all|warranty)\b|n't (?:\w+ ){0,3}?(?:guarantee\w*|promis\w*|certain|sure"
    r"|assur\w+)\b|\bno (?:treatment|one|therapy|medicine|drug|scan|test|surgery|surgeon|operation|doctor|physician"
    r"|device|assurance|word)\b|\b(?<!nothing )uncertain\w*|\bwhether\b|\b(?:less|far from|anything but) (?:than"
    r" )?(?:certain|sure)|\b(?:hopes?|hoping|hopeful(?:ly)?|prays?|praying|believes?|thinks?|expect(?:s|ation)?"
    r"|anticipat\w+|confident|chances? (?:of|to|that|for)|may|might|could|likely|most|many|often|usually|sometimes"
    r"|seems?|would like|almost certain\w*|odds of|percent of|in \w+ out of|seven in ten|as sure as (?!night|day|the"
    r" sun|i )|rare(?:ly)?|work(?:s|ing)? (?:at|on|hard)|if all goes well|afraid|fear|worry|should|possib(?:le|ly"
    r"|ility)(?! result)|help(?:s)?|easier|goal|aim)\b|n't (?:want|mean|wish|like|need)\b|\b(?:not|never|n't)"
    r" (?:assert|claim|say|said|contend|suggest|maintain|argue|pretend)\b|(?<!100 )(?<!100)%|\b(?:law|laws|act"
    r"|section|statute|rights?|contract|handbook|policy|coverage|benefits?|california|regulation|plan) (?:\w+"
    r" )?(?:guarantees?|promises?|assures?)\b(?! that i win)|\bguaranteed (?:by|under|right|renew\w*|issue|in (?:the"
    r"|my|your))|\bguarantees? (?:me |him |her |us )?(?:the right|access|a (?:timely|fair|full|prompt)|that (?:you"
    r"|the plan))|\b(?:you|plan|company|nurse|representative|agent|booklet|brochure|website) (?:\w+ )?promise[sd]?\b"
    r"|\bi promised\b|\bcertain (?:of (?:what|the|my|one)|kinds?|drugs?|types?|patients?|people|conditions?|things"
    r"|cases|that (?:i|he|she|you|the (?:date|records?|notes?|reviewer|letter|denial))(?! (?:will|shall|'ll|is going"
    r"|carry))|criteria|age|days|foods)\b|\bsure of (?:one|that|what)\b|\b(?:a|for|under|in|at|on|only|to) certain"
    r" (?!cure)\w+\b|\b(?:am|i'm|are|is) (?:\w+ )?(?:sure|certain|positive) (?:that )?(?:(?:i|you|the (?:date"
    r"|records?|notes?|reviewer|letter|denial|plan|fall|delay)|your|there|anyone|nobody|if|neither|he|she) (?:\w+"
    r" )?(?!will|shall|is going|'ll)\w+|what|of what|about|why|how)|\b(?:make|makes|made|making|to be) (?:sure"
    r"|certain)\b|\bsure enough\b|\b(?:not|never) (?:only )?(?:safe|stop|better|well|improve|work(?:ed)?|free|walk"
    r"|recover|live|heal|be cured|cure[ds]?|give|rebuild|end)\b|\b(?:will|would|may|can) never (?:be (?!in the hosp"
    r"|out of|low|sick|admitted)|walk|recover|live|heal|get|work|regain|see (?!the)|hear (?!from)|run|talk|speak|have"
    r" (?:a|the) (?:chance|normal))\b|\bwithout (?:this|it|the|that|treatment|surgery|care|her|his|my|help|proper"
    r"|access|such)\b|\b(?:unless|untreated|if (?:you|the plan|it|this|he|she|i|we) (?:\w+ )?(?:den\w+|refus\w+"
    r"|uphold\w*|wait\w*|is denied|is not|are not|don't|do not|doesn't))\b|n't (?:\w+ )?(?:cure|heal|work|stop|better"
    r"|improve|help|walk|safe|effective|free)\b|\b(?:was|were|had|did|needed|showed|has (?:not )?been|have been)"
    r" (?!guaranteed|promised|assured|any)\w+|\b(?:date|records?|criteri\w+|medically necessary|necessary|appropriate"
    r"|indicated|agreed|diagnos\w+)\b|\b(?:lose|loses|losing|worsen\w*|deteriorat\w+|die|dies|permanent (?:damage"
    r"|loss|injury|disab\w+))\b"
)
#: What the writer will do is the writer's to promise.
_OWN_CONDUCT: Final = (
    r"\b(?:i|we)(?:'ll| will| can| shall)? (?:\w+ )?(?:promise|guarantee|swear|certain(?:ly)?|pledge|vow|assure"
    r"|sure)\b[^.;]{0,40}?\b(?:i|we|to)(?:'ll| will| have|'ve| shall| do)? (?:take|go|come|do|follow|keep|kept|pay"
    r"|bring|attend|wear|report|tried|try|read|been|use|change|work|went|can't)\b|\bi(?:'ll| will)? (?:certainly"
    r"|definitely|absolutely) (?:take|go|come|do|follow|keep|pay|attend|wear|report|need|want)\b"
)
_HEDGED: Final = rf"{_NOT_SURE}|{_OWN_CONDUCT}"

PROMISES: Final[tuple[Concept, ...]] = (
    concept(
        "sure_of_winning",
        _SAYS,
        r"\b(?:you|the plan|your (?!\w+ will be)\w+|this|it)(?:'re| are| is|'ll| will| shall)? (?:going to |(?:sure"
        r"|bound|certain) to |surely |certainly )(?:be (?:overruled|ordered|forced|made|overturned|reversed)|lose"
        r"|fall|pay triple)|\bthe plan will lose\b|\byou (?:will (?:be (?:overruled|forced|made|paying for) "
        r"|lose\b(?! (?:nothing|no|money|me|a member)))|(?:can't|cannot) win\b|(?:will certainly|will surely) lose\b)"
        r"|\b(?:this|my|the|our) (?:appeal|case) (?:is (?:already )?(?:unbeatable|won|airtight|bulletproof)|(?:cannot"
        r"|can't|could not|will not|won't) (?:possibly )?(?:be (?:turned down|denied|lost|refused|rejected|beaten)"
        r"|fail|lose)\b|will (?:go through|succeed|prevail|win)\b)|\b(?:nothing|no one|nobody)\b[^.;]{0,40}\b(?:make"
        r"|stop|keep) this appeal\b|\b(?:you|your (?:denial|refusal)) (?:have|has|stands?|do not stand|don't stand)"
        r" (?:no|not a|zero|a) (?:chance|hope|prayer)\b|\byour defeat\b|\b(?:reviewer|judge|whoever [^.;]{3,30}"
        r"|anyone|anybody|outside doctors?|any \w+)(?: \w+){0,5}? (?:is|are|will have|will|have|has) (?:sure |bound "
        r"|certain |no choice but )?to (?:find|rule|side|decide) (?:for|with|in|my|our)\b|\b(?:no|not an?) (?:judge"
        r"|reviewer|doctor|soul|expert|court)(?: \w+){0,4}? (?:could|would|will|can)(?: \w+){0,6}? (?:agree|disagree"
        r"|side)\b|\b(?:only|one possible|just one|the only possible) (?:one )?(?:result|outcome|ruling|answer) (?:to"
        r"|here|of|is)\b|\bonly (?:way (?:this|it) can end|possible ruling)\b|\b(?:outcome|result)s?(?:'s| is| are|"
        r" here is| of my appeal is)? (?:already )?(?:guaranteed|assured|inevitable|certain|written|beyond"
        r" (?:question|doubt))\b|\b(?:guarantee|guarantees|promise|certain of) (?:that )?(?:you |i )?(?:a )?(?:win"
        r"|victory)\b|\bany judge\b[^.;]*\brule for me\b|\bstate will (?:certainly|surely) make you\b|\bi'll"
        r" certainly win\b",
        unless=r"\b(?:hope|if (?!this goes|you (?:fight|persist|keep))|whether|may|might|not (?:claim|say|think|mean"
        r"|believe)|could lose|not sure|unsure|your (?:time|trust)|request|ask|uncertain|not (?:certain"
        r"|guaranteed))\b",
    ),
    # Nothing can go wrong.
    concept(
        "no_risk",
        _SAYS,
        r"\b(?:(?:no|zero|not one|not a|not the (?:slightest|least)|(?:is|are)n't the (?:slightest|least)|there's no)"
        r" (?:\w+ )?(?:risk|chance|danger|possibility|downside|scenario|room for error)(?: at all|"
        r" whatever(?:soever)?| of (?:it|the|a|any|failure|infection|relapse)| that| (?:the|it)\b| in which|(?=\.))"
        r"|(?:risk|chance|odds) (?:of [\w ]{2,30}?)?(?:is|are) (?:none|zero|nil|a hundred percent)|nothing (?:bad "
        r"|could |can |that )*(?:\w+ )?(?:go wrong|come of)|no harm can|(?<!i )(?<!you )(?:can't|cannot|could not"
        r"|couldn't) (?:possibly )?(?:go wrong|miss\b|fail\b|not work|be redone)|cannot but (?:help|work|heal)"
        r"|never(?:, ever)? (?:fails?|misses)\b|has never failed|never been a failure|never seen it miss|perfectly"
        r" safe|(?:100|one hundred) percent safe|risk[- ]free|fool-?proof|sure-?fire|fail(?:ure)? is (?:impossible"
        r"|out of the question)|side effects are impossible|no way (?:that )?(?:he|she|i|it|they|the \w+|my \w+|this"
        r" \w+) (?:\w+ )?(?:gets?|has|have|falls?|relapses?|will (?:get|have|fall|relapse|need|not)|comes? back"
        r"|returns?|won't|can't|cannot|doesn't|can fail)|impossible (?:for (?:me|him|her|it) to (?:go|fall|fail"
        r"|relapse|lose)|that (?:the|it|she|he))|mathematically impossible|(?:there's|there is) no if\b|simply cannot"
        r" (?:fall|fail)|(?:magic|miracle) (?:cure|bullet)|sure (?:thing|bet)|no (?:\w+ )?(?:relapse|infection"
        r"|complication)s? (?:is|are) possible|is a? ?miracle\b|(?:success|cure) rate is (?:total|perfect|100)|in no"
        r" case will)",
        unless=rf"\b(?:no (?:drug|one|treatment|surgery|operation|test|sure)|not (?:\w+ )?(?:fool\w*|risk|perfectly"
        rf"|sure)|nobody)\b|n't need\b|\b(?:without|if (?:you|i|it|this|the)|unless|doing nothing|no chance (?:at|to"
        rf"|without)|claim|say|said)\b|n't (?:expect|ask)\b|{_OWN_CONDUCT}|\b(?:was|were|had|i have|do|did) no\b"
        rf"|\b(?:only|may|might|hope\w*)\b",
    ),
    # What it does for all, it does for one.
    concept(
        "in_every_case",
        _SAYS,
        r"\b(?:every(?:one|body)?|each|all|kids?|nobody|no one|not one|no)(?: (?:patient|person|child|\w+))? ?(?:who"
        r" (?:\w+ ){1,5}?|at [\w ]{3,20} |(?:in|of) (?:the|this) \w+ )?(?:always )?(?:gets well|got well|walks out"
        r"|walked out|(?:is|are|was|were) cured|turn out perfect|come out fine|ever needed|goes blind|dies of|has"
        r" ever (?:failed|relapsed|been made worse|got(?:ten)? worse|ever))\b|\b(?:in|with|for|on|wipes out [\w"
        r" ]{1,20} in) every (?:single )?(?:case, mine|patient|person|child)\b|\b(?:works|worked|work|successful)"
        r" (?:for|in|with|on) (?:all|everybody|everyone|every)\b|\bcures? everybod\w+\b|\b(?:hundred|100) (?:out of"
        r"|of) (?:a |one )?(?:hundred|100)\b|\bheals any\b|\balways (?:effective|works|cured)\b|\b(?:everyone|nobody)"
        r" who (?:takes|gets) it\b|\blike all of them\b|\bas in all the others\b|\bnothing (?:that )?(?:it|this \w+"
        r"|the \w+) (?:can't|cannot) (?:cure|fix|heal)",
        unless=rf"{_OWN_CONDUCT}|\bno (?:drug|treatment|medicine)\b|\b(?:not (?:every|all|for)|hope|may|might|claim"
        rf"|studies|trial|does(?:n't| not)|did(?:n't"
        r"| not)|could)\b",
    ),
    # A success in full, flatly told as to come.
    concept(
        "total_success",
        _SAYS,
        rf"(?:\b{_TREATMENT}(?: \w+ly| also| then| soon| finally| once)?(?: am| is| are)? ?{_FUTURE}(?: \w+ly| also|"
        rf" then| soon| finally| for"
        r" sure)* (?:(?:be )?(?:\w+ly )?(?:cured?|healed|saved|erased|flawless|perfect|pain(?:less|[- ]free)"
        r"|(?:symptom|seizure|cancer|tumou?r|relapse)[- ]free|as good as new|like (?:new|a teenager's|a newborn's)|a"
        r" normal (?:boy|girl|child)|gone|over|a (?:total|complete) success|a new (?:man|woman|person)|stronger than"
        r" ever|in remission|corrected to zero)\b|cure\b|vanish|disappear|eliminate|wipe|beat (?:this|it|the)|outlive"
        r"|(?:fix|cure|heal|restore|mend|rebuild|regain) (?:me|him|her|it|this|all|every|everything|(?:my|his|her)"
        r" \w+)|kill every|prevent every|do away with|put (?:an end|a stop)|have (?:perfect|complete|full|the lungs)"
        r"|give (?:me|him|her) (?:perfect|complete|full|\w+ more good)|make (?:\w+ )+?(?:perfect\w*|whole)"
        r"|(?:definitely|certainly|surely|undoubtedly|absolutely|positively|totally|completely) (?:work|help|get|be"
        r"|walk|live|heal|recover|cure|save|stop|end|clear|rebuild)|work perfectly|stop dead|live to see|come (?:all"
        r" the way )?back)\b"
        rf"|\b{_FUTURE} [^.;]{{0,60}}\b(?:completely|totally|perfectly|once and for all|for good|forever|for ever|for"
        r" always|like new|all of them|every single)\b|\b(?:the|an?) (?:(?:certain|definite|sure|complete) (?:cure"
        r"|end of my (?:suffering|pain))|cure for (?:my|his|her))\b|\bthe cure is\b|\b(?:wipes it out|ends (?:the|my"
        r"|her|his) (?:\w+ )?(?:pain|disease|illness|suffering|nausea|migraines?|seizures|attacks|sickness)|fixes it"
        r" all|does away with|(?:phobia|trouble|disease|illness|cancer) is (?:cured|over)|vanishes|leaves no cancer"
        r"|lasts me until|straightens the spine|(?:is|are) finished (?:for|the moment)|(?:he|she) lives(?= if (?:he"
        r"|she) (?:gets|has))|it, she lives)\b(?=[.,;]| \w+ \w*| if)|\bno more [^.;]{3,60}(?:, (?:ever|not one|that"
        r" is)|: that is)|\b(?:one dose|give (?:her|him|me)|pay for|let (?:her|him|me) have|approve"
        r" it)\b[^.;]{0,50}\b(?:and|,) (?:the |she |he |my |no more )[\w ]{0,20}?(?:walks?|stops?|vanish(?:es)?|will"
        r" stop|is over|is history|disappears?|hemophilia|lives?)\b|\bthe day (?:you|the)[^.;]{0,40}\b(?:my sickness"
        r" ends|disappears|ends)\b|\bequals no\b|\brecovery is (?:only )?a (?:certainty|matter of time)\b"
        r"|\b(?:recovery|success|cure|remission)s? (?:is|are) (?!not|never|un|far|almost|by)(?:\w+ )?(?:certain"
        r"|assured|guaranteed|inevitable|a (?:certainty|foregone))|\bassures? (?:her|him|me|us|them) of\b|\bis"
        r" assured of\b|\bguaranteed (?:five|ten|relief|\w+ years)\b|\bcertain to (?!lose|suffer|worsen|decline|need"
        r"|deteriorate|fail|end|die|fall|get worse|be (?:den|refus|wors|pain|hard|slow|long)|hurt|come (?:back"
        r"|sooner)|return|cause|cost|face|require|progress|miss|have (?:a|an|another|more))\w+|\bguaranteed to"
        r" (?!lose|fail|worsen)\w+)",
        unless=rf"{_HEDGED}|\bnot (?:be )?(?:\w+ )?(?:cured?|eliminate|vanish|disappear|perfect|gone|all|fix)\b"
        rf"|\bwould be\b"
        r"|\b(?:want|wish|dream|need|take|needs?) to be\b|\b(?:drug|it|medicine|supply|money|savings|job|benefits?"
        r"|coverage|chance|time) will be (?:gone|over)\b|\bnew (?:man|woman)\b.*\?|\bin my (?:view|opinion)\b"
        r"|\bdoctor (?:says|said)\b|\bwon't\b|\bcrutches\b|\bwait\b|\bscan\b|\bif (?:this|the) (?:appeal|denial)\b"
        r"|\b(?:cost|bill|debt|premium)\w*\b",
    ),
    # An ill that will never come again.
    concept(
        "never_again",
        _SAYS,
        rf"\b{_FUTURE} (?:(?:positively|certainly|ever|again) )?(?:never|not) (?:ever |again |once"
        rf" )*{_ILL}\b[^.;]{{0,40}}?"
        r"(?:again|another|any ?more|ever|relapse\w*|fail|come (?:back|out)|inside|recur\w*|in the hospital|choke"
        r"|that is|, )|\b(?:'ll|will) never (?:again )?(?:relapse|recur|be (?:in the hospital|out of range)|touch"
        r" a)\b|\b(?:won't"
        rf"|will not|would never|he'd never) (?:ever |again )?{_ILL}\b(?=[^.;]*\b(?:again|ever|another|any more|by a"
        rf" hair|drops|bottle)\b)|\b(?:won't|will not) (?:ever )?(?:relapse|fall|wheeze|fail|faint|choke|come"
        rf" back)(?=[.,; ])|\b(?:there will be|there'll be) (?:no|never) [^.;]{{0,40}}\b(?:ever|again|another|second"
        r"|at all)\b|\bthere'll never be another\b|\b(?:no|never)\b[^.;]{0,30}\b(?:ever again|from ever)\b|\bstop"
        r" (?:her|him|me) from ever\b|\bnever to (?:miss|need|have|fall)\b|\bthe last (?:request|time) you will"
        r" ever\b|\bwill (?:be|have) no second\b",
        unless=rf"{_NOT_SURE}|\bi (?:will|would|'ll) never (?:ask|go back|forget|know|be as)\b|\b(?:hope|pray|wish"
        rf"|want|if"
        r" you)\b|\b(?:your (?:denial|letter|decision))\b|\bnot be (?:back|admitted|ill)\b(?!.*\bagain\b)",
    ),
    # Sworn, in whatever words.
    concept(
        "guarantee",
        _SAYS,
        _CERTAIN,
        rf"{_WELL}|(?:\b(?:never|not|no longer|nothing|nobody|no)|n't) (?:\w+ ){{0,4}}?{_ILL}\b",
        _WILL_BE,
        unless=_HEDGED,
    ),
    concept(
        "my_word_on_it",
        _SAYS,
        r"\b(?:i|we|surgeon|doctor|clinic)(?: can| do| hereby| will|'ll)? (?:guarantees?|promise|swear|vow|give you"
        r" my word|gave us (?:his|her) promise|vouch|pledge)(?: you| this| it)?,? (?:that )?(?:he|she|it|they|the \w+"
        r"|this \w+|my \w+|his \w+|her \w+|nobody|no cheaper)(?:'ll| will| shall| won't| is going to| cannot| dies?|"
        r" would have)?\b|\b(?:will|shall|won't|going to)\b[^.;]{0,70}[,;] (?:i (?:can )?(?:promise|guarantee|swear"
        r"|assure you|give you my word|say it as a promise)|no (?:doubt|question|exceptions|maybes)|guaranteed|for"
        r" sure|mark my words|you can bet|period|we were promised|you have my (?:guarantee|word|oath)|i can guarantee"
        r"|that's settled)\b|\b(?:will|shall),? (?:and )?without (?:fail|question|exception|(?:a |any )?doubt)\b"
        r"|\b(?:surgeon|doctor|clinic)s? (?:guarantees? it|gave (?:its|his|her|us) (?:guarantee|promise))\b|\bpromise"
        r" from my doctor\b",
        unless=_HEDGED,
    ),
)
