"""Sentences to the one who asked for a letter, in an appeal: it goes to the plan, which asked for none.

Part of `imrdata.quality.checks.prompt_residue`.
"""

from __future__ import annotations

from typing import Final

from imrdata.quality.checks.voice_words import KIN, SICK
from imrdata.quality.concept_rules import Concept, concept

_ON_THE_LETTER: Final = "comments on the letter"
#: What was written.
_TEXT: Final = (
    r"\b(?:draft|letter|text|version|variant|template|paragraph|sentence|line|ending|opening|wording|tone|register"
    r"|voice|appeal|blank|bullet list)s?\b"
)
#: What a plan did, and what a patient says of the plan's letter or of a doctor's.
_LAWFUL: Final = (
    r"\b(?:your (?:\w+ )?(?:letter|denial|notice|reviewer|company|plan|office|booklet|form|policy|records?)|denial of"
    r"|(?:my|her|his|our) (?:doctor|surgeon|therapist|clinic)(?:'s)?|hospital|clinic|member services|you (?:denied"
    r"|wrote|say|said|sent|refused)|enclos\w+)\b"
)


def _to_user(name: str, says: str, *classes: str, unless: str = _LAWFUL) -> Concept:
    return concept(name, says, *classes, unless=unless, kinds="appeal")


TO_THE_USER: Final[tuple[Concept, ...]] = (
    _to_user(
        "your_illness",
        "speaks to somebody who asked for a letter",
        rf"\b(?:for|helps?|of|about|on|suit|in|captures) your (?!doctor|reviewer|own )(?:\w+ )?(?:{KIN}|{SICK}|niece"
        rf"|job|kids"
        r"|oncology|voice|claim for)(?:'s)?\b",
        _TEXT,
        unless=rf"{_LAWFUL}|\b(?:if (?:it|she|he) were|imagine|policy on|criteria)\b",
    ),
    _to_user(
        "what_you_gave_me",
        "speaks of what its writer was given",
        r"\b(?:the|your|these|those|given) (?:\w+ )?(?:summary|description|file|notes|details|facts|background"
        r"|outline|structure|sheet|profile|data|material|story|checklist|context|information|record)\b(?: that)?(?:"
        r" (?:you|i was|were|was))?(?:'ve| have)? ?(?:pasted|typed|uploaded|shared|attached|listed|handed|supplied"
        r"|given|in your message|in the task|provided (?:to me|here|above|below)|for age was)\b|\bthe (?:provided"
        r"|supplied|given) (?:record|facts|data|denial|context|material|information)\b|\bfrom what you(?:'ve| have)"
        r" told me\b|\b(?:in|from|to) the (?:material|json|source text|task)\b|\baccording to the json\b|\bno"
        r" (?:other|invented) facts (?:were|have been)\b|\bfacts? \d and fact \d\b|\b(?:draws on|come from) (?:fact"
        r"|the sheet)\b",
        unless=r"\b(?:(?:my|the) (?:doctor|clinic|hospital|chart)|enclos\w+|your (?:letter|office|notice)|by phone"
        r"|you have on file|we sent|i (?:have )?(?:attached|enclosed|sent)|fax\w*)\b",
    ),
    _to_user(
        "how_i_wrote_it",
        _ON_THE_LETTER,
        r"\b(?:i(?:'ve| have)? ?(?:kept|keep|written|wrote|followed|follow|changed|bolded|translated|trimmed|added"
        r"|chose not to|tried to|avoid|left|opened with|matched|made|call)|trimmed|written|formatted)\b",
        r"\b(?:plain english[^.]{0,30}level|(?:your|the) outline|requested (?:style|format)|as you wanted|(?:changes"
        r"|level|style|length) you (?:asked|wanted)|you asked for no|by request|at your request|under (?:\w+"
        r" )?(?:hundred|\d+) words|sound like somebody|cite studies|a blank for|the ending so|naming the plan|the"
        r" reader's sympathy|close to the source|from the (?:viewpoint|perspective) of an?|as a letter: |so that a"
        r" layperson|english appeal|line on language|the parts that matter)\b",
    ),
    _to_user(
        "plays_a_part",
        _ON_THE_LETTER,
        r"\bi was (?:asked|instructed|told) to (?:write (?:about|this|from|as)|be (?:terse|formal)|sound)\b"
        r"|\b(?:respond|speak) (?:now )?as (?:the (?:patient|member|parent|spouse|physician)\b(?!'| of)|a"
        r" caregiver)\b|\bwrit(?:e|ing) as (?:her\b|him\b|if i were you\b)|\b(?:simulating|pretended (?:that )?i"
        r" was)\b|\bthe (?:character|persona) i am\b|\bthe (?:writer|letter) should (?:sound|read)\b|\bthe user(?:,|"
        r" (?:is|wants|asked|needs|has)\b)|\bthe scenario\b|\bthe task (?:was|is) to\b|\bthe system asked\b"
        r"|\binvented for illustration\b|\b(?:instructions|rules|guidelines provided) (?:forbid|ask|,? (?:i avoid|no"
        r" statute))|\bper the rules,|\ball constraints\b|\bground has been rebutted\b",
        unless=r"\b(?:doctor|nurse|clerk|agent|hotline)\b",
    ),
    _to_user(
        "a_version",
        "announces the letter",
        r"\b(?:version|option) [ab]\b(?:, | is|:)|\b(?:draft|letter) (?:two|three|#\d|\d)(?: of \d|,| \()|\bhere(?:'s"
        r"| is) (?:a stab|(?:an? )?(?:\w+ (?:and )?){0,3}(?:variant|letter for your))|\bthe (?:text|letter)"
        r" (?:between the lines|below (?:follows|is yours))|\bbelow (?:is what i came|please find the finished)"
        r"|\bthat's the letter\b|\bthat was the polite one\b|\bthis is the (?:long|short) form\b|\b(?:the above|this)"
        r" (?:letter )?(?:is an appeal by|covers all the points|hits every)|\b(?:the following|this) is a"
        r" first-person\b|\bthis template\b|\bcoming right up\b|\bvoil[aà], an appeal\b|\blorem ipsum\b|\brequest"
        r" understood\b|\bprint it right away\b|\btrue to the material\b|^let's begin\.",
        # Said again for the pre-filter: rare words.
        r"version|option|draft|letter (?:two|three|\d|#|between|below)|a stab|variant|letter for your|came up with"
        r"|finished text|that's the letter|polite one|(?:long|short) form|appeal by|covers all|hits every"
        r"|first-person|template|right up|an appeal|lorem|request understood|print it|true to the|let's begin",
    ),
    _to_user(
        "finish_it",
        "offers the user more",
        r"\b(?:remember to fill|paste in your|copy everything|insert (?:date|address|name)|change the name and send"
        r"|to personalize|add a sentence about your|switch \"i\" to|yours to complete|for you to complete|send it as"
        r" is|fill in the rest|in order to personalize|print it right away|ready to go\b|provide your (?:policy"
        r"|member) number so|stands for you wherever)|\b(?:if (?:anything's off|the bit)[^.]{0,30}\b(?:redo|tell me)"
        r"|tell me and i'll redo|another pass at it|happy to tweak|shall i do the|bullet list too|would an? (?:more"
        r"|less) \w+ (?:register|tone|version) suit|another way to put this|points i'd stress for you|i(?:'ll| will)"
        r" rebut|i should address|let me break down the)\b|\b(?:i hope|hopefully) (?:this|the letter) (?:draft "
        r"|letter )?(?:fits the bill|hits the mark)\b",
    ),
)
