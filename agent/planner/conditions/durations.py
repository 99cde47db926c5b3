"""Lengths of time that may count from something else than today, and where they stand: "within 3 days", 前3天内."""

from agent.planner.conditions.hosts import Host
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Amount, Filler, Joint, Measure, Mention, When
from tools.segment import Last, Next


def days_before(reading: Reading, at: int) -> bool:
    """前3天内, right behind what came after it."""
    item = reading.items[at]
    said = isinstance(item, When) and isinstance(item.time.window, Last)
    begins = reading.tokens[item.start].text in ("前", "之", "以")
    return said and begins and reading.normalised(at).lstrip("之以")[:1] == "前"


def duration_behind(reading: Reading, host: Host) -> int | None:
    """A duration behind what it belongs to, in the same clause: "ordered within 3 days"."""
    for place in range(host.at + 1, len(reading.items)):
        item = reading.items[place]
        if is_duration(reading, place):
            return None if reading.lang == "zh" and _leads_on(reading, place) else place
        if isinstance(item, Amount) or (isinstance(item, Joint) and not _only_all_until_duration(reading, place)):
            return None
    return None


def _leads_on(reading: Reading, duration: int) -> bool:
    """Whether something is named behind a duration in its clause: Chinese says first how soon, then what."""
    for item in reading.items[duration + 1 :]:
        if isinstance(item, Mention):
            return any(entry.event for entry in item.entries)
        if isinstance(item, Joint) and item.glue in ("comma", "stop", "of"):
            return False
    return False


def _only_all_until_duration(reading: Reading, pause: int) -> bool:
    """ ", all within 30 days": a pause that only "all" and the like stand behind."""
    for place in range(pause + 1, len(reading.items)):
        if is_duration(reading, place):
            return True
        item = reading.items[place]
        if not (isinstance(item, Filler | Measure) or (isinstance(item, Joint) and item.glue in ("both", "and"))):
            return False
    return False


def is_duration(reading: Reading, at: int) -> bool:
    """ "within 3 days", 3天内 and "the next 3 days", which may count from something else than today."""
    item = reading.items[at] if at >= 0 else None
    return isinstance(item, When) and (item.time.either_way or item.time.lag or isinstance(item.time.window, Next))
