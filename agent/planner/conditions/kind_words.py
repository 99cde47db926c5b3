"""Words beside a value that only say again what it is a value of: the 注册 of 门店注册的, the 手机 of 用苹果手机的."""

from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Filler, Mention
from tools.catalog.lexicon import Entry
from tools.catalog.tokens import phrase


def says_of_what(reading: Reading, at: int) -> bool:
    """Whether the words at `at` stand in the name of the tag that the value in front of them, or the "via" behind them,
    belongs to."""
    beside = [reading.items[place] for place in (at - 1, _behind(reading, at)) if 0 <= place < len(reading.items)]
    values = [entry for other in beside if isinstance(other, Mention) for entry in other.entries]
    return any(stands_in_name_of_tag(reading, at, entry) for entry in values if entry.kind in ("value", "group"))


def stands_in_name_of_tag(reading: Reading, at: int, entry: Entry) -> bool:
    """Whether the words at `at` stand in a name of the tag that a value belongs to."""
    item = reading.items[at]
    return _is_in_name(reading, tuple(token.key for token in reading.tokens[item.start : item.end]), entry)


def _behind(reading: Reading, at: int) -> int:
    """The partner of "signed up through a partner"."""
    place = at + 1
    while place < len(reading.items) and isinstance(reading.items[place], Filler):
        place += 1
    return place


def _is_in_name(reading: Reading, keys: tuple[str, ...], entry: Entry) -> bool:
    tag = reading.catalog.tag(entry.tag or "")
    names = [phrase(name) for name in (*tag.name.all, *tag.aliases)] if tag else []
    return any(name[place : place + len(keys)] == keys for name in names for place in range(len(name)))


def without_kind_values(reading: Reading) -> None:
    """用苹果手机的: behind the Apple of a phone brand the phone is no other value, where nothing was done with one."""
    mentions = [item for item in reading.items if isinstance(item, Mention)]
    if any(entry.kind == "event" for item in mentions for entry in item.entries):
        return
    for at, item in enumerate(reading.items[1:], 1):
        before = reading.items[at - 1]
        if not (isinstance(item, Mention) and isinstance(before, Mention)) or not all(e.values for e in item.entries):
            continue
        keys = tuple(token.key for token in reading.tokens[item.start : item.end])
        owners = tuple(entry for entry in before.entries if entry.values and _is_in_name(reading, keys, entry))
        if owners and not {entry.attribute for entry in owners} & {entry.attribute for entry in item.entries}:
            reading.items[at - 1] = Mention(before.start, before.end, owners, before.typo)
            reading.items[at] = Filler(item.start, item.end)
