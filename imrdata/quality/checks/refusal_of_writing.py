"""How one refuses to write: can't, won't or may not write, help with or finish a letter, a text, a task.

Part of `imrdata.quality.checks.refusal`.
"""

from __future__ import annotations

from typing import Final

from imrdata.quality.concept_rules import concept

#: I can't, I won't: with what may stand between, but no other person whose inability is told.
_CANT: Final = (
    r"(?:can ?not|can't|could not|couldn't|won't|will not|wouldn't|would not|unable|not able|not permitted|not"
    r" allowed|not in a position|not capable|not equipped|not going to|not comfortable|not willing|unwilling"
    r"|shouldn't|should not|declin\w+|refus\w+|rather not|better not|prefer not|say no to|hesitant|(?:don't|do not)"
    r" feel (?:comfortable|able|right)|(?:don't|do not) (?:think i (?:should|can)|have the (?:ability|capability"
    r"|means|authority))|have to pass|must pass|have to turn down|must turn down|(?:do not|don't)(?= (?:write|draft"
    r"|generate|produce|compose|create)))(?! (?:\w+ )?(?:get|have to|need|want|like|ask|expect|believe|see|tell|let"
    r"|make|find|know|wait|afford|imagine|hope)\b)"
)
#: What one says of a thing that one did not think one would do.
_MUSING: Final = (
    r"\b(?:thought|wanted|hoped|expected|planned|imagined|enjoy|used to|good at|do (?:easily|lightly|well))\b"
)
I_CANT: Final = rf"\bi(?:'m|'d|'ve|'ll)?\b(?:(?! (?:you|he|she|they|we|who|it|plan|doctor)\b)[^.;!?\"])*? ?\b{_CANT}\b"
_WRITE: Final = (
    r"\b(?:writ(?:e|ing)|draft(?:ing)?|generat(?:e|ing)|compos(?:e|ing)|author(?:ing)?|craft(?:ing)?|creat(?:e|ing)"
    r"|produc(?:e|ing)|prepar(?:e|ing)|complet(?:e|ing)|finish(?:ing)?|continu(?:e|ing)|proceed(?:ing)?"
    r"|deliver(?:ing)?)\b"
)
#: What a model is asked for. A record, a form or a receipt is what a patient or a plan may fail to produce.
_WORK: Final = (
    r"\b(?:(?:an?|the|this|that|such|these|any|your|of the|with the|one|more|medical|insurance|legal|appeal|denial"
    r"|remaining|requested|rest of the|whole|entire|full|kind of|type of|sort of) )*(?:letters?(?! (?:to|from) (?:you"
    r"|your|the)\b)|denials?|appeals?|texts?|content|correspondence|tasks?|prompts?|remainder|document|response"
    r"|notice|output|piece)\b"
)
_HELP: Final = (
    r"\b(?:help|assist|helping|assisting|aid|support|comply|engage|continue|proceed)(?: you)? (?:with|in|on)"
    r" (?:(?:your|the|this|that|any) )?(?:(?:request|task|prompt|letter|appeal|denial|writing|drafting|creating"
    r"|generating|preparing|composing|it)\b|(?:this|that)(?= ?[.,;!]|$| because| as | since))|\b(?:fulfil+|complete"
    r"|perform|carry out|do|process|accommodate|answer|comply with|honor) (?:this|that|your|the)(?: writing|"
    r" drafting)? (?:request|task|prompt)(?! (?:for|form|to (?:the|see|cover)|without))|\bhelp(?:ing)? (?:to"
    r" )?(?:deny|write|draft|create)\b|\bhelp draft\b|\btake part in (?:writing|creating|drafting|producing)\b"
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
    r"\b(?:writing|drafting|generating|composing|authoring|crafting|creating|producing|preparing|completing"
    r"|finishing)"
)
#: What a patient says of the plan's papers, or an author of having had help, is no model's want of them.
_PLAN_PAPERS: Final = (
    r"\b(?:your (?:\w+ )?(?:letter|denial|notice|plan|decision|reviewer|reasons?|criteria|policy|office)|criteria"
    r"|criterion|policy|guidelines?|my (?:own )?(?:appeal|answer|response|reply|case|daughter|son|wife|husband|doctor"
    r"|mother|father|sister|brother|friend)|the (?:plan|reviewer) (?:did|has|had)|you (?:did not|didn't|never"
    r"|failed))\b"
)

CANNOT_WRITE: Final = (
    concept(
        "as_model",
        "speaks as a model",
        r"\b(?:(?<!work )(?<!worked )(?<!job )as|i am|i'm|being|i was made as) (?:just |only |merely |simply |but"
        r" )*(?:an? |your )?(?:(?:large |ai )?language model|ai\b(?! (?:researcher|engineer|scientist|developer"
        r"|expert|company|ethic\w+))|artificial intelligence|llm\b|chat ?bot|(?:ai|virtual|digital|automated|writing"
        r"|conversational) (?:assistant|system|tool|program)|computer program\b|(?:text|letter) generator|machine"
        r" learning model|piece of software)|\bas an assistant,? i\b",
        r"\b(?:i|i'm|my)\b",
        # Said again for the pre-filter: rare words.
        r"language model|artificial intelligence|chat ?bot|\bllm\b|assistant|(?:\ban|\bas|just|only|merely|simply"
        r"|being|\bam|'m|your) ai\b|computer program|generator|machine learning|piece of software|(?:automated"
        r"|digital|virtual|writing|conversational|ai) (?:system|tool|program)",
    ),
    concept(
        "made_to",
        "speaks as a model",
        r"\bi(?:'m| am| was| have been|'ve been)(?: not| never| only)? (?:designed|programmed|configured|trained to"
        r" (?:avoid|decline|refuse|be (?:helpful|safe|harmless)|generate|write letters|follow)|trained on|built to"
        r" (?:help|write|assist|avoid))\b",
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
        "makers",
        "speaks as a model",
        r"\b(?:openai|anthropic|my (?:creators?|developers?|makers|operators?))\b",
        r"\b(?:not|n't|against|polic\w+|prevent\w*|forbid\w*|rules|allow\w*|train\w*|made|built|design\w*)\b",
    ),
    concept(
        "my_guidelines",
        "refers to a model's guidelines",
        r"\bmy (?:(?:safety|content|usage|ethical|own|current) )?(?:guidelines|programming|content policy|usage"
        r" policy|safety (?:rules|training|polic\w+|settings))\b",
        r"\b(?:not|n't|never|against|violat\w+|conflicts?|prevents?|stops?|prohibits?|forbids?|bars?|limits?"
        r"|requires?|keeps?|declin\w+|due to|because of)\b|n't\b",
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
        r"|programming|instructions|training|design|principles|values|safeguards|restrictions|polic(?:y|ies)"
        r"|ethics)\b",
        r"\b(?:(?:not|n't|never) (?:\w+ )?(?:allow|permit|let|enable) (?:me|us|this|that|such|it)\b|(?:stop|prevent"
        r"|keep|prohibit|forbid|bar|limit)s? (?:me|us|this|that|such|it)\b|against|violat\w+|conflicts? with)",
        r"\b(?:writ\w+|draft\w*|generat\w+|produc\w+|creat\w+|compos\w+|help\w*|recommend\w*|provid\w+|advis\w+"
        r"|assist\w*|discuss\w*|impersonat\w+|voice|role|letters?|content|text|continu\w+|tak(?:e|ing) (?:on|part))\b",
        unless=r"\b(?:my doctor|my surgeon|as a (?:physician|doctor|nurse|surgeon)|coverage|brace|benefit\w*)\b",
    ),
    concept(
        "cannot_write",
        "refuses to write the letter",
        rf"{I_CANT}[^.;!?]{{0,60}}?{_WRITE}(?: \w+){{0,3}}? {_WORK}",
        unless=_HUMAN,
    ),
    concept(
        "cannot_write_it",
        "refuses to write the letter",
        rf"{I_CANT}(?: \w+){{0,4}}? (?:writ(?:e|ing)|draft(?:ing)?|generat(?:e|ing)|compos(?:e|ing)|produc(?:e|ing))"
        rf" (?:it|this|that|this one|one)(?= ?[.,;!]|$"
        r"| because| as | for you| without| since| for me)",
        unless=_HUMAN,
    ),
    concept(
        "cannot_help",
        "refuses to write the letter",
        rf"{I_CANT}[^.;!?]{{0,40}}?(?:{_HELP})",
        r"help|assist|\baid|support|comply|engag|continu|proceed|request|task|prompt|take part",
        unless=_HUMAN,
    ),
    concept(
        "cannot_help_writing",
        "refuses to write the letter",
        rf"{I_CANT} (?:\w+ )?(?:help|assist|aid|support|be (?:drafting|writing|generating|composing|producing))(?:"
        rf" you)?(?: (?:with|in|to))? (?:{_GERUND[2:]}|(?:draft|write|compose|generate) )",
        unless=rf"{_HUMAN}|\b(?:homework|forms?|checks?|notes|name|book)\b",
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
        "no_part_to_play",
        "refuses to write the letter",
        rf"(?:{I_CANT}|\bthat would be)(?: \w+)? (?:role-?play\w*|impersonat\w+|pos(?:e|ing) as|pretend(?:ing)? to be"
        rf" (?:the|his"
        r"|her|someone|another)|write as (?:an?|the)|writing as (?:an?|the)|speak(?:ing)? as (?:an?|the) (?:\w+"
        r" )?(?:parent|patient|member|plan|insurer)|(?:assum\w+|adopt\w*|tak(?:e|ing)(?: on)?) the (?:role|voice"
        r"|identity|persona|name) of)",
        unless=r"\b(?:well|by hand|fast)\b",
    ),
    concept(
        "refrains",
        "refuses to write the letter",
        rf"\bi(?:'ll)? (?:must|should|have to|need to|will|ought to)? ?(?:\w+ )?(?:refrain|abstain|hold back) from"
        rf" {_GERUND[2:]}",
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
        "not_advice",
        "speaks as a model",
        r"\b(?:nothing (?:here|in this (?:letter|text|response)) is|(?:is |does |as )?not(?: intended as| meant as| a"
        r" substitute for| constitute| to be taken as)?) (?:legal|medical|professional)(?: or (?:legal|medical))?"
        r" advice\b",
        unless=r"\b(?:your|doctor's|follow\w*|against)\b",
        kinds="appeal",
    ),
    concept(
        "too_little_told",
        "asks for more to write with",
        r"(?:(?:\bnot|n't|\bwithout|\black\w*) (?:\w+ ){0,2}?(?:enough|sufficient|adequate|necessary|the|any) (?:\w+"
        r" )?(?:information|details?|context|facts?|data|notes|documents)|\bi(?:'d|'ll| would| will)? (?:first"
        r" )?(?:need|require|lack|am missing)\b[^.;]{0,40}?\b(?:information|details?|facts?|chart|notes?|denial"
        r" itself|data|context|dates?|diagnosis)|(?:\bnot|n't) (?:\w+ )?enough in what you\b|\btoo (?:few|little)"
        r" (?:facts|details|information))\b",
        rf"\b(?:to|before i (?:can|could)|before i am able to|for me to|so that i can|and can(?:no|')t) (?:\w+"
        rf" ){{0,2}}?(?:{_WRITE[2:]}|put)(?: \w+){{0,3}}? (?:{_WORK[2:]}|paragraphs?|this|it)\b",
        r"information|detail|context|fact|data|notes|documents|chart|denial itself|date|diagnosis|enough",
        unless=rf"{_HUMAN}|{_PLAN_PAPERS}",
    ),
    concept(
        "asks_for_more",
        "asks for more to write with",
        r"\b(?:(?:could|can|would|will) you (?:please )?|please |if you (?:can |could |would |will )?|once you"
        r" (?:have )?)(?:shared?|provided?|give[n]?|tell|send|supply|supplied|paste|upload)\b",
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
        r"\b(?:(?:something|anything) else|general (?:information|outline|tips|guidance|overview|advice)|an? (?:\w+"
        r" )?(?:outline|template|overview)|another (?:topic|task|question)|how (?:appeals work|to (?:write|appeal))"
        r"|other (?:questions|tasks|topics))\b",
        unless=r"\b(?:call (?:us\b|me\b|\[)|records?|films|\[plan_phone\]|you (?:send|asked for))\b",
    ),
    concept(
        "advice",
        "refuses to write the letter",
        rf"{I_CANT}[^.;!?]{{0,30}}?\b(?:provid\w+|giv\w+|offer\w*) (?:you )?(?:with )?(?:any |specific "
        rf"|personali[sz]ed |\w+ or )*(?:medical|legal|clinical)(?:,? (?:or|and) \w+)? (?:advice|documents?|opinions"
        rf"|guidance|recommendations)\b",
    ),
    concept(
        "policy",
        "refers to a model's guidelines",
        r"\b(?:content polic\w+|usage polic\w+|use polic\w+|safety (?:guidelines?|polic\w+|reasons)|ethical"
        r" (?:guidelines?|reasons|concerns|principles)|harmless)\b",
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
        r"|capabilit\w+|role)|(?:request|task|document|letter|text) (?:that |which )?i (?:have to|must|need to|will)"
        r" (?:turn down|decline|refuse|pass on))",
        r"\b(?:help|assist|generat\w+|writ\w+|draft\w*|produc\w+|compos\w+|creat\w+|request|task|document|letter"
        r"|text)\b",
        r"not something|not a |beyond|outside|exceeds|past what|past the|turn down|declin|refuse|pass on",
        unless=rf"{_HUMAN}|{_MUSING}",
    ),
    concept(
        "impersonal",
        "refuses to write the letter",
        rf"(?:(?:\bnot|n't) (?:be |(?:think|believe|feel) it (?:is|would be) )?(?:possible|appropriate|right|ethical"
        rf"|responsible|advisable)|\bimpossible|\binappropriate|unethical|wrong|no way|irresponsible)(?: for me)? to"
        rf" (?:{_WRITE[2:]}|help|assist)(?: \w+){{0,3}}? (?:{_WORK[2:]}|it|this|behalf|h(?:er|is) behalf|deny\w*)\b",
        unless=rf"{_HUMAN}|\bwrite (?:this|it|her|him|me) off\b|\b(?:consent|permission|signs?)\b",
    ),
    concept(
        "wrong_to_write",
        "refuses to write the letter",
        rf"{_GERUND} (?:it|this|that|such|an?|the)\b[^.;]{{0,40}}? (?:would (?:not|be|violate|go|conflict|break"
        rf"|cross)|is"
        r" (?:not something|against|beyond|outside)|could cause|violates|goes against)|\bwe(?:'re| are|'ll)? ?(?:\w+"
        r" )?(?:can ?not|can't|won't|will not|unable|not able)\b[^.;]{0,60}?\b(?:generat\w+|writ(?:e|ing)|draft\w*"
        r"|compos\w+|creat\w+|produc\w+) (?:this|an? (?:appeal|denial)|the (?:appeal|denial)|such|the requested|that)"
        r" ?(?:appeal |denial |kind of )?(?:letter|text|document|content|appeal|denial)",
        unless=rf"{_HUMAN}|{_MUSING}|\byour doctor\b",
    ),
    concept(
        "apology",
        "refuses to write the letter",
        _SORRY,
        rf"\b(?:i|i'm|i am) (?:\w+ )?{_CANT} (?:be able to |to )?(?:do (?:that|this|so)|help(?: (?:you|with))?(?="
        rf" (?:with )?(?:that|this|your request)\b|[.,!]|$)|assist|provide (?:that|this|it)|comply|fulfil+"
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
        r"\bso i (?:must|have to|will|need to) (?:decline|refuse)\b|\bi (?:must|have to) (?:respectfully |politely"
        r" )?decline\.",
        unless=r"\b(?:offer|brace|surgery|alternative|appointment)\b",
    ),
)
