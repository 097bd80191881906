"""Files of other systems: what is counted of them, and what they are refused for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import NotTheDeclaredFile
from pipelines.measure import Application, Use, read_all
from pipelines.measure.connectors.addresses import used
from pipelines.model import Connector, ConnectorType

LOG = """\
1.1.1.1 - - [03/Nov/2026:22:30:00 +0000] "GET /dataset/trees HTTP/1.1" 200 5 "-" "Mozilla/5.0"
1.1.1.1 - - [03/Nov/2026:10:00:00 +0000] "GET /sv/dataset/trees/resource/1/download/a.csv HTTP/1.1" 200 5 "-" "curl/8"
1.1.1.1 - - [03/Nov/2026:10:00:00 +0000] "GET /api/3/action/package_show?id=trees HTTP/1.1" 200 5 "-" "R"
1.1.1.1 - - [03/Nov/2026:10:00:00 +0000] "GET /dataset/trees HTTP/1.1" 200 5 "-" "Googlebot/2.1"
1.1.1.1 - - [03/Nov/2026:10:00:00 +0000] "GET /dataset/trees HTTP/1.1" 404 5 "-" "Mozilla/5.0"
1.1.1.1 - - [03/Nov/2026:10:00:00 +0000] "GET /dataset/trees HTTP/1.1" 200 5 "-" "-"
"""  # noqa: E501


def read(folder: Path, kind: str, text: str) -> list[Use | Application]:
    (folder / "file").write_text(text, encoding="utf-8")
    use, applications = read_all([Connector(type=ConnectorType(kind), file="file")], folder)
    return [*(use or []), *(applications or [])]


def test_an_access_log_without_bots_and_errors(tmp_path: Path) -> None:
    day = dt.date(2026, 11, 3)
    assert read(tmp_path, "access_log", LOG) == [
        Use(dt.date(2026, 11, 4), "trees", "page_views", 1),  # 00:30 on the 4th in Helsinki
        Use(day, "trees", "downloads", 1),
        Use(day, "trees", "api_calls", 1),
    ]


def test_matomo_tracking_and_showcases(tmp_path: Path) -> None:
    matomo = "date,label,nb_hits\n2026-11,https://hri.fi/fi/dataset/trees,7\n2026-11,/about,9\n"
    assert read(tmp_path, "matomo", matomo) == [Use(dt.date(2026, 11, 1), "trees", "page_views", 7)]
    tracked = "package,date,views\ntrees,2026-11-03,4\n"
    assert read(tmp_path, "ckan_tracking", tracked) == [
        Use(dt.date(2026, 11, 3), "trees", "page_views", 4)
    ]
    assert read(tmp_path, "showcases", "showcase,package\napp,trees\n") == [
        Application("app", "trees")
    ]


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("matomo", "date,label\n", "file:1: the column nb_hits is missing"),
        (
            "matomo",
            "date,label,nb_hits\n3.11.2026,/dataset/a,1\n",
            "file:2: '3.11.2026' is no date",
        ),
        ("matomo", "date,label,nb_hits\n2026-11,/dataset/a,-1\n", "file:2: '-1' is no count"),
        ("access_log", "hello\n", "file:1: not a line of the combined log format"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(
    tmp_path: Path, kind: str, text: str, said: str
) -> None:
    with pytest.raises(NotTheDeclaredFile, match=said):
        read(tmp_path, kind, text)


def test_no_connector_is_not_no_use(tmp_path: Path) -> None:
    assert read_all([], tmp_path) == (None, None)


@given(st.text())
def test_any_address_is_a_datasets_or_none(address: str) -> None:
    found = used(address)
    assert found is None or found.package
