"""The quarantine: the invalid rows as they came, with their numbers and reasons, for a spreadsheet.

UTF-8 with a BOM and `;` between cells, as Excel in Finland and Sweden opens it by itself. A cell
that a spreadsheet would compute gets an apostrophe before the sign that makes it a formula, and the
third column names the columns where that was done: nothing is altered silently, and `unprotected`
gives back exactly what came. What does not belong here: which rows are invalid (verdict), where the
file is kept (keeping).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipelines.state import open_for_owner
from pipelines.validate.phrasing import Phrases
from pipelines.validate.reasons import Reasons
from pipelines.validate.records import as_text

DELIMITER = ";"
IN_FRONT = 3
"""Columns before those of the file: row number, reasons, protected columns."""
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")
"""What begins with a sign and is no formula: it may stay as it is."""
FORMULA = re.compile(r"((?:^|[;,\t\r\n])[ \"]*)('*)([=+\-@\uff1d\uff0b\uff0d\uff20])")
"""A sign that begins a formula, at the beginning of a cell or after a mark that another country's
settings take for the end of one."""

Numbered = tuple[int, list[Any]]


def write(
    path: Path, records: Iterable[Numbered], labels: list[str], reasons: Reasons, phrases: Phrases
) -> int:
    """Write the records, one by one, into a file that its owner alone may read; return how many.

    Only one record is held at a time. A record keeps the length that it came with.
    """
    count = 0
    with open_for_owner(path, encoding="utf-8-sig") as stream:
        lines = csv.writer(stream, delimiter=DELIMITER, lineterminator="\r\n")
        titles = [phrases.label(name) for name in ("row_number", "reasons", "protected")]
        lines.writerow([*titles, *map(protected, labels)])
        said = _Said(phrases)
        for number, record in records:
            cells = [as_text(cell) for cell in record]
            safe = _safe(cells)
            changed = [_name(labels, at) for at, cell in enumerate(cells) if cell != safe[at]]
            front = (phrases.row_number(number), said.why(reasons.of(number, record)))
            lines.writerow([*front, protected(", ".join(changed)), *safe])
            count += 1
    return count


def read_back(path: Path) -> Iterator[list[str]]:
    """Yield the records of a quarantine file as they came, without the columns in front."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for record in csv.reader(stream, delimiter=DELIMITER):
            yield [unprotected(cell) for cell in record[IN_FRONT:]]


def protected(cell: str) -> str:
    """Return the cell with an apostrophe before every sign that could begin a formula."""
    return cell if PLAIN_NUMBER.fullmatch(cell) else FORMULA.sub(r"\1'\2\3", cell)


def unprotected(cell: str) -> str:
    """Return what `protected` was given."""
    return FORMULA.sub(lambda found: found[1] + found[2][1:] + found[3], cell)


class _Said:
    """The words for faults, each put together once: a million rows have a few dozen of them."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._known: dict[tuple[Any, ...], str] = {}

    def why(self, faults: list[dict[str, Any]]) -> str:
        return "; ".join(dict.fromkeys(self._reason(fault) for fault in faults))

    def _reason(self, fault: dict[str, Any]) -> str:
        key = (fault["type"], fault["constraint"], fault["field_number"], *fault["fields"])
        if key not in self._known:
            self._known[key] = self._phrases.reason(fault)
        return self._known[key]


def _safe(cells: list[str]) -> list[str]:
    """Return the cells protected; most records have nothing like a formula in any cell."""
    whole = DELIMITER + DELIMITER.join(cells)
    return [protected(cell) for cell in cells] if FORMULA.search(whole) else cells


def _name(labels: list[str], at: int) -> str:
    return labels[at] if at < len(labels) and labels[at] else str(at + 1)
