"""What holds of plans over any declared dataset, any portal and any row of mishaps."""

from __future__ import annotations

import contextlib
import copy
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import CatalogueUnavailable
from pipelines.journal import Kind
from pipelines.publish import Portal, call_record
from tests.orchestration.office import HRI, ID, PLAIN, Office

Declaration = dict[str, Any]

words = st.text("abcåäö {}[]\"'\\", min_size=1, max_size=12).map(str.strip).filter(bool)
texts = st.fixed_dictionaries({"fi": words}, optional={"sv": words, "en": words})
keyword = st.text("abcdeå", min_size=3, max_size=6)
formats = st.sets(st.sampled_from(["json", "parquet"])).map(lambda more: ["csv", *sorted(more)])
periods = st.sampled_from(
    [{"start": "2020-01-01"}, {"start": "2019-01-01", "end": "2020-12-31"}, {"end": "2021-01-01"}]
)
rows = st.dictionaries(
    st.text("ABC,\n", min_size=1, max_size=3), st.none() | st.integers(0, 9), max_size=6
).map(lambda found: list(found.items()))


@st.composite
def declarations(draw: st.DrawFn) -> Declaration:
    """Any sound declaration of the one dataset."""
    coverage: Declaration = {"geographical": draw(st.sampled_from([["Helsinki"], ["A", "B"]]))}
    if draw(st.booleans()):
        coverage["temporal"] = draw(periods)
    contact = {"name": draw(words), "email": "hri@hel.fi"}
    if draw(st.booleans()):
        contact["website"] = "https://www.hel.fi/a"
    return {
        "id": ID,
        "name": draw(st.sampled_from(["raitiotiet", "ratikat"])),
        "publisher": "liikenne",
        "title": draw(texts),
        "description": draw(texts),
        "keywords": {"fi": draw(st.lists(keyword, min_size=1, max_size=3, unique=True))},
        "themes": draw(st.sampled_from([["TRAN"], ["ENVI", "TRAN"]])),
        "licence": draw(st.sampled_from(["CC-BY-4.0", "CC0-1.0"])),
        "frequency": draw(st.sampled_from(["daily", "annual"])),
        "contact": contact,
        "released": "2020-01-31",
        "access": {
            "privacy": {"reviewed": "2020-01-15", "by": "Tietosuoja", "basis": {"fi": "Ei."}}
        },
        "coverage": coverage,
        "links": draw(st.sampled_from([[], ["https://www.hel.fi/b"]])),
        "source": {"type": "file", "url": "https://www.hel.fi/t.csv", "format": "csv",
                   "encoding": "utf-8", "delimiter": ";"},
        "schema": "trams.json",
        "announce_days": 0,
        "distributions": draw(formats),
        "datastore": draw(st.booleans()),
    }  # fmt: skip


portals = st.sampled_from([PLAIN, HRI])


@contextlib.contextmanager
def an_office(portal: Portal) -> Iterator[Office]:
    with tempfile.TemporaryDirectory(prefix="hri-") as folder:
        yield Office(Path(folder), portal)


def calls(office: Office) -> list[dict[str, Any]]:
    return [call_record(call) for call in office.plan().calls]


@settings(max_examples=25)
@given(portals, declarations(), declarations(), rows, rows)
def test_the_plan_after_an_apply_is_empty(
    portal: Portal, first: Declaration, second: Declaration, before: Any, after: Any
) -> None:
    with an_office(portal) as office:
        for number, (declared, table) in enumerate([(first, before), (second, after)], 1):
            office.write({**declared, "version": f"{number}.0"})
            office.convert(table)
            planned = office.plan()
            assert calls(office) == calls(office)  # planning changes nothing, and is repeatable
            assert office.run()["writes"] == planned.writes
            assert office.plan().calls == ()
            assert office.plan().conflicts == ()
            assert office.run()["writes"] == 0
            if declared["datastore"]:
                expected = [{"koodi": code, "paikkoja": number} for code, number in table]
                assert office.rows() == sorted(expected, key=lambda row: str(row["koodi"]))


failures = st.none() | st.tuples(st.integers(1, 12), st.booleans())
"""At which write of a run CKAN does not answer, and whether it took effect."""
changes = st.one_of(
    st.tuples(st.just("declare"), declarations()),
    st.tuples(st.just("convert"), rows),
    st.tuples(st.just("edit"), words),
)


@settings(max_examples=25)
@given(portals, declarations(), st.lists(st.tuples(changes, failures), max_size=6))
def test_ids_and_what_is_not_ours_stay_whatever_happens(
    portal: Portal,
    declared: Declaration,
    steps: list[tuple[tuple[str, Any], tuple[int, bool] | None]],
) -> None:
    with an_office(portal) as office:
        others = _not_ours(office)
        office.write(declared)
        office.run()
        by_hand = _added_by_hand(office)
        package, synonyms, seen = office.package()["id"], "", _ids(office)
        for version, ((what, value), failure) in enumerate(steps, 2):
            if what == "declare":
                office.write({**value, "version": f"{version}.0"})
            elif what == "convert":
                office.convert(value)
            elif what == "edit":
                office.ckan.edit(package, search_synonyms=value)
                synonyms = value
            assert office.plan().conflicts == ()  # nobody edited a declared field
            _run(office, failure)
            found = next(p for p in office.ckan.by_id.values() if p["id"] == package)
            assert _flat(found).get("search_synonyms", "") == synonyms
            assert by_hand in found["resources"]
            assert seen <= {each["id"] for each in found["resources"]}
            assert office.ckan.by_id["package-1"] == others
            assert len(office.ckan.by_id) == 2
        office.run()
        assert office.package()["id"] == package
        assert office.plan().calls == ()
        assert [each.kind for each in office.journal()].count(Kind.PUBLISHED) == 1


def _not_ours(office: Office) -> dict[str, Any]:
    """Return a package of somebody else's, whose name a declaration may want."""
    resource = {"id": "r-others", "format": "CSV"}
    office.ckan.write("package_create", {"name": "others", "resources": [resource]})
    return copy.deepcopy(office.ckan.by_id["package-1"])


def _added_by_hand(office: Office) -> dict[str, Any]:
    fields = {"id": "r-by-hand", "package_id": office.package()["id"], "format": "PDF"}
    return dict(office.ckan.write("resource_create", fields))


def _ids(office: Office) -> set[str]:
    return {resource["id"] for resource in office.package()["resources"]}


def _run(office: Office, failure: tuple[int, bool] | None) -> None:
    if failure is not None:
        office.ckan.fails_at = office.ckan.writes + failure[0]
        office.ckan.fails_after = failure[1]
    with contextlib.suppress(CatalogueUnavailable):
        office.run()
    office.ckan.fails_at = None


def _flat(package: dict[str, Any]) -> dict[str, Any]:
    return {**{each["key"]: each["value"] for each in package["extras"]}, **package}


@settings(max_examples=15)
@given(portals, declarations(), st.integers(1, 14), st.booleans(), rows)
def test_a_first_publish_that_fails_anywhere_is_completed_under_the_same_ids(
    portal: Portal, declared: Declaration, number: int, after: bool, table: Any
) -> None:
    with an_office(portal) as office:
        office.write(declared)
        office.convert(table)
        _run(office, (number, after))
        begun = {id: each["resources"] for id, each in office.ckan.by_id.items()}  # noqa: A001
        office.run()
        assert len(office.ckan.by_id) == 1
        for package, resources in begun.items():
            assert office.package()["id"] == package
            assert {each["id"] for each in resources} <= _ids(office)
        assert office.plan().calls == ()
        assert [each.kind for each in office.journal()] == [Kind.PUBLISHED]


@settings(max_examples=15)
@given(portals, declarations(), st.lists(st.tuples(words, words), max_size=4))
def test_an_edit_that_the_rule_leaves_to_the_portal_survives_every_declaration(
    portal: Portal, declared: Declaration, edits: list[tuple[str, str]]
) -> None:
    rule = {"conflicts": {"portal": ["maintainer"]}}
    with an_office(portal) as office:
        office.write({**declared, **rule})
        office.run()
        published = declared["contact"]["name"]
        edited = False
        for theirs, ours in edits:
            office.ckan.edit(office.package()["id"], maintainer=theirs)
            edited = theirs != published
            contact = {**declared["contact"], "name": ours}
            office.write({**declared, **rule, "contact": contact})
            conflicts = office.plan().conflicts
            office.run()
            shown = office.package()["maintainer"]
            assert shown == (theirs if edited and theirs != ours else ours)
            told = [(each.portal, each.kept) for each in conflicts]
            assert told == ([(theirs, "portal")] if edited and theirs != ours else [])
            published = ours if not (edited and theirs != ours) else published
