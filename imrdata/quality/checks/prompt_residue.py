"""What belongs to the conversation with the model, not to the letter."""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.check import Check, Finding
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.patterns import Pattern, matches, pattern


def _inside_line(letter: NormalText, start: int, end: int) -> bool:
    return not letter.begins_line(start)


_LETTER = (
    r"(?:denial |appeal |draft |rewritten |revised |requested |sample |formal |reconstructed"
    r" )*(?:letter|draft|response|appeal)"
)
PATTERNS: Final = (
    pattern(
        "announcement",
        rf"\b(?:here(?:'s| is| are)|below is|the following is|i(?:'ve| have) (?:written|drafted)) (?:the"
        rf"|an?|your|my) {_LETTER}\b",
        "announces the letter",
    ),
    pattern("eager", r"(?:sure|certainly|of course|absolutely)[!,.:]", "answers the prompt", _inside_line),
    pattern("as_ai", r"\bas an? (?:ai|(?:large )?language model|assistant)\b|\bi am an ai\b", "speaks as a model"),
    pattern(
        "closing_offer",
        r"\bi hope this (?:helps!|letter helps|meets your)|\blet me know if you(?:'d like| would like| want"
        r"| need any)"
        r" (?:\w+ )?(?:changes|revisions|adjustments|me to|edits|modifications)|\bfeel free to (?:edit"
        r"|adjust|modify|customi[sz]e)",
        "offers the user more",
    ),
    pattern(
        "note_on_letter",
        rf"\b(?:this|the above) {_LETTER} (?:is fictional|is a (?:sample|template|draft)|follows|avoids"
        rf"|does not mention|adheres|was"
        r" (?:generated|written by))|\bnote ?: (?:this|the) (?:is a|letter|response)|\bfor training"
        r" purposes\b|\bword count ?:"
        r"|\bi(?:'ve| have) (?:used|left|included|added) (?:\w+ )?placeholders\b|\breplace the"
        r" (?:placeholders|bracketed)\b",
        "comments on the letter",
    ),
    pattern(
        "instruction_echo",
        r"\bwrite (?:a|an|the) (?:denial|appeal) letter\b|\buse only the (?:facts|information) (?:below"
        r"|above|provided)\b"
        r"|\breturn only the\b|\bdo not (?:mention|invent|include) (?:the reviewer|any facts|the outcome)"
        r"|\bfollow(?:s|ing)? (?:all )?"
        r"(?:the|these) instructions\b|\b\d{2,4} (?:to|-) \d{3,4} words\b|\bthe letter (?:should|must)"
        r" (?:be|include|mention|contain|not)\b"
        r"|\byou are an? (?:\w+ ){0,3}(?:specialist|assistant|writer|expert|nurse|reviewer|model|director)"
        r" (?:at|for|who|that|with)\b",
        "echoes the prompt",
    ),
    pattern(
        "chat_role",
        r"(?:assistant|system|user|human|ai|task|instructions?|output|reasoning"
        r"|constraints?|prompt) ?:",
        "has a chat role in it",
        _inside_line,
    ),
    pattern(
        "chat_token",
        r"<\|[a-z_]+\|>|\[/?inst\]|</?s>|<</?sys>>|<(?:/)?think>",
        "has a chat template's token in it",
    ),
    pattern(
        "think",
        r"\b(?:let me think|think step by step|the user (?:wants|asked|is asking"
        r"|needs))\b",
        "thinks aloud",
    ),
    pattern(
        "end_mark",
        r"\[?\(?\bend of (?:the )?(?:letter|document|response)\b|\b(?:letter|response)"
        r" (?:begins|starts|ends)\b",
        "marks where the letter begins or ends",
    ),
)

#: Markdown lives in line starts and signs, which the normal form runs together: read in the text as written.
MARKDOWN: Final = (
    ("code_fence", re.compile(r"```|~~~"), "has a Markdown code fence"),
    ("header", re.compile(r"^[^\S\n]{0,3}#{1,6}[^\S\n]+\S.*$", re.M), "has a Markdown header"),
    ("bold", re.compile(r"\*\*\S[^*\n]*\*\*|__\S[^_\n]*__"), "has Markdown bold"),
)


class PromptResidue(Check):
    """Prompt, chat and Markdown residue around or inside a letter.

    Why: a model trained on it talks about the letter instead of writing it.
    Source: domain.md §7.
    Limits: overlap with our own prompts' wording is not measured yet; bullets and italics are let through.
    """

    name = "prompt_residue"
    patterns: tuple[Pattern, ...] = PATTERNS

    def inspect(self, letter: dict[str, str]) -> Finding | None:
        """Return the first pattern or Markdown sign that is found."""
        text = read(letter["text"])
        for one in PATTERNS:
            for span in matches(text, one):
                return one.says, text.span(*span)
        for _, regex, says in MARKDOWN:
            found = regex.search(letter["text"])
            if found:
                return says, found.span()
        return None
