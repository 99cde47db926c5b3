"""Nouns that only say again what kind of thing it is: the 手机 of 苹果手机, the plan of "downgraded their plan"."""

from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Filler, Item, Mention
from tools.catalog.lexicon import Entry
from tools.catalog.model import Attribute, Event
from tools.catalog.tokens import is_passed_over, phrase, stands_in

_BESIDE = 3.0


def pass_over_kind_nouns(reading: Reading) -> None:
    """用苹果手机的: behind a value a word in the name of its tag, where its own event is not spoken of."""
    for at in range(1, len(reading.items)):
        before, item = reading.items[at - 1], reading.items[at]
        if not (isinstance(before, Mention) and isinstance(item, Mention) and item.entries[0].kind == "property_value"):
            continue
        events = {entry.event for entry in item.entries}
        rest = [other for other in reading.items if isinstance(other, Mention) and other is not item]
        spoken_of = any(all(entry.event in events for entry in other.entries) for other in rest)
        owners = [reading.catalog.tag(entry.tag or "") for entry in before.entries if entry.kind in ("value", "group")]
        if len(events) == 1 and not spoken_of and any(_names(owner, _keys(reading, item)) for owner in owners if owner):
            reading.items[at] = Filler(item.start, item.end)


def pass_over_objects(reading: Reading, chosen: dict[int, tuple[Entry, ...]], events: dict[int, Event]) -> None:
    """What was changed, bought, visited is in the name of the event: a bare name of it adds nothing. `events` are
    those that are spoken of, by the items that do."""
    for at, options in chosen.items():
        tag = reading.catalog.tag(options[0].tag or "") if options[0].kind == "tag" else None
        valued = any(other[0].tag == options[0].tag and other[0].values for other in chosen.values())
        if tag is None or tag.type not in ("choice", "set") or valued or at in reading.taken:
            continue
        keys = _keys(reading, reading.items[at])
        if any(reading.gap(place, at) < _BESIDE and _names(event, keys) for place, event in events.items()):
            reading.taken.add(at)


def is_in_name_of(reading: Reading, item: Item, event: Event) -> bool:
    """Whether the words of an item stand in a name of the event."""
    return _names(event, _keys(reading, item))


def _names(named: Attribute | Event, keys: tuple[str, ...]) -> bool:
    return any(stands_in(keys, phrase(name)) for name in (*named.name.all, *named.aliases))


def _keys(reading: Reading, item: Item) -> tuple[str, ...]:
    return tuple(token.key for token in reading.tokens[item.start : item.end] if not is_passed_over(token))
