"""A run that ends between its writes and its read-back: the next one reads back what it left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.errors import CatalogueDiffers, CatalogueUnavailable
from pipelines.orchestration import publishing, steps
from tests.extract.origin import serving
from tests.orchestration.catalogue import Catalogue, Record, serving_catalogue
from tests.orchestration.test_versions import FIVE, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with serving() as origin, serving_catalogue() as (url, catalogue):
        yield Desk(tmp_path, origin, url, catalogue)


def run_until_the_read_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish, with a catalogue that dies when its files are asked for."""
    work, dataset = desk.open()
    steps.extracted(work, dataset)
    steps.validated(work, dataset)
    steps.converted(work, dataset)

    def dead(url: str) -> str:
        raise CatalogueUnavailable(f"{url} was not served whole (a test)")

    with monkeypatch.context() as dying, work.ckan:
        dying.setattr(work.ckan, "checksum", dead)
        with pytest.raises(CatalogueUnavailable):
            publishing.published(work, dataset, {"run": "test"})


def test_the_next_run_reads_back_though_it_has_nothing_to_write(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.send(*FIVE)
    run_until_the_read_back(desk, monkeypatch)
    csv = csv_of(desk.catalogue)
    whole, csv["held"] = csv["held"], "nimi\r\n"
    with pytest.raises(CatalogueDiffers, match="csv: the file is another"):
        desk.run()
    assert desk.run()["writes"] > 0  # published once more, as every difference is
    assert csv_of(desk.catalogue)["held"] == whole
    written = desk.run()["written"]
    assert desk.run()["written"] == written


def csv_of(catalogue: Catalogue) -> Record:
    (package,) = catalogue.packages.values()
    found: Record = next(each for each in package["resources"] if each["format"] == "CSV")
    return found
