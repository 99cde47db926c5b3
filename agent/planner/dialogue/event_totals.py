"""A number that is said of an event the draft counts: of each one that counts, and no total, "45 minutes or more"."""

from dataclasses import replace

from agent.planner.conditions.totals import each_note, total_note
from agent.planner.conditions.understand import Understanding
from tools.catalog.model import Catalog, Property
from tools.segment import All, Condition, Definition, EventCondition, PropertyFilter, lines_of


def of_each(understood: Understanding, draft: Definition, events: frozenset[str], catalog: Catalog) -> Understanding:
    """What a step says, with the totals that nobody asked for as numbers of each event, where the draft counts it and
    the step goes on about the same `events`."""
    notes = list(understood.assumptions)
    lines: list[Condition] = []
    for line in lines_of(understood.definition.where):
        prop = _implied(line, draft, events, catalog)
        if prop is not None and total_note(prop) in notes and isinstance(line, EventCondition):
            notes[notes.index(total_note(prop))] = each_note(prop)
            number = {"op": line.op, "value": line.value, "values": line.values}
            one = PropertyFilter.model_validate(
                {"property": prop.id, **{k: v for k, v in number.items() if v is not None}}
            )
            line = EventCondition(
                event=line.event,
                where=(*line.where, one),
                window=line.window,
                op="at_least",
                value=1,
                because=line.because,
            )
        lines.append(line)
    where = lines[0] if len(lines) == 1 else All(of=tuple(lines))
    definition = understood.definition.model_copy(update={"where": where})
    return replace(understood, definition=definition, assumptions=tuple(notes))


def _implied(line: Condition, draft: Definition, events: frozenset[str], catalog: Catalog) -> Property | None:
    if not isinstance(line, EventCondition) or line.measure != "sum" or line.event not in events:
        return None
    counted = [
        old
        for old in lines_of(draft.where)
        if isinstance(old, EventCondition) and old.event == line.event and old.measure == "count"
    ]
    return catalog.event_property(line.event, line.property or "") if len(counted) == 1 else None
