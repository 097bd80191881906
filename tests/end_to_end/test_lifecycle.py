"""The end of a dataset as consumers, stewards and the file store see it, on a real CKAN."""

from __future__ import annotations

import configparser
import datetime as dt
from pathlib import Path
from typing import Any

import ckanapi
import psycopg
import pytest
import requests
from psycopg import sql
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.errors import BreaksContract
from pipelines.orchestration import lifecycle, publishing
from pipelines.orchestration.served import named
from pipelines.publish import Epitaph
from tests.end_to_end.desk import FOUNTAINS, GOOD, MENDED, Desk, resource_ids
from tests.end_to_end.test_crashes import publish

pytestmark = pytest.mark.ckan

PLANTED = "Mustikkamaa-XQ77"
CELLS = f"koodi;paikkoja;avattu\n{PLANTED};918273645;2020-02-29\n094;;\n"
SUNSET = """\
version: "1.0"
sunset:
  on: {on}
  successor: counts-v2
  reason: {{fi: Uusi rakenne., sv: Ny struktur., en: A new structure.}}
"""


def ini(desk: Desk, name: str) -> str:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(desk.portal.folder.ckan_ini, encoding="utf-8")
    return parser["app:main"][name]


def answers(desk: Desk, package: dict[str, Any]) -> dict[str, int]:
    """Return the status of every request that a consumer of our package may make of the portal."""
    site = desk.portal.status()["url"]
    table = resource_ids(package)["CSV"]
    files = [each for each in package["resources"] if each["url"].startswith(site)]
    urls = {each["format"]: each["url"] for each in files}
    urls["page"] = f"{site}/dataset/{package['name']}"
    urls["package_show"] = f"{site}/api/3/action/package_show?id={package['id']}"
    urls["datastore"] = f"{site}/api/3/action/datastore_search?resource_id={table}"
    urls["sql"] = f'{site}/api/3/action/datastore_search_sql?sql=SELECT * FROM "{table}"'
    urls["dump"] = f"{site}/datastore/dump/{table}"
    return {name: requests.get(url, timeout=30).status_code for name, url in urls.items()}


def assert_only_the_page_answers(desk: Desk, package: dict[str, Any]) -> None:
    told = answers(desk, package)
    assert (told.pop("page"), told.pop("package_show")) == (200, 200)
    # CKAN 2.11 answers SQL over a table that is not there with 409.
    assert set(told.values()) <= {404, 409}, told


def stored(desk: Desk, package: dict[str, Any]) -> list[Path]:
    """Return the files that CKAN keeps of the package's resources."""
    root = desk.portal.folder.data / "ckan" / "resources"
    ids = [each["id"] for each in package["resources"]]
    return [path for i in ids if (path := root / i[:3] / i[3:6] / i[6:]).exists()]


def test_a_major_version_is_announced_overlaps_with_the_next_and_ends(desk: Desk) -> None:
    desk.now = dt.datetime(2026, 1, 10, 9, tzinfo=dt.UTC)
    desk.send(GOOD)
    desk.declare("counts-v1")
    publishing.organisations(desk.work(), desk.work().declarations.datasets)
    publish(desk.work(), "counts-v1")
    old = desk.show("counts-v1")
    ok = dict.fromkeys(answers(desk, old), 200)
    assert len(ok) == 9

    desk.now = dt.datetime(2026, 1, 20, 9, tzinfo=dt.UTC)
    desk.send(GOOD, FOUNTAINS)
    desk.declare("counts-v2", url=FOUNTAINS)
    publish(desk.work(), "counts-v2")
    desk.declare("counts-v1", more=SUNSET.format(on="2026-04-19"))
    with pytest.raises(BreaksContract, match="declare 2026-04-20 or a later day"):
        publish(desk.work(), "counts-v1")
    assert answers(desk, old) == ok
    assert desk.show("counts-v1") == old

    desk.declare("counts-v1", more=SUNSET.format(on="2026-04-20"))
    publish(desk.work(), "counts-v1")
    told = desk.show("counts-v1")
    successor = f"{desk.portal.status()['url']}/dataset/counts-v2"
    assert "Coming change on 2026-04-20" in told["notes_translated"]["en"]
    assert (told["sunset_on"], told["successor"]) == ("2026-04-20", successor)
    assert answers(desk, old) == ok

    desk.now = dt.datetime(2026, 4, 19, 20, tzinfo=dt.UTC)
    desk.send(MENDED)
    publish(desk.work(), "counts-v1")
    assert answers(desk, old) == ok
    assert desk.rows(resource_ids(old)["CSV"])[1]["paikkoja"] == 40
    assert len(stored(desk, old)) == 4

    # In Helsinki it is the 20th already.
    desk.now = dt.datetime(2026, 4, 19, 21, 30, tzinfo=dt.UTC)
    publishing.published(desk.work(), desk.work().declarations.named("counts-v1"), {})
    ended = desk.show("counts-v1")
    assert (ended["id"], ended["resources"]) == (old["id"], [])
    assert ended["withdrawn_on"] == "2026-04-20"
    assert ended["withdrawn_reason"] == {
        "fi": "Uusi rakenne.", "sv": "Ny struktur.", "en": "A new structure."
    }  # fmt: skip
    assert ended["successor"] == successor
    assert_only_the_page_answers(desk, old)
    assert stored(desk, old) == []
    new = desk.show("counts-v2")
    assert set(answers(desk, new).values()) == {200}
    again = publishing.published(desk.work(), desk.work().declarations.named("counts-v1"), {})
    assert again["writes"] == 0


def test_what_is_declared_no_longer_is_retired_by_a_run_of_everything_only(desk: Desk) -> None:
    desk.now = dt.datetime(2026, 1, 10, 9, tzinfo=dt.UTC)
    desk.send(GOOD)
    desk.send(GOOD, FOUNTAINS)
    desk.declare("leaving-ferries")
    desk.declare("staying-ferries", url=FOUNTAINS)
    assert desk.run().green
    package = desk.show("leaving-ferries")
    link = {"package_id": package["id"], "url": "https://www.hel.fi/kartta.pdf", "format": "PDF"}
    by_hand = desk.work().ckan.write(
        "resource_create", {**link, "name_translated": {"fi": "Kartta"}}
    )
    (desk.datasets / "leaving-ferries.yaml").unlink()

    shown = "leaving-ferries: served until"
    assert shown in CliRunner().invoke(app, ["plan"]).stdout
    assert shown not in CliRunner().invoke(app, ["plan", "staying-ferries"]).stdout
    assert desk.run("staying-ferries").green
    state = desk.work().state
    assert state.keys("retiring") == []
    assert desk.run().green
    assert state.keys("retiring") == ["retiring/leaving-ferries.json"]
    desk.now = dt.datetime(2026, 2, 8, 9, tzinfo=dt.UTC)
    assert desk.run().writes == 0
    assert set(answers(desk, package).values()) == {200}

    desk.now = dt.datetime(2026, 2, 9, 9, tzinfo=dt.UTC)
    result = desk.run()
    assert result.green
    assert result.writes > 0
    ended = desk.show("leaving-ferries")
    assert (ended["id"], ended["withdrawn_on"]) == (package["id"], "2026-02-09")
    assert [each["id"] for each in ended["resources"]] == [by_hand["id"]]
    assert stored(desk, package) == []
    assert desk.run().writes == 0

    desk.declare("leaving-ferries")
    assert desk.run().green
    back = desk.show("leaving-ferries")
    assert set(resource_ids(package).items()) <= set(resource_ids(back).items())
    assert "withdrawn_on" not in back
    assert set(answers(desk, back).values()) == {200}

    for name in ("leaving-ferries", "staying-ferries"):
        (desk.datasets / f"{name}.yaml").unlink()
    desk.declare("other-ferries", url=FOUNTAINS)
    red = desk.run()
    assert not red.green
    assert "declared no longer, and more than may go at once" in red.failures[0]
    assert state.keys("retiring") == []


def tables_with(url: str, text: str) -> list[str]:
    """Return the tables of a PostgreSQL database in which a row holds the text."""
    found = []
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname = 'public'")
        for schema, table in cursor.fetchall():
            asked = sql.SQL("SELECT count(*) FROM {} AS t WHERE t::text LIKE %s").format(
                sql.Identifier(schema, table)
            )
            cursor.execute(asked, [f"%{text}%"])
            row = cursor.fetchone()
            if row and row[0]:
                found.append(table)
    return found


def found_with(desk: Desk, text: str) -> list[str]:
    """Return every place in which the text stands: files, tables, state, Dagster, site."""
    data = desk.portal.folder.data
    folders = [data / "ckan", data / "redis", data / "solr", desk.state, desk.site]
    folders.append(desk.state.parent / "dagster")
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    found = [str(path) for path in files if text.encode() in path.read_bytes()]
    for name in ("sqlalchemy.url", "ckan.datastore.write_url"):
        found += tables_with(ini(desk, name), text)
    return found


def test_after_a_purge_no_byte_of_the_dataset_is_found(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HRI_SITE", str(desk.site))
    monkeypatch.setenv("HRI_SITE_URL", "https://site.example")
    monkeypatch.setenv("HRI_DATASTORE_WRITE_URL", ini(desk, "ckan.datastore.write_url"))
    desk.send(CELLS)
    desk.declare("purged-ferries")
    assert desk.run().green
    package = desk.show("purged-ferries")
    table, lost = resource_ids(package)["CSV"], resource_ids(package)["JSON"]
    work = desk.work()
    work.site.write("versions/purged-ferries/1/rows.csv", CELLS)  # type: ignore[union-attr]
    # An exchange that was cut short, and a resource that somebody deleted in CKAN by hand.
    with psycopg.connect(ini(desk, "ckan.datastore.write_url")) as connection:
        connection.execute(f'CREATE TABLE "_hri_{table}" AS SELECT * FROM "{table}"')
    with ckanapi.RemoteCKAN(work.ckan.url, apikey=work.catalogue.token) as publisher:
        publisher.action.resource_delete(id=lost)
    assert {f"_hri_{table}", table} <= set(found_with(desk, PLANTED))
    assert len(found_with(desk, PLANTED)) > 8
    assert len(stored(desk, package)) == 4

    epitaph = Epitaph(work.today(), {"fi": "Sisälsi henkilötietoja."})
    known = named(work, "purged-ferries")
    lifecycle.bury(work, known, epitaph, cause="command", by="Päivystäjä", purge=True)

    assert found_with(desk, PLANTED) == []
    assert found_with(desk, "918273645") == []
    assert stored(desk, package) == []
    ended = desk.show("purged-ferries")
    assert (ended["id"], ended["resources"]) == (package["id"], [])
    assert "Sisälsi henkilötietoja." in ended["notes_translated"]["fi"]
    assert "temporal_end" not in ended
    assert_only_the_page_answers(desk, package)

    red = desk.run()
    assert "hri withdraw purged-ferries --undo" in red.outcomes[0].failures[0]
    assert found_with(desk, PLANTED) == []
    assert desk.show("purged-ferries") == ended


def test_a_purge_reaches_the_files_of_a_package_that_was_deleted_by_hand(desk: Desk) -> None:
    desk.send(CELLS)
    desk.declare("deleted-ferries")
    assert desk.run().green
    package, work = desk.show("deleted-ferries"), desk.work()
    work.ckan.write("package_delete", {"id": package["id"]})
    assert len(stored(desk, package)) == 4

    epitaph = Epitaph(work.today(), {"fi": "Sisälsi henkilötietoja."})
    known = named(work, "deleted-ferries")
    lifecycle.bury(work, known, epitaph, cause="command", by="Päivystäjä", purge=True)

    assert stored(desk, package) == []
    assert found_with(desk, PLANTED) == []
