"""Group marks in the wrong place: with groupChar `.`, `1.5` is read as 15."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.model import Text
from pipelines.validate.checks.check import Check, Descriptor, IsStrict
from pipelines.validate.checks.texts import matches


def reading(field: Descriptor) -> IsStrict | None:
    """Return the test of numbers whose groups have three digits; for numbers with a groupChar."""
    if field.get("type") != "number" or not field.get("groupChar"):
        return None
    group, mark = re.escape(field["groupChar"]), re.escape(field.get("decimalChar", "."))
    grouped = matches(f"^[^0-9]*[0-9]{{1,3}}({group}[0-9]{{3}})*({mark}[0-9]*)?[^0-9{group}]*$")

    def strict(texts: pa.Array) -> pa.Array:
        without = pc.invert(pc.match_substring(texts, field["groupChar"]))
        return pc.or_(without, grouped(texts))

    return strict


CHECK = Check(
    name="group-mark",
    severity="blocking",
    what="The declared `groupChar` stands elsewhere than between groups of three digits, and was"
    " passed over: with groupChar `.`, `1.5` was read as 15.",
    problem=Text(
        fi="tuhaterotin on väärässä paikassa, joten luku on luettu väärin",
        sv="tusentalsavgränsaren står på fel plats, så talet har lästs fel",
        en="the group mark stands in the wrong place, so that the number was misread",
    ),
    remedy=Text(
        fi="Korjaa luku lähteeseen, tai korjaa skeeman `groupChar` ja `decimalChar`.",
        sv="Rätta talet i källan, eller rätta schemats `groupChar` och `decimalChar`.",
        en="Mend the number at the source, or correct the schema's `groupChar` and `decimalChar`.",
    ),
    reading=reading,
)
