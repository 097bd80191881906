"""How JSON, NDJSON and GeoJSON are read: exact numbers, declared paths, the place of each fault."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import NotTheDeclaredFile
from pipelines.formats import format_named
from pipelines.model import FileSource, FormatName


def read(path: Path, fields: list[str], **options: Any) -> list[list[Any]]:
    name = FormatName(path.suffix[1:])
    source = FileSource(type="file", url="https://www.hel.fi/x", format=name, **options)
    return list(format_named(name).read(path, source, fields))


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def refusal(path: Path, fields: list[str], **options: Any) -> str:
    with pytest.raises(NotTheDeclaredFile) as caught:
        read(path, fields, **options)
    return str(caught.value)


def test_the_header_is_the_fields_and_absent_members_are_none(tmp_path: Path) -> None:
    path = written(tmp_path, "a.json", '\ufeff[{"b": "x", "a": 1, "c": 0}, {"a": null}]')
    assert read(path, ["a", "b"]) == [["a", "b"], [1, "x"], [None, None]]


def test_numbers_are_never_rounded(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "a.json",
        '[{"a": 0.10, "b": 123456789012345678901.25, "c": 1e2, "d": 9007199254740993}]',
    )
    cells = read(path, ["a", "b", "c", "d"])[1]
    assert [str(cell) for cell in cells] == [
        "0.10",
        "123456789012345678901.25",
        "1E+2",
        "9007199254740993",
    ]


def test_the_records_and_columns_are_found_by_their_paths(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "a.json",
        '{"meta": {}, "data": [{"id": "a:1", "name": {"fi": "Töölö"}, "x": {"c": [24.5, 60.10]}}]}',
    )
    columns = {"nimi": "name.fi", "lat": "x.c[1]"}
    rows = read(path, ["id", "nimi", "lat"], records="data", columns=columns)
    assert rows == [["id", "nimi", "lat"], ["a:1", "Töölö", Decimal("60.10")]]


def test_nested_values_become_compact_text_in_their_own_order(tmp_path: Path) -> None:
    path = written(tmp_path, "a.json", '[{"a": {"z": [1, 2.50, null], "b": "ä\\""}, "c": []}]')
    assert read(path, ["a", "c"])[1] == ['{"z":[1,2.50,null],"b":"ä\\""}', "[]"]


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ('[{"a": 1},\n {"a": }]', {}, "a.json, line 2, column 8: not JSON"),
        ("<html>", {}, "a.json, line 1, column 1: not JSON"),
        ('[{"a": NaN}]', {}, "NaN is not JSON"),
        (b'[{"a": "\xe4"}]', {}, "byte 8 from there: not JSON (not UTF-8)"),
        ('[{"a": "\\ud83d"}]', {}, "not JSON"),
        ("[" * 100_000, {}, "not JSON"),
        ('{"a": 1}', {}, "the document is an object, where a list of objects is expected"),
        ('{"a": 1}', {"records": "data"}, "`data` is null or missing"),
        ('{"data": [{}, 5]}', {"records": "data"}, "item 2 of `data` is a number"),
        ("[]", {"records": "a["}, "the path `a[` cannot be applied"),
        ('[{"a": 1}]', {"columns": {"a": "length(a)"}}, "the path `length(a)` cannot be applied"),
    ],
)
def test_what_is_not_a_list_of_objects_is_refused(
    tmp_path: Path, text: str | bytes, options: dict[str, Any], message: str
) -> None:
    assert message in refusal(written(tmp_path, "a.json", text), ["a"], **options)


def test_a_whole_character_written_as_two_escapes_is_read(tmp_path: Path) -> None:
    assert read(written(tmp_path, "a.json", '[{"a": "\\ud83d\\ude00"}]'), ["a"])[1] == ["😀"]


def test_ndjson_is_read_line_by_line(tmp_path: Path) -> None:
    path = written(tmp_path, "a.ndjson", '{"a": 1.50}\r\n\n{"b": 2}\n')
    assert read(path, ["a"]) == [["a"], [Decimal("1.50")], [None]]


@pytest.mark.parametrize(
    ("text", "message"),
    [('{"a": 1}\n\n{"a": }\n', "line 3, column 7"), ('{"a": 1}\n[]\n', "line 2: a JSON object")],
)
def test_a_bad_line_of_ndjson_is_named(tmp_path: Path, text: str, message: str) -> None:
    assert message in refusal(written(tmp_path, "a.ndjson", text), ["a"])


def test_geojson_gives_properties_and_the_geometry_as_text(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "a.geojson",
        '{"type": "FeatureCollection", "features": ['
        '{"type": "Feature", "properties": {"id": "01"},'
        ' "geometry": {"type": "Point", "coordinates": [24.9410, 60.17]}},'
        '{"type": "Feature", "properties": null, "geometry": null}]}',
    )
    assert read(path, ["id", "geometry"]) == [
        ["id", "geometry"],
        ["01", '{"type":"Point","coordinates":[24.9410,60.17]}'],
        [None, None],
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "not a FeatureCollection"),
        ('{"type": "FeatureCollection"}', "`features` is not a list"),
        ('{"type": "FeatureCollection", "features": [{}]}', "item 1 of `features`"),
    ],
)
def test_what_is_not_geojson_is_refused(tmp_path: Path, text: str, message: str) -> None:
    assert message in refusal(written(tmp_path, "a.geojson", text), ["a"])
