""" "Spent over 500 on rides last month": what was paid for something that people do, not the catalog's figure for all
that they ever spent."""

from agent.planner.conditions.event_filters import is_money
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Amount, Filler, Measure, Mention

_SPENT = ("spend", "spends", "spent", "spending", "paid", "pay", "pays", "paying")
_ON = ("on", "for")


def money_spent_on(reading: Reading) -> None:
    """The verb counts money, and nothing else, where the event that was paid for stands behind the amount."""
    for at in range(len(reading.items) - 3):
        verb, amount, on = reading.items[at : at + 3]
        spent = isinstance(verb, Mention) and reading.words(verb).lower() in _SPENT
        if not spent or not isinstance(amount, Amount) or not isinstance(on, Filler):
            continue
        of_users = isinstance(verb, Mention) and all(entry.tag for entry in verb.entries)
        if of_users and reading.words(on).lower() in _ON and _is_paid_for(reading, at + 3):
            reading.items[at] = Measure(verb.start, verb.end, "money")


def _is_paid_for(reading: Reading, at: int) -> bool:
    """Whether an item names an event with one amount of money, or a value of it."""
    item = reading.items[at]
    names = [entry.event for entry in item.entries if entry.event] if isinstance(item, Mention) else []
    events = [event for event in reading.catalog.events if event.id in names]
    return any(sum(prop.type == "number" and is_money(prop) for prop in event.properties) == 1 for event in events)
