"""`datapackage.json` and the examples of a published table."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import hashlib
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frictionless
import pyarrow as pa
import pytest

from pipelines.convert import convert, extent
from pipelines.model import WRITTEN_FORMATS, Dataset, Distribution
from pipelines.publish import Edition, File, covered
from pipelines.publish.citation import citation
from pipelines.publish.dcat import package_fields
from pipelines.publish.descriptor import descriptor, published_schema
from pipelines.publish.examples import examples
from tests.declared import Desk

HOME = "https://hri.example/dataset/5f3c"
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "nimi", "type": "string", "title": "Nimi", "format": "default"},
        {"name": "ita", "type": "number", "decimalChar": ",", "bareNumber": False},
        {"name": "pohjoinen", "type": "number", "decimalChar": ","},
        {"name": "avattu", "type": "date", "format": "%d.%m.%Y"},
    ],
    "missingValues": ["", "-"],
    "primaryKey": ["nimi"],
}
TABLE = pa.table(
    {
        "nimi": ["Raide, \"A\"", "B"],
        "ita": [25496000.5, 25497000.0],
        "pohjoinen": [6672000.0, None],
        "avattu": [dt.date(1890, 5, 1), None],
    }
)  # fmt: skip


@pytest.fixture
def trams(desk: Desk) -> Dataset:
    return desk.load().named("hel-trams")


@pytest.fixture
def edition(trams: Dataset, tmp_path: Path) -> Edition:
    return edition_of(trams, tmp_path)


def edition_of(trams: Dataset, tmp_path: Path) -> Edition:
    made = convert(trams, TABLE, tmp_path / "files").distributions
    return Edition(
        **covered(extent(trams, TABLE, SCHEMA).to_json()),
        files={item.format: File(item.path, item.sha256) for item in made},
        table=tmp_path / "table.parquet",
        table_sha256="0",
        schema=SCHEMA,
        changed=dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC),
    )


def test_the_descriptor_is_a_valid_package_of_the_published_files(
    trams: Dataset, edition: Edition
) -> None:
    package = json.loads(descriptor(trams, {trams.id: edition}, HOME))
    csv, geojson = package["resources"]
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert (package["id"], package["homepage"]) == ("hel-trams", HOME)
    assert package["licenses"][0]["path"] == "https://creativecommons.org/licenses/by/4.0/"
    resource = trams.resource_id("csv")
    assert csv["path"] == f"{HOME}/resource/{resource}/download/hel-trams.csv"
    assert geojson["mediatype"] == "application/geo+json"
    content = edition.files[trams.distributions[0].format].path.read_bytes()
    assert csv["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert csv["bytes"] == len(content)


def test_a_consumer_validates_every_served_file_by_the_descriptor(
    trams: Dataset, tmp_path: Path
) -> None:
    formats = [Distribution(format=name) for name in WRITTEN_FORMATS]
    whole = trams.model_copy(update={"distributions": formats})
    edition = edition_of(whole, tmp_path)
    with served(tmp_path) as site:
        text = descriptor(whole, {whole.id: edition}, f"{site}/dataset/5f3c")
        package = json.loads(text)
        assert len(package["resources"]) == len(WRITTEN_FORMATS)
        for each, file in zip(package["resources"], edition.files.values(), strict=True):
            place(tmp_path, each["path"].removeprefix(site), file.path.read_bytes())
        place(tmp_path, "/datapackage.json", text.encode())
        address = f"{site}/datapackage.json"
        assert frictionless.Package(address).validate().flatten(["resourceName", "note"]) == []

        # A row that was changed on the way is found.
        csv = package["resources"][0]["path"].removeprefix(site)
        place(tmp_path, csv, b"nimi,ita,pohjoinen,avattu\r\nB,x,,\r\n")
        notes = str(frictionless.Package(address).validate().flatten(["type"]))
        assert "type-error" in notes
        assert "hash-count" in notes


def place(folder: Path, path: str, content: bytes) -> None:
    target = folder / path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    handler = functools.partial(Silent, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_the_schema_is_of_what_is_published_and_not_of_what_was_sent() -> None:
    schema = published_schema(SCHEMA)
    assert schema["missingValues"] == [""]
    assert schema["primaryKey"] == ["nimi"]
    assert schema["fields"] == [
        {"name": "nimi", "type": "string", "title": "Nimi", "format": "default"},
        {"name": "ita", "type": "number"},
        {"name": "pohjoinen", "type": "number"},
        {"name": "avattu", "type": "date"},
    ]


def test_a_kept_schema_makes_the_same_descriptor(trams: Dataset, edition: Edition) -> None:
    titles = {"fi": "Nimi", "sv": "Namn", "en": "Name"}
    name = {"constraints": {"unique": True, "required": True}, "titles": titles, "name": "nimi"}
    schema = {**SCHEMA, "fields": [name, *SCHEMA["fields"][1:]]}
    kept = json.loads(json.dumps(schema, sort_keys=True))
    texts = [
        descriptor(trams, {trams.id: dataclasses.replace(edition, schema=each)}, HOME)
        for each in (schema, kept)
    ]
    assert texts[0] == texts[1]
    (table,) = (each for each in json.loads(texts[0])["resources"] if "schema" in each)
    assert list(table["schema"]["fields"][0]) == ["name", "titles", "constraints"]
    assert list(table["schema"]["fields"][0]["titles"]) == ["fi", "sv", "en"]


def test_coverage_is_computed_where_it_is_not_declared(trams: Dataset, edition: Edition) -> None:
    fields = package_fields(trams, {trams.id: edition})
    assert (fields["temporal_start"], fields["temporal_end"]) == ("1890-05-01", "1890-05-01")
    shape = json.loads(fields["spatial"])
    # One place: ETRS-GK25 25496000.5, 6672000 lies west of the 25th meridian.
    (west, south), *_ = shape["coordinates"][0]
    assert 24.92 < west < 24.93
    assert 60.16 < south < 60.17
    assert fields["spatial_uri"].endswith("/place/FIN_HEL")


def test_what_is_declared_wins_over_what_the_data_hold(desk: Desk, edition: Edition) -> None:
    told = "coverage: {geographical: [Helsinki], temporal: {start: 1900-01-01}}"
    desk.change("trams.yaml", ("coverage: {geographical: [Helsinki]}", told))
    trams = desk.load().named("hel-trams")
    fields = package_fields(trams, {trams.id: edition})
    assert (fields["temporal_start"], fields["temporal_end"]) == ("1900-01-01", None)


def test_examples_name_the_real_addresses(trams: Dataset, edition: Edition) -> None:
    code = {each["title"]: each["code"] for each in examples(trams, {trams.id: edition}, HOME)}
    resource = trams.resource_id("csv")
    url = f"{HOME}/resource/{resource}/download/hel-trams.csv"
    # The key's column keeps its zeros; those of numbers and dates are read as they are.
    assert f'read_csv("{url}", dtype={{"nimi": "string"}})' in code["Python (pandas)"]
    r = f'read.csv("{url}", check.names = FALSE, colClasses = c("nimi" = "character"))'
    assert r in code["R"]
    assert f"'{url}'" in code["curl"]
    assert (
        f"https://hri.example/api/3/action/datastore_search?resource_id={resource}"
        in (code["DataStore API"])
    )
    assert f'FROM "{resource}"' in code["DataStore SQL"]
    assert "DuckDB (Parquet)" not in code  # it is published as CSV and GeoJSON

    without = dataclasses.replace(edition, schema={"fields": SCHEMA["fields"]})
    code = {each["title"]: each["code"] for each in examples(trams, {trams.id: without}, HOME)}
    assert f'read_csv("{url}")' in code["Python (pandas)"]
    assert f'read.csv("{url}")' in code["R"]


def test_a_dataset_is_cited_in_hri_s_words(trams: Dataset) -> None:
    assert citation(trams)["fi"] == (
        "Lähde: Raitiotiet. Aineiston ylläpitäjä on Liikenne. Aineisto on ladattu Helsinki Region"
        " Infoshare -palvelusta [pp.kk.vvvv] lisenssillä Creative Commons Attribution 4.0."
    )
