"""A tag with one value a user, as codes: the rank of the value among all values of the tag, 0 where it is unknown.

Ranks keep the order of the values, so any range of values is a range of codes, exactly, in the fewest bytes; the same
codes count values for a profile and sort users.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyroaring import BitMap

from tools.index.bitmaps import Ordinals, of_flags
from tools.index.scan import among, within

Codes = npt.NDArray[np.uint8] | npt.NDArray[np.uint16] | npt.NDArray[np.uint32]

UNKNOWN = 0


def narrowest(values: int) -> type[np.unsignedinteger[Any]]:
    """The type of codes for so many different values."""
    return next(kind for kind in (np.uint8, np.uint16, np.uint32) if values <= np.iinfo(kind).max)


@dataclass(frozen=True)
class Coded:
    """`codes` has one number a user, in the order of ordinals; the value of code c is `values[c - 1]`, ascending.
    `counts[c]` is the number of users with code c."""

    values: pa.Array
    codes: Codes
    counts: npt.NDArray[np.int64]

    def code(self, value: Any) -> int | None:
        """The code of exactly this value; None when no user has it."""
        position = bisect_left(self._ordered, value)
        found = position < len(self._ordered) and self._ordered[position] == value
        return position + 1 if found else None

    def span(self, low: Any = None, high: Any = None, *, above: bool = False, below: bool = False) -> tuple[int, int]:
        """First and last code of the values from `low` to `high`, both included unless `above` or `below`; the first
        is after the last when there is none."""
        first = 0 if low is None else (bisect_right if above else bisect_left)(self._ordered, low)
        end = len(self._ordered) if high is None else (bisect_left if below else bisect_right)(self._ordered, high)
        return first + 1, end

    def members(self, first: int, last: int) -> BitMap:
        """Users with a code from `first` to `last`."""
        if first > last:
            return BitMap()
        # No code is greater than the last, and to look for those from the first on takes half as long.
        highest = int(np.iinfo(self.codes.dtype).max) if last == len(self._ordered) else last
        return of_flags(within(self.codes, first, highest if first < last else last))

    def members_of(self, codes: Sequence[int]) -> BitMap:
        """Users with any of these codes."""
        wanted = np.zeros(len(self._ordered) + 1, np.bool_)
        wanted[list(codes)] = True
        return of_flags(among(self.codes, wanted))

    def values_of(self, ordinals: Ordinals) -> pa.Array:
        """The value of each of these users, null where it is unknown."""
        codes = self.codes[ordinals].astype(np.int64)
        return self.values.take(pa.array(codes - 1, mask=codes == UNKNOWN))

    def quantiles(self, counts: npt.NDArray[np.int64], shares: Sequence[float]) -> list[float]:
        """Of numbers held by so many users a code: the least one that at least each share of the users do not exceed,
        as the database's discrete quantiles say it. Somebody must hold a number."""
        up_to = np.cumsum(counts[1:])
        cuts = [int(np.searchsorted(up_to, max(ceil(share * int(up_to[-1])), 1))) for share in shares]
        return [float(self.values[cut].as_py()) for cut in cuts]

    def histogram(self, ordinals: Ordinals) -> npt.NDArray[np.int64]:
        """How many of these users have each code, like `counts`."""
        return np.bincount(self.codes[ordinals], minlength=len(self.counts))

    @cached_property
    def _ordered(self) -> "_Ordered":
        return _Ordered(self.values)


class _Ordered(Sequence[Any]):
    """Values as Python's own, which compare whole numbers and decimals exactly, read one at a time."""

    def __init__(self, values: pa.Array):
        self._values = values

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, position: Any) -> Any:
        return self._values[position].as_py()
