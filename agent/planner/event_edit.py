"""Changes to one condition on an event. What only the old line says stays: its time, its filters."""

from agent.planner.places import said, values_of
from tools.segment import Condition, EventCondition, Not, PropertyFilter, Scalar


def is_mere_number(line: EventCondition) -> bool:
    """How often an event happened, and nothing else of it: "at least twice"."""
    return not line.where and line.window is None and not is_at_all(line)


def is_at_all(line: EventCondition) -> bool:
    """The condition that says only that it happened."""
    return line.measure == "count" and line.op == "at_least" and line.value == 1


def event_instead(old: EventCondition, new: EventCondition, swaps: bool) -> EventCondition:
    filters = {one.property: one for one in old.where}
    for one in new.where:
        before = filters.get(one.property)
        if before is not None and one.op in ("is", "in") and before.op in ("is", "in"):
            values = exchanged(filter_values(before), filter_values(one), swaps)
            one = filter_on(one.property, values)
        filters[one.property] = one
    number = old if is_at_all(new) else new
    kept = {"op", "value", "values", "measure", "property"}
    return EventCondition.model_validate(
        number.model_dump(include=kept, exclude_none=True)
        | {
            "event": old.event,
            "where": tuple(filters.values()),
            "window": new.window or old.window,
            "because": said(old, new),
        }
    )


def refined(old: Condition, new: Condition) -> list[Condition]:
    """An event's line held to more: its filters and time are meant of what is added as well."""
    assert isinstance(old, EventCondition)
    assert isinstance(new, EventCondition)
    if new.measure == "count":
        return [event_instead(old, new, swaps=False)]
    filters = tuple(dict.fromkeys((*old.where, *new.where)))
    return [old, new.model_copy(update={"where": filters, "window": new.window or old.window})]


def with_fewer_values(line: EventCondition, gone: EventCondition) -> EventCondition | None:
    """ "bought towels or soap" without the soap; None when nothing is left that was bought."""
    out = {one.property: set(filter_values(one)) for one in gone.where}
    filters: list[PropertyFilter] = []
    for one in line.where:
        values = tuple(value for value in filter_values(one) if value not in out.get(one.property, set()))
        if not values:
            return None
        filters.append(one if values == filter_values(one) else filter_on(one.property, values))
    return line.model_copy(update={"where": tuple(filters)})


def filter_on(property_id: str, values: tuple[Scalar, ...]) -> PropertyFilter:
    if len(values) == 1:
        return PropertyFilter(property=property_id, op="is", value=values[0])
    return PropertyFilter(property=property_id, op="in", values=values)


def differ(line: EventCondition, gone: Condition) -> bool:
    """Whether an event's line is about other values than the one to take away: other things bought."""
    one, other = held_values(line), held_values(gone)
    return bool(one and other and not one & other)


def held_values(line: Condition) -> set[Scalar]:
    """Values that a line or its negation names, of a tag or of an event's properties."""
    bare = line.of if isinstance(line, Not) else line
    if isinstance(bare, EventCondition):
        return {value for one in bare.where for value in filter_values(one)}
    return set(values_of(bare) or ())


def filter_values(one: PropertyFilter) -> tuple[Scalar, ...]:
    return one.values or (() if one.value is None else (one.value,))


def exchanged(before: tuple[Scalar, ...], after: tuple[Scalar, ...], swaps: bool) -> tuple[Scalar, ...]:
    """ "Beijing to Shanghai" names what goes as well: the others stay, and only what is new comes."""
    fresh = tuple(value for value in after if value not in before)
    if not swaps or not fresh or len(fresh) == len(after):
        return after
    return (*(value for value in before if value not in after), *fresh)


def overlap(old: Condition, new: Condition) -> bool:
    return bool(held_values(old) & held_values(new))
