"""The 3D city model: a CityGML service and listings of zips, of which only the start is looked at.

The catalogue lists their addresses and copies nothing; what stands here is invented.
"""

from datetime import UTC, datetime

from sandbox.replica.documents import Answer, Document, Query, generated

SERVICE = "https://kartta.hel.fi/3d/citydb-wfs/wfs"
CITYGML = "https://3d.hel.ninja/data/citygml/"
MESH = "https://3d.hel.ninja/data/mesh/Helsinki3D-MESH_2017_OBJ_2km-250m_ZIP/"
VIEWER = "https://kartta.hel.fi/3d/"

_CAPABILITIES = """<?xml version="1.0" encoding="UTF-8"?>
<wfs:WFS_Capabilities xmlns:wfs="http://www.opengis.net/wfs/2.0" version="2.0.0">
<FeatureTypeList><FeatureType><Name>bldg:Building</Name></FeatureType></FeatureTypeList>
</wfs:WFS_Capabilities>
"""
_MOMENT = datetime(2019, 3, 26, 9, 0, tzinfo=UTC)


_BUILDINGS = """<?xml version="1.0" encoding="UTF-8"?>
<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0"
  xmlns:gml="http://www.opengis.net/gml" xmlns:bldg="http://www.opengis.net/citygml/building/2.0">
<wfs:member><bldg:Building gml:id="BID_1"><bldg:measuredHeight uom="m">12.5</bldg:measuredHeight>
</bldg:Building></wfs:member>
</wfs:FeatureCollection>
"""


def _service(query: Query) -> Answer:
    wanted = "GetFeature" in str(query)
    return Answer((_BUILDINGS if wanted else _CAPABILITIES).encode())


def _listing(*names: str) -> bytes:
    links = "".join(f'<a href="{name}">{name}</a>\n' for name in names)
    return f"<!DOCTYPE html><html><body><pre>{links}</pre></body></html>\n".encode()


def _page(url: str, description: str, content: bytes) -> Document:
    return Document(
        url=url,
        description=description,
        content_type="text/html; charset=utf-8",
        encoding="utf-8",
        modified=_MOMENT,
        answer=generated(lambda: content),
    )


DOCUMENTS = (
    Document(
        url=SERVICE,
        description="3D city model: CityGML behind a WFS, its capabilities and one building",
        content_type="application/xml",
        encoding="utf-8",
        modified=None,
        answer=_service,
        depends_on_query=True,
    ),
    _page(CITYGML, "3D city model: list of CityGML zips", _listing("Helsinki3D_CityGML_2019.zip")),
    _page(MESH, "3D city model: list of OBJ zips", _listing("Helsinki3D_2017_OBJ_672496x2.zip")),
    _page(VIEWER, "3D city model: viewer", _listing("index.html")),
)
