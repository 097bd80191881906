"""The first start: tables, rights, the two users, the root organisation, the publisher's token.

``seed.py <ckan.ini> <psql> <token file>``, once per instance. Not here: any dataset, and the
agencies' organisations, which the publishing user creates herself.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from ckan import model
from ckan.cli import load_config
from ckan.cli.db import db
from ckan.config.middleware import make_app
from ckan.plugins.toolkit import get_action
from ckanext.datastore.cli import permissions_sql

SYSADMIN = "portal-admin"
PUBLISHER = "hri-publisher"
ROOT = {
    "name": "helsinki",
    "title": "Helsingin kaupunki",
    "title_translated": {
        "fi": "Helsingin kaupunki",
        "sv": "Helsingfors stad",
        "en": "City of Helsinki",
    },
}


def main(ini: str, psql: str, token_file: Path) -> None:
    """Fill the empty databases; ends with the token file, mode 0600."""
    app = make_app(load_config(ini))
    with app._wsgi_app.test_request_context():
        db.main(["upgrade"], standalone_mode=False)
        _grant_datastore_rights(psql)
        token = _make_users()
    token_file.unlink(missing_ok=True)
    descriptor = os.open(token_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(token + "\n")


def _grant_datastore_rights(psql: str) -> None:
    url = model.parse_db_config("sqlalchemy.url")
    sql = permissions_sql("ckan", "datastore", "ckan", "ckan", "datastore_reader")
    address = ["-h", url["db_host"], "-p", url["db_port"], "-U", "postgres", "-d", "postgres"]
    subprocess.run(
        [psql, "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "--quiet", *address],
        input=sql,
        text=True,
        check=True,
    )


def _make_users() -> str:
    """The two users and the root organisation; the publisher's API token."""
    site_user = get_action("get_site_user")({"ignore_auth": True}, {})["name"]

    def act(action: str, /, **data: Any) -> Any:
        return get_action(action)({"user": site_user, "ignore_auth": True}, data)

    for name in (SYSADMIN, PUBLISHER):
        address = f"{name}@example.org"
        act("user_create", name=name, email=address, password=os.environ[_password(name)])
    act("user_patch", id=SYSADMIN, sysadmin=True)
    act("organization_create", **ROOT)
    act("organization_member_create", id=ROOT["name"], username=PUBLISHER, role="editor")
    token = act("api_token_create", user=PUBLISHER, name="pipelines")["token"]
    return token.decode() if isinstance(token, bytes) else str(token)


def _password(user: str) -> str:
    return f"PASSWORD_OF_{user.upper().replace('-', '_')}"


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
