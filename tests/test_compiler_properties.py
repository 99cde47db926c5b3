"""Compiled definitions on a real DuckDB against the reference, member for member, over random data and definitions."""

import random
from typing import Any

from hypothesis import assume, event, given
from hypothesis import strategies as st

from tests.by_a_hair import decided_by_a_hair
from tests.random_definitions import (
    World,
    about_one_thing,
    definitions,
    ordinary,
    thorough,
    trees,
    which,
)
from tools.compiler.contradiction import contradictions
from tools.segment import (
    All,
    AnyOf,
    Condition,
    Definition,
    EventCondition,
    Not,
    TagCondition,
)
from tools.segment.canonical import canonical, fingerprint


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
