"""What users do: sessions in the app, and within them views, carts, orders and what follows from an order."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.ingest.demo.calendar import EVENT_DAYS, busyness
from tools.ingest.demo.column import Array, Column
from tools.ingest.demo.events import DAY_SECONDS, Events, pick_values, together
from tools.ingest.demo.leaning import Leaning, happens, pick, score, share
from tools.ingest.demo.tastes import CATEGORIES
from tools.ingest.demo.traits import Numbers, Traits

# A typical order in CNY; what it really comes to follows the user's affluence.
_TYPICAL_AMOUNT = {
    "apparel": 180, "beauty": 160, "mother_baby": 190, "food": 70, "fresh_food": 60, "electronics": 900,
    "appliances": 1400, "homeware": 220, "sports_gear": 240, "books": 60, "toys": 110, "pet_supplies": 120,
    "car_supplies": 200, "health_products": 210, "jewellery": 1300,
}  # fmt: skip
_ORDERING: Leaning = {"base": -1.1, "engagement": 0.35, "affluence": 0.2}
_VISITS_A_DAY: Leaning = {"base": -3.5, "engagement": 0.6, "tech": 0.1}  # a logarithm, not log-odds
_USUAL_HOUR = {"active_mornings": 8.0, "active_middays": 12.5, "active_evenings": 20.0, "active_late_nights": 23.0}

# Shares in per cent.
_OPENED_FROM = {
    "opened_directly": 55, "opened_from_push": 22, "opened_from_ad": 12, "opened_from_link": 7, "opened_from_sms": 4
}  # fmt: skip
_CHANNELS = {
    "app_order": 48, "mini_program_order": 28, "live_stream_order": 11, "website_order": 7, "in_store_order": 6
}  # fmt: skip
_COUPONS = {"money_off": 55, "free_shipping": 25, "category_coupon": 15, "birthday_coupon": 5}
_REFUND_REASONS = {"changed_mind": 35, "wrong_size": 25, "faulty": 15, "not_as_described": 15, "late_delivery": 10}
_SHARED_TO = {"one_friend": 50, "group_chat": 35, "social_feed": 15}
_RATINGS = {"5": 58, "4": 23, "3": 10, "2": 4, "1": 5}


@dataclass(frozen=True)
class Lifetime:
    """How many days ago users registered and left (`gone` is 0 for those who stay), and their visits a day."""

    registered: NDArray[np.int32]
    gone: NDArray[np.int32]
    rate: Numbers


def draw_lifetimes(rng: np.random.Generator, traits: Traits) -> Lifetime:
    n = len(traits)
    registered = np.minimum(rng.exponential(600, n), 2500).astype(np.int32)
    stay = rng.exponential(1800, n) * np.exp(0.7 * traits.engagement)
    gone = np.maximum(registered - stay, 0).astype(np.int32)
    rate: Numbers = np.exp(score(traits, _VISITS_A_DAY) + 0.35 * rng.standard_normal(n, dtype=np.float32))
    return Lifetime(registered, gone, rate)


def shop(
    rng: np.random.Generator, traits: Traits, lifetime: Lifetime, taste: Numbers, active_time: Column
) -> dict[str, Events]:
    """Events of each kind. Everything done in the app happens on a day that also has an `app_open`."""
    visits = _visits(rng, lifetime, active_time)
    category = Column(pick(rng, taste[visits.user]), tuple(CATEGORIES))
    visits = visits.having(category=category)

    views = _some(rng, visits, rng.poisson(0.6, len(visits))).having()
    views = views.having(price=_price(rng, traits, views))
    searches = visits.take(rng.random(len(visits)) < 0.18).later(seconds=10)
    carts = _some(rng, visits, (rng.random(len(visits)) < 0.2).astype(np.int64)).later(seconds=60)
    carts = carts.having(price=_price(rng, traits, carts))
    orders = _orders(rng, traits, visits)
    coupons = orders.take(orders.properties["coupon_used"].data).only()
    refunds, reviews = _after_sales(rng, orders)
    shares = visits.take(rng.random(len(visits)) < 0.05).later(seconds=300).only("category")

    opens = together([visits, *(follow_up.later(seconds=-30) for follow_up in (refunds, reviews))])
    return {
        "app_open": opens.having(source=pick_values(rng, len(opens), _OPENED_FROM)),
        "view_product": views,
        "search": searches,
        "add_to_cart": carts,
        "order": orders,
        "coupon_redeem": coupons.having(
            coupon_type=pick_values(rng, len(coupons), _COUPONS),
            discount=Column(rng.choice([5, 10, 20, 30, 50, 100], len(coupons), p=[0.2, 0.3, 0.2, 0.15, 0.1, 0.05])),
        ),
        "refund": refunds.having(reason=pick_values(rng, len(refunds), _REFUND_REASONS)),
        "review": reviews.having(
            rating=Column(5 - pick_values(rng, len(reviews), _RATINGS).data),
            with_photo=Column(rng.random(len(reviews)) < 0.3),
        ),
        "share": shares.having(shared_to=pick_values(rng, len(shares), _SHARED_TO)),
    }


def _visits(rng: np.random.Generator, lifetime: Lifetime, active_time: Column) -> Events:
    """Visits to the app between registration and leaving, the day of registration always among them."""
    first = np.minimum(lifetime.registered, EVENT_DAYS - 1)
    days_here = np.maximum(first - lifetime.gone + 1, 0)
    count = rng.poisson(lifetime.rate * days_here)
    user = np.repeat(np.arange(len(count), dtype=np.int32), count)
    reach = np.concatenate(([0.0], busyness().cumsum()))
    start, end = reach[EVENT_DAYS - 1 - first[user]], reach[EVENT_DAYS - lifetime.gone[user].clip(0, EVENT_DAYS)]
    day = np.searchsorted(reach, start + rng.random(len(user)) * (end - start), "right") - 1
    ago = EVENT_DAYS - 1 - day.clip(0, EVENT_DAYS - 1)
    newcomers = np.flatnonzero(lifetime.registered < EVENT_DAYS).astype(np.int32)

    user = np.concatenate([user, newcomers])
    ago = np.concatenate([ago, lifetime.registered[newcomers]]).astype(np.int16)
    usual = np.array([_USUAL_HOUR[value] for value in active_time.values])[active_time.data[user]]
    hour = (usual + 2 * rng.standard_normal(len(user))) % 24
    # Half an hour before midnight at the latest, so that a visit ends on the day it began.
    second = np.minimum(hour * 3600, DAY_SECONDS - 1800).astype(np.int32)
    return Events(user, ago, second)


def _some(rng: np.random.Generator, events: Events, times: Array) -> Events:
    """Each event as many `times` over, some seconds apart."""
    which = np.repeat(np.arange(len(events)), times)
    return events.take(which).later(seconds=rng.integers(5, 900, len(which)))


def _price(rng: np.random.Generator, traits: Traits, events: Events) -> Column:
    """CNY, whole, by category and affluence."""
    typical = np.array([_TYPICAL_AMOUNT[category] for category in CATEGORIES])[events.properties["category"].data]
    own = 0.35 * traits.affluence[events.user] + 0.5 * rng.standard_normal(len(events), dtype=np.float32)
    return Column(np.maximum(np.round(typical * np.exp(own)), 5).astype(np.int32))


def _orders(rng: np.random.Generator, traits: Traits, visits: Events) -> Events:
    ordering = share(score(traits, _ORDERING))
    orders = visits.take(rng.random(len(visits)) < ordering[visits.user]).later(seconds=1200)
    thrifty = happens(rng, traits, {"base": 0.1, "thrift": 1.2})[orders.user]
    return orders.having(
        amount=_price(rng, traits, orders),
        channel=pick_values(rng, len(orders), _CHANNELS),
        coupon_used=Column(rng.random(len(orders)) < np.where(thrifty, 0.55, 0.12)),
    )


def _after_sales(rng: np.random.Generator, orders: Events) -> tuple[Events, Events]:
    """Refunds and reviews of orders, some days after them."""
    refunded = orders.take(rng.random(len(orders)) < 0.06).only("amount", "category")
    reviewed = orders.take(rng.random(len(orders)) < 0.25).only("category")
    return (
        refunded.later(days=rng.integers(1, 11, len(refunded))),
        reviewed.later(days=rng.integers(2, 15, len(reviewed))),
    )
