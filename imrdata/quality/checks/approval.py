"""A denial must not approve."""

from __future__ import annotations

from typing import Final

from imrdata.quality.checks.another_service import of_a_part, of_another_service
from imrdata.quality.local import Claim
from imrdata.quality.mood import CONDITIONAL, in_sentence, to_match
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import QUOTED, near
from imrdata.quality.wall import WallCheck, rule

#: Around it, something is refused, or put in the request's place.
_BESIDES: Final = near(
    r"\b(?:the (?:remaining|other|rest|balance|days)|instead|in place of|rather than|in lieu|this (?:letter|notice"
    r"|denial|decision) (?:is (?:only |not )?(?:about|for)|concerns|deals|covers only|applies|does not)|(?:we|which"
    r"|that) (?:cannot|can't|could not|are not able|are unable|do not|deny|must deny|are denying|have denied)|(?:is"
    r"|are|was|were) (?:not (?:covered|approved|authorized)|denied)|remains? denied|(?:is|are|was|were|had|has"
    r"|have) not(?: been)?(?=[.;]|$))",
    reach=160,
)
#: Part of the request, another service, another time, or a rule: what a lawful denial may grant.
_APART: Final = in_sentence(
    # In place of it, or of another kind.
    r"\b(?:instead|in (?:place|lieu) of|rather than|other|another|different|alternative\w*|former|standard|generic"
    r"|usual (?!co)\w+|as usual|plain|basic|smaller|simpler|shorter|cheaper|older|separate(?:ly)?|manual|outpatient"
    r"|your own|in-network|lower|fewer|less|reduced|modified"
    # A part.
    r"|remaining|the rest (?:of|is|are|was|were|we)|additional|partial(?:ly)?|in part|part of|up to|only|however"
    r"|but (?:not|the|we)|not the|while|beyond|extension|to extend|first (?:\w+ )?(?:days?|weeks?|visits?|sessions?"
    r"|request|course|dose|half)|(?!first\b)\w+ (?:out )?of (?:the|your) (?:\w+ )?(?:requested|asked|visits?|days?"
    r"|hours?|sessions?|units?|weeks?|months?|treatments?|injections?)|(?:are|is|and|we) den(?:y|ied)|cannot|can't"
    # Another time.
    r"|in advance|in advance|(?:was|were) \w+ (?:from|through|until|for (?:\w+ )?(?:days|weeks|visits))|(?:have"
    r"|had) had|previously|earlier|prior(?! authori[sz]ation)|already|ago|before|until|expired?|ended|since (?:then"
    r"|last|your|19|20)|used(?: up)?|still|(?:stays?|remains?) (?:covered|approved|as|in|open|available)|continues?"
    r"|goes? on|current(?:ly)?|so far|last \w+|this year|in (?:19|20)\d\d|in (?:january|february|march|april|may|june"
    r"|july|august|september|october|november|december)"
    # A rule, for whomever.
    r"|(?:members|people|patients|those|anyone|others|adults|children) (?:who|whose|with)|for (?:people|members|adults"
    r"|children|those|anyone)|any|each|such|at a time|subject to (?!the usual|your)|according to|under (?:the|our"
    r"|this|your) (?:rule|policy|criteria|guideline)\w*|when|where|if|emergenc(?:y (?:care|services?)|ies)"
    r"|services (?:that|which)|covered services|cases|(?:without|needs? no|no) (?:\w+ )?(?:approval|authori[sz]ation"
    r"|referral|request)|ask(?:ing)? us first)\b"
)
#: Somebody else's leave.
_NOT_OURS: Final = in_sentence(
    r"\b(?:fda|food and drug|label\w*|department|dmhc|state|legislature|committee approves|wording|approved (?:use"
    r"|uses|indications?|drugs?|list|formulary)|representative|(?:other|old|another) (?:plan|insurer|insurance)"
    r"|medicare|charity|you thought|(?:told|thought) (?:you )?(?:that )?it|(?:approved|authori[sz]ed|cleared"
    r"|certified|covered|paid|allowed|accepted)(?: for [\w ]{1,20})? by (?:your (?!plan|health)|his|her|another|an?"
    r"|the (?:hospital|clinic|maker)))\b"
)
#: What follows from a dispute, and papers that come with a denial.
_RIGHTS: Final = in_sentence(
    r"\b(?:imr|independent|external|reviewers?|review (?:goes|finds|decides?|agrees?)|appeals?|grievances?|complaints?"
    r"|hearing|judge|reversal|win|won|orders? us|by law|forms?|interpret\w+|language)\b"
)
_NOT: Final = to_match(
    r"\b(?:not(?! only)|never|no(?! (?:further|more|doubt|cost|charge|longer|obstacle|barrier|objection|reason to))"
    r"|nor|neither|none|nothing(?! (?:\w+ )*stands?)|cannot|without|unless|outside|exclud\w+|except|fail(?:s|ed)?"
    r"|unable|declin\w+|den(?:y|ied|ies|ial of)|refus\w+|0)\b|n't\b"
)
_MAY: Final = to_match(r"\b(?:may(?! \d)|might|could|would|must|should|requires?d?|needs?|needed)\b|'d\b")
#: What somebody thinks, hopes or asks for.
_VIEWED: Final = to_match(
    r"\b(?:believes?|believed|thinks?|you thought|feels?|argue[sd]?|hope[sd]?|says|said (?!yes|no\b)|writes|wrote"
    r"|told us|according to|expect\w*)\b"
)
_WANTED: Final = to_match(
    r"\b(?:ask(?:s|ed|ing)? (?:us|that|to|about|whether)|ask(?:s|ing)? for|request(?:s|ed|ing)? (?:us|that|to)|wants?"
    r"|wish\w*|seek\w*|apply\w*|rights? (?:to|of)|how|why|whether|decides?|to (?:decide|qualify)|reasons? (?:why"
    r"|for))\b"
)
#: What lets any approval go.
_LAWFUL: Final = (QUOTED, CONDITIONAL, _NOT, _APART, _NOT_OURS, _RIGHTS, _VIEWED)
_STATED: Final = (*_LAWFUL, _WANTED, _MAY)

_WE: Final = (
    r"(?<!\w)(?:we|i|(?:the|your|our) (?:health )?plan|\[plan_name\]|(?:our|the) (?:\w+ )?(?:director|reviewer|team"
    r"|department|physician|pharmacist|nurse|committee|group))(?:'ve|'re|'ll)?"
)
_GIVEN: Final = (
    r"(?:approved|authori[sz]ed|granted|certified|cleared|allowed|accepted|okay(?:ed)?|ok'?d|ok|green-?lit|permitted"
    r"|sanctioned|honou?red|good to go|signed off|given (?:the|our) (?:go-ahead|okay|nod|green light))"
)
_PAID: Final = r"(?:covered|paid|payable|funded|reimbursed|a covered (?:benefit|service))"
_BE: Final = (
    r"(?:(?:is|are|was|were|'s|'re|has been|have been|'s been|stands|(?:will|shall|(?:is"
    r"|are) going to) (?:now )?be)(?: \w+ly| now| also| hereby| all| both| therefore| so| thus| today| after all"
    r"| eligible and)*)"
)
#: Not a drug's label ("approved for tumors"), nor leave to do something else ("authorized to speak for you").
_NO_RULE: Final = (
    r"(?! to (?!receive|have|start|begin|proceed|get|undergo|continue|go\b|your\b|the\b))(?! (?:only )?(?:for"
    r"|in) (?!you|one\b|two\b|three\b|six\b|ten\b|twelve\b|the\b|this\b|all\b|both\b|an?\b|up\b|payment|coverage|full"
    r"|her\b|his\b|\d|\[|[\w-]+ (?:more )?(?:days?|weeks?|months?|years?|visits?|sessions?|hours?|units?|fills?"
    r"|pick)))"
)
_WILL: Final = r"(?:will|shall|(?:is|are) going to)"
_LEAVE: Final = (
    r"(?:authori[sz]ation|approval|permission|certification|confirmation|clearance|consent|go[- ]ahead|okay|ok"
    r"|blessing|green light|nod|assent|leave|support|coverage)"
)
#: What is told of this request, not of a kind of service ("a scan is covered").
_DEFINITE: Final = (
    r"(?!(?:the|your) (?:health )?plan\b)(?:it|this|these|those|that|everything|you|(?:your|the|this|these|her|his"
    r"|their|all|every|both) [\w'-]+|coverage|payment|benefits?)"
)
_CARE_GIVER: Final = (
    r"(?<!from )(?<!by )(?<!of )(?:you|your (?:\w+ )?(?:doctor|surgeon|provider|pharmacy|hospital|clinic|son|daughter"
    r"|child|mother|father)|the (?:[\w-]+ )?(?:pharmacy|hospital|clinic|office|lab|laboratory|surgeon|doctor|facility"
    r"|supplier|vendor|center|store|dentist|therapist|nurse)|(?:he|she|they)|\[\w+\])"
)


class Approval(WallCheck):
    """A denial that approves.

    Rule: approval, authorization, coverage or payment of the request stated as a fact or announced, in any voice,
    as a favorable answer or as leave to go ahead.
    Why: the polarity is wrong: the letter is not what it is labelled to be.
    Source: domain.md §7; Health & Safety Code §1367.01 (a plan approves, modifies or denies).
    Passes: what is negated, conditional or asked for; another service, time or person, or a rule, if the sentence says
    so or names what was not asked for; a part: to grant fewer days than were asked and deny the rest is to modify a
    request, which is reviewed like a denial, so a count that is not the request's, a share, and an approval beside
    a refusal are lawful; an agency's approval of a drug; what the plan must do if a review goes against it.
    Limits: an approval in a sentence that has a word of these in it for another reason passes.
    """

    name = "approval"
    version = 10
    lawful_below = -2.5  # the reader takes some plain grants for lawful
    kinds = ("denial",)
    rules = (
        rule(
            "is_approved",
            r"\b(?P<span>(?!that\b)[\w'\])-]+(?:,? (?!and |but |if |that |because |since )[\w'()\[\]-]+){0,6}?,? "
            + _BE
            + " "
            + _GIVEN
            + r")\b"
            + _NO_RULE,
            "approves the request",
            *_STATED,
        ),
        rule(
            "is_paid",
            r"\b(?P<span>"
            + _DEFINITE
            + r"{some} (?:(?:is|are|'s|has been|have been)(?: \w+ly| now| also| all)+ "
            + _PAID
            + r"|(?:is|are|has been|have been|"
            + _WILL
            + r" be) "
            + _PAID
            + r" (?:in full|for you|starting|from|as of|through|at 100|today|under your (?:plan|benefit))|"
            + _WILL
            + r" be(?: \w+ly)? "
            + _PAID
            + r"|(?:is|are) payable|(?<=quest|claim) (?:is|has been) "
            + _PAID
            + r"))\b(?! by (?!your (?:health )?plan))",
            "approves the request",
            *_STATED,
        ),
        rule(
            "we_approve",
            _WE + r"(?:,? (?:have|has|had|are|is|am|do|did|now|also|therefore|thus|can|will|shall|hereby|be|been"
            r"|gone ahead|and|(?:able|agreed?|agrees|decided|elected|chosen|pleased|happy|glad|going) to|\w+ly|decided"
            r"|gave|given|said|(?:\w+ed|chang\w+) (?:our|your|the|this) \w+ and|\w+ and|in fact)){0,8}? (?:approv(?:e"
            r"|es|ed|ing)|authori[sz](?:e|es|ed|ing)|grant(?:s|ed|ing)?|certif(?:y|ies|ied)|covering|paying"
            r"|reimbursing|(?:accept|endorse|pass|allow|clear|okay|honou?r)(?:s|ed|ing)? (?:the|your|this|it|you)"
            r"|extend(?:s|ed)? (?:authori[sz]ation|coverage|your)|waived|lifted|overr(?:ode|idden)|green-?lit|ok'd"
            r"|(?:issu|enter|extend|record)(?:e|ed|ing) (?:an? |the |our |your )?(?:authori[sz]ation|approval"
            r"|coverage|benefits)|sign(?:ed)? off|yes\b|the go-ahead|(?:consents?|agrees?) to (?:the|your)|released?"
            r"|(?:ruled|found|find|decided) in favou?r)\b",
            "approves the request",
            *_STATED,
        ),
        rule(
            "we_will_pay",
            _WE
            + r" ?(?:(?<='ll)|"
            + _WILL
            + r"|can|(?:am|are|is) (?:able|happy|glad|pleased|prepared|ready) to|(?:have |has )?(?:agreed?|decided"
            r"|chosen|elected) to|agrees to|stand ready to)(?: now| also| be| gladly| \w+ly| be able to"
            r"| of course)* (?:cover|pay|fund|reimburse|bear|foot|absorb|settle|handle|meet|pick up|take care of"
            r"|provide coverage|see to)(?:ing)?\b",
            "approves the request",
            *_STATED,
        ),
        rule(
            "good_news",
            r"\b(?:pleased|happy|glad|delighted|thrilled) to (?:approve|authori[sz]e|cover|confirm|grant|(?:inform"
            r"|tell|advise|report|let you know|announce|say|notify)\b(?!(?: you)?(?: more)?(?: about| how| what"
            r"| where| who| why| of)\b))|\b(?:good|welcome|great) news\b(?! that your)"
            r"|\bcongratulations(?:[!.:,]| on (?:being|your))|\bour pleasure to\b",
            "announces good news",
            QUOTED,
            CONDITIONAL,
            to_match(r"\b(?:not|would|unfortunately|hoped?|wish)\b"),
            in_sentence(r"\b(?:notes|records|progress|tests?|results?|but|does not)\b"),
        ),
        rule(
            "leave_given",
            r"\b"
            + _LEAVE
            + r"\b{some} (?:is|are|was|has been|have been)(?: now| hereby| \w+ly)? (?:given|granted|issued|extended"
            r"|enclosed|attached|in place|in effect|confirmed|below|good|effective|on file|open(?:ed)?|sent|mailed"
            r"|faxed|entered|released|allowed)\b|\b(?:authori[sz]ation|approval)(?: number| letter"
            r"| code)?(?: #?\[\w+\])?(?: (?:of|for|to)(?: [\w'-]+){1,6}?)? (?:accompanies|comes with|goes with"
            r"|follows|will follow|appears|covers|number is|is \[?\w+\]?$)|\b(?:consider this (?:letter|notice"
            r"|page)(?: as| to be)?|(?:this|the attached|the enclosed) (?:letter|notice|document|page) (?:is|confirms"
            r"|gives|provides)|this (?:\w+ )?(?:serves as|constitutes)|(?:proof|confirmation) of|confirms?"
            r"|hereby (?:give|grant|extend)s?|enclosed is|attached is|find|gives?|gave|granted|issued|our|the plan's"
            r"|\[plan_name\]'s|(?:has|have|gets?|got|received) (?:our|the))(?: our| the| your| an?| you| full| final"
            r"| enclosed| attached)* "
            + _LEAVE
            + r"\b(?<!coverage)(?! (?:form|request|rule|process|is|are|would|will|can)\b| of [^.;]{1,40}? (?:is|was"
            r"|did|does|has|will)\b)|\b(?:coverage|benefits?|payments?)(?: (?:of|for|to"
            r"|toward)(?: [\w'-]+){1,7}?)? (?:begins?|starts?|commences?|takes effect|becomes? effective)\b",
            "approves the request",
            *_STATED,
        ),
        rule(
            "may_go_ahead",
            r"(?:^|[;:,] )(?:so |please |then |now |and )*(?:go ahead|feel free|proceed|schedule|book|keep going"
            r"|start)\b (?:and|with|to|the|your)\b|\b"
            + _CARE_GIVER
            + r"(?:(?: (?:has|have) been|was|were)? told to (?:go ahead|proceed|ship|deliver|dispense|fill|release"
            r"|(?:expect|treat|see|admit) (?:you|him|her)|schedule)\b|(?: (?:may|can|now|are free to|are welcome to"
            r"|is free to|should|therefore|also)){1,3} (?:(?:go ahead|proceed|move forward)\b|(?:schedule|fill"
            r"|dispense|book|ship|release|start|begin|order|deliver|pick up)(?: \w+){0,2}? (?:it|that|them|this|the"
            r"|your|with)\b|(?:get|have|receive|keep|use) (?:this|the|your) (?:[\w-]+ )?(?!it\b|this\b"
            r"|request\b){thing}\b))|\b(?!it\b|claim\b|request\b|care\b){thing}\b{few} (?:(?:may|can|is (?:free|clear"
            r"|cleared) to) (?:now )?(?:proceed|go ahead|go forward|take place|be (?:scheduled|filled|booked)|begin"
            r"|start)|(?:goes|moves|is going|is moving|went) (?:ahead|forward|through))\b|\b(?:the|your"
            r"|this) [\w-]+(?: [\w-]+)? (?:may|can) (?:now )?(?:proceed|go (?:ahead|forward)|take place"
            r"|be (?:scheduled|booked|filled))\b|\byou(?:'re| are| have been) (?:now )?(?:cleared|approved"
            r"|authori[sz]ed) for\b|\byou(?:'re| are) all set\b|\bconsider (?:it|this|the \w+|your \w+) (?:approved"
            r"|authori[sz]ed|covered|done|settled)\b",
            "gives leave to go ahead",
            *_LAWFUL,
            in_sentence(
                r"\b(?:not|no|own|yourself|pay for|cost|charges?|bill|responsib\w+|call|visit with|peer|copy|copies"
                r"|records?|information|notes?|reasons?|help|questions?|process|directly)\b|n't\b"
            ),
        ),
        rule(
            "money_moves",
            r"\b(?:checks?|cheques?|payments?|reimbursements?|funds|money|refunds?|vouchers?)\b{some} (?:on (?:its|the"
            r"|their) way|in the mail|(?:is|are|was|were|been|be) (?:mailed|sent|issued|released|made)|went out"
            r"|gone out)\b|\b(?:at|on) (?:our|the plan's) (?:cost|expense|dime|tab)\b|\bout of our pocket\b|\b(?:bill"
            r"|invoice) (?:us|the plan)\b|\bon us\b|\b(?:provided|supplied|delivered|shipped|given"
            r"|{thing}) (?:to you )?(?:at|for|with) no (?:cost|charge)\b|\byou (?:will )?owe (?:us )?(?:nothing"
            r"|only)\b|\bcovered in full\b|\b(?:bears?|bearing) the (?:whole |full )?costs?\b",
            "approves the request",
            *_STATED,
            in_sentence(r"\b(?:copy|copies|evidence of coverage|criteria|file|records?|free)\b"),
        ),
        rule(
            "label",
            # A label and its value.
            r"^[*#_ ]*(?:(?:[\w' /&-]{1,40}: ?)?(?:approved|granted|accepted|allowed|authori[sz]ed|certified"
            r"|okay(?:ed)?|ok'?d|ok|favou?rable|affirmative|paid)\b(?= ?[.:;,-]|$| as\b| for\b))(?! ?[:-]? ?(?:none|0"
            r"|no|nothing|zero)\b)|\b(?:answer|decision|status|request|exception|response|result"
            r"|determination)\b[\w' ]{0,20}: ?yes\b|\b(?:units?|days?|visits?|hours?|sessions?|doses?) (?:granted"
            r"|approved|okayed|certified|allowed|authori[sz]ed): ?[1-9]|\b(?:answer|decision|determination|response"
            r"|result|outcome|it|this|that)\b{some} (?:is|was|will be) (?:an? |in the )?(?:yes|affirmative"
            r"|favou?rable|positive|in (?:your|the member's) favou?r|to (?:approve|cover|authori[sz]e|grant|pay))\b"
            r"|\bfavou?rable (?:decision|determination|answer)\b|\b(?:denial|decision) (?:is|has been) (?:withdrawn"
            r"|reversed)\b",
            "approves the request",
            *_STATED,
        ),
        rule(
            "obstacle_gone",
            r"\b(?:block|lock|hold|limit|restriction|requirement|rule)s?\b{few} (?:has been|have been|is|are"
            r"|was) (?:now )?(?:lifted|waived|removed|released|off|cleared|overridden)\b|\b(?:exception"
            r"|override)\b{few} (?:has been|was|is) (?:made|granted|entered|in|approved|allowed)\b"
            r"|\b(?:nothing (?:\w+ )*stands? (?:in the way|between)|no (?:further )?(?:obstacle|barrier"
            r"|reason to (?:deny|withhold|hold|stand in)|objection to))\b|\b(?:let|letting|allow|allowing) (?:the"
            r"|this|your) (?:\w+ )?{thing} (?:to )?(?:go|proceed|move|take place)\b",
            "gives leave to go ahead",
            *_STATED,
        ),
    )

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Let the approval of another service, or of so many of those that were asked for, go."""
        name, sentence = claim.key
        view = letter.get("view_text") or ""
        return name == "good_news" or not (
            of_another_service(sentence, letter["text"], view) or of_a_part(sentence, letter["text"], view)
        )

    def lets_go(self, part: NormalText, start: int, end: int) -> bool:
        """Let go what the next sentence says is only a part, or is in place of the request."""
        return _BESIDES(part, start, end)
