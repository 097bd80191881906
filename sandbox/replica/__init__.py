"""A replica of the agencies' systems: their URLs, shapes and failings, over invented data.

Here belongs everything that stands for a system outside the project. Nothing in `pipelines` knows
it: the pipeline asks `https://HOST/path`, and a setting sends it to `http://127.0.0.1:PORT/HOST/path`.
"""

from sandbox.replica.faults import FAULTS, UnknownFaultError
from sandbox.replica.journal import Seen
from sandbox.replica.replica import RealDataError, Replica, real_data_folder
from sandbox.replica.shelf import NotServedError

__all__ = [
    "FAULTS",
    "NotServedError",
    "RealDataError",
    "Replica",
    "Seen",
    "UnknownFaultError",
    "real_data_folder",
]
