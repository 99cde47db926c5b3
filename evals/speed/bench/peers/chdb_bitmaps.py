"""chdb over bitmaps: ClickHouse's own Roaring bitmaps, one for each value of a tag."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from evals.speed.bench.peers.base import Contestant, emptied
from evals.speed.bench.peers.chdb_columns import connected
from evals.speed.bench.segments import SEGMENTS, table_of

if TYPE_CHECKING:
    from evals.speed.bench.tasks.base import Run, Task


class ChdbBitmaps(Contestant):
    """One row a tag and value, with the numbers of its users. A granule holds one row, so that a bitmap can be read
    without its neighbours. Numbers, dates, places and events have no bitmaps: of them it is not asked."""

    name = "chdb bitmaps"
    package = "chdb"

    def load(self) -> None:
        query = connected(emptied(self._store))
        query(
            """CREATE TABLE bitmaps (tag LowCardinality(String), value String,
                users AggregateFunction(groupBitmap, UInt32))
                ENGINE = AggregatingMergeTree ORDER BY (tag, value) SETTINGS index_granularity = 1"""
        )
        users = f"file('{self.data.numbered}/users.parquet', Parquet)"
        for tag in self.data.catalog.tags:
            match tag.type:
                case "choice" | "flag":
                    value = f"toString({tag.id})"
                case "set":
                    value = f"arrayJoin({tag.id})"
                case "number" | "date" | "place":
                    continue
            query(
                f"""INSERT INTO bitmaps SELECT '{tag.id}', assumeNotNull({value}) AS value, groupBitmapState(n)
                    FROM {users} WHERE isNotNull({value}) GROUP BY value"""
            )

    def keep(self) -> None:
        query = connected(self._store)
        for segment in SEGMENTS:
            users = f"file('{self.data.numbered}/{table_of(segment)}.parquet', Parquet)"
            query(f"INSERT INTO bitmaps SELECT 'segment', '{segment}', groupBitmapState(n) FROM {users}")
        query("OPTIMIZE TABLE bitmaps FINAL")

    def open(self) -> None:
        self._query = connected(self._store)

    def ready(self, task: Task) -> Run | None:
        return task.on_bitmaps(self._query)

    @property
    def _store(self) -> Path:
        return self.data.folder / "chdb_bitmaps"
