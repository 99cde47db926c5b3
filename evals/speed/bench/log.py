"""The benchmark's events: a log in order of time, in which few users do much and most do little."""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from evals.speed.bench.population import user_ids
from tools.catalog.model import Catalog

_DAYS = 180
_A_USER = 5.0  # events, on average
_SPREAD = 1.2  # of the logarithm of how much users do
_CHUNK = 2_000_000
_SHARES = {"view": 0.5, "order": 0.22, "cart": 0.22, "refund": 0.03, "complaint": 0.03}
_WITH_AMOUNT = ("order", "refund")


def draw_log(rng: np.random.Generator, catalog: Catalog, users: int) -> Iterator[pa.Table]:
    """All events of `users` users in chunks; memory for all at once is 4 bytes an event."""
    doing = rng.lognormal(-(_SPREAD**2) / 2, _SPREAD, users)
    by_user = np.repeat(np.arange(users, dtype=np.uint32), rng.poisson(_A_USER * doing))
    rng.shuffle(by_user)
    start = np.datetime64(catalog.today - timedelta(days=_DAYS - 1), "us")
    for first in range(0, len(by_user), _CHUNK):
        chunk = by_user[first : first + _CHUNK]
        share = (first + np.sort(rng.random(len(chunk))) * len(chunk)) / len(by_user)
        times = start + (share * _DAYS * 86_400).astype("timedelta64[s]")
        yield _chunk(rng, catalog, chunk, times)


def _chunk(
    rng: np.random.Generator, catalog: Catalog, users: npt.NDArray[np.uint32], times: npt.NDArray[np.datetime64]
) -> pa.Table:
    count = len(users)
    kinds = rng.choice(len(_SHARES), count, p=list(_SHARES.values())).astype(np.int8)
    amounts = np.exp(rng.normal(4.8, 0.9, count)).round(2)
    without = ~np.isin(kinds, [list(_SHARES).index(kind) for kind in _WITH_AMOUNT])
    return pa.table(
        {
            "user_id": user_ids(users.astype(np.int64)),
            "event": pa.DictionaryArray.from_arrays(pa.array(kinds), pa.array(list(_SHARES))),
            "ts": pa.array(times, pa.timestamp("us")),
            "amount": pa.array(amounts, mask=without),
            "category": _property(rng, catalog, "category", count),
            "channel": _property(rng, catalog, "channel", count),
        }
    )


def _property(rng: np.random.Generator, catalog: Catalog, name: str, count: int) -> pa.Array:
    known = catalog.event_property("order", name)
    assert known is not None
    values = [str(value.value) for value in known.values]
    # The square of a uniform number makes the first values the most frequent ones.
    positions = (rng.random(count) ** 2 * len(values)).astype(np.int8)
    unknown = rng.random(count) < 0.03
    return pa.DictionaryArray.from_arrays(pa.array(positions, mask=unknown), pa.array(values))
