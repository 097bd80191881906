"""Which file formats the EU lists call machine-readable and non-proprietary.

By the codes of the EU file-type vocabulary. GML, GPKG, PARQUET and WFS are on neither list, though
they are both: a dataset that has only these loses the points.
What does not belong here: points (interoperability).
"""

from __future__ import annotations

# fmt: off
MACHINE_READABLE = frozenset([
    "CSV", "GEOJSON", "ICS", "JSON", "JSON_LD", "KML", "KMZ", "NETCDF", "ODS", "RDFA",
    "RDF_N_QUADS", "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS", "SHP", "XLS",
    "XLSX", "XML"
])
NON_PROPRIETARY = frozenset([
    "CSV", "GEOJSON", "GZIP", "HTML", "ICS", "JPEG", "JSON", "JSON_LD", "KML", "KMZ", "NETCDF",
    "ODS", "PDF", "PNG", "RDFA", "RDF_N_QUADS", "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE",
    "RDF_XML", "RSS", "TIFF", "TSV", "TXT", "XLSX", "XML", "ZIP"
])
# fmt: on
