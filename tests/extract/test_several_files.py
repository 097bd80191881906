"""Several files of one source: each asked for by itself, kept together or not at all."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from pipelines.errors import NotTheDeclaredFile, SourceRefused
from pipelines.extract import Snapshot, extract, raw_parts
from pipelines.formats.merged import Merged
from pipelines.model import Dataset
from tests.extract.conftest import MONDAY, TUESDAY, Desk, declared
from tests.extract.origin import Answer

COMMAS = b"tili,summa\n4344,1\n"
SEMICOLONS = "tili;summa\nÄ;2\n".encode("iso-8859-1")
FIELDS = ["tili", "summa"]


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in members.items():
            bundle.writestr(f"{name}.csv", content)
    return stream.getvalue()


def years(desk: Desk, *files: dict[str, Any], **options: Any) -> Dataset:
    """Declare files at paths of the server: {"url": "/2014.csv", …}."""
    parts = [{**file, "url": desk.origin.url + file["url"]} for file in files]
    source = {"type": "file", "format": "csv", "encoding": "utf-8", "files": parts, **options}
    return declared({name: value for name, value in source.items() if value is not None})


def two_years(desk: Desk) -> Dataset:
    later = {"url": "/2015.csv", "delimiter": ";", "encoding": "iso-8859-1"}
    return years(desk, {"url": "/2014.csv"}, later, delimiter=",")


def rows(desk: Desk, snapshot: Snapshot, dataset: Dataset, folder: Path) -> list[list[Any]]:
    return list(Merged(raw_parts(snapshot, dataset, desk.state, folder)).read(FIELDS))


def test_each_file_is_kept_as_it_came_and_read_in_its_dialect(desk: Desk, tmp_path: Path) -> None:
    desk.origin.at("/2014.csv", Answer(COMMAS))
    desk.origin.at("/2015.csv", Answer(SEMICOLONS))
    dataset = two_years(desk)
    snapshot = desk.extract(dataset)
    assert [desk.state.file(file.key).read_bytes() for file in snapshot.files] == [
        COMMAS,
        SEMICOLONS,
    ]
    assert rows(desk, snapshot, dataset, tmp_path) == [["tili", "summa"], ["4344", "1"], ["Ä", "2"]]
    assert [part.name for part in raw_parts(snapshot, dataset, desk.state, tmp_path)] == [
        "2014.csv",
        "2015.csv",
    ]


def test_each_file_is_asked_for_with_its_own_condition(desk: Desk) -> None:
    desk.origin.at("/2014.csv", Answer(COMMAS, headers={"ETag": '"a1"'}), Answer(status=304))
    newer = Answer(SEMICOLONS + b"B;3\n", headers={"ETag": '"b2"'})
    desk.origin.at("/2015.csv", Answer(SEMICOLONS, headers={"ETag": '"b1"'}), newer)
    first = desk.extract(two_years(desk))
    desk.today = TUESDAY
    second = desk.extract(two_years(desk))
    asked = [request.headers.get("If-None-Match") for request in desk.origin.requests]
    assert asked == [None, None, '"a1"', '"b1"']
    assert (second.outcome, second.first_fetched) == ("new", TUESDAY)
    assert second.files[0] == first.files[0]
    assert [file.etag for file in second.files] == ['"a1"', '"b2"']


def test_the_latest_date_of_all_files_is_the_tables(desk: Desk) -> None:
    sunday = {"Last-Modified": "Sun, 22 Nov 2026 12:00:00 GMT"}
    saturday = {"Last-Modified": "Sat, 21 Nov 2026 12:00:00 GMT"}
    desk.origin.at("/2014.csv", Answer(COMMAS, headers=sunday))
    desk.origin.at("/2015.csv", Answer(SEMICOLONS, headers=saturday))
    modified = desk.extract(two_years(desk)).source_modified
    assert modified is not None
    assert modified.isoformat() == "2026-11-22T12:00:00+00:00"


def test_one_file_that_fails_keeps_back_the_whole(desk: Desk) -> None:
    desk.origin.at("/2014.csv", Answer(COMMAS), Answer(COMMAS + b"4360,9\n"))
    desk.origin.at("/2015.csv", Answer(SEMICOLONS), Answer(b"", 404))
    good = desk.extract(two_years(desk))
    kept = set(desk.state.keys("snapshots"))
    with pytest.raises(SourceRefused, match=r"/2015\.csv"):
        desk.extract(two_years(desk))
    assert desk.store().latest() == good
    failure = "snapshots/traffic-counts/last_failure.json"
    assert set(desk.state.keys("snapshots")) - kept == {failure}


def test_a_guard_names_the_file(desk: Desk) -> None:
    desk.origin.at("/2014.csv", Answer(COMMAS))
    desk.origin.at("/2015.csv", Answer(b"<!DOCTYPE html><html></html>"))
    with pytest.raises(NotTheDeclaredFile, match=r"/2015\.csv: an HTML page came"):
        desk.extract(two_years(desk))


def test_files_of_the_same_name_are_kept_apart(desk: Desk) -> None:
    desk.origin.at("/2014/ostot.csv", Answer(COMMAS))
    desk.origin.at("/2015/ostot.csv", Answer(b"tili,summa\n"))
    both = ({"url": "/2014/ostot.csv"}, {"url": "/2015/ostot.csv"})
    snapshot = desk.extract(years(desk, *both, delimiter=","))
    names = [file.key.rpartition("/")[2] for file in snapshot.files]
    assert names == ["1-ostot.csv", "2-ostot.csv"]


def test_members_that_fit_a_pattern_become_one_table(desk: Desk, tmp_path: Path) -> None:
    bundle = zipped(o_2015=b"tili,summa\nb,2\n", lue=b"x\n", o_2014=b"tili,summa\na,1\n")
    desk.origin.at("/ostot.zip", Answer(bundle))
    url = desk.origin.url + "/ostot.zip"
    dataset = years(desk, {"url": "/ostot.zip", "member": "o_*.csv"}, delimiter=",")
    single = {"url": url, "format": "csv", "encoding": "utf-8", "delimiter": ","}
    alone = declared({"type": "file", **single, "member": "o_20??.csv"})
    for declaration in (dataset, alone):
        snapshot = extract(declaration, desk.web, desk.state, lambda: MONDAY)
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        assert rows(desk, snapshot, declaration, folder)[1:] == [["a", "1"], ["b", "2"]]
        names = [part.name for part in raw_parts(snapshot, declaration, desk.state, folder / "x")]
        assert names == ["ostot.zip/o_2014.csv", "ostot.zip/o_2015.csv"]


def test_a_pattern_that_fits_nothing_lists_what_there_is(desk: Desk) -> None:
    desk.origin.at("/ostot.zip", Answer(zipped(lue=b"x\n")))
    dataset = years(desk, {"url": "/ostot.zip", "member": "o_*.csv"}, delimiter=",")
    with pytest.raises(NotTheDeclaredFile, match=r"has no 'o_\*\.csv'; it holds 'lue\.csv'"):
        desk.extract(dataset)


def test_members_together_may_not_unpack_to_more_than_declared(desk: Desk) -> None:
    desk.origin.at("/ostot.zip", Answer(zipped(a=COMMAS * 50, b=COMMAS * 50)))
    dataset = years(desk, {"url": "/ostot.zip", "member": "*.csv"}, delimiter=",", max_bytes=1500)
    with pytest.raises(NotTheDeclaredFile, match="more than 1500 bytes"):
        desk.extract(dataset)


@pytest.mark.parametrize(
    ("files", "options", "fault"),
    [
        ([{"url": "/a.csv"}], {}, ("files.0.delimiter", "must be declared for format csv")),
        ([{"url": "/a.csv", "delimiter": ";"}, {"url": "/b.csv"}], {},
         ("files.1.delimiter", "must be declared")),
        ([{"url": "/a.csv", "sheet": "x"}], {"delimiter": ";"},
         ("files.0.sheet", "it means nothing for format csv")),
        ([{"url": "/a.csv"}], {"delimiter": ";", "sheet": "x"}, ("sheet", "it means nothing")),
        ([{"url": "/a.csv"}], {"delimiter": ";", "url": "https://www.hel.fi/a.csv"},
         ("url", "either `url` or `files`")),
    ],
)  # fmt: skip
def test_faults_of_the_declaration_name_the_file(
    desk: Desk, files: list[dict[str, Any]], options: dict[str, Any], fault: tuple[str, str]
) -> None:
    with pytest.raises(ValidationError) as caught:
        years(desk, *files, **options)
    [(field, message)] = caught.value.errors()[0]["ctx"]["faults"]
    assert (field, message[: len(fault[1])]) == fault
