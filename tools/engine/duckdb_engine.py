"""The embedded engine: DuckDB over a snapshot's warehouse, read-only, shut off from everything else."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

import pyarrow as pa
from sqlglot import exp

from tools.compiler.compile import compile_definition
from tools.compiler.context import Context
from tools.compiler.expressions import first_of, flag, user_id
from tools.engine.members import Members
from tools.engine.ordered import ordered
from tools.errors import fail
from tools.index.audience_index import AudienceIndex
from tools.index.audiences import Audiences
from tools.segment import Condition, Definition

if TYPE_CHECKING:
    import duckdb

_WAREHOUSE = "warehouse"
# An interrupt that comes before DuckDB has begun is lost, so it is sent again until the query has ended.
_INTERRUPT_AGAIN_S = 0.05


@dataclass(frozen=True)
class Limits:
    """What one engine may use: `memory` as DuckDB writes it ("4GB"), `threads` (None: one a core), seconds a query."""

    memory: str = "4GB"
    threads: int | None = None
    timeout_s: float = 60


class DuckDBEngine:
    """Answers definitions over one warehouse file. Safe to use from several threads; opens on first use.

    Besides the warehouse a query can read the folders in `readable` (the rankings of lookalikes) and nothing else: no
    other files, no network, no extensions, and its settings cannot be changed any more.
    """

    cluster = None

    def __init__(
        self,
        warehouse: Path,
        context: Context,
        limits: Limits,
        readable: list[Path],
        index: AudienceIndex | None = None,
        audiences: Audiences | None = None,
    ):
        self._warehouse = warehouse
        self._context = context
        self._limits = limits
        self._readable = readable
        self._opening = Lock()
        self._database: duckdb.DuckDBPyConnection | None = None
        self.index = index
        self._audiences = audiences
        self.members = Members(self.query, context, index, audiences)

    def sql(self, definition: Definition) -> str:
        return compile_definition(definition, self._context).sql(dialect="duckdb", pretty=True, copy=False)

    def population(self) -> int:
        return self.members.population

    def count(self, definition: Definition) -> int:
        users = self.members.count(definition.where)
        for amount in (definition.sample, definition.limit):
            if amount is not None:
                users = first_of(amount, users)
        return users

    def count_conditions(self, conditions: list[Condition]) -> list[int]:
        return [self.members.count(condition) for condition in conditions]

    def ids(self, definition: Definition) -> pa.Table:
        in_order = ordered(definition, self.members)
        if self.index is not None and in_order is not None and (ids := self.index.ids_of(in_order)) is not None:
            return pa.table({"user_id": ids})
        users = compile_definition(definition, self._context)
        if not users.args.get("order"):
            users = users.order_by(exp.Ordered(this=user_id(self._context.catalog)))  # the same file on every run
        return self.query(users).rename_columns(["user_id"])

    def query(self, query: exp.Query) -> pa.Table:
        with self._cursor() as cursor:
            return cursor.sql(query.sql(dialect="duckdb")).to_arrow_table()

    def close(self) -> None:
        """Release the warehouse file, and what was remembered of it; the next query opens it again."""
        with self._opening:
            if self._database is not None:
                self._database.close()
                self._database = None
        self.members = Members(self.query, self._context, self.index, self._audiences)

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection for one query, interrupted when it runs too long. DuckDB's errors become MusterErrors, which
        do not tell where files lie."""
        import duckdb

        ended = Event()
        try:
            with self._opened().cursor() as cursor:
                cursor.execute(f"USE {_WAREHOUSE}")
                watch = Thread(target=_interrupt_when_late, args=(cursor, ended, self._limits.timeout_s), daemon=True)
                watch.start()
                try:
                    yield cursor
                finally:
                    ended.set()
                    watch.join()
        except duckdb.InterruptException as error:
            seconds = f"{self._limits.timeout_s:g}"
            raise fail(
                "too_slow",
                f"The query took longer than {seconds} seconds and was stopped. Fewer or narrower conditions help.",
                f"查询超过 {seconds} 秒，已中止。请减少条件或缩小范围后再试。",
                retry=True,
            ) from error
        except duckdb.OutOfMemoryException as error:
            raise fail(
                "too_big",
                f"The query needs more than {self._limits.memory} of memory, the limit that is set.",
                f"查询所需内存超过了设定的上限 {self._limits.memory}。",
                retry=True,
            ) from error
        except duckdb.Error as error:
            raise fail(
                "query_failed",
                f"The database could not answer ({type(error).__name__}).",
                f"数据库未能完成查询（{type(error).__name__}）。",
            ) from error

    def _opened(self) -> duckdb.DuckDBPyConnection:
        with self._opening:
            if self._database is None:
                self._database = self._open()
            return self._database

    def _open(self) -> duckdb.DuckDBPyConnection:
        """A private in-memory database with the warehouse attached, so that engines with other limits can live beside
        it in one process. The order matters: nothing can be set once the configuration is locked."""
        import duckdb

        if not self._warehouse.is_file():
            raise fail("no_warehouse", "The snapshot has no warehouse any more.", "数据快照中的数据库文件已不存在。")
        database = duckdb.connect(
            ":memory:",
            config={
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "python_enable_replacements": False,  # else a missing table is looked up among Python's variables
            },
        )
        spill = Path(tempfile.gettempdir()) / f"muster-{os.getpid()}-{id(self)}"
        settings: list[tuple[str, exp.Expr]] = [
            ("memory_limit", exp.convert(self._limits.memory)),
            ("temp_directory", exp.convert(str(spill))),
            ("max_temp_directory_size", exp.convert("20GB")),
            ("allowed_directories", exp.convert([str(folder.resolve()) for folder in self._readable])),
            ("enable_external_access", flag(False)),
            ("lock_configuration", flag(True)),
        ]
        if self._limits.threads is not None:
            settings.insert(0, ("threads", exp.convert(self._limits.threads)))
        warehouse = exp.convert(str(self._warehouse.resolve())).sql(dialect="duckdb")
        database.execute(f"ATTACH {warehouse} AS {_WAREHOUSE} (READ_ONLY)")
        for name, value in settings:
            _set(database, name, value.sql(dialect="duckdb"))
        return database


def _set(database: duckdb.DuckDBPyConnection, name: str, value: str) -> None:
    import duckdb

    try:
        database.execute(f"SET {name} = {value}")
    except duckdb.Error as error:
        raise fail(
            "bad_setting",
            f"The database does not accept {value} as its {name}.",
            f"数据库设置 {name} 不接受 {value}。",
            where=name,
            got=value,
        ) from error


def _interrupt_when_late(cursor: duckdb.DuckDBPyConnection, ended: Event, timeout_s: float) -> None:
    late = not ended.wait(timeout_s)
    while late:
        cursor.interrupt()
        late = not ended.wait(_INTERRUPT_AGAIN_S)
