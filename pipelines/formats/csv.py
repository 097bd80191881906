"""CSV as RFC 4180: UTF-8 without BOM, comma, CRLF, quotes only where they are needed.

An empty text is `""` and null is nothing, so the two stay apart. Values are never altered: a text
that begins with `=` is published as it is.
What does not belong here: how an agency's delimited file is read (`delimited`), or the written form
of numbers and dates (`lexical`).
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from pipelines.errors import ConversionFailed
from pipelines.formats import Format, delimited, lexical, refusals
from pipelines.model import FormatName

BATCH = 8_192
"""Rows that are turned into text at once."""
NEEDS_QUOTES = r'^$|[",\r\n]'
LARGEST_RECORD = 1 << 28
"""Bytes of one record that the reading back can hold."""


def write(table: pa.Table, path: Path) -> None:
    """Write the table with its column names as the header.

    Raises ConversionFailed where the only column has a null: it would be an empty line, which
    readers pass over.
    """
    if table.num_columns == 1:
        refusals.refuse_where(
            pc.is_null(table.column(0)),
            path,
            table.column_names[0],
            "null in a table of one column is an empty line, which readers pass over",
        )
    header = pa.RecordBatch.from_arrays(
        [pa.array([name]) for name in table.column_names], names=table.column_names
    )
    with path.open("wb") as stream:
        for batch in [header, *table.to_batches(max_chunksize=BATCH)]:
            stream.write(lines(batch))


def lines(batch: pa.RecordBatch) -> memoryview:
    """Return the rows as lines of CSV."""
    cells = [_quoted(column) for column in batch.columns]
    rows = pc.binary_join_element_wise(
        *cells, pa.scalar(",", pa.large_string()), null_handling="replace", null_replacement=""
    )
    return lexical.contents(lexical.joined(rows, "\r\n"))


def _quoted(column: pa.Array) -> pa.Array:
    words = lexical.text(column).cast(pa.large_string())
    if not pa.types.is_string(column.type):
        return words
    needed = pc.match_substring_regex(words, NEEDS_QUOTES)
    doubled = pc.replace_substring(words.filter(needed), pattern='"', replacement='""')
    return pc.replace_with_mask(words, needed, lexical.joined('"', doubled, '"'))


def read_back(path: Path, schema: pa.Schema) -> pa.Table:
    """Read what `write` wrote, by Arrow's own CSV reader. Raises ConversionFailed."""
    try:
        table = pyarrow.csv.read_csv(
            path,
            read_options=pyarrow.csv.ReadOptions(
                block_size=min(LARGEST_RECORD, max(1, path.stat().st_size))
            ),
            parse_options=pyarrow.csv.ParseOptions(
                newlines_in_values=True, ignore_empty_lines=False
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=schema,
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=False,
                true_values=["true"],
                false_values=["false"],
            ),
        )
        return table.cast(schema)
    except (pa.ArrowException, ValueError) as error:
        raise ConversionFailed(f"{path.name}: does not read back ({error})") from None


FORMAT = Format(
    name=FormatName.CSV,
    extension="csv",
    media_type="text/csv",
    eu_file_type="CSV",
    read=delimited.read,
    write=write,
    read_back=read_back,
)
