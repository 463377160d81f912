"""Who the reviewer is: training, practice, standing and freedom from ties, as a report tells them."""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.mood import ASKED, CONDITIONAL, OTHERS_VIEW, POSSIBLE, in_sentence
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import QUOTED, before_match
from imrdata.quality.wall import OUTSIDE, rule
from imrdata.quality.wall_words import spell

__all__ = ["OWN_REVIEWER", "REVIEWER_CREDENTIALS"]

#: The reviewer, by whatever name; "our" and "your" reviewers are the plan's.
_REVIEWER: Final = (
    r"\b(?:{outsider}|(?:peer |clinical |medical |physician |independent |external |expert |undersigned |imr"
    r" )*reviewers?\b(?:'s?)?(?: (?:\d|[abc]\b)(?:,? (?:and )?\d)*)?|reviewing (?:physicians?|doctors?|specialists?"
    r"|clinicians?|psychologists?|experts?)|physician advis[oe]rs?|(?:peer|medical) consultants?|medical experts?"
    r"|evaluators?|whoever (?:wrote|did|made) the review|(?:doctors?|physicians?|professionals?|individuals?|persons?"
    r"|experts?|specialists?|clinicians?|surgeons?|psychologists?|consultants?) (?:who |that |whose |responsible for"
    r" )?(?:has |have )?(?:(?:re)?viewed|evaluated|rendered|rendering|performed|conducted|wrote|gave|issued|examined"
    r" (?:the|this) (?:file|request|case|record)|looked at|decided|assessed|considered|reviewing|signed|made this))\b"
)
#: What a reviewer is, in the words of a curriculum vitae.
_CREDENTIAL: Final = (
    r"(?:boarded in|board[- ]?(?:certif\w+|eligible|qualified)|(?:dual|double|triple)[- ]?(?:board\w*|certif\w+)"
    r"|certifi(?:ed|cation|cate)s?\b|american board|\bab(?:im|fm|ms|pn)\b|\bbc in\b|diplomate|fellow(?:ship)?\b"
    r"|residency|trained\b|training\b|licen[sc]\w+|active(?:ly)? (?:\w+ )?(?:practi[cs]\w+|engaged|treating|seeing)"
    r"|active (?:\w+ )?privileges|privileges\b|hospital appointment|practi[cs]ing|practices?\b|practiced|in practice"
    r"|full[- ]time as|clinical (?:practice|experience)|experience (?:with|in|treating)|expert(?:s|ise)?\b"
    r"|knowledgeable|special(?:ty|i[sz]\w+|ist\b)|subspecialty|years (?:of|in)\b|conflicts? of interest|affiliat\w+"
    r"|(?:financial|professional|familial|material) (?:\w+ ){0,3}(?:interest|conflict|relationship|tie)s?|no ties"
    r"|qualified|faculty|professor|has published|academic|authority on|doctorate|degree|credential\w*|has treated"
    r" (?:many|numerous|several)|sees (?:such )?patients|treats patients|not employed by|no (?:relationship|stake"
    r"|connection)|on staff|treats (?:this|these|such|many)|operates (?:every|weekly|regularly)|background|national"
    r" board|privileged)"
)
#: Asked for, looked up, required: no one's credentials are stated.
_CREDENTIALS_WANTED: Final = in_sentence(
    r"\?$|^(?:was|is|does|did|no) |\b(?:has to|requires that|want the|left (?:blank|out)|never told|asked for|your"
    r" (?:letter|notice|denial)|rather than|does not say|doesn't say|i request|would (?:see|note)|must meet|makes"
    r" sure|determination by a)\b|\b(?:are required to be|is required to be|must be|whose doctors are|^independent"
    r" reviewers (?:have|are)|decision is made|is done by|(?:in|outside) our network|name and (?:credentials"
    r"|qualifications|title)|you (?:can|may) (?:ask|get|request)|please (?:send|tell)|send me|tell me|would be|should"
    r" be|will be|will (?:decide|review|look)|not (?:a|an|examine|been)|isn't an?|was not|did not|can be reached|call"
    r" \[|\ba (?:\w+ )?reviewer (?:without|who|with)\b|to talk with|to speak with|speak with|have (?:the|this|my)"
    r" appeal reviewed)\b"
)
OWN_REVIEWER: Final = before_match(
    r"\b(?:our|your|the plan's|their|its)(?: (?:own|physician|medical|clinical|internal|staff|licensed|doctor"
    r"|appeals?|peer|nurse|pharmacist|chief))* $"
)
#: The appeal's own physician, or one of the patient's.
_TREATING: Final = in_sentence(
    r"\b(?:treat(?:ing|ed) (?:physician|doctor|surgeon|ms|mr|this patient|her|him|me)|my (?:own )?(?:doctor|surgeon"
    r"|physician|oncologist|\w+ologist|specialist|patient)|prescrib\w+|attending|under my care|i saw|second opinion"
    r"|the study|manufacturer|the maker|(?:his|her|(?:husband|wife|son|daughter|mother|father|mom|dad|patient|member"
    r"|child)'s) (?:own )?(?:doctor|surgeon|physician|\w+ologist)\b(?! (?:of|for) (?:the )?review)|treats me"
    r"|requesting (?:physician|provider|surgeon)|ordering|your (?:doctor|surgeon|physician|specialist))\b"
)

#: A doctor's training, practice and standing, which no lawful denial speaks of but for its own reviewer's title.
_VITA: Final = (
    r"\b(?:board[- ]?(?:certif\w+|eligible)|(?:dual|double|triple)[- ]?(?:board\w*|certif\w+)|certified (?:in|by"
    r"|\w+ (?:specialist|surgeon|\w+ist))|certifications?\b|diplomate|american board|fellowship|fellow of|residency"
    r"|(?:trained|training) (?:at|in|under|as)\b|faculty|professor|medical school|teaching hospital"
    r"|active(?:ly)? (?:\w+ )?"
    r"practi[cs]\w+|practi[cs]ing (?:\w+ )?(?:surgeon|physician|doctor|\w+ist)|passed (?:the|his|her) boards|belongs to"
    r" the|american college|(?:board )?certificates|in (?:full-time |active |private |clinical |current )*practice"
    r"|(?:clinical|hands-on|daily|long|extensive|considerable|direct|first-?hand|practical|surgical) experience"
    r"|(?:years|decades?) (?:of|in|at|treating|as|spent|doing|caring|performing)|(?:peer-reviewed|published) (?:papers"
    r"|articles|work)|(?:full|active|unrestricted|current|valid|california"
    r"|state)(?: and \w+)?,? (?:medical )?licen[sc]e"
    r"|licensed (?:in|to practi[cs]e)|expert in|expertise|specializ\w+ in|authority on|credentials|qualified in"
    r"|sub-?specialty|boarded in|(?:added )?qualifications? in|sub-?certif\w+)"
)
#: What may be told of a doctor's life: of any doctor it is no credential, of a reviewer it is.
_LIFE: Final = (
    r"\b(?:academic|keeps a (?:\w+ )?(?:clinic|practice)|busy practice|(?:heads|leads|runs|directs|chairs) (?:an?|the)"
    r" (?:[\w-]+ ){0,3}?(?:clinic|program|department|service|unit|division|center|practice)\b|of long standing|seasoned"
    r"|full[- ]time|experience(?:d)? (?:with|in|treating|of)|has (?:done|been doing|treated|published|operated"
    r"|performed"
    r"|cared|taught|practi[cs]ed|written|managed|seen|spent)|(?:treats|teaches|operates|lectures|publishes"
    r"|practi[cs]es)\b|sees (?:\w+ )?patients|no (?:\w+ )?(?:ties|tie|stake|link|links|conflicts?|connection"
    r"|affiliation"
    r"|interest|relationship)\b|(?:independent of|unaffiliated with|unconnected (?:to|with))|well versed|knows the"
    r" (?:disease|condition|treatment))"
)
#: Who has them, or whose opinion it is.
_PROFESSIONAL: Final = (
    r"\b(?:{reviewing_person}|reader|author|one who|he who|she who|those who|examiner|individual|persons?|whoever"
    r"|clinician|internists?|opinion|review|evaluation|determination|decision|analysis|conclusions?|findings?|report"
    r"|assessment|(?:re)?viewed|prepared|written|signed|decided)\b"
)
#: Who reviewed, or the review.
_REVIEWING: Final = (
    r"\b(?:{outsider}|reviewers?|reviewing|reader|author|evaluators?|examiner|whoever|one who|he who|she who|those who"
    r"|opinion|review|evaluation|determination|decision|analysis|conclusions?|findings?|report|assessment"
    r"|(?:(?:re)?viewed|prepared|written|signed|decided|read|examined|judged|answered) (?:by|it|this|the|your)"
    r"|who (?:decided|read|looked|judged|examined|wrote|answered|signed|studied|handled))\b"
)
#: The member's doctors, the plan's own people, and what a rule, a right or a network asks of doctors.
_SOMEBODY_ELSES: Final = in_sentence(
    spell(
        r"\b(?:(?:your|her|his|their|the (?:member|enrollee|patient|child|insured)'s) (?:own |regular |treating "
        r"|first |\w+ )?(?:{reviewing_person}|therapist|dentist|provider|team|clinic)|you (?:saw|see|chose|have|asked"
        r"|sent|may|can|told|need)|i|my|treating (?:doctor|physician|surgeon|provider|specialist|\w+ologist)"
        r"|attending|prescrib\w+|ordering|requesting|referring|in-network|network|criteri\w+|policy|guidelines?"
        r"|rules?|requires?|required|(?:must|should) (?:be|have|hold|possess|not)|your \w+'s (?:own |regular"
        r" )?(?:{reviewing_person})|we have|where you had|came from|order(?:ed)? (?:the|should)|has to|to check"
        r"|(?:state|department) may|desk|works for us|named (?:in|above|below)|for you|(?:{reviewing_person}|who|that"
        r"|they|we|you) (?:will|may|can|would|could)|(?:will|may|can|would) (?:look|review|read|decide|consider"
        r"|examine|study|judge|weigh)|covered|grievances?|experience of|studies|trials?|therapists?|provider|not"
        r" (?:an?|been|by|from|board|certified|licensed|trained|under))\b"
    )
)
#: The plan's own people, whose titles a denial gives.
_PLANS_PEOPLE: Final = in_sentence(
    r"\b(?:our|the plan's|\[plan_name\]'s?) (?:[\w-]+ ){0,3}?(?:reviewers?|directors?|physicians?|doctors?|nurses?"
    r"|pharmacists?|psychologists?|specialists?|staff|committee|team|\w+ologists?|clinicians?)\b|\b(?:plan|medical)"
    r" (?:directors?|doctors?|physicians?|pharmacists?|nurses?)\b|\[reviewer|(?<!not )(?<!nor )\bemployed by (?:us"
    r"|the plan)\b|\bon (?:our|the plan's) staff\b"
)
#: What the law says of the doctors of an IMR: none of them has been named yet.
_OF_REVIEWERS_IN_GENERAL: Final = in_sentence(
    r"\b(?:imr|(?:independent|external) (?:medical )?review|the department|dmhc)\b[^.;]{0,120}\b(?:are|is done|is"
    r" made|is carried|has no|have no|is independent|is not|do not|who do|does)\b|(?<!the )(?<!both )(?<!all )(?<!two"
    r" )(?<!three )(?<!these )\b(?:(?:independent|imr|medical|physician|outside) )*(?:reviewers|doctors|physicians"
    r"|experts|specialists)\b[^.;]{0,80}?\b(?:are|have|do)\b(?![^.;]{0,80}\b(?:board|certif|fellowship|faculty"
    r"|professor|years|practice))"
)

#: Those who have a stake of their own, or none asked for: the patient's people, the plan's reviewer, a right, a wish.
_NOT_OF_A_REVIEWER: Final = in_sentence(
    r"\b(?:your|our (?!reviewer)|my (?:own )?(?:doctor|surgeon|physician|\w+ologist|therapist|family|patient|child"
    r"|son|daughter)|asks?|request|right|must|should|would|could|may|will|please|want|if|nobody|no one (?!leaned)"
    r"|examined (?:me|him|her|my)|saw|second opinion|referred|treat(?:s|ed)? (?:me|him|her|my)|recommend\w*"
    r"|prescrib(?:es|ing)|layman|i work in|neither board|article|booklet|published|law|not (?:a |an |board|certified"
    r"|licensed|independent))\b|\?"
)

_OF_A_REVIEW: Final = re.compile(
    r"\b(?:review\w*|opinion|determination|judg\w+|assess\w*|evaluation|(?:this|the) (?:file|case|dispute|matter"
    r"|appeal)|files?|(?:report|finding)s?|expert|examiner|arguments|parties|both sides|either (?:side|party)|certify"
    r"|attest)\b"
)


def _no_review(letter: NormalText, start: int, end: int) -> bool:
    return _OF_A_REVIEW.search(letter.text, *letter.sentence(start)) is None


#: Rules of `reviewer_voice`.
REVIEWER_CREDENTIALS: Final = (
    rule(
        "credentials",
        _REVIEWER + r"{long_gap}\b(?:" + _CREDENTIAL[3:],
        "states the reviewer's credentials",
        QUOTED,
        CONDITIONAL,
        POSSIBLE,
        in_sentence(r", (?:will|may|can) (?:look|review|read|decide)"),
        ASKED,
        in_sentence(r"\b(?:please|kindly|include)\b"),
        _CREDENTIALS_WANTED,
        OWN_REVIEWER,
        _TREATING,
        _PLANS_PEOPLE,
        _OF_REVIEWERS_IN_GENERAL,
        needs=_CREDENTIAL,
        words=OUTSIDE + " doct phys prof indi pers expe spec clin surg psyc cons eval whoe peer medi",
    ),
    rule(
        "credentials_then_reviewer",
        r"\breviewers?(?:'s|s'|') (?:credentials|qualifications|background|training|specialty|certifications?"
        r"|expertise|experience) (?:are|is|includes?|were|was)\b|\b(?:actively practicing|board[- ]certified"
        r"|independent|licensed)[^.;]{0,80}\b(?:wrote the (?:findings|report|review)|performed (?:the|this) review"
        r"|reviewed (?:this|the) (?:case|matter|file)|as (?:the |a )?reviewer|who reviewed)|\breviewed by:? (?:an?"
        r" )?(?:md|m\.d\.|do|independent|actively|doctor|physician|expert|specialist)\b[^.;]{0,80}\b(?:"
        + _CREDENTIAL[3:]
        + r"|\b(?:credentials|qualifications|board certification|training and experience|experience|expertise"
        r"|training) of (?:the |each )?(?:physician |medical )?reviewers?\b",
        "states the reviewer's credentials",
        QUOTED,
        CONDITIONAL,
        ASKED,
        in_sentence(r"^(?:please|kindly)\b|\binclude\b"),
        _CREDENTIALS_WANTED,
        in_sentence(r"\b(?:our|your|employed by us|on our staff)\b"),
        words="revi wrot",
    ),
    rule(
        "by_a_specialist",
        r"\b(?:determination|decision|opinion|review|finding)s? (?:was|were|is) (?:rendered|made|given|written|done"
        r"|performed|reached|issued) by (?:an? |the )[^;]{0,60}?(?:specialist|physician|doctor"
        r"|expert|\w+ologist|surgeon|reviewer|clinician|internist|md|m\.d\.)\b[^;]{0,60}\b(?:" + _CREDENTIAL[3:],
        "states the reviewer's credentials",
        QUOTED,
        CONDITIONAL,
        ASKED,
        _CREDENTIALS_WANTED,
        in_sentence(
            r"\b(?:our|your|medical director|\[reviewer_name\]|licensed (?:doctor|physician)|at (?:our|the) plan"
            r"|competent)\b|\[reviewer"
        ),
        words="dete deci opin revi find",
    ),
    rule(
        "credentials_formula",
        r"\b(?:recent or current|current,? actual|actual|recent) (?:actual )?clinical experience\b|\bexperts? in the"
        r" treatment of (?:the|your|this|my) (?:\w+'s )?(?:medical )?condition\b|\bsame or (?:a )?similar medical"
        r" condition\b|\bknowledgeable (?:about|in|regarding) the (?:proposed|requested) treatment\b|\bno (?:material"
        r"|professional|familial|financial|known)(?:,? (?:or |and )?(?:material|professional|familial|financial))*"
        r" (?:conflicts?|affiliation|interest)\b|\bno (?:\w+ )?conflicts? of interest\b|\bunrestricted license\b",
        "states the reviewer's credentials",
        QUOTED,
        CONDITIONAL,
        ASKED,
        _CREDENTIALS_WANTED,
        _TREATING,
        in_sentence(
            r"\b(?:you|your) (?:doctor|physician) (?:must|should)|qualified to review|\bi have no (?:financial"
            r" )?(?:interest|conflict)s?\b(?!.*review)"
        ),
        words="rece curr actu expe simi know conf affi inte unre",
    ),
    rule(
        "curriculum_vitae",
        r"(?P<span>" + _VITA + r")",
        "states the reviewer's credentials",
        QUOTED,
        CONDITIONAL,
        ASKED,
        _SOMEBODY_ELSES,
        _OF_REVIEWERS_IN_GENERAL,
        _PLANS_PEOPLE,
        needs=_PROFESSIONAL,
        kinds="denial",
    ),
    rule(
        "life_of_a_reviewer",
        r"(?P<span>" + _LIFE + r")",
        "states the reviewer's credentials",
        QUOTED,
        CONDITIONAL,
        ASKED,
        _SOMEBODY_ELSES,
        _OF_REVIEWERS_IN_GENERAL,
        _PLANS_PEOPLE,
        needs=_REVIEWING,
        kinds="denial",
    ),
    rule(
        "curriculum_vitae",
        r"(?P<span>" + _VITA + "|" + _LIFE + r")",
        "states the reviewer's credentials",
        QUOTED,
        CONDITIONAL,
        ASKED,
        _CREDENTIALS_WANTED,
        _TREATING,
        OTHERS_VIEW,
        in_sentence(
            spell(
                r"\b(?:i (?:am|have|hold|was|trained)|i'm|i've|my (?:own )?(?:{reviewing_person}|therapist|provider"
                r"|patients?|practice|training|mri|scans?|records)|our|your|treats? (?:me|him|her|us|my)|treated"
                r" (?:me|him|her|by|my)|examined (?:me|him|her)|i saw|prescrib\w+|dr\.|recommend\w*|referr?\w*|must"
                r"|should|would|could|never|no one|nobody|saw|examined|asks?|please|kindly|have (?:it|the file|this"
                r"|my (?:file|case|appeal)) (?:read|reviewed)|want|records?|chart)\b|\bnot an?\b|\?"
            )
        ),
        needs=r"\b(?:reviewers?|reviewing|(?:assessed|decided|judged|evaluated|read) by|assessor|examiner|evaluator"
        r"|reviews for|who (?:decided|judged|looked at|read|evaluated|assessed|examined|signed|handled|studied) (?:it"
        r"|this|my|the|his|her)|reviewed (?:by|it|this|(?:my|the|his|her) (?:case|file|request|denial|appeal|claim))"
        r"|the review|looked at by|(?:wrote|prepared|gave|rendered|signed) (?:the|this) (?:\w+ )?(?:above|opinion"
        r"|report|decision|determination|analysis|findings)|panel)\b",
        kinds="appeal",
    ),
    rule(
        "own_credentials",
        r"(?:\bas an? (?=(?:\w+ )?(?:diplomate|board[- ]certified)\b[^.;]*\bi\b)|\bi(?:'m| am| have been| hold|"
        r" completed| maintain| did| trained| practi[cs]e| serve| remain)\b)[^.;]{0,80}?(?P<span>\b(?:board[-"
        r" ]?(?:certif\w+|eligible)|boarded in|certified (?:in|by)|diplomate|fellowship|residency|faculty|professor"
        r" of|active(?:ly)? (?:\w+ )?practi[cs]\w+|in (?:active|clinical|private) practice|(?:medical|unrestricted"
        r"|california) licen[sc]e|licensed (?:physician|doctor|in)|no (?:\w+ )?(?:conflicts?|affiliation|ties)"
        r"|clinical experience)\b)",
        "states the reviewer's credentials",
        QUOTED,
        CONDITIONAL,
        in_sentence(r"\b(?:neither board|not (?:an? )?(?:board|certified|licensed|doctor|physician)|layman)\b"),
        kinds="appeal",
    ),
    rule(
        "credentials_alone",
        r"^[*#_ -]*(?:credentials: ?)?(?:an? )?(?:actively practi[cs]ing|board[- ]certified|dual board[- ]certified"
        r"|certified by the american board|diplomate)\b(?![^.;]*\b(?:recommend\w*|agree\w*|treat\w*|prescrib\w*|told"
        r"|said|my|our|should|please)\b)[^.;]{10,}",
        "states the reviewer's credentials",
        QUOTED,
        kinds="appeal",
        words="cred acti boar dual cert dipl an a",
    ),
    rule(
        "practice_of_our_reviewer",
        r"(?:\b(?:our|the plan's) (?:[\w-]+ ){0,3}?(?:{reviewing_person})\b|\[reviewer_\w+\])[^.;]{0,80}?"
        r"(?P<span>\b(?:diplomate|fellowship|residency|faculty|professor|academic"
        r"|active(?:ly)? (?:\w+ )?practi[cs]\w+|in (?:full-time "
        r"|active |private |clinical )*practice|(?:clinical|hands-on|extensive|long) experience|(?:years|decades?) of"
        r"|has (?:treated|published|operated|taught)|(?:treats|sees) (?:\w+ )?patients|no (?:\w+ )?(?:ties?|stake"
        r"|links?|conflicts?|connection|affiliation|interest|relationship)|fellow of|board certification|trained"
        r" (?:in|at|under)|passed the boards|keeps a (?:\w+ )?(?:clinic|practice))\b)",
        "states the reviewer's credentials",
        QUOTED,
        CONDITIONAL,
        ASKED,
        in_sentence(r"\b(?:will|may|can|must|should|would)\b"),
        kinds="denial",
        words="our plan revi",
    ),
    rule(
        "neutral_and_skilled",
        r"(?P<span>\b(?:(?:no|without(?: any)?|any|free of|free from|nor|zero|what) (?:\w+,? (?:or )?){0,3}?(?:ties?"
        r"|stake|links?|conflicts?|connections?|affiliations?|bond|dealings|contract|shares|interest|prejudice|bias"
        r"|contact|quarrel|relation(?:ship)?|part in the denial|skin in the game|dog in the fight|axe to grind)\b"
        r"|(?:independent|impartial|neutral|unbiased|disinterested|unaffiliated|unconnected|unrelated|unpaid"
        r"|independence|neutrality|impartiality)\b|(?:plan|conflict|connection|affiliation"
        r"|relation)\b[^.;]{0,20}\b(?:none|zero|negative)\b|never met|did not treat|not involved in the care|owes no"
        r" one|nothing (?:riding|to gain)|paid by (?:neither|either)|takes no money|isn't linked|has ever paid me"
        r"|clean of any|stranger to both))",
        "states the reviewer's credentials",
        QUOTED,
        CONDITIONAL,
        ASKED,
        _CREDENTIALS_WANTED,
        _TREATING,
        OWN_REVIEWER,
        _NOT_OF_A_REVIEWER,
        _no_review,
        needs=r"\b(?:board(?:s|ed)?\b(?! of directors)|certif\w+|licen[sc]e\w*|specialt(?:y|ies)|fellowships?|residency"
        r"|practi[cs]\w+|faculty|professor\w*|diplomas?|medical school|years of \w+(?:ology|iatry|surgery|medicine)"
        r"|expert in|trained|training in|boards?|review(?:s|ed)? (?:this|the|as|it)|i(?:'m| am) an? (?:\w+"
        r" ){0,2}(?:\w+ologist|\w+iatrist|surgeon|pediatrician)|(?:as|an?) (?:\w+ ){0,3}(?:\w+ologist|\w+iatrist"
        r"|surgeon|physician|pediatrician)(?=,| who| with| versed| chosen| in))\b",
        kinds="appeal",
    ),
    rule(
        "reviewer_is_a",
        r"(?:\b(?:the|this|an?|the outside|the reviewing) (?:peer |physician |external |independent |medical"
        r" )*(?:reviewer|(?:examiner|author) of this \w+|reviewing (?:party|\w+ist)|report's author)(?: who [\w"
        r" ]{1,20})?,? (?:is|was|happens to be|holds|teaches|sees|practi[cs]es) (?:an? |the )?(?:[\w-]+"
        r" ){0,4}?(?P<span>(?:\w+ologist|\w+iatrist|surgeon|pediatrician|internist|\w+ physician|licensed|boarded"
        r"|certified|certification|professorship|residents|patients)\b))|\b(?P<own>i (?:come to (?:this|the) file"
        r"|review (?:as|appeals)|am the independent \w+|have reviewed this matter as|do this kind of chart review"
        r"|perform reviews)|my (?:independence|role here|standing) (?:as|is)|as reviewer\b|(?:as|'m) an? (?:\w+"
        r" )?reviewer by|act as reviewer|as your (?:independent )?reviewer|(?:asked|assigned|picked) (?:to give the"
        r" final opinion|it because|for this matter))\b",
        "states the reviewer's credentials",
        QUOTED,
        CONDITIONAL,
        ASKED,
        OWN_REVIEWER,
        in_sentence(
            r"\b(?:not an?|only an?|rather than|never|(?:is|was) not|your (?:letter|reviewer)|signed (?:your|the"
            r" denial)|you know|no |who denied|wants?|should|must|would)\b(?! (?:ties|clean|conflict|dealings|stake"
            r"|plan|link|bond))"
        ),
        kinds="appeal",
    ),
)
