"""Times of more than what stands right beside them: "in Q1 or Q4", "(last 30 days)" behind all that was done."""

from copy import deepcopy

from agent.planner.conditions.hosts import Host
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Filler, Joint, Measure, When


def is_alternative(reading: Reading, at: int) -> bool:
    """Whether a time stands behind another one and "or": the Q4 of "in Q1 or Q4"."""
    return isinstance(reading.items[at], When) and _first_of(reading, at) is not None


def add_alternatives(reading: Reading, hosts: list[Host]) -> None:
    """What happened at the first of two times is looked for once more at the second."""
    for at in range(len(reading.items)):
        first = _first_of(reading, at) if isinstance(reading.items[at], When) else None
        owner = next((host for host in hosts if first is not None and host.when == first), None)
        if first is None or owner is None:
            continue
        # The "or" must stand between the two: where the times stand in front, the nearer one is the event's own.
        in_front = owner.at > at
        owner.when = at if in_front else first
        again = deepcopy(owner)
        again.at = again.when = first if in_front else at
        hosts.append(again)
        reading.taken.add(at)
    hosts.sort(key=lambda host: host.at)


def share_lone_times(reading: Reading, hosts: list[Host]) -> None:
    """A time that is all of the last clause, or stands in brackets, is meant for all that was done before it."""
    for at, item in enumerate(reading.items):
        owner = next((host for host in hosts if host.when == at), None)
        if not isinstance(item, When) or owner is None or owner.at > at or not _stands_alone(reading, at):
            continue
        stop = max((i for i in range(at) if _glue(reading, i) == "stop"), default=-1)
        sharing = [h for h in hosts if h.entry.event and h.when is None and stop < h.at < at]
        for host in sharing:
            host.when = at
        if sharing:
            words = reading.words(item)
            reading.assume(f'"{words}" is meant for all that stands before it.', f"“{words}”对前面所有行为适用。")


def _first_of(reading: Reading, at: int) -> int | None:
    joint = reading.before(at)
    first = reading.before(joint) if joint > 0 and _glue(reading, joint) == "or" else -1
    return first if first >= 0 and isinstance(reading.items[first], When) else None


def _stands_alone(reading: Reading, at: int) -> bool:
    before = at - 1
    while (before >= 0 and isinstance(reading.items[before], Filler | Measure)) or _glue(reading, before) == "both":
        before -= 1
    behind = at + 1
    while behind < len(reading.items) and isinstance(reading.items[behind], Filler):
        behind += 1
    opens, closes = _glue(reading, before), _glue(reading, behind)
    last = behind >= len(reading.items) or closes == "stop"
    return (opens == "comma" and last) or (opens == "open" and closes == "close")


def _glue(reading: Reading, at: int) -> str | None:
    item = reading.items[at] if 0 <= at < len(reading.items) else None
    return item.glue if isinstance(item, Joint) else None
