"""What goes wrong between Muster and a cluster, in words."""

from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from tools.errors import MusterError
from tools.ingest.spark_load import load_on_spark
from tools.segment import All, Definition
from tools.settings import Settings
from tools.spark.session import limited, spark_session
from tools.workspace import Workspace


def test_a_query_that_takes_too_long_is_stopped(master: str, settings: Settings) -> None:
    session = spark_session(master, settings.spark_conf)
    with pytest.raises(MusterError, match="longer than 3 seconds") as caught, limited(session, 3):
        session.sql("SELECT sum(id % 7) FROM range(1000000000000000)").toArrow()
    assert caught.value.problems[0].code == "too_slow"
    assert "MUSTER_QUERY_TIMEOUT_S" in caught.value.to("zh")
    with limited(session, 60):
        assert session.sql("SELECT 1 AS one").toArrow().to_pylist() == [{"one": 1}]


def test_tables_that_are_gone_are_told_without_their_place(master: str, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "secret place" / "people.parquet"
    file.parent.mkdir()
    parquet.write_table(pa.table({"user_id": ["a", "b"], "level": ["x", "x"]}), file)
    load_on_spark(tmp_path / "w", str(file), [], master, settings)
    file.unlink()
    engine = Workspace(tmp_path / "w", settings).engine
    with pytest.raises(MusterError) as caught:
        engine.count(Definition(where=All()))
    assert caught.value.problems[0].code == "query_failed"
    assert "secret" not in caught.value.to("en") + caught.value.to("zh")
