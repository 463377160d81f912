"""The shipped checks, one file a check or a close family. Add yours to `default_checks` by one line."""

from __future__ import annotations

from imrdata.quality.check import Check
from imrdata.quality.checks.approval import Approval
from imrdata.quality.checks.broken_words import BrokenWords
from imrdata.quality.checks.citations import CitationNotInView, EvidenceNotInView
from imrdata.quality.checks.decision import DecisionMissing
from imrdata.quality.checks.defect_wording import DefectWording
from imrdata.quality.checks.events_after import EventsAfter
from imrdata.quality.checks.failed_treatment import FailedTreatmentNotInView
from imrdata.quality.checks.ground import GroundMismatch
from imrdata.quality.checks.ground_answers import GroundUnanswered
from imrdata.quality.checks.guarantee_or_threat import GuaranteeOrThreat
from imrdata.quality.checks.identifiers import InventedIdentifier, ReferenceId
from imrdata.quality.checks.language_encoding import LanguageEncoding
from imrdata.quality.checks.length import Length
from imrdata.quality.checks.markdown_residue import MarkdownResidue
from imrdata.quality.checks.necessity_asserted import NecessityAsserted
from imrdata.quality.checks.negation_flip import NegationFlip
from imrdata.quality.checks.numbers import NumberNotInView
from imrdata.quality.checks.outcome_known import OutcomeKnown
from imrdata.quality.checks.pii_format import PiiFormat
from imrdata.quality.checks.placeholder_unknown import PlaceholderUnknown
from imrdata.quality.checks.prompt_residue import PromptResidue
from imrdata.quality.checks.readability import Readability
from imrdata.quality.checks.real_name import RealName
from imrdata.quality.checks.refusal import Refusal
from imrdata.quality.checks.repetition import Repetition
from imrdata.quality.checks.restatement import Restatement
from imrdata.quality.checks.review_past import ReviewPast
from imrdata.quality.checks.reviewer_overlap import ReviewerOverlap
from imrdata.quality.checks.reviewer_voice import ReviewerVoice
from imrdata.quality.checks.statutes import StatuteInvented
from imrdata.quality.checks.terms import TermNotInView
from imrdata.quality.checks.truncation import Truncation
from imrdata.quality.checks.verdict_leak import VerdictLeak
from imrdata.quality.checks.voice_mixed import VoiceMixed
from imrdata.quality.checks.wrong_addressee import WrongAddressee

__all__ = ["default_checks"]


def default_checks() -> list[Check]:
    """Return all shipped checks: leaks, provenance, argument, form."""
    return [
        VerdictLeak(),
        ReviewPast(),
        OutcomeKnown(),
        EventsAfter(),
        ReviewerVoice(),
        ReviewerOverlap(),
        NecessityAsserted(),
        DefectWording(),
        ReferenceId(),
        EvidenceNotInView(),
        CitationNotInView(),
        NumberNotInView(),
        TermNotInView(),
        FailedTreatmentNotInView(),
        NegationFlip(),
        InventedIdentifier(),
        PiiFormat(),
        RealName(),
        StatuteInvented(),
        GroundMismatch(),
        GroundUnanswered(),
        Approval(),
        DecisionMissing(),
        WrongAddressee(),
        GuaranteeOrThreat(),
        VoiceMixed(),
        PlaceholderUnknown(),
        Refusal(),
        PromptResidue(),
        MarkdownResidue(),
        Repetition(),
        Restatement(),
        Truncation(),
        LanguageEncoding(),
        BrokenWords(),
        Length(),
        Readability(),
    ]
