"""Sentences that speak of the letter and of what its writer was given or told, instead of being it.

Part of `imrdata.quality.checks.prompt_residue`.
"""

from __future__ import annotations

from typing import Final

from imrdata.quality.checks.residue_signs import LETTER
from imrdata.quality.concept_rules import concept

#: What we asked, not what is done promptly.
_PROMPT: Final = (
    r"(?:the|your|this) prompt(?= ?(?:[.,;:!?)]|$|(?:above|below|says|asks|asked|states|given|gave|provided"
    r"|did(?:n't)?|does(?:n't)?|is|was|in|for|to|that|which|wants|you)\b))"
)
_META: Final = (
    rf"\b(?:placeholders?|bracketed|in brackets|{_PROMPT}|constraints?|as (?:instructed|specified"
    r"|requested|you (?:asked|instructed|requested))|perspective of|point of view of|word (?:count|limit)|key points"
    r"|the (?:facts|information|details) (?:in the (?:view|sheet|record|prompt)|you (?:provided|gave|supplied"
    r"|shared))|(?:requested|required|specified|given) (?:format|tone|length|style|structure)|guidelines you"
    r"|instructions(?! (?:on|in|of|from|for)\b)|tone of|naming the reviewer|the reviewer|any (?:mention|reference)"
    r"|where you (?:need|have|should) to?|for you to (?:fill|add|complete)|needs? to be (?:filled|completed|added))\b"
)
SPEAKS_OF_THE_LETTER: Final = (
    concept(
        "as_model",
        "speaks as a model",
        r"\b(?:as|i am|i'm|since i am|because i am|being) (?:just |only |merely |simply )?(?:an? )?(?:ai\b|artificial"
        r" intelligence|(?:\w+ )?language model|llm\b|chatbot|virtual assistant|text generator|machine learning"
        r" model)|\b(?:my|the model's) (?:training data|knowledge cutoff|training cut|system prompt|context window)\b"
        r"|\b(?:chatgpt|gpt-?\d\w*|claude|llama-?\d?|mistral|copilot|gemini) (?:wrote|drafted|generated|helped"
        r"|produced)",
        # Said again for the pre-filter: rare words.
        r"language model|artificial intelligence|chatbot|\bllm\b|virtual assistant|(?:\ban|\bas|just|only|merely"
        r"|simply|being|\bam|'m) ai\b|text generator|machine learning|training|cutoff|system prompt|context window"
        r"|chatgpt|gpt|claude|llama|mistral|copilot|gemini",
    ),
    concept(
        "made_by_ai",
        "says that a model wrote it",
        r"\b(?:this|the (?:above|following|preceding)|above) (?:letter|response|text|document|draft|content|message"
        r"|output|appeal|notice)\b",
        r"\b(?:generated|written|drafted|produced|created|composed)\b[^.;]{0,20}\b(?:ai|artificial intelligence"
        r"|(?:language )?model|chatgpt|gpt|llm|assistant|bot|automatically for)\b",
    ),
    concept(
        "offer",
        "offers the user more",
        r"\b(?:let me know|tell me|just ask|feel free to|would you like|do you want|shall i|should i|i can also|i"
        r" could also|i'm happy to|i'd be happy to|is there anything else|if you(?:'d| would)? (?:like|want|need"
        r"|prefer))\b",
        r"\b(?:changes?|changed|changing|anything (?:else )?to (?:add|fix)|revisions?|revised?|adjust\w*|edit(?:s|ed"
        r"|ing)?|modif\w+|customi[sz]\w+|adapt\w*|tailor\w*|personali[sz]\w+|tweak\w*|rewrit\w+|reword\w*|rephrase\w*"
        r"|shorten\w*|shorter|expand\w*|(?:more|less) (?:formal|detailed|concise|personal|assertive)|tone|another"
        r" version|a version|different version|works for you|me to (?:add|change|include|make|write|draft)|add to the"
        r" letter)\b",
        unless=r"\b(?:your address|your plan|coverage|medication|dose|the request|your doctor|appointment|answer, call"
        r"|call us|call me|your (?:appeal|grievance)|my (?:doctor|therapist|surgeon|clinic))\b",
    ),
    concept(
        "hope",
        "offers the user more",
        r"\bi hope (?:that )?(?:this|the) (?:(?:letter|draft|response|version|text|appeal) )?(?:helps(?: ?[!.]|$|"
        r" with)|meets|works|is what|is helpful|suits|captures|serves)",
    ),
    concept(
        "eager_end",
        "answers the prompt",
        r"\bhere (?:it|you) goe?s?\b|\bhere you are[!:]|\bglad i could (?:help|assist)\b|\b(?:happy|glad) to (?:help"
        r"|assist)!|\bbest of luck with (?:your|the) (?:appeal|letter)\b|\bgood luck with (?:your|the) (?:appeal"
        r"|letter)\b",
    ),
    concept(
        "on_itself",
        "comments on the letter",
        r"\b(?:i(?:'ve| have)? (?:kept|used|left|included|added|made sure|avoided|written|wrote|drafted|tried to"
        r"|ensured|followed|structured|replaced|assumed|omitted|excluded|refrained|highlighted|focused)|to write this"
        r" letter i|(?:i )?made sure to|points i included|i wrote)\b",
        _META,
        unless=r"\b(?:clinic|doctor|hospital|my (?:son|daughter|husband|wife|mother|father)|therapist|form|enclos\w+"
        r"|brace|medication|exercise\w*|diet|dose|surgeon|eat|peer-to-peer)\b",
    ),
    concept(
        "on_the_letter",
        "comments on the letter",
        r"\b(?:this|the above|the following|above|the preceding|the) (?:(?:denial|appeal|draft|revised|sample|above)"
        r" )*(?:letter|draft|response|text|version|rewrite|output) (?:above |below )?(?:is|was|follows|complies"
        r"|adheres|avoids|meets|has been|contains|uses|sticks|respects|does not|includes|addresses|aims|remains"
        r"|maintains|can be (?:adapted|edited|customi[sz]ed))\b",
        r"\b(?:fictional|fictitious|sample|template|(?:a|first|rough) draft|prompt|constraints?|(?:requested|required"
        r"|specified|given) (?:format|tone|length|style|structure)|demonstration|illustrat\w+|training purposes"
        r"|example|all the (?:rules|instructions|constraints|points)|all (?:instructions|constraints|rules)|as"
        r" (?:instructed|requested|specified)|instructions (?:provided|given)|mention\w* (?:the reviewer|the outcome"
        r"|an? (?:independent|review))|mentioning|word limit|reviewed by a professional|legal advice|placeholders?"
        r"|guidelines (?:provided|given))\b",
        # "You did not approve it as requested, and this letter is an appeal": the request is the treatment's.
        unless=r"\b(?:this|the) letter is (?:an?|my|our) (?:formal |written )?(?:appeal|grievance|complaint|request)\b",
    ),
    concept(
        "disclaimer",
        "comments on the letter",
        r"\b(?:disclaimer|note|please note|n\.b\.|important) ?:|\bplease note that\b",
        r"\b(?:fictional|fictitious|sample|template|generated|placeholders?|demonstration|example letter|not"
        r" (?:constitute )?legal advice|for (?:training|illustrative|educational) purposes|consult an? (?:attorney"
        r"|professional))\b",
    ),
    concept(
        "fill_in",
        "comments on the letter",
        r"\b(?:replace|fill in|customi[sz]e|insert|substitute|update|personali[sz]e|remember to|be sure to|make sure"
        r" to|don't forget to)\b",
        r"\b(?:placeholders?|bracketed|(?:in|the|square) brackets|before sending|your own (?:details|information)"
        r"|with your (?:own|actual|personal) (?:details|information|name|data|words|facts))\b",
        unless=r"\b(?:the attached form|your request form|blanks on)\b",
    ),
    concept(
        "told_to_write",
        "echoes the prompt",
        r"(?:^|[.:!?;\]\"] |\b(?:please|now|and|then|your task is to|you (?:must|should|will|are to|need to)|i want"
        r" you to|asked to) )(?P<verb>write|draft|compose|generate|create|produce|rewrite)\b(?: \w+){0,4}? (?:letter"
        r"|appeal|denial|notice|response)\b",
        r"\b(?:using|based on|from the (?:facts|perspective|point)|in the (?:\w+'?s? )?(?:voice|style|tone)|voice"
        r"|tone|that (?:denies|appeals|explains|includes|follows|uses|meets)|following (?:case|facts|information)"
        r"|(?:facts|information|details) (?:below|above|provided|given)|words|without (?:mention\w*|naming|using)|as"
        r" if you|on behalf of (?:a|the) (?:plan|patient|member|physician)|denial letter|appeal letter|for (?:the"
        r"|this|a) (?:case|patient|member|scenario))\b",
        unless=r"\b(?:to us|to the (?:grievance|appeals?|plan|department)|we (?:will|may|can)|your doctor|if you)\b",
    ),
    concept(
        "told_voice",
        "echoes the prompt",
        r"\b(?:draft|write|drafted|written|keep|use|adopt|speak|respond)\b",
        r"\bin the (?:patient|physician|doctor|plan|member|spouse|parent|insurer|writer)'?s'? (?:own )?(?:voice"
        r"|perspective|tone)\b|\b(?:reading level|grade \d+ (?:level|reading)|at (?:a )?grade \d)\b|\bthe (?:tone"
        r"|letter|text|language) (?:professional|formal|under|below|between|concise|empathetic|neutral)\b|\bunder"
        r" \d{2,4} words\b|\b\d{2,4} (?:to|-|and) \d{2,4} words\b",
        r"voice|perspective|tone|reading level|grade |professional|formal|concise|empathetic|neutral|words",
    ),
    concept(
        "word_range",
        "echoes the prompt",
        r"\b(?:between )?\d{2,4} ?(?:to|-|and) ?\d{3,4} words\b|\b(?:under|at most|no more than|less than|fewer than"
        r"|maximum of|at least|about|approximately) \d{3,4} words\b",
        unless=r"\b(?:he|she|child|son|daughter|says?|spoken|speaks?|vocabulary|understands?|reads?)\b",
    ),
    concept(
        "told_facts",
        "echoes the prompt",
        r"(?:^|[.:!?;-] |\b(?:please|you must|must) )(?:use|stick to|rely on|limit yourself to|adhere to|base (?:it"
        r"|the letter) on|invent|return|output|respond with|reply with)\b",
        r"\bonly the\b|\bthe (?:letter|text|notice) (?:only|alone)\b|\b(?:facts|information) (?:below|above|provided"
        r"|given|supplied|in the (?:sheet|record|view))\b|\bno (?:facts|names?|dates?|numbers?|citations?)\b"
        r"|\bnothing (?:else|but)\b|\bwithout (?:comments?|commentary|explanation|markdown)\b",
    ),
    concept(
        "told_not",
        "echoes the prompt",
        r"(?:^|[.:!?;-] |\b(?:please|you must|you should|the letter (?:must|should)|must|should|and) )(?:do not|don't"
        r"|never|not) (?:mention|include|invent|reveal|add|refer to|use|disclose|cite|make up|state|hint)\b",
        r"\b(?:(?:the |any )?(?:reviewer|independent (?:medical )?review\w*|outcome|facts|comments?|commentary"
        r"|markdown|headings|bullet points|information (?:about|that)|details (?:that|not)|names? of|citations?"
        r"|placeholders?|explanations?|verdict))\b",
        unless=r"\b(?:form|social security|original|we |your (?:full|ssn)|records)\b",
    ),
    concept(
        "letter_must",
        "echoes the prompt",
        r"(?:\b(?:the|your|this) (?:letter|response|output|text|answer|draft)|(?:^|[.:!?] )(?:output|response|answer"
        r"|text)) (?:should|must|needs to|has to|is to)(?: not)?(?: also| only)? (?:be (?:between|about|at least"
        r"|under|written in|no (?:more|longer)|concise|formal|professional|plain)|(?:mention|avoid|sound|adopt|follow"
        r"|read|use|contain|include|invent)\b)",
        unless=r"\b(?:signed|your name|your member|the deadline|reach|within \d+ days|your doctor|date of|by law"
        r"|code|page \w+|it does not)\b",
    ),
    concept(
        "you_are",
        "echoes the prompt",
        r"\byou are (?:an?|the) (?:(?:\w+[- ]){0,4}?)(?:specialist|assistant|writer|expert|nurse|reviewer|model"
        r"|director|advocate|professional|ai|chatbot|attorney|physician|author|clerk)\b(?= (?:at|for|who|that|with|in"
        r"|on|writing|working|tasked)\b|[.,])",
        unless=r"\b(?:if|whether|unless|since|when) you are\b",
    ),
    concept(
        "the_prompt",
        "echoes the prompt",
        rf"\b(?:{_PROMPT}|(?:the|your|this) (?:system message|user's (?:request|message)|user (?:wants|asked|asks"
        rf"|needs"
        r"|is asking|provided|gave|has)))\b|\b(?:in|for) (?:this|the) (?:scenario|hypothetical)\b|\bfacts sheet"
        r" (?:lists|says|gives|contains|provided)\b|\bas (?:requested|specified|instructed|stated) in (?:the|your)"
        r" prompt\b",
    ),
    concept(
        "follows",
        "echoes the prompt",
        r"\bfollow(?:s|ing)? (?:all )?(?:the|these|your) (?:instructions|rules|constraints|guidelines) (?:provided"
        r"|given|above|below|carefully)\b|\b(?:complies|compliant|in line|in accordance) with the (?:requested format"
        r"|given instructions|prompt|constraints)\b",
        r"instructions|rules|constraints|guidelines|requested format|prompt",
    ),
    concept(
        "thinks",
        "thinks aloud",
        r"\b(?:let me|let's|first,? i(?: need to| will|'ll| should)|i (?:need|have) to|i should|i'll|now i|next,? i)"
        r" (?:think (?:step|this through|about (?:how|what|the (?:structure|letter)))|draft|identify the|(?:start"
        r"|begin) (?:by|with) (?:identif\w+|outlin\w+|draft\w*|writing|structur\w+|the (?:facts|header|heading"
        r"|salutation|structure))|structure the|outline the|make sure (?:the letter|to (?:mention|include|avoid|use"
        r"|not|cover))|craft|compose|check the (?:facts|constraints))\b|\b(?:let me|let's|first,? i'll|now i(?: will"
        r"|'ll)|next,? i(?: will|'ll)) write (?:the|this|an?|it)\b|\blet's get started (?:on|with)\b|\bnow for the"
        r" (?:closing|opening|letter|rebuttal|header)\b",
        unless=r"\b(?:my doctor|doctor|therapist|surgeon|you|diary|note to)\b",
    ),
    concept(
        "the_sheet",
        "speaks of what its writer was given",
        r"\bfacts sheet\b|\bthe view of the case\b|\b(?:the|this) (?:fact )?sheet\b(?= (?:does not|did not|gives no"
        r"|names no|has no|is silent|provided|above))|\bthe view\b(?= (?:does not|gives|lists|states|has no))"
        r"|\b(?:the|this) (?:case (?:summary|facts|data|description)|source text|input)\b|\bfacts (?:\w+ )?(?:in|on)"
        r" the sheet\b",
        r"\b(?:not|no|never|silent|gives?|lists?|provided|given|supplied|left (?:it )?out|from|only|according|based"
        r"|above|generated|stated|says)\b",
        unless=r"\b(?:(?:drug|medication|manufacturer)(?:'s)? (?:fact|safety)|safety|your (?:\w+ )?summary|in my view"
        r"|discharge|input from|input of|the view (?:that|taken)|our view|summary (?:you|in your)|benefit|knee|brace"
        r"|on request|available)\b",
    ),
    concept(
        "made_from",
        "comments on the letter",
        r"\b(?:this|the (?:above|following|preceding)|above|following|everything in this|all (?:of )?this)\b",
        r"\b(?:generated|written|drafted|produced|created|composed|built|comes|taken) (?:\w+ )?(?:from|using|based on"
        r"|out of) (?:only )?(?:the |a )?(?:view|facts? sheet|sheet|case (?:facts|view|data|summary)|input|prompt"
        r"|template|dataset|structured data|metadata|facts (?:that were |that are )?(?:given|provided|above|supplied"
        r"|in the)|data (?:available|provided|supplied))\b",
    ),
    concept(
        "check_it_first",
        "comments on the letter",
        r"\b(?:check\w*|review\w*|verif\w+|edit\w*|proofread\w*|adjust\w*|customi[sz]\w+|replac\w+|fill\w* in)\b",
        r"\bbefore (?:use|using|sending|you (?:send|use)|submission|submitting|mailing|it is sent)\b",
        r"\b(?:text|draft|letter|template|placeholders?|details|version)\b",
        unless=r"\b(?:forms?|the records?|with your doctor|bill|your request)\b",
    ),
    concept(
        "left_out",
        "comments on the letter",
        r"\b(?:as|per|according to|following|under) (?:the |your |my |these )?(?:instruct\w+|request\w*|rules|told"
        r"|task|prompt|directed|constraints)\b|\b(?:must|should|may|shall|can|could|will|is|are|was|were) (?:not"
        r"|never) (?:be )?|\b(?:has|have) (?:not )?(?:been )?|\b(?:no|without|avoid\w*)\b",
        r"\b(?:mention\w*|reveal\w*|disclos\w+|nam(?:e|ed|ing)|hint\w*|stated|said|left out|omitted|given away"
        r"|included|referred to|suppos\w+ to know)\b",
        r"\b(?:the (?:determination|verdict|outcome (?:of the (?:case|review)|itself)|result of the (?:case"
        r"|(?:independent )?review)|imr'?s? (?:outcome|result|decision)|independent review'?s? (?:outcome|result))"
        r"|the reviewer or the)\b",
        r"\b(?:instruct\w+|rules|told|task|prompt|constraints|here|letter|text|must not|may not|should not|on purpose"
        r"|suppos\w+)\b",
        unless=r"\b(?:your (?:letter|denial|notice|plan)|by law|in the denial|you (?:did|have|never))\b",
    ),
    concept(
        "version_of",
        "announces the letter",
        r"\bhere(?:'s| is) (?:the|an?|your) (?:\w+,? ){0,2}?(?:version|rewrite|draft|revision) of (?:the|your|this"
        r"|an?) (?:\w+ )?(?:letter|notice|appeal|denial|text)\b|\b(?:your|the) (?:letter|appeal|draft|denial|notice)"
        r" is (?:now )?ready (?:to (?:be )?(?:sen[dt]|sign|use|go)|for (?:use|review|sending))|\bnext (?:case|record"
        r"|prompt|input) (?:when|as soon as|whenever)\b|\bcopy and paste\b",
        unless=r"\b(?:policy|criteria|guideline|form|before|was ready)\b",
    ),
    concept(
        "record_is_silent",
        "speaks of what its writer was given",
        r"\b(?:records?|facts|view|input|sheet|information|file) (?:does not|doesn't|do not|don't|did not|didn't"
        r"|gives? no|has no|is silent)(?: \w+)?\b",
        r"\bi (?:have )?(?:did not|didn't|not|assum\w+|left|put|used|omitted) (?:(?:it|that|this|them) (?:out|blank)"
        r"|includ\w+|add\w*|invent\w*|an? placeholder|that the (?:patient|member|writer)|the (?:patient|member"
        r"|writer))\b",
        unless=r"\b(?:claim form|your (?:letter|denial|notice)|my (?:chart|records))\b",
    ),
    concept(
        "tone_of_it",
        "comments on the letter",
        r"\bthe tone (?:is|was|has been) (?:meant|kept|intended|set|made|adjusted)\b|\bletter (?:is|was|has been)"
        r" (?:kept|made|held|limited|trimmed|shortened)\b[^.;]{0,50}\b(?:limit|length|words?|grade|reading level)\b"
        r"|\bas (?:the|your) (?:outline|prompt|task|template|brief) (?:requires?|asks?|says?|demands?|wants?)\b|\bthe"
        r" writer (?:is|should be|must be|was told)\b(?! (?:her|his|my|the) )",
    ),
    concept(
        "made_by",
        "says that a model wrote it",
        r"(?:^|[.!?(\[] ?)(?:this (?:letter|text|notice|appeal|output|response) (?:was|is|has been)"
        r" )?(?:automatically )?(?:generated|written|drafted|produced|created|composed) (?:by|with) (?:an? |the help"
        r" of an? )?(?:\w+ )?(?:ai\b|artificial intelligence|language model|llm\b|chatgpt|gpt|large language|model\b)"
        r"|\bthis output\b",
    ),
    concept(
        "per_instructions",
        "speaks of what its writer was told",
        r"\b(?:(?:as )?per|according to|following|in line with|in keeping with|under|given) (?:the |your |my |these"
        r" )?(?:instructions|prompt|brief|task|constraints|specifications?|system message)\b(?! (?:on|in|of|from|for"
        r"|that came)\b)",
        r"\b(?:speaks?|sounds?|voice|tone|written|writes|writer|letter|text|paragraphs?|words|mention\w*|cit(?:e|es"
        r"|ed|ing)|placeholders?|outcome|draft|sentences?)\b",
        unless=r"\b(?:enclos\w*|attach\w*|sent|mail\w*|forms?|wore|took|fax\w*|your (?:letter|notice|denial|office)"
        r"|send)\b",
    ),
    concept(
        "meets_the_task",
        "comments on the letter",
        r"\b(?:the above|this|the (?:letter|text|draft|preceding|response))(?: letter| text| draft)? (?:above |below"
        r" )?(?:satisf\w+|fulfil\w*|compl(?:ies|y)|adheres?|meets?|respects?|avoids?|follows)\b",
        r"\brequirements? to (?:answer|address|quote|cite|mention|avoid|write|include|name|use)\b|\b(?:avoid\w*"
        r"|without|not) (?:citing|naming|mentioning|inventing|revealing)\b",
    ),
    concept(
        "composes",
        "echoes the prompt",
        r"(?:^|[.:!?;\]\"] |\b(?:please|then|next,?|now) )(?:write|draft|compose|add|include|continue|rewrite|expand"
        r"|shorten|finish|end|begin|start|close|open|use|avoid|keep|maintain|adopt|make|address|mention|do not exceed"
        r"|stay|limit|ensure|quote|cite)\b",
        r"\b(?:(?:next|last|final|closing|opening|first|second|separate|each|the|a|one|new|short) paragraphs?|jargon"
        r"|(?:first|third|second) person|reading level|(?:a|the|an|your)(?: \w+,?){0,3} (?:tone|register|voice)(?!"
        r" mail)|placeholders|plain (?:language|english)|bullet points?|passive voice|sound (?:more|less|like)|(?:it"
        r"|letter|text|paragraph) (?:\w+ )?(?:between|under|below)|\d{2,4} words|word limit|filler)\b",
        unless=r"\b(?:call|mail|phone|with (?:me|us|my)|your (?:next|letter|notice|answer)|to (?:me|us|my)|contract"
        r"|policy)\b",
    ),
    concept(
        "will_compose",
        "thinks aloud",
        r"\b(?:i will|i'll|let me|next,?|now|i am going to|i should)\b",
        r"\b(?:write|draft|compose|add|finish|produce|generate|mention|include) (?:the|a|an) (?:\w+ )?(?:paragraph"
        r"|closing|section|opening|salutation|ending|sign-?off|body|rebuttal)\b|\bthe letter (?:should|must|needs to)"
        r" (?:now |also )?(?:mention|include|add|address|state|quote|end|close)\b",
    ),
    concept(
        "point_of_view",
        "comments on the letter",
        r"\b(?:written(?! consent)|drafted|composed|reworded|rewritten|asked to write|phrased|worded)\b",
        r"\b(?:(?:in|uses?) (?:the )?(?:first|second|third) person|from the (?:\w+'s? |\w+ )?(?:perspective|point of"
        r" view|standpoint)|as the (?:patient|member|plan|physician|parent|spouse)\b)",
        unless=r"\b(?:your (?:letter|policy|notice)|policy|guideline\w*|contract)\b",
    ),
    concept(
        "placeholders",
        "comments on the letter",
        r"\bplaceholders?\b|\b(?:fields|text|blanks|items|parts) in (?:square )?brackets\b",
        r"\b(?:replaced?|filled|fill|sender|user|stands?|names|used|such as|left|kept|there|are|is|details)\b",
    ),
    concept(
        "not_real",
        "comments on the letter",
        r"\b(?:this|the following|above|following|all names in (?:this|the))\b",
        r"\b(?:fictional|fictitious|synthetic|made-up|hypothetical|mock|invented) (?:\w+ )?(?:letter|example|denial"
        r"|appeal|notice|case|patient|scenario|person)\b|\b(?:letter|appeal|notice|denial) is (?:fictional|fictitious"
        r"|synthetic|invented)\b|\bresemblance to (?:real|actual)\b",
    ),
    concept(
        "as_you_asked",
        "comments on the letter",
        r"\b(?:the|this) (?:letter|draft|appeal|version|text)(?: above| below)? (?:quotes|answers|keeps|covers"
        r"|follows|addresses|uses|includes|stays|is)\b|\bbelow you(?:'ll| will) find the (?:letter|draft|appeal)\b"
        r"|\bi(?:'ve| have)? (?:tried to )?(?:ke(?:ep|pt)|took|taken|written|wrote|made|followed|used|stayed|added)\b",
        r"\b(?:within the (?:word )?(?:limits?|count)(?: you| set)?|(?:explanation|summary) of my (?:choices|changes"
        r"|reasoning)|(?:limits|rules|format|length|style|outline|constraints) (?:that )?you (?:set|gave|asked|wanted"
        r"|specified)|(?:record|facts|information|details|case|sheet|text) (?:that )?you (?:gave|provided|supplied"
        r"|pasted|shared)(?: me)?(?: and| with|[.,]))",
        r"limit|count|choices|changes|reasoning|rules|format|length|style|outline|constraints|record|facts"
        r"|information|details|case|sheet|text",
        r"you (?:set|gave|asked|wanted|specified|provided|supplied|pasted|shared)|within the|of my (?:choices|changes"
        r"|reasoning)",
        unless=r"\b(?:at (?:my|the) (?:visit|appointment)|surgeon|clinic|hospital)\b",
    ),
    concept(
        "tries_again",
        "offers the user more",
        r"\bhope this (?:works|helps)\b|\bif not,? i can\b|\blet me know (?:if|whether) you(?:'d| would)? (?:want"
        r"|like|need|prefer)\b",
        r"\b(?:try again|different (?:approach|version|tone)|the (?:denial|appeal|letter|other letter) (?:as well"
        r"|too)|another (?:version|draft|letter)|anything (?:changed|added)|more (?:formal|personal))\b",
        unless=r"\b(?:films|records|in print|by mail)\b",
    ),
    concept(
        "from_what_you_gave",
        "answers the prompt",
        r"\b(?:based on|using|according to|given|from) the (?:information|details|facts|data|case|context)"
        r" (?:you(?:'ve| have)? (?:provided|gave|given|shared|supplied)|provided|supplied|given|above|below)\b",
        rf"\b(?:here|letter|draft|below|{LETTER})\b",
        unless=r"\b(?:we (?:reviewed|decided|denied|received|could|can|find|found)|your doctor|records)\b",
    ),
)
