"""A map layer behind a WFS 2.0.

What does not belong here: asking it page by page (extract), and the map's columns (geometry).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from pydantic import Field, StringConstraints

from pipelines.model.noun import Noun, Url
from pipelines.model.reading import Reading
from pipelines.model.sources.secret import VariableName
from pipelines.model.vocabularies import FormatName

EPSG = r"^EPSG:\d{4,6}$"
LAYER = r"^[^\s,()]+$"
GML = "application/gml+xml; version=3.2"


class WfsSource(Noun):
    """A map layer (WFS 2.0): all its features, page by page, as one GeoJSON."""

    type: Literal["wfs"]
    """A map layer of a WFS that is fetched, checked and published."""
    url: Url
    """The service's address, without the parameters of a request."""
    layer: Annotated[str, StringConstraints(pattern=LAYER)]
    """The layer's name in the service, such as avoindata:Piirijako_osaalue."""
    srs: Annotated[str, StringConstraints(pattern=EPSG)] = "EPSG:4326"
    """The coordinate system that is asked for; the same as `geometry.crs`."""
    output: str = "application/json"
    """The service's name of its GeoJSON; `gml` where it has none."""
    key: str | None = None
    """The property that tells features apart, where the service gives them no lasting ids."""
    sort_by: str | None = None
    """The property to sort by, where the service needs one to keep its pages apart."""
    page_size: Annotated[int, Field(ge=2, le=50_000)] = 1_000
    """Features asked for in one request."""
    min_features: Annotated[int, Field(ge=0)] = 1
    """A layer with fewer features is refused."""
    max_bytes: Annotated[int, Field(gt=0)] = 2_000_000_000
    """A larger layer is refused."""
    authorization: VariableName | None = None
    """The NAME of the environment variable (or NAME_FILE) with the Authorization header's value."""

    @property
    def address(self) -> str:
        """Return the address of the whole layer, which a browser can open."""
        return self.request("GetFeature", **self.feature_parameters())

    @property
    def is_gml(self) -> bool:
        """Tell whether the answers are GML, for want of GeoJSON."""
        return self.output == "gml"

    def readings(self) -> Sequence[Reading]:
        """Return how the merged file of all pages is read."""
        return [Reading(format=FormatName.GEOJSON)]

    def feature_parameters(self) -> dict[str, str]:
        """Return the parameters that every request for features shares.

        GeoJSON has its easting first by its standard; in GML the order is the system's own where
        the system is named by its URN, and anybody's guess otherwise.
        """
        urn = f"urn:ogc:def:crs:EPSG::{self.srs.removeprefix('EPSG:')}"
        sort = {"sortBy": self.sort_by} if self.sort_by else {}
        return {
            "typeNames": self.layer,
            "outputFormat": GML if self.is_gml else self.output,
            "srsName": urn if self.is_gml else self.srs,
            **sort,
        }

    def request(self, name: str, **parameters: str) -> str:
        """Return the URL of a request of the service, with its parameters."""
        parts = urlsplit(self.url)
        named = {"service": "WFS", "version": "2.0.0", "request": name, **parameters}
        query = urlencode(named, quote_via=quote, safe=":/,")
        whole = f"{parts.query}&{query}" if parts.query else query
        return urlunsplit((parts.scheme, parts.netloc, parts.path, whole, ""))
