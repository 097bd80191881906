"""Every text column of a typed table searched for every kind of personal data.

Whole columns are sieved by one regular expression, and what remains is checked exactly, each text
once. What does not belong here: what a kind looks like, and what follows from a find (gate).
"""

from __future__ import annotations

import importlib
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl
import pyarrow as pa

from pipelines.validate.privacy.kind import Kind, legible

KINDS: tuple[Kind, ...] = tuple(
    importlib.import_module(f"pipelines.validate.privacy.{name}").KIND
    for name in ("hetu", "email", "phone", "iban")
)
SAMPLE = 20_000
"""Rows that tell whether a column's texts repeat, so that each is better searched once."""
LISTED = 100
"""Places that a find names; all of them are counted."""


@dataclass(frozen=True)
class Find:
    """Personal data of one kind in one column: where they are, never what they are."""

    kind: str
    column: str
    positions: tuple[int, ...]
    """The rows of the table, counted from 0: the first hundred."""
    count: int
    """How many rows there are in all."""


def scan(table: pa.Table, allowed: Mapping[str, Collection[str]] | None = None) -> list[Find]:
    """Return what is found in the table's text columns, by column and kind; none is best.

    `allowed` is {kind: columns in which it may stand}.
    """
    names = [field.name for field in table.schema if _is_text(field.type)]
    if not names or not table.num_rows:
        return []
    frame = pl.DataFrame(pl.from_arrow(table.select(names))).with_columns(pl.all().cast(pl.String))
    sought = {
        name: [kind for kind in KINDS if name not in (allowed or {}).get(kind.name, ())]
        for name in names
    }
    with ThreadPoolExecutor() as pool:
        suspects = pool.map(_suspects, frame.get_columns(), sought.values())
        return [
            find
            for name, texts in zip(names, suspects, strict=True)
            if len(texts)
            for find in _finds(frame[name], texts, sought[name])
        ]


def _suspects(column: pl.Series, kinds: list[Kind]) -> pl.Series:
    """Return the texts of the column that the kinds' sieves hold back, each once."""
    sieve = "|".join(f"(?:{kind.sieve})" for kind in kinds)
    beginning = column.head(SAMPLE)
    repeats = beginning.n_unique() * 4 < len(beginning)
    texts = column.unique() if repeats else column
    return texts.filter(texts.str.contains(sieve)).unique()


def _finds(column: pl.Series, texts: pl.Series, kinds: list[Kind]) -> Iterator[Find]:
    plain = {text: legible(text) for text in texts.to_list()}
    for kind in kinds:
        found = [text for text in plain if kind.stands_in(plain[text])]
        if found:
            places = column.is_in(found).arg_true()
            yield Find(kind.name, column.name, tuple(places.head(LISTED)), len(places))


def _is_text(kind: pa.DataType) -> bool:
    held = kind.value_type if pa.types.is_dictionary(kind) else kind
    return any(
        test(held) for test in (pa.types.is_string, pa.types.is_large_string, _is_string_view)
    )


def _is_string_view(kind: pa.DataType) -> bool:
    return bool(kind == pa.string_view())
