"""One column of a table: which cells of a batch are faulty, and what keys it holds.

What does not belong here: faults of rows (rows), or what repeats between batches (keys).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
from frictionless import Field

from pipelines.validate.columnar.accepting import (
    INT64,
    Acceptor,
    Datetimes,
    Integers,
    Numbers,
    Test,
    Texts,
    acceptor_of,
    among,
    hopeless_pattern,
)
from pipelines.validate.columnar.cutting import Mask, Positions
from pipelines.validate.columnar.instants import microseconds
from pipelines.validate.columnar.reading import ExactReader, Notes, Reading

LARGEST = 1e300
"""Numbers beyond it are no doubles, or close to being none."""
MANY = 100
"""Refused texts from which on it pays to look for hopeless ones first."""
SOUND = -1
"""In place of a note's number."""
MOST_KNOWN = 20_000
"""Texts known to be valid that a batch is compared with, where a type has no vectorised test."""


class NoKey(Exception):
    """A value can be no key: a signalling NaN, which neither compares nor hashes."""


@dataclass(frozen=True)
class CellFaults:
    """The faulty cells of one column in a batch."""

    positions: Positions
    """Ascending."""
    codes: Positions
    """For each of them, which of the notes is its own."""
    notes: tuple[Notes, ...]

    def without(self, positions: Sequence[int]) -> CellFaults:
        """Return the faults at other positions."""
        keep = ~np.isin(self.positions, positions)
        return CellFaults(self.positions[keep], self.codes[keep], self.notes)


class Column:
    """A field at its place in the table."""

    def __init__(self, field: Field, index: int) -> None:
        self.field = field
        self.name: str = field.name
        self.index = index
        """From 0; errors count from 1."""
        self.missing = missing_values(field)
        self.read = ExactReader(field)
        self._acceptor: Acceptor | None = acceptor_of(field, self.missing)
        self._never = hopeless_pattern(field)
        self._known: dict[str, None] = {}
        self._known_series = pl.Series([], dtype=pl.String)
        self._ids: dict[Any, int] = {}
        self._next_id = itertools.count(1)

    @property
    def texts(self) -> pl.Expr:
        """The column of a batch's frame."""
        return pl.col(str(self.index))

    def test(self, texts: pl.Series) -> Test:
        """Return the vectorised test for a batch: by type, or else by the texts known so far."""
        read = pl.col(f"read{self.index}")
        test = self._acceptor.test(texts, self.texts, read) if self._acceptor is not None else None
        if test is not None:
            return test
        known = self._known_series
        if not len(known):
            return Test(None, pl.lit(False), None)
        places = self.texts.cast(pl.Enum(known), strict=False).to_physical()
        return Test(places, read.is_not_null(), None, known)

    def faults(self, refused: pl.Series, positions: Positions) -> CellFaults | None:
        """Read the refused texts exactly and return those that are faulty."""
        codes = np.full(len(refused), SOUND, np.int32)
        notes: list[Notes] = []
        hopeless = self._hopeless(refused)
        if hopeless is not None and hopeless.any():
            notes.append(self.read(refused[int(hopeless.argmax())]).notes or {})
            codes[hopeless] = 0
            refused = refused.filter(pl.Series(~hopeless))
        rest = self._codes(refused, notes)
        if rest is not None:
            codes[codes == SOUND] = rest
        faulty = codes != SOUND
        return CellFaults(positions[faulty], codes[faulty], tuple(notes)) if faulty.any() else None

    def _hopeless(self, texts: pl.Series) -> Mask | None:
        """Return which texts are certainly of the wrong type, where there may be many of them."""
        if self._never is None or len(texts) < MANY:
            return None
        text = pl.lit(texts)
        wrong = text.str.contains(self._never) & ~among(text, self.missing)
        found: Mask = pl.select(wrong).to_series().to_numpy()
        return found

    def _codes(self, texts: pl.Series, notes: list[Notes]) -> Positions | None:
        """Add to the notes; return for each text which one is its own. None where all are sound."""
        distinct = texts.unique(maintain_order=True).to_list()
        places: dict[int, int] = {}
        faulty: dict[str, int] = {}
        sound: list[str] = []
        for text in distinct:
            why = self.read(text).notes
            if not why:
                sound.append(text)
                continue
            if id(why) not in places:
                places[id(why)] = len(notes)
                notes.append(why)
            faulty[text] = places[id(why)]
        self._learn(sound)
        if not faulty:
            return None
        known = pl.Series(list(faulty), dtype=pl.String)
        places_of = pl.Series(list(faulty.values()), dtype=pl.Int32)
        codes = texts.replace_strict(known, places_of, default=SOUND, return_dtype=pl.Int32)
        found: Positions = codes.to_numpy()
        return found

    def _learn(self, texts: list[str]) -> None:
        if texts and self._acceptor is None and len(self._known) < MOST_KNOWN:
            self._known = self._known | dict.fromkeys(texts)
            self._known_series = pl.Series(list(self._known), dtype=pl.String)

    # Keys

    def keys(self, texts: pl.Series, values: pl.Series | None, refused: Positions) -> pl.DataFrame:
        """Return two columns that are equal for cells that read as equal values.

        `value` holds what the vectorised test reads, `other` a number for every other value (0 for
        none). Both say nothing (null, 0) where a cell is missing or of the wrong type.
        """
        if values is None:
            distinct = texts.unique()
            found = self._keys_of(distinct.to_list())
            return pl.DataFrame(
                {
                    key.name: texts.replace_strict(distinct, key, return_dtype=key.dtype)
                    for key in found.get_columns()
                }
            )
        keys = pl.DataFrame({"value": values, "other": np.zeros(len(texts), np.uint32)})
        if not len(refused):
            return keys
        again = texts.gather(refused)
        hopeless = self._hopeless(again)
        if hopeless is not None:
            # They read as nothing, and so the vectorised test said.
            again, refused = again.filter(pl.Series(~hopeless)), refused[~hopeless]
        return self.with_keys(keys, refused, again.to_list())

    def with_keys(
        self, keys: pl.DataFrame, positions: Positions, texts: list[str | None]
    ) -> pl.DataFrame:
        """Return the keys with those of some positions set to what their texts read as."""
        if not len(positions):
            return keys
        found = self._keys_of(texts)
        return pl.DataFrame(
            {
                key.name: keys[key.name].clone().scatter(positions, key)
                for key in found.get_columns()
            }
        )

    def patches(self, texts: list[str]) -> pl.Series | None:
        """Return what the texts read as, in the type of the vectorised test; None if one cannot."""
        readings = [self.read(text) for text in texts]
        values = [_as_tested(self._acceptor, r.value) for r in readings if r.value is not None]
        if any(value is None for value in values):
            return None
        found = iter(values)
        return pl.Series(
            [None if r.value is None else next(found) for r in readings], dtype=self._key_type()
        )

    def _keys_of(self, texts: list[Any]) -> pl.DataFrame:
        pairs = [self._key(self.read(text)) for text in texts]
        return pl.DataFrame(
            {
                "value": pl.Series([value for value, _ in pairs], dtype=self._key_type()),
                "other": pl.Series([other for _, other in pairs], dtype=pl.UInt32),
            }
        )

    def _key_type(self) -> type[pl.DataType]:
        if isinstance(self._acceptor, Texts):
            return pl.String
        return pl.Float64 if isinstance(self._acceptor, Numbers) else pl.Int64

    def _key(self, reading: Reading) -> tuple[Any, int]:
        value = reading.value
        if value is None:
            return None, 0
        if isinstance(value, Decimal) and value.is_snan():
            raise NoKey
        if value != value:
            return None, next(self._next_id)
        fast = _as_tested(self._acceptor, value)
        if fast is not None:
            return fast, 0
        return None, self._ids.setdefault(value, next(self._next_id))


def _as_tested(acceptor: Acceptor | None, value: Any) -> Any:
    """Return the value as the vectorised test reads it; None for one that it would not."""
    if isinstance(acceptor, Integers):
        return value if value in INT64 else None
    if isinstance(acceptor, Texts):
        return value
    if isinstance(acceptor, Datetimes):
        return microseconds(value) * 2 + (value.utcoffset() is not None)
    if isinstance(acceptor, Numbers) and value == value and abs(value) < LARGEST:
        near = float(value) + 0.0
        return near if isinstance(value, float) or Decimal(repr(near)) == value else None
    return None


def missing_values(field: Field) -> frozenset[str]:
    """Return the texts that stand for a missing cell: the field's own, else the schema's."""
    if not field.has_defined("missing_values") and field.schema:
        return frozenset(field.schema.missing_values)
    return frozenset(field.missing_values)
