"""Words of a step that only point: at what of a definition changes, at a value's tag, at what goes and what comes."""

from dataclasses import replace
from itertools import pairwise

from agent.planner.edits.places import leaves_of, subjects
from agent.planner.grounding import Grounding
from agent.planner.text.items import Amount, Command, Filler, Item, Joint, Measure, Mention, Sign, Unknown
from agent.planner.text.parts import keys_of, part, text_of
from agent.planner.text.request import Request
from agent.planner.words import Slot, commands, filler, slots
from tools.catalog.lexicon import Entry
from tools.catalog.tokens import phrase, stands_in
from tools.segment import Condition, Definition, EventCondition, TagCondition

_SLOTS = slots()
_FILLER, _COMMANDS = filler(), commands()
_CHANGES = ("change", "switch", "replace", "update", "swap", "raise", "reduce", "increase", "改", "换", "调整", "修改")
_TO = ("to", "into", "with", "for", "成", "为", "到", "至")


def without_slots(request: Request, grounding: Grounding) -> tuple[Request, Slot | None]:
    """The request without words for what of a definition changes, and which of it they say; a tag's name is none."""
    slot: Slot | None = None
    items: list[Item] = []
    for item in request.items:
        known = _SLOTS.get(keys_of(request, item)) if isinstance(item, Unknown | Filler | Measure | Mention) else None
        named = isinstance(item, Mention) and any(
            _is_called(grounding, e, keys_of(request, item)) for e in item.entries
        )
        if isinstance(item, Amount | Sign) and (end := _end_in(request, item)):
            slot = end
            items.append(item if isinstance(item, Amount) else Filler(item.start, item.end))
            continue
        if slot is not None and isinstance(item, Mention) and keys_of(request, item) in _FILLER:
            item = Filler(item.start, item.end)  # "the condition about children"
        if known and not named and not ranks(item):
            slot = known if slot in (None, "any") else slot
            item = Filler(item.start, item.end)
        elif isinstance(item, Unknown) and (parts := _slots_in(request, item)):
            slot = slot if slot not in (None, "any") else next((one for one in parts if one != "any"), "any")
            item = Filler(item.start, item.end)
        items.append(item)
    return part(request, items), slot


def _end_in(request: Request, item: Amount | Sign) -> Slot | None:
    """The end of a range that 上限50岁 names; "at most 50" names none."""
    keys = keys_of(request, item)
    return next((end for n in range(1, len(keys) + 1) if (end := _SLOTS.get(keys[:n])) in ("upper", "lower")), None)


def _is_called(grounding: Grounding, entry: Entry, keys: tuple[str, ...]) -> bool:
    """Whether a tag is called just so, and is not only a thing of that kind: a date for 时间."""
    tag = grounding.catalog.tag(entry.tag or "")
    return tag is None or any(phrase(name) == keys for name in (*tag.name.all, *tag.aliases))


def of_the_draft(request: Request, draft: Definition) -> Request:
    """The request with what could be of several things as what the draft speaks of: the maths of its classes."""
    spoken = {(kind, name, prop) for line in leaves_of(draft.where) for kind, name, prop in _attributes(line)}
    items = list(request.items)
    for at, item in enumerate(items):
        if isinstance(item, Mention) and len(item.entries) > 1:
            kept = tuple(e for e in item.entries if (e.tag, e.event, e.prop) in spoken)
            items[at] = replace(item, entries=kept) if kept else item
    return part(request, items)


def of_its_event(request: Request, draft: Definition, narrows: bool) -> Request:
    """ "only at the resorts" of those who cancelled: what could be of several things is of what users did, where only
    the words themselves say of what it is."""
    events = {name for kind, name in subjects(draft.where) if kind == "event"}
    tags = {name for kind, name in subjects(draft.where) if kind == "tag"}
    mentions = [item for item in request.items if isinstance(item, Mention)]
    named = [any(entry.kind in ("tag", "event", "property") for entry in item.entries) for item in mentions]
    surely = [all(entry.kind in ("tag", "event", "property") for entry in item.entries) for item in mentions]
    if any(surely if narrows else named):
        return request
    items = list(request.items)
    for at, item in enumerate(items):
        if isinstance(item, Mention) and not any(entry.tag in tags for entry in item.entries):
            kept = tuple(entry for entry in item.entries if entry.prop and entry.event in events)
            items[at] = replace(item, entries=kept) if kept else item
    return part(request, items)


def as_change(request: Request, grounding: Grounding) -> Request:
    """年龄提到45: a word for a change that is a name of the catalog as well, before a number the name is not of, and
    the "change" of "change the age to 18-30", where it begins the turn and is a thing that users do, too."""
    items = list(request.items)
    first = next((at for at, item in enumerate(items) if not isinstance(item, Filler | Joint)), 0)
    if _orders(request, first):
        items[first] = Command(items[first].start, items[first].end, "replace")
    for at, item in enumerate(items[:-1]):
        if isinstance(item, Mention) and isinstance(items[at + 1], Amount):
            act = _COMMANDS.get(keys_of(request, item))
            if act == "replace" and not any(_is_number(entry, grounding) for entry in item.entries):
                items[at] = Command(item.start, item.end, act)
    return part(request, items)


def _orders(request: Request, at: int) -> bool:
    """Whether a mention is a bare verb for a change, with what changes and what it changes to behind it."""
    items = request.items
    if not items or not isinstance(items[at], Mention) or _COMMANDS.get(keys_of(request, items[at])) != "replace":
        return False
    named = next((i for i in range(at + 1, len(items)) if not isinstance(items[i], Filler)), len(items))
    to = [i for i in range(named + 1, len(items)) if text_of(request, items[i]) in _TO]
    written = text_of(request, items[at]) in _CHANGES
    return written and named < len(items) and isinstance(items[named], Mention) and bool(to)


def _is_number(entry: Entry, grounding: Grounding) -> bool:
    catalog = grounding.catalog
    named = catalog.tag(entry.tag) if entry.tag else catalog.event_property(entry.event or "", entry.prop or "")
    return entry.kind == "event" or (named is not None and named.type == "number")


def _attributes(line: Condition) -> list[tuple[str | None, str | None, str | None]]:
    match line:
        case TagCondition(tag=tag):
            return [(tag, None, None)]
        case EventCondition(event=event, where=where):
            return [(None, event, one.property) for one in where]
        case _:
            return []


def _slots_in(request: Request, item: Unknown) -> list[Slot]:
    """The slots that all words of an unknown stretch name, 抽样数量; none when a word is left."""
    keys, found = keys_of(request, item), []
    while keys:
        length = next((n for n in range(len(keys), 0, -1) if keys[:n] in _SLOTS), 0)
        if not length:
            return []
        found.append(_SLOTS[keys[:length]])
        keys = keys[length:]
    return found


def without_topics(request: Request, grounding: Grounding) -> Request:
    """手机是安卓的, 订单要是预付的: a word that is part of a name of the value's tag, or of the event that a
    property is of, only says what the value is of."""
    items = list(request.items)
    for at, item in enumerate(items):
        if not isinstance(item, Unknown):
            continue
        keys = keys_of(request, item)
        owners = {
            entry.tag
            for near in _beside(items, at)
            for entry in near.entries
            if entry.tag and entry.kind in ("value", "group")
        }
        tags = [tag for owner in owners if (tag := grounding.catalog.tag(owner))]
        names = [phrase(name) for tag in tags for name in (*tag.name.all, *tag.aliases)]
        names += [
            name for near in _beside(items, at) for entry in near.entries for name in _event_names(entry, grounding)
        ]
        if any(stands_in(keys, name) for name in names):
            items[at] = Filler(item.start, item.end)
    return part(request, items)


def _beside(items: list[Item], at: int) -> list[Mention]:
    return [near for near in items[max(0, at - 4) : at + 5] if isinstance(near, Mention)]


def _event_names(entry: Entry, grounding: Grounding) -> list[tuple[str, ...]]:
    event = grounding.catalog.event(entry.event or "") if entry.prop else None
    if event is None:
        return []
    names = [event.name, *(prop.name for prop in event.properties)]
    aliases = [*event.aliases, *(alias for prop in event.properties for alias in prop.aliases)]
    return [phrase(words) for words in (*(words for name in names for words in name.all), *aliases)]


def ranks(item: Item) -> bool:
    return isinstance(item, Measure) and item.aspect in ("top", "bottom", "random")


def swaps(request: Request) -> bool:
    """Whether the words name what goes and what comes: no list, or something on both sides of "changed to"."""
    mentions = [at for at, item in enumerate(request.items) if isinstance(item, Mention)]
    return any(_exchange(request, one, other) for one, other in pairwise(mentions))


def _exchange(request: Request, one: int, other: int) -> bool:
    """Whether what stands between two mentions puts the second in the place of the first."""
    between = request.items[one + 1 : other]
    if any(isinstance(item, Joint) and item.glue in ("and", "or", "list", "comma") for item in between):
        return False
    if any(isinstance(item, Command) and item.act == "replace" for item in between):
        return True
    if any(
        isinstance(item, Filler) and text_of(request, item) in ("to", "for", "with", "by", "into") for item in between
    ):
        return True
    first, second = request.items[one], request.items[other]
    assert isinstance(first, Mention)
    assert isinstance(second, Mention)
    return bool({entry.attribute for entry in first.entries} & {entry.attribute for entry in second.entries})
