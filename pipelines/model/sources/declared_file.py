"""What is declared of a file wherever it lies: how it is read, and how large it may be.

What does not belong here: where it lies (file, and the other source types).
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from pipelines.model.reading import Reading


class DeclaredFile(Reading):
    """A raw file that the guards can judge."""

    max_bytes: Annotated[int, Field(gt=0)] = 500_000_000
    """A larger answer is refused."""
    min_bytes: Annotated[int, Field(gt=0)] = 1
    """A smaller answer is refused."""

    @property
    @abstractmethod
    def address(self) -> str:
        """Return the address that people know the source by."""

    def readings(self) -> Sequence[Reading]:
        """Return how each raw file of a snapshot is read, in the snapshot's order."""
        return [self]
