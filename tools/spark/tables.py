"""Which tables of a cluster a snapshot is: where they lie, and how their columns become those of the catalog."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from tools.spark.dialect import parquet_path, quoted

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_FILE = "spark.json"

# Types of Spark that a registered table has; anything else is cast to one of these.
ColumnType = Literal["STRING", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP_NTZ", "ARRAY<STRING>"]


class SparkColumn(BaseModel):
    """A column under the name that the catalog uses; `sql` makes it of the source's columns."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    type: ColumnType
    sql: str


class SparkTable(BaseModel):
    """`source` is a path of Parquet files (`is_path`), or a table's name in the cluster's catalog; `where` says
    which of its rows count."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    is_path: bool
    columns: tuple[SparkColumn, ...]
    where: str

    def select(self, wanted: set[str] | None = None) -> str:
        """A query of the columns, or of those `wanted` (names in lower case)."""
        source = f"parquet.{quoted(parquet_path(self.source))}" if self.is_path else self.source
        where = "" if self.where == "true" else f" WHERE {self.where}"
        return f"SELECT {', '.join(self._outputs(wanted)) or '1 AS `one`'} FROM {source}{where}"

    def open(self, session: SparkSession) -> DataFrame:
        return read_source(session, self.source, self.is_path).where(self.where).selectExpr(*self._outputs(None))

    def _outputs(self, wanted: set[str] | None) -> list[str]:
        kept = [column for column in self.columns if wanted is None or column.name.lower() in wanted]
        return [f"{column.sql} AS {quoted(column.name)}" for column in kept]


class SparkTables(BaseModel):
    """A snapshot on Spark: the cluster (`spark://…`, `local[*]`, `sc://…` and what else Spark takes for a master) and
    its tables by the names that the catalog uses."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    master: str
    tables: dict[str, SparkTable]

    def on(self, master: str | None) -> SparkTables:
        """The same tables on another cluster; on their own when it is None."""
        return self if master is None else self.model_copy(update={"master": master})

    def write(self, folder: Path) -> None:
        (folder / _FILE).write_text(self.model_dump_json(indent=2), "utf-8")


def read_tables(snapshot: Path) -> SparkTables | None:
    """The tables of a snapshot's folder; None when it is not on Spark."""
    file = snapshot / _FILE
    return SparkTables.model_validate_json(file.read_bytes()) if file.is_file() else None


def read_source(session: SparkSession, source: str, is_path: bool) -> DataFrame:
    return session.read.parquet(parquet_path(source)) if is_path else session.table(source)
