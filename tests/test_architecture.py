"""The walls of the house: who may know whom, how large a room may be, and what the lock holds.

Each rule is also tried on planted source text, so that it is known to catch what it forbids.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines import measure
from pipelines.settings import PROJECT

STAGES = ("extract", "validate", "convert", "publish", "measure")
PLACES = {
    "dagster": ("pipelines.orchestration", "pipelines.definitions"),
    "ckanapi": ("pipelines.catalogue",),
    # ckanapi speaks through requests: its sessions, limits and errors are those of requests.
    "requests": ("pipelines.web", "pipelines.catalogue"),
    "urllib3": ("pipelines.web",),
    "sandbox": (),
}
"""Package → the modules and rooms of pipelines/ that may import it."""
ABOVE_THE_STAGES = (
    "pipelines.orchestration",
    "pipelines.definitions",
    "pipelines.adoption",
    "pipelines.cli",
)
MEASURED = {"pipelines.measure"} | {f"pipelines.measure.{name}" for name in measure.__all__}
"""What the site may know of the stages: the public names of measure, and nothing within it."""
VAGUE = re.compile(r"(^|_)(utils?|helpers?|common|managers?|misc|base)(_|$)", re.I)
LONGEST_MODULE = 350
LONGEST_FUNCTION = 50


def sources(*rooms: str) -> Iterator[tuple[str, str]]:
    """Yield (dotted name, source text) of every module; CKAN's extension is CKAN's house."""
    for room in rooms:
        for path in sorted((PROJECT / room).rglob("*.py")):
            if "ckanext_hri" not in path.parts:
                yield dotted(path.relative_to(PROJECT)), path.read_text(encoding="utf-8")


def dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(module: str, text: str, *, is_room: bool = False) -> set[str]:
    """Return the dotted names that a module imports anywhere, relative ones resolved."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            levels = max(node.level - is_room, 0)
            above = module.split(".")[: -levels or None] if node.level else []
            origin = ".".join([*above, *filter(None, [node.module])])
            found |= {origin} | {f"{origin}.{alias.name}" for alias in node.names}
    return found


def inside(name: str, *rooms: str) -> bool:
    return any(f"{name}.".startswith(f"{room}.") for room in rooms)


def trespasses(module: str, text: str) -> list[str]:
    """Return what the module imports and must not."""
    known = imports(module, text, is_room=(PROJECT / module.replace(".", "/")).is_dir())
    forbidden = [p for p, places in PLACES.items() if not inside(module, *places)]
    forbidden = forbidden if inside(module, "pipelines") else ["pipelines"]
    rooms = [f"pipelines.{stage}" for stage in STAGES]
    if inside(module, "pipelines.site"):
        rooms.remove("pipelines.measure")
        known -= MEASURED
        forbidden.append("pipelines.measure")
    if inside(module, "pipelines") and not inside(module, *ABOVE_THE_STAGES):
        forbidden += [room for room in rooms if not inside(module, room)]
        forbidden += [] if inside(module, *ABOVE_THE_STAGES) else ABOVE_THE_STAGES
    return sorted(name for name in known if inside(name, *forbidden))


def shapes(module: str, text: str) -> list[str]:
    """Return what is wrong with the module's size, names and docstring."""
    tree = ast.parse(text)
    wrong = []
    if len(text.splitlines()) >= LONGEST_MODULE:
        wrong.append(f"{len(text.splitlines())} lines")
    if not ast.get_docstring(tree):
        wrong.append("no docstring")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or 0) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                wrong.append(f"{node.name}: {length} lines")
        elif isinstance(node, ast.ClassDef) and VAGUE.search(snake(node.name)):
            wrong.append(f"vague name {node.name}")
    return wrong + [f"vague name {part}" for part in module.split(".") if VAGUE.search(part)]


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)


@pytest.mark.parametrize("room", ["pipelines", "sandbox"])
def test_nobody_imports_what_is_not_theirs(room: str) -> None:
    found = {module: names for module, text in sources(room) if (names := trespasses(module, text))}
    assert found == {}


@pytest.mark.parametrize("room", ["pipelines", "sandbox"])
def test_every_module_is_small_named_and_described(room: str) -> None:
    found = {module: wrong for module, text in sources(room) if (wrong := shapes(module, text))}
    assert found == {}


def test_the_docstring_of_a_module_of_the_pipeline_says_what_does_not_belong() -> None:
    silent = [
        module
        for module, text in sources("pipelines")
        if len(text.splitlines()) > 100
        and not inside(module, "pipelines.validate.wording")
        and not re.search(r"\b(not|nor|never|nothing|cannot)\b", docstring(text), re.I)
    ]
    assert silent == []


def docstring(text: str) -> str:
    return ast.get_docstring(ast.parse(text)) or ""


@pytest.mark.parametrize(
    ("module", "text", "caught"),
    [
        ("pipelines.extract.file", "import dagster", ["dagster"]),
        ("pipelines.extract.file", "import pipelines.convert", ["pipelines.convert"]),
        (
            "pipelines.measure.counts",
            "def f():\n    from pipelines.publish import plan",
            ["pipelines.publish", "pipelines.publish.plan"],
        ),
        ("pipelines.convert.csv", "from pipelines import validate", ["pipelines.validate"]),
        (
            "pipelines.convert.csv",
            "from ..validate import report",
            ["pipelines.validate", "pipelines.validate.report"],
        ),
        ("pipelines.convert.csv", "from . import geometry", []),
        ("pipelines.convert", "from .geometry import x", []),
        ("pipelines.convert", "from .. import measure", ["pipelines.measure"]),
        ("pipelines.site.page", "from pipelines.measure import Ledger, explain", []),
        ("pipelines.site.page", "from pipelines.measure.ledger import blocks",
         ["pipelines.measure.ledger", "pipelines.measure.ledger.blocks"]),
        ("pipelines.site.page", "from pipelines.publish import plan",
         ["pipelines.publish", "pipelines.publish.plan"]),
        ("pipelines.model.dataset", "from pipelines.extract import x",
         ["pipelines.extract", "pipelines.extract.x"]),
        ("pipelines.publish.plan", "import pipelines.orchestration", ["pipelines.orchestration"]),
        ("pipelines.publish.plan", "import ckanapi.errors", ["ckanapi.errors"]),
        ("pipelines.catalogue", "import ckanapi", []),
        ("pipelines.catalogues", "import ckanapi", ["ckanapi"]),
        ("pipelines.extract.file", "from requests import get", ["requests", "requests.get"]),
        ("pipelines.answers", "import urllib3", ["urllib3"]),
        ("pipelines.web", "import requests, urllib3", []),
        ("pipelines.cli", "from sandbox import portal", ["sandbox", "sandbox.portal"]),
        ("pipelines.cli", "from pipelines.extract import extract", []),
        ("pipelines.orchestration.assets", "import dagster\nimport pipelines.extract", []),
        ("sandbox.portal", "from pipelines.settings import PROJECT",
         ["pipelines.settings", "pipelines.settings.PROJECT"]),
        ("sandbox.portal", "import requests", []),
    ],
)  # fmt: skip
def test_a_planted_trespass_is_caught(module: str, text: str, caught: list[str]) -> None:
    assert trespasses(module, text) == caught


@pytest.mark.parametrize(
    ("module", "text", "caught"),
    [
        ("pipelines.web", "import os", ["no docstring"]),
        ("pipelines.web", '"""Web."""\n' * 349, []),
        ("pipelines.web", '"""Web."""\n' * 350, ["350 lines"]),
        ("pipelines.web", '"""W."""\ndef f():\n' + "    x = 1\n" * 50, ["f: 51 lines"]),
        ("pipelines.web", '"""W."""\ndef f():\n' + "    x = 1\n" * 49, []),
        ("pipelines.web_utils", '"""W."""', ["vague name web_utils"]),
        ("pipelines.common.web", '"""W."""', ["vague name common"]),
        ("pipelines.web", '"""W."""\nclass StateManager: ...', ["vague name StateManager"]),
        ("pipelines.database", '"""W."""', []),
    ],
)
def test_a_planted_misshape_is_caught(module: str, text: str, caught: list[str]) -> None:
    assert shapes(module, text) == caught


def lock_faults(text: str) -> list[str]:
    """Return the lines of a lock file that hold an address, and requirements without a hash."""
    lines = text.splitlines()
    faults = [line for line in lines if re.search(r"://|--?(extra-)?index|--find-links|@", line)]
    whole = re.sub(r"\\\n", " ", text).splitlines()
    hashed = r"(\s+--hash=sha256:[0-9a-f]{64})+\s*$"
    pinned = re.compile(r"^[A-Za-z0-9._-]+(\[[\w,-]+\])?==\S+( ; [^#]+?)?" + hashed)
    entries = [line for line in whole if line.strip() and not line.lstrip().startswith("#")]
    return faults + [line.split()[0] for line in entries if not pinned.match(line)]


def test_the_lock_holds_no_address_and_a_hash_for_everything() -> None:
    text = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    assert lock_faults(text) == []
    assert len(re.findall(r"^[a-z0-9]\S*==", text, re.M)) >= 20


HASH = "--hash=sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        (f"rich==14.0 \\\n    {HASH} \\\n    {HASH}\n", []),
        (f"tomli==2.0 ; python_version < '3.12' \\\n    {HASH}\n", []),
        ("rich==14.0\n", ["rich==14.0"]),
        (f"rich>=14.0 \\\n    {HASH}\n", ["rich>=14.0"]),
        ("rich==14.0 \\\n    --hash=sha256:beef\n", ["rich==14.0"]),
        ("--index-url https://example.org\n", ["--index-url https://example.org", "--index-url"]),
    ],
)
def test_a_planted_fault_of_the_lock_is_caught(text: str, caught: list[str]) -> None:
    assert lock_faults(text) == caught
