"""The calls that bring files into the catalogue: the distributions, and their descriptor.

What does not belong here: tables of the DataStore (loading), and which other fields a resource
shows (metadata, dcat).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from pipelines.model import DESCRIPTOR_KEY, Dataset, Distribution, FormatName
from pipelines.publish import dcat, metadata
from pipelines.publish.calls import PACKAGE_ID, Call, Record
from pipelines.publish.checksums import SHA256, algorithm_of, checksum_of
from pipelines.publish.descriptor import descriptor
from pipelines.publish.differences import differences
from pipelines.publish.edition import Edition, Editions, File
from pipelines.publish.portal import Portal


def file_calls(
    part: Dataset, edition: Edition, there: Mapping[str, Record], home: str, portal: Portal
) -> list[Call]:
    """Return an upload for each file that CKAN lacks or holds with another content."""
    calls = []
    for distribution in part.distributions:
        current = there.get(part.resource_id(distribution.format), {})
        file = edition.files.get(distribution.format)
        if file is not None and not _holds(current, checksum_of(file, portal).value):
            calls.append(_upload(part, distribution, edition, file, home, portal))
    return calls


def address_calls(
    part: Dataset, there: Mapping[str, Record], home: str, portal: Portal
) -> list[Call]:
    """Return a patch for each uploaded file that is shown without its addresses."""
    calls = []
    for distribution in part.distributions:
        current = there.get(part.resource_id(distribution.format), {})
        where = _where(part, distribution.format, home, portal)
        if current.get("url_type") == "upload" and differences(current, where):
            label = str(current["format"])
            patch = {"id": current["id"], **where}
            calls.append(Call("resource_patch", patch, f"{label}: change its addresses"))
    return calls


def descriptor_calls(
    dataset: Dataset, editions: Editions, there: Mapping[str, Record], home: str
) -> list[Call]:
    """Return the upload of `datapackage.json` where it is missing or says something else."""
    text = descriptor(dataset, editions, home)
    identifier = dataset.resource_id(DESCRIPTOR_KEY)
    known = PACKAGE_ID not in home
    if known and _holds(there.get(identifier, {}), hashlib.sha256(text.encode()).hexdigest()):
        return []
    name = metadata.DESCRIPTOR_NAME
    where = dcat.addresses(home, identifier, name)
    parameters = {"id": identifier, "hash_algorithm": SHA256, **where}
    return [Call("resource_patch", parameters, f"upload {name}", file_name=name, text=text)]


def _holds(current: Record, checksum: str) -> bool:
    return current.get("hash") == checksum and current.get("url_type") == "upload"


def _where(part: Dataset, name: FormatName, home: str, portal: Portal) -> dict[str, Any]:
    """Return what is said of a file because it is there: its addresses and kind of checksum."""
    served = metadata.file_name(part, name)
    addresses = dcat.addresses(home, part.resource_id(name), served)
    return {**addresses, "hash_algorithm": algorithm_of(portal)}


def _upload(
    part: Dataset,
    distribution: Distribution,
    edition: Edition,
    file: File,
    home: str,
    portal: Portal,
) -> Call:
    dates = metadata.data_dates(edition.changed)
    kind = portal.resource(dcat.file_fields(part, distribution.format))
    parameters = {
        "id": part.resource_id(distribution.format),
        "hash": checksum_of(file, portal).value,
        "file_size": str(file.path.stat().st_size),
        "mimetype": kind["mimetype"],
        "date_updated": dates["date_updated"],
        "modified": dates["modified"],
        **_where(part, distribution.format, home, portal),
    }
    name = metadata.file_name(part, distribution.format)
    return Call("resource_patch", parameters, f"upload {name}", file.path, name)
