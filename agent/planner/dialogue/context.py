"""What a step says, where the draft tells what it is of."""

from agent.planner.amounts.quantities import same_unit
from agent.planner.conditions.understand import Understanding
from agent.planner.edits.places import leaves_of, subjects
from agent.planner.grounding import Grounding
from agent.planner.text.items import Amount, Command, Filler, Item, Joint, Measure, Mention, When
from agent.planner.text.parts import part
from agent.planner.text.request import Request
from agent.planner.times.windows import Time
from tools.catalog.lexicon import Entry
from tools.catalog.model import Event
from tools.catalog.tokens import phrase
from tools.segment import Definition


def understood_in(request: Request, draft: Definition, grounding: Grounding) -> Understanding:
    """What a step says. A property or its value is of the event that the draft speaks of, without naming it again."""
    understood = grounding.understand(request.described())
    mentions = [item for item in request.items if isinstance(item, Mention)]
    events = {name for kind, name in subjects(draft.where) if kind == "event"}
    of = {entry.event for item in mentions for entry in item.entries if entry.prop and entry.event in events}
    if not mentions:
        of = {event for event in events if _measured_alike(event, request, grounding)}
    event = grounding.catalog.event(next(iter(of)) or "") if len(of) == 1 else None
    if event is None or not (understood.questions or _is_of_another(understood, request, event, grounding)):
        return understood
    items = list(request.items)
    lead = next((at for at, item in enumerate(items) if _may_lead(item)), None)
    span = items[lead or 0]
    mention = Mention(span.start, span.end, (Entry("event", event.id, event.name, event=event.id),))
    items[lead or 0 : (lead or 0) + (lead is not None)] = [mention]
    again = grounding.understand(part(request, items).described())
    return understood if again.questions else again


def at_its_time(request: Request, draft: Definition) -> Request:
    """ "leave out who complained in that time": the time of the draft, where it has just one."""
    windows = {w.model_dump_json(): w for leaf in leaves_of(draft.where) if (w := getattr(leaf, "window", None))}
    if len(windows) != 1:
        return request
    (window,) = windows.values()
    items: list[Item] = [
        When(item.start, item.end, Time(window, item.end - item.start))
        if isinstance(item, Measure) and item.aspect == "same_time"
        else item
        for item in request.items
    ]
    return part(request, items)


def _is_of_another(understood: Understanding, request: Request, event: Event, grounding: Grounding) -> bool:
    """Whether "2 stars or fewer" was read of a number that is in points, while the event has one in stars."""
    if any(isinstance(item, Mention) for item in request.items):
        return False
    named = (grounding.catalog.tag(name) for kind, name in subjects(understood.definition.where) if kind == "tag")
    theirs = {phrase(name) for tag in named if tag and tag.unit for name in tag.unit.all}
    its = {phrase(name) for prop in event.properties if prop.unit for name in prop.unit.all}
    said = {item.quantity.unit for item in request.items if isinstance(item, Amount)}
    return bool(said) and said <= its and not said & theirs


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
