"""Which tags and events a definition speaks of, in the saved segments that it names as well."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import assert_never

from tools.segment.definition import Condition, Definition
from tools.segment.event import EventCondition
from tools.segment.formula import Expression, Formula, MeasureNumber, Number, TagNumber, operands
from tools.segment.group import All, AnyOf, Not
from tools.segment.near import Near
from tools.segment.saved import InLookalike, InSegment
from tools.segment.sequence import Sequence
from tools.segment.tag import TagCondition

# Looks a saved segment up by its name and version; None when there is none.
FindSaved = Callable[[str, int | None], Definition | None]


@dataclass(frozen=True)
class Uses:
    """Ids of the tags, events and lookalikes, and names of the segments, that decide who is in an audience."""

    tags: frozenset[str]
    events: frozenset[str]
    lookalikes: frozenset[str]
    segments: frozenset[str]


def uses(definition: Definition, saved: FindSaved) -> Uses:
    """What decides who is in `definition`, its order included: it would only restate the definition in a profile, and
    would give the answer away in a model of it."""
    leaves = list(_leaves(definition, saved, frozenset()))
    return Uses(
        tags=frozenset(name for kind, name in leaves if kind == "tag"),
        events=frozenset(name for kind, name in leaves if kind == "event"),
        lookalikes=frozenset(name for kind, name in leaves if kind == "lookalike"),
        segments=frozenset(name for kind, name in leaves if kind == "segment"),
    )


def _leaves(
    definition: Definition, saved: FindSaved, inside: frozenset[tuple[str, int | None]]
) -> Iterator[tuple[str, str]]:
    order = definition.order_by if definition.limit else None
    if order and order.tag:
        yield "tag", order.tag
    if order and order.measure:
        yield "event", order.measure.event
    yield from _of(definition.where, saved, inside)


def _of(condition: Condition, saved: FindSaved, inside: frozenset[tuple[str, int | None]]) -> Iterator[tuple[str, str]]:
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            for part in parts:
                yield from _of(part, saved, inside)
        case Not(of=part):
            yield from _of(part, saved, inside)
        case TagCondition(tag=tag) | Near(tag=tag):
            yield "tag", tag
        case EventCondition(event=event):
            yield "event", event
        case Sequence(steps=steps):
            yield from (("event", step.event) for step in steps)
        case Formula(left=left, right=right):
            yield from named_in(left)
            yield from named_in(right)
        case InLookalike(lookalike=lookalike):
            yield "lookalike", lookalike
        case InSegment(segment=name, version=version):
            yield "segment", name
            # A segment that names itself is refused when it is checked; here it must only not run for ever.
            found = saved(name, version) if (name, version) not in inside else None
            if found is not None:
                yield from _leaves(found, saved, inside | {(name, version)})
        case _:
            assert_never(condition)


def stands_alone(definition: Definition) -> bool:
    """Whether the definition means the same for good: it names no saved segment and no lookalike."""
    found = uses(definition, lambda name, version: None)
    return not found.segments and not found.lookalikes


def named_in(expression: Expression) -> Iterator[tuple[str, str]]:
    """("tag", id) and ("event", id) of what an expression is worked out from."""
    for operand in operands(expression):
        match operand:
            case TagNumber(tag=tag):
                yield "tag", tag
            case MeasureNumber(event=event):
                yield "event", event
            case Number():
                pass
            case _:
                assert_never(operand)
