"""The checksum that a resource shows of its file: SHA-256, or MD5 on a portal that loads uploads.

ckanext-xloader and DataPusher load every upload into the DataStore, with types that they guess, and
so do away with our table. Both leave a file alone whose MD5 stands in the resource's `hash`, which
is how they know their own last load; so on such a portal we show that. SHA-256 stays in the
`datapackage.json` and is what the read-back compares.
What does not belong here: which files are uploaded (files), and what a portal has (portal).
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from pipelines.publish.edition import File
from pipelines.publish.portal import Portal

SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
MD5 = "http://spdx.org/rdf/terms#checksumAlgorithm_md5"


class Checksum(NamedTuple):
    """A checksum as a resource shows it: hexadecimal, and the kind as SPDX names it."""

    value: str
    algorithm: str


def checksum_of(file: File, portal: Portal) -> Checksum:
    """Return the checksum that the portal shall show of a file."""
    if portal.loads_uploads:
        return Checksum(_md5(file.path), MD5)
    return Checksum(file.sha256, SHA256)


def algorithm_of(portal: Portal) -> str:
    """Return the kind of all files' checksums on the portal."""
    return MD5 if portal.loads_uploads else SHA256


def _md5(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
