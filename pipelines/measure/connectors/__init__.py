"""Connectors: files of other systems that say how the data are used; one file each, by its name.

A file's module has `read(path)`, which yields rows of use or applications and raises
NotTheDeclaredFile with the line that it cannot read.
What does not belong here: fetching the files; they are declared in `datasets/_indicators.yaml`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from pathlib import Path

from pipelines.measure.evidence import Application, Use
from pipelines.model import Connector


def read_all(
    connectors: Iterable[Connector], folder: Path
) -> tuple[list[Use] | None, list[Application] | None]:
    """Return the use and the applications of the declared files; None where none is declared.

    Raises NotTheDeclaredFile.
    """
    rows = [row for each in connectors for row in read(each, folder)]
    use = [row for row in rows if isinstance(row, Use)]
    applications = [row for row in rows if isinstance(row, Application)]
    return use or None, applications or None


def read(connector: Connector, folder: Path) -> list[Use | Application]:
    """Return the rows of one declared file. Raises NotTheDeclaredFile."""
    module = importlib.import_module(f"{__name__}.{connector.type.value}")
    return list(module.read(folder / connector.file))
