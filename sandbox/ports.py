"""Which loopback ports an instance uses: chosen once, kept, chosen anew only when taken."""

import random
import socket
from collections.abc import Iterable, Mapping

LOOPBACK = "127.0.0.1"
RANGE = range(20_000, 32_768)
"""Below the numbers that Linux gives to outgoing connections, which could take one meanwhile."""


def choose(names: Iterable[str], kept: Mapping[str, int]) -> dict[str, int]:
    """A free port for each name: the kept one where it is still free."""
    chosen: dict[str, int] = {}
    for name in names:
        port = kept.get(name)
        if port is None or port in chosen.values() or not is_free(port):
            port = _other_than(set(chosen.values()) | set(kept.values()))
        chosen[name] = port
    return chosen


def is_free(port: int) -> bool:
    """Whether a server could listen on ``port`` of the loopback address now."""
    with socket.socket() as probe:
        # Servers set this too: connections of an ended one may linger without blocking the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _other_than(taken: set[int]) -> int:
    candidates = [port for port in RANGE if port not in taken]
    random.shuffle(candidates)
    for port in candidates:
        if is_free(port):
            return port
    raise OSError(f"no port of {LOOPBACK} is free between {RANGE.start} and {RANGE.stop - 1}")
