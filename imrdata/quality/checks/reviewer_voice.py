"""A letter that speaks as the reviewer's report does, not as a plan or a patient would."""

from __future__ import annotations

import re
from typing import Final

from imrdata.quality.checks.plan_third_person import PLAN_THIRD_PERSON
from imrdata.quality.checks.report_headings import REPORT_HEADINGS
from imrdata.quality.checks.report_voice import REPORT_VOICE
from imrdata.quality.checks.reviewer_credentials import REVIEWER_CREDENTIALS
from imrdata.quality.local import Claim
from imrdata.quality.normalise import normal_form
from imrdata.quality.wall import WallCheck

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

    Rule: a report's headings (a part of a report, or a reviewer with what a reviewer gives), the reviewer's credentials
    (in a denial any doctor's training, practice, standing or freedom from ties that is not said of the member's
    doctors, of the plan's own or of reviewers in general), the case summary's opening ("a 44-year-old enrollee has
    requested …"), the reviewer's opinion; in a denial the plan in the third person ("the insurer", but where rights are
    told or another insurer is meant, and "the plan" that thinks, speaks or argues), in an appeal the reviewer's
    reasoning ("this reviewer concludes", "at issue is whether") and whoever is at once skilled and without ties ("no
    stake in the plan, and boards in neurology").
    Why: the voice gives the reviewer away, and teaches a model to write reports instead of letters.
    Source: domain.md §4 (the headers) and §7.
    Passes: `[PLAN_NAME] has denied`, "the plan has denied your request", "the plan covers", "your health plan",
    a treating physician's own board certification, credentials asked for, the title of the plan's own reviewer ("our
    medical director, who is board certified, made this decision"), what the plan's reviewer is told to have held
    against the patient ("the reviewer concluded that a cheaper drug would do").
    Limits: of "our reviewer" only practice and standing are seen, not a title or certificate; "Determination:" alone
    heads lawful notices too; of "the reviewer" a life told without the words of a curriculum vitae ("has put in pumps
    like yours") passes.
    """

    name = "reviewer_voice"
    version = 10
    rules = (*REPORT_HEADINGS, *REVIEWER_CREDENTIALS, *REPORT_VOICE, *PLAN_THIRD_PERSON)

    def stands(self, claim: Claim, letter: dict[str, str]) -> bool:
        """Let a physician who appeals for a patient give credentials of his own."""
        name, sentence = claim.key
        if name in {"neutral_and_skilled", "credentials_formula"}:
            own = "review" not in sentence and re.search(r"\bi\b", sentence) is not None
        else:
            own = name in {"own_credentials", "credentials_alone"}
        return not own or (
            "physician" not in (letter.get("voice") or "")
            and _BY_A_PHYSICIAN.search(normal_form(letter["text"])) is None
        )
