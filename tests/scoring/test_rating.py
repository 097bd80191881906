"""Points of packages, worked out by hand from the programme's rubric."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipelines.declarations import load
from pipelines.scoring import MOST_POINTS, score
from pipelines.settings import PROJECT
from tests.publish.described import as_shown

AUTHORITY = "http://publications.europa.eu/resource/authority"
DECLARED = load(PROJECT / "datasets", PROJECT / "schemas").datasets
DATASETS = [dataset for dataset in DECLARED.values() if not dataset.is_api]

FILE = {
    "url": "https://hri.example/x.csv",
    "access_url": "https://hri.example/x",
    "download_url": "https://hri.example/x.csv",
    "format": "CSV",
    "format_uri": f"{AUTHORITY}/file-type/CSV",
    "mimetype": "text/csv",
    "media_type_uri": "https://www.iana.org/assignments/media-types/text/csv",
    "license": f"{AUTHORITY}/licence/CC0",
    "rights": "https://creativecommons.org/publicdomain/zero/1.0/",
    "size": 12,
    "issued": "2020-01-31",
    "modified": "2020-02-29T00:00:00",
}
WHOLE: dict[str, Any] = {
    "title": "Lautat",
    "notes": "Kuvaus",
    "keywords": {"fi": ["lautta"]},
    "theme": [f"{AUTHORITY}/data-theme/TRAN"],
    "spatial_text": "Helsinki",
    "temporal_start": "2020-01-01",
    "access_rights": f"{AUTHORITY}/access-right/PUBLIC",
    "maintainer_email": "hri@hel.fi",
    "owner_org": "liikenne",
    "resources": [FILE],
}


def without(*fields: str, **changed: Any) -> dict[str, Any]:
    """Return the whole package without some fields, of itself or of its file."""
    file = {k: v for k, v in (FILE | changed).items() if k not in fields}
    return {k: v for k, v in WHOLE.items() if k not in fields} | {"resources": [file]}


def test_the_rubric_has_405_points_and_a_whole_package_earns_them() -> None:
    assert MOST_POINTS == 405
    rating = score(WHOLE)
    assert (rating.points, rating.band, rating.missing) == (405, "excellent", ())


@pytest.mark.parametrize(
    ("package", "points"),
    [
        (without("keywords"), 375),
        (without("theme"), 375),
        (without("spatial_text"), 385),
        (without("temporal_start"), 385),
        (without("download_url"), 355),  # present 20, works 30
        (without("size"), 400),
        (without("rights"), 400),
        (without("license"), 375),  # present 20, in the vocabulary 10
        (without("license") | {"license_id": "other-open"}, 395),
        (without("access_rights"), 390),
        (without("maintainer_email"), 385),
        (without("owner_org"), 395),
        # A label that is no URI: the vocabularies 10, compliance 30.
        (without("format_uri"), 365),
        # GPKG is on neither of the EU's lists.
        (without(format_uri=f"{AUTHORITY}/file-type/GPKG"), 365),
        ({"title": "x", "notes": "x"}, 0),
    ],
)
def test_each_line_costs_what_the_rubric_says(package: dict[str, Any], points: int) -> None:
    assert score(package).points == points
    assert sum(miss.points for miss in score(package).missing) == 405 - points


@pytest.mark.parametrize(
    ("lost", "band"),
    [
        (("keywords",), "excellent"),
        (("download_url", "size"), "good"),  # 350
        (("keywords", "theme", "download_url", "license", "access_rights", "maintainer_email"),
         "good"),  # 405 - 30 - 30 - 50 - 30 - 15 - 20 = 230
        (("keywords", "theme", "download_url", "license", "access_rights", "maintainer_email",
          "owner_org"), "sufficient"),  # 220
    ],
)  # fmt: skip
def test_bands_begin_where_the_rubric_says(lost: tuple[str, ...], band: str) -> None:
    assert score(without(*lost)).band == band


def test_the_best_distribution_counts_and_the_most_points_come_first() -> None:
    poor = {"url": "https://hri.example/x.bin", "format": "BIN"}
    assert score(WHOLE | {"resources": [poor, FILE]}).points == 405
    missing = score(without("keywords", "size")).missing
    assert [(miss.what, miss.points) for miss in missing] == [
        ("keywords", 30),
        ("size in bytes", 5),
    ]
    assert "declare `keywords`" in missing[0].remedy


def test_addresses_that_do_not_answer_earn_nothing() -> None:
    assert score(WHOLE, lambda _: False).points == 405 - 50 - 30


def test_a_descriptor_is_no_form_of_the_data() -> None:
    descriptor = FILE | {"download_url": "https://hri.example/download/datapackage.json"}
    poor = without("download_url")["resources"][0]
    assert score(WHOLE | {"resources": [poor, descriptor]}).points == 355


@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: str(dataset.name))
def test_every_declared_dataset_is_excellent_before_it_is_published(dataset: Any) -> None:
    assert score(as_shown(dataset)).points >= 351


def hri_score(state: Path, *names: str) -> list[dict[str, Any]]:
    """Return the rows that `hri score --json` prints, without a catalogue."""
    hri = str(Path(sys.executable).with_name("hri"))
    environment = {"HRI_STATE": str(state), "PYTHONPATH": str(PROJECT), "PATH": ""}
    said = subprocess.run(
        [hri, "score", *names, "--json"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    return list(json.loads(said.stdout))


def test_hri_score_without_names_scores_every_dataset_links_included(tmp_path: Path) -> None:
    rows = hri_score(tmp_path)
    assert [row["dataset"] for row in rows] == [dataset.name for dataset in DATASETS]
    assert min(row["score"] for row in rows) >= 351
    assert any(not dataset.has_table for dataset in DATASETS)


def test_hri_score_prints_rows_and_needs_no_catalogue(tmp_path: Path) -> None:
    (row,) = hri_score(tmp_path, "puurekisteri")
    assert (row["dataset"], row["score"], row["band"]) == ("puurekisteri", 385, "excellent")
    (missing,) = row["missing"]
    assert (missing["what"], missing["points"]) == ("temporal coverage", 20)
    assert "declare `coverage.temporal.start`" in missing["remedy"]
