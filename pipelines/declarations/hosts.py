"""The register of hosts, `datasets/_hosts.yaml`: read; without it, the default holds for all.

What does not belong here: what a limit is (model), and keeping to it (politeness).
"""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from pipelines.declarations.documents import read_document
from pipelines.faults import Fault, faults_of
from pipelines.model import HostRegister

HOSTS = "_hosts.yaml"


def load_hosts(folder: Path, faults: list[Fault]) -> HostRegister:
    """Read the register; its faults are added to the list, and the default is kept to then."""
    path = folder / HOSTS
    document = read_document(path, faults) if path.is_file() else None
    if document is None:
        return HostRegister()
    try:
        return HostRegister.model_validate(document)
    except ValidationError as error:
        faults.extend(faults_of(error, HostRegister, document, str(path)))
        return HostRegister()
