"""Evidence that is appealed to without a name: "studies show", what share of patients, whose registry. Room: quality.

In: a paragraph. Out: places. A claim is what says that research has found something; that research is missing, weak,
asked for or still to come is none. Whether the writer saw such evidence is the business of the checks of `citations`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import words

__all__ = ["FINDS", "RESEARCH", "UNNAMED", "evidence_claims", "research_claims", "speaks_of_evidence"]

UNNAMED: Final = "evidence without a name"

#: What research does when it has found something.
FINDS: Final = (
    r"(?:show(?:s|n|ed)?|found|finds?|demonstrat\w+|suggest(?:s|ed)?|support(?:s|ed)?|confirm(?:s|ed)?|prov(?:es?|ed"
    r"|en)"
    r"|indicat(?:es?|ed)|establish(?:es|ed)?|report(?:s|ed)?|conclud(?:es?|ed)|reveal(?:s|ed)?|document(?:s|ed)?"
    r"|back(?:s|ed)?|favou?r(?:s|ed)?|tells? us|agrees?|links?|linked|points? to|says?)"
)
NATIONS: Final = (
    r"(?:american|british|english|scottish|irish|canadian|australian|european|scandinavian|nordic|swedish|danish"
    r"|norwegian|finnish|dutch|belgian|german|swiss|austrian|french|italian|spanish|portuguese|greek|turkish|israeli"
    r"|japanese|chinese|korean|indian|brazilian|mexican|international|national|multinational|multicenter|nationwide"
    r"|military|veterans?)"
)
_KIND: Final = (
    r"(?:(?:medical|clinical|scientific|published|peer-reviewed|many|most|several|numerous|recent|newer|new|other|some"
    r"|long-term|large|larger|controlled|randomi[sz]ed|independent|academic|current|modern|more|multiple|various|two"
    r"|three"
    r"|countless|good|strong|solid|high-quality|the|best|available|existing|real-world|outcomes?|registry|trial"
    r"|research"
    r"|treatment|practice|professional|specialty|expert|consensus|society|medical society|and|of|body),? )"
)
_LITERATURE: Final = (
    r"(?:literature|research|studies|trials|meta-analyses|evidence|data|guidelines|papers|articles|publications|authors"
    r"|reports|researchers|scientists|investigators|experience)"
)
#: Of these a letter may speak without meaning research, unless it says what kind they are.
_VAGUE: Final = frozenset(
    (
        "evidence",
        "data",
        "guidelines",
        "specialists",
        "trials",
        "papers",
        "articles",
        "publications",
        "authors",
        "experience",
        "reports",
    )
)
#: `studies` alone are also a patient's tests: only those of these kinds, or at the beginning of a clause.
_SUBJECT: Final = re.compile(
    rf"(?:^|(?<=[.;:!?,] )|(?<=\bthat )|(?<=\band )|(?<=\bbut )|(?<=\bas )|(?<=\bbecause )|(?<=\bsince )|(?<=\bwhere )"
    rf"|(?P<kind>\b{_KIND}+))"
    rf"(?P<noun>{_LITERATURE}|experts|specialists)(?: (?:of|on|in|about|into|comparing"
    rf"|from) (?:[\w'-]+ ){{0,6}}?(?:[\w'-]+))??"
    rf",? (?:(?:has|have|had|also|now|clearly|consistently|repeatedly|strongly|long|again|all|generally|already|often"
    rf"|to date|do|does) )*(?P<verb>{FINDS}|recommends?|advis\w+|endors\w+|calls? for|prefers?|consider|describ\w+|used"
    rf"|compared|enrolled|tested|(?:is|are) (?:clear|full of|consistent|unanimous|overwhelming))\b"
    # That somebody's request is supported says nothing of what was found.
    r"(?! (?:the|my|this|your|our) (?:request|appeal|case|position|claim)\b)"
)
#: Words that carry no evidence of their own before a noun that needs one.
_BARE_KIND: Final = re.compile(r"^(?:the|and|of|current|more|other|new|good|some|available|existing|two|three) *$")
_IN_LITERATURE: Final = re.compile(
    rf"\b{_LITERATURE}(?: (?:on|of|in|into|about) (?:[\w'-]+ ){{1,6}}?)? ?(?:has|have) (?:repeatedly|consistently"
    rf"|time and again"
    r"|always) (?:failed to|shown no|found no)\b"
    r"|\bin (?:the |its |their )?(?:controlled|clinical|pivotal|registration|published|placebo-controlled|early|later"
    r"|head-to-head|medical|registry) (?:studies|trials)(?=,| that| of | about)|\b(?:(?:well|widely|long|amply"
    r"|repeatedly) )?(?:documented|established|shown|proven|proved|described|supported"
    r"|reported|demonstrated|confirmed|recognized|backed|borne out) (?:in|by|throughout|across) (?:the |a |many "
    r"|several"
    r" |good |strong |extensive |recent |current |large |body of |published |medical |clinical |scientific "
    r"|peer-reviewed )*"
    r"(?:literature|studies|research|trials|meta-analyses|evidence(?! of coverage)|guidelines)\b"
)
#: It is said not to be so, asked for, or a rule of the plan's about what evidence there must be.
_NO_CLAIM: Final = re.compile(
    r"\b(?:not|no|never|nor|neither|without|lack\w*|insufficient|limited|few|fewer|too (?:small|few|short)|little"
    r"|cannot"
    r"|fails?|failed|unproven|weak|mixed|conflicting|inconclusive|unclear|uncertain|if|whether|unless|until|any|may"
    r"|might"
    r"|could|would|can|must|should|needs?|needed|requir\w+|only|defin\w+|means|please|send|sent|attach\w*|enclos\w+|ask"
    r"|asked|look\w*|(?<!-)review\w*|consider\w*|evaluat\w+|which|what|you (?:say|write|wrote|said|rely|cite|claim)"
    r"|cover(?:s|ed|age)?|your (?:letter|notice|denial))\b|n't\b|\?"
)
#: What is found is nothing, or hardly enough.
_NOTHING: Final = re.compile(
    r",? (?:that )?(?:(?:there|it|this) (?:is|was) )?(?:no|not|little|limited|insufficient|mixed|conflicting|neither)\b"
    r"(?! (?:advantage|difference|added|additional|extra|better|greater|superior))"
    r"|\?"
)
_NATION: Final = re.compile(
    rf"\b{NATIONS} (?:[a-z-]+ ){{0,2}}?(?:registry|registries|stud(?:y|ies)|trials?|cohorts?|data|researchers"
    rf"|investigators"
    rf"|scientists|guidelines|survey|consensus|experience)\b"
)
_MAKER: Final = re.compile(
    r"\b(?:manufacturer|maker|company|drug company|developer|sponsor)(?:'s|s')? (?:own )?(?:[a-z-]+ ){0,2}?(?:registry"
    r"|trials?|stud(?:y|ies)|data|research|label(?:ing)?|web ?site|brochure|leaflet|prescribing information"
    r"|package insert)\b"
    r"|\b(?:manufacturer|drug maker|maker|drug company) (?:itself |also )?(?:recommends|says|states|advises|lists"
    r"|reports|warns)\b"
    r"|\b(?:package insert|prescribing information|drug label|boxed warning|black box warning)\b"
)
#: A society without its name.
_SOCIETY: Final = re.compile(
    r"\b(?<!our )(?<!plan's )(?:(?!(?:bio)?techn|method|termin)[a-z]+(?:ology"
    r"|ologists?|ologic|iatry|iatric|iatrics|iatrists|surgery|surgeons?|medicine|thesia)|heart"
    r"|cancer|diabetes"
    r"|pain|spine|sleep|kidney|lung|liver|headache|allergy|arthritis|obesity|autism|crohn'?s|colitis|epilepsy"
    r"|parkinson'?s|alzheimer'?s|lupus|psoriasis|eczema|stroke|migraine"
    r"|american|european)"
    r" (?:society|association|college|academy|task force|foundation|guidelines?)\b"
    r"|\b(?:international|national|american|european|world) (?:society|association|federation|academy|college) (?:of"
    r"|for|on)\b"
    r"|(?<![\w-])(?!(?:the|a|an|your|our|this|medical|health|professional|specialty|my|his|her)\b)[a-z]+ (?:society"
    r"|association|college|academy"
    r"|federation|task force)(?:'s|s')? (?:own )?(?:\d{4} )?(?:[a-z]+ )?(?:statement|guidelines?|guidance|position"
    r"|recommendations?|consensus|criteria|standards|says|recommends|advises|endorses)\b"
    r"|\btechnology (?:assessment|evaluation)s? (?:from|by|of|at|program)\b"
    r"|\baccording to (?!(?:our|your|my|his|her)\b)(?:[a-z-]+ ){0,4}?(?:survey|registry|national|census|discharge"
    r"|outcomes?|population) (?:data|figures|statistics|surveys?|numbers)\b"
    r"|\bpublished (?:[a-z-]+ ){1,2}?(?:curves|norms|rates|outcomes|trajectories|timelines)\b"
    r"|\bconsensus (?:of|among) (?!his\b|her\b|my\b|the\b)(?:[a-z]+ ){0,2}?(?:experts|specialists|doctors|surgeons"
    r"|physicians|[a-z]+ologists)\b"
)
_MEDICARE: Final = re.compile(
    r"\bmedicare(?: itself| also| already| now)? (?:covers|pays for|recogni[sz]es|approves|considers|treats|allows"
    r"|regards"
    r"|reimburses) (?:it|this|that|the|these|such|for|[a-z]+ment)\b"
    r"|\bmedicare's (?:own )?(?:[a-z]+ )?(?:coverage (?:rules?|determination|polic\w+|decision|manual)|criteria"
    r"|guidelines)"
    r"|\bmedicare (?:national |local )?(?:coverage )?(?:polic(?:y|ies)|criteria|guidelines|manual)"
    r" (?:on|for|about|says?|lists?|covers?)\b"
)
_WHO: Final = (
    r"(?:patients|people|cases|participants|those|subjects|women|men|children|persons|adults|recipients|individuals"
    r"|responders|users|members|boys|girls|teenagers|seniors|smokers)"
)
_OF_THOSE: Final = rf"(?: of)?(?: (?:all|such|these|those|the|treated|similar|eligible|adult))* {_WHO}\b"
#: A share of patients; where the share is vague, with what became of them.
_SHARE: Final = re.compile(
    rf"(?:\d ?%|\d percent|\b[a-z]+ty(?:-[a-z]+)? percent){_OF_THOSE}"
    rf"|\b(?:\d+|one|two|three|four|five|six|seven|eight|nine)(?: out of| in| of) (?:every )?(?:\d+|ten|five|four|three"
    rf"|twenty|a hundred|one hundred) {_WHO}\b"
    rf"|\b(?:half|(?:one|two|three)[ -](?:thirds?|quarters?|fifths?)|a (?:third|quarter|fifth)"
    rf"|(?:the|an?)(?: vast| large| clear| great)? majority|most){_OF_THOSE}"
    r"(?=(?: [a-z']+){0,6} (?:respond\w*|improv\w+|go into|went into|remission|recover\w*|surviv\w+|relaps\w+"
    r"|(?:do|did) (?:well|poorly|better|as well)|achiev\w+|(?:get|got) (?:better|worse)|heal\w*|die[sd]?|benefit\w*"
    r"|relief"
    r"|reactions?|side effects?|complications?|infections?)\b)"
    r"|\b(?:success|response|remission|cure|survival|failure|complication|relapse|recurrence|mortality|infection"
    r"|detection|revision) rates? (?:of|is|are|was|were|reach\w*|exceed\w*|above|over|near\w*|between|runs?)"
    r"(?: (?:about|around|over|nearly|roughly|more than|up to|at least|close to|some))? (?:\d|[a-z]+ty\b)"
    r"|\d ?(?:%|percent) (?:[a-z]+ ){1,3}?(?:remission|cured|respon\w+|healed|surviv\w+)\b"
    r"|\d ?(?:%|percent) (?:success|response|remission|cure|survival|failure|complication|relapse|recurrence)\b"
    r"|\bworks? (?:for|in) (?:about |around |roughly |nearly |over |more than )?(?:\d+|[a-z]+) ?(?:%|percent|out of|in"
    r"|of) "
    r"|\b(?:stud(?:y|ies)|trials?|research|data|literature|evidence)\b[^.;]{0,60}?\b\d+(?:\.\d+)? ?(?:%|percent)"
)
_HINT: Final = re.compile(
    r"literature|research|studies|trials|evidence|papers|articles|publications|authors|reports|\bdata\b|guidelines"
    r"|meta-anal|experts|specialists|registr|\bstudy\b"
    r"|trial|cohort|investigators|scientists|survey|consensus|experience|manufacturer|maker|company|developer|sponsor"
    r"|insert|prescribing info|drug label|box|medicare|%|percent|rate|patients|people|cases|participants|those|subjects"
    r"|technology|according to|published"
    r"|society|association|college|academy|task force|foundation|women|men\b|children|persons|adults|recipients"
    r"|individuals|respon|works? (?:for|in)|majority"
)
#: What a doctor has seen himself is no research.
_OWN_EXPERIENCE: Final = re.compile(
    r"\bin (?:my|our) (?:own )?(?:\w+ )?(?:experience|practice)\b|\b(?:my|our) own (?:patients|practice)\b"
)
#: Whatever is found is a match of one of these.
CLAIMS: Final = (_SUBJECT, _IN_LITERATURE, _NATION, _MAKER, _SOCIETY, _MEDICARE, _SHARE)


#: What a patient's own study is called by.
_NOT_TESTS: Final = "".join(
    rf"(?<!\b{word} )"
    for word in words(
        "sleep nerve conduction imaging swallow flow mri ct echo bone gait lab urodynamic heart x-ray feeding contrast"
        " doppler emptying motility"
    )
)
_OF_KIND: Final = (
    r"(?:published|large|largest|recent|economic|cost|long-term|longer|follow-up|systematic|national|international"
    r"|head-to-head|pooled|statistical|scientific|journal|other|early|later)"
)
#: Research that has found something, whoever did it: what makes it research is said by a noun, a place or an idiom.
RESEARCH: Final = re.compile(
    rf"{_NOT_TESTS}\b(?P<what>(?:studies|study|trials?(?! of\b)|surveys?|cohorts?|registr(?:y|ies)|meta-analys[ie]s"
    r"|experiments?|articles?|papers?|publications?|textbooks?|literature|researchers?|investigators?|scientists?"
    rf"|authors?|{_OF_KIND} (?:[\w-]+ )?(?:analys[ie]s|series|reports?|reviews?|data|findings|outcomes|results|work"
    r"|comparisons?|evidence)|work done (?:in|at) [^.;,]{3,40}?"
    r"|(?:doctors|specialists|surgeons|those) who have studied [^.;,]{3,40}?)"
    rf"(?:,? [\w'%-]+){{0,7}}?,? (?:(?:has|have|had|also|since|now|all|was|were|is|are) )*(?:{FINDS}|saw|reached"
    r"|enrolled|followed|examined|compared|put|came out|casts?|stopped|vary|varies|advis\w+|recommend\w*|written"
    r"|reassuring|against|behind)\b)"
    r"|\bin (?:(?:the|these|those|all|most|several|two|three|four|large|largest|pivotal|early|published|recent"
    r"|controlled"
    r"|randomized|best|only|longest) )+(?:trials?|studies|literature|surveys?|cohorts?|reports)\b(?! of (?:the|your))"
    r"|\bin an? (?:[a-z-]+ )?comparison of\b|\b[a-z-]*(?:controlled|blind(?:ed)?|randomi[sz]ed) (?:study|trial)\b"
    r"|\b(?:head-to-head|side-by-side) (?:comparisons?|stud(?:y|ies)|trials?)\b|\bsurveys of\b"
    r"|\bpublished (?:series|cohorts?|experience|figures)\b|\b(?:the|its|their|these|those|of|\d+) volunteers\b"
    rf"|\b{NATIONS} (?:team|group|center|centre|doctors|surgeons|clinics?) (?:put|gave|followed|compared|randomi[sz]ed"
    r"|treated|tested|found|reported|tried)\b"
    r"|\bit (?:has been|is|was) (?:\w+ly |well |long |also )*(?:shown|proven|established|documented|worked out"
    r"|demonstrated) that\b"
    r"|\b(?:most|many|leading|all|several) (?:[a-z]+ )?(?:experts|specialists|surgeons|authorities|clinicians"
    r"|researchers)"
    r" (?:agree|advise|recommend|believe|caution|prefer|favou?r|wait|hold|would|consider)\b"
)
#: Whose records are spoken of, or what is missing, sent, or might be.
_NOT_RESEARCH: Final = re.compile(
    r"\b(?:your?|yours|we|us|our|he|she|his|her|the (?:patient|member|enrollee)|records?|chart|notes?|file|meter|not|no"
    r"|nor|neither|without|few|any|if|whether|unless|may|might|could|can|must|should|need(?:s|ed|ing)?\b|requir\w*"
    r"|please|lack\w*|cover\w*|insufficient|limited|sen[dt]|enclos\w*|attach\w*|ask\w*|grievance|appeal)\b|n't\b|\?"
)


def research_claims(part: NormalText) -> Iterator[tuple[int, int]]:
    """Yield where a paragraph, in a sentence of nobody's records, says that research has found something."""
    for match in RESEARCH.finditer(part.text):
        begin, stop = part.sentence(match.start())
        if not _NOT_RESEARCH.search(part.text, begin, stop):
            yield match.span()


_TESTED: Final = re.compile(r"\b(?:sleep|nerve|conduction|imaging|swallow|motility|emptying|urodynamic|lab) stud")


def evidence_claims(part: NormalText) -> Iterator[tuple[str, int, int]]:
    """Yield (kind, start, end) for each appeal to evidence without a name."""
    text = part.text
    if not _HINT.search(text):
        return
    for match in _SUBJECT.finditer(text):
        if match["noun"] in ("evidence", "data") and not match["kind"] and text.startswith(" that ", match.end()):
            if not _denied(part, match.start(), match.end()):
                yield UNNAMED, match.start("noun"), match.end()
            continue
        # "The studies show slowing" where nerves were studied.
        if match["noun"] == "studies" and (match["kind"] or "").strip() == "the" and _TESTED.search(text):
            continue
        if match["noun"] in _VAGUE and (not match["kind"] or _BARE_KIND.match(match["kind"])):
            continue
        if match["noun"] == "guidelines" and not re.search(
            r"national|professional|specialty|expert|consensus|society|practice", match["kind"] or ""
        ):
            continue
        if not _denied(part, match.start(), match.end()):
            yield UNNAMED, match.start("noun"), match.end()
    for form, kind in (
        (_IN_LITERATURE, UNNAMED),
        (_NATION, "research of a country"),
        (_MAKER, "a manufacturer's data"),
        (_SOCIETY, "a society's word"),
        (_MEDICARE, "Medicare's rules"),
        (_SHARE, "a study's figure"),
    ):
        for match in form.finditer(text):
            begin, stop = part.sentence(match.start())
            if _OWN_EXPERIENCE.search(text, begin, match.end()):
                continue
            # What a percentile means is arithmetic.
            if kind == "a study's figure" and "percentile" in text[begin:stop]:
                continue
            if kind in ("a study's figure", "Medicare's rules") or not _denied(part, *match.span()):
                yield kind, *match.span()


def speaks_of_evidence(source: str) -> bool:
    """Tell whether what the writer saw, in the normal form, appeals to research itself."""
    return bool(_SUBJECT.search(source) or _IN_LITERATURE.search(source))


def _denied(part: NormalText, start: int, end: int) -> bool:
    """Tell whether what stands before the place in its sentence, or right behind it, says that it is not so."""
    begin, _ = part.sentence(start)
    if re.search(r"(?:failed to|shown no|found no)$", part.text[start:end]):
        end = start
    return bool(_NO_CLAIM.search(part.text, begin, end) or _NOTHING.match(part.text, end))
