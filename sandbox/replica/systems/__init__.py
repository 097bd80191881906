"""The agencies' systems, one module each, found by being here.

Here belongs one small file per system: a module whose `DOCUMENTS` lists what it serves, each with
the function that makes its bytes. Nothing here knows HTTP.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from sandbox.replica.documents import Document


@cache
def documents() -> dict[str, Document]:
    """Return every document of every system by its URL, without a query."""
    names = sorted(module.name for module in iter_modules(__path__))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return {document.url: document for module in modules for document in module.DOCUMENTS}
