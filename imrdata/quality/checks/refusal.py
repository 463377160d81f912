"""The model's own refusal in place of a letter."""

from __future__ import annotations

from typing import Final

from imrdata.quality.concept_rules import ConceptCheck, concept

#: I can't, I won't: with what may stand between, but no other person whose inability is told.
_CANT: Final = (
    r"(?:can ?not|can't|could not|couldn't|won't|will not|wouldn't|would not|unable|not able|not permitted|not allowed"
    r"|not in a position|not capable|not equipped|not going to|not comfortable|not willing|unwilling|shouldn't"
    r"|should not|declin\w+|refus\w+|rather not|better not|prefer not|say no to|hesitant|(?:don't"
    r"|do not) feel (?:comfortable|able|right)|(?:don't|do not) (?:think i (?:should|can)|have the (?:ability"
    r"|capability|means|authority))|have to pass|must pass|have to turn down|must turn down|(?:do not"
    r"|don't)(?= (?:write|draft|generate|produce|compose|create)))(?! (?:\w+ )?(?:get|have to|need|want|like|ask"
    r"|expect|believe|see|tell|let|make|find|know|wait|afford|imagine|hope)\b)"
)
#: What one says of a thing that one did not think one would do.
_MUSING: Final = (
    r"\b(?:thought|wanted|hoped|expected|planned|imagined|enjoy|used to|good at|do (?:easily|lightly|well))\b"
)
_I: Final = rf"\bi(?:'m|'d|'ve|'ll)?\b(?:(?! (?:you|he|she|they|we|who|it|plan|doctor)\b)[^.;!?\"])*? ?\b{_CANT}\b"
_WRITE: Final = (
    r"\b(?:writ(?:e|ing)|draft(?:ing)?|generat(?:e|ing)|compos(?:e|ing)|author(?:ing)?|craft(?:ing)?|creat(?:e|ing)"
    r"|produc(?:e|ing)|prepar(?:e|ing)|complet(?:e|ing)|finish(?:ing)?|continu(?:e|ing)|proceed(?:ing)?"
    r"|deliver(?:ing)?)\b"
)
#: What a model is asked for. A record, a form or a receipt is what a patient or a plan may fail to produce.
_WORK: Final = (
    r"\b(?:(?:an?|the|this|that|such|these|any|your|of the|with the|one|more|medical|insurance|legal|appeal|denial"
    r"|remaining|requested|rest of the|whole|entire|full|kind of|type of|sort of) )*(?:letters?(?! (?:to|from) (?:you"
    r"|your|the)\b)|denials?|appeals?|texts?|content|correspondence|tasks?|prompts?|remainder|document|response|notice"
    r"|output|piece)\b"
)
_HELP: Final = (
    r"\b(?:help|assist|helping|assisting|aid|support|comply|engage|continue|proceed)(?: you)? (?:with|in"
    r"|on) (?:(?:your|the|this|that|any) )?(?:(?:request|task|prompt|letter|appeal|denial|writing|drafting|creating"
    r"|generating|preparing|composing|it)\b|(?:this|that)(?= ?[.,;!]|$| because| as | since))|\b(?:fulfil+|complete"
    r"|perform|carry out|do|process|accommodate|answer|comply with|honor) (?:this|that|your|the)(?: writing"
    r"| drafting)? (?:request|task|prompt)(?! (?:for|form|to (?:the|see|cover)|without))"
    r"|\bhelp(?:ing)? (?:to )?(?:deny|write|draft|create)\b|\bhelp draft\b|\btake part in (?:writing|creating|drafting"
    r"|producing)\b"
)
#: A hand that can't write, or a person who lacks the papers, is no refusal.
_HUMAN: Final = (
    r"\b(?:myself|by hand|my hands?|my own hand|handwriting|tremor|stroke|pen|typed|helped me|tonight|tomorrow"
    r"|dictat\w+|records?|receipts?|original|copies|copy|criteria|coverage (?:for|of)|authori[sz]e|surgery|exercises?"
    r"|program|appointment)\b"
)
_SORRY: Final = (
    r"\b(?:sorry|apologi[sz]e|apologies|unfortunately|regrettably|regret|afraid|respectfully|with respect|no,)"
)

_GERUND: Final = (
    r"\b(?:writing|drafting|generating|composing|authoring|crafting|creating|producing|preparing|completing|finishing)"
)
#: What a patient says of the plan's papers, or an author of having had help, is no model's want of them.
_PLAN_PAPERS: Final = (
    r"\b(?:your (?:\w+ )?(?:letter|denial|notice|plan|decision|reviewer|reasons?|criteria|policy|office)|criteria"
    r"|criterion|policy|guidelines?|my (?:own )?(?:appeal|answer|response|reply|case|daughter|son|wife|husband|doctor"
    r"|mother|father|sister|brother|friend)|the (?:plan|reviewer) (?:did|has|had)|you (?:did not|didn't|never"
    r"|failed))\b"
)

CONCEPTS: Final = (
    concept(
        "as_model",
        "speaks as a model",
        r"\b(?:(?<!work )(?<!worked )(?<!job )as|i am|i'm|being|i was made as) (?:just |only |merely |simply "
        r"|but )*(?:an? |your )?(?:(?:large |ai )?language model|ai\b(?! (?:researcher|engineer|scientist|developer"
        r"|expert|company|ethic\w+))|artificial intelligence|llm\b|chat ?bot|(?:ai|virtual|digital|automated|writing"
        r"|conversational) (?:assistant|system|tool|program)|computer program\b|(?:text|letter) generator"
        r"|machine learning model|piece of software)|\bas an assistant,? i\b",
        r"\b(?:i|i'm|my)\b",
        # Said again for the pre-filter: rare words.
        r"language model|artificial intelligence|chat ?bot|\bllm\b|assistant|(?:\ban|\bas|just|only|merely|simply"
        r"|being|\bam|'m|your) ai\b|computer program|generator|machine learning|piece of software|(?:automated|digital"
        r"|virtual|writing|conversational|ai) (?:system|tool|program)",
    ),
    concept(
        "made_to",
        "speaks as a model",
        r"\bi(?:'m| am| was| have been|'ve been)(?: not| never| only)? (?:designed|programmed|configured"
        r"|trained to (?:avoid|decline|refuse|be (?:helpful|safe|harmless)|generate|write letters|follow)|trained on"
        r"|built to (?:help|write|assist|avoid))\b",
    ),
    concept(
        "not_to_write",
        "refuses to write the letter",
        r"\bi(?:'m|'ve|'d|'ll)?\b(?:(?! (?:you|he|she|they|we|who|and|so|because|but|which|if|my|your) |agree"
        r"|underst)[^.;,!?\"])*?(?:\bnot|n't|\bno|\bcannot|\bnever|\bstop)\b(?:(?! (?:and|so|because|but|that|which"
        r"|who|when|want\w*|like|enjoy|have to|need|expect|get|ask|believe|know|wait|be writing) |agree"
        r"|underst)[^.;,!?\"]){0,45}? (?:writ(?:e|ing)|draft(?:ing)?|compos(?:e|ing)|generat(?:e|ing)|author(?:ing)?"
        r"|craft(?:ing)?) (?:(?:an?|the|this|that|such|these|any|false|medical|legal|formal|insurance) )*(?:letters?"
        r"|denials?|appeals?|notices?|text|content|documents?|statements)\b(?! (?:to|from|by|about)\b)",
        unless=rf"{_HUMAN}|\b(?:if|unless|often|lightly|usually|normally|every day|to you|again|another|second|third"
        rf"|in time"
        r"|before|without|until|tonight|yet)\b",
    ),
    concept(
        "one_i_refuse",
        "refuses to write the letter",
        rf"\b(?:(?:request|task)\b[^.;]{{0,50}}? is one|(?:not|isn't) (?:the|an?) (?:letter|denial|appeal|text"
        rf"|task)) (?:that |which )?(?:{_I[2:]}|i(?:'m| am| feel)? (?:\w+ )?(?:willing|able|prepared|comfortable"
        rf"|allowed|going) to)"
        r"|\basked to (?:write|draft|compose|generate|produce) (?:an?|the|this) (?:\w+ )?(?:letter|denial|appeal"
        r"|notice)\b[^.;]{0,15}\bi (?:can't|cannot|won't|will not|shouldn't|(?:don't|do not) think i (?:can|should))\b",
        unless=_HUMAN,
    ),
    concept(
        "made_up",
        "refuses to write the letter",
        r"\bi (?:can't|cannot|can not|won't|will not|must not|should not|shouldn't|am unable to"
        r"|am not able to) (?:fabricat\w+|falsif\w+|make up (?:an?|the|any) (?:patient|story|case|facts|history|letter"
        r"|medical)|invent (?:an?|the) (?:patient|story|case|history)|generate false)\b",
    ),
    concept(
        "makers",
        "speaks as a model",
        r"\b(?:openai|anthropic|my (?:creators?|developers?|makers|operators?))\b",
        r"\b(?:not|n't|against|polic\w+|prevent\w*|forbid\w*|rules|allow\w*|train\w*|made|built|design\w*)\b",
    ),
    concept(
        "withheld",
        "refuses to write the letter",
        r"\b(?:rest|remainder) of (?:this|the) (?:letter|text|appeal|notice|content) (?:has been|is|was|cannot be"
        r"|can't be) (?:\w+ )?(?:withheld|omitted|removed|redacted|blocked|shown|generated)\b|\bi (?:must|have to|will"
        r"|need to) (?:stop|cease) (?:writing|drafting|generating)\b[^.;]{0,60}\b(?:harm\w*|polic\w+|unsafe|content"
        r"|guidelines)\b",
    ),
    concept(
        "beyond_me",
        "refuses to write the letter",
        r"\b(?:beyond|outside|exceeds?|not within|not in) (?:the scope of )?my (?:\w+ )?(?:capabilit(?:y|ies)|remit"
        r"|programming|functions?)\b",
        r"\b(?:sorry|apolog\w+|unfortunately|afraid|letter|request|writ\w+|draft\w*|text|task|assistant)\b",
    ),
    concept(
        "leave_it_to_others",
        "sends its reader to a professional",
        r"\b(?:have|let|ask|leave|leaving|get|want)\b[^.;]{0,45}?\b(?:an?|your|the) (?:\w+ )?(?:lawyer|attorney"
        r"|professional|human(?: being| advocate)?|person|expert|advocate)\b",
        rf"\b(?:{_GERUND[2:]}|draft|write|compose|prepare) (?:of )?(?:this|the|your|it|such|an?)\b",
        r"\b(?:letter|appeal|denial|text|it|this)\b",
        unless=rf"{_HUMAN}|\b(?:i (?:had|asked|have asked|got)|my (?:lawyer|attorney|advocate)|treatment plan"
        rf"|report)\b",
        kinds="appeal",
    ),
    concept(
        "would_need",
        "asks for more to write with",
        rf"\bto (?:{_WRITE[2:]}|put together) (?:(?:an?|the|this|that|your|such) ?(?:\w+ )?(?:letter|appeal|denial"
        rf"|notice|text)?|it)\b"
        r"[^.;]{0,20}\bi(?:'d| would| will|'ll)? (?:first )?(?:have to|need(?: to)?|must) (?:know|have|see|be (?:given"
        r"|told)|more|the|further)\b",
        unless=_PLAN_PAPERS,
    ),
    concept(
        "my_guidelines",
        "refers to a model's guidelines",
        r"\bmy (?:(?:safety|content|usage|ethical|own|current) )?(?:guidelines|programming|content policy|usage policy"
        r"|safety (?:rules|training|polic\w+|settings))\b",
        r"\b(?:not|n't|never|against|violat\w+|conflicts?|prevents?|stops?|prohibits?|forbids?|bars?|limits?|requires?"
        r"|keeps?|declin\w+|due to|because of)\b|n't\b",
        unless=r"\b(?:coverage|brace|benefit\w*)\b",
    ),
    concept(
        "none_to_be_had",
        "refuses to write the letter",
        r"\bno (?:such )?(?:letter|appeal|denial|text|draft|content) (?:like this |of this kind )?(?:can|will|may"
        r"|should) be (?:offered|written|produced|given|drafted|generated|provided|composed)\b|\b(?:letter|appeal"
        r"|denial|text|content|draft) (?:can ?not|can't|will not|won't|should not|must not) be (?:written|drafted"
        r"|generated|produced|composed|created)\b",
        unless=r"\b(?:by (?:my|the|your)|until|unless|doctor|clinic|surgeon)\b",
    ),
    concept(
        "my_rules",
        "refers to a model's guidelines",
        r"\bmy (?:(?:safety|content|usage|ethical|own|internal|core|current|built-in|operating) )?(?:guidelines|rules"
        r"|programming|instructions|training|design|principles|values|safeguards|restrictions|polic(?:y|ies)|ethics)\b",
        r"\b(?:(?:not|n't|never) (?:\w+ )?(?:allow|permit|let|enable) (?:me|us|this|that|such|it)\b|(?:stop|prevent"
        r"|keep|prohibit|forbid|bar|limit)s? (?:me|us|this|that|such|it)\b|against|violat\w+|conflicts? with)",
        r"\b(?:writ\w+|draft\w*|generat\w+|produc\w+|creat\w+|compos\w+|help\w*|recommend\w*|provid\w+|advis\w+"
        r"|assist\w*|discuss\w*|impersonat\w+|voice|role|letters?|content|text|continu\w+|tak(?:e|ing) (?:on|part))\b",
        unless=r"\b(?:my doctor|my surgeon|as a (?:physician|doctor|nurse|surgeon)|coverage|brace|benefit\w*)\b",
    ),
    concept(
        "cannot_write",
        "refuses to write the letter",
        rf"{_I}[^.;!?]{{0,60}}?{_WRITE}(?: \w+){{0,3}}? {_WORK}",
        unless=_HUMAN,
    ),
    concept(
        "cannot_write_it",
        "refuses to write the letter",
        rf"{_I}(?: \w+){{0,4}}? (?:writ(?:e|ing)|draft(?:ing)?|generat(?:e|ing)|compos(?:e|ing)|produc(?:e|ing)) (?:it"
        rf"|this|that|this one|one)(?= ?[.,;!]|$"
        r"| because| as | for you| without| since| for me)",
        unless=_HUMAN,
    ),
    concept(
        "cannot_help",
        "refuses to write the letter",
        rf"{_I}[^.;!?]{{0,40}}?(?:{_HELP})",
        r"help|assist|\baid|support|comply|engag|continu|proceed|request|task|prompt|take part",
        unless=_HUMAN,
    ),
    concept(
        "cannot_help_writing",
        "refuses to write the letter",
        rf"{_I} (?:\w+ )?(?:help|assist|aid|support|be (?:drafting|writing|generating|composing"
        rf"|producing))(?: you)?(?: (?:with|in|to))? (?:{_GERUND[2:]}|(?:draft|write|compose|generate) )",
        unless=rf"{_HUMAN}|\b(?:homework|forms?|checks?|notes|name|book)\b",
    ),
    concept(
        "cannot_give_one",
        "refuses to write the letter",
        rf"{_I} (?:\w+ )?(?:provide|give|offer|supply|deliver)(?: you)?(?: with)? (?:an?|the|this"
        rf"|any) (?:\w+ )?(?:letter"
        r"|content|text|draft|appeal|denial|document)s? (?:that|which|like|of this|as)\b",
        unless=_HUMAN,
    ),
    concept(
        "writing_refused",
        "refuses to write the letter",
        rf"{_GERUND}\b",
        r"(?:\bnot|n't|\bcannot) (?:\w+ ){0,2}(?:something|an? (?:task|thing|request)|what) (?:that )?(?:i|i'm)\b"
        r"|\b(?:something|an? (?:task|thing)) (?:that )?(?:i|i'm|i'll) (?:can't|cannot|can not|won't|will not|must"
        r"|have to|should not|shouldn't|am not|not)\b|\bwhich i (?:won't|will not|can't|cannot) (?:do|be)\b",
        unless=_MUSING,
    ),
    concept(
        "writing_not_allowed",
        "refuses to write the letter",
        rf"{_GERUND} (?:\w+ ){{0,2}}?(?:letters?|denials?|appeals?|content|texts?|documents?)\b[^.;]{{0,60}}?(?:(?:is"
        rf"|are"
        r"|would be) (?:not|n't) (?:permitted|allowed|possible|appropriate|something)|(?:isn't|aren't) (?:permitted"
        r"|allowed|possible|appropriate|something)|(?:prohibited|forbidden|against|outside))",
        unless=_HUMAN,
    ),
    concept(
        "task_refused",
        "refuses to write the letter",
        r"\b(?:is|'s) (?:an?|one|the kind of) (?:\w+ )?(?:task|request|prompt|letter|document|assignment) (?:that "
        r"|which )?(?:i|i'm|i am) (?:can't|cannot|can not|won't|will not|not able to|unable to"
        r"|must not) (?:\w+ )?(?:carry out|do|fulfil+|complete|perform|write|draft|generate|help)\b",
        unless=_HUMAN,
    ),
    concept(
        "no_part_to_play",
        "refuses to write the letter",
        rf"(?:{_I}|\bthat would be)(?: \w+)? (?:role-?play\w*|impersonat\w+|pos(?:e|ing) as"
        rf"|pretend(?:ing)? to be (?:the|his"
        r"|her|someone|another)|write as (?:an?|the)|writing as (?:an?|the)|speak(?:ing)? as (?:an?"
        r"|the) (?:\w+ )?(?:parent|patient|member|plan|insurer)|(?:assum\w+|adopt\w*|tak(?:e|ing)(?: on)?) the (?:role"
        r"|voice|identity|persona|name) of)",
        unless=r"\b(?:well|by hand|fast)\b",
    ),
    concept(
        "refrains",
        "refuses to write the letter",
        rf"\bi(?:'ll)? (?:must|should|have to|need to|will|ought to)? ?(?:\w+ )?(?:refrain|abstain"
        rf"|hold back) from {_GERUND[2:]}",
    ),
    concept(
        "unable_to_comply",
        "refuses to write the letter",
        r"(?:^|[.!?:] )(?:unable|not able|sorry, (?:but )?(?:unable|not able|cannot|can't)) to (?:comply|fulfil+"
        r"|assist|help|generate|write)\b|\brequest (?:declined|refused|rejected): .{0,30}\bcontent\b",
    ),
    concept(
        "content_barred",
        "refers to a model's guidelines",
        r"\b(?:content|prompt|output)\b(?! of)",
        r"\b(?:violat\w+|(?:not|n't) allowed|prohibited|disallowed|harmful|unsafe|flagged|inappropriate)\b",
        unless=r"\b(?:sodium|fat|oxygen|mineral|your (?:plan|policy|contract))\b",
    ),
    concept(
        "sensitive",
        "refuses to write the letter",
        r"\b(?:sensitive|nature of (?:this|the)|topic|subject matter|self-harm|ethical)\b",
        rf"{_I} (?:\w+ )?(?:continue|proceed|go on|engage|go further|discuss|write)\b",
        unless=rf"{_HUMAN}|\b(?:pain|drug|treatment|job|work|school|therapy|life)\b",
    ),
    concept(
        "not_advice",
        "speaks as a model",
        r"\b(?:nothing (?:here|in this (?:letter|text|response)) is|(?:is |does |as )?not(?: intended as| meant as"
        r"| a substitute for| constitute| to be taken as)?) (?:legal|medical|professional)(?: or (?:legal"
        r"|medical))? advice\b",
        unless=r"\b(?:your|doctor's|follow\w*|against)\b",
        kinds="appeal",
    ),
    concept(
        "consult_somebody",
        "sends its reader to a professional",
        r"\b(?:please|you (?:should|may want to|might want to|could|may wish to)|i(?:'d| would)? (?:suggest|recommend"
        r"|urge|encourage|advise)|it(?:'s| is| would be) (?:best|important|advisable|better)|consider)\b",
        r"\b(?:consult\w*|speak\w*|talk\w*|reach\w* out|contact\w*|seek\w*|hir(?:e|ing)"
        r"|work(?:ing)?)\b[^.;]{0,25}?\b(?:an?|your|legal) (?:\w+,? (?:or \w+ )?){0,2}?(?:attorney|lawyer|counsel"
        r"|professional|patient advocate|legal aid)\b",
        unless=r"\b(?:my (?:attorney|lawyer|advocate)|us|mental health professional|board)\b",
        kinds="appeal",
    ),
    concept(
        "too_little_told",
        "asks for more to write with",
        r"(?:(?:\bnot|n't|\bwithout|\black\w*) (?:\w+ ){0,2}?(?:enough|sufficient|adequate|necessary|the"
        r"|any) (?:\w+ )?(?:information|details?|context|facts?|data|notes|documents)|\bi(?:'d|'ll| would"
        r"| will)? (?:first )?(?:need|require|lack|am missing)\b[^.;]{0,40}?\b(?:information|details?|facts?|chart"
        r"|notes?|denial itself|data|context|dates?|diagnosis)|(?:\bnot|n't) (?:\w+ )?enough in what you\b"
        r"|\btoo (?:few|little) (?:facts|details|information))\b",
        rf"\b(?:to|before i (?:can|could)|before i am able to|for me to|so that i can|and can(?:no"
        rf"|')t) (?:\w+ ){{0,2}}?(?:{_WRITE[2:]}|put)(?: \w+){{0,3}}? (?:{_WORK[2:]}|paragraphs?|this|it)\b",
        r"information|detail|context|fact|data|notes|documents|chart|denial itself|date|diagnosis|enough",
        unless=rf"{_HUMAN}|{_PLAN_PAPERS}",
    ),
    concept(
        "asks_for_more",
        "asks for more to write with",
        r"\b(?:(?:could|can|would|will) you (?:please )?|please |if you (?:can |could |would |will )?"
        r"|once you (?:have )?)(?:shared?|provided?|give[n]?|tell|send|supply|supplied|paste|upload)\b",
        rf"\b(?:i can|i could|i'll|i will|i'd|so i|and i|for me to|let me|i would)\b[^.;?]{{0,30}}?(?:{_WRITE[2:]}"
        rf"|tailor|adapt|put together)(?: \w+){{0,3}}? (?:{_WORK[2:]}|it)\b",
        unless=rf"{_HUMAN}|{_PLAN_PAPERS}",
    ),
    concept(
        "offers_else",
        "offers something else",
        r"\b(?:what i can (?:offer|do|provide)|i can(?: only| instead| however| still| certainly)*,? (?:offer|provide"
        r"|give|share|help|suggest|outline)|i(?:'m| am|'d be| would be) (?:happy|glad|able|here) to (?:help|offer"
        r"|provide|assist|share))\b",
        r"\b(?:(?:something|anything) else|general (?:information|outline|tips|guidance|overview|advice)"
        r"|an? (?:\w+ )?(?:outline|template|overview)|another (?:topic|task|question)|how (?:appeals work|to (?:write"
        r"|appeal))|other (?:questions|tasks|topics))\b",
        unless=r"\b(?:call (?:us\b|me\b|\[)|records?|films|\[plan_phone\]|you (?:send|asked for))\b",
    ),
    concept(
        "advice",
        "refuses to write the letter",
        rf"{_I}[^.;!?]{{0,30}}?\b(?:provid\w+|giv\w+|offer\w*) (?:you )?(?:with )?(?:any |specific |personali[sz]ed "
        rf"|\w+ or )*(?:medical|legal|clinical)(?:,? (?:or|and) \w+)? (?:advice|documents?|opinions|guidance"
        rf"|recommendations)\b",
    ),
    concept(
        "policy",
        "refers to a model's guidelines",
        r"\b(?:content polic\w+|usage polic\w+|use polic\w+|safety (?:guidelines?|polic\w+|reasons)"
        r"|ethical (?:guidelines?|reasons|concerns|principles)|harmless)\b",
        r"\b(?:against|violat\w+|allow|permit|prevents?|due to|because|so i|conflicts?|rather not|not|can't|cannot"
        r"|won't|designed|decline)\b",
        r"\b(?:i|i'm|my|writ\w+|letter|text|request|task|content)\b",
        unless=r"\b(?:dr|doctor|surgeon|therapist|brace|hospital|nurse|coverage|clinical|medical polic\w+)\b",
    ),
    concept(
        "out_of_scope",
        "refuses to write the letter",
        r"\b(?:not (?:something|a (?:task|request|document|thing|letter))(?: that| which)? i\b|(?:beyond|outside"
        r"|outside of|exceeds|past) (?:the scope of )?what i\b|outside (?:my|the scope of my) (?:scope|abilities"
        r"|capabilit\w+|role)|(?:request|task|document|letter|text) (?:that |which )?i (?:have to|must|need to"
        r"|will) (?:turn down|decline|refuse|pass on))",
        r"\b(?:help|assist|generat\w+|writ\w+|draft\w*|produc\w+|compos\w+|creat\w+|request|task|document|letter"
        r"|text)\b",
        r"not something|not a |beyond|outside|exceeds|past what|past the|turn down|declin|refuse|pass on",
        unless=rf"{_HUMAN}|{_MUSING}",
    ),
    concept(
        "impersonal",
        "refuses to write the letter",
        rf"(?:(?:\bnot|n't) (?:be |(?:think|believe|feel) it (?:is|would be) )?(?:possible|appropriate|right|ethical"
        rf"|responsible|advisable)|\bimpossible|\binappropriate|unethical|wrong|no way"
        rf"|irresponsible)(?: for me)? to (?:{_WRITE[2:]}|help|assist)(?: \w+){{0,3}}? (?:{_WORK[2:]}|it|this|behalf"
        rf"|h(?:er|is) behalf|deny\w*)\b",
        unless=rf"{_HUMAN}|\bwrite (?:this|it|her|him|me) off\b|\b(?:consent|permission|signs?)\b",
    ),
    concept(
        "writing_is_wrong",
        "refuses to write the letter",
        r"\b(?:writing|drafting|generating|creating|producing|composing) (?:it|this|that|such|an?"
        r"|the)\b[^.;]{0,40}? (?:would (?:not|be|violate|go|conflict|break|cross)|is (?:not something|against|beyond"
        r"|outside)|could cause|violates|goes against)",
        unless=rf"{_HUMAN}|{_MUSING}",
    ),
    concept(
        "apology",
        "refuses to write the letter",
        _SORRY,
        rf"\b(?:i|i'm|i am) (?:\w+ )?{_CANT} (?:be able to |to )?(?:do (?:that|this|so)|help(?: (?:you"
        rf"|with))?(?= (?:with )?(?:that|this|your request)\b|[.,!]|$)|assist|provide (?:that|this|it)|comply|fulfil+"
        r"|oblige)\b|\bthis is (?:not )?something (?:that )?i\b|\b(?:i|i'm|i am) (?:\w+ )?(?:can't|cannot|unable to"
        r"|not able to) (?:continue|proceed)[.!,]",
        unless=rf"{_HUMAN}|\b(?:my (?:husband|wife|son|daughter|child|mother|father|patient)|walk|work|pay)\b",
    ),
    concept(
        "declines",
        "refuses to write the letter",
        rf"\bi(?:'m| am| must| have to| will have to| need to|'ll have to| will)?(?: \w+)? (?:declin(?:e|ing)"
        rf"|refus(?:e|ing)|turn(?:ing)? down|pass(?:ing)? on) (?:(?:this|that|your|the) (?:request|task|prompt"
        rf"|assignment)\b|(?:to )?{_WRITE[2:]})",
        unless=r"\brequest (?:for|to see)\b|\b(?:surgery|alternative|offer)\b",
    ),
    concept(
        "must_decline",
        "refuses to write the letter",
        r"\bso i (?:must|have to|will|need to) (?:decline|refuse)\b|\bi (?:must|have to) (?:respectfully "
        r"|politely )?decline\.",
        unless=r"\b(?:offer|brace|surgery|alternative|appointment)\b",
    ),
    concept(
        "not_completed",
        "refuses to write the letter",
        r"\b(?:your|this|the) (?:request|prompt|task) (?:can't|cannot|could not|won't|will not) be (?:completed"
        r"|fulfil+ed|answered|carried out|processed)\b",
        r"\b(?:content|polic(?:y|ies) of (?:use|the model)|asks (?:for|me)|prompt|harmful|guidelines)\b",
        unless=r"\b(?:criteria|records?|report|form|plan'?s?|coverage|clinical)\b",
    ),
    concept(
        "we_cannot_write",
        "refuses to write the letter",
        r"\bwe(?:'re| are|'ll)? ?(?:\w+ )?(?:can ?not|can't|won't|will not|unable"
        r"|not able)\b[^.;]{0,60}?\b(?:generat\w+|writ(?:e|ing)|draft\w*|compos\w+|creat\w+|produc\w+) (?:this"
        r"|an? (?:appeal|denial)|the (?:appeal|denial)|such|the requested|that) ?(?:appeal |denial "
        r"|kind of )?(?:letter|text|document|content|appeal|denial)",
        unless=r"\byour doctor\b",
    ),
)


class Refusal(ConceptCheck):
    """A refusal is an answer of the model to us, not of a plan to a member.

    Rule: a sentence whose speaker can't, won't or may not write, draft, help with or complete a letter, text, request
    or task, or take somebody's part; that calls writing it impossible or wrong; that names a model's guidelines or
    making as the reason; that asks for more to write with, offers something else, or sends its reader to a lawyer.
    Source: domain.md §7.
    Passes on purpose: a plan that can't approve; a patient who can't work, can't write by hand or had help with it, or
    could not answer for want of the plan's criteria; a doctor who has no second letter ready; what stands in double
    quotes.
    Limits: "I can't do that" or "I can't go on with this" without a word of writing passes, since patients say it too;
    a refusal in the plural must name the letter.
    """

    name = "refusal"
    version = 3
    concepts = CONCEPTS
