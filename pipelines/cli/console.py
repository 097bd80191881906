"""What the commands share: where they write, the options that many take, what they work on.

What does not belong here: any command, and anything that only one of them needs.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console

from pipelines.declarations import Declarations, load
from pipelines.errors import SettingError
from pipelines.model import Dataset
from pipelines.orchestration.workplace import Workplace
from pipelines.settings import read_settings

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

Names = Annotated[
    list[str] | None, typer.Argument(help="Names or ids of datasets; all of them unless said.")
]
DatasetsDir = Annotated[
    Path | None, typer.Option("--datasets", help="The folder of the declarations.")
]
SchemasDir = Annotated[
    Path | None, typer.Option("--schemas", help="The folder of the Table Schemas.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
LanguageName = Literal["fi", "sv", "en"]
Language = Annotated[
    LanguageName, typer.Option("--language", help="The language of validation reports.")
]


def own_language() -> LanguageName:
    """Return the language of the machine, where it is one of the portal's; English elsewhere."""
    found = os.environ.get("LANG", "en")[:2]
    names: dict[str, LanguageName] = {"fi": "fi", "sv": "sv"}
    return names.get(found, "en")


def workplace(datasets: Path | None, schemas: Path | None) -> Workplace:
    """Return the workplace over the declarations. Raises SettingError."""
    settings = read_settings()
    folder = datasets or settings.datasets
    if not folder.is_dir():
        raise SettingError(f"there is no folder {folder}", remedy="`--datasets DIR` names it")
    return Workplace(settings, load(folder, schemas or settings.schemas))


def chosen_of(declarations: Declarations, names: Sequence[str] | None) -> list[Dataset]:
    """Return the datasets of those names, or all. Raises DeclarationError."""
    if names:
        return [declarations.named(name) for name in names]
    return list(declarations.datasets.values())


def with_tables(declarations: Declarations, name: str) -> Dataset:
    """Return the dataset of that name. Raises DeclarationError; SettingError without a table."""
    dataset = declarations.named(name)
    if not dataset.has_table:
        what = "an API" if dataset.is_api else "a dataset of links"
        raise SettingError(f"{dataset.name} is {what}: it has no table that could be checked")
    return dataset


def print_json(value: Any) -> None:
    """Write the value to standard output, for programs."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n")


def say_catalogue(work: Workplace) -> None:
    """Say which catalogue is spoken to, and where the data come from if not from the agencies."""
    kind = "sandbox" if work.catalogue.is_sandbox else "portal"
    err.print(f"catalogue: {work.catalogue.url} ({kind})")
    if work.settings.replica:
        err.print(f"sources: the replica at {work.settings.replica}")
