"""The game's data: 2,400 players and what they did in the 300 days up to 20 August 2026. Seeded, nobody exists."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from evals.businesses.drawing import sets, with_gaps
from evals.businesses.sources import Sources

PLAYERS = 2_400
LAST_DAY = date(2026, 8, 20)
DAYS = 300  # of events, LAST_DAY included

Array = NDArray[Any]
Table = dict[str, list[Any]]

_PRICES = {"gem_pack": 9.99, "starter": 4.99, "skin": 14.99, "pass": 7.99}


def write(folder: Path) -> Sources:
    """Write players.parquet and the four event files into `folder`; the same rows on every run."""
    rng = np.random.default_rng(820)
    zeal = rng.gamma(0.9, 1.0, PLAYERS)
    wealth = np.where(rng.random(PLAYERS) < 0.45, rng.lognormal(-0.3, 1.0, PLAYERS), 0.0)
    registered = np.minimum(rng.exponential(330, PLAYERS).astype(int), 900)  # days ago
    quit_ago = np.where(rng.random(PLAYERS) < 0.4, rng.integers(0, 240, PLAYERS), 0)  # the last day of an event
    span = (registered, quit_ago)
    logins = _logins(rng, zeal, span)
    battles = _battles(rng, zeal, span)
    payments = _payments(rng, wealth, span)
    tables = {
        "players": _players(rng, zeal, wealth, registered, logins, payments),
        "logins": logins,
        "battles": battles,
        "payments": payments,
        "actions": _actions(rng, zeal, span),
    }
    paths = {name: folder / f"{name}.parquet" for name in tables}
    for name, columns in tables.items():
        pq.write_table(pa.table({key: pa.array(value) for key, value in columns.items()}), paths[name])
    return Sources(
        users=paths.pop("players"), events=tuple(paths.values()), catalog=Path(__file__).with_name("catalog.yaml")
    )


def _players(
    rng: np.random.Generator, zeal: Array, wealth: Array, registered: Array, logins: Table, payments: Table
) -> Table:
    n = PLAYERS
    countries = ["CN", "TW", "JP", "KR", "US", "BR", "DE", "ID", "VN"]
    country = rng.choice(countries, n, p=[0.34, 0.06, 0.13, 0.08, 0.14, 0.07, 0.05, 0.08, 0.05])
    platform = rng.choice(["ios", "android", "harmony", "emulator"], n, p=[0.38, 0.44, 0.1, 0.08])
    channel = rng.choice(["taptap", "bilibili", "tiktok", "invite"], n, p=[0.35, 0.25, 0.25, 0.15])
    store = np.where(platform == "ios", "appstore", "google")
    channel = np.where(rng.random(n) < 0.45, store, channel)
    community = rng.choice(["discord", "bilibili", "qq", "tiktok"], n, p=[0.4, 0.2, 0.25, 0.15])
    level = np.clip(np.sqrt(registered + 1) * (1.2 + zeal) * 1.6, 1, 100).astype(int)
    power = np.round(level**2 * rng.lognormal(2.2, 0.4, n)).astype(int)
    since_30 = _ago(payments["paid_at"]) < 30
    amount = np.array(payments["amount"])
    payer_index = np.array([_index(player) for player in payments["player_id"]])
    paid_30d = np.bincount(payer_index[since_30], amount[since_30], n)
    ltv = np.bincount(payer_index, amount, n) + np.where(registered > DAYS, wealth * rng.gamma(1.0, 60, n), 0)
    payer = np.array(["free", "minnow", "dolphin", "whale"])[np.searchsorted([0.01, 40, 200], ltv, side="right")]
    has_role = rng.choice(["leader", "officer", "member", "none"], n, p=[0.04, 0.08, 0.46, 0.42])
    return {
        "player_id": _ids(np.arange(n)),
        "country": with_gaps(rng, country, 0.02),
        "platform": platform.tolist(),
        "channel": with_gaps(rng, channel, 0.05),
        "community": with_gaps(rng, community, 0.35),
        "job": with_gaps(rng, rng.choice(["warrior", "mage", "archer", "healer", "assassin"], n), 0.03),
        "rank": with_gaps(rng, _rank(rng, level), 0.1),
        "guild_role": has_role.tolist(),
        "payer": payer.tolist(),
        "device_tier": with_gaps(rng, rng.choice(["high", "mid", "low"], n, p=[0.3, 0.45, 0.25]), 0.04),
        "level": level.tolist(),
        "power": with_gaps(rng, power, 0.02),
        "gems": rng.gamma(0.6, 900, n).astype(int).tolist(),
        "ltv": np.round(ltv, 2).tolist(),
        "paid_30d": np.round(paid_30d, 2).tolist(),
        "active_7d": _active_days(logins, 7).tolist(),
        "win_rate": with_gaps(rng, np.round(np.clip(rng.normal(50, 9, n), 5, 95), 1), 0.15),
        "friends": rng.poisson(3 + 8 * zeal).tolist(),
        "pass_owner": ((wealth > 0.4) & (rng.random(n) < 0.6)).tolist(),
        "month_card": with_gaps(rng, (wealth > 0) & (rng.random(n) < 0.3), 0.03),
        "push_ok": with_gaps(rng, rng.random(n) < 0.6, 0.06),
        "registered_on": [LAST_DAY - timedelta(days=int(ago)) for ago in registered],
        "styles": sets(
            rng,
            PLAYERS,
            ["pvp", "dungeon", "fishing", "housing", "trading", "story"],
            [0.4, 0.45, 0.15, 0.25, 0.2, 0.35],
        ),
        "pets": [
            ",".join(some) or None
            for some in sets(rng, PLAYERS, ["fox", "owl", "drake", "turtle"], [0.4, 0.3, 0.15, 0.3])
        ],
        "minor": (rng.random(n) < 0.06).tolist(),
        "addiction_risk": with_gaps(rng, rng.choice(["high", "low"], n, p=[0.1, 0.9]), 0.2),
        "openid": [f"op{rng.integers(10**11, 10**12)}" for _ in range(n)],
    }


def _rank(rng: np.random.Generator, level: Array) -> Array:
    skill = level / 30 + rng.normal(0, 0.8, PLAYERS)
    return np.array(["bronze", "silver", "gold", "diamond", "master"])[np.searchsorted([0.5, 1.2, 2.0, 3.0], skill)]


def _logins(rng: np.random.Generator, zeal: Array, span: tuple[Array, Array]) -> Table:
    player, ago = _when(rng, zeal * 0.045, span)
    at = _times(rng, ago)
    return {
        "player_id": _ids(player),
        "logged_in_at": at,
        "minutes": with_gaps(rng, np.clip(rng.lognormal(3.3, 0.8, len(player)), 1, 400).astype(int), 0.03),
        "night": [moment.hour < 6 for moment in at],
    }


def _battles(rng: np.random.Generator, zeal: Array, span: tuple[Array, Array]) -> Table:
    player, ago = _when(rng, zeal * 0.03, span)
    n = len(player)
    return {
        "player_id": _ids(player),
        "fought_at": _times(rng, ago),
        "mode": rng.choice(["arena", "raid", "tower"], n, p=[0.5, 0.2, 0.3]).tolist(),
        "result": with_gaps(rng, rng.choice(["win", "loss"], n, p=[0.52, 0.48]), 0.02),
        "damage": np.round(rng.lognormal(8.5, 1.0, n)).astype(int).tolist(),
    }


def _payments(rng: np.random.Generator, wealth: Array, span: tuple[Array, Array]) -> Table:
    player, ago = _when(rng, wealth * 0.022, span)
    n = len(player)
    product = rng.choice(list(_PRICES), n, p=[0.5, 0.12, 0.25, 0.13])
    price = np.array([_PRICES[name] for name in product]) * rng.choice([1, 1, 1, 2, 5, 10], n)
    return {
        "player_id": _ids(player),
        "paid_at": _times(rng, ago),
        "amount": np.round(price, 2).tolist(),
        "product": product.tolist(),
        "method": with_gaps(rng, rng.choice(["alipay", "wechat", "apple", "card"], n, p=[0.25, 0.25, 0.3, 0.2]), 0.03),
        "refunded": (rng.random(n) < 0.05).tolist(),
    }


def _actions(rng: np.random.Generator, zeal: Array, span: tuple[Array, Array]) -> Table:
    rates = {"draw": 0.018, "ad": 0.01, "report": 0.002, "invite": 0.004}
    parts = {action: _when(rng, zeal * rate, span) for action, rate in rates.items()}
    player = np.concatenate([players for players, _ in parts.values()])
    action = np.repeat(list(parts), [len(players) for players, _ in parts.values()])
    drawn = action == "draw"
    pool = rng.choice(["limited", "standard"], len(player), p=[0.4, 0.6])
    stars = rng.choice([3, 4, 5], len(player), p=[0.7, 0.24, 0.06])
    return {
        "player_id": _ids(player),
        "acted_at": _times(rng, np.concatenate([ago for _, ago in parts.values()])),
        "action": action.tolist(),
        "pool": [str(name) if is_draw else None for name, is_draw in zip(pool, drawn, strict=True)],
        "stars": [int(count) if is_draw else None for count, is_draw in zip(stars, drawn, strict=True)],
    }


def _when(rng: np.random.Generator, rate: Array, span: tuple[Array, Array]) -> tuple[Array, Array]:
    """Players, and how many days ago each of their events was: `rate` a day while they played, more of late."""
    registered, quit_ago = span
    days = np.maximum(np.minimum(registered, DAYS - 1) - quit_ago + 1, 0)
    player = np.repeat(np.arange(PLAYERS), rng.poisson(rate * days))
    return player, quit_ago[player] + (days[player] * rng.random(len(player)) ** 2.4).astype(int)


def _times(rng: np.random.Generator, ago: Array) -> list[datetime]:
    midnight = datetime(LAST_DAY.year, LAST_DAY.month, LAST_DAY.day)
    seconds = rng.integers(0, 86_400, len(ago))
    return [midnight - timedelta(days=int(d)) + timedelta(seconds=int(s)) for d, s in zip(ago, seconds, strict=True)]


def _ago(times: list[datetime]) -> Array:
    return np.array([(LAST_DAY - time.date()).days for time in times])


def _active_days(logins: Table, days: int) -> Array:
    """On how many of the last `days` days each player logged in."""
    seen = np.zeros((PLAYERS, days), bool)
    for player, ago in zip(logins["player_id"], _ago(logins["logged_in_at"]), strict=True):
        if ago < days:
            seen[_index(player), ago] = True
    counted: Array = seen.sum(axis=1)
    return counted


def _ids(index: Array) -> list[str]:
    return [f"P{i + 100_000}" for i in index]


def _index(player_id: str) -> int:
    return int(player_id[1:]) - 100_000
