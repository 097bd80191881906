"""``python -m sandbox``; everything it does stands in ``sandbox.cli``."""

import sys

from sandbox.cli import main

sys.exit(main())
