"""Examples to copy and run: how each of a dataset's tables is read by curl, Python, R and others.

Each example is whole: it names the real address, and prints something. Codes stay texts: without
being told, pandas and R read 007 as 7. DuckDB reads the file from this machine, for reading over
HTTP would need an extension of it to be downloaded.
What does not belong here: how a page shows them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.model import Dataset, FormatName
from pipelines.publish import dcat, metadata
from pipelines.publish.edition import Editions

CURL = """\
curl --fail --location --output {name} '{url}'
"""
PYTHON = """\
import pandas as pd

table = pd.read_csv("{url}"{python_types})
print(table.head())
"""
R = """\
table <- read.csv("{url}"{r_types})
head(table)
"""
DUCKDB = """\
import urllib.request

import duckdb

urllib.request.urlretrieve("{url}", "{name}")
print(duckdb.sql("SELECT count(*) AS n FROM '{name}'"))
"""
API = """\
curl --fail '{site}/api/3/action/datastore_search?resource_id={resource}&limit=5'
"""
SQL = """\
curl --fail --get '{site}/api/3/action/datastore_search_sql' \\
  --data-urlencode 'sql=SELECT count(*) FROM "{resource}"'
"""

Example = dict[str, str]


def examples(dataset: Dataset, editions: Editions, home: str) -> list[Example]:
    """Return {title, language, code} per example; none for a dataset without tables.

    `home` is the address of the dataset's package, `<site>/dataset/<id>`.
    """
    parts = [part for part in dataset.parts() if part.id in editions]
    several = len(parts) > 1
    return [
        {
            **example,
            "title": f"{example['title']}: {part.title.fi}" if several else example["title"],
        }
        for part in parts
        for example in _of_table(part, _codes(editions[part.id].schema), home)
    ]


def _codes(schema: Mapping[str, Any]) -> list[str]:
    """Return the text columns that are or may be codes: of the key, or of a declared pattern."""
    key = schema.get("primaryKey") or []
    keys = [key] if isinstance(key, str) else key
    texts = (field for field in schema["fields"] if field.get("type") == "string")
    return [
        field["name"]
        for field in texts
        if field["name"] in keys or "pattern" in field.get("constraints", {})
    ]


def _of_table(part: Dataset, codes: Sequence[str], home: str) -> Iterator[Example]:
    formats = [item.format for item in part.distributions]
    if not formats:
        return
    first = FormatName.CSV if FormatName.CSV in formats else formats[0]
    yield _example("curl", "bash", CURL, part, first, home)
    if FormatName.CSV in formats:
        yield _example("Python (pandas)", "python", PYTHON, part, FormatName.CSV, home, codes)
        yield _example("R", "r", R, part, FormatName.CSV, home, codes)
    if FormatName.PARQUET in formats:
        yield _example("DuckDB (Parquet)", "python", DUCKDB, part, FormatName.PARQUET, home)
    if part.datastore:
        yield _example("DataStore API", "bash", API, part, first, home)
        yield _example("DataStore SQL", "bash", SQL, part, first, home)


def _example(
    title: str,
    language: str,
    template: str,
    part: Dataset,
    name: FormatName,
    home: str,
    codes: Sequence[str] = (),
) -> Example:
    resource, served = part.resource_id(name), metadata.file_name(part, name)
    quoted = [json.dumps(code, ensure_ascii=False) for code in codes]
    python = ", ".join(f'{code}: "string"' for code in quoted)
    r = ", ".join(f'{code} = "character"' for code in quoted)
    code = template.format(
        url=dcat.addresses(home, resource, served)["download_url"],
        name=served,
        site=home.rsplit("/dataset/", 1)[0],
        resource=resource,
        python_types=f", dtype={{{python}}}" if codes else "",
        r_types=f", check.names = FALSE, colClasses = c({r})" if codes else "",
    )
    return {"title": title, "language": language, "code": code}
