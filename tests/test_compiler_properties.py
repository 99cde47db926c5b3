"""Compiled definitions on a real DuckDB against the reference, member for member, over random data and definitions."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from tests.random_definitions import World, about_one_thing, catalog, definitions, make_world, trees
from tests.reference import Reference, Row
from tools.compiler.contradiction import contradictions
from tools.segment import (
    All,
    AnyOf,
    Arithmetic,
    Condition,
    Definition,
    EventCondition,
    Expression,
    Formula,
    Near,
    Not,
    TagCondition,
)
from tools.segment.canonical import canonical, fingerprint


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[World]]:
    folder = tmp_path_factory.mktemp("worlds")
    plain = catalog("users", "user_id", "events", "")
    hostile = catalog('us"ers; --', "id'", "ev.ents", 'x"; DROP TABLE y; -- 列 ')
    measured = catalog("measured", "value", "user", "")
    kinds = [(plain, ""), (hostile, 'x"; DROP TABLE y; -- 列 '), (measured, "")]
    made = [make_world(seed, *kinds[seed % 3], folder) for seed in range(4)]
    yield made
    for world in made:
        world.engine.close()


which = st.integers(0, 3)

thorough = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
ordinary = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


def decided_by_a_hair(condition: Condition, reference: Reference) -> bool:
    """Whether a user lies so close to a circle's edge, or to a formula's bound, that floating point may say either."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            return any(decided_by_a_hair(part, reference) for part in parts)
        case Not(of=part):
            return decided_by_a_hair(part, reference)
        case Near(radius_m=radius):
            distances = [reference.distance_m(user, condition) for user in reference.users]
            # Near the opposite point of the earth the haversine is flat, and distances are known to a metre or so.
            return any(d is not None and abs(d - radius) < (10 if d > 1.9e7 else 1e-3) for d in distances)
        case Formula(left=left, right=right):
            return any(_is_close(left, right, user, reference) for user in reference.users)
        case _:
            return False


@thorough
@given(world=which, definition=definitions)
def test_compiled_definitions_select_who_they_mean(worlds: list[World], world: int, definition: Definition) -> None:
    here = worlds[world]
    assume(not decided_by_a_hair(definition.where, here.reference))
    expected = here.reference.members(definition)
    members = here.engine.ids(definition).column("user_id").to_pylist()
    if definition.order_by is None:
        members, expected = sorted(members), sorted(expected)
    assert members == expected
    assert here.engine.count(definition) == len(expected)


@ordinary
@given(world=which, conditions=st.lists(trees, min_size=1, max_size=4))
def test_conditions_counted_together_count_the_same(
    worlds: list[World], world: int, conditions: list[Condition]
) -> None:
    here = worlds[world]
    stacked: list[Condition] = [All(of=tuple(conditions[: end + 1])) for end in range(len(conditions))]
    together = here.engine.count_conditions([*conditions, *stacked])
    assert together == [here.engine.count(Definition(where=one)) for one in [*conditions, *stacked]]


@ordinary
@given(world=which, condition=trees)
def test_a_condition_and_its_negation_share_out_the_population(
    worlds: list[World], world: int, condition: Condition
) -> None:
    engine = worlds[world].engine
    with_it, without = engine.count_conditions([condition, Not(of=condition)])
    assert with_it + without == engine.population()


@ordinary
@given(world=which, definition=definitions, shuffle=st.randoms(use_true_random=False))
def test_order_and_nesting_of_conditions_change_nothing(
    worlds: list[World], world: int, definition: Definition, shuffle: random.Random
) -> None:
    rewritten = definition.model_copy(update={"where": _rewritten(definition.where, shuffle)})
    assert worlds[world].engine.ids(rewritten) == worlds[world].engine.ids(definition)
    assert fingerprint(rewritten) == fingerprint(definition)


@thorough
@given(world=which, definition=definitions)
def test_the_canonical_form_has_the_same_members(worlds: list[World], world: int, definition: Definition) -> None:
    once = canonical(definition)
    assert worlds[world].engine.ids(once) == worlds[world].engine.ids(definition)
    assert canonical(once) == once


@thorough
@given(world=which, conditions=about_one_thing, negated=st.lists(st.booleans(), min_size=3))
def test_what_is_called_a_contradiction_has_no_members(
    worlds: list[World], world: int, conditions: list[dict[str, Any]], negated: list[bool]
) -> None:
    parts = [{"kind": "not", "of": leaf} if no else leaf for leaf, no in zip(conditions, negated, strict=False)]
    definition = Definition.model_validate({"where": {"kind": "all", "of": parts}})
    if contradictions(definition.where, worlds[world].context.catalog):
        event("named")
        assert worlds[world].reference.members(definition) == []


def _is_close(left: Expression, right: Expression, user: Row, reference: Reference) -> bool:
    """Whether two sides differ by hardly anything, or are too large for what they differ by to be known."""
    if _is_large(left, user, reference) or _is_large(right, user, reference):
        return True
    one, other = reference.worked_out(user, left), reference.worked_out(user, right)
    return one is not None and other is not None and 0 < abs(one - other) < 1e-5


def _is_large(expression: Expression, user: Row, reference: Reference) -> bool:
    inside = (expression.left, expression.right) if isinstance(expression, Arithmetic) else ()
    return abs(reference.worked_out(user, expression) or 0) > 1e8 or any(
        _is_large(part, user, reference) for part in inside
    )


def _rewritten(condition: Condition, shuffle: random.Random) -> Condition:
    """The same meaning, written another way."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            of = [_rewritten(part, shuffle) for part in parts]
            shuffle.shuffle(of)
            group = type(condition)
            if len(of) > 2 and shuffle.random() < 0.5:
                of = [of[0], group(of=tuple(of[1:]))]
            if of and shuffle.random() < 0.3:
                of.append(of[0])
            return group(of=tuple(of))
        case Not(of=part):
            return Not(of=_rewritten(part, shuffle))
        case TagCondition(op="in", values=values) if values and shuffle.random() < 0.5:
            return condition.model_copy(update={"values": tuple(shuffle.sample(values, len(values))), "because": "x"})
        case EventCondition(op="at_least", value=int(value)) if condition.measure == "count" and value > 0:
            return condition.model_copy(update={"op": "more_than", "value": value - 1})
        case _:
            return Not(of=Not(of=condition)) if shuffle.random() < 0.2 else condition
