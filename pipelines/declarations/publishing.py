"""How everything is published, `datasets/_publishing.yaml`: read; without it, the defaults hold.

What does not belong here: what the fields mean (model).
"""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from pipelines.declarations.documents import read_document
from pipelines.faults import Fault, faults_of
from pipelines.model import Publishing

PUBLISHING = "_publishing.yaml"


def load_publishing(folder: Path, faults: list[Fault]) -> Publishing:
    """Read the file; its faults are added to the list, and the defaults are kept to then."""
    path = folder / PUBLISHING
    document = read_document(path, faults) if path.is_file() else None
    if document is None:
        return Publishing()
    try:
        return Publishing.model_validate(document)
    except ValidationError as error:
        faults.extend(faults_of(error, Publishing, document, str(path)))
        return Publishing()
