"""Roaring bitmaps of user ordinals, made without a step a user."""

from array import array

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

Flags = npt.NDArray[np.bool_]
Ordinals = npt.NDArray[np.uint32]

# The portable format of Roaring bitmaps (github.com/RoaringBitmap/RoaringFormatSpec): users come in containers of
# 65,536; one of more than 4,096 is kept as bits, others as a list of 16-bit numbers.
_CONTAINER = 2**16
_CONTAINER_BYTES = _CONTAINER // 8
_LONGEST_LIST = 4096
_COOKIE = 12346


def nobody() -> BitMap:
    return BitMap()


def everyone(users: int) -> BitMap:
    """Ordinals 0 to `users` - 1."""
    members = BitMap()
    members.add_range(0, users)
    return members


def of_ordinals(ordinals: Ordinals) -> BitMap:
    """The users of an array, in any order; one may be in it several times."""
    return BitMap(array("I", np.ascontiguousarray(ordinals, dtype=np.uint32).tobytes()))


def to_ordinals(members: BitMap) -> Ordinals:
    """Ascending."""
    return np.frombuffer(members.to_array(), dtype=np.uint32)


def of_flags(flags: Flags) -> BitMap:
    """The users whose flag is set; one flag a user. Writes the portable format, since adding millions of users one by
    one takes thirty times longer."""
    rows = _rows(flags)
    sizes = np.bitwise_count(rows.view(np.uint64)).sum(axis=1, dtype=np.int64)
    keys = np.flatnonzero(sizes)
    sizes = sizes[keys]
    heads = np.column_stack((keys, sizes - 1)).astype("<u2")
    lengths = np.where(sizes > _LONGEST_LIST, _CONTAINER_BYTES, 2 * sizes)
    starts = 8 + 8 * len(keys) + np.cumsum(lengths) - lengths
    parts = [np.array([_COOKIE, len(keys)], "<u4").tobytes(), heads.tobytes(), starts.astype("<u4").tobytes()]
    for key, size in zip(keys.tolist(), sizes.tolist(), strict=True):
        if size > _LONGEST_LIST:
            parts.append(rows[key].tobytes())
        else:
            held = flags[key * _CONTAINER : (key + 1) * _CONTAINER]
            parts.append(np.flatnonzero(held).astype("<u2").tobytes())
    return BitMap.deserialize(b"".join(parts))


def _rows(flags: Flags) -> npt.NDArray[np.uint8]:
    """The flags as bits, one row a container."""
    count = -(-len(flags) // _CONTAINER)
    bits = np.packbits(flags, bitorder="little")
    if len(bits) < count * _CONTAINER_BYTES:
        bits = np.concatenate((bits, np.zeros(count * _CONTAINER_BYTES - len(bits), np.uint8)))
    return bits.reshape(count, _CONTAINER_BYTES)
