"""What users do outside the app: store visits, test drives, calls to customer service."""

import numpy as np

from tools.ingest.demo.calendar import EVENT_DAYS
from tools.ingest.demo.column import Array, Column
from tools.ingest.demo.events import Events, pick_values
from tools.ingest.demo.leaning import Leaning, score
from tools.ingest.demo.shopping import Lifetime
from tools.ingest.demo.traits import Traits

# Logarithms of the number of events in the 180 days, for an average user who is with us for all of them.
_STORE_VISITS: Leaning = {"base": -1.6, "engagement": 0.5, "urbanity": 0.3}
_TEST_DRIVES: Leaning = {"base": -4.3, "motoring": 0.9, "affluence": 0.2}
_CALLS: Leaning = {"base": -2.4, "engagement": 0.3, "age": 0.2}
_WANTS_A_CAR = 2.0  # added for a high purchase intent

# Shares in per cent.
_PURPOSES = {"just_looking": 50, "order_collection": 25, "after_sales": 15, "workshop": 10}
_TOPICS = {
    "delivery_question": 35, "return_question": 25, "product_question": 20, "account_question": 10, "complaint": 10
}  # fmt: skip


def go_out(rng: np.random.Generator, traits: Traits, lifetime: Lifetime, car_intent: Column) -> dict[str, Events]:
    visits = _appointments(rng, traits, lifetime, _STORE_VISITS)
    drives = _appointments(rng, traits, lifetime, _TEST_DRIVES, _WANTS_A_CAR * car_intent.is_("wants_car"))
    calls = _appointments(rng, traits, lifetime, _CALLS)
    return {
        "store_visit": visits.having(
            purpose=pick_values(rng, len(visits), _PURPOSES),
            stay_minutes=Column(np.maximum(rng.gamma(2.5, 12, len(visits)), 1).astype(np.int16)),
        ),
        "test_drive_booking": drives.having(showed_up=Column(rng.random(len(drives)) < 0.65)),
        "customer_service": calls.having(
            topic=pick_values(rng, len(calls), _TOPICS), solved=Column(rng.random(len(calls)) < 0.8)
        ),
    }


def _appointments(
    rng: np.random.Generator, traits: Traits, lifetime: Lifetime, leaning: Leaning, more: Array | float = 0.0
) -> Events:
    """Events between nine and eight o'clock on days when the user was with us."""
    first = np.minimum(lifetime.registered, EVENT_DAYS - 1)
    days_here = np.maximum(first - lifetime.gone + 1, 0)
    count = rng.poisson(np.exp(score(traits, leaning) + more) * days_here / EVENT_DAYS)
    user = np.repeat(np.arange(len(count), dtype=np.int32), count)
    ago = first[user] - (rng.random(len(user)) * days_here[user]).astype(np.int32)
    second = rng.integers(9 * 3600, 20 * 3600, len(user))
    return Events(user, ago.astype(np.int16), second.astype(np.int32))
