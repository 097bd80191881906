"""Texts that match a part of their `pattern` only: `cat|dog` lets `category` through."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.model import Text
from pipelines.validate.checks.check import Check, Found, Subject, fields_of_type, found_where


def look(subject: Subject, _declared: None) -> Iterator[Found]:
    """Find texts that the pattern does not match from their beginning to their end."""
    for field in fields_of_type(subject.schema, "string"):
        pattern = field.get("constraints", {}).get("pattern")
        if pattern is not None:
            column = subject.table.column(field["name"])
            yield from found_where(_partly(column, pattern), field["name"], pattern=pattern)


def _partly(column: pa.ChunkedArray, pattern: str) -> pa.ChunkedArray:
    """Return the mask of the texts that are not the pattern as a whole.

    RE2 says at once of most that they are; Python, whose patterns are meant, sees to the others.
    """
    try:
        sure = pc.match_substring_regex(column, f"\\A(?:{pattern})\\z")
    except pa.ArrowInvalid:
        sure = pa.chunked_array([pa.array([False] * len(column))])
    whole = re.compile(pattern)
    doubtful = pc.unique(column.filter(pc.invert(pc.fill_null(sure, True)))).to_pylist()
    partly = [text for text in doubtful if text is not None and not whole.fullmatch(text)]
    return pc.is_in(column, value_set=pa.array(partly, column.type))


CHECK = Check(
    name="whole-pattern",
    severity="warning",
    what="A text does not match its `pattern` from beginning to end: `cat|dog` let `category`"
    " through, or the text ends in a line feed.",
    problem=Text(
        fi="teksti vastaa vain osaksi muotoa `{pattern}`",
        sv="texten motsvarar bara delvis formen `{pattern}`",
        en="the text matches the pattern `{pattern}` in part only",
    ),
    remedy=Text(
        fi="Korjaa solu lähteeseen, tai pane skeeman vaihtoehdot sulkeisiin: (a|b).",
        sv="Rätta cellen i källan, eller sätt schemats alternativ inom parentes: (a|b).",
        en="Mend the cell at the source, or group the schema's alternatives: (a|b).",
    ),
    look=look,
)
