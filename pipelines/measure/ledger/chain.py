"""The chain of a lane: every block's checksum, each link made of the one before and its block.

A lane is a line of blocks of one kind, in the order of their names; each has a chain of its own,
so that a month reconstructed late moves no link of the days that were computed. The ledger's head
is the checksum of all lanes' last links.
What does not belong here: what stands in a block (blocks).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipelines.errors import LedgerBroken

START = "0" * 64

Ends = Mapping[str, tuple[int, str]]
"""Lane → how many blocks it has, and its last link."""


@dataclass(frozen=True)
class Link:
    """One block's place in the chain of its lane."""

    name: str
    """The block's name in its lane."""
    sha256: str
    """Of the block's bytes."""
    link: str
    """The SHA-256 of the link before, the name and the block's checksum."""


def forge(blocks: Iterable[tuple[str, str]]) -> list[Link]:
    """Return the chain of (name, sha256) in the order of the names."""
    links: list[Link] = []
    before = START
    for name, sha256 in sorted(blocks):
        before = hashlib.sha256(f"{before} {name} {sha256}".encode()).hexdigest()
        links.append(Link(name, sha256, before))
    return links


def to_bytes(links: Iterable[Link]) -> bytes:
    """Return the file of a chain: a line `<name> <sha256> <link>` for each block."""
    return "".join(f"{each.name} {each.sha256} {each.link}\n" for each in links).encode()


def from_bytes(data: bytes, lane: str) -> list[Link]:
    """Return the chain of a file. Raises LedgerBroken where its links do not follow."""
    try:
        found = [Link(*line.split(" ")) for line in data.decode().splitlines()]
    except (TypeError, UnicodeDecodeError) as error:
        raise LedgerBroken(f"the chain of {lane} is no chain: {error}") from error
    for link, right in zip(found, forge((each.name, each.sha256) for each in found), strict=True):
        if link != right:
            raise LedgerBroken(f"the chain of {lane} is broken at {link.name}")
    return found


def ends(lanes: Mapping[str, Sequence[Link]]) -> Ends:
    """Return where each lane ends; a lane without blocks plays no part."""
    return {lane: (len(links), links[-1].link) for lane, links in lanes.items() if links}


def head(found: Ends) -> str:
    """Return the checksum of all lanes' last links."""
    lines = (f"{lane} {count} {link}" for lane, (count, link) in found.items())
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
