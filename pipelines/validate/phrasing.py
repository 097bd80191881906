"""The phrases that every form of the report is made of, in one language.

Terminal, page and quarantine say the same thing in the same words because they ask here. No phrase
holds a cell, save the hint that is asked for with `show_cells`. What does not belong here: the
words themselves (wording/), what is counted (report), and the layout (rendering, page).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from frictionless import Error

from pipelines.model import FormatName
from pipelines.validate import expectation
from pipelines.validate.expectation import LISTED
from pipelines.validate.numbering import numbered, written
from pipelines.validate.wording import Wording
from pipelines.validate.wording.en import ENGLISH
from pipelines.validate.wording.fi import FINNISH
from pipelines.validate.wording.sv import SWEDISH

WORDINGS = {"fi": FINNISH, "sv": SWEDISH, "en": ENGLISH}
WITH_ROWS = (FormatName.CSV, FormatName.XLSX, FormatName.ODS)
"""Formats whose rows people see, the header among them; elsewhere the first record is record 1."""
SPREADSHEETS = (FormatName.XLSX, FormatName.ODS)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

Record = Mapping[str, Any]


def _parents(kind: type[Error]) -> dict[str, str]:
    parents: dict[str, str] = {}
    for child in kind.__subclasses__():
        parents |= {child.type: kind.type} | _parents(child)
    return parents


PARENTS = _parents(Error)
"""Error type → the type of the class it derives from, as frictionless has them."""


class Phrases:
    """The phrases about one summary (of `report.summarise`) in `fi`, `sv` or `en`."""

    def __init__(self, summary: Record, language: str) -> None:
        self.language = language
        self._summary = summary
        self._words: Wording = WORDINGS[language]
        self._format = FormatName(summary["format"])
        self._offset = 0 if self._format in WITH_ROWS else 1

    def label(self, name: str, **values: Any) -> str:
        """Return one of the report's own words, with its blanks filled."""
        return self._words.labels[name].format(**values)

    def count(self, number: int) -> str:
        """Return a number with the language's mark between the thousands."""
        return f"{number:,}".replace(",", self._words.thousands)

    def title(self) -> str:
        """Return what the dataset is called, with its id where it has one."""
        titles, dataset = self._summary["title"], self._summary["dataset"]
        title = str(titles.get(self.language, titles["fi"]))
        return f"{title} ({dataset})" if dataset else title

    def file(self) -> str:
        """Return which file it is, and where it came from."""
        name, url = self._summary["file"], self._summary["url"]
        return self.label("file", file=name, url=url) if url else self.label("own_file", file=name)

    def state(self) -> Iterator[str]:
        """Yield what the verdict is, the counts, and how far they reach."""
        summary = self._summary
        yield self.label("valid" if summary["valid"] else "invalid")
        counted = ("rows", "valid_rows", "invalid_rows", "errors")
        counts = {name: self.count(summary[name]) for name in counted}
        yield self.label("counts", **counts)
        if not summary["complete"]:
            yield self.label("stopped", errors=counts["errors"])
        elif summary["listed"] < summary["errors"]:
            yield self.label("listed", errors=self.count(summary["listed"]))
        if left_out := summary.get("left_out"):
            shown = {"rows": self.count(left_out["rows"]), "cap": left_out["cap"]}
            yield self.label("left_out", **shown)
        if guessed := summary.get("guessed"):
            what = ", ".join(f"{name} {value}" for name, value in guessed.items())
            yield self.label("guessed", what=what)

    def again(self) -> str:
        """Return the command that checks the mended file, as it is typed."""
        return shlex.join(["hri", "validate", *self._summary["again"], "--language", self.language])

    def place(self, group: Record, row: int | None) -> str:
        """Return `Row 1337, column `aika` (Time)`, as far as there is such a place."""
        parts = [self._row(group, row), self.column(group)]
        return capital(", ".join(part for part in parts if part)) or self.label("whole_file")

    def row_number(self, row: int) -> str:
        """Return a record's number as people count it in a file of this format, and which file."""
        return numbered(self._summary, row, self._offset)

    def row_word(self) -> str:
        """Return what a row is called in a file of this format."""
        return self.label("a_record" if self._offset else "a_row")

    def heading(self, group: Record) -> str:
        """Return the column, or where there is none `Rows` or `The file`."""
        return capital(self.column(group)) or self._scope(group)

    def counted(self, group: Record) -> str:
        """Return the heading with the number of errors, where there is more than one."""
        if group["count"] == 1:
            return self.heading(group)
        return self.label("count", place=self.heading(group), count=self.count(group["count"]))

    def column(self, group: Record) -> str:
        """Return `column `aika` (Time)`, in a workbook with its letter; '' where there is none."""
        number = group["field_number"]
        if number is None:
            return ""
        # The steps may have moved a column away from the letter that it has in the workbook.
        lettered = self._format in SPREADSHEETS and not self._summary["reshaped"]
        letter = _letters(number) if lettered else str(number)
        if not group["field"] or _is_a("header-error", _kind(group)):
            return self.label("column", column=letter)
        place = f"{letter} " if lettered else ""
        return self.label("column", column=f"{place}{self._name(group)}")

    def problem(self, group: Record) -> str:
        """Return what is wrong, without a full stop; a check may bring its own words along."""
        if "problem" in group:
            return str(group["problem"][self.language])
        expected = group.get("expected", {})
        constraint = group.get("constraint") or ""
        if constraint in expected.get("constraints", {}) and constraint in self._words.constraints:
            value = expected["constraints"][constraint]
            return self._words.constraints[constraint].format(value=expectation.listed(value))
        return _nearest_word(self._words.problems, _kind(group), "error").format(
            kind=expectation.kind(self._words, expected),
            details=expectation.details(self._words, expected),
            name=self._name(group) if group["field"] else "",
            fields=", ".join(f"`{name}`" for name in group.get("fields", ())),
        )

    def reason(self, group: Record) -> str:
        """Return the column with what is wrong in it: why one row is invalid."""
        column = self.column(group)
        return f"{column}: {self.problem(group)}" if column else self.problem(group)

    def remedy(self, group: Record) -> str:
        """Return what to do about it."""
        if "remedy" in group:
            return str(group["remedy"][self.language])
        specific = self._words.remedies.get(f"{_kind(group)}/{group.get('constraint')}")
        if self._format in SPREADSHEETS and _is_text_error(group):
            specific = self._words.remedies["spreadsheet-text"]
        return specific or _nearest_word(self._words.remedies, _kind(group), "any")

    def note(self, group: Record) -> str:
        """Return frictionless' own words where they say more and quote no cell, else ''."""
        quotable = group["note"] and not _speaks_of_cells(group["type"])
        return self.label("note", note=group["note"]) if quotable else ""

    def hints(self, sample: Record, *, show_cells: bool) -> list[str]:
        """Return what helps to mend one sample: the cell, the other row, the nearest value."""
        hints = []
        if show_cells and sample["cell"]:
            hints.append(self.label("cell", value=visible(sample["cell"])))
        if sample["same_as"]:
            label = "same_record" if self._offset else "same_row"
            hints.append(self.label(label, row=self.row_number(sample["same_as"])))
        if sample["nearest"]:
            hints.append(self.label("nearest", value=sample["nearest"]))
        return hints

    def all_rows(self, group: Record) -> str:
        """Return all the rows of a group, the first ranges written out; '' where all were told."""
        if group["count"] <= len(group["samples"]):
            return ""
        ranges = group["rows"]
        numbers = (self._summary, self._offset)
        shown = [written(*numbers, first, last) for first, last in ranges[:LISTED]]
        rows = ", ".join(shown)
        if len(ranges) > LISTED:
            hidden = sum(last - first + 1 for first, last in ranges[LISTED:])
            rows += " " + self.label("more", count=self.count(hidden))
        return self.label("all_records" if self._offset else "all_rows", rows=rows)

    def _scope(self, group: Record) -> str:
        if not group["rows"]:
            return self.label("whole_file")
        return self.label("records" if self._offset else "rows")

    def _row(self, group: Record, row: int | None) -> str:
        if row is not None:
            return self.label("record" if self._offset else "row", row=self.row_number(row))
        if _is_a("header-error", _kind(group)):
            return self.label("header", row=self._summary["header_row"])
        return ""

    def _name(self, group: Record) -> str:
        """Return the field's name, with its title in the language where the schema has one."""
        expected = group["expected"]
        title = expected.get("titles", {}).get(self.language) or expected.get("title")
        shown = title and title != group["field"]
        return f"`{group['field']}` ({title})" if shown else f"`{group['field']}`"


def visible(text: str) -> str:
    """Return a cell as it may be shown: control signs become pictures, so that none takes effect.

    A terminal would obey an escape sequence, and a sign that turns the direction of writing would
    show the text in another order than it has.
    """
    return CONTROL.sub(_picture, text)


def _picture(found: re.Match[str]) -> str:
    code = ord(found.group())
    return chr(0x2400 + code) if code < 0x20 else f"\\u{code:04x}"


def capital(text: str) -> str:
    """Return the text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]


def _kind(group: Record) -> str:
    """Return the type of the error, or the name of our own check; '' of a column as a whole."""
    return str(group.get("type") or group.get("check", ""))


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
    return _kind(group) == "type-error" and group["expected"].get("type") == "string"


def _letters(number: int) -> str:
    """Return the letters of a spreadsheet's column: 1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
