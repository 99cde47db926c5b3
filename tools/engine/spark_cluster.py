"""What the machines of a Spark cluster do themselves: write audiences, score and rank everyone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlglot import exp

from tools.errors import fail
from tools.spark.dialect import quoted
from tools.spark.session import limited

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

# Such work goes over everyone and writes, so it is given so many times as long as a query.
_PATIENCE = 30
_DONE = "_SUCCESS"


@dataclass(frozen=True)
class SparkCluster:
    """`frame` makes a query's rows known to the cluster without running it. Folders must lie where every machine of
    the cluster can write: raises MusterError (`not_shared`) where this one cannot see what was written."""

    frame: Callable[[exp.Query], DataFrame]
    timeout_s: float
    most_rows: int

    def write_parquet(self, query: exp.Query, headers: list[str], folder: Path) -> int:
        rows = self.frame(query).toDF(*headers)
        self._write(rows, folder)
        with limited(rows.sparkSession, _PATIENCE * self.timeout_s):
            return rows.sparkSession.read.parquet(str(folder)).count()

    def rank(self, rows: exp.Query, features: list[str], model: str, folder: Path) -> None:
        """Two steps, none of which needs all users on one machine: sorted by score into parts that follow each other,
        then numbered within each part from where the part before it ends."""
        users = self.frame(rows).select("user_id", *features)
        session = users.sparkSession
        scored = users.mapInArrow(_scorer(features, model), "user_id string, score float")
        sorted_parts = scored.selectExpr("user_id", "score").orderBy("score", "user_id", ascending=[False, True])
        beside = folder.with_name(f"{folder.name}.parts")
        try:
            self._write(sorted_parts.selectExpr("*", "spark_partition_id() AS part"), beside)
            parts = session.read.parquet(str(beside))
            with limited(session, _PATIENCE * self.timeout_s):
                counts = parts.groupBy("part").count().orderBy("part").toArrow().to_pylist()
            before = 0
            starts = []
            for each in counts:
                starts.append((each["part"], before))
                before += each["count"]
            known = session.createDataFrame(starts, "part int, start long")
            within = "row_number() OVER (PARTITION BY part ORDER BY score DESC, user_id)"
            ranked = parts.join(known.hint("broadcast"), "part").selectExpr(
                "user_id", f"start + {within} AS {quoted('rank')}", "score"
            )
            self._write(ranked, folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def _write(self, rows: DataFrame, folder: Path) -> None:
        with limited(rows.sparkSession, _PATIENCE * self.timeout_s):
            rows.write.parquet(str(folder.resolve()), compression="zstd")
        if not (folder / _DONE).is_file():
            raise fail(
                "not_shared",
                "The cluster wrote the files where this machine cannot see them: the workspace must lie on storage "
                "that every machine of the cluster shares.",
                "集群写出的文件在本机不可见：工作区须放在集群所有机器共享的存储上。",
            )


def _scorer(features: list[str], model: str) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """A function that the machines of the cluster run; it takes the model along, which PySpark broadcasts. They need
    LightGBM, and nothing of Muster."""

    def score(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import lightgbm
        import numpy as np
        import pyarrow as pa

        booster = lightgbm.Booster(model_str=model)
        for batch in batches:
            if not batch.num_rows:
                continue
            rows = np.empty((batch.num_rows, len(features)), dtype=np.float32)
            for place, name in enumerate(features):
                rows[:, place] = batch.column(name).to_numpy(zero_copy_only=False)
            scores = np.asarray(booster.predict(rows, num_threads=1), dtype=np.float32)
            yield pa.RecordBatch.from_arrays([batch.column("user_id"), pa.array(scores)], names=["user_id", "score"])

    return score
