"""The operator's data: 3,000 subscribers and what they did up to 16 September 2026. Seeded, nobody exists."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from evals.businesses.drawing import sets, with_gaps
from evals.businesses.sources import Sources

SUBSCRIBERS = 3_000
LAST_DAY = date(2026, 9, 16)
DAYS = 400  # of events, LAST_DAY included
USAGE_DAYS = 120  # usage records are thrown away after this

Array = NDArray[Any]
Columns = dict[str, list[Any]]

_CENTRES = {
    "chengdu": (30.657, 104.066),
    "chongqing": (29.563, 106.551),
    "mianyang": (31.467, 104.679),
    "guiyang": (26.647, 106.630),
    "kunming": (25.038, 102.718),
}
_FEES = {"lite": 19, "youth": 39, "senior": 29, "family": 99, "unlimited": 129, "business": 199}
_LADDER = ["lite", "senior", "youth", "family", "unlimited", "business"]  # from the cheapest to the dearest
_BRANDS = ["apple", "huawei", "xiaomi", "oppo", "vivo", "samsung"]
_ITEMS = {"phone": 3_600, "tablet": 2_400, "watch": 1_300, "earbuds": 500, "router": 260}
_SHOPS = ["cd_chunxi", "cd_tianfu", "cq_jiefangbei", "gy_center", "km_nanping", "web"]


def write(folder: Path) -> Sources:
    """Write subscribers.parquet and the five event files into `folder`; the same bytes of data on every run."""
    rng = np.random.default_rng(916)
    plan = rng.choice(_LADDER, SUBSCRIBERS, p=[0.2, 0.1, 0.22, 0.2, 0.18, 0.1])
    appetite = rng.gamma(1.1, 1.0, SUBSCRIBERS) * np.where(plan == "unlimited", 1.9, np.where(plan == "senior", 0.4, 1))
    joined = np.minimum(rng.exponential(900, SUBSCRIBERS).astype(int), 4_300)  # days ago
    gone = np.where(rng.random(SUBSCRIBERS) < 0.14, rng.integers(1, 200, SUBSCRIBERS), 0)  # the last day of an event
    calls = _calls(rng, joined, gone)
    tables = {
        "subscribers": _subscribers(rng, plan, appetite, joined, gone),
        "topups": _topups(rng, plan, joined, gone),
        "usage": _usage(rng, plan, appetite, joined, gone),
        "support": calls,
        "changes": _changes(rng, plan, appetite, joined, gone, calls),
        "sales": _sales(rng, plan, joined, gone),
    }
    paths = {name: folder / f"{name}.parquet" for name in tables}
    for name, columns in tables.items():
        pq.write_table(pa.table({key: pa.array(value) for key, value in columns.items()}), paths[name])
    return Sources(
        users=paths["subscribers"],
        events=tuple(path for name, path in paths.items() if name != "subscribers"),
        catalog=Path(__file__).with_name("catalog.yaml"),
    )


def _subscribers(rng: np.random.Generator, plan: Array, appetite: Array, joined: Array, gone: Array) -> Columns:
    n = SUBSCRIBERS
    city = rng.choice(list(_CENTRES), n, p=[0.38, 0.27, 0.1, 0.13, 0.12])
    age = np.clip(rng.normal(38, 11, n), 18, 80).astype(int)
    age = np.where(plan == "youth", rng.integers(16, 27, n), age)
    age = np.where(plan == "senior", rng.integers(55, 84, n), age)
    fee = np.array([_FEES[name] for name in plan]) + rng.choice([0, 0, 0, 10, 20], n)
    postpaid = rng.random(n) < np.where(fee > 80, 0.7, 0.2)
    bill = fee + rng.gamma(0.9, 14, n) * (1 + appetite / 2)
    status = np.where(gone > 60, "closing", np.where((gone > 0) | (rng.random(n) < 0.04), "suspended", "active"))
    level = np.array(["normal", "silver", "gold", "diamond"])[
        np.searchsorted([55, 120, 190], bill + joined / 60, side="right")
    ]
    brand = rng.choice(_BRANDS, n, p=[0.24, 0.26, 0.2, 0.13, 0.12, 0.05])
    contracted = rng.random(n) < np.where(postpaid, 0.75, 0.2)
    ends = rng.integers(-120, 700, n)  # days from LAST_DAY
    home = np.array([_CENTRES[name] for name in city]) + rng.normal(0, 0.04, (n, 2))
    lost = rng.random(n) < 0.06
    addons = sets(rng, n, ["video", "music", "roaming", "night", "game"], [0.34, 0.2, 0.12, 0.16, 0.18])
    return {
        "sub_id": _ids(np.arange(n)),
        "city": with_gaps(rng, city, 0.02),
        "plan": plan.tolist(),
        "pay_type": np.where(postpaid, "postpaid", "prepaid").tolist(),
        "status": status.tolist(),
        "level": level.tolist(),
        "gender": with_gaps(rng, rng.choice(["f", "m"], n, p=[0.47, 0.53]), 0.03),
        "age": with_gaps(rng, age, 0.05),
        "brand": with_gaps(rng, brand, 0.07),
        "joined_via": with_gaps(rng, rng.choice(["store", "app", "web", "agent"], n, p=[0.4, 0.2, 0.15, 0.25]), 0.04),
        "service_by": with_gaps(rng, rng.choice(["app", "hotline", "store"], n, p=[0.5, 0.3, 0.2]), 0.1),
        "monthly_fee": fee.tolist(),
        "bill_3m": with_gaps(rng, np.round(bill, 2), 0.03),
        "data_left": with_gaps(rng, np.round(rng.gamma(1.1, 9, n), 1), 0.05),
        "balance": np.round(rng.gamma(1.2, 45, n) - np.where(gone > 0, 60, 12), 2).tolist(),
        "tenure": (joined // 30).tolist(),
        "five_g": with_gaps(rng, rng.random(n) < np.where(brand == "huawei", 0.75, 0.58), 0.03),
        "broadband": (rng.random(n) < np.where(plan == "family", 0.8, 0.22)).tolist(),
        "auto_pay": with_gaps(rng, rng.random(n) < np.where(postpaid, 0.6, 0.25), 0.02),
        "sms_ok": with_gaps(rng, rng.random(n) < 0.63, 0.06),
        "joined_on": [_day(-int(ago)) for ago in joined],
        "contract_end": [_day(int(end)) if has else None for end, has in zip(ends, contracted, strict=True)],
        "addons": addons,
        "home_lat": [None if none else round(float(lat), 5) for lat, none in zip(home[:, 0], lost, strict=True)],
        "home_lon": [None if none else round(float(lon), 5) for lon, none in zip(home[:, 1], lost, strict=True)],
        "ethnicity": with_gaps(rng, rng.choice(["han", "yi", "miao", "hui"], n, p=[0.86, 0.06, 0.05, 0.03]), 0.2),
        "phone": [f"17{rng.integers(10**8, 10**9)}" for _ in range(n)],
    }


def _topups(rng: np.random.Generator, plan: Array, joined: Array, gone: Array) -> Columns:
    user, ago = _when(rng, np.full(SUBSCRIBERS, 0.0095), joined, gone, DAYS)
    usual = np.array([30, 50, 50, 100, 100, 200])[np.searchsorted([25, 35, 80, 110, 150], _fees(plan)[user])]
    return {
        "sub_id": _ids(user),
        "paid_at": _times(rng, ago),
        "amount": (usual * rng.choice([0.5, 1, 1, 1, 2, 3], len(user))).tolist(),
        "method": with_gaps(
            rng, rng.choice(["wechat", "alipay", "card", "cash"], len(user), p=[0.46, 0.32, 0.12, 0.1]), 0.02
        ),
    }


def _usage(rng: np.random.Generator, plan: Array, appetite: Array, joined: Array, gone: Array) -> Columns:
    user, ago = _when(rng, appetite * 0.055, joined, gone, USAGE_DAYS)
    content = rng.choice(["video", "social", "games", "music", "other"], len(user), p=[0.36, 0.27, 0.14, 0.1, 0.13])
    heavy = np.where(content == "video", 2.2, np.where(content == "games", 1.2, 0.7))
    return {
        "sub_id": _ids(user),
        "began_at": _times(rng, ago),
        "gb": np.round(np.maximum(rng.gamma(1.4, 0.8, len(user)) * heavy, 0.01), 2).tolist(),
        "content": content.tolist(),
        "network": np.where(rng.random(len(user)) < 0.62, "5g", "4g").tolist(),
        "roaming": (rng.random(len(user)) < np.where(plan[user] == "business", 0.12, 0.03)).tolist(),
    }


def _calls(rng: np.random.Generator, joined: Array, gone: Array) -> Columns:
    patience = rng.gamma(0.8, 1.0, SUBSCRIBERS)
    user, ago = _when(rng, patience * 0.0045 + np.where(gone > 0, 0.003, 0), joined, gone, DAYS)
    topics = ["billing", "network", "plan", "roaming", "cancel"]
    return {
        "sub_id": _ids(user),
        "called_at": _times(rng, ago),
        "topic": rng.choice(topics, len(user), p=[0.33, 0.24, 0.24, 0.08, 0.11]).tolist(),
        "minutes": np.clip(rng.gamma(2.0, 4.0, len(user)), 1, 70).astype(int).tolist(),
        "solved": (rng.random(len(user)) < 0.72).tolist(),
        "score": with_gaps(rng, rng.choice([1, 2, 3, 4, 5], len(user), p=[0.14, 0.1, 0.16, 0.25, 0.35]), 0.45),
    }


def _changes(
    rng: np.random.Generator, plan: Array, appetite: Array, joined: Array, gone: Array, calls: Columns
) -> Columns:
    """Some out of the blue, and many within days of a call about the plan or the bill."""
    user, ago = _when(rng, np.full(SUBSCRIBERS, 0.0011), joined, gone, DAYS)
    made = list(zip(user.tolist(), _times(rng, ago), strict=True))
    for caller, at, topic in zip(calls["sub_id"], calls["called_at"], calls["topic"], strict=True):
        if topic in ("plan", "billing") and rng.random() < 0.3:
            later = at + timedelta(days=int(rng.integers(0, 14)), minutes=int(rng.integers(5, 300)))
            if later.date() <= LAST_DAY:
                made.append((_index(caller), later))
    rows = []
    for index, at in made:
        up = bool(rng.random() < 0.35 + 0.15 * min(float(appetite[index]), 2))
        place = int(rng.integers(1, len(_LADDER)))
        before, after = (_LADDER[place - 1], _LADDER[place]) if up else (_LADDER[place], _LADDER[place - 1])
        rows.append((index, at, "upgrade" if up else "downgrade", before, after))
    return {
        "sub_id": _ids(np.array([row[0] for row in rows])),
        "changed_at": [row[1] for row in rows],
        "direction": [row[2] for row in rows],
        "from_plan": [row[3] for row in rows],
        "to_plan": [row[4] for row in rows],
    }


def _sales(rng: np.random.Generator, plan: Array, joined: Array, gone: Array) -> Columns:
    user, ago = _when(rng, np.where(_fees(plan) > 80, 0.0029, 0.0014), joined, gone, DAYS)
    item = rng.choice(list(_ITEMS), len(user), p=[0.38, 0.1, 0.16, 0.26, 0.1])
    price = np.array([_ITEMS[name] for name in item]) * rng.choice([0.5, 0.8, 1.0, 1.3, 1.9], len(user))
    return {
        "sub_id": _ids(user),
        "sold_at": _times(rng, ago),
        "item": item.tolist(),
        "made_by": rng.choice(_BRANDS, len(user), p=[0.25, 0.27, 0.22, 0.12, 0.09, 0.05]).tolist(),
        "price": np.round(price, 2).tolist(),
        "shop": rng.choice(_SHOPS, len(user), p=[0.2, 0.15, 0.2, 0.1, 0.1, 0.25]).tolist(),
        "instalments": with_gaps(rng, rng.random(len(user)) < np.where(price > 2_000, 0.5, 0.1), 0.02),
    }


def _when(rng: np.random.Generator, rate: Array, joined: Array, gone: Array, days: int) -> tuple[Array, Array]:
    """Subscribers, and how many of the last `days` ago each of their events was: `rate` a day while they were there."""
    first = np.minimum(joined, days - 1)
    count = rng.poisson(rate * np.maximum(first - gone + 1, 0))
    user = np.repeat(np.arange(SUBSCRIBERS), count)
    span = first[user] - gone[user] + 1
    return user, gone[user] + (span * rng.random(len(user)) ** 1.4).astype(int)


def _times(rng: np.random.Generator, ago: Array) -> list[datetime]:
    midnight = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day)
    minutes = rng.integers(7 * 60, 23 * 60, len(ago))
    return [midnight - timedelta(days=int(day), minutes=-int(of)) for day, of in zip(ago, minutes, strict=True)]


def _fees(plan: Array) -> Array:
    return np.array([_FEES[name] for name in plan])


def _day(ahead: int) -> date:
    return LAST_DAY + timedelta(days=ahead)


def _ids(index: Array) -> list[str]:
    return [f"SK{i + 1:05d}" for i in index]


def _index(sub_id: str) -> int:
    return int(sub_id[2:]) - 1
