"""Questions about saved segments. By hand these are kept as tables of users, and as bitmaps."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Self

from evals.speed.bench.deck import Deck
from evals.speed.bench.segments import SEGMENTS, table_of
from evals.speed.bench.tasks.base import Held, Question
from tools.segment import All, Definition, InSegment, Not, TagCondition

if TYPE_CHECKING:
    import polars as pl

    from evals.speed.bench.frames import Frames


@dataclass(frozen=True)
class Excluding(Question):
    """In a city, and not in a segment of a tenth of all users."""

    name = "without a saved segment of a tenth"
    city: str
    segment: str

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        return cls(deck.value("city"), deck.card("segments", list(SEGMENTS)))

    def definition(self) -> Definition:
        here = TagCondition(tag="city", op="is", value=self.city)
        return Definition(where=All(of=(here, Not(of=InSegment(segment=self.segment)))))

    def sql(self) -> str:
        return f"""SELECT user_id FROM users ANTI JOIN {table_of(self.segment)} USING (user_id)
            WHERE city = '{self.city}'"""

    def clickhouse(self) -> str:
        return f"SELECT n FROM users WHERE city = '{self.city}' AND n NOT IN {table_of(self.segment)}"

    def bitmaps(self) -> tuple[str, tuple[Held, ...]] | None:
        return "bitmapAndnotCardinality({0}, {1})", (Held("city", (self.city,)), Held("segment", (self.segment,)))

    def polars(self, frames: Frames) -> pl.LazyFrame:
        import polars as pl

        here = frames.users.filter(pl.col("city") == self.city).select("n")
        return here.join(frames.saved[self.segment], on="n", how="anti")


@dataclass(frozen=True)
class Difference(Question):
    """In one segment and not in another."""

    name = "the difference of two saved segments"
    kept: str
    without: str

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        pairs = [f"{kept}|{without}" for kept, without in permutations(SEGMENTS, 2)]
        return cls(*deck.card("pairs of segments", pairs).split("|"))

    def definition(self) -> Definition:
        return Definition(where=All(of=(InSegment(segment=self.kept), Not(of=InSegment(segment=self.without)))))

    def sql(self) -> str:
        return f"SELECT user_id FROM {table_of(self.kept)} ANTI JOIN {table_of(self.without)} USING (user_id)"

    def clickhouse(self) -> str:
        return f"SELECT n FROM {table_of(self.kept)} WHERE n NOT IN {table_of(self.without)}"

    def bitmaps(self) -> tuple[str, tuple[Held, ...]] | None:
        return "bitmapAndnotCardinality({0}, {1})", (Held("segment", (self.kept,)), Held("segment", (self.without,)))

    def polars(self, frames: Frames) -> pl.LazyFrame:
        return frames.saved[self.kept].join(frames.saved[self.without], on="n", how="anti")
