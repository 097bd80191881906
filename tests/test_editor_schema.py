"""The JSON Schema for editors: up to date, true to the committed files, and of use."""

from __future__ import annotations

import copy
import datetime as dt
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from pipelines.editor_schema import SCHEMA_FILE, editor_schema
from pipelines.settings import PROJECT

FILES = sorted((PROJECT / "datasets").glob("[!_]*.yaml"))
CHECK = jsonschema.Draft7Validator(editor_schema())
FIRST_LINE = "# yaml-language-server: $schema=dataset.schema.json"


def as_an_editor_reads(path: Path) -> Any:
    return json.loads(json.dumps(YAML(typ="safe").load(path), default=_text))


def _text(value: object) -> str:
    assert isinstance(value, dt.date)
    return value.isoformat()


def test_the_committed_file_is_what_the_model_gives() -> None:
    committed = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    assert committed == editor_schema(), "run: python -m pipelines.editor_schema"


def test_it_is_a_schema_of_draft_7() -> None:
    jsonschema.Draft7Validator.check_schema(editor_schema())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_committed_declaration_is_accepted_and_names_the_schema(path: Path) -> None:
    assert [error.message for error in CHECK.iter_errors(as_an_editor_reads(path))] == []
    assert path.read_text(encoding="utf-8").splitlines()[0] == FIRST_LINE


def test_every_field_is_described_where_the_cursor_stands() -> None:
    schema = editor_schema()
    silent = [
        f"{noun}.{field}"
        for noun, shape in {"Dataset": schema, **schema["$defs"]}.items()
        for field, value in shape.get("properties", {}).items()
        if not value.get("description")
    ]
    assert silent == []


TREES = as_an_editor_reads(PROJECT / "datasets" / "puurekisteri.yaml")
MAP = as_an_editor_reads(PROJECT / "datasets" / "pysakointipaikat.yaml")
STATISTICS = as_an_editor_reads(PROJECT / "datasets" / "vaesto-ian-mukaan.yaml")
PURCHASES = as_an_editor_reads(PROJECT / "datasets" / "helsingin-ostot.yaml")
LINKS = as_an_editor_reads(PROJECT / "datasets" / "helsingin-3d-kaupunkimalli.yaml")
EVENTS = as_an_editor_reads(PROJECT / "datasets" / "tapahtumat.yaml")
FEEDBACK = as_an_editor_reads(PROJECT / "datasets" / "palautteet.yaml")
API = as_an_editor_reads(PROJECT / "datasets" / "linked-events-rajapinta.yaml")
CSV = {"type": "file", "url": "https://www.hel.fi/a.csv", "format": "csv"}
DROP = object()
FOLDER = {"type": "folder", "root": "KYMP_DROPS", "pattern": "a-*.parquet", "format": "parquet"}
SFTP = {
    "type": "sftp",
    "host": "sftp.hel.fi",
    "host_keys": ["SHA256:" + "A" * 43],
    "user": "KYMP_USER",
    "pattern": "a.parquet",
    "format": "parquet",
}
S3 = {"type": "s3", "bucket": "kymp", "pattern": "a.parquet", "format": "parquet"}
CKAN = {"type": "ckan", "portal": "https://www.avoindata.fi/data", "package": "kunnat"}
TABLE = {"format": "csv", "encoding": "utf-8", "delimiter": ","}
SQL = {
    "type": "sql",
    "connection": "KYMP_DATABASE",
    "database": "kymp",
    "query": "SELECT a FROM t",
    "order_by": ["a"],
}


@pytest.mark.parametrize(
    ("base", "place", "value"),
    [
        (TREES, ["licence"], "CC-BY-3.0"),
        (TREES, ["lisence"], "CC-BY-4.0"),
        (TREES, ["title", "fi"], DROP),
        (TREES, ["title", "se"], "Trädregister"),
        (TREES, ["released"], 2016),
        (TREES, ["themes"], []),
        (TREES, ["id"], "Hel_Trees"),
        (TREES, ["contact", "email"], "hri at hel.fi"),
        (TREES, ["source", "type"], "files"),
        (TREES, ["source", "url"], "kartta.hel.fi/a.parquet"),
        (TREES, ["source", "encoding"], "utf-8"),
        (TREES, ["source"], CSV),
        (TREES, ["source"], {**CSV, "encoding": "utf-8", "delimiter": ";;"}),
        (TREES, ["source"], FOLDER),
        (TREES, ["source"], {**FOLDER, "newest_by": "name", "merge": True}),
        (TREES, ["source"], {**FOLDER, "newest_by": "name", "folder": "../etc"}),
        (TREES, ["source"], {**FOLDER, "newest_by": "name", "encoding": "utf-8"}),
        (TREES, ["source"], SFTP),
        (TREES, ["source"], {**SFTP, "password": "KYMP_PASSWORD", "key": "KYMP_KEY"}),
        (TREES, ["source"], {**SFTP, "password": "hunter2"}),
        (TREES, ["source"], {**S3, "access_key": "KYMP_ID"}),
        (TREES, ["source"], {**CKAN, **TABLE}),
        (
            TREES,
            ["source"],
            {**CKAN, "resource": {"format": "CSV"}, **TABLE, "delimiter": ";", "dump": True},
        ),
        (TREES, ["source"], {**SQL, "order_by": []}),
        (TREES, ["source"], {**SQL, "connection": "postgresql://me:pw@host/db"}),
        (TREES, ["schema"], DROP),
        (TREES, ["geometry"], DROP),
        (TREES, ["geometry", "column"], "sijainti"),
        (TREES, ["geometry", "y"], DROP),
        (TREES, ["distributions"], DROP),
        (TREES, ["distributions"], []),
        (TREES, ["distributions"], ["csv", "csv"]),
        (TREES, ["distributions"], ["ods"]),
        (TREES, ["distributions"], [{"format": "ods"}]),
        (TREES, ["steps"], [{"type": "drpo", "columns": ["laji"]}]),
        (TREES, ["steps"], [{"type": "drop", "columns": []}]),
        (TREES, ["steps"], [{"type": "keep", "where": {"column": "laji"}}]),
        (TREES, ["steps"], [{"type": "keep", "where": {"column": "laji", "equal": "a"}}]),
        (TREES, ["steps"], [{"type": "keep", "where": {"not": {"any": []}}}]),
        (TREES, ["steps"], [{"type": "derive", "column": "a", "value": 5}]),
        (TREES, ["access", "privacy", "allowed"], {"hetu": ["laji"]}),
        (API, ["steps"], [{"type": "drop", "columns": ["a"]}]),
        (MAP, ["source", "layer"], "a layer"),
        (MAP, ["source", "srs"], "3879"),
        (MAP, ["source", "page_size"], 1),
        (MAP, ["source", "format"], "geojson"),
        (STATISTICS, ["source", "variables"], {}),
        (STATISTICS, ["source", "variables", "Ikä", "code"], DROP),
        (STATISTICS, ["source", "variables", "Ikä", "values"], "every"),
        (STATISTICS, ["source", "variables", "Vuosi", "values", "top"], 0),
        (STATISTICS, ["source", "output"], "csv"),
        (PURCHASES, ["source", "files"], []),
        (PURCHASES, ["source", "files"], DROP),
        (PURCHASES, ["source", "url"], "https://www.hel.fi/a.csv"),
        (PURCHASES, ["source", "files", 1, "encoding"], DROP),
        (PURCHASES, ["source", "files", 1, "sheet"], "Ostot"),
        (PURCHASES, ["source", "delimiter"], DROP),
        (LINKS, ["schema"], "puurekisteri.json"),
        (LINKS, ["source", "resources"], []),
        (LINKS, ["source", "resources", 0, "key"], "The Key"),
        (LINKS, ["source", "resources", 0, "title"], DROP),
        (EVENTS, ["source", "key"], DROP),
        (EVENTS, ["source", "paging"], {"type": "nxt"}),
        (EVENTS, ["source", "paging"], {"type": "page"}),
        (EVENTS, ["source", "paging", "size"], 10),
        (EVENTS, ["source", "changes", "modified"], DROP),
        (EVENTS, ["source", "changes", "also"], {"show deleted": "true"}),
        (EVENTS, ["source", "joined"], {"s-v": "https://api.hel.fi/x"}),
        (EVENTS, ["source", "format"], "json"),
        (FEEDBACK, ["source", "window_days"], 91),
        (FEEDBACK, ["source", "bounds"], DROP),
        (FEEDBACK, ["source", "bounds", "latitude"], [59]),
        (FEEDBACK, ["source", "paging"], {"type": "none"}),
        (API, ["schema"], "puurekisteri.json"),
        (API, ["distributions"], ["csv"]),
        (API, ["source", "documentation"], DROP),
        (API, ["licence"], "other-open"),
    ],
)
def test_a_mistake_is_underlined(base: Any, place: list[str], value: Any) -> None:
    document = copy.deepcopy(base)
    group = document
    for part in place[:-1]:
        group = group[part]
    if value is DROP:
        del group[place[-1]]
    else:
        group[place[-1]] = value
    assert not CHECK.is_valid(document)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("distributions", ["csv", {"format": "json", "title": {"fi": "Puut"}}]),
        ("source", {**CSV, "encoding": "utf-8", "delimiter": ";", "decimal": ","}),
        ("former_names", ["puut-helsingissa"]),
        ("steps", [{"type": "keep", "where": {"all": [{"column": "a", "in": ["b"]}]}}]),
        ("steps", [{"type": "derive", "column": "a", "value": {"join": ["b", {"column": "c"}]}}]),
        ("source", {**FOLDER, "newest_by": "name"}),
        ("source", {**FOLDER, "merge": True, "marker": ".done"}),
        ("source", {**SFTP, "key": "KYMP_KEY"}),
        ("source", {**S3, "access_key": "KYMP_ID", "secret_key": "KYMP_KEY"}),
        ("source", S3),
        ("source", {**CKAN, "resource": {"format": "CSV"}, **TABLE, "dump": True}),
        ("source", {**CKAN, "resource": "0b7c1d7e-0000-4000-8000-000000000001", **TABLE}),
        ("source", SQL),
    ],
)
def test_what_may_be_written_is_not_underlined(place: str, value: Any) -> None:
    assert CHECK.is_valid({**TREES, place: value})
