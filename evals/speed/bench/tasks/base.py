"""What is asked of contestants: a task says the same thing in the tongue of each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from evals.speed.bench.deck import Deck
from tools.segment import Definition

if TYPE_CHECKING:
    import duckdb
    import polars as pl
    import pyarrow as pa

    from evals.speed.bench.frames import Frames
    from tools.workspace import Workspace

# What a task comes to: a number of users, a table of their ids in order, or numbers of users by what they have.
Run = Callable[[], "int | pa.Table | dict[str, int]"]
Query = Callable[[str], "pa.Table"]


class Task(ABC):
    """Each `on_` method makes all ready and returns what is then timed; None where that contestant cannot do it."""

    name: ClassVar[str]

    @classmethod
    @abstractmethod
    def draw(cls, deck: Deck) -> Self:
        """The next variant: like the others, with other values."""

    def on_muster(self, workspace: Workspace) -> Run | None:
        return None

    def on_muster_sql(self, workspace: Workspace, database: duckdb.DuckDBPyConnection) -> Run | None:
        """Muster's SQL, run by a DuckDB that knows nothing of Muster."""
        return None

    def on_duckdb(self, database: duckdb.DuckDBPyConnection) -> Run | None:
        return None

    def on_chdb(self, query: Query) -> Run | None:
        return None

    def on_bitmaps(self, query: Query) -> Run | None:
        """ClickHouse with one Roaring bitmap a tag value."""
        return None

    def on_polars(self, frames: Frames) -> Run | None:
        return None


@dataclass(frozen=True)
class Held:
    """The users who hold any of these values of a tag."""

    tag: str
    values: tuple[str, ...]

    @property
    def sql(self) -> str:
        return f"tag = '{self.tag}' AND value IN {listed(self.values)}"


class Question(Task):
    """A definition, to be counted, or answered with ids in order where that is the point (`wants_ids`)."""

    wants_ids: ClassVar[bool] = False
    about_tags: ClassVar[bool] = True  # and about nothing else

    @abstractmethod
    def definition(self) -> Definition: ...

    @abstractmethod
    def sql(self) -> str:
        """DuckDB's SQL for the user ids, as someone writes it who knows the tables."""

    @abstractmethod
    def clickhouse(self) -> str:
        """ClickHouse's SQL for the numbers of the users (ids, if those are wanted)."""

    def bitmaps(self) -> tuple[str, tuple[Held, ...]] | None:
        """An expression for the number of users over bitmaps {0}, {1} ..., and what these hold."""
        return None

    @abstractmethod
    def polars(self, frames: Frames) -> pl.LazyFrame: ...

    def on_muster(self, workspace: Workspace) -> Run | None:
        definition = self.definition()
        if self.wants_ids:
            return lambda: workspace.engine.ids(definition)
        return lambda: workspace.engine.count(definition)

    def on_muster_sql(self, workspace: Workspace, database: duckdb.DuckDBPyConnection) -> Run | None:
        return self._asked(database, workspace.engine.sql(self.definition()))

    def on_duckdb(self, database: duckdb.DuckDBPyConnection) -> Run | None:
        return self._asked(database, self.sql())

    def on_chdb(self, query: Query) -> Run | None:
        sql = self.clickhouse()
        if self.wants_ids:
            return lambda: query(sql)
        return lambda: first_number(query(f"SELECT count() FROM ({sql})"))

    def on_bitmaps(self, query: Query) -> Run | None:
        found = self.bitmaps()
        if found is None:
            return None
        expression, parts = found
        merged = expression.format(*(f"groupBitmapMergeStateIf(users, {part.sql})" for part in parts))
        needed = " OR ".join(part.sql for part in parts)
        return lambda: first_number(query(f"SELECT {merged} FROM bitmaps WHERE {needed}"))

    def on_polars(self, frames: Frames) -> Run | None:
        import polars as pl

        users = self.polars(frames)
        if self.wants_ids:
            return lambda: users.select("user_id").collect().to_arrow()
        return lambda: int(users.select(pl.len()).collect().item())

    def _asked(self, database: duckdb.DuckDBPyConnection, sql: str) -> Run:
        if self.wants_ids:
            return lambda: database.sql(sql).to_arrow_table()
        return lambda: int(database.execute(f"SELECT count(*) FROM ({sql})").fetchall()[0][0])


def first_number(table: pa.Table) -> int:
    return int(table.column(0)[0].as_py())


def listed(values: tuple[str, ...]) -> str:
    """Values as an SQL list; those of the benchmark's catalog hold no quotes."""
    quoted = [f"'{value}'" for value in values]
    return f"({', '.join(quoted)})"
