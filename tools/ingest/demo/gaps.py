"""What we do not know: real tag tables are full for few users and nearly empty for most.

An advertising platform's lookalike guide puts it as 30% of users holding 70% of the tags; the constants here were
fitted to that, a set counting as many as it has values. How much we know of a user goes with engagement.
"""

import numpy as np
from numpy.typing import NDArray

from tools.ingest.demo.column import Column
from tools.ingest.demo.traits import Traits

# Our own records: known of everyone to whom they apply.
_RECORDS = frozenset({
    "marketing_consent", "opted_out", "registered_on", "lifecycle", "spend_30d", "spend_90d", "spend_365d",
    "orders_30d", "avg_order_value", "last_order_on", "active_days_7d", "active_days_30d", "last_active",
    "membership_level", "points",
})  # fmt: skip

# The share known even of users of whom we know little else; every other tag has `_RARELY`.
_BASICS = {"gender": 0.25, "age": 0.2, "city": 0.35, "phone_os": 0.15, "registration_channel": 0.08, "car_owner": 0.05}
_RARELY = 0.008

_DEEP = 0.98  # the share known of users whom we know well
_ALSO = 0.95  # the share known among users whose leading tag is known

# Known together: a model of the car is never known without there being one.
_FOLLOWS = {
    "energy_type": "car_owner", "car_brand": "car_owner", "car_body": "car_owner", "car_price": "car_owner",
    "car_bought_on": "car_owner", "insured": "car_owner", "home_charger": "car_owner",
    "insurance_expires_on": "insured", "youngest_child": "has_children", "income_band": "monthly_income",
    "generation": "age", "car_age": "car_bought_on", "home_lat": "city", "home_lon": "home_lat",
}  # fmt: skip
_ALIKE = frozenset({"income_band", "generation", "car_age", "home_lon"})  # as known as what they follow


def draw_known(
    rng: np.random.Generator, traits: Traits, columns: dict[str, Column]
) -> dict[str, NDArray[np.bool_] | None]:
    """For each column where it is known; None: everywhere."""
    n = len(traits)
    rank = (0.7 * traits.engagement + rng.standard_normal(n, dtype=np.float32)).argsort().argsort() / n
    depth = 1 / (1 + np.exp(-40 * (rank - 0.7)))
    known: dict[str, NDArray[np.bool_] | None] = {}
    for name in sorted(columns, key=lambda name: _distance(name)):
        if name in _RECORDS:
            known[name] = None
            continue
        base = _BASICS.get(name, _RARELY)
        leader = known.get(_FOLLOWS.get(name, ""))
        if name in _ALIKE:
            known[name] = leader
        elif leader is not None:
            known[name] = leader & (rng.random(n) < _ALSO)
        else:
            known[name] = rng.random(n) < base + (_DEEP - base) * depth
    return known


def _distance(name: str) -> int:
    """How many columns must be drawn before this one."""
    return 1 + _distance(_FOLLOWS[name]) if name in _FOLLOWS else 0
