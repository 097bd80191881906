"""How long a run waits for who asks for a pause, and when it leaves that to the next run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from dagster import DagsterInstance, ExecuteInProcessResult, materialize

from pipelines.errors import CatalogueUnavailable
from pipelines.orchestration import failures, publishing
from pipelines.orchestration.assets import assets_of
from pipelines.orchestration.workplace import Workplace
from tests.extract.origin import serving
from tests.orchestration.catalogue import serving_catalogue
from tests.orchestration.test_versions import FIVE, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with serving() as origin, serving_catalogue() as (url, catalogue):
        made = Desk(tmp_path, origin, url, catalogue)
        made.send(*FIVE)
        made.run()
        yield made


def publish_while_asked_to_wait(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> tuple[ExecuteInProcessResult, Workplace, int]:
    """Materialise the last asset, with a catalogue that asks for a pause the first time."""
    work, dataset = desk.open()
    asked = []
    honest = publishing.planned

    def planned(*arguments: object) -> object:
        asked.append(time.monotonic())
        if len(asked) == 1:
            raise CatalogueUnavailable("answered 429", retry_after=seconds)
        return honest(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing, "planned", planned)
    with DagsterInstance.ephemeral() as instance, work.ckan:
        result = materialize(
            assets_of(dataset),
            selection=assets_of(dataset)[-1:],
            instance=instance,
            resources={"workplace": work},
            raise_on_error=False,
        )
    return result, work, len(asked)


def test_a_short_pause_is_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    started = time.monotonic()
    result, _, times = publish_while_asked_to_wait(desk, monkeypatch, 1.0)
    assert result.success
    assert times == 2
    assert time.monotonic() - started >= 1


def test_a_long_pause_is_left_to_the_next_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    result, work, times = publish_while_asked_to_wait(desk, monkeypatch, 86_400.0)
    assert not result.success
    assert times == 1
    kept = failures.last(work.state, desk.open()[1])
    assert kept is not None
    assert "answered 429" in kept["why"]
