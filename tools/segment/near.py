"""A condition on where a user is: within a distance of a named place or a point."""

from typing import Literal

from pydantic import Field, model_validator

from tools.segment.base import Leaf


class Near(Leaf):
    """Great-circle distance in metres from the place tag `tag` to a `place` of the catalog or to WGS84 degrees."""

    kind: Literal["near"] = "near"
    tag: str
    place: str | None = None
    lat: float | None = Field(default=None, ge=-90, le=90)
    lon: float | None = Field(default=None, ge=-180, le=180)
    radius_m: float = Field(gt=0)

    @model_validator(mode="after")
    def _has_one_centre(self) -> "Near":
        point = self.lat is not None and self.lon is not None
        if (self.place is None) != point or (self.lat is None) != (self.lon is None):
            raise ValueError("near takes a place, or lat and lon together, not both")
        return self
