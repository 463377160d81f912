"""The model's own refusal in place of a letter."""

from __future__ import annotations

from typing import Final

from imrdata.quality.concept_rules import ConceptCheck, concept

#: I can't, I won't: with what may stand between, but no other person whose inability is told.
_CANT: Final = (
    r"(?:can ?not|can't|could not|couldn't|won't|will not|wouldn't|would not|unable|not able|not permitted|not allowed"
    r"|not in a position|not capable|not equipped|not going to|not comfortable|not willing|unwilling|shouldn't|should"
    r" not"
    r"|declin\w+|refus\w+|rather not|prefer not|hesitant|don't feel comfortable|do not feel comfortable"
    r"|(?:don't|do not) (?:think i (?:should|can)|have the (?:ability|capability|means|authority))"
    r"|have to pass|must pass|have to turn down|must turn down|(?:do not|don't)(?= (?:write|draft|generate|produce"
    r"|compose|create)))"
)
_I: Final = rf"\bi(?:'m|'d|'ve|'ll)?\b(?:(?! (?:you|he|she|they|we|who|it|plan|doctor)\b)[^.;!?\"])*? ?\b{_CANT}\b"
_WRITE: Final = (
    r"\b(?:writ(?:e|ing)|draft(?:ing)?|generat(?:e|ing)|compos(?:e|ing)|author(?:ing)?|craft(?:ing)?|creat(?:e|ing)"
    r"|produc(?:e|ing)"
    r"|prepar(?:e|ing)|complet(?:e|ing)|finish(?:ing)?|continu(?:e|ing)|proceed(?:ing)?|deliver(?:ing)?)\b"
)
#: What a model is asked for. A record, a form or a receipt is what a patient or a plan may fail to produce.
_WORK: Final = (
    r"\b(?:(?:an?|the|this|that|such|these|any|your|of the|with the|one|more|medical|insurance|legal|appeal|denial"
    r"|remaining"
    r"|requested|rest of the|whole|entire|full|kind of|type of|sort of) )*(?:letters?(?! (?:to|from) (?:you|your"
    r"|the)\b)|denials?"
    r"|appeals?|texts?|content|correspondence|tasks?|prompts?|remainder|document|response|notice|output|piece)\b"
)
_HELP: Final = (
    r"\b(?:help|assist|helping|assisting|aid|support|comply|engage|continue|proceed)(?: you)? (?:with|in|on) (?:"
    r"(?:your|the|this|that"
    r"|any) )?(?:(?:request|task|prompt|letter|appeal|denial|writing|drafting|creating|generating|preparing|composing"
    r"|it)\b"
    r"|(?:this|that)(?= ?[.,;!]|$| because| as | since))"
    r"|\b(?:fulfil+|complete|perform|carry out|do|process|accommodate|answer|comply with|honor) (?:this|that|your|the)"
    r"(?: writing| drafting)? (?:request|task"
    r"|prompt)(?! (?:for|form|to (?:the|see|cover)|without))|\bhelp(?:ing)? (?:to )?(?:deny|write|draft|create)\b"
    r"|\bhelp draft\b|\btake part in (?:writing|creating|drafting|producing)\b"
)
#: A hand that can't write, or a person who lacks the papers, is no refusal.
_HUMAN: Final = (
    r"\b(?:myself|by hand|my hands?|my own hand|handwriting|tremor|stroke|pen|typed|records?|receipts?|original|copies"
    r"|copy|criteria"
    r"|coverage (?:for|of)|authori[sz]e|surgery|exercises?|program|appointment)\b"
)
_SORRY: Final = (
    r"\b(?:sorry|apologi[sz]e|apologies|unfortunately|regrettably|regret|afraid|respectfully|with respect|no,)"
)

CONCEPTS: Final = (
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
    concept("cannot_help", "refuses to write the letter", rf"{_I}[^.;!?]{{0,40}}?{_HELP}", unless=_HUMAN),
    concept(
        "advice",
        "refuses to write the letter",
        rf"{_I}[^.;!?]{{0,30}}?\b(?:provid\w+|giv\w+|offer\w*) (?:you )?(?:with )?(?:any )?(?:\w+ or )?(?:medical"
        rf"|legal)(?: or (?:medical|legal))? (?:advice"
        r"|documents?|opinions?|guidance)\b",
    ),
    concept(
        "policy",
        "refers to a model's guidelines",
        r"\b(?:my (?:\w+ )?(?:guidelines?|programming|instructions|principles|policy|policies|values|safety)|content"
        r" polic\w+|usage polic\w+|use polic\w+"
        r"|safety (?:guidelines?|polic\w+|reasons)|ethical (?:guidelines?|reasons|concerns|principles)|harmless)\b",
        r"\b(?:against|violat\w+|allow|permit|prevents?|due to|because|so i|conflicts?|rather not|not|can't|cannot"
        r"|won't|designed|decline)\b",
        r"\b(?:i|i'm|my|writ\w+|letter|text|request|task|content)\b",
        unless=r"\b(?:dr|doctor|surgeon|therapist|brace|hospital|nurse|coverage|clinical|medical polic\w+)\b",
    ),
    concept(
        "out_of_scope",
        "refuses to write the letter",
        r"\b(?:not (?:something|a (?:task|request|document|thing|letter))(?: that| which)? i\b|(?:beyond|outside"
        r"|outside of|exceeds|past) (?:the scope of )?what"
        r" i\b|outside (?:my|the scope of my) (?:scope|abilities|capabilit\w+|role)|(?:request|task|document|letter"
        r"|text) (?:that |which )?i (?:have to|must|need to"
        r"|will) (?:turn down|decline|refuse|pass on))",
        r"\b(?:help|assist|generat\w+|writ\w+|draft\w*|produc\w+|compos\w+|creat\w+|request|task|document|letter"
        r"|text)\b",
        unless=_HUMAN,
    ),
    concept(
        "impersonal",
        "refuses to write the letter",
        rf"\b(?:not (?:be )?(?:possible|appropriate|right|ethical|responsible|advisable)|impossible|inappropriate"
        rf"|unethical|wrong|no way|irresponsible)(?: for me)? to"
        rf" (?:{_WRITE[2:]}|help|assist)(?: \w+){{0,3}}? (?:{_WORK[2:]}|it|this|deny\w*)\b",
        unless=_HUMAN,
    ),
    concept(
        "writing_is_wrong",
        "refuses to write the letter",
        r"\b(?:writing|drafting|generating|creating|producing|composing) (?:it|this|that|such|an?|the)\b[^.;]{0,40}? "
        r"(?:would (?:not|be|violate|go|conflict|break"
        r"|cross)|is (?:not something|against|beyond|outside)|could cause|violates|goes against)",
        unless=_HUMAN,
    ),
    concept(
        "apology",
        "refuses to write the letter",
        _SORRY,
        rf"\b(?:i|i'm|i am) (?:\w+ )?{_CANT} (?:be able to |to )?(?:do (?:that|this|so)|help(?: (?:you|with))?(?= "
        rf"(?:with )?(?:that|this|your request)\b|[.,!]|$)|assist|provide (?:that|this|it)|comply|fulfil+"
        r"|oblige)\b|\bthis is (?:not )?something (?:that )?i\b|\b(?:i|i'm|i am) (?:\w+ )?(?:can't|cannot|unable to"
        r"|not able to) (?:continue|proceed)[.!,]",
        unless=rf"{_HUMAN[:-1]}|\b(?:my (?:husband|wife|son|daughter|child|mother|father|patient)|walk|work|pay)\b",
    ),
    concept(
        "declines",
        "refuses to write the letter",
        rf"\bi(?:'m| am| must| have to| will have to| need to|'ll have to| will)?(?: \w+)?"
        rf" (?:declin(?:e|ing)|refus(?:e|ing)|turn(?:ing)? down|pass(?:ing)? on) (?:(?:this|that|your|the) (?:request"
        rf"|task|prompt|assignment)\b|(?:to )?{_WRITE[2:]})",
        unless=r"\brequest (?:for|to see)\b|\b(?:surgery|alternative|offer)\b",
    ),
    concept(
        "must_decline",
        "refuses to write the letter",
        r"\bso i (?:must|have to|will|need to) (?:decline|refuse)\b|\bi (?:must|have to) (?:respectfully |politely"
        r" )?decline\.",
        unless=r"\b(?:offer|brace|surgery|alternative|appointment)\b",
    ),
    concept(
        "too_little_to_write",
        "refuses to write the letter",
        rf"\bi (?:don't|do not|didn't|lack) (?:\w+ )?(?:have )?(?:\w+ )?(?:enough|sufficient|the necessary|the|details"
        rf"|information)?[^.;]{{0,30}}\bto {_WRITE[2:]}(?: \w+){{0,3}}? {_WORK}",
        unless=_HUMAN,
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
        r"\bwe(?:'re| are|'ll)? ?(?:\w+ )?(?:can ?not|can't|won't|will not|unable|not able)\b[^.;]{0,60}?\b"
        r"(?:generat\w+|writ(?:e|ing)|draft\w*|compos\w+|creat\w+|produc\w+)"
        r" (?:this|an? (?:appeal|denial)|the (?:appeal|denial)|such|the requested|that) ?(?:appeal |denial |kind of )?"
        r"(?:letter|text|document|content|appeal|denial)",
        unless=r"\byour doctor\b",
    ),
)


class Refusal(ConceptCheck):
    """A refusal is an answer of the model to us, not of a plan to a member.

    Rule: a sentence whose speaker can't, won't or may not write, draft, help with or complete a letter, text, request
    or task; that calls writing it impossible or wrong; or that names a model's guidelines as the reason.
    Source: domain.md §7.
    Passes on purpose: a plan that can't approve; a patient who can't work, or can't write by hand; a doctor who has no
    second letter ready; what stands in double quotes.
    Limits: "I can't do that" without an apology passes, since patients say it too; a refusal in the plural must name
    the letter.
    """

    name = "refusal"
    version = 2
    concepts = CONCEPTS
