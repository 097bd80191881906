"""A relay before the DataStore's PostgreSQL that cuts the connections at one chosen message.

A message is what the client sends at once: a statement, a part of a COPY, a commit.
Not here: what is loaded, and what must hold afterwards (publishing).
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread

from tests.faults.proxy import Fault, Moment

ANSWERED = 0.05
"""Seconds without a further byte after which the server has answered."""


class DatabaseRelay:
    """Counts the messages of all connections; from the chosen one on nothing passes any more."""

    def __init__(self, host: str, port: int) -> None:
        self._server = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = Lock()
        self._open: list[socket.socket] = []
        self.port = int(self._listener.getsockname()[1])
        self.arm(None)

    def arm(self, fault: Fault | None) -> None:
        """Count from the start again, and cut at that message."""
        self.fault, self.messages, self.is_cut = fault, 0, False

    def serve(self) -> None:
        """Take connections until the relay is closed."""
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            if self.is_cut:
                client.close()
                continue
            server = socket.create_connection(self._server)
            self._open += [client, server]
            Thread(target=self._to_server, args=(client, server), daemon=True).start()
            Thread(target=self._to_client, args=(server, client), daemon=True).start()

    def close(self) -> None:
        """Cut everything and listen no more."""
        self._cut()
        # Closing alone does not wake the thread that waits for connections.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _to_server(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while content := client.recv(1 << 20):
                with self._lock:
                    self.messages += 1
                    here = self.fault is not None and self.messages == self.fault.request
                    if self.is_cut:
                        break
                    self.is_cut = here
                if here and self.fault and self.fault.moment is Moment.BEFORE:
                    break
                server.sendall(content)
                if here:
                    self._wait_for_the_answer(server)
                    break
            else:
                self._end(client, server)
                return
        self._cut()

    def _to_client(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while True:
                # Left to the other thread, and thrown away, once the relay cuts.
                content = server.recv(1 << 20, socket.MSG_PEEK)
                if not content or self.is_cut:
                    break
                client.sendall(server.recv(1 << 20))
        if not self.is_cut:
            self._end(client, server)

    def _wait_for_the_answer(self, server: socket.socket) -> None:
        server.settimeout(5)
        with suppress(OSError):
            while server.recv(1 << 20):
                server.settimeout(ANSWERED)

    def _end(self, *sockets: socket.socket) -> None:
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _cut(self) -> None:
        open_now, self._open = self._open, []
        self._end(*open_now)
        for each in open_now:
            each.close()


@contextmanager
def serving_relay(host: str, port: int) -> Iterator[DatabaseRelay]:
    """Yield a relay to the server at this address while it listens."""
    relay = DatabaseRelay(host, port)
    thread = Thread(target=relay.serve)
    thread.start()
    try:
        yield relay
    finally:
        relay.close()
        thread.join()
