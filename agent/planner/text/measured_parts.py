"""The 时长 of 总时长, the 分 of 最低分: behind a word that measures, the end of a name or a unit names the number."""

from collections.abc import Iterator

from agent.planner.text.items import (
    Filler,
    Item,
    Measure,
    Mention,
    Unknown,
    pauses,
)
from tools.catalog.lexicon import Entry
from tools.catalog.model import Catalog
from tools.catalog.tokens import Token, phrase

_MEASURING = ("sum", "avg", "max", "min", "top", "bottom")
_LONGEST = 4


def with_measured_parts(tokens: list[Token], items: list[Item], catalog: Catalog) -> list[Item]:
    """The items with each such word as the one number, of the events named, that it can be."""
    out = list(items)
    for item in items:
        if not isinstance(item, Measure) or item.aspect not in _MEASURING:
            continue
        for length in range(_LONGEST, 0, -1):
            end = item.end + length
            inside = [other for other in out if item.end <= other.start and other.end <= end]
            whole = bool(inside) and inside[-1].end == end and any(isinstance(other, Unknown) for other in inside)
            if not whole or not all(isinstance(other, Unknown | Filler) for other in inside):
                continue
            keys = tuple(token.key for token in tokens[item.end : end])
            found = {entry.id: entry for entry in _numbers(out, item, catalog) if _ends(catalog, entry, keys)}
            if len(found) == 1:
                (entry,) = found.values()
                at = out.index(inside[0])
                out[at : at + len(inside)] = [Mention(item.end, end, (entry,))]
                break
    return out


def _numbers(items: list[Item], measure: Item, catalog: Catalog) -> Iterator[Entry]:
    """The number properties of the events that the clause of a word names, or else the request."""
    at = items.index(measure)
    start = max((i for i in range(at) if pauses(items[i])), default=0)
    end = min((i for i in range(at, len(items)) if pauses(items[i])), default=len(items))
    events = list(_events(items[start:end])) or list(_events(items))
    for event in (known for name in dict.fromkeys(events) if (known := catalog.event(name))):
        for prop in event.properties:
            if prop.type == "number":
                yield Entry("property", prop.id, prop.name, event=event.id, prop=prop.id)


def _events(items: list[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Mention):
            yield from (entry.event for entry in item.entries if entry.kind == "event" and entry.event)


def _ends(catalog: Catalog, entry: Entry, keys: tuple[str, ...]) -> bool:
    prop = catalog.event_property(entry.event or "", entry.prop or "")
    if prop is None:
        return False
    names = (phrase(name) for name in (*prop.name.all, *prop.aliases))
    units = (phrase(name) for name in (prop.unit.all if prop.unit else ()))
    return keys in units or any(name[-len(keys) :] == keys for name in names)
