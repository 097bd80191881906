"""The replica as Python sees it: start it, stop it, make its systems misbehave.

Here belongs the one class that tests and the sandbox hold. The command line is `__main__`.
"""

import os
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

from sandbox.replica.control import set_fault
from sandbox.replica.faults import Fault
from sandbox.replica.journal import Seen
from sandbox.replica.server import ReplicaServer, State
from sandbox.replica.shelf import Shelf

_PROJECT = Path(__file__).resolve().parents[2]


class RealDataError(FileNotFoundError):
    """The folder of real data that was asked for does not exist."""


def real_data_folder() -> Path | None:
    """Return the folder of real files: `HRI_REAL_DATA`, else ../shared/data/ where it exists.

    Raises:
        RealDataError: `HRI_REAL_DATA` names a folder that does not exist.

    """
    setting = os.environ.get("HRI_REAL_DATA")
    if setting:
        return existing_folder(Path(setting))
    default = _PROJECT.parent / "shared" / "data"
    return default if default.is_dir() else None


def existing_folder(folder: Path) -> Path:
    """Return the folder.

    Raises:
        RealDataError: it does not exist.

    """
    if not folder.is_dir():
        raise RealDataError(f"HRI_REAL_DATA: no folder {folder}; unset it or name an existing one")
    return folder


class Replica:
    """The agencies' systems on one port of the loopback address.

    `real_data` is the folder of real files, None for invented data alone; `port` 0 takes a free
    one. A context manager starts and stops it.
    """

    def __init__(self, real_data: Path | None = None, port: int = 0) -> None:
        self._state = State(Shelf(real_data))
        self._port = port
        self._server: ReplicaServer | None = None
        self._thread: Thread | None = None

    def start(self) -> Self:
        """Listen, and answer in a thread."""
        self._state.stopping.clear()
        self._server = ReplicaServer(self._port, self._state)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), name="replica")
        self._thread.start()
        return self

    def stop(self) -> None:
        """Hang up on every client and stop listening."""
        if self._server and self._thread:
            self._server.shutdown()
            self._server.hang_up()
            self._server.server_close()
            self._thread.join()
            self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def wait(self) -> None:
        """Return when the replica has been stopped."""
        if self._thread:
            self._thread.join()

    @property
    def url(self) -> str:
        """The replica's own address, without a slash at its end.

        Raises:
            RuntimeError: it has not been started.

        """
        if self._server is None:
            raise RuntimeError("the replica is not running: start it first")
        return f"http://127.0.0.1:{self._server.server_port}"

    def address(self, url: str) -> str:
        """Return where the replica serves this real URL."""
        return f"{self.url}/{url.removeprefix('https://')}"

    @property
    def requests(self) -> list[Seen]:
        """The requests that came in, oldest first."""
        return self._state.journal.requests()

    def forget_requests(self) -> None:
        """Empty the list of requests."""
        self._state.journal.clear()

    def set_fault(
        self,
        url: str,
        fault: str,
        *,
        times: int | None = None,
        retry_after: int | None = None,
        seconds: float = 60.0,
    ) -> None:
        """Make a URL fail, `times` times or until the faults are cleared.

        `retry_after` and `seconds` (the silence of a time-out) are in seconds.

        Raises:
            NotServedError: the replica does not serve the URL.
            UnknownFaultError: there is no such fault, or it does not fit the document.

        """
        wanted = Fault(url, fault, times, retry_after, seconds)
        set_fault(self._state.shelf, self._state.faults, wanted)

    def clear_faults(self) -> None:
        """Let every URL answer well again."""
        self._state.faults.clear()

    def replace(self, url: str, body: bytes) -> None:
        """Serve this body at the URL, with a new ETag and Last-Modified."""
        self._state.shelf.replace(url, body)

    def restore(self, url: str | None = None) -> None:
        """Serve the system's own content again, at this URL or everywhere."""
        self._state.shelf.restore(url)
