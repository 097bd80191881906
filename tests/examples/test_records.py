"""The examples of `rest` and `open311`, from the agency's system to the published files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipelines.convert import convert
from pipelines.extract import extract, raw_files
from pipelines.state import State
from pipelines.validate import validate
from pipelines.web import Limits, Web, replica_rewrite
from sandbox.replica import Replica
from tests.examples.worked import example

TODAY = dt.datetime(2026, 11, 24, 6, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("page", "rows", "start"),
    [
        (
            "rest.md",
            130,
            "id,title_fi,title_sv,close_at,n_comments\n2hU4jge9A3GPo5W98QptNXLtCzBXf9",
        ),
        ("open311.md", 181, "service_request_id,service_code,status,requested_datetime,agency_"),
    ],
)
def test_an_example_works_as_it_is_written(
    page: str, rows: int, start: str, agencies: Replica, tmp_path: Path
) -> None:
    dataset, schema = example(page, tmp_path)
    web = Web(replica_rewrite(agencies.url), limits=Limits(gap=0))
    state = State(tmp_path / "state")
    snapshot = extract(dataset, web, state, lambda: TODAY)
    validation = validate(dataset, schema, raw_files(snapshot, dataset, state, tmp_path)[0])
    assert (validation.valid, validation.rows) == (True, rows)
    converted = convert(dataset, validation.table, tmp_path)
    assert converted.failures == {}
    csv = converted.distributions[0].path.read_text(encoding="utf-8-sig")
    assert csv.startswith(start)
    assert csv.count("\n") == rows + 1
