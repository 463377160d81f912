"""Where a text names a person: by what stands around a name, and by the census's lists. Room: quality.

In: a text with its capitals (`imrdata.quality.cased`). Out: places. Whether the writer was given the name is the
business of the check `real_name`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Final

from imrdata.quality.lexicons import lines
from imrdata.quality.patterns import words

__all__ = ["CAP", "PEOPLE", "TITLES", "given_literals", "name_words", "people"]

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
        " results result test tests advice visit visits referral demand order"
        " authorization notice advisor action portal"
        " denied approved pending received mailed dated today's date tai chi"
        " appellant policyholder caregiver dad mom grandma grandpa grateful hopeful english spanish"
    )
)
_UPPER: Final = "A-ZÀ-ÖØ-ÞČĐŁŃŚŠŞŹŻŽ"
_LOWER: Final = "a-zß-öø-ÿāăąćčďđęěğīıłńňőřśšşţūůűźżž"
CAP: Final = rf"(?:[A-Z]['’])?[{_UPPER}][{_LOWER}'’]*[{_LOWER}](?:[{_UPPER}][{_LOWER}]+)?(?:-[{_UPPER}][{_LOWER}]+)?"
_INITIAL: Final = r"(?:(?:[A-Z]\. ?){1,3}|[A-Z] )?"
_PARTICLE: Final = (
    r"(?:(?:[Dd]e(?: [Ll]a| [Ll]os)?|[Dd]el|[Dd]os|[Dd]a|[Dd]i|[Vv]an(?: [Dd]e[rn]?)?|[Vv]on|[Aa]l|[Bb]in|[Ll]a"
    r"|St\.) )?"
)
_LAST: Final = rf"{_PARTICLE}{CAP}"
_FULL: Final = rf"(?:{CAP} {_INITIAL}|(?:[A-Z]\. ?){{1,3}}){_LAST}"
_DEGREE: Final = (
    r"(?:(?:M\.?D\.?|D\.?O\.?|Ph\.?D\.?|R\.?N\.?|N\.?P\.?|PA-C|PA|FACS|LCSW|LMFT|Pharm\.?D\.?|BSN|MSN"
    r"|Psy\.?D\.?|DPM|BCBA|MPH|MBA|Esq\.?|J\.?D\.?|LVN|CNM|DDS|DMD|FNP|MSW|DNP|APRN|CRNA|RPh|LPCC?|MFT|AuD|Ed\.?D\.?"
    r"|CPO|DPT|CCC-SLP|RDN|CCM|MPT|OTR|CDCES|LAc|BCaBA)(?![\w]))"
)
_ROLE: Final = (
    r"(?:wife|husband|spouse|partner|son|daughter|mother|father|mom|dad|brother|sister|aunt|uncle|cousin|niece|nephew"
    r"|grandson|granddaughter|grandmother|grandfather|roommate|caregiver|child|boy|girl|neighbor"
    r"|friend|coworker|boss|manager|nurse|baby|twin|fianc[eé]e?|widow|teacher|lawyer|pastor|colleague"
    r"|doctor|physician|surgeon|therapist|specialist|reviewer|representative|agent|supervisor|pharmacist|director"
    r"|caseworker|case worker|social worker|coordinator|counselor|practitioner|advocate|attorney|clerk|receptionist"
    r"|operator|chair|chairman|chairwoman|president"
    r"|neurologist|oncologist|psychiatrist|psychologist|cardiologist|dentist|midwife|aide|[a-z]{4,}ologist"
    r"|prosthetist|orthotist|dietitian|pediatrician)"
)
#: Name, and the form over the cased text; the group `id` is the name.
FORMS: Final = (
    (
        "title",
        re.compile(
            rf"\b(?:(?:D[Rr]|M[Rr]|M[Rr]?[Ss]|Miss|Doctor|Prof(?:essor)?|Nurse|Judge|Attorney|Rev(?:erend)?|Sr|Sra"
            rf"|Pastor"
            rf"|Rabbi|Imam|Deacon|Father|Aunt(?:ie)?|Uncle|Grandma|Grandpa|Officer|Sgt|Se[nñ]ora?|Coach)\.? +)+"
            rf"(?P<id>{_INITIAL}{_LAST}(?: {_INITIAL}{_LAST})?)"
        ),
    ),
    ("degree", re.compile(rf"\b(?P<id>{CAP} {_INITIAL}{_LAST}(?: {CAP})?),? +{_DEGREE}")),
    ("initials", re.compile(rf"\b(?P<id>[A-Z]\. ?(?:[A-Z]\. ?)?{_LAST}),? +{_DEGREE}")),
    (
        "named",
        re.compile(
            rf"\b(?:[Mm]y name is|I am called|[Nn]amed|attention of|(?:under|by|with) the name(?: of)?|[Hh](?:is"
            rf"|er) name (?:is|was)"
            rf"|[Ss]igned(?: by|:)?|(?:[Rr]eviewed|[Pp]repared|[Dd]ecided"
            rf"|[Ww]ritten) by:?|[Aa]sk for|[Ss]poke (?:with|to)|[Tt]alk(?:ed)? (?:with|to)"
            rf"|(?:letter|appeal|call) (?:is|was|came) from) +(?P<id>{_FULL})"
        ),
    ),
    (
        "called",
        re.compile(
            rf"\b(?:[Tt]his is|[Aa]ttention(?: of|:)?|[Aa]ttn:?|[Cc]all|[Cc]ontact) +(?P<id>{CAP} {_INITIAL}{CAP})"
        ),
    ),
    ("role_is", re.compile(rf"\b{_ROLE} (?:is|was|will be) (?P<id>{_FULL})(?=[,.;]| (?:and|who|at)\b)")),
    ("i_name", re.compile(rf"\bI, (?P<id>{CAP} {_INITIAL}{_LAST}),")),
    ("role_and_name", re.compile(rf"\b{_ROLE}, (?P<id>{CAP} {_INITIAL}{_LAST})(?=[,.;]| and\b)")),
    (
        "name_and_role",
        re.compile(rf"\b(?P<id>{CAP} {_INITIAL}{_LAST}), (?:my|your|our|his|her|the|an?) (?:[a-z-]+ ){{0,2}}{_ROLE}\b"),
    ),
    (
        "somebodys_role",
        re.compile(rf"\b(?:[Mm]y|[Yy]our|[Oo]ur|[Hh]is|[Hh]er|[Tt]heir) (?:[a-z-]+ )?{_ROLE} (?P<id>{_FULL})"),
    ),
    (
        "role_named",
        re.compile(
            rf"\b(?:girl|boy|man|woman|lady|guy|gentleman|person|someone|somebody|one|{_ROLE}) (?:named|called"
            rf"|by the name of"
            rf"|whose name is) (?P<id>{CAP})"
        ),
    ),
    ("small_title", re.compile(rf"\b(?:doctor|nurse|dr|mr|mrs|ms)\.? (?P<id>{CAP})")),
    ("family", re.compile(rf"\bthe (?P<id>{CAP}) (?:family|household|children)\b")),
    (
        "kin",
        re.compile(
            rf"\b(?:[Mm]y|[Yy]our|[Oo]ur|[Hh]is|[Hh]er) (?:[a-z-]+ )?(?:wife|husband|son|daughter|mother|father|brother"
            rf"|sister|aunt|uncle"
            rf"|cousin|niece|nephew|grandson|granddaughter|baby|roommate|boyfriend|girlfriend"
            rf"|fianc[eé]e?),? (?P<id>{CAP})"
            rf"(?=[,.;!?]| [a-z])"
        ),
    ),
    ("surname", re.compile(rf"\b{_ROLE}, (?P<id>{CAP})(?=,)")),
    (
        "label",
        re.compile(
            rf"\b(?:Member|Patient|Enrollee|Provider|Physician|Doctor|Reviewer|Name|Subscriber|From|To|Insured|RE"
            rf"|Re|Contact(?: [Pp]erson)?|Caller|Agent|Nurse|Director|Clerk|Pharmacist|Signature|Chair|(?i:{_ROLE}))"
            rf"(?:'s)?(?: [Nn]ame)? ?: *(?P<id>{_FULL})(?=[\s,;.]|$)"
        ),
    ),
    ("dear", re.compile(rf"\bDear (?P<id>(?:M[rs]s?\.? |Dr\.? )?{CAP}(?: {_INITIAL}{_LAST})?) ?[:,]")),
)
#: Behind these a name is one whether a list has it or not.
_SURE: Final = frozenset(
    words("degree initials i_name named role_is role_and_name name_and_role somebodys_role role_named kin")
)
#: A kin or a role, and the name behind it.
_KIN: Final = re.compile(rf"\b{_ROLE},? (?:is |was |named |called )?(?P<id>{CAP}(?: {_INITIAL}{_LAST})?)")
_PAIR: Final = re.compile(
    rf"(?<![\w'’-])(?P<given>{CAP}|[A-Z]{{3,}}) (?:[A-Z]\.? )?(?P<last>{CAP}|[A-Z]{{3,}})(?![\w-])"
)
#: A line with nothing but a name, as under a signature; and the law's names for nobody.
_ALONE: Final = re.compile(rf"(?:^|\n)[^\S\n]*(?P<id>{CAP} {_INITIAL}{CAP}(?: {CAP})?)[^\S\n]*(?=\n|$|,)")
_NOBODY: Final = re.compile(r"\b(?:John|Jane|Janet|Johnny|Baby) (?:[A-Z]\. )?(?:Doe|Roe|Smith|Q\. Public)\b")
#: The closing formula, and the line under it.
_SIGNED: Final = re.compile(
    r"(?:^|\n|[.!?] )[^\S\n]*(?:(?:best|kind|warm|with|kindest|warmest)[^\S\n]+)*(?:regards|sincerely|respectfully"
    r"|yours|truly|thank|thanks|gratefully|cordially|faithfully"
    r"|gratitude|appreciation|best|signed)(?:[^\S\n]+\w+){0,2}[^\S\n]*[,.!]?\s+(?P<id>[^\n,]{3,60})",
    re.I,
)
#: A given name on its own.
_GIVEN: Final = re.compile(rf"(?<![\w'’.@/-])(?P<id>{CAP})(?![\w@/-])")
#: Given names that are months, places, diseases, scales, medicines and firms more often than persons in such letters.
_ELSEWHERE: Final = frozenset(
    words(
        "january april june july august september"
        " adelaide alexandria alma america ana angeles asia augusta austin carolina carson chad charlotte chelsea"
        " cheyenne clara cleveland clinton columbus cruz dakota dallas davis denver devon diego eugene fernando"
        " florence florida francisco franklin geneva georgia houston india israel jackson joaquin jordan kent kenya"
        " lincoln lourdes lynwood madison marcos marin maryland mercedes milan modesto monica nevada odessa orlando"
        " guadalupe paris raleigh rosa savannah selma shasta stanford sydney valencia verona victoria virginia"
        " barrett harris johnson miller stanford taylor"
        " allegra aurora oscar tobi"
        " venus vera alexa claude gemma meta siri maverick easter christian jesus"
        " max min del von les val dia mac kia tai asa ara ola flo una sha tod yer"
    )
)
#: Who is spoken of for a disease.
_EPONYMS: Final = frozenset(
    words(
        "crohn hodgkin parkinson alzheimer graves hashimoto gleason bell down raynaud sjogren addison cushing meniere"
    )
)
_PLACE_BEFORE: Final = re.compile(
    r"(?:Virgin|Hail|Blessed|San|Santa|Santo|St\.?|Saint|Los|Las|El|La|Fort|Port|Mount|Mt\.?|Lake|Cape|New|North|South"
    r"|East|West|Rancho"
    r"|Camp|Point|Sainte|Da) $"
)
_THING_AFTER: Final = re.compile(
    r"(?i:(?:['’]s)?[ -](?:County|City|Valley|Beach|Hills?|Springs|Heights|Park|Bay|Island|Creek|River|Grove|Lake|Road"
    r"|Street|Avenue|(?:[a-z]+ )?(?:disease|syndromes?|palsy|ulcers?|signs?|tests?|tests|scales?|scores?|index|criteria"
    r"|stag(?:e|es|ing)|class(?:ification)?|grade|catheter|lines?|tube|fracture|procedure|operation|method|technique"
    r"|device|reflex|lymphoma|tumou?r|neuroma|esophagus|disorder|anemia|ataxia|hernia|cyst|brace|collar|splint|pump"
    r"|(?:and|et) (?:colleagues|co-?authors|co-?workers|others|al)|diet|exercises?|wort|pills?|tablets?|inventory"
    r"|questionnaire|checklist|rule|law|act)\b))"
)
#: Names that are ordinary words too: with a capital inside a sentence and somebody's doings behind them.
_WORDY: Final = (
    r"(?:Frank|Grace|Hope|Faith|Joy|Rose|Iris|Ruby|Lily|Ivy|Daisy|Amber|Crystal|Jade|Hazel|Pearl|Violet|Mark|Bill"
    r"|Will|Rob|Pat|Sue|Gene|Dean|Ray|Dale|Glen|Hunter|Mason|Jasmine|Melody|Penny|Eve|Earl|Jay|Miles|Drew|Martin"
    r"|Angel|Randy|Hank|Robin|Piper|Troy|Warren|Sandy|Carmen|Star|Destiny|Harmony)"
)
_WORDY_NAME: Final = re.compile(
    rf"(?<=[a-z,] )(?:with|told|asked|tell|ask|saw|love|loved|miss|and|by|from|when|because|where|but|while|that|if"
    rf"|for|to|little|poor) (?P<id>{_WORDY})(?= (?:is|was|has|had|can|could|would|does|did|said|says|told|asked|needs"
    rf"|who|cannot|can't|never|and (?:his|her|I|me|my)|in (?:the|your)|at (?:the|your))\b|[,;!?])"
    rf"|(?:^|[.!?] |\n)(?P<id2>(?:Frank|Rob|Pat|Sue|Gene|Ray|Dale|Glen|Earl|Jay|Drew|Martin|Randy|Hank|Troy|Warren"
    rf"|Ruby|Lily|Ivy|Daisy|Amber|Jade|Hazel|Penny|Jasmine|Mason|Hunter))(?= (?:would|could|said|told|asked|drove"
    rf"|called|cannot|can't|has|had|used|loves|wakes|sleeps|cries|lives|needs|never"
    rf"|(?:is|was) (?:my|our|her|his|born|diagnosed|in|at|a|\d+))\b)"
)


@cache
def _names(kind: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return names, and those of them that are words too."""
    files = {"given": ("given_names.txt", "given_names_more.txt"), "last": ("surnames.txt",)}[kind]
    every = [line for file in files for line in lines(file)]
    strong = frozenset(line for line in every if not line.endswith("*"))
    return strong, frozenset(line[:-1] for line in every if line.endswith("*")) - strong


@cache
def given_literals() -> tuple[str, ...]:
    """Return what a text must hold if a given name stands on its own in it."""
    known = [name.title() for name in _names("given")[0] - _ELSEWHERE]
    return (*known, *re.findall(r"[A-Z]\w+", _WORDY))


def name_words(name: str) -> list[str]:
    """Return the words of a name of more than one letter."""
    return [part for part in re.sub(r"[^\w\s'-]", " ", name.casefold()).split() if len(part) > 1]


def _is_name(name: str) -> bool:
    """Tell whether one to four words, none of them a title's, are left: somebody's name."""
    if "[" in name or re.search(r"\d|^I['’]", name):
        return False
    parts = name_words(name)
    # "As his father I'm filing this": a pronoun and its verb.
    return 0 < len(parts) <= 4 and not any(
        part.endswith(("'m", "'ve", "'ll", "'re", "'d")) or part.removesuffix("'s") in TITLES for part in parts
    )


def _known_name(name: str) -> bool:
    """Tell whether one of the words is in the lists of names."""
    given, weak_given = _names("given")
    last, weak_last = _names("last")
    parts = name_words(name)
    return any(part in given or part in last for part in parts) or (
        len(parts) > 1 and parts[0] in weak_given and parts[-1] in weak_last
    )


def _listed(word: str) -> bool:
    """Tell whether a word is a given name or surname, be it an ordinary word too."""
    return any(word in names for kind in ("given", "last") for names in _names(kind))


def _is_pair(first: str, second: str) -> bool:
    given, weak_given = _names("given")
    last, weak_last = _names("last")
    if first.isupper() != second.isupper():
        return False
    a, b = first.casefold(), second.casefold().replace("'", "")
    if a in TITLES or b in TITLES:
        return False
    halves = b.split("-")
    b = halves[0] if halves[0] in last else halves[-1]
    if a in given:
        return b in last or (b in weak_last and not first.isupper())
    return a in weak_given and b in last


#: All that is looked for.
PEOPLE: Final[Mapping[str, re.Pattern[str]]] = {
    **dict(FORMS),
    "role": _KIN,
    "alone": _ALONE,
    "signed": _SIGNED,
    "given": _GIVEN,
    "wordy": _WORDY_NAME,
    "nobody": _NOBODY,
    "pair": _PAIR,
}


def people(text: str, tried: Collection[str] = PEOPLE) -> Iterator[tuple[int, int]]:
    """Yield where somebody is named in a text with its capitals; `tried`: which of `PEOPLE` are looked for."""
    yield from _introduced(text, tried)
    for match in _GIVEN.finditer(text) if "given" in tried else ():
        name = match["id"].casefold().removesuffix("'s").removesuffix("’s")
        if (
            (name in _names("given")[0] or name.split("-")[0] in _names("given")[0])
            and not _ELSEWHERE.intersection((name, name.split("-")[0]))
            and name not in TITLES
            and not _PLACE_BEFORE.search(text, max(0, match.start() - 7), match.start())
            and not _THING_AFTER.match(text, match.start() + len(name))
        ):
            yield match.start(), match.start() + len(name)
    for match in _WORDY_NAME.finditer(text) if "wordy" in tried else ():
        yield match.span("id" if match["id"] else "id2")
    for match in _NOBODY.finditer(text) if "nobody" in tried else ():
        yield match.span()
    place = 0
    while "pair" in tried and (pair := _PAIR.search(text, place)):
        if _is_pair(pair["given"], pair["last"]):
            yield pair.span()
            place = pair.end()
        else:
            place = pair.start("last")


def _introduced(text: str, tried: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield names behind a title, a label, a role or a salutation, before a degree, and under a letter."""
    for kind, form in FORMS:
        for match in form.finditer(text) if kind in tried else ():
            name = re.sub(r"^(?:M[rs]s?|Dr)\.? ", "", match["id"])
            if "\n" in match[0].strip() and kind != "label":
                continue
            # One word behind a title is a name whatever it is; elsewhere it has to look like one.
            if kind == "title":
                first = name.split(" ")[0] if name[1:2] != "." else name
                if _is_name(first) and first.casefold().removesuffix("'s") not in _EPONYMS:
                    name = name if _is_name(name) else first
                    start = match.end("id") - len(match["id"])
                    yield start, start + len(name)
                continue
            if (
                _is_name(name)
                and (len(name.split()) > 1 or kind in ("role_named", "kin") or _known_name(name))
                and (kind in _SURE or _known_name(name))
            ):
                yield match.end("id") - len(name), match.end("id")
    for match in _KIN.finditer(text) if "role" in tried else ():
        name = match["id"]
        first = name.split(" ")[0]
        if any(first.casefold() in names for names in _names("given")) and first.casefold() not in TITLES:
            yield match.start("id"), match.start("id") + len(name if _is_name(name) else first)
    for match in _ALONE.finditer(text) if "alone" in tried else ():
        if _is_name(match["id"]) and all(_listed(part) for part in name_words(match["id"])):
            yield match.span("id")
    for match in _SIGNED.finditer(text) if "signed" in tried else ():
        name = match["id"].rstrip(" .")
        if (
            _is_name(name)
            and (len(name_words(name)) > 1 or re.match(r"[A-Z]\. ?", name))
            and all(word[:1].isupper() for word in name.split())
            and _known_name(name)
        ):
            yield match.start("id"), match.start("id") + len(name)
