"""A denial must not approve."""

from __future__ import annotations

from typing import Final

from imrdata.quality.checks.another_service import of_another_request, of_another_service
from imrdata.quality.local import Claim
from imrdata.quality.mood import ASKED, CONDITIONAL, OPINION, UNASSERTED, in_clause, in_sentence, to_match
from imrdata.quality.normalise import NormalText
from imrdata.quality.patterns import QUOTED, before_match, near
from imrdata.quality.wall import WallCheck, rule

_BESIDES: Final = near(
    r"\b(?:the (?:remaining|other|rest|balance|days)|instead|in place of|rather than|in lieu|this (?:letter|notice"
    r"|denial"
    r"|decision) (?:is (?:only |not )?about|is not for|concerns|deals|covers only|applies|does not)|(?:we|which we"
    r"|that we)"
    r" (?:cannot|can't|could not|are not able|are unable|do not|deny|must deny|are denying|have denied)|those we deny"
    r"|(?:is|are|was|were) (?:not (?:covered|approved|authorized)|denied)|(?:has|have) not(?: been)?[.;]"
    r"|remains? denied|this denial is (?:for|about)|(?:is|are|was|were|had|has) not(?: been)?(?=[.;]|$))",
    reach=160,
)
_PART: Final = in_sentence(
    r"\b(?:instead|in place of|in lieu of|however|remaining|rest|additional|previously|earlier"
    r"|prior(?! authori[sz]ation)|already|other than|alternative|alternatively|does not mean|up to|only"
    r"|rather than|first (?:\d+|two|three|four|five|six|ten|twelve|few|half|part|day|days|visits?|request|course|dose)"
    r"|former|another|different|standard|generic|out of (?:the )?(?:\w+ )?(?:requested|asked)"
    r"|(?:\w+|\d+) of (?:the|your) (?:\w+ )?(?:\w+ )?(?:requested|asked|visits?|days?|hours?|sessions?|units?"
    r"|weeks?|months?|treatments?|injections?)|fewer|less|partial(?:ly)?|in part|part of|but not|not the|but we"
    r"|but the|lower|last year|in (?:19|20)\d\d|in (?:january|february|march|april|may|june|july|august"
    r"|september|october|november|december)|beyond|after that|extension|to extend|a first|until|before|the other"
    r"|are denied|is denied|and denied|den(?:y|ied) (?:\w+|the (?:rest|other\w*))$|can't|cannot|reduced|modified"
    r"|outpatient|in-network|(?:your|his|her) doctor (?:can|may) (?:order|ask|request|prescribe))\b"
)

_GIVE: Final = (
    r"(?:approved|authori[sz]ed|granted|certified|cleared|allowed|accepted|okayed|ok'd|given the go-ahead"
    r"|green-?lit|signed off(?: on)?|permitted|sanctioned)"
)
_REQUEST: Final = (
    r"(?:request(?:s)?|claim|authori[sz]ation|coverage|approval|permission|payment|benefits?|application|order"
    r"|{thing}|prescription|this|it|everything|you)"
)
#: Whatever is approved; another service than the one that was asked for is let go at the end.
_SUBJECT: Final = (
    r"(?:\b(?:your|the|this|her|his|their|our|an?|all|every|each|these|those|\d+|two|three|four|five|six|seven|eight"
    r"|nine|ten|twelve|\w+teen|thirty|twenty|forty|sixty) "
    r"|\b(?=(?:it|you|everything|coverage|benefits?|payments?|requests?|days|[a-z]+(?:tion|ment|ery|ing|apy|mab"
    r"|ine))\b))"
)
#: A regulator's approval of a drug, a wording or a policy is not the plan's of a request.
_LABEL: Final = in_sentence(
    r"\b(?:by the (?:department|dmhc|state|regulators?|legislature)|fda|food and drug|label|u\.s\.|for adults"
    r"|for use in|wording|committee approves|policy was approved"
    r"|approved (?:use|uses|indications?|drugs?|list|formulary|labeling)|is authorized to|are authorized to"
    r"|authorized representative|to (?:refer|speak|act)|criteria (?:was|were) approved)\b"
)
_NEGATED: Final = to_match(
    r"\b(?:out of what|outside|exclud\w+|except|less than|not(?! only)|never|no(?! (?:further|doubt|cost))|nor|neither"
    r"|none|cannot|without|fail(?:s|ed)? to"
    r"|unable|rather than|declin\w+|den(?:y|ied|ies)|refus\w+|neither)\b|n't\b"
)
#: As above, of what the plan does.
_NEGATED_PLAN: Final = to_match(
    r"\b(?:not(?! only)|never|nor|neither|none|cannot|without|unable|rather than|declin\w+|den(?:y|ied|ies)|refus\w+)\b"
    r"|n't\b"
)
_ASKED_FOR: Final = in_clause(
    r"\b(?:prior authori[sz]ation (?:is|was) (?:required|needed|not)|must (?:get|be|have)|need(?:s|ed)? (?:our "
    r"|to be |prior )?(?:approv\w+|authori[sz]\w+)|before)\b"
)

_MAY: Final = to_match(r"\b(?:will|may(?! \d)|might|could|would|must|should)\b|'d\b")


def _not_settled(letter: NormalText, start: int, end: int) -> bool:
    """Let go what may come; "we are able to approve" approves."""
    return (
        QUOTED(letter, start, end)
        or CONDITIONAL(letter, start, end)
        or _MAY(letter, start, end)
        or ASKED(letter, start, end)
    )


class Approval(WallCheck):
    """A denial that approves.

    Rule: approval, authorization, coverage or payment of the request stated as a fact or announced, in any voice,
    as a favorable answer or as leave to go ahead.
    Why: the polarity is wrong: the letter is not what it is labelled to be.
    Source: domain.md §7.
    Passes: what is negated, conditional or asked for; what is approved instead, in part or before, what is used up and
    what goes on as it is; a rule for whomever ("approved for people who"); another service, named by words that the
    letter has not where it says what was asked; an agency's approval of a drug, a doctor's or another insurer's leave;
    what the plan must do if a review goes against it.
    Limits: a partial approval without one of the words that set it apart is flagged; an approval in a sentence with
    such a word passes.
    """

    name = "approval"
    version = 4
    kinds = ("denial",)
    rules = (
        rule(
            "is_approved",
            _SUBJECT
            + r"(?P<span>[\w'/-]+(?:,? (?!not\b|if\b|but\b|until\b|unless\b|that\b|which\b)[\w'\[\]-]+){0,8}? (?:is|are"
            r"|was|were"
            r"|has been|have been|'s been|stands|'re|now)(?: \w+ly| now| also| been| hereby| all"
            r"| found to be payable and has been| eligible and| both| therefore| so| fully| to be){0,2} (?:"
            + _GIVE[3:-1]
            + r"|(?<!was )(?<!were )covered(?! (?:benefit|service))|paid for|paid in full|funded|reimbursed))\b",
            "approves the request",
            in_sentence(
                r"\b(?:when|if|only|as long as|provided|where|for (?:people|members|adults|children|those|anyone)"
                r"|by (?:another|medicare|medi-cal|your other)|with a|after|once|up to|under|on the same terms|section"
                r"|code|contract|handbook|without)\b"
            ),
            UNASSERTED,
            _NEGATED,
            _PART,
            _LABEL,
            _ASKED_FOR,
            OPINION,
            of_another_request,
            in_clause(r"\b(?:must be|once|when|wasn't|isn't)\b"),
            words="appr auth gran cert clea allo acce okay ok give gree sign perm sanc cove paid fund reim",
        ),
        rule(
            "we_approve",
            r"(?<!\w)(?:we|i|i've|we've|(?:the|your|our) (?:health )?plan|\[plan_name\]|our (?:\w+ )?(?:director"
            r"|reviewer|team|department|physician))(?:,? (?:have|has|are|is|hereby|do|did|now|also|therefore"
            r"|gladly|can|to|able|pleased|happy|been|had|shall|am|gone ahead and|thus|in fact|reconsidered|processed"
            r"|reviewed"
            r"|reversed|your|our|the|this|position|request|and|\w+ly)){0,8}? (?:approv(?:e|es|ed|ing)"
            r"|authori[sz](?:e|es|ed|ing)|grant(?:s|ed|ing)?|certif(?:y|ies|ied)|accept(?:s|ed)? (?:the"
            r"|your) request|agree(?:s|d)? to (?:cover|pay|approve|authori[sz]e|provide|fund|reimburse|grant)"
            r"|(?:decided|elected"
            r"|chosen) to (?:cover|pay|approve|authori[sz]e|grant|allow)|consents? to|agrees? to your"
            r"|found in favor|find in favor|endorses?|(?:hereby |now )?extends? (?:authori[sz]ation|approval"
            r"|coverage)|said yes|gave the go-ahead|say yes|sign(?:ed)? off|okay(?:ed|ing)?|ok'd|green-?lit|clear(?:ed"
            r"|ing)? (?:it|this|you|your|the|her|him|them)|pass(?:ed)? (?:it|this))\b",
            "approves the request",
            _not_settled,
            _NEGATED,
            _PART,
            _LABEL,
            _ASKED_FOR,
            of_another_request,
            in_clause(r"\b(?:must|has asked us to|would)\b"),
            before_match(r"\b(?:ask(?:s|ed|ing)?|requested|requests|want(?:s|ed)?|for|that|urged|wrote to) $"),
            words="appr auth gran cert acce agre deci elec chos cons foun find endo exte said gave say sign okay ok"
            " gree clea pass",
        ),
        rule(
            "good_news",
            r"\b(?:pleased|happy|glad|delighted|thrilled) to (?:approve|authori[sz]e|cover|confirm|grant|(?:inform|tell"
            r"|advise|report|let you know|announce|say|notify)\b(?!(?: you)?(?: more)?(?: about| how| what| where| who"
            r"| why| of (?:other|programs))\b))|\bcongratulations\b|\bgood news\b|\b(?:it is )?(?:our|my) pleasure to\b"
            r"|\bwelcome news\b",
            "announces good news",
            QUOTED,
            CONDITIONAL,
            to_match(r"\b(?:not|would|unfortunately|will be|hoped?|wish)\b"),
            in_sentence(r"\b(?:notes|records|progress|(?:blood|lab) tests?|results?|but|does not)\b"),
            words="plea happ glad deli thri cong good welc our my",
        ),
        rule(
            "will_pay",
            r"(?<!\w)(?:we|we'll|(?:the|your|our) (?:health )?plan|\[plan_name\])(?:'ll| will| shall"
            r"| is going to| are going to| can| are able to| is able to)(?: now| fully| gladly| be| also"
            r"| be able to| happily| therefore| of course){0,2} (?:pay(?:ing)?|cover(?:ing)?|authori[sz](?:e"
            r"|ing)|approv(?:e|ing)|reimburse|bear|take care of the (?:bill|cost)|foot the bill|pick up"
            r"|provide coverage|grant|fund)\b",
            "approves the request",
            CONDITIONAL,
            QUOTED,
            _NEGATED,
            _PART,
            in_sentence(
                r"\b(?:imr|independent|review(?:er)?s?|orders? us|then|by law|appeal|in your favor"
                r"|find(?:s)? (?:that|the)|decid\w+|days only|visit to your|emergency|records show|would)\b"
                r"|\b(?:if|when|once|should)\b"
            ),
            words="we plan",
        ),
        rule(
            "will_be_paid",
            r"\b" + _REQUEST + r"(?:,? (?!not\b|if\b|but\b|unless\b)[\w'\[\]-]+){0,8}? (?:will|shall|is going to"
            r"|are going to) (?:now |also |fully |therefore )?be (?:fully )?(?:covered|paid|approved"
            r"|authori[sz]ed|provided|made|issued|reimbursed"
            r"|allowed|honou?red)\b",
            "approves the request",
            CONDITIONAL,
            QUOTED,
            _NEGATED,
            _PART,
            in_sentence(
                r"\b(?:imr|independent|reviewers?|then|by law|orders?|appeal|in your favor|decision (?:will|on)"
                r"|interpreter|copy|copies|decisions? (?:on|of)|a final decision|information|help"
                r"|services that)\b"
            ),
            words="will shal goin",
        ),
        rule(
            "may_go_ahead",
            r"^(?:so |please |then )*(?:go ahead|feel free|proceed) (?:and|with|to)\b|\b(?:you|your (?:doctor|surgeon"
            r"|provider|pharmacy)|the (?:pharmacy|hospital|clinic|office|lab|laboratory|surgeon|doctor|facility"
            r"|supplier|vendor|center)|please)(?: (?:may|can|are free to"
            r"|are welcome to|should|now|therefore|also|has been|have been)){0,3} (?:go ahead|proceed|schedule"
            r"|move forward|fill (?:it|your|the)|dispense|book|ship|release|admit (?:you|her|him)|(?:start"
            r"|begin) (?:on )?(?:the|your|with the) (?!new\b|usual|process|grievance|appeal)\w+|pick (?:it|the \w+"
            r"|your \w+) up|told to (?:dispense"
            r"|fill))\b|\b(?:treatment|evaluation|surgery|procedure|scan|service|operation"
            r"|transplant \w+)\b{few} (?:may|can|is (?:free|clear|cleared) to) (?:now )?(?:proceed|go ahead"
            r"|be scheduled|begin|start)\b"
            r"|\bmay be scheduled\b|\byou're all set\b|\byou are all set\b|\bconsider (?:it|this|the \w+"
            r"|your \w+) (?:approved|authori[sz]ed|covered|done)\b|\b(?:our|the plan's) okay\b|\b(?:find"
            r"|enclos\w+|attach\w+)(?: is)? (?:your|the|an?) (?:approval|authori[sz]ation)\b(?! (?:form|request))",
            "gives leave to go ahead",
            CONDITIONAL,
            QUOTED,
            _NEGATED,
            in_sentence(
                r"\b(?:without (?:our )?(?:approval|authori[sz]ation)|records|department|directly|process"
                r"|in our network"
                r"|pay for it|needs no|(?:physical )?therapy, which"
                r"|yourself|own (?:expense|cost)|anyway|call|appeal|imr|form|grievance|a hearing|visit with|peer"
                r"|appointment|straight|responsible)\b"
            ),
            words="ahea proc sche move fill star begi pick set cons okay find encl atta go told disp",
        ),
        rule(
            "authorization_given",
            r"\b(?:authori[sz]ation|approval|permission|certification|coverage|clearance)(?: (?:of|for"
            r"|to) [\w' -]{1,40}?| number| letter| code)? (?:is|was|has been|are) (?:hereby |now "
            r"|\w+ly )?(?:given|granted|issued|extended|enclosed|attached|allowed|in place|confirmed|below|good)\b"
            r"|\b(?:your|the) (?:approval|authori[sz]ation)(?: (?:number"
            r"|letter|for [\w ]{1,30}))? (?:is |are )?(?:attached|enclosed|below|number is)\b"
            r"|\b(?:an?|your|the) (?:authori[sz]ation|approval|certification|referral)(?: number| letter)?(?: (?:of|for"
            r"|to)(?: [\w'-]+){1,6}?)? (?:accompanies|comes with|goes with|has gone out|is on (?:its way|file)|follows"
            r"|will follow|appears|can be found|has been (?:sent|mailed|faxed|entered))\b|^(?!grievances?|appeals?"
            r"|requests?|complaints?|questions?)[\w-]+(?: [\w-]+){0,3} (?:is|are|has been|have been) (?:now |hereby "
            r"|\w+ly )?(?:approved|authori[sz]ed|granted|cleared|certified)\b"
            r"|\b(?:authori[sz]ation|approval)(?: of [\w' -]{1,40}?)? is effective\b|\breceived our approval\b"
            r"|\bconfirm(?:s|ing|ed)? (?:coverage|approval|authori[sz]ation"
            r"|that [\w' ]{1,60} (?:is|are|has been) (?:approved|authori[sz]ed|covered))\b|\b(?:hereby"
            r"|do) (?:approve|authori[sz]e|certify|grant|extend)\b|\bour (?:\w+ ){0,3}(?:gave"
            r"|has given) (?:the go-ahead|approval|permission|authori[sz]ation)\b",
            "approves the request",
            UNASSERTED,
            _NEGATED,
            _PART,
            _LABEL,
            of_another_request,
            in_clause(r"\b(?:no|this letter is not|required|needed)\b"),
            words="auth appr perm cert cove cons clea conf gran exte gave give rece",
        ),
        rule(
            "you_are_covered",
            r"\byou(?:'re| are| have been|'ve been) (?:now |hereby |also )?(?:approved|cleared|authori[sz]ed"
            r"|covered for (?:this|the)|(?:eligible|qualified) for (?:this|the requested))\b"
            r"|\byou qualify for (?:this|the requested)\b|\b(?:is|are) (?:now )?(?:a covered benefit|covered(?: in full"
            r"| by your plan| under your plan)?|available to you|payable)\b{few}(?: and| for you"
            r"| under)\b{some} (?:payment|covered|paid|approved|will be)\b|\b(?:this|your"
            r"|the) (?:[\w-]+ )?{thing}\b{few} (?:at|for|with) no (?:cost|charge) to you\b"
            r"|\bcovered in full\b|\bpayment will be made\b|\b(?:is|are|found to be) (?:now )?payable\b"
            r"|\badded to your benefit\b|\b(?:informed|told|notified) that your \w+ (?:is|are"
            r"|has been) (?:covered|approved)\b|\bauthori[sz]ation (?:#|no\.?|number) ?\S+ (?:covers|is for)"
            r"|\b(?:it|treatment|service|drug|medication|surgery|procedure|device|request\w*"
            r"|scan) is covered(?:[.,!]|$| in| and| under your plan and)",
            "approves the request",
            CONDITIONAL,
            QUOTED,
            _NEGATED,
            _PART,
            in_sentence(
                r"\b(?:copies|copy|imr|free of charge|interpreters?|language|records|program|help|review|for generic"
                r"|in your contract|limited|if)\b"
            ),
            of_another_request,
            words="appr clea auth cove elig qual paya avai cost paym adde info told noti",
        ),
        rule(
            "leave_given",
            r"\b(?:has|have|had|given|gave|gets?|got|with|received|enjoys?) (?:[\w-]+ )?(?:our|the plan's"
            r"|\[plan_name\]'s) (?:full "
            r"|complete |final )?(?:blessing|go[- ]ahead|okay|ok|consent|approval|permission|support|assent|green light"
            r"|agreement|leave|nod)\b"
            r"|\bconsider this (?:letter|notice|page) (?:as |to be )?(?:your|an?|the|our) (?:approval|authori[sz]ation"
            r"|permission|go-ahead)\b"
            r"|\b(?:this|the|attached|enclosed) (?:letter|notice|document|page)(?:,? [\w-]+){0,2}? (?:is|serves as"
            r"|constitutes|confirms|represents"
            r"|provides|gives|stands as|may be used as|acts as|can serve as) (?:to be )?(?:your|the|an|our|you"
            r"|as)? ?(?:\w+ )?(?:approval|authori[sz]ation"
            r"|permission|certification|clearance|consent|confirmation|coverage)\b|\bas (?:proof|evidence"
            r"|confirmation) (?:of|that)"
            r" (?:\w+ ){0,4}?(?:approv\w+|authori[sz]\w+|covered|coverage)\b|\b(?:we|i|the plan) (?:see|saw|have|had"
            r"|found|find) no"
            r" (?:further )?(?:obstacle|barrier|objection to (?:cover\w+|pay\w+|approv\w+|authori\w+|the request"
            r"|your request)|reason (?:not to|to (?:deny|refuse|withhold)|why (?:\w+ ){1,4}not))\b|\b(?:let|letting"
            r"|allow|allowing)"
            r" (?:the|this|your) (?:\w+ )?{thing} (?:to )?(?:go|proceed|move|take place)\b|\bgreen light\b"
            r"|\bgiven the nod\b|\b(?:is|are) on us\b|\bput on your list\b|\byou (?:will )?owe (?:us )?nothing\b"
            r"|\bbear(?:ing|s)? (?:the |all )?(?:whole |full |entire )?(?:costs?|expense)\b|\bstand ready to (?:pay"
            r"|cover|approve|authori[sz]e)\b|\bchanged our minds? and\b"
            r"|\ball (?:systems|set) (?:are )?go\b",
            "gives leave to go ahead",
            QUOTED,
            CONDITIONAL,
            _NEGATED_PLAN,
            _PART,
            _LABEL,
            in_sentence(r"\b(?:has|have|needs?) to come\b|\b(?:for (?:asking|the review)|cop(?:y|ies))\b"),
            words="nod us list owe bear stan chan cons our plan lett noti docu page proo evid conf we i let allo gree"
            " syst set",
        ),
        rule(
            "money_moves",
            r"\b(?:coverage|benefits?|payments?|authori[sz]ation)(?: (?:of|for|to"
            r"|toward)(?: [\w'-]+){1,7}?)? (?:(?:will )?(?:begins?|starts?|commences?)"
            r"|takes effect|becomes? effective|runs (?:from|through)|is good (?:for|through)|(?:has"
            r"|have) been"
            r" (?:released|sent|issued|made|mailed|processed|arranged|set up|activated|put in place|wired|loaded"
            r"|entered)|(?:went|is going|has gone) out|(?:was|were) (?:released"
            r"|sent|issued|mailed|wired)|is on its way)\b|\b(?:checks?|cheques?|payments?|reimbursements?|funds|money"
            r"|refunds?|vouchers?)\b{some} (?:is|are|has been|have been|was|were|will be) (?:on (?:its|the|their) way"
            r"|in the mail|mailed|sent|issued|released)\b|\bat (?:our|the plan's) (?:cost|expense)(?! \w+s\b)\b"
            r"|\bwe(?:'ll| will"
            r"| are going to| shall)"
            r" (?:take care of|handle|meet|settle|absorb|shoulder|pick up|see to) (?:the (?:rest|bills?|costs?|charges"
            r"|full|expense|balance|tab)|all"
            r"|everything|payment)\b|\bbill (?:us|the plan)\b|\b(?:send|submit) (?:us )?the (?:bill|claim"
            r"|invoice) (?:to us)?\b"
            r"|\bwe (?:are|'re) (?:now |fully |also )?(?:covering|paying|funding|reimbursing|footing)\b",
            "approves the request",
            QUOTED,
            CONDITIONAL,
            _NEGATED,
            _PART,
            in_sentence(
                r"\b(?:(?:office |first |earlier )?visits? was|appeal|grievance|policy year|plan year|your coverage"
                r"|copies|copy|evidence of coverage|continues?"
                r"|imr)\b"
            ),
            words="chec cheq reim fund mone refu vouc cove bene paym auth cost expe we bill send subm",
        ),
        rule(
            "says_yes",
            # A label and its value, a yes in running text.
            r"\b(?:answer|decision|status|request|exception|response|result)\b[\w' ]{0,20}: ?yes\b"
            r"|^[*#_ ]*[\w' /&-]{1,40}: ?(?:approved|granted|accepted|allowed|authori[sz]ed|okay(?:ed)?|ok'?d|ok"
            r"|favou?rable|affirmative|paid)\b(?! ?(?:none|0|no\b))|\b(?:units?|days?|visits?|hours?|sessions?|doses?)"
            r" (?:granted|approved|okayed|certified|allowed|authori[sz]ed): ?[1-9]|\b(?:we|the plan|our [\w ]{1,30}"
            r"|director|pharmacist)\b{few} (?:say|said|saying) yes\b"
            r"|^yes,? (?:to|for now|with)\b|\b(?:answer|it|this|that)\b[\w' -]{0,60} (?:is|was) (?:an? |in the )?(?:yes"
            r"|affirmative)\b|\bis a yes\b|\bgood to go\b",
            "approves the request",
            QUOTED,
            CONDITIONAL,
            ASKED,
            _MAY,
            _NEGATED_PLAN,
            _PART,
            of_another_request,
            in_sentence(r"\b(?:previous|last time|said no|denial)\b"),
        ),
        rule(
            "obstacle_gone",
            r"\b(?:block|lock|hold|limit|restriction|requirement|rule)s?\b{few} (?:has been|have been|is|are"
            r"|was) (?:now )?"
            r"(?:lifted|waived|removed|released|off|cleared|overridden)\b|\bwe(?:'ve| have)? (?:now )?(?:waived|lifted"
            r"|overrode|overridden|released the (?:hold|block))\b|\b(?:exception|override)\b{few} (?:has been|was|is)"
            r" (?:made|granted|entered|in|approved|allowed)\b|\bnothing (?:more |now "
            r"|on our side )*stands? (?:in the way"
            r"|between)\b",
            "gives leave to go ahead",
            UNASSERTED,
            _NEGATED,
            _PART,
            of_another_request,
            in_sentence(r"\b(?:while|for you in)\b"),
        ),
        rule(
            "bill_is_ours",
            r"\b(?:pick(?:s|ing)? up|foot(?:s|ing)?) the (?:tab|bill|cost)s?\b|\bon our (?:dime|tab)\b"
            r"|\bout of our pocket\b",
            "approves the request",
            QUOTED,
            CONDITIONAL,
            _NEGATED,
            _PART,
            of_another_request,
            in_sentence(r"\b(?:if|win|won|appeal)\b"),
        ),
        rule(
            "favourable_answer",
            r"\b(?:answer|response|decision|determination)\b{some} (?:is|was) (?:(?:a )?yes|in (?:your"
            r"|the member's) favou?r|favou?rable|positive"
            r"|to (?:approve|cover|authori[sz]e|grant|pay))\b|\bfavou?rable (?:decision|determination|answer"
            r"|outcome)\b{few} (?:was|is|has been) (?:made|reached|issued)\b|\b(?:decided|ruled"
            r"|found) in (?:your )?favou?r (?:of (?:coverage|approv\w+|authori[sz]\w+|your request))?|\b(?:find"
            r"|found|decided) in favou?r of (?:coverage|your)|\bdecision is to approve\b|\bgrant(?:ed|ing"
            r"|s)? your (?:request|appeal)\b|\b(?:denial|decision|position) is (?:withdrawn|reversed)\b"
            r"|^[*#_ ]*(?:approved|authori[sz]ed|granted|certified) ?[:-](?! ?(?:none|0|no\b|nothing|zero))"
            r"|\bapproved as (?:requested|submitted"
            r"|asked)\b|\bwe (?:have )?(?:said|say) yes\b|\b(?:request|it|case) (?:was|has been"
            r"|is) (?:\w+ and )?(?:passed|honou?red|ok(?:ay)?ed)\b"
            r"|\breversed our (?:position|decision|denial)\b|\bmeets (?:all |our |the )*criteria and (?:coverage"
            r"|it|the)\b",
            "approves the request",
            UNASSERTED,
            _NEGATED,
            in_sentence(r"\b(?:imr|independent|reviewers?|external|if|unable|may)\b"),
            words="answ resp deci dete favo gran deni posi crit reve find foun said say requ pass hono it case appr"
            " auth cove gran cert",
        ),
    )

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Let the approval of another service go: one that was not asked for, as far as the letter says."""
        name, sentence = claim.key
        return name == "good_news" or not of_another_service(sentence, letter["text"])

    def lets_go(self, part: NormalText, start: int, end: int) -> bool:
        """Let go what the next sentence says is only a part, or is in place of the request."""
        return _BESIDES(part, start, end)
