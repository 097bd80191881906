"""Indicator 13: datasets with a machine-readable distribution, by the EU's list and by ours.

GML, GeoPackage, Parquet and WFS are on no list of the EU; they count in the local figure only.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from pipelines.measure import marks
from pipelines.measure.evidence import Evidence
from pipelines.measure.tally import Case, Indicator, share
from pipelines.model import IndicatorId, Text

EU_LIST = frozenset(
    {
        "CSV",
        "GEOJSON",
        "ICS",
        "JSON",
        "JSON_LD",
        "KML",
        "KMZ",
        "NETCDF",
        "ODS",
        "RDFA",
        "RSS",
        "SHP",
        "XLS",
        "XLSX",
        "XML",
    }
)
LOCAL_LIST = EU_LIST | {"GML", "GPKG", "GEOPACKAGE", "PARQUET", "GEOPARQUET", "WFS"}


def formats_of(package: marks.Package) -> set[str]:
    """Return the codes of a package's formats: of the EU's URIs, or labels such as `JSON-LD`."""
    labels = (str(each.get("format") or "") for each in package.get("resources", []))
    return {re.sub(r"[ .-]+", "_", each.rstrip("/").rsplit("/", 1)[-1].upper()) for each in labels}


def _is_machine_readable(package: marks.Package, formats: frozenset[str]) -> bool:
    return any(each in formats or each.startswith("RDF_") for each in formats_of(package))


def _by_eu_list(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    for publisher, entry in evidence.datasets(day):
        yield Case(publisher, entry.id, int(_is_machine_readable(entry.package, EU_LIST)))


def _by_local_list(evidence: Evidence, day: dt.date) -> Iterator[Case]:
    for publisher, entry in evidence.datasets(day):
        yield Case(publisher, entry.id, int(_is_machine_readable(entry.package, LOCAL_LIST)))


INDICATORS = (
    Indicator(
        id=IndicatorId.MACHINE_READABLE,
        number="13",
        version=1,
        title=Text(fi="Koneluettavat", sv="Maskinläsbara", en="Machine-readable"),
        unit="%",
        tally=share,
        cases=_by_eu_list,
    ),
    Indicator(
        id=IndicatorId.MACHINE_READABLE_LOCAL,
        number="13",
        version=1,
        title=Text(
            fi="Koneluettavat, myös paikkatieto- ja sarakemuodot",
            sv="Maskinläsbara, även geodata- och kolumnformat",
            en="Machine-readable, geographic and columnar formats too",
        ),
        unit="%",
        tally=share,
        cases=_by_local_list,
    ),
)
