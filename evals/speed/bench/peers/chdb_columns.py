"""chdb, which is ClickHouse in a process, over plain columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.speed.bench.peers.base import THREADS, Contestant, emptied
from evals.speed.bench.segments import SEGMENTS, table_of, where_of

if TYPE_CHECKING:
    import pyarrow as pa

    from evals.speed.bench.tasks.base import Query, Run, Task
    from tools.catalog.model import Tag

_DECIMAL = ("spend_30d", "spend_365d", "order_value", "rating", "store_distance")


class ChdbColumns(Contestant):
    """MergeTree tables: users in order of city tier, city and gender, events in that of event and time. Users have a
    number for a key, choices are LowCardinality, and an unknown choice is the empty string."""

    name = "chdb columns"
    package = "chdb"

    def load(self) -> None:
        query = connected(emptied(self._store))
        columns = ["n UInt32", "user_id String", "phone String"]
        columns += [column for tag in self.data.catalog.tags for column in _columns(tag)]
        query(f"CREATE TABLE users ({', '.join(columns)}) ENGINE = MergeTree ORDER BY (city_tier, city, gender)")
        query(
            """CREATE TABLE events (n UInt32, event LowCardinality(String), ts DateTime('UTC'),
                amount Nullable(Float64), category LowCardinality(String), channel LowCardinality(String))
                ENGINE = MergeTree ORDER BY (event, ts)"""
        )
        for table in ("users", "events"):
            query(f"INSERT INTO {table} SELECT * FROM file('{self.data.numbered}/{table}.parquet', Parquet)")
            query(f"OPTIMIZE TABLE {table} FINAL")

    def keep(self) -> None:
        query = connected(self._store)
        for segment in SEGMENTS:
            query(f"CREATE TABLE {table_of(segment)} (n UInt32) ENGINE = MergeTree ORDER BY n")
            query(f"INSERT INTO {table_of(segment)} SELECT n FROM users WHERE {where_of(segment)}")

    def open(self) -> None:
        self._query = connected(self._store)

    def ready(self, task: Task) -> Run | None:
        return task.on_chdb(self._query)

    @property
    def _store(self) -> Path:
        return self.data.folder / "chdb_columns"


def connected(folder: Path) -> Query:
    """A function that runs a query and gives its result as an Arrow table."""
    from chdb.session import Session

    kind: Any = Session  # has no types
    session = kind(str(folder))
    session.query(f"SET max_threads = {THREADS}")

    def query(sql: str) -> pa.Table:
        return session.query(sql, "ArrowTable")

    return query


def _columns(tag: Tag) -> list[str]:
    match tag.type:
        case "choice":
            return [f"{tag.id} LowCardinality(String)"]
        case "flag":
            return [f"{tag.id} Nullable(Bool)"]
        case "number":
            return [f"{tag.id} Nullable({'Float64' if tag.id in _DECIMAL else 'Int32'})"]
        case "date":
            return [f"{tag.id} Nullable(Date32)"]
        case "set":
            return [f"{tag.id} Array(LowCardinality(String))"]
        case "place":
            return [f"{tag.id}_lat Nullable(Float64)", f"{tag.id}_lon Nullable(Float64)"]
