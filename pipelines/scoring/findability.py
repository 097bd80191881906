"""Findability, 100 points: what people and portals search with. Not here: reaching the files."""

from __future__ import annotations

from pipelines.scoring.criterion import Criterion, told

CRITERIA = (
    Criterion("keywords", 30, "declare `keywords`: words that people search with",
              told("keywords", "tags")),
    Criterion("themes", 30, "declare `themes`: a code of the EU data themes, such as TRAN",
              told("theme")),
    Criterion("spatial coverage", 20, "declare `coverage.geographical`, such as [Helsinki]",
              told("spatial", "spatial_text", "spatial_uri")),
    Criterion("temporal coverage", 20,
              "declare `coverage.temporal.start`; it is computed where the data hold dates",
              told("temporal_start", "temporal_end")),
)  # fmt: skip
