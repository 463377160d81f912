"""Markdown and HTML signs, which a letter on paper does not have."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

import numpy as np

from imrdata.quality.batch import Batch
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText
from imrdata.quality.sieve import may_match_which

#: Signs, in the text as written: line starts and signs are what the normal form runs together.
SIGNS: Final = (
    ("a Markdown code fence", re.compile(r"```|~~~")),
    (
        "a Markdown header",
        re.compile(r"^[^\S\n]{0,3}(?:#{2,6}[^\S\n]*[^\W\d_]|#[^\S\n]+(?!of\b)[^\W\d_]|#[^\W\d_]{3,}).*$", re.M),
    ),
    # Of a line that goes on: as a model writes that has lost its line breaks.
    ("a Markdown header", re.compile(r"(?<=[.!?:] )#{2,6}[^\S\n]+[^\W\d_]")),
    ("a Markdown table", re.compile(r"^\s*\|?(?:[^\S\n]*:?-{3,}:?[^\S\n]*\|)+[^\S\n]*(?::?-{3,}:?)?[^\S\n]*$", re.M)),
    (
        "a Markdown link",
        re.compile(
            r"!?\[[^\]\n]*\]\((?:https?:|www\.|mailto:|#|/|[\w.-]+\.(?:png|jpe?g|gif|svg|pdf|html?)\b)[^)\n]*\)"
            # "[PLAN_NAME]: Appeals" is a heading with a blank in it.
            r"|^\[(?![A-Z][A-Z_]+\])\^?[\w-]+\]:[^\S\n]+\S.*$|\[\^\w+\]",
            re.M,
        ),
    ),
    (
        "Markdown bold",
        re.compile(
            r"(?<![\w*])\*\*\*?(?=[^\s*])[^*\n]*[^\s*]\*\*\*?(?![\w*])|(?<!\w)__(?=[^\W_])[^_\n]*[^\W_]__(?!\w)|"
            r"(?<![\w*])\*\*\*?[^\s*][^*\n]*:\*\*"
        ),
    ),
    # One pair of stars around words; a lone star is a footnote's, one between letters a gene's.
    (
        "Markdown italics",
        re.compile(
            r"(?<![\w*\\])\*(?=[^\W\d_])[^*\n]{1,80}?[^\W_]\*(?![\w*])|(?<![\w_])_(?=[^\W\d_])[^_\n]{1,80}?[^\W_]_"
            r"(?![\w_])"
        ),
    ),
    ("Markdown code", re.compile(r"(?<![`\w])`[^`'\n]+`(?!`)")),
    ("a Markdown strike-through", re.compile(r"~~[^~\n]+~~")),
    ("a Markdown task list", re.compile(r"^\s*[-*+] \[[ xX]\] ", re.M)),
    ("a Markdown rule", re.compile(r"^[^\S\n]*(?:\*[^\S\n]*){2,}[^\S\n]*$", re.M)),
    ("a Markdown rule", re.compile(r"\A\s*---\s*\Z")),
    ("a Markdown quotation", re.compile(r"^[^\S\n]{0,3}>[^\S\n]*[*_]*[A-Z][a-z]", re.M)),
    ("an escaped sign", re.compile(r"\\[*_#`\[\]]")),
    ("a heading of ruled lines", re.compile(r"^={3,}\n[^\n]+\n={3,}$|^[^\n]+\n={4,}$", re.M)),
    (
        "an HTML tag",
        re.compile(
            r"</?(?:b|i|u|p|br|h[1-6]|strong|em|ul|ol|li|div|span|table|t[rdh]|a|pre|code|hr|body|html|center|font"
            r"|style"
            r"|script|img|small|su[bp]|section|article|header|footer|ref|nowiki|xml|title|head|meta|link|form|input"
            r"|label"
            r"|button|blockquote|(?:[a-z]+:[a-z]+))(?: [^<>\n]*)?/?>|<!--|<!\[CDATA\[|<\?xml|<!DOCTYPE",
            re.I,
        ),
    ),
    # A path of files has a letter and a colon before its first word.
    (
        "a TeX or RTF command",
        re.compile(r"(?<![\w:\\])\\[A-Za-z]{2,}|\{\\rtf|\\(?:[A-Za-z]+\{|[SP]\\,)|(?<=[a-z}.])~(?=[A-Z\\])"),
    ),
    (
        "a word processor's field",
        re.compile(
            r"\u00ab ?\w+ ?\u00bb|\{ ?(?:MERGEFIELD|PAGE|PAGEREF|REF|NUMPAGES|HYPERLINK|TOC|DATE|IF|SEQ)\b[^}\n]*\}?"
            r"|\bPAGEREF _"
            r"|\bError! (?:Reference source|Bookmark|Hyperlink)|&(?:P|N|D)\]|\bMERGEFORMAT\b"
        ),
    ),
    (
        "a reviser's mark",
        re.compile(
            r"\[(?:Deleted|Inserted|Formatted|Moved|Comment|Commented)\b[ :]|\bComment(?:ed)? ?\[\w+\]:|\{(?:\+\+|--"
            r"|>>|~~)[^}\n]*\}"
        ),
    ),
    ("wiki markup", re.compile(r"'{3}[^'\n]+'{3}|\[\[[^\]\n]+\]\]|^={2,4} ?[^=\n]+ ?={2,4}$|\{\{[a-z][^}\n]*\|", re.M)),
    ("BBCode", re.compile(r"\[/?(?:b|i|u|url|quote|color|size|img|list|code|center)(?:=[^\]\n]*)?\]")),
    (
        "JSON or YAML",
        re.compile(
            r"\{\s*\"\w+\"\s*:|^\s*\"\w+\"\s*:\s*[\"\[{\d]|\A\s*---\n\w+:|^\w*[a-z]_\w+: [|>\"\[]?|\A\s*\w+:"
            r" [|>]-?\s*$",
            re.M,
        ),
    ),
    (
        "a template's expression",
        re.compile(r"\{%[^%\n]*%\}|<%=?[^%\n]*%>|\$\{\w[^}\n]*\}|\{\{ ?\w[^}\n]*\}\}|\{#if |<\?php"),
    ),
    (
        "a mail program's line",
        re.compile(
            r"^-{2,} ?(?:Original|Forwarded) Message|^Sent from my (?:i?Phone|iPad|Android|Galaxy|Samsung|mobile"
            r"|Outlook|Windows|Mac\w*)\b|^On [^\n]{5,80}(?:\d:\d\d|@)[^\n]{0,60} wrote:$|^>{2,} ",
            re.M | re.I,
        ),
    ),
)
_ANY: Final = [
    *"*#`|~>\\_[<={\u00ab",
    "---",
    "'" * 3,
    "--",
    "PAGEREF",
    "Error!",
    "Sent from",
    " wrote:",
    "MERGEF",
    "Comment",
]


class MarkdownResidue(LocalCheck):
    """A letter is plain text.

    Rule: code fences, headers, tables, links, bold, italics, code, strike-through, task lists, rules, quotations,
    footnotes and HTML tags; commands of TeX and RTF, fields and revision marks of word processors, markup of wikis and
    forums, JSON, YAML, expressions of templates, lines that mail programs add.
    Why: the signs reach the member as they are; trained on, they spread.
    Source: domain.md §7 (prompt residue).
    Passes on purpose: bullets and numbers of lists, "#3", a footnote's star, a gene's ("HLA-B*27"), ruled lines to sign
    on, comparisons ("> 6 weeks"), stars around a whole line that shouts ("*** Important ***").
    Limits: a bullet is no finding though it may be Markdown's.
    """

    name = "markdown_residue"
    version = 3

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield the first of each sign."""
        if any(sign in part.original for sign in _ANY):
            yield from self._signs(part, range(len(SIGNS)))

    def _signs(self, part: NormalText, tried: Collection[int]) -> Iterator[Claim]:
        for rank, (what, form) in enumerate(SIGNS):
            found = form.search(part.original) if rank in tried else None
            if found and found[0].strip():
                yield Claim(*found.span(), f"has {what}", rank=rank, as_written=True)

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs that hold one of the signs' characters."""
        return batch.parts.texts.str.contains_any(_ANY).to_numpy()

    def reader(self, batch: Batch) -> tuple[np.ndarray, Callable[[int, str], Iterable[Claim]]]:
        """Read a paragraph for the signs that may be found in it."""
        parts, worth = batch.parts, self.worth_reading(batch)
        tried = may_match_which(parts.texts, dict(enumerate(form for _, form in SIGNS)), among=worth)
        return worth, lambda part, _: self._signs(parts.read(part), tried[part])
