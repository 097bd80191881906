"""A bucket of an S3 object store, where an agency drops files.

What does not belong here: which files are taken (drop), and speaking S3 (extract).
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import StringConstraints, model_validator

from pipelines.model.noun import Url, refuse
from pipelines.model.sources.drop import DropSource, Subfolder
from pipelines.model.sources.secret import VariableName

BUCKET = r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"


class S3Source(DropSource):
    """A bucket, or a folder of one, where an agency drops files."""

    type: Literal["s3"]
    """Files that are dropped into a bucket of an S3 object store."""
    bucket: Annotated[str, StringConstraints(pattern=BUCKET)]
    """The bucket's name."""
    folder: Subfolder | None = None
    """The beginning of the keys, without the last `/`; the whole bucket's top unless said."""
    endpoint: Url | None = None
    """The store's address where it is not Amazon's."""
    region: str | None = None
    """The store's region, where it asks for one."""
    access_key: VariableName | None = None
    """The NAME of the environment variable (or NAME_FILE) with the access key's id."""
    secret_key: VariableName | None = None
    """The NAME of the environment variable (or NAME_FILE) with the secret access key."""

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if (self.access_key is None) != (self.secret_key is None):
            refuse([("secret_key", "`access_key` and `secret_key` go together; an open bucket"
                     " needs neither")])  # fmt: skip
        return self

    @property
    def folder_address(self) -> str:
        """Return the folder's address."""
        return f"s3://{self.bucket}" + (f"/{self.folder}" if self.folder else "")
