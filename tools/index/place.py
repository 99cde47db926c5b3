"""A place tag: who is within a distance of a point. A box over coarse cells first, then the exact distance."""

from dataclasses import dataclass
from math import cos, radians

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from tools.compiler.near import EARTH_RADIUS_M, Stretch, box_around
from tools.index.bitmaps import Flags, of_flags, of_ordinals
from tools.index.scan import within

Degrees = npt.NDArray[np.float64]
Cells = npt.NDArray[np.uint16]

_NOWHERE = 0
# Longitudes fill the range of 16 bits, so a cell is about 600 m of the equator.
_CELLS_A_DEGREE = (2**16 - 2) / 360


def cells(degrees: Degrees) -> Cells:
    """The cell of each latitude or longitude; of a greater one never a smaller cell. 0 where it is NaN."""
    found = np.floor((np.clip(degrees, -180, 180) + 180) * _CELLS_A_DEGREE) + 1
    return np.where(np.isnan(degrees), _NOWHERE, found).astype(np.uint16)


@dataclass(frozen=True)
class Place:
    """Where users are: degrees (NaN where unknown) and cells, one a user, in the order of ordinals."""

    lat: Degrees
    lon: Degrees
    lat_cells: Cells
    lon_cells: Cells

    def known(self) -> BitMap:
        return of_flags((self.lat_cells != _NOWHERE) & (self.lon_cells != _NOWHERE))

    def within(self, lat0: float, lon0: float, radius_m: float) -> BitMap:
        """Users at most `radius_m` metres away, on the same sphere and by the same formula as in SQL."""
        box = box_around(lat0, lon0, radius_m)
        inside = _inside(self.lat_cells, box.lat)
        inside &= _inside(self.lon_cells, box.lon)
        close = np.flatnonzero(inside).astype(np.uint32)
        near = _distance_m(self.lat[close], self.lon[close], lat0, lon0) <= radius_m
        return of_ordinals(close[near])


def _inside(held: Cells, stretches: tuple[Stretch, ...]) -> Flags:
    """Cells that hold a point of one of the stretches, and none that are unknown."""
    first, *others = (
        within(held, *cells(np.array([-180.0 if low is None else low, 180.0 if high is None else high])).tolist())
        for low, high in stretches
    )
    for other in others:
        first |= other
    return first


def _distance_m(lat: Degrees, lon: Degrees, lat0: float, lon0: float) -> Degrees:
    """Haversine (R. W. Sinnott, "Virtues of the Haversine", 1984)."""
    half_lat, half_lon = np.radians((lat - lat0) / 2), np.radians((lon - lon0) / 2)
    along_parallel = cos(radians(lat0)) * np.cos(np.radians(lat)) * np.sin(half_lon) ** 2
    haversine = np.sin(half_lat) ** 2 + along_parallel
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1.0, haversine))))
