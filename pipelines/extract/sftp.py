"""An SFTP drop: the host shows a key with a declared fingerprint, or nothing is sent to it.

Nothing of the machine's own SSH settings, keys or agent is used. What does not belong here: which
files are taken, and their copying (drop).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from fsspec.asyn import sync

from pipelines.credentials import needed_document, needed_secret
from pipelines.errors import (
    HriError,
    KeyRefused,
    SettingError,
    SourceRefused,
    SourceUnavailable,
)
from pipelines.extract.drop import Drop, Store, translated
from pipelines.extract.extras import needed_module
from pipelines.extract.visit import Collected, Visit
from pipelines.model import Dataset, SftpSource
from pipelines.web import shown

CONNECT_SECONDS = 20
LONGEST_VISIT = 3600.0
"""Seconds after which a host that is there and gives nothing is left."""
ALIVE_SECONDS, ALIVE_TIMES = 15, 4
"""The host is asked so often whether it is still there; it may miss so many answers."""
CLOSE_SECONDS = 5


def collect(dataset: Dataset, visit: Visit) -> Collected:
    """Bring the declared files. Raises what Drop.collect raises, SettingError, SourceRefused."""
    source = dataset.source
    assert isinstance(source, SftpSource)  # noqa: S101 - found by its type
    asyncssh, sshfs = needed_module("asyncssh", "sftp"), needed_module("sshfs", "sftp")
    login = _login(source, asyncssh)

    @contextmanager
    def opened() -> Iterator[Store]:
        host = _Host(source, asyncssh)
        options = {**login, "client_factory": host.client, "skip_instance_cache": True}
        failure = partial(_meaning, source, asyncssh, host)
        files = translated(lambda: sshfs.SSHFileSystem(source.host, **options), failure)
        leave = threading.Timer(
            LONGEST_VISIT, lambda: files.loop.call_soon_threadsafe(files.client.abort)
        )
        leave.daemon = True
        leave.start()
        try:
            yield Store(files, source.folder or "", failure)
        finally:
            leave.cancel()
            _close(files)

    return Drop(opened, dataset, visit).collect()


class _Host:
    """Judges the key that the host shows; remembers it for the message."""

    def __init__(self, source: SftpSource, asyncssh: Any) -> None:
        self.refused = ""
        """The fingerprint that was shown, where it is none of the declared."""
        judge = self

        class Client(asyncssh.SSHClient):  # type: ignore[misc]
            def validate_host_public_key(self, *place_and_key: Any) -> bool:
                fingerprint = str(place_and_key[-1].get_fingerprint())
                is_declared = fingerprint in source.host_keys
                judge.refused = "" if is_declared else fingerprint
                return is_declared

        self.client = Client


def _login(source: SftpSource, asyncssh: Any) -> dict[str, Any]:
    """Return how to connect: with the declared secret alone. Raises SettingError."""
    password = source.password and needed_secret(source.password, "the password")
    keys = [_private_key(source.key, asyncssh)] if source.key else []
    return {
        "port": source.port,
        "username": needed_secret(source.user, "the user's name"),
        "password": password,
        "client_keys": keys,
        # No known host at all, so that the client above is asked about every key.
        "known_hosts": ([], [], []),
        "config": None,
        "agent_path": None,
        "gss_host": None,
        "connect_timeout": CONNECT_SECONDS,
        "login_timeout": CONNECT_SECONDS,
        "keepalive_interval": ALIVE_SECONDS,
        "keepalive_count_max": ALIVE_TIMES,
    }


def _private_key(name: str, asyncssh: Any) -> Any:
    text = needed_document(name, "the private key")
    try:
        return asyncssh.import_private_key(text)
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
        pass
    raise SettingError(
        f"{name} holds no private key that can be read",
        remedy="it must be an OpenSSH key without a passphrase, in PEM",
    )


def _close(files: Any) -> None:
    async def close() -> None:
        files.client.close()
        await files.client.wait_closed()

    # A host that does not even close its side is left to its time-outs.
    with suppress(OSError):
        sync(files.loop, close, timeout=CLOSE_SECONDS)


def _meaning(source: SftpSource, asyncssh: Any, host: _Host, error: Exception) -> HriError | None:
    where = shown(source.address)
    if host.refused:
        return SourceRefused(
            f"{where}: the host shows a key that is not declared ({host.refused})",
            remedy="ask the agency, by another way, whether its key has changed; never accept one"
            " unseen",
        )
    if isinstance(error, FileNotFoundError):
        return SourceRefused(
            f"{where}: there is no such folder or file", remedy="correct `source.folder`"
        )
    if isinstance(error, PermissionError | asyncssh.PermissionDenied):
        secret = str(source.password or source.key)
        return KeyRefused(
            f"{where}: the host does not let us in with {source.user} and {secret}",
            remedy=f"ask the agency for a new one and set {secret}, or {secret}_FILE, to it",
            secret=secret,
        )
    if isinstance(error, asyncssh.SFTPPermissionDenied):
        return SourceRefused(
            f"{where}: the host does not allow us to read there",
            remedy="ask the agency for the right to read, or correct `source.folder`",
        )
    if isinstance(error, OSError | asyncssh.Error):
        what = type(error).__name__
        return SourceUnavailable(
            f"{where}: the host does not answer as it should ({what})",
            remedy="it will be tried again; where it lasts, tell the agency",
        )
    return None
