"""The engine for data that no single machine holds: PySpark over tables that stay where they are."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING

from sqlglot import exp

from tools.compiler.compile import compile_definition
from tools.compiler.context import Context
from tools.compiler.expressions import first_of, user_id
from tools.engine.spark_cluster import SparkCluster
from tools.engine.spark_counts import counts_query
from tools.errors import MusterError, fail
from tools.segment import All, Condition, Definition
from tools.spark.dialect import quoted, spark_sql
from tools.spark.session import limited, spark_session
from tools.spark.tables import SparkTables

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

# Users that are brought to this machine at most; more of them belong in files that the cluster writes.
MOST_ROWS = 5_000_000
_REMEMBERED = 10_000  # counts


class SparkEngine:
    """Answers definitions over the tables of a snapshot on Spark. Safe to use from several threads; opens on first use.

    `conf` are settings of Spark, `timeout_s` the seconds a query may take once the session is open.
    """

    members = None

    def __init__(self, tables: SparkTables, context: Context, timeout_s: float, conf: Mapping[str, str]):
        self._tables = tables
        self._context = context
        self._timeout_s = timeout_s
        self._conf = conf
        self._lock = Lock()
        self._session: SparkSession | None = None
        self._counts: OrderedDict[str, int] = OrderedDict()  # by what was counted, that used last behind
        self._whole = frozenset(
            (name.lower(), column.name.lower())
            for name, table in tables.tables.items()
            for column in table.columns
            if column.type == "BIGINT"
        )

    def sql(self, definition: Definition) -> str:
        query = compile_definition(definition, self._context)
        tables = [self._as_cte(name, query) for name in self._used(query)]
        return f"WITH {', '.join(tables)}\n{spark_sql(query, self._whole, pretty=True)}"

    def population(self) -> int:
        return self.count_conditions([All()])[0]

    def count(self, definition: Definition) -> int:
        users = self.count_conditions([definition.where])[0]
        for amount in (definition.sample, definition.limit):
            if amount is not None:
                users = first_of(amount, users)
        return users

    def count_conditions(self, conditions: list[Condition]) -> list[int]:
        keys = [self._key(condition) for condition in conditions]
        with self._lock:
            known = {key: self._counts[key] for key in keys if key in self._counts}
        asked = {key: condition for key, condition in zip(keys, conditions, strict=True) if key not in known}
        if asked:
            row = self.query(counts_query(list(asked.values()), self._context)).to_pylist()[0]
            known |= dict(zip(asked, row.values(), strict=True))
        with self._lock:
            for key in keys:
                self._counts[key] = known[key]
                self._counts.move_to_end(key)
            while len(self._counts) > _REMEMBERED:
                self._counts.popitem(last=False)
        return [known[key] for key in keys]

    def ids(self, definition: Definition) -> pa.Table:
        """Raises MusterError (`too_many_ids`) beyond MOST_ROWS: such an audience is exported by the cluster."""
        if (count := self.count(definition)) > MOST_ROWS:
            raise _too_many(count)
        users = compile_definition(definition, self._context)
        if not users.args.get("order"):
            users = users.order_by(exp.Ordered(this=user_id(self._context.catalog)))
        return self.query(users).rename_columns(["user_id"])

    def query(self, query: exp.Query) -> pa.Table:
        written = spark_sql(query, self._whole)
        session = self._opened()
        with limited(session, self._timeout_s):
            return session.sql(written).toArrow()

    @property
    def cluster(self) -> SparkCluster:
        return SparkCluster(self._frame, self._timeout_s, MOST_ROWS)

    def _frame(self, query: exp.Query) -> DataFrame:
        return self._opened().sql(spark_sql(query, self._whole))

    def _opened(self) -> SparkSession:
        """A session of this engine's own, so that its tables go by their names beside those of other snapshots."""
        with self._lock:
            if self._session is None:
                shared = spark_session(self._tables.master, self._conf)
                session = shared.newSession()
                with limited(session, self._timeout_s):
                    for name, table in self._tables.tables.items():
                        table.open(session).createOrReplaceTempView(quoted(name))
                self._session = session
            return self._session

    def _key(self, condition: Condition) -> str:
        """What is counted, whatever a saved name means by now: the query itself."""
        return compile_definition(Definition(where=condition), self._context).sql(dialect="duckdb", copy=False)

    def _used(self, query: exp.Query) -> list[str]:
        named = {table.name.lower() for table in query.find_all(exp.Table)}
        return [name for name in self._tables.tables if name.lower() in named]

    def _as_cte(self, name: str, query: exp.Query) -> str:
        """A table as the cluster has it, with the columns that the query asks for."""
        wanted = {each.name.lower() for each in query.find_all(exp.Column) if each.table.lower() == name.lower()}
        return f"{quoted(name)} AS (\n  {self._tables.tables[name].select(wanted)}\n)"


def _too_many(count: int) -> MusterError:
    return fail(
        "too_many_ids",
        f"{count:,} users are too many to bring to this machine (at most {MOST_ROWS:,}): export them as Parquet, "
        "which the cluster writes, or take fewer.",
        f"{count:,} 人过多，无法取回本机（上限 {MOST_ROWS:,} 人）：请导出为 Parquet（由集群直接写出），或缩小人群。",
        got=count,
    )
