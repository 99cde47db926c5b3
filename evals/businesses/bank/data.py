"""Writes the bank's customers and their year of events, the same on every run."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evals.businesses.sources import Sources

TODAY = date(2026, 3, 18)
CUSTOMERS = 3_000

# City, share, centre of its homes in WGS84 degrees, branches.
_CITIES = {
    "shenzhen": (0.38, (22.540, 114.010), ("nanshan", "futian")),
    "guangzhou": (0.27, (23.130, 113.310), ("tianhe", "yuexiu")),
    "dongguan": (0.14, (23.020, 113.750), ("nancheng",)),
    "foshan": (0.11, (23.020, 113.120), ("zumiao",)),
    "zhuhai": (0.10, (22.260, 113.560), ("xiangzhou",)),
}
_MANAGERS = {
    "nanshan": ("陈丽", "王强"),
    "futian": ("黄敏", "Kevin Lau"),
    "tianhe": ("李静",),
    "yuexiu": ("何伟",),
    "nancheng": ("张婷",),
    "zumiao": ("梁杰",),
    "xiangzhou": ("周颖",),
}
_JOBS = {"employee": 0.55, "civil_servant": 0.13, "business_owner": 0.2, "freelancer": 0.12}
_TIERS = {"diamond": 1_500_000, "platinum": 500_000, "gold": 150_000, "basic": 0}
_PRODUCTS = {
    "fixed_deposit": 0.42,
    "wealth": 0.31,
    "fund": 0.27,
    "insurance": 0.18,
    "metals": 0.07,
    "mortgage": 0.16,
    "personal_loan": 0.11,
    "credit_card": 0.55,
}
_PERKS = {"dining": 0.4, "coffee": 0.3, "lounge": 0.18, "fuel": 0.25, "cinema": 0.28, "checkup": 0.15}
_SHELF = ("wealth", "fund", "fixed_deposit", "insurance", "metals", "personal_loan", "credit_card")
_INVESTMENTS = ("fund", "wealth", "metals", "insurance")
_MERCHANTS = ("dining", "supermarket", "travel", "fuel", "education", "online")

Rows = list[dict[str, Any]]


def write(folder: Path) -> Sources:
    """Write customers and six kinds of events as Parquet into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(20260318)
    customers = _customers(rng)
    tables = {"customers": customers, "app_log": _app(rng, customers)}
    tables["investments"] = _investments(rng, customers, tables["app_log"])
    tables["card_payments"] = _payments(rng, customers)
    tables["transfers"] = _transfers(rng, customers)
    tables["complaints"] = _complaints(rng, customers)
    _sum_up(customers, tables["card_payments"])
    for customer in customers:
        del customer["_energy"]
    for name, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")
    users, *events = (folder / f"{name}.parquet" for name in tables)
    return Sources(users=users, events=tuple(events), catalog=Path(__file__).with_name("catalog.yaml"))


def _customers(rng: np.random.Generator) -> Rows:
    cities, shares = list(_CITIES), [share for share, _, _ in _CITIES.values()]
    rows: Rows = []
    for n in range(1, CUSTOMERS + 1):
        age = int(np.clip(rng.gamma(8, 5.2), 18, 88))
        city = str(rng.choice(cities, p=shares))
        _, (lat, lon), branches = _CITIES[city]
        branch = str(rng.choice(branches if rng.random() < 0.88 else list(_MANAGERS)))
        retired, student = age >= 60 and rng.random() < 0.85, age <= 22 and rng.random() < 0.6
        working = str(rng.choice(list(_JOBS), p=list(_JOBS.values())))
        occupation = "retired" if retired else "student" if student else working
        assets = float(np.round(np.exp(rng.normal(10.9 + min(age, 60) / 45, 1.5)), 2))
        held = [name for name, share in _PRODUCTS.items() if rng.random() < share * (0.6 + min(age, 60) / 75)]
        payroll = occupation in ("employee", "civil_servant") and rng.random() < 0.6
        mobile = bool(rng.random() < (0.9 if age < 60 else 0.45))
        opened = _no_anniversary(TODAY - timedelta(days=int(rng.exponential(1500)) % 5400))
        rows.append(
            {
                "customer_no": f"C{n:05d}",
                "age": age,
                "gender": str(rng.choice(["F", "M"], p=[0.53, 0.47])),
                "city": city,
                "branch": branch,
                "manager": str(rng.choice(_MANAGERS[branch])) if rng.random() < 0.75 else None,
                "occupation": occupation,
                "tier": _tier(assets),
                "card_level": str(rng.choice(["classic", "gold", "platinum"], p=[0.55, 0.3, 0.15]))
                if "credit_card" in held
                else None,
                "risk_level": str(rng.choice(["C1", "C2", "C3", "C4", "C5"], p=[0.2, 0.27, 0.28, 0.17, 0.08])),
                "aum": assets,
                "deposit": float(np.round(assets * rng.beta(2, 2.5), 2)),
                "salary": float(np.round(rng.gamma(5, 2400), -2)) if payroll else None,
                "products": held,
                "perks": "|".join(name for name, share in _PERKS.items() if rng.random() < share) or None,
                "payroll": payroll,
                "mobile_bank": mobile,
                "marketing_ok": bool(rng.random() < 0.78),
                "opened_on": opened,
                "matures_on": _maturity(rng) if "fixed_deposit" in held else None,
                "contacted_on": _contact(rng) if rng.random() < 0.7 else None,
                "home_lat": round(lat + rng.normal(0, 0.05), 6),
                "home_lon": round(lon + rng.normal(0, 0.06), 6),
                "ethnicity": str(rng.choice(["han", "zhuang", "hui", "other"], p=[0.9, 0.05, 0.02, 0.03])),
                "health_status": str(rng.choice(["standard", "loaded", "declined"], p=[0.85, 0.1, 0.05])),
                "phone": f"139{rng.integers(10_000_000, 99_999_999)}",
                "_energy": float(rng.gamma(0.9, 1.1)) * (1.0 if mobile else 0.25),
            }
        )
    for column, share in {"age": 0.03, "gender": 0.02, "city": 0.03, "occupation": 0.05, "risk_level": 0.06}.items():
        _forget(rng, rows, (column,), share)
    _forget(rng, rows, ("aum", "deposit"), 0.02)
    _forget(rng, rows, ("home_lat", "home_lon"), 0.08)
    _forget(rng, rows, ("marketing_ok",), 0.04)
    return rows


def _tier(assets: float) -> str:
    return next(tier for tier, least in _TIERS.items() if assets >= least)


def _no_anniversary(day: date) -> date:
    """Nobody joined on this day of an earlier year: whether that is "more than" a year ago would be disputed."""
    return day - timedelta(days=2) if (day.month, day.day) == (TODAY.month, TODAY.day) else day


def _contact(rng: np.random.Generator) -> date:
    """Never just 60 or 90 days ago, for the same reason."""
    days = int(rng.exponential(75))
    return TODAY - timedelta(days=days + 2 if days in (60, 90) else days)


def _maturity(rng: np.random.Generator) -> date:
    return TODAY + timedelta(days=int(rng.integers(-40, 540)))


def _forget(rng: np.random.Generator, rows: Rows, columns: tuple[str, ...], share: float) -> None:
    for row in rows:
        if rng.random() < share:
            row.update(dict.fromkeys(columns))


def _moment(rng: np.random.Generator, days_ago: int) -> datetime:
    return datetime.combine(TODAY, datetime.min.time()) - timedelta(
        days=days_ago, seconds=-int(rng.integers(7 * 3600, 23 * 3600))
    )


def _days_ago(rng: np.random.Generator) -> int:
    """Days of a year, recent ones somewhat more likely."""
    return int(364 * rng.random() ** 1.4)


def _app(rng: np.random.Generator, customers: Rows) -> Rows:
    rows: Rows = []
    for customer in customers:
        device = str(rng.choice(["ios", "android", "harmony"], p=[0.37, 0.41, 0.22]))
        # Some stopped coming: their last months are empty.
        quiet = int(rng.choice([0, 45, 120, 250], p=[0.62, 0.13, 0.15, 0.1]))
        favourite = str(rng.choice(_SHELF))
        for _ in range(rng.poisson(4.6 * customer["_energy"]) if customer["mobile_bank"] else 0):
            ago = _days_ago(rng)
            if ago < quiet:
                continue
            at = _moment(rng, ago)
            base = {"customer_no": customer["customer_no"], "device": device}
            rows.append({**base, "kind": "login", "happened_at": at, "product": None, "seconds": None})
            for _ in range(rng.poisson(0.55)):
                product = favourite if rng.random() < 0.5 else str(rng.choice(_SHELF))
                at += timedelta(seconds=int(rng.integers(20, 300)))
                seconds = int(rng.gamma(1.6, 40)) if rng.random() < 0.96 else None
                rows.append({**base, "kind": "view", "happened_at": at, "product": product, "seconds": seconds})
    return rows


def _investments(rng: np.random.Generator, customers: Rows, app: Rows) -> Rows:
    rows: Rows = []
    for view in app:
        if view["kind"] == "view" and view["product"] in _INVESTMENTS and rng.random() < 0.3:
            at = view["happened_at"] + timedelta(days=int(rng.exponential(6)), minutes=int(rng.integers(5, 90)))
            if at.date() <= TODAY:
                rows.append(_investment(rng, view["customer_no"], at, view["product"]))
    for customer in customers:
        for _ in range(rng.poisson(0.35)):
            product = str(rng.choice(_INVESTMENTS, p=[0.4, 0.35, 0.1, 0.15]))
            rows.append(_investment(rng, customer["customer_no"], _moment(rng, _days_ago(rng)), product))
    return rows


def _investment(rng: np.random.Generator, customer: str, at: datetime, product: str) -> dict[str, Any]:
    return {
        "customer_no": customer,
        "bought_at": at,
        "product": product,
        "amount": float(np.round(np.exp(rng.normal(9.4, 1.1)), -2)) + 100,
        "redeemed": bool(rng.random() < 0.12),
    }


def _payments(rng: np.random.Generator, customers: Rows) -> Rows:
    rows: Rows = []
    for customer in customers:
        habits = rng.dirichlet([1.3, 1.2, 0.35, 0.5, 0.25, 1.2])
        quiet = int(rng.choice([0, 40, 150], p=[0.7, 0.15, 0.15]))
        carded = "credit_card" in customer["products"]
        for _ in range(rng.poisson(6.5 * (0.3 + customer["_energy"]) * (1.0 if carded else 0.25))):
            ago = _days_ago(rng)
            if ago < quiet:
                continue
            merchant = str(rng.choice(_MERCHANTS, p=habits))
            rows.append(
                {
                    "customer_no": customer["customer_no"],
                    "paid_at": _moment(rng, ago),
                    "merchant": merchant if rng.random() < 0.97 else None,
                    "amount": float(
                        np.round(np.exp(rng.normal(6.9 if merchant in ("travel", "education") else 5.0, 1.0)), 2)
                    ),
                    "overseas": bool(rng.random() < (0.25 if merchant == "travel" else 0.03)),
                }
            )
    return rows


def _transfers(rng: np.random.Generator, customers: Rows) -> Rows:
    return [
        {
            "customer_no": customer["customer_no"],
            "made_at": _moment(rng, _days_ago(rng)),
            "to_bank": str(rng.choice(["icbc", "cmb", "ccb", "alipay", "wechat"], p=[0.15, 0.22, 0.13, 0.28, 0.22])),
            "amount": float(np.round(np.exp(rng.normal(7.8, 1.5)), 2)),
        }
        for customer in customers
        for _ in range(rng.poisson(0.9 * (0.2 + customer["_energy"])))
    ]


def _complaints(rng: np.random.Generator, customers: Rows) -> Rows:
    return [
        {
            "customer_no": customer["customer_no"],
            "made_at": _moment(rng, _days_ago(rng)),
            "topic": str(rng.choice(["fees", "queue", "crash", "staff"], p=[0.35, 0.25, 0.28, 0.12])),
        }
        for customer in customers
        for _ in range(rng.poisson(0.2))
    ]


def _sum_up(customers: Rows, payments: Rows) -> None:
    """What the customers paid in the last 30 days, to the cent."""
    first = TODAY - timedelta(days=29)
    totals: dict[str, float] = {}
    for row in payments:
        if row["paid_at"].date() >= first:
            totals[row["customer_no"]] = totals.get(row["customer_no"], 0.0) + row["amount"]
    for customer in customers:
        customer["card_spend_30d"] = round(totals.get(customer["customer_no"], 0.0), 2)
