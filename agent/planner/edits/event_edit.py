"""Changes to one condition on an event. What only the old line says stays: its time, its filters."""

from agent.planner.conditions.event_filters import filter_on
from agent.planner.edits.places import leaves_of, mapped, rewritten, said, values_of
from tools.segment import Condition, Definition, EventCondition, Not, PropertyFilter, Scalar


def is_mere_number(line: EventCondition) -> bool:
    """How often an event happened, and nothing else of it: "at least twice"."""
    return not line.where and line.window is None and not is_at_all(line)


def is_at_all(line: EventCondition) -> bool:
    """The condition that says only that it happened."""
    return line.measure == "count" and line.op == "at_least" and line.value == 1


def is_merely_done(line: Condition) -> bool:
    """That something was done, and no more of it."""
    return isinstance(line, EventCondition) and is_at_all(line) and line.window is None and not line.where


def says_ever(line: Condition) -> bool:
    """ "those who never ordered", 从没买过的: of any kind and at any time."""
    words = line.because.lower() if isinstance(line, EventCondition) and line.because else ""
    return any(ever in words for ever in ("never", "ever ", "从没", "从未", "从来", "未曾", "at all"))


def done_at_all(line: Condition) -> Condition:
    """What a line counts, at least once, of what and when it says."""
    assert isinstance(line, EventCondition)
    return EventCondition(event=line.event, where=line.where, window=line.window, because=line.because)


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


def refined(old: Condition, new: Condition, only: bool) -> list[Condition]:
    """An event's line held to more: its filters and time are meant of what is added as well. Other values than it has
    are something else that was done, in the same time; or with `only` are meant in their place."""
    assert isinstance(old, EventCondition)
    assert isinstance(new, EventCondition)
    named = {one.property for one in new.where if _is_values(one)}
    others = {one.property for one in old.where if _is_values(one)} & named
    if others and not only and not overlap(old, new):
        return [old, new.model_copy(update={"window": new.window or old.window})]
    if new.measure == "count":
        return [event_instead(old, new, swaps=False)]
    filters = tuple(dict.fromkeys((*old.where, *new.where)))
    return [old, new.model_copy(update={"where": filters, "window": new.window or old.window})]


def is_about_other_values(old: Condition, new: Condition) -> bool:
    """Whether both are on the same property of the same event: of website bookings, where only phone bookings count."""
    if not (isinstance(old, EventCondition) and isinstance(new, EventCondition) and old.event == new.event):
        return False
    return bool({one.property for one in old.where if _is_values(one)} & {one.property for one in new.where})


def with_more_values(old: Condition, new: Condition) -> EventCondition | None:
    """ "or protein powder" of those who bought towels: either was bought. None where more is said, or less known."""
    if not (isinstance(old, EventCondition) and isinstance(new, EventCondition) and old.event == new.event):
        return None
    if not is_at_all(new) or new.window is not None or len(new.where) != 1 or not _is_values(new.where[0]):
        return None
    filters = {one.property: one for one in old.where if _is_values(one)}
    one = filters.get(new.where[0].property)
    if one is None:
        return None
    values = tuple(dict.fromkeys((*filter_values(one), *filter_values(new.where[0]))))
    where = tuple(filter_on(f.property, values) if f is one else f for f in old.where)
    return old.model_copy(update={"where": where, "because": said(old, new)})


def _is_values(one: PropertyFilter) -> bool:
    return one.op in ("is", "in") and not isinstance(one.value, bool)


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


def differ(line: EventCondition, gone: Condition) -> bool:
    """Whether an event's line is about other values than the one to take away: other things bought."""
    one, other = held_values(line), held_values(gone)
    return bool(one and other and not one & other)


def says_more(line: EventCondition, gone: EventCondition) -> bool:
    """Whether what is to go is only a part of what the line lets in: phones bought in instalments, of phones bought."""
    about = {one.property for one in line.where}
    number = {"measure", "property", "op", "value", "values"}
    other_number = not is_at_all(gone) and gone.model_dump(include=number) != line.model_dump(include=number)
    other_time = gone.window is not None and gone.window != line.window
    return bool({one.property for one in gone.where} - about) or other_number or other_time


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


def without_properties(definition: Definition, named: set[tuple[str, str]]) -> Definition | None:
    """`definition` without its filters on these (event, property); None when it has none such."""

    def without(line: Condition) -> Condition | None:
        if isinstance(line, Not):
            inner = without(line.of)
            return Not(of=inner) if inner is not None else None
        if not isinstance(line, EventCondition):
            return line
        if line.property is not None and (line.event, line.property) in named:
            return None
        kept = tuple(one for one in line.where if (line.event, one.property) not in named)
        return line if kept == line.where else line.model_copy(update={"where": kept})

    where = rewritten(definition.where, without)
    return None if where == definition.where else definition.model_copy(update={"where": where})


def without_number(definition: Definition) -> Definition | None:
    """`definition` with what is counted at all, instead of so often; None where not just one thing is counted."""
    counted = [line for line in leaves_of(definition.where) if isinstance(line, EventCondition) and not is_at_all(line)]
    if len(counted) != 1 or counted[0].measure != "count":
        return None
    once = counted[0].model_copy(update={"op": "at_least", "value": 1, "values": None})
    return definition.model_copy(update={"where": mapped(definition.where, lambda _: once, [counted[0]])})
