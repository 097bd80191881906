"""A portal that loads uploads into its DataStore by itself: ckanext-xloader and its worker.

It is an option of a portal, for tests. Its packages lie in a folder of their own, so that the
installation that all portals share stays as it is.
Not here: CKAN itself (install), and starting processes (processes).
"""

import os
import shutil

from sandbox import locking, processes
from sandbox.install import WAIT_FOR_OTHER_SECONDS, find_uv
from sandbox.layout import LOCKS, XLOADER_VERSION, Installation, InstanceFolder
from sandbox.logged_command import run_logged
from sandbox.servers import environment, log_of

LOCK = LOCKS / f"xloader-{XLOADER_VERSION}.txt"
# Published as source only, all of it plain Python.
PURE_SOURCES = ("linear-tsv", "unicodecsv")
WORKER = "worker"
IN_CKANS_NAMESPACE = """\
import os
import ckanext

ckanext.__path__.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "ckanext"))
"""
"""CKAN's own packages fix the folders of the package ``ckanext``: this adds one at each start."""


def install(installation: Installation) -> None:
    """Install the extension for this CKAN, or leave alone what is there.

    Raises:
        InstallError: names the log and how to go on.
    """
    lock = installation.home / "install" / ".xloader.lock"
    with locking.exclusive(lock, "the installation of xloader", WAIT_FOR_OTHER_SECONDS):
        if installation.xloader.exists():
            return
        unfinished = installation.xloader.with_name(installation.xloader.name + ".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [str(find_uv()), "pip", "install", "--target", str(unfinished)]
        command += ["--python", str(installation.python), "--no-deps", "--require-hashes"]
        command += ["--only-binary", ":all:", "--no-build-isolation"]
        for name in PURE_SOURCES:
            command += ["--no-binary", name]
        run_logged([*command, "-r", str(LOCK)], installation.log, dict(os.environ))
        (unfinished / "sitecustomize.py").write_text(IN_CKANS_NAMESPACE, encoding="utf-8")
        unfinished.replace(installation.xloader)


def settings(folder: InstanceFolder) -> dict[str, str]:
    """CKAN's settings with which it loads every upload, as the publishing user."""
    token = folder.token.read_text(encoding="utf-8").strip() if folder.token.exists() else "NOT_SET"
    return {"ckan.plugins": "xloader", "ckanext.xloader.api_token": token}


def start_worker(installation: Installation, folder: InstanceFolder) -> None:
    """Start the process that does the loading; it ends with the portal."""
    ckan = installation.venv / "bin" / "ckan"
    processes.start(
        folder.run / f"{WORKER}.json",
        log_of(folder, WORKER),
        [str(installation.python), str(ckan), "-c", str(folder.ckan_ini), "jobs", "worker"],
        environment=environment(folder),
    )
