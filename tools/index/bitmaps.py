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
    """The users whose flag is set; one flag a user.

    Writes the portable format, since adding millions of users one by one takes thirty times longer. To list the few of
    a container takes longer still: they are written as the many who are not among them, and the bitmap turns them over.
    """
    rows = _rows(flags)
    sizes = np.bitwise_count(rows.view(np.uint64)).sum(axis=1, dtype=np.int64)
    few = sizes <= _LONGEST_LIST
    np.invert(rows, out=rows, where=few[:, np.newaxis])
    sizes[few] = _CONTAINER - sizes[few]
    keys = np.arange(len(sizes))
    heads = np.column_stack((keys, sizes - 1)).astype("<u2")
    starts = 8 + 8 * len(keys) + keys * _CONTAINER_BYTES
    parts = [np.array([_COOKIE, len(keys)], "<u4"), heads, starts.astype("<u4"), rows]
    members: BitMap = BitMap.deserialize(b"".join(part.tobytes() for part in parts))
    edges = np.flatnonzero(np.diff(few, prepend=False, append=False)) * _CONTAINER
    for start, end in edges.reshape(-1, 2).tolist():
        members.flip_inplace(start, end)
    return members


def _rows(flags: Flags) -> npt.NDArray[np.uint8]:
    """The flags as bits, one row a container."""
    count = -(-len(flags) // _CONTAINER)
    bits = np.packbits(flags, bitorder="little")
    if len(bits) < count * _CONTAINER_BYTES:
        bits = np.concatenate((bits, np.zeros(count * _CONTAINER_BYTES - len(bits), np.uint8)))
    return bits.reshape(count, _CONTAINER_BYTES)
