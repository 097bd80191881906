"""A server with moods, a declared dataset behind it, and a clock that the test moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipelines.extract import Snapshot, Snapshots, extract
from pipelines.model import Dataset
from pipelines.state import State
from pipelines.web import Limits, Web
from tests.extract.origin import Answer, Origin, serving

MONDAY = dt.datetime(2026, 11, 23, 6, 0, tzinfo=dt.UTC)
TUESDAY = MONDAY + dt.timedelta(days=1)
WEDNESDAY = MONDAY + dt.timedelta(days=2)
CSV = {"format": "csv", "encoding": "utf-8", "delimiter": ";"}


def declared(source: dict[str, Any]) -> Dataset:
    """Return a valid declaration around a source."""
    table: dict[str, Any] = {"schema": "counts.json", "distributions": ["csv"]}
    return Dataset.model_validate(
        {
            "id": "traffic-counts",
            "name": "traffic-counts",
            "publisher": "kymp",
            "title": {"fi": "Liikennemäärät"},
            "description": {"fi": "Liikennemäärät mittauspisteittäin"},
            "keywords": {"fi": ["liikenne"]},
            "themes": ["TRAN"],
            "licence": "CC-BY-4.0",
            "frequency": "daily",
            "contact": {"name": "Kymp", "email": "avoindata@hel.fi"},
            "released": "2014-01-01",
            "access": {"level": "public"},
            "coverage": {"geographical": ["Helsinki"]},
            "source": source,
            **({} if source["type"] in ("api", "link") else table),
        }
    )


@dataclass
class Desk:
    """Everything that one extraction needs."""

    origin: Origin
    state: State
    web: Web
    today: dt.datetime = MONDAY
    fixed: dict[str, Any] = field(default_factory=lambda: dict(CSV))

    def dataset(self, path: str = "/counts.csv", **options: Any) -> Dataset:
        source = {"type": "file", "url": self.origin.url + path, **self.fixed, **options}
        return declared({name: value for name, value in source.items() if value is not None})

    def extract(self, dataset: Dataset) -> Snapshot:
        return extract(dataset, self.web, self.state, lambda: self.today)

    def first(self, answer: Answer, path: str = "/counts.csv", **options: Any) -> Snapshot:
        """Serve the answer and extract it."""
        self.origin.at(path, answer)
        return self.extract(self.dataset(path, **options))

    def store(self) -> Snapshots:
        return Snapshots("traffic-counts", self.state)

    def content(self, snapshot: Snapshot) -> bytes:
        return self.state.file(snapshot.files[0].key).read_bytes()


@pytest.fixture
def origin() -> Iterator[Origin]:
    with serving() as server:
        yield server


@pytest.fixture
def quick_web() -> Callable[..., Web]:
    """Return a maker of a Web that does not really sleep."""
    limits = Limits(connect=2, read=1, total=3, probe=0.3, gap=0, attempts=2)
    return lambda rewrite=None: Web(rewrite, limits=limits, sleep=lambda _: None)


@pytest.fixture
def desk(origin: Origin, tmp_path: Path, quick_web: Callable[..., Web]) -> Desk:
    return Desk(origin, State(tmp_path / "state"), quick_web())


@pytest.fixture
def api(origin: Origin) -> Dataset:
    """Return a declared API whose endpoint answers."""
    endpoint = origin.at("/v1/", Answer(b'{"meta": {"count": 3}}'))
    return declared({"type": "api", "endpoint": endpoint, "documentation": f"{origin.url}/docs"})
