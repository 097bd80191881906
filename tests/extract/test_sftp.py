"""Files dropped on an SFTP server: the host proves who it is before it is told anything."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import KeyRefused, SettingError, SourceRefused, SourceUnavailable
from pipelines.extract import Snapshot
from pipelines.extract import sftp as sftp_source
from tests.extract.conftest import CSV, MONDAY, Desk, declared
from tests.extract.stores import PASSWORD, USER, SftpServer, sftp

ROWS = b"piste;autot\nA01;12\n"
LONG_AGO = MONDAY.timestamp() - 86_400


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SftpServer]:
    monkeypatch.setenv("KYMP_SFTP_USER", USER)
    monkeypatch.setenv("KYMP_SFTP_PASSWORD", PASSWORD)
    (tmp_path / "served" / "out").mkdir(parents=True)
    with sftp(tmp_path / "served") as running:
        yield running


def drop(server: SftpServer, name: str, content: bytes = ROWS) -> None:
    path = server.folder / "out" / name
    path.write_bytes(content)
    os.utime(path, (LONG_AGO, LONG_AGO))


def extract(desk: Desk, server: SftpServer, **options: Any) -> Snapshot:
    source = {
        "type": "sftp",
        "host": "127.0.0.1",
        "port": server.port,
        "host_keys": [server.fingerprint],
        "user": "KYMP_SFTP_USER",
        "password": "KYMP_SFTP_PASSWORD",
        "folder": "out",
        "pattern": "counts.csv",
        **CSV,
        **options,
    }
    return desk.extract(declared({name: v for name, v in source.items() if v is not None}))


def test_a_dropped_file_becomes_a_snapshot_with_its_origin(desk: Desk, server: SftpServer) -> None:
    drop(server, "counts.csv")
    snapshot = extract(desk, server)
    assert desk.content(snapshot) == ROWS
    where = f"sftp://127.0.0.1:{server.port}/out/counts.csv"
    assert snapshot.url == where
    assert [(r.url, r.status, r.bytes) for r in snapshot.requests] == [(where, None, len(ROWS))]
    assert snapshot.source_modified is not None
    assert snapshot.source_modified.timestamp() == LONG_AGO


def test_an_unchanged_file_is_not_copied_again(desk: Desk, server: SftpServer) -> None:
    drop(server, "counts.csv")
    extract(desk, server)
    reads = server.reads
    assert extract(desk, server).outcome == "unchanged"
    assert server.reads == reads > 0


def test_a_key_opens_the_door_too(
    desk: Desk, server: SftpServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    drop(server, "counts.csv")
    (tmp_path / "id").write_bytes(server.user_key.export_private_key())
    monkeypatch.setenv("KYMP_SFTP_KEY_FILE", str(tmp_path / "id"))
    snapshot = extract(desk, server, password=None, key="KYMP_SFTP_KEY")
    assert desk.content(snapshot) == ROWS
    assert server.passwords == []


def test_a_host_with_another_key_is_told_nothing(desk: Desk, server: SftpServer) -> None:
    drop(server, "counts.csv")
    with pytest.raises(SourceRefused, match="shows a key that is not declared") as caught:
        extract(desk, server, host_keys=["SHA256:" + "A" * 43])
    assert server.fingerprint in str(caught.value)
    assert server.passwords == []
    assert desk.store().latest() is None


def test_a_wrong_password_names_the_secrets_to_renew_and_never_their_values(
    desk: Desk, server: SftpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KYMP_SFTP_PASSWORD", "letmein-7")
    with pytest.raises(KeyRefused, match="KYMP_SFTP_USER and KYMP_SFTP_PASSWORD") as caught:
        extract(desk, server)
    assert caught.value.secret == "KYMP_SFTP_PASSWORD"
    assert server.passwords == ["letmein-7"]
    assert "letmein-7" not in str(caught.value)
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_an_interrupted_transfer_is_repeated_without_loss(desk: Desk, server: SftpServer) -> None:
    rows = b"piste;autot\n" + b"".join(b"A%05d;12\n" % i for i in range(60_000))
    drop(server, "counts.csv", rows)
    server.cut_after = 300_000
    assert desk.content(extract(desk, server)) == rows
    assert server.cut_after is None


def test_a_host_that_is_there_and_gives_nothing_is_left_and_asked_again(
    desk: Desk, server: SftpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sftp_source, "LONGEST_VISIT", 1.0)
    drop(server, "counts.csv")
    server.hang_once = True
    assert desk.content(extract(desk, server)) == ROWS
    assert not server.hang_once


@pytest.mark.parametrize("package", ["asyncssh", "sshfs"])
def test_without_the_optional_packages_the_message_says_what_to_install(
    desk: Desk, server: SftpServer, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(SettingError, match=rf"{package}.*install hri-pipelines\[sftp\]"):
        extract(desk, server)


def test_a_host_that_is_gone_is_asked_again_and_the_last_snapshot_stays(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KYMP_SFTP_USER", USER)
    monkeypatch.setenv("KYMP_SFTP_PASSWORD", PASSWORD)
    (tmp_path / "out").mkdir()
    with sftp(tmp_path) as running:
        drop(running, "counts.csv")
        good = extract(desk, running)
    with pytest.raises(SourceUnavailable, match="does not answer as it should"):
        extract(desk, running)
    assert desk.store().latest() == good


def test_a_missing_folder_is_refused(desk: Desk, server: SftpServer) -> None:
    with pytest.raises(SourceRefused, match="no such folder"):
        extract(desk, server, folder="in")


def test_a_link_is_not_followed(desk: Desk, server: SftpServer) -> None:
    drop(server, "old.csv")
    (server.folder / "out" / "new.csv").symlink_to(server.folder / "out" / "old.csv")
    snapshot = extract(desk, server, pattern="*.csv", newest_by="name")
    assert snapshot.requests[0].url.endswith("/out/old.csv")


@pytest.mark.parametrize("value", [None, "no key at all"])
def test_a_missing_or_broken_private_key_names_its_variable(
    desk: Desk, server: SftpServer, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    if value:
        monkeypatch.setenv("KYMP_SFTP_KEY", value)
    with pytest.raises(SettingError, match="KYMP_SFTP_KEY"):
        extract(desk, server, password=None, key="KYMP_SFTP_KEY")
