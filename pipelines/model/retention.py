"""How long a dataset's dated versions stay, and the raw files that they were made from.

What does not belong here: choosing what to remove (versions), and how long reports stay (settings).
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from pipelines.model.noun import Noun


class Retention(Noun):
    """The newest versions stay, and of the older ones the last of each month for a while."""

    keep: Annotated[int, Field(ge=1, le=10_000)] = 12
    """How many of the newest versions stay, however old they are."""
    days: Annotated[int, Field(ge=0, le=36_500)] = 730
    """For how many days the last version of each month stays after that; 0 for none of them."""
    snapshots: bool = True
    """Whether the raw files of the kept versions stay; without it, only those of the last fetch."""
    published: bool = True
    """Whether the versions are put on the site; without it, only `hri rollback` can use them."""
