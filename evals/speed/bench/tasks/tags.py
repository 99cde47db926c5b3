"""Questions about the values of tags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from evals.speed.bench.deck import Deck
from evals.speed.bench.tasks.base import Held, Question, listed
from tools.segment import All, AnyOf, Definition, Not, TagCondition

if TYPE_CHECKING:
    import polars as pl

    from evals.speed.bench.frames import Frames


@dataclass(frozen=True)
class TwoConditions(Question):
    name = "two conditions"
    city: str
    category: str

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        return cls(deck.value("city"), deck.value("favourite_category"))

    def definition(self) -> Definition:
        return Definition(where=All(of=(_is("city", self.city), _is("favourite_category", self.category))))

    def sql(self) -> str:
        return f"SELECT user_id FROM users WHERE city = '{self.city}' AND favourite_category = '{self.category}'"

    def clickhouse(self) -> str:
        return f"SELECT n FROM users WHERE city = '{self.city}' AND favourite_category = '{self.category}'"

    def bitmaps(self) -> tuple[str, tuple[Held, ...]] | None:
        held = Held("city", (self.city,)), Held("favourite_category", (self.category,))
        return "bitmapAndCardinality({0}, {1})", held

    def polars(self, frames: Frames) -> pl.LazyFrame:
        import polars as pl

        return frames.users.filter(pl.col("city") == self.city, pl.col("favourite_category") == self.category)


@dataclass(frozen=True)
class SixNested(Question):
    """(two cities or a car brand) and not (a channel or a phone brand) and has children and not an interest."""

    name = "six nested, with negation"
    cities: tuple[str, ...]
    car: str
    channel: str
    phone: str
    interest: str

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        return cls(
            deck.values("city", 2), deck.value("car_brand"), deck.value("acquired_by"), deck.value("device_brand"),
            deck.value("interests"),
        )  # fmt: skip

    def definition(self) -> Definition:
        here = AnyOf(of=(_in("city", self.cities), _is("car_brand", self.car)))
        came = AnyOf(of=(_is("acquired_by", self.channel), _is("device_brand", self.phone)))
        parent = TagCondition(tag="has_children", op="is", value=True)
        return Definition(where=All(of=(here, Not(of=came), parent, Not(of=_is("interests", self.interest)))))

    def sql(self) -> str:
        return f"""SELECT user_id FROM users
            WHERE (city IN {listed(self.cities)} OR car_brand = '{self.car}')
                AND acquired_by IS DISTINCT FROM '{self.channel}' AND device_brand IS DISTINCT FROM '{self.phone}'
                AND has_children AND NOT coalesce(list_contains(interests, '{self.interest}'), false)"""

    def clickhouse(self) -> str:
        return f"""SELECT n FROM users
            WHERE (city IN {listed(self.cities)} OR car_brand = '{self.car}')
                AND acquired_by <> '{self.channel}' AND device_brand <> '{self.phone}'
                AND has_children AND NOT has(interests, '{self.interest}')"""

    def bitmaps(self) -> tuple[str, tuple[Held, ...]] | None:
        return "bitmapAndnotCardinality(bitmapAnd(bitmapOr({0}, {1}), {2}), bitmapOr(bitmapOr({3}, {4}), {5}))", (
            Held("city", self.cities), Held("car_brand", (self.car,)), Held("has_children", ("true",)),
            Held("acquired_by", (self.channel,)), Held("device_brand", (self.phone,)),
            Held("interests", (self.interest,)),
        )  # fmt: skip

    def polars(self, frames: Frames) -> pl.LazyFrame:
        import polars as pl

        return frames.users.filter(
            pl.col("city").is_in(self.cities) | (pl.col("car_brand") == self.car),
            pl.col("acquired_by").ne_missing(pl.lit(self.channel)),
            pl.col("device_brand").ne_missing(pl.lit(self.phone)),
            pl.col("has_children"),
            ~frames.holds("interests", self.interest).fill_null(False),
        )


@dataclass(frozen=True)
class SetTag(Question):
    """Both of two products."""

    name = "a set tag, both of two"
    products: tuple[str, ...]

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        return cls(deck.values("products", 2))

    def definition(self) -> Definition:
        return Definition(where=TagCondition(tag="products", op="all_of", values=self.products))

    def sql(self) -> str:
        return "SELECT user_id FROM users WHERE " + " AND ".join(
            f"list_contains(products, '{product}')" for product in self.products
        )

    def clickhouse(self) -> str:
        return "SELECT n FROM users WHERE " + " AND ".join(f"has(products, '{product}')" for product in self.products)

    def bitmaps(self) -> tuple[str, tuple[Held, ...]] | None:
        return "bitmapAndCardinality({0}, {1})", tuple(Held("products", (product,)) for product in self.products)

    def polars(self, frames: Frames) -> pl.LazyFrame:
        return frames.users.filter(*(frames.holds("products", product) for product in self.products))


@dataclass(frozen=True)
class ManyValues(Question):
    """Any of 30 of 300 stores: about a tenth of all users."""

    name = "30 values of 300"
    stores: tuple[str, ...]

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        return cls(deck.values("store", 30))

    def definition(self) -> Definition:
        return Definition(where=_in("store", self.stores))

    def sql(self) -> str:
        return f"SELECT user_id FROM users WHERE store IN {listed(self.stores)}"

    def clickhouse(self) -> str:
        return f"SELECT n FROM users WHERE store IN {listed(self.stores)}"

    def bitmaps(self) -> tuple[str, tuple[Held, ...]] | None:
        return "bitmapCardinality({0})", (Held("store", self.stores),)

    def polars(self, frames: Frames) -> pl.LazyFrame:
        import polars as pl

        return frames.users.filter(pl.col("store").is_in(self.stores))


def _is(tag: str, value: str) -> TagCondition:
    return TagCondition(tag=tag, op="is", value=value)


def _in(tag: str, values: tuple[str, ...]) -> TagCondition:
    return TagCondition(tag=tag, op="in", values=values)
