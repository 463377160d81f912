"""From a model's raw answer to a letter: what surrounds the letter comes off, the letter stays as it is.

In: the answer's text and finish reason. Out: the letter's text and notes of what was taken off or seen. Nothing
is mended in meaning: a wrong letter goes on to the checks as it was written. The raw answer stays in the ledger,
so a change of these rules asks no model again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from imrdata.letters.placeholders import NOTICE_MARK, PLACEHOLDERS

__all__ = ["NOTES", "Parsed", "parse_letter", "reads_like_refusal", "uncovered"]

#: Every note that parsing can leave, and what it says; the last are of code that sets a notice in.
NOTES: Final = {
    "empty": "nothing was left",
    "thinking": "a <think> block was taken off",
    "special_token": "a chat template's own marks were taken off",
    "code_fence": "a code fence around the letter was taken off",
    "preamble": "words to the user before the letter were taken off",
    "trailing_note": "words to the user after the letter were taken off",
    "placeholder_normalised": "a placeholder was spelled as in the closed set",
    "placeholder_unknown": "a bracketed placeholder outside the closed set is in the letter",
    "refusal_suspected": "the answer reads like a refusal",
    "truncated": "the answer ended for want of tokens",
    "content_filter": "the server's filter ended the answer",
    "no_json": "a structured answer holds no JSON object",
    "several_json": "a structured answer holds more than one JSON object",
    "schema": "a structured answer's JSON does not fit the task's output type",
    "notice_set": "the legal notice was set in where the writer put its mark",
    "notice_placed": "the legal notice was set in before the closing: the writer left its mark out",
    "notice_left_out": "no legal notice was set in: the letter is unfinished, or no text is checked",
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A letter's text, and what parsing took off or saw (keys of `NOTES`, each once, sorted)."""

    text: str
    notes: tuple[str, ...]


#: A block of thoughts; of one that the chat template opened only the end is in the answer.
_THINKING: Final = re.compile(r"^\s*<think(?:ing)?>.*?</think(?:ing)?>|^(?:(?!<think).)*?</think(?:ing)?>", re.S | re.I)
#: A block that never ends: the answer was cut before it began.
_STILL_THINKING: Final = re.compile(r"^\s*<think(?:ing)?>.*", re.S | re.I)
_SPECIAL: Final = re.compile(r"<\|[a-z_]{2,20}\|>|</s>|<eos>|\[/?INST\]")
_FENCED: Final = re.compile(r"```[\w-]*[ \t]*\n(?P<letter>.*?)\n?```", re.S)
_OPEN_FENCE: Final = re.compile(r"^\s*```[\w-]*[ \t]*\n")

#: One line to the user: a bare "Sure!", or one that announces the letter. Never a line that a letter could begin with.
_PREAMBLE: Final = re.compile(
    r"^\s*(?:(?:sure|certainly|of course|absolutely|okay|ok|great)(?: thing)?[!,.]?"
    r"(?:[ \t]+[^\n]{0,200}\b(?:here(?: is|['’]s)|below is|i(?:['’]ve| have|['’]ll| will))\b[^\n]{0,200}[:.!])?"
    r"|(?:here(?: is|['’]s)|below is|this is|i(?:['’]ve| have) (?:written|drafted|prepared)"
    r"|the following is)\b[^\n]{0,160}"
    r"\b(?:letter|appeal|denial|draft|notice|response|version)\b[^\n]{0,120}:"
    r"|(?:\*\*|#{1,4} ?)?(?:denial letter|appeal letter|letter|draft)(?::\*{0,2}|\*\*:))[ \t]*\n+",
    re.I,
)
#: Where words to the user may begin. They are taken off only behind a signature: see `_without_trailing_note`.
_TRAILING: Final = re.compile(
    r"\n+[ \t]*(?:(?:-{3,}|\*{3,}|={3,})\s*)?(?=\(?\**(?:note|please note|notes|disclaimer"
    r"|explanation)\**:?\)?[^\n]*"
    r"\b(?:placeholders?|brackets|letter|template|draft|customi[sz]e|legal advice|replace)\b"
    r"|let me know\b|i hope this (?:helps|letter)\b|feel free to\b|would you like me\b|is there anything else\b"
    r"|this (?:letter|draft|template) (?:is|was|uses|includes|follows|can be)\b)",
    re.I,
)
_CLOSING: Final = re.compile(
    r"^\s*(?:sincerely|respectfully|(?:with |kind |best |warm )*regards|yours (?:truly|sincerely"
    r"|faithfully)|thank you)\b|\[SIGNATURE\]"
    r"|^\s*(?:enclosures?|enclosed|attachments?|cc)\b",
    re.I | re.M,
)
_REFUSAL: Final = re.compile(
    r"^\s*(?:i(?:['’]m| am) (?:sorry|unable|not able|afraid)|sorry,|i (?:can(?:not|['’]t)|won['’]t"
    r"|must decline)|as an ai\b"
    r"|unfortunately, i (?:can|am))[^\n]{0,200}",
    re.I,
)
#: A refusal to write, not a plan's "we are sorry": nothing in it greets or signs.
_LETTER_MARK: Final = re.compile(r"\bdear\b|\bsincerely\b|\bto whom it may concern\b|\[[A-Z_]{3,}\]", re.I)
_TRUNCATED: Final = frozenset({"length", "max_tokens", "max_output_tokens"})
_FILTERED: Final = frozenset({"content_filter", "content-filter", "refusal", "safety"})

#: A placeholder as a model may write it; brackets with digits or sentences in them are something else.
_BRACKETED: Final = re.compile(
    r"\*{0,2}(?:\[(?P<square>[A-Za-z][A-Za-z0-9_ '’/()-]{1,60})\]"
    r"|\{\{? ?(?P<curly>[A-Z]+(?:_[A-Z]+)+) ?\}?\}|<(?P<angle>[A-Z]+(?:_[A-Z]+)+)>)\*{0,2}"
)

#: Other names of placeholders that can mean only one of the closed set, whoever writes. "[Your Name]", "[Name]" or
#: "[Doctor]" are not here: who that is depends on the letter.
_SAME: Final = {
    "DATE_OF_DENIAL": "DENIAL_DATE",
    "DATE_OF_THE_DENIAL": "DENIAL_DATE",
    "DENIAL_LETTER_DATE": "DENIAL_DATE",
    "TODAYS_DATE": "DATE",
    "CURRENT_DATE": "DATE",
    "INSERT_DATE": "DATE",
    "MEMBERS_NAME": "MEMBER_NAME",
    "MEMBER_FULL_NAME": "MEMBER_NAME",
    "NAME_OF_MEMBER": "MEMBER_NAME",
    "MEMBER_ID_NUMBER": "MEMBER_ID",
    "MEMBER_NUMBER": "MEMBER_ID",
    "MEMBERS_ADDRESS": "MEMBER_ADDRESS",
    "PATIENTS_NAME": "PATIENT_NAME",
    "CLAIM_NO": "CLAIM_NUMBER",
    "REFERENCE_NO": "REFERENCE_NUMBER",
    "HEALTH_PLAN_NAME": "PLAN_NAME",
    "NAME_OF_HEALTH_PLAN": "PLAN_NAME",
    "NAME_OF_PLAN": "PLAN_NAME",
    "HEALTH_PLAN_ADDRESS": "PLAN_ADDRESS",
    "PLAN_PHONE_NUMBER": "PLAN_PHONE",
    "HEALTH_PLAN_PHONE": "PLAN_PHONE",
    "HEALTH_PLAN_PHONE_NUMBER": "PLAN_PHONE",
    "PLAN_FAX_NUMBER": "PLAN_FAX",
    "REVIEWERS_NAME": "REVIEWER_NAME",
    "REVIEWERS_TITLE": "REVIEWER_TITLE",
    "REVIEWER_PHONE_NUMBER": "REVIEWER_PHONE",
    "PROVIDERS_NAME": "PROVIDER_NAME",
    "PROVIDER_PHONE_NUMBER": "PROVIDER_PHONE",
    "PHYSICIANS_NAME": "PHYSICIAN_NAME",
    "PHONE_NUMBER": "PHONE",
    "TELEPHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "E_MAIL": "EMAIL",
    "NAME_OF_CRITERIA": "CRITERIA_NAME",
}


def parse_letter(text: str, finish_reason: str) -> Parsed:
    r"""Take the letter out of an answer.

    Parameters
    ----------
    text
        The answer as received.
    finish_reason
        As the server said it; empty if it said nothing.

    Returns
    -------
    Parsed
        The letter and the notes.

    Examples
    --------
    >>> parse_letter("Sure! Here is the letter:\n\nDear [Member Name]:\nWe received …", "stop")
    Parsed(text='Dear [MEMBER_NAME]:\nWe received …', notes=('placeholder_normalised', 'preamble'))
    """
    text, notes = uncovered(text, finish_reason)
    # Before anything comes off: "I'm sorry, but I can't" would else be taken for a preamble.
    if reads_like_refusal(text):
        notes.add("refusal_suspected")
    text = _taken_off(_PREAMBLE, text, "preamble", notes)
    text = _unfenced(text, notes)
    text = _without_trailing_note(text, notes)
    text = _BRACKETED.sub(lambda match: _spelled(match, notes), text)
    text = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    if not text:
        notes.add("empty")
    return Parsed(text, tuple(sorted(notes)))


def uncovered(text: str, finish_reason: str) -> tuple[str, set[str]]:
    """Take off what no answer means to say: thoughts, a chat's own marks, a code fence; note how the answer ended."""
    notes: set[str] = set()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for note, mark in (("thinking", _THINKING), ("thinking", _STILL_THINKING), ("special_token", _SPECIAL)):
        text, found = mark.subn("", text)
        if found:
            notes.add(note)
    if finish_reason in _TRUNCATED:
        notes.add("truncated")
    if finish_reason in _FILTERED:
        notes.add("content_filter")
    return _unfenced(text, notes).strip(), notes


def reads_like_refusal(text: str) -> bool:
    """Say whether an answer refuses to write: it says so at its beginning, and nothing in it greets or signs."""
    return bool(_REFUSAL.match(text)) and not _LETTER_MARK.search(text)


def _taken_off(mark: re.Pattern[str], text: str, note: str, notes: set[str]) -> str:
    """Take a piece off, unless nothing would be left: then the piece is the answer."""
    shorter = mark.sub("", text, count=1)
    if shorter != text and shorter.strip():
        notes.add(note)
        return shorter
    return text


def _without_trailing_note(text: str, notes: set[str]) -> str:
    """Take off words to the user behind the letter: a "note" that the letter goes on after is the letter's own."""
    for mark in _TRAILING.finditer(text):
        if _CLOSING.search(text, 0, mark.start()) and not _CLOSING.search(text, mark.end()):
            notes.add("trailing_note")
            return text[: mark.start()]
    return text


def _unfenced(text: str, notes: set[str]) -> str:
    """Take the letter out of a code fence; with several fences, or text after one, it can't be told which counts."""
    blocks = list(_FENCED.finditer(text))
    if len(blocks) == 1:
        before, after = text[: blocks[0].start()], text[blocks[0].end() :]
        if (not before.strip() or _PREAMBLE.fullmatch(before.rstrip() + "\n")) and not _LETTER_MARK.search(after):
            notes.add("code_fence")
            notes.update({"preamble"} if before.strip() else ())
            notes.update({"trailing_note"} if after.strip() else ())
            return blocks[0]["letter"]
    if not blocks and _OPEN_FENCE.match(text):  # an answer that was cut before the fence closed
        notes.add("code_fence")
        return _OPEN_FENCE.sub("", text)
    return text


def _spelled(match: re.Match[str], notes: set[str]) -> str:
    written = match["square"] or match["curly"] or match["angle"]
    name = re.sub(r"[^A-Z0-9]+", "_", re.sub(r"['’]", "", written).upper()).strip("_")
    placeholder = f"[{_SAME.get(name, name)}]"
    if placeholder not in PLACEHOLDERS and placeholder != NOTICE_MARK:
        if written == "sic":
            return match[0]
        notes.add("placeholder_unknown")
        return match[0]
    if match[0] != placeholder:
        notes.add("placeholder_normalised")
    return placeholder
