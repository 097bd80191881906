"""MapServer's WFS on the loopback: the program itself, behind a CGI server of a few lines."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyogrio
import pytest
import shapely

from pipelines.formats import places

LAYER = "pisteet"
PLACES = [(f"0{number:03}", 25_496_000.5 + number, 6_672_000.25 + number) for number in range(25)]
"""Code with a zero in front, easting and northing in EPSG:3879."""

MAPFILE = """
MAP
  NAME "hel"
  EXTENT 25490000 6670000 25515000 6690000
  SIZE 100 100
  PROJECTION "init=epsg:3879" END
  OUTPUTFORMAT
    NAME "geojson"
    DRIVER "OGR/GEOJSON"
    MIMETYPE "application/json; subtype=geojson"
    FORMATOPTION "STORAGE=stream"
    FORMATOPTION "FORM=SIMPLE"
  END
  WEB
    METADATA
      "wfs_title" "Testi"
      "wfs_onlineresource" "http://127.0.0.1/wfs?"
      "wfs_srs" "EPSG:3879 EPSG:4326"
      "wfs_enable_request" "*"
      "wfs_getfeature_formatlist" "gml,geojson"
    END
  END
  LAYER
    NAME "pisteet"
    TYPE POINT
    STATUS ON
    CONNECTIONTYPE OGR
    CONNECTION "places.gpkg"
    DATA "pisteet"
    PROJECTION "init=epsg:3879" END
    METADATA
      "wfs_title" "Pisteet"
      "gml_include_items" "all"
      "gml_featureid" "tunnus"
    END
    TEMPLATE "none"
  END
END
"""
CONFIG = 'CONFIG\n  ENV\n    MS_MAP_PATTERN "."\n  END\nEND\n'


class Handler(BaseHTTPRequestHandler):
    """Runs the program for each request and passes its answer on."""

    folder: Path
    program: str

    def do_GET(self) -> None:
        settings = {
            "MAPSERVER_CONFIG_FILE": str(self.folder / "mapserver.conf"),
            "MS_MAPFILE": str(self.folder / "hel.map"),
            "REQUEST_METHOD": "GET",
            "QUERY_STRING": self.path.partition("?")[2],
        }
        ran = subprocess.run(
            [self.program], env=os.environ | settings, capture_output=True, timeout=20, check=False
        )
        head, _, body = ran.stdout.replace(b"\r\n\r\n", b"\n\n", 1).partition(b"\n\n")
        lines = (line.partition(":") for line in head.decode().splitlines())
        headers = {name: value.strip() for name, _, value in lines}
        self.send_response(int(headers.pop("Status", "200 OK").split(" ")[0]))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Keep the tests' output quiet."""


@pytest.fixture(scope="session")
def mapserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a MapServer that serves PLACES."""
    program = shutil.which("mapserv") or shutil.which("mapserv", path="/usr/lib/cgi-bin")
    if program is None:
        pytest.skip("MapServer is not installed: on Debian, apt-get install cgi-mapserver")
    folder = tmp_path_factory.mktemp("mapserver")
    (folder / "hel.map").write_text(MAPFILE)
    (folder / "mapserver.conf").write_text(CONFIG)
    _write_places(folder / "places.gpkg")

    class Here(Handler):
        """A class of this server's own, since the standard library makes the instances."""

    Here.folder, Here.program = folder, program
    server = ThreadingHTTPServer(("127.0.0.1", 0), Here)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/cgi-bin/mapserv"
    server.shutdown()
    server.server_close()
    thread.join()


def _write_places(path: Path) -> None:
    shapes = [shapely.Point(east, north) for _, east, north in PLACES]
    table = pa.table(
        {
            "tunnus": [code for code, _, _ in PLACES],
            "nimi": ["Töölö" if number % 2 else None for number in range(len(PLACES))],
            "geometry": places.to_column(shapes),
        }
    )
    pyogrio.write_arrow(
        table,
        path,
        layer=LAYER,
        driver="GPKG",
        geometry_name="geometry",
        geometry_type="Point",
        crs="EPSG:3879",
    )
