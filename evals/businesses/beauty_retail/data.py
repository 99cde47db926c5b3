"""The beauty chain's data: 3,000 members and what they did in the 400 days up to 20 August 2026. Seeded, nobody
exists."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from evals.businesses.drawing import sets, with_gaps
from evals.businesses.sources import Sources

MEMBERS = 3_000
LAST_DAY = date(2026, 8, 20)
DAYS = 400  # of events, LAST_DAY included

Array = NDArray[Any]
Columns = dict[str, list[Any]]

_CITIES = ["shanghai", "hangzhou", "nanjing", "chengdu", "chongqing", "wuhan", "guangzhou"]
_CENTRES = [(31.22, 121.46), (30.26, 120.17), (32.05, 118.79), (30.66, 104.07), (29.56, 106.57), (30.58, 114.30),
            (23.13, 113.30)]  # fmt: skip
_STORES = [["SH01", "SH02"], ["HZ01"], ["NJ01"], ["CD01", "CD02"], ["CQ01"], ["WH01"], ["GZ01"]]  # by city
_ADVISORS = ["lin", "chen", "zhou", "he"]
_BRANDS = ["aurelle", "seolha", "verdane", "kikumi", "drlind", "nuomo"]
_PRICES = {"serum": 420, "cream": 360, "cleanser": 120, "mask": 95, "sunscreen": 160, "lipstick": 210,
           "foundation": 320, "eyeshadow": 180, "shampoo": 75, "bodywash": 60, "perfume": 580}  # fmt: skip
_CATEGORY_ODDS = [0.13, 0.1, 0.11, 0.16, 0.1, 0.11, 0.07, 0.04, 0.08, 0.06, 0.04]
_CHANNELS = ["store", "mini", "tmall", "douyin"]
_COUPONS = ["cash", "percent", "gift", "birthday"]


def write(folder: Path) -> Sources:
    """Write members.parquet and the six event files into `folder`; the same bytes of data on every run."""
    rng = np.random.default_rng(820)
    keenness = rng.gamma(1.1, 1.0, MEMBERS)
    city = rng.choice(len(_CITIES), MEMBERS, p=[0.27, 0.16, 0.12, 0.17, 0.09, 0.1, 0.09])
    store = np.array([str(rng.choice(_STORES[home])) for home in city])
    joined = np.minimum(rng.exponential(450, MEMBERS).astype(int), 2_400)  # days ago
    quiet = np.where(rng.random(MEMBERS) < 0.4, rng.integers(0, 320, MEMBERS), 0)  # the days since anything happened
    channel = rng.choice(_CHANNELS, MEMBERS, p=[0.42, 0.27, 0.2, 0.11])
    brands = sets(rng, MEMBERS, _BRANDS, [0.22, 0.3, 0.16, 0.24, 0.18, 0.12])
    life = (joined, quiet)
    visits = _visits(rng, keenness, store, life)
    lives = _lives(rng, keenness, life)
    consults = _consults(rng, keenness, life)
    coupons = _coupons(rng, keenness, life)
    sales = _sales(rng, keenness, channel, brands, life, (lives, consults, coupons))
    tables = {
        "members": _members(rng, city, store, channel, brands, joined, sales),
        "sales": sales,
        "visits": visits,
        "coupons": coupons,
        "lives": lives,
        "returns": _returns(rng, sales),
        "consults": consults,
    }
    paths = {name: folder / f"{name}.parquet" for name in tables}
    for name, columns in tables.items():
        pq.write_table(pa.table({key: pa.array(value) for key, value in columns.items()}), paths[name])
    return Sources(
        users=paths["members"],
        events=tuple(path for name, path in paths.items() if name != "members"),
        catalog=Path(__file__).with_name("catalog.yaml"),
    )


def _members(
    rng: np.random.Generator,
    city: Array,
    store: Array,
    channel: Array,
    brands: list[list[str]],
    joined: Array,
    sales: Columns,
) -> Columns:
    n = MEMBERS
    bought = np.bincount([_index(member) for member in sales["member_no"]], sales["amount"], n)
    spent = bought + rng.gamma(1.1, 1_300, n) * (joined > DAYS)
    level = np.array(["basic", "silver", "gold", "diamond"])[np.searchsorted([1_000, 3_000, 7_000], spent, "right")]
    gender = rng.choice(["f", "m"], n, p=[0.84, 0.16])
    points = np.round(spent * rng.uniform(0, 1.2, n)).astype(int)
    expires = [LAST_DAY + timedelta(days=int(days)) for days in rng.integers(1, 366, n)]
    home = np.array(_CENTRES)[city] + rng.normal(0, 0.04, (n, 2))
    lost = rng.random(n) < 0.06
    wecom = rng.random(n) < 0.45
    online_only = (channel != "store") & (rng.random(n) < 0.35)
    return {
        "member_no": _ids(np.arange(n)),
        "city": with_gaps(rng, [_CITIES[home] for home in city], 0.03),
        "home_store": [None if online else str(name) for name, online in zip(store, online_only, strict=True)],
        "gender": with_gaps(rng, gender, 0.03),
        "age": with_gaps(rng, np.clip(rng.gamma(9, 3.4, n), 16, 68).astype(int), 0.05),
        "level": level.tolist(),
        "skin_type": with_gaps(
            rng,
            rng.choice(["dry", "oily", "mixed", "neutral", "sensitive"], n, p=[0.22, 0.24, 0.28, 0.1, 0.16]),
            0.1,
        ),
        "concerns": sets(rng, n, ["acne", "whitening", "aging", "pores", "dryness"], [0.25, 0.35, 0.3, 0.28, 0.33]),
        "fav_brands": [",".join(some) or None for some in brands],
        "main_channel": channel.tolist(),
        "source": with_gaps(
            rng, rng.choice(["mall", "friend", "xhs", "douyin", "ad"], n, p=[0.35, 0.2, 0.22, 0.13, 0.1]), 0.04
        ),
        "advisor": [str(rng.choice(_ADVISORS)) if added else None for added in wecom],
        "points": points.tolist(),
        "balance": np.where(rng.random(n) < 0.3, rng.integers(1, 21, n) * 50, 0).tolist(),
        "total_spend": np.round(spent, 2).tolist(),
        "satisfaction": with_gaps(rng, rng.choice([1, 2, 3, 4, 5], n, p=[0.05, 0.08, 0.17, 0.4, 0.3]), 0.35),
        "wecom": wecom.tolist(),
        "sms_ok": with_gaps(rng, rng.random(n) < 0.62, 0.04),
        "has_baby": with_gaps(rng, rng.random(n) < 0.18, 0.08),
        "joined_on": [LAST_DAY - timedelta(days=int(ago)) for ago in joined],
        "next_birthday": with_gaps(rng, [LAST_DAY + timedelta(days=int(d)) for d in rng.integers(0, 365, n)], 0.12),
        "points_expire_on": [day if has else None for day, has in zip(expires, points > 0, strict=True)],
        "home_lat": [None if gone else round(float(lat), 5) for lat, gone in zip(home[:, 0], lost, strict=True)],
        "home_lon": [None if gone else round(float(lon), 5) for lon, gone in zip(home[:, 1], lost, strict=True)],
        "skin_condition": with_gaps(rng, rng.choice(["eczema", "rosacea", "none"], n, p=[0.06, 0.04, 0.9]), 0.4),
        "phone": [f"13{rng.integers(10**8, 10**9)}" for _ in range(n)],
    }


def _visits(rng: np.random.Generator, keenness: Array, store: Array, life: tuple[Array, Array]) -> Columns:
    member, ago = _when(rng, keenness * 0.012, life)
    elsewhere = rng.random(len(member)) < 0.15
    every = [name for names in _STORES for name in names]
    return {
        "member_no": _ids(member),
        "entered_at": _times(rng, ago, hours=(10, 22)),
        "store": np.where(elsewhere, rng.choice(every, len(member)), store[member]).tolist(),
        "minutes": with_gaps(rng, np.clip(rng.gamma(2.5, 9, len(member)), 2, 120).astype(int), 0.05),
    }


def _lives(rng: np.random.Generator, keenness: Array, life: tuple[Array, Array]) -> Columns:
    member, ago = _when(rng, keenness * rng.choice([0, 0.004, 0.02], MEMBERS, p=[0.45, 0.35, 0.2]), life)
    return {
        "member_no": _ids(member),
        "joined_at": _times(rng, ago, hours=(19, 23)),
        "host": rng.choice(["coco", "amei", "brand"], len(member), p=[0.5, 0.3, 0.2]).tolist(),
        "minutes": np.clip(rng.gamma(1.3, 16, len(member)), 1, 180).astype(int).tolist(),
    }


def _consults(rng: np.random.Generator, keenness: Array, life: tuple[Array, Array]) -> Columns:
    member, ago = _when(rng, keenness * 0.0028, life)
    return {
        "member_no": _ids(member),
        "asked_at": _times(rng, ago, hours=(10, 21)),
        "topic": rng.choice(["skin", "shade", "gift", "delivery"], len(member), p=[0.45, 0.25, 0.12, 0.18]).tolist(),
        "via": rng.choice(["counter", "chat", "phone"], len(member), p=[0.4, 0.48, 0.12]).tolist(),
        "rating": with_gaps(rng, rng.choice([1, 2, 3, 4, 5], len(member), p=[0.06, 0.08, 0.16, 0.3, 0.4]), 0.4),
    }


def _coupons(rng: np.random.Generator, keenness: Array, life: tuple[Array, Array]) -> Columns:
    """Coupons that were claimed, and the uses of about half of them, up to three weeks later."""
    member, ago = _when(rng, (0.3 + keenness) * 0.006, life)
    rows: list[tuple[str, datetime, str, str, int]] = []
    for no, at, days in zip(_ids(member), _times(rng, ago, hours=(8, 14)), ago, strict=True):
        sort = str(rng.choice(_COUPONS, p=[0.45, 0.3, 0.15, 0.1]))
        worth = int(rng.choice([10, 20, 30, 50, 100], p=[0.25, 0.3, 0.2, 0.17, 0.08]))
        rows.append((no, at, "claim", sort, worth))
        wait = int(rng.integers(0, 22))
        if rng.random() < 0.5 and wait <= days:
            rows.append((no, at + timedelta(days=wait, minutes=int(rng.integers(5, 500))), "use", sort, worth))
    names = ("member_no", "done_at", "what", "sort", "worth")
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def _sales(
    rng: np.random.Generator,
    keenness: Array,
    channel: Array,
    brands: list[list[str]],
    life: tuple[Array, Array],
    causes: tuple[Columns, Columns, Columns],
) -> Columns:
    """Purchases of their own accord, and those after a live stream, a consultation or with a coupon."""
    lives, consults, coupons = causes
    member, ago = _when(rng, (0.15 + keenness) * 0.0075, life)
    who = member.tolist()
    when = _times(rng, ago, hours=(9, 23))
    end = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 23, 59)
    for numbers, times, odds in (
        (lives["member_no"], lives["joined_at"], 0.2),
        (consults["member_no"], consults["asked_at"], 0.35),
    ):
        for no, at in zip(numbers, times, strict=True):
            later = at + timedelta(minutes=int(rng.exponential(2_500)) + 3)
            if rng.random() < odds and later <= end:
                who.append(_index(no))
                when.append(later)
    for no, at, what in zip(coupons["member_no"], coupons["done_at"], coupons["what"], strict=True):
        if what == "use":
            who.append(_index(no))
            when.append(at)
    category = rng.choice(list(_PRICES), len(who), p=_CATEGORY_ODDS)
    quantity = rng.choice([1, 2, 3, 4, 6, 10], len(who), p=[0.58, 0.24, 0.09, 0.05, 0.03, 0.01])
    price = np.array([_PRICES[name] for name in category]) * rng.choice([0.7, 0.85, 1.0, 1.0, 1.3], len(who))
    return {
        "member_no": _ids(np.array(who)),
        "paid_at": when,
        "category": category.tolist(),
        "brand": [
            str(rng.choice(brands[one])) if brands[one] and rng.random() < 0.65 else str(rng.choice(_BRANDS))
            for one in who
        ],
        "quantity": quantity.tolist(),
        "amount": np.round(price * quantity, 2).tolist(),
        "bought_in": [str(channel[one]) if rng.random() < 0.7 else str(rng.choice(_CHANNELS)) for one in who],
        "on_offer": with_gaps(rng, rng.random(len(who)) < 0.3, 0.03),
    }


def _returns(rng: np.random.Generator, sales: Columns) -> Columns:
    """About one purchase in fourteen comes back, up to ten days later."""
    rows: list[tuple[str, datetime, str, float, str]] = []
    end = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day, 23, 59)
    bought = zip(sales["member_no"], sales["paid_at"], sales["category"], sales["amount"], strict=True)
    for no, at, category, amount in bought:
        back = at + timedelta(days=int(rng.integers(1, 11)), minutes=int(rng.integers(0, 120)))
        if rng.random() < 0.07 and back <= end:
            reason = str(rng.choice(["reaction", "shade", "damaged", "mind"], p=[0.25, 0.2, 0.2, 0.35]))
            rows.append((no, back, category, amount, reason))
    names = ("member_no", "returned_at", "category", "refund", "reason")
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def _when(rng: np.random.Generator, rate: Array, life: tuple[Array, Array]) -> tuple[Array, Array]:
    """Members, and how many days ago each of their events was: `rate` a day since they joined, more of late."""
    joined, quiet = life
    first = np.minimum(joined, DAYS - 1)
    span = np.maximum(first - quiet + 1, 0)
    member = np.repeat(np.arange(MEMBERS), rng.poisson(rate * span))
    return member, quiet[member] + (span[member] * rng.random(len(member)) ** 1.5).astype(int)


def _times(rng: np.random.Generator, ago: Array, hours: tuple[int, int]) -> list[datetime]:
    midnight = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day)
    minutes = rng.integers(hours[0] * 60, hours[1] * 60, len(ago))
    return [
        midnight - timedelta(days=int(day)) + timedelta(minutes=int(of)) for day, of in zip(ago, minutes, strict=True)
    ]


def _ids(index: Array) -> list[str]:
    return [f"ML{i + 1:05d}" for i in index]


def _index(member_no: str) -> int:
    return int(member_no[2:]) - 1
