"""What was measured about the columns of a table, from which a catalog is inferred."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "integer", "decimal", "flag", "date", "time", "zoned_time", "list", "other"]


@dataclass(frozen=True)
class Split:
    """What a separator makes of a text column: `rows` that hold it, `tokens` and distinct `atoms` in all, the
    `longest` atom in letters, fewest and most parts of a row that holds it."""

    rows: int
    tokens: int
    atoms: int
    longest: int
    fewest: int
    most: int


@dataclass(frozen=True)
class ColumnFacts:
    """Counts over a sample of rows. `numbers`, `days` and `in_degrees` count the known values that read as such;
    `values` are the most frequent ones, at most fifty."""

    name: str
    kind: Kind
    known: int
    distinct: int
    numbers: int = 0
    days: int = 0
    leading_zeros: int = 0
    most_digits: int = 0
    in_degrees: int = 0
    values: tuple[str, ...] = ()
    splits: Mapping[str, Split] = field(default_factory=dict)

    def mostly(self, count: int) -> bool:
        """Whether `count` of the known values are so many that the others must be mistakes."""
        return self.known > 0 and count >= 0.98 * self.known


@dataclass(frozen=True)
class TableFacts:
    """A table of `rows` rows (of the sample). `name` is the file's or the table's."""

    name: str
    rows: int
    columns: tuple[ColumnFacts, ...]
