"""How many and how much: each amount goes to what it can measure, and so do the words that say how."""

import itertools

from agent.planner.amounts.quantities import Quantity, same_unit
from agent.planner.amounts.unit_scales import ratio
from agent.planner.conditions.hosts import FAR, Host, attribute_of, nearest, number_properties, tag_of
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Amount, Filler, Item, Joint, Measure
from agent.planner.times.elapsed import unit_of
from tools.catalog.gloss import names_money
from tools.catalog.lexicon import Entry
from tools.catalog.model import Attribute, Property, Tag
from tools.catalog.tokens import phrase
from tools.language import Text

_DENIED = ("not", "never", "neither", "nor")
_EVERY = ("每次", "每一次", "每回", "每一回", "every time", "each time")
_TOTAL = tuple(phrase(word) for word in ("total", "lifetime", "cumulative", "累计", "总"))
_OF_EVENTS = ("sum", "avg", "max", "min", "distinct", "each", "count", "latest", "first", "again", "days", "money")


def bind_amounts(reading: Reading, hosts: list[Host]) -> None:
    """Each amount goes to the nearest host that it can measure, by unit first and distance second."""
    for at, item in enumerate(reading.items):
        if at in reading.taken or not isinstance(item, Amount) or _is_of_no_host(reading, hosts, item.quantity):
            continue
        scored = [(cost, host) for host in hosts if (cost := _cost(reading, host, at, item.quantity)) < FAR]
        if scored:
            host = min(scored, key=lambda pair: pair[0])[1]
            host.amounts.append(at)
            reading.taken.add(at)
            ask_if_rough(reading, at)
    _share_quiet_times(reading, hosts)


def _share_quiet_times(reading: Reading, hosts: list[Host]) -> None:
    """The 60 days of "no visit and no purchase for 60 days" are said of both."""
    for first, second in reversed(list(itertools.pairwise(hosts))):
        joints = [item.glue for item in reading.items[first.at + 1 : second.at] if isinstance(item, Joint)]
        before = reading.items[reading.before(first.at)] if reading.before(first.at) >= 0 else None
        denied = isinstance(before, Joint) and before.glue in _DENIED
        both = joints[:1] in (["and"], ["or"], ["nor"]) and set(joints[1:]) <= set(_DENIED)
        done = first.entry.event and second.entry.event and not (first.amounts or first.when is not None)
        long = [at for at in second.amounts if at > second.at and _is_length(reading.items[at])]
        if denied and both and done and len(long) == 1 and second.when is None:
            first.amounts.append(long[0])


def _is_length(item: Item) -> bool:
    return isinstance(item, Amount) and item.quantity.op is None and unit_of(item.quantity) is not None


def _is_of_no_host(reading: Reading, hosts: list[Host], quantity: Quantity) -> bool:
    """People and multiples measure nothing of a user; a distance does where a number is counted in such a unit."""
    tags = [tag for host in hosts for option in host.options if (tag := reading.catalog.tag(option.tag or ""))]
    units = [tag.unit for tag in tags if tag.type == "number"]
    units += [prop.unit for host in hosts for prop in number_properties(reading, host)]
    distance = any(unit and ratio(quantity.unit, unit.all) for unit in units)
    if quantity.unit_class == "people":
        return not any(_is_of_people(reading, host) for host in hosts)  # "a party of four people"
    return quantity.unit_class == "fold" or (quantity.unit_class == "metres" and not distance)


def _is_of_people(reading: Reading, host: Host) -> bool:
    """Whether a number that is named beside a host counts people."""
    entries = [*host.options, *(entry for _, entry in host.properties)]
    units = [of.unit.all for entry in entries if (of := attribute_of(reading, entry)) and of.unit]
    return any(same_unit(None, "people", names) for names in units)


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
            host = nearest(reading, [h for h in hosts if h.entry.kind == "event" or h.implied], at)
            if item.aspect == "money" and _is_had(reading, hosts, at):
                reading.taken.add(at)
            if at not in reading.taken and item.aspect == "sum" and any(_is_a_total(host) for host in hosts):
                reading.taken.add(at)  # the "in total" of "spent over 200 in total": that is what the tag is
            elif item.aspect == "each" and host and not host.amounts and reading.normalised(at) in _EVERY:
                continue  # 每次看电影都买爆米花: so every time
            elif host and at not in reading.taken:
                host.measures.append(at)
                reading.taken.add(at)


def _is_had(reading: Reading, hosts: list[Host], at: int) -> bool:
    """The 钱 of 卡里还有钱 is what the number before it counts."""
    of = next((host for host in hosts if host.at == at - 2 and host.entry.tag), None)
    unit = tag_of(reading, of.entry).unit if of else None
    return reading.normalised(at - 1).endswith("有") and unit is not None and same_unit(None, "money", unit.all)


def _is_a_total(host: Host) -> bool:
    names = [phrase(name) for name in host.entry.name.all] if host.entry.kind == "tag" else []
    return any(name[: len(total)] == total for name in names for total in _TOTAL)


def _cost(reading: Reading, host: Host, at: int, quantity: Quantity) -> float:
    """How unlikely it is that a quantity measures this host; `FAR` and above is out of the question."""
    cost = reading.gap(host.at, at) + (0.6 if at < host.at else 0.0)
    if host.implied and at < host.at and _is_denied_apart(reading, at, host.at):
        return FAR
    if host.entry.event:
        misfit = _event_misfit(reading, host, quantity)
        # A bare number counts an event only right beside it: "3 orders", but not "between 25 and 35 who ordered".
        bare = quantity.unit is None and quantity.unit_class is None and not host.properties
        return FAR if bare and _gap_beside_filters(reading, host, at) > 1.0 else cost + misfit
    if tag_of(reading, host.entry).type == "date":
        # "hasn't opened the app for 60 days", "expiring in 30 days"
        said = quantity.op or is_negated(reading, host.at) or is_from_today(reading, at)
        return cost if unit_of(quantity) and said and host.when is None and not host.amounts else FAR
    if tag_of(reading, host.entry).type != "number" or (quantity.share and not _is_share(reading, host.entry)):
        return FAR
    if at < host.at and _has_its_own_amount(reading, host.at):
        return FAR  # the 35 of "women under 35 with points over 2000"
    bare = quantity.unit is None and quantity.unit_class is None
    if bare and (_paused(reading, host.at, at) or (at < host.at and _listed_before(reading, at, host.at))):
        return FAR  # a bare number counts what stands beside it
    apart = at < host.at or _paused(reading, host.at, at)
    if apart and tag_of(reading, host.entry).unit is None and _has_its_own_tag(reading, quantity):
        return FAR  # the 30岁以上 of "30岁以上，剩余课时不到10" is of the tag that counts years
    return (
        cost + 4.0 * len(host.amounts) + min(unit_misfit(tag_of(reading, option), quantity) for option in host.options)
    )


def is_negated(reading: Reading, at: int) -> bool:
    """Whether a negation stands right before an item."""
    before = reading.before(at)
    item = reading.items[before] if before >= 0 else None
    return isinstance(item, Joint) and item.glue in ("not", "never")


def is_from_today(reading: Reading, at: int) -> bool:
    """Whether an amount is said like the 30 days of "expiring in 30 days"."""
    before = reading.items[at - 1] if at else None
    return isinstance(before, Filler) and reading.normalised(at - 1) == "in"


def _is_denied_apart(reading: Reading, first: int, second: int) -> bool:
    """The three of "three flights, none of them late" does not count what is denied behind it."""
    glue = [item.glue for item in reading.items[first:second] if isinstance(item, Joint)]
    return "not" in glue and "comma" in glue


def _has_its_own_amount(reading: Reading, at: int) -> bool:
    """Whether a number that compares stands right behind a name."""
    behind = reading.items[at + 1] if at + 1 < len(reading.items) else None
    return isinstance(behind, Amount) and behind.quantity.op is not None


def _has_its_own_tag(reading: Reading, quantity: Quantity) -> bool:
    """Whether a number of the catalog is counted in the unit that was said."""
    numbers = (tag for tag in reading.catalog.tags if tag.type == "number" and tag.unit is not None)
    return quantity.unit is not None and any(unit_misfit(tag, quantity) == 0.0 for tag in numbers)


def _paused(reading: Reading, first: int, second: int) -> bool:
    low, high = min(first, second), max(first, second)
    return any(isinstance(item, Joint) and item.glue in ("comma", "stop") for item in reading.items[low:high])


def _listed_before(reading: Reading, at: int, host: int) -> bool:
    """The 30以上 of 年纪30以上、积分5万以上 is none of the points."""
    between = reading.items[at + 1 : host]
    amount = any(isinstance(item, Amount) for item in reading.items[host:])
    return amount and any(isinstance(item, Joint) and item.glue in ("list", "and", "but") for item in between)


def _gap_beside_filters(reading: Reading, host: Host, at: int) -> float:
    """How far an amount is from an event, what the event is of passed over: "one textbook purchase"."""
    low, high = min(host.at, at), max(host.at, at)
    own = [place for place, _ in host.filters if low < place < high]
    return reading.gap(host.at, at) - 2.5 * len(own)


def _event_misfit(reading: Reading, host: Host, quantity: Quantity) -> float:
    if quantity.share:
        return FAR
    if quantity.unit_class in ("times", "days", "span", "pieces", "kinds"):
        return 0.0
    properties = [p for p in number_properties(reading, host) if quantity.unit and unit_misfit(p, quantity) == 0]
    named = [p for p in number_properties(reading, host) if any(entry.prop == p.id for _, entry in host.properties)]
    if properties or any(unit_misfit(prop, quantity) < FAR for prop in named):
        return 0.5
    return 1.0 if quantity.unit is None and quantity.unit_class is None else FAR


def unit_misfit(attribute: Attribute, quantity: Quantity) -> float:
    if quantity.unit is None and quantity.unit_class is None:
        return 0.5
    if attribute.unit is None:
        if quantity.unit_class == "money" and isinstance(attribute, Tag | Property) and names_money(attribute):
            return 0.0  # the catalog names no currency
        return 2.0 if quantity.unit_class not in ("years", "money") else 6.0
    if any(phrase(name) == quantity.unit for name in attribute.unit.all):
        return 0.0
    if quantity.unit_class == "pieces" and not same_unit(None, "money", attribute.unit.all):
        return 1.5  # five 节 of what is counted in 课时
    if unit_of(quantity) == "year" and any("年" in name or "year" in name for name in attribute.unit.all):
        return 0.2  # "years of use"
    return 0.0 if same_unit(quantity.unit, quantity.unit_class, attribute.unit.all) else FAR


def _is_share(reading: Reading, entry: Entry) -> bool:
    unit = tag_of(reading, entry).unit
    return unit is not None and any("%" in name for name in unit.all)
