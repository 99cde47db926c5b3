"""买过小食的，不限时间 and "exclude those who bought snacks, no time limit": at any time, said of what was just named.
Where no event is named before, it lifts the times that a draft is bound by."""

from agent.planner.text.items import Aside, Command, Filler, Item, Joint, Mention, When, ends_clause
from agent.planner.words import slots
from tools.catalog.tokens import Token

_SLOTS = slots()


def with_any_times(tokens: list[Token], items: list[Item]) -> list[Item]:
    """The items with such clauses set aside as no bound; a time said elsewhere would contradict them."""
    if any(isinstance(item, When) for item in items):
        return items
    out: list[Item] = []
    clause: list[Item] = []
    for at, item in enumerate(items):
        clause.append(item)
        if ends_clause(item) or at + 1 == len(items):
            said = [one for one in clause if not ends_clause(one)]
            if any(_is_done(one) for one in out) and _is_any_time(tokens, said):
                clause = [Aside(said[0].start, said[-1].end, "any"), *clause[len(said) :]]
            out += clause
            clause = []
    return out


def _is_any_time(tokens: list[Token], clause: list[Item]) -> bool:
    """A word for time, one that lifts it, and nothing else: 时间不限, "no time limit"."""
    slots_ = {at: _SLOTS.get(_keys(tokens, item)) for at, item in enumerate(clause)}
    others = [item for at, item in enumerate(clause) if slots_[at] not in ("time", "any") and not _lifts(item)]
    named = "time" in slots_.values() and any(_lifts(item) for item in clause)
    return named and all(isinstance(item, Filler) for item in others)


def _lifts(item: Item) -> bool:
    return (isinstance(item, Command) and item.act == "lift") or (isinstance(item, Joint) and item.glue == "not")


def _is_done(item: Item) -> bool:
    return isinstance(item, Mention) and any(entry.event for entry in item.entries)


def _keys(tokens: list[Token], item: Item) -> tuple[str, ...]:
    return tuple(token.key for token in tokens[item.start : item.end])
