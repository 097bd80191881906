"""A file behind a URL: fetched when it changed, guarded, and kept as it came.

What does not belong here: how the file is asked for (web), what it must look like (guards).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import logging
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pipelines.credentials import read_secret
from pipelines.errors import HriError, SettingError
from pipelines.extract import archive, guards
from pipelines.extract.snapshots import Origin, Snapshot, Snapshots
from pipelines.model import Dataset, FileSource
from pipelines.state import State
from pipelines.web import Download, NotModified, Validators, Web, http_date, shown

log = logging.getLogger(__name__)


def observe(dataset: Dataset, web: Web, state: State, now: Callable[[], dt.datetime]) -> Snapshot:
    """Check the file once; keep it where it is new, and why it failed where it did."""
    store = Snapshots(dataset.id, state)
    try:
        snapshot = _check(dataset, web, store, now)
    except HriError as error:
        store.keep_failure(error, now())
        log.warning("%s: the check failed: %s", dataset.id, error)
        raise
    log.info(
        "%s: %s, %d bytes, sha256 %s",
        dataset.id,
        snapshot.outcome,
        snapshot.bytes,
        snapshot.sha256,
    )
    return snapshot


def raw_file(snapshot: Snapshot, dataset: Dataset, state: State, folder: Path) -> Path:
    """Return a local path of the declared file, for reading only; a zip's member goes to `folder`.

    Raises NotTheDeclaredFile where the member is missing, FileNotFoundError where the state has
    lost the raw file.
    """
    source = _file_source(dataset)
    raw = state.file(snapshot.key)
    return archive.unpack(raw, source, folder) if source.member else raw


def _check(
    dataset: Dataset, web: Web, store: Snapshots, now: Callable[[], dt.datetime]
) -> Snapshot:
    source = _file_source(dataset)
    origin = _origin(source, web)
    last = store.latest()
    known = last if last and last.origin == origin and store.has_file(last) else None
    with tempfile.TemporaryDirectory(prefix="hri-extract-") as folder:
        raw = Path(folder) / file_name(source)
        answer = web.download(
            source.url,
            raw,
            max_bytes=source.max_bytes,
            authorization=_authorization(source, web),
            validators=Validators(known.etag, known.last_modified) if known else Validators(),
        )
        if isinstance(answer, NotModified):
            assert known is not None  # noqa: S101 - 304 answers only what `known` made us ask
            snapshot = _rechecked(known, answer.validators, 304, now())
            store.keep(snapshot)
            return snapshot
        guards.check(raw, source)
        snapshot = _judged(dataset.id, origin, answer, store.key(answer.sha256, raw.name), now())
        if last and last.sha256 == answer.sha256:
            snapshot = _same_content(snapshot, last)
        store.keep(snapshot, raw)
    return snapshot


def _judged(
    dataset_id: str, origin: Origin, answer: Download, key: str, checked: dt.datetime
) -> Snapshot:
    modified = http_date(answer.validators.last_modified)
    return Snapshot(
        dataset=dataset_id,
        key=key,
        sha256=answer.sha256,
        bytes=answer.bytes,
        url=origin.url,
        fetched_from=origin.fetched_from,
        declaration=origin.declaration,
        status=answer.status,
        etag=answer.validators.etag,
        last_modified=answer.validators.last_modified,
        content_type=answer.content_type,
        first_fetched=checked,
        # A date in the future is no date of a change.
        source_modified=modified if modified and modified <= checked else None,
        last_checked=checked,
        outcome="new",
    )


def _same_content(snapshot: Snapshot, last: Snapshot) -> Snapshot:
    # Servers touch files and build answers anew: the older date is when the content came to be.
    dates = [date for date in (last.source_modified, snapshot.source_modified) if date]
    return dataclasses.replace(
        snapshot,
        first_fetched=last.first_fetched,
        source_modified=min(dates, default=None),
        outcome="unchanged",
    )


def _rechecked(
    known: Snapshot, validators: Validators, status: int, checked: dt.datetime
) -> Snapshot:
    return dataclasses.replace(
        known,
        status=status,
        etag=validators.etag or known.etag,
        last_modified=validators.last_modified or known.last_modified,
        last_checked=checked,
        outcome="unchanged",
    )


def file_name(source: FileSource) -> str:
    """Return the raw file's name: the URL's last part, ending in what the file is."""
    ending = ".zip" if source.member else f".{source.format.value}"
    last = unquote(urlsplit(source.url).path).rpartition("/")[2]
    name = re.sub(r"[^A-Za-z0-9_.-]+", "_", last).strip("._")[-100:] or "source"
    return name if name.lower().endswith(ending) else f"{name}{ending}"


def _file_source(dataset: Dataset) -> FileSource:
    if not isinstance(dataset.source, FileSource):
        raise TypeError(f"{dataset.id} has no file to fetch")
    return dataset.source


def _origin(source: FileSource, web: Web) -> Origin:
    declared = hashlib.sha256(source.model_dump_json(exclude_none=True).encode()).hexdigest()
    return Origin(shown(source.url), shown(web.address(source.url)), declared)


def _authorization(source: FileSource, web: Web) -> str | None:
    # The replica is another host than the declared one, and needs no secret.
    if source.authorization is None or web.address(source.url) != source.url:
        return None
    secret = read_secret(source.authorization)
    if secret is None:
        name = source.authorization
        raise SettingError(
            f"{name} is not set, and the source asks for it",
            remedy=f"set {name}, or {name}_FILE to a file with the Authorization header's value",
        )
    return secret
