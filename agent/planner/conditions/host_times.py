"""When: each time of a request goes to what happened then."""

import itertools

from agent.planner.conditions.denials import is_none_of
from agent.planner.conditions.hosts import Host, attribute_of, nearest, tag_of
from agent.planner.conditions.more_times import is_alternative, share_lone_times
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Joint, Mention, When
from tools.catalog.model import Property
from tools.language import Text
from tools.segment import days

_BESIDE = 2.0
_EVER = ("ever", "at any time", "at any point", "yet", "so far", "to date", "as yet")
_SAME_BREATH = 8.0


def bind_times(reading: Reading, hosts: list[Host]) -> None:
    """Each time goes to the nearest host that takes one; coordinated hosts share it: "ordered or visited last week"."""
    takers = [host for host in hosts if _takes_time(reading, host) and host.among is None]
    _bind_date_properties(reading, hosts)
    for at, item in enumerate(reading.items):
        if at in reading.taken or not isinstance(item, When) or item.time.lag or is_alternative(reading, at):
            continue
        ahead = lies_ahead(reading, item)  # nothing was done next month
        if host := nearest(reading, [h for h in takers if h.when is None and not (ahead and h.entry.event)], at):
            host.when = at
            reading.taken.add(at)
        elif any(_says_again(reading, host, item) for host in takers):
            reading.taken.add(at)
    share_lone_times(reading, hosts)
    _ask_about_second_times(reading, takers)
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
    for host in hosts:
        if host.among is not None and host.when is None:
            host.when = host.among.when


def lies_ahead(reading: Reading, item: When) -> bool:
    """Whether a time begins after the day of the data."""
    start, _ = days(item.time.window, reading.catalog.today)
    return start is not None and start > reading.catalog.today


def _ask_about_second_times(reading: Reading, takers: list[Host]) -> None:
    """ "registered after September 2026 and before June 2026": a date has one time."""
    dates = [host for host in takers if host.entry.kind == "tag" and host.when is not None]
    for at, item in enumerate(reading.items):
        if at in reading.taken or not isinstance(item, When) or item.time.lag or _says_once_more(reading, at):
            continue
        host = nearest(reading, dates, at)
        if host is None or host.when is None or reading.gap(host.when, at) > _SAME_BREATH:
            continue
        reading.taken.add(at)
        first, second, name = reading.words(reading.items[host.when]), reading.words(item), reading.items[host.at]
        words = reading.words(name)
        reading.ask(
            Text(
                en=f'"{words}": "{first}" and "{second}" do not go together. Which is meant?',
                zh=f"“{words}”：“{first}”与“{second}”不能同时成立，以哪个为准？",
            ),
            reading.words(name, item),
        )


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


def repeat_events(reading: Reading, hosts: list[Host]) -> None:
    """ "ordered before, but not in the last 90 days": a negated time of its own is the event before, once more, and
    so is 今年到期但不是这个月 of the date."""
    free = [at for at, item in enumerate(reading.items) if isinstance(item, When) and _negation_before(reading, at)]
    for at in free:
        owner = next((host for host in hosts if host.when == at), None)
        before = [host for host in hosts if _takes_time(reading, host) and not host.implied and host.at < at]
        # A time that stands before its event belongs to it: "not in the last 90 days ordered".
        if not before or (owner is not None and owner.at > at):
            continue
        if owner is not None:
            owner.when = None
        reading.taken.add(at)
        hosts.append(Host(at, before[-1].options, when=at))
    hosts.sort(key=lambda host: host.at)


def _says_once_more(reading: Reading, at: int) -> bool:
    return _negation_before(reading, at) or is_alternative(reading, at)


def _negation_before(reading: Reading, at: int) -> bool:
    before = reading.before(at)
    item = reading.items[before] if before >= 0 else None
    if not isinstance(item, Joint) or item.glue not in ("not", "never", "except"):
        return False
    return reading.tokens[item.start].text != "nothing"  # which stands behind its verb


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
    _join_implied(hosts)


def _join_implied(hosts: list[Host]) -> None:
    """The delay of "average delay across their flights this year" is of those flights."""
    for host in [host for host in hosts if host.implied and host.among is None]:
        named = [o for o in hosts if not o.implied and o.entry.kind == "event" and o.entry.event == host.entry.event]
        more = {entry.prop for o in named for _, entry in o.filters} & {entry.prop for _, entry in host.filters}
        if len(named) == 1 and host.when is None and not named[0].negated and not more:
            named[0].filters += host.filters
            named[0].properties += host.properties
            hosts.remove(host)


def _takes_time(reading: Reading, host: Host) -> bool:
    if host.entry.event:
        return True
    return host.entry.window is not None or tag_of(reading, host.entry).type == "date"


def _says_again(reading: Reading, host: Host, when: When) -> bool:
    """The 同期 of 近30天下单3到6次，同期的平均金额…: of one event the same time, said twice."""
    bound = reading.items[host.when] if host.when is not None else None
    return isinstance(bound, When) and bound.time.window == when.time.window


def _say_same_time(reading: Reading, at: int) -> None:
    words = reading.words(reading.items[at])
    reading.assume(f'"{words}" is meant for what was not done too.', f"“{words}”对未发生的行为同样适用。")


def _left_undone(reading: Reading, first: Host, second: Host) -> bool:
    """One thing done and, said in the same breath, another not done."""
    of_them = second.negated and first.entry.event == second.entry.event
    joints = {
        "not"
        if of_them and is_none_of(reading, at)
        else item.glue  # 没有一次是看完的 is said of those, and not of ever
        for at in range(first.at + 1, second.at)
        if isinstance(item := reading.items[at], Joint) and at not in reading.taken
    }
    both_events = bool(first.entry.event and second.entry.event)
    if _says_ever(reading, second):
        return False
    return both_events and "not" in joints and joints <= {"and", "but", "comma", "list", "not", "of"}


def _says_ever(reading: Reading, host: Host) -> bool:
    """ "but not a single treatment ever", "and hasn't bought anything yet": at no time at all."""
    beside = range(max(0, host.at - 2), min(host.at + 4, len(reading.items)))
    return any(reading.words(reading.items[at]).lower() in _EVER for at in beside)


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
    if _negation_before(reading, first.at) and joints == ["comma", "not"]:
        return True  # "no tickets, no logins for three months"
    return bool(joints) and set(joints) <= {"and", "or", "list", "nor", "not", "of"} and "of" not in joints
