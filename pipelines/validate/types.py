"""Table Schema types as Arrow types, and the values that frictionless cast as Arrow columns.

    string                → string              date       → date32
    integer, year         → int64               time       → time64[us]
    boolean               → bool                datetime   → timestamp[us], with UTC if offsets
    number                → float64, or decimal128(38, s) where a float would lose a digit
    yearmonth             → string `YYYY-MM`    duration   → string, ISO 8601
    geopoint              → string `lon,lat`    any        → string: a text itself, else as below
    object, array, list, geojson → string of compact JSON

No value is ever changed to fit: what an Arrow column cannot hold raises DoesNotFit, under the name
of one of the checks below. What does not belong here: reading cells (frictionless did), or wording.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from frictionless import Field

from pipelines.formats import objects

NO_HEADER = "no-header"
INTEGER_RANGE = "integer-range"
NUMBER_PRECISION = "number-precision"
NOT_FINITE = "not-finite"
MIXED_TIME_ZONES = "mixed-time-zones"
TIME_WITH_OFFSET = "time-with-offset"
BROKEN_TEXT = "broken-text"
CHECKS = (
    NO_HEADER,
    INTEGER_RANGE,
    NUMBER_PRECISION,
    NOT_FINITE,
    MIXED_TIME_ZONES,
    TIME_WITH_OFFSET,
    BROKEN_TEXT,
)
"""Our own checks: values that frictionless accepts and no distribution could carry faithfully."""

DIGITS = 38
"""The most digits of a decimal128."""
ToValue = Callable[[Any], Any]


class DoesNotFit(Exception):
    """A value that the Arrow type cannot hold; `position` in the chunk, None if not one place."""

    def __init__(self, check: str, position: int | None) -> None:
        super().__init__(check)
        self.check = check
        self.position = position


class Column:
    """A column of one Arrow type, filled chunk by chunk with cast values (None is missing)."""

    def __init__(self, kind: pa.DataType, check: str, to_value: ToValue | None = None) -> None:
        self._kind = kind
        self._check = check
        self._to_value = to_value
        self._chunks: list[pa.Array] = []

    def add(self, values: list[Any]) -> None:
        """Append a chunk. Raises DoesNotFit."""
        self._chunks.append(self.array(values))

    def array(self, values: list[Any]) -> pa.Array:
        """Return a chunk without appending it. Raises DoesNotFit."""
        try:
            return pa.array(self._converted(values), type=self._kind)
        except (OverflowError, UnicodeEncodeError, pa.ArrowInvalid):
            raise DoesNotFit(self._check, self._first_unfit(values)) from None

    def add_array(self, chunk: pa.Array) -> None:
        """Append what `array` returns, or what Arrow casts to it."""
        self._chunks.append(chunk.cast(self._kind))

    def finish(self) -> pa.ChunkedArray:
        """Return the whole column. Raises DoesNotFit."""
        return pa.chunked_array(self._chunks, type=self._kind)

    def _converted(self, values: list[Any]) -> list[Any]:
        if self._to_value is None:
            return values
        converted: list[Any] = []
        for position, value in enumerate(values):
            try:
                converted.append(None if value is None else self._to_value(value))
            except DoesNotFit as unfit:
                raise DoesNotFit(unfit.check, position) from None
        return converted

    def _first_unfit(self, values: list[Any]) -> int | None:
        for position, value in enumerate(self._converted(values)):
            try:
                pa.scalar(value, type=self._kind)
            except (OverflowError, UnicodeEncodeError, pa.ArrowInvalid):
                return position
        return None


class NumberColumn:
    """Numbers: float64 while every value survives it, decimal128 for the whole column if not.

    A value survives when the shortest text of its float is that value again: 0.1 and 60.1699 do,
    9007199254740993 does not. The scale is the largest that a value in the column needs.
    """

    def __init__(self) -> None:
        self._chunks: list[pa.Array] = []

    def add(self, values: list[Any]) -> None:
        """Append a chunk of Decimal, int or float. Raises DoesNotFit."""
        exact = [None if value is None else _exact(value) for value in values]
        for position, value in enumerate(exact):
            if value is not None and not value.is_finite():
                raise DoesNotFit(NOT_FINITE, position)
        scale = max((_scale(value) for value in exact if value is not None), default=0)
        floats = [None if value is None else float(value) for value in exact]
        if all(map(_survives, exact, floats)):
            self._chunks.append(pa.array(floats, type=pa.float64()))
        else:
            _refuse_too_precise(exact, scale)
            self._chunks.append(pa.array(exact, type=pa.decimal128(DIGITS, scale)))

    def add_array(self, chunk: pa.Array) -> None:
        """Append a chunk of float64 whose every value survives."""
        self._chunks.append(chunk)

    def finish(self) -> pa.ChunkedArray:
        """Return the whole column in one type. Raises DoesNotFit."""
        if all(chunk.type == pa.float64() for chunk in self._chunks):
            return pa.chunked_array(self._chunks, type=pa.float64())
        scale = max(map(_scale_of_chunk, self._chunks))
        if scale > DIGITS:
            raise DoesNotFit(NUMBER_PRECISION, None)
        kind = pa.decimal128(DIGITS, scale)
        try:
            return pa.chunked_array([_as_decimal(chunk, kind) for chunk in self._chunks], type=kind)
        except pa.ArrowInvalid:
            raise DoesNotFit(NUMBER_PRECISION, None) from None


class DatetimeColumn:
    """Dates with times: naive, or in UTC where the values carry offsets; never both."""

    def __init__(self) -> None:
        self._chunks: list[pa.Array] = []
        self._aware: bool | None = None

    def add(self, values: list[Any]) -> None:
        """Append a chunk of datetime. Raises DoesNotFit at the first of another kind."""
        for position, value in enumerate(values):
            if value is not None:
                aware = value.utcoffset() is not None
                if self._aware not in (None, aware):
                    raise DoesNotFit(MIXED_TIME_ZONES, position)
                self._aware = aware
        self._chunks.append(pa.array(values, type=self._kind()))

    def add_array(self, chunk: pa.Array) -> None:
        """Append int64: twice the microseconds since 1970, and one more where in UTC. As `add`."""
        aware = pc.bit_wise_and(chunk, 1)
        if len(chunk) > chunk.null_count:
            if self._aware is None:
                self._aware = aware.drop_null()[0].as_py() == 1
            other = pc.index(aware, int(not self._aware)).as_py()
            if other >= 0:
                raise DoesNotFit(MIXED_TIME_ZONES, other)
        self._chunks.append(pc.shift_right(chunk, 1).cast(self._kind()))

    def finish(self) -> pa.ChunkedArray:
        """Return the whole column in one type."""
        chunks = [chunk.cast(self._kind()) for chunk in self._chunks]
        return pa.chunked_array(chunks, type=self._kind())

    def _kind(self) -> pa.DataType:
        return pa.timestamp("us", tz="UTC" if self._aware else None)


AnyColumn = Column | NumberColumn | DatetimeColumn


def column_of(field: Field) -> AnyColumn:
    """Return an empty column for the field's type."""
    if field.type == "number":
        return NumberColumn()
    if field.type == "datetime":
        return DatetimeColumn()
    if field.type == "duration":
        return Column(pa.string(), BROKEN_TEXT, field.create_value_writer())
    kind, check, to_value = COLUMNS[field.type]
    return Column(kind, check, to_value)


def _exact(value: Decimal | float) -> Decimal:
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def _survives(exact: Decimal | None, value: float | None) -> bool:
    return exact is None or Decimal(repr(value)) == exact


def _scale(value: Decimal) -> int:
    """Return the decimal places that the value needs, whatever zeros were written behind them."""
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or not value:
        return 0
    zeros = next(count for count, digit in enumerate(reversed(digits)) if digit)
    return max(0, -exponent - zeros)


def _scale_of_chunk(chunk: pa.Array) -> int:
    if chunk.type != pa.float64():
        return int(chunk.type.scale)
    return max((_scale(_exact(v)) for v in chunk.to_pylist() if v is not None), default=0)


def _refuse_too_precise(values: list[Decimal | None], scale: int) -> None:
    for position, value in enumerate(values):
        if value is not None and _scale(value) > DIGITS:
            raise DoesNotFit(NUMBER_PRECISION, position)
    for position, value in enumerate(values):
        if value and max(0, value.adjusted() + 1) + scale > DIGITS:
            raise DoesNotFit(NUMBER_PRECISION, position)


def _as_decimal(chunk: pa.Array, kind: pa.DataType) -> pa.Array:
    if chunk.type != pa.float64():
        return chunk.cast(kind)
    exact = [None if value is None else _exact(value) for value in chunk.to_pylist()]
    return pa.array(exact, type=kind)


def _time(value: dt.time) -> dt.time:
    if value.tzinfo is not None:
        raise DoesNotFit(TIME_WITH_OFFSET, None)
    return value


def _yearmonth(value: Any) -> str:
    return f"{value.year:04}-{value.month:02}"


def _geopoint(value: Any) -> str:
    return f"{_exact(value.lon):f},{_exact(value.lat):f}"


def _any(value: Any) -> str:
    return value if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    """Return compact JSON. Raises DoesNotFit for NaN and Infinity, which JSON does not have."""
    if isinstance(value, list):
        value = [item.isoformat() if hasattr(item, "isoformat") else item for item in value]
    text = objects.compact(value)
    json.loads(text, parse_constant=_refuse_constant)
    return text


def _refuse_constant(_name: str) -> Any:
    raise DoesNotFit(NOT_FINITE, None)


COLUMNS: dict[str, tuple[pa.DataType, str, ToValue | None]] = {
    "string": (pa.string(), BROKEN_TEXT, None),
    "integer": (pa.int64(), INTEGER_RANGE, None),
    "year": (pa.int64(), INTEGER_RANGE, None),
    "boolean": (pa.bool_(), BROKEN_TEXT, None),
    "date": (pa.date32(), BROKEN_TEXT, None),
    "time": (pa.time64("us"), BROKEN_TEXT, _time),
    "yearmonth": (pa.string(), BROKEN_TEXT, _yearmonth),
    "geopoint": (pa.string(), BROKEN_TEXT, _geopoint),
    "object": (pa.string(), BROKEN_TEXT, _json),
    "array": (pa.string(), BROKEN_TEXT, _json),
    "list": (pa.string(), BROKEN_TEXT, _json),
    "geojson": (pa.string(), BROKEN_TEXT, _json),
    "any": (pa.string(), BROKEN_TEXT, _any),
}
"""Field type → (Arrow type, the check that fails where it is too small, value → Arrow value)."""
