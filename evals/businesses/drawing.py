"""What the generated businesses draw alike: sets of values, and columns with unknown cells."""

from typing import Any

import numpy as np


def sets(rng: np.random.Generator, users: int, values: list[str], odds: list[float]) -> list[list[str]]:
    """For each of `users` the `values` that they hold, each with odds of its own."""
    drawn = rng.random((users, len(values))) < np.array(odds)
    return [[value for value, has in zip(values, row, strict=True) if has] for row in drawn]


def with_gaps(rng: np.random.Generator, values: Any, share: float) -> list[Any]:
    """`values` with about this `share` of them unknown."""
    plain = values if isinstance(values, list) else np.asarray(values).tolist()
    return [None if gone else value for value, gone in zip(plain, rng.random(len(plain)) < share, strict=True)]
