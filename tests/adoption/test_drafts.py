"""What a package that nobody declared becomes, and what of it waits for a person."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from pipelines.adoption import Draft, Drafter, Files, causes, proposal, undeclared_packages
from pipelines.catalogue import Ckan
from pipelines.errors import SourceUnavailable
from pipelines.model import Dataset
from tests.adoption.handmade import PORTAL, catalogue, identifier, package, resource
from tests.declared import Desk

ROWS = "koodi;maara;hinta;pvm;tila\n007;1;1.5;2020-02-29;true\n12;-3;2;2020-12-01;\n"
URL = "https://www.hel.fi/raitiotiet.csv"
DECISION = "access: {privacy: {reviewed: 2026-01-15, by: Vastaava, basis: {fi: Ei ole.}}}\n"


class Bench:
    """Drafts packages without a catalogue: the files are a folder's, by their last names."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk, self.origin, self.drop = desk, folder / "origin", folder / "drop"
        for each in (self.origin, self.drop, folder / "fetched"):
            each.mkdir()
        self.fetched = folder / "fetched"

    def fetch(self, found: dict[str, Any], target: Path) -> None:
        path = self.origin / found["url"].rpartition("/")[2]
        if not path.exists():
            raise SourceUnavailable("the host does not answer")
        shutil.copy(path, target)

    def draft(
        self, *packages: dict[str, Any], read: bool = False, drop: bool = False
    ) -> list[Draft]:
        root = ("TEST_DROPS", self.drop) if drop else (None, None)
        files = Files(self.fetch, self.fetched, read, *root)
        with Ckan(PORTAL, "") as ckan:
            drafter = Drafter(ckan, files, ["liikenne"])
            drafts = [drafter.draft(each, taken) for taken in [set[str]()] for each in packages]
            for each in drafts:
                if not each.skipped:
                    drafter.write(each, self.desk.datasets, self.desk.schemas)
        return drafts

    def decided(self, name: str) -> Dataset:
        """Return the declaration, sound once the privacy decision is there."""
        path = self.desk.datasets / f"{name}.yaml"
        text = path.read_text(encoding="utf-8")
        assert "privacy" not in "".join(x for x in text.splitlines() if not x.startswith("#"))
        path.write_text(text + DECISION, encoding="utf-8")
        declarations = self.desk.load()
        assert not [str(each) for each in declarations.errors if name in each.file]
        return declarations.named(name)


@pytest.fixture
def bench(desk: Desk, tmp_path: Path) -> Bench:
    (desk.datasets / "trams.yaml").unlink()
    return Bench(desk, tmp_path)


def wanting(draft: Draft) -> set[str]:
    return {each.field for each in draft.missing}


def test_everything_that_a_package_tells_is_in_the_draft(bench: Bench) -> None:
    (bench.origin / "raitiotiet.csv").write_text(ROWS, encoding="utf-8")
    made = package("kasin_tehty", resource(1, URL, "CSV", "Raitiotiet (CSV)"), global_id="hel-x")
    (draft,) = bench.draft(made, read=True)
    assert wanting(draft) == {"access", "keywords"}
    dataset = bench.decided("kasin_tehty")
    assert (dataset.id, dataset.name, dataset.package_id) == (
        "hel-x",
        "kasin_tehty",
        identifier(100),
    )
    assert dataset.title.translations() == {"fi": "Raitiotiet", "sv": "Spårvägar"}
    assert dataset.description.fi == "Verkko: kiskot.\n\n# ei otsikko"
    assert dataset.keywords.translations() == {"fi": ["raitiotiet"], "sv": ["spårvägar"]}
    assert (dataset.themes, dataset.licence, dataset.frequency) == (
        ["TRAN"],
        "CC-BY-4.0",
        "monthly",
    )
    assert (dataset.contact.name, dataset.contact.email) == ("Liikenne: raitiotiet", "hri@hel.fi")
    assert dataset.released.isoformat() == "2015-03-02"
    assert dataset.coverage.geographical == ["Helsinki"]
    assert dataset.coverage.temporal is not None
    assert str(dataset.coverage.temporal.start) == "2011-01-01"
    assert str(dataset.coverage.temporal.end) == "2014-12-31"
    assert dataset.links == ["https://www.hel.fi/trams"]
    assert dataset.publisher == "liikenne"
    assert dataset.resource_id("csv") == identifier(1)
    (distribution,) = dataset.distributions
    assert distribution.title is not None
    assert distribution.title.fi == "Raitiotiet (CSV)"
    source = dataset.source.model_dump(exclude_defaults=True)
    assert source == {
        "type": "file",
        "url": URL,
        "format": "csv",
        "encoding": "utf-8",
        "delimiter": ";",
    }


def test_types_are_read_with_care(bench: Bench) -> None:
    (bench.origin / "raitiotiet.csv").write_text(ROWS, encoding="utf-8")
    bench.draft(package("raitiotiet-2", resource(1, URL, "CSV")), read=True)
    schema = json.loads((bench.desk.schemas / "raitiotiet-2.json").read_text(encoding="utf-8"))
    assert {each["name"]: each["type"] for each in schema["fields"]} == {
        "koodi": "string",  # 007 keeps its zeros
        "maara": "integer",
        "hinta": "number",
        "pvm": "date",
        "tila": "boolean",
    }


def test_a_package_that_tells_little_is_drafted_as_far_as_it_goes(bench: Bench) -> None:
    bare = {"id": identifier(7), "name": "niukka", "resources": [resource(1, URL, "CSV")]}
    (draft,) = bench.draft(
        {**bare, "license_id": "hri-nimea", "update_frequency": {"fi": ["joskus"]}}
    )
    assert wanting(draft) == {
        "access", "publisher", "title.fi", "description.fi", "keywords.fi", "themes", "licence",
        "frequency", "contact.name", "contact.email", "released", "coverage.geographical",
        "source.delimiter", "source.encoding", "schema",
    }  # fmt: skip
    text = (bench.desk.datasets / "niukka.yaml").read_text(encoding="utf-8")
    assert "# decide: licence: the package says 'hri-nimea'\n" in text
    assert "# decide: frequency: the package says 'joskus'\n" in text
    faults = "\n".join(bench.desk.faults())
    for field in ("access", "title", "licence", "themes", "publisher", "source.encoding"):
        assert f"niukka.yaml:1: {field}: " in faults or f": {field}: " in faults, field
    assert "niukka.json:2: fields: a list of at least one field is expected" in faults


def test_an_uploaded_file_never_becomes_its_own_source(bench: Bench) -> None:
    url = f"{PORTAL}/dataset/x/resource/y/download/rivit.csv"
    (bench.origin / "rivit.csv").write_text(ROWS, encoding="utf-8")
    made = package("ladattu", resource(1, url, "CSV", last_modified="2020-05-01T12:00:00"))
    (alone,) = bench.draft(made)
    assert "source.url" in wanting(alone)
    (bench.desk.datasets / "ladattu.yaml").unlink()
    (bench.desk.schemas / "ladattu.json").unlink()

    (kept,) = bench.draft(made, drop=True)
    assert "source.url" not in wanting(kept)
    dataset = bench.decided("ladattu")
    assert dataset.source.address == "folder://test_drops/ladattu/rivit.csv"
    assert (bench.drop / "ladattu" / "rivit.csv").read_text(encoding="utf-8") == ROWS
    assert dataset.distributions[0].file_name == "rivit.csv"
    # 2020-05-01 12:00 UTC: the drop must not take it for a file that is still being written.
    assert (bench.drop / "ladattu" / "rivit.csv").stat().st_mtime == 1588334400


def test_one_table_in_two_formats_is_one_and_others_are_left_alone(bench: Bench) -> None:
    forms = [resource(1, URL, "CSV"), resource(2, URL.replace(".csv", ".xlsx"), "XLSX")]
    other = resource(3, "https://www.hel.fi/pysakit.geojson", "GeoJSON", "Pysäkit")
    guide = resource(4, "https://www.hel.fi/ohje.pdf", "PDF", "Ohje")
    (draft,) = bench.draft(package("muodot", *forms, other, guide))
    assert "distributions:\n  - format: csv\n    resource_id: " in draft.text
    assert identifier(2) in draft.text
    assert draft.left_alone == (f"Pysäkit ({identifier(3)})", f"Ohje ({identifier(4)})")
    assert "distributions" in wanting(draft)


def yearly(*years: int) -> list[dict[str, Any]]:
    return [resource(y, f"https://www.hel.fi/{y}.csv", "CSV", f"Vuosi {y}") for y in years]


def test_yearly_files_of_the_same_columns_are_merged_and_kept(bench: Bench) -> None:
    for year in (2012, 2013):
        (bench.origin / f"{year}.csv").write_text(ROWS, encoding="utf-8")
    (draft,) = bench.draft(package("vuodet", *yearly(2012, 2013)), read=True)
    assert len(draft.left_alone) == 2
    dataset = bench.decided("vuodet")
    assert dataset.source.address == "https://www.hel.fi/2012.csv"
    assert not {dataset.resource_id("csv")} & {identifier(2012), identifier(2013)}


def test_files_that_may_be_different_tables_are_listed_as_they_are(bench: Bench) -> None:
    (bench.origin / "2012.csv").write_text(ROWS, encoding="utf-8")
    (bench.origin / "2013.csv").write_text("aivan;muuta\n1;2\n", encoding="utf-8")
    (draft,) = bench.draft(package("vuodet", *yearly(2012, 2013)), read=True)
    assert (draft.kind, draft.left_alone) == ("link", ())
    dataset = bench.decided("vuodet")
    assert sorted(dataset.adopted_ids().values()) == [identifier(2012), identifier(2013)]


def test_an_api_and_links_keep_their_resources(bench: Bench) -> None:
    endpoint = resource(1, "https://api.hel.fi/x/", "REST")
    api = package("rajapinta", endpoint, collections=["rajapinnat"], api_key_required=True)
    links = [resource(n, f"https://kartta.hel.fi/{n}.zip", "ZIP", "Paketti") for n in (2, 3)]
    drafts = bench.draft(api, package("linkit", *links, number=101))
    assert [each.kind for each in drafts] == ["api", "link"]
    service, listed = bench.decided("rajapinta"), bench.decided("linkit")
    assert service.source.model_dump(exclude_defaults=True) == {
        "type": "api",
        "endpoint": "https://api.hel.fi/x/",
        "documentation": "https://www.hel.fi/trams",
        "key_required": True,
        "resource_id": identifier(1),
    }
    assert listed.adopted_ids() == {"link/paketti": identifier(2), "link/paketti-2": identifier(3)}


def test_a_broken_package_stops_no_other_and_files_are_never_overwritten(bench: Bench) -> None:
    bench.desk.write("toinen.yaml", "# mine\n")
    odd = {**package("outo"), "resources": None}
    (broken, other) = bench.draft(odd, package("toinen", resource(1, URL, "CSV"), number=101))
    assert broken.skipped.startswith("it cannot be read (TypeError")
    assert other.kind == "file"
    assert (bench.desk.datasets / "toinen.yaml").read_text(encoding="utf-8") == "# mine\n"
    assert not (bench.desk.datasets / "outo.yaml").exists()


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"type": "showcase"}, "a showcase"),
        ({"withdrawn_on": "2020-01-01"}, "withdrawn"),
        ({"harvest_source_id": "x"}, "harvested from another portal"),
        ({"name": "../../etc"}, "its name is none that CKAN allows"),
    ],
)
def test_what_is_no_dataset_of_ours_is_passed_over(
    bench: Bench, more: dict[str, Any], why: str
) -> None:
    (draft,) = bench.draft({**package("x-y-z", resource(1, URL, "CSV")), **more})
    assert draft.skipped == why


def test_a_file_that_does_not_come_leaves_an_empty_schema_and_a_reason(bench: Bench) -> None:
    (draft,) = bench.draft(package("poissa", resource(1, URL, "CSV")), read=True)
    (missing,) = [each for each in draft.missing if each.field == "schema"]
    assert "the host does not answer" in missing.why


def test_words_of_a_package_never_leave_their_place(bench: Bench) -> None:
    sly = "x\n# decide: nothing\naccess: {level: public}\x85evil: 1"
    made = package("ovela", resource(1, URL, "CSV", sly), license_id=sly, maintainer=sly)
    bench.draft(made)
    text = (bench.desk.datasets / "ovela.yaml").read_text(encoding="utf-8")
    assert not [line for line in text.splitlines() if line.startswith(("access", "evil"))]
    assert YAML(typ="safe").load(text)["contact"]["name"] == (
        "x\n# decide: nothing\naccess: {level: public} evil: 1"
    )


@pytest.mark.parametrize("known", [False, True])
def test_an_organisation_that_the_register_lacks_is_proposed_once(desk: Desk, known: bool) -> None:
    path = desk.datasets / "_publishers.yaml"
    before = path.read_text(encoding="utf-8")
    names = ["liikenne"] if known else []
    text = proposal([package("a"), package("b")], before, names)
    path.write_text(before + text, encoding="utf-8")
    assert (text.count("# - name: liikenne") == 1) != known
    assert desk.load().errors == []
    assert proposal([package("c")], before + text, names) == ""


def test_only_packages_that_no_file_speaks_of_are_drafted() -> None:
    made = catalogue(
        package("raitiotiet"),
        package("muu", number=101, global_id="hel-events"),
        package("oma", number=102),
        package("kolmas", number=103),
    )
    documents: list[dict[str, Any]] = [{"name": "raitiotiet"}, {"id": "hel-events"}]
    left = undeclared_packages(made, documents, [identifier(102)])
    assert [each["name"] for each in left] == ["kolmas"]


def test_the_causes_are_summed_up(bench: Bench) -> None:
    one = package("yksi", resource(1, URL, "CSV"), license_id="")
    two = package("kaksi", resource(2, URL, "CSV"), number=101)
    assert causes(bench.draft(one, two))["access"] == 2
    assert causes(bench.draft(one, two))["licence"] == 1


def test_a_draft_takes_no_id_that_another_has(bench: Bench) -> None:
    made = [package("sama_nimi", number=1), package("sama-nimi", number=2)]
    other = package("muu", number=3, global_id="Ei kelpaa!")
    bench.draft(*made, other)
    texts = [(bench.desk.datasets / f"{each['name']}.yaml").read_text("utf-8") for each in made]
    assert [text.splitlines()[2] for text in texts] == ["id: sama-nimi", "id: sama-nimi-0a0f6c1e"]
    replaced = (bench.desk.datasets / "muu.yaml").read_text("utf-8")
    assert "# decide: id: the package's own `global_id`, Ei kelpaa!, would be replaced" in replaced
