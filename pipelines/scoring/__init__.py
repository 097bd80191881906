"""The programme's 405-point rubric of metadata: one file per dimension, and the rating over them.

A package is judged as CKAN shows it, or as it will show it; its fields stand under their own names.
The score is ours: that of data.europa.eu is computed there, on a harvested copy.
What does not belong here: where packages come from (publish, catalogue), and showing rows (cli).
"""

from __future__ import annotations

from pipelines.scoring.criterion import Missing
from pipelines.scoring.rating import MOST_POINTS, Rating, score

__all__ = ["MOST_POINTS", "Missing", "Rating", "score"]
