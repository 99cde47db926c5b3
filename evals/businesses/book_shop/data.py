"""Draws the book shop's readers and what they did in the two years up to the catalog's day."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from evals.businesses.sources import Sources

_SEED = 20260920
_READERS = 3_000
_TODAY = np.datetime64("2026-09-20", "D")
_END = np.datetime64("2026-09-21T00:00:00", "s")

_CITIES = {  # share of readers, latitude, longitude
    "london": (0.33, 51.510, -0.125),
    "manchester": (0.14, 53.479, -2.244),
    "edinburgh": (0.13, 55.951, -3.195),
    "bristol": (0.10, 51.455, -2.597),
    "leeds": (0.08, 53.800, -1.549),
    "oxford": (0.08, 51.752, -1.258),
    "cambridge": (0.05, 52.205, 0.119),
    "york": (0.05, 53.960, -1.082),
    "glasgow": (0.04, 55.861, -4.250),
}
_BRANCHES = {
    "london": ("CHX", "RIC"),
    "manchester": ("DEA",),
    "edinburgh": ("PRI",),
    "bristol": ("PAR",),
    "oxford": ("BRO",),
    "york": ("STO",),
}
_ALL_BRANCHES = ("CHX", "RIC", "DEA", "PRI", "PAR", "BRO", "STO")
_GENRES = ("crime", "scifi", "fantasy", "romance", "history", "biography", "poetry", "cookery", "travel", "business",
           "kids", "comics")  # fmt: skip
_GENRE_WEIGHTS = np.array([19, 9, 9, 11, 11, 7, 4, 7, 6, 6, 8, 5], dtype=float)
_FAITHS = ("christian", "muslim", "buddhist", "none")
_FORMATS = ("paperback", "hardback", "ebook", "audio")
_PRICES = (4.99, 6.99, 7.99, 8.99, 9.99, 10, 12, 12.99, 14.99, 15, 18.99, 20, 25, 30, 40, 50, 75, 100)
_FEASTS = np.array(["2025-11-11", "2025-12-25", "2026-02-14", "2026-06-18"], dtype="datetime64[D]")
_CAMPAIGNS = {  # first day, days it ran, share of opened emails
    "weekly": ("2025-03-01", 568, 0.5),
    "summer26": ("2026-06-01", 92, 0.3),
    "prize26": ("2026-09-01", 19, 0.2),
}

_Row = dict[str, object]


def write(folder: Path) -> Sources:
    """Write `readers.parquet`, `orders.parquet`, `activity.parquet` and `reviews.parquet`; the same on every run."""
    rng = np.random.default_rng(_SEED)
    readers = [_reader(rng, number) for number in range(1, _READERS + 1)]
    orders: list[_Row] = []
    activity: list[_Row] = []
    reviews: list[_Row] = []
    for reader in readers:
        _history(rng, reader, orders, activity, reviews)
    folder.mkdir(parents=True, exist_ok=True)
    tables = {"drawn": readers, "orders": orders, "activity": activity, "reviews": reviews}
    with duckdb.connect() as con:
        for name, rows in tables.items():
            con.register(name, pa.Table.from_pylist(rows))
        for name, query in (("readers", _WITH_TOTALS), *((name, f"FROM {name}") for name in list(tables)[1:])):
            con.execute(f"COPY ({query}) TO '{folder / name}.parquet' (FORMAT parquet)")
    events = tuple(folder / f"{name}.parquet" for name in ("orders", "activity", "reviews"))
    return Sources(users=folder / "readers.parquet", events=events, catalog=Path(__file__).with_name("catalog.yaml"))


# What a reader's tags say of orders is what the orders say.
_WITH_TOTALS = f"""
    SELECT d.* EXCLUDE (reach, taste), first_order_on, last_format, avg_basket, coalesce(spend_12m, 0) AS spend_12m
    FROM drawn d LEFT JOIN (
        SELECT reader_id, CAST(min(ordered_at) AS DATE) AS first_order_on,
            arg_max(format, ordered_at) AS last_format, round(avg(amount), 6) AS avg_basket,
            round(sum(amount) FILTER (ordered_at >= DATE '{_TODAY}' - INTERVAL 12 MONTH + INTERVAL 1 DAY), 2)
                AS spend_12m
        FROM orders GROUP BY reader_id
    ) USING (reader_id) ORDER BY reader_id"""


def _reader(rng: np.random.Generator, number: int) -> _Row:
    """One reader; `reach` (how much they buy) and `taste` (weights of genres) are for drawing what they do."""
    city = str(rng.choice(list(_CITIES), p=[share for share, _, _ in _CITIES.values()]))
    student = rng.random() < (0.30 if city in ("oxford", "cambridge") else 0.10)
    age = int(rng.integers(18, 27)) if student else int(np.clip(rng.normal(45, 15), 16, 88))
    has_children = bool(28 <= age <= 55 and rng.random() < 0.5)
    taste = _GENRE_WEIGHTS * rng.gamma(0.6, 1.0, len(_GENRES)) + 0.5
    taste[_GENRES.index("kids")] *= 5 if has_children else 0.4
    tier = str(rng.choice(["page", "chapter", "folio", "none"], p=[0.34, 0.24, 0.12, 0.30]))
    _, lat, lon = _CITIES[city]
    joined = None if tier == "none" else _TODAY - int(2_600 * rng.random() ** 1.8)
    return {
        "reader_id": f"R{number:05d}",
        "email": f"reader{number}@example.com",
        "city": _known(rng, city, 0.97),
        "age": _known(rng, age, 0.94),
        "gender": _known(rng, str(rng.choice(["f", "m", "nb"], p=[0.57, 0.40, 0.03])), 0.96),
        "tier": None if tier == "none" else tier,
        "joined_on": _day(joined),
        "expires_on": _day(_expiry(rng, tier)),
        "genres": _known(rng, "|".join(_favourites(rng, taste)), 0.92),
        "reads_in": _known(rng, "|".join(_languages(rng)), 0.97),
        "preferred_format": _known(rng, _format(rng, age), 0.93),
        "newsletter": _known(rng, bool(rng.random() < 0.55), 0.98),
        "has_app": bool(rng.random() < (0.7 if age < 40 else 0.35)),
        "has_children": _known(rng, has_children, 0.92),
        "student": _known(rng, student, 0.97),
        "opted_out": bool(rng.random() < 0.09),
        "points": None if tier == "none" else int(rng.gamma(1.2, 400) // 50 * 50),
        "reading_goal": _known(rng, int(rng.choice([6, 10, 12, 20, 24, 30, 40, 52, 100])), 0.6),
        "home_lat": _known(rng, round(lat + float(rng.normal(0, 0.02)), 5), 0.95),
        "home_lon": round(lon + float(rng.normal(0, 0.03)), 5),
        "usual_shop": _known(rng, _usual_shop(rng, city), 0.9),
        "source": _known(
            rng,
            str(rng.choice(["walk_in", "search", "friend", "festival", "bookstagram", "school"],
                           p=[0.34, 0.24, 0.18, 0.10, 0.08, 0.06])),
            0.95,
        ),
        "faith": _known(rng, str(rng.choice(_FAITHS, p=[0.4, 0.08, 0.04, 0.48])), 0.4),
        "low_vision": bool(rng.random() < 0.04),
        "reach": float(rng.gamma(0.8, 1.0) * (1.5 if tier in ("chapter", "folio") else 0.8)),
        "taste": [float(weight) for weight in taste / taste.sum()],
    }  # fmt: skip


def _history(
    rng: np.random.Generator, reader: _Row, orders: list[_Row], activity: list[_Row], reviews: list[_Row]
) -> None:
    """What one reader did: orders on days of their own choice, and those that followed from a basket or an email."""
    reach = float(str(reader["reach"]))
    quiet = int(rng.integers(20, 600)) if rng.random() < 0.3 else 0
    user = reader["reader_id"]

    def note(at: np.datetime64, kind: str, **properties: object) -> None:
        if at < _END:
            plain: _Row = {"reader_id": user, "kind": kind, "happened_at": _moment(at), "shop": None, "genre": None}
            activity.append(plain | {"campaign": None, "event_type": None} | properties)

    ordered = [_some_time(rng, quiet) for _ in range(rng.poisson(4.0 * reach))]
    ordered += [_on_day(rng, day) for day in _FEASTS if rng.random() < 0.05 * min(reach, 2)]
    for _ in range(rng.poisson(1.6 * reach + 0.2)):
        at, genre = _some_time(rng, quiet), _genre(rng, reader)
        note(at, "cart", genre=genre)
        if rng.random() < 0.4:
            ordered.append(at + int(rng.exponential(36) * 3600))
    if reader["newsletter"]:
        for _ in range(rng.poisson(2.2)):
            campaign = str(rng.choice(list(_CAMPAIGNS), p=[share for *_, share in _CAMPAIGNS.values()]))
            first, ran, _ = _CAMPAIGNS[campaign]
            at = _on_day(rng, np.datetime64(first, "D") + int(rng.integers(0, ran)))
            note(at, "email_open", campaign=campaign)
            if rng.random() < 0.25:
                ordered.append(at + int(rng.exponential(48) * 3600))
    for at in sorted(moment for moment in ordered if moment < _END):
        order = _order(rng, reader, at)
        orders.append(order)
        if order["channel"] == "shop":
            note(at - int(rng.integers(60, 1800)), "visit", shop=_branch(rng, reader))
        if rng.random() < 0.2:
            written = at + int(rng.integers(1, 60 * 86_400))
            if written < _END:
                rating = int(rng.choice([1, 2, 3, 4, 5], p=[0.06, 0.09, 0.18, 0.32, 0.35]))
                reviews.append({"reader_id": user, "written_at": _moment(written), "rating": rating,
                                "genre": order["genre"]})  # fmt: skip
    for _ in range(rng.poisson(1.2 * reach)):
        note(_some_time(rng, quiet), "visit", shop=_branch(rng, reader))
    for _ in range(rng.poisson(0.6 * reach + 0.15)):
        weights = [0.1, 0.15, 0.2, 0.55] if reader["has_children"] else [0.45, 0.25, 0.25, 0.05]
        kind = str(rng.choice(["signing", "reading", "club_night", "story_time"], p=weights))
        note(_some_time(rng, quiet), "talk", event_type=kind, shop=_branch(rng, reader))


def _order(rng: np.random.Generator, reader: _Row, at: np.datetime64) -> _Row:
    copies = int(rng.choice([1, 2, 3, 5], p=[0.68, 0.2, 0.08, 0.04]))
    preferred = reader["preferred_format"]
    return {
        "reader_id": reader["reader_id"],
        "ordered_at": _moment(at),
        "amount": round(copies * float(rng.choice(_PRICES)), 2),
        "genre": _known(rng, _genre(rng, reader), 0.97),
        "format": preferred if preferred and rng.random() < 0.6 else str(rng.choice(_FORMATS)),
        "channel": "shop" if reader["usual_shop"] and rng.random() < 0.45 else "web",
        "copies": copies,
        "gift": bool(rng.random() < 0.12),
        "voucher": bool(rng.random() < 0.22),
    }


def _favourites(rng: np.random.Generator, taste: np.ndarray) -> Sequence[str]:
    count = int(rng.choice([1, 2, 3, 4], p=[0.3, 0.35, 0.25, 0.1]))
    return [str(genre) for genre in rng.choice(_GENRES, size=count, replace=False, p=taste / taste.sum())]


def _genre(rng: np.random.Generator, reader: _Row) -> str:
    return str(rng.choice(_GENRES, p=np.asarray(reader["taste"])))


def _languages(rng: np.random.Generator) -> list[str]:
    chances = {"en": 0.95, "zh": 0.16, "fr": 0.14, "de": 0.09, "es": 0.08}
    return [language for language, chance in chances.items() if rng.random() < chance]


def _format(rng: np.random.Generator, age: int) -> str:
    weights = [0.4, 0.1, 0.28, 0.22] if age < 40 else [0.45, 0.32, 0.13, 0.10]
    return str(rng.choice(_FORMATS, p=weights))


def _usual_shop(rng: np.random.Generator, city: str) -> str | None:
    """A branch of their own city, seldom another one; none for most of those who have no branch nearby."""
    if rng.random() < 0.06:
        return str(rng.choice(_ALL_BRANCHES))
    return str(rng.choice(_BRANCHES[city])) if city in _BRANCHES else None


def _branch(rng: np.random.Generator, reader: _Row) -> str:
    usual = reader["usual_shop"]
    return str(usual) if usual and rng.random() < 0.85 else str(rng.choice(_ALL_BRANCHES))


def _expiry(rng: np.random.Generator, tier: str) -> np.datetime64 | None:
    return _TODAY + int(rng.integers(-90, 366)) if tier in ("chapter", "folio") else None


def _some_time(rng: np.random.Generator, quiet: int) -> np.datetime64:
    """More likely lately than long ago, and never in the last `quiet` days."""
    days_ago = quiet + (730 - quiet) * float(rng.random()) ** 1.5
    return _on_day(rng, _TODAY - int(days_ago))


def _on_day(rng: np.random.Generator, day: np.datetime64) -> np.datetime64:
    at: np.datetime64 = day.astype("datetime64[s]") + int(rng.integers(7 * 3600, 23 * 3600))
    return at


def _known(rng: np.random.Generator, value: object, chance: float) -> object:
    """The value, or None with the chance that nobody knows it. What is empty is unknown."""
    return value if rng.random() < chance and value not in ("", None) else None


def _day(day: np.datetime64 | None) -> object:
    return None if day is None else day.astype("datetime64[D]").item()


def _moment(at: np.datetime64) -> object:
    return at.astype("datetime64[s]").item()
