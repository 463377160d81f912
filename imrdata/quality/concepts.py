"""Medical terms in a text, by what they mean: medicines and their classes, procedures, devices, diagnoses.

In: a text in the normal form. Out: `Mention` items, and whether what a writer saw holds the same thing. Lexicons:
`imrdata.quality.lexicons`; words outside them are known by the endings of their kind.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from imrdata.quality.lexicons import groups, lines, word_set
from imrdata.quality.normalise import read
from imrdata.quality.parts import split_parts
from imrdata.quality.patterns import words
from imrdata.quality.word_parts import is_told_plainly

__all__ = ["Mention", "Terms", "is_grounded", "may_begin", "mentions", "terms_of", "treatments_in"]

#: Endings of nonproprietary names (WHO's stems and older ones), long enough to meet few other words.
DRUG_ENDINGS: Final = words(
    "mab nib ciclib parib gliptin gliflozin glutide zepatide vastatin pril sartan olol conazole dazole prazole cillin"
    " mycin micin floxacin tegravir navir previr buvir asvir clovir setron triptan gepant lukast oxetine azepam azolam"
    " barbital caine codone morphone profen oxicam fenac coxib platin taxel rubicin trexate trexed tabine poside"
    " thiazide semide dipine zosin dafil pentin gabalin triptyline ipramine peridone piprazole idone afaxine"
    " terol tropium phylline grastim poetin cycline thioprine salazine cetam racetam rafenib imod limus nersen mersen"
    " rasib degib denib tinib citinib brutinib relin relix tecan lutamide dronate dronic xaban gatran parin tidine"
    " glitazone metformin sulfone caftor siran ertugliflozin cept kinra fusp zomib ixomib vudine citabine mustine"
    " vastat androstane solone sonide asone orexant begron fenacin tazone tolazide gliclazide formin"
)
DISEASE_ENDINGS: Final = words(
    "itis osis oma omas emia aemia pathy pathies plegia paresis algia rrhea rrhagia iasis penia megaly lepsy plasia"
    " malacia phasia trophy dystrophy stenosis sclerosis fibrosis thyroidism pituitarism gonadism"
)
OPERATION_ENDINGS: Final = words(
    "ectomy ectomies ostomy ostomies otomy otomies plasty plasties scopy scopies pexy desis centesis tripsy rrhaphy"
)
#: Ordinary words, and analytes, that end like a name of their kind or stand in its list.
ORDINARY: Final = frozenset(
    words(
        "academia aroma aromas diploma diplomas hypnosis prognosis diagnosis misdiagnosis apathy"
        " empathy sympathy antipathy"
        " telepathy homeopathy osteopathy naturopathy allopathy nostalgia metamorphosis osmosis"
        " mitosis meiosis symbiosis"
        " apoptosis bohemia soma stoma stroma hybridoma coma comas premia trophy oklahoma sonoma tacoma roma telepathy"
        " morphosis ouabain microscopy dichotomy lobotomy autonomy economy anatomy pandemia glucose"
        " creatinine cholesterol"
        " hemoglobin hemoglobins ferritin albumin bilirubin troponin urea calcium potassium sodium magnesium phosphate"
        " histamine dopamine serotonin cortisol aldosterone thyroglobulin prothrombin fibrinogen glycine alanine lysine"
        " oxygen nitrogen helium carbon water alcohol ethanol lactose fructose sucrose galactose"
        " collagen gelatin keratin"
        " gluten lecithin caffeine choline modus factive amias dops prent ronnel gambir copal dormin avidin alpine"
        " medicine routine april magazine provide decide inside outside beside except accept concept intercept percept"
        " precept incept anyone someone reason season person phone telephone timeline guideline"
        " deadline baseline online"
        " discipline examine determine machine imagine genuine decline combine confine define refine outline streamline"
        " vaccine vaccines saline feminine masculine engine marine airline hotline helpline pipeline"
        " spine supine lupine"
        " peptide nucleotide bromide fluoride chloride dioxide peroxide oxide cyanide amide protein"
        " proteins insulin-like"
        " hormone hormones enzyme enzymes antigen antibody platelet platelets plasma serum lipid lipids glutamate"
        " creatine melanin elastin hemin fibrin thrombin trypsin pepsin lipase amylase casein zinc"
        " iron silver gold sulfur"
        " charcoal talc starch cellulose glycerin paraffin menthol camphor honey garlic ginger ginseng aloe tobacco"
        " apatite laser placebo biopsy endoscopy therapy therapies pharmacotherapy profile profiles sensor primer"
        " triad align optimal advance prime clear tend remove balance relief ease comfort support select"
        " bib crib nib mab vir ester parent covering stating instating"
    )
)
#: Words of a term that tell nothing of what it is about.
_EMPTY: Final = frozenset(
    words(
        "a an the of in on for with and or my his her disease diseases disorder disorders syndrome"
        " condition chronic acute"
        " severe mild moderate therapy therapies treatment treatments test tests scan scans surgery procedure use care"
        " type stage level program study studies session sessions visit visits injury injuries problem problems attack"
        " attacks infection medication medications medicine medicines drug drugs device machine infusion injection"
        " injections imaging removal removed repair shot shots major generalized high low big"
    )
)
_TOKEN: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
#: A broad name is grounded by any narrower one: `broad: beginnings of narrower names`.
_NARROWER: Final = {
    "~cancer*": (
        "carcinom",
        "adenocarcinom",
        "lymphom",
        "leukemi",
        "myelom",
        "melanom",
        "sarcom",
        "gliom",
        "gliobla",
        "neoplas",
        "tumor",
        "malignan",
        "metasta",
        "blastom",
        "oncolog",
    ),
    "arthrit*": ("arthrit", "osteoarthr", "rheumatoid", "spondyl"),
    "~infection*": ("infect", "hepatit", "pneumon", "sepsis", "cellulit", "osteomyelit", "tubercul", "abscess"),
    "~ulcer*": ("ulcer",),
    "inflammatory bowel*": ("crohn", "colit", "inflammatory"),
    "eating disorder*": ("anorexi", "bulimi", "binge"),
    "epilep*": ("seizur", "convuls"),
    "~seizure*": ("epilep", "seizur", "convuls"),
    "neuropath*": ("neuropath", "polyneuro"),
    "autis*": ("autis", "asperg"),
    "physical therap*": ("rehabilit",),
    "occupational therap*": ("rehabilit",),
    "speech therap*": ("rehabilit",),
    "catheter*": ("cathet", "thrombectom", "angio", "emboli", "stent"),
    "nerve block*": ("sympathet", "ganglion", "blocks"),
    "insulin": (
        "insulin",
        "glargin",
        "lispro",
        "aspart",
        "detemir",
        "degludec",
        "lantus",
        "toujeo",
        "humalog",
        "novolog",
    ),
    "residential treatment*": ("residential", "inpatient"),
    "coronary artery*": ("coronary", "cardiac", "heart", "infarct", "ischemi"),
    "spinal fusion*": ("fusion", "arthrodes"),
    "~swelling": ("swell", "swollen", "edema", "lymphed", "lipoed"),
    "~blood clot*": ("thromb", "embol", "clot"),
    "anxiety disorder*": ("anxiety", "panic", "phobi"),
    "~anxiety": ("anxiety", "panic", "phobi"),
    "depression": ("depress", "bipolar"),
    "substance use*": ("substance", "addict", "opioid", "alcohol", "heroin", "cocaine"),
    "alcoholi*": ("alcohol",),
    "orthosis": ("brace", "orthos", "orthot", "splint"),
    "applied behavior*": ("aba", "behavior", "behaviour"),
    "psychotherap*": ("psychotherap", "counsel", "therap"),
    "~emergency room*": ("emergen", "urgent"),
    "reconstruction*": ("reconstr",),
    "~dialysis": ("dialys", "hemodialys"),
    "radiation": ("radiat", "radiother", "proton", "photon"),
    "insulin pump*": ("pump",),
    "~pump": ("infus", "intraven", "parenteral", "intrathec", "insulin", "baclofen", "ventric"),
    "~fracture*": ("broke", "broken", "fractur"),
    "implant*": ("implant", "stimul", "neuromod"),
    "~wound*": ("wound", "ulcer", "cut", "lacer", "sore", "burn", "incis"),
    # Every one of them is called so.
    "cortisone": ("cortico", "predni", "methylpred", "triamcin", "dexameth", "betameth", "hydrocort", "steroid"),
    "ultrasound*": ("ultraso", "echo", "doppler", "sonogra"),
    "x-ray*": ("x-ray", "radiogra", "imag", "film", "fractur", "migrat", "cephalom"),
    "nose surger*": ("rhinopl", "septo", "septum", "turbin", "nasal", "sinus"),
    "orthognathic*": ("orthogn", "osteotom", "lefort", "maxillomand", "genioplast"),
    "orthodonti*": ("orthodon", "brac", "malocclu", "align"),
    "~allerg*": ("allerg", "eosinoph", "hives", "rhinit", "anaphyl"),
    "stent*": ("stent", "pci", "percutan", "angioplast"),
    "nerve decompression*": ("decompress", "laminect", "laminot", "foraminot", "discect"),
    "traumatic brain injur*": ("concuss",),
    "~concussion*": ("concuss", "brain"),
    "steroid injection*": ("epidural", "cortisone", "corticosteroid", "steroid"),
    "epidural*": ("epidural",),
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A medical term in a text.

    Attributes
    ----------
    kind
        ``drug``, ``class`` (of drugs), ``procedure`` or ``diagnosis``.
    key
        The same for all names of one thing; of a combination of medicines their keys, joined by ``+``.
    start, end
        Where, in the normal form.
    words
        As written.
    weak
        A word of everyday use: a claim only where it is said of the patient.
    """

    kind: str
    key: str
    start: int
    end: int
    words: str
    weak: bool = False

    @property
    def keys(self) -> list[str]:
        """The keys of a combination's parts; of all else its own."""
        return self.key.split("+")


@dataclass(frozen=True, slots=True)
class _Entry:
    tokens: tuple[str, ...]
    kind: str
    key: str
    weak: bool


def _telling(line: str) -> tuple[str, ...]:
    """Return the names of a mined line, without those that are words of another meaning."""
    names = ("+".join(part for part in name.split("+") if part not in ORDINARY) for name in line.split("|"))
    return tuple(filter(None, names))


@cache
def _medicines() -> dict[str, str]:
    """Return the names of medicines, each with the key that all names of one medicine share.

    The names of a line are one medicine, and lines that share a name are. Where a line begins with several, joined by
    ``+``, the names behind them are a combination of these: its key is their keys, joined.
    """
    every = [*filter(None, map(_telling, lines("drugs.txt"))), *groups("drug_groups.txt")]
    nearer: dict[str, str] = {}
    places: dict[str, int] = {}
    for name in (name.removesuffix("*") for names in every for name in names):
        places.setdefault(name, len(places))

    def first(name: str) -> str:
        bare = name.removesuffix("*")
        while (other := nearer.get(bare, bare)) != bare:
            bare = other
        return bare

    for names in every:
        for name in names[1:] if "+" not in names[0] else ():
            # A generic name of the mined list comes before all others and is the key: classes list their members by it.
            one, other = sorted((first(names[0]), first(name)), key=places.__getitem__)
            if one != other:
                nearer[other] = one
    found: dict[str, str] = {}
    for head, *behind in every:
        parts = head.split("+")
        found.update((part, first(part)) for part in parts)
        key = "+".join(dict.fromkeys(map(first, parts)))
        found.update((name, key) for name in behind)
    return found


@cache
def _entries() -> tuple[dict[str, list[_Entry]], dict[str, list[_Entry]]]:
    """Return lexicon entries by their first token, and open single words by their first four letters."""
    exact: dict[str, list[_Entry]] = defaultdict(list)
    opened: dict[str, list[_Entry]] = defaultdict(list)

    def add(name: str, kind: str, key: str, *, weak: bool = False) -> None:
        tokens = tuple(_TOKEN.findall(name.replace("*", "")))
        if not tokens:
            return
        if name.endswith("*"):
            tokens = (*tokens[:-1], tokens[-1] + "*")
        entry = _Entry(tokens, kind, key, weak)
        if tokens[0].endswith("*"):
            opened[tokens[0][:3]].append(entry)
        else:
            exact[tokens[0]].append(entry)

    for name, key in _medicines().items():
        add(name, "drug", key)
    for line in lines("drug_classes.txt"):
        class_names = line.split(" : ")[0].split("|")
        for name in class_names:
            add(name, "class", class_names[0])
    for file, kind in (("procedures.txt", "procedure"), ("diagnoses.txt", "diagnosis")):
        for names in groups(file):
            for name in names:
                add(name.lstrip("~"), kind, names[0], weak=names[0].startswith("~"))
    return exact, opened


@cache
def _disease_words() -> frozenset[str]:
    return word_set("diagnosis_words.txt")


#: A plural that has another stem: varices, varix.
_LATIN: Final = re.compile(r"(?<=[a-z]{3})ices$")


def _fits(wanted: str, token: str) -> bool:
    if wanted.endswith("*"):
        return token.startswith(wanted[:-1])
    bare = token.removesuffix("'s")
    return wanted in (token, bare) or wanted + "s" == bare


def _morphology(word: str, *, listed: frozenset[str]) -> tuple[str, str] | None:
    """Return kind and key of a word outside the lexicons, by its ending."""
    if len(word) < 6 or word in ORDINARY:
        return None
    bare = word.removesuffix("s") if not word.endswith(("is", "ss")) else word
    if bare.endswith(OPERATION_ENDINGS):
        return "procedure", bare
    if word in listed or (bare.endswith(DISEASE_ENDINGS) and bare not in ORDINARY and len(bare) > 6):
        return "diagnosis", bare
    if len(bare) > 6 and bare.endswith(DRUG_ENDINGS) and bare not in ORDINARY:
        return "drug", bare
    return None


@lru_cache(maxsize=65536)
def _begun(token: str, use_lexicon: bool) -> tuple[tuple[_Entry, ...], tuple[str, str] | None] | None:
    """Return the entries that a word may begin, the best first, and what its ending tells; None for most words."""
    exact, opened = _entries() if use_lexicon else ({}, {})
    bare = token.removesuffix("'s")
    options = {*exact.get(token, ()), *exact.get(bare, ()), *exact.get(bare.removesuffix("s"), ())}
    options.update(entry for entry in opened.get(token[:3], ()) if _fits(entry.tokens[0], token))
    best = sorted(
        options, key=lambda one: (len(one.tokens), len(one.tokens[0]), not one.weak, one.key, one.kind), reverse=True
    )
    guess = _morphology(bare, listed=_disease_words() if use_lexicon else frozenset())
    return (tuple(best), guess) if best or guess else None


def may_begin(word: str) -> bool:
    """Tell whether a medical term may begin with a word of the normal form."""
    return _begun(word, True) is not None


@lru_cache(maxsize=65536)
def mentions(text: str, use_lexicon: bool = True) -> tuple[Mention, ...]:
    """Return the medical terms of a text in the normal form; the longest at each place.

    Without the lexicons only the endings of names tell: how much they do by themselves is in docs/lexicons.md.

    Examples
    --------
    >>> [(one.kind, one.words) for one in mentions("i failed humira, had a lumbar laminectomy and have lupus")]
    [('drug', 'humira'), ('procedure', 'laminectomy'), ('diagnosis', 'lupus')]
    """
    tokens = _TOKEN.findall(text)
    begun = [_begun(token, use_lexicon) for token in tokens]
    if not any(begun):
        return ()
    spans = [match.span() for match in _TOKEN.finditer(text)]
    found: list[Mention] = []
    behind = 0
    for place, known in enumerate(begun):
        if known is None or place < behind:
            continue
        start, end = spans[place]
        options, guess = known
        for entry in options:
            rest = tokens[place + 1 : place + len(entry.tokens)]
            if len(rest) + 1 == len(entry.tokens) and all(map(_fits, entry.tokens[1:], rest)):
                behind = place + len(entry.tokens)
                end = spans[behind - 1][1]
                found.append(Mention(entry.kind, entry.key, start, end, text[start:end], entry.weak))
                break
        else:
            if guess:
                found.append(Mention(*guess, start, end, tokens[place]))
    return tuple(found)


@dataclass(frozen=True)
class Terms:
    """What a text names.

    Attributes
    ----------
    keys
        Of its terms.
    stems
        The first letters of its words, to be compared with a term's.
    words
        Its words.
    """

    keys: frozenset[str]
    stems: frozenset[str]
    words: frozenset[str]


def _stem(word: str) -> str:
    word = _LATIN.sub("ix", word)
    bare = word.removesuffix("'s").removesuffix("s")
    return bare[:6] if len(bare) > 6 else bare


@lru_cache(maxsize=65536)
def _terms_of_part(part: str) -> tuple[frozenset[str], frozenset[str]]:
    text = read(part).text
    return frozenset(key for one in mentions(text) for key in one.keys), frozenset(_TOKEN.findall(text))


@lru_cache(maxsize=8192)
def terms_of(*texts: str) -> Terms:
    """Return what texts name together."""
    keys: set[str] = set()
    found: set[str] = set()
    for text in texts:
        for _, part in split_parts(text):
            more, tokens = _terms_of_part(part)
            keys |= more
            found |= tokens
    return Terms(frozenset(keys), frozenset(map(_stem, found)), frozenset(found))


@cache
def _members() -> dict[str, tuple[str, ...]]:
    """Return what grounds a class of drugs."""
    out = {}
    for line in lines("drug_classes.txt"):
        names, members = line.split(" : ")
        # A member counts under any of its names, and so by the key that they share.
        keys = (_medicines()[name] for name in members.split() if name in _medicines())
        out[names.split("|")[0]] = tuple(dict.fromkeys((*members.split(), *keys)))
    return out


def _any_member(members: Iterable[str], found: frozenset[str]) -> bool:
    for member in members:
        if member.startswith("-"):
            if any(word.endswith(member[1:]) for word in found):
                return True
        elif member.endswith("*"):
            if any(word.startswith(member[:-1]) for word in found):
                return True
        elif member in found:
            return True
    return False


def is_grounded(one: Mention, source: Terms) -> bool:
    """Tell whether a text that names `source` holds a term: by any of its names, its words, or a narrower one.

    Examples
    --------
    >>> source = terms_of("MRI of the knee; adalimumab")
    >>> [is_grounded(one, source) for one in mentions("magnetic resonance imaging, a biologic, humira and etanercept")]
    [True, True, True, False]

    A combination is grounded by all its parts, and a part by the combination.

    >>> [is_grounded(one, terms_of("valsartan")) for one in mentions("diovan and entresto")]
    [True, False]
    >>> [is_grounded(one, terms_of("Entresto")) for one in mentions("valsartan")]
    [True]
    """
    if source.keys.issuperset(one.keys):
        return True
    # By a member of a class under any name: Lipitor is a statin. (Immunotherapy is a class and a procedure.)
    if _any_member(_members().get(one.key, ()), source.words | source.keys):
        return True
    if one.kind == "class":
        return False
    if one.key in _NARROWER and any(word.startswith(_NARROWER[one.key]) for word in source.words):
        return True
    if one.kind == "diagnosis" and is_told_plainly(one.words, source.words):
        return True
    content = [token for token in _TOKEN.findall(one.words) if token not in _EMPTY and len(token) > 2]
    return bool(content) and all(_stem(token) in source.stems or _is_narrowed(token, source) for token in content)


def _is_narrowed(token: str, source: Terms) -> bool:
    """Tell whether a source has a narrower name of a broad word: a carcinoma of the breast is breast cancer."""
    narrower = _NARROWER.get(f"{token}*") or _NARROWER.get(f"~{token}*", ())
    return any(word.startswith(narrower) for word in source.words) if narrower else False


def treatments_in(text: str) -> frozenset[str]:
    """Return the keys of the medicines and procedures that a text names."""
    return frozenset(_treatments(text))


def _treatments(text: str) -> Iterator[str]:
    for _, part in split_parts(text):
        for one in mentions(read(part).text):
            if one.kind in ("drug", "procedure"):
                yield one.key
