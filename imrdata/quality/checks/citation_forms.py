"""What citations look like: the forms that `citations` reads, and what each can't be without. Room: quality.

Patterns only. A form over the normal form has no capitals; one over the text as written is told by them.
"""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.checks.evidence_claims import FINDS
from imrdata.quality.patterns import words

__all__ = [
    "ACRONYM",
    "ASKED",
    "BODY",
    "DESCRIBED",
    "FOUND",
    "GATES",
    "IDENTIFIERS",
    "LACKING",
    "LACKING_BEHIND",
    "NAMED",
    "PAPER",
    "SHOUTED",
    "SHOUTED_BEFORE",
    "STUDY",
    "TESTS",
    "WISHED",
    "WORD_JOURNAL",
    "WORD_JOURNALS",
]

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
    (
        "a paper's number",
        re.compile(
            r"\b(?:arxiv|medrxiv|biorxiv)\b[ :]*[\d.]*|\bcd0\d{5}\b|\bcrd4\d{8,}|\b(?:chictr|drks|actrn|jprn|umin"
            r"|ctri)[ /-]?\d{6,}"
        ),
    ),
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
            rf"|\((?P<id3>{_CAP}(?:,? (?:and|&) ?(?:{_CAP})?)?),? {_YEAR}[,;)]|(?P<id4>\b{_CAP}) \({_YEAR}\)"
            rf"|(?P<id5>\b{_CAP}(?:, {_CAP})*,? (?:and|&) (?:{_CAP}|colleagues|coworkers|associates|co-workers|others"
            rf"|coauthors))(?:,? in {_YEAR})?,? (?:\({_YEAR}\) )?(?:who )?(?:found|showed|show|shown|reported|report"
            rf"|demonstrated|concluded|observed|published|studied|argue|have|wrote|describe[sd]?|propose[sd]?|compared"
            rf"|randomi[sz]ed|pooled|enrolled|reviewed|measured|looked (?:at|back))\b"
            rf"|\bDr\.? (?P<id14>{_CAP}) of (?:the )?{_CAP}(?: {_CAP})* (?:has |have )?(?:reported|published|described"
            rf"|shown|showed|found|pioneered|followed)\b"
            # A trial or study *of* something is of a medicine; findings are somebody's.
            rf"|\b(?:(?:[Ff]indings|[Ww]ork|[Rr]esearch|[Pp]apers?|[Aa]rticles?) (?:of|by|from)"
            rf"|(?:[Ss]tud(?:y|ies)|[Tt]rials?|[Dd]ata|[Rr]esults|[Aa]nalysis"
            rf"|[Rr]eviews?) by) (?P<id6>{_CAP}(?:,? (?:and|&)? ?{_CAP}){{0,3}})"
            rf"|(?P<id8>\b{_CAP}(?:, {_CAP})*,? (?:and|&) (?:colleagues|co-?workers|co-?authors|collaborators"
            rf"|(?:his|her|their) (?:group|team|colleagues|co-?workers)))\b"
            rf"|(?P<id9>\b{_CAP})['’]s (?:team|group|lab|laboratory) (?:[a-z]+ )?(?:looked|found|showed|studied"
            rf"|reported"
            rf"|followed|published|at)\b"
            rf"|(?P<id10>\b{_CAP},? (?:and|&) {_CAP})['’]s? (?:work|research|series|data|findings|results|trial|study"
            rf"|paper)\b"
            rf"|\b(?:reported|shown|described|published|found|demonstrated|proven"
            rf"|noted) by (?P<id12>{_CAP}),? (?:in )?\(?{_YEAR}"
            rf"|(?P<id13>\b{_CAP})['’]s {_YEAR} (?:review|editorial|analysis|report|guidelines?|series)\b"
            rf"|(?P<id11>\b{_CAP}) (?:wrote|published) (?:[a-z]+ ){{0,2}}?(?:classic|seminal|first|landmark|papers?"
            rf"|article|study"
            rf"|textbook)\b"
            rf"|(?P<id7>\b{_CAP}(?:[’']s)?) (?:(?:{_YEAR}|landmark|seminal|well-known|recent|famous"
            rf"|pivotal|classic|original|early|large) ){{0,2}}(?:paper|article|study|trial|meta-analysis|monograph"
            rf"|textbook)\b"
        ),
    ),
    (
        "a named study",
        re.compile(
            r"\b(?P<id>(?:[A-Z][A-Z0-9]{2,}|[A-Z]{2,}-\d[A-Z0-9]*"
            r"|[A-Z][a-z]*[A-Z][A-Za-z0-9]{2,})(?:[- ][A-Z0-9]+)*)(?: ?-?\d+)? (?:[Tt]rials?"
            r"|[Ss]tud(?:y|ies)|[Pp]roject|[Cc]onsortium|[Cc]ollaborative|[Rr]egistry|[Cc]ohort|investigators)\b"
            r"|\b(?P<id2>KEYNOTE|CheckMate|IMpower|CHECKMATE)[- ]?\d+"
            r"|\b(?:study|trial) (?:they call|called|named|known as|by the name of) (?P<id4>[A-Z]{3,}[-\dA-Z]*)\b"
            r"|\b(?P<id3>[A-Z]{5,}(?:[- ]\d+)?) (?:data|results|findings|paper)\b"
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
            rf"(?P<id>(?!(?:By|In|As|On|Under|From|With|For) ){_WORDS})(?:[’']s)?"
            rf"(?:,? (?:and|or|the|its|most recent|current|latest|updated|own|{_YEAR}"
            rf"|clinical|practice|treatment|management|evidence-based|official|joint|published|international|national"
            rf"|formal|consensus|model|policy))*"
            r" (?:[Gg]uid(?:elines?|ance)|[Cc]onsensus|[Pp]osition (?:[Ss]tatement|[Pp]aper)|[Cc]riteria|[Ss]tatement"
            r"|[Rr]ecommendations?|[Ss]tandards?(?: of [Cc]are)?|[Aa]lgorithm|[Cc]ompendi(?:um|a)|[Pp]arameters?"
            r"|[Ss]cientific [Ss]tatement|[Tt]ask [Ff]orce|[Pp]anel|Clinical Practice Guideline)\b"
        ),
    ),
    (
        "a guideline body",
        re.compile(
            r"\b(?P<id>(?:American|European|British|Canadian|National|International|North American|World|Global"
            r"|Infectious Diseases|Royal|Australian|California|Pacific|Western|U\.?S\.?|United States|United)"
            rf" (?:(?:{_CAP}|of|for|and(?! the\b)|&|the|on|in|against) )*(?:Association|Society|Academy|Academies"
            rf"|College|League|Foundation|Network|Organi[sz]ation|Institutes?|Federation|Council|Task Force|Board"
            rf"|Alliance|Working Group"
            rf"|Collaboration|Committee|Union|Congress|Consortium)\b"
            rf"(?: (?:of|for|on|against) (?:the )?{_CAP}(?:(?: (?:and|&|of|in))? {_CAP})*)?)"
            rf"|\b(?P<id2>(?:Society|Academy|College|Association|Institute|Foundation|Council|Federation) (?:of|for"
            rf"|on) (?:the )?{_CAP}(?:,? (?:(?:and|&|of|in) )?{_CAP})*)"
            rf"|\b(?P<id3>(?!The\b){_CAP}(?: (?:and |& )?(?:{_CAP}|[A-Z]{{2,}})){{0,3}}"
            rf" (?:Association|Society|Foundation|Collaboration"
            rf"|Task Force|Institute))\b"
        ),
    ),
    (
        "a body's word",
        # Whoever recommends or endorses under letters alone; "my ENT recommends" is somebody's doctor.
        re.compile(
            r"(?<![\w-])(?<!\b[Mm]y )(?<!\b[Hh]is )(?<!\b[Hh]er )(?<!\b[Yy]our )(?<!\b[Oo]ur"
            r" )(?P<id>[A-Z]{3,7}(?:-[A-Z]+)?)"
            r"(?:,? itself| also| now| already| clearly| strongly|,)? (?:says that|holds that|(?:does not|doesn't"
            r"|has not|did not) (?:recommend|endorse"
            r"|advise|consider|support|list)(?:e?d)?|recommends|endorses|advises|calls for|has (?:an?|its own)"
            r" (?:[a-z]+ ){0,2}?(?:statement|position|guideline|consensus|recommendation)"
            r"|supports (?:it\b|its use|the use|this|use of)|lists (?:it|this)|considers (?:it|this|the)"
            r"|rates (?:it|this)|states that|gives (?:it|this)|(?:handbook|manual|toolkit|white paper|monograph"
            r"|fact sheet)\b)\b"
        ),
    ),
    (
        "research of an institution",
        re.compile(
            rf"\b(?P<id>{_WORDS}) (?:[Uu]niversity |[Cc]linic |[Ss]chool )?(?:researchers?|study|studies|scientists"
            rf"|investigators|trial|research)\b"
            rf"|\b(?:[Rr]esearch(?:ers)?|[Ss]cientists|[Ii]nvestigators|[Ee]xperts"
            rf"|[Dd]octors(?=[^.;]{{0,40}} (?:sa[iy]|found|report|recommend|publish|wr[io]te|use|show|advise))"
            rf"|[Pp]rofessors?"
            rf"|[Ss]tud(?:y|ies)"
            rf"|[Tt]rials?|[Dd]ata|[Cc]ohorts?|[Rr]egistr(?:y|ies)|[Ss]urveys?) (?:at|from|by|in"
            rf"|out of) (?:the )?(?P<id2>{_WORDS})"
            rf"|\b[Aa]ccording to (?:the )?(?P<id3>{_WORDS})"
            rf"|\b(?:[Cc]onsensus|[Gg]uidelines?|[Ss]tatement|[Rr]ecommendations?|[Cc]riteria|[Pp]athway|[Ss]tandards"
            rf"|[Ww]eb ?(?:site|page)s?) (?:statement )?(?:from|of|by|out of) (?:the )?(?P<id5>{_WORDS})"
            rf"|\b(?P<id4>{_CAP} {_WORDS}) (?:analysis|assessment|review)\b"
        ),
    ),
    (
        "a publication",
        re.compile(
            rf"\b(?i:published|appeared|reported|appearing|printed|article|paper|piece|stud(?:y|ies)|review|editorial"
            rf"|report|data|trial|results?|meta-analysis)(?: {_YEAR})? (?:in"
            rf"|from) (?:the )?(?:{_YEAR} )?(?P<id>(?:(?:journal|magazine) )?{_WORDS})"
            rf"|\b(?:wrote|writing|writes?) in (?:the )?(?P<id2>{_CAP} (?:(?:of|and|&|for) )*{_CAP}(?: {_CAP})*)"
        ),
    ),
    (
        "a journal",
        re.compile(
            rf"\b(?P<id3>(?:Gut|Thorax|Epilepsia|JAMA|Lancet|NEJM|BMJ|Circulation|Gastroenterology|Hepatology|Neurology"
            rf"|Pediatrics|Radiology|Ophthalmology),? \(?{_YEAR})|"
            rf"\b[Jj]ournal (?P<id2>{_CAP}(?:(?: and| &)? {_CAP})*)|"
            rf"\b(?P<id>(?:{_CAP} (?:and |& )?){{0,4}}(?:Journal|Annals|Archives|Proceedings|Bulletin"
            rf"|Reviews?) of (?:the )?{_CAP}(?: (?:and |& |of )*{_CAP})*|(?:{_CAP} ){{1,4}}(?:Journal|Reports"
            rf"|Letters))\b"
        ),
    ),
)
#: A study that is described rather than named: its design, size or year makes it one study.
DESCRIBED: Final = re.compile(
    r"\b(?:randomi[sz]ed|(?:sham|placebo)-controlled|double-blind(?:ed)?)(?:,? (?:and )?(?:randomi[sz]ed|(?:sham"
    r"|placebo)-controlled"
    r"|double-blind(?:ed)?|controlled|multicenter))+\b|\b(?:an?|one|two|three|four|five|several|the|this|\d+|recent"
    r"|large|landmark|pivotal|in|of|as"
    r"|published) (?:[\w-]+,? ){0,4}?"
    r"(?:randomi[sz]ed(?:,? (?:controlled|double-blind\w*|placebo-controlled|clinical|multicenter|prospective"
    r"|sham-controlled))*(?: trials?| stud(?:y|ies))|controlled trials?|meta-analys[ie]s|systematic reviews?"
    r"|cohort study"
    r"|case series|clinical trials?|phase (?:i{1,3}v?|[1-4])(?:[ab])?(?: clinical)? (?:trials?|stud(?:y|ies))"
    r"|retrospective (?:study|analysis|review of (?:\d|patients|charts|cases))|prospective (?:study|trial)"
    r"|observational study|umbrella review"
    r"|pooled analysis|registry study|(?:study|trial|survey|review|analysis) of (?:more than |over |about |nearly "
    r"|some )?[\d,]+)\b"
    r"(?! (?:is|are) (?:needed|required|lacking|missing|covered|open)"
    r"| (?:business |calendar )?(?:hours?|days?|minutes)\b| (?:for|to) (?:confirm|test|show|study)"
    r"|s? (?:that )?you)"
    rf"|\b(?:an?|the) {_YEAR} (?:[\w-]+ ){{0,3}}(?:study|trial|review|paper|article|report|analysis|meta-analysis"
    rf"|survey)\b|\b(?:study|trial|review|paper|article|report|guidelines?) (?:from|of|in|published in|dated) {_YEAR}\b"
)
#: A description of what is missing, or of what the denial or the law asks for, is no citation.
LACKING: Final = re.compile(
    r"n't\b|\b(?:no|not|without|lack\w*|insufficient|limited|few|enough|neither|absence|need\w*|requir\w+|unless|if"
    r"|until|any|enroll\w*|participat\w*|ongoing|still being|being studied|whether|may|exclu\w+)\b"
)
#: It is said to be missing behind what describes it further.
LACKING_BEHIND: Final = re.compile(
    r"(?: [\w-]+){0,8}? (?:is|are|was|were|remain\w*) (?:still |so far |as yet )?(?:lacking|missing|absent|few"
    r"|scarce|needed)\b"
)
#: What is wished for, unless it has found something.
WISHED: Final = re.compile(r"\b(?:large|well-designed|adequate|further|more)\b")
FOUND: Final = re.compile(rf" (?:[a-z]+ ){{0,3}}?{FINDS}\b")
#: Journals that are words: with a capital, in a sentence with a paper, and not as a specialty.
WORD_JOURNALS: Final = (
    "Pediatrics|Blood|Chest|Cancer|Circulation|Stroke|Neurology|Headache|Spine|Pain|Gut|Gastroenterology|Radiology"
    "|Urology"
    "|Obesity|Sleep|Surgery|Brain|Diabetes|Hypertension|Science|Nature|Cell|Medicine|Thorax|Allergy|Rheumatology|Bone"
    "|Autism|Neurosurgery|Ophthalmology"
)
WORD_JOURNAL: Final = re.compile(
    r"(?<!\bdoctor )(?<!\bphysician )(?<!\bspecialist )(?<!\bdepartment )(?<!\bcertified )"
    rf"\b(?:[Ii]n|[Ff]rom|[Bb]y|[Oo]f) (?P<id>{WORD_JOURNALS})\b(?! [A-Z])"
)
PAPER: Final = re.compile(
    r"\b(?:articles?|papers?|piece|study|studies|published|editorial|journal|issue|reviews?|wrote in)\b"
)
#: What a "study" of a patient is called after.
TESTS: Final = frozenset(
    words("doppler holter duplex sleep lab imaging swallow barium gallium stress echo thallium technetium")
)
#: "Want the criteria?": a capital that begins a sentence is no name before an article.
ASKED: Final = re.compile(r"[A-Z][a-z]+,? (?:the|or|and|its) ")
#: Words without which a form can't match: most paragraphs have none of them.
BODY: Final = re.compile(
    r"associat|society|college|academy|institut|national|american|european|international|network|foundation"
    r"|organi[sz]|centers for|task force|initiative|clinic|hopkins|outcomes|congress|council|veterans|administration"
    r"|league|agency|webmd|medscape|healthline|wikipedia|medlineplus|ecri|cadth"
)
#: Letters in a heading of capitals are words.
SHOUTED: Final = re.compile(r"[:?]? [A-Z]{3,}\b")
SHOUTED_BEFORE: Final = re.compile(r"\b[A-Z]{3,} $")
ACRONYM: Final = re.compile(r"[A-Z]{3}|VA/")
STUDY: Final = re.compile(
    r"trial|stud|analys|review|series|survey|paper|article|report|guideline|randomi|-controlled|double-blind"
)
GATES: Final = {
    "an author and year": re.compile(
        r"'s? (?:team|group|lab|work|series)|co-?workers|co-?authors|collaborators|et al|(?:19|20)\d\d|\b(?:found|show"
        r"|report|demonstrat|conclud|observ|publish|studied|argue|compared|randomi|pooled|enrolled|reviewed|measured"
        r"|looked|describ|pioneer|followed|wrote|propose)|colleagues"
        r"|coworkers|findings|work (?:of|by)|stud|research|paper|article|review|data|trial|results|analysis|monograph"
        r"|textbook"
    ),
    "a named study": re.compile(
        r"data\b|results|findings|paper|trial|stud|project|consortium|collaborative|registry|cohort|investigators|keynote|checkmate|impower"
    ),
    "a titled study": re.compile(r"trial|study|registry|initiative|project"),
    "a guideline": re.compile(
        r"guid|consensus|position|criteria|statement|recommend|standards|algorithm|compendi|parameter|task force|panel"
    ),
    "a body's word": re.compile(
        r"says that|holds that|recommends|endorses|advises|calls for| has |supports|lists|considers|rates|states|gives"
        r"|handbook|manual|toolkit|white paper|monograph|fact sheet|does not|doesn't|has not"
    ),
    "a guideline body": re.compile(
        r"association|society|academy|college|league|foundation|network|organi[sz]ation|institut|federation|council"
        r"|task force|board|alliance|collaboration|committee|union|congress|consortium"
    ),
    "research of an institution": re.compile(
        r"research|stud|scientist|investigator|trial|experts|doctors|data|cohort|registr|survey|professor|according to"
        r"|analysis|assessment|review"
        r"|consensus|guideline|statement|recommend|criteria|pathway|standards|web ?(?:site|page)"
    ),
    "a publication": re.compile(
        r"publish|appear|report|print|article|paper|piece|stud|review|editorial|data|trial|result|meta-analysis|wr[io]t"
    ),
    "a journal": re.compile(r"(?:19|20)\d\d|journal|annals|archives|proceedings|bulletin|review|reports|letters"),
}
