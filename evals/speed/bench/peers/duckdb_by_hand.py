"""DuckDB over the customers as they came, with SQL that people wrote."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from evals.speed.bench.peers.base import THREADS, Contestant, emptied
from evals.speed.bench.segments import SEGMENTS, table_of, where_of

if TYPE_CHECKING:
    import duckdb

    from evals.speed.bench.tasks.base import Run, Task

_MEMORY = "3GB"


class DuckDBByHand(Contestant):
    """Users in the order of their ids and events in that of their times, as a source system writes them; saved segments
    as tables of ids."""

    name = "DuckDB by hand"
    package = "duckdb"

    def load(self) -> None:
        emptied(self._file.parent)
        with self._connected() as database:
            database.execute(f"CREATE TABLE users AS FROM '{self.data.users_file}'")
            database.execute(f"CREATE TABLE events AS FROM '{self.data.events_file}'")

    def keep(self) -> None:
        with self._connected() as database:
            for segment in SEGMENTS:
                database.execute(
                    f"CREATE TABLE {table_of(segment)} AS SELECT user_id FROM users WHERE {where_of(segment)}"
                )

    def open(self) -> None:
        self._database = self._connected(read_only=True)

    def ready(self, task: Task) -> Run | None:
        return task.on_duckdb(self._database)

    @property
    def _file(self) -> Path:
        return self.data.folder / "duckdb" / "raw.duckdb"

    def _connected(self, read_only: bool = False) -> duckdb.DuckDBPyConnection:
        import duckdb

        database = duckdb.connect(str(self._file), read_only=read_only)
        limit(database)
        return database


def limit(database: duckdb.DuckDBPyConnection) -> None:
    """Threads as everyone has them, and memory that leaves some to the others."""
    database.execute(f"SET threads = {THREADS}; SET memory_limit = '{_MEMORY}'")
    database.execute(f"SET temp_directory = '{tempfile.gettempdir()}/muster-bench-spill'")
