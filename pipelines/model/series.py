"""A series of datasets: such as the same statistics, year by year.

What does not belong here: which datasets are its members; each of them names it (dataset).
"""

from __future__ import annotations

from pipelines.model.noun import Noun, Slug, Text


class Series(Noun):
    """A series, told alike by each of its members."""

    name: Slug
    """The name in the series' URL; permanent, for members are found by it."""
    title: Text
    """What the series is called on the portal."""
    description: Text
    """What its members have in common, and how they differ."""
