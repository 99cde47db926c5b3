"""Questions about what users did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from evals.speed.bench.deck import Deck
from evals.speed.bench.tasks.base import Question
from tools.segment import (
    All,
    Between,
    Definition,
    EventCondition,
    PropertyFilter,
    Sequence,
    Step,
    TagCondition,
)

if TYPE_CHECKING:
    import polars as pl

    from evals.speed.bench.frames import Frames

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class TwiceInAMonth(Question):
    """At least two orders of an amount or more in 30 days."""

    name = "an event twice in 30 days, with an amount"
    about_tags = False
    start: date
    amount: float

    days: ClassVar[int] = 30

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        return cls(deck.day(170, 29), deck.decimal(50, 150, 2))

    @property
    def end(self) -> date:
        return self.start + timedelta(days=self.days - 1)

    def definition(self) -> Definition:
        large = PropertyFilter(property="amount", op="at_least", value=self.amount)
        window = Between(start=self.start, end=self.end)
        return Definition(where=EventCondition(event="order", where=(large,), window=window, op="at_least", value=2))

    def sql(self) -> str:
        return f"""SELECT user_id FROM events WHERE event = 'order' AND amount >= {self.amount}
            AND ts >= TIMESTAMP '{self.start}' AND ts < TIMESTAMP '{self.end + _DAY}'
            GROUP BY user_id HAVING count(*) >= 2"""

    def clickhouse(self) -> str:
        return f"""SELECT n FROM events WHERE event = 'order' AND amount >= {self.amount}
            AND ts >= '{self.start} 00:00:00' AND ts < '{self.end + _DAY} 00:00:00'
            GROUP BY n HAVING count() >= 2"""

    def polars(self, frames: Frames) -> pl.LazyFrame:
        import polars as pl

        orders = frames.events.filter(
            pl.col("event") == "order", pl.col("amount") >= self.amount, _between(self.start, self.end)
        )
        return orders.group_by("n").len().filter(pl.col("len") >= 2)


@dataclass(frozen=True)
class SpentOnCategory(Question):
    """At least so much spent on a category in 90 days."""

    name = "a sum over events"
    about_tags = False
    category: str
    start: date
    total: int

    days: ClassVar[int] = 90

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        return cls(deck.value("category"), deck.day(170, 89), deck.number(200, 500))

    @property
    def end(self) -> date:
        return self.start + timedelta(days=self.days - 1)

    def definition(self) -> Definition:
        return Definition(
            where=EventCondition(
                event="order", where=(PropertyFilter(property="category", op="is", value=self.category),),
                measure="sum", property="amount", window=Between(start=self.start, end=self.end),
                op="at_least", value=self.total,
            )
        )  # fmt: skip

    def sql(self) -> str:
        return f"""SELECT user_id FROM events WHERE event = 'order' AND category = '{self.category}'
            AND ts >= TIMESTAMP '{self.start}' AND ts < TIMESTAMP '{self.end + _DAY}'
            GROUP BY user_id HAVING round(sum(amount), 6) >= {self.total}"""

    def clickhouse(self) -> str:
        return f"""SELECT n FROM events WHERE event = 'order' AND category = '{self.category}'
            AND ts >= '{self.start} 00:00:00' AND ts < '{self.end + _DAY} 00:00:00'
            GROUP BY n HAVING round(sum(amount), 6) >= {self.total}"""

    def polars(self, frames: Frames) -> pl.LazyFrame:
        import polars as pl

        orders = frames.events.filter(
            pl.col("event") == "order", pl.col("category") == self.category, _between(self.start, self.end)
        )
        spent = orders.group_by("n").agg(pl.col("amount").sum().round(6))
        return spent.filter(pl.col("amount") >= self.total)


@dataclass(frozen=True)
class NotSince(Question):
    """In a city, without an order since a day."""

    name = "a tag, and an event that did not happen"
    about_tags = False
    city: str
    start: date

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        return cls(deck.value("city"), deck.day(120, 20))

    def definition(self) -> Definition:
        never = EventCondition(event="order", window=Between(start=self.start), op="at_most", value=0)
        return Definition(where=All(of=(TagCondition(tag="city", op="is", value=self.city), never)))

    def sql(self) -> str:
        return f"""SELECT user_id FROM users WHERE city = '{self.city}' AND NOT EXISTS (
            FROM events WHERE events.user_id = users.user_id AND event = 'order' AND ts >= TIMESTAMP '{self.start}')"""

    def clickhouse(self) -> str:
        return f"""SELECT n FROM users WHERE city = '{self.city}' AND n NOT IN (
            SELECT n FROM events WHERE event = 'order' AND ts >= '{self.start} 00:00:00')"""

    def polars(self, frames: Frames) -> pl.LazyFrame:
        import polars as pl

        orders = frames.events.filter(pl.col("event") == "order", pl.col("ts") >= self.start)
        return frames.users.filter(pl.col("city") == self.city).join(orders, on="n", how="anti")


@dataclass(frozen=True)
class ThenWithin(Question):
    """Put something into the cart within 30 days of a first day, and ordered within so many days."""

    name = "a sequence: into the cart, then ordered"
    about_tags = False
    start: date
    within: int

    days: ClassVar[int] = 30

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        return cls(deck.day(170, 44), deck.number(3, 14))

    @property
    def end(self) -> date:
        return self.start + timedelta(days=self.days - 1)

    @property
    def last(self) -> date:
        """The last day on which an order can count."""
        return self.end + timedelta(days=self.within)

    def definition(self) -> Definition:
        steps = Step(event="cart"), Step(event="order")
        window = Between(start=self.start, end=self.end)
        return Definition(where=Sequence(steps=steps, within_days=self.within, window=window))

    def sql(self) -> str:
        return f"""SELECT DISTINCT cart.user_id FROM events AS cart JOIN events AS purchase USING (user_id)
            WHERE cart.event = 'cart' AND cart.ts >= TIMESTAMP '{self.start}'
                AND cart.ts < TIMESTAMP '{self.end + _DAY}' AND purchase.event = 'order'
                AND purchase.ts >= TIMESTAMP '{self.start}'
                AND purchase.ts < TIMESTAMP '{self.last + _DAY}' AND purchase.ts >= cart.ts
                AND purchase.ts::DATE - cart.ts::DATE <= {self.within}"""

    def clickhouse(self) -> str:
        return f"""SELECT DISTINCT cart.n AS n FROM
            (SELECT n, ts FROM events WHERE event = 'cart'
                AND ts >= '{self.start} 00:00:00' AND ts < '{self.end + _DAY} 00:00:00') AS cart
            INNER JOIN (SELECT n, ts FROM events WHERE event = 'order'
                AND ts >= '{self.start} 00:00:00' AND ts < '{self.last + _DAY} 00:00:00') AS purchase
            ON cart.n = purchase.n
            WHERE purchase.ts >= cart.ts AND toDate(purchase.ts) - toDate(cart.ts) <= {self.within}"""

    def polars(self, frames: Frames) -> pl.LazyFrame:
        import polars as pl

        carts = frames.events.filter(pl.col("event") == "cart", _between(self.start, self.end)).select("n", "ts")
        orders = frames.events.filter(pl.col("event") == "order", _between(self.start, self.last)).select(
            "n", pl.col("ts").alias("ordered")
        )
        taken = pl.col("ordered").dt.date() - pl.col("ts").dt.date()
        followed = pl.col("ordered") >= pl.col("ts"), taken <= timedelta(days=self.within)
        return carts.join(orders, on="n").filter(*followed).select("n").unique()


def _between(start: date, end: date) -> pl.Expr:
    """Whole days, both included."""
    import polars as pl

    return (pl.col("ts") >= start) & (pl.col("ts") < end + _DAY)
