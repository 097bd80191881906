"""A declared dataset and its raw file, written by hand in each test."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pipelines.model import Dataset
from pipelines.validate import StewardReport, Validation, validate

DECLARATION: dict[str, Any] = {
    "id": "traffic-counts",
    "name": "traffic-counts",
    "publisher": "kymp",
    "title": {"fi": "Liikennemäärät", "en": "Traffic counts"},
    "description": {"fi": "Liikennemäärät mittauspisteittäin."},
    "keywords": {"fi": ["liikenne"]},
    "themes": ["TRAN"],
    "licence": "CC-BY-4.0",
    "frequency": "annual",
    "contact": {"name": "Liikennetutkimus", "email": "liikenne@example.fi"},
    "released": "2020-01-01",
    "access": {"level": "public"},
    "coverage": {"geographical": ["Helsinki"]},
    "schema": "traffic-counts.json",
    "distributions": ["csv"],
}

CSV = {"format": "csv", "encoding": "utf-8", "delimiter": ","}


def dataset(**source: Any) -> Dataset:
    place = {"type": "file", "url": "https://www.hel.fi/liikenne.csv"}
    return Dataset.model_validate({**DECLARATION, "source": {**place, **(source or CSV)}})


def field(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, **more}


Check = Callable[..., Validation]
Tell = Callable[..., StewardReport]


@pytest.fixture
def declared() -> Callable[..., Dataset]:
    return dataset


@pytest.fixture
def check_csv(tmp_path: Path) -> Check:
    """Validate a text against fields: check_csv("a\\n1\\n", [field], primaryKey=…, source={…})."""

    def check(
        text: str,
        fields: Iterable[dict[str, Any]],
        *,
        source: dict[str, Any] | None = None,
        limit_errors: int = 1000,
        **schema: Any,
    ) -> Validation:
        raw = tmp_path / "raw.csv"
        raw.write_text(text, encoding="utf-8", newline="")
        declared = dataset(**{**CSV, **(source or {})})
        return validate(
            declared, {"fields": list(fields), **schema}, raw, limit_errors=limit_errors
        )

    return check


@pytest.fixture
def tell_csv(tmp_path: Path) -> Tell:
    """Validate as `check_csv` does and return the steward's report of it."""

    def tell(
        text: str,
        fields: Iterable[dict[str, Any]],
        *,
        limit_errors: int = 1000,
        on_invalid: str | None = None,
        steps: Sequence[dict[str, Any]] = (),
        **schema: Any,
    ) -> StewardReport:
        raw = tmp_path / "raw.csv"
        raw.write_text(text, encoding="utf-8", newline="")
        share = {"publish_valid_up_to": on_invalid} if on_invalid else None
        declared = Dataset.model_validate(
            {**dataset().model_dump(by_alias=True), "on_invalid": share, "steps": list(steps)}
        )
        descriptor = {"fields": list(fields), **schema}
        found = validate(declared, descriptor, raw, limit_errors=limit_errors)
        return StewardReport(declared, descriptor, raw, found)

    return tell


@pytest.fixture
def check_json(tmp_path: Path) -> Check:
    def check(text: str, fields: Iterable[dict[str, Any]], **schema: Any) -> Validation:
        raw = tmp_path / "raw.json"
        raw.write_text(text, encoding="utf-8")
        return validate(dataset(format="json"), {"fields": list(fields), **schema}, raw)

    return check


@pytest.fixture
def check_xlsx(tmp_path: Path) -> Check:
    def check(rows: list[list[Any]], fields: Iterable[dict[str, Any]]) -> Validation:
        raw = tmp_path / "raw.xlsx"
        with xlsxwriter.Workbook(raw, {"default_date_format": "yyyy-mm-dd"}) as book:
            sheet = book.add_worksheet("Data")
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        return validate(dataset(format="xlsx", sheet="Data"), {"fields": list(fields)}, raw)

    return check


@pytest.fixture
def places() -> Callable[[Validation], list[list[Any]]]:
    """Return [type, row number, field number] of frictionless' errors, in its order."""

    def listed(validation: Validation) -> list[list[Any]]:
        return [
            [error["type"], error.get("rowNumber"), error.get("fieldNumber")]
            for task in validation.report["tasks"]
            for error in task["errors"]
        ]

    return listed
