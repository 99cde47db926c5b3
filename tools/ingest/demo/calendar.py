"""The demo's time: the day its data speaks of, and the days its events cover."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

AS_OF_DATE = date(2026, 10, 31)
AS_OF = (AS_OF_DATE - date(1970, 1, 1)).days  # days since 1970, as Arrow counts them
EVENT_DAYS = 180

_FESTIVALS = {date(2026, 6, 18): 2.5, date(2026, 10, 1): 1.6, date(2026, 9, 25): 1.3, date(2026, 8, 19): 1.3}


def year_of(days: NDArray[np.int32]) -> NDArray[np.int64]:
    """Calendar years of days since 1970."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def to_dates(days: NDArray[np.int32]) -> NDArray[np.datetime64]:
    return days.astype("datetime64[D]")


def busyness() -> NDArray[np.float64]:
    """How busy each of the `EVENT_DAYS` is, oldest first: weekends and shopping festivals draw people in."""
    first = AS_OF - EVENT_DAYS + 1
    days = np.arange(first, AS_OF + 1)
    weight = np.where((days + 3) % 7 >= 5, 1.3, 1.0)  # 1970-01-01 was a Thursday, weekday 3
    for festival, peak in _FESTIVALS.items():
        distance = np.abs(days - (festival - date(1970, 1, 1)).days)
        weight = np.maximum(weight, peak - 0.25 * distance)
    return weight
