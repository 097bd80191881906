"""Places end where they are on the map, and coordinates that cannot be right are refused."""

import json
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
import shapely

from pipelines.convert.geometry import with_geometry
from pipelines.errors import ConversionFailed
from pipelines.formats import places
from pipelines.model import Geometry

POLYGON = {
    "type": "Polygon",
    # clockwise, with heights: a square of 100 m around the central meridian
    "coordinates": [
        [
            [25500000, 6654072.8194, 12],
            [25500000, 6654172.8194, 12],
            [25500100, 6654172.8194, 12],
            [25500000, 6654072.8194, 12],
        ]
    ],
}


def located(columns: dict[str, Any], crs: str, **declared: str) -> list[Any]:
    geometry = Geometry(crs=crs, **(declared or {"x": "x", "y": "y"}))
    table = with_geometry(pa.table(columns), geometry, "puut")
    return list(places.from_column(table.column("geometry")))


def refusal(columns: dict[str, Any], crs: str, **declared: str) -> str:
    with pytest.raises(ConversionFailed) as caught:
        located(columns, crs, **declared)
    return str(caught.value)


# The length of the meridian from the equator to 60° N on GRS 80 is 6,654,072.8194 m; the station's
# coordinates were worked out with Krüger's series (n to the fourth), not with PROJ.
@pytest.mark.parametrize(
    ("crs", "x", "y", "lon", "lat"),
    [
        ("EPSG:3879", 25500000, 6654072.8194, 25.0, 60.0),
        ("EPSG:3067", 500000, 6654072.8194 * 0.9996, 27.0, 60.0),
        ("EPSG:3879", 25496747.0985, 6673226.2855, 24.9414, 60.1719),
        ("EPSG:3067", 385784.6800, 6672335.8557, 24.9414, 60.1719),
        ("EPSG:4326", 24.9414, 60.1719, 24.9414, 60.1719),
    ],
)
def test_known_points(crs: str, x: float, y: float, lon: float, lat: float) -> None:
    [point] = located({"x": [x], "y": [y]}, crs)
    assert (point.x, point.y) == (lon, lat)


def test_a_place_is_null_where_a_coordinate_is() -> None:
    found = located({"x": [None, 24.9, None, 24.9], "y": [60.1, None, None, 60.2]}, "EPSG:4326")
    assert found == [None, None, None, shapely.Point(24.9, 60.2)]


def test_decimals_and_whole_numbers_are_coordinates_too() -> None:
    columns = {"x": [Decimal("24.94140004")], "y": pa.array([60])}
    assert located(columns, "EPSG:4326") == [shapely.Point(24.9414, 60)]


def test_the_attributes_stay_and_the_geometry_comes_last() -> None:
    table = pa.table({"x": [24.9], "y": [60.1], "nimi": ["Koivu"]})
    placed = with_geometry(table, Geometry(crs="EPSG:4326", x="x", y="y"), "puut")
    assert placed.column_names == ["x", "y", "nimi", "geometry"]
    assert placed.drop_columns(["geometry"]) == table


def test_a_geometry_of_text_moves_turns_left_and_loses_its_heights() -> None:
    texts = [json.dumps(POLYGON), None, '{"type":"Point","coordinates":[]}']
    table = pa.table({"id": [1, 2, 3], "alue": texts})
    placed = with_geometry(table, Geometry(crs="EPSG:3879", column="alue"), "alueet")
    assert placed.column_names == ["id", "geometry"]
    polygon, none, empty = places.from_column(placed.column("geometry"))
    assert none is None
    assert empty is None
    assert not polygon.has_z
    assert polygon.exterior.is_ccw
    assert polygon.exterior.coords[0] == (25.0, 60.0)
    # 100 m north is 0.0008976° there: a degree of latitude at 60° N has 111,412 m
    assert polygon.bounds[3] == pytest.approx(60.0008976, abs=1e-7)


@pytest.mark.parametrize(
    ("crs", "x", "y"),
    [
        ("EPSG:3879", 6673226, 25496747),
        ("EPSG:3067", 6672335, 385784),
        ("EPSG:4326", 60.1719, 24.9414),
    ],
)
def test_exchanged_axes_are_recognised(crs: str, x: float, y: float) -> None:
    good = {"EPSG:3879": (25496747, 6673226), "EPSG:3067": (385784, 6672335)}
    first = good.get(crs, (24.9414, 60.1719))
    message = refusal({"x": [first[0], x], "y": [first[1], y]}, crs)
    assert message.startswith("puut: `x`, `y`, row 3: the axes look swapped")


@pytest.mark.parametrize(
    ("crs", "x", "y", "reason"),
    [
        # a neighbouring zone's easting (GK24) lies at 7° E in GK25
        ("EPSG:3879", 24500000, 6673226, "outside the area of use of EPSG:3879"),
        ("EPSG:3879", 385784, 6672335, "outside the area of use of EPSG:3879"),
        ("EPSG:3067", 24.94, 60.17, "outside the area of use of EPSG:3067"),
        ("EPSG:4326", 25496747, 6673226, "outside the area of use of EPSG:4326"),
        ("EPSG:4326", float("nan"), 60.1, "outside the area of use of EPSG:4326"),
        ("EPSG:4326", 0, 0, "x and y are both 0"),
    ],
)
def test_places_that_cannot_be_right_are_refused(crs: str, x: float, y: float, reason: str) -> None:
    message = refusal({"x": [None, x], "y": [None, y]}, crs)
    assert f"row 3: the place lies {reason}" in message or f"row 3: {reason}" in message


def test_a_place_far_away_is_a_place() -> None:
    assert located({"x": [139.69], "y": [35.68]}, "EPSG:4326") == [shapely.Point(139.69, 35.68)]


@pytest.mark.parametrize(
    ("columns", "crs", "declared", "message"),
    [
        ({"x": ["24.9"], "y": ["60.1"]}, "EPSG:4326", {}, "column `x` holds string"),
        ({"x": [24.9], "y": [60.1]}, "EPSG:99999", {}, "no coordinate system EPSG:99999"),
        ({"g": [1.5]}, "EPSG:4326", {"column": "g"}, "column `g` holds double"),
        ({"g": [None, "POINT (1 2)"]}, "EPSG:4326", {"column": "g"}, "row 3: not a GeoJSON geo"),
        ({"x": [1.0], "y": [1.0], "geometry": ["a"]}, "EPSG:4326", {}, "stands in the way"),
    ],
)
def test_columns_that_hold_no_places_are_refused(
    columns: dict[str, Any], crs: str, declared: dict[str, str], message: str
) -> None:
    assert message in refusal(columns, crs, **declared)
