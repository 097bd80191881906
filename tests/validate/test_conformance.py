"""Frictionless' own test tables and cells: the same errors at the same places, by which engine."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipelines.validate import validate_resource

PROJECT = Path(__file__).resolve().parents[2]
REAL_DATA = Path(os.environ.get("HRI_REAL_DATA", PROJECT.parent / "shared" / "data"))
CONFORMANCE = REAL_DATA / "conformance"
OPTIONS = ("package", "checklist", "detector", "limit_errors", "limit_rows")
Reports = list[tuple[dict[str, Any], dict[str, Any]]]
STATISTICS = ("fields", "rows", "errors", "warnings")


def cases(name: str) -> list[dict[str, Any]]:
    path = CONFORMANCE / name
    if not path.is_file():
        pytest.skip(f"{path} is absent: no conformance cases (set HRI_REAL_DATA)")
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return found


def validated(case: dict[str, Any]) -> dict[str, Any]:
    options = {name: case[name] for name in OPTIONS if name in case}
    resource = case.get("resource") or next(
        resource for resource in case["package"]["resources"] if resource["name"] == case["target"]
    )
    return validate_resource(resource, str(CONFORMANCE / "files"), **options)


def errors_of(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [*report["errors"], *(error for task in report["tasks"] for error in task["errors"])]


def places(report: dict[str, Any]) -> list[list[Any]]:
    return [
        [error["type"], error.get("rowNumber"), error.get("fieldNumber")]
        for error in errors_of(report)
    ]


@pytest.fixture(scope="module")
def reports() -> Reports:
    """Every table's case with our report on it."""
    return [(case, validated(case)) for case in cases("tables.json")]


def is_delimited_with_fields(case: dict[str, Any]) -> bool:
    resource = case.get("resource", {})
    suffix = Path(str(resource.get("path", ""))).suffix.removeprefix(".")
    schema = resource.get("schema")
    explicit = isinstance(schema, dict) and bool(schema.get("fields"))
    return explicit and resource.get("format", suffix) in ("csv", "tsv")


def test_tables_have_frictionless_verdict_and_most_run_columnar(
    reports: Reports, capsys: pytest.CaptureFixture[str]
) -> None:
    different: list[str] = []
    engines: Counter[str] = Counter()
    delimited: Counter[str] = Counter()
    for case, report in reports:
        engine = report["stats"]["engine"]
        engines[engine] += 1
        if is_delimited_with_fields(case):
            delimited[engine] += 1
        if places(report) != case["expected"] or report["valid"] != case["expected_valid"]:
            different.append(case["id"])
    with capsys.disabled():
        print(f"\nconformance: {dict(engines)}; CSV and TSV with fields: {dict(delimited)}")
    assert different == []
    assert len(reports) == 392
    assert delimited["columnar"] >= 0.9 * delimited.total()


def test_tables_have_frictionless_texts_and_statistics(reports: Reports) -> None:
    """Messages that name the file's folder differ by it; all others are letter for letter."""
    for case, report in reports:
        details = [
            {key: error.get(key) for key in detail}
            for error, detail in zip(errors_of(report), case["expected_detail"], strict=False)
        ]
        expected = case["expected_detail"][: len(details)]
        if not any("scheme-error" in str(d) or "cannot extract" in str(d) for d in expected):
            assert details == expected, case["id"]
        if report["tasks"]:
            task = report["tasks"][0]
            wanted = {k: v for k, v in case["expected_stats"].items() if k in STATISTICS}
            assert wanted.items() <= task["stats"].items(), case["id"]
            assert task["labels"] == case["expected_labels"], case["id"]
            assert task["warnings"] == case["expected_warnings"], case["id"]


def test_cells_are_valid_where_frictionless_says_so() -> None:
    cells = cases("cells.json")
    different = []
    for case in cells:
        schema = {"fields": [{"name": "id", "type": "integer"}, case["field"]]}
        data = [["id", case["field"]["name"]], [1, case["source"]]]
        report = validate_resource({"name": "cell", "data": data, "schema": schema}, "")
        if report["valid"] != case["valid"]:
            different.append((case["test"], case["source"], report["tasks"]))
    assert different == []
    assert len(cells) == 172
