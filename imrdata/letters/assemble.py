"""Legal texts into a letter at their place. Room: letters.

In: a letter as its writer left it, and the notice that code made of checked texts (`imrdata.letters.statutory`).
Out: the letter with the notice where its writer put `NOTICE_MARK`, else before the closing. No word of the writer's
is changed, and no word of the notice is the writer's.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from imrdata.letters.placeholders import NOTICE_MARK

__all__ = ["set_notice"]

#: Letters that are no whole letter: a notice at the end would make them look like one.
_UNFINISHED: Final = frozenset({"empty", "truncated", "refusal_suspected", "content_filter"})
_MARK: Final = re.compile(rf"[ \t]*(?:\*\*)?{re.escape(NOTICE_MARK)}(?:\*\*)?[ \t]*")
#: The line that a closing begins with.
_CLOSING: Final = re.compile(
    r"^[ \t]*(?:sincerely|respectfully|(?:with |kind |best |warm )*regards|yours (?:truly|sincerely|faithfully)"
    r"|\[SIGNATURE\])",
    re.I | re.M,
)


def set_notice(text: str, *, notice: str, notes: Collection[str] = ()) -> tuple[str, tuple[str, ...]]:
    r"""Set the legal notice into a letter.

    Parameters
    ----------
    text
        The parsed letter.
    notice
        The notice; empty if no text is checked, and then the mark is taken away.
    notes
        What parsing noted: a letter that is cut, refused or empty gets no notice.

    Returns
    -------
    tuple
        The letter, and the notes with one more: ``notice_set`` at the mark, ``notice_placed`` before the closing
        (the writer had left the mark out), or ``notice_left_out``.

    Examples
    --------
    >>> set_notice("We cannot approve it.\n\n[NOTICE_OF_RIGHTS]\n\n[SIGNATURE]", notice="You may apply.")
    ('We cannot approve it.\n\nYou may apply.\n\n[SIGNATURE]', ('notice_set',))
    >>> set_notice("We cannot approve it.\n\n[SIGNATURE]", notice="You may apply.")
    ('We cannot approve it.\n\nYou may apply.\n\n[SIGNATURE]', ('notice_placed',))
    """
    marks = list(_MARK.finditer(text))
    if _UNFINISHED & set(notes) or not notice:
        said = () if not notice and not marks else ("notice_left_out",)
        return _tidy(_MARK.sub("", text)) if marks else text, tuple(sorted({*notes, *said}))
    if marks:
        at, note = marks[0].start(), "notice_set"
        before, behind = text[:at], _MARK.sub("", text[at:])
    else:
        closing = _CLOSING.search(text)
        at, note = closing.start() if closing else len(text), "notice_placed"
        before, behind = text[:at], text[at:]
    whole = "\n\n".join(part for part in (before.rstrip(), notice, behind.strip()) if part)
    return _tidy(whole) if marks else whole, tuple(sorted({*notes, note}))


def _tidy(text: str) -> str:
    """Close the gap that a line leaves behind."""
    return re.sub(r"\n{3,}", "\n\n", text).strip()
