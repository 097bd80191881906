"""`hri indicators verify`: the ledger is what was written to it, or what is wrong with it.

An edited, missing or planted block breaks its checksum or its chain. A chain that was forged anew
is found by the seals, which hold the links of their day, and by a head that was printed.
What does not belong here: mending anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pipelines.errors import LedgerBroken
from pipelines.measure.ledger import Ledger, blocks, chain
from pipelines.measure.ledger.chain import Link
from pipelines.measure.ledger.ledger import LANES, RECONSTRUCTED, ROWS
from pipelines.measure.sealing import Seal, sealed_rows, seals


def verify(
    ledger: Ledger, head: str | None = None, printed: Iterable[chain.Ends] = ()
) -> list[str]:
    """Return what is wrong, nothing where all is well.

    `head` is one that was printed: the ledger's of now, one that a seal holds, or that of one of
    `printed`, which are where the lanes ended as reports were made.
    """
    lanes: dict[str, list[Link]] = {}
    faults: list[str] = []
    for lane in LANES:
        try:
            lanes[lane] = ledger.lane(lane)
            faults += _faults_of_blocks(ledger, lane, lanes[lane])
        except LedgerBroken as broken:
            faults.append(broken.message)
    if faults:
        return faults
    made = seals(ledger)
    faults += [fault for seal in made for fault in _faults_of_seal(ledger, seal, lanes)]
    faults += _faults_of_rows(ledger)
    if head is not None and head not in {ledger.head(), *(seal.head for seal in made)}:
        ends = next((each for each in printed if chain.head(each) == head), None)
        if ends is None:
            faults.append(f"the ledger never had the head {head}, as far as it and its seals tell")
        elif moved := _moved(ends, lanes):
            faults.append(f"the chain of {', '.join(moved)} is not the one with the head {head}")
    return faults


def _faults_of_blocks(ledger: Ledger, lane: str, links: list[Link]) -> Iterator[str]:
    chained = {f"{lane}/{link.name}.jsonl" for link in links}
    for link in links:
        try:
            ledger.block(lane, link)
        except LedgerBroken as broken:
            yield broken.message
    for key in ledger.store.keys(f"{lane}/"):
        if key not in chained:
            yield f"the block {key} is in no chain: planted, or left by a run that was cut off"


def _faults_of_seal(ledger: Ledger, seal: Seal, lanes: dict[str, list[Link]]) -> Iterator[str]:
    for lane in _moved(seal.lanes, lanes):
        yield f"the chain of {lane} is not the one that {seal.by} sealed on {seal.at.date()}"
    if blocks.digest(sealed_rows(ledger, seal.as_of)) != seal.rows_sha256:
        yield f"the values as of {seal.as_of} are not those that {seal.by} sealed"


def _moved(ends: chain.Ends, lanes: dict[str, list[Link]]) -> list[str]:
    """Return the lanes that do not go on from where they ended once.

    Months that are reconstructed later come in between, so that lane's links may move.
    """
    return [
        lane
        for lane, (count, link) in ends.items()
        if lane != RECONSTRUCTED
        and (len(lanes[lane]) < count or lanes[lane][count - 1].link != link)
    ]


def _faults_of_rows(ledger: Ledger) -> Iterator[str]:
    keys = Counter(row.key for lane in ROWS for row in ledger.rows_of(lane))
    for key, times in sorted(keys.items()):
        if times > 1:
            yield f"the row {' '.join(map(str, key))} stands {times} times"
