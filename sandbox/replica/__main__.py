"""`python -m sandbox.replica serve`: the replica in the foreground.

Here belongs reading the command line. It prints its URL once it listens; SIGTERM ends it at once,
for there is nothing to put in order.
"""

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from sandbox.replica.replica import RealDataError, Replica, existing_folder, real_data_folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        folder = existing_folder(options.real_data) if options.real_data else real_data_folder()
    except RealDataError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    with Replica(folder, options.port) as replica:
        sys.stdout.write(replica.url + "\n")
        sys.stdout.flush()
        try:
            replica.wait()
        except KeyboardInterrupt:
            return 0
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox.replica")
    commands = parser.add_subparsers(required=True)
    serve = commands.add_parser("serve", help="serve the agencies' systems on the loopback address")
    serve.add_argument("--port", type=int, default=0, help="0 takes a free one")
    serve.add_argument("--real-data", type=Path, help="folder of real files, else HRI_REAL_DATA")
    return parser


if __name__ == "__main__":
    # Whoever starts it may ignore the signal, and what is ignored is inherited.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    sys.exit(main())
