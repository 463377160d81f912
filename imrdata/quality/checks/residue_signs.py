"""Signs of the conversation with a model: headings, roles, settings, marks, tokens, and how it opens an answer.

Part of `imrdata.quality.checks.prompt_residue`.
"""

from __future__ import annotations

import re
from typing import Final

from imrdata.letters.axes import GROUNDS
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import Pattern, pattern


def _inside_line(letter: NormalText, start: int, end: int) -> bool:
    return not letter.begins_line(start)


def _part_of_line(letter: NormalText, start: int, end: int) -> bool:
    return not letter.begins_line(start) or letter.next_break(start) > end + 1


LETTER: Final = (
    r"(?:(?:denial|appeal|draft|rewritten|revised|requested|sample|formal|reconstructed|completed?|finished|final"
    r"|full|professional|polished|updated|possible|shorter|longer|plain-language) )*(?:letter|draft|response|appeal"
    r"|version|text|notice|denial|rewrite)"
)
PATTERNS: Final = (
    pattern(
        "announcement",
        rf"\b(?:here(?:'s| is| are)|below is|the following is|please find|this is|attached is|i(?:'ve| have)"
        rf" (?:written|drafted|prepared|composed|created)) (?:below )?(?:the|an?|your|my)(?: \w+)? {LETTER}\b(?=(?:"
        rf" (?:letter|below|above))?(?: ?[:.!]| that (?:you (?:asked|requested)|addresses|meets|follows|uses|covers"
        rf"|responds)| which (?:addresses|meets)"
        r"| you (?:asked|requested|wanted)| (?:as|per|based on|for (?:the|this|your) (?:case|following|scenario"
        r"|request)|with (?:a|the|an|more)|in the (?:voice|style|format)|using|tailored|written)))",
        "announces the letter",
        lambda letter, start, end: (
            re.search(
                r"this is (?:an?|the|my|your) (?:\w+ )?(?:letter|notice|response|appeal|denial|final)|here is the"
                r" (?:short version|full notice)",
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
        r"(?:#{1,6} )?(?:(?:revised|updated|final|first|second|third|new|alternative|improved|shorter|longer"
        r"|rewritten|another) )?(?:(?:version|draft|output|rewrite|candidate)(?: \w{1,2})?|(?:response|answer|option)"
        r" \d) ?:(?=(?: |$))",
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
        r"|facts used|summary of (?:the|this) (?:letter|appeal|denial)|key changes|prompt|word count) ?:",
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
        r"\((?:patient|physician|parent|spouse|member|doctor|plan|formal|plain|informal|short|long)(?:'s)?["
        r" -](?:voice|tone|version|register|style)\)|[(\[](?:to be )?continued [^)\]]{0,40}(?:response|message|output"
        r"|turn)[)\]]",
        "has a heading of the conversation",
    ),
    pattern(
        "settings",
        r"\b(?:role|voice|register|length|tone|style|format|audience|persona|ground|regime|kind of notice|reader) ?:"
        r" [^.:;|]{2,40}[.;,|] (?:role|voice|register|length|tone|style|format|audience|persona|ground|regime|kind of"
        r" notice|reader) ?:",
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
        r"[\[(]end of (?:\w+ ){0,3}(?:letter|document|notice)\b|\bend of (?:the letter(?! (?:says|i|you|it|tells))"
        r"|(?:the |this |generated )*(?:response|text|draft|output|message))\b|\b(?:letter|response) (?:begins|starts"
        r"|ends)(?: here)?\b|[\[(](?:the )?letter (?:continues|ends|body)|\[your\b[^\])]{3,80}\]|[\[(](?:insert|add"
        r"|include|describe|continue|your (?:full |own )?(?:name|address|phone|signature|number|date)|signature block"
        r"|rest of|remaining|etc)\b[^\])]{3,80}[\])]",
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
        r"#{1,6} ?(?:section|output|input|response|answer|letter|draft|instructions?|task|system|user|assistant"
        r"|prompt|context|final|closing|body|part|step|example)\b",
        "has a heading of the conversation",
        _inside_line,
    ),
)


class Signed:
    """A pattern whose every match holds one of a few characters that letters seldom have."""

    required: Final = (frozenset(_SIGNS),)

    def __init__(self, one: Pattern) -> None:
        self.name, self.says, self.kinds, self.places = one.name, one.says, one.kinds, one.places
        self.forms = one.forms
