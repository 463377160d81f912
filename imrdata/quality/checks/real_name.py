"""People, institutions and plans by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np

from imrdata.quality.batch import Batch
from imrdata.quality.cased import cased
from imrdata.quality.concepts import mentions
from imrdata.quality.lexicons import lines
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import seen, words

__all__ = ["RealName"]

#: Words that a title, heading, salutation or signature is made of: what is left of one after them is a name.
TITLES: Final = frozenset(
    words(
        "medical director department departments appeals appeal and grievance grievances plan health"
        " utilization management team"
        " teams service services reviewer reviewers review physician physicians member members"
        " patient patients parent parents"
        " of the or for on behalf treating attending office care coordinator manager nurse md do"
        " rn np mph phd chief officer"
        " committee unit units sir madam sirs madams enrollee customer clinical operations coverage"
        " determinations determination dr"
        " doctor mr mrs ms guardian representative authorized mother father associate senior vice"
        " president quality your my his her"
        " their our a an to whom it may concern provider providers board certified internal medicine"
        " family pediatrics specialist"
        " pharmacist pharmacy signature date hospital insurance company insurer group network benefits"
        " benefit affairs program"
        " california division claims claim relations support center centre staff colleague colleagues"
        " friend friends reader"
        " examiner adjudicator analyst processor supervisor administrator president ceo neurology"
        " cardiology oncology surgery"
        " surgeon surgical orthopedic psychiatry psychiatrist psychologist therapist therapy oncologist"
        " neurologist cardiologist"
        " practitioner assistant licensed registered advocate attorney wife husband spouse son"
        " daughter child children brother"
        " sister uncle aunt everyone all you we i me us he she they the this that these those is are"
        " was were will would in at"
        " by with from re subject regarding decision denial denied notice letter request requested"
        " name names id number address"
        " phone fax email street city state zip enclosure enclosures enclosed cc via attn attention"
        " dear sincerely regards"
        " respectfully yours truly thank thanks best kind warm gratefully very cordially faithfully reverend honorable"
        " independent department managed commissioner services human social federal national american"
        " united states new north"
        " south east west san santa los las la el de saint st fort mount lake county valley orange"
        " contra costa medi cal"
        " medicare medicaid covered blue shield cross kaiser permanente anthem aetna cigna humana"
        " molina net first second third"
        " last next no not one two three four january february march april may june july august"
        " september october november"
        " december monday tuesday wednesday thursday friday saturday sunday spring summer test"
        " scale score index disease syndrome"
        " law act code criteria criterion sign method protocol procedure inventory questionnaire"
        " law bill rights right safety"
        " reasons reason history summary background facts argument conclusion dental vision behavioral"
        " mental emergency urgent"
        " primary hearing hearings fair section chapter part title policy contract evidence exhibit"
        " attachment drug drugs"
        " prescription formulary experimental investigational standard expedited step inpatient"
        " outpatient level treatment but"
        " if when please because while after before since although however there here what who"
        " which how why where yes only"
        " even just also still then now today never always once during without within under over about as so"
        " and nor hello hi greetings sincerest warmest order orders life long term short time mr."
        " dr. ms. mrs. who whose can't"
        " don't didn't per se full partial good great big little small general help line hotline"
        " website page form forms"
        " claimant insured beneficiary subscriber dependent guarantor adult adults minor infant baby boy girl man woman"
        " registered licensed clinician clinicians case file records record chart notes report reports"
        " results result test tests"
        " denied approved pending received mailed dated today's date"
    )
)
_LOW: Final = "a-zß-öø-ÿ"
_UP: Final = "A-ZÀ-ÖØ-Þ"
_CAP: Final = rf"[{_UP}][{_LOW}'’]*[{_LOW}](?:[{_UP}][{_LOW}]+)?(?:-[{_UP}][{_LOW}]+)?"
_INITIAL: Final = r"(?:[A-Z]\.? )?"
_DEGREE: Final = (
    r"(?:M\.?D\.?|D\.?O\.?|Ph\.?D\.?|R\.?N\.?|N\.?P\.?|PA-C|PA|FACS|LCSW|LMFT|Pharm\.?D\.?|BSN|MSN"
    r"|Psy\.?D\.?|DPM|BCBA|MPH|MBA|Esq\.?|J\.?D\.?|LVN|CNM|DDS|FNP|MSW)"
)
#: Name, and the form over the cased text; the group `id` is the name.
FORMS: Final = (
    (
        "title",
        re.compile(
            rf"\b(?:D[Rr]|M[Rr]|M[Rr]?[Ss]|Miss|Doctor|Prof(?:essor)?|Nurse|Judge|Attorney|Rev|Sr"
            rf"|Sra)\.? +(?P<id>{_INITIAL}{_CAP}(?: {_INITIAL}{_CAP})?)"
        ),
    ),
    ("degree", re.compile(rf"\b(?P<id>{_CAP} {_INITIAL}{_CAP}(?: {_CAP})?),? +{_DEGREE}(?![\w])")),
    ("initials", re.compile(rf"\b(?P<id>[A-Z]\. ?(?:[A-Z]\. ?)?{_CAP}),? +{_DEGREE}(?![\w])")),
    (
        "called",
        re.compile(
            rf"\b(?:[Mm]y name is|I am called|[Tt]his is|[Ss]igned(?: by|:)?|[Rr]eviewed by:?|[Pp]repared by:?"
            rf"|[Dd]ecided by:?|[Aa]ttention(?: of|:)?|[Aa]ttn:?|[Ss]poke (?:with|to)|[Aa]sk for|[Cc]all|[Cc]ontact"
            rf"|[Nn]amed|(?:under|by) the name(?: of)?) +(?P<id>(?:{_CAP}|[A-Z]\.(?: ?[A-Z]\.)?) ?{_INITIAL}{_CAP})"
        ),
    ),
    ("i_name", re.compile(rf"\bI, (?P<id>{_CAP} {_INITIAL}{_CAP}),")),
    (
        "label",
        re.compile(
            rf"\b(?:Member|Patient|Enrollee|Provider|Physician|Doctor|Reviewer|Name|Subscriber|From|To|Insured|RE"
            rf"|Re)(?:'s)?(?: [Nn]ame)? ?: *(?P<id>{_CAP} {_INITIAL}{_CAP})(?=[\s,;.]|$)"
        ),
    ),
    ("dear", re.compile(rf"\bDear (?P<id>(?:M[rs]s?\.? |Dr\.? )?{_CAP}(?: {_INITIAL}{_CAP})?) ?[:,]")),
)
#: A kin or a role, and the name behind it.
_KIN: Final = re.compile(
    rf"\b(?:wife|husband|spouse|partner|son|daughter|mother|father|mom|dad|brother|sister|child|boy|girl|neighbor"
    rf"|friend|coworker|boss|manager|nurse"
    rf"|doctor|surgeon|therapist|specialist|reviewer|representative|agent|supervisor|pharmacist|director|caseworker"
    rf"|coordinator|counselor|practitioner|advocate|attorney"
    rf"|neurologist|oncologist|psychiatrist|cardiologist|dentist|midwife|aide),? (?:is |was |named "
    rf"|called )?(?P<id>{_CAP}(?: {_INITIAL}{_CAP})?)"
)
_PAIR: Final = re.compile(
    rf"(?<![\w'’-])(?P<given>{_CAP}|[A-Z]{{3,}}) (?:[A-Z]\.? )?(?P<last>{_CAP}|[A-Z]{{3,}})(?![\w-])"
)
#: A given name alone, where only a person can stand.
_GIVEN: Final = re.compile(
    rf"\b(?P<lead>[Aa]sk(?:ing)? for|[Cc]all|[Cc]ontact|[Ss]p(?:ea|o)ke? (?:to|with)|[Nn]ame is|[Nn]ame['’]s"
    rf"|[Nn]amed|I am|I['’]m"
    rf"|[Ll]ittle|[Yy]oung|[Pp]oor|[Oo]ur|[Mm]y|[Bb]y|[Aa]s) (?P<id>{_CAP})(?:['’]s)?(?=[ ,.;!?]|$)"
    rf"|(?:^|[.!?,] |\n)(?P<id2>{_CAP})(?:['’]s (?:mom|dad|mother|father|parents?|doctor|wife|husband|son|daughter"
    rf"|name|case"
    rf"|treatment|life|condition|symptoms|illness)|,? (?:is|was|has|had|does|did|will|would|can|could|cannot"
    rf"|can['’]t|never|needs"
    rf"|wants|said|told|takes|took|lives|in (?:our|the)|from (?:our|the)|at (?:our|the)))\b"
)
#: Given names that are places or wares too.
_PLACES: Final = frozenset(
    words(
        "victoria charlotte austin madison sydney jordan virginia georgia carolina florida dallas houston orlando"
        " chelsea aurora alexandria jackson lincoln paris london savannah cheyenne dakota asia"
        " china india america kenya israel"
        " allegra ella celeste yasmin zoe"
    )
)
#: A surname behind a role, between commas: "your surgeon, Alvarez, did not reply".
_ROLE: Final = re.compile(
    rf"\b(?:surgeon|doctor|nurse|therapist|specialist|reviewer|director|pharmacist|manager|[a-z]+ologist"
    rf"|psychiatrist|dentist"
    rf"|colleague), (?P<id>{_CAP}),"
)
#: A line with nothing but a name, as under a signature; and the law's names for nobody.
_ALONE: Final = re.compile(
    rf"(?:^|\n)[^\S\n]*(?P<id>(?:{_CAP}|[A-Z]\.) {_INITIAL}{_CAP}(?: {_CAP})?)[^\S\n]*(?=\n|$|,)"
)
_NOBODY: Final = re.compile(r"\b(?:John|Jane|Janet|Johnny|Baby) (?:[A-Z]\. )?(?:Doe|Roe|Smith|Q\. Public)\b")
#: The closing formula, and the line under it.
_SIGNED: Final = re.compile(
    r"(?:^|\n|[.!?] )[^\S\n]*(?:(?:best|kind|warm|with|kindest|warmest)[^\S\n]+)*(?:regards|sincerely|respectfully"
    r"|yours|truly|thank|thanks|gratefully|cordially|faithfully"
    r"|gratitude|appreciation|best)(?:[^\S\n]+\w+){0,2}[^\S\n]*[,.!]?\s+(?P<id>[^\n,]{3,60})",
    re.I,
)
_INSTITUTION: Final = re.compile(
    rf"(?<![\w])(?P<id>(?:{_CAP}|[A-Z]{{2,6}}|St\.)(?:[ -](?:{_CAP}|[A-Z]{{2,6}}|of|the|and|&"
    rf"|St\.)){{0,4}} (?:Hospitals?|Medical Center|Clinic|University|Health System|Cancer Center|Cancer Institute"
    rf"|Children's Hospital|Healthcare|Surgery Center|Medical Group|Memorial|Rehabilitation Center|Recovery Center"
    rf"|Pharmacy|Orthopedics|Imaging Center)\b)"
    r"|\b(?P<id2>UCLA|UCSF|UCSD|USC Keck|Cedars-Sinai|City of Hope|Scripps|Sutter Health|Dignity Health"
    r"|Sharp HealthCare|Loma Linda|Walgreens|CVS)\b"
)
_PLAN: Final = re.compile(
    r"\b(?:anthem|blue shield|blue cross|kaiser(?: permanente)?|aetna|cigna|health net|healthnet|unitedhealth\w*"
    r"|united healthcare|molina(?: healthcare)?|humana|l\.a\. care"
    r"|oscar health|optum\w*|centene|wellpoint|elevance|scan health plan|caloptima|inland empire health plan|iehp"
    r"|partnership healthplan|santa clara family health|alameda alliance"
    r"|western health advantage|sharp health plan|chinese community health plan|valley health plan|brand new day"
    r"|alignment health|care1st|express scripts|caremark|magellan|beacon health|evicore|carelon)\b"
)
_GENERIC: Final = frozenset(
    words(
        "the your our my a an this that any local community general regional university hospital"
        " medical center clinic network acute rehabilitation emergency"
        " children's university's county state public private group health care behavioral mental"
        " children urgent outpatient inpatient teaching academic specialty surgery"
        " imaging pharmacy mail order retail contracted preferred in-network independent california"
        " cancer and of managed for women's women veterans pain sleep wound plan"
    )
)


@cache
def _names(file: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return names, and those of them that are words too."""
    return (
        frozenset(line for line in lines(file) if not line.endswith("*")),
        frozenset(line[:-1] for line in lines(file) if line.endswith("*")),
    )


def _parts(name: str) -> list[str]:
    return [part for part in re.sub(r"[^\w\s'-]", " ", name.casefold()).split() if len(part) > 1]


def _is_name(name: str) -> bool:
    """Tell whether one to four words, none of them a title's, are left: somebody's name."""
    if "[" in name or re.search(r"\d", name):
        return False
    parts = _parts(name)
    return 0 < len(parts) <= 4 and not any(part.removesuffix("'s") in TITLES for part in parts)


def _known_name(name: str) -> bool:
    """Tell whether one of the words is in the lists of names."""
    given, weak_given = _names("given_names.txt")
    last, weak_last = _names("surnames.txt")
    parts = _parts(name)
    return any(part in given or part in last for part in parts) or (
        len(parts) > 1 and parts[0] in weak_given and parts[-1] in weak_last
    )


def _listed(word: str) -> bool:
    """Tell whether a word is a given name or surname, be it an ordinary word too."""
    return any(word in names for file in ("given_names.txt", "surnames.txt") for names in _names(file))


def _is_pair(first: str, second: str) -> bool:
    given, weak_given = _names("given_names.txt")
    last, weak_last = _names("surnames.txt")
    if first.isupper() != second.isupper():
        return False
    a, b = first.casefold(), second.casefold()
    if a in TITLES or b in TITLES:
        return False
    halves = b.split("-")
    b = halves[0] if halves[0] in last else halves[-1]
    if a in given and a not in _PLACES:
        # A surname that no list has is told by its not being another word.
        return b in last or (not first.isupper() and (b in weak_last or not mentions(b)))
    return (a in given or a in weak_given) and b in last


class RealName(LocalCheck):
    """People, institutions and plans by name.

    Rule: names behind a title, before a degree, in a salutation, label or signature, behind a kin or a role; a given
    name of the census's list (docs/lexicons.md) with a surname beside it, or alone where only a person can stand;
    hospitals, clinics and universities by
    name; plans from a list. What the view or the denial holds passes, and so do placeholders.
    Passes on purpose: diseases, scales and laws named after people, places, titles and departments.
    Why: a real name is a privacy breach, an invented one a false statement; the writer was given none.
    Source: domain.md §7; names of the US Census of 1990.
    Limits: a surname alone in running text mostly passes, and so do given names outside the lists or that are words.
    """

    name = "real_name"
    version = 2
    needs = ("view_text",)

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs with two words in capitals side by side, a title, a plan or an institution."""
        return batch.parts.texts.str.contains(_HINT).to_numpy()

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield names."""
        text = cased(part)
        for says, start, end in _people(text):
            yield Claim(start, end, says, key=part.text[start:end])
        for match in _PLAN.finditer(part.text):
            # "anthem", "oscar health": a plan's name has a capital.
            if text[match.start()].isupper():
                yield Claim(*match.span(), "names a plan that is not in the source", key=match[0])
        for match in _INSTITUTION.finditer(text):
            group = "id" if match["id"] else "id2"
            own = [
                word
                for word in re.split(r"[ -]", match[group].casefold())
                if word not in _GENERIC and word not in TITLES
            ]
            if own and not re.search(r"\b(?:Your|Our|My|The|This) \w+(?: \w+)?$", match[group]):
                yield Claim(
                    *match.span(group),
                    "names an institution that is not in the source",
                    key=part.text[match.start(group) : match.end(group)],
                )

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether the source does not hold the name."""
        source = seen(letter)
        telling = [word.removesuffix("'s") for word in _parts(claim.key) if word not in TITLES] or [claim.key]
        return not all(re.search(rf"\b{re.escape(word)}\b", source) for word in telling)


_HINT: Final = (
    r"[A-Z][\w'’.-]*\s+(?:[A-Z]\.?\s)?[A-Z][\w'’-]|(?:[Ww]ife|[Hh]usband|[Ss]on|[Dd]aughter|[Mm]other|[Ff]ather"
    r"|[Nn]urse|[Dd]octor|[Ss]urgeon|friend|brother|sister|therapist"
    r"|[Ss]pecialist|partner|child|[a-z]ist|named|called|representative|agent|supervisor|director|manager|coordinator"
    r"|practitioner),?\s+(?:is |was |named |called )?[A-Z]"
    r"|\b[A-Z][a-z]+(?:['’]s)?,? (?:is|was|has|had|does|did|will|would|can|could|never|needs|wants|said|told|takes|took"
    r"|lives|in our|in the|from our|mom|dad|mother|father|parents?)\b|(?:[Aa]sk(?:ing)? for|[Nn]ame is|[Nn]ame['’]s"
    r"|I am|I['’]m"
    r"|[Ll]ittle|[Cc]all|[Cc]ontact|[Ss]poke (?:to|with)|[Ss]peak (?:to|with)) [A-Z]"
    r"|UCLA|UCSF|UCSD|Cedars|Scripps|CVS|Walgreens|[Aa]nthem|[Kk]aiser|[Aa]etna|[Cc]igna|[Hh]umana|[Mm]olina|[Oo]ptum"
    r"|Blue|BLUE|Dear\s+[A-Z]"
    r"|(?i:sincerely|regards|respectfully|yours|truly|thank|gratefully|cordially|faithfully|gratitude|appreciation)"
)


def _people(text: str) -> Iterator[tuple[str, int, int]]:
    says = "has a person's name that is not in the source"
    for kind, form in FORMS:
        for match in form.finditer(text):
            name = re.sub(r"^(?:M[rs]s?|Dr)\.? ", "", match["id"])
            if "\n" in match[0].strip() and kind not in ("label",):
                continue
            # One word behind a title is a name whatever it is; elsewhere it has to look like one.
            if kind == "title":
                first = name.split(" ")[0] if name[1:2] != "." else name
                if _is_name(first):
                    name = name if _is_name(name) else first
                    yield says, match.end("id") - len(match["id"]), match.start("id") + len(name)
                continue
            if (
                _is_name(name)
                and (len(name.split()) > 1 or _known_name(name))
                and (kind in ("degree", "initials", "i_name") or _known_name(name))
            ):
                yield says, match.end("id") - len(name), match.end("id")
    for match in _KIN.finditer(text):
        name = match["id"]
        first = name.split(" ")[0]
        # Two words in capitals behind a kin are a name, whatever they are.
        known = any(first.casefold() in names for names in _names("given_names.txt"))
        if (
            known or (" " in name and _is_name(name) and not mentions(name.casefold()))
        ) and first.casefold() not in TITLES:
            yield says, match.start("id"), match.start("id") + len(first if not _is_name(name) else name)
    given, _ = _names("given_names.txt")
    for match in _GIVEN.finditer(text):
        group = "id" if match["id"] else "id2"
        name = match[group].casefold()
        if name in given and name not in TITLES and name not in _PLACES and not mentions(name):
            yield says, *match.span(group)
    last, _ = _names("surnames.txt")
    for match in _ROLE.finditer(text):
        if match["id"].casefold() in last and match["id"].casefold() not in TITLES:
            yield says, *match.span("id")
    for match in _ALONE.finditer(text):
        # "I. Grounds" is a heading.
        if re.match(r"[A-HIVX]\. \w+$", match["id"]) and match["id"][3:].casefold() not in last:
            continue
        if _is_name(match["id"]) and all(_listed(part) for part in _parts(match["id"])):
            yield says, *match.span("id")
    for match in _NOBODY.finditer(text):
        yield says, *match.span()
    place = 0
    while pair := _PAIR.search(text, place):
        if _is_pair(pair["given"], pair["last"]):
            yield says, *pair.span()
            place = pair.end()
        else:
            place = pair.start("last")
    for match in _SIGNED.finditer(text):
        name = match["id"].rstrip(" .")
        if (
            _is_name(name)
            and len(_parts(name)) > 1
            and all(word[:1].isupper() for word in name.split())
            and (_known_name(name))
        ):
            yield says, match.start("id"), match.start("id") + len(name)
