"""Organisations of the catalogue that the register of publishers lacks, as a proposal for it.

It is appended as comments: whether an organisation counts as Helsinki's moves the indicators, and
an entry that is half decided would spoil the whole register.
What does not belong here: the register's rules (declarations).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from pipelines.adoption.catalogue import Record, translations
from pipelines.adoption.package_resources import slug

HEAD = """\

  # decide: these organisations stand in the catalogue and not in this register. Complete each entry
  # and take the `#` away: what it is, what stands above it, since when, and whether it counts.
"""


def publisher_of(package: Record) -> str:
    """Return the publisher's name for the register; '' where the package has no organisation."""
    return slug(str((package.get("organization") or {}).get("name") or ""))


def proposal(packages: Iterable[Record], register: str, known: Collection[str]) -> str:
    """Return the text to append to the register; '' where it lacks nobody.

    `register` is its text: what was proposed before is not proposed again.
    """
    lacking = {
        name: package["organization"]
        for package in packages
        if (name := publisher_of(package)) and name not in known
    }
    entries = "".join(
        _entry(name, organisation)
        for name, organisation in sorted(lacking.items())
        if f"# - name: {name}\n" not in register
    )
    return f"{HEAD}{entries}" if entries else ""


def _entry(name: str, organisation: Mapping[str, object]) -> str:
    titles = translations(organisation, "title_translated", "title") or {"fi": name}
    told = ", ".join(f"{language}: {_quoted(text)}" for language, text in titles.items())
    return (
        f"  # - name: {name}\n"
        f"  #   title: {{{told}}}\n"
        "  #   kind: agency\n"
        "  #   parent: helsinki\n"
        "  #   counted: false\n"
        "  #   valid_from: 2010-01-01\n"
    )


def _quoted(text: str) -> str:
    plain = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
