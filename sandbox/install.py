"""Installing one CKAN with its servers: exact versions, checked sums, no compiler, no root.

Only programs are installed here; data and settings of a portal are made by ``bootstrap``. A
killed installation is resumed by running it again; ``installed.json``, written last, ends it.
"""

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from sandbox import locking, solr_jars
from sandbox.errors import InstallError, SandboxError
from sandbox.layout import LOCKS, PYTHONS_OF_CKAN, REDIS_VERSION, Installation
from sandbox.logged_command import run_logged

# Published as source only, all of it plain Python; everything else must come as a wheel.
PURE_SOURCES = ("ckanext-scheming", "ckantoolkit", "docopt", "feedgen", "pysolr")
BUILD_TOOLS = ("setuptools", "setuptools-scm", "vcs-versioning", "packaging", "typing-extensions")
REDIS_LOCK = LOCKS / f"redis-{REDIS_VERSION}.txt"
WAIT_FOR_OTHER_SECONDS = 900.0


def is_finished(installation: Installation) -> bool:
    """Whether the installation is whole and made from today's lock files."""
    try:
        stamp = json.loads(installation.stamp.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    return bool(stamp == _wanted_stamp(installation)) and installation.python.exists()


def install(installation: Installation) -> None:
    """Install, or go on with, or leave alone what is finished.

    Raises:
        InstallError: names the log and how to go on.
    """
    _check_python(installation.ckan)
    lock = installation.home / "install" / ".lock"
    with locking.exclusive(lock, "the installation", WAIT_FOR_OTHER_SECONDS):
        if is_finished(installation):
            return
        installation.folder.mkdir(parents=True, exist_ok=True)
        installation.stamp.unlink(missing_ok=True)
        _install_packages(installation)
        _install_redis(installation)
        solr_jars.install(installation)
        stamp = json.dumps(_wanted_stamp(installation), indent=2)
        unfinished = installation.stamp.with_suffix(".part")
        unfinished.write_text(stamp, encoding="utf-8")
        unfinished.replace(installation.stamp)


def _check_python(ckan: str) -> None:
    here = sys.version_info[:2]
    allowed = PYTHONS_OF_CKAN.get(ckan)
    if allowed and here not in allowed:
        names = " or ".join(f"{major}.{minor}" for major, minor in allowed)
        raise SandboxError(
            f"CKAN {ckan} runs on Python {names}, this is {here[0]}.{here[1]}. "
            "Use the default CKAN, or another Python."
        )


def _wanted_stamp(installation: Installation) -> dict[str, str]:
    files = (installation.lock, REDIS_LOCK, solr_jars.COORDINATES, solr_jars.SUMS)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _install_packages(installation: Installation) -> None:
    uv = find_uv()
    if not installation.python.exists():
        shutil.rmtree(installation.venv, ignore_errors=True)
        _run(installation, [str(uv), "venv", "--python", sys.executable, str(installation.venv)])
    install = [str(uv), "pip", "install", "--python", str(installation.python)]
    install += ["--no-deps", "--require-hashes"]
    # The sources are built with the tools of the lock, not with whatever is newest.
    tools = installation.folder / "build-tools.txt"
    lines = installation.lock.read_text(encoding="utf-8").splitlines()
    chosen = [line for name in BUILD_TOOLS for line in _requirement(name, lines)]
    tools.write_text("\n".join(chosen) + "\n", encoding="utf-8")
    _run(installation, [*install, "-r", str(tools)])
    built = [option for name in PURE_SOURCES for option in ("--no-binary", name)]
    install += ["--only-binary", ":all:", *built, "--no-build-isolation"]
    # CKAN is started many times, and keeps no bytecode by itself.
    install += ["--compile-bytecode"]
    _run(installation, [*install, "-r", str(installation.lock)])


def _install_redis(installation: Installation) -> None:
    """The server program alone; its wheel names one Python, though the program needs none."""
    if installation.redis_server.exists():
        return
    unfinished = installation.redis.with_name(installation.redis.name + ".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    command = [str(find_uv()), "pip", "install", "--target", str(unfinished)]
    command += ["--python", str(installation.python), "--python-version", "3.11"]
    command += ["--only-binary", ":all:", "--no-deps", "--require-hashes", "-r", str(REDIS_LOCK)]
    _run(installation, command)
    shutil.rmtree(installation.redis, ignore_errors=True)
    unfinished.replace(installation.redis)


def _requirement(name: str, lines: Iterable[str]) -> list[str]:
    """The lines of one requirement in a lock: its name and version, then its hashes."""
    found: list[str] = []
    for line in lines:
        if line.startswith(f"{name}==") or (found and line.startswith(" ")):
            found.append(line)
        elif found:
            break
    return found


def find_uv() -> Path:
    """The uv beside the running Python, else the one on the path.

    Raises:
        InstallError: where there is none.
    """
    beside = Path(sys.executable).parent / "uv"
    elsewhere = shutil.which("uv")
    if beside.exists():
        return beside
    if elsewhere:
        return Path(elsewhere)
    raise InstallError(f"uv is missing beside {sys.executable}: install the project's packages.")


def _run(installation: Installation, command: list[str]) -> None:
    run_logged(command, installation.log, dict(os.environ))
