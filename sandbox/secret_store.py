"""Passwords and keys of one instance: made once, mode 0600, never printed or logged."""

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

NAMES = (
    "postgres",
    "ckan_database",
    "datastore_reader",
    "redis",
    "ckan_secret_key",
    "ckan_token_key",
    "portal-admin",
    "hri-publisher",
)


def load_or_make(path: Path) -> dict[str, str]:
    """Name → secret; those that are missing are made and kept."""
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    wanted = {name: kept.get(name) or secrets.token_urlsafe(32) for name in NAMES}
    if wanted != kept:
        write_private(path, json.dumps(wanted, indent=2))
    return wanted


def write_private(path: Path, text: str) -> None:
    """Write a file that its owner alone can read, whole or not at all."""
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    unfinished.replace(path)


def passwords_of_users(known: Mapping[str, str]) -> dict[str, str]:
    """Environment variables that hand the users' passwords to the first start."""
    users = ("portal-admin", "hri-publisher")
    return {f"PASSWORD_OF_{user.upper().replace('-', '_')}": known[user] for user in users}
