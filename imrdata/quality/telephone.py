"""What a telephone number looks like in the normal form of a text, words on a keypad included. Room: quality."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["PHONE"]

PHONE: Final = re.compile(
    r"(?<![\w.$/-])(?:\+?1[-. ]{0,2})?(?:\(\d{3}\)[-. ]{0,2}|\d{3}[-./ ]{1,3})\d{3}[-. ]{1,3}\d{4}(?![\w])"
    r"|(?<![\w.$/-])(?:\+?1-)?\(?\d{3}\)?[- ][a-z]{3}-\d{4}(?![\w])"
    r"|(?<![\w.$/-])(?:(?:\+?1[-. ])\(?8(?:00|33|44|55|66|77|88)\)?[-. ]{1,2}|\(?8(?:00|33|44|55|66|77"
    r"|88)\)?-)[a-z0-9]{0,2}[a-z]{3,}(?:-?[a-z0-9]{2,})*(?=[^a-z0-9]|$)(?<=[a-z0-9])"
    r"|(?<![\w.$-])\+?1?8(?:00|33|44|55|66|77|88)\d{7}(?!\d)"
    r"|(?<![\w.$/-])[2-9]\d{2}[-.]\d{4}(?![\w-]|\.\d)"
)
