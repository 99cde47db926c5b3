"""What one kind of event looks like while it is drawn, and as rows of the events table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from tools.ingest.demo.calendar import AS_OF
from tools.ingest.demo.column import Array, Column

DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Events:
    """Events of one kind: whose (row in the chunk), how many days ago, and at what second of that day."""

    user: NDArray[np.int32]
    ago: NDArray[np.int16]
    second: NDArray[np.int32]
    properties: Mapping[str, Column] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.user)

    def take(self, which: Array) -> "Events":
        """Those that a mask or a list of positions picks, with their properties."""
        properties = {name: Column(column.data[which], column.values) for name, column in self.properties.items()}
        return Events(self.user[which], self.ago[which], self.second[which], properties)

    def only(self, *names: str) -> "Events":
        """The same events with only the properties that are named."""
        return Events(self.user, self.ago, self.second, {name: self.properties[name] for name in names})

    def having(self, **properties: Column) -> "Events":
        """The same events with more properties."""
        return Events(self.user, self.ago, self.second, {**self.properties, **properties})

    def later(self, *, days: Array | int = 0, seconds: Array | int = 0) -> "Events":
        """The same events moved on; those moved past the last day are gone."""
        ago = (self.ago - days).astype(np.int16)
        second = np.minimum(self.second + seconds, DAY_SECONDS - 1).astype(np.int32)
        return Events(self.user, ago, second, self.properties).take(ago >= 0)

    def to_arrow(self, kind: str, user_ids: pa.Array) -> pa.Table:
        seconds = (AS_OF - self.ago.astype(np.int64)) * DAY_SECONDS + self.second
        columns = {
            "event": pa.DictionaryArray.from_arrays(np.zeros(len(self), np.int8), [kind]).dictionary_decode(),
            "user_id": pc.take(user_ids, pa.array(self.user)),
            "ts": pa.array(seconds * 1_000_000, pa.timestamp("us")),
        }
        for name, column in self.properties.items():
            values = column.to_arrow()
            columns[name] = values.dictionary_decode() if column.values else values
        return pa.table(columns)


def together(parts: Sequence[Events]) -> Events:
    """Events of several draws as one, without their properties."""
    return Events(
        np.concatenate([part.user for part in parts]),
        np.concatenate([part.ago for part in parts]),
        np.concatenate([part.second for part in parts]),
    )


def pick_values(rng: np.random.Generator, n: int, shares: Mapping[str, float]) -> Column:
    """`n` independent choices with these shares."""
    edges = np.cumsum(list(shares.values()))
    codes = np.searchsorted(edges / edges[-1], rng.random(n), "right")
    return Column(codes.astype(np.int8), tuple(shares))
