"""Random schemas and files, spoilt: the engine against frictionless, error by error.

Every disagreement that was found became a case of test_columnar_verdicts.
"""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from frictionless import Checklist, FrictionlessException, Resource
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from pipelines.validate import validate_resource
from pipelines.validate.columnar import pieces, stream
from pipelines.validate.columnar.report import ENGINE_FAILED

V2 = "https://datapackage.org/profiles/2.0/dataresource.json"
GOOD: dict[str, list[str]] = {
    "any": ["x", "1"],
    "array": ["[1, 2]", "[]"],
    "boolean": ["true", "false", "1"],
    "date": ["2020-01-05", "2020-02-29"],
    "datetime": ["2020-01-05T10:00:00Z", "2020-01-06T10:00:00Z", "2020-01-05T12:00:00+02:00"],
    "duration": ["P1Y", "PT5M"],
    "geojson": ['{"type": "Point", "coordinates": [24.9, 60.2]}'],
    "geopoint": ["24.9,60.1"],
    "integer": ["1", "2", "3", "77"],
    "list": ["a,b"],
    "number": ["1", "1.5", "2.25", "90"],
    "object": ['{"a": 1}'],
    "string": ["cat", "dog", "AB-12", "00100"],
    "time": ["10:00:00", "12:30:00"],
    "year": ["2020", "1999"],
    "yearmonth": ["2020-01", "1999-12"],
}
ODD = [
    *["", "NA", "-", " ", " 5 ", "05", "+5", "-5", "1_000", "٣", "1.0", "1e3", "1,5", "0", "-0"],
    *["NaN", "sNaN", "INF", "-inf", "1e400", "1e-400", "9223372036854775808", "1" * 30],
    *["0.1234567890123456789", "90.0000000000000001", "True", "yes", "2020-1-5", "2020-02-30"],
    *["0000-01-01", "0001-01-01", "2020-01-05 10:00:00", "2020-01-05T24:00:00"],
    *["2020-01-05T10:00:60", "2020-01-05T10:00:00.5", "2020-01-05T10:00:00.1234567"],
    *["2020-W01-1T10:00:00", "10:00", "10:00:00Z", "+202", "20-1", "2020-13", "200,60"],
    *[
        '{"lon": 1, "lat": 2}',
        "http://a.fi/x",
        "a@b.fi",
        "***",
        "ä",
        "\u2028x",
        "\ufeffx",
        "x" * 200,
    ],
    *['Oy "X"', '"', 'a"b', "line\nbreak", "cr\r\nlf", "\r", "\t", "\x1c", "5 €", "1 000,5"],
    *["1.000,5", "1,,0", "category", "None", "5.1.2020", "123e4567e89b12d3a456426614174000"],
]
FORMATS = {
    "date": ["any", "%d.%m.%Y"],
    "datetime": ["any", "%Y-%m-%d %H:%M:%S"],
    "geopoint": ["array", "object"],
    "string": ["email", "uri", "uuid", "binary", "wkt"],
    "time": ["any", "%H:%M"],
}
BOUNDS: dict[str, list[Any]] = {
    "date": ["2020-01-05"],
    "datetime": ["2020-01-05T10:00:00", "2020-01-05T10:00:00Z"],
    "integer": [0, 2, 10**20],
    "number": [0, 1.5, "90", "0.1234567890123456789"],
    "time": ["10:00:00"],
    "year": [2000],
    "yearmonth": ["2020-01"],
}
PATTERNS = [r"\d+", "cat|dog", "[A-Z]{2}-[0-9]+", "[^,]*", "(a|b)*", r"\w+", r"\S+", "(?i)cat", "$"]


@st.composite
def constraints(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if draw(st.integers(0, 3)) == 0:
        found["required"] = True
    if draw(st.integers(0, 6)) == 0:
        found["unique"] = True
    if kind in BOUNDS and draw(st.booleans()):
        names = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]
        found[draw(st.sampled_from(names))] = draw(st.sampled_from(BOUNDS[kind]))
    if kind == "string" and draw(st.booleans()):
        found["pattern"] = draw(st.sampled_from(PATTERNS))
    if kind in ("string", "array", "object", "list") and draw(st.integers(0, 3)) == 0:
        found[draw(st.sampled_from(["minLength", "maxLength"]))] = draw(st.integers(0, 5))
    if kind != "list" and draw(st.integers(0, 6)) == 0:
        found["enum"] = [*GOOD[kind][:1], draw(st.sampled_from(ODD))]
    return found


@st.composite
def fields(draw: st.DrawFn, number: int) -> dict[str, Any]:
    kind = draw(st.sampled_from(sorted(GOOD)))
    field: dict[str, Any] = {"name": f"f{number}", "type": kind}
    field["constraints"] = draw(constraints(kind))
    if kind in FORMATS and draw(st.integers(0, 2)) == 0:
        field["format"] = draw(st.sampled_from(FORMATS[kind]))
    if kind == "number" and draw(st.booleans()):
        field["decimalChar"] = draw(st.sampled_from([",", "."]))
        field["groupChar"] = draw(st.sampled_from([" ", ",", ""]))
    if kind in ("integer", "number") and draw(st.integers(0, 4)) == 0:
        field["bareNumber"] = False
    if kind == "boolean" and draw(st.booleans()):
        field |= {"trueValues": ["yes", "1"], "falseValues": ["0"]}
    if draw(st.integers(0, 5)) == 0:
        field["missingValues"] = draw(st.sampled_from([["NA"], ["", "-5"], []]))
    return field


@st.composite
def schemas(draw: st.DrawFn) -> dict[str, Any]:
    columns = [draw(fields(number)) for number in range(draw(st.integers(1, 5)))]
    names = [field["name"] for field in columns]
    schema: dict[str, Any] = {"fields": columns}
    if draw(st.booleans()):
        schema["missingValues"] = draw(st.sampled_from([["", "NA", "-"], ["NA"], [], ["", "5"]]))
    if draw(st.integers(0, 3)) == 0:
        schema["primaryKey"] = names[: draw(st.integers(1, 2))]
    if draw(st.integers(0, 5)) == 0:
        reference = {"resource": "", "fields": draw(st.sampled_from(names))}
        schema["foreignKeys"] = [{"fields": names[0], "reference": reference}]
    if draw(st.integers(0, 4)) == 0:
        match = ["exact", "equal", "subset", "superset", "partial"]
        schema["fieldsMatch"] = draw(st.sampled_from(match))
    return schema


@st.composite
def tables(draw: st.DrawFn, schema: dict[str, Any]) -> list[list[str]]:
    labels = [field["name"] for field in schema["fields"]]
    if draw(st.integers(0, 5)) == 0:
        labels = [*draw(st.permutations(labels)), *draw(st.sampled_from([[], ["extra"], [""]]))]
    rows = [labels]
    for _ in range(draw(st.integers(0, 8))):
        row = [draw(st.sampled_from(GOOD[field["type"]])) for field in schema["fields"]]
        for place in draw(st.lists(st.integers(0, len(row) - 1), max_size=2)):
            row[place] = draw(st.sampled_from(ODD))
        width = draw(st.sampled_from([0, 0, 0, 0, 0, -1, 1]))
        rows.append([*row, "more"] if width > 0 else row[: len(row) + width])
    return rows


@st.composite
def dialects(draw: st.DrawFn) -> dict[str, Any]:
    dialect: dict[str, Any] = {}
    if draw(st.booleans()):
        delimiter = draw(st.sampled_from([",", ";", "\t", "|", "ä"]))
        dialect["csv"] = {"delimiter": delimiter, "quoteChar": draw(st.sampled_from(['"', "'"]))}
    if draw(st.integers(0, 5)) == 0:
        options: list[dict[str, Any]] = [{"header": False}, {"headerRows": [2]}]
        options += [{"commentChar": "c"}, {"commentRows": [2]}, {"skipBlankRows": True}]
        dialect |= draw(st.sampled_from(options))
    return dialect


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, Any], bytes, dict[str, Any]]:
    """Return a resource, its file's bytes and options of the validation."""
    schema, dialect = draw(schemas()), draw(dialects())
    marks = dialect.get("csv", {})
    delimiter, quote = marks.get("delimiter", ","), marks.get("quoteChar", '"')
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    careful = draw(st.integers(0, 3)) > 0
    lines = []
    for row in draw(tables(schema)):
        cells = row
        if careful:
            special = (delimiter, quote, "\n", "\r")
            cells = [
                quote + cell.replace(quote, quote * 2) + quote
                if any(mark in cell for mark in special)
                else cell
                for cell in row
            ]
        lines.append(delimiter.join(cells))
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "iso-8859-1", None]))
    raw = (end.join(lines) + draw(st.sampled_from(["", end, end * 2]))).encode(
        encoding or "utf-8", "replace"
    )
    if draw(st.integers(0, 20)) == 0:
        raw += b"\xff"
    resource: dict[str, Any] = {"name": "r", "type": "table", "path": "t.csv", "schema": schema}
    resource |= {"$schema": V2} if draw(st.booleans()) else {}
    resource |= {"encoding": encoding} if encoding else {}
    resource |= {"dialect": dialect} if dialect else {}
    options: dict[str, Any] = {}
    if draw(st.integers(0, 5)) == 0:
        options["limit_errors"] = draw(st.integers(1, 4))
    if draw(st.integers(0, 8)) == 0:
        options["limit_rows"] = draw(st.integers(1, 4))
    if draw(st.integers(0, 8)) == 0:
        options["checklist"] = {"skipErrors": [draw(st.sampled_from(["type-error", "#cell"]))]}
    return resource, raw, options


def by_frictionless(
    resource: dict[str, Any], folder: Path, options: dict[str, Any]
) -> list[dict[str, Any]] | None:
    """Return frictionless' errors, or None where it fails on its own."""
    try:
        made = Resource.from_descriptor(copy.deepcopy(resource), basepath=str(folder))
        checklist = Checklist.from_descriptor(options.get("checklist", {}))
        limits = {name: options[name] for name in ("limit_errors", "limit_rows") if name in options}
        report = made.validate(checklist, **limits).to_descriptor()
    except FrictionlessException as refused:
        return [error.to_descriptor() for error in refused.to_errors()]
    except Exception:  # noqa: BLE001 - whatever a cell makes frictionless raise
        return None
    return [*report["errors"], *(error for task in report["tasks"] for error in task["errors"])]


UNHASHABLE = {
    "name": "r",
    "type": "table",
    "path": "t.csv",
    "encoding": "utf-8",
    "schema": {"fields": [{"name": "f0", "type": "number", "constraints": {"unique": True}}]},
}


@settings(
    max_examples=250,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@example(case=(UNHASHABLE, b"f0\nsNaN", {}), block=7, records=1)
@given(case=cases(), block=st.sampled_from([7, 40, 1 << 20]), records=st.sampled_from([1, 20_000]))
@pytest.mark.filterwarnings("ignore")
def test_the_same_errors_as_frictionless(
    tmp_path_factory: pytest.TempPathFactory,
    case: tuple[dict[str, Any], bytes, dict[str, Any]],
    block: int,
    records: int,
) -> None:
    resource, raw, options = case
    folder = tmp_path_factory.getbasetemp()
    (folder / "t.csv").write_bytes(raw)
    expected = by_frictionless(resource, folder, options)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "BLOCK", block)
        patch.setattr(stream, "RECORDS", records)
        report = validate_resource(json.loads(json.dumps(resource)), str(folder), **options)
    assert ENGINE_FAILED not in report["stats"].get("fallback", "")
    event(report["stats"]["engine"])
    if expected is None:
        assert report["stats"]["engine"] == "frictionless", "it fails, and so must we say"
    else:
        found = [e for task in report["tasks"] for e in task["errors"]]
        assert [*report["errors"], *found] == expected
