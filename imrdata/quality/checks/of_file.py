"""Hidden sentences that may be facts of the patient, less those that judge.

In: `undecided_text`. Out: the lines of it that tell what was done or found, or why the plan denied: whoever has the
file knows that. What judges, or goes for everybody, is the reviewer's.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from imrdata.quality.normalise import normal_form

__all__ = ["of_file"]

#: What was done or found, and the plan's reason.
_OF_FILE: Final = re.compile(
    r"\b(?:plan's|health plan|insurer)\b"
    r"|\b(?:(?:he|she|patient|enrollee|member) (?:has|takes|uses|weighs|lives|denies|reports)|ha(?:s|ve) not been|was"
    r"|were|had|did|received|underwent|showed|brought|caused|stopped|completed|tried)\b"
)
#: What judges, goes for everybody or was found by research is the reviewer's all the same.
_JUDGES: Final = re.compile(
    r"\b(?:would|could|should|might|may|must|can|cannot|likely|unlikely|reviewers?|submitted|materials|literature|stud(?:y|ies)"
    r"|trials?|series|patients|published|colleagues|et al|evidence|(?:in)?adequate|(?:in)?appropriate|(?:in)?sufficient"
    r"|reasonable|necessary|warranted|indicated|represents?|establish\w*|suggests?|meets?|requires?|supports?)\b"
)


@lru_cache(maxsize=4096)
def of_file(undecided: str) -> str:
    r"""Return the lines of hidden sentences that tell nothing but what anyone with the file knows.

    Examples
    --------
    >>> of_file("She has not tried methadone.\nA trial would carry little risk.\nFusion is the accepted treatment.")
    'She has not tried methadone.'
    """
    lines = ((line, normal_form(line)) for line in undecided.splitlines())
    return "\n".join(line for line, text in lines if _OF_FILE.search(text) and not _JUDGES.search(text))
