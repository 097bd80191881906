"""Secrets: the value of an environment variable NAME, or of the file that NAME_FILE names.

What does not belong here: which secrets there are (settings, and `authorization` of a source).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from pipelines.errors import SettingError


def read_secret(name: str, environ: Mapping[str, str] | None = None) -> str | None:
    """Return a secret that can be sent in an HTTP header, or None where it is not set.

    An empty variable counts as not set. Raises SettingError where both NAME and NAME_FILE are
    set, the file cannot be read, or the value is empty or not one line of plain characters; no
    message ever holds the value.
    """
    env = os.environ if environ is None else environ
    value, path = env.get(name), env.get(f"{name}_FILE")
    if value and path:
        raise SettingError(
            f"{name} and {name}_FILE are both set, and only one can be meant",
            remedy=f"unset {name}",
        )
    if value:
        return _sendable(value, name)
    return _sendable(_content(path, name), f"{name}_FILE") if path else None


def needed_secret(name: str, meaning: str) -> str:
    """Return a secret that a declaration names; `meaning` says what it is, such as 'the password'.

    Raises SettingError where it is not set, and what `read_secret` raises.
    """
    secret = read_secret(name)
    if secret is None:
        raise _not_set(name, meaning)
    return secret


def needed_document(name: str, meaning: str) -> str:
    """Return a secret of several lines, such as a private key. Raises SettingError."""
    value, path = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if not value and not path:
        raise _not_set(name, meaning)
    return value or _content(str(path), name)


def _not_set(name: str, meaning: str) -> SettingError:
    return SettingError(
        f"{name} is not set, and the source asks for it",
        remedy=f"set {name} to {meaning}, or {name}_FILE to the file that holds it",
    )


def _content(path: str, name: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        pass
    # Raised outside of the handler: a decoding error holds the bytes of the secret.
    raise SettingError(
        f"{name}_FILE names a file that cannot be read", remedy="see its path, owner and rights"
    )


def _sendable(value: str, setting: str) -> str:
    secret = value.strip()
    if not secret or not secret.isascii() or not secret.isprintable():
        raise SettingError(
            f"the secret in {setting} cannot be sent in a header",
            remedy="it must be one line of plain characters",
        )
    return secret
