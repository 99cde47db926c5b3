"""Tags that follow from events, so that a tag and a question about events give the same answer.

Windows are calendar days that end on the last day, itself included. Only what is older than the events (the part of
`spend_365d` beyond 180 days) is drawn instead of added up.
"""

import numpy as np
from numpy.typing import NDArray

from tools.ingest.demo.calendar import AS_OF, EVENT_DAYS, to_dates
from tools.ingest.demo.column import Array, Column, bands
from tools.ingest.demo.events import Events
from tools.ingest.demo.leaning import happens
from tools.ingest.demo.shopping import Lifetime
from tools.ingest.demo.traits import Traits

_LEVELS = ("regular_member", "silver_member", "gold_member", "platinum_member", "diamond_member")
_LEVEL_STARTS = (800, 2_500, 6_000, 15_000)  # CNY spent in 365 days
_STAGES = ("new_customer", "churned", "lapsing", "mature_customer", "growing_customer")  # in the order of the rules


def activity(
    rng: np.random.Generator, traits: Traits, lifetime: Lifetime, events: dict[str, Events]
) -> dict[str, Column]:
    n = len(traits)
    orders = events["order"]
    amount = orders.properties["amount"].data
    spend_90d, orders_90d = _total(orders, n, 90, amount), _total(orders, n, 90)
    spend_365d = _total(orders, n, EVENT_DAYS, amount) + _older_spend(rng, traits, lifetime)
    active = _days_with(events["app_open"], n)
    last_active = _newest(active)
    last_order = _newest(_days_with(orders, n))
    member = happens(rng, traits, {"base": -0.9, "engagement": 0.7}) | (spend_365d >= _LEVEL_STARTS[1])
    return {
        "spend_30d": Column(_total(orders, n, 30, amount)),
        "spend_90d": Column(spend_90d),
        "spend_365d": Column(spend_365d),
        "orders_30d": Column(_total(orders, n, 30)),
        "avg_order_value": Column(spend_90d / np.maximum(orders_90d, 1), applies=orders_90d > 0),
        "last_order_on": Column(to_dates(AS_OF - last_order), applies=last_order < EVENT_DAYS),
        "active_days_7d": Column(active[:, :7].sum(axis=1).astype(np.int16)),
        "active_days_30d": Column(active[:, :30].sum(axis=1).astype(np.int16)),
        "last_active": Column(to_dates(AS_OF - last_active), applies=last_active < EVENT_DAYS),
        "registered_on": Column(to_dates(AS_OF - lifetime.registered)),
        "lifecycle": _stage(lifetime, last_active, orders_90d),
        "membership_level": bands(spend_365d, _LEVEL_STARTS, _LEVELS, member),
        "points": Column((spend_365d * rng.uniform(0.3, 1.2, n)).astype(np.int32), applies=member),
    }


def _total(events: Events, n: int, days: int, of: Array | None = None) -> NDArray[np.int32]:
    """The number of events, or a sum over them, for each user in the last `days` days."""
    recent = events.ago < days
    weights = None if of is None else of[recent]
    return np.bincount(events.user[recent], weights, n).astype(np.int32)


def _days_with(events: Events, n: int) -> NDArray[np.bool_]:
    """For each user and each number of days ago, whether there was an event."""
    days = np.zeros((n, EVENT_DAYS), bool)
    days[events.user, events.ago] = True
    return days


def _newest(days: NDArray[np.bool_]) -> NDArray[np.int32]:
    """How many days ago the newest was; `EVENT_DAYS` where there was none."""
    newest: NDArray[np.int32] = np.where(days.any(axis=1), days.argmax(axis=1), EVENT_DAYS).astype(np.int32)
    return newest


def _older_spend(rng: np.random.Generator, traits: Traits, lifetime: Lifetime) -> NDArray[np.int32]:
    """CNY spent from 365 to 181 days ago, before the events begin."""
    days = np.maximum(np.minimum(lifetime.registered, 364) - np.maximum(lifetime.gone, EVENT_DAYS) + 1, 0)
    orders = rng.poisson(lifetime.rate * days * 0.27)
    basket = 200 * np.exp(0.35 * traits.affluence + 0.4 * rng.standard_normal(len(traits)))
    spend: NDArray[np.int32] = np.round(orders * basket).astype(np.int32)
    return spend


def _stage(lifetime: Lifetime, last_active: NDArray[np.int32], orders_90d: NDArray[np.int32]) -> Column:
    """The first rule that fits; the catalog tells people the same rules."""
    rules = [lifetime.registered < 30, last_active >= 90, last_active >= 30, orders_90d >= 2]
    return Column(np.select(rules, range(len(rules)), len(rules)).astype(np.int8), _STAGES)
