"""Reusability, 75 points: who may use the data for what, and whom to ask. Not here: dates."""

from __future__ import annotations

from pipelines.scoring.criterion import Criterion, Subject, shown, told

AUTHORITY = "http://publications.europa.eu/resource/authority/"


def _is_from(field: str, table: str, subject: Subject) -> bool:
    value = subject.text(field) or str(subject.package.get(field) or "")
    return value.startswith(f"{AUTHORITY}{table}/")


CRITERIA = (
    Criterion("licence", 20, "declare `licence`: CC-BY-4.0 or CC0-1.0",
              lambda subject: shown("license")(subject) or told("license_id")(subject)),
    Criterion("licence from the EU vocabulary", 10,
              "declare `licence`: CC-BY-4.0 or CC0-1.0; other licences are not in the vocabulary",
              lambda subject: _is_from("license", "licence", subject)),
    Criterion("access rights", 10, "declare `access.level: public`", told("access_rights")),
    Criterion("access rights from the EU vocabulary", 5, "declare `access.level: public`",
              lambda subject: _is_from("access_rights", "access-right", subject)),
    Criterion("contact point", 20, "declare `contact`: a unit and its shared mailbox",
              told("maintainer", "maintainer_email", "contact")),
    Criterion("publisher", 10, "declare `publisher`: an entry of the register",
              told("owner_org", "organization", "publisher")),
)  # fmt: skip
