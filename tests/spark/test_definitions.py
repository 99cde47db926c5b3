"""Definitions on Spark against the reference, member for member, over random data and definitions.

Spark takes a second for any query, so that many definitions are asked in one.
"""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as examples
from sqlglot import exp

from tests.random_definitions import World, catalog, definitions, make_world
from tests.spark.warehouse import spark_tables
from tests.test_compiler_properties import decided_by_a_hair
from tools.compiler.compile import compile_definition
from tools.engine.spark_engine import SparkEngine
from tools.segment import Definition
from tools.settings import Settings

_HOSTILE = 'x"; DROP TABLE y; -- 列 '
KINDS = [
    (catalog("users", "user_id", "events", ""), ""),
    (catalog('us"ers; --', "id'", "ev.ents", _HOSTILE), _HOSTILE),
    (catalog("measured", "value", "user", ""), ""),
]
EACH, AT_ONCE = 48, 12

Place = tuple[World, SparkEngine]


@pytest.fixture(scope="module", params=range(len(KINDS)), ids=["plain", "hostile", "confusing"])
def place(
    request: pytest.FixtureRequest, master: str, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    """A random customer in DuckDB, and the same tables on Spark."""
    number, folder = request.param, tmp_path_factory.mktemp("world")
    world = make_world(number, *KINDS[number], folder)
    tables = spark_tables(folder / f"it's [{number}]" / "warehouse.duckdb", folder / "it's {on} [Spark]", master)
    yield world, SparkEngine(tables, world.context, settings.query_timeout_s, settings.spark_conf)
    world.engine.close()


def drawn(number: int, wanted: Callable[[Definition], bool]) -> list[Definition]:
    """Random definitions, the same on every run."""
    found: list[Definition] = []

    @seed(number)
    @examples(
        max_examples=EACH,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
        database=None,
    )
    @given(definitions)
    def draw(definition: Definition) -> None:
        if wanted(definition):
            found.append(definition)

    draw()
    return found


def members_of_all(asked: list[Definition], place: Place) -> list[list[str]]:
    world, engine = place
    user = exp.column(world.context.catalog.users.id, quoted=True)
    branches = [
        exp.select(exp.alias_(exp.Literal.number(i), "number"), exp.alias_(user.copy(), "member")).from_(
            compile_definition(definition, world.context).subquery("audience")
        )
        for i, definition in enumerate(asked)
    ]
    table = engine.query(exp.union(*branches, distinct=False) if len(branches) > 1 else branches[0])
    members: list[list[str]] = [[] for _ in asked]
    for number, member in zip(table["number"].to_pylist(), table["member"].to_pylist(), strict=True):
        members[number].append(member)
    return members


def test_definitions_select_on_spark_who_they_mean(place: Place) -> None:
    reference = place[0].reference
    asked = drawn(1, lambda definition: not decided_by_a_hair(definition.where, reference))
    assert len(asked) > EACH / 2
    for start in range(0, len(asked), AT_ONCE):
        some = asked[start : start + AT_ONCE]
        for definition, members in zip(some, members_of_all(some, place), strict=True):
            assert sorted(members) == sorted(reference.members(definition)), definition


def test_conditions_are_counted_together_as_one_by_one(place: Place) -> None:
    world, engine = place
    asked = drawn(2, lambda definition: not decided_by_a_hair(definition.where, world.reference))[: 2 * AT_ONCE]
    counted = engine.count_conditions([definition.where for definition in asked])
    alone = [len(world.reference.members(Definition(where=definition.where))) for definition in asked]
    assert counted == alone
    assert engine.population() == len(world.reference.users)


def test_users_come_in_the_definitions_order(place: Place) -> None:
    world, engine = place
    ordered = drawn(3, lambda each: each.order_by is not None and not decided_by_a_hair(each.where, world.reference))
    full = [each for each in ordered if world.reference.members(each)][:6]
    for definition in full:
        members = engine.ids(definition).column("user_id").to_pylist()
        assert members == world.reference.members(definition), definition
        assert engine.count(definition) == len(members)
    assert full


def test_the_sql_that_is_shown_runs_by_itself(place: Place, master: str, settings: Settings) -> None:
    from tools.spark.session import spark_session

    world, engine = place
    found = drawn(4, lambda each: not decided_by_a_hair(each.where, world.reference))[:6]
    session = spark_session(master, settings.spark_conf)
    for definition in found:
        rows = session.sql(engine.sql(definition)).toArrow()
        assert rows.num_columns == 1
        assert sorted(rows.column(0).to_pylist()) == sorted(world.reference.members(definition))
