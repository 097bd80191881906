"""Files dropped into an object store: the same rules, another way to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pipelines.errors import KeyRefused, SettingError, SourceRefused, SourceUnavailable
from pipelines.extract import Snapshot
from tests.extract.conftest import CSV, Desk, declared
from tests.extract.origin import Answer
from tests.extract.stores import PASSWORD, USER, ObjectStore, object_store

LISTING = "/kymp?list-type=2&prefix=counts%2F&delimiter=%2F&encoding-type=url"
OLD = b"piste;autot\nA01;12\n"
NEW = b"piste;autot\nA01;13\n"


@pytest.fixture(scope="module")
def running() -> Iterator[ObjectStore]:
    with object_store() as store:
        yield store


@pytest.fixture
def store(running: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[ObjectStore]:
    monkeypatch.setenv("KYMP_S3_ID", USER)
    monkeypatch.setenv("KYMP_S3_KEY", PASSWORD)
    yield running
    for item in running.client.list_objects_v2(Bucket="kymp").get("Contents", []):
        running.client.delete_object(Bucket="kymp", Key=item["Key"])


def extract(desk: Desk, store: ObjectStore, **options: Any) -> Snapshot:
    source = {
        "type": "s3",
        "endpoint": store.endpoint,
        "bucket": "kymp",
        "folder": "counts",
        "access_key": "KYMP_S3_ID",
        "secret_key": "KYMP_S3_KEY",
        "pattern": "*.csv",
        "newest_by": "name",
        **CSV,
        **options,
    }
    return desk.extract(declared({name: v for name, v in source.items() if v is not None}))


def test_the_newest_object_becomes_a_snapshot(desk: Desk, store: ObjectStore) -> None:
    store.put("counts/2024.csv", OLD)
    store.put("counts/2025.csv", NEW)
    store.put("counts/old/2026.csv", OLD)
    snapshot = extract(desk, store)
    assert desk.content(snapshot) == NEW
    assert snapshot.url == "s3://kymp/counts/*.csv"
    assert [request.url for request in snapshot.requests] == ["s3://kymp/counts/2025.csv"]


def test_an_object_with_the_same_etag_is_not_copied_again(desk: Desk, store: ObjectStore) -> None:
    store.put("counts/2024.csv", OLD)
    first = extract(desk, store)
    store.put("counts/2024.csv", OLD)
    second = extract(desk, store)
    assert (second.outcome, second.files) == ("unchanged", first.files)
    store.put("counts/2024.csv", NEW)
    assert desk.content(extract(desk, store)) == NEW


def test_all_objects_can_be_merged(desk: Desk, store: ObjectStore) -> None:
    store.put("counts/b.csv", NEW)
    store.put("counts/a.csv", OLD)
    snapshot = extract(desk, store, newest_by=None, merge=True)
    assert [desk.state.file(f.key).read_bytes() for f in snapshot.files] == [OLD, NEW]


def test_a_missing_bucket_is_refused(desk: Desk, store: ObjectStore) -> None:
    with pytest.raises(SourceRefused, match="no such bucket"):
        extract(desk, store, bucket="kuva")


@pytest.mark.parametrize("code", ["AccessDenied", "InvalidAccessKeyId"])
def test_a_refused_key_is_permanent_and_names_its_variables(
    desk: Desk, store: ObjectStore, code: str
) -> None:
    desk.origin.at(LISTING, Answer(f"<Error><Code>{code}</Code></Error>".encode(), 403))
    with pytest.raises(KeyRefused, match="KYMP_S3_ID and KYMP_S3_KEY") as caught:
        extract(desk, store, endpoint=desk.origin.url)
    assert caught.value.secret == "KYMP_S3_KEY"
    assert PASSWORD not in str(caught.value)


def test_a_bucket_that_is_not_open_says_how_a_key_is_declared(
    desk: Desk, store: ObjectStore
) -> None:
    desk.origin.at(LISTING, Answer(b"<Error><Code>AccessDenied</Code></Error>", 403))
    with pytest.raises(SourceRefused, match=r"not open to all.*`source.access_key`"):
        extract(desk, store, endpoint=desk.origin.url, access_key=None, secret_key=None)
    assert "Authorization" not in desk.origin.requests[0].headers


def test_a_missing_secret_names_its_variable(
    desk: Desk, store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KYMP_S3_KEY")
    with pytest.raises(SettingError, match="KYMP_S3_KEY is not set"):
        extract(desk, store)


def test_a_store_that_is_gone_is_unavailable_and_the_last_snapshot_stays(
    desk: Desk, store: ObjectStore
) -> None:
    store.put("counts/2024.csv", OLD)
    good = extract(desk, store)
    with pytest.raises(SourceUnavailable, match="does not answer as it should"):
        extract(desk, store, endpoint="http://127.0.0.1:9")
    assert desk.store().latest() == good
