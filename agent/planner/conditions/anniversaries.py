"""Days that come round each year: birthdays in October, 本周过生日的, the anniversary of joining."""

from datetime import timedelta

from agent.planner.conditions.hosts import Host
from agent.planner.conditions.reading import Reading
from agent.planner.text.birth_names import BIRTHS
from agent.planner.text.items import When
from tools.segment import Between, days

# Said or in the name, these speak of the day that comes each year and not of the first one.
_YEARLY = ("birthday", "anniversar", "生日", "周年", "纪念日")


def comes_each_year(reading: Reading, host: Host) -> bool:
    """Whether a time beside a date means the day of the year: "birthdays this month", and of a date of birth
    "in October". "Born in the last 30 days" and "born in 1990" mean the day itself."""
    item = reading.items[host.when] if host.when is not None else None
    if not isinstance(item, When):
        return False
    first, last = days(item.time.window, reading.catalog.today)
    if first is None or last is None or last - first >= timedelta(days=365):
        return False
    spoken = [reading.words(reading.items[host.at]), *host.entry.name.all]
    yearly = any(word in words.lower() for word in _YEARLY for words in spoken)
    born = any(word in words.lower() for word in BIRTHS for words in spoken)
    if yearly:
        return not _names_a_year(reading, item)
    return born and isinstance(item.time.window, Between) and not _tells_a_year(reading, item)


def _names_a_year(reading: Reading, item: When) -> bool:
    """1990年10月, October 1990; of birthdays "last month" is the month, whatever the year."""
    return any(token.text.isdigit() and len(token.text) == 4 for token in reading.tokens[item.start : item.end])


def _tells_a_year(reading: Reading, item: When) -> bool:
    """Whether a time was said with its year: 1990年10月, "last October"."""
    words = ("年", "year", "last", "past", "ago", "去")
    spoken = any(token.text in words for token in reading.tokens[item.start : item.end])
    return spoken or _names_a_year(reading, item)
