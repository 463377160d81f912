"""Promises of a cure, and threats."""

from __future__ import annotations

from typing import Final

from imrdata.quality.concept_rules import ConceptCheck, concept

#: Nobody is sure, nothing is promised, it is only hoped: over the whole sentence.
_NOT_SURE: Final = (
    r"\b(?:not|no (?:treatment|one|therapy|medicine|guarantee|promise|cure|surgery)|nobody|never be able|none|cannot"
    r"|n't|hopes?|hoping|hopeful|believes?|chances?|may|might|could|likely|most"
    r"|many|often|usually|if not|whether|cannot be|without guarantee|expects?|law|rights?|contract|handbook|coverage"
    r" guarantees|would like)\b|n't\b"
)
_OUTCOME: Final = (
    r"\b(?:cur(?:e[sd]?|ing)|heal(?:s|ed|ing)?|recover(?:y|s|ed|ing)?|remission|surviv\w+|sav(?:e|es|ing) (?:my|her"
    r"|his|their|your|our) (?:life|leg|arm|sight|\w+)"
    r"|get(?:s|ting)? (?:\w+ )?(?:better|well|rid of)|(?:get|have) (?:me|her|him|them) (?:\w+ )?(?:walk\w*|work\w*"
    r"|better|well)|works?|working|fix(?:es)?|solv\w+|resolv\w+|eliminat\w+"
    r"|end (?:to |of )?(?:my|the|her|his|all|every)|put an end|success\w*|succeed\w*|results?|walk(?:ing)? again|never"
    r" (?:need|have|be|relapse|come back)|symptom-free|pain-free|free of"
    r"|all of this|back to normal|restor\w+|improv\w+|effective|safe)\b"
)
_CERTAIN: Final = (
    r"\b(?:guarantee[sd]?|guaranteed|promis(?:e|es|ed)|certain(?:ly)?|sure(?:ly)?|assur(?:e|es|ed|ance)|rest assured"
    r"|no doubt|no question|undoubtedly|unquestionably|definitely|absolutely"
    r"|beyond (?:any |all )?doubt|without (?:a |any )?(?:doubt|fail|question)|bound to|100 ?(?:%|percent)|zero risk|no"
    r" risk|never fails?|always works?|proven fact|mark my words|for good|period\.|once and for all"
    r"|every (?:last )?(?:symptom|problem)|completely|fully|totally|full (?:recovery|cure)|complete (?:recovery|cure"
    r"|remission)|total (?:cure|recovery)|infallibl\w+|foolproof|in every case)(?!\w)"
)
#: Someone of the writer's side, or an impersonal menace.
_WILL: Final = (
    r"(?:\b(?:will|shall|going to|intend\w*|prepared|ready|about|plan(?:s|ning)? to|expect|no choice|choice but"
    r"|hesitate|may|can|could|must|have to|forced to|already|now|before|next|unless|if|or|failure"
    r"|until|otherwise|want|follow\w*|result)\b|'ll\b)"
)
_LAWFUL: Final = (
    r"\b(?:not (?:my|our) (?:intention|wish|aim)|no (?:intention|wish) (?:to|of)|do(?:es)? not (?:want|wish|mean"
    r"|intend)|don't (?:want|wish|mean|intend)|rather than|attorney-in-fact"
    r"|power of attorney|police report|lawyer's assistant|court-ordered|court-appointed|guardian|other driver|against "
    r"(?:the|my) (?:other|former|driver|employer)|was settled"
    r"|workers' compensation|disability case|probate)\b"
)

CONCEPTS: Final = (
    concept(
        "lawsuit",
        "threatens with a lawsuit",
        r"\b(?:su(?:e|ing)(?! (?:for custody|the driver))|lawsuits?|litigat\w+|legal (?:action|proceedings|battle"
        r"|consequences|steps|recourse|remedies|war)|(?:fil(?:e|ing)|bring(?:ing)?) (?:a )?suit"
        r"|(?:to|in|into) (?:\w+ )?court|superior court|(?:punitive |seek )damages|bad[- ]faith|a jury|class action"
        r"|before a judge|small claims)\b",
        rf"{_WILL}|\b(?:hear|legal team|attorney|lawyer)",
        unless=_LAWFUL,
    ),
    concept(
        "lawyer",
        "threatens with a lawyer",
        r"\b(?:my|our|an?|the family's|your|his|her) (?:\w+ )?(?:attorneys?|lawyers?|legal team|counsel|law firm)\b"
        r"(?!'s assistant|-in-fact)|\bretain(?:ed|ing)? (?:\w+ )?(?:counsel|attorneys?|lawyers?)|\blegal team\b",
        r"\b(?:hear(?:ing)?|contact\w*|call\w*|hir(?:e|ed|ing)|retain\w*|consult\w*|ready|standing by|fil(?:e|ing)"
        r"|pursu\w+|involve\w*|turn\w* (?:this|it) over|instruct\w*|will|shall|speak\w*|'ll)\b|'ll\b",
        unless=_LAWFUL,
    ),
    concept(
        "liability",
        "threatens with consequences for the plan's people",
        r"\b(?:(?:hold|holding|held) (?:\w+ ){1,6}?(?:liable|accountable|responsible|to account)|(?:personally"
        r"|criminally|legally) (?:liable|responsible|accountable)|press(?:ing)? charges"
        r"|(?:report|reporting|turn) (?:you|your \w+|each of you|him|her|this) (?:\w+ )?to the (?:police|fbi"
        r"|authorities|district attorney|medical board)|attempted murder|manslaughter|criminal (?:charges|complaint)"
        r"|behind bars|in jail"
        r"|(?:your|their|his|her) (?:licen[sc]es?|job|career|business|company)[^.;]{0,20}? (?:pulled|revoked|taken"
        r" away|suspended|ruined|over|lost|gone|shut down|is ruined)|lose (?:your|their|his|her) (?:jobs?|licen[sc]es?"
        r"|careers?)"
        r"|(?:shut|close|bring|take) (?:you|your \w+|this company) down|ruin(?:ed)? (?:you|your|the company)|have "
        r"(?:you|him|her) fired)\b",
        unless=rf"{_LAWFUL}|\b(?:premiums?|financially responsible for|cost)\b",
    ),
    concept(
        "publicity",
        "threatens with publicity",
        r"\b(?:(?:the |every |local |any )?(?:press|media|newspapers?|news (?:station|outlet|channel|crew)s?"
        r"|reporters?|journalists?|tv|television(?: station)?|radio)|social media|facebook|twitter|tiktok|instagram"
        r"|yelp|youtube|reddit"
        r"|online|on the internet|every platform|public|everybody|everyone|the (?:whole )?world|front page|viral)\b",
        r"\b(?:take|taking|tell(?:ing)?|give|giving|go(?:ing)?|post(?:ing)?|shar(?:e|ing)|writ(?:e|ing)|expos(?:e|ing)"
        r"|contact(?:ing)?|call(?:ing)?|alert(?:ing)?|notify|interested|hear(?:s)? (?:about|of)|know(?:s)? (?:your"
        r"|about|how|what)|learn"
        r"|see(?:s)? (?:what|how)|reach out|publish\w*|speak(?:ing)? to|warn(?:ing)?|bring(?:ing)?)\b",
        rf"{_WILL}",
        r"\b(?:i|i'll|i'm|my|we|we'll|our|you|your|this)\b",
        unless=rf"{_LAWFUL}|\b(?:public (?:transport\w*|health|transit|guardian|agency|school|assistance)|certified"
        rf" mail|in public|hope that|members? services|online (?:form|portal|account)|posted (?:the|my)|available "
        rf"(?:to|online)|read(?:ily)? available|saw it|published (?:in|studies|evidence)|help (?:everyone"
        rf"|everybody))\b",
    ),
    concept(
        "personal",
        "threatens",
        r"\b(?:or else ?[.!]|or else$|(?:you|you all|you people|your company)(?:'ll| will| shall)(?: \w+)? (?:regret"
        r"|pay(?: dearly)? for (?:this|it|what)|be sorry|answer for|wish you|live to)|face the (?:consequences|music)"
        r"|you(?:'d| had) better"
        r"|cost (?:you|your company) (?:\w+ )?(?:dearly|everything|more|a lot|millions)|know where (?:you|your)|"
        r"(?:come|coming|go|going) (?:over |down )?(?:there|to your (?:office|home|house)) (?:myself|in person)|on"
        r" your (?:conscience|hands|head|heads)"
        r"|blood (?:is |will be )?on|(?:someone|somebody|people|you) (?:is |are |will |'ll )?(?:going to )?(?:get|gets"
        r"|be) hurt|what happens to (?:people|those|anyone) who|last (?:chance|warning)|(?:will |shall |'ll )?not rest"
        r" until"
        r"|watch your(?:self|selves| back)|i(?:'ll| will) (?:make|see to it|ensure|be sure|make sure)(?: sure)?(?:"
        r" that)? (?:you|your|they|everybody|everyone|everyone at)|you will answer|consequences (?:for you|will)|your"
        r" days are numbered|come after you"
        r"|(?:be|is|will be) your (?:own )?fault|find out what|teach you|get even|how much (?:your|this|the) \w+ "
        r"(?:costs?|will cost) you|don't push me|test me|be warned|consider this a warning)(?!\w)",
        unless=rf"{_LAWFUL}|\b(?:i (?:will|'ll) make sure (?:you|your \w+) (?:get|have|receive)\w* (?:the|my|all))\b",
    ),
    concept(
        "guarantee",
        "promises an outcome",
        _CERTAIN,
        _OUTCOME,
        r"\b(?:will|'ll|is|are|be|never|guarantee\w*|promis\w*|assur\w*|going to|has|have|always|certain)\b|'ll\b",
        unless=rf"{_NOT_SURE}|\b(?:was|were|i am sure that the|date|records?|criteri\w+|had|needed|dr)\b",
    ),
    concept(
        "cured",
        "promises an outcome",
        r"\b(?:will|would|'ll|going to) (?:\w+ )?be (?:\w+ )?(?:cured|healed|as good as new|gone for ever|free of)"
        r"|\bsure(?:-fire)? (?:cure|thing)|\b(?:will|'ll) cure\b|\bit will work, period|\bcannot fail|\bcan't fail"
        r"|\bresults are assured|\bsuccess is (?:certain|assured|guaranteed)|\b(?:will|'ll) (?:definitely|certainly"
        r"|surely|undoubtedly|absolutely)\b|\bwon't ever need|\bwill never need another|\bnever fails?\b|\bwill (?:put"
        r" an end|eliminate every)",
        unless=r"\b(?:not|hope|hopes|if it|may|might|could|believe|nobody|no one|chance|whether)\b|n't be\b",
    ),
)


class GuaranteeOrThreat(ConceptCheck):
    """An appeal argues; it neither promises an outcome nor threatens.

    Rule: certainty and a treatment's success in one sentence; or lawsuits, lawyers, liability, publicity or harm held
    out to the plan. Announcing a complaint to the Department, a hearing or an IMR is a right, and passes.
    Source: domain.md §7.
    Passes on purpose: hope, chances and belief; success denied or not guaranteed; what the law or the contract
    guarantees; a power of attorney, a court's guardian, a suit against somebody else.
    Limits: veiled threats pass; "I may consult a lawyer" is flagged.
    """

    name = "guarantee_or_threat"
    version = 2
    kinds = ("appeal",)
    concepts = CONCEPTS
