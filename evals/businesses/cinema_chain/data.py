"""The cinema chain's data: 2,500 members and what they did in the 400 days up to 20 August 2026. Seeded, nobody
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

MEMBERS = 2_500
LAST_DAY = date(2026, 8, 20)
DAYS = 400  # of events, LAST_DAY included

Array = NDArray[Any]
Row = tuple[Any, ...]

_CINEMAS = ["CD1", "CD2", "CQ1", "WH1", "CS1", "XA1"]
_CITY_OF = {"CD": "chengdu", "CQ": "chongqing", "WH": "wuhan", "CS": "changsha", "XA": "xian"}
_CENTRES = {
    "chengdu": (30.657, 104.070),
    "chongqing": (29.563, 106.551),
    "wuhan": (30.540, 114.330),
    "changsha": (28.220, 112.930),
    "xian": (34.245, 108.950),
}
_GENRES = ["action", "romance", "animation", "scifi", "comedy", "horror"]
_FILMS = {
    "iron_tide": "action",
    "moon_cafe": "romance",
    "monkey_school": "animation",
    "ninth_star": "scifi",
    "all_aboard": "comedy",
    "cold_well": "horror",
}
_FORMATS = {"2d": 39.9, "3d": 49.9, "imax": 79.0, "dolby": 88.0}
_CHANNELS = ["app", "mini", "counter", "maoyan", "taopiao"]
_ITEMS = {"popcorn": 28.0, "cola": 15.0, "hotdog": 18.0, "combo": 45.0, "icecream": 22.0, "toy": 69.0}
_REASONS = ["plans", "seats", "wrong", "late"]


def write(folder: Path) -> Sources:
    """Write fans.parquet and the two event files into `folder`; the same bytes of data on every run."""
    rng = np.random.default_rng(820)
    cinema = rng.choice(_CINEMAS, MEMBERS, p=[0.24, 0.14, 0.2, 0.17, 0.14, 0.11])
    keenness = rng.gamma(1.2, 1.0, MEMBERS)
    joined = np.minimum(rng.exponential(430, MEMBERS).astype(int), 2_000)  # days ago
    gone = np.where(rng.random(MEMBERS) < 0.3, rng.integers(0, 320, MEMBERS), 0)  # days since the last event
    sales = _sales(rng, cinema, keenness, joined, gone)
    screen = _screen(rng, sales, keenness, joined, gone)
    tables = {
        "fans": _fans(rng, cinema, keenness, joined),
        "sales": _columns(("member_id", "sold_at", "kind", *_SALE), sales),
        "app_log": _columns(("member_id", "seen_at", "kind", "platform", "minutes", "film", "stars"), screen),
    }
    paths = {name: folder / f"{name}.parquet" for name in tables}
    for name, columns in tables.items():
        pq.write_table(pa.table({key: pa.array(value) for key, value in columns.items()}), paths[name])
    return Sources(
        users=paths["fans"],
        events=(paths["sales"], paths["app_log"]),
        catalog=Path(__file__).with_name("catalog.yaml"),
    )


def _fans(rng: np.random.Generator, cinema: Array, keenness: Array, joined: Array) -> dict[str, list[Any]]:
    n = MEMBERS
    city = [_CITY_OF[name[:2]] for name in cinema]
    moved = rng.random(n) < 0.07  # the usual cinema is in one city, the person lives in another
    city = [str(rng.choice(list(_CENTRES))) if gone else home for home, gone in zip(city, moved, strict=True)]
    points = (keenness * rng.gamma(1.5, 900, n)).astype(int)
    tier = np.array(["standard", "silver", "gold", "diamond"])[np.searchsorted([800, 2_000, 4_500], points, "right")]
    gender = rng.choice(["f", "m"], n, p=[0.54, 0.46])
    occupation = rng.choice(
        ["office", "student", "teacher", "freelance", "retired"], n, p=[0.5, 0.22, 0.09, 0.12, 0.07]
    )
    age = np.clip(rng.normal(32, 8, n), 16, 60).astype(int)
    age = np.where(occupation == "student", rng.integers(14, 25, n), age)
    age = np.where(occupation == "retired", rng.integers(56, 76, n), age)
    kids = (age > 26) & (age < 50) & (rng.random(n) < 0.5)
    fan_odds = [0.38, 0.3, 0.26, 0.3, 0.42, 0.12]
    home = np.array([_CENTRES[name] for name in city]) + rng.normal(0, 0.04, (n, 2))
    lost = rng.random(n) < 0.06
    born = [date(LAST_DAY.year - int(years) - 1, 8, 21) + timedelta(days=int(rng.integers(0, 365))) for years in age]
    return {
        "member_id": _ids(np.arange(n)),
        "city": with_gaps(rng, city, 0.03),
        "cinema": cinema.tolist(),
        "tier": tier.tolist(),
        "gender": with_gaps(rng, gender, 0.03),
        "age": with_gaps(rng, age, 0.05),
        "occupation": with_gaps(rng, occupation, 0.06),
        "joined_via": with_gaps(rng, rng.choice(_CHANNELS, n, p=[0.22, 0.33, 0.17, 0.16, 0.12]), 0.04),
        "likes": [list(some) or None for some in sets(rng, n, _GENRES, fan_odds)],
        "points": points.tolist(),
        "balance": np.where(rng.random(n) < 0.45, 0, np.round(rng.gamma(1.4, 120, n), 1)).tolist(),
        "coupons": rng.choice([0, 1, 2, 3, 4, 6], n, p=[0.4, 0.25, 0.15, 0.1, 0.06, 0.04]).tolist(),
        "has_kids": with_gaps(rng, kids, 0.05),
        "push_on": with_gaps(rng, rng.random(n) < 0.65, 0.04),
        "pass_on": (rng.random(n) < 0.14).tolist(),
        "joined_on": [LAST_DAY - timedelta(days=int(ago)) for ago in joined],
        "expires_on": [LAST_DAY + timedelta(days=int(days)) for days in rng.integers(-120, 365, n)],
        "birthday": with_gaps(rng, born, 0.08),
        "home_lat": [None if out else round(float(lat), 5) for lat, out in zip(home[:, 0], lost, strict=True)],
        "home_lon": [None if out else round(float(lon), 5) for lon, out in zip(home[:, 1], lost, strict=True)],
        "disability": with_gaps(
            rng, rng.choice(["hearing", "sight", "wheelchair", "none"], n, p=[0.02, 0.02, 0.02, 0.94]), 0.1
        ),
        "phone": [f"15{rng.integers(10**8, 10**9)}" for _ in range(n)],
    }


_SALE = ("amount", "film", "genre", "format", "channel", "at_cinema", "item", "reason")


def _sales(rng: np.random.Generator, cinema: Array, keenness: Array, joined: Array, gone: Array) -> list[Row]:
    """A row for each ticket, the snacks of some of those days, and the tickets that were refunded soon after."""
    taste = rng.choice(list(_FILMS), MEMBERS)
    habit = rng.choice(_CHANNELS, MEMBERS, p=[0.22, 0.3, 0.14, 0.2, 0.14])
    flaky = rng.beta(0.5, 3.5, MEMBERS)  # odds that a ticket is refunded
    hungry = rng.beta(0.9, 1.3, MEMBERS)  # odds of something to eat
    rows: list[Row] = []
    user, ago = _when(rng, (0.1 + keenness) * 0.019, joined, gone)
    for who, member, at, days in zip(user, _ids(user), _times(rng, ago, (9, 23)), ago, strict=True):
        film = str(taste[who] if rng.random() < 0.4 else rng.choice(list(_FILMS)))
        kind = str(rng.choice(list(_FORMATS), p=[0.5, 0.22, 0.17, 0.11]))
        channel = str(habit[who] if rng.random() < 0.7 else rng.choice(_CHANNELS))
        site = str(rng.choice(_CINEMAS) if rng.random() < 0.12 else cinema[who])
        price = round(_FORMATS[kind] * float(rng.choice([0.7, 0.9, 1.0, 1.0, 1.2])), 1)
        rows.append((member, at, "ticket", price, film, _FILMS[film], kind, channel, site, None, None))
        if rng.random() < hungry[who]:
            item = str(rng.choice(list(_ITEMS), p=[0.3, 0.24, 0.1, 0.2, 0.1, 0.06]))
            cost = _ITEMS[item] * float(rng.choice([1, 1, 1, 2]))
            rows.append((member, at + timedelta(minutes=20), "snack", cost, *[None] * 4, site, item, None))
        if days >= 4 and rng.random() < flaky[who]:
            back = at + timedelta(minutes=int(rng.integers(30, 4_000)))
            reason = None if rng.random() < 0.1 else str(rng.choice(_REASONS, p=[0.5, 0.15, 0.2, 0.15]))
            rows.append((member, back, "refund", price, *[None] * 4, site, None, reason))
    return rows


def _screen(rng: np.random.Generator, sales: list[Row], keenness: Array, joined: Array, gone: Array) -> list[Row]:
    """Visits to the app, some of them ahead of a ticket, and the ratings that follow some tickets."""
    phone = rng.choice(["ios", "android", "mini"], MEMBERS, p=[0.32, 0.33, 0.35])
    rows: list[Row] = []
    user, ago = _when(rng, (0.2 + keenness) * 0.0115, joined, gone)
    for who, member, at in zip(user, _ids(user), _times(rng, ago, (7, 24)), strict=True):
        rows.append((member, at, "visit", str(phone[who]), int(np.clip(rng.gamma(2, 3), 1, 45)), None, None))
    for member, at, kind, _, film, *_ in sales:
        if kind == "ticket" and rng.random() < 0.35:
            before = at - timedelta(days=int(rng.integers(0, 4)), minutes=int(rng.integers(5, 200)))
            minutes = None if rng.random() < 0.05 else int(np.clip(rng.gamma(2, 4), 1, 60))
            rows.append((member, before, "visit", str(phone[_index(member)]), minutes, None, None))
        if kind == "ticket" and at.date() < LAST_DAY and rng.random() < 0.3:
            stars = int(rng.choice([1, 2, 3, 4, 5], p=[0.08, 0.1, 0.2, 0.32, 0.3]))
            rows.append((member, at + timedelta(minutes=150), "rating", str(phone[_index(member)]), None, film, stars))
    return [row for row in rows if row[1].date() <= LAST_DAY]


def _columns(names: tuple[str, ...], rows: list[Row]) -> dict[str, list[Any]]:
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def _when(rng: np.random.Generator, rate: Array, joined: Array, gone: Array) -> tuple[Array, Array]:
    """Members, and how many days ago each of their events was: `rate` a day while they came, more of late."""
    first = np.minimum(joined, DAYS - 1)
    count = rng.poisson(rate * np.maximum(first - gone + 1, 0))
    user = np.repeat(np.arange(MEMBERS), count)
    span = first[user] - gone[user] + 1
    return user, gone[user] + (span * rng.random(len(user)) ** 1.5).astype(int)


def _times(rng: np.random.Generator, ago: Array, hours: tuple[int, int]) -> list[datetime]:
    midnight = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day)
    minutes = rng.integers(hours[0] * 60, hours[1] * 60, len(ago))
    return [
        midnight - timedelta(days=int(day)) + timedelta(minutes=int(of)) for day, of in zip(ago, minutes, strict=True)
    ]


def _ids(index: Array) -> list[str]:
    return [f"HM{i + 1:05d}" for i in index]


def _index(member: str) -> int:
    return int(member[2:]) - 1
