"""Contextuality, 20 points: rights, size and dates. Not here: what the dates are counted for."""

from __future__ import annotations

from pipelines.scoring.criterion import Criterion, Subject, shown


def _sized(subject: Subject) -> bool:
    """CKAN says how large a file is once it has been uploaded."""
    uploaded = subject.distribution.get("url_type") == "upload"
    return uploaded or shown("size", "file_size")(subject)


CRITERIA = (
    Criterion("rights", 5, "declare `licence`: CC-BY-4.0 or CC0-1.0", shown("rights")),
    Criterion("size in bytes", 5, "declare `distributions`: files that are published", _sized),
    Criterion("date of issue", 5, "declare `released`",
              lambda subject: shown("issued", "created")(subject)
              or bool(subject.package.get("issued"))),
    Criterion("date of change", 5, "run `hri run`: publishing sets it",
              lambda subject: shown("modified", "last_modified", "url_type")(subject)
              or bool(subject.package.get("modified"))),
)  # fmt: skip
