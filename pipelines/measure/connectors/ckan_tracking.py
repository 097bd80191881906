"""CKAN's own page-view tracking, summed by day: CSV with date, package and views.

CKAN counts by a script of its pages, which few bots run; others are not told apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipelines.measure.connectors.delimited import day, records, whole_number
from pipelines.measure.evidence import Use


def read(path: Path) -> Iterator[Use]:
    """Yield the views of datasets' pages. Raises NotTheDeclaredFile."""
    for line, record in records(path, ("date", "package", "views")):
        views = whole_number(path, line, record["views"])
        yield Use(day(path, line, record["date"]), record["package"], "page_views", views)
