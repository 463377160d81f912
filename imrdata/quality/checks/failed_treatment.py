"""Treatments that are said to have been tried, and that the writer of an appeal was not given."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import numpy as np

from imrdata.quality.batch import Batch
from imrdata.quality.checks.outcomes import outcome
from imrdata.quality.checks.polarity import OF_PLAN, affirmed_text, clauses, unaffirmed
from imrdata.quality.checks.said import is_said, said_in
from imrdata.quality.checks.told_of import is_elsewhere
from imrdata.quality.clauses import clause_of, is_possible
from imrdata.quality.concepts import Terms, is_grounded, mentions, terms_of
from imrdata.quality.local import Claim, LocalCheck
from imrdata.quality.normalise import NormalText
from imrdata.quality.parts import split_parts
from imrdata.quality.patterns import words

__all__ = ["GENERIC", "FailedTreatmentNotInView", "is_known"]

_X: Final = r"(?P<what>(?:[a-z][\w'-]*[ ,/]*(?:and |or |of |the )?){1,7})"
#: What was tried, by the words around it: before it, or behind it.
_BEFORE: Final = re.compile(
    r"\b(?:tried(?: and failed)?|(?:did|do) try|have tried|failed(?: on| with| a (?:trial|course) of)?(?! to\b)"
    r"|(?<=after )failing|(?<=of )failing|(?<=despite )failing"
    r"|failure (?:of|with|on)|trials? of|(?<!in the )(?<!of )courses? of|rounds? of|sessions? of"
    r"|did(?: not|n't) (?:respond to|tolerate)|(?:un)?responsive to|no (?:response|relief|benefit|improvement"
    r"|success|help"
    r"|results?|luck) (?:to|from|with|after|on)|little (?:relief|benefit|help) from|relief from"
    r"|could(?: not|n't) (?:tolerate|take|stay on|continue)|unable to (?:tolerate|take)|cannot (?:tolerate|take)"
    r"|can't (?:tolerate"
    r"|take)|intoleran(?:t|ce) (?:of|to)|allerg(?:ic|y) to|reactions? to|side effects (?:of|from|with)"
    r"|gave up(?: on)?|given up(?: on)?|quit|stopped (?:taking|using)|discontinued|switched (?:me |him |her )?(?:from"
    r"|to)|weaned off|came off|went off|went through|gone through|been through|cycled through|exhausted"
    r"|refractory to|resistant to|despite|in spite of|treated (?:unsuccessfully )?with|treatment with|managed with"
    r"|went to|been to|attended|underwent|undergone|experimented with|resorted to|relied on|lived on) "
    rf"(?:an? |the |my |his |her |both |also |even |taking |using |wearing |multiple |several |various |numerous "
    rf"|many |two |three |four |months of |weeks of |years of |full |adequate |supervised |previous |prior "
    rf"|high-dose |low-dose |oral |topical )*{_X}"
)
_BEHIND: Final = re.compile(
    r"(?:^|[.,;:] |\b(?:and|but|even|that|then|also|both|neither|nor) |\b(?:an?|the|my|his|her|our|three|two|four"
    r"|several|many|some|months of|weeks of|rounds of) )(?P<what>(?:[a-z][\w'-]* (?:and |or |of |the )?){1,5})"
    r"(?:also |only |never |just |simply |all |both |has |have |had |was |were |is |are |gave |brought |did |made "
    r"|been |changed |provided |offered |caused |proved |turned out )*"
    r"(?:fail(?:ed|s)\b(?! to (?:show|meet|prove|provide|explain|consider|address|demonstrate|send|apply|state|give"
    r"|mention|include|account))|(?:did|does|do|has|have|had|was|were|is|are)(?: not|n't|n't) (?:\w+ )?(?:help|work"
    r"|reliev|last|effective|touch|control|enough|respond|tolerat)\w*"
    r"|(?:gave|brought|provided|offered|produced|yielded|did) (?:me |him |her )?(?:no|little|nothing|only)\b"
    r"|(?:let|left) (?:me|him|her|us)\b|to no avail|made (?:no difference|me|him|her|my|things|it)|changed nothing"
    r"|did nothing|no help|no use|useless|ineffective"
    r"|in vain|unsuccessful|got (?:me|him|her|us) nowhere|made (?:me|him|her) sicker|without (?:success|relief"
    r"|benefit|effect|improvement)"
    r"|(?:tried|attempted|used|worn|given|taken|stopped|discontinued|abandoned|wore off|tested|begun"
    r"|exhausted|put in|placed|implanted|fitted|injected|started)\b(?: and (?:abandoned|stopped"
    r"|failed))?(?= (?:without|in vain|because|for|and|but|with|due|after"
    r"|to no|first|at|only)|[.,;]|$)"
    r"|(?:was|were|been|is|are) (?:tried|attempted|used|worn|given|stopped|discontinued|abandoned|tested|begun"
    r"|exhausted|put in|placed|implanted|fitted|injected|started|prescribed|unsuccessful|ineffective|useless|no help"
    r"|of no)"
    r"|(?:had|has|have) to be (?:dropped|abandoned|stopped|given up|discontinued|taken (?:out|off|away)|let go)"
    r"|(?:was|were|been) (?:given up|dropped|let go)"
    r"|caused (?:me |him |her )?(?:side|severe|terrible|bad|a rash|an? |nausea|vomit|kidney|liver|weight|dizz)"
    r"|only made|never (?:helped|worked)|(?:had|have) no effect|wore off)"
)
#: "I gave the brace a fair chance."
_CHANCE: Final = re.compile(
    rf"\b(?:gave|given|giving) (?:the |my |his |her )?{_X}(?=an? (?:\w+ )?(?:chance|try|trial|go|shot)\b)"
    r"an? (?:\w+ )?(?:chance|try|trial|go|shot)\b"
)
_HINT: Final = (
    r"\b(?:chance|try|avail|tried|fail\w*|trials? of|courses? of|rounds? of|respon\w+|relief|benefit|improvement"
    r"|success\w*|tolerat\w+"
    r"|intoleran\w+|allerg\w+|reactions?|side effects|gave up|given up|quit|stopped|discontinued"
    r"|switched|weaned|through|exhausted|refractory|resistant|despite|treated|treatment with|help\w*|work\w*|useless"
    r"|ineffective|in vain|attempted|abandoned|dropped|let go|changed nothing|nothing|difference|underwent|undergone"
    r"|attended"
    r"|went to|been to|wore|caused|effect|relied|resorted)\b"
)
#: Words that stand for what was tried without naming it, or are no treatment at all.
GENERIC: Final = frozenset(
    words(
        "a an the and or of in on at for from with to by as is was were be been being it its"
        " this that these those them they i he she we you me him her us my his our their your there here"
        " treatment treatments therapy therapies medication medications medicine medicines drug"
        " drugs med meds option options alternative alternatives approach approaches measure measures management care"
        " service services step steps first second third fourth last line first-line second-line"
        " third-line lower-level less intensive conservative standard traditional conventional other others another"
        " previous prior preferred formulary available required listed recommended prescribed usual"
        " typical customary common cheaper simpler safer non-surgical nonsurgical non-operative"
        " nonoperative surgical medical"
        " how whom where ones else came considered asked wanted suggested told called demanded thought discussed"
        " refused offered proposed everything anything nothing something all each every both none"
        " one two three four five six many several multiple various numerous few some any more"
        " most plan plan's insurer doctor doctors physician"
        " baths showers hands mouth ice heat pills pill tablets tablet under over between enough ten eleven"
        " twelve dozen twenty thirty visits visit"
        " approved covered in-network outpatient inpatient home same such what which who way ways thing"
        " things time times month months week weeks year years day days hour hours long full adequate appropriate"
        " different new old effort efforts attempt attempts attempting trying method methods kind"
        " kinds type types class classes agent agents combination combinations course courses trial trials round rounds"
        " session sessions dose doses doing done hard best already yet still also even too very"
        " so not no never without success relief effect improvement response result results benefit little help working"
        " before after since because when while until despite then now again once only just well ever"
        " far really either neither nor if but although though however had has have having do does did can could"
        " will would should may might must get got gets gone went go come came take taken took"
        " taking use used using give given gave receive received completed complete underwent"
        " undergone need needed needs"
        " find found make made put see seen say said feel felt keep kept let try tried failed"
        " fail failing fails stop stopped stopping continue continued improve control relieve reduce"
        " manage manageable treat"
        " pain symptoms condition disease illness problem problems body life work school job family"
        " patient patients member enrollee request requests appeal denial decision letter letters"
        " records record notes criteria"
        " guideline guidelines policy requirement requirements coverage insurance evidence information"
        " documentation explanation reason reasons question questions point points review process"
        " phone call calls hearing"
        " oral topical injectable systemic supervised prolonged extended daily weekly monthly current"
        " existing initial early higher lower maximum minimal high-dose low-dose combined separate"
        " individual supportive"
        " several-month six-month three-month twelve-week six-week eight-week month-long week-long"
        " weeks' months' years' days' level levels less-intensive lesser costly less-costly mentioned"
        " named above following described"
        " exactly precisely simply mostly mainly both-sides things half rest part parts least much"
        " good bad great little worse better due lack adverse side effects effect severe serious"
        " intolerable reaction reactions"
        " season seasons including hope place emergency er hospital clinic office specialist specialists"
        " provider providers"
        " surgery surgeries operation procedure procedures test tests scan scans program programs plan's"
        " list lists product products"
        " over-the-counter otc generic generics brand brands prescription prescriptions regimen"
        " regimens modality modalities intervention interventions remedy remedies solution solutions"
        " remedies behavioral lifestyle changes"
        " modifications modification rest activity exercise exercises diet stretching me/us him/her"
        " nurse nurses preventive preventives ordinary basic minor major earlier later further additional extensive"
        " aggressive maximal optimal"
        " child son daughter husband wife spouse"
    )
)
#: What a treatment that no list knows is by its kind, be it the end of a longer word: "mouthwash", "retraining".
_KIND: Final = re.compile(
    r"(?:cream|ointment|gel|lotion|spray|drop|oil|balm|powder|soap|wash|rinse|soak|bath|wrap|compress|bandage|dressing"
    r"|plaster|tape|taping|patch|strip|pad|pillow|wedge|mattress|cushion|blanket|mask|guard|splint|brace|strap|belt|sling"
    r"|sleeve|garment|stocking|sock|shoe|boot|insole|insert|cast|collar|corset|glove|lens|glasses|prism|aligner|retainer"
    r"|helmet|device|appliance|machine|unit|stimulator|pump|lamp|light|monitor|alarm|sensor|meter|board|tablet"
    r"|capsule|pill|lozenge|inhaler|shot|injection|infusion|block|therapy|therapie|treatment|training|exercise|stretche"
    r"|stretching|lesson|coaching|counseling|class|classe|group|camp|diet|fasting|feeding|formula|shake|supplement"
    r"|vitamin|herb|tea|extract|tincture|remedy|remedie|yeast|walker|wheel|wheelchair|chair|bed|language|bandaging|knee|leg|foot|hand"
    r"|hygiene|nap|catheter|tube|ring|plug|seal|clip|stent|graft|peel|laser)s?$"
)
_CONTRACTED: Final = re.compile(r"\w+n't|(?:i|you|he|she|it|we|they|that|this|there|who|what)'\w+")
_TOKEN: Final = re.compile(r"[a-z][a-z'-]*[a-z]")
_END: Final = re.compile(
    r"\b(?:because|since|but|although|which|that|due|until|before|so|with(?:out)?|for|when|while|as|after|from|in|at"
    r"|on|by|to|if|than|however|his|her|my|it|i|he|she|they|we|was|were|is|are|has|have|had|did|does|made|gave|caused"
    r"|would|will|can|could|not|no|only|never)\b"
)


#: "I must first complete a trial of": what the plan wants is not what was done.
_WANTED: Final = re.compile(
    r"\b(?:must|(?:have|has|need|needs|required|expected|supposed|wants? (?:me|him|her|us)) to)"
    r" (?:first |also |still |now )?(?:complete|try|undergo|go|finish|attempt|fail|have|do|show|document|prove)\b"
)
#: A hidden sentence that tells of a study, a rule or advice.
_OF_OTHERS: Final = re.compile(
    r"\b(?:(?:clinical|randomi[sz]ed|controlled|phase \w+) trials?|trials? (?:compar|show|found|report|demonstrat)\w+"
    r"|stud(?:y|ies)|literature|meta-?analys[ei]s|guidelines?|compared with|versus|published|patients (?:who|with)"
    r"|et al|should|reasonable|appropriate|recommend\w*|indicated)\b"
)
#: Verbs and adverbs between a treatment and what is said of it.
_AUXILIARY: Final = re.compile(
    r"(?: (?:was|were|is|are|has|have|had|did|does|been|proved|proven|turned|out|also|only|never|just|simply|both"
    r"|all))+ ?$"
)


class FailedTreatmentNotInView(LocalCheck):
    """A treatment that an appeal says was tried or failed must be in what its writer saw.

    Rule: what stands with words of trying, failing, no relief, intolerance or stopping ("X brought no relief", "gave up
    on X"), in many wordings, must be said to have been used, or be requested, in the view or the denial, under any
    name; what the plan wants tried first, or what the view says was not tried, does not ground it. A treatment that no
    lexicon knows is known by its kind (a cream, a belt) and must have most of its telling words there.
    Passes on purpose: what names no treatment ("conservative care", "something stronger", "these drugs"); what may be
    tried; what others tried, and what the plan names; what a hidden sentence that may be a fact tells as used (not
    what it says of a study, or that should be tried).
    Why: a made-up failure meets the plan's criteria by a lie.
    Source: domain.md §7 (failed treatments).
    Limits: tier B. It reads phrases, not grammar: a treatment named far from its verb passes.
    """

    name = "failed_treatment_not_in_view"
    version = 10
    kinds = ("appeal",)
    needs = ("view_text",)
    reads = ("view_text", "denial_text", "undecided_text")
    tier = "B"

    def worth_reading(self, batch: Batch) -> np.ndarray:
        """Tell the paragraphs that hold a word of trying or failing."""
        return batch.parts.normal.str.contains(_HINT).to_numpy()

    def find(self, part: NormalText, kind: str) -> Iterator[Claim]:
        """Yield treatments that are said to have been tried."""
        text, lost = part.text, unaffirmed(part.original)
        for form in (_BEFORE, _BEHIND, _CHANCE):
            place = 0
            while match := form.search(text, place):
                place = max(match.start() + 1, match.start("what"))
                start, end = match.span("what")
                begin, stop = part.sentence(start)
                start, end = max(begin, start), min(end, stop)
                if form is _BEFORE and (cut := _END.search(text, start, end)):
                    end = cut.start()
                elif form is _BEHIND:
                    if tail := _AUXILIARY.search(text, start, end):
                        end = tail.start()
                    cuts = list(_END.finditer(text, start, end))
                    start = cuts[-1].end() if cuts else start
                if any(a < end and start < b for a, b in lost) or (
                    form is _BEFORE and _WANTED.search(text, clause_of(part, start)[0], start)
                ):
                    continue
                if (
                    is_elsewhere(part, start, end)
                    or is_possible(part, start, end)
                    or part.is_quoted(start, end)
                    or "[" in text[start:end]
                ):
                    continue
                spoken = [(one.start() + start, one.end() + start, one[0]) for one in _TOKEN.finditer(text[start:end])]
                telling = [
                    one
                    for one in spoken
                    if one[2].removesuffix("'s") not in GENERIC
                    and len(one[2]) > 2
                    and not one[2].endswith("ly")
                    and not _CONTRACTED.fullmatch(one[2])
                ]
                # "Something stronger" is no name, and "what I gave up and a list" ends before "and".
                first = ("something", "anything", *(("and", "or", "but") if form is _BEFORE else ()))
                if not telling or spoken[0][2] in first:
                    continue
                named = mentions(text[start:end])
                # A phrase that no list knows is only read where it ends like a treatment and is said to be one.
                sure = _SURE.search(match[0]) or _in_vain(text[slice(*clause_of(part, start))])
                if named or (sure and any(map(_KIND.search, (one[2] for one in spoken)))):
                    yield Claim(
                        telling[0][0],
                        telling[-1][1],
                        "names a failed treatment that is not in the view",
                        key=(text[start:end], tuple(one[2] for one in telling)),
                    )

        yield from _told_in_vain(part)

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Tell whether neither the view nor the denial says that it was used, under any name."""
        phrase, telling = claim.key
        used = _used(*(letter.get(name) or "" for name in self.reads))
        if named := mentions(phrase):
            return any(not is_grounded(one, used) for one in named)
        return sum(is_known(word, used.words) for word in telling) * 2 < len(telling)


def _in_vain(clause: str) -> bool:
    """Tell whether a clause says that what it names did not help, or was not borne."""
    went = outcome(clause)
    return went.borne is False or (went.helped is not None and went.helped <= 0)


def _told_in_vain(part: NormalText) -> Iterator[Claim]:
    """Yield the treatments under known names that a clause tells of the patient, and with no good end."""
    for one in said_in(part):
        text = one.said.clause.text
        if not _in_vain(one.said.text):
            continue
        place = one.start - (len(text) - len(text.lstrip(" ,;")))
        for named in mentions(text):
            start, end = place + named.start, place + named.end
            if named.kind not in ("drug", "class", "procedure") or named.end > one.said.real:
                continue
            if any(a <= named.start < b for a, b in one.said.clause.lost) or is_elsewhere(part, start, end):
                continue
            told = any(is_said(one.said, f"#{key}") for key in named.keys)
            if told and not is_possible(part, start, end):
                yield Claim(
                    start,
                    end,
                    "names a failed treatment that is not in the view",
                    key=(text[named.start : named.end], ()),
                )


#: What a denial tells as done.
_DONE: Final = re.compile(
    r"\b(?:had|have|has|was|were|tried|took|taken|takes?|used|uses?|complet\w+|received|attended|wore|wears?|went"
    r"|stopped|failed|did|finished|underwent|given|done|been|relie\w+|help\w*|records?|notes?|shows?)\b|\d"
)
#: What it says of rules and alternatives, and not of what was done.
_RULE: Final = re.compile(
    r"\b(?:requir\w+|must|criteri\w+|guidelines?|polic(?:y|ies)|rules?|needs?|first|should|call(?:s|ed)? for|asks? for"
    r"|prefer\w*|step|before|unless|until|if|is to|are to|can|could|may|think|believe|alternatives?|available|formulary"
    r"|lists?|options?|instead|such as|include\w*|recommend\w*|appropriate|offer\w*|cover\w*|would|adequate)\b"
)


@lru_cache(maxsize=4096)
def _used(view: str, denial: str, undecided: str) -> Terms:
    """Return what is requested, or said to have been used: not what the plan wants tried, nor what was not."""
    lines = []
    for line in view.splitlines():
        plan = OF_PLAN.search(line.lower())
        asked = "request" in line.lower() and "deni" not in line.lower()
        lines += [line] if asked else [] if plan else [affirmed_text(line)]
    lines += [text for _, paragraph in split_parts(denial) for text in _done(paragraph)]
    # Hidden sentences may be facts of the patient, or tell of studies and of what should be done.
    lines += [affirmed_text(line) for line in undecided.splitlines() if not _OF_OTHERS.search(line.lower())]
    return terms_of("\n\n".join(lines))


def _done(paragraph: str) -> Iterator[str]:
    """Yield what a paragraph of a denial says to be so, and not to be the rule."""
    return (
        affirmed_text(one.text) for one in clauses(paragraph) if _DONE.search(one.text) and not _RULE.search(one.text)
    )


_SURE: Final = re.compile(
    r"tried|fail(?:ed|ing|ure)|trials? of|courses? of|respond to|underw|undergo|an? (?:\w+ )?(?:chance|try"
    r"|trial|go)"
    r"|to no avail|let (?:me|him|her|us) down|(?:relief|benefit|improvement|success) (?:to|from"
    r"|with|after)|tolerat|intoleran|allerg(?:ic|y) to|gave up|stopped (?:taking|using)|discontinued|brought|in vain"
    r"|attempted|abandoned|(?:to be|was|were|been) (?:dropped|let go|given up)"
    r"|changed nothing|did nothing|no difference|no help|useless|n't (?:help|work)|not (?:help"
    r"|work|last)|no effect|wore off|without success"
)


def is_known(word: str, source: frozenset[str]) -> bool:
    """Tell whether a source has a word, or one that begins like it."""
    stem = word.removesuffix("'s")[:5]
    return any(other.startswith(stem) for other in source) if len(stem) > 3 else word in source
