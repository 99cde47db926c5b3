"""Values of an event that one condition cannot hold together: "bought both diapers and baby food"."""

from agent.planner.conditions.hosts import Host
from agent.planner.conditions.lists import is_denied
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Joint
from tools.segment import All, Condition, EventCondition, PropertyFilter


def each_of(reading: Reading, host: Host, condition: Condition) -> Condition:
    """ "bought both diapers and baby food": one condition for each, since no single event need have both."""
    first, last = (
        min(at for at in (host.at, *(at for at, _ in host.filters))),
        max((at for at, _ in host.filters), default=-1),
    )
    both = [
        at
        for at in range(max(0, first - 1), min(last + 3, len(reading.items)))
        if isinstance(item := reading.items[at], Joint) and item.glue == "both" and not is_denied(reading, at)
    ]
    if not both or not isinstance(condition, EventCondition):
        return condition
    lists = [part for part in condition.where if part.op == "in"]
    if len(lists) != 1:
        return condition
    reading.taken.update(both)
    (several,) = lists
    prop = reading.catalog.event_property(condition.event, several.property)
    if prop is not None and prop.type == "set":
        all_of = several.model_copy(update={"op": "all_of"})
        where = tuple(all_of if part is several else part for part in condition.where)
        return condition.model_copy(update={"where": where})
    rest = tuple(part for part in condition.where if part is not several)
    return All(
        of=tuple(
            condition.model_copy(
                update={"where": (*rest, PropertyFilter(property=several.property, op="is", value=value))}
            )
            for value in several.values or ()
        )
    )
