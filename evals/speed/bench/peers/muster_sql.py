"""The tables of Muster's snapshot in a DuckDB that knows nothing of Muster: asked by Muster's SQL, and by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evals.speed.bench.data import Data
from evals.speed.bench.peers.base import Contestant
from evals.speed.bench.peers.duckdb_by_hand import limit
from evals.speed.bench.peers.muster import opened, workspace_folder
from evals.speed.bench.segments import SEGMENTS, table_of, where_of

if TYPE_CHECKING:
    import duckdb

    from evals.speed.bench.tasks.base import Run, Task


class MusterSql(Contestant):
    """The query that a card shows; writing it is not timed."""

    name = "Muster's SQL"
    package = "tools"

    def open(self) -> None:
        self._workspace = opened(self.data)
        self._database = _over_snapshot(self.data)

    def ready(self, task: Task) -> Run | None:
        return task.on_muster_sql(self._workspace, self._database)


class HandOnSnapshot(Contestant):
    """The SQL that people wrote, over the tables as Muster keeps them. Segments are tables in memory, for a snapshot
    cannot be written to."""

    name = "by hand on Muster's tables"
    package = "tools"

    def open(self) -> None:
        self._database = _over_snapshot(self.data)

    def warm(self) -> None:
        for segment in SEGMENTS:
            self._database.execute(
                f"CREATE TABLE memory.{table_of(segment)} AS SELECT user_id FROM users WHERE {where_of(segment)}"
            )

    def ready(self, task: Task) -> Run | None:
        return task.on_duckdb(self._database)


def _over_snapshot(data: Data) -> duckdb.DuckDBPyConnection:
    import duckdb

    from tools.ingest.snapshot import current_snapshot

    database = duckdb.connect()
    limit(database)
    database.execute(f"ATTACH '{current_snapshot(workspace_folder(data)).warehouse}' AS warehouse (READ_ONLY)")
    database.execute("SET search_path = 'warehouse.main,memory.main'")
    return database
