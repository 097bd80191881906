"""A page of docs/sources as the files that its fenced blocks show by name.

A block begins with its language and the file: `yaml datasets/x.yaml`, `json schemas/x.json`.
What does not belong here: which page is run against what (its test).
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from pipelines.declarations import REGISTER, load
from pipelines.model import Dataset
from pipelines.settings import PROJECT

SHOWN = re.compile(r"^```\w+ ((?:datasets|schemas)/\S+)\n(.*?)^```$", re.M | re.S)


def example(page: str, folder: Path) -> tuple[Dataset, dict[str, object]]:
    """Write the files that a page shows, and return its only dataset with its Table Schema.

    The register of publishers is the project's own. Fails where the declaration has any fault.
    """
    text = (PROJECT / "docs" / "sources" / page).read_text(encoding="utf-8")
    for name in ("datasets", "schemas"):
        (folder / name).mkdir()
    shutil.copy(PROJECT / "datasets" / REGISTER, folder / "datasets")
    for name, content in SHOWN.findall(text):
        (folder / name).write_text(content, encoding="utf-8")
    declarations = load(folder / "datasets", folder / "schemas")
    assert [str(fault) for fault in declarations.faults] == []
    (dataset,) = declarations.datasets.values()
    return dataset, declarations.schema_of(dataset)
