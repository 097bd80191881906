"""A zip of several tables is one dataset: each table validated, converted and kept by itself."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.declarations import load
from pipelines.errors import DeclarationError, InvalidData
from pipelines.orchestration import steps
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import read_settings
from pipelines.state import State
from pipelines.web import Limits, Web
from tests.declared import PUBLISHERS, TRAMS
from tests.extract.origin import Answer, Origin, serving

TABLES = """\
tables:
  - name: stops
    member: feed/stops.txt
    schema: stops.json
    geometry: {crs: EPSG:4326, x: lon, y: lat}
    distributions: [csv, geojson]
  - name: routes
    title: {fi: Linjat, sv: Linjer, en: Routes}
    member: feed/routes.txt
    schema: routes.json
    distributions: [csv]
"""
STOPS = {"fields": [{"name": "stop", "type": "string"}] + [
    {"name": name, "type": "number"} for name in ("lon", "lat")
]}  # fmt: skip
ROUTES = {"fields": [{"name": "route", "type": "string"}, {"name": "kind", "type": "integer"}]}
GOOD = {"feed/stops.txt": "stop,lon,lat\nS1,24.9,60.2\n", "feed/routes.txt": "route,kind\n550,3\n"}


def feed(members: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        for name, text in members.items():
            bundle.writestr(name, text)
    return buffer.getvalue()


class Feed:
    """An agency's zip with its declaration, and the steps that are run over it."""

    def __init__(self, folder: Path, origin: Origin) -> None:
        self.origin, self.folder = origin, folder
        datasets, schemas = folder / "datasets", folder / "schemas"
        datasets.mkdir()
        schemas.mkdir()
        url = f"{origin.url}/feed.zip"
        head, _, _ = TRAMS.partition("schema: trams.json")
        text = head.replace("https://www.hel.fi/trams.csv", url).replace('";"', '","')
        (datasets / "trams.yaml").write_text(text + TABLES, encoding="utf-8")
        (datasets / "_publishers.yaml").write_text(PUBLISHERS, encoding="utf-8")
        (schemas / "stops.json").write_text(json.dumps(STOPS), encoding="utf-8")
        (schemas / "routes.json").write_text(json.dumps(ROUTES), encoding="utf-8")
        declarations = load(datasets, schemas)
        assert declarations.faults == ()
        self.dataset = declarations.named("hel-trams")
        self.work = Workplace(read_settings({}), declarations)
        self.work.state = State(folder / "state")
        self.work.web = Web(limits=Limits(gap=0))

    def serve(self, members: dict[str, str]) -> None:
        self.origin.at("/feed.zip", Answer(feed(members)))


@pytest.fixture
def gtfs(tmp_path: Path) -> Iterator[Feed]:
    with serving() as origin:
        yield Feed(tmp_path, origin)


def test_each_table_is_validated_and_converted(gtfs: Feed) -> None:
    gtfs.serve(GOOD)
    snapshot = steps.extracted(gtfs.work, gtfs.dataset)
    assert snapshot.files[0].key.endswith("/feed.zip")
    assert [record["rows"] for record in steps.validated(gtfs.work, gtfs.dataset)] == [1, 1]
    stops, routes = steps.converted(gtfs.work, gtfs.dataset)
    assert sorted(stops["files"]) == ["csv", "geojson"]
    assert sorted(routes["files"]) == ["csv"]
    table = steps.validated(gtfs.work, gtfs.dataset)[1]["table"]
    assert pq.read_table(gtfs.work.state.file(table)).to_pylist() == [{"route": "550", "kind": 3}]


def test_a_fault_in_one_table_names_it_and_stops_the_dataset(gtfs: Feed) -> None:
    gtfs.serve({**GOOD, "feed/routes.txt": "route,kind\n550,bus\n"})
    steps.extracted(gtfs.work, gtfs.dataset)
    with pytest.raises(InvalidData, match=r"hel-trams/routes.*row 2, field `kind`"):
        steps.validated(gtfs.work, gtfs.dataset)


def test_the_ids_of_the_tables_resources_are_for_ever(gtfs: Feed) -> None:
    stops, routes = gtfs.dataset.parts()
    assert (stops.title.fi, routes.title.fi) == ("Raitiotiet: stops", "Linjat")
    # UUID v5 of `hel-trams/stops/csv` in the namespace of all resource ids.
    assert stops.resource_id("csv") == "7bd2b9f5-b491-53bb-b175-7bf13f3c5682"
    assert routes.resource_id("csv") == "1900c3cb-3965-562f-9a0c-298b77e6cf9e"


def test_keys_from_one_table_to_another_are_looked_up(gtfs: Feed) -> None:
    refers = {"fields": "route", "reference": {"resource": "stops", "fields": "stop"}}
    gtfs.work.declarations.schemas["routes.json"]["foreignKeys"] = [refers]
    gtfs.serve({**GOOD, "feed/routes.txt": "route,kind\nS1,3\n"})
    steps.extracted(gtfs.work, gtfs.dataset)
    kept = [record["table"] for record in steps.validated(gtfs.work, gtfs.dataset)]
    gtfs.serve({**GOOD, "feed/routes.txt": "route,kind\nS1,3\n550,3\n"})
    steps.extracted(gtfs.work, gtfs.dataset)
    with pytest.raises(InvalidData, match=r"1 of 2 rows refer to no row of `stops` .*: rows 3"):
        steps.validated(gtfs.work, gtfs.dataset)
    # The last good table of the one that failed stays.
    assert gtfs.work.state.exists(kept[1])


def test_a_table_that_is_referred_to_stands_before_the_others(gtfs: Feed) -> None:
    refers = {"fields": "stop", "reference": {"resource": "routes", "fields": "route"}}
    gtfs.work.declarations.schemas["stops.json"]["foreignKeys"] = [refers]
    gtfs.serve(GOOD)
    steps.extracted(gtfs.work, gtfs.dataset)
    with pytest.raises(DeclarationError, match="refers to `routes`, which has not been validated"):
        steps.validated(gtfs.work, gtfs.dataset)


def test_keys_into_another_dataset_are_looked_up_there(gtfs: Feed) -> None:
    refers = {"fields": "route", "reference": {"resource": "hel-lines", "fields": "line"}}
    gtfs.work.declarations.schemas["routes.json"]["foreignKeys"] = [refers]
    gtfs.serve(GOOD)
    steps.extracted(gtfs.work, gtfs.dataset)
    with pytest.raises(DeclarationError, match="refers to `hel-lines`, which has not been"):
        steps.validated(gtfs.work, gtfs.dataset)
    keep_lines(gtfs, ["550", "551"])
    assert len(steps.validated(gtfs.work, gtfs.dataset)) == 2
    keep_lines(gtfs, ["551"])
    with pytest.raises(InvalidData, match=r"1 of 1 rows refer to no row of `hel-lines`"):
        steps.validated(gtfs.work, gtfs.dataset)


def keep_lines(gtfs: Feed, lines: list[str]) -> None:
    """Leave in the state what validating another dataset leaves."""
    path = gtfs.folder / "lines.parquet"
    pq.write_table(pa.table({"line": lines}), path)
    key = f"validated/hel-lines/{len(lines)}/table.parquet"
    gtfs.work.state.put(path, key)
    record = {"table": key, "fingerprint": str(len(lines))}
    gtfs.work.state.write_json("validated/hel-lines/latest.json", record)
