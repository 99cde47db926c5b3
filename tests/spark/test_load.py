"""`muster load --engine spark`: what is registered means what the same tables mean in a warehouse of Muster's own."""

from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from tools.errors import MusterError
from tools.ingest.load import load
from tools.ingest.spark_load import load_on_spark
from tools.segment import Definition
from tools.settings import Settings
from tools.spark.session import spark_session
from tools.workspace import Workspace

PEOPLE = range(100)
MEMBERS = {
    "customer_id": [f"00{n}" for n in PEOPLE],
    "City": [" Lyon ", "Nice", "null", "上海"] * 25,
    "age": pa.array([None if n % 7 == 0 else 18 + n for n in PEOPLE], pa.int32()),
    "height": [1.5 + n / 100 if n % 5 else float("nan") for n in PEOPLE],
    "visits": pa.array([float(n % 6) for n in PEOPLE], pa.float32()),
    "subscribed": ["Yes", "no", None, " no"] * 25,
    "born": ["not a day", "1990-02-28", *["2000-12-31", "1985-06-01"] * 49],
    "signed_up": pa.array([datetime(2026, 3, 1, n % 24) for n in PEOPLE], pa.timestamp("us", tz="UTC")),
    "pets": pa.array([["cat", " dog", "cat"], [], None, ["dog"]] * 25, pa.list_(pa.string())),
    "tastes": ["tea|coffee", "tea", "", "wine|tea"] * 25,
    "lat": [45.7, 91.0, None, 48.8] * 25,
    "lon": [4.8, 5.0, 2.3, 2.35] * 25,
}
ORDERS = {
    "customer_id": [f"00{n % 60}" if n % 11 else None for n in range(200)],
    "ordered_at": [datetime(2026, 1 + n % 9, 1 + n % 28, n % 24) if n % 13 else None for n in range(200)],
    "amount": [round(n * 1.1, 2) for n in range(200)],
    "item": [f"item {n % 5}" for n in range(200)],
}
QUESTIONS = [
    {"kind": "tag", "tag": "city", "op": "is", "value": "Lyon"},
    {"kind": "tag", "tag": "age", "op": "between", "values": [20, 35]},
    {"kind": "not", "of": {"kind": "tag", "tag": "height", "op": "known"}},
    {"kind": "tag", "tag": "visits", "op": "at_least", "value": 3},
    {"kind": "tag", "tag": "subscribed", "op": "is", "value": True},
    {"kind": "tag", "tag": "born", "op": "at_least", "value": "1990-02-28"},
    {"kind": "tag", "tag": "signed_up", "op": "is", "value": "2026-03-01"},
    {"kind": "tag", "tag": "pets", "op": "is", "value": "dog"},
    {"kind": "not", "of": {"kind": "tag", "tag": "pets", "op": "known"}},
    {"kind": "tag", "tag": "tastes", "op": "all_of", "values": ["tea", "wine"]},
    {"kind": "near", "tag": "location", "lat": 45.7, "lon": 4.8, "radius_m": 1000},
    {"kind": "event", "event": "orders", "measure": "sum", "property": "amount", "op": "at_least", "value": 400},
    {"kind": "event", "event": "orders", "measure": "count", "op": "at_most", "value": 0},
]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A table as customers have them: other types than wanted, blanks, words for nothing."""
    folder = tmp_path_factory.mktemp("it's [given]")
    for name, rows in (("members", MEMBERS), ("orders", ORDERS)):
        parquet.write_table(pa.table(rows), folder / f"{name}.parquet")
    return folder / "members.parquet", folder / "orders.parquet"


def test_both_engines_read_the_same_out_of_the_same_files(
    files: tuple[Path, Path], master: str, settings: Settings, tmp_path: Path
) -> None:
    members, orders = files
    here = load(tmp_path / "here", members, [orders])
    there = load_on_spark(tmp_path / "there", str(members), [str(orders)], master, settings)
    assert (there.users, there.tags, there.as_of, there.notes) == (here.users, here.tags, here.as_of, here.notes)
    one, other = Workspace(tmp_path / "here", settings), Workspace(tmp_path / "there", settings)
    assert other.catalog == one.catalog
    definitions = [Definition.model_validate({"where": where}) for where in QUESTIONS]
    counts = [one.engine.count(definition) for definition in definitions]
    assert other.engine.count_conditions([each.where for each in definitions]) == counts
    assert all(0 < count <= here.users for count in counts)
    assert {(each.table, each.reason): each.count for each in there.rejected} == {
        (each.table, each.reason): each.count for each in here.rejected
    }
    assert not (other.snapshot.path / "warehouse.duckdb").exists()


def test_a_table_of_the_clusters_catalog_goes_by_its_name(
    files: tuple[Path, Path], master: str, settings: Settings, tmp_path: Path
) -> None:
    session = spark_session(master, settings.spark_conf)
    session.sql("CREATE DATABASE IF NOT EXISTS shop")
    session.createDataFrame(pa.table({"user_id": ["a", "b"], "level": ["gold", "gold"]})).write.saveAsTable(
        "shop.buyers"
    )
    done = load_on_spark(tmp_path, "shop.buyers", [], master, settings)
    assert done.users == 2
    workspace = Workspace(tmp_path, settings)
    assert workspace.catalog.users.table == "buyers"
    gold = Definition.model_validate({"where": {"kind": "tag", "tag": "level", "op": "is", "value": "gold"}})
    assert workspace.engine.count(gold) == 2


@pytest.mark.parametrize(
    ("table", "code", "told"),
    [
        ({"user_id": ["a", "a", "b"], "age": [1, 2, 3]}, "repeated_id", "1 rows repeat"),
        ({"user_id": pa.array([1.5, 2.5, 3.5]), "age": [1, 2, 3]}, "wrong_type", "user_id is double"),
        ({"user_id": pa.array([], pa.string()), "age": pa.array([], pa.int64())}, "header_only", "holds no rows"),
    ],
)
def test_what_cannot_be_registered_is_told(
    table: dict[str, object], code: str, told: str, master: str, settings: Settings, tmp_path: Path
) -> None:
    parquet.write_table(pa.table(table), tmp_path / "people.parquet")
    with pytest.raises(MusterError, match=told) as caught:
        load_on_spark(tmp_path / "w", str(tmp_path / "people.parquet"), [], master, settings, id_column="user_id")
    assert caught.value.problems[0].code == code
    assert not (tmp_path / "w" / "current").exists()


@pytest.mark.parametrize("wanted", ["nowhere.people", "/nowhere/people.parquet"])
def test_a_table_that_is_not_there_is_told(wanted: str, master: str, settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(MusterError, match="people") as caught:
        load_on_spark(tmp_path, wanted, [], master, settings)
    assert caught.value.problems[0].code == "not_on_cluster"


def test_a_day_of_the_catalogs_zone_is_meant(master: str, settings: Settings, tmp_path: Path) -> None:
    moments = pa.array([datetime(2026, 3, 1, 17), datetime(2026, 3, 1, 15)], pa.timestamp("us", tz="UTC"))
    parquet.write_table(pa.table({"user_id": ["late", "early"], "joined": moments}), tmp_path / "people.parquet")
    catalog = tmp_path / "catalog.yaml"
    catalog.write_text("format: 1\ntimezone: Asia/Shanghai\nusers: {table: people, id: user_id}\n", "utf-8")
    load_on_spark(tmp_path, str(tmp_path / "people.parquet"), [], master, settings, catalog)
    workspace = Workspace(tmp_path, settings)
    day = {"kind": "tag", "tag": "joined", "op": "is", "value": date(2026, 3, 2).isoformat()}
    ids = workspace.engine.ids(Definition.model_validate({"where": day}))
    assert ids.column("user_id").to_pylist() == ["late"]
