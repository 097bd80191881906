"""Row numbers of prepared records, as the validator gives them, turned into those of the file.

What does not belong here: which number becomes which (prepared).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

POSITION = re.compile(r'([Rr]ow at position "?)(\d+)')
"""How frictionless' messages and notes name a row."""


def in_the_file(report: dict[str, Any], row_of: Callable[[int], int]) -> None:
    """Let each error of frictionless' report descriptor name the row of the agency's file."""
    for task in report["tasks"]:
        for error in task["errors"]:
            if "rowNumber" in error:
                error["rowNumber"] = row_of(error["rowNumber"])
            for text in ("note", "message"):
                error[text] = POSITION.sub(
                    lambda found: found[1] + str(row_of(int(found[2]))), error[text]
                )
