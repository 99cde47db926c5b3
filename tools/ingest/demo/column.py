"""One column of users or events as numpy holds it, and its Arrow form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Column:
    """`data` as it is (numbers, flags, days), or with `values`: codes into them, or one bool column a value for a set.

    `applies` is False where there is nothing to know: a person without a car has no energy type.
    """

    data: Array
    values: tuple[str, ...] = ()
    applies: NDArray[np.bool_] | None = None

    def where(self, applies: NDArray[np.bool_]) -> "Column":
        return Column(self.data, self.values, applies if self.applies is None else self.applies & applies)

    def is_(self, *values: str) -> NDArray[np.bool_]:
        """Where a choice has one of `values`."""
        return np.isin(self.data, [self.values.index(value) for value in values])

    def to_arrow(self, known: NDArray[np.bool_] | None = None) -> pa.Array:
        """An Arrow array that is null where the value is not `known` or does not apply, and for an empty set."""
        null = np.zeros(len(self.data), np.bool_)
        for there in (known, self.applies):
            if there is not None:
                null |= ~there
        if self.data.ndim == 2:
            return _lists(self.data, self.values, null)
        if self.values:
            return pa.DictionaryArray.from_arrays(pa.array(self.data, mask=null), pa.array(self.values))
        return pa.array(self.data, mask=null)


def _lists(members: Array, values: tuple[str, ...], null: NDArray[np.bool_]) -> pa.Array:
    members = members & ~null[:, np.newaxis]
    empty = ~members.any(axis=1)
    ends = members.sum(axis=1).cumsum()
    starts = np.concatenate(([0], ends)).astype(np.int32)
    # Arrow takes a null start for a null list.
    offsets = pa.array(starts, mask=np.append(empty, False))
    items = pa.DictionaryArray.from_arrays(pa.array(np.nonzero(members)[1].astype(np.int8)), pa.array(values))
    return pa.ListArray.from_arrays(offsets, items.dictionary_decode())


def bands(
    numbers: Array, starts: Sequence[int], names: tuple[str, ...], applies: NDArray[np.bool_] | None = None
) -> Column:
    """A choice by size: below `starts[0]` the first of `names`, from there on the second, and so on."""
    return Column(np.searchsorted(starts, numbers, "right").astype(np.int8), names, applies)
