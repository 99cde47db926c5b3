"""The app's data: 3,000 customers and all they did since it opened on 6 January 2025. Seeded, nobody exists."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from evals.businesses.drawing import sets, with_gaps
from evals.businesses.sources import Sources

CUSTOMERS = 3_000
LAST_DAY = date(2026, 9, 17)
DAYS = 620  # that the app is open, LAST_DAY included

Array = NDArray[Any]
Columns = dict[str, list[Any]]

_CENTRES = {
    "chengdu": (30.66, 104.07),
    "chongqing": (29.56, 106.56),
    "wuhan": (30.55, 114.34),
    "changsha": (28.20, 112.97),
    "xian": (34.26, 108.94),
}
# Each restaurant's cuisine and the usual price of a meal.
_RESTAURANTS = {
    "shuwei": ("sichuan", 52.0),
    "laochen": ("noodles", 24.0),
    "hanbao": ("fastfood", 38.0),
    "yehuo": ("bbq", 76.0),
    "zhoudao": ("porridge", 19.0),
    "lvwan": ("salad", 36.0),
    "xiaoman": ("milktea", 17.0),
    "heidou": ("coffee", 21.0),
}
_REASONS = ["late", "missing", "wrong", "quality"]


def write(folder: Path) -> Sources:
    """Write customers.parquet and the four event files into `folder`; the same bytes of data on every run."""
    rng = np.random.default_rng(917)
    keenness = rng.gamma(1.1, 1.0, CUSTOMERS)
    joined = np.minimum(rng.exponential(280, CUSTOMERS).astype(int), DAYS - 1)  # days ago
    left = rng.random(CUSTOMERS) < 0.3
    quit_ago = np.where(left, (joined * rng.random(CUSTOMERS) ** 1.5).astype(int), 0)  # the last day of an event
    plan = rng.choice(["free", "month", "season", "year"], CUSTOMERS, p=[0.56, 0.2, 0.09, 0.15])
    orders = _orders(rng, keenness * np.where(plan == "free", 0.8, 1.4), joined, quit_ago)
    service = _service(rng, orders)
    coupons = _coupons(rng, orders, joined, quit_ago)
    visits = _visits(rng, orders, keenness, joined, quit_ago)
    customers = _customers(rng, plan, joined, orders)
    tables = {"customers": customers, "orders": orders, "service": service, "coupons": coupons, "visits": visits}
    paths = {name: folder / f"{name}.parquet" for name in tables}
    for name, columns in tables.items():
        pq.write_table(pa.table({key: pa.array(value) for key, value in columns.items()}), paths[name])
    return Sources(
        users=paths["customers"],
        events=(paths["orders"], paths["service"], paths["coupons"], paths["visits"]),
        catalog=Path(__file__).with_name("catalog.yaml"),
    )


def _customers(rng: np.random.Generator, plan: Array, joined: Array, orders: Columns) -> Columns:
    n = CUSTOMERS
    city = rng.choice(list(_CENTRES), n, p=[0.32, 0.2, 0.2, 0.13, 0.15])
    address = rng.choice(["home", "office", "campus", "hospital"], n, p=[0.5, 0.3, 0.14, 0.06])
    age = np.clip(rng.normal(32, 8, n), 16, 68).astype(int)
    age = np.where(address == "campus", rng.integers(18, 27, n), age)
    spent = np.bincount([_index(one) for one in orders["customer_id"]], orders["amount"], n)
    level = np.array(["bronze", "silver", "gold", "diamond"])[np.searchsorted([100, 300, 900], spent, side="right")]
    balance = np.where(rng.random(n) < 0.45, np.round(rng.gamma(1.1, 60, n), 2), 0.0)
    ends = np.where(plan == "month", rng.integers(0, 31, n), rng.integers(0, 91, n))  # in so many days
    ends = np.where(plan == "year", rng.integers(0, 366, n), ends)
    home = np.array([_CENTRES[name] for name in city]) + rng.normal(0, 0.035, (n, 2))
    lost = rng.random(n) < 0.05
    return {
        "customer_id": _ids(np.arange(n)),
        "city": with_gaps(rng, city, 0.02),
        "plan": plan.tolist(),
        "level": level.tolist(),
        "gender": with_gaps(rng, rng.choice(["f", "m"], n, p=[0.52, 0.48]), 0.04),
        "address": with_gaps(rng, address, 0.03),
        "platform": with_gaps(rng, rng.choice(["ios", "android", "mini"], n, p=[0.33, 0.42, 0.25]), 0.02),
        "source": with_gaps(
            rng, rng.choice(["organic", "friend", "douyin", "lift", "street"], n, p=[0.3, 0.25, 0.2, 0.1, 0.15]), 0.05
        ),
        "pay_by": with_gaps(rng, rng.choice(["wechat", "alipay", "card"], n, p=[0.52, 0.36, 0.12]), 0.03),
        "age": with_gaps(rng, age, 0.06),
        "lifetime_spend": np.round(spent, 2).tolist(),
        "balance": balance.tolist(),
        "points": rng.integers(0, 3_000, n).tolist(),
        "coupons_left": np.minimum(rng.poisson(1.6, n), 9).tolist(),
        "push_on": with_gaps(rng, rng.random(n) < 0.62, 0.03),
        "auto_renew": ((plan != "free") & (rng.random(n) < 0.4)).tolist(),
        "corporate": (rng.random(n) < np.where(address == "office", 0.3, 0.04)).tolist(),
        "signed_up": [LAST_DAY - timedelta(days=int(ago)) for ago in joined],
        "plan_ends": [
            None if name == "free" else LAST_DAY + timedelta(days=int(days))
            for name, days in zip(plan, ends, strict=True)
        ],
        "tastes": sets(rng, n, ["spicy", "light", "sweet", "vegetarian", "lowcal"], [0.55, 0.3, 0.35, 0.08, 0.2]),
        "meals": [
            "|".join(some) or None
            for some in sets(rng, n, ["breakfast", "lunch", "tea", "dinner", "night"], [0.2, 0.6, 0.25, 0.55, 0.3])
        ],
        "channels": [
            "|".join(some) or None for some in sets(rng, n, ["sms", "wechat", "email", "phone"], [0.6, 0.5, 0.2, 0.1])
        ],
        "home_lat": [None if gone else round(float(lat), 5) for lat, gone in zip(home[:, 0], lost, strict=True)],
        "home_lon": [None if gone else round(float(lon), 5) for lon, gone in zip(home[:, 1], lost, strict=True)],
        "allergy": with_gaps(rng, rng.choice(["none", "nuts", "seafood"], n, p=[0.86, 0.06, 0.08]), 0.2),
        "halal": (rng.random(n) < 0.04).tolist(),
        "phone": [f"15{rng.integers(10**8, 10**9)}" for _ in range(n)],
    }


def _orders(rng: np.random.Generator, keenness: Array, joined: Array, quit_ago: Array) -> Columns:
    user, ago = _when(rng, keenness * 0.02, joined, quit_ago)
    names = list(_RESTAURANTS)
    favourite = rng.choice(names, CUSTOMERS, p=[0.2, 0.14, 0.16, 0.1, 0.08, 0.08, 0.14, 0.1])
    restaurant = np.where(rng.random(len(user)) < 0.45, favourite[user], rng.choice(names, len(user)))
    price = np.array([_RESTAURANTS[name][1] for name in restaurant]) * rng.lognormal(0, 0.4, len(user))
    minutes = np.clip(rng.normal(36, 12, len(user)), 12, 110).astype(int)
    return {
        "customer_id": _ids(user),
        "placed_at": _times(rng, ago, hours=(7, 24)),
        "amount": np.round(price, 1).tolist(),
        "restaurant": restaurant.tolist(),
        "cuisine": [_RESTAURANTS[name][0] for name in restaurant],
        "minutes": with_gaps(rng, minutes, 0.03),
        "with_coupon": with_gaps(rng, rng.random(len(user)) < 0.35, 0.02),
        "scheduled": (rng.random(len(user)) < 0.12).tolist(),
    }


def _service(rng: np.random.Generator, orders: Columns) -> Columns:
    """Refunds and ratings, which come hours to two days after an order."""
    rows: list[tuple[str, datetime, str, float | None, str | None, int | None, str | None]] = []
    touchy = rng.beta(0.7, 6.0, CUSTOMERS)  # odds that an order is refunded
    talkative = rng.beta(0.8, 2.2, CUSTOMERS)  # odds that it is rated
    for user, at, amount in zip(orders["customer_id"], orders["placed_at"], orders["amount"], strict=True):
        unhappy = rng.random() < touchy[_index(user)]
        if unhappy:
            back = round(amount * float(rng.choice([0.3, 0.5, 1.0])), 1)
            reason = str(rng.choice(_REASONS, p=[0.4, 0.25, 0.15, 0.2]))
            rows.append((user, _later(rng, at, 24), "refund", back, reason, None, None))
        if rng.random() < talkative[_index(user)]:
            odds = [0.4, 0.3, 0.15, 0.1, 0.05] if unhappy else [0.04, 0.06, 0.15, 0.3, 0.45]
            stars, about = int(rng.choice([1, 2, 3, 4, 5], p=odds)), str(rng.choice(["food", "rider"], p=[0.65, 0.35]))
            rows.append((user, _later(rng, at, 48), "rating", None, None, stars, about))
    kept = [row for row in rows if row[1].date() <= LAST_DAY]
    names = ("customer_id", "happened_at", "kind", "amount", "reason", "stars", "about")
    return {name: [row[i] for row in kept] for i, name in enumerate(names)}


def _coupons(rng: np.random.Generator, orders: Columns, joined: Array, quit_ago: Array) -> Columns:
    """Coupons claimed shortly before orders that used one, and others that were claimed for nothing."""
    index, ago = _when(rng, np.full(CUSTOMERS, 0.004), joined, quit_ago // 2)
    rows = list(zip(_ids(index), _times(rng, ago, hours=(8, 23)), strict=True))
    for user, at, used in zip(orders["customer_id"], orders["placed_at"], orders["with_coupon"], strict=True):
        if used and rng.random() < 0.6:
            rows.append((user, at - timedelta(minutes=int(rng.integers(3, 6 * 24 * 60)))))
    start = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day) - timedelta(days=DAYS - 1)
    rows = [row for row in rows if row[1] >= start]
    return {
        "customer_id": [user for user, _ in rows],
        "claimed_at": [at for _, at in rows],
        "value": rng.choice([3, 5, 8, 12, 20], len(rows), p=[0.3, 0.3, 0.2, 0.13, 0.07]).tolist(),
        "found_in": rng.choice(["popup", "invite", "winback", "plus"], len(rows), p=[0.45, 0.2, 0.15, 0.2]).tolist(),
    }


def _visits(rng: np.random.Generator, orders: Columns, keenness: Array, joined: Array, quit_ago: Array) -> Columns:
    """Times that the app was opened: minutes before most orders, and to no purpose."""
    index, ago = _when(rng, 0.004 + keenness * 0.006, joined, quit_ago // 2)
    rows = list(zip(_ids(index), _times(rng, ago, hours=(7, 23)), strict=True))
    for user, at in zip(orders["customer_id"], orders["placed_at"], strict=True):
        if rng.random() < 0.6:
            rows.append((user, at - timedelta(minutes=int(rng.integers(2, 25)))))
    return {
        "customer_id": [user for user, _ in rows],
        "opened_at": [at for _, at in rows],
        "opened_from": rng.choice(["icon", "push", "share"], len(rows), p=[0.65, 0.25, 0.1]).tolist(),
        "added": (rng.random(len(rows)) < 0.4).tolist(),
    }


def _when(rng: np.random.Generator, rate: Array, joined: Array, quit_ago: Array) -> tuple[Array, Array]:
    """Customers, and how many days ago each of their events was: `rate` a day while they were customers, more of
    late."""
    count = rng.poisson(rate * (joined - quit_ago + 1))
    user = np.repeat(np.arange(CUSTOMERS), count)
    span = joined[user] - quit_ago[user] + 1
    return user, quit_ago[user] + (span * rng.random(len(user)) ** 1.9).astype(int)


def _times(rng: np.random.Generator, ago: Array, hours: tuple[int, int]) -> list[datetime]:
    midnight = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day)
    minutes = rng.integers(hours[0] * 60, hours[1] * 60, len(ago))
    return [
        midnight - timedelta(days=int(day)) + timedelta(minutes=int(of)) for day, of in zip(ago, minutes, strict=True)
    ]


def _later(rng: np.random.Generator, at: datetime, hours: int) -> datetime:
    return at + timedelta(minutes=int(rng.integers(20, hours * 60)))


def _ids(index: Array) -> list[str]:
    return [f"LD{i + 1:05d}" for i in index]


def _index(customer_id: str) -> int:
    return int(customer_id[2:]) - 1
