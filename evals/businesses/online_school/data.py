"""The online school's data: 3,000 accounts and what they did in the 480 days up to 20 October 2026. Seeded."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from evals.businesses.drawing import sets, with_gaps
from evals.businesses.sources import Sources

ACCOUNTS = 3_000
LAST_DAY = date(2026, 10, 20)
DAYS = 480  # of events, LAST_DAY included

Array = NDArray[Any]
Columns = dict[str, list[Any]]

_SUBJECTS = ["math", "english", "chinese", "physics", "coding", "art", "music"]
_SUBJECT_ODDS = [0.28, 0.24, 0.12, 0.1, 0.14, 0.07, 0.05]
_GRADES = ["pre", "low", "up", "mid", "high"]
_PRODUCTS = ["course", "pass", "camp", "book", "tutor"]
_PRICES = {"course": 399.0, "pass": 2980.0, "camp": 1280.0, "book": 68.0, "tutor": 1960.0}
_CENTRES = {
    "gd": (23.13, 113.33),
    "hb": (30.54, 114.36),
    "sc": (30.66, 104.06),
    "sx": (34.27, 108.95),
    "yn": (25.04, 102.71),
    "ln": (41.80, 123.43),
}


def write(folder: Path) -> Sources:
    """Write accounts.parquet and the four event files into `folder`; the same bytes of data on every run."""
    rng = np.random.default_rng(1020)
    keenness = rng.gamma(1.1, 1.0, ACCOUNTS)
    registered = np.minimum(rng.exponential(260, ACCOUNTS).astype(int), 1_500)  # days ago
    gone = np.where(rng.random(ACCOUNTS) < 0.3, rng.integers(0, 200, ACCOUNTS), 0)  # days since they were last here
    gone = np.minimum(gone, registered)
    taste = rng.choice(_SUBJECTS, ACCOUNTS, p=_SUBJECT_ODDS)
    when = _When(rng, registered, gone)
    money = _money(rng, when, keenness, taste)
    tables = {
        "accounts": _accounts(rng, keenness, registered, gone, taste, money),
        "money": money,
        "study": _study(rng, when, keenness, taste),
        "classroom": _classroom(rng, when, keenness, taste),
        "leads": _leads(rng, when, taste),
    }
    paths = {name: folder / f"{name}.parquet" for name in tables}
    for name, columns in tables.items():
        pq.write_table(pa.table({key: pa.array(value) for key, value in columns.items()}), paths[name])
    users = paths.pop("accounts")
    return Sources(users=users, events=tuple(paths.values()), catalog=Path(__file__).with_name("catalog.yaml"))


class _When:
    """Draws who did something and at what time: only while they were here, and more of it lately."""

    def __init__(self, rng: np.random.Generator, registered: Array, gone: Array):
        self._rng = rng
        self._first = np.minimum(registered, DAYS - 1)
        self._gone = np.minimum(gone, self._first)

    def drawn(self, rate: Array, hours: tuple[int, int]) -> tuple[Array, list[datetime]]:
        """Accounts (0-based) and times; `rate` is events a day for each account."""
        count = self._rng.poisson(rate * (self._first - self._gone + 1))
        user = np.repeat(np.arange(ACCOUNTS), count)
        span = self._first[user] - self._gone[user] + 1
        ago = self._gone[user] + (span * self._rng.random(len(user)) ** 1.6).astype(int)
        minutes = self._rng.integers(hours[0] * 60, hours[1] * 60, len(user))
        midnight = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day)
        return user, [midnight + timedelta(days=-int(a), minutes=int(m)) for a, m in zip(ago, minutes, strict=True)]


def _accounts(
    rng: np.random.Generator, keenness: Array, registered: Array, gone: Array, taste: Array, money: Columns
) -> Columns:
    n = ACCOUNTS
    parent = rng.random(n) < 0.64
    stage = rng.choice(5, n, p=[0.08, 0.27, 0.29, 0.22, 0.14])
    child_age = np.array([5, 7, 10, 13, 16])[stage] + rng.integers(0, 3, n)
    province = rng.choice(list(_CENTRES), n, p=[0.3, 0.2, 0.18, 0.12, 0.08, 0.12])
    home = np.array([_CENTRES[name] for name in province]) + rng.normal(0, 0.045, (n, 2))
    lost = rng.random(n) < 0.07
    plan = rng.choice(["free", "basic", "plus", "family"], n, p=[0.4, 0.27, 0.21, 0.12])
    paid = plan != "free"
    kinds, users, amounts = money["kind"], money["account_id"], money["amount"]
    total = np.bincount(
        [_index(user) for user, kind in zip(users, kinds, strict=True) if kind == "pay"],
        [amount for amount, kind in zip(amounts, kinds, strict=True) if kind == "pay"],
        n,
    )
    seen = np.minimum(gone + rng.geometric(0.12, n) - 1, registered)
    ends = rng.integers(-40, 330, n)
    exam = rng.integers(-40, 160, n)
    interests = [
        sorted({*some, str(favourite)} if rng.random() < 0.8 else some)
        for some, favourite in zip(
            sets(rng, ACCOUNTS, _SUBJECTS, [0.25, 0.22, 0.15, 0.12, 0.15, 0.1, 0.08]), taste, strict=True
        )
    ]
    age = np.where(parent, rng.normal(38, 5.5, n), rng.normal(29, 7, n)).clip(18, 66).astype(int)
    return {
        "account_id": _ids(np.arange(n)),
        "role": np.where(parent, "parent", "adult").tolist(),
        "grade": [_GRADES[s] if p and rng.random() > 0.04 else None for s, p in zip(stage, parent, strict=True)],
        "province": with_gaps(rng, province, 0.04),
        "plan": plan.tolist(),
        "came_by": with_gaps(
            rng,
            rng.choice(["search", "referral", "fair", "store", "kol", "phone"], n, p=[0.24, 0.2, 0.1, 0.2, 0.16, 0.1]),
            0.05,
        ),
        "device": with_gaps(
            rng, rng.choice(["ipad", "iphone", "aphone", "atab", "pc"], n, p=[0.2, 0.2, 0.3, 0.12, 0.18]), 0.03
        ),
        "app_language": rng.choice(["zh", "en"], n, p=[0.88, 0.12]).tolist(),
        "advisor": [str(rng.choice(["gao", "shi", "ye", "fan"])) if p or rng.random() < 0.2 else None for p in paid],
        "gender": with_gaps(rng, rng.choice(["f", "m"], n, p=[0.6, 0.4]), 0.03),
        "age": with_gaps(rng, age, 0.05),
        "child_age": [int(a) if p and rng.random() > 0.05 else None for a, p in zip(child_age, parent, strict=True)],
        "balance": np.where(rng.random(n) < 0.45, 0, np.round(rng.gamma(1.2, 180, n), 2)).tolist(),
        "paid_total": np.round(total, 2).tolist(),
        "points": with_gaps(rng, (rng.gamma(1.0, 900, n) * (0.3 + keenness)).astype(int), 0.03),
        "streak": np.where(gone > 0, 0, rng.geometric(0.13, n) - 1).tolist(),
        "completion": with_gaps(rng, (rng.beta(1.5, 1.6, n) * 100).astype(int), 0.08),
        "credits_left": np.where(paid, rng.integers(0, 61, n), rng.integers(0, 4, n)).tolist(),
        "csat": with_gaps(rng, rng.integers(1, 11, n), 0.4),
        "push_ok": with_gaps(rng, rng.random(n) < 0.66, 0.05),
        "wecom": (rng.random(n) < 0.42).tolist(),
        "renews": [bool(rng.random() < 0.45) if p else None for p in paid],
        "siblings": [bool(rng.random() < 0.35) if p else None for p in parent],
        "registered_on": [LAST_DAY - timedelta(days=int(ago)) for ago in registered],
        "plan_ends": [LAST_DAY + timedelta(days=int(d)) if p else None for d, p in zip(ends, paid, strict=True)],
        "last_login": [LAST_DAY - timedelta(days=int(ago)) for ago in seen],
        "exam_on": with_gaps(rng, [LAST_DAY + timedelta(days=int(d)) for d in exam], 0.35),
        "interests": interests,
        "slots": [
            ";".join(some) or None
            for some in sets(rng, ACCOUNTS, ["wd_day", "wd_eve", "we_am", "we_pm"], [0.15, 0.5, 0.4, 0.35])
        ],
        "badges": sets(rng, ACCOUNTS, ["attend", "hero", "worm", "early"], [0.18, 0.22, 0.15, 0.12]),
        "home_lat": [None if g else round(float(lat), 5) for lat, g in zip(home[:, 0], lost, strict=True)],
        "home_lon": [None if g else round(float(lon), 5) for lon, g in zip(home[:, 1], lost, strict=True)],
        "income": with_gaps(rng, rng.choice(["l", "m", "h"], n), 0.5),
        "dyslexia": with_gaps(rng, rng.random(n) < 0.04, 0.3),
        "mobile": [f"15{rng.integers(10**8, 10**9)}" for _ in range(n)],
    }


def _money(rng: np.random.Generator, when: _When, keenness: Array, taste: Array) -> Columns:
    user, at = when.drawn((0.25 + keenness) * 0.0085, (8, 23))
    product = rng.choice(_PRODUCTS, len(user), p=[0.38, 0.1, 0.14, 0.25, 0.13])
    subject = _subjects(rng, taste[user])
    price = np.array([_PRICES[name] for name in product]) * rng.choice([0.75, 1.0, 1.0, 1.0, 2.0], len(user))
    method = rng.choice(["ali", "wx", "card"], len(user), p=[0.4, 0.45, 0.15])
    coupon = with_gaps(rng, rng.random(len(user)) < 0.35, 0.03)
    at = [_at_sale(moment) if rng.random() < 0.4 else moment for moment in at]
    rows: list[tuple[Any, ...]] = []
    last = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day)
    for i, u in enumerate(user):
        of = str(subject[i]) if product[i] != "pass" else None
        amount = round(float(price[i]), 2)
        rows.append((_id(u), at[i], "pay", amount, str(product[i]), of, str(method[i]), coupon[i], None))
        back = at[i] + timedelta(days=int(rng.integers(1, 40)), minutes=int(rng.integers(0, 300)))
        if rng.random() < 0.12 and back < last:
            part = amount if rng.random() < 0.7 else round(amount / 2, 2)
            why = str(rng.choice(["time", "hard", "price"]))
            rows.append((_id(u), back, "refund", part, str(product[i]), None, None, None, why))
    names = ("account_id", "happened_at", "kind", "amount", "product", "subject", "method", "coupon", "reason")
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def _study(rng: np.random.Generator, when: _When, keenness: Array, taste: Array) -> Columns:
    """Recorded lessons, the homework that some of them lead to a few days later, and mock exams."""
    user, at = when.drawn(keenness * 0.022, (7, 23))
    subject = _subjects(rng, taste[user])
    last = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day) + timedelta(days=1)
    rows: list[tuple[Any, ...]] = []
    for i, u in enumerate(user):
        minutes = int(np.clip(rng.normal(32, 14), 2, 95)) if rng.random() > 0.04 else None
        rows.append((_id(u), at[i], "lesson", str(subject[i]), minutes, bool(rng.random() < 0.6), None, None))
        done = at[i] + timedelta(days=int(rng.integers(0, 9)), minutes=int(rng.integers(20, 400)))
        if rng.random() < 0.5 and done < last:
            score = int(np.clip(rng.normal(78, 13), 20, 100)) if rng.random() > 0.06 else None
            rows.append((_id(u), done, "homework", str(subject[i]), None, None, score, bool(rng.random() < 0.2)))
    sat, on = when.drawn((0.2 + keenness) * 0.0035, (9, 21))
    for u, moment, of in zip(sat, on, _subjects(rng, taste[sat]), strict=True):
        score = int(np.clip(rng.normal(72, 15), 15, 100))
        rows.append((_id(u), moment, "mock", str(of), None, None, score, None))
    names = ("account_id", "done_at", "kind", "subject", "minutes", "finished", "score", "late")
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def _classroom(rng: np.random.Generator, when: _When, keenness: Array, taste: Array) -> Columns:
    user, at = when.drawn((0.1 + keenness) * 0.013, (9, 22))
    return {
        "account_id": _ids(user),
        "entered_at": at,
        "subject": _subjects(rng, taste[user]).tolist(),
        "teacher": rng.choice(["an", "bao", "cen", "du"], len(user), p=[0.35, 0.3, 0.2, 0.15]).tolist(),
        "minutes": with_gaps(rng, np.clip(rng.normal(48, 17, len(user)), 3, 120).astype(int), 0.04),
        "hands": rng.poisson(1.3, len(user)).tolist(),
    }


def _leads(rng: np.random.Generator, when: _When, taste: Array) -> Columns:
    rows: list[tuple[Any, ...]] = []
    user, at = when.drawn(np.full(ACCOUNTS, 0.0035), (9, 21))
    for u, moment, of in zip(user, at, _subjects(rng, taste[user]), strict=True):
        rows.append((_id(u), moment, "trial", str(of), None))
    user, at = when.drawn(np.full(ACCOUNTS, 0.0032), (9, 21))
    for u, moment in zip(user, at, strict=True):
        rows.append((_id(u), moment, "enquiry", None, "call" if rng.random() < 0.4 else "chat"))
    user, at = when.drawn(rng.gamma(0.4, 0.004, ACCOUNTS), (9, 22))
    rows += [(_id(u), moment, "invite", None, None) for u, moment in zip(user, at, strict=True)]
    names = ("account_id", "logged_at", "kind", "subject", "via")
    return {name: [row[i] for row in rows] for i, name in enumerate(names)}


def _at_sale(moment: datetime) -> datetime:
    """Who was about to buy waits for the sale: 18 June, 11 November."""
    sale = {6: 18, 11: 11}.get(moment.month)
    return moment.replace(day=sale) if sale and moment.day < sale else moment


def _subjects(rng: np.random.Generator, taste: Array) -> Array:
    """Mostly the favourite one."""
    other = rng.choice(_SUBJECTS, len(taste), p=_SUBJECT_ODDS)
    return np.where(rng.random(len(taste)) < 0.65, taste, other)


def _ids(index: Array) -> list[str]:
    return [_id(i) for i in index]


def _id(index: int) -> str:
    return f"LA{index + 1:05d}"


def _index(account: str) -> int:
    return int(account[2:]) - 1
