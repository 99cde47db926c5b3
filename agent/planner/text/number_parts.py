"""Names of numbers as the words they are made of, an event and its time, where those are meant."""

from agent.planner.text.cover import best_cover
from agent.planner.text.items import Amount, Item, Measure, Mention, Unknown, When
from agent.planner.text.readings import Readings
from tools.catalog.lexicon import Entry
from tools.catalog.model import Catalog
from tools.catalog.tokens import Token


def told_apart(tokens: list[Token], items: list[Item], readings: Readings, catalog: Catalog) -> list[Item]:
    """Names of numbers as the words they are made of, where those are meant.

    "ordered in the last 30 days" is the name of a number and what somebody did: without an amount or a rank beside
    it, what somebody did is meant. 近90天下单次数, where the number is known for 30 days, is a count of events.
    """
    out: list[Item] = []
    for at, item in enumerate(items):
        near = items[max(0, at - 2) : at + 3]
        counted = any(isinstance(other, Amount | Measure) for other in near)
        parts = None
        if isinstance(item, Mention) and not counted:
            parts = _parts(tokens, item, readings, catalog, timed=True)
        elif isinstance(item, Mention) and _is_of_other_times(item, near):
            parts = _parts(tokens, item, readings, catalog, timed=False)
        out += parts or [item]
    return out


def _is_of_other_times(item: Mention, near: list[Item]) -> bool:
    """Whether a time is said that no number of this name is known for."""
    said = [other.time.window for other in near if isinstance(other, When)]
    known = [entry.window for entry in item.entries if entry.window]
    return bool(said) and len(known) == len(item.entries) and not any(window in known for window in said)


def _parts(tokens: list[Token], item: Mention, readings: Readings, catalog: Catalog, timed: bool) -> list[Item] | None:
    """The parts of a number's name that are an event, a time where it is `timed`, and nothing that is unknown."""
    if not all(_is_number(catalog, entry) for entry in item.entries):
        return None
    inside = [
        [(score, part) for score, part in readings[at] if part.end <= item.end and part != item]
        for at in range(item.start, item.end)
    ]
    parts = best_cover(tokens, item.start, item.end, inside)
    event = any(isinstance(part, Mention) and any(e.kind == "event" for e in part.entries) for part in parts)
    told = any(isinstance(part, When) for part in parts) or not timed
    return parts if event and told and not any(isinstance(part, Unknown) for part in parts) else None


def _is_number(catalog: Catalog, entry: Entry) -> bool:
    tag = catalog.tag(entry.tag or "")
    return tag is not None and tag.type == "number"
