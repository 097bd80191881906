"""How a declaration names a secret without holding it.

What does not belong here: reading secrets (credentials).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

VARIABLE_NAME = r"^[A-Z][A-Z0-9_]{2,63}$"
VariableName = Annotated[str, StringConstraints(pattern=VARIABLE_NAME)]
"""The NAME of an environment variable: the secret stands there, or in the file at NAME_FILE."""
