"""The rental company's data: 3,000 contacts and what they did in the 540 days up to 22 September 2026. Seeded, nobody
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

CONTACTS = 3_000
LAST_DAY = date(2026, 9, 22)
DAYS = 540  # of events, LAST_DAY included

Array = NDArray[Any]
Table = dict[str, list[Any]]

_CITIES = {"SH": 1.0, "HZ": 0.72, "NJ": 0.6, "CD": 0.52, "WH": 0.5, "SZ": 1.05}  # rents against Shanghai's
_DISTRICTS = {
    "SH": ["pudong", "xuhui", "minhang"],
    "HZ": ["binjiang", "yuhang"],
    "NJ": ["jiangning", "jianye"],
    "CD": ["jinjiang", "wuhou"],
    "WH": ["hongshan", "jiangan"],
    "SZ": ["nanshan", "futian", "longhua"],
}
_CENTRES = {
    "SH": (31.21, 121.52),
    "HZ": (30.27, 120.08),
    "NJ": (32.02, 118.77),
    "CD": (30.63, 104.07),
    "WH": (30.52, 114.36),
    "SZ": (22.55, 113.99),
}
_RENTS = {"whole": 6_800.0, "room": 2_900.0, "studio": 4_300.0}
_SOURCES = ["xhs", "beike", "wechat", "friend", "walkin"]
_SERVICES = ["broadband", "cleaning", "parking", "appliances", "insurance"]


def write(folder: Path) -> Sources:
    """Write contacts.parquet and the six event files into `folder`; the same bytes of data on every run."""
    rng = np.random.default_rng(922)
    contacts = _contacts(rng)
    tables = {
        "viewings": _viewings(rng, contacts),
        "contracts": _contracts(rng, contacts),
        "tickets": _tickets(rng, contacts),
        "cleanings": _cleanings(rng, contacts),
        "payments": _payments(rng, contacts),
        "app_log": _app_log(rng, contacts),
    }
    contacts = _with_unknowns(rng, contacts)
    paths = {name: folder / f"{name}.parquet" for name in ("contacts", *tables)}
    for name, columns in {"contacts": contacts, **tables}.items():
        pq.write_table(pa.table({key: pa.array(value) for key, value in columns.items()}), paths[name])
    return Sources(
        users=paths["contacts"],
        events=tuple(paths[name] for name in tables),
        catalog=Path(__file__).with_name("catalog.yaml"),
    )


def _contacts(rng: np.random.Generator) -> Table:
    """Everybody, with nothing unknown yet but what does not apply to them."""
    n = CONTACTS
    city = rng.choice(list(_CITIES), n, p=[0.28, 0.19, 0.12, 0.14, 0.11, 0.16])
    stage = rng.choice(["lead", "signed", "tenant", "former"], n, p=[0.34, 0.04, 0.46, 0.16])
    rented = stage != "lead"
    kind = rng.choice(list(_RENTS), n, p=[0.27, 0.48, 0.25])
    level = np.array([_CITIES[name] for name in city])
    rent = np.round(np.array([_RENTS[name] for name in kind]) * level * rng.lognormal(0, 0.18, n) / 10) * 10
    moved_in = np.where(stage == "tenant", np.minimum(rng.exponential(280, n), 1_300), rng.integers(150, 1_400, n))
    moved_in = np.where(stage == "signed", -rng.integers(1, 31, n), moved_in).astype(int)  # days ago
    ends_in = np.where(stage == "former", -rng.integers(3, 140, n), rng.integers(2, 365, n))
    registered = np.where(rented, moved_in + 35 + rng.exponential(60, n), rng.exponential(90, n)).astype(int)
    occupation = rng.choice(["office", "graduate", "student", "freelance", "medical"], n, p=[0.5, 0.2, 0.1, 0.12, 0.08])
    young = np.isin(occupation, ["graduate", "student"])
    age = np.where(young, rng.integers(20, 27, n), np.clip(rng.normal(31, 6, n), 20, 58)).astype(int)
    owes = (rng.random(n) < 0.11) & np.isin(stage, ["tenant", "former"])
    deposit = np.where(stage == "former", rng.choice(["returned", "deducted"], n, p=[0.75, 0.25]), "held")
    deposit = np.where((stage != "former") & (rng.random(n) < 0.32), "waived", deposit)
    centre = np.array([_CENTRES[name] for name in city])
    work = np.round(centre + rng.normal(0, 0.045, (n, 2)), 5)
    return {
        "contact_id": [f"E{i + 1:05d}" for i in range(n)],
        "city": city.tolist(),
        "district": [str(rng.choice(_DISTRICTS[name])) for name in city],
        "stage": stage.tolist(),
        "lease_type": _where(rented, kind),
        "rent": _where(rented, rent),
        "budget": (np.round(rent * rng.lognormal(0.03, 0.15, n) / 100) * 100).astype(int).tolist(),
        "pay_cycle": _where(rented, rng.choice(["month", "quarter", "half", "year"], n, p=[0.46, 0.34, 0.12, 0.08])),
        "deposit": _where(rented, deposit),
        "arrears": _where(rented, np.where(owes, np.round(rent * rng.uniform(0.1, 2.2, n), 2), 0.0)),
        "flatmates": _where(rented & (kind == "room"), rng.choice([1, 2, 3, 4], n, p=[0.3, 0.36, 0.24, 0.1])),
        "grade": _where(rented, rng.choice(["sprout", "leaf", "canopy"], n, p=[0.55, 0.32, 0.13])),
        "steward": _where(rented, rng.choice(["chen", "zhou", "may", "luo"], n)),
        "gender": rng.choice(["f", "m"], n, p=[0.54, 0.46]).tolist(),
        "age": age.tolist(),
        "job": occupation.tolist(),
        "source": rng.choice(_SOURCES, n, p=[0.3, 0.26, 0.18, 0.14, 0.12]).tolist(),
        "contact_by": rng.choice(["wechat", "phone", "sms"], n, p=[0.62, 0.24, 0.14]).tolist(),
        "satisfaction": _where(rented, rng.choice([1, 2, 3, 4, 5], n, p=[0.06, 0.11, 0.23, 0.36, 0.24])),
        "app_active": (rng.random(n) < np.where(rented, 0.66, 0.38)).tolist(),
        "autopay": _where(rented, rng.random(n) < 0.42),
        "real_name": (rng.random(n) < np.where(rented, 0.96, 0.35)).tolist(),
        "registered_on": [LAST_DAY - timedelta(days=int(ago)) for ago in registered],
        "move_in": _where(rented, np.array([LAST_DAY - timedelta(days=int(ago)) for ago in moved_in])),
        "lease_end": _where(rented, np.array([LAST_DAY + timedelta(days=int(days)) for days in ends_in])),
        "pets": sets(rng, n, ["cat", "dog", "small"], [0.2, 0.1, 0.04]),
        "services": [
            ",".join(some) if has and some else None
            for has, some in zip(rented, sets(rng, n, _SERVICES, [0.6, 0.28, 0.14, 0.2, 0.25]), strict=True)
        ],
        "work_lat": work[:, 0].tolist(),
        "work_lng": work[:, 1].tolist(),
        "ethnicity": rng.choice(["han", "other"], n, p=[0.92, 0.08]).tolist(),
        "bad_credit": (rng.random(n) < 0.05).tolist(),
        "mobile": [f"15{rng.integers(10**8, 10**9)}" for _ in range(n)],
    }


def _with_unknowns(rng: np.random.Generator, contacts: Table) -> Table:
    shares = {
        "city": 0.02, "district": 0.04, "budget": 0.15, "gender": 0.03, "age": 0.06, "job": 0.05, "source": 0.05,
        "contact_by": 0.04, "satisfaction": 0.4, "app_active": 0.03, "autopay": 0.02, "ethnicity": 0.3,
    }  # fmt: skip
    gaps = {name: with_gaps(rng, contacts[name], share) for name, share in shares.items()}
    lost = rng.random(CONTACTS) < 0.25  # who never said where they work
    places = {name: [None if no else at for no, at in zip(lost, contacts[name], strict=True)] for name in _WORK}
    return {**contacts, **gaps, **places}


_WORK = ("work_lat", "work_lng")


def _viewings(rng: np.random.Generator, contacts: Table) -> Table:
    """Viewings before the lease; of those who only look, mostly lately, and of few tenants who think of moving."""
    rows: list[tuple[Any, ...]] = []
    for i, stage in enumerate(contacts["stage"]):
        first = (LAST_DAY - contacts["registered_on"][i]).days
        last = max((LAST_DAY - (contacts["move_in"][i] or LAST_DAY)).days, 0)
        often = {"lead": 1.9, "signed": 2.6, "tenant": 2.3, "former": 2.0}[stage]
        for _ in range(rng.poisson(often)):
            ago = int(last + (first - last) * rng.random() ** 1.5)
            rows.append((i, ago, contacts["district"][i] if rng.random() < 0.75 else None))
        if stage == "tenant" and rng.random() < 0.12:
            rows.append((i, int(rng.integers(0, min(last, 60) + 1)), None))
    rows = [row for row in rows if row[1] < DAYS]
    where = [row[2] or str(rng.choice(_DISTRICTS[contacts["city"][row[0]]])) for row in rows]
    asked = [contacts["budget"][row[0]] * rng.lognormal(0, 0.2) for row in rows]
    return {
        "contact_id": _ids(rows),
        "viewed_at": _times(rng, rows),
        "district": where,
        "mode": rng.choice(["onsite", "video"], len(rows), p=[0.72, 0.28]).tolist(),
        "asking_rent": [float(round(rent, -1)) for rent in asked],
        "liked": with_gaps(rng, rng.random(len(rows)) < 0.45, 0.2),
    }


def _contracts(rng: np.random.Generator, contacts: Table) -> Table:
    """What was signed before moving in, renewed about once a year, and ended."""
    rows: list[tuple[Any, ...]] = []
    for i, stage in enumerate(contacts["stage"]):
        if stage == "lead":
            continue
        moved = (LAST_DAY - contacts["move_in"][i]).days
        rent = contacts["rent"][i]
        months = int(rng.choice([3, 6, 12, 24], p=[0.1, 0.22, 0.56, 0.12]))
        rows.append((i, max(moved, 0) + int(rng.integers(0, 15)), "sign", months, rent, bool(rng.random() < 0.3), None))
        left = max(-(contacts["lease_end"][i] - LAST_DAY).days, 0)
        for ago in range(moved - 330 + int(rng.integers(0, 25)), left + 5, -360):
            if rng.random() < 0.7:
                term = int(rng.choice([6, 12, 24], p=[0.3, 0.6, 0.1]))
                rows.append((i, ago, "renew", term, rent, bool(rng.random() < 0.4), None))
        if stage == "former":
            why = str(rng.choice(["job", "bought", "price", "hometown", "flatmates"], p=[0.32, 0.14, 0.26, 0.18, 0.1]))
            rows.append((i, left, "leave", None, None, None, why))
    rows = [row for row in rows if row[1] < DAYS]
    names = ("kind", "months", "rent", "discounted", "reason")
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names, 2)}
    return {"contact_id": _ids(rows), "made_at": _times(rng, rows), **columns}


def _tickets(rng: np.random.Generator, contacts: Table) -> Table:
    """Repairs, and complaints that follow some of them."""
    rows: list[tuple[Any, ...]] = []
    for i, ago in _stays(rng, contacts, 0.006):
        what = str(rng.choice(["aircon", "plumbing", "lock", "appliance", "network"], p=[0.26, 0.24, 0.12, 0.22, 0.16]))
        hours = round(float(rng.gamma(1.6, 16)), 1)
        stars = int(rng.choice([1, 2, 3, 4, 5], p=[0.1, 0.1, 0.2, 0.3, 0.3])) if rng.random() < 0.6 else None
        rows.append((i, ago, "repair", what, None, hours, stars))
        if rng.random() < 0.1 + (hours > 48) * 0.3:
            rows.append((i, max(ago - int(rng.integers(1, 7)), 0), "complaint", None, "repair", None, None))
    for i, ago in _stays(rng, contacts, 0.0011):
        about = str(rng.choice(["noise", "flatmate", "steward", "bill"], p=[0.35, 0.25, 0.15, 0.25]))
        rows.append((i, ago, "complaint", None, about, None, None))
    names = ("kind", "category", "about", "hours", "stars")
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names, 2)}
    return {"contact_id": _ids(rows), "opened_at": _times(rng, rows), **columns}


def _cleanings(rng: np.random.Generator, contacts: Table) -> Table:
    rows = _stays(rng, contacts, 0.0055)
    sort = rng.choice(["regular", "deep", "aircon"], len(rows), p=[0.68, 0.2, 0.12])
    price = np.array([{"regular": 79.0, "deep": 259.0, "aircon": 129.0}[name] for name in sort])
    return {
        "contact_id": _ids(rows),
        "booked_at": _times(rng, rows),
        "sort": sort.tolist(),
        "price": np.round(price * rng.choice([0.8, 1.0, 1.0, 1.5], len(rows)), 2).tolist(),
        "stars": with_gaps(rng, rng.choice([2, 3, 4, 5], len(rows), p=[0.1, 0.2, 0.3, 0.4]), 0.35),
    }


def _payments(rng: np.random.Generator, contacts: Table) -> Table:
    """Rent every cycle, a deposit where one is held, and bills between."""
    rows: list[tuple[Any, ...]] = []
    every = {"month": 30, "quarter": 91, "half": 182, "year": 365}
    slow = rng.beta(0.5, 5.0, CONTACTS)  # odds that a payment comes late
    for i, cycle in enumerate(contacts["pay_cycle"]):
        if cycle is None:
            continue
        start, end = _stay(contacts, i)
        rent = contacts["rent"][i]
        if contacts["deposit"][i] != "waived":
            rows.append((i, start, "deposit", rent, False))
        for ago in range(start, end - 1, -every[cycle]):
            rows.append((i, ago, "rent", rent * round(every[cycle] / 30), bool(rng.random() < slow[i])))
        for _ in range(rng.poisson(max(min(start, DAYS) - end, 0) * 0.008)):
            ago = int(rng.integers(end, min(start, DAYS) + 1))
            amount = round(float(rng.gamma(3, 60)), 2)
            rows.append((i, ago, str(rng.choice(["utilities", "services"], p=[0.75, 0.25])), amount, False))
    rows = [row for row in rows if row[1] < DAYS]
    return {
        "contact_id": _ids(rows),
        "paid_at": _times(rng, rows),
        "purpose": [row[2] for row in rows],
        "amount": [row[3] for row in rows],
        "late": [row[4] for row in rows],
        "method": with_gaps(rng, rng.choice(["wxpay", "alipay", "card"], len(rows), p=[0.45, 0.4, 0.15]), 0.02),
    }


def _app_log(rng: np.random.Generator, contacts: Table) -> Table:
    """App opens, the homes that were looked at, and friends referred."""
    rows: list[tuple[Any, ...]] = []
    for i, active in enumerate(contacts["app_active"]):
        known = min((LAST_DAY - contacts["registered_on"][i]).days, DAYS - 1)
        for _ in range(rng.poisson(4.5 if active else 1.5)):
            ago = int((known if not active or rng.random() < 0.5 else min(known, 29)) * rng.random() ** 1.6)
            rows.append((i, ago, "open", None, None))
            if contacts["stage"][i] in ("lead", "signed") and rng.random() < 0.6:
                rows.append((i, ago, "browse", str(rng.choice(_DISTRICTS[contacts["city"][i]])), None))
        if contacts["stage"][i] != "lead":
            for _ in range(rng.poisson(0.22)):
                rows.append((i, int(rng.integers(0, known + 1)), "refer", None, bool(rng.random() < 0.35)))
    names = ("kind", "district", "success")
    columns = {name: [row[place] for row in rows] for place, name in enumerate(names, 2)}
    return {"contact_id": _ids(rows), "logged_at": _times(rng, rows), **columns}


def _stay(contacts: Table, i: int) -> tuple[int, int]:
    """How many days ago somebody moved in and out; 0 for what has not come yet."""
    start = (LAST_DAY - contacts["move_in"][i]).days
    end = (LAST_DAY - contacts["lease_end"][i]).days
    return max(start, 0), max(end, 0)


def _stays(rng: np.random.Generator, contacts: Table, rate: float) -> list[tuple[Any, ...]]:
    """Who did something while they lived with us, and how many days ago: `rate` a day, of some people more."""
    rows: list[tuple[Any, ...]] = []
    for i, moved in enumerate(contacts["move_in"]):
        if moved is None or moved > LAST_DAY:
            continue
        start, end = _stay(contacts, i)
        start = min(start, DAYS - 1)
        eager = rng.gamma(1.2, 1 / 1.2)
        rows += [(i, int(rng.integers(end, start + 1))) for _ in range(rng.poisson(rate * eager * max(start - end, 0)))]
    return rows


def _times(rng: np.random.Generator, rows: list[tuple[Any, ...]]) -> list[datetime]:
    """A time of day on the day that each row is ago."""
    midnight = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day)
    minutes = rng.integers(8 * 60, 22 * 60, len(rows))
    days = [midnight - timedelta(days=int(row[1])) for row in rows]
    return [day + timedelta(minutes=int(of)) for day, of in zip(days, minutes, strict=True)]


def _ids(rows: list[tuple[Any, ...]]) -> list[str]:
    return [f"E{row[0] + 1:05d}" for row in rows]


def _where(mask: Array, values: Array) -> list[Any]:
    """`values` for those in the mask, unknown for the rest."""
    plain = values.tolist()
    return [value if has else None for has, value in zip(mask.tolist(), plain, strict=True)]
