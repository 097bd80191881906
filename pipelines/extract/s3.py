"""An S3 drop: a bucket of Amazon's or another object store, read with the declared key or none.

Nothing of the machine's own AWS settings is used. What does not belong here: which files are taken,
and their copying (drop).
"""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import Any

from pipelines.credentials import needed_secret
from pipelines.errors import HriError, KeyRefused, SourceRefused, SourceUnavailable
from pipelines.extract.drop import Drop, Store
from pipelines.extract.extras import needed_module
from pipelines.extract.visit import Collected, Visit
from pipelines.model import Dataset, S3Source
from pipelines.web import shown

CONNECT_SECONDS, READ_SECONDS = 10, 60


def collect(dataset: Dataset, visit: Visit) -> Collected:
    """Bring the declared files. Raises what Drop.collect raises, SettingError, SourceRefused."""
    source = dataset.source
    assert isinstance(source, S3Source)  # noqa: S101 - found by its type
    s3fs = needed_module("s3fs", "s3")
    files = s3fs.S3FileSystem(**_login(source), skip_instance_cache=True, use_listings_cache=False)
    folder = "/".join(filter(None, [source.bucket, source.folder]))
    failure = partial(_meaning, source, needed_module("botocore.exceptions", "s3"))
    return Drop(lambda: nullcontext(Store(files, folder, failure)), dataset, visit).collect()


def _login(source: S3Source) -> dict[str, Any]:
    """Return how to connect. Raises SettingError."""
    key = source.access_key and needed_secret(source.access_key, "the access key's id")
    secret = source.secret_key and needed_secret(source.secret_key, "the secret access key")
    client = {"endpoint_url": source.endpoint, "region_name": source.region}
    return {
        "anon": key is None,
        "key": key,
        "secret": secret,
        "client_kwargs": {name: value for name, value in client.items() if value},
        "config_kwargs": {
            "connect_timeout": CONNECT_SECONDS,
            "read_timeout": READ_SECONDS,
            # Patience is ours: see pipelines.politeness.
            "retries": {"max_attempts": 0},
            # Other stores than Amazon's seldom have a host name for each bucket.
            "s3": {"addressing_style": "path" if source.endpoint else "auto"},
        },
    }


def _meaning(source: S3Source, botocore: Any, error: Exception) -> HriError | None:
    where = shown(source.address)
    if isinstance(error, FileNotFoundError):
        return SourceRefused(
            f"{where}: there is no such bucket, folder or file",
            remedy="correct `source.bucket` or `source.folder`",
        )
    if isinstance(error, PermissionError | botocore.NoCredentialsError):
        return _not_allowed(source)
    if isinstance(error, OSError | botocore.BotoCoreError | botocore.ClientError):
        return SourceUnavailable(
            f"{where}: the store does not answer as it should ({type(error).__name__})",
            remedy="it will be tried again; where it lasts, tell the agency",
        )
    return None


def _not_allowed(source: S3Source) -> SourceRefused:
    where = shown(source.address)
    if source.secret_key is None:
        return SourceRefused(
            f"{where}: the bucket is not open to all",
            remedy="ask the agency for a key, and name its variables in `source.access_key` and"
            " `source.secret_key`",
        )
    return KeyRefused(
        f"{where}: the store does not let us read with {source.access_key} and {source.secret_key}",
        remedy="ask the agency for a new key, or for the right to read, and set both variables",
        secret=source.secret_key,
    )
