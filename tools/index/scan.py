"""Looking through the codes of all users, a part at a time."""

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from tools.index.bitmaps import Flags

_N = TypeVar("_N", bound=np.unsignedinteger[Any])

# Users that are compared at a time, so that what is worked out in between stays in the processor's cache.
_CHUNK = 2**18


def within(codes: npt.NDArray[_N], first: int, last: int) -> Flags:
    """Which codes lie from `first` to `last`, both included; both are of the codes' type."""
    flags = np.empty(len(codes), np.bool_)
    kind = codes.dtype.type
    highest = int(np.iinfo(kind).max)
    turned = np.empty(min(_CHUNK, len(codes)), kind)
    for start in range(0, len(codes), _CHUNK):
        part, out = codes[start : start + _CHUNK], flags[start : start + _CHUNK]
        if first == last:
            np.equal(part, kind(first), out=out)
        elif last == highest:
            np.greater_equal(part, kind(first), out=out)
        elif first == 0:
            np.less_equal(part, kind(last), out=out)
        else:  # smaller codes turn over to numbers beyond the width
            np.subtract(part, kind(first), out=turned[: len(part)])
            np.less_equal(turned[: len(part)], kind(last - first), out=out)
    return flags


def among(codes: npt.NDArray[_N], wanted: Flags) -> Flags:
    """Which codes are wanted; `wanted` has one flag a code."""
    flags = np.empty(len(codes), np.bool_)
    for start in range(0, len(codes), _CHUNK):
        np.take(wanted, codes[start : start + _CHUNK], out=flags[start : start + _CHUNK], mode="clip")
    return flags
