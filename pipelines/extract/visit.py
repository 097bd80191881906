"""One visit to a source: what a source type is given to work with, and what it brings back.

Every request goes through a visit, which notes it: the notes are the snapshot's provenance.
What does not belong here: what a source type asks for, and what becomes of it (observation).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.credentials import read_secret
from pipelines.errors import SettingError
from pipelines.extract.snapshots import RawFile, Request, Snapshot, Snapshots
from pipelines.web import Download, NotModified, Validators, Web, shown

Now = Callable[[], dt.datetime]


@dataclass(frozen=True)
class Arrived:
    """A raw file that came in this visit."""

    path: Path
    """In the visit's folder; its name is kept."""
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None


@dataclass(frozen=True)
class Collected:
    """Everything that a source holds now."""

    files: tuple[Arrived | RawFile, ...]
    """In the order of the source's `readings`; a RawFile of the last snapshot is unchanged."""
    modified: dt.datetime | None = None
    """When the source says that it changed the content, where it says so."""
    mark: Mapping[str, Any] = field(default_factory=dict)
    """What the next visit needs to ask only for what changed; JSON."""


@dataclass
class Visit:
    """One visit."""

    web: Web
    folder: Path
    """A folder of the visit's own, empty at first."""
    now: Now
    store: Snapshots
    last: Snapshot | None
    """The last snapshot, if it is of the same origin and declaration and its files are there."""
    requests: list[Request] = field(default_factory=list)

    def download(
        self,
        url: str,
        name: str,
        *,
        max_bytes: int,
        secret: str | None = None,
        known: RawFile | None = None,
        body: bytes | None = None,
    ) -> Arrived | RawFile:
        """Fetch a URL into the visit's folder; `known` itself where the server says 'not modified'.

        A `body` is a question in JSON, sent by POST. `secret` names the variable with the
        Authorization header. Raises what Web.download raises, and SettingError where the secret is
        not set.
        """
        target = self.folder / name
        validators = Validators(known.etag, known.last_modified) if known else Validators()
        asked = self.now()
        answer = self.web.download(
            url,
            target,
            max_bytes=max_bytes,
            authorization=self._authorization(secret, url),
            secret=secret,
            validators=validators,
            body=body,
        )
        if isinstance(answer, NotModified):
            assert known is not None  # noqa: S101 - 304 answers only what `known` made us ask
            return dataclasses.replace(
                known,
                etag=answer.validators.etag or known.etag,
                last_modified=answer.validators.last_modified or known.last_modified,
            )
        self._note(url, asked, answer)
        return Arrived(
            target, answer.validators.etag, answer.validators.last_modified, answer.content_type
        )

    def note(self, request: Request) -> None:
        """Note a request that was made otherwise than by `download`."""
        self.requests.append(request)

    def counted(self, records: int) -> None:
        """Note how many records the last answer held."""
        self.requests[-1] = dataclasses.replace(self.requests[-1], records=records)

    def _note(self, url: str, asked: dt.datetime, answer: Download) -> None:
        self.note(Request(shown(url), asked, answer.status, answer.bytes, answer.sha256))

    def _authorization(self, name: str | None, url: str) -> str | None:
        # The replica is another host than the declared one, and needs no secret.
        if name is None or self.web.address(url) != url:
            return None
        secret = read_secret(name)
        if secret is None:
            raise SettingError(
                f"{name} is not set, and the source asks for it",
                remedy=f"set {name} to the Authorization header, or {name}_FILE to its file",
            )
        return secret


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
