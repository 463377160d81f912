"""``python -m imrdata`` is the command ``imrdata``."""

import sys

from imrdata.cli import main

sys.exit(main())
