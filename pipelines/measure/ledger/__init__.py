"""The ledger room: canonical blocks, their chain, the store that keeps them, and its checking.

What does not belong here: computing a value (indicators), and when something is sealed (sealing).
"""

from __future__ import annotations

from pipelines.measure.ledger.copying import copy
from pipelines.measure.ledger.database import DatabaseBlocks
from pipelines.measure.ledger.known import KnownAt
from pipelines.measure.ledger.ledger import Ledger
from pipelines.measure.ledger.stores import BlockStore, StateBlocks

__all__ = ["BlockStore", "DatabaseBlocks", "KnownAt", "Ledger", "StateBlocks", "copy"]
