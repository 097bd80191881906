"""The first start of an instance: the database cluster, then CKAN's tables, users and token.

Not here: what every start does (``portal``), and what is created inside CKAN (``guest/seed.py``).
"""

import json
import os
import pwd
import shutil
from collections.abc import Mapping

from sandbox import processes, secret_store
from sandbox.errors import SandboxError
from sandbox.layout import GUEST, Installation, InstanceFolder
from sandbox.ports import LOOPBACK
from sandbox.secret_store import write_private
from sandbox.servers import environment, log_of, postgres_user

DATABASES = """\
CREATE ROLE ckan LOGIN PASSWORD '{ckan_database}';
CREATE ROLE datastore_reader LOGIN PASSWORD '{datastore_reader}';
CREATE DATABASE ckan OWNER ckan;
CREATE DATABASE datastore OWNER ckan;
"""


def is_seeded(folder: InstanceFolder, ckan: str) -> bool:
    """Whether the first start was finished, with this CKAN.

    Raises:
        SandboxError: when the data belong to another CKAN version.
    """
    version = made_by(folder)
    if version is not None and version != ckan:
        raise SandboxError(
            f"The data of {folder.folder.name} were made by CKAN {version}, not {ckan}. "
            f"Start that version, use another --instance, or empty it with reset."
        )
    return version is not None


def made_by(folder: InstanceFolder) -> str | None:
    """The CKAN version that finished the first start; None where none has."""
    if not folder.seeded.exists():
        return None
    return str(json.loads(folder.seeded.read_text(encoding="utf-8"))["ckan"])


def make_cluster(
    installation: Installation, folder: InstanceFolder, secrets: Mapping[str, str]
) -> None:
    """An empty PostgreSQL cluster; leftovers of a first start that was cut off are removed."""
    shutil.rmtree(folder.data, ignore_errors=True)
    data = folder.data / "postgresql"
    data.mkdir(parents=True, mode=0o700)
    user = postgres_user()
    if user:
        os.chown(data, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    password = folder.config / "postgres.password"
    write_private(password, secrets["postgres"])
    command = [str(installation.postgres / "initdb"), "-D", str(data), "-U", "postgres"]
    command += ["-A", "scram-sha-256", f"--pwfile={password}", "--encoding=UTF8"]
    # Unicode rules that come with PostgreSQL itself, the same on every machine.
    command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    _run(folder, "initdb", command, {}, user)
    password.unlink()


def seed(
    installation: Installation,
    folder: InstanceFolder,
    ports: Mapping[str, int],
    secrets: Mapping[str, str],
) -> None:
    """Databases, tables, users, root organisation and token; the servers but CKAN must run."""
    psql = str(installation.postgres / "psql")
    password = {"PGPASSWORD": secrets["postgres"]}
    script = folder.config / "databases.sql"
    write_private(script, DATABASES.format(**secrets))
    address = ["-h", LOOPBACK, "-p", str(ports["postgres"]), "-U", "postgres", "-d", "postgres"]
    command = [psql, "--no-psqlrc", "-q", "-v", "ON_ERROR_STOP=1", *address, "-f", str(script)]
    _run(folder, "databases", command, password)
    script.unlink()
    command = [str(installation.python), str(GUEST / "seed.py")]
    command += [str(folder.ckan_ini), psql, str(folder.token)]
    _run(folder, "seed", command, {**password, **secret_store.passwords_of_users(secrets)})
    unfinished = folder.seeded.with_suffix(".part")
    unfinished.write_text(json.dumps({"ckan": installation.ckan}), encoding="utf-8")
    unfinished.replace(folder.seeded)


def _run(
    folder: InstanceFolder,
    name: str,
    command: list[str],
    more: Mapping[str, str],
    user: str | None = None,
) -> None:
    record = folder.run / f"{name}.json"
    processes.run_to_end(
        record,
        log_of(folder, name),
        command,
        environment={**environment(folder), **more},
        user=user,
    )
