"""Which checksum of a file a portal shows: the one that its own loader respects, if it has one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.publish import File, Portal
from pipelines.publish.checksums import checksum_of

SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.fixture
def abc(tmp_path: Path) -> File:
    """The text whose checksums RFC 1321 and FIPS 180 give as examples."""
    path = tmp_path / "abc.csv"
    path.write_bytes(b"abc")
    return File(path, SHA256)


def test_a_portal_shows_sha256(abc: File) -> None:
    shown = checksum_of(abc, Portal(extensions=frozenset(["datastore"])))
    assert shown == (SHA256, "http://spdx.org/rdf/terms#checksumAlgorithm_sha256")


@pytest.mark.parametrize("loader", ["xloader", "datapusher"])
def test_a_portal_that_loads_uploads_shows_the_md5_that_its_loader_compares(
    abc: File, loader: str
) -> None:
    shown = checksum_of(abc, Portal(extensions=frozenset(["datastore", loader])))
    assert shown == (
        "900150983cd24fb0d6963f7d28e17f72",
        "http://spdx.org/rdf/terms#checksumAlgorithm_md5",
    )
