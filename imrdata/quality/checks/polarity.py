"""What a text says is so of a patient and what it says is not, clause by clause, as sets of topics.

In: a text in the normal form. Out: for each clause the topics that it affirms, and for each denial in it the topics
that it denies. A topic is a term of the lexicons under whatever name, a common finding, or a word's stem; so no list of
findings is needed: the view brings its own. `imrdata.quality.checks.negation_flip` puts two texts together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from imrdata.quality.clauses import clause_of
from imrdata.quality.concepts import mentions
from imrdata.quality.normalise import NormalText, read
from imrdata.quality.patterns import words

__all__ = [
    "OF_PLAN",
    "Clause",
    "Denied",
    "affirmed_text",
    "clause",
    "clause_texts",
    "clauses",
    "topics_in",
    "unaffirmed",
]

#: Common findings and acts that have more than one word for them: one name a group.
_FACTS: Final = {
    "vomit": r"vomit\w*|thr[eo]w(?:ing|n)? up|emesis",
    "fever": r"fevers?|febrile|feverish",
    "smoke": r"smok\w+|tobacco|cigarettes?|nicotine|packs? (?:a|per) day",
    "drink": r"drinks?|drank|drinking|alcohol(?: use| abuse)?",
    "incontinence": r"incontinen\w+|(?:bladder|bowels?)(?: (?:and|or) (?:bladder|bowels?))?(?: control| dysfunction"
    r"| trouble| problems?| accidents?)?",
    "suicide": r"suicid\w+|(?:tak|took|end)\w* (?:my|his|her|their) (?:own )?life|kill (?:my|him|her)self|to die",
    "weak": r"weak(?:ness|er)?|motor (?:deficits?|loss)|(?:loss of|lost) strength",
    "numb": r"numb(?!er)\w*|tingl\w+|paresthesias?|sensory (?:loss|deficits?)",
    "walk": r"walk(?:s|ed|ing)?|ambulat\w+",
    "pregnant": r"pregnan\w+|expecting a (?:baby|child)",
    "thinner": r"(?:lost|los[es]\w*) (?:(?:any|some|more|the|\w+) )?(?:weight|pounds|lbs|kilos)|weight loss",
    "heavier": r"(?:gain\w*|put on) (?:(?:any|some|more|the|\w+) )?(?:weight|pounds|lbs|kilos)|weight gain",
    "bleed": r"bleed\w*|bled|blood(?:y| in (?:my|his|her|the) (?:stool|urine))|pass(?:es|ed|ing)? blood|hemorrhag\w*"
    "|hematochezia",
    "swell": r"swell\w*|swollen|edema\w*",
    "allergy": r"allerg\w+",
    "faint": r"lo(?:st|ses?|sing|ss of) consciousness|pass(?:es|ed)? out|faint\w*|unconscious\w*|syncop\w+|black(?:s"
    r"|ed)? out",
    "hallucination": r"hallucinat\w+|psychosis|psychotic|delusion\w*|hear(?:s|ing)? voices",
    "breath": r"short(?:ness)? of breath|dyspnea|trouble breathing|breathless\w*",
    "seizure": r"seizures?|convuls\w+|fits",
    # A number falls too, and so does the year.
    "fall": r"(?<!this )(?<!last )(?<!the )(?:falls?|fallen|fell)(?! (?:asleep|short|apart|under|within|below|behind"
    r"|outside|from|to (?:\d|the \w+ percentile)))",
    "ambulance": r"911|ambulances?|paramedics?",
    # Who has no trouble swallowing swallows.
    "trouble": r"troubles?|problems?|difficult(?:y|ies)|issues?",
    "headache": r"headaches?|migraines?",
    "pain": r"pain(?:ful|s)?|hurt(?:s|ing)?|ach(?:e|es|ed|ing)|sore(?:ness)?",
    "hospital": r"(?<!partial )hospital\w*|admitted|admissions?|inpatient",
    "drugs": r"drug (?:use|abuse)|illicit drugs|street drugs|substance (?:use|abuse)",
    "fracture": r"fractur\w+|broke(?:n)?(?: bones?)?",
    "boneinfection": r"osteomyelitis|bone infection|infection (?:in|of) (?:the |my |his |her )?bones?",
    "infection": r"infect\w+",
    "surgery": r"surger\w+|surgical\w*|operat(?:ion|ions|ed)",
    "family": r"(?:family|relatives?|(?:my|his|her) (?:own )?(?:mother|father|mom|dad|sister|brother|aunt|uncle"
    "|parents?"
    r"|grand\w+))",
    "nausea": r"nause\w*",
    "hypoglycemia": r"hypoglycemi\w+|severe lows|lows|low blood sugars?",
    "selfharm": r"self[- ]?(?:injur\w+|harm\w*|mutilat\w+)(?: behaviou?rs?)?|(?:injur|harm|hurt|cut|bit)\w* (?:him"
    "|her|my)self"
    r"|(?:bang\w*|hits|hitting) (?:his|her|my) (?:own )?head|bit\w* (?:his|her|my) (?:own )?(?:arm|hand)s?",
    "aggressive": r"aggress\w+|violent\w*|(?:hits?|hitting|attack\w*|bites?|kick\w*) (?:other|peer|people|sibling"
    r"|classmate)\w*",
    "purge": r"purg(?:es?|ed|ing)|(?:mak|made)\w* (?:my|him|her)self (?:sick|vomit|throw up)",
    "toilet": r"(?:toilet|potty)[ -]?train\w*",
    "backtowork": r"(?:return\w*|back) (?:to|at) (?:\w+ )?work",
    "injection": r"injection\w*|injected|shots?",
    "steroid": r"(?:cortico)?steroids?|cortisone",
    "medication": r"medications?|medicines?|meds|drugs",
    "atrophy": r"atroph\w+|wast(?:ed|ing)(?: away)?",
    "diet": r"diet\w*",
    "exercise": r"exercis\w+",
    "hear": r"hear(?:s|ing)?(?: loss)?|deaf\w*",
    "sleepy": r"sleepy|sleepiness|somnolen\w+|drowsy|drowsiness",
    "feed": r"(?:eats?|feeds?) (?:by|on) (?:mouth|own)",
    "speak": r"(?:speaks?|spoke|talks?)(?! of)|verbal",
    "recur": r"recur\w*|relaps\w*|came back",
    "spread": r"spread\w*|metasta\w+",
}
# One test for a word's beginning before all of them: most places of a text have none.
_FACT: Final = re.compile(rf"\b(?:{'|'.join(rf'(?P<{name}>{form})' for name, form in _FACTS.items())})\b")
#: Parts of the body under their names, and other words that stand for one another, by stem.
_SAME: Final = {
    stem: group[0]
    for group in (
        ("back", "spin", "spinal", "lumbar", "vertebr"),
        ("heart", "cardi", "cardiac", "coronar"),
        ("kidney", "renal"),
        ("lung", "pulmon", "pulmonar"),
        ("liver", "hepat", "hepatic"),
        ("stomach", "gastr", "gastric"),
        ("brain", "cerebr", "intracr"),
        ("skin", "cutane", "dermal"),
        ("belly", "abdom", "abdomin"),
        ("prior", "previou", "earlier", "past"),
        ("finish", "complet"),
        ("tear", "torn"),
        ("arm", "arms"),
        ("cure", "heal"),
        ("evaluat", "assess", "assessm"),
        ("instabi", "unstabl"),
        ("call", "rang", "phon", "telepho"),
    )
    for stem in group
}
#: Words of a denial that tell nothing of what is denied.
_LIGHT: Final = frozenset(
    words(
        "a an the any some of in on or and my his her their our your its this that these those such other another"
        " evidence sign signs indication suggestion proof finding findings history symptom symptoms complaint"
        " complaints"
        " current currently prior recent recently known"
        " documented documentation significant obvious apparent active acute chronic formal real single kind sort"
        " form type further previous past personal associated concurrent much more many very really actually ever"
        " even yet been being be have has had having do does did done get got is was are were am i he she we they"
        " it me him us them who whom which to with for at by from as mention record records report reports course"
        " courses trial trials attempt attempts use used using episode episodes case cases at all whatsoever whatever"
        " so far still also both either ever self day night week month year time times old new all every"
        " test tests testing screen screening study studies scan scans result results exam examination"
        " documented formally previously already once again first least life lifetime machine thought thoughts"
        " ideation condition purpose one two three four five six seven eight nine ten eleven twelve second third fourth"
        " fifth half january february march april may june july august september october november december"
        " not no nor neither never none now would could because without brought device devices mechanical program"
        " programs"
    )
)
_WORD: Final = re.compile(r"[a-z][a-z'-]*[a-z]")
_SUFFIX: Final = re.compile(r"(?:ations?|ions?|ings?|ness|ment|ed|ers?|ies|es|s|e|y|al|ly)$")


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    stem = _SUFFIX.sub("", word)
    # "Cane" is not "can".
    stem = stem if len(stem) > 3 else word.removesuffix("s")
    stem = stem[:7]
    return _SAME.get(stem, stem)


#: What is given or done is told from what somebody has.
_KIND: Final = {"drug": "#", "class": "#", "procedure": "#"}


@lru_cache(maxsize=65536)
def topics_in(text: str, *, narrow: bool = False) -> tuple[tuple[str, int, int], ...]:
    """Return the topics of a text with their places; narrow: of each place only the name that says most.

    Examples
    --------
    >>> [topic for topic, _, _ in topics_in("previous spine surgery", narrow=True)]
    ['back', '+surgery']
    """
    facts = [(f"+{match.lastgroup}", *match.span()) for match in _FACT.finditer(text)]
    # "Seizures" is in both lists, and goes by the wider name.
    same = {(start, end) for _, start, end in facts}
    found = [
        (f"{_KIND.get(one.kind, '=')}{key}", one.start, one.end)
        for one in mentions(text)
        if (one.start, one.end) not in same
        for key in one.keys
    ]
    taken = [(start, end) for _, start, end in found]
    found += [fact for fact in facts if not (narrow and any(a < fact[2] and fact[1] < b for a, b in taken))]
    if narrow:
        taken = [(start, end) for _, start, end in found]
    for match in _WORD.finditer(text):
        start, end = match.span()
        if match[0] not in _LIGHT and not (narrow and any(a < end and start < b for a, b in taken)):
            found.append((_stem(match[0]), start, end))
    return tuple(sorted(found, key=lambda one: one[1]))


#: Lines of a view that are of the request or the plan's: they say nothing of the patient.
OF_PLAN: Final = re.compile(
    r"\brequest(?:s|ed|ing)?\b|\bauthori[sz]ation\b|\bcoverage\b|\b(?:health )?plan\b|\binsurer\b|\bcriteria\b"
    r"|\bdenied (?:the|payment|this|her|his|coverage)\b"
)


@dataclass(frozen=True, slots=True)
class Denied:
    """What a denial is of: topics that must all be there for an affirmation to contradict it.

    Attributes
    ----------
    topics
        What is denied, with what narrows it.
    start, end
        Its place in the clause.
    never, now
        Whether it is denied for all time, or only of what is done at present.
    vague
        Whether it tells too little to be contradicted: by one everyday word that is a verb ("she did not wait") or that
        describes another ("no severe episode"); what cannot be or was refused, if it has no name; no more than another.
    """

    topics: frozenset[str]
    start: int
    end: int
    never: bool = False
    now: bool = False
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a text.

    Attributes
    ----------
    text
        In the normal form.
    start
        Its place in the paragraph.
    affirmed
        The topics that it doesn't deny, with where each first stands in the clause.
    denied
        Its denials, with their places in the clause.
    lost
        The places in the clause that it does not affirm.
    """

    text: str
    start: int
    affirmed: dict[str, tuple[int, int]]
    denied: tuple[Denied, ...]
    lost: tuple[tuple[int, int], ...]


#: A denial, and how it governs what follows it.
_NEGATION: Final = re.compile(
    r"\b(?P<noun>no(?! (?:longer|doubt|question|matter|one\b|more than|less than|fewer than|wonder|sooner|way|reason"
    r"|need))"
    r"|without|den(?:y|ies|ied|ying)|negative for|free (?:of|from)|absence of|lack(?:s|ed|ing)?(?: of)?"
    r"|nor(?! (?:have|has|had|did|do|does|was|is|am|are|can)\b)|neither"
    r"|none of|nothing|ruled out|declin(?:es|ed|ing)|refus(?:es|ed|ing)|stopped short of"
    r"|(?:be|been|stay\w*|kept|keeps?|remain\w*) (?:out of|off|away from|clear of)"
    r"|(?:decided|advised|opted|chose|argued|argues) against|turned down|said no to|opted out of)\b"
    r"|(?P<verb>\bnor (?:have|has|had|did|do|does|was|is|am|are|can) (?:i|he|she|we|they|it|there)\b"
    r"|\b(?:not(?! (?:only|just|merely|simply))|never|yet to|cannot|unable to|failed to)\b|n't\b)"
)
#: What stands behind its own denial.
_BEHIND: Final = re.compile(
    r"^(?:[\w' -]*?)\b(?P<predicate>(?:was|were|is|are|has been|have been|remains?)"
    r" (?:\w+ly )?(?:absent|ruled out|excluded|denied)"
    r"|(?:(?:was|were|is|are|has been|have been|had been)(?: not|n't| never)|(?:has|have|had)(?: not|n't"
    r"| never)(?: yet)? been) (?:\w+ly )?(?:present|seen|found|noted|reported|identified"
    r"|demonstrated|there|tried|used|done|performed|given|taken"
    r"|attempted|obtained|completed|ordered|received|provided|documented|offered|prescribed|started|needed))"
    # What was not given stands behind: "he has not been given it".
    r"(?=[ .,;:)]*$| (?:by|in|on|at|yet|to|so|since|because|for|during|either|before)\b)"
)
#: Where what a denial governs ends.
_BARRIER: Final = re.compile(
    r"[.,;:!?()\[\]]|\b(?:despite|in spite of|after|because|due to|since|until|when|while|although|though|but|before"
    r"|which|who|that|if|so|than|during|following|with|in order|except|other than|besides|apart from|as|for|however"
    r"|from|by|through|at|on|in|where|how|why|would|could|can|will|was|were|is|are|has|have|had)\b"
)
#: In a denial of these, only the denied matters that follow are lost, not the outcome's place.
_OUTCOME: Final = re.compile(
    r"(?:\w+ly |any |much |enough |lasting |real |significant |sustained |adequate |long-term |further )*"
    r"(?:help\w*|work(?:ed|s|ing)?\b|reliev\w*|relief|respon\w+|control\w*|improv\w*|last\w*|benefit\w*|tolerat\w+"
    r"|effect\w*|success\w*|enough|touch\w*|results?|difference|good|avail|progress|change\w*|better|luck|answer\w*|recover\w*"
    r"|remission)\b"
)
#: What is not said of the patient's own state: thought, will, speech, procedure, means.
_MENTAL: Final = re.compile(
    r"(?:\w+ly |be |been |being |to |have |had |has )*(?:want\w*|wish\w*|ask\w*|need\w*|think\w*|thought|believ\w*"
    r"|expect\w*|agree\w*|accept\w*|understand\w*|understood|know\w*|doubt\w*|mean\w*|see|hope\w*|say\w*|said"
    r"|state[sd]?"
    r"|explain\w*|consider\w*|mention\w*|address\w*|discuss\w*|tell|told|give|gave|claim\w*|afford\w*|wait\w*"
    r"|assert\w*|pretend\w*|call it"
    r"|pay|paid|cover\w*|approv\w*|authori\w*|request\w*|seek\w*|look\w*|allow\w*|require\w*|recommend\w*|offer\w*"
    r"|propose\w*|suggest\w*|dispute\w*|contest\w*|argu\w*|appl(?:y|ies)|fit|meet|met|match\w*|account\w*|deal\w*"
    r"|weigh\w*"
    r"|medically|necessary|able|sure|certain|clear|true|right|fair|reasonable|safe|appropriate|easy|likely"
    r"|possible|willing|ready|alone|asking|enough|for lack|a (?:reason|matter|question|luxury|choice|whim)|the same"
    r"|because|if|until|all|every\w*|always|cosmetic|convenience|experimental|investigational|new|one|only|my fault"
    r"|make|made|let|keep|kept|leave|do\b|come|go\b|just)\b"
)
_VERB_LEAD: Final = re.compile(
    r"(?: (?:yet|ever|even|really|actually|also|once|any longer|currently|previously|personally|formally|been able"
    r" to|\w+ly))*(?P<aux>(?: (?:been|had|have|has|be|get|got|gotten|having|being))*)"
)
#: Verbs whose object is what is denied.
_HOLDS: Final = re.compile(
    r" ?(?P<verb>have|has|had|tried|try|trying|used?|using|tak(?:e|en|ing)|took|undergo\w*|underwent|received?"
    r"|receiv\w+"
    r"|given|wear\w*|wor[en]|complet\w+|start\w*|attempt\w*|show(?:s|ed|n)?|reveal\w*|f[io]u?nd|demonstrat\w+"
    r"|identif\w+"
    r"|suffer\w*(?: from)?|develop\w*|experienc\w+|report\w*|exhibit\w*|done|do|go(?:ne)? (?:to|through)|went|been|on"
    r"|see[n]?|attend\w*|prescribed|treated (?:with|for)|diagnosed (?:with|as)|to|obtain\w*|perform\w*"
    r"|submit\w*|includ\w+|document\w*|describ\w+|contain\w*|feel|felt|get|got)\b"
)
_AUXILIARY: Final = re.compile(
    r"\b(?:do|does|did|has|have|had|is|am|are|was|were|been|can|could|'s|'m"
    r"|'ve)(?: \w+ly)? $"
)
_COPULA: Final = re.compile(r"\b(?:is|was|are|were) ?$")
_FALSE: Final = re.compile(r"\b(?:wrong|false|untrue|incorrect|inaccurate)(?: (?:to (?:say|claim|write)))?(?: that)?\b")
_SHOWN_THAT: Final = re.compile(
    r" (?:find|found|show|shown|indicated?|document(?:ed)?|describe[d]?|reflect(?:ed)?|seen?|establish(?:ed)?"
    r"|prove[nd]?) that\b"
)
_FRONTED: Final = re.compile(r"^[\s,;]*(?:(?:and|but) )?(?P<what>[\w' /-]+?),? (?:i|he|she|we|they)\b")
#: Nothing but an adverb stands behind: "the brace he has never had".
_LAST: Final = re.compile(
    r"(?: (?:had|have|tried|used|taken|received|done|been given|needed|worn|yet|ever|before"
    r"|\w+ly))*[ .,;]*$"
)
_WITHIN: Final = re.compile(r" (?:in|on|to|at|through|under|with) (?=[a-z])")
_NEVER: Final = re.compile(r"\bnever\b|\bno (?:\w+ )?history\b|\bnot ever\b")
_NOW: Final = re.compile(
    r"\b(?:do|does|am|is|are|'m|'s|'re)(?: not|n't) (?:\w+ly )?(?:tak|us|on\b|smok|drink|wear|receiv|get)"
    r"|\b(?:takes?|uses?|wears?|receives?|gets?|(?:am|is|are)(?: \w+){0,2} on) no\b"
)
_ACT: Final = re.compile(r"\b(?:do|does|did|would|will)(?: not|n't) (?:\w+ly )?$")
#: What is denied may be named behind a word that is empty: "no trouble with", "no history of".
_EMPTY: Final = re.compile(
    r"(?: (?:any|no|a|an|the|my|his|her|history|evidence|signs?|symptoms?"
    r"|complaints?|tested|screened|treated|evaluated|family history)){1,3} (?:with|of|in|for|from|suggesting) "
)
_ANAPHOR: Final = re.compile(r" (?:it|them|this|that|both|either|one)\b")
_PLACE: Final = re.compile(r"^ ?(?:at|in|on|for|during|with|over|under|around|toward)\b[^,.;]*")
_ITEMS: Final = re.compile(r",? (?:and|or|nor)(?: (?:no|any))? |, ")


def _denials(text: str) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Yield for each denial of a clause the span that it takes from what is affirmed, and the spans that it is of."""
    behind = _BEHIND.match(text)
    if behind:
        yield 0, behind.end(), [(0, behind.start("predicate"))]
    if false := _FALSE.search(text):
        yield false.start(), len(text), []
    for match in _NEGATION.finditer(text):
        if behind and match.start() < behind.end():
            continue
        # "Neither the brace nor the pills helped": nothing is denied but the outcome.
        if match["noun"] in ("neither", "nor", "none of") and text[: match.start()].strip(" ,") in ("", "and", "but"):
            continue
        start = match.end()
        if match["verb"]:
            lead = _VERB_LEAD.match(text, start)
            start = lead.end() if lead else start
            rest = text[start:].lstrip()
            if _OUTCOME.match(rest):
                continue
            if _MENTAL.match(rest):
                # Not a denial of what follows; yet what follows is not affirmed by it either.
                yield match.start(), len(text), []
                continue
            if match[0] == "not" and not _AUXILIARY.search(text, 0, match.start()):
                # "Not the brace, not the pills": what is not so is in another clause.
                yield match.start(), len(text), []
                continue
            if copula := _COPULA.search(text, 0, match.start()):
                # "Diabetes was not the cause" does not say that there is any.
                yield 0, copula.end(), []
            if shown := _SHOWN_THAT.match(text, start):
                yield match.start(), len(text), [(shown.end(), len(text))]
                continue
            fronted = _FRONTED.match(text[: match.start()])
            if fronted and _LAST.match(text, start):
                yield 0, len(text), [fronted.span("what")]
                continue
            while holds := _HOLDS.match(text, start):
                start = holds.end()
            if within := _WITHIN.match(text, start):
                start = within.end()
            rest = text[start:].lstrip()
            if _OUTCOME.match(rest):
                continue
        elif _OUTCOME.match(text[start:].lstrip()):
            continue
        if match[0] != "without" and _ANAPHOR.match(text, start):
            # "He was offered naltrexone and declined it."
            named = [one for one in topics_in(text[: match.start()]) if one[0][0] in "#=+"][-1:]
            for _, begin, end in named:
                yield begin, start, [(begin, end)]
            continue
        if empty := _EMPTY.match(text, start):
            start = empty.end()
        cut = _BARRIER.search(text, start)
        while cut and _goes_on(text, cut):
            cut = _BARRIER.search(text, cut.end())
        end = cut.start() if cut else len(text)
        items, place = [], start
        for joint in _ITEMS.finditer(text, start, end):
            items.append((place, joint.start()))
            place = joint.end()
        items.append((place, end))
        # "A diet without milk" tells what the diet is, and nothing of the patient.
        of_thing = match[0] == "without" and (
            _is_treatment(text[: match.start()].rstrip()) or _VERB_BEHIND.match(text, end) is not None
        )
        yield match.start(), end, [] if of_thing else items


_VERB_BEHIND: Final = re.compile(r" ?(?:was|were|is|are|has|have|had)\b")
#: Treatments that no lexicon of names holds.
_TREATMENT: Final = frozenset({"+diet", "+exercise", "+injection", "+medication", "+steroid", "+surgery", "therap"})


def _is_treatment(lead: str) -> bool:
    """Tell whether a treatment is the last thing named in a clause's beginning."""
    named = [one for one in topics_in(lead) if one[2] == len(lead)]
    return any(topic[0] == "#" or topic in _TREATMENT for topic, _, _ in named)


_GOES_ON: Final = re.compile(
    r"(?: [\w'-]+){1,3}(?:,| (?:and|or|nor)\b)|,? (?:and|or|nor) (?!i |he |she |it |they |we |my |his |her )"
)


#: A place within such a list: "no fluid in the abdomen, bleeding or confusion".
_LIST_BEHIND: Final = re.compile(r" (?:[\w-]+ ){0,3}[\w-]+, (?:[\w'-]+,? ){1,4}n?or\b")


def _goes_on(text: str, cut: re.Match[str]) -> bool:
    """Tell whether a list of denied things goes on behind a comma: "no fever, chills, or weight loss"."""
    if cut[0] in ("at", "in", "on", "with"):
        return _LIST_BEHIND.match(text, cut.end()) is not None
    return cut[0] == "," and _GOES_ON.match(text, cut.end()) is not None


@lru_cache(maxsize=65536)
def clauses(paragraph: str) -> tuple[Clause, ...]:
    """Return the clauses of a paragraph as written."""
    return tuple(_clauses(read(paragraph)))


@lru_cache(maxsize=65536)
def unaffirmed(paragraph: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of a paragraph, in its normal form, that it does not say to be so."""
    return tuple((one.start + a, one.start + b) for one in clauses(paragraph) for a, b in one.lost)


@lru_cache(maxsize=65536)
def affirmed_text(paragraph: str) -> str:
    """Return the normal form of a paragraph without what it denies."""
    kept = []
    for one in clauses(paragraph):
        text = one.text
        for a, b in sorted(one.lost, reverse=True):
            text = f"{text[:a]} {text[b:]}"
        kept.append(text)
    return "".join(kept)


def _clauses(part: NormalText) -> Iterator[Clause]:
    for start, text in clause_texts(part):
        one = clause(text)
        yield Clause(one.text, start, one.affirmed, one.denied, one.lost)


def clause_texts(part: NormalText) -> Iterator[tuple[int, str]]:
    """Yield where each clause of a paragraph begins, and its text; nothing of it is read yet."""
    place, length = 0, len(part.text)
    while place < length:
        start, stop = clause_of(part, place)
        start = max(start, place)
        stop = max(stop, place + 1)
        yield start, part.text[start:stop]
        place = stop


_BRACKETS: Final = re.compile(r" ?\([^)]*\)")
_PURPOSE: Final = re.compile(
    r"(?<!treated )(?<!tested )(?<!positive )(?<!hospitalized )(?<!hospital )(?<!admitted )(?<!seen )(?<!surgery )"
    r"(?<!operated )\bfor (?:the |my |his |her |any )?$"
)


#: Denied is only one more of them.
_ANOTHER: Final = re.compile(r"\b(?:other|another|new|further|additional|more|second|third|fourth|repeat|such)\b")
_UNABLE: Final = re.compile(r"\b(?:cannot|unable to|(?:can|could)(?: not|n't)|refus\w+|declin\w+)\b[^,;]*$")


def _is_vague(text: str, places: tuple[int, int, int, int], topics: frozenset[str]) -> bool:
    """Tell whether a denial tells too little; places: where it begins, what it is of, and where its phrase ends."""
    first, start, end, stop = places
    if _ANOTHER.search(text, first, end):
        return True
    kinds = {topic[0] for topic in topics}
    if unable := _UNABLE.search(text, max(0, first - 6), start):
        return not kinds & ({"#"} if unable[0][0] in "rd" else {"+"})
    if len(topics) > 1 or kinds & set("#=+"):
        return False
    return bool(
        topics & {"diseas", "word"} or _WORD.search(text, end, stop) or _ACT.search(text, max(0, first - 6), start)
    )


@lru_cache(maxsize=65536)
def clause(text: str) -> Clause:
    """Return what a clause says, as if it stood alone."""
    lost: list[tuple[int, int]] = []
    denied: list[Denied] = []
    for first, last, items in _denials(text):
        place = _PLACE.match(text[last:]) if items else None
        # What stands in brackets behind it is its other name.
        named = _BRACKETS.match(text, last)
        lost.append((first, named.end() if named else last + (place.end() if place else 0)))
        for begin, stop in items:
            found = list(topics_in(text[begin:stop], narrow=True))
            if stop == last and found and place:
                found += [
                    (topic, a + stop - begin, b + stop - begin) for topic, a, b in topics_in(place[0], narrow=True)
                ]
            if 0 < len(found) <= 4:
                topics = frozenset(topic for topic, _, _ in found)
                denied.append(
                    Denied(
                        topics,
                        begin + found[0][1],
                        begin + found[-1][2],
                        _NEVER.search(text, first, begin + 12) is not None,
                        _NOW.search(text, max(0, first - 16), begin + 12) is not None,
                        _is_vague(text, (first, begin + found[0][1], begin + found[-1][2], stop), topics),
                    )
                )
    affirmed: dict[str, tuple[int, int]] = {}
    for topic, begin, stop in topics_in(text):
        # What a medicine is for is not said to be there.
        if not any(a <= begin < b for a, b in lost) and not _PURPOSE.search(text, 0, begin):
            affirmed.setdefault(topic, (begin, stop))
    return Clause(text, 0, affirmed, tuple(denied), tuple(lost))
