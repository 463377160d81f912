"""A letter that speaks as the reviewer's report does, not as a plan or a patient would."""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.local import Claim
from imrdata.quality.mood import ASKED, CONDITIONAL, IRREALIS, OTHERS_VIEW, POSSIBLE, in_sentence
from imrdata.quality.normalise import normal_form
from imrdata.quality.patterns import QUOTED, before_match
from imrdata.quality.wall import OUTSIDE, WallCheck, rule
from imrdata.quality.wall_words import spell

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
    r"\b(?:are required to be|is required to be|must be|whose doctors are|^independent reviewers (?:have|are)"
    r"|decision is made|is done by|(?:in|outside) our network|name and (?:credentials|qualifications|title)"
    r"|you (?:can|may) (?:ask|get|request)|please (?:send|tell)|send me|tell me|would be|should be|will be"
    r"|will (?:decide|review|look)|not (?:a|an|examine|been)|isn't an?|was not|did not|can be reached|call \["
    r"|\ba (?:\w+ )?reviewer (?:without|who|with)\b|to talk with|to speak with|speak with|have (?:the|this"
    r"|my) appeal reviewed)\b"
)
_OWN_REVIEWER: Final = before_match(
    r"\b(?:our|your|the plan's|their|its)(?: (?:own|physician|medical|clinical|internal|staff|licensed|doctor"
    r"|appeals?|peer|nurse|pharmacist|chief))* $"
)
#: What the plan's own reviewer is quoted with.
_ADVERSE: Final = in_sentence(
    r"\b(?:do not meet|not met|not (?:medically )?(?:necessary|needed)|experimental|investigational|unnecessary"
    r"|not show)\b"
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
    r"|\w+ (?:specialist|surgeon|\w+ist))"
    r"|certifications?\b|diplomate|american board|fellowship|residency|(?:trained|training) (?:at|in|under|as)\b"
    r"|faculty|professor|academic|(?:a )?(?:medical school|teaching hospital)|active(?:ly)? (?:\w+ )?practi[cs]\w+"
    r"|practi[cs]ing (?:\w+ )?(?:surgeon|physician|doctor|\w+ist)|passed (?:the|his|her) boards"
    r"|keeps a (?:\w+ )?(?:clinic|practice)|busy practice|(?:heads|leads|runs|directs|chairs) (?:an?"
    r"|the) (?:[\w-]+ ){0,3}?(?:clinic|program|department|service|unit|division|center|practice)\b|belongs to the"
    r"|american college|(?:board )?certificates|of long standing|seasoned"
    r"|in (?:full-time |active |private |clinical |current )*practice|full[- ]time|(?:clinical|hands-on|daily|long"
    r"|extensive"
    r"|considerable|direct|first-?hand|practical|surgical) experience|experience(?:d)? (?:with|in|treating|of)"
    r"|(?:years|decades?) (?:of|in|at|treating|as|spent|doing|caring|performing)|has (?:done|been doing|treated"
    r"|published|operated|performed"
    r"|cared|taught|practi[cs]ed|written|managed|seen|spent)|(?:treats|teaches|operates|lectures|publishes"
    r"|practi[cs]es)\b|sees (?:\w+ )?patients|published (?:papers|work)|(?:peer-reviewed|published) (?:papers|articles)"
    r"|(?:full|active|unrestricted|current|valid|california|state)(?: and \w+)?,? (?:medical )?licen[sc]e|licensed in"
    r"|licensed to practi[cs]e|no (?:\w+ )?(?:ties|tie|stake|link|links|conflicts?|connection|affiliation|interest"
    r"|relationship)\b|(?:independent of|unaffiliated with|unconnected (?:to|with))|expert in|expertise|specializ\w+ in"
    r"|well versed|knows the (?:disease|condition|treatment)|authority on|credentials|qualified in|sub-?specialty"
    r"|boarded in|(?:added )?qualifications? in|sub-?certif\w+)"
)
#: Who has them, or whose opinion it is.
_PROFESSIONAL: Final = (
    r"\b(?:{reviewing_person}|reader|author|one who|he who|she who|those who|examiner|individual|persons?|whoever"
    r"|clinician|internists?|opinion|review|evaluation"
    r"|determination|decision|analysis|conclusions?|findings?|report|assessment|(?:re)?viewed|prepared|written|signed"
    r"|decided)\b"
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

#: What a report is divided into.
_HEAD: Final = (
    r"(?:analysis|rationale|findings?|opinions?|summary|determinations?|conclusions?|statement|comments?|credentials"
    r"|qualifications"
    r"|discussion|assessment|decision|notes?|report|votes?|results?|disposition|background|expertise|certifications?)"
)
#: Acts of a plan that only another would report.
_PLAN_ACTS: Final = (
    r"(?:den(?:y|ies|ied)|issued|refus(?:es|ed)|declin(?:es|ed)|reject(?:s|ed)|turned (?:it|this|the|her|his"
    r"|their)? ?|indicat(?:es|ed)|assert(?:s|ed)|report(?:s|ed)|stat(?:es|ed)|maintain(?:s|ed)|content?ds?"
    r"|contended|argu(?:es|ed)|claim(?:s|ed)|cit(?:es|ed)|conclud(?:es|ed)|determin(?:es|ed)|found|finds"
    r"|believ(?:es|ed)|characteri[sz](?:es|ed)|based its|relied|relies|rel(?:y|ied) on|offered|offers"
    r"|explain(?:s|ed)|notified|informed|says|said|wrote|took (?:issue|the)|taken the|disagree[sd]|agreed|upheld"
    r"|uphold|continues? to|(?:does|do|did|has|had|can|could|will) ?(?:not|n't) (?:believe|consider"
    r"|authori[sz]ed?|approved?|cover(?:ed)?|find|agree|regard|think|feel)|reviewed|decided|noted|held"
    r"|considers?|considered|limited|approved|allowed|pointed|deemed|judged|felt|views?|viewed|proposed"
    r"|suggested|submitted|responded|requested|acknowledge[sd]?|justified|defended|saw no|put it|g(?:i|a)ves? as"
    r"|characteri[sz](?:es|ed)|withheld)"
)
_PLAN_WORD: Final = (
    r"(?:health (?:care service |insurance )?plan|health insurer|insurer|insurance (?:company|carrier)"
    r"|(?:health )?insurance carrier|carrier|payer|payor|hmo|managed care (?:organization|plan)"
    r"|third[- ]party administrator|company that insures \w+ \w+)"
)
_PLAN: Final = r"(?<![\[\w])" + _PLAN_WORD
#: Whose plan, and which: your plan and another plan are spoken of in lawful letters.
_OTHER_PLAN: Final = before_match(
    r"\b(?:your|former|previous|prior|other|another|a|an|any|each|every|first|second|new|secondary|my|our"
    r"|this)(?: [\w']+)? $"
)
_WE_OF_PLAN: Final = in_sentence(r"\b(?:on behalf of|we, the|as your)\b")
_RIGHTS: Final = in_sentence(
    r"\b(?:if|unless|grievances?|you (?:can|may|should|must|have)|department (?:of managed health care )?(?:is"
    r"|has|regulates)|imr process|complaint process|by law)\b|\b(?:must|may|will|shall) (?:give|pay|provide"
    r"|cover|send|authori[sz]e|tell|make|not)\b"
)
_TO_YOU: Final = in_sentence(r"\b(?:you|your)\b")


#: A treating doctor writes.
_BY_A_PHYSICIAN: Final = re.compile(
    r"\b(?:my patients?|under my care|in my practice|my (?:medical|clinical|professional) (?:opinion|judgment"
    r"|experience)"
    r"|this patient|as (?:her|his|the|their) (?:treating |attending |primary )?(?:physician|doctor|surgeon)"
    r"|(?:i|and) (?:have |had )?(?:been )?(?:treat(?:ed|ing)?|prescribed|follow(?:ed|ing)?|seen|cared for|caring for"
    r"|diagnosed|evaluated)"
    r" (?:him|her|them|this|mr|ms|mrs|\[member))\b"
)


class ReviewerVoice(WallCheck):
    """Letters must not sound like the Findings they are reconstructed from.

    Rule: the Findings' section headers, the reviewer's credentials (in a denial any doctor's training, practice,
    standing or freedom from ties that is not said of the member's doctors, of the plan's own or of reviewers in
    general), the case summary's opening ("a 44-year-old enrollee has requested …"), the reviewer's opinion; in a denial
    the plan in the third person ("the Health Plan", "the insurer", but where rights are told), in an appeal the
    reviewer's reasoning ("this reviewer concludes", "at issue is whether").
    Why: the voice gives the reviewer away, and teaches a model to write reports instead of letters.
    Source: domain.md §4 (the headers) and §7.
    Passes: `[PLAN_NAME] has denied`, "the plan has denied your request", "your health plan", a treating physician's
    own board certification, credentials asked for, the title of the plan's own reviewer ("our medical director, who
    is board certified, made this decision").
    Limits: of "our reviewer" only practice and standing are seen, not a title or certificate; "Determination:" alone
    heads lawful notices too.
    """

    name = "reviewer_voice"
    version = 3
    rules = (
        rule(
            "section_header",
            r"^[*#_ ]*statutory criteria\b|\bnature of (?:the )?(?:statutory criteria|case)\b"
            r"|\bstatutory criteria(?: ?[:/-]|$| ?\n)"
            r"|\bfinal results?(?: ?[:-]| ?$)|\bcredentials ?(?:/|and|&) ?qualifications\b|\b(?:findings"
            r"|rationale|conclusions?) ?: ?(?:the )?(?:physician |medical )?reviewers?\b|\breviewers?(?:'s?"
            r"|s')? (?:credentials|qualifications|findings|opinion|determination|comments|conclusions?|decision"
            r"|rationale|summary|analysis)(?: ?:| ?-|$| ?\n)|\b(?:review criteria \(statutory\)|imr (?:findings"
            r"|summary|determination|result)|independent medical review (?:findings|summary|determination|result"
            r"|decision)) ?(?:[:-]|$)",
            "has a section header of the review",
            QUOTED,
            words="natu stat fina cred find rati conc revi imr inde",
        ),
        rule(
            "header_line",
            r"^[*#_ ]*(?:(?:\d{1,2}|[ivx]{1,4}|[a-h])[.)] ?)?(?:(?:physician|medical|independent|expert|peer|imr"
            r"|final|reviewer'?s?|brief|detailed|summary of|analysis and|discussion and|rationale/"
            r"|clinical rationale/|rationale and|background/|background and"
            r"|case history and) ?)*(?:findings(?: (?:and|/) ?\w+| ?/ ?\w+| of (?:the )?review(?:er)?)?"
            r"|credentials|qualifications(?: of (?:the )?reviewers?)?|case summary|summary of (?:the )?(?:case"
            r"|review(?:er)?|(?:the )?findings)|summary reviewer(?: \d)?|statement of (?:the )?case"
            r"|case history and summary"
            r"|reviewer (?:#? ?\d|[abc]|summary|comments|notes)|conclusions? of (?:the )?reviewers?|(?:result"
            r"|outcome|decision|opinion|determination|findings"
            r"|summary) of (?:the )?(?:independent )?review(?:ers?)?|decision of (?:the )?reviewers?|summary"
            r"|findings and conclusions?)[*_ ]*(?:[:/-]|\.(?!\.)|$)",
            "has a section header of the review",
            QUOTED,
            in_sentence(r"^[*#_ ]*summary[*_ ]*(?:[:/.-]|$)"),
        ),
        rule(
            "title_of_a_report",
            r"^[*#_ ]*(?:[\w'/&-]+,? ){0,5}?(?:(?:(?:reviewer|panel)(?:'s|s'|s)? (?:[\w'/&-]+,? ){0,3}?"
            + _HEAD
            + r"|"
            + _HEAD
            + r"(?:,? [\w'/&-]+){0,3}?"
            r" (?:reviewers?|panel|independent (?:medical )?review|imr))|statutory criteria|(?:clinical|medical"
            r"|physician|expert|peer|independent) reviewer"
            r" (?:#|no\.? ?|number )?(?:\d|one|two|three|[abc]))(?:,? [\w'/&#-]+){0,4}[*_ ]*:?$",
            "has a section header of the review",
            QUOTED,
            in_sentence(
                r"\b(?:our|your|you|how|what|why|when|who|if|rights?|request|plan|the plan's|appeal|apply|form)\b|\["
            ),
            words="revi pane stat",
        ),
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
            _OWN_REVIEWER,
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
            "curriculum_vitae",
            r"(?P<span>" + _VITA + r")",
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
        rule(
            "i_the_reviewer",
            r"\b(?:the|we|of the) undersigned (?:physician |independent )?reviewers?\b|\bi (?:am|serve|was"
            r"|have been) (?:\w+ ){0,3}?(?:an? |the |as |on )?(?:\w+ ){0,3}?(?:reviewers?\b"
            r"|reviewing (?:physician|doctor)|review panel)|\bas (?:an?"
            r"|the) (?:\w+ )?(?:\w+[- ]certified )?(?:independent |physician |assigned |external |medical "
            r"|expert |peer )*review(?:er|ing physician)\b|\bas (?:an?|the) [\w-]+ physician reviewing\b"
            r"|\bmy (?:role|qualifications|capacity|determination|task|opinion|decision) as (?:the "
            r"|an? )?(?:\w+ )?reviewer\b|\bin my capacity as (?:the |an? )?(?:\w+ )*reviewer|\bi was (?:asked"
            r"|selected|retained|chosen|appointed|assigned|engaged) to (?:review (?:this|the denial|the case"
            r"|the file)|provide an independent|give an independent|conduct|perform|evaluate this)"
            r"|\bretained to conduct this review\b|\bi am the (?:doctor|physician|specialist|expert|psychologist"
            r"|one) (?:\w+ )?(?:assigned|asked|chosen|selected|appointed|retained) to review\b|\b(?:written"
            r"|prepared|signed) by an? [^.;]{0,60}\breviewer\b|\bmy credentials as\b|\bour panel (?:finds"
            r"|concludes|found)",
            "speaks as the reviewer",
            QUOTED,
            CONDITIONAL,
            in_sentence(r"\bnot an?\b|\bdenial letter\b|\b(?:your reviewer|peer-reviewed|reviewer for the journal)\b"),
            words="unde revi aske sele reta chos appo assi enga pane cred capa",
        ),
        rule(
            "opinion_of_reviewer",
            r"\bthis reviewer\b|\b(?:the|we) undersigned(?: \w+)? (?:physician )?reviewers?\b"
            r"|\breviewers?, the undersigned|\b(?:in|it is) (?:the "
            r"|this )?(?:\w+ )?(?:opinion|judgment|view|determination|conclusion|assessment) of (?:the"
            r"|this) (?:physician )?review(?:er|ing physician)|\b(?:in|it is) (?:the"
            r"|this) (?:physician )?reviewer's (?:opinion|judgment|view|determination|conclusion|assessment)"
            r"|\b(?:the|and the|both|all) (?:independent |physician |medical |expert )*reviewers?\b(?:'s?"
            r"|s')? (?:so )?(?:{few} )?(?:notes?|finds?|concludes?|determined?|determines|believes?|recommends?"
            r"|opines?|agrees?|answers?|reverses?|considered|was asked|were asked|observes|decision|analysis"
            r"|comments|judgment|are in agreement|has carefully|have carefully|found|concluded|(?:has"
            r"|have) (?:\w+ )?(?:concluded|found|determined|considered|reviewed|noted|decided)|would (?:overturn"
            r"|uphold|reverse|find)|is persuaded)\b|\b(?:presented to|put to|before) the reviewer\b"
            r"|\b(?:determination|opinion|decision|conclusion|finding)s? of the (?:independent |physician "
            r"|external |medical )*reviewer|\bby the physician reviewers?\b",
            "gives the reviewer's opinion",
            IRREALIS,
            _OWN_REVIEWER,
            in_sentence(
                r"\b(?:your|our|you|the plan's (?:own )?(?:\w+ )?reviewers?|a fair|who denied|i disagree|to me"
                r"|examine me)\b"
            ),
            _ADVERSE,
            words="revi unde",
        ),
        rule(
            "case_summary",
            r"\b(?:(?:the )?enrollee(?:'s (?:provider|parent|mother|father|physician))?|(?:an?|the|this) (?:\d+"
            r"|[a-z]+(?:-[a-z]+)?)[- ]year[- ]old [\w' ]{0,60}?|the parents? of an? [\w -]{0,40}?(?:enrollee"
            r"|member|patient)|(?:a|the) patient)(?: has| had)? (?:requested(?! that| coverage of \w+\.? i)"
            r"|asked for|seeks?|sought|is requesting)\b",
            "opens like the review's case summary",
            QUOTED,
            CONDITIONAL,
            in_sentence(r"\b(?:my patient|i am writing|we have|our|my (?:son|daughter|wife|husband))\b"),
            words="enro year pati pare",
        ),
        rule(
            "enrollee_in_appeal",
            r"\b(?:the|this|an?|[\w-]+) enrollee\b(?:'s)?",
            "speaks of the enrollee as the review does",
            IRREALIS,
            in_sentence(
                r"\b(?:rights? of|each enrollee|as an enrollee|i am an?|every enrollee|notice to"
                r"|health plan enrollee|section)\b"
            ),
            kinds="appeal",
            words="enro",
        ),
        rule(
            "at_issue",
            r"\bat issue(?: (?:in this case|here))? is (?:whether|the)|\b(?:the )?(?:question"
            r"|issue) (?:presented|before the reviewer|for review|to be decided)\b",
            "argues as the review's report does",
            QUOTED,
            kinds="appeal",
            words="issu ques",
        ),
        rule(
            "report_language",
            r"\b(?:records?|documentation|documents|materials?|information) (?:submitted|provided|furnished"
            r"|supplied) (?:for review|by (?:the|both) parties)|\ba review of the (?:submitted |medical )?(?:records?"
            r"|file|case) (?:finds|shows|reveals)\b|\bfor review (?:document|indicate|show)"
            r"|\b(?:submitted|provided) (?:records|documentation|materials) (?:was|were|has been"
            r"|have been) reviewed\b|\bthe following documents were reviewed\b|\b(?:documentation"
            r"|records?) reviewed (?:support|show|indicate|document)|\bit (?:is|was) (?:concluded that|determined that"
            r"|my determination|the determination)\b|\b(?:based on|upon|after)(?: an?| my| careful"
            r"| thorough)* review of (?:the )?(?:submitted|case|file|documentation provided|records submitted"
            r"|enrollee)|\bthis (?:independent )?review (?:concerns|involves|was)\b|\bthis case (?:concerns"
            r"|involves) an? (?:\d|[\w-]+[- ]year|enrollee)|\bthe (?:standard|question) of review\b"
            r"|\b(?:the )?following determination\b|\bthis review\b|\bwas and is medically necessary\b|\b(?:was|were|is"
            r"|are) (?:found|determined|deemed|judged) to be medically (?:necessary|indicated)\b"
            r"|\bwe find for\b|\bi find (?:in favor|for the)|\bpositions of the\b|\bmy review of the (?:enrollee"
            r"|file|case)\b|\b(?:appeal|case) file\b|\brequest is (?:therefore |hereby |thus )*(?:granted"
            r"|approved)|\brationale ?: the patient\b",
            "argues as the review's report does",
            QUOTED,
            CONDITIONAL,
            ASKED,
            in_sentence(r"\b(?:your letter|your denial|my letter)\b"),
            kinds="appeal",
        ),
        rule(
            "health_plans_denial",
            r"(?:^|\btherefore,? |\bthus,? |\bhence,? |\baccordingly,? |\bthat |\band "
            r"|: )the health plan's (?:denial|decision)\b{few} (?:should|must|to deny|(?:is"
            r"|was) (?:\w+ )?(?:overturned|upheld|reversed|not supported|not justified))\b"
            r"|\bthe health plan (?:has |had )?(?:indicated|reported|issued|asserted|maintained|contended"
            r"|determined)\b|\bhealth plan has denied this request, stating\b|\b(?:overturn|reverse"
            r"|uphold) the health plan\b|^(?:final |reviewer's )?determination ?: ?(?:overturned|upheld)"
            r"|^conclusion ?: the health plan",
            "speaks of the plan as the review does",
            QUOTED,
            CONDITIONAL,
            ASKED,
            POSSIBLE,
            kinds="appeal",
            words="heal dete conc",
        ),
        rule(
            "plan_acts",
            _PLAN + r"s?\b(?:'s (?:\w+ ){0,2}?(?:doctors?|physicians?|reviewers?|nurses?|director|staff|committee"
            r"|letter))?(?:,? (?:too|then|also|has|had|have|now|itself|initially|subsequently|again|thus"
            r"|therefore|later|first|,)){0,3}(?:, [^,.;]{0,60},)? (?:"
            + _PLAN_ACTS
            + r"|{past}|would not|wouldn't|stands by|is of the (?:view|opinion))\b",
            "speaks of the plan in the third person",
            QUOTED,
            CONDITIONAL,
            ASKED,
            POSSIBLE,
            _OTHER_PLAN,
            _WE_OF_PLAN,
            in_sentence(r"\bplan (?:named|listed|shown|above|identified)\b"),
            kinds="denial",
            words="plan insu carr paye payo hmo mana thir comp",
        ),
        rule(
            "plan_acts",
            r"(?<!health )(?<!your )(?<!outside )(?<!with )(?<!to )(?<!from )\b(?:the|this|her|his|their|its"
            r"|patient's|member's|enrollee's) plan(?:,? (?:has|had|now|then|also"
            r"|initially)){0,2}(?:, [^,.;]{0,60},)? " + _PLAN_ACTS + r"\b",
            "speaks of the plan in the third person",
            QUOTED,
            CONDITIONAL,
            ASKED,
            POSSIBLE,
            _TO_YOU,
            _WE_OF_PLAN,
            in_sentence(r"\bno other\b"),
            in_sentence(
                r"\bplan (?:has )?(?:does not cover|determined|allows?|offers?|limited|considers?|allowed"
                r"|approved|reviewed|decided)\b(?!.{0,40}\b(?:enrollee|member|patient|denied))"
            ),
            kinds="denial",
            words="plan insu carr paye payo hmo mana thir comp",
        ),
        rule(
            "the_health_plan",
            r"(?<![\w'-])(?:the|this|her|his|their) (?:member's |enrollee's |patient's "
            r"|insured's )?(?:health (?:care service |insurance )?plan|health insurer|insurer|insurance (?:company"
            r"|carrier)"
            r"|(?:health )?insurance carrier|carrier|payer|payor|hmo|managed care (?:organization|plan)"
            r"|third[- ]party administrator)(?:'s|')?\b"
            r"(?! (?:document|contract|booklet|handbook|benefits?|website|card|network|phone|formulary|named|listed"
            r"|that (?:you|covers|insures))\b)",
            "speaks of the plan in the third person",
            QUOTED,
            CONDITIONAL,
            _WE_OF_PLAN,
            _OTHER_PLAN,
            in_sentence(
                r"\b(?:you (?:can|may|must|should|have|are|do)|you must|contact|call|write to|telephone|file"
                r"|grievances?|complaints?|appeals?|department|dmhc|imr|independent"
                r"|means|meaning|hereinafter|defined|delegat\w+|administer\w*|on behalf|behalf of|(?:must|will|may"
                r"|shall|can|would|could) (?:not )?(?:be|have|pay|give|tell|send|provide"
                r"|cover|authori[sz]e|answer|make|follow|require|decide|review|help|ask|look|act|respond|change)|law"
                r"|required to|pays us|we (?:work|act|decide|review)"
                r"|other|both|neither|by the health plan or)\b"
            ),
            kinds="denial",
            words="plan insu carr paye payo hmo mana thir comp",
        ),
        rule(
            "plans_own",
            r"(?:(?<!your )(?<!\w)"
            + _PLAN_WORD
            + r"'?s|(?<!your )\b(?:the|this) plan's|\bthe plan's) (?:\w+ )?(?:denial|position|rationale|reason(?:ing"
            r"|s)?|letter|decision (?:was|is|to|rests)|medical director|stated|view|argument|refusal|contention"
            r"|stance|conclusion|assertion|explanation|determination (?:was|is|that|to|rests))\b|\b(?:reasons?"
            r"|rationale|basis|grounds?) (?:\w+ )?(?:given|stated|offered|cited) by the (?:health )?(?:plan"
            r"|insurer|hmo|carrier)|\bthe (?:health )?plan's (?:reviewers?|doctors?|physicians?|nurses?) (?:told"
            r"|said|found|wrote|concluded|informed|noted|stated|refused)\b"
            r"|\baccording to the (?:health )?(?:plan|insurer|carrier|hmo)\b",
            "speaks of the plan in the third person",
            QUOTED,
            CONDITIONAL,
            ASKED,
            POSSIBLE,
            _OTHER_PLAN,
            in_sentence(r"\b(?:disagree|free of charge|copy)\b"),
            kinds="denial",
            words="plan insu carr paye payo hmo mana thir comp reas rati basi grou acco",
        ),
        rule(
            "by_the_plan",
            r"\b(?:denied|refused|rejected|declined|issued|given|turned down|disallowed|made|upheld|cited"
            r"|offered)\b{few} by (?:the |her |his |their )?(?:member's |enrollee's "
            r"|patient's )?(?:(?:health )?plan|health insurer|insurer|hmo|carrier|payer"
            r"|insurance company)\b(?! (?:you|we))",
            "speaks of the plan in the third person",
            QUOTED,
            CONDITIONAL,
            ASKED,
            POSSIBLE,
            _RIGHTS,
            in_sentence(r"\bdecisions made by\b|\bby (?:a|your|former|another)\b"),
            kinds="denial",
            words="plan insu hmo carr paye",
        ),
    )

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Let a physician who appeals for a patient give credentials of his own."""
        if claim.key[0] not in {"own_credentials", "credentials_alone"}:
            return True
        return (
            "physician" not in (letter.get("voice") or "")
            and _BY_A_PHYSICIAN.search(normal_form(letter["text"])) is None
        )
