"""Zip archives with the same bytes on every machine.

Here belongs the writing of archives that systems serve (zips, XLSX, ODS). Members are stored, not
deflated: zlib and its successors compress the same bytes differently.
"""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

_EPOCH = (1980, 1, 1, 0, 0, 0)


def archive(members: Mapping[str, bytes]) -> bytes:
    """Return a zip of the members (name → bytes) in their order."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as output:
        for name, content in members.items():
            member = ZipInfo(name, _EPOCH)
            member.create_system = 0
            output.writestr(member, content)
    return target.getvalue()


def without_dates(content: bytes) -> bytes:
    """Return the zip written anew: the same members, no compression, no dates."""
    with ZipFile(BytesIO(content)) as source:
        return archive({name: source.read(name) for name in source.namelist()})
