"""What was not done to the same thing: the "any" of "searched for films but didn't play any" are films."""

import itertools

from agent.planner.conditions.hosts import Host
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Filler, Joint, Mention

_SAME = frozenset(("any", "one", "it", "them", "any of it", "any of them", "any of those", "a single one", "either"))


def share_objects(reading: Reading, hosts: list[Host]) -> None:
    """A denied event with a pronoun for its object is of what the event before it was of."""
    events = [host for host in hosts if host.entry.event]
    for first, second in itertools.pairwise(events):
        if second.filters or second.properties or not _is_denied(reading, second.at):
            continue
        if not _has_pronoun_behind(reading, second.at):
            continue
        for at, _ in first.filters:
            item = reading.items[at]
            entries = item.entries if isinstance(item, Mention) else ()
            second.filters += [(at, entry) for entry in entries if entry.event == second.entry.event and entry.values]


def _is_denied(reading: Reading, at: int) -> bool:
    before = reading.before(at)
    item = reading.items[before] if before >= 0 else None
    return isinstance(item, Joint) and item.glue in ("not", "never", "nor")


def _has_pronoun_behind(reading: Reading, at: int) -> bool:
    """An "any" that nothing stands behind: that of "didn't buy any shoes" is of shoes."""
    behind = [at + 1, at + 2]
    items = [reading.items[place] if place < len(reading.items) else None for place in behind]
    ends = items[1] is None or isinstance(items[1], Joint)
    return isinstance(items[0], Filler) and reading.normalised(at + 1) in _SAME and ends
