"""Who the reviewer is: training, practice, standing and freedom from ties, as a report tells them."""

from __future__ import annotations

from typing import Final

from imrdata.quality.mood import ASKED, CONDITIONAL, OTHERS_VIEW, POSSIBLE, in_sentence
from imrdata.quality.patterns import QUOTED, before_match
from imrdata.quality.wall import OUTSIDE, rule
from imrdata.quality.wall_words import spell

__all__ = ["OWN_REVIEWER", "REVIEWER_CREDENTIALS"]

#: The reviewer, by whatever name; "our" and "your" reviewers are the plan's.
_REVIEWER: Final = (
    r"\b(?:{outsider}|(?:peer |clinical |medical |physician |independent |external |expert |undersigned "
    r"|imr )*reviewers?\b(?:'s?)?(?: (?:\d|[abc]\b)(?:,? (?:and )?\d)*)?|reviewing (?:physicians?|doctors?"
    r"|specialists?|clinicians?|psychologists?|experts?)|physician advis[oe]rs?|(?:peer|medical) consultants?"
    r"|medical experts?|evaluators?|whoever (?:wrote|did|made) the review|(?:doctors?|physicians?|professionals?"
    r"|individuals?|persons?|experts?|specialists?|clinicians?|surgeons?|psychologists?|consultants?) (?:who "
    r"|that |whose |responsible for )?(?:has |have )?(?:(?:re)?viewed|evaluated|rendered|rendering|performed"
    r"|conducted|wrote|gave|issued|examined (?:the|this) (?:file|request|case|record)|looked at|decided|assessed"
    r"|considered|reviewing|signed|made this))\b"
)
#: What a reviewer is, in the words of a curriculum vitae.
_CREDENTIAL: Final = (
    r"(?:boarded in|board[- ]?(?:certif\w+|eligible|qualified)|(?:dual|double|triple)[- ]?(?:board\w*|certif\w+)"
    r"|certifi(?:ed|cation|cate)s?\b|american board|\bab(?:im|fm|ms|pn)\b|\bbc in\b|diplomate|fellow(?:ship)?\b"
    r"|residency|trained\b|training\b|licen[sc]\w+|active(?:ly)? (?:\w+ )?(?:practi[cs]\w+|engaged|treating"
    r"|seeing)|active (?:\w+ )?privileges|privileges\b|hospital appointment|practi[cs]ing|practices?\b|practiced"
    r"|in practice|full[- ]time as|clinical (?:practice|experience)|experience (?:with|in|treating)|expert(?:s"
    r"|ise)?\b|knowledgeable|special(?:ty|i[sz]\w+|ist\b)|subspecialty|years (?:of|in)\b|conflicts? of interest"
    r"|affiliat\w+|(?:financial|professional|familial|material) (?:\w+ ){0,3}(?:interest|conflict|relationship"
    r"|tie)s?|no ties|qualified|faculty|professor|has published|academic|authority on|doctorate|degree"
    r"|credential\w*|has treated (?:many|numerous|several)|sees (?:such )?patients|treats patients"
    r"|not employed by|no (?:relationship|stake|connection)|on staff|treats (?:this|these|such|many)"
    r"|operates (?:every|weekly|regularly)|background|national board|privileged)"
)
#: Asked for, looked up, required: no one's credentials are stated.
_CREDENTIALS_WANTED: Final = in_sentence(
    r"\?$|^(?:was|is|does|did|no) |\b(?:has to|requires that|want the|left blank|never told|does not say|doesn't say"
    r"|i request|would (?:see|note)|must meet|makes sure|determination by a)\b"
    r"|\b(?:are required to be|is required to be|must be|whose doctors are|^independent reviewers (?:have|are)"
    r"|decision is made|is done by|(?:in|outside) our network|name and (?:credentials|qualifications|title)"
    r"|you (?:can|may) (?:ask|get|request)|please (?:send|tell)|send me|tell me|would be|should be|will be"
    r"|will (?:decide|review|look)|not (?:a|an|examine|been)|isn't an?|was not|did not|can be reached|call \["
    r"|\ba (?:\w+ )?reviewer (?:without|who|with)\b|to talk with|to speak with|speak with|have (?:the|this"
    r"|my) appeal reviewed)\b"
)
OWN_REVIEWER: Final = before_match(
    r"\b(?:our|your|the plan's|their|its)(?: (?:own|physician|medical|clinical|internal|staff|licensed|doctor"
    r"|appeals?|peer|nurse|pharmacist|chief))* $"
)
#: The appeal's own physician, or one of the patient's.
_TREATING: Final = in_sentence(
    r"\b(?:treat(?:ing|ed) (?:physician|doctor|surgeon|ms|mr|this patient|her|him|me)|my (?:own )?(?:doctor"
    r"|surgeon|physician|oncologist|\w+ologist|specialist|patient)|prescrib\w+|attending|under my care"
    r"|his doctor|her doctor|treats me|requesting (?:physician|provider|surgeon)|ordering|your (?:doctor|surgeon"
    r"|physician|specialist))\b"
)

#: A doctor's training, practice and standing, which no lawful denial speaks of but for its own reviewer's title.
_VITA: Final = (
    r"\b(?:board[- ]?(?:certif\w+|eligible)|(?:dual|double|triple)[- ]?(?:board\w*|certif\w+)|certified (?:in|by"
    r"|\w+ (?:specialist|surgeon|\w+ist))|certifications?\b|diplomate|american board|fellowship|residency|(?:trained"
    r"|training) (?:at|in|under|as)\b|faculty|professor|medical school|teaching hospital|active(?:ly)? (?:\w+ )?"
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
    r"|clinician|internists?|opinion|review|evaluation"
    r"|determination|decision|analysis|conclusions?|findings?|report|assessment|(?:re)?viewed|prepared|written|signed"
    r"|decided)\b"
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
        r"\b(?:(?:your|her|his|their|the (?:member|enrollee|patient|child|insured)'s) (?:own |regular |treating |first "
        r"|\w+ )?(?:{reviewing_person}|therapist"
        r"|dentist|provider|team|clinic)|you (?:saw|see|chose|have|asked|sent|may|can|told|need)|i|my"
        r"|treating (?:doctor|physician|surgeon|provider|specialist"
        r"|\w+ologist)|attending|prescrib\w+|ordering|requesting|referring|in-network|network|criteri\w+|policy"
        r"|guidelines?|rules?|requires?|required|(?:must|should) (?:be|have|hold|possess|not)"
        r"|your \w+'s (?:own |regular )?(?:{reviewing_person})|we have|where you had|came from|order(?:ed)? (?:the"
        r"|should)"
        r"|has to|to check|(?:state|department) may|desk"
        r"|works for us|named (?:in|above|below)|for you|(?:{reviewing_person}|who|that|they|we|you) (?:will|may|can"
        r"|would|could)|(?:will|may|can|would) (?:look|review|read|decide|consider|examine|study|judge|weigh)|covered"
        r"|grievances?|experience of|studies|trials?|therapists?|provider"
        r"|not (?:an?|been|by|from|board|certified|licensed|trained|under))\b"
    )
)
#: The plan's own people, whose titles a denial gives.
_PLANS_PEOPLE: Final = in_sentence(
    r"\b(?:our|the plan's|\[plan_name\]'s?) (?:[\w-]+ ){0,3}?(?:reviewers?|directors?|physicians?|doctors?|nurses?"
    r"|pharmacists?|psychologists?"
    r"|specialists?|staff|committee|team|\w+ologists?|clinicians?)\b|\b(?:plan|medical) (?:directors?|doctors?"
    r"|physicians?|pharmacists?|nurses?)\b"
    r"|\[reviewer|(?<!not )(?<!nor )\bemployed by (?:us|the plan)\b|\bon (?:our|the plan's) staff\b"
)
#: What the law says of the doctors of an IMR: none of them has been named yet.
_OF_REVIEWERS_IN_GENERAL: Final = in_sentence(
    r"\b(?:imr|(?:independent|external) (?:medical )?review|the department|dmhc)\b[^.;]{0,120}\b(?:are|is done|is made"
    r"|is carried"
    r"|has no|have no|is independent|is not|do not|who do|does)\b"
    r"|(?<!the )(?<!both )(?<!all )(?<!two )(?<!three )(?<!these )"
    r"\b(?:(?:independent|imr|medical|physician|outside) )*(?:reviewers|doctors|physicians|experts"
    r"|specialists)\b[^.;]{0,80}?\b(?:are|have|do)\b(?![^.;]{0,80}\b(?:board|certif"
    r"|fellowship|faculty|professor|years|practice))"
)

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
        r"|expertise|experience) (?:are|is|includes?|were|was)\b"
        r"|\b(?:actively practicing|board[- ]certified|independent"
        r"|licensed)[^.;]{0,80}\b(?:wrote the (?:findings|report|review)|performed (?:the|this) review"
        r"|reviewed (?:this|the) (?:case|matter|file)|as (?:the |a )?reviewer|who reviewed)"
        r"|\breviewed by:? (?:an? )?(?:md|m\.d\.|do|independent|actively|doctor|physician|expert"
        r"|specialist)\b[^.;]{0,80}\b(?:"
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
        r"\b(?:determination|decision|opinion|review|finding)s? (?:was|were|is) (?:rendered|made|given"
        r"|written|done|performed|reached|issued) by (?:an? |the )[^;]{0,60}?(?:specialist|physician|doctor"
        r"|expert|\w+ologist|surgeon|reviewer|clinician|internist|md|m\.d\.)\b[^;]{0,60}\b(?:" + _CREDENTIAL[3:],
        "states the reviewer's credentials",
        QUOTED,
        CONDITIONAL,
        ASKED,
        _CREDENTIALS_WANTED,
        in_sentence(
            r"\b(?:our|your|medical director|\[reviewer_name\]|licensed (?:doctor|physician)|at (?:our"
            r"|the) plan|competent)\b|\[reviewer"
        ),
        words="dete deci opin revi find",
    ),
    rule(
        "credentials_formula",
        r"\b(?:recent or current|current,? actual|actual|recent) (?:actual )?clinical experience\b"
        r"|\bexperts? in the treatment of (?:the|your|this|my) (?:\w+'s )?(?:medical )?condition\b"
        r"|\bsame or (?:a )?similar medical condition\b|\bknowledgeable (?:about|in"
        r"|regarding) the (?:proposed|requested) treatment\b|\bno (?:material|professional|familial"
        r"|financial|known)(?:,? (?:or |and )?(?:material|professional|familial|financial))* (?:conflicts?"
        r"|affiliation|interest)\b|\bno (?:\w+ )?conflicts? of interest\b|\bunrestricted license\b",
        "states the reviewer's credentials",
        QUOTED,
        CONDITIONAL,
        ASKED,
        _CREDENTIALS_WANTED,
        in_sentence(
            r"\b(?:you|your) (?:doctor|physician) (?:must|should)|qualified to review"
            r"|\bi have no (?:financial )?(?:interest|conflict)s?\b(?!.*review)"
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
                r"|patients?|practice|training|mri|scans?|records)|our|your|treats? (?:me|him|her|us|my)"
                r"|treated (?:me|him|her|by|my)|examined (?:me|him|her)|i saw|prescrib\w+|dr\."
                r"|recommend\w*|referr?\w*|must|should|would|could|never|no one|nobody|saw|examined|asks?|please"
                r"|kindly|have (?:it|the file|this|my (?:file|case|appeal)) (?:read|reviewed)|want|records?"
                r"|chart)\b|\bnot an?\b|\?"
            )
        ),
        needs=r"\b(?:reviewers?|reviewing|(?:assessed|decided|judged|evaluated|read) by|assessor|examiner|evaluator"
        r"|reviews for|who (?:decided|judged|looked at|read|evaluated|assessed|examined|signed|handled"
        r"|studied) (?:it|this|my|the|his|her)|reviewed (?:by|it|this|(?:my|the|his|her) (?:case"
        r"|file|request|denial|appeal|claim))|the review|looked at by|(?:wrote|prepared|gave|rendered"
        r"|signed) (?:the|this) (?:\w+ )?(?:above|opinion|report|decision|determination|analysis|findings)"
        r"|independent|panel)\b",
        kinds="appeal",
    ),
    rule(
        "own_credentials",
        r"(?:\bas an? (?=(?:\w+ )?(?:diplomate|board[- ]certified)\b[^.;]*\bi\b)|\bi(?:'m| am| have been| hold"
        r"| completed| maintain| did| trained| practi[cs]e| serve| remain)\b)[^.;]{0,80}?"
        r"(?P<span>\b(?:board[- ]?(?:certif\w+|eligible)|boarded in|certified (?:in|by)|diplomate|fellowship"
        r"|residency|faculty|professor of"
        r"|active(?:ly)? (?:\w+ )?practi[cs]\w+|in (?:active|clinical|private) practice|(?:medical|unrestricted"
        r"|california) licen[sc]e"
        r"|licensed (?:physician|doctor|in)|no (?:\w+ )?(?:conflicts?|affiliation|ties)|clinical experience)\b)",
        "states the reviewer's credentials",
        QUOTED,
        CONDITIONAL,
        kinds="appeal",
    ),
    rule(
        "credentials_alone",
        r"^[*#_ -]*(?:credentials: ?)?(?:an? )?(?:actively practi[cs]ing|board[- ]certified|dual board[- ]certified"
        r"|certified by the american board|diplomate)\b"
        r"(?![^.;]*\b(?:recommend\w*|agree\w*|treat\w*|prescrib\w*|told|said|my|our|should|please)\b)[^.;]{10,}",
        "states the reviewer's credentials",
        QUOTED,
        kinds="appeal",
        words="cred acti boar dual cert dipl an a",
    ),
    rule(
        "practice_of_our_reviewer",
        r"\b(?:our|the plan's) (?:[\w-]+ ){0,3}?(?:{reviewing_person})\b[^.;]{0,80}?(?P<span>\b(?:diplomate"
        r"|fellowship|residency|faculty|professor|academic|active(?:ly)?"
        r" (?:\w+ )?practi[cs]\w+|in (?:full-time |active |private |clinical )*practice|(?:clinical|hands-on"
        r"|extensive|long) experience|(?:years|decades?) of|has (?:treated"
        r"|published|operated|taught)|(?:treats|sees) (?:\w+ )?patients|no (?:\w+ )?(?:ties?|stake|links?"
        r"|conflicts?|connection|affiliation|interest|relationship)"
        r"|fellow of|board certification|trained (?:in|at|under)|passed the boards|keeps a (?:\w+ )?(?:clinic"
        r"|practice))\b)",
        "states the reviewer's credentials",
        QUOTED,
        CONDITIONAL,
        ASKED,
        in_sentence(r"\b(?:will|may|can|must|should|would)\b"),
        kinds="denial",
        words="our plan",
    ),
)
