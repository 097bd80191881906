"""The refusal of what came instead of the declared file: one form for all guards.

What does not belong here: the guards themselves.
"""

from __future__ import annotations

from pipelines.errors import NotTheDeclaredFile
from pipelines.model import DeclaredFile
from pipelines.web import shown


def refusal(source: DeclaredFile, found: str, remedy: str) -> NotTheDeclaredFile:
    """Return the error: the source's URL, what was found there, and what the reader does."""
    return NotTheDeclaredFile(f"{shown(source.address)}: {found}", remedy=remedy)
