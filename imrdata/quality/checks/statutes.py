"""Citations of law: which there are, and which of them exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Final

import numpy as np

from imrdata.quality.batch import Batch
from imrdata.quality.lexicons import table
from imrdata.quality.literals import Required, holds_words, required_literals
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import seen, words

__all__ = ["FORMS", "GATES", "StatuteInvented", "statutes"]

_CAL: Final = r"(?:california |cal\.? |calif\.? |ca |the |california's )*"
_CODE: Final = r"code(?: of (?:the )?state of california)?"
_NUMBER: Final = r"\d[\d.,]*\d[a-z]{0,2}(?:-\d+[a-z]?)?(?:\.\d+)?|\d+[a-z]{0,2}"
_SUBDIVISION: Final = (
    r"(?: ?\([a-z0-9]{1,4}\)(?:-\([a-z0-9]{1,4}\))?|,? subdivisions? ?\([a-z0-9]{1,3}\)|,? subd\. ?\([a-z0-9]{1,3}\))*"
)
_ONE: Final = rf"(?:{_NUMBER}){_SUBDIVISION}"
_SECTION: Final = r"(?:§+|sections?|secs?\.?|part|parts|rules?|regulations?)"
#: A number after "and" may be the title of the next citation: `… and 45 CFR 147.136`.
_LIST: Final = (
    rf"{_ONE}(?:(?:,? and|,? or|,? &|,|;| through| to| -)(?: {_SECTION})? ?(?!\d+ (?:ccr|c\.?f\.?r|u\.?s\.?c"
    rf"|cal))\d[\d.]*\d[a-z]{{0,2}}"
    rf"(?:-\d+)?{_SUBDIVISION}(?! (?:days|hours|months|years|ccr|cfr|c\.f\.r|usc|u\.s\.c)))*"
)
_CODES: Final = {
    "health and safety code": rf"{_CAL}(?:health (?:and|&) saf(?:ety|\.) {_CODE}|h ?& ?s(?: code)?"
    rf"|h\.? ?& ?s\.? {_CODE}|h ?& ?sc|hsc)",
    "insurance code": rf"{_CAL}ins(?:urance|\.) {_CODE}",
    "welfare and institutions code": rf"{_CAL}(?:welf(?:are|\.) (?:and|&) inst(?:itutions|\.) {_CODE}"
    rf"|w ?& ?i(?: code)?|wic)",
    "civil code": rf"{_CAL}civ(?:il|\.) {_CODE}",
    "business and professions code": rf"{_CAL}bus(?:iness|\.) (?:and|&) prof(?:essions|\.) {_CODE}",
    "government code": rf"{_CAL}gov(?:ernment|t?\.) {_CODE}",
    "labor code": rf"{_CAL}lab(?:or|\.) {_CODE}",
    "code of civil procedure": rf"{_CAL}code (?:of )?civ(?:il|\.) proc(?:edure|\.)|{_CAL}ccp",
    "education code": rf"{_CAL}ed(?:ucation|uc\.|\.) {_CODE}",
    "evidence code": rf"{_CAL}evid(?:ence|\.) {_CODE}",
    "family code": rf"{_CAL}fam(?:ily|\.) {_CODE}",
    "penal code": rf"{_CAL}pen(?:al|\.) {_CODE}",
    "probate code": rf"{_CAL}prob(?:ate|\.) {_CODE}",
    "another california code": r"(?:california )?(?:vehicle|public contract|unemployment insurance"
    r"|revenue and taxation|corporations|commercial"
    r"|military and veterans|public resources|public health|patient protection|medical|consumer|elections|health) code",
    **{
        f"{title} ccr": rf"(?:title )?{title},? (?:ccr|c\.c\.r\.?|(?:of the )?california code of regulations"
        rf"|cal\. code regs\.?)"
        rf"|(?:ccr|cal\. code regs\.|california code of regulations),? (?:tit\.|title) {title},?"
        for title in (28, 22, 10, 9)
    },
    **{
        f"{title} cfr": rf"(?:title )?{title},? (?:cfr|c\. ?f\. ?r\.?"
        rf"|(?:of the )?code of federal regulations)(?: part| parts)?"
        for title in (29, 45, 42, 26, 5, 20, 28)
    },
    **{
        f"{title} usc": rf"(?:title )?{title},? (?:usc|u\. ?s\. ?c\.?(?: ?a\.)?|u\.s\. code"
        rf"|(?:of the )?united states code)"
        for title in (29, 42, 20, 5, 10, 26, 38)
    },
    "erisa": r"(?:erisa|(?:the )?employee retirement income security act(?: of 1974)?(?: \(erisa\))?)",
    "affordable care act": r"(?:the )?(?:patient protection and )?affordable care act(?: \(aca\))?|(?:the )?aca\b",
    "public health service act": r"(?:the )?(?:public health service act|phs ?a(?:ct)?)",
    "social security act": r"(?:the )?social security act",
    "rehabilitation act": r"(?:the )?rehabilitation act(?: of 1973)?",
    "another title": r"(?:title )?\d{1,2},? (?:ccr|c\.?c\.?r\.?|c\.? ?f\.? ?r\.?|u\.? ?s\.? ?c\.?"
    r"|california code of regulations|code of federal regulations|united states code)",
}
#: What a text must hold for a code to be cited in it: few words, since each is looked for in each text. A test holds
#: them against the patterns.
GATES: Final = {
    "health and safety code": ("saf", "h&s", "h & s", "hsc", "h &s", "h& s", "h.&", "h. &"),
    "insurance code": ("insurance code", "ins. code"),
    "welfare and institutions code": ("welf", "w&i", "w & i", "w &i", "w& i", "wic"),
    "civil code": ("civil code", "civ. code"),
    "business and professions code": ("professions code", "prof. code"),
    "government code": ("government code", "gov. code", "govt. code"),
    "labor code": ("labor code", "lab. code"),
    "code of civil procedure": ("civil proc", "civ. proc", "ccp"),
    "education code": ("education code", "educ. code", "ed. code"),
    "evidence code": ("evidence code", "evid. code"),
    "family code": ("family code", "fam. code"),
    "penal code": ("penal code", "pen. code"),
    "probate code": ("probate code", "prob. code"),
    "another california code": (" code",),
    "erisa": ("erisa", "retirement"),
    "affordable care act": ("affordable", "aca"),
    "public health service act": ("ublic health service", "hs a", "hsa"),  # a pattern's common first letter is apart
    "social security act": ("social security",),
    "rehabilitation act": ("rehabilitation act",),
    "another title": (
        *("ccr", "c.cr", "cc.r", "c.c.r", "cfr", "cf.r", "cf r", "cf. r", "c.f", "c f", "c. f", "usc", "us.c", "us c"),
        *("us. c", "u.sc", "u.s.c", "u.s c", "u.s. c", "u s", "u. s", "code of", "states code"),
    ),
}
FORMS: Final = [
    *((code, re.compile(rf"\b(?:{name}),?:? ?{_SECTION}? ?(?P<list>{_LIST})")) for code, name in _CODES.items()),
    *(
        (
            code,
            re.compile(
                rf"(?<!\w){_SECTION} ?(?P<list>{_LIST}),? (?:of|in|under)(?: (?:the|title))? ?(?:{name})(?![a-z])"
            ),
        )
        for code, name in _CODES.items()
    ),
]
#: Most paragraphs cite nothing: one look for a code's word or a section's sign spares them all the forms.
_HINT: Final = (
    r"§|\bsec(?:tions?|s?\.)|\bcode\b|\bpart \d|\bh ?& ?s|\bhsc\b|\bwic\b|\bw ?& ?i\b|c\.?c\.?r\b|c\. ?c\. ?r"
    r"|\bc\.? ?f\.? ?r|\bu\.? ?s\.? ?c|\berisa|\baca\b|\bact\b"
    r"|\bccp\b|\bregs\b|\bregulations?\b|\brules? \d|\blaws?\b|\bstatutes?\b|\btitle \d"
)
_ANY_HINT: Final = re.compile(_HINT)
_WORTH: Final = (
    _HINT
    + r"| v\.? |public law|p\.l\.|pub\. l|executive order|\bbill\b|\b[as]\.?b\.?[ -]?\d|\bapl \d|\bstat(?:utes?)?\b"
    r"|\blaws?\b"
    r"|\bregulation\b|\brules?\b|\bdoctrine|\bordinance|\bdirective\b|\bmandate\b|\bamendment\b|\bdecree\b|\bcharter\b"
    r"|resolution \d|resolution no|\bcal\.? ?(?:app|[2345])|\bf\. ?[234]d|\bs\. ?ct|\bin re \b"
    r"|\barticle\b|\bh\.?r\.? \d"
    r"|\bproposition \d"
)
_BARE: Final = re.compile(
    rf"(?<!\w){_SECTION} ?(?P<list>\d{{3,5}}(?:\.\d+)+(?:-\d+)?{_SUBDIVISION})|\b(?:laws?|codes?|statutes?"
    rf"|regulations?)(?: (?:number|no\.?|#))? ?(?P<list3>\d{{4,5}}(?:\.\d+)+{_SUBDIVISION})"
    rf"|§+ ?(?P<list2>\d{{3,5}}{_SUBDIVISION})"
)

_ACT: Final = re.compile(r"\b(?P<name>(?:[a-z'&-]+,? ){1,8}act)(?: of |,? \(?)(?:19|20)\d\d\b")
#: The words before "act", to be told a title by their capitals.
_LAW: Final = (
    r"(?:act|laws?|statutes?|code|regulations?|rules?|doctrine|ordinance|directive|mandate|amendment|decree|charter"
    r"|bill of rights)"
)
_ACT_TITLED: Final = re.compile(rf"(?P<words>(?:[\w'&-]+,? ){{1,9}})(?P<act>{_LAW})\b")
#: No title reaches over another sign, and few clauses have the last word of one.
_CLAUSE: Final = re.compile(r"[\w'&, -]+")
_TITLE_ENDS: Final = re.compile(rf" {_LAW}\b")
_CODE_OF: Final = re.compile(r"\bcode of (?P<of>(?:the )?[a-z-]+(?:,? (?:and |of |for )*[a-z-]+)?)")
#: Codes there are, and what else has a code or a rule.
_CODES_KNOWN: Final = re.compile(
    r"(?:(?:the|california|federal|state|new|u\.s\.|same|this|your|our|my|his|her) )*(?:(?:health (?:and|&) safety|h&s"
    r"|insurance|civil"
    r"|government|labor|welfare (?:and|&) institutions|business (?:and|&) professions"
    r"|penal|family|probate|evidence|education|vehicle|public contract|unemployment insurance|revenue (?:and"
    r"|&) taxation"
    r"|corporations|commercial|military (?:and|&) veterans|public resources|public utilities|elections|fish (?:and"
    r"|&) game"
    r"|united states|internal revenue|bankruptcy|zip|area|cpt|hcpcs|icd\S*|ndc|procedure|diagnosis|billing|revenue"
    r"|service"
    r"|modifier|reason|denial|remark|claim|drug|status|place of service|access|security|bar|dress|building|taxonomy"
    r"|product) code|(?:title \d+,? (?:of )?(?:the )?)?(?:california )?code of (?:federal )?regulations"
    r"|(?:(?:treating physician|prudent layperson|timely access|claims? procedures?|final|interim|grievance|parity"
    r"|review"
    r"|external review|plan|network adequacy|privacy|security|coverage|formulary|step therapy|notice|appeals?"
    r"|department'?s?"
    r"|medicare|medicaid|medi-cal|managed care|health care|knox-keene|erisa|hipaa|house|ground|golden|public|local"
    r"|insurance"
    r"|health|benefits?|essential health benefits?|mental health|consumer|contract|patient) )+(?:rules?|regulations?"
    r"|laws?|statutes?"
    r"|doctrine|mandate|ordinance)|advance (?:health care )?directive|(?:first|second|fourth|fifth|seventh|tenth"
    r"|fourteenth|plan|benefit|contract|policy) amendment|(?:department|dmhc|dhcs|cms)(?:'s)? (?:rules?"
    r"|regulations?|directive))"
)
_CODES_OF: Final = re.compile(
    r"(?:the )?(?:civil procedure|federal regulations|california|regulations|conduct|ethics|medical ethics|professional"
    r"|practice"
    r"|silence|criminal|rules|state)"
)
_BEFORE_TITLE: Final = frozenset(
    words(
        "the under see by as per when if because since both does what which your my our his her its this that these"
        " those"
        " then please also"
    )
)
_LINKS: Final = frozenset(["and", "of", "for", "with", "to", "in", "&", "on"])
_BILL: Final = re.compile(
    r"\b(?:(?P<house>assembly|senate) bill (?:no\. ?)?(?P<n>\d{1,6})|(?P<short>a\.?b\.?|s\.?b\.?|apl"
    # A heart rate is no bill.
    r"|h\.?r\.?(?! ?\d{2,3}(?:/min| ?bpm| beats)))[ -](?:no\. ?)?(?P<m>\d{1,6}(?:-\d{3})?)"
    r"|all plan letter (?P<letter>\d\d-\d{3})|(?P<prop>proposition|prop\.|(?:senate|assembly|house)(?: joint"
    r"| concurrent)? resolution(?: no\.)?) (?P<p>\d{1,3})"
    r"|(?:public law|pub\. l\.|p\.l\.)(?: no\.)? (?P<public>\d{2,3}-\d{1,4})"
    r"|executive order(?: no\.)? (?P<order>[\d,-]+))\b"
)
#: ERISA, HIPAA, MHPAEA, ACA, ARRA/HITECH, the Appropriations Act of 2021, WHCRA, GINA, COBRA, ADA.
_PUBLIC_LAWS: Final = frozenset(
    words("93-406 104-191 110-343 111-148 111-152 111-5 116-260 105-277 110-233 99-272 101-336 104-204 117-169")
)
#: Proposition 13, 36, 46, 56, 63, 65, 103: on taxes, drugs, malpractice, Medi-Cal, mental health, warnings, insurance.
_PROPOSITIONS: Final = frozenset(words("13 36 46 56 63 65 103"))
#: A rule of an authority by its number.
_RULE_OF: Final = re.compile(
    r"\b(?:rule|regulation|order|article|bulletin) (?P<list>[\d.]+)[\w-]* of (?:the )?(?:california )?(?:department"
    r"|dmhc|state"
    r"|commissioner|director|insurance commissioner)\b"
)
_COURT: Final = re.compile(
    r"\b[a-z][\w'.&-]+(?: [a-z][\w'.&-]+){0,3}? vs?\.? (?:the )?[a-z][\w'.-]+(?: [a-z][\w'-]+)?"
    r"|\bin re [a-z][\w'.-]+|\b\d{2,3} (?:f\. ?[234]d|f\. ?supp|u\.s\.|cal\. ?(?:app\.?)? ?(?:[2345](?:d|th))?"
    r"|s\. ?ct\.) \d{1,4}\b"
)
#: Plans' own papers have sections too.
_OWN_PAPER: Final = re.compile(
    r"^,? (?:of|in|on) (?:my|your|our|the|this) (?:evidence|plan|policy|contract|handbook|member|benefit|summary|eoc"
    r"|denial|letter|form|notice|application|criteria|guideline)"
)


@cache
def _known() -> dict[str, frozenset[str]]:
    return {code: frozenset(numbers.split()) for code, numbers in table("law.toml")["sections"].items()}


@cache
def _any_known() -> frozenset[str]:
    return frozenset().union(*_known().values())


@cache
def _acts() -> re.Pattern[str]:
    return re.compile(
        "|".join(re.escape(name) for name in table("law.toml")["acts"]["names"].strip().replace("\n", "|").split("|"))
    )


@cache
def _bills() -> frozenset[str]:
    return frozenset(table("law.toml")["bills"]["numbers"].split("|"))


@cache
def _cases() -> tuple[str, ...]:
    return tuple(table("law.toml")["courts"]["cases"].split("|"))


#: A title and a section, without the name of its code.
_TITLED: Final = re.compile(
    rf"\btitle (?P<title>\d{{1,2}}),? (?:§+|sections?) ?(?P<list>{_NUMBER})(?!.{{0,30}}(?:code|act)\b)"
)


def _base(number: str) -> str:
    """Return a section's number without its subdivisions: `1367.01(h)(4)` is in 1367.01."""
    return re.sub(r"[ ,]*(?:\(|subd).*", "", number).rstrip(".,- ")


def statutes(letter: NormalText) -> tuple[tuple[str, list[str], int, int], ...]:
    """Return (code, section numbers, start, end) for each citation of law, one for each place."""
    return _statutes(letter.text)


@lru_cache(maxsize=16384)
def _statutes(text: str) -> tuple[tuple[str, list[str], int, int], ...]:
    return tuple(_read_statutes(text))


def _read_statutes(text: str) -> Iterator[tuple[str, list[str], int, int]]:
    if not _ANY_HINT.search(text):
        return
    taken: list[tuple[int, int]] = []
    for code, form in [*FORMS, ("", _BARE)]:
        if code and not any(word in text for word in gate_of(code)):
            continue
        for match in form.finditer(text):
            start, end = match.span()
            if any(a < end and start < b for a, b in taken):
                continue
            taken.append((start, end))
            groups = match.groupdict()
            listed = groups["list"] or groups.get("list2") or groups.get("list3") or ""
            yield (
                code,
                [_base(n) for n in re.findall(r"\d[\d.]*\d[a-z]{0,2}(?:-\d+[a-z]?)?|(?<![(\w])\d+[a-z]{0,2}", listed)],
                start,
                end,
            )


def _section_known(code: str, number: str) -> bool:
    known = _known().get(code, frozenset()) if code else _any_known()
    if number in known:
        return True
    # "300gg et seq.", "438" for the part that holds the sections.
    return (
        code.endswith(("cfr", "ccr", "usc"))
        and "." not in number
        and any(one.startswith(f"{number}.") for one in known)
    )


class StatuteInvented(LocalCheck):
    """Law cited in a letter must exist.

    Rule: section numbers of codes and regulations against a reviewed list (`lexicons/law.toml`), Acts and
    other laws with a title in capitals against a list of names, bills, propositions and an authority's rules by their
    numbers, court decisions against a short list; what the view or the denial itself cites passes.
    Why: an invented statute discredits the appeal of whoever sends it.
    Source: domain.md §6 for the first sections, memory of the codes for the rest; §7 for the rule.
    Passes on purpose: sections of the plan's own papers; "the law", "state law", without a name.
    Limits: subdivisions are not compared (1367.01(z) passes); real law outside the list is flagged; an Act without its
    year is only known by its capitals; whether the section fits the claim is not judged.
    """

    name = "statute_invented"
    version = 5
    reads = ("view_text", "denial_text")

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs that hold a word of law."""
        return batch.parts.normal.str.contains(_WORTH).to_numpy()

    def find(self, part: NormalText, kind: str) -> Iterable[Claim]:
        """Yield what is not on the lists."""
        for code, numbers, start, end in statutes(part):
            unknown = tuple(number for number in numbers if not _section_known(code, number))
            if unknown and not _OWN_PAPER.match(part.text, end):
                yield _claim(start, end, unknown)
        text = part.text
        for match in _RULE_OF.finditer(text):
            if not _section_known("", match["list"].strip(".")):
                yield _claim(*match.span(), (match[0],))
        for match in _TITLED.finditer(text):
            codes = (f"{match['title']} {kind}" for kind in ("ccr", "cfr", "usc"))
            if not any(_section_known(code, _base(match["list"])) for code in codes if code in _known()):
                yield _claim(*match.span(), (_base(match["list"]),))
        for form, known in ((_ACT, _act_known), (_BILL, _bill_known), (_COURT, _case_known)):
            for match in form.finditer(text) if holds_words(text, _required(form)) else ():
                if not known(part, match):
                    yield _claim(*match.span(), (match[0],))
        for start, end in _titled_acts(part):
            if not _acts().search(text, start, end):
                yield _claim(start, end, (text[start:end],))

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether neither the view nor the denial cites the same."""
        source = seen(letter)
        return any(re.search(rf"(?<![\w.]){re.escape(cited)}(?!\w)", source) is None for cited in claim.key)


def gate_of(code: str) -> tuple[str, ...]:
    """Return the words of which a text that cites a code holds one: where nothing else is known, its title's number."""
    return GATES.get(code, (code.split(" ")[0],))


@cache
def _required(form: re.Pattern[str]) -> Required:
    return required_literals(form)


def _claim(start: int, end: int, key: tuple[str, ...]) -> Claim:
    return Claim(start, end, "cites law that is not on the list", key=key)


def _act_known(part: NormalText, match: re.Match[str]) -> bool:
    return bool(_acts().search(match[0]))


def _bill_known(part: NormalText, match: re.Match[str]) -> bool:
    if match["public"]:
        return match["public"] in _PUBLIC_LAWS
    if match["prop"]:
        return match["prop"].startswith("prop") and match["p"] in _PROPOSITIONS
    if match["order"]:
        return False
    if match["letter"]:
        return f"apl {match['letter']}" in _bills()
    house = {"assembly": "ab", "senate": "sb"}.get(match["house"] or "", (match["short"] or "").replace(".", ""))
    if match["short"] and not _is_upper(part, match.start(), 2):
        return True
    return f"{house} {match['n'] or match['m']}" in _bills()


def _case_known(part: NormalText, match: re.Match[str]) -> bool:
    if match[0][0].isdigit():
        return False
    if match[0].startswith("in re "):
        return not _is_upper(part, match.start() + len("in re "), 1)
    if " v" in match[0] and not (
        _is_upper(part, match.start(), 1) or match[0].split(" v")[0].split(" ")[-1][:1].isupper()
    ):
        place = match.start() + match[0].index(" v")
        before = part.text.rfind(" ", 0, place) + 1
        if not _is_upper(part, before, 1):
            return True
    # "vs" of sports and of comparisons is no case.
    after = re.search(r" vs?\.? (?:the )?", match[0])
    if after is None or not _is_upper(part, match.start() + after.end(), 1):
        return True
    return any(case in match[0] for case in _cases())


def _is_upper(part: NormalText, place: int, length: int) -> bool:
    start, end = part.span(place, place + length)
    return part.original[start:end].isupper()


def _titled_acts(part: NormalText) -> Iterator[tuple[int, int]]:
    """Yield the spans, in the normal form, of Acts known by their capitals ("ACT" is a therapy)."""
    if part.original.isupper():
        return
    for match in _CODE_OF.finditer(part.text):
        first = match.start("of") + 4 * match["of"].startswith("the ")
        capitals = _is_upper(part, match.start(), 1) and _is_upper(part, first, 1)
        if capitals and not _CODES_OF.match(match["of"]):
            yield match.span()
    clauses = (clause.span() for clause in _CLAUSE.finditer(part.text) if _TITLE_ENDS.search(clause[0]))
    for match in (match for clause in clauses for match in _ACT_TITLED.finditer(part.text, *clause)):
        start = end = match.start("act")
        if not _is_upper(part, start, 1) or _is_upper(part, start, 2):
            continue
        if part.text.startswith("code of", start):
            continue
        count = 0
        for word in reversed(list(re.finditer(r"\S+", match["words"]))):
            place = match.start() + word.start()
            bare = word[0].strip(",")
            if bare in _BEFORE_TITLE or not (_is_upper(part, place, 1) or bare in _LINKS):
                break
            if _is_upper(part, place, 1):
                start, count = place, count + 1
        named = words("california state federal new state's")
        title = [one for one in re.findall(r"[a-z'&-]+", part.text[start:end]) if one not in named]
        if start < end and count and title and (match["act"] in ("act", "doctrine") or count > 1):
            if match["act"] not in ("act", "bill of rights") and _CODES_KNOWN.fullmatch(
                part.text[start : match.end()].rpartition(", ")[2]
            ):
                continue
            yield start, match.end()
