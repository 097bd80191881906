"""Accessibility, 100 points: whether the data can be reached. Not here: what they are written in.

Before publishing, addresses that publishing creates count as working.
"""

from __future__ import annotations

from pipelines.scoring.criterion import Criterion, Subject, shown


def _works(field: str, subject: Subject) -> bool:
    address = subject.text(field)
    return bool(address) and subject.works(address)


CRITERIA = (
    Criterion("access URL works", 50,
              "run `hri run` again: the dataset's page in the catalogue must answer",
              lambda subject: _works("access_url", subject)
              or (not subject.text("access_url") and _works("url", subject))),
    Criterion("download URL present", 20, "declare `distributions`: a file to download",
              shown("download_url")),
    Criterion("download URL works", 30, "run `hri run` again: the file must answer",
              lambda subject: _works("download_url", subject)),
)  # fmt: skip
