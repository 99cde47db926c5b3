"""The hotel group's data: 2,800 invented guests and their 800 days up to 9 September 2026. Seeded."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from evals.businesses.drawing import sets, with_gaps
from evals.businesses.sources import Sources

GUESTS = 2_800
LAST_DAY = date(2026, 9, 9)
DAYS = 800  # of events, LAST_DAY included

Array = NDArray[Any]
Row = tuple[Any, ...]

_HOTELS = ["BND", "JAN", "SLT", "PRL", "KZX", "SYA", "MGS", "MRN"]
_NEAREST = {
    "SHA": "BND",
    "BJS": "SLT",
    "CAN": "PRL",
    "CTU": "KZX",
    "HKG": "PRL",
    "SIN": "MRN",
    "TYO": "JAN",
    "LON": "BND",
}
_CENTRES = {
    "SHA": (31.215, 121.40),
    "BJS": (40.00, 116.50),
    "CAN": (23.12, 113.33),
    "CTU": (30.66, 104.07),
    "HKG": (22.31, 114.17),
    "SIN": (1.32, 103.83),
    "TYO": (35.68, 139.72),
    "LON": (51.51, -0.12),
}
_REASONS = ["plans", "price", "weather", "visa"]
_JOINED_VIA = ["app", "web", "desk", "phone", "airline"]
_LANGUAGES = ["zh", "en", "ja", "ko"]
_FAITHS = ["buddhist", "muslim", "christian", "none"]
_SPEAKS = {"HKG": "en", "SIN": "en", "TYO": "ja", "LON": "en"}
_ROOMS = ["std", "dlx", "club", "suite", "villa"]
_RATES = {"std": 480, "dlx": 680, "club": 980, "suite": 1_600, "villa": 2_600}
_CHANNELS = ["app", "web", "ctrip", "bcom", "phone"]

_COLUMNS = {
    "stays": ("guest_no", "checked_in", "hotel", "room", "nights", "bill", "upgraded", "late_out"),
    "reservations": (
        *("guest_no", "happened", "what", "hotel", "room", "channel"),
        *("arrives", "lead", "amount", "prepaid", "reason", "fee"),
    ),
    "outlets": ("guest_no", "served", "what", "venue", "paid", "party", "at_hotel", "minutes"),
    "rewards": ("guest_no", "redeemed", "reward", "cost"),
    "reviews": ("guest_no", "posted", "stars", "site", "topics"),
    "mailings": ("guest_no", "clicked", "topic"),
}


def write(folder: Path) -> Sources:
    """Write guests.parquet and six event files into `folder`; the same bytes of data on every run."""
    rng = np.random.default_rng(909)
    keenness = rng.gamma(1.1, 1.0, GUESTS)
    city = rng.choice(list(_CENTRES), GUESTS, p=[0.26, 0.16, 0.13, 0.11, 0.1, 0.1, 0.07, 0.07])
    joined = np.minimum(rng.exponential(700, GUESTS).astype(int), 3_000)  # days ago
    quit_ago = np.where(rng.random(GUESTS) < 0.3, rng.integers(120, 900, GUESTS), 0)  # days since the last event
    rows: dict[str, list[Row]] = defaultdict(list)
    for guest in range(GUESTS):
        first = min(int(joined[guest]), DAYS - 1)
        if first > quit_ago[guest]:
            _live(rng, rows, guest, float(keenness[guest]), str(city[guest]), first, int(quit_ago[guest]))
    guests = _guests(rng, rows["stays"], keenness, city, joined)
    tables = {"guests": guests} | {name: _columns(rows[name], names) for name, names in _COLUMNS.items()}
    paths = {name: folder / f"{name}.parquet" for name in tables}
    for name, columns in tables.items():
        pq.write_table(pa.table({key: pa.array(value) for key, value in columns.items()}), paths[name])
    return Sources(
        users=paths["guests"],
        events=tuple(paths[name] for name in _COLUMNS),
        catalog=Path(__file__).with_name("catalog.yaml"),
    )


def _live(
    rng: np.random.Generator, rows: dict[str, list[Row]], guest: int, keen: float, city: str, first: int, last: int
) -> None:
    """What one guest does from `first` to `last`, both in days ago."""
    taste = int(rng.choice(5, p=[0.35, 0.3, 0.15, 0.13, 0.07]))
    channel = str(rng.choice(_CHANNELS, p=[0.32, 0.2, 0.25, 0.13, 0.1]))
    home = _NEAREST[city]
    fickle = rng.beta(1.2, 3.0)
    for _ in range(rng.poisson(keen * 0.011 * (first - last))):
        ago = last + int((first - last) * rng.random() ** 1.4)
        _trip(rng, rows, guest, ago, last, home, _ROOMS[taste], channel, fickle)
    for _ in range(rng.poisson((0.3 + keen) * 0.003 * (first - last))):
        _mailing(rng, rows, guest, last + int((first - last) * rng.random()), last, home, channel)
    for _ in range(rng.poisson(keen * 0.0011 * (first - last))):
        reward, cost = [("night", 12_000), ("up", 4_000), ("food", 1_500), ("miles", 6_000)][int(rng.choice(4))]
        at = _time(rng, last + int((first - last) * rng.random()))
        rows["rewards"].append((_id(guest), at, reward, cost * int(rng.choice([1, 1, 2]))))


def _trip(
    rng: np.random.Generator,
    rows: dict[str, list[Row]],
    guest: int,
    ago: int,
    last: int,
    home: str,
    room: str,
    channel: str,
    fickle: float,
) -> None:
    """A booking and then a stay, a stay alone, or a booking that is cancelled and perhaps made again."""
    hotel = home if rng.random() < 0.4 else str(rng.choice(_HOTELS, p=[0.16, 0.1, 0.14, 0.12, 0.12, 0.16, 0.1, 0.1]))
    room = room if rng.random() < 0.65 else str(rng.choice(_ROOMS, p=[0.35, 0.3, 0.15, 0.13, 0.07]))
    nights = int(rng.choice([1, 2, 3, 4, 5, 7, 10], p=[0.34, 0.27, 0.16, 0.1, 0.06, 0.05, 0.02]))
    bill = nights * int(_RATES[room] * rng.uniform(0.8, 1.4))
    lead = min(int(rng.exponential(16)), 150)
    channel = channel if rng.random() < 0.7 else str(rng.choice(_CHANNELS))
    booked = (hotel, room, channel)
    if rng.random() < fickle:
        made = ago + lead
        _book(rng, rows, guest, made, booked, lead, bill)
        gone = max(made - int(rng.exponential(5)), ago, last)
        if gone < made:
            fee = 0 if rng.random() < 0.55 else int(bill * rng.choice([0.2, 0.5, 1.0]))
            reason = None if rng.random() < 0.06 else str(rng.choice(_REASONS, p=[0.5, 0.25, 0.15, 0.1]))
            rows["reservations"].append(
                (_id(guest), _time(rng, gone), "cancel", hotel, None, None, None, None, None, None, reason, fee)
            )
            again = gone - int(rng.integers(1, 25))
            if rng.random() < 0.35 and again >= last:
                _book(rng, rows, guest, again, booked, int(rng.exponential(12)), bill)
        return
    if rng.random() < 0.85 and ago + lead < DAYS:
        _book(rng, rows, guest, ago + lead, booked, lead, bill)
    arrived = _time(rng, ago, hours=(13, 23))
    upgraded = None if rng.random() < 0.03 else bool(rng.random() < 0.14)
    rows["stays"].append((_id(guest), arrived, hotel, room, nights, bill, upgraded, bool(rng.random() < 0.2)))
    _during(rng, rows, guest, arrived, hotel, nights)
    if rng.random() < 0.4:
        posted = arrived + timedelta(days=nights + int(rng.exponential(5)), minutes=int(rng.integers(10, 300)))
        if posted.date() <= LAST_DAY:
            stars = int(rng.choice([1, 2, 3, 4, 5], p=[0.06, 0.09, 0.17, 0.3, 0.38]))
            site = str(rng.choice(["own", "trip", "google"], p=[0.5, 0.3, 0.2]))
            drawn = rng.random(5) < np.array([0.2, 0.35, 0.25, 0.3, 0.2])
            topics = [t for t, has in zip(["noise", "staff", "clean", "bfast", "view"], drawn, strict=True) if has]
            rows["reviews"].append((_id(guest), posted, stars, site, topics))


def _during(
    rng: np.random.Generator, rows: dict[str, list[Row]], guest: int, arrived: datetime, hotel: str, nights: int
) -> None:
    """Meals and spa treatments of one stay."""
    for _ in range(rng.poisson(0.55 * nights**0.6)):
        at = arrived + timedelta(days=int(rng.integers(0, nights)), minutes=int(rng.integers(20, 180)))
        if at.date() <= LAST_DAY:
            venue = str(rng.choice(["cafe", "canton", "roof", "tea"], p=[0.4, 0.27, 0.2, 0.13]))
            party = int(rng.choice([1, 2, 3, 4, 6, 8], p=[0.3, 0.35, 0.12, 0.12, 0.07, 0.04]))
            check = party * int({"cafe": 110, "canton": 220, "roof": 160, "tea": 130}[venue] * rng.uniform(0.7, 1.5))
            rows["outlets"].append((_id(guest), at, "meal", venue, check, party, hotel, None))
    if rng.random() < 0.17:
        at = arrived + timedelta(days=int(rng.integers(0, nights)), minutes=int(rng.integers(20, 180)))
        if at.date() <= LAST_DAY:
            minutes = int(rng.choice([30, 60, 90, 120], p=[0.15, 0.4, 0.3, 0.15]))
            rows["outlets"].append((_id(guest), at, "spa", None, minutes * 9, None, None, minutes))


def _mailing(
    rng: np.random.Generator, rows: dict[str, list[Row]], guest: int, ago: int, last: int, home: str, channel: str
) -> None:
    """A click in an email, and the booking that it sometimes brings."""
    topic = str(rng.choice(["summer", "double", "dinner", "renew"], p=[0.35, 0.3, 0.2, 0.15]))
    rows["mailings"].append((_id(guest), _time(rng, ago), topic))
    after = ago - int(rng.integers(1, 9))
    if after >= last and rng.random() < 0.25:
        room, nights = str(rng.choice(_ROOMS[:4])), int(rng.integers(1, 4))
        _book(rng, rows, guest, after, (home, room, channel), int(rng.exponential(20)), nights * _RATES[room])


def _book(
    rng: np.random.Generator,
    rows: dict[str, list[Row]],
    guest: int,
    ago: int,
    booked: tuple[str, str, str],
    lead: int,
    amount: int,
) -> None:
    if ago >= DAYS:
        return
    hotel, room, channel = booked
    arrives = LAST_DAY - timedelta(days=ago - lead)
    prepaid = bool(rng.random() < (0.6 if channel in ("ctrip", "bcom") else 0.35))
    rows["reservations"].append(
        (_id(guest), _time(rng, ago), "book", hotel, room, channel, arrives, lead, amount, prepaid, None, None)
    )


def _guests(
    rng: np.random.Generator, stays: list[Row], keenness: Array, city: Array, joined: Array
) -> dict[str, list[Any]]:
    n = GUESTS
    year_ago = date(LAST_DAY.year - 1, LAST_DAY.month, LAST_DAY.day)
    nights, recent, spent = np.zeros(n, int), np.zeros(n, int), np.zeros(n, int)
    last: list[date | None] = [None] * n
    for guest_no, at, _, _, of, bill, _, _ in stays:
        guest, day = int(guest_no[1:]) - 1, at.date()
        nights[guest] += of
        spent[guest] += bill
        recent[guest] += of if day > year_ago else 0
        last[guest] = max(last[guest] or day, day)
    older = np.where(joined > DAYS, rng.poisson(keenness * 6), 0)  # nights before the events begin
    last = [
        LAST_DAY - timedelta(days=int(rng.integers(DAYS, DAYS + 400))) if day is None and before else day
        for day, before in zip(last, older, strict=True)
    ]
    nights, spent = nights + older, spent + older * 700
    tier = np.array(["classic", "silver", "gold", "platinum", "ambassador"])[
        np.searchsorted([4, 10, 20, 36], recent + older // 4, side="right")
    ]
    purpose = rng.choice(["business", "leisure", "family", "expo"], n, p=[0.38, 0.34, 0.18, 0.1])
    kids = np.where(purpose == "family", rng.random(n) < 0.85, rng.random(n) < 0.1)
    speaks = np.array(
        [_SPEAKS.get(name, "zh") if rng.random() < 0.85 else str(rng.choice(_LANGUAGES)) for name in city]
    )
    home = np.array([_CENTRES[name] for name in city]) + rng.normal(0, 0.06, (n, 2))
    lost = rng.random(n) < 0.06
    cuisines = sets(rng, GUESTS, ["yue", "chuan", "jp", "it", "veg"], [0.4, 0.35, 0.3, 0.25, 0.08])
    return {
        "guest_no": [_id(i) for i in range(n)],
        "city": with_gaps(rng, city, 0.03),
        "tier": tier.tolist(),
        "joined_via": _drawn(rng, _JOINED_VIA, [0.3, 0.2, 0.25, 0.1, 0.15], 0.03),
        "contact": _drawn(rng, ["email", "phone", "sms"], [0.55, 0.2, 0.25], 0.04),
        "purpose": with_gaps(rng, purpose, 0.05),
        "bed": _drawn(rng, ["king", "twin", "either"], [0.5, 0.3, 0.2], 0.1),
        "gender": _drawn(rng, ["F", "M"], [0.46, 0.54], 0.03),
        "speaks": with_gaps(rng, speaks, 0.02),
        "enrolled_at": _drawn(rng, _HOTELS, None, 0.12),
        "age": with_gaps(rng, np.clip(rng.normal(42, 12, n), 18, 82).astype(int), 0.05),
        "points": (recent * 350 + rng.gamma(0.8, 3_000, n).astype(int)).tolist(),
        "nights_12m": recent.tolist(),
        "life_nights": nights.tolist(),
        "life_spend": spent.tolist(),
        "no_show": with_gaps(rng, np.round(rng.beta(1, 9, n) * 100).astype(int), 0.08),
        "csat": _drawn(rng, [*range(1, 11)], [0.02, 0.02, 0.04, 0.05, 0.08, 0.12, 0.19, 0.22, 0.16, 0.1], 0.35),
        "newsletter": with_gaps(rng, rng.random(n) < 0.55, 0.04),
        "kids": kids.tolist(),
        "pet": with_gaps(rng, rng.random(n) < 0.12, 0.03),
        "cobrand": (rng.random(n) < 0.22).tolist(),
        "corporate": ((purpose == "business") & (rng.random(n) < 0.5)).tolist(),
        "parking": with_gaps(rng, rng.random(n) < 0.35, 0.05),
        "joined_on": [LAST_DAY - timedelta(days=int(ago)) for ago in joined],
        "last_stay": last,
        "tier_ends": [None if t == "classic" else LAST_DAY + timedelta(days=int(rng.integers(-20, 380))) for t in tier],
        "points_end": with_gaps(rng, [LAST_DAY + timedelta(days=int(days)) for days in rng.integers(1, 720, n)], 0.1),
        "likes": sets(rng, GUESTS, ["spa", "golf", "dive", "wine", "hike", "art"], [0.4, 0.16, 0.15, 0.25, 0.3, 0.2]),
        "cuisines": [";".join(some) or None for some in cuisines],
        "home_lat": [None if gone else round(float(lat), 5) for lat, gone in zip(home[:, 0], lost, strict=True)],
        "home_lon": [None if gone else round(float(lon), 5) for lon, gone in zip(home[:, 1], lost, strict=True)],
        "faith": _drawn(rng, _FAITHS, [0.15, 0.05, 0.1, 0.7], 0.4),
        "wheelchair": (rng.random(n) < 0.01).tolist(),
        "email": [f"guest{i}@example.com" for i in range(n)],
    }  # fmt: skip


def _columns(rows: list[Row], names: tuple[str, ...]) -> dict[str, list[Any]]:
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def _time(rng: np.random.Generator, ago: int, hours: tuple[int, int] = (8, 23)) -> datetime:
    midnight = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day)
    return midnight - timedelta(days=ago) + timedelta(minutes=int(rng.integers(hours[0] * 60, hours[1] * 60)))


def _drawn(rng: np.random.Generator, values: list[Any], odds: list[float] | None, gaps: float) -> list[Any]:
    return with_gaps(rng, rng.choice(values, GUESTS, p=odds), gaps)


def _id(index: int) -> str:
    return f"G{index + 1:05d}"
