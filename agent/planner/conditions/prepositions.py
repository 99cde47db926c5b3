"""From and to: properties that are called by such a word, and those of which one says the old and one the new."""

from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Filler, Item, Joint, Measure, Mention, Unknown
from agent.planner.words import Side, aspects, glue, moves, prepositions, side_names, side_words
from tools.catalog.lexicon import Entry
from tools.catalog.model import Property
from tools.catalog.tokens import Token, phrase, stands_in

_PREPOSITIONS, _GLUE, _ASPECTS = prepositions(), glue(), aspects()
_SAID, _NAMES, _MOVES = side_words(), side_names(), moves()


def pass_over_small_words(reading: Reading) -> None:
    """ "never bought a device from us", 从青春套餐里抽300人: a word of grammar that is the name of a property, too, is
    one only with a value of it behind, and beside its event."""
    small = [at for at in range(len(reading.items)) if _is_small(reading, at)]
    led = {at: _led(reading, at) for at in small}
    for at in small:
        if not any(_is_spoken_of(reading, small, led, entry) for entry in led[at]):
            reading.items[at] = _as_grammar(reading, reading.items[at])


def side_said(reading: Reading, at: int) -> Side | None:
    """What the words in front of an item say: where from, or where to."""
    for place in range(at - 1, -1, -1):
        item = reading.items[place]
        if side := _SAID.get(_keys(reading, item)) or _SAID.get(_keys(reading, item)[-1:]):
            return side
        if not isinstance(item, Filler | Measure):
            # 飞过三亚: right behind a Chinese verb stands where it went to.
            done = isinstance(item, Mention) and any(entry.kind == "event" for entry in item.entries)
            return "to" if done and reading.tokens[item.start].kind == "han" else None
    return None


def pass_over_moves(reading: Reading, chosen: dict[int, tuple[Entry, ...]]) -> None:
    """ "moved from Lite to Family": what was done is said by what was before and what came after."""
    said = {
        side: at
        for at, options in chosen.items()
        if _has_side(reading, options[0]) and (side := side_said(reading, at))
    }
    for at, item in enumerate(reading.items):
        if len(said) == 2 and isinstance(item, Unknown) and _keys(reading, item) in _MOVES:
            reading.items[at] = Filler(item.start, item.end)


def _has_side(reading: Reading, entry: Entry) -> bool:
    prop = reading.catalog.event_property(entry.event or "", entry.prop or "")
    return prop is not None and bool(entry.values) and side_of(prop) is not None


def side_of(prop: Property) -> Side | None:
    """Which of the two a property is, by its name: "Previous plan", 新套餐, "Destination"."""
    sides = {_NAMES[word] for name in prop.name.all for word in _NAMES if stands_in(word, phrase(name))}
    return sides.pop() if len(sides) == 1 else None


def _is_small(reading: Reading, at: int) -> bool:
    item = reading.items[at]
    named = isinstance(item, Mention) and all(entry.kind == "property" for entry in item.entries)
    return named and _keys(reading, item) in _PREPOSITIONS


def _led(reading: Reading, at: int) -> list[Entry]:
    """The properties of a small word that have a value right behind it."""
    place = at + 1
    while place < len(reading.items) - 1 and isinstance(reading.items[place], Filler):
        place += 1
    item, behind = reading.items[at], reading.items[place] if place < len(reading.items) else None
    if not isinstance(item, Mention) or not isinstance(behind, Mention):
        return []
    return [entry for entry in item.entries if any(_is_value_of(value, entry) for value in behind.entries)]


def _is_value_of(value: Entry, prop: Entry) -> bool:
    return bool(value.values) and (value.event, value.prop) == (prop.event, prop.prop)


def _is_spoken_of(reading: Reading, small: list[int], led: dict[int, list[Entry]], prop: Entry) -> bool:
    """Whether the event is named, or something that only it has, or "from … to …" says both."""
    if any(other.event == prop.event and other.prop != prop.prop for at in small for other in led[at]):
        return True
    others = [item for at, item in enumerate(reading.items) if isinstance(item, Mention) and at not in small]
    return any(all(entry.event == prop.event for entry in item.entries) for item in others)


def _as_grammar(reading: Reading, item: Item) -> Item:
    keys = _keys(reading, item)
    if keys in _GLUE:
        return Joint(item.start, item.end, _GLUE[keys])
    return Measure(item.start, item.end, _ASPECTS[keys]) if keys in _ASPECTS else Filler(item.start, item.end)


def _keys(reading: Reading, item: Item) -> tuple[str, ...]:
    return tuple(token.key for token in _tokens(reading, item))


def _tokens(reading: Reading, item: Item) -> list[Token]:
    return reading.tokens[item.start : item.end]
