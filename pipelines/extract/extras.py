"""Packages that only some source types need: installed on demand, and asked for by name.

What does not belong here: what is done with them (the source types).
"""

from __future__ import annotations

import importlib
from types import ModuleType

from pipelines.errors import SettingError


def needed_module(name: str, extra: str) -> ModuleType:
    """Return an optional package's module. Raises SettingError, which says what to install."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        pass
    raise SettingError(
        f"a source of type `{extra}` needs {name.partition('.')[0]}, which is not installed here",
        remedy=f"install hri-pipelines[{extra}]",
    )
