"""The embedded engine: what it answers, what it cannot reach, and when it gives up."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
from sqlglot import exp, parse_one

from tests.warehouse import SavedThings, make_engine, write_ranking
from tools.catalog.model import Catalog
from tools.compiler.context import Context, NothingSaved
from tools.engine.duckdb_engine import DuckDBEngine, Limits
from tools.errors import MusterError
from tools.segment import (
    All,
    Amount,
    AnyOf,
    Definition,
    EventCondition,
    InLookalike,
    Not,
    OrderBy,
    Sample,
    TagCondition,
)

CATALOG = Catalog.model_validate(
    {
        "as_of": "2026-10-31",
        "users": {"table": "users", "id": "user_id"},
        "tags": [
            {"id": "city", "type": "choice", "name": {"en": "City"}},
            {"id": "age", "type": "number", "name": {"en": "Age"}},
        ],
        "events": [{"id": "order", "table": "orders", "time": "ts", "name": {"en": "Order"}}],
    }
)
USERS = [{"user_id": f"u{n:03}", "city": ["a", "b", None][n % 3], "age": n if n % 5 else None} for n in range(300)]
ORDERS = [{"user_id": f"u{n % 100:03}"} for n in range(250)]
IN_A = TagCondition(tag="city", op="is", value="a")
SECRET = "the secret of another customer"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBEngine]:
    folder = tmp_path_factory.mktemp("snapshot")
    rankings = folder / "lookalikes"
    rankings.mkdir()
    saved = SavedThings(rankings={"like": write_ranking(rankings / "like.parquet", ["u005", "u003", "gone", "u001"])})
    engine = make_engine(CATALOG, USERS, ORDERS, folder, saved=saved, readable=[rankings])
    yield engine
    engine.close()


def run(engine: DuckDBEngine, sql: str) -> list[object]:
    """Run SQL text as if our own code had built it."""
    return engine.query(parse_one(sql, dialect="duckdb", into=exp.Select)).to_pylist()


def test_counts_and_population(engine: DuckDBEngine) -> None:
    assert engine.population() == 300
    assert engine.count(Definition(where=IN_A)) == 100
    assert engine.count_conditions([IN_A, Not(of=IN_A), All(), All(of=(IN_A, EventCondition(event="order")))]) == [
        100,
        200,
        300,
        34,
    ]
    assert engine.count_conditions([]) == []


def test_ids_come_in_order(engine: DuckDBEngine) -> None:
    oldest = Definition(where=IN_A, order_by=OrderBy(tag="age"), limit=Amount(size=3))
    assert engine.ids(oldest).to_pydict() == {"user_id": ["u297", "u294", "u291"]}
    youngest = Definition(order_by=OrderBy(tag="age", descending=False))
    ids = engine.ids(youngest).column("user_id").to_pylist()
    assert ids[:3] == ["u001", "u002", "u003"]
    assert ids[-2:] == ["u290", "u295"]  # age unknown, by id
    assert engine.ids(Definition(where=IN_A)).column("user_id").to_pylist() == [f"u{n:03}" for n in range(0, 300, 3)]
    assert engine.ids(Definition(where=TagCondition(tag="city", op="is", value="?"))).to_pydict() == {"user_id": []}


def test_samples_stay_the_same_and_seeds_differ(engine: DuckDBEngine) -> None:
    def sampled(seed: int) -> list[str]:
        return engine.ids(Definition(sample=Sample(size=50, seed=seed))).column("user_id").to_pylist()  # type: ignore[no-any-return]

    assert sampled(1) == sampled(1)
    assert sampled(1) != sampled(2)


def test_shares_are_rounded_up_and_not_by_floating_point(engine: DuckDBEngine) -> None:
    assert engine.count(Definition(where=IN_A, limit=Amount(share=0.07))) == 7
    assert engine.count(Definition(where=IN_A, sample=Sample(share=0.071))) == 8


def test_the_sql_stands_alone(engine: DuckDBEngine, tmp_path: Path) -> None:
    warehouse = make_engine(CATALOG, USERS, ORDERS, tmp_path)
    definition = Definition(
        where=All(of=(IN_A, EventCondition(event="order", op="at_least", value=3))), limit=Amount(size=9)
    )
    sql = warehouse.sql(definition)
    expected = warehouse.ids(definition).column("user_id").to_pylist()
    warehouse.close()
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as database:
        rows = database.execute(sql).fetchall()
    assert [user for (user,) in rows] == expected
    assert len(expected) == 9


def test_only_rankings_can_be_read_besides_the_warehouse(engine: DuckDBEngine) -> None:
    first = Definition(where=InLookalike(lookalike="like", size=2))
    assert engine.ids(first).column("user_id").to_pylist() == ["u003", "u005"]
    half = Definition(where=InLookalike(lookalike="like", share=0.5))
    assert engine.ids(half) == engine.ids(first)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM read_text('{file}')",
        "SELECT * FROM read_parquet('{file}')",
        "SELECT * FROM '{file}'",
        "SELECT * FROM glob('{folder}/*')",
        "SELECT * FROM read_text('https://localhost/x')",
        "SELECT * FROM sqlite_scan('{file}', 'x')",
    ],
)
def test_other_files_cannot_be_read(engine: DuckDBEngine, tmp_path: Path, sql: str) -> None:
    file = tmp_path / "other.csv"
    file.write_text(f"a,b\n{SECRET},1\n")
    with pytest.raises(MusterError) as caught:
        run(engine, sql.format(file=file, folder=tmp_path))
    assert not isinstance(caught.value.__cause__, duckdb.ParserException)  # it was understood, and refused
    assert str(tmp_path) not in str(caught.value)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "statement",
    [
        "SET memory_limit = '100GB'",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET lock_configuration = false",
        "RESET threads",
        "INSTALL httpfs",
        "LOAD httpfs",
        "ATTACH '{folder}/other.duckdb'",
        "COPY users TO '{folder}/out.csv'",
        "EXPORT DATABASE '{folder}/out'",
        "CREATE TABLE warehouse.more AS SELECT 1",
        "DELETE FROM users",
        "UPDATE users SET city = 'x'",
        "DROP TABLE users",
    ],
)
def test_nothing_can_be_changed_or_let_out(engine: DuckDBEngine, tmp_path: Path, statement: str) -> None:
    verb, rest = statement.format(folder=tmp_path).split(" ", 1)
    with pytest.raises(MusterError) as caught:
        engine.query(exp.Command(this=verb, expression=rest))  # type: ignore[arg-type]
    assert not isinstance(caught.value.__cause__, duckdb.ParserException)  # it was understood, and refused
    assert list(tmp_path.iterdir()) == []
    assert engine.count(Definition(where=IN_A)) == 100


def test_python_variables_are_no_tables(engine: DuckDBEngine) -> None:
    rows = engine.ids(Definition())  # noqa: F841
    with pytest.raises(MusterError) as caught:
        run(engine, "SELECT * FROM rows")
    assert caught.value.problems[0].code == "query_failed"


def test_a_runaway_query_is_stopped(tmp_path: Path) -> None:
    impatient = make_engine(CATALOG, USERS, (), tmp_path, limits=Limits(memory="1GB", threads=1, timeout_s=0.2))
    with pytest.raises(MusterError) as caught:
        run(impatient, "SELECT count(*) FROM range(100000000) a, range(100000) b WHERE (a.range * b.range) % 7 = 8")
    (problem,) = caught.value.problems
    assert problem.code == "too_slow"
    assert problem.retry
    assert "0.2" in problem.message.en
    assert impatient.population() == 300
    impatient.close()


def test_a_query_that_needs_too_much_memory_is_refused(tmp_path: Path) -> None:
    small = make_engine(CATALOG, USERS, (), tmp_path, limits=Limits(memory="20MB", threads=1))
    with pytest.raises(MusterError) as caught:
        run(small, "SELECT list(range) FROM range(50000000)")
    assert caught.value.problems[0].code == "too_big"
    assert "20MB" in caught.value.to("zh")
    assert small.population() == 300
    small.close()


def test_many_can_ask_at_once(engine: DuckDBEngine) -> None:
    ages = [TagCondition(tag="age", op="at_least", value=age) for age in range(0, 300, 10)]
    one_by_one = [engine.count(Definition(where=age)) for age in ages]
    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(lambda age: engine.count(Definition(where=age)), ages * 4))
    assert at_once == one_by_one * 4


def test_one_slow_query_does_not_stop_the_others(tmp_path: Path) -> None:
    engine = make_engine(CATALOG, USERS, (), tmp_path, limits=Limits(memory="1GB", threads=2, timeout_s=2))
    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(
            run, engine, "SELECT count(*) FROM range(100000000) a, range(100000) b WHERE (a.range * b.range) % 7 = 8"
        )
        counts = [engine.count(Definition(where=IN_A)) for _ in range(20)]
    assert counts == [100] * 20
    assert isinstance(slow.exception(), MusterError)
    engine.close()


def test_engines_with_other_limits_live_side_by_side(engine: DuckDBEngine, tmp_path: Path) -> None:
    one = make_engine(CATALOG, USERS, (), tmp_path, limits=Limits(memory="100MB", threads=1))
    other = DuckDBEngine(tmp_path / "warehouse.duckdb", Context(CATALOG, NothingSaved()), Limits(memory="200MB"), [])
    assert one.population() == other.population() == 300
    one.close()
    assert other.population() == 300
    other.close()


def test_opening_is_lazy_and_a_lost_warehouse_is_said(tmp_path: Path) -> None:
    engine = DuckDBEngine(tmp_path / "warehouse.duckdb", Context(CATALOG, NothingSaved()), Limits(), [])
    with pytest.raises(MusterError) as caught:
        engine.population()
    assert caught.value.problems[0].code == "no_warehouse"
    assert str(tmp_path) not in str(caught.value)


def test_a_limit_that_makes_no_sense_is_named(tmp_path: Path) -> None:
    engine = make_engine(CATALOG, USERS, (), tmp_path, limits=Limits(memory="plenty"))
    with pytest.raises(MusterError) as caught:
        engine.population()
    assert (caught.value.problems[0].code, caught.value.problems[0].where) == ("bad_setting", "memory_limit")


def test_conditions_without_number_are_answered(engine: DuckDBEngine) -> None:
    any_age = AnyOf(of=tuple(TagCondition(tag="age", op="is", value=age) for age in range(1500)))
    assert engine.count_conditions([any_age, Not(of=any_age)]) == [240, 60]


def test_a_column_may_have_the_name_of_the_databases_own(tmp_path: Path) -> None:
    tags = [
        {"id": "rowid", "type": "number", "name": {"en": "Row"}},
        {"id": "city", "type": "choice", "name": {"en": "City"}},
    ]
    catalog = Catalog.model_validate({**CATALOG.model_dump(exclude={"tags"}), "tags": tags})
    users = [{"user_id": f"u{n}", "rowid": 7 if n % 2 else None, "city": "ab"[n % 2]} for n in range(100)]
    hidden = make_engine(catalog, users, ORDERS, tmp_path)
    seven = TagCondition(tag="rowid", op="is", value=7)
    assert hidden.count_conditions([seven, Not(of=seven), All(of=(seven, IN_A)), AnyOf(of=(seven, IN_A))]) == [
        50,
        50,
        0,
        100,
    ]
    assert hidden.population() == 100
    hidden.close()


def test_nobody_is_counted_as_nobody(tmp_path: Path) -> None:
    empty = make_engine(CATALOG, (), (), tmp_path)
    assert empty.population() == 0
    assert empty.count_conditions([IN_A, Not(of=IN_A), Not(of=EventCondition(event="order"))]) == [0, 0, 0]
    assert empty.count(Definition(limit=Amount(share=0.5))) == 0
    empty.close()
