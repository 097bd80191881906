"""A folder on an SFTP server, where an agency drops files.

What does not belong here: which files are taken (drop), and speaking SFTP (extract).
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from pipelines.model.noun import refuse
from pipelines.model.sources.drop import DropSource, Subfolder
from pipelines.model.sources.secret import VariableName

HOST = r"^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$"
FINGERPRINT = r"^SHA256:[A-Za-z0-9+/]{43}$"
Fingerprint = Annotated[str, StringConstraints(pattern=FINGERPRINT)]
"""The SHA-256 of a host's public key, as `ssh-keygen -l` prints it."""


class SftpSource(DropSource):
    """A folder on an SFTP server where an agency drops files."""

    type: Literal["sftp"]
    """Files that are dropped into a folder of an SFTP server."""
    host: Annotated[str, StringConstraints(pattern=HOST)]
    """The server's name."""
    port: Annotated[int, Field(gt=0, lt=65536)] = 22
    """The server's port."""
    host_keys: Annotated[list[Fingerprint], Field(min_length=1)]
    """The fingerprints (SHA256:…) of the host's keys, as the agency told them; no other will do."""
    user: VariableName
    """The NAME of the environment variable (or NAME_FILE) with the user's name."""
    password: VariableName | None = None
    """The NAME of the environment variable (or NAME_FILE) with the password."""
    key: VariableName | None = None
    """The NAME of the environment variable with the private key; NAME_FILE: the key's file."""
    folder: Subfolder | None = None
    """The folder, below the one that the user arrives in; that one itself unless said."""

    @model_validator(mode="after")
    def _one_secret(self) -> Self:
        if (self.password is None) == (self.key is None):
            refuse([("key", "either `key` or `password` is expected")])
        return self

    @property
    def folder_address(self) -> str:
        """Return the folder's address, without the user."""
        port = "" if self.port == 22 else f":{self.port}"
        return f"sftp://{self.host.lower()}{port}" + (f"/{self.folder}" if self.folder else "")
