"""Bitmaps that were worked out before, up to a bound of memory."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from pyroaring import BitMap

# 200 conditions that half of ten million users meet, or many more that are rarer.
_MEMORY_BYTES = 256 * 2**20


class Remembered:
    """The least recently used go first. Safe to use from several threads: at worst two work out the same."""

    def __init__(self, memory_bytes: int = _MEMORY_BYTES):
        self._memory_bytes = memory_bytes
        self._held: OrderedDict[Hashable, tuple[BitMap, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: Hashable, work_out: Callable[[], BitMap]) -> BitMap:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key][0]
        members = work_out()
        size = _bytes_of(members)
        with self._lock:
            if key not in self._held:
                self._held[key] = members, size
                self._bytes += size
            while self._bytes > self._memory_bytes:
                _, (_, freed) = self._held.popitem(last=False)
                self._bytes -= freed
        return members


def _bytes_of(members: BitMap) -> int:
    kept = members.get_statistics()
    return int(kept["n_bytes_array_containers"] + kept["n_bytes_run_containers"] + kept["n_bytes_bitset_containers"])
