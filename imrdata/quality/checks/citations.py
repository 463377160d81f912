"""Evidence that the writer did not see: citations, journals, guideline bodies, studies, web addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import ClassVar, Final

import numpy as np

from imrdata.quality.batch import Batch
from imrdata.quality.cased import cased
from imrdata.quality.checks.identifiers import OFFICIAL
from imrdata.quality.lexicons import table
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import seen, words

__all__ = ["CitationNotInView", "EvidenceNotInView"]

_YEAR: Final = r"(?:19|20)\d\d[a-z]?"
_CAP: Final = r"[A-Z][A-Za-z'’]*[a-z](?:-[A-Z][a-z]+)?"
_WORDS: Final = rf"(?:{_CAP}|[A-Z]{{2,}})(?:(?:,? (?:and|&|of|for|the|on|in|against|to|de))*,? (?:{_CAP}|[A-Z]{{2,}}))*"

#: Kind, and form over the normal form.
IDENTIFIERS: Final = (
    (
        "a PubMed number",
        re.compile(
            r"\b(?:pmid|pubmed(?: id)?|pmc ?id)[ :#.]*(?:no\.? ?|number )?\d{4,9}\b|\bpmc ?\d{5,9}\b"
            r"|\bpubmed[^\s]*/\d{4,9}|\bpubmed\b"
        ),
    ),
    ("a DOI", re.compile(r"\b10\.\d{4,9}/[^\s;,)]*[^\s;,.)]|\bdoi ?:")),
    (
        "a trial's registration",
        re.compile(r"\bnct[ -]?\d{6,8}\b|\bisrctn ?\d+\b|\beudract[ :]*[\d-]+|\bclinicaltrials\.gov\b"),
    ),
    ("a preprint's number", re.compile(r"\b(?:arxiv|medrxiv|biorxiv)\b[ :]*[\d./v]*\d?")),
    ("a book's number", re.compile(r"\bis[bs]n[ :]*[\dx-]{8,17}")),
    (
        "a volume and page",
        re.compile(
            r"\b(?:19|20)\d\d ?; ?\d+ ?(?:\(\d+\))? ?: ?e?\d+|\bvol(?:ume|\.)? ?\d+,? (?:no\.?|issue|pp?\.?|pages?"
            r"|\()? ?\d*"
        ),
    ),
    ("an address on the web", re.compile(r"\b(?:https?://|www\.)[^\s)>\]]*[^\s)>\].,;]")),
)
#: Kind, and form over the text with its capitals; the group `id` is what has to be in the source.
NAMED: Final = (
    (
        "an author and year",
        re.compile(
            rf"(?P<id>\b{_CAP}(?: [A-Z]{{1,3}}\b)?(?:, {_CAP})*,? et al\b\.?(?:,? \({_YEAR}\)|,? {_YEAR})?)"
            rf"|(?P<id2>\b{_CAP},? (?:and|&) {_CAP}),? (?:\({_YEAR}\)|in {_YEAR}|, {_YEAR})"
            rf"|\((?P<id3>{_CAP}(?:,? (?:and|&) ?(?:{_CAP})?)?),? {_YEAR}\)|(?P<id4>\b{_CAP}) \({_YEAR}\)"
            rf"|(?P<id5>\b{_CAP}(?:, {_CAP})*,? (?:and|&) (?:{_CAP}|colleagues|coworkers|associates|co-workers|others"
            rf"|coauthors))(?:,? in {_YEAR})?,? (?:\({_YEAR}\) )?(?:found|showed|show|shown|reported|report"
            rf"|demonstrated|concluded|observed|published|studied|argue|have)\b"
            # A trial or study *of* something is of a medicine; findings are somebody's.
            rf"|\b(?:(?:[Ff]indings|[Ww]ork|[Rr]esearch|[Pp]apers?|[Aa]rticles?) (?:of|by|from)"
            rf"|(?:[Ss]tud(?:y|ies)|[Tt]rials?|[Dd]ata|[Rr]esults|[Aa]nalysis"
            rf"|[Rr]eviews?) by) (?P<id6>{_CAP}(?:,? (?:and|&)? ?{_CAP}){{0,3}})"
            rf"|\b(?P<id8>{_CAP}(?:, {_CAP})*,? (?:and|&) (?:colleagues|coworkers|co-workers|associates|others"
            rf"|coauthors))\b"
            rf"|\b(?P<id9>{_CAP})(?:[’']s|[’']) (?:team|group)\b(?=[^.]{{0,60}}\b(?:found|show|report|look|stud"
            rf"|follow))"
            rf"|\b(?P<id10>{_CAP},? (?:and|&) {_CAP})[’']s (?:work|paper|study|research|review|data|findings)\b"
            rf"|\((?P<id11>{_CAP}), {_YEAR},"
            rf"|(?P<id7>\b{_CAP}(?:[’']s)?) (?:(?:{_YEAR}|landmark|seminal|well-known|recent|famous|pivotal|early"
            rf"|large) ){{0,3}}"
            rf"(?:paper|article|study|trial|meta-analysis|monograph|textbook)\b"
        ),
    ),
    (
        "a named study",
        re.compile(
            r"\b(?P<id>(?:[A-Z][A-Z0-9]{2,}|[A-Z]{2,}-?\d+)(?:[- ]?[A-Z0-9]+)*)(?: ?-?\d+)? (?:[Ss]core|[Tt]rials?"
            r"|[Ss]tud(?:y|ies)|[Rr]egistry"
            r"|[Cc]ohort|investigators)\b|\b(?P<id2>KEYNOTE|CheckMate|IMpower|CHECKMATE)[- ]?\d+"
        ),
    ),
    (
        "a titled study",
        re.compile(
            rf"\b(?:[Tt]he )?(?P<id>(?:{_CAP} (?:of |for |in |and |the )?){{2,7}}(?:Trials?|Study|Registry|Initiative"
            rf"|Project))\b"
        ),
    ),
    (
        "a guideline",
        re.compile(
            rf"(?P<id>{_WORDS})(?:[’']s)?(?:,? (?:and|or|the|its|most recent|current|latest|updated|own|{_YEAR}"
            rf"|clinical|practice|treatment|management|evidence-based|official|joint|published|international|national"
            rf"|formal|consensus|model|policy))*"
            r" (?:[Gg]uid(?:elines?|ance)|[Cc]onsensus|[Pp]osition (?:[Ss]tatement|[Pp]aper)|[Cc]riteria|[Ss]tatement"
            r"|[Rr]ecommendations?|[Ss]tandards|[Aa]lgorithm|[Cc]ompendi(?:um|a)|[Pp]arameters?"
            r"|[Ss]cientific [Ss]tatement|[Tt]ask [Ff]orce|[Pp]anel|Clinical Practice Guideline)\b"
        ),
    ),
    (
        "a guideline body",
        re.compile(
            r"\b(?P<id>(?:American|European|British|Canadian|National|International|North American|World|Global"
            r"|Infectious Diseases|Royal|Australian|California|Pacific|Western|U\.?S\.?|United States|United)"
            rf" (?:(?:{_CAP}|of|for|and|&|the|on|in|against) )*(?:Association|Society|Academy|College|League"
            rf"|Foundation|Network|Organi[sz]ation|Institutes?|Federation|Council|Task Force|Board|Alliance"
            rf"|Collaboration|Committee|Union|Congress|Consortium)\b"
            rf"(?: (?:of|for|on|against) (?:the )?{_CAP}(?:(?: (?:and|&|of|in))? {_CAP})*)?)"
            rf"|\b(?P<id2>(?:Society|Academy|College|Association|Institute|Foundation|Council|Federation) (?:of|for"
            rf"|on) (?:the )?{_CAP}(?:,? (?:(?:and|&|of|in) )?{_CAP})*)"
            rf"|\b(?P<id3>{_CAP}(?: (?:and |& )?(?:{_CAP}|[A-Z]{{2,5}})){{0,3}} (?:Association|Society|Foundation"
            rf"|Collaboration"
            rf"|Task Force|Institute))\b"
        ),
    ),
    (
        "research of an institution",
        re.compile(
            rf"\b(?P<id>{_WORDS}) (?:[Uu]niversity |[Cc]linic |[Ss]chool )?(?:researchers?|study|studies|scientists"
            rf"|investigators|trial|research)\b"
            rf"|\b(?:[Rr]esearch(?:ers)?|[Ss]cientists|[Ii]nvestigators|[Ee]xperts|[Dd]octors|[Ss]tud(?:y|ies)"
            rf"|[Tt]rials?|[Dd]ata) (?:at|from|by) (?:the )?(?P<id2>{_WORDS})"
        ),
    ),
    (
        "a publication",
        re.compile(
            rf"\b(?i:published|appeared|reported|appearing|printed|article|paper|stud(?:y|ies)|review|editorial"
            rf"|report|data|trial|results?|meta-analysis)(?: {_YEAR})? (?:in"
            rf"|from) (?:the )?(?:{_YEAR} )?(?P<id>(?:(?:journal|magazine) )?{_WORDS})"
        ),
    ),
    (
        "a journal",
        re.compile(
            rf"\b[Jj]ournal (?P<id2>{_CAP}(?:(?: and| &)? {_CAP})*)|"
            rf"\b(?P<id>(?:{_CAP} (?:and |& )?){{0,4}}(?:Journal|Annals|Archives|Proceedings|Bulletin"
            rf"|Reviews?) of (?:the )?{_CAP}(?: (?:and |& |of )*{_CAP})*|(?:{_CAP} ){{1,4}}(?:Journal|Reports"
            rf"|Letters))\b"
        ),
    ),
)
#: A study that is described rather than named: its design, size or year makes it one study.
DESCRIBED: Final = re.compile(
    r"\b(?:an?|one|two|three|four|five|several|the|this|\d+|recent|large|landmark|pivotal|in|of|as"
    r"|published) (?:[\w-]+,? ){0,4}?"
    r"(?:randomi[sz]ed(?:,? (?:controlled|double-blind\w*|placebo-controlled|clinical|multicenter|prospective"
    r"|sham-controlled))*(?: trials?| stud(?:y|ies))|controlled trials?|meta-analys[ie]s|systematic reviews?"
    r"|cohort study"
    r"|case series|clinical trials?|phase (?:i{1,3}v?|[1-4])(?:[ab])?(?: clinical)? (?:trials?|stud(?:y|ies))"
    r"|retrospective (?:study|analysis|review of (?:the |\d|patients|cases|medical))|prospective (?:study|trial)"
    r"|observational study|umbrella review"
    r"|pooled analysis|registry study|(?:study|trial|survey|review|analysis) of (?:more than |over |about |nearly "
    r"|some )?[\d,]+)\b"
    r"(?! (?:is|are) (?:needed|required|lacking|missing)| (?:for|to) (?:confirm|test|show|study)|s? (?:that )?you)"
    rf"|\b(?:an?|the) {_YEAR} (?:[\w-]+ ){{0,3}}(?:study|trial|review|paper|article|report|analysis|meta-analysis"
    rf"|survey)\b|\b(?:study|trial|review|paper|article|report|guidelines?) (?:from|of|in|published in|dated) {_YEAR}\b"
)
_COUNTRY: Final = (
    r"(?:Sweden|Norway|Denmark|Finland|Germany|France|Italy|Spain|England|Britain|Scotland|Ireland|Canada|Australia"
    r"|Japan|China"
    r"|Korea|Israel|Holland|the Netherlands|Europe|Switzerland|Austria|Belgium|Brazil|India|Taiwan|Boston|Minnesota"
    r"|Texas|Ohio"
    r"|Oxford|London|Toronto)"
)
_NATIONAL: Final = (
    r"(?:Swedish|Norwegian|Danish|Finnish|German|French|Italian|Spanish|British|English|Scottish|Irish|Canadian"
    r"|Australian|Japanese"
    r"|Chinese|Korean|Israeli|Dutch|European|Swiss|Austrian|Belgian|Brazilian|Indian|Taiwanese|Scandinavian|Nordic)"
)
_RESEARCH: Final = (
    r"(?i:registr(?:y|ies)|cohorts?|stud(?:y|ies)|trials?|researchers?|scientists|investigators|data|papers?|surveys?"
    r"|series)"
)
#: A study that is told by where it was made.
PLACED: Final = re.compile(
    rf"\b(?P<id>{_NATIONAL} (?:[\w-]+ ){{0,2}}{_RESEARCH})\b"
    rf"|\b(?P<id2>{_RESEARCH} (?:\w+ )?(?:in|from|at) {_COUNTRY})\b"
    rf"|\b(?P<id3>{_NATIONAL} (?:[A-Z]\w+ ){{1,3}}(?:Rules?|Score|Criteria|Classification))\b"
)
#: Letters that stand for a body no list has, by what it says.
_LETTERS: Final = re.compile(
    r"\b(?P<id>[A-Z]{3,6})(?:[’']s)?,? (?:has (?:an?|its) |own |practice |clinical )*(?:(?:policy|position|consensus)"
    r" (?:statement|paper)|handbook|guidelines?|recommends?|endorses?|advises?|says that)\b"
)
#: A journal whose name is a word too, where only a journal can stand.
WRITTEN_IN: Final = re.compile(
    r"\b(?:wrote|writing|write|writes|published|appeared|printed|article|paper|piece|report|study|letter|editorial)"
    r"(?: last year| recently)? (?:in|from) (?:the )?(?P<id>Blood|Chest|Brain|Pain|Sleep|Spine|Stroke|Gut|Bone"
    r"|Obesity|Headache"
    r"|Neurology|Pediatrics|Circulation|Cancer|Radiology|Urology|Surgery|Science|Nature|Cell|Thorax|Allergy|Medicine"
    r"|Hypertension"
    r"|Ophthalmology|Gastrointestinal Endoscopy|[A-Z]\w+ (?:Medicine|Surgery|Endoscopy|Care|Research|Therapy|Science"
    r"|Oncology))\b"
    r"|\bIn (?P<id2>Blood|Chest|Brain|Pain|Sleep|Spine|Stroke|Gut|Bone|Obesity|Headache|Neurology|Pediatrics"
    r"|Circulation"
    r"|Radiology|Urology|Science|Nature|Cell|Thorax|Ophthalmology),? (?:there was|in (?:19|20)\d\d|last year|(?:19"
    r"|20)\d\d)"
)
#: A description of what is missing, or of what the denial or the law asks for, is no citation.
_LACKING: Final = re.compile(
    r"\b(?:no|not|without|lack\w*|insufficient|limited|few|enough|n't|neither|absence|need\w*|requir\w+|unless|if"
    r"|until|large|well-designed|adequate|further|more|any|enroll\w*|participat\w*|ongoing|still being|being studied"
    r"|whether|may|exclu\w+)\b"
)
_PERCENT: Final = re.compile(
    r"(?:\d+(?:\.\d+)?|\b(?:most|half|two thirds|[a-z]+ty(?:-[a-z]+)?)) ?(?:%|percent|out of \d+"
    r"|of \d+) (?:of )?(?:all )?(?:patients|people|cases|participants|those|subjects|women|men|children|persons)\b"
    r"|\b(?:stud(?:y|ies)|trials?|research|data|literature|evidence)\b[^.;]{0,60}?\b\d+(?:\.\d+)? ?(?:%|percent)"
)
#: Words in capitals that head a heading or a letter's own documents, and authorities that act rather than are cited.
_OWN: Final = frozenset(
    words(
        "your our my the this that these those plan plan's health medical clinical coverage policy"
        " policies evidence of benefit benefits summary description member members handbook"
        " department managed care dmhc dhcs imr independent review grievance appeal appeals state"
        " california californian fair hearing notice action rights law federal and or for in on to with"
        " under such any no all same both which what who when as if it its is are was i we you"
        " he she they not but also please because however although since while according per"
        " based criteria guidelines guideline guidance internal own knox-keene act acts code section"
        " sections regulation regulations title chapter bulletin prior authorization"
        " utilization management committee team director doctor doctors dr patient request standard"
        " treatment service services therapy drug list formulary specialty society nonprofit"
        " professional association associations recognized first second third finally reason point"
        " level step mr mrs ms one two three medi-cal medicare medicaid erisa aca hipaa epsdt mhpaea"
        " new u.s us american national international they their his her those many several recent current"
        " published peer-reviewed scientific other clinic center hospital university"
        " physician physicians surgeon nurse case manager personal legal history enclosed enclosures"
        " re subject regarding decision denial letter request reference number name id date address"
        " medically necessary necessity experimental investigational insurance company insurer commissioner"
        " human social help line division office bureau"
        " mri ct pet cpap ect tms aba pt bmi a1c ekg ecg er icu emg x-ray iv tnf crp alt adhd ptsd"
        " ocd copd gerd hiv covid mr tv usa pcp hmo ppo eoc spd eob php iop ii iii iv type"
        " mental dental vision behavioral pharmacy experimental emergency urgent outpatient inpatient residential"
    )
)
#: What an agency's approval is claimed with.
_APPROVED: Final = re.compile(
    r"\b(?:fda|food and drug administration)\b(?=[^.;]{0,40}\b(?:approv|clear(?:ed|ance)|label|indicat|recogni"
    r"|authori|warn|recommend|found|list|support|says?\b|endors|regist))"
    r"|\b(?:approv|clear(?:ed|ance)|label|authori|recogni|regist|endors)\w*[^.;]{0,30}\b(?:fda"
    r"|food and drug administration)\b"
)
_HINT: Final = (
    r"rxiv|wrote|writing|writes|piece|\bteam\b|\bwork on\b|handbook|\bscore\b|\brule\b|says that|advis|\bpmid|pubmed"
    r"|\bpmc|\bdoi\b|\b10\.\d{4}|\bnct|isrctn|eudract|clinicaltrials|\bis[bs]n\b|https?:|\bwww\.|\bvol"
    r"|et al|\b(?:19|20)\d\d\b|stud(?:y|ies)\b|trials?\b|registry|cohort|guid(?:eline|ance)|consensus"
    r"|position (?:statement|paper)|criteria|statement|recommend|standards|algorithm|compendi|parameter|task force"
    r"|panel|association|society|academy|college|league|foundation|network|organi[sz]ation|institute"
    r"|federation|council|alliance|collaboration|congress|consortium|research|scientist|investigators|experts|data"
    r"|review|paper|article|published|appeared|reported|journal|annals|archives|proceedings|meta-analys|randomi"
    r"|literature"
    r"|\b(?:work|findings) (?:by|of)\b|findings|colleagues|coworkers|found|showed|percent|%|\bfda\b|food and drug|;\d"
    r"|\bnccn|\buptodate|\bmcg\b|interqual|milliman|hayes|medicare|\bncd\b|\blcd\b|clinic\b|hopkins|textbook"
    r"|monograph|endors|evidence"
)


@cache
def _bodies() -> dict[str, tuple[str, ...]]:
    return {
        full: tuple(one for one in short.split("|") if one) for full, short in table("evidence.toml")["bodies"].items()
    }


#: Short names that are also words, or other things: only in capitals, and only with a word of evidence beside them.
_AMBIGUOUS: Final = frozenset(
    words(
        "who gold nice sir aga aes ash asa oma esc acc apa acr ada cms cdc aad aao acp ats aha"
        " ihs casp gina locus aim lcd ncd mcg"
    )
)
_EVIDENCE_NEAR: Final = re.compile(
    r"guid|criteria|recommend|statement|consensus|standard|position|polic|endors|support|approv|agree|says?\b"
    r"|state[sd]?\b|call|list|advis|consider|describ|define|report|support|study|grade|categor|parameter|care\b|/"
)
_LEGAL_BODY: Final = re.compile(
    r"\b(?:cms|medicare|hhs)\b.{0,20}(?:rule|regulation|require|complain|contact|call|file|1-800|form)"
)


@cache
def _short() -> re.Pattern[str]:
    names = sorted({short.upper() for shorts in _bodies().values() for short in shorts}, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?P<id>{'|'.join(map(re.escape, names))}|VA/DoD)(?![\w-])")


@cache
def _hint() -> re.Pattern[str]:
    shorts = (re.escape(short) for names in _bodies().values() for short in names)
    journals = table("evidence.toml")["journals"]["names"].strip().split("|")[:14]
    return re.compile(rf"{_HINT}|\b(?:{'|'.join([*shorts, *map(re.escape, journals)])})\b")


@cache
def _full() -> re.Pattern[str]:
    names = "|".join(re.escape(name).replace("\\&", "(?:&|and)") for name in _bodies())
    return re.compile(rf"\b(?P<id>{names})\b")


@cache
def _criteria() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?P<id>{table('evidence.toml')['criteria']['names']})(?![\w-])")


#: Digests of the literature: evidence, whoever names them.
_EVIDENCE_SOURCES: Final = frozenset(words("uptodate hayes dynamed clinicalkey micromedex drugdex lexicomp"))


@cache
def _journals() -> re.Pattern[str]:
    names = table("evidence.toml")["journals"]["names"].strip().split("|")
    sure = [
        name
        for name in names
        if " " in name.strip()
        or name
        in (
            "nejm",
            "jama",
            "lancet",
            "bmj",
            "cochrane",
            "cephalalgia",
            "epilepsia",
            "hepatology",
            "diabetologia",
            "plos",
        )
    ]
    return re.compile(rf"\b(?P<id>{'|'.join(map(re.escape, sorted(sure, key=len, reverse=True)))})(?![a-z])")


def _names_body(text: str, full: str, shorts: tuple[str, ...]) -> bool:
    text = text.replace(" and ", " & ")
    return full.replace(" and ", " & ") in text or any(
        re.search(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text) for short in shorts
    )


def _grounds(cited: str, source: str) -> bool:
    """Tell whether a source holds a name, its short or full form, or all of its telling words."""
    bare = re.sub(r"^(?:the|a|an) ", "", cited).strip(" .,()'")
    if re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", source):
        return True
    for full, shorts in _bodies().items():
        # "Who" and "gold" in a source are words.
        told = tuple(short for short in shorts if short not in _AMBIGUOUS)
        if _names_body(cited, full, shorts) and _names_body(source, full, told):
            return True
    # A body is not known by what it is about: the diabetes of a view is no association.
    free = _LITTLE_WORDS if _IS_BODY.search(bare) else _OWN
    telling = [word for word in re.findall(r"[a-z0-9][a-z0-9'&-]+", bare) if word.removesuffix("'s") not in free]
    return bool(telling) and all(
        re.search(rf"\b{re.escape(word.removesuffix(chr(39) + 's'))}(?:'?s)?\b", source) for word in telling
    )


_IS_BODY: Final = re.compile(
    r"\b(?:association|society|academy|college|league|foundation|network|organi[sz]ation|institute|federation|council"
    r"|task force|alliance|collaboration|union|congress|consortium|working group|centers for)\b"
)


_LITTLE_WORDS: Final = frozenset(words("the of and for on in a an or by to"))


def _is_own(name: str) -> bool:
    """Tell whether a name in capitals is the plan's, the letter's or an authority's, and cites nothing."""
    parts = [word.strip(".,'’").removesuffix("'s").removesuffix("’s") for word in re.split(r"[\s/]+", name.casefold())]
    if parts[0] in ("american", "national", "international", "european") and _IS_BODY.search(name.casefold()):
        return False
    return all(word in _OWN or not word for word in parts)


def citations(part: NormalText) -> Iterator[tuple[str, str, int, int]]:
    """Yield (kind, words, start, end) for what looks like a citation; `words` in the normal form."""
    text, written = part.text, cased(part)
    # In a text of all capitals no name can be told by its own.
    upper = part.original.isupper()
    for kind, form in IDENTIFIERS:
        for match in form.finditer(text):
            if kind == "an address on the web" and OFFICIAL.search(match[0]):
                continue
            yield kind, match[0], *match.span()
    for match in _full().finditer(text) if _BODY.search(text) else ():
        if match["id"] == "food and drug administration":
            continue
        yield "a guideline body or agency", match["id"], *match.span()
    for match in _short().finditer(written) if _ACRONYM.search(written) else ():
        short = match["id"].lower()
        if short == "fda":
            continue
        around = text[max(0, match.start() - 50) : match.end() + 50]
        if short in _AMBIGUOUS and (upper or not _EVIDENCE_NEAR.search(around) or _LEGAL_BODY.search(around)):
            continue
        yield "a guideline body or agency", short, *match.span()
    for match in _APPROVED.finditer(text):
        yield "an agency's approval", "food and drug administration", *match.span()
    for match in _journals().finditer(text):
        if written[match.start()].isupper():
            yield "a journal", match["id"], *match.span()
    for kind, form in () if upper else NAMED:
        for match in form.finditer(written) if _GATES[kind].search(text) else ():
            group = next(name for name in match.groupdict() if match[name])
            name = match[group]
            first = name.split(" ")[0].strip(".,").casefold()
            if _is_own(name) or (kind in ("an author and year",) and (first in _NOT_AUTHORS or first in _OWN)):
                continue
            if kind in ("a guideline", "research of an institution", "a publication") and not _telling(name):
                continue
            # "Got research?", "The Doppler study": one word at the head of a sentence has its capital from there.
            alone = name.removeprefix("The ")
            if (
                kind in ("a guideline", "research of an institution", "a publication")
                and " " not in alone
                and not alone.isupper()
                and not re.search(r"researchers|investigators|scientists", match[0])
                and part.sentence(match.start(group))[0] >= match.start(group) - 4
            ):
                continue
            start, end = match.span(group)
            yield kind, text[start:end], start, end
    for kind, form in (
        ()
        if upper
        else (
            ("a study", PLACED),
            ("a publication", WRITTEN_IN),
            ("a guideline body or agency", _LETTERS),
        )
    ):
        for match in form.finditer(written):
            group = next(name for name in match.groupdict() if match[name])
            if match[group].casefold() in _OWN or match[group].casefold() == "fda":
                continue
            start, end = match.span(group)
            # A journal called by a common word is not known by that word.
            yield kind, text[start:end] if form is not WRITTEN_IN else f"journal {text[start:end]}", start, end
    for match in DESCRIBED.finditer(text) if _STUDY.search(text) else ():
        begin, _ = part.sentence(match.start())
        if not _LACKING.search(text, max(begin, match.start() - 60), match.end()) and not _LACKING.match(
            text, match.end() + 1
        ):
            yield "a study", match[0], *match.span()
    for match in _PERCENT.finditer(text) if _SHARE.search(text) else ():
        yield "a study's figure", match[0], *match.span()


#: Words without which a form can't match: most paragraphs have none of them.
_BODY: Final = re.compile(
    r"associat|society|college|academy|institut|national|american|european|international|network|foundation"
    r"|organi[sz]|centers for|task force|initiative|clinic|hopkins|outcomes|congress|council|veterans|administration"
    r"|league|agency"
)
_ACRONYM: Final = re.compile(r"[A-Z]{3}|VA/")
_STUDY: Final = re.compile(r"trial|stud|analys|review|series|survey|paper|article|report|guideline")
_SHARE: Final = re.compile(r"%|percent|out of \d|\d of |\b(?:most|half|two thirds|ty) of ")
_GATES: Final = {
    "an author and year": re.compile(
        r"et al|(?:19|20)\d\d|\b(?:found|show|report|demonstrat|conclud|observ|publish|studied|argue)|colleagues"
        r"|coworkers|findings|\bwork\b|\bteam\b|stud|research|paper|article|review|data|trial|results|analysis"
        r"|monograph"
        r"|textbook"
    ),
    "a named study": re.compile(r"trial|stud|registry|cohort|investigators|keynote|checkmate|impower"),
    "a titled study": re.compile(r"trial|study|registry|initiative|project"),
    "a guideline": re.compile(
        r"guid|consensus|position|criteria|statement|recommend|standards|algorithm|compendi|parameter|task force|panel"
    ),
    "a guideline body": re.compile(
        r"association|society|academy|college|league|foundation|network|organi[sz]ation|institut|federation|council"
        r"|task force|board|alliance|collaboration|committee|union|congress|consortium"
    ),
    "research of an institution": re.compile(r"research|stud|scientist|investigator|trial|experts|doctors|data"),
    "a publication": re.compile(
        r"publish|appear|report|print|article|paper|stud|review|editorial|data|trial|result|meta-analysis"
    ),
    "a journal": re.compile(r"journal|annals|archives|proceedings|bulletin|review|reports|letters"),
}
_NOT_AUTHORS: Final = frozenset(
    words(
        "january february march april may june july august september october november december"
        " since in by from diagnosed updated revised effective act code section title"
        " medi-cal health safety title knox-keene bill senate assembly law dmhc crohn parkinson"
        " gleason doppler holter duplex i we he she it"
        " the this that these my our your his her their a an one two please"
        " independent medical review clinical recent several many published peer"
    )
)


def _telling(name: str) -> bool:
    parts = [word.strip(".,'’") for word in re.split(r"[\s/]+", name)]
    return any(word and word.casefold().removesuffix("'s") not in _OWN and (word[:1].isupper()) for word in parts)


def _plan_own(cited: str) -> bool:
    """Tell whether a denial names a source of criteria that plans use."""
    parts = [word for word in re.findall(r"[a-z0-9-]+", cited) if word not in _OWN]
    return bool(parts) and all(_criteria().fullmatch(word) and word not in _EVIDENCE_SOURCES for word in parts)


class CitationNotInView(LocalCheck):
    """Every citation in an appeal must be in what its writer saw.

    Rule: PMID, DOI, NCT and other numbers, authors and years, journals, named or described studies and what share of
    patients they report, guidelines and the bodies behind them, sources of criteria, agencies' approvals, web
    addresses; any that neither the view nor the denial holds, under its full or short name, fails. Statutes are
    `statute_invented`'s.
    Passes on purpose: "studies show", "the literature", "standard of care" without a name; the Department and other
    authorities as whom one complains to; evidence that is said to be lacking; the plan's own policy.
    Why: language models invent between a fifth and four fifths of their citations (domain.md §8).
    Source: domain.md §7; names in `lexicons/evidence.toml` (docs/lexicons.md).
    Limits: a name outside the lists is known by its capitals only; a right name with a false claim passes.
    """

    name = "citation_not_in_view"
    version = 3
    kinds = ("appeal",)
    needs: ClassVar[tuple[str, ...]] = ("view_text", "denial_text")
    plan_criteria: ClassVar[bool] = True

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs that hold a word of evidence."""
        return batch.parts.normal.str.contains(_hint().pattern).to_numpy()

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield citations."""
        if not _hint().search(part.text):
            return
        found = list(citations(part))
        if written := cased(part):
            for match in _criteria().finditer(part.text):
                short = match["id"]
                if not self.plan_criteria and short not in _EVIDENCE_SOURCES:
                    continue
                if short in _AMBIGUOUS or short in ("hayes", "locus", "asam"):
                    around = part.text[max(0, match.start() - 50) : match.end() + 50]
                    if (
                        not written[match.start() : match.end()].isupper() and short != "hayes"
                    ) or not _EVIDENCE_NEAR.search(around):
                        continue
                found.append(("criteria", short, *match.span()))
        for kind_, cited, start, end in sorted(found, key=lambda one: (one[2], -one[3])):
            if not self.plan_criteria and _plan_own(cited):
                continue
            yield Claim(start, end, f"cites {kind_} that is not in the view", key=cited)

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether the source does not hold the citation."""
        return not _grounds(claim.key, self.source(letter))

    def source(self, letter: dict[str, str]) -> str:
        """Return what the writer saw, in the normal form."""
        return seen(letter)


class EvidenceNotInView(CitationNotInView):
    """Evidence in a denial must be in what its writer saw.

    Rule: as `citation_not_in_view`, read against the view only; a plan may name its own sources of criteria (MCG,
    InterQual).
    Why: the evidence is the reviewer's side of the Findings: the writer of a denial sees none of it.
    Source: domain.md §5 (evidence: denial writer "no") and §7.
    Limits: unnamed evidence ("studies show") passes.
    """

    name = "evidence_not_in_view"
    version = 3
    kinds = ("denial",)
    needs = ("view_text",)
    plan_criteria = False

    def source(self, letter: dict[str, str]) -> str:
        """Return the view, in the normal form."""
        return seen(letter, "view_text")
