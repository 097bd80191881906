"""Dated versions: what was published of a dataset, kept so that it can be fetched and served again.

`version` is what one is, `store` keeps them in the state, `retention` says which may go, `holds`
keeps a dataset as it is until somebody releases it. What does not belong here: publishing (publish,
orchestration) and the public files (site).
"""

from __future__ import annotations

from pipelines.versions.holds import Hold, held, hold, hold_on, release, require_released
from pipelines.versions.retention import superseded
from pipelines.versions.store import Versions
from pipelines.versions.version import Served, Version, VersionFile, VersionTable

__all__ = [
    "Hold",
    "Served",
    "Version",
    "VersionFile",
    "VersionTable",
    "Versions",
    "held",
    "hold",
    "hold_on",
    "release",
    "require_released",
    "superseded",
]
