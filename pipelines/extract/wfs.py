"""A map layer behind a WFS 2.0: counted, read page by page, and counted again.

Only a reading in which the service's count held, before and after, the pages joined, and every
feature came once is kept; anything else is read again from its beginning, and given up after a few
readings.
What does not belong here: what a page holds (feature_pages), what an error document says (ows).
"""

from __future__ import annotations

import logging
import re
from pathlib import Path

from pipelines.errors import NotTheDeclaredFile, SourceRefused, SourceUnavailable
from pipelines.extract import feature_pages, ows
from pipelines.extract.features import Features
from pipelines.extract.guards import PAGE
from pipelines.extract.visit import Arrived, Collected, Visit
from pipelines.model import Dataset, WfsSource
from pipelines.web import shown

log = logging.getLogger(__name__)

READINGS = 3
HEAD_BYTES = 8_192
SMALL_BYTES = 20_000_000
"""The largest list of layers, and the largest answer to a question about a number."""
MATCHED = re.compile(rb"\bnumberMatched\s*=\s*[\"'](\d+|unknown)[\"']")


def collect(dataset: Dataset, visit: Visit) -> Collected:
    """Bring the whole layer as one GeoJSON file.

    Raises what Visit.download raises; SourceRefused with the code of an error document,
    NotTheDeclaredFile, and SourceUnavailable where the layer never stood still.
    """
    source = dataset.source
    assert isinstance(source, WfsSource)  # noqa: S101 - found by its type
    layer = Layer(source, visit)
    why = ""
    for reading in range(1, READINGS + 1):
        with Features(visit.folder / "features.sqlite") as features:
            before = layer.matched()
            joined = layer.gather(features, before)
            why = _difference(features, before, layer.matched(), joined)
            if not why:
                layer.check_size(features)
                return Collected((Arrived(features.write(visit.folder / _file_name(source))),))
        log.warning("%s: reading %d of %s: %s", dataset.id, reading, source.layer, why)
    raise SourceUnavailable(
        f"{shown(source.address)}: {why}, in {READINGS} readings",
        remedy="it is tried again at the next run; where it lasts, declare `source.sort_by`: a"
        " property that no two features share",
    )


def _difference(features: Features, before: int | None, after: int | None, joined: bool) -> str:
    """Return how a reading differs from what the service counts, or '' where it does not."""
    if before != after:
        return f"the layer changed from {before} to {after} features while it was read"
    if not joined:
        return "a page did not begin where the last one ended"
    if before is not None and features.count != before:
        return f"the service counts {before} features, and {features.count} came"
    return f"{features.repeated} features came twice" if features.repeated else ""


class Layer:
    """A layer as the service gives it, asked in one visit."""

    def __init__(self, source: WfsSource, visit: Visit) -> None:
        self._source = source
        self._visit = visit

    def matched(self) -> int | None:
        """Return how many features the service counts; None where it says that it cannot."""
        shared = self._source.feature_parameters()
        shared.pop("outputFormat")
        url = self._source.request("GetFeature", **shared, resultType="hits")
        path = self._ask(url, "hits.xml", SMALL_BYTES)
        found = MATCHED.search(path.read_bytes())
        if found is None:
            raise NotTheDeclaredFile(
                f"{shown(url)}: the answer holds no numberMatched",
                remedy="see what the address gives: a WFS of version 2.0 is expected",
            )
        return None if found.group(1) == b"unknown" else int(found.group(1))

    def gather(self, features: Features, matched: int | None) -> bool:
        """Add the features of all pages, up to the count, or to the first page with nothing new.

        Each page is asked for from the last feature of the one before: where that is not its first,
        features went or came in between, and False is returned.
        """
        start, last = 0, None
        while matched is None or start < matched:
            page = self._page(max(start - 1, 0))
            if last is not None and (not page or page.pop(0)[0] != last):
                return False
            if not page:
                break
            features.add(page)
            if features.bytes > self._source.max_bytes:
                raise self._refusal(f"more than {self._source.max_bytes} bytes", "max_bytes")
            # A service may give less than it was asked for: what counts is what it gave.
            start, last = start + len(page), page[-1][0]
        return True

    def check_size(self, features: Features) -> None:
        """Raise NotTheDeclaredFile where the layer has fewer features than declared."""
        if features.count < self._source.min_features:
            raise self._refusal(f"{features.count} features", "min_features")

    def _page(self, start: int) -> list[tuple[str, str]]:
        count = str(self._source.page_size)
        parameters = {**self._source.feature_parameters(), "count": count, "startIndex": str(start)}
        url = self._source.request("GetFeature", **parameters)
        ending = "gml" if self._source.is_gml else "json"
        path = self._ask(url, f"from-{start}.{ending}", self._source.max_bytes)
        page = list(feature_pages.features(path, self._source))
        self._visit.counted(len(page))
        return page

    def _ask(self, url: str, name: str, max_bytes: int) -> Path:
        """Bring an answer and return its file, which takes the place of the last one's."""
        for old in self._visit.folder.glob("from-*"):
            old.unlink()
        secret = self._source.authorization
        try:
            answer = self._visit.download(url, name, max_bytes=max_bytes, secret=secret)
        except SourceRefused as error:
            # Some services send their error documents as HTTP 400; a look tells what they say.
            self._refuse_error(url, self._visit.web.probe(url).start if not secret else b"")
            raise error
        assert isinstance(answer, Arrived)  # noqa: S101 - nothing was known, so it is no 304
        with answer.path.open("rb") as stream:
            start = stream.read(HEAD_BYTES)
        self._refuse_error(url, start)
        self._refuse_page(url, start)
        return answer.path

    def _refuse_error(self, url: str, start: bytes) -> None:
        error = ows.service_error(start)
        if error is not None:
            raise SourceRefused(
                f"{shown(url)}: the service answered with an error document ({error})",
                remedy=ows.remedy(error, self._source.layer, self._layers),
            )

    def _refuse_page(self, url: str, start: bytes) -> None:
        text = start.decode("latin-1").lstrip()
        if PAGE.match(text) or not text:
            what = "an HTML page" if text else "nothing"
            raise NotTheDeclaredFile(
                f"{shown(url)}: {what} came instead of the layer's features",
                remedy="open the address in a browser: the service has moved, or asks for a login",
            )

    def _layers(self) -> list[str]:
        """Return the names of the service's layers; none where it does not list them."""
        url = self._source.request("GetCapabilities")
        secret = self._source.authorization
        try:
            self._visit.download(url, "layers.xml", max_bytes=SMALL_BYTES, secret=secret)
        except (SourceRefused, SourceUnavailable, NotTheDeclaredFile):
            return []
        return ows.layers_of((self._visit.folder / "layers.xml").read_bytes())

    def _refusal(self, found: str, limit: str) -> NotTheDeclaredFile:
        return NotTheDeclaredFile(
            f"{shown(self._source.address)}: the layer has {found}",
            remedy=f"see what the service gives; where it is right, change `source.{limit}`",
        )


def _file_name(source: WfsSource) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", source.layer).strip("._")[-100:] + ".geojson"
