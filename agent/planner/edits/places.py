"""The lines of a definition at any depth: what they speak of, which values they hold, and others put in their place."""

from collections.abc import Callable, Iterator

from tools.segment import (
    All,
    AnyOf,
    Condition,
    EventCondition,
    Formula,
    InLookalike,
    InSegment,
    Near,
    Not,
    Scalar,
    Sequence,
    TagCondition,
)
from tools.segment.uses import named_in

Subject = tuple[str, str]
Path = tuple[int, ...]


def places(condition: Condition, path: Path = ()) -> Iterator[tuple[Path, Condition]]:
    """Every line with its place: the conditions that are no group, a negation with all that it negates."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            for i, part in enumerate(parts):
                yield from places(part, (*path, i))
        case _:
            yield path, condition


def put(condition: Condition, path: Path, new: Condition | None) -> Condition | None:
    """`condition` with `new` at `path`, or without that line; None when nothing is left."""
    if not path:
        return new
    assert isinstance(condition, All | AnyOf)
    inner = put(condition.of[path[0]], path[1:], new)
    parts = [*condition.of[: path[0]], *([] if inner is None else [inner]), *condition.of[path[0] + 1 :]]
    if not parts:
        return None
    if isinstance(condition, All):
        return joined(parts)
    return parts[0] if len(parts) == 1 else AnyOf(of=tuple(parts))


def rewritten(condition: Condition, change: Callable[[Condition], Condition | None]) -> Condition:
    """Every line as `change` has it, without those it has None for; everyone when no line is left."""
    return _rewritten(condition, change) or All()


def _rewritten(condition: Condition, change: Callable[[Condition], Condition | None]) -> Condition | None:
    if not isinstance(condition, All | AnyOf):
        return change(condition)
    parts = [new for part in condition.of if (new := _rewritten(part, change)) is not None]
    if parts == list(condition.of):
        return condition
    if isinstance(condition, All):
        return joined(parts) if parts else None
    return AnyOf(of=tuple(parts)) if len(parts) > 1 else next(iter(parts), None)


def joined(lines: list[Condition]) -> Condition:
    flat = [part for line in lines for part in (line.of if isinstance(line, All) else (line,))]
    return flat[0] if len(flat) == 1 else All(of=tuple(flat))


def subjects(condition: Condition) -> set[Subject]:
    """What a condition speaks of: tags, events, segments, lookalikes."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            return set().union(*(subjects(part) for part in parts))
        case Not(of=part):
            return subjects(part)
        case TagCondition(tag=tag) | Near(tag=tag):
            return {("tag", tag)}
        case EventCondition(event=event):
            return {("event", event)}
        case Sequence(steps=steps):
            return {("event", step.event) for step in steps}
        case Formula(left=left, right=right):
            return {*named_in(left), *named_in(right)}
        case InSegment(segment=name):
            return {("segment", name)}
        case InLookalike(lookalike=name):
            return {("lookalike", name)}


def values_of(condition: Condition) -> tuple[Scalar, ...] | None:
    """The values that a line takes any of; None for other lines. A flag has no values."""
    match condition:
        case TagCondition(op="is", value=value) if value is not None and not isinstance(value, bool):
            return (value,)
        case TagCondition(op="in" | "all_of", values=values):
            return values
        case _:
            return None


def with_values(line: Condition, values: tuple[Scalar, ...], because: str | None) -> TagCondition:
    """A line on the same tag with other values."""
    assert isinstance(line, TagCondition)
    if len(values) == 1:
        return TagCondition(tag=line.tag, op="is", value=values[0], because=because)
    op = line.op if line.op == "all_of" else "in"
    return TagCondition(tag=line.tag, op=op, values=values, because=because)


def said(*lines: Condition) -> str | None:
    """The words that lines came from, one after the other."""
    words = [line.because for line in lines if not isinstance(line, All | AnyOf | Not) and line.because]
    return " … ".join(dict.fromkeys(words)) or None


def mapped(
    condition: Condition, change: Callable[[Condition], Condition], of: list[Condition] | None = None
) -> Condition:
    """The condition with every leaf changed, or only the leaves in `of`."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            return condition.model_copy(update={"of": tuple(mapped(part, change, of) for part in parts)})
        case Not(of=part):
            return Not(of=mapped(part, change, of))
        case _:
            return change(condition) if of is None or condition in of else condition


def leaves_of(condition: Condition) -> list[Condition]:
    """Every condition that is no group and no negation."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            return [leaf for part in parts for leaf in leaves_of(part)]
        case Not(of=part):
            return leaves_of(part)
        case _:
            return [condition]
