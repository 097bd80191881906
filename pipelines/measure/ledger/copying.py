"""A ledger copied from one store to another, block by block, and found to be the same.

What does not belong here: which stores there are (stores, database), and checking (verification).
"""

from __future__ import annotations

from pipelines.errors import LedgerBroken
from pipelines.measure.ledger import chain
from pipelines.measure.ledger.ledger import LANES, TODAY, Ledger
from pipelines.measure.ledger.stores import BlockStore


def copy(source: BlockStore, target: BlockStore) -> int:
    """Copy what the target lacks; return how many blocks were copied.

    Raises LedgerBroken where the source is broken, or the target holds what the source does not.
    """
    here, there = Ledger(source), Ledger(target)
    copied = 0
    with target.alone():
        for lane in LANES:
            copied += _copy_lane(here, there, lane)
        today = source.read(TODAY)
        if today is not None:
            target.write(TODAY, today)
        elif target.read(TODAY) is not None:
            target.delete(TODAY)
    if here.head() != there.head():
        raise LedgerBroken(f"the copy's head is {there.head()}, and not {here.head()}")
    return copied


def _copy_lane(here: Ledger, there: Ledger, lane: str) -> int:
    links = here.lane(lane)
    known = {link.name: link.sha256 for link in there.lane(lane)}
    ours = {link.name: link.sha256 for link in links}
    if any(ours.get(name) != sha256 for name, sha256 in known.items()):
        raise LedgerBroken(
            f"the other ledger holds blocks of {lane} that this one does not",
            remedy="copy it into an empty one, or the other way round",
        )
    new = [link for link in links if link.name not in known]
    for link in new:
        there.store.write(f"{lane}/{link.name}.jsonl", here.block(lane, link))
    if new:
        there.store.write(f"{lane}.chain", chain.to_bytes(links))
    return len(new)
