"""The tables that a load on Spark was given: Parquet that the cluster can reach, or tables of its catalog."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools.errors import MusterError, fail
from tools.ingest.spark_convert import SparkSource
from tools.spark.session import limited
from tools.spark.tables import read_source

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# Rows from which a catalog is inferred.
SAMPLE_ROWS = 100_000


@dataclass(frozen=True)
class Given:
    """One table: `source` and `is_path` as `SparkTable` has them, `sample` a Parquet file of some of its rows."""

    source: str
    is_path: bool
    frame: DataFrame
    rows: int
    sample: Path

    def column(self, name: str) -> SparkSource:
        kinds = dict(self.frame.dtypes)
        return SparkSource(name, kinds[name])


def open_given(session: SparkSession, wanted: str, work: Path, timeout_s: float) -> Given:
    """Raises MusterError (`not_on_cluster`, `header_only`) for what the cluster cannot read, or what is empty."""
    is_path = "/" in wanted or wanted.endswith(".parquet") or Path(wanted).exists()
    source = str(Path(wanted).resolve()) if is_path and "://" not in wanted else wanted
    try:
        with limited(session, timeout_s):
            frame = read_source(session, source, is_path)
            rows = frame.count()
    except MusterError as error:
        if any(problem.code != "query_failed" for problem in error.problems):
            raise
        raise _unreadable(wanted, is_path) from error
    if not rows:
        raise fail("header_only", f"{wanted} holds no rows.", f"{wanted} 中没有数据。", where=wanted)
    with limited(session, timeout_s):
        return Given(source, is_path, frame, rows, _sample(frame, rows, _table_name(wanted, is_path), work))


def _sample(frame: DataFrame, rows: int, table: str, work: Path) -> Path:
    """Rows from all over the table, in a file that bears the table's name."""
    from pyarrow import parquet

    if rows > SAMPLE_ROWS:
        # A draw is a little larger than wanted or smaller; the limit bounds what comes here.
        frame = frame.sample(SAMPLE_ROWS / rows, 1).limit(2 * SAMPLE_ROWS)
    folder = next(each for n in itertools.count() if not (each := work / f"sample {n}").exists())
    folder.mkdir()
    file = folder / f"{table}.parquet"
    parquet.write_table(frame.toArrow(), file)
    return file


def _table_name(wanted: str, is_path: bool) -> str:
    return Path(wanted).stem if is_path else wanted.rpartition(".")[2].strip("`")


def _unreadable(wanted: str, is_path: bool) -> MusterError:
    if is_path:
        return fail(
            "not_on_cluster",
            f"Spark cannot read {wanted} as Parquet: every machine of the cluster must reach it under this path.",
            f"Spark 无法将 {wanted} 读取为 Parquet：集群的每台机器都须能以该路径访问它。",
            where=wanted,
        )
    return fail(
        "not_on_cluster",
        f"The cluster's catalog has no table {wanted} that Spark can read; for Parquet files give their path.",
        f"集群目录中没有 Spark 可读取的表 {wanted}；如为 Parquet 文件，请给出路径。",
        where=wanted,
    )
