"""Of whom a paragraph tells a medical term, and whether it tells it as so.

In: a paragraph and the place of a term. Out: whether it is told of somebody else, of anybody, of a work place, by the
plan, or only as feared, compared or looked for. `imrdata.quality.checks.terms` and `failed_treatment` judge only what
is told of the patient.
"""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.clauses import clause_of
from imrdata.quality.normalise import NormalText

__all__ = ["is_elsewhere", "is_of_others"]

#: The patient's own: nothing that stands around it takes it away.
_OWN: Final = re.compile(
    r"\b(?:my|his|her|our \w+'s|my \w+'s|(?:the|my) (?:patient|member|enrollee)'s|\[\w+\]'s)"
    r" (?:(?!(?:an?|the|to|from|of|on|in|for|with|and|or|that|about|as|by)\b)[\w'-]+ ){0,2}$"
)
_KIN: Final = (
    r"(?:mother|father|mom|dad|parents?|brothers?|sisters?|siblings?|uncles?|aunts?|cousins?|(?:grand|step|god)\w+"
    r"|\w+-in-law|family|relatives?|twin|niece|nephew)"
)
_OUTSIDER: Final = (
    r"(?:uncles?|aunts?|cousins?|neighbou?rs?|friends?|co-?workers?|colleagues?|boss|(?:brother|sister|father)-in-law"
    r"|grand(?:mother|father|parents?|ma|pa)|ancestors|classmates?|roommate|teacher|pastor|family|relatives?)"
)
_SOMEBODY: Final = (
    r"(?:man|woman|lady|couple|fellow|men|women|child|children|kids?|persons?|people|patients?|boys?|girls?|babies"
    r"|adults?|members?"
    r"|athletes?|smokers?|students?|teenagers?|veterans?|workers?|drivers?|families|friends?|neighbou?rs?|diabetics?)"
)
#: Whoever a sentence names before the term: somebody else, the patient, or by a pronoun the last of them.
_PEOPLE: Final = re.compile(
    rf"\b(?P<other>(?:my|our|his|her) (?:\w+ ){{0,2}}?{_OUTSIDER}|(?:my|our) (?:own|late) (?:{_KIN}|wife|husband|son"
    rf"|daughter)"
    rf"|my {_KIN}(?= (?:died|passed|lost (?:a|an|both|his|her)|and my ))|(?:his|her|their"
    rf"|(?:the )?[\w\]]+'s) (?:\w+ )?{_KIN}"
    rf"|(?:like|two of|one of|both of|some of) my (?:\w+ )?{_KIN}"
    rf"|(?<!\bam )(?<!\bis )(?<!\bwas )(?<!\bas )(?<!\bremains )(?<!\bbeing )(?<!'m )(?<!'s )"
    rf"(?:an?|any|another|one|every|each|some|most|many|few|no|two|three|other|these|those|such|the same"
    rf"|all|of) (?:[\w-]+ )?{_SOMEBODY}"
    rf"|the (?:[\w-]+ )?{_SOMEBODY} (?:next door|down|across|at|in|from|on|beside|who lives)"
    r"|(?:some|many|most|other|few|all) (?:\w+ )?(?:plans|insurers|doctors|surgeons|clinics|hospitals|companies)"
    r"|people|patients|others|anyone|someone|somebody|nobody|no one|everyone|everybody|anybody|those who|whoever"
    r"|men|women|children|kids|adults)\b"
    r"|\b(?P<patient>i|i'm|i've|me|we|us|the (?:patient|member|enrollee))\b|(?P<name>\[\w+\])"
)
#: The writer's, and not of somebody named before.
_MINE: Final = re.compile(r"\b(?:my|our) (?:(?!(?:an?|the|to|from|of|on|in|for|with|and|or|own)\b)[\w-]+ ){0,2}$")
#: Whatever leads up to it: "which he took for a month".
_TAKEN: Final = re.compile(
    r",? (?:that|which) (?:i|he|she|we) (?:also |then |once |now )?(?:took|takes?|ha[dsve]+|got|gets?|underwent|tried"
    r"|used)\b"
)
#: A kind of work or place behind it: "the dialysis unit", "a diabetes educator".
_PLACE: Final = re.compile(
    r"(?:'s|-)? (?:[a-z]+ )?(?:unit|wards?|floor|clinics?|departments?|boards?|teams?|centers?|nurses?|doctors?"
    r"|specialists?|educators?|technicians?|pharmacists?|surgeons?|society|foundation|association|academy|committee"
    r"|registry|league|network|hotline|class(?:es)?|teacher|instructor|driver|companies|company|maker|counselors?"
    r"|crew|staff|screening|tests?|testing|vaccines?|vaccination|research|prevention|awareness)\b"
)
#: What somebody works at.
_WORK: Final = re.compile(
    r"\b(?:works?|worked|working) (?:as|in|at|for) (?:an? |the |my )?(?:[\w-]+ ){0,3}$"
    r"|\b(?:teach(?:es)?|taught|coach(?:es|ed)?|sells?|sold|drove|drives?|hands? out|heads?|studied|a retired) "
    r"(?:an? |the )?(?:[\w-]+ )?$"
)
#: The plan names it: its list, its rule, what it pays for.
_PLAN: Final = re.compile(
    r"\b(?:you|(?:your|the|its|this|that) (?:[\w'-]+ ){0,2}(?:polic(?:y|ies)|criteri(?:a|on)|guidelines?|lists?"
    r"|booklet|bulletin|handbook|letter|notice|denial|rules?|requirements?|formulary|reviewer|nurse|plan|website"
    r"|alternatives?)"
    r"(?: (?:that )?you (?:sent|quote|cite|name|rely on|apply))?) (?:also |only |even |already |now |do |does |did "
    r"|was |were |is |are )*(?:lists?|listed|names?|named|say|says|said|spe[ao]ks?|spoke|mention\w*|requires?|required"
    r"|asks?|asked|calls? for|puts?|treats?|covers?|covered|excludes?|allows?|permits?|pays?|paid|wants?|wanted"
    r"|demands?"
    r"|recommends?|suggest\w*|offer\w*|propos\w*|prefers?|meant|written|made|about|for|refers?|counts?)\b"
)
#: Only feared, compared, looked for, talked of, or said of things in general.
_UNREAL: Final = re.compile(
    r"\b(?:fears?|feared|afraid of|dread\w*|scares?|scared|terrif\w+|wak(?:e|ing) up|closer to|away from|brush with"
    r"|(?:end|ends|ended) in|(?:come|comes) to|turns? into|sooner than|unlike|as if|compar\w+ (?:it |this |that )?"
    r"(?:to|with)|(?:think|thought) of|imagine|say nothing of|let alone|short of|(?:look|looks|feels?|felt|looked) like"
    r"|like (?:an?|the)|(?:look|looked|looking|check\w*|test\w*|search\w*) (?:(?:me|him|her) )?for|mistook|mistaken for"
    r"|suspect\w*|thought (?:it|this|that|they|i|he|she) (?:was|were|might be)|(?:talk|talked|asked|asks|spoke|joke\w*)"
    r" (?:(?:me|him|her|us) )?(?:about|of)|a drug for|medicine for|made for|meant for|treats?(?! (?:me|him|her|my"
    r"|his)\b)"
    r"|(?:leaflet|booklet|pamphlet|article|books?|program|show|page)s? (?:about|on)|warn\w* (?:for|of|about)"
    r"|no (?:reason|need|cause|point)|(?:people|others|colleagues|co-?workers|friends|neighbou?rs|they|everyone)"
    r"(?: all)? (?:think|thought|say|said|assumed?|believed?) (?:that )?(?:i|he|she) (?:am|is|was)|(?:difference"
    r"|choice) (?:\w+ )?between|(?:left|remains|alternatives?|choice|option)(?: (?!and\b|but\b)[\w'-]+){0,5} (?:is|are"
    r"|was|were|would be)"
    r"|(?:tell|told|know|distinguish\w*) (?:it|this|that|them) from|called for|spare[ds]?|save[ds]? (?:me|him"
    r"|her) from|(?<!and )(?<!but )had (?:i|he|she|we|they))"
    r" (?:[\w'-]+,? ){0,4}$"
    r"|\b(?:afraid|fears?|dreads?|terrified|leads?|ends?) (?:[\w'-]+,? ){0,9}$|\b(?:if|whether)\b(?:(?!\b(?:because"
    r"|since|for|on account of)\b)[^;:])*$"
    r"|\b(?:(?:less|more|rather|sooner|cheaper|dearer|safer|better|worse|longer|other|easier|harder|nothing)\b"
    r"(?:(?! (?:was|were|did|had|gave|made)\b)[^.;])* than|not (?:cosmetic|a luxury)[^.;]* like)"
    r" (?:(?!(?:on|with|when|i|he|she|it)\b)[\w'-]+ ){0,4}$"
)
#: It does or costs something in general, or may; or it was only spoken of.
_AFTER: Final = re.compile(
    r"(?: (?!(?:and|or|that|which|who|was|were|i|he|she|it|they|we|you)\b)[\w'-]+){0,3}? (?:(?:could|would|can|may"
    r"|might|will|must"
    r"|should|costs?|kills?|happens?|brings?)\b"
    r"|(?:is|are|was|were) (?:not |no |never |still |also |only |in |always )*(?:what (?:[\w']+ ){1,3}(?:fear|dread"
    r"|avoid|prevent|worr)\w*|what (?:awaits|comes|lies|follows)|how|where|the (?:\w+ )?(?:risk"
    r"|danger|fear|threat|alternative|price|end)|an? (?:\w+ )?(?:risk|danger|threat|fear|harm|hazard)|small risk"
    r"|an? (?:\w+ )?(?:harm|option)|real|contraindicated|indicated|suspected|feared"
    r"|around the corner|next)\b)"
)
#: A whole clause of no one: in the present, with nobody and no day in it.
_SOMEONE: Final = re.compile(
    r"\b(?:i|me|my|mine|we|us|our|he|she|him|his|hers?|they|them|their|patient|member|enrollee|son|daughter|mother"
    r"|father|mom|dad|husband|wife|child|boy|girl|diagnos\w+|here|now|today|since|also|as well|too|harder|worse"
    r"|complicat\w+|on top"
    r"|picture|was|were|had|did|gave|took|went|came|made|got|put|found|began|left|brought|kept|felt|became|led|been"
    r"|given|there|"
    r"[a-z]{3,}ed)\b|\d|\["
)
_DEFINITE: Final = re.compile(r"\b(?:the|this|that|these|both) (?:[\w-]+ ){0,2}$")
_PRESENT: Final = re.compile(
    r"\b(?:is|are|does|do|(?:has|have) (?:an?|no|the|had)|can|means?|makes?|needs?|goes?|comes?)\b"
)
_VERB_NEXT: Final = re.compile(
    r"(?: (?:and|or) [\w-]+)? (?!(?:for|of|in|on|at|with|since|by|from|to|and|or|as|per|every|\w+ly)\b)[a-z]{3,}"
    r"(?: (?:the|an?|up|down|out|people|everyone|\w+s))\b"
)
_IN_FAMILY: Final = re.compile(r"(?:,? [\w'-]+){0,5} famil(?:y|ies)\b(?! (?:doctor|physician|practi))")
#: "Bradycardia is a slow pulse": nobody has it.
_DEFINES: Final = re.compile(r" (?:is|are|means?|refers?) (?:an?|the|not|only|how|what|when|called|known)\b")
#: "It is not that he failed it."
_NOT_THAT: Final = re.compile(
    r"\bit (?:is|was)(?: not|n't) (?:true |right |correct |the case )?that\b|\bn(?:o|'t) (?:way|means) to say\b"
    r"|\b(?:(?:do|does|did|can|will|would)(?: not|n't)|cannot|won't|nobody(?: can)?|no one(?: can)?)"
    r" (?:say|says|said|claim|claims|pretend|contend|assert|mean|argue|argues|suggest)\b"
)
_THAT: Final = re.compile(r"\bthat (?!(?:was|were|is|are|has|had|i|he|she|we)\b)")


def is_of_others(text: str, start: int, end: int) -> bool:
    """Tell whether the last one that a stretch of text names is not the patient; a pronoun is whoever was named."""
    named = None
    for named in _PEOPLE.finditer(text, start, end):  # noqa: B007 (the last one counts)
        pass
    return named is not None and named["other"] is not None


def is_elsewhere(part: NormalText, start: int, end: int, *, drug: bool = False) -> bool:
    """Tell whether a term is told of others or of nobody, by the plan, or as what is feared or compared.

    Parameters
    ----------
    part
        A paragraph.
    start, end
        Where the term stands.
    drug
        Whether it is one medicine: of one, a letter seldom speaks in general.

    Examples
    --------
    >>> from imrdata.quality.normalise import read
    >>> [
    ...     is_elsewhere(text, text.text.index("stroke"), text.text.index("stroke") + 6)
    ...     for text in map(read, ("A stroke could kill her.", "My uncle had a stroke.", "She had a stroke."))
    ... ]
    [True, True, False]
    """
    text = part.text
    if _PLACE.match(text, end):
        return True
    begin, _ = part.sentence(start)
    if is_of_others(text, begin, start) and not (_MINE.search(text, begin, start) or _TAKEN.match(text, end)):
        return True
    first, last = clause_of(part, start)
    if _OWN.search(text, first, start) or _TAKEN.match(text, end):
        return False
    if _WORK.search(text, first, start) or _UNREAL.search(text, first, start) or _PLAN.search(text, begin, start):
        return True
    if _NOT_THAT.search(text, begin, start):
        return True
    if _AFTER.match(text, end, last) or _IN_FAMILY.match(text, end, last):
        return True
    if not text[begin:start].strip(" \"'(") and _DEFINES.match(text, end):
        return True
    if drug:
        return False
    for that in _THAT.finditer(text, first, start):
        first = that.end()
    clause = text[first:last]
    if _SOMEONE.search(clause) or clause.count(" ") < 2 or _DEFINITE.search(text, first, start):
        return False
    return bool(_PRESENT.search(clause) or (not text[first:start].strip() and _VERB_NEXT.match(text, end, last)))
