"""What amounts, times and values can belong to: a mention of a tag or an event, waiting for them."""

import itertools
from dataclasses import dataclass, field

from agent.planner.elapsed import unit_of
from agent.planner.items import Amount, Filler, Joint, Measure, Mention, Span, Unknown, When
from agent.planner.quantities import Quantity, same_unit
from agent.planner.reading import Reading
from agent.planner.resolve import Options
from agent.planner.unit_scales import ratio
from tools.catalog.lexicon import Entry
from tools.catalog.model import Attribute, Property, Tag
from tools.catalog.tokens import phrase
from tools.language import Text

_FAR = 30.0
_BESIDE = 2.0
_OF_EVENTS = ("sum", "avg", "max", "min", "distinct", "each", "count", "latest", "first", "again", "days")


@dataclass
class Host:
    """A mention at item `at`, and the items bound to it. `options` has several tags while their time is open."""

    at: int
    options: Options
    implied: bool = False  # stands for an event that only one of its properties or values names
    when: int | None = None
    amounts: list[int] = field(default_factory=list)
    filters: list[tuple[int, Entry]] = field(default_factory=list)  # values of the event's properties
    properties: list[tuple[int, Entry]] = field(default_factory=list)  # properties named
    measures: list[int] = field(default_factory=list)
    dates: dict[int, int] = field(default_factory=dict)  # date properties → their times
    also: list[int] = field(default_factory=list)  # further mentions of the same event
    negated: bool = False  # "bought beer but no wine": the event once more, for what was not part of it

    @property
    def entry(self) -> Entry:
        return self.options[0]

    def spans(self, reading: Reading) -> list[Span]:
        bound = [
            self.at,
            *self.also,
            *self.amounts,
            *self.measures,
            *(at for at, _ in (*self.filters, *self.properties)),
        ]
        return [reading.items[at] for at in dict.fromkeys([*bound, *([] if self.when is None else [self.when])])]


def hosts_of(reading: Reading, chosen: dict[int, Options]) -> list[Host]:
    """Hosts in the order of the request; properties and their values join the event they belong to."""
    hosts = [
        Host(at, options)
        for at, options in sorted(chosen.items())
        if options[0].kind == "event"
        or (options[0].kind == "tag" and _tag(reading, options[0]).type in ("number", "date"))
    ]
    for at, options in sorted(chosen.items()):
        entry = options[0]
        if entry.kind not in ("property", "property_value", "property_group"):
            continue
        host = (
            _left_out(reading, hosts, at, entry)
            or _listed_with(reading, hosts, at, entry)
            or _event_host(reading, hosts, at, entry)
        )
        if entry.kind == "property":
            host.properties.append((at, entry))
        else:
            host.filters.append((at, entry))
    _find_counted_apart(reading, hosts)
    return _merged(reading, sorted(hosts, key=lambda host: host.at))


def _find_counted_apart(reading: Reading, hosts: list[Host]) -> None:
    """The clubs of "visited 2 different clubs": the event's one property that has the word in its name."""
    for at, item in enumerate(reading.items):
        if not isinstance(item, Measure) or item.aspect != "distinct":
            continue
        noun = next(
            (i for i in range(at + 1, len(reading.items)) if isinstance(reading.items[i], Mention | Unknown)), None
        )
        events = [host for host in hosts if host.entry.kind == "event"]
        host = _nearest(reading, events, at)
        if noun is None or noun - at > 3 or host is None or any(place == noun for place, _ in host.properties):
            continue
        keys = tuple(token.key for token in reading.tokens[reading.items[noun].start : reading.items[noun].end])
        event = reading.catalog.event(host.entry.event or "")
        named = [prop for prop in (event.properties if event else ()) if _is_named(prop, keys)]
        if len(named) == 1:
            (prop,) = named
            hosts[:] = [other for other in hosts if other.at != noun]
            host.properties.append((noun, Entry("property", prop.id, prop.name, event=host.entry.event, prop=prop.id)))
            reading.taken.add(noun)
            reading.items[noun] = Filler(reading.items[noun].start, reading.items[noun].end)


def _is_named(prop: Property, keys: tuple[str, ...]) -> bool:
    return any(set(keys) <= set(phrase(name)) for name in (*prop.name.all, *prop.aliases))


def _merged(reading: Reading, hosts: list[Host]) -> list[Host]:
    """上过动感单车团课 names one event twice: mentions of one event with no pause between are one."""
    merged: list[Host] = []
    for host in hosts:
        last = merged[-1] if merged else None
        if last is not None and _is_not_once(reading, last, host):
            host.also.append(last.at)
            host.filters += last.filters
            merged[-1] = host
        elif last is not None and _is_one_event(reading, last, host):
            last.filters += host.filters
            last.properties += host.properties
            last.also.append(host.at)
        else:
            merged.append(host)
    return merged


def _is_not_once(reading: Reading, first: Host, second: Host) -> bool:
    """一次团课都没上过: not even once."""
    joints = [at for at in range(first.at + 1, second.at) if isinstance(reading.items[at], Joint)]
    glue = [item.glue for at in joints if isinstance(item := reading.items[at], Joint)]
    once = reading.items[first.at - 1] if first.at else None
    same = bool(first.entry.event) and first.entry.event == second.entry.event
    if not (same and isinstance(once, Amount) and once.quantity.value == 1 and glue[-1:] in (["not"], ["never"])):
        return False
    reading.taken.update([first.at - 1, *joints[:-1]])
    return True


def _is_one_event(reading: Reading, first: Host, second: Host) -> bool:
    if not first.entry.event or first.entry.event != second.entry.event or first.negated or second.negated:
        return False
    between = reading.items[first.at + 1 : second.at]
    joints = [
        item.glue
        for at in range(first.at + 1, second.at)
        if isinstance(item := reading.items[at], Joint) and at not in reading.taken
    ]
    if all(glue == "of" for glue in joints):
        return True
    # "bought a skin … and paid by card": more about the same, as long as it says something else of it.
    props = {entry.prop for _, entry in (*first.filters, *first.properties)}
    new = {entry.prop for _, entry in (*second.filters, *second.properties)}
    counted = any(isinstance(item, Amount) for item in between)
    return set(joints) <= {"and", "of"} and bool(props) and bool(new) and not props & new and not counted


def bind_times(reading: Reading, hosts: list[Host]) -> None:
    """Each time goes to the nearest host that takes one; coordinated hosts share it: "ordered or visited last week"."""
    takers = [host for host in hosts if _takes_time(reading, host)]
    _bind_date_properties(reading, hosts)
    for at, item in enumerate(reading.items):
        if at in reading.taken or not isinstance(item, When):
            continue
        if host := _nearest(reading, [h for h in takers if h.when is None], at):
            host.when = at
            reading.taken.add(at)
    _bind_same_times(reading, takers)
    for first, second in itertools.pairwise(takers):
        if (
            first.when is not None
            and second.when is None
            and (first.when < first.at or _left_undone(reading, first, second))
            and _coordinated(reading, first, second)
        ):
            second.when = first.when
            if _left_undone(reading, first, second):
                _say_same_time(reading, first.when)
    for first, second in reversed(list(itertools.pairwise(takers))):
        if (
            second.when is not None
            and first.when is None
            and second.when > second.at
            and _coordinated(reading, first, second)
        ):
            first.when = second.when


def _bind_date_properties(reading: Reading, hosts: list[Host]) -> None:
    """ "bookings that arrive in October": a time beside a date of the event is of that date."""
    for host in hosts:
        for at, entry in host.properties:
            prop = attribute_of(reading, entry)
            times = [
                place
                for place, item in enumerate(reading.items)
                if isinstance(item, When) and place not in reading.taken and reading.gap(at, place) < _BESIDE
            ]
            if isinstance(prop, Property) and prop.type == "date" and times:
                when = min(times, key=lambda place: reading.gap(at, place))
                host.dates[at] = when
                reading.taken.add(when)


def _bind_same_times(reading: Reading, takers: list[Host]) -> None:
    """ "in that time", 同期: the time that was named before."""
    for at, item in enumerate(reading.items):
        if isinstance(item, Measure) and item.aspect == "same_time":
            times = [place for place in range(at) if isinstance(reading.items[place], When)]
            host = _nearest(reading, [host for host in takers if host.when is None], at)
            if times and host is not None:
                host.when = times[-1]
                reading.taken.add(at)


def repeat_events(reading: Reading, hosts: list[Host]) -> None:
    """ "ordered before, but not in the last 90 days": a negated time of its own is the event before, once more."""
    free = [at for at, item in enumerate(reading.items) if isinstance(item, When) and _negation_before(reading, at)]
    for at in free:
        owner = next((host for host in hosts if host.when == at), None)
        before = [host for host in hosts if host.entry.kind == "event" and host.at < at]
        # A time that stands before its event belongs to it: "not in the last 90 days ordered".
        if not before or (owner is not None and owner.at > at):
            continue
        if owner is not None:
            owner.when = None
        reading.taken.add(at)
        hosts.append(Host(at, before[-1].options, when=at))
    hosts.sort(key=lambda host: host.at)


def _negation_before(reading: Reading, at: int) -> bool:
    while at > 0 and isinstance(reading.items[at - 1], Filler):
        at -= 1
    item = reading.items[at - 1] if at else None
    return isinstance(item, Joint) and item.glue in ("not", "never", "except")


def prefer_events(reading: Reading, hosts: list[Host]) -> None:
    """Where no tag carries the time that was said, the events it was made from do: 近60天消费."""
    for host in hosts:
        item, when = reading.items[host.at], reading.items[host.when] if host.when is not None else None
        if not (isinstance(item, Mention) and isinstance(when, When) and any(o.window for o in host.options)):
            continue
        if any(option.window == when.time.window for option in host.options):
            continue
        for entry in item.entries:
            attribute = attribute_of(reading, entry)
            if entry.kind == "event" or (isinstance(attribute, Property) and attribute.type == "number"):
                host.options = (entry,)
                host.implied = entry.kind != "event"
                host.properties = [(host.at, entry)] if entry.kind == "property" else []
                break


def bind_amounts(reading: Reading, hosts: list[Host]) -> None:
    """Each amount goes to the nearest host that it can measure, by unit first and distance second."""
    for at, item in enumerate(reading.items):
        if at in reading.taken or not isinstance(item, Amount) or _is_of_no_host(reading, hosts, item.quantity):
            continue
        scored = [(cost, host) for host in hosts if (cost := _cost(reading, host, at, item.quantity)) < _FAR]
        if scored:
            host = min(scored, key=lambda pair: pair[0])[1]
            host.amounts.append(at)
            reading.taken.add(at)
            ask_if_rough(reading, at)


def _is_of_no_host(reading: Reading, hosts: list[Host], quantity: Quantity) -> bool:
    """People and multiples measure nothing of a user; a distance does where a number is counted in such a unit."""
    numbers = [tag for host in hosts for option in host.options if (tag := reading.catalog.tag(option.tag or ""))]
    distance = any(tag.unit and ratio(quantity.unit, tag.unit.all) for tag in numbers if tag.type == "number")
    return quantity.unit_class in ("people", "fold") or (quantity.unit_class == "metres" and not distance)


def ask_if_rough(reading: Reading, at: int) -> None:
    """ "around 30" is no condition yet: nobody knows where it ends."""
    item = reading.items[at]
    if isinstance(item, Amount) and item.quantity.about:
        words = reading.words(item)
        reading.ask(
            Text(
                en=f'Within which range is "{words}"? For example from … to ….',
                zh=f"“{words}”的范围是多少？请给出上下限。",
            ),
            words,
        )


def bind_measures(reading: Reading, hosts: list[Host]) -> None:
    """Total, average, each, different: to the event beside them."""
    for at, item in enumerate(reading.items):
        if isinstance(item, Measure) and item.aspect in _OF_EVENTS:
            host = _nearest(reading, [h for h in hosts if h.entry.kind == "event" or h.implied], at)
            if host and at not in reading.taken:
                host.measures.append(at)
                reading.taken.add(at)


def attribute_of(reading: Reading, entry: Entry) -> Attribute | None:
    """The tag or property an entry belongs to."""
    if entry.tag:
        return reading.catalog.tag(entry.tag)
    return reading.catalog.event_property(entry.event or "", entry.prop or "")


def _event_host(reading: Reading, hosts: list[Host], at: int, entry: Entry) -> Host:
    same = [host for host in hosts if host.options[0].event == entry.event]
    if nearest := _nearest(reading, same, at):
        return nearest
    implied = Host(at, (entry,), implied=True)
    hosts.append(implied)
    return implied


def _left_out(reading: Reading, hosts: list[Host], at: int, entry: Entry) -> Host | None:
    """The wine of "bought beer but no wine": the event before, once more, and not with this."""
    before = at - 1
    while before > 0 and not isinstance(reading.items[before], Joint | Mention | Amount | When):
        before -= 1
    glue = reading.items[before]
    prop = attribute_of(reading, entry)
    flag = isinstance(prop, Property) and prop.type == "flag"
    if (entry.kind == "property" and not flag) or not (isinstance(glue, Joint) and glue.glue in ("not", "never")):
        return None
    events = [host for host in hosts if host.at < before and host.entry.event == entry.event]
    filtered = any(value.prop == entry.prop for host in events for _, value in host.filters)
    if not events or not (filtered or _is_but(reading, before - 1)):
        return None
    if flag and not _is_pause(reading, before - 1):
        return None  # "ordered without a coupon": how it was ordered
    host = Host(at, (entry,), negated=True)
    hosts.append(host)
    return host


def _is_pause(reading: Reading, at: int) -> bool:
    """Whether a new clause begins behind `at`, fillers passed over."""
    while at > 0 and isinstance(reading.items[at], Filler | Measure):
        at -= 1
    item = reading.items[at] if at >= 0 else None
    return isinstance(item, Joint) and item.glue in ("but", "comma", "stop")


def _is_but(reading: Reading, at: int) -> bool:
    item = reading.items[at] if at >= 0 else None
    return isinstance(item, Joint) and item.glue in ("but", "and", "comma")


def _listed_with(reading: Reading, hosts: list[Host], at: int, entry: Entry) -> Host | None:
    """The host of the value before in a list: "bought towels or soap". The word that joins them is spoken for."""
    joint = at - 1
    while joint > 0 and isinstance(reading.items[joint], Filler):
        joint -= 1
    glue = reading.items[joint]
    if not (isinstance(glue, Joint) and glue.glue in ("or", "and", "list", "comma")):
        return None
    for host in hosts:
        if any(before == joint - 1 and value.attribute == entry.attribute for before, value in host.filters):
            reading.taken.add(joint)
            return host
    return None


def _takes_time(reading: Reading, host: Host) -> bool:
    if host.entry.event:
        return True
    return host.entry.window is not None or _tag(reading, host.entry).type == "date"


def _say_same_time(reading: Reading, at: int) -> None:
    words = reading.words(reading.items[at])
    reading.assume(f'"{words}" is meant for what was not done too.', f"“{words}”对未发生的行为同样适用。")


def _left_undone(reading: Reading, first: Host, second: Host) -> bool:
    """One thing done and, said in the same breath, another not done."""
    joints = {
        item.glue
        for at in range(first.at + 1, second.at)
        if isinstance(item := reading.items[at], Joint) and at not in reading.taken
    }
    both_events = bool(first.entry.event and second.entry.event)
    return both_events and "not" in joints and joints <= {"and", "but", "comma", "list", "not", "of"}


def _nearest(reading: Reading, hosts: list[Host], at: int) -> Host | None:
    """The nearest host; in Chinese what qualifies stands before, in English behind."""
    before = 0.0 if reading.lang == "zh" else 1.0
    after = 1.5 if reading.lang == "zh" else 0.0

    def cost(host: Host) -> float:
        return reading.gap(host.at, at) + (before if at < host.at else after)

    near = [host for host in hosts if cost(host) < _FAR]
    return min(near, key=cost, default=None)


def _coordinated(reading: Reading, first: Host, second: Host) -> bool:
    """Joined by and, or, a list mark: one time is meant for both. A pause or another mention ends it, but for what
    was not done: "added to cart in the last 7 days, but did not order"."""
    joints = [item.glue for item in reading.items[first.at + 1 : second.at] if isinstance(item, Joint)]
    if _left_undone(reading, first, second):
        return True
    # 近两周既看过录播课，也上过直播课: said first of all, a time is meant for all that is joined.
    joined = {"and", "both", "nor"} & set(joints) and set(joints) <= {
        "and",
        "both",
        "nor",
        "comma",
        "list",
        "not",
        "of",
    }
    if joined and first.entry.event and second.entry.event and first.when is not None and first.when < first.at:
        return True
    return bool(joints) and set(joints) <= {"and", "or", "list", "nor", "not", "of"} and "of" not in joints


def _cost(reading: Reading, host: Host, at: int, quantity: Quantity) -> float:
    """How unlikely it is that a quantity measures this host; `_FAR` and above is out of the question."""
    cost = reading.gap(host.at, at) + (0.6 if at < host.at else 0.0)
    if host.entry.event:
        misfit = _event_misfit(reading, host, quantity)
        # A bare number counts an event only right beside it: "3 orders", but not "between 25 and 35 who ordered".
        bare = quantity.unit is None and quantity.unit_class is None and not host.properties
        return _FAR if bare and _gap_beside_filters(reading, host, at) > 1.0 else cost + misfit
    if _tag(reading, host.entry).type == "date":
        return cost if unit_of(quantity) and quantity.op and host.when is None and not host.amounts else _FAR
    if _tag(reading, host.entry).type != "number" or (quantity.share and not _is_share(reading, host.entry)):
        return _FAR
    if quantity.unit is None and quantity.unit_class is None and _paused(reading, host.at, at):
        return _FAR  # a bare number counts what stands beside it
    return cost + 4.0 * len(host.amounts) + min(unit_misfit(_tag(reading, option), quantity) for option in host.options)


def _paused(reading: Reading, first: int, second: int) -> bool:
    low, high = min(first, second), max(first, second)
    return any(isinstance(item, Joint) and item.glue in ("comma", "stop") for item in reading.items[low:high])


def _gap_beside_filters(reading: Reading, host: Host, at: int) -> float:
    """How far an amount is from an event, what the event is of passed over: "one textbook purchase"."""
    low, high = min(host.at, at), max(host.at, at)
    own = [place for place, _ in host.filters if low < place < high]
    return reading.gap(host.at, at) - 2.5 * len(own)


def _event_misfit(reading: Reading, host: Host, quantity: Quantity) -> float:
    if quantity.share:
        return _FAR
    if quantity.unit_class in ("times", "days", "span", "pieces"):
        return 0.0
    properties = [p for p in number_properties(reading, host) if quantity.unit and unit_misfit(p, quantity) == 0]
    if properties or host.properties:
        return 0.5
    return 1.0 if quantity.unit is None and quantity.unit_class is None else _FAR


def number_properties(reading: Reading, host: Host) -> list[Property]:
    """The event's properties that are numbers."""
    event = reading.catalog.event(host.entry.event or "")
    return [prop for prop in event.properties if prop.type == "number"] if event else []


def unit_misfit(attribute: Attribute, quantity: Quantity) -> float:
    if quantity.unit is None and quantity.unit_class is None:
        return 0.5
    if attribute.unit is None:
        return 2.0 if quantity.unit_class not in ("years", "money") else 6.0
    if quantity.unit_class == "pieces" and not same_unit(None, "money", attribute.unit.all):
        return 1.5  # five 节 of what is counted in 课时
    if unit_of(quantity) == "year" and any("年" in name or "year" in name for name in attribute.unit.all):
        return 0.2  # "years of use"
    return 0.0 if same_unit(quantity.unit, quantity.unit_class, attribute.unit.all) else _FAR


def _is_share(reading: Reading, entry: Entry) -> bool:
    unit = _tag(reading, entry).unit
    return unit is not None and any("%" in name for name in unit.all)


def _tag(reading: Reading, entry: Entry) -> Tag:
    tag = reading.catalog.tag(entry.tag or "")
    assert tag is not None, "the lexicon is made from the catalog"
    return tag
