"""What belongs to the conversation with the model, not to the letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from imrdata.letters.axes import GROUNDS
from imrdata.quality.concept_rules import concept
from imrdata.quality.literals import Required
from imrdata.quality.normalise import NormalText, normal_form
from imrdata.quality.patterns import Pattern, PatternCheck, pattern
from imrdata.quality.rules import Rule

#: So many words in a row from our own prompts are no accident.
SHINGLE: Final = 7


def _inside_line(letter: NormalText, start: int, end: int) -> bool:
    return not letter.begins_line(start)


def _part_of_line(letter: NormalText, start: int, end: int) -> bool:
    return not letter.begins_line(start) or letter.next_break(start) > end + 1


_LETTER: Final = (
    r"(?:(?:denial|appeal|draft|rewritten|revised|requested|sample|formal|reconstructed|completed?|finished|final|full"
    r"|professional|polished|updated|possible|shorter|longer|plain-language) )*(?:letter|draft|response|appeal|version"
    r"|text|notice|denial|rewrite)"
)
PATTERNS: Final = (
    pattern(
        "announcement",
        rf"\b(?:here(?:'s| is| are)|below is|the following is|please find|this is|attached is|i(?:'ve"
        rf"| have) (?:written|drafted|prepared|composed|created)) (?:below )?(?:the|an?|your"
        rf"|my)(?: \w+)? {_LETTER}\b(?=(?: (?:letter|below|above))?(?: ?[:.!]| that (?:you (?:asked|requested)"
        rf"|addresses|meets|follows|uses|covers|responds)| which (?:addresses|meets)"
        r"| you (?:asked|requested|wanted)| (?:as|per|based on|for (?:the|this|your) (?:case|following|scenario"
        r"|request)|with (?:a|the|an|more)|in the (?:voice|style|format)|using|tailored|written)))",
        "announces the letter",
        lambda letter, start, end: (
            re.search(
                r"this is (?:an?|the|my|your) (?:\w+ )?(?:letter|notice|response|appeal|denial|final)",
                letter.text[start:end],
            )
            is not None
        ),
    ),
    pattern(
        "eager",
        r"(?:sure|certainly|of course|absolutely|okay|ok|got it|understood|no problem|great question|happy to help"
        r"|glad to help|i'd be happy to)(?:[!.:]|, (?:here|below|the user))",
        "answers the prompt",
        _inside_line,
    ),
    pattern(
        "version_header",
        r"(?:#{1,6} )?(?:(?:revised|updated|final|first|second|third|new|alternative|improved|shorter|longer|rewritten"
        r"|another) )?(?:(?:version|draft|output|rewrite|candidate)(?: \w{1,2})?|(?:response|answer"
        r"|option) \d) ?:(?=(?: |$))",
        "has a heading of the conversation",
        _inside_line,
    ),
    pattern(
        "own_heading",
        r"[\[(*-]*\b(?:(?:sample|draft|template|example|final) (?:(?:appeal|denial|grievance) )?(?:letter|notice"
        r"|answer|version|draft|text|denial|appeal)|sample|draft|letter ?:|(?:key |summary of )changes(?: made)?"
        r"|changes made|revisions|(?:the )?(?:letter|draft|response) text|user|assistant|(?:example|sample|prompt"
        r"|response) \d+) ?[:\])*-]*(?= |$)",
        "has a heading of the conversation",
        _part_of_line,
    ),
    pattern(
        "note_line",
        r"(?:(?:writing|drafting|style|tone) notes|notes? (?:on|about) (?:tone|style|the draft)|template|changes made"
        r"|facts used|summary of (?:the|this) (?:letter|appeal|denial|notice)|key changes|prompt|word count) ?:",
        "has a heading of the conversation",
        _inside_line,
    ),
    pattern(
        "bracketed_note",
        r"\[ ?(?:note|nb|editor'?s? note|writer'?s? note|author'?s? note|comment|disclaimer|instructions?|reminder"
        r"|tone)\b[^\]]{0,200}(?:\]|$)",
        "has a note to its writer in it",
    ),
    pattern(
        "chat_role",
        r"(?:#{1,6} )?\*{0,2}(?:assistant|system|user|human|ai|bot|task|instructions?|output|input|reasoning"
        r"|constraints?|prompt|completion|thought|scratchpad|voice|tone|audience|word limit) ?:\*{0,2}",
        "has a chat role in it",
        _inside_line,
    ),
    pattern(
        "chat_opener",
        r"(?:great|perfect|alright|all right|good|wonderful)[,!.] (?:let's|here|i'll|i can|i've|now)\b",
        "answers the prompt",
        _inside_line,
    ),
    pattern(
        "which_voice",
        r"\((?:patient|physician|parent|spouse|member|doctor|plan|formal|plain|informal|short|long)(?:'s)?[ -](?:voice"
        r"|tone|version|register|style)\)|[(\[](?:to be )?continued [^)\]]{0,40}(?:response|message|output|turn)[)\]]",
        "has a heading of the conversation",
    ),
    pattern(
        "settings",
        r"\b(?:role|voice|register|length|tone|style|format|audience|persona|ground|regime|kind of notice"
        r"|reader) ?: [^.:;|]{2,40}[.;,|] (?:role|voice|register|length|tone|style|format|audience|persona|ground"
        r"|regime|kind of notice|reader) ?:",
        "has the settings of the prompt in it",
    ),
    pattern(
        "our_words",
        rf"\b(?:{'|'.join(re.escape(ground) for ground in GROUNDS if '_' in ground)}|letter_id|case_id|view_text"
        rf"|denial_text|facts_sheet|notice_kind|finish_reason)\b",
        "has a name of the program's in it",
    ),
    pattern(
        "end_mark",
        r"[\[(]end of (?:\w+ ){0,3}(?:letter|document|notice)\b|\bend of (?:the letter|(?:the |this "
        r"|generated )*(?:response|text|draft|output|message))\b|\b(?:letter|response) (?:begins|starts"
        r"|ends)(?: here)?\b|[\[(](?:the )?letter (?:continues|ends|body)|[\[(](?:insert|add|include|describe|continue"
        r"|your|signature block|rest of|remaining|etc)\b[^\])]{3,80}[\])]",
        "marks where the letter begins, ends or goes on",
    ),
    pattern(
        "words_counted",
        r"\bword count ?[:=(]|\b(?:word|token|character) (?:limit|count|budget)\b|[\[(](?:approx\.?|approximately"
        r"|about|~)? ?\d{2,4} words[\])]",
        "counts its words",
    ),
)
#: One sign of these stands in every match of the patterns below; most are too short for the pre-filter by words.
_SIGNS: Final = [
    "<",
    "{",
    "#",
    '":',
    '" :',
    "[inst",
    "[/inst",
    "[pad]",
    "[eos]",
    "[bos]",
    "[sep]",
    "[cls]",
    "[stop]",
    "im_",
    "endoftext",
]
SIGNED: Final = (
    pattern(
        "chat_token",
        r"<\|[a-z_|]+\|?>|\[/?inst\]|</?s>|<</?sys>>|</?(?:think|thinking|answer|response|output|letter|system|user"
        r"|assistant|record|facts|denial|appeal|notice|sheet|reasoning|scratchpad|instructions?)>"
        r"|</?[a-z]{3,20}_[a-z_]{2,20}>|<(?:start|end)_of_\w+>|<(?:bos|eos|pad|unk|sep|cls)>|\[(?:pad|eos|bos|sep|cls"
        r"|stop)\]|\bim_(?:start|end)\b|\{\{[^{}]*\}\}|\{%[^{}]*%\}|\{#|\bendoftext\b",
        "has a template's or a chat's token in it",
    ),
    pattern("json", r"[{,\[]? ?\"[a-z_ ]{2,30}\" ?: ?(?:[\"\[{]|\d|true|false|null)", "has JSON in it"),
    pattern(
        "hash_heading",
        r"#{1,6} ?(?:section|output|input|response|answer|letter|draft|instructions?|task|system|user|assistant|prompt"
        r"|context|final|closing|body|part|step|example)\b",
        "has a heading of the conversation",
        _inside_line,
    ),
)
#: What we asked, not what is done promptly.
_PROMPT: Final = (
    r"(?:the|your|this) prompt(?= ?(?:[.,;:!?)]|$|(?:above|below|says|asks|asked|states|given|gave|provided"
    r"|did(?:n't)?|does(?:n't)?|is|was|in|for|to|that|which|wants|you)\b))"
)
_META: Final = (
    rf"\b(?:placeholders?|bracketed|in brackets|{_PROMPT}|constraints?|as (?:instructed|specified"
    r"|requested|you (?:asked|instructed|requested))|perspective of|point of view of|word (?:count|limit)|key points"
    r"|the (?:facts|information|details) (?:in the (?:view|sheet|record|prompt)|you (?:provided|gave|supplied|shared))"
    r"|(?:requested|required|specified|given) (?:format|tone|length|style|structure)|guidelines you"
    r"|instructions(?! (?:on|in|of|from|for)\b)|tone of|naming the reviewer|the reviewer|any (?:mention|reference)"
    r"|where you (?:need|have|should) to?|for you to (?:fill|add|complete)|needs? to be (?:filled|completed|added))\b"
)
CONCEPTS: Final = (
    concept(
        "as_model",
        "speaks as a model",
        r"\b(?:as|i am|i'm|since i am|because i am|being) (?:just |only |merely |simply )?(?:an? )?(?:ai\b"
        r"|artificial intelligence|(?:\w+ )?language model|llm\b|chatbot|virtual assistant|text generator"
        r"|machine learning model)|\b(?:my|the model's) (?:training data|knowledge cutoff|training cut|system prompt"
        r"|context window)\b|\b(?:chatgpt|gpt-?\d\w*|claude|llama-?\d?|mistral|copilot|gemini) (?:wrote|drafted"
        r"|generated|helped|produced)",
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
        r"\b(?:let me know|tell me|just ask|feel free to|would you like|do you want|shall i|should i|i can also"
        r"|i could also|i'm happy to|i'd be happy to|is there anything else|if you(?:'d| would)? (?:like|want|need"
        r"|prefer))\b",
        r"\b(?:changes?|changed|changing|anything (?:else )?to (?:add|fix)|revisions?|revised?|adjust\w*|edit(?:s|ed"
        r"|ing)?|modif\w+|customi[sz]\w+|adapt\w*|tailor\w*|personali[sz]\w+|tweak\w*|rewrit\w+|reword\w*|rephrase\w*"
        r"|shorten\w*|shorter|expand\w*|(?:more|less) (?:formal|detailed|concise|personal|assertive)|tone"
        r"|another version|a version|different version|works for you|me to (?:add|change|include|make|write|draft)"
        r"|add to the letter)\b",
        unless=r"\b(?:your address|your plan|coverage|medication|dose|the request|your doctor|appointment|answer, call"
        r"|call us|call me|your (?:appeal|grievance))\b",
    ),
    concept(
        "hope",
        "offers the user more",
        r"\bi hope (?:that )?(?:this|the) (?:(?:letter|draft|response|version|text|appeal) )?(?:helps(?: ?[!.]|$"
        r"| with)|meets|works|is what|is helpful|suits|captures|serves)",
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
        r"|ensured|followed|structured|replaced|assumed|omitted|excluded|refrained|highlighted|focused)"
        r"|to write this letter i|(?:i )?made sure to|points i included|i wrote)\b",
        _META,
        unless=r"\b(?:clinic|doctor|hospital|my (?:son|daughter|husband|wife|mother|father)|therapist|form|enclos\w+"
        r"|brace|medication|exercise\w*|diet|dose|surgeon)\b",
    ),
    concept(
        "on_the_letter",
        "comments on the letter",
        r"\b(?:this|the above|the following|above|the preceding|the) (?:(?:denial|appeal|draft|revised|sample"
        r"|above) )*(?:letter|draft|response|text|version|rewrite|output) (?:above |below )?(?:is|was|follows|complies"
        r"|adheres|avoids|meets|has been|contains|uses|sticks|respects|does not|includes|addresses|aims|remains"
        r"|maintains|can be (?:adapted|edited|customi[sz]ed))\b",
        r"\b(?:fictional|fictitious|sample|template|(?:a|first|rough) draft|prompt|constraints?|(?:requested|required"
        r"|specified|given) (?:format|tone|length|style|structure)|demonstration|illustrat\w+|training purposes"
        r"|example|all the (?:rules|instructions|constraints|points)|all (?:instructions|constraints|rules)"
        r"|as (?:instructed|requested|specified)|instructions (?:provided|given)|mention\w* (?:the reviewer"
        r"|the outcome|an? (?:independent|review))|mentioning|word limit|reviewed by a professional|legal advice"
        r"|placeholders?|guidelines (?:provided|given))\b",
        # "You did not approve it as requested, and this letter is an appeal": the request is the treatment's.
        unless=r"\b(?:this|the) letter is (?:an?|my|our) (?:formal |written )?(?:appeal|grievance|complaint|request)\b",
    ),
    concept(
        "disclaimer",
        "comments on the letter",
        r"\b(?:disclaimer|note|please note|n\.b\.|important) ?:|\bplease note that\b",
        r"\b(?:fictional|fictitious|sample|template|generated|placeholders?|demonstration|example letter"
        r"|not (?:constitute )?legal advice|for (?:training|illustrative|educational) purposes|consult an? (?:attorney"
        r"|professional))\b",
    ),
    concept(
        "purposes",
        "comments on the letter",
        r"\bfor (?:training|demonstration|illustrative|illustration|educational|testing) purposes\b",
    ),
    concept(
        "fill_in",
        "comments on the letter",
        r"\b(?:replace|fill in|customi[sz]e|insert|substitute|update|personali[sz]e|remember to|be sure to"
        r"|make sure to|don't forget to)\b",
        r"\b(?:placeholders?|bracketed|(?:in|the|square) brackets|before sending|your own (?:details|information)"
        r"|with your (?:own|actual|personal) (?:details|information|name|data|words|facts))\b",
        unless=r"\b(?:the attached form|your request form|blanks on)\b",
    ),
    concept(
        "told_to_write",
        "echoes the prompt",
        r"(?:^|[.:!?;\]\"] |\b(?:please|now|and|then|your task is to|you (?:must|should|will|are to|need to)"
        r"|i want you to|asked to) )(?P<verb>write|draft|compose|generate|create|produce"
        r"|rewrite)\b(?: \w+){0,4}? (?:letter|appeal|denial|notice|response)\b",
        r"\b(?:using|based on|from the (?:facts|perspective|point)|in the (?:\w+'?s? )?(?:voice|style|tone)|voice|tone"
        r"|that (?:denies|appeals|explains|includes|follows|uses|meets)|following (?:case|facts|information)|(?:facts"
        r"|information|details) (?:below|above|provided|given)|words|without (?:mention\w*|naming|using)|as if you"
        r"|on behalf of (?:a|the) (?:plan|patient|member|physician)|denial letter|appeal letter|for (?:the|this"
        r"|a) (?:case|patient|member|scenario))\b",
        unless=r"\b(?:to us|to the (?:grievance|appeals?|plan|department)|we (?:will|may|can)|your doctor|if you)\b",
    ),
    concept(
        "told_voice",
        "echoes the prompt",
        r"\b(?:draft|write|drafted|written|keep|use|adopt|speak|respond)\b",
        r"\bin the (?:patient|physician|doctor|plan|member|spouse|parent|insurer|writer)'?s'? (?:own )?(?:voice"
        r"|perspective|tone)\b|\b(?:reading level|grade \d+ (?:level|reading)|at (?:a )?grade \d)\b|\bthe (?:tone"
        r"|letter|text|language) (?:professional|formal|under|below|between|concise|empathetic|neutral)\b"
        r"|\bunder \d{2,4} words\b|\b\d{2,4} (?:to|-|and) \d{2,4} words\b",
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
        r"|text)) (?:should|must|needs to|has to|is to)(?: not)?(?: also| only)? (?:be (?:between|about|at least|under"
        r"|written in|no (?:more|longer)|concise|formal|professional|plain)|(?:mention|avoid|sound|adopt|follow|read"
        r"|use|contain|include|invent)\b)",
        unless=r"\b(?:signed|your name|your member|the deadline|reach|within \d+ days|your doctor|date of|by law"
        r"|code)\b",
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
        rf"\b(?:{_PROMPT}|(?:the|your|this) (?:system message|user's (?:request|message)|user (?:wants|asked|asks|needs"
        r"|is asking|provided|gave|has)))\b|\b(?:in|for) (?:this|the) (?:scenario|hypothetical)\b"
        r"|\bfacts sheet (?:lists|says|gives|contains|provided)\b|\bas (?:requested|specified|instructed"
        r"|stated) in (?:the|your) prompt\b",
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
        r"\b(?:let me|let's|first,? i(?: need to| will|'ll| should)|i (?:need|have) to|i should|i'll|now i"
        r"|next,? i) (?:think (?:step|this through|about (?:how|what|the (?:structure|letter)))|draft|identify the"
        r"|(?:start|begin) (?:by|with) (?:identif\w+|outlin\w+|draft\w*|writing|structur\w+|the (?:facts|header"
        r"|heading|salutation|structure))|structure the|outline the|make sure (?:the letter|to (?:mention|include"
        r"|avoid|use|not|cover))|craft|compose|check the (?:facts|constraints))\b|\b(?:let me|let's|first,? i'll"
        r"|now i(?: will|'ll)|next,? i(?: will|'ll)) write (?:the|this|an?|it)\b|\blet's get started (?:on|with)\b"
        r"|\bnow for the (?:closing|opening|letter|rebuttal|header)\b",
        unless=r"\b(?:my doctor|doctor|therapist|surgeon|you|diary|note to)\b",
    ),
    concept(
        "step",
        "thinks aloud",
        r"\bthink(?:ing)? step[- ]by[- ]step\b|\bchain of thought\b|\bstep-by-step reasoning\b",
        unless=r"\bi was told\b|\bwhich i did\b",
    ),
    concept(
        "the_sheet",
        "speaks of what its writer was given",
        r"\bfacts sheet\b|\bthe view of the case\b|\b(?:the|this) (?:fact )?sheet\b(?= (?:does not|did not|gives no"
        r"|names no|has no|is silent|provided|above))|\bthe view\b(?= (?:does not|gives|lists|states|has no))|\b(?:the"
        r"|this) (?:case (?:summary|facts|data|description)|source text|input)\b|\bfacts (?:\w+ )?(?:in"
        r"|on) the sheet\b",
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
        r"|an?) (?:\w+ )?(?:letter|notice|appeal|denial|text)\b|\b(?:your|the) (?:letter|appeal|draft|denial"
        r"|notice) is (?:now )?ready (?:to (?:be )?(?:sen[dt]|sign|use|go)|for (?:use|review|sending))|\bnext (?:case"
        r"|record|prompt|input) (?:when|as soon as|whenever)\b|\bcopy and paste\b",
        unless=r"\b(?:policy|criteria|guideline|form|before|was ready)\b",
    ),
    concept(
        "yours_to_edit",
        "offers the user more",
        r"\byou (?:can|may|should|might|could) (?:then |now |also )?(?:edit|adapt|customi[sz]e|modify|tailor"
        r"|personali[sz]e|fill in|adjust|copy|tweak) (?:the|this|any|it)\b",
        r"\b(?:letter|draft|text|parts|sections?|placeholders?|wording|template|tone|brackets|details in)\b",
        unless=r"\b(?:forms?|online|portal|dose|beneficiar\w+|request|your (?:own )?(?:appeal|grievance))\b",
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
        r"\bthe tone (?:is|was|has been) (?:meant|kept|intended|set|made|adjusted)\b|\bletter (?:is|was"
        r"|has been) (?:kept|made|held|limited|trimmed|shortened)\b[^.;]{0,50}\b(?:limit|length|words?|grade"
        r"|reading level)\b|\bas (?:the|your) (?:outline|prompt|task|template|brief) (?:requires?|asks?|says?|demands?"
        r"|wants?)\b|\bthe writer (?:is|should be|must be|was told)\b(?! (?:her|his|my|the) )",
    ),
    concept(
        "made_by",
        "says that a model wrote it",
        r"(?:^|[.!?(\[] ?)(?:this (?:letter|text|notice|appeal|output|response) (?:was|is"
        r"|has been) )?(?:automatically )?(?:generated|written|drafted|produced|created|composed) (?:by|with) (?:an? "
        r"|the help of an? )?(?:\w+ )?(?:ai\b|artificial intelligence|language model|llm\b|chatgpt|gpt|large language"
        r"|model\b)|\bthis output\b",
    ),
    concept(
        "per_instructions",
        "speaks of what its writer was told",
        r"\b(?:(?:as )?per|according to|following|in line with|in keeping with|under|given) (?:the |your |my "
        r"|these )?(?:instructions|prompt|brief|task|constraints|specifications?|system message)\b(?! (?:on|in|of|from"
        r"|for|that came)\b)",
        r"\b(?:speaks?|sounds?|voice|tone|written|writes|writer|letter|text|paragraphs?|words|mention\w*|cit(?:e|es|ed"
        r"|ing)|placeholders?|outcome|draft|sentences?)\b",
        unless=r"\b(?:enclos\w*|attach\w*|sent|mail\w*|forms?|wore|took|fax\w*|your (?:letter|notice|denial|office)"
        r"|send)\b",
    ),
    concept(
        "meets_the_task",
        "comments on the letter",
        r"\b(?:the above|this|the (?:letter|text|draft|preceding|response))(?: letter| text| draft)? (?:above "
        r"|below )?(?:satisf\w+|fulfil\w*|compl(?:ies|y)|adheres?|meets?|respects?|avoids?|follows)\b",
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
        r"|(?:first|third|second) person|reading level|(?:a|the|an|your)(?: \w+,?){0,3} (?:tone|register"
        r"|voice)(?! mail)|placeholders|plain (?:language|english)|bullet points?|passive voice|sound (?:more|less"
        r"|like)|(?:it|letter|text|paragraph) (?:\w+ )?(?:between|under|below)|\d{2,4} words|word limit|filler)\b",
        unless=r"\b(?:call|mail|phone|with (?:me|us|my)|your (?:next|letter|notice|answer)|to (?:me|us|my)|contract"
        r"|policy)\b",
    ),
    concept(
        "will_compose",
        "thinks aloud",
        r"\b(?:i will|i'll|let me|next,?|now|i am going to|i should)\b",
        r"\b(?:write|draft|compose|add|finish|produce|generate|mention|include) (?:the|a|an) (?:\w+ )?(?:paragraph"
        r"|closing|section|opening|salutation|ending|sign-?off|body|rebuttal)\b|\bthe letter (?:should|must"
        r"|needs to) (?:now |also )?(?:mention|include|add|address|state|quote|end|close)\b",
    ),
    concept(
        "point_of_view",
        "comments on the letter",
        r"\b(?:written|drafted|composed|reworded|rewritten|asked to write|phrased|worded)\b",
        r"\b(?:(?:in|uses?) (?:the )?(?:first|second|third) person|from the (?:\w+'s? |\w+ )?(?:perspective"
        r"|point of view|standpoint)|as the (?:patient|member|plan|physician|parent|spouse)\b)",
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
        r"\b(?:the|this) (?:letter|draft|appeal|version|text)(?: above| below)? (?:quotes|answers|keeps|covers|follows"
        r"|addresses|uses|includes|stays|is)\b|\bbelow you(?:'ll| will) find the (?:letter|draft|appeal)\b|\bi(?:'ve"
        r"| have)? (?:tried to )?(?:ke(?:ep|pt)|took|taken|written|wrote|made|followed|used|stayed|added)\b",
        r"\b(?:within the (?:word )?(?:limits?|count)(?: you| set)?|(?:explanation|summary) of my (?:choices|changes"
        r"|reasoning)|(?:limits|rules|format|length|style|outline|constraints) (?:that )?you (?:set|gave|asked|wanted"
        r"|specified)|(?:record|facts|information|details|case|sheet|text) (?:that )?you (?:gave|provided|supplied"
        r"|pasted|shared)(?: me)?(?: and| with|[.,]))",
        r"limit|count|choices|changes|reasoning|rules|format|length|style|outline|constraints|record|facts|information"
        r"|details|case|sheet|text",
        r"you (?:set|gave|asked|wanted|specified|provided|supplied|pasted|shared)|within the|of my (?:choices|changes"
        r"|reasoning)",
        unless=r"\b(?:at (?:my|the) (?:visit|appointment)|surgeon|clinic|hospital)\b",
    ),
    concept(
        "tries_again",
        "offers the user more",
        r"\bhope this (?:works|helps)\b|\bif not,? i can\b|\blet me know (?:if|whether) you(?:'d| would)? (?:want|like"
        r"|need|prefer)\b",
        r"\b(?:try again|different (?:approach|version|tone)|the (?:denial|appeal|letter|other letter) (?:as well|too)"
        r"|another (?:version|draft|letter)|anything (?:changed|added)|more (?:formal|personal))\b",
        unless=r"\b(?:films|records|in print|by mail)\b",
    ),
    concept(
        "from_what_you_gave",
        "answers the prompt",
        r"\b(?:based on|using|according to|given|from) the (?:information|details|facts|data|case"
        r"|context) (?:you(?:'ve| have)? (?:provided|gave|given|shared|supplied)|provided|supplied|given|above"
        r"|below)\b",
        rf"\b(?:here|letter|draft|below|{_LETTER})\b",
        unless=r"\b(?:we (?:reviewed|decided|denied|received|could|can|find|found)|your doctor|records)\b",
    ),
)


class _Signed:
    """A pattern whose every match holds one of a few characters that letters seldom have."""

    required: Final = (frozenset(_SIGNS),)

    def __init__(self, one: Pattern) -> None:
        self.name, self.says, self.kinds, self.first = one.name, one.says, one.kinds, one.first
        self.forms = one.forms


class _Echo:
    """So many words in a row of our prompts."""

    name, says, kinds = "echo", "has words of the prompt in it", ("denial", "appeal")
    forms: tuple[re.Pattern[str], ...] = ()

    @property
    def required(self) -> Required:
        """Each of those runs of words."""
        return (_shingle_set(),)

    def first(self, part: NormalText) -> tuple[int, int] | None:
        """Return the place of the first run."""
        words, ours = part.text.split(), _shingle_set()
        for place in range(len(words) - SHINGLE + 1):
            echo = " ".join(words[place : place + SHINGLE])
            if echo in ours:
                start = part.text.find(echo)
                return start, start + len(echo)
        return None


class PromptResidue(PatternCheck):
    """Prompt and chat residue around or inside a letter.

    Rule: announcements of the letter, offers to change it, comments on it and on what its writer was given or told, a
    model speaking of itself, thinking aloud, instructions for a text, headings, settings, roles, tokens and JSON of the
    conversation; and seven words in a row of this project's own prompts.
    Why: a model trained on it talks about the letter instead of writing it.
    Source: domain.md §7; the prompts are `imrdata/letters/templates/*.j2`.
    Passes on purpose: "END OF NOTICE" as a last line, "here is the letter from my doctor", "let us know if you'd like
    this in large print", "this letter was written with the help of my daughter".
    Limits: another tool's prompts are known by their manner only; Markdown is `markdown_residue`'s.
    """

    name = "prompt_residue"
    version = 4
    patterns = PATTERNS

    def rules_in_order(self) -> Sequence[Rule]:
        """Return signs of the conversation, patterns, sentences that speak of the letter, and our prompts' words."""
        return (*map(_Signed, SIGNED), *PATTERNS, *CONCEPTS, _Echo())


@cache
def prompt_shingles() -> tuple[str, ...]:
    """Return every seven words in a row of the fixed text of our prompts, in normal form."""
    found: dict[str, None] = {}
    folder = files("imrdata.letters") / "templates"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".j2"):
            # What a template fills in is the letter's own: only what stands between is the prompt's.
            for text in re.split(
                r"\{[{%#].*?[}%#]\}|\n|\[[A-Z_]+\]|<[a-z]+>", file.read_text(encoding="utf-8"), flags=re.S
            ):
                words = normal_form(text).split()
                found |= dict.fromkeys(" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))
    return tuple(found)


@cache
def _shingle_set() -> frozenset[str]:
    return frozenset(prompt_shingles())
