"""What came of the checks: for the record, for the report that a steward reads, for one line.

A record and a line hold counts, columns and rows; only the report's entries hold cells (new
categories), as the report does anyway. What does not belong here: making checks (running).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.model import DeclaredCheck, Severity, Text
from pipelines.validate.checks.check import Check, Found

EXPECTED = ("type", "format", "constraints", "title", "titles")
"""What of a field's descriptor a report shows beside its name."""

Record = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """A check that a dataset gets."""

    label: str
    """Its name in records and in Dagster, unlike every other of the dataset."""
    check: Check
    severity: Severity
    declared: DeclaredCheck | None = None
    """As the steward wrote it; None for a strict reading."""


@dataclass(frozen=True)
class Result:
    """What came of one check."""

    label: str
    check: Check
    severity: Severity
    found: tuple[Found, ...]
    """What is wrong; empty where the check passed."""
    measure: str | None = None
    """Of a comparing check: the name of what it compares."""
    value: Any = None
    """The measure's value in this version."""

    @property
    def passed(self) -> bool:
        """Tell whether nothing was found."""
        return not self.found

    def as_record(self) -> Record:
        """Return what the state and Dagster keep: {label, check, severity, passed, count, why}."""
        return {
            "label": self.label,
            "check": self.check.name,
            "severity": self.severity,
            "passed": self.passed,
            "count": sum(each.count for each in self.found),
            "why": "" if self.passed else self.in_short(),
        }

    def in_short(self) -> str:
        """Return the first finding in one English line, without any cell."""
        first = self.found[0]
        where = f" column `{first.column}`:" if first.column else ""
        more = f"; {len(self.found) - 1} more columns" if len(self.found) > 1 else ""
        problem = _filled(self.check.problem, first)["en"]
        count = f" ({first.count:,})" if first.positions or first.records else ""
        return f"{self.check.name}:{where} {problem}{count}{more}"


@dataclass(frozen=True)
class Results:
    """What came of all checks of a dataset."""

    results: tuple[Result, ...] = ()

    @property
    def failed(self) -> list[Result]:
        """Return the checks that failed, whatever follows from it."""
        return [each for each in self.results if not each.passed]

    @property
    def blocking(self) -> list[Result]:
        """Return the failed checks that stop the dataset."""
        return [each for each in self.failed if each.severity == "blocking"]

    @property
    def measures(self) -> dict[str, Any]:
        """Return what the next version will be compared with: {measure: value}."""
        return {each.measure: each.value for each in self.results if each.measure is not None}

    @property
    def failed_measures(self) -> list[str]:
        """Return the measures whose check failed, sorted."""
        failed = {each.measure for each in self.results if each.measure and not each.passed}
        return sorted(failed)

    def as_record(self) -> list[Record]:
        """Return the results for the record, in their order."""
        return [each.as_record() for each in self.results]

    def entries(self, schema: Mapping[str, Any], row_of: Callable[[int], int]) -> list[Record]:
        """Return an entry a finding for the `checks` of a summary; failed checks alone.

        {check, label, severity, field, field_number, row, rows, count, expected, problem: {fi, sv,
        en}, remedy: {fi, sv, en}, values: {new, vanished}}; `row_of` turns a position in the table
        into the number of the record in the agency's file.
        """
        return [
            _entry(result, found, schema, row_of)
            for result in self.results
            for found in result.found
        ]


def _entry(
    result: Result, found: Found, schema: Mapping[str, Any], row_of: Callable[[int], int]
) -> Record:
    names = [field["name"] for field in schema["fields"]]
    number = names.index(found.column) + 1 if found.column in names else None
    field = schema["fields"][number - 1] if number else {}
    rows = [*found.records, *(row_of(position) for position in found.positions)]
    return {
        "check": result.check.name,
        "label": result.label,
        "severity": result.severity,
        "field": found.column,
        "field_number": number,
        "row": rows[0] if rows else None,
        "rows": rows,
        "count": found.count,
        "expected": {key: field[key] for key in EXPECTED if key in field},
        "problem": _filled(result.check.problem, found),
        "remedy": result.check.remedy.translations(),
        "values": dict(found.values),
    }


def _filled(problem: Text, found: Found) -> dict[str, str]:
    return {
        language: text.format(**found.facts) for language, text in problem.translations().items()
    }
