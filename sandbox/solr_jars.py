"""Solr's jars: had by their coordinates, then held against the sums in the lock.

Not here: the packages of Python (``install``) and Solr's start (``guest/solr.py``).
"""

import hashlib
import os
import shutil
from pathlib import Path

from sandbox.errors import InstallError
from sandbox.layout import LOCKS, SOLR_VERSION, Installation
from sandbox.logged_command import run_logged

COORDINATES = LOCKS / f"solr-{SOLR_VERSION}.toml"
SUMS = LOCKS / f"solr-{SOLR_VERSION}-jars.sha256"


def install(installation: Installation) -> None:
    """Put every jar of the lock into ``installation.jars``; leave a whole folder alone.

    Raises:
        InstallError: when a jar is missing or has another sum than the lock says.
    """
    if not faults(installation.jars):
        return
    fetched = installation.folder / "jgo"
    _fetch(installation, fetched)
    unfinished = installation.jars.with_name(installation.jars.name + ".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for jar in fetched.glob("environment/**/*.jar"):
        shutil.copy2(jar, unfinished / jar.name)
    if found := faults(unfinished):
        shutil.rmtree(fetched, ignore_errors=True)
        listed = "\n".join(f"  {fault}" for fault in found)
        raise InstallError(f"Solr's jars differ from {SUMS.name}:\n{listed}\nRun it again.")
    shutil.rmtree(installation.jars, ignore_errors=True)
    unfinished.replace(installation.jars)
    shutil.rmtree(fetched, ignore_errors=True)


def locked() -> dict[str, str]:
    """File name → SHA-256 of every jar, out of the lock."""
    pairs = (line.split() for line in SUMS.read_text(encoding="utf-8").splitlines() if line)
    return {name: digest for digest, name in pairs}


def faults(folder: Path) -> list[str]:
    """What differs between the jars in ``folder`` and the lock; empty when nothing does."""
    wanted = locked()
    present = {path.name for path in folder.glob("*.jar")}
    found = [f"{name}: not in the lock" for name in sorted(present - wanted.keys())]
    found += [f"{name}: missing" for name in sorted(wanted.keys() - present)]
    for name in sorted(present & wanted.keys()):
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if digest != wanted[name]:
            found.append(f"{name}: sum is {digest}, not {wanted[name]}")
    return found


def _fetch(installation: Installation, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    specification = folder / "jgo.toml"
    shutil.copyfile(COORDINATES, specification)
    command = [str(installation.venv / "bin" / "jgo"), "--ignore-config"]
    command += ["--resolver", "python", "--links", "copy", "--file", str(specification)]
    command += ["--repo-cache", str(folder / "repository")]
    command += ["--cache-dir", str(folder / "environment"), "sync"]
    run_logged(command, installation.log, {**os.environ, "HOME": str(folder)})
