"""Which of several things a word stands for, from the words around it. What stays open becomes a question."""

from collections.abc import Callable, Iterable

from agent.planner.conditions.kind_nouns import pass_over_kind_nouns
from agent.planner.conditions.kind_words import stands_in_name_of_tag
from agent.planner.conditions.prepositions import pass_over_moves, pass_over_small_words, side_of, side_said
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Amount, Filler, Joint, Mention, Unknown, When
from tools.catalog.lexicon import Entry
from tools.catalog.model import Event, Tag
from tools.language import Lang, Text

Options = tuple[Entry, ...]


def resolve(reading: Reading) -> dict[int, Options]:
    """Item index of each mention → the entry it stands for; several only where a time can still decide between tags."""
    pass_over_small_words(reading)
    pass_over_kind_nouns(reading)
    chosen: dict[int, Options] = {
        at: item.entries for at, item in enumerate(reading.items) if isinstance(item, Mention)
    }
    for at in sorted(chosen, key=lambda at: len(chosen[at])):
        chosen[at] = _narrow(reading, chosen, at)
    for at in [at for at in chosen if _is_an_id_elsewhere(reading, chosen, at)]:
        reading.items[at] = Unknown(reading.items[at].start, reading.items[at].end)
        del chosen[at]
    for at, options in list(chosen.items()):
        if len(options) > 1 and not all(option.window for option in options):
            _ask_which(reading, at, options)
            del chosen[at]
    pass_over_moves(reading, chosen)
    return chosen


def _is_an_id_elsewhere(reading: Reading, chosen: dict[int, Options], at: int) -> bool:
    """The "ticket" of "booked a ticket", where a value of another event has that id in the data: what people call that
    value is another word."""
    options = chosen[at]
    events = {entry.event for i, others in chosen.items() if i != at for entry in others if entry.kind == "event"}
    of_events = all(option.by_id and option.kind.startswith("property") for option in options)
    return of_events and bool(events) and not events & {option.event for option in options}


def _narrow(reading: Reading, chosen: dict[int, Options], at: int) -> Options:
    """Each rule keeps the options it speaks for, where it speaks for any."""
    rules: tuple[Callable[[Reading, dict[int, Options], int, Entry], bool], ...] = (
        _of_the_tag_named_beside,
        _said_by_its_tag,
        _done_as_named_beside,
        _comes_or_goes,
        _like_its_neighbour_in_a_list,
        _of_the_event_named,
        _of_the_event_of_its_value,
        _counted,
        _measured,
        _dated,
        _of_the_user,
        _stands_alone,
        _by_its_own_name,
    )
    options = chosen[at]
    for rule in rules:
        if len(options) == 1:
            break
        options = tuple(option for option in options if rule(reading, chosen, at, option)) or options
    return _same_attribute(options)


def _same_attribute(options: Options) -> Options:
    """Options of one tag are one; of a value and a group that share a name the group is meant, which holds more."""
    if len(options) == 1 or len({option.attribute for option in options}) > 1:
        return options
    if all(option.values for option in options):
        return (max(options, key=lambda option: len(option.values)),)
    return options[:1]


def _of_the_tag_named_beside(reading: Reading, chosen: dict[int, Options], at: int, option: Entry) -> bool:
    """Of several that are named, the nearest, rather the one before: "joined via A, served by B"."""
    if not option.values:
        return False
    owners = {owner for other in chosen[at] for owner in (other.tag, other.prop)}
    beside = {
        place: {name.id for name in _entries(chosen, [place], ("tag", "property")) if name.id in owners}
        for place in reading.neighbours(at)
        if not (at < place and _who_between(reading, at, place))
    }
    named = [place for place, ids in beside.items() if ids]
    nearest = min(named, key=lambda place: reading.gap(place, at) + (1.0 if place > at else 0.0), default=None)
    return nearest is not None and bool({option.tag, option.prop} & beside[nearest])


def _said_by_its_tag(reading: Reading, chosen: dict[int, Options], at: int, option: Entry) -> bool:
    """The counter of "bought tickets through the app but signed up at the counter", where a tag is called "signed up
    via" and signing up is a date: whatever else is bought at counters."""
    place = at - 1
    while place > 0 and isinstance(reading.items[place], Filler):
        place -= 1
    dated = any(entry.kind == "tag" for entry in chosen.get(place, ()))
    return dated and option.kind in ("value", "group") and stands_in_name_of_tag(reading, place, option)


def _comes_or_goes(reading: Reading, chosen: dict[int, Options], at: int, option: Entry) -> bool:
    """从轻享换到畅享, "flew from Oslo to Rome": of two properties the old one or the new one."""
    prop = reading.catalog.event_property(option.event or "", option.prop or "")
    side = side_said(reading, at)
    if side is None or prop is None or not option.values or side_of(prop) != side:
        return False
    # 从青春套餐里抽: of what they have, where nothing else speaks of the event, not even the other side.
    others = [place for place in chosen if place != at and any(e.event == option.event for e in chosen[place])]
    return any(
        all(entry.event == option.event for entry in chosen[place]) or side_said(reading, place) not in (None, side)
        for place in others
    )


def _done_as_named_beside(reading: Reading, chosen: dict[int, Options], at: int, option: Entry) -> bool:
    """The "bought" of "bought something in the shop", where buying is in the shop or in the café."""
    named = [chosen[i] for i in reading.neighbours(at, 2) if i in chosen and len(chosen[i]) == 1]
    return option.kind == "event" and any(one.kind == "event" and one.event == option.event for (one,) in named)


def _like_its_neighbour_in_a_list(reading: Reading, chosen: dict[int, Options], at: int, option: Entry) -> bool:
    for step in (-1, 1):
        joint, mate = at + step, at + 2 * step
        if not 0 <= mate < len(reading.items):
            continue
        glue = reading.items[joint]
        listed = isinstance(glue, Joint) and glue.glue in ("and", "or", "list", "comma", "nor")
        if listed and mate in chosen and option.values and any(m.attribute == option.attribute for m in chosen[mate]):
            return len(chosen[mate]) == 1
    return False


def _of_the_event_named(reading: Reading, chosen: dict[int, Options], at: int, option: Entry) -> bool:
    """Of several events with such a property, the nearest."""
    events = [i for i in _same_clause(reading, at) if any(_is_done(reading, entry) for entry in chosen.get(i, ()))]
    if not events and _is_taken_back(reading, at):
        before = [i for i in range(at) if any(entry.kind == "event" for entry in chosen.get(i, ()))]
        events = before[-1:]
    # "members of the Wulin club who visited …": what stands before "who" is said of the user.
    events = [i for i in events if not (at < i and _who_between(reading, at, i))]
    events = [i for i in events if i != at] or events  # "refunded orders", where much can be refunded
    nearest = min(events, key=lambda i: reading.gap(i, at), default=None)
    named = {entry.event for entry in chosen[nearest] if _is_done(reading, entry)} if nearest is not None else set()
    return option.kind in ("property", "property_value", "property_group") and option.event in named


def _is_done(reading: Reading, entry: Entry) -> bool:
    """An event, or a property that names it by a verb of its own: 看完."""
    return entry.kind == "event" or (entry.kind == "property" and _type(reading, entry) == "flag")


def _of_the_event_of_its_value(reading: Reading, chosen: dict[int, Options], at: int, option: Entry) -> bool:
    """The "spent" of "spent over 3000 on tyres" is of the event that tyres are a value of."""
    beside = _entries(chosen, _same_breath(reading, at), ("property_value", "property_group"))
    return option.kind == "property" and option.event in {entry.event for entry in beside}


def _same_breath(reading: Reading, at: int) -> list[int]:
    """Mentions with one meaning and no pause between."""
    return [
        i for i in reading.neighbours(at) if isinstance(item := reading.items[i], Mention) and len(item.entries) == 1
    ]


def _is_taken_back(reading: Reading, at: int) -> bool:
    """The resort of "stayed in a villa or a suite, but not at a resort": it goes on with what was done."""
    before = reading.before(at)
    item = reading.items[before] if before >= 0 else None
    if not isinstance(item, Joint) or item.glue not in ("not", "except"):
        return False
    earlier = reading.items[reading.before(before)] if reading.before(before) >= 0 else None
    if item.glue == "except":
        return reading.tokens[item.start].text == "but"
    return isinstance(earlier, Joint) and earlier.glue == "but"


def _who_between(reading: Reading, start: int, end: int) -> bool:
    return any(
        isinstance(item, Filler) and reading.tokens[item.start].text in ("who", "who's", "that", "whose")
        for item in reading.items[start:end]
    )


def _counted(reading: Reading, chosen: dict[int, Options], at: int, option: Entry) -> bool:
    """How often, or when: something that was done."""
    around = [reading.items[i] for i in reading.neighbours(at, 2)]
    times = any(isinstance(item, Amount) and item.quantity.unit_class == "times" for item in around)
    amount = any(isinstance(item, Amount) for item in around)
    dated = any(isinstance(item, When) for item in around)
    return option.kind == "event" and (times or (dated and not amount))


def _dated(reading: Reading, chosen: dict[int, Options], at: int, option: Entry) -> bool:
    """A time beside it: a date, or what was paid then; a total of all times has no other time."""
    near = [reading.items[i] for i in reading.neighbours(at, 2)]
    if not any(isinstance(item, When) for item in near):
        return False
    if option.kind == "property":
        timeless = all(not other.window and _type(reading, other) == "number" for other in chosen[at])
        return timeless and not any(isinstance(item, Joint) and item.glue != "of" for item in near)
    return option.kind == "tag" and _type(reading, option) == "date"


def _measured(reading: Reading, chosen: dict[int, Options], at: int, option: Entry) -> bool:
    """An amount beside it: a number."""
    if option.kind not in ("tag", "property"):
        return False
    amounts = any(isinstance(reading.items[i], Amount) for i in reading.neighbours(at, 2))
    return amounts and _type(reading, option) == "number"


def _stands_alone(reading: Reading, chosen: dict[int, Options], at: int, option: Entry) -> bool:
    """Says something about a user without a value beside it."""
    if option.kind == "tag":
        return _type(reading, option) in ("flag", "date")
    return option.kind != "property"


def _of_the_user(reading: Reading, chosen: dict[int, Options], at: int, option: Entry) -> bool:
    return option.kind not in ("property", "property_value", "property_group")


def _by_its_own_name(reading: Reading, chosen: dict[int, Options], at: int, option: Entry) -> bool:
    return option.primary and option.window is None


def _type(reading: Reading, entry: Entry) -> str | None:
    if entry.tag:
        tag = reading.catalog.tag(entry.tag)
        return tag.type if tag else None
    prop = reading.catalog.event_property(entry.event or "", entry.prop or "")
    return prop.type if prop else None


def _entries(chosen: dict[int, Options], indexes: Iterable[int], kinds: tuple[str, ...]) -> list[Entry]:
    return [entry for i in indexes for entry in chosen.get(i, ()) if entry.kind in kinds]


def _same_clause(reading: Reading, at: int) -> list[int]:
    return [i for i in range(len(reading.items)) if reading.gap(at, i) < 20]


def _ask_which(reading: Reading, at: int, options: Options) -> None:
    words = reading.words(reading.items[at])
    reading.taken.add(at)
    suggestions = tuple(_described(reading, option) for option in options)
    listed_en, listed_zh = (
        "; ".join(_in(reading, o, "en") for o in options),
        "；".join(_in(reading, o, "zh") for o in options),
    )
    reading.ask(
        Text(
            en=f'"{words}" can mean several things: {listed_en}. Which do you mean?',
            zh=f"“{words}”有几种含义：{listed_zh}。您指的是哪一个？",
        ),
        words,
        suggestions,
    )


def _described(reading: Reading, entry: Entry) -> str:
    return _in(reading, entry, reading.lang)


def _in(reading: Reading, entry: Entry, lang: Lang) -> str:
    """What an option is and what it belongs to, "City: Beijing": a reply that settles it."""
    owner: Tag | Event | None = None
    if entry.tag and entry.kind != "tag":
        owner = reading.catalog.tag(entry.tag)
    elif entry.event and entry.kind != "event":
        owner = reading.catalog.event(entry.event)
    name = entry.name.to(lang)
    return f"{owner.name.to(lang)}{'：' if lang == 'zh' else ': '}{name}" if owner else name
