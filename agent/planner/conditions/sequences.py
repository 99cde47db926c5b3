"""One thing after another: "added to cart, then ordered within 3 days", 加购后7天内没有下单."""

from dataclasses import replace
from datetime import date

from agent.planner.conditions.event_leaves import step_of, window_said
from agent.planner.conditions.hosts import Host
from agent.planner.conditions.leaf import Leaf
from agent.planner.conditions.link import Link
from agent.planner.conditions.links import is_negation
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Measure, When
from tools.language import Text
from tools.segment import Current, Last, Next, Sequence, Unit
from tools.segment.window import days


def sequence_leaves(reading: Reading, links: list[Link]) -> tuple[list[Leaf], list[Host]]:
    """Conditions made of the links, and the hosts that went into them."""
    leaves: list[Leaf] = []
    used: list[Host] = []
    for chain in _chains(links):
        hosts = [chain[0].first, *(link.second for link in chain)]
        _marks_again(reading, hosts)
        steps = [step_of(reading, hosts[0], absent=False)]
        steps += [step_of(reading, link.second, absent=link.absent) for link in chain]
        marks = [at for link in chain for at in link.marks]
        spans = [span for host in hosts for span in host.spans(reading)] + [reading.items[at] for at in marks]
        condition = Sequence(
            steps=tuple(steps),
            within_days=_within(reading, chain),
            window=window_said(reading, hosts[0]),
        )
        at = min(host.at for host in hosts)
        leaves.append(Leaf(at, condition, spans, attribute=(None, f"sequence {at}", None), verb=True))
        used += hosts
    return leaves, used


def settled(reading: Reading, hosts: list[Host], links: list[Link]) -> list[Link]:
    """Links once times are bound: where the second thing has a time of its own, both just happened."""
    kept = []
    for link in links:
        if link.second.when is None or link.second.when == link.first.when or link.within is not None:
            if link.first.when is None:
                link.first.when = link.second.when
            kept.append(link)
        else:
            reading.taken.difference_update(at for at in link.joints if is_negation(reading, at))
            if not _is_told_by_times(reading, link):
                kept.append(_in_any_order_of_times(reading, link))
    for link in kept:
        _join_earlier_mention(hosts, kept, link.first)
    return kept


def _join_earlier_mention(hosts: list[Host], links: list[Link], first: Host) -> None:
    """近60天下过单，下单后7天内…: what the sequence begins with was named before, with its time."""
    in_links = [host for link in links for host in (link.first, link.second)]
    same = [host for host in hosts if host.at < first.at and host.entry.event == first.entry.event]
    for host in same:
        said = host.when is not None or host.filters
        if host not in in_links and said and not first.filters and first.when in (None, host.when):
            first.when = host.when
            first.filters = host.filters
            first.also.append(host.at)
            hosts.remove(host)


def _marks_again(reading: Reading, hosts: list[Host]) -> None:
    """The 再次 of 下单后7天内再次下单 says what the repeated step says."""
    first, last = min(host.at for host in hosts), max(host.at for host in hosts)
    for at in range(first, last + 1):
        item = reading.items[at]
        if isinstance(item, Measure) and item.aspect in ("again", "anew", "happened", "first", "both"):
            reading.taken.add(at)


def _chains(links: list[Link]) -> list[list[Link]]:
    """Links whose ends meet, in order; a step that did not come ends its chain."""
    chains: list[list[Link]] = []
    for link in links:
        if chains and chains[-1][-1].second is link.first and not chains[-1][-1].absent:
            chains[-1].append(link)
        else:
            chains.append([link])
    return chains


def _within(reading: Reading, chain: list[Link]) -> int | None:
    """How many days lie between the first step and the last; between others they cannot be counted."""
    for link in chain[:-1]:
        if link.within is not None:
            words = reading.words(reading.items[link.within])
            reading.ask(
                Text(
                    en=f'"{words}": I can count days only from the first step to the last. How many may that be?',
                    zh=f"“{words}”：只能限定从第一步到最后一步的天数，一共不超过几天？",
                ),
                words,
            )
            return None
    return _days(reading, chain[-1].within)


def _is_told_by_times(reading: Reading, link: Link) -> bool:
    """ "booked in April, then flew in May": two conditions, whose order their times tell; what did not come has
    none."""
    if link.absent or not link.joints:
        return True
    _, end = _bounds(reading, link.first)
    start, _ = _bounds(reading, link.second)
    return end is not None and start is not None and end < start


def _in_any_order_of_times(reading: Reading, link: Link) -> Link:
    """ "booked, then visited last month": the order for itself, beside when the second thing happened."""
    name = link.second.entry.name
    reading.assume(
        f'One "{name.to("en")}" lies in its time, and one after the step before it; they may be two.',
        f"“{name.to('zh')}”须在所说时间内发生过，也须在前一步之后发生过，可以不是同一次。",
    )
    second = replace(link.second, when=None, amounts=[], measures=[])
    return replace(link, second=second)


def _bounds(reading: Reading, host: Host) -> tuple[date | None, date | None]:
    window = window_said(reading, host)
    return days(window, reading.catalog.today) if window else (None, None)


def _days(reading: Reading, at: int | None) -> int | None:
    """A duration in days; of months and years as many as the latest such stretch has."""
    item = reading.items[at] if at is not None else None
    if isinstance(item, When) and item.time.window == Current(unit="day"):
        reading.assume(
            f'"{reading.words(item)}" taken as on that day, and not before.',
            f"“{reading.words(item)}”按发生在其后的同一天计算。",
        )
        return 0
    if not isinstance(item, When) or not isinstance(item.time.window, Last | Next):
        return None
    whole: dict[Unit, int] = {"day": 1, "week": 7}
    window = item.time.window
    if window.unit in whole:
        return window.n * whole[window.unit]
    start, end = days(Last(n=window.n, unit=window.unit), reading.catalog.today)
    assert start is not None
    assert end is not None
    length = (end - start).days + 1
    reading.assume(f'"{reading.words(item)}" taken as {length} days.', f"“{reading.words(item)}”按{length}天计算。")
    return length
