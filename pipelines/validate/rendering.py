"""A summary written out for people, in Finnish, Swedish or English.

No cell is shown unless asked for: this text goes to terminals and logs. What does not belong here:
the words themselves (wording/), or what is counted (report).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from frictionless import Error

from pipelines.model import FormatName
from pipelines.validate.wording import Wording
from pipelines.validate.wording.en import ENGLISH
from pipelines.validate.wording.fi import FINNISH
from pipelines.validate.wording.sv import SWEDISH

WORDINGS = {"fi": FINNISH, "sv": SWEDISH, "en": ENGLISH}
WITH_ROWS = (FormatName.CSV, FormatName.XLSX, FormatName.ODS)
"""Formats whose rows people see, the header among them; elsewhere the first record is record 1."""
SPREADSHEETS = (FormatName.XLSX, FormatName.ODS)
LISTED = 10
"""Values of an enum, or ranges of rows, that are written out."""
MOMENT = dt.datetime(2024, 5, 31, 13, 45)
SAMPLES = {
    "string/email": "avoin.data@example.fi",
    "string/uri": "https://www.hel.fi",
    "string/uuid": "3f2504e0-4f89-41d3-9a0c-0305e82c3301",
    "string/wkt": "POINT (24.9384 60.1699)",
    "number": "12.5",
    "date": "2024-05-31",
    "time": "13:45:00",
    "datetime": "2024-05-31T13:45:00",
    "year": "2024",
    "yearmonth": "2024-05",
    "duration": "PT1H30M",
    "geopoint": "24.9384,60.1699",
    "geopoint/array": "[24.9384, 60.1699]",
    "geopoint/object": '{"lon": 24.9384, "lat": 60.1699}',
}
TRUE_VALUES, FALSE_VALUES = ["true", "True", "TRUE", "1"], ["false", "False", "FALSE", "0"]

Record = Mapping[str, Any]


def _parents(kind: type[Error]) -> dict[str, str]:
    parents: dict[str, str] = {}
    for child in kind.__subclasses__():
        parents |= {child.type: kind.type} | _parents(child)
    return parents


PARENTS = _parents(Error)
"""Error type → the type of the class it derives from, as frictionless has them."""


def render(summary: Record, language: str, *, show_cells: bool = False) -> str:
    """Return the summary (of `report.summarise`) as lines of text in `fi`, `sv` or `en`.

    `show_cells` adds the cells as they stand in the file: for the steward's own eyes, not for logs.
    """
    return "\n".join(_Text(summary, language, show_cells).lines()) + "\n"


class _Text:
    """The lines of one summary in one language."""

    def __init__(self, summary: Record, language: str, show_cells: bool) -> None:
        self._summary = summary
        self._language = language
        self._words: Wording = WORDINGS[language]
        self._show_cells = show_cells
        self._format = FormatName(summary["format"])
        self._offset = 0 if self._format in WITH_ROWS else 1

    def lines(self) -> Iterator[str]:
        title = self._summary["title"].get(self._language, self._summary["title"]["fi"])
        yield f"{title} ({self._summary['dataset']})"
        yield self._label("file", file=self._summary["file"], url=self._summary["url"])
        yield self._label("valid" if self._summary["valid"] else "invalid")
        counted = ("rows", "valid_rows", "invalid_rows", "errors")
        counts = {name: self._count(self._summary[name]) for name in counted}
        yield self._label("counts", **counts)
        if not self._summary["complete"]:
            yield self._label("stopped", errors=counts["errors"])
        for group in self._summary["groups"]:
            yield ""
            yield from self._group(group)
        for check in self._summary["checks"]:
            yield ""
            yield f"{self._place(check, check['row'])}: {self._words_of(check, 'problem')}."
            yield self._label("remedy", remedy=self._words_of(check, "remedy"))

    def _words_of(self, check: Record, part: str) -> str:
        """Return what a check says: its own words, which it brings along, or the wording's."""
        if part in check:
            return str(check[part][self._language])
        words = self._words.problems if part == "problem" else self._words.remedies
        return words[check["check"]]

    def _group(self, group: Record) -> Iterator[str]:
        problem = self._problem(group)
        if group["count"] > 1:
            heading = _capital(self._column(group)) or self._scope(group)
            yield self._label("count", place=heading, count=self._count(group["count"]))
        for sample in group["samples"]:
            yield f"{self._place(group, sample['row'])}: {problem}.{self._hints(sample)}"
        if group["count"] > len(group["samples"]):
            yield self._all_rows(group["rows"])
        if group["note"] and not _speaks_of_cells(group["type"]):
            yield self._label("note", note=group["note"])
        yield self._label("remedy", remedy=self._remedy(group))

    def _place(self, group: Record, row: int | None) -> str:
        """Return `Row 1337, column `aika` (Time)`, as far as there is such a place."""
        parts = [self._row(group, row), self._column(group)]
        return _capital(", ".join(part for part in parts if part)) or self._label("whole_file")

    def _scope(self, group: Record) -> str:
        if not group["rows"]:
            return self._label("whole_file")
        return self._label("records" if self._offset else "rows")

    def _row(self, group: Record, row: int | None) -> str:
        if row is not None:
            return self._label("record" if self._offset else "row", row=row - self._offset)
        if _is_a("header-error", group.get("type", "")):
            return self._label("header", row=self._summary["header_row"])
        return ""

    def _column(self, group: Record) -> str:
        number = group["field_number"]
        if number is None:
            return ""
        letter = _letters(number) if self._format in SPREADSHEETS else str(number)
        if not group["field"] or _is_a("header-error", group.get("type", "")):
            return self._label("column", column=letter)
        place = f"{letter} " if self._format in SPREADSHEETS else ""
        return self._label("column", column=f"{place}{self._name(group)}")

    def _name(self, group: Record) -> str:
        """Return the field's name, with its title in the language where the schema has one."""
        expected = group["expected"]
        title = expected.get("titles", {}).get(self._language) or expected.get("title")
        shown = title and title != group["field"]
        return f"`{group['field']}` ({title})" if shown else f"`{group['field']}`"

    def _problem(self, group: Record) -> str:
        expected = group["expected"]
        constraint = group["constraint"]
        if constraint in expected.get("constraints", {}) and constraint in self._words.constraints:
            value = expected["constraints"][constraint]
            return self._words.constraints[constraint].format(value=_listed(value))
        return _nearest_word(self._words.problems, group["type"], "error").format(
            kind=self._kind(expected),
            details=self._details(expected),
            name=self._name(group) if group["field"] else "",
            fields=", ".join(f"`{name}`" for name in group["fields"]),
        )

    def _remedy(self, group: Record) -> str:
        specific = self._words.remedies.get(f"{group['type']}/{group['constraint']}")
        if self._format in SPREADSHEETS and _is_text_error(group):
            specific = self._words.remedies["spreadsheet-text"]
        return specific or _nearest_word(self._words.remedies, group["type"], "any")

    def _kind(self, expected: Record) -> str:
        """Return what a cell of the field is: `a whole number`."""
        kind = expected.get("type", "any")
        named = f"{kind}/{expected.get('format', 'default')}"
        words = self._words.kinds
        return words.get(named, words.get(kind, words["any"])).format(
            sample=self._sample(kind, named, expected)
        )

    def _sample(self, kind: str, named: str, expected: Record) -> str:
        form = str(expected.get("format", ""))
        if kind in ("date", "time", "datetime") and "%" in form:
            return MOMENT.strftime(form)
        if kind == "boolean":
            accepted = [
                *expected.get("trueValues", TRUE_VALUES),
                *expected.get("falseValues", FALSE_VALUES),
            ]
            return self._label("between", list=", ".join(accepted[:-1]), last=accepted[-1])
        if kind == "list":
            return f"`{expected.get('delimiter', ',')}`"
        sample = SAMPLES.get(named, SAMPLES.get(kind, ""))
        return sample.replace(".", expected.get("decimalChar", ".")) if kind == "number" else sample

    def _details(self, expected: Record) -> str:
        """Return the type and its constraints: `integer, 0–2359, never empty`."""
        constraints = dict(expected.get("constraints", {}))
        words = self._words.details
        details = [expected.get("type", "any")]
        if {"minimum", "maximum"} <= constraints.keys():
            low, high = constraints.pop("minimum"), constraints.pop("maximum")
            details.append(words["range"].format(low=low, high=high))
        details += [
            words[name].format(value=_listed(value))
            for name, value in constraints.items()
            if name in words and value is not False
        ]
        return ", ".join(details)

    def _hints(self, sample: Record) -> str:
        hints = []
        if self._show_cells and sample["cell"]:
            hints.append(self._label("cell", value=sample["cell"]))
        if sample["same_as"]:
            label = "same_record" if self._offset else "same_row"
            hints.append(self._label(label, row=sample["same_as"] - self._offset))
        if sample["nearest"]:
            hints.append(self._label("nearest", value=sample["nearest"]))
        return "".join(f" {hint}" for hint in hints)

    def _all_rows(self, ranges: list[list[int]]) -> str:
        shown = [_range(first - self._offset, last - self._offset) for first, last in ranges]
        rows = ", ".join(shown[:LISTED])
        if len(shown) > LISTED:
            hidden = sum(last - first + 1 for first, last in ranges[LISTED:])
            rows += " " + self._label("more", count=self._count(hidden))
        return self._label("all_records" if self._offset else "all_rows", rows=rows)

    def _count(self, number: int) -> str:
        return f"{number:,}".replace(",", self._words.thousands)

    def _label(self, name: str, **values: Any) -> str:
        return self._words.labels[name].format(**values)


def _nearest_word(words: Mapping[str, str], kind: str, default: str) -> str:
    """Return the word for an error type, or for the nearest kind of error that it is one of."""
    while kind not in words and kind in PARENTS:
        kind = PARENTS[kind]
    return words.get(kind, words[default])


def _is_a(ancestor: str, kind: str) -> bool:
    while kind != ancestor and kind in PARENTS:
        kind = PARENTS[kind]
    return kind == ancestor


def _speaks_of_cells(kind: str) -> bool:
    """Tell whether frictionless' note may quote what stands in the file."""
    return not (_is_a("metadata-error", kind) or _is_a("resource-error", kind))


def _is_text_error(group: Record) -> bool:
    return bool(group["type"] == "type-error" and group["expected"].get("type") == "string")


def _listed(value: Any) -> str:
    if not isinstance(value, list):
        return str(value)
    shown = ", ".join(str(item) for item in value[:LISTED])
    return f"{shown}, …" if len(value) > LISTED else shown


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _letters(number: int) -> str:
    """Return the letters of a spreadsheet's column: 1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
