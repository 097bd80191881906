"""Rows of merged files are named as their own files have them."""

from __future__ import annotations

from pathlib import Path

from pipelines.formats.merged import Merged, Part
from pipelines.model import Dataset
from pipelines.validate import render, validate
from pipelines.validate.numbering import numbered, written
from tests.validate.conftest import DECLARATION

PARTS = {
    "parts": [
        {"file": "a.csv", "first": 2, "record": 2},
        {"file": "b.csv", "first": 5, "record": 3},
    ]
}
SOURCE = {"type": "file", "format": "csv", "encoding": "utf-8", "delimiter": ","}
SCHEMA = {"fields": [{"name": "id", "type": "integer"}]}


def test_a_row_is_found_in_its_own_file() -> None:
    assert numbered(PARTS, 4) == "4 (a.csv)"
    assert numbered(PARTS, 5) == "3 (b.csv)"
    assert numbered({}, 5) == numbered({"parts": []}, 5) == "5"


def test_a_range_is_cut_where_a_file_ends() -> None:
    assert written(PARTS, 0, 3, 6) == "3–4 (a.csv), 3–4 (b.csv)"
    assert written({}, 1, 3, 6) == "2–5"


def test_a_report_of_merged_files_names_file_and_row(tmp_path: Path) -> None:
    files = [{"url": "https://www.hel.fi/2015.csv"}, {"url": "https://www.hel.fi/2016.csv"}]
    dataset = Dataset.model_validate({**DECLARATION, "source": {**SOURCE, "files": files}})
    for name, text in (("2015.csv", "id\n1\n2\n"), ("2016.csv", "id\n3\nx\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    readings = dataset.source.readings()  # type: ignore[union-attr]
    names = ("2015.csv", "2016.csv")
    parts = [Part(n, tmp_path / n, r) for n, r in zip(names, readings, strict=True)]

    validation = validate(dataset, SCHEMA, Merged(parts))

    assert validation.invalid.tolist() == [5]
    assert "Rivi 3 (2016.csv), sarake `id`" in render(validation.summary, "fi")
