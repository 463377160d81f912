"""The closed set of placeholders: what a letter may leave to be filled in, and how it is spelled."""

from __future__ import annotations

from typing import Final

__all__ = ["NOTICE_MARK", "PLACEHOLDERS"]

#: Where code sets the legal notice. A writer puts it on a line of its own; no finished letter holds it.
NOTICE_MARK: Final = "[NOTICE_OF_RIGHTS]"

PLACEHOLDERS: Final = frozenset(
    {
        "[DATE]",
        "[DENIAL_DATE]",
        "[MEMBER_NAME]",
        "[MEMBER_ID]",
        "[MEMBER_ADDRESS]",
        "[CLAIM_NUMBER]",
        "[REFERENCE_NUMBER]",
        "[PLAN_NAME]",
        "[PLAN_ADDRESS]",
        "[PLAN_PHONE]",
        "[PLAN_FAX]",
        "[REVIEWER_NAME]",
        "[REVIEWER_TITLE]",
        "[REVIEWER_PHONE]",
        "[PROVIDER_NAME]",
        "[PROVIDER_PHONE]",
        "[PHYSICIAN_NAME]",
        "[PATIENT_NAME]",
        "[SIGNATURE]",
        "[PHONE]",
        "[ADDRESS]",
        "[EMAIL]",
        "[CRITERIA_NAME]",
        "[CONTRACT_PROVISION]",
        "[DETAILS_NEEDED]",
    }
)
