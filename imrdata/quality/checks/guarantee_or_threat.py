"""Promises of a cure, and threats."""

from __future__ import annotations

from imrdata.quality.checks.promises import PROMISES
from imrdata.quality.checks.threats import THREATS
from imrdata.quality.concept_rules import ConceptCheck


class GuaranteeOrThreat(ConceptCheck):
    """An appeal argues; it neither promises an outcome nor threatens.

    Rule: certainty and a treatment's success in one sentence, a success in full told flatly as to come ("will be
    cured", "will restore all her speech"), an ill that never comes again, a treatment without risk or failure or that
    works for everyone, or an appeal that can't be lost; or lawsuits, lawyers, liability, publicity, ruin or
    harm held out to the plan or its people, an order with its "or else", the writer at their door.
    Announcing a complaint to the Department, a hearing or an IMR is a right, and passes; so is seeing a lawyer.
    Source: domain.md §7.
    Passes on purpose: hope, chances and belief; success denied or not guaranteed; ills that come without the
    treatment; what the law or the contract guarantees; certainty about facts; a power of attorney, a court's guardian,
    a suit against somebody else; "I do not want to go to court".
    Limits: veiled threats in words of another kind pass; a promise without a word of certainty ("it will help") passes.
    """

    name = "guarantee_or_threat"
    version = 9
    kinds = ("appeal",)
    #: Lower than the others': the reader takes some plain threats for pleas.
    lawful_below = -3.5
    concepts = (*THREATS, *PROMISES)
