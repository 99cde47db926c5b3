"""The gym chain's data: 2,600 members and what they did in the 400 days up to 15 June 2026. Seeded, nobody exists."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from evals.businesses.drawing import sets, with_gaps
from evals.businesses.sources import Sources

MEMBERS = 2_600
LAST_DAY = date(2026, 6, 15)
DAYS = 400  # of events, LAST_DAY included

Array = NDArray[Any]

_CLUBS = ["HZ1", "HZ2", "HZ3", "NB1", "SZ1", "NJ1", "NJ2"]
_CITY_OF = {"HZ": "hangzhou", "NB": "ningbo", "SZ": "suzhou", "NJ": "nanjing"}
_CENTRES = {
    "hangzhou": (30.26, 120.18),
    "ningbo": (29.85, 121.55),
    "suzhou": (31.31, 120.65),
    "nanjing": (32.04, 118.78),
}
_CARDS = ["trial", "ten", "month", "season", "year", "couple", "corporate"]
_CARD_DAYS = {"trial": 7, "ten": 120, "month": 30, "season": 90, "year": 365, "couple": 365, "corporate": 365}
_STYLES = ["yoga", "spin", "boxing", "pilates", "hiit"]
_ITEMS = ["card", "pt_pack", "drink", "merch", "supplement"]
_PRICES = {"card": 1200.0, "pt_pack": 3200.0, "drink": 28.0, "merch": 160.0, "supplement": 260.0}


def write(folder: Path) -> Sources:
    """Write people.parquet and the three event files into `folder`; the same bytes of data on every run."""
    rng = np.random.default_rng(615)
    club = rng.choice(_CLUBS, MEMBERS, p=[0.2, 0.18, 0.12, 0.12, 0.15, 0.15, 0.08])
    keenness = rng.gamma(1.3, 1.0, MEMBERS)
    joined = np.minimum(rng.exponential(420, MEMBERS).astype(int), 2_200)  # days ago
    quit_ago = np.where(rng.random(MEMBERS) < 0.35, rng.integers(0, 300, MEMBERS), 0)  # the last day of an event
    visits = _visits(rng, club, keenness, joined, quit_ago)
    studio = _studio(rng, visits, keenness, joined, quit_ago)
    till = _till(rng, keenness, joined, quit_ago)
    people = _people(rng, club, keenness, joined, quit_ago, visits, till)
    tables = {"people": people, "gate": visits, "studio": studio, "till": till}
    paths = {name: folder / f"{name}.parquet" for name in tables}
    for name, columns in tables.items():
        pq.write_table(pa.table({key: pa.array(value) for key, value in columns.items()}), paths[name])
    return Sources(
        users=paths["people"],
        events=(paths["gate"], paths["studio"], paths["till"]),
        catalog=Path(__file__).with_name("catalog.yaml"),
    )


def _people(
    rng: np.random.Generator,
    club: Array,
    keenness: Array,
    joined: Array,
    quit_ago: Array,
    visits: dict[str, list[Any]],
    till: dict[str, list[Any]],
) -> dict[str, list[Any]]:
    n = MEMBERS
    city = [_CITY_OF[name[:2]] for name in club]
    moved = rng.random(n) < 0.06  # the card is from one city, the person lives in another
    city = [str(rng.choice(list(_CENTRES))) if gone else home for home, gone in zip(city, moved, strict=True)]
    card = rng.choice(_CARDS, n, p=[0.08, 0.14, 0.18, 0.17, 0.28, 0.07, 0.08])
    lasts = np.array([_CARD_DAYS[name] for name in card])
    left = np.where(quit_ago > 0, -quit_ago, (rng.random(n) * lasts).astype(int))  # days until the card ends
    frozen = (left >= 0) & (rng.random(n) < 0.09)
    status = np.where(left < 0, "expired", np.where(frozen, "frozen", "active"))
    spent = _sums(till["card_no"], till["amount"]) * 1.0 + rng.gamma(1.2, 900, n) * (joined > DAYS)
    tier = np.array(["bronze", "silver", "gold", "black"])[np.searchsorted([1_500, 5_000, 10_000], spent, side="right")]
    gender = rng.choice(["f", "m"], n, p=[0.56, 0.44])
    occupation = rng.choice(
        ["office", "student", "freelance", "medical", "retired"], n, p=[0.55, 0.16, 0.13, 0.09, 0.07]
    )
    age = np.clip(rng.normal(33, 8, n), 18, 60).astype(int)
    age = np.where(occupation == "student", rng.integers(18, 26, n), age)
    age = np.where(occupation == "retired", rng.integers(58, 74, n), age)
    weight = np.round(np.where(gender == "f", rng.normal(58, 8, n), rng.normal(75, 11, n)), 1)
    has_coach = rng.random(n) < 0.3
    centre = np.array([_CENTRES[name] for name in city])
    home = centre + rng.normal(0, 0.035, (n, 2))
    lost = rng.random(n) < 0.05
    in_30 = np.zeros(n, int)
    for user, at in zip(visits["card_no"], visits["entered_at"], strict=True):
        in_30[_index(user)] += at.date() > LAST_DAY - timedelta(days=30)
    return {
        "card_no": _ids(np.arange(n)),
        "city": with_gaps(rng, city, 0.03),
        "home_club": club.tolist(),
        "card": card.tolist(),
        "status": status.tolist(),
        "tier": tier.tolist(),
        "gender": with_gaps(rng, gender, 0.02),
        "occupation": with_gaps(rng, occupation, 0.06),
        "source": with_gaps(rng, rng.choice(["wechat", "dianping", "douyin", "friend", "walkin"], n), 0.05),
        "contact_by": with_gaps(rng, rng.choice(["wechat", "phone", "sms"], n, p=[0.6, 0.15, 0.25]), 0.03),
        "coach": [str(rng.choice(["lin", "mo", "sun", "tang"])) if has else None for has in has_coach],
        "age": with_gaps(rng, age, 0.04),
        "weight": with_gaps(rng, weight, 0.12),
        "visits_30d": in_30.tolist(),
        "total_spend": np.round(spent, 2).tolist(),
        "pt_left": np.where(has_coach, rng.integers(0, 31, n), 0).tolist(),
        "nps": with_gaps(rng, rng.integers(0, 11, n), 0.4),
        "auto_renew": with_gaps(rng, rng.random(n) < 0.4, 0.03),
        "locker": (rng.random(n) < 0.18).tolist(),
        "towel": (rng.random(n) < 0.25).tolist(),
        "push_on": with_gaps(rng, rng.random(n) < 0.7, 0.05),
        "joined_on": [LAST_DAY - timedelta(days=int(ago)) for ago in joined],
        "expires_on": [LAST_DAY + timedelta(days=int(days)) for days in left],
        "goals": sets(rng, MEMBERS, ["slim", "muscle", "posture", "marathon", "relax"], [0.5, 0.35, 0.2, 0.12, 0.3]),
        "hours": [
            "|".join(some) or None
            for some in sets(rng, MEMBERS, ["dawn", "noon", "night", "weekend"], [0.25, 0.2, 0.5, 0.4])
        ],
        "home_lat": [None if gone else round(float(lat), 5) for lat, gone in zip(home[:, 0], lost, strict=True)],
        "home_lon": [None if gone else round(float(lon), 5) for lon, gone in zip(home[:, 1], lost, strict=True)],
        "injury": with_gaps(rng, rng.choice(["knee", "back", "none"], n, p=[0.1, 0.1, 0.8]), 0.3),
        "pregnant": ((gender == "f") & (rng.random(n) < 0.03)).tolist(),
        "phone": [f"13{rng.integers(10**8, 10**9)}" for _ in range(n)],
    }


def _visits(
    rng: np.random.Generator, club: Array, keenness: Array, joined: Array, quit_ago: Array
) -> dict[str, list[Any]]:
    user, ago = _when(rng, keenness * 0.045, joined, quit_ago)
    elsewhere = rng.random(len(user)) < 0.1
    return {
        "card_no": _ids(user),
        "entered_at": _times(rng, ago, hours=(6, 22)),
        "at_club": np.where(elsewhere, rng.choice(_CLUBS, len(user)), club[user]).tolist(),
        "minutes": with_gaps(rng, np.clip(rng.normal(75, 28, len(user)), 8, 220).astype(int), 0.04),
        "guest": (rng.random(len(user)) < 0.05).tolist(),
    }


def _studio(
    rng: np.random.Generator, visits: dict[str, list[Any]], keenness: Array, joined: Array, quit_ago: Array
) -> dict[str, list[Any]]:
    """Classes and personal training during visits, bookings before them, and bookings from home that came to
    nothing, some of them cancelled the day after."""
    taste = rng.choice(_STYLES, MEMBERS, p=[0.3, 0.25, 0.15, 0.15, 0.15])
    flaky = rng.beta(0.6, 1.2, MEMBERS)  # odds that a booking from home is cancelled
    rows: list[tuple[str, datetime, str, str | None, int | None]] = []
    for user, at in zip(visits["card_no"], visits["entered_at"], strict=True):
        drawn = rng.random()
        style = str(taste[_index(user)] if rng.random() < 0.7 else rng.choice(_STYLES))
        start = at + timedelta(minutes=10)
        if drawn < 0.3:
            rating = int(rng.choice([2, 3, 4, 5], p=[0.1, 0.2, 0.3, 0.4])) if rng.random() < 0.5 else None
            rows.append((user, start, "lesson", style, rating))
            if rng.random() < 0.75:
                booked = at - timedelta(days=int(rng.integers(0, 5)), minutes=int(rng.integers(30, 300)))
                rows.append((user, booked, "booking", style, None))
        elif drawn < 0.4:
            rows.append((user, start, "pt", None, None))
    index, ago = _when(rng, keenness * 0.009, joined, quit_ago)
    for user, at, days in zip(_ids(index), _times(rng, ago, hours=(8, 23)), ago, strict=True):
        rows.append((user, at, "booking", str(rng.choice(_STYLES)), None))
        if days and rng.random() < flaky[_index(user)]:
            rows.append((user, at + timedelta(minutes=int(rng.integers(10, 600))), "cancel", None, None))
    names = ("card_no", "done_at", "kind", "style", "rating")
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def _till(rng: np.random.Generator, keenness: Array, joined: Array, quit_ago: Array) -> dict[str, list[Any]]:
    user, ago = _when(rng, (0.4 + keenness) * 0.0075, joined, quit_ago)
    item = rng.choice(_ITEMS, len(user), p=[0.2, 0.08, 0.42, 0.12, 0.18])
    price = np.array([_PRICES[name] for name in item]) * rng.choice([0.8, 1.0, 1.0, 1.5, 2.0], len(user))
    return {
        "card_no": _ids(user),
        "paid_at": _times(rng, ago, hours=(8, 22)),
        "amount": np.round(price, 2).tolist(),
        "item": item.tolist(),
        "paid_in": rng.choice(["desk", "mini"], len(user), p=[0.45, 0.55]).tolist(),
        "discounted": with_gaps(rng, rng.random(len(user)) < 0.3, 0.03),
    }


def _when(rng: np.random.Generator, rate: Array, joined: Array, quit_ago: Array) -> tuple[Array, Array]:
    """Members, and how many days ago each of their events was: `rate` a day while they were members, more of late."""
    first = np.minimum(joined, DAYS - 1)
    count = rng.poisson(rate * np.maximum(first - quit_ago + 1, 0))
    user = np.repeat(np.arange(MEMBERS), count)
    span = first[user] - quit_ago[user] + 1
    return user, quit_ago[user] + (span * rng.random(len(user)) ** 1.8).astype(int)


def _times(rng: np.random.Generator, ago: Array, hours: tuple[int, int]) -> list[datetime]:
    midnight = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day)
    minutes = rng.integers(hours[0] * 60, hours[1] * 60, len(ago))
    return [
        midnight - timedelta(days=int(day)) + timedelta(minutes=int(of)) for day, of in zip(ago, minutes, strict=True)
    ]


def _sums(users: list[str], amounts: list[float]) -> Array:
    return np.bincount([_index(user) for user in users], amounts, MEMBERS)


def _ids(index: Array) -> list[str]:
    return [f"IL{i + 1:05d}" for i in index]


def _index(card_no: str) -> int:
    return int(card_no[2:]) - 1
