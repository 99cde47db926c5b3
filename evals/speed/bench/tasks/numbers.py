"""Questions about numbers, dates and places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import cos, radians
from typing import TYPE_CHECKING, Self

from evals.speed.bench.deck import Deck
from evals.speed.bench.population import city_middles
from evals.speed.bench.tasks.base import Question, Run
from tools.segment import All, Amount, Between, Definition, Near, OrderBy, TagCondition

if TYPE_CHECKING:
    import polars as pl

    from evals.speed.bench.frames import Frames

_EARTH_M = 6_371_008.8  # mean radius
_DEGREE_M = 111_000.0  # a little less than a degree of latitude, so that a box is a little too large


@dataclass(frozen=True)
class NumericRange(Question):
    name = "a numeric range"
    low: float
    high: float

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        low = deck.decimal(500, 3_000, 2)
        return cls(low, round(low * 2, 2))

    def definition(self) -> Definition:
        return Definition(where=TagCondition(tag="spend_365d", op="between", values=(self.low, self.high)))

    def sql(self) -> str:
        return f"SELECT user_id FROM users WHERE spend_365d BETWEEN {self.low} AND {self.high}"

    def clickhouse(self) -> str:
        return f"SELECT n FROM users WHERE spend_365d BETWEEN {self.low} AND {self.high}"

    def polars(self, frames: Frames) -> pl.LazyFrame:
        import polars as pl

        return frames.users.filter(pl.col("spend_365d").is_between(self.low, self.high))


@dataclass(frozen=True)
class DateRange(Question):
    """Registered in a stretch of days, and older than an age."""

    name = "a date and a number"
    start: date
    end: date
    age: int

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        return cls(deck.day(2_000, 1_000), deck.day(900, 100), deck.number(25, 45))

    def definition(self) -> Definition:
        registered = TagCondition(tag="registered_on", op="within", window=Between(start=self.start, end=self.end))
        return Definition(where=All(of=(registered, TagCondition(tag="age", op="more_than", value=self.age))))

    def sql(self) -> str:
        return f"""SELECT user_id FROM users
            WHERE registered_on BETWEEN DATE '{self.start}' AND DATE '{self.end}' AND age > {self.age}"""

    def clickhouse(self) -> str:
        return f"""SELECT n FROM users
            WHERE registered_on BETWEEN toDate('{self.start}') AND toDate('{self.end}') AND age > {self.age}"""

    def polars(self, frames: Frames) -> pl.LazyFrame:
        import polars as pl

        return frames.users.filter(pl.col("registered_on").is_between(self.start, self.end), pl.col("age") > self.age)


@dataclass(frozen=True)
class Geofence(Question):
    """Homes within 2 to 8 km of a point in a city."""

    name = "a geofence"
    lat: float
    lon: float
    radius_m: int

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        lat, lon = city_middles()[deck.number(0, 9)]
        aside = deck.decimal(-0.05, 0.05, 4), deck.decimal(-0.05, 0.05, 4)
        return cls(round(lat + aside[0], 4), round(lon + aside[1], 4), deck.number(2_000, 8_000))

    def definition(self) -> Definition:
        return Definition(where=Near(tag="home", lat=self.lat, lon=self.lon, radius_m=self.radius_m))

    def sql(self) -> str:
        return f"SELECT user_id FROM users WHERE {self._within}"

    def clickhouse(self) -> str:
        return f"SELECT n FROM users WHERE {self._within}"

    @property
    def _within(self) -> str:
        south, north, west, east = self._box
        return f"""home_lat BETWEEN {south} AND {north} AND home_lon BETWEEN {west} AND {east}
            AND 2 * {_EARTH_M} * asin(sqrt(pow(sin(radians(home_lat - {self.lat}) / 2), 2)
                + cos(radians({self.lat})) * cos(radians(home_lat))
                * pow(sin(radians(home_lon - {self.lon}) / 2), 2))) <= {self.radius_m}"""

    @property
    def _box(self) -> tuple[float, float, float, float]:
        up = self.radius_m / _DEGREE_M
        along = up / cos(radians(self.lat) + radians(up))
        return self.lat - up, self.lat + up, self.lon - along, self.lon + along

    def polars(self, frames: Frames) -> pl.LazyFrame:
        import polars as pl

        south, north, west, east = self._box
        lat, lon = pl.col("home_lat"), pl.col("home_lon")
        return frames.users.filter(lat.is_between(south, north), lon.is_between(west, east)).select(lat, lon)

    def on_polars(self, frames: Frames) -> Run | None:
        """In two steps, for Polars would join both filters and work out everyone's distance."""
        import polars as pl

        boxed, lat, lon = self.polars(frames), pl.col("home_lat"), pl.col("home_lon")
        along = cos(radians(self.lat)) * lat.radians().cos() * ((lon - self.lon).radians() / 2).sin() ** 2
        haversine = ((lat - self.lat).radians() / 2).sin() ** 2 + along
        near = 2 * _EARTH_M * haversine.sqrt().arcsin() <= self.radius_m
        return lambda: boxed.collect().filter(near).height


@dataclass(frozen=True)
class TopN(Question):
    """The users of a tier of cities who spend most: their ids, in order."""

    name = "top N, with their ids"
    wants_ids = True
    about_tags = False  # what takes the time is the ids
    tier: str
    limit: int

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        return cls(deck.value("city_tier"), deck.number(1_000, 20_000))

    def definition(self) -> Definition:
        here = TagCondition(tag="city_tier", op="is", value=self.tier)
        return Definition(where=here, order_by=OrderBy(tag="spend_365d"), limit=Amount(size=self.limit))

    def sql(self) -> str:
        return f"""SELECT user_id FROM users WHERE city_tier = '{self.tier}'
            ORDER BY spend_365d DESC NULLS LAST, user_id LIMIT {self.limit}"""

    def clickhouse(self) -> str:
        return self.sql()

    def polars(self, frames: Frames) -> pl.LazyFrame:
        import polars as pl

        users = frames.users.filter(pl.col("city_tier") == self.tier).select("user_id", "spend_365d")
        return users.sort("spend_365d", "user_id", descending=[True, False], nulls_last=True).head(self.limit)
