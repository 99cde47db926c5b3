"""What a step says, where the draft tells what it is of."""

from agent.planner.grounding import Grounding
from agent.planner.items import Amount, Command, Filler, Item, Joint, Mention
from agent.planner.parts import part
from agent.planner.places import subjects
from agent.planner.quantities import same_unit
from agent.planner.reader import Request
from agent.planner.understand import Understanding
from tools.catalog.lexicon import Entry
from tools.segment import Definition


def understood_in(request: Request, draft: Definition, grounding: Grounding) -> Understanding:
    """What a step says. A property or its value is of the event that the draft speaks of, without naming it again."""
    understood = grounding.understand(request.described())
    mentions = [item for item in request.items if isinstance(item, Mention)]
    events = {name for kind, name in subjects(draft.where) if kind == "event"}
    of = {entry.event for item in mentions for entry in item.entries if entry.prop and entry.event in events}
    if not mentions:
        of = {event for event in events if _measured_alike(event, request, grounding)}
    lead = next((at for at, item in enumerate(request.items) if _may_lead(item)), None)
    event = grounding.catalog.event(next(iter(of)) or "") if len(of) == 1 else None
    if not understood.questions or event is None or lead is None:
        return understood
    items = list(request.items)
    items[lead] = Mention(items[lead].start, items[lead].end, (Entry("event", event.id, event.name, event=event.id),))
    again = grounding.understand(part(request, items).described())
    return understood if again.questions else again


def _may_lead(item: Item) -> bool:
    """Whether an item may stand for the event: it says nothing of users itself."""
    return isinstance(item, Command | Filler) or (isinstance(item, Joint) and item.glue in ("and", "or", "then", "but"))


def _measured_alike(event_id: str, request: Request, grounding: Grounding) -> bool:
    """Whether all amounts have the unit of a number of the event: 单笔超过300元."""
    event = grounding.catalog.event(event_id)
    units = [prop.unit.all for prop in event.properties if prop.unit] if event else []
    amounts = [item.quantity for item in request.items if isinstance(item, Amount)]
    return bool(amounts) and all(any(same_unit(q.unit, q.unit_class, unit) for unit in units) for q in amounts)


def events_not_named(request: Request, understood: Understanding) -> frozenset[str]:
    """Events that conditions are on although the request names only a property of them, or a value."""
    named = {
        entry.event or entry.id
        for item in request.items
        if isinstance(item, Mention)
        for entry in item.entries
        if entry.kind == "event"
    }
    about = {name for kind, name in subjects(understood.definition.where) if kind == "event"}
    return frozenset(about - named)
