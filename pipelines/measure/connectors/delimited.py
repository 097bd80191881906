"""A delimited file with a header, row by row, each with the line that an error names.

What does not belong here: what the columns mean.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from pipelines.errors import NotTheDeclaredFile


def records(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, {column: text}) of a comma-separated UTF-8 file with these columns or more.

    Raises NotTheDeclaredFile.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            missing = [name for name in columns if name not in (reader.fieldnames or [])]
            if missing:
                raise NotTheDeclaredFile(
                    f"{path}:1: the column {', '.join(missing)} is missing",
                    remedy=f"export the file with the columns {', '.join(columns)}",
                )
            for record in reader:
                yield reader.line_num, {name: record[name] or "" for name in columns}
    except (UnicodeDecodeError, csv.Error, FileNotFoundError) as error:
        raise NotTheDeclaredFile(f"{path}: {error}", remedy="a CSV file in UTF-8") from error


def day(path: Path, line: int, text: str) -> dt.date:
    """Return a date YYYY-MM-DD, or the first of a month YYYY-MM. Raises NotTheDeclaredFile."""
    try:
        return dt.date.fromisoformat(f"{text}-01" if len(text) == len("2026-11") else text)
    except ValueError:
        raise NotTheDeclaredFile(
            f"{path}:{line}: '{text}' is no date", remedy="YYYY-MM-DD or YYYY-MM"
        ) from None


def whole_number(path: Path, line: int, text: str) -> int:
    """Return a count. Raises NotTheDeclaredFile."""
    if not text.isascii() or not text.isdigit():
        raise NotTheDeclaredFile(
            f"{path}:{line}: '{text}' is no count", remedy="digits only, such as 1234"
        )
    return int(text)
