"""What counts as a write, out of lines as the portal's access log has them."""

from pathlib import Path

import pytest

from sandbox.access_log import count_writes, write_of

NOW = "[24/Nov/2026:11:40:48 +0000]"


@pytest.mark.parametrize(
    ("request_line", "write"),
    [
        ("GET /api/3/action/package_show", None),
        ("POST /api/3/action/package_search", None),
        ("POST /api/action/datastore_info", None),
        ("GET /api/3/action/datastore_search_sql", None),
        ("POST /api/3/action/organization_list_for_user", None),
        ("GET /sv/dataset/vaesto", None),
        ("HEAD /dataset/vaesto", None),
        ("POST /api/3/action/package_patch", "package_patch"),
        ("POST /api/action/datastore_upsert", "datastore_upsert"),
        ("POST /sv/api/3/action/package_revise", "package_revise"),
        ("GET /api/3/action/some_new_action", "some_new_action"),
        ("POST /dataset/edit/vaesto", "POST /dataset/edit/vaesto"),
        ("DELETE /dataset/vaesto", "DELETE /dataset/vaesto"),
    ],
)
def test_only_known_readers_are_no_writes(request_line: str, write: str | None) -> None:
    assert write_of(f"{NOW} {request_line} 200 12 3456") == write


def test_refused_writes_count_too() -> None:
    assert write_of(f"{NOW} POST /api/3/action/package_create 403 12 3") == "package_create"


def test_counting_goes_on_where_it_stopped(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(f"{NOW} POST /api/3/action/package_create 200 9 9\n")
    first = count_writes(log)
    with log.open("a") as more:
        more.write(f"{NOW} POST /api/3/action/resource_patch 200 9 9\n")
        more.write(f"{NOW} GET /api/3/action/package_show 200 9 9\n")
        more.write(f"{NOW} POST /api/3/action/resource_patch 200 9 9\n")
        more.write(f"{NOW} POST /api/3/acti")
    assert first["actions"] == {"package_create": 1}
    second = count_writes(log, first["offset"])
    assert second["writes"] == 2
    assert second["actions"] == {"resource_patch": 2}
    with log.open("a") as more:
        more.write("on/package_delete 200 9 9\n")
    assert count_writes(log, second["offset"])["actions"] == {"package_delete": 1}


def test_a_log_begun_anew_is_counted_whole(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(f"{NOW} POST /api/3/action/package_create 200 9 9\n")
    assert count_writes(log, since=10_000)["writes"] == 1


def test_no_log_means_no_writes(tmp_path: Path) -> None:
    assert count_writes(tmp_path / "none.log") == {"writes": 0, "actions": {}, "offset": 0}
