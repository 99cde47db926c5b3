"""Which hosts a request has: every event and every number or date of the user that it names, each event with what is
said of it, and named twice where one is meant."""

from agent.planner.conditions.denials import is_but, is_but_not, is_none_of, is_pause, is_such, leads_to_value
from agent.planner.conditions.hosts import Host, attribute_of, nearest, tag_of
from agent.planner.conditions.reading import Reading
from agent.planner.conditions.resolve import Options
from agent.planner.text.items import Amount, Filler, Item, Joint, Measure, Mention, Unknown, When
from tools.catalog.lexicon import Entry
from tools.catalog.model import Attribute, Property
from tools.catalog.tokens import phrase

# These say what of an event is counted, where it was named before.
_COUNTING = frozenset((
    "counting", "only counting", "counting only", "considering only", "looking only at", "只算", "只统计", "仅统计",
    "只计", "仅计", "只计算", "仅计算",
))  # fmt: skip

_AMONG = ("其中", "当中", "里面", "里", "其中有")
_THEM = ("them", "those", "these", "which")
_ONE_OF = frozenset(("at least one of", "one of", "one or more of", "any one of"))


def hosts_of(reading: Reading, chosen: dict[int, Options]) -> list[Host]:
    """Hosts in the order of the request; properties and their values join the event they belong to."""
    hosts = [
        Host(at, options)
        for at, options in sorted(chosen.items())
        if options[0].kind == "event"
        or (options[0].kind == "tag" and tag_of(reading, options[0]).type in ("number", "date"))
    ]
    for at, options in sorted(chosen.items()):
        entry = options[0]
        if entry.kind not in ("property", "property_value", "property_group"):
            continue
        host = (
            _for_none_of(reading, hosts, at, entry)
            or _left_out(reading, chosen, hosts, at)
            or _once_so(reading, hosts, at, entry)
            or _one_of_them(reading, hosts, at, entry)
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
    """The clubs of "visited 2 different clubs", 两种终端: the event's one property that has the word in its name."""
    for at, item in enumerate(reading.items):
        kinds = isinstance(item, Amount) and item.quantity.unit_class == "kinds"
        if not kinds and not (isinstance(item, Measure) and item.aspect == "distinct"):
            continue
        events = [host for host in hosts if host.entry.kind == "event"]
        host = nearest(reading, events, at)
        if host is None:
            continue
        event = reading.catalog.event(host.entry.event or "")
        properties = event.properties if event else ()
        for noun in range(at + 1, min(at + 4, len(reading.items))):
            item = reading.items[noun]
            if not isinstance(item, Mention | Unknown | Filler) and not _is_of(item):
                break
            keys = tuple(token.key for token in reading.tokens[item.start : item.end])
            named = [prop for prop in properties if _is_named(prop, keys)]
            if any(place == noun for place, _ in host.properties):
                break
            if len(named) != 1:
                continue
            (prop,) = named
            hosts[:] = [other for other in hosts if other.at != noun]
            host.properties.append((noun, Entry("property", prop.id, prop.name, event=host.entry.event, prop=prop.id)))
            reading.taken.add(noun)
            reading.items[noun] = Filler(item.start, item.end)
            break


def _is_of(item: Item) -> bool:
    return isinstance(item, Joint) and item.glue == "of"


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
    """一次团课都没上过, 团课从来没上过: what is not done is named before it, and again in the verb."""
    joints = [at for at in range(first.at + 1, second.at) if isinstance(reading.items[at], Joint)]
    glue = [item.glue for at in joints if isinstance(item := reading.items[at], Joint)]
    once = reading.items[first.at - 1] if first.at else None
    same = bool(first.entry.event) and first.entry.event == second.entry.event
    if not (same and glue[-1:] in (["not"], ["never"]) and set(glue[:-1]) <= {"both", "comma"}):
        return False
    if isinstance(once, Amount) and once.quantity.value == 1:
        reading.taken.add(first.at - 1)
    elif first.filters or first.properties or "comma" in glue or reading.lang != "zh":
        return False
    reading.taken.update(joints[:-1])
    return True


def _is_one_event(reading: Reading, first: Host, second: Host) -> bool:
    if not first.entry.event or first.entry.event != second.entry.event or first.negated or second.negated:
        return False
    between = reading.items[first.at + 1 : second.at]
    if any(isinstance(item, Filler) and reading.words(item).lower() in _COUNTING for item in between):
        return True  # "by average exam score, counting only exams of the last 6 months"
    joints = [
        item.glue
        for at in range(first.at + 1, second.at)
        if isinstance(item := reading.items[at], Joint) and at not in reading.taken
    ]
    if any(isinstance(item, When) and item.time.lag for item in between):
        return False  # 下单后7天内再次下单
    if all(glue == "of" for glue in joints) or is_such(reading, second.at):
        return True
    # "bought a skin … and paid by card": more about the same, as long as it says something else of it.
    props = {entry.prop for _, entry in (*first.filters, *first.properties)}
    new = {entry.prop for _, entry in (*second.filters, *second.properties)}
    counted = any(isinstance(item, Amount) for item in between)
    return set(joints) <= {"and", "of"} and bool(props) and bool(new) and not props & new and not counted


def _event_host(reading: Reading, hosts: list[Host], at: int, entry: Entry) -> Host:
    same = [
        host
        for host in hosts
        if host.options[0].event == entry.event
        and not _is_another_step(reading, host.at, at)
        and not _is_denied_of_another(reading, host, at, entry)
    ]
    if host := nearest(reading, same, at):
        return host
    implied = Host(at, (entry,), implied=True)
    hosts.append(implied)
    return implied


def _is_denied_of_another(reading: Reading, host: Host, at: int, entry: Entry) -> bool:
    """The Gantt charts of "Gantt users who aren't using reports": what is denied behind it is of something else."""
    denied = any(isinstance(item, Joint) and item.glue in ("not", "never") for item in reading.items[at : host.at])
    return denied and any(
        place > host.at and isinstance(item, Mention) and any(e.attribute == entry.attribute for e in item.entries)
        for place, item in enumerate(reading.items)
    )


def _is_another_step(reading: Reading, first: int, second: int) -> bool:
    """The spin of "took yoga, then spin" is of another class: what stands between puts one after the other."""
    between = reading.items[min(first, second) + 1 : max(first, second)]
    return any(
        (isinstance(item, Joint) and item.glue in ("then", "after")) or (isinstance(item, When) and item.time.lag)
        for item in between
    )


def _left_out(reading: Reading, chosen: dict[int, Options], hosts: list[Host], at: int) -> Host | None:
    """The wine of "bought beer but no wine": the event before, once more, and not with this."""
    entry = chosen[at][0]
    before = at - 1
    while before > 0 and not isinstance(reading.items[before], Joint | Mention | Amount | When):
        before -= 1
    glue = reading.items[before]
    prop = attribute_of(reading, entry)
    flag = isinstance(prop, Property) and prop.type == "flag"
    if entry.kind == "property" and not flag and not leads_to_value(reading, chosen, at):
        return None
    if not (isinstance(glue, Joint) and (glue.glue in ("not", "never") or is_but_not(reading, before))):
        return None
    events = [host for host in hosts if host.at < before and host.entry.event == entry.event]
    filtered = any(value.prop == entry.prop for host in events for _, value in host.filters)
    if not events or not (
        filtered or is_none_of(reading, before) or glue.glue == "except" or is_but(reading, before - 1)
    ):
        return None
    if flag and not is_none_of(reading, before) and not (glue.glue == "except" or is_pause(reading, before - 1)):
        return None  # "ordered without a coupon": how it was ordered
    if flag and glue.glue != "except" and not is_none_of(reading, before) and _is_outcome(prop):
        return None  # 报修过但没修好: what came of it
    host = Host(at, (entry,), negated=True)
    hosts.append(host)
    return host


def _is_outcome(prop: Attribute | None) -> bool:
    """Whether a flag tells what came of an event: 已修好, "Resolved"."""
    if prop is None:
        return False
    participle = prop.name.en is not None and " " not in prop.name.en and prop.name.en.lower().endswith("ed")
    return participle or (prop.name.zh or "").startswith("已")


def _for_none_of(reading: Reading, hosts: list[Host], at: int, entry: Entry) -> Host | None:
    """ "used a coupon for none of their payments": the event that is named behind its negation."""
    behind = at + 1
    while behind < len(reading.items) and isinstance(reading.items[behind], Filler):
        behind += 1
    if behind >= len(reading.items) or not is_none_of(reading, behind):
        return None
    behind += 1
    while behind < len(reading.items) and isinstance(reading.items[behind], Filler):
        behind += 1
    return next((host for host in hosts if host.at == behind and host.entry.event == entry.event), None)


def _once_so(reading: Reading, hosts: list[Host], at: int, entry: Entry) -> Host | None:
    """做过两次以上水疗、而且有一次水疗时长超过60分钟: the event before, once more, of which one was so."""
    once = reading.items[at - 1] if at else None
    if entry.kind != "property" or not isinstance(once, Amount) or once.quantity.unit_class != "times":
        return None
    counted = any(isinstance(item, Amount) and item.quantity.unit_class == "times" for item in reading.items[: at - 1])
    if not counted or not any(host.entry.event == entry.event and host.at < at for host in hosts):
        return None
    host = Host(at, (entry,), implied=True)
    hosts.append(host)
    return host


def _one_of_them(reading: Reading, hosts: list[Host], at: int, entry: Entry) -> Host | None:
    """ "Three tickets, at least one of them in 3D", 其中至少一张是3D: of the events before, some that were so."""
    place = at - 1
    while place > 0 and isinstance(reading.items[place], Filler) and not _is_them(reading, place):
        place -= 1
    if place < 1:
        return None
    if isinstance(reading.items[place], Amount):
        of_them = reading.normalised(place - 1) in _AMONG
    else:
        lead = reading.words(reading.items[place - 1]).lower()
        of_them = _is_them(reading, place) and lead in _ONE_OF
    before = [host for host in hosts if host.at < place and host.entry.event == entry.event and not host.implied]
    if not of_them or not before or entry.kind == "property":
        return None
    host = Host(at, (entry,), implied=True, filters=list(before[-1].filters), among=before[-1])
    hosts.append(host)
    return host


def _is_them(reading: Reading, at: int) -> bool:
    return reading.normalised(at).removesuffix(" a") in _THEM


def _listed_with(reading: Reading, hosts: list[Host], at: int, entry: Entry) -> Host | None:
    """The host of the value before in a list: "bought towels or soap". The word that joins them is spoken for."""
    joint = reading.before(at)
    glue = reading.items[joint] if joint >= 0 else None
    if not (isinstance(glue, Joint) and glue.glue in ("or", "and", "list", "comma")):
        return None
    last = joint - 1
    while any(host.at == last for host in hosts):
        last -= 1  # 住过外滩店或静安店: the name of the event is put together from around its value
    for host in hosts:
        if any(before == last and value.attribute == entry.attribute for before, value in host.filters):
            reading.taken.add(joint)
            return host
    return None
