"""A sound declaration around any source, for measurements.

What does not belong here: what is measured.
"""

from __future__ import annotations

from typing import Any

from pipelines.model import Dataset


def dataset(source: dict[str, Any]) -> Dataset:
    """Return a dataset of which only the source matters."""
    return Dataset.model_validate(
        {
            "id": "measured",
            "name": "measured",
            "publisher": "kaupunginkanslia",
            "title": {"fi": "Mitattava"},
            "description": {"fi": "Mitattava aineisto"},
            "keywords": {"fi": ["mittaus"]},
            "themes": ["GOVE"],
            "licence": "CC-BY-4.0",
            "frequency": "daily",
            "contact": {"name": "Kanslia", "email": "hri@hel.fi"},
            "released": "2014-01-01",
            "access": {"level": "public"},
            "coverage": {"geographical": ["Helsinki"]},
            "schema": "measured.json",
            "distributions": ["csv"],
            "source": source,
        }
    )
