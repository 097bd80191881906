"""Real servers where agencies drop files: an SFTP server over a folder, and an S3 store.

What does not belong here: what the pipeline does with them (the tests).
"""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncssh
import boto3
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

USER, PASSWORD = "kymp", "hunter2"


class _Doorkeeper(asyncssh.SSHServer):
    """Lets one user in, by password or by a key; notes every password that it is told."""

    def __init__(self, server: SftpServer) -> None:
        self._server = server

    def begin_auth(self, username: str) -> bool:  # noqa: ARG002 - asyncssh calls it
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        self._server.passwords.append(password)
        return (username, password) == (USER, PASSWORD)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        public = self._server.user_key.convert_to_public()
        return username == USER and key.public_data == public.public_data


@dataclass
class SftpServer:
    """A running server; its folder is what the user sees."""

    folder: Path
    host_key: asyncssh.SSHKey
    user_key: asyncssh.SSHKey = field(
        default_factory=lambda: asyncssh.generate_private_key("ssh-ed25519")
    )
    passwords: list[str] = field(default_factory=list)
    cut_after: int | None = None
    """Hang up after so many bytes of a file, once."""
    hang_once: bool = False
    """Never answer the next reading of a file."""
    reads: int = 0
    port: int = 0

    @property
    def fingerprint(self) -> str:
        return self.host_key.get_fingerprint()

    def session(self, channel: asyncssh.SSHServerChannel[bytes]) -> asyncssh.SFTPServer:
        return _Files(channel, self)


class _Files(asyncssh.SFTPServer):
    def __init__(self, channel: Any, server: SftpServer) -> None:
        self._server = server
        self._channel = channel
        super().__init__(channel, chroot=str(server.folder).encode())

    def read(self, file_obj: object, offset: int, size: int) -> Any:
        self._server.reads += 1
        if self._server.hang_once:
            self._server.hang_once = False
            self.close(file_obj)
            return asyncio.Event().wait()
        limit = self._server.cut_after
        if limit is not None and offset + size > limit:
            self._server.cut_after = None
            self._channel.get_connection().abort()
            raise asyncssh.SFTPConnectionLost("cut")
        return super().read(file_obj, offset, size)


@contextmanager
def sftp(folder: Path, host_key: asyncssh.SSHKey | None = None) -> Iterator[SftpServer]:
    """Serve a folder by SFTP on the loopback address, in a thread of its own."""
    server = SftpServer(folder, host_key or asyncssh.generate_private_key("ssh-ed25519"))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[server.host_key],
            server_factory=lambda: _Doorkeeper(server),
            sftp_factory=server.session,
        )

    async def stop() -> None:
        acceptor.close()
        await acceptor.wait_closed()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    acceptor = asyncio.run_coroutine_threadsafe(start(), loop).result(10)
    server.port = acceptor.get_port()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@dataclass(frozen=True)
class ObjectStore:
    """A running S3 store with one bucket."""

    endpoint: str
    bucket: str
    client: Any

    def put(self, key: str, body: bytes) -> None:
        self.client.put_object(Bucket=self.bucket, Key=key, Body=body)


@contextmanager
def object_store(bucket: str = "kymp", tls: ssl.SSLContext | None = None) -> Iterator[ObjectStore]:
    """Serve S3 on the loopback address, with one bucket; over TLS where it is given."""
    app = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=tls)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    endpoint = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="eu-north-1",
        aws_access_key_id=USER,
        aws_secret_access_key=PASSWORD,
    )
    client.create_bucket(
        Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"}
    )
    try:
        yield ObjectStore(endpoint, bucket, client)
    finally:
        client.close()
        server.shutdown()
        server.server_close()
        thread.join(10)
