"""A condition on where a user is: a box that an index can use, then the exact great-circle distance."""

from dataclasses import dataclass
from math import asin, cos, degrees, pi, radians, sin

from sqlglot import exp

from tools.catalog.model import Catalog
from tools.compiler.comparison import is_known
from tools.compiler.expressions import column, every, number, some
from tools.compiler.lookup import find_place, find_tag
from tools.errors import fail
from tools.segment import Near

EARTH_RADIUS_M = 6_371_008.8  # mean radius R1 of the WGS84 ellipsoid (IUGG)

# Bounds are written to 9 decimals, a tenth of a millimetre, and pushed out by as much: a box may only be too large.
_DECIMALS = 9
_MARGIN_DEGREES = 1e-9


def near_condition(condition: Near, catalog: Catalog) -> exp.Expr:
    """Haversine distance ≤ radius (R. W. Sinnott, "Virtues of the Haversine", 1984)."""
    tag = find_tag(catalog, condition.tag)
    if tag.columns is None:
        raise fail("wrong_operator", f"“{tag.id}” is not a place.", f"“{tag.id}”不是地点标签。", got=tag.type)
    lat0, lon0 = centre(condition, catalog)
    lat = column(tag.columns.lat, catalog.users.table)
    lon = column(tag.columns.lon, catalog.users.table)
    distance = _distance_m(lat, lon, lat0, lon0)
    exact = exp.LTE(this=distance, expression=number(condition.radius_m))
    box = box_around(lat0, lon0, condition.radius_m)
    return every([_inside(lat, box.lat), _inside(lon, box.lon), exact])


def centre(condition: Near, catalog: Catalog) -> tuple[float, float]:
    """Latitude and longitude in degrees."""
    if condition.place is not None:
        place = find_place(catalog, condition.place)
        return place.lat, place.lon
    if condition.lat is None or condition.lon is None:
        raise ValueError("near needs a place, or lat and lon")
    return condition.lat, condition.lon


Stretch = tuple[float | None, float | None]


@dataclass(frozen=True)
class Box:
    """Stretches of degrees, both ends included and None for open, that hold every point of a circle."""

    lat: tuple[Stretch, ...]
    lon: tuple[Stretch, ...]


def box_around(lat0: float, lon0: float, radius_m: float) -> Box:
    """The box around a circle.

    Around a pole all longitudes are near; at the antimeridian the longitudes are two stretches. J. Matuschek, "Finding
    Points Within a Distance of a Latitude/Longitude Using Bounding Coordinates".
    """
    anywhere = ((None, None),)
    angle = radius_m / EARTH_RADIUS_M
    if angle >= pi:
        return Box(anywhere, anywhere)
    south = lat0 - degrees(angle) - _MARGIN_DEGREES
    north = lat0 + degrees(angle) + _MARGIN_DEGREES
    if south <= -90 or north >= 90:
        return Box(((max(south, -90), min(north, 90)),), anywhere)
    reach = degrees(asin(min(1.0, sin(angle) / cos(radians(lat0))))) + _MARGIN_DEGREES
    west, east = lon0 - reach, lon0 + reach
    if west <= -180:
        return Box(((south, north),), ((west + 360, None), (None, east)))
    if east >= 180:
        return Box(((south, north),), ((west, None), (None, east - 360)))
    return Box(((south, north),), ((west, east),))


def _inside(column: exp.Column, stretches: tuple[Stretch, ...]) -> exp.Expr:
    """Whether a column lies in one of the stretches; never where it is unknown."""
    return some([_on(column.copy(), low, high) for low, high in stretches])


def _on(column: exp.Column, low: float | None, high: float | None) -> exp.Expr:
    if low is not None and high is not None:
        return exp.Between(this=column, low=_bound(low), high=_bound(high))
    if low is not None:
        return exp.GTE(this=column, expression=_bound(low))
    return is_known(column) if high is None else exp.LTE(this=column, expression=_bound(high))


def _distance_m(lat: exp.Column, lon: exp.Column, lat0: float, lon0: float) -> exp.Expr:
    half_lat = _half_angle(lat, lat0)
    half_lon = _half_angle(lon, lon0)
    cosines = exp.Mul(
        this=exp.Cos(this=exp.Radians(this=number(lat0))), expression=exp.Cos(this=exp.Radians(this=lat.copy()))
    )
    along_parallel = exp.Mul(this=cosines, expression=_sin_squared(half_lon))
    haversine = exp.Add(this=_sin_squared(half_lat), expression=along_parallel)
    # Rounding can lift the haversine of two opposite points above 1, where ASIN is not defined. LEAST skips NULLs, so
    # the box must leave unknown places out.
    root = exp.Sqrt(this=exp.Anonymous(this="LEAST", expressions=[number(1), haversine]))
    return exp.Mul(this=number(2 * EARTH_RADIUS_M), expression=exp.Asin(this=root))


def _half_angle(degrees: exp.Column, centre: float) -> exp.Expr:
    difference = exp.Paren(this=exp.Sub(this=degrees.copy(), expression=number(centre)))
    return exp.Radians(this=exp.Div(this=difference, expression=number(2)))


def _sin_squared(angle: exp.Expr) -> exp.Expr:
    return exp.Pow(this=exp.Sin(this=angle), expression=number(2))


def _bound(degrees: float) -> exp.Expr:
    return number(round(degrees, _DECIMALS))
