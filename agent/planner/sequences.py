"""One thing after another: "added to cart, then ordered within 3 days", 加购后7天内没有下单."""

import itertools
from dataclasses import dataclass, field

from agent.planner.event_leaves import step_of, window_said
from agent.planner.hosts import Host
from agent.planner.items import Amount, Filler, Joint, Measure, When
from agent.planner.leaf import Leaf
from agent.planner.reading import Reading
from tools.language import Text
from tools.segment import Last, Sequence, Unit
from tools.segment.window import days

_NEGATIONS = ("not", "never")
_THAT = ("that", "it", "this", "which", "doing so", "doing")
_REFERRING = (["that"], ["this"], ["the"], ["their"], ["such"])
_OF = ("of", "after", "from")


@dataclass
class Link:
    """`second` came after `first`, or, `absent`, did not come. `within` and `joints` are the items that say so."""

    first: Host
    second: Host
    absent: bool
    within: int | None = None
    joints: list[int] = field(default_factory=list)


def link_steps(reading: Reading, hosts: list[Host]) -> list[Link]:
    """Pairs of mentions that the request puts one after the other; their words are spoken for."""
    happened = _without_references(reading, hosts)
    links = [link for one, other in itertools.pairwise(happened) if (link := _link(reading, one, other))]
    kept = []
    for link in links:
        if link.first.entry.event and link.second.entry.event:
            reading.taken.update([*link.joints, *([] if link.within is None else [link.within])])
            kept.append(link)
        elif link.within is not None:
            _ask_from_a_date(reading, link)
    return kept


def _without_references(reading: Reading, hosts: list[Host]) -> list[Host]:
    """What can follow one another. The stay of "within 20 days after that stay" is the one before, named again."""
    happened: list[Host] = []
    for host in [host for host in hosts if host.entry.event or _is_date(reading, host)]:
        last = happened[-1] if happened else None
        again = last is not None and last.entry.event == host.entry.event and not host.filters
        if again and last is not None and _text(reading, host.at - 1).split()[-1:] in _REFERRING:
            last.also.append(host.at)
            hosts.remove(host)
        else:
            happened.append(host)
    return happened


def sequence_leaves(reading: Reading, links: list[Link]) -> tuple[list[Leaf], list[Host]]:
    """Conditions made of the links, and the hosts that went into them."""
    leaves: list[Leaf] = []
    used: list[Host] = []
    for chain in _chains(links):
        hosts = [chain[0].first, *(link.second for link in chain)]
        _marks_again(reading, hosts)
        steps = [step_of(reading, hosts[0], absent=False)]
        steps += [step_of(reading, link.second, absent=link.absent) for link in chain]
        marks = [at for link in chain for at in (*link.joints, *([] if link.within is None else [link.within]))]
        spans = [span for host in hosts for span in host.spans(reading)] + [reading.items[at] for at in marks]
        condition = Sequence(
            steps=tuple(steps),
            within_days=_days(reading, chain[-1].within),
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
            reading.taken.difference_update(at for at in link.joints if _is_negation(reading, at))
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
        if isinstance(item, Measure) and item.aspect in ("again", "happened"):
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


def _link(reading: Reading, one: Host, other: Host) -> Link | None:
    """How two neighbouring mentions follow one another, None when they only stand side by side."""
    between = range(one.at + 1, other.at)
    joints = {at: item.glue for at in between if isinstance(item := reading.items[at], Joint)}
    if "stop" in joints.values() or "or" in joints.values():
        return None
    durations = [at for at in between if _is_duration(reading, at)]
    then = next((at for at, glue in joints.items() if glue == "then"), None)
    after = next((at for at, glue in joints.items() if glue == "after"), None)
    if then is not None:
        within = next((at for at in durations if at > then), None)
        behind = within if within is not None else _behind(reading, other.at)
        absent = [at for at, glue in joints.items() if at > then and glue in _NEGATIONS]
        return Link(one, other, bool(absent), behind, [then, *absent])
    if after is not None:
        absent = _negation_before(reading, one.at)
        return Link(other, one, bool(absent), next((at for at in durations if at < after), None), [after, *absent])
    for at in durations:
        if _text(reading, at + 1) in _OF and _text(reading, at + 2) in _THAT:
            # "and, within a week of that, took …"
            absent = [place for place, glue in joints.items() if glue in _NEGATIONS]
            return Link(one, other, bool(absent), at, absent)
        if _text(reading, at + 1) in _OF:
            absent = _negation_before(reading, one.at)
            return Link(other, one, bool(absent), at, absent)
        pause = any(glue in ("comma", "but") for place, glue in joints.items() if place < at)
        if reading.lang == "zh" and not pause:
            absent = [place for place, glue in joints.items() if glue in _NEGATIONS]
            return Link(one, other, bool(absent), at, absent)
    absent = [at for at, glue in joints.items() if glue in _NEGATIONS]
    behind = _behind(reading, other.at) if reading.lang == "en" else None
    if behind is None:
        return None
    # "paid within 14 days of it": from what came before. "but did not pay within 14 days" needs no such word.
    of_it = _text(reading, behind + 1) in _OF and _text(reading, behind + 2) in _THAT
    return Link(one, other, bool(absent), behind, absent) if absent or of_it else None


def _behind(reading: Reading, at: int) -> int | None:
    """A duration behind what it belongs to, in the same clause: "ordered within 3 days"."""
    for place in range(at + 1, len(reading.items)):
        item = reading.items[place]
        if _is_duration(reading, place):
            return place
        if isinstance(item, Amount) or (isinstance(item, Joint) and not _only_all_until_duration(reading, place)):
            return None
    return None


def _only_all_until_duration(reading: Reading, pause: int) -> bool:
    """ ", all within 30 days": a pause that only "all" and the like stand behind."""
    for place in range(pause + 1, len(reading.items)):
        if _is_duration(reading, place):
            return True
        if not isinstance(reading.items[place], Filler):
            return False
    return False


def _negation_before(reading: Reading, at: int) -> list[int]:
    before = reading.before(at)
    return [before] if before >= 0 and _is_negation(reading, before) else []


def _is_negation(reading: Reading, at: int) -> bool:
    item = reading.items[at]
    return isinstance(item, Joint) and item.glue in _NEGATIONS


def _is_duration(reading: Reading, at: int) -> bool:
    """ "within 3 days" and 3天内, which may count from something else than today."""
    item = reading.items[at]
    return isinstance(item, When) and item.time.either_way


def _days(reading: Reading, at: int | None) -> int | None:
    """A duration in days; of months and years as many as the latest such stretch has."""
    item = reading.items[at] if at is not None else None
    if not isinstance(item, When) or not isinstance(item.time.window, Last):
        return None
    whole: dict[Unit, int] = {"day": 1, "week": 7}
    window = item.time.window
    if window.unit in whole:
        return window.n * whole[window.unit]
    start, end = days(window, reading.catalog.today)
    assert start is not None
    assert end is not None
    length = (end - start).days + 1
    reading.assume(f'"{reading.words(item)}" taken as {length} days.', f"“{reading.words(item)}”按{length}天计算。")
    return length


def _is_date(reading: Reading, host: Host) -> bool:
    tag = reading.catalog.tag(host.entry.tag or "")
    return tag is not None and tag.type == "date"


def _ask_from_a_date(reading: Reading, link: Link) -> None:
    date, event = (link.second, link.first) if link.first.entry.event else (link.first, link.second)
    assert link.within is not None
    reading.taken.add(link.within)
    words = reading.words(reading.items[link.within])
    reading.ask(
        Text(
            en=f'"{words}": I can count days between two events, but {date.entry.name.to("en")} is a date of the user. '
            f"Which days should {event.entry.name.to('en')} fall on?",
            zh=f"“{words}”：只能计算两个行为之间的天数，“{date.entry.name.to('zh')}”是用户的日期属性。"
            f"“{event.entry.name.to('zh')}”应发生在哪段时间？",
        ),
        words,
    )


def _text(reading: Reading, at: int) -> str:
    if at >= len(reading.items):
        return ""
    item = reading.items[at]
    return " ".join(token.text for token in reading.tokens[item.start : item.end])
