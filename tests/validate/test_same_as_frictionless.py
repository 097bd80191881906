"""Our verdict against frictionless reading the very same file by itself, and real agency data."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from frictionless import Dialect, Schema
from frictionless.formats import CsvControl
from frictionless.resources import TableResource

from pipelines.errors import DeclarationError, NotTheDeclaredFile
from pipelines.model import Dataset
from pipelines.validate import Validation, validate

PROJECT = Path(__file__).resolve().parents[2]
REAL_DATA = Path(os.environ.get("HRI_REAL_DATA", PROJECT.parent / "shared" / "data"))
TABLES = REAL_DATA / "conformance" / "tables.json"
TRAFFIC = REAL_DATA / "agency" / "hki_liikennemaarat.csv"
NOT_PLAIN = {"checklist", "detector", "limit_errors", "limit_rows", "package"}
V2 = "https://datapackage.org/profiles/2.0/dataresource.json"
"""Frictionless takes the version of a schema from what is around it."""
LARGE = 200_000
"""Bytes; a file above it says nothing that a smaller one does not, and takes seconds."""


def plain_tables() -> list[dict[str, Any]]:
    if not TABLES.is_file():
        return []
    cases = json.loads(TABLES.read_text(encoding="utf-8"))["cases"]
    return [case for case in cases if not NOT_PLAIN & case.keys() and _is_plain(case["resource"])]


def _is_plain(resource: dict[str, Any]) -> bool:
    path = TABLES.parent / "files" / str(resource.get("path", ""))
    return (
        path.suffix == ".csv"
        and path.is_file()
        and path.stat().st_size < LARGE
        and isinstance(resource.get("schema"), dict)
        and not resource.get("dialect")
        and not {"hash", "bytes", "compression", "innerpath", "extrapaths"} & resource.keys()
    )


def theirs(path: Path, schema: dict[str, Any], encoding: str) -> list[list[Any]]:
    control = CsvControl(delimiter=",", quote_char='"', skip_initial_space=False)
    resource = TableResource(
        path=path.name,
        basepath=str(path.parent),
        encoding=encoding,
        schema=Schema.from_descriptor(schema),
        schema_profile=V2 if "$schema" in schema else None,
        dialect=Dialect(header_rows=[1], controls=[control]),
        name="traffic-counts",
    )
    found: list[list[Any]] = resource.validate().flatten(["type", "rowNumber", "fieldNumber"])
    return found


def ours(validation: Validation) -> list[list[Any]]:
    return [
        [error["type"], error.get("rowNumber"), error.get("fieldNumber")]
        for error in validation.report["tasks"][0]["errors"]
    ]


def test_the_same_errors_at_the_same_places(declared: Any) -> None:
    cases = plain_tables()
    if not cases:
        pytest.skip(f"{TABLES} is absent: no conformance tables (set HRI_REAL_DATA)")
    compared = invalid = 0
    different, refused = [], []
    for case in cases:
        resource = case["resource"]
        path = TABLES.parent / "files" / resource["path"]
        encoding = resource.get("encoding", "utf-8")
        dataset: Dataset = declared(format="csv", encoding=encoding, delimiter=",")
        try:
            mine = ours(validate(dataset, resource["schema"], path))
        except NotTheDeclaredFile:
            continue  # our readers are stricter about files than frictionless, on purpose
        except DeclarationError:
            refused.append(case["id"])
            continue
        compared += 1
        invalid += bool(mine)
        if mine != theirs(path, resource["schema"], encoding):
            different.append(case["id"])
    assert different == []
    assert len(refused) < 10, "schemas that frictionless cannot apply either"
    assert compared > 150
    assert invalid > 80


def test_the_city_s_traffic_counts_are_valid_and_typed(declared: Any) -> None:
    if not TRAFFIC.is_file():
        pytest.skip(f"{TRAFFIC} is absent: no real traffic counts (set HRI_REAL_DATA)")
    number = {"type": "integer", "constraints": {"required": True, "minimum": 0}}
    counts = ["ha", "pa", "ka", "ra", "la", "mp", "rv", "autot"]
    schema = {
        "fields": [
            {"name": "piste", "type": "string", "constraints": {"pattern": "[A-Z]+[0-9]+"}},
            {"name": "nimi", "type": "string", "constraints": {"required": True}},
            *({"name": name, **number} for name in ("x_gk25", "y_gk25")),
            {"name": "suunta", "type": "integer", "constraints": {"enum": [1, 2]}},
            {"name": "aika", "type": "integer", "constraints": {"minimum": 0, "maximum": 2359}},
            {"name": "vuosi", "type": "year"},
            *({"name": name, **number} for name in counts),
        ]
    }
    dataset: Dataset = declared(format="csv", encoding="iso-8859-1", delimiter=";")
    validation = validate(dataset, schema, TRAFFIC)
    assert (validation.valid, validation.rows, validation.invalid_rows) == (True, 19_152, 0)
    assert validation.table is not None
    first = validation.table.slice(0, 1).to_pylist()[0]
    assert first == {
        "piste": "A01",
        "nimi": "LAUTTASAAREN SILTA",
        "x_gk25": 25494426,
        "y_gk25": 6672169,
        "suunta": 1,
        "aika": 0,
        "vuosi": 2011,
        **dict(zip(counts, [76, 5, 1, 0, 5, 0, 0, 87], strict=True)),
    }
