"""Who may speak in an appeal, as letters and `imrdata.quality.checks.voice_mixed` name them.

The writers of this project are given four of them (`imrdata.letters.axes.VOICES`); letters of other tools may be
anyone's.
"""

from __future__ import annotations

from typing import Final

__all__ = ["CALLED_IN", "KINDRED", "VOICES"]

KINDRED: Final = ("parent", "spouse", "adult child", "sibling", "relative")
#: They treat the patient or stand in for them.
CALLED_IN: Final = ("physician", "clinician", "advocate")
VOICES: Final = ("patient", *KINDRED, *CALLED_IN)
