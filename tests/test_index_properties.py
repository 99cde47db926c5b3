"""The audience index on random data and definitions: the same users as the database and the reference, in order."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.by_a_hair import decided_by_a_hair
from tests.random_definitions import World, definitions, ordinary, thorough, trees, which
from tools.catalog.model import Tag
from tools.compiler.compile import compile_definition
from tools.profile.counting import TagCounts, count_values, split_tags
from tools.profile.significance import Tally
from tools.profile.tallies import tallies
from tools.segment import All, AnyOf, Condition, Definition, Not


@thorough
@given(world=which, definition=definitions)
def test_index_database_and_reference_select_the_same_users(
    worlds: list[World], world: int, definition: Definition
) -> None:
    here = worlds[world]
    assume(not decided_by_a_hair(definition.where, here.reference))
    expected = here.engine.ids(definition).column("user_id").to_pylist()
    members = here.indexed.ids(definition).column("user_id").to_pylist()
    if definition.order_by is None:
        members, expected = sorted(members), sorted(expected)
    assert members == expected
    assert here.indexed.count(definition) == len(expected)
    if definition.order_by is None:
        assert members == sorted(here.reference.members(definition))


@ordinary
@given(world=which, conditions=st.lists(trees, min_size=1, max_size=4))
def test_conditions_joined_are_what_set_algebra_says(
    worlds: list[World], world: int, conditions: list[Condition]
) -> None:
    engine = worlds[world].indexed
    members = [set(engine.members.of(condition)) for condition in conditions]
    everyone = set(range(engine.population()))
    every, some = All(of=tuple(conditions)), AnyOf(of=tuple(conditions))
    assert set(engine.members.of(every)) == set.intersection(*members)
    assert set(engine.members.of(some)) == set.union(*members)
    assert set(engine.members.of(Not(of=every))) == everyone - set.intersection(*members)
    together = engine.count_conditions([every, some, Not(of=every), All(of=(*conditions, Not(of=conditions[0])))])
    assert together == [
        len(set.intersection(*members)),
        len(set.union(*members)),
        len(everyone) - len(set.intersection(*members)),
        0,
    ]


@ordinary
@given(world=which, first=definitions, second=st.none() | definitions)
def test_profiles_count_the_same_from_the_index_and_from_a_query(
    worlds: list[World], world: int, first: Definition, second: Definition | None
) -> None:
    here = worlds[world]
    tags = list(here.context.catalog.tags)
    assume(not any(decided_by_a_hair(each.where, here.reference) for each in (first, second) if each is not None))
    sizes, counts = tallies(here.indexed, here.context, tags, first, second)
    assert (sizes, {each.split.tag.id: each for each in counts}) == _asked(here, tags, first, second)


def _asked(
    here: World, tags: list[Tag], first: Definition, second: Definition | None
) -> tuple[Tally, dict[str, TagCounts]]:
    sizes, counts = count_values(
        here.engine,
        here.context.catalog,
        split_tags(here.engine, here.context.catalog, tags),
        compile_definition(first, here.context),
        compile_definition(second, here.context) if second is not None else None,
    )
    found = {}
    for each in counts:  # the query also lists values that neither group has, and one of two names for 0
        values = {"0.0" if value == "-0.0" else value: tally for value, tally in each.values.items() if tally.either}
        found[each.split.tag.id] = replace(each, values=values)
    return sizes, found
