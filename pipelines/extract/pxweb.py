"""A table of a PxWeb database: its variables looked at, its cells asked for, in parts if need be.

PxWeb totals a variable that a query leaves out, without a word: a declaration that does not name
every variable of the table is refused before anything is asked. What does not belong here: the
formats of the answers (json_stat, px), and the arithmetic of parts (cube).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.errors import NotTheDeclaredFile, SourceRefused, SourceUnavailable
from pipelines.extract import cube, json_stat, px
from pipelines.extract.cube import Cube, Selection
from pipelines.extract.guards import PAGE
from pipelines.extract.visit import Arrived, Collected, Visit
from pipelines.faults import nearest
from pipelines.formats import objects
from pipelines.model import Dataset, PxwebSource
from pipelines.model.sources.pxweb import Top, Variable
from pipelines.web import shown

READERS = {"json-stat2": json_stat.read, "px": px.read}
METADATA_BYTES = 50_000_000
HELSINKI = ZoneInfo("Europe/Helsinki")


def collect(dataset: Dataset, visit: Visit) -> Collected:
    """Bring the declared part of the table as records, one for each cell.

    Raises what Visit.download raises, NotTheDeclaredFile where the declaration and the table's
    variables do not fit each other, SourceUnavailable where the table was updated meanwhile.
    """
    source = dataset.source
    assert isinstance(source, PxwebSource)  # noqa: S101 - found by its type
    selection = _selection(source, _metadata(source, visit))
    target = visit.folder / "records.ndjson"
    updated: set[str | None] = set()
    with target.open("w", encoding="utf-8", newline="\n") as stream:
        for part in cube.parts(selection, source.max_cells):
            answer = _answer(source, visit, part)
            updated.add(answer.updated)
            stream.writelines(f"{line}\n" for line in _records(source, answer))
    if len(updated) > 1:
        raise SourceUnavailable(
            f"{shown(source.url)}: the table was updated while its parts were read",
            remedy="it is tried again at the next run",
        )
    return Collected((Arrived(target),), modified=_moment(updated.pop()))


def _metadata(source: PxwebSource, visit: Visit) -> dict[str, Mapping[str, Any]]:
    """Return the table's variables by their codes, in its own order."""
    path = _asked(source, visit, "metadata.json", None)
    document = objects.document(path)
    try:
        return {str(item["code"]): _checked(item) for item in document["variables"]}
    except (KeyError, TypeError):
        raise NotTheDeclaredFile(
            f"{shown(source.url)}: the answer lists no variables",
            remedy="declare the address of a table, which ends in .px, not of a folder",
        ) from None


def _checked(variable: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"values": [str(value) for value in variable["values"]], "time": variable.get("time")}


def _selection(source: PxwebSource, variables: Mapping[str, Mapping[str, Any]]) -> Selection:
    """Return the codes to ask for, in the table's order. Raises NotTheDeclaredFile."""
    missing = [name for name in variables if name not in source.variables]
    if missing:
        raise _misfit(
            source,
            f"the declaration leaves out {_listed(missing)}: the database would total it unseen",
            "name every variable of the table in `source.variables`",
        )
    for name in source.variables:
        if name not in variables:
            near = nearest(name, variables)
            hint = f"did you mean '{near}'?" if near else f"it has {_listed(list(variables))}"
            raise _misfit(source, f"the table has no variable '{name}'", hint)
    return {
        name: _codes(source, name, source.variables[name], found)
        for name, found in variables.items()
    }


def _codes(
    source: PxwebSource, name: str, variable: Variable, found: Mapping[str, Any]
) -> list[str]:
    there: list[str] = found["values"]
    if isinstance(variable.values, Top):
        newest = sorted(there)[-variable.values.top :] if found["time"] else []
        wanted = newest or there[: variable.values.top]
    else:
        wanted = there if variable.values == "all" else list(variable.values)
    for code in wanted:
        if code not in there:
            near = nearest(code, there)
            hint = f"did you mean '{near}'?" if near else "see the table's metadata"
            raise _misfit(source, f"'{name}' has no value '{code}'", hint)
    return [code for code in there if code in set(wanted)]


def _answer(source: PxwebSource, visit: Visit, part: Selection) -> Cube:
    """Ask for one part, and check that it is exactly what was asked for."""
    query = [
        {"code": name, "selection": {"filter": "item", "values": codes}}
        for name, codes in part.items()
    ]
    body = {"query": query, "response": {"format": source.output}}
    path = _asked(source, visit, "part.px" if source.output == "px" else "part.json", body)
    answer = READERS[source.output](path)
    visit.counted(len(answer.cells))
    given = {dimension.code: list(dimension.labels) for dimension in answer.dimensions}
    if {name: sorted(codes) for name, codes in given.items()} != {
        name: sorted(codes) for name, codes in part.items()
    }:
        raise _misfit(
            source,
            f"the answer holds other values than asked for: {_difference(part, given)}",
            "ask the agency: its database leaves out what it does not say",
        )
    return answer


def _difference(part: Selection, given: Mapping[str, list[str]]) -> str:
    for name, codes in part.items():
        lost = [code for code in codes if code not in given.get(name, [])]
        if lost:
            return f"'{name}' lacks {_listed(lost[:5])}"
    return "it has more"


def _records(source: PxwebSource, answer: Cube) -> Iterator[str]:
    """Yield a line of JSON for each cell, in the order of the declaration's columns."""
    for labels, cell in answer.rows():
        record: dict[str, Any] = {}
        for name, variable in source.variables.items():
            code, label = labels[name]
            columns = {variable.code: code, variable.label: label}
            record |= {column: text for column, text in columns.items() if column is not None}
        yield objects.compact(record | {source.value: cell.value, source.status: cell.status})


def _asked(source: PxwebSource, visit: Visit, name: str, body: Any) -> Path:
    try:
        answer = visit.download(
            source.url,
            name,
            max_bytes=source.max_bytes if body else METADATA_BYTES,
            secret=source.authorization,
            body=json.dumps(body, ensure_ascii=False).encode() if body else None,
        )
    except SourceRefused as error:
        raise SourceRefused(error.message, remedy=_remedy(error.message, body)) from error
    assert isinstance(answer, Arrived)  # noqa: S101 - nothing was known, so it is no 304
    with answer.path.open("rb") as stream:
        start = stream.read(4096).decode("latin-1").lstrip()
    if PAGE.match(start) or not start:
        what = "an HTML page" if start else "nothing"
        raise _misfit(source, f"{what} came", "open the address in a browser")
    return answer.path


def _remedy(message: str, body: Any) -> str:
    if "answered 403" in message and body:
        return "lower `source.max_cells`: the database gives fewer cells in one answer"
    if "answered 400" in message:
        return "declare the address in the Finnish tree (/api/v1/fi/…), the only complete one"
    return "see where the table is in the database now, and change `source.url`"


def _misfit(source: PxwebSource, what: str, remedy: str) -> NotTheDeclaredFile:
    return NotTheDeclaredFile(f"{shown(source.url)}: {what}", remedy=remedy)


def _listed(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def _moment(updated: str | None) -> dt.datetime | None:
    """Return when the table was updated: ISO 8601 in JSON-stat, `20150615 09:00` in PX."""
    if updated is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(updated)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=HELSINKI)
