"""Interoperability, 110 points: whether software can read the data and their description.

Compliance with DCAT-AP is predicted from what its shapes demand; the shapes themselves judge what
the catalogue serves. What does not belong here: licences and rights (reusability).
"""

from __future__ import annotations

from pipelines.scoring.criterion import Criterion, Subject, shown
from pipelines.scoring.formats import MACHINE_READABLE, NON_PROPRIETARY

FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


def _format(subject: Subject) -> str:
    return subject.text("format_uri") or subject.text("format")


def _code(subject: Subject) -> str:
    return _format(subject).removeprefix(FILE_TYPES).upper()


def _media_type(subject: Subject) -> str:
    return subject.text("media_type_uri") or subject.text("mimetype")


def _from_vocabularies(subject: Subject) -> bool:
    return _format(subject).startswith(FILE_TYPES) and _media_type(subject).startswith(MEDIA_TYPES)


def _complies(subject: Subject) -> bool:
    """Predict whether DCAT-AP's shapes find no violation in the package and the distribution."""
    package = subject.package
    named = (package.get("title_translated") or package.get("title")) and (
        package.get("notes_translated") or package.get("notes")
    )
    addressed = subject.text("access_url") or subject.text("url")
    licence = subject.text("license")
    return bool(
        named
        and addressed
        and _format(subject).startswith("http")
        and _media_type(subject).startswith("http")
        and (not licence or licence.startswith("http"))
    )


CRITERIA = (
    Criterion("format", 20, "declare `distributions`, such as [csv]", shown("format")),
    Criterion("media type", 10, "declare `distributions`, such as [csv]", shown("mimetype")),
    Criterion("format and media type from the vocabularies", 10,
              "declare `distributions` that the pipeline writes, such as [csv]",
              _from_vocabularies),
    Criterion("non-proprietary format", 20, "add `csv` to `distributions`",
              lambda subject: _code(subject) in NON_PROPRIETARY),
    Criterion("machine-readable format", 20, "add `csv` to `distributions`",
              lambda subject: _code(subject) in MACHINE_READABLE),
    Criterion("DCAT-AP compliance", 30,
              "declare `title`, `description` and `distributions`; a link needs its format",
              _complies),
)  # fmt: skip
