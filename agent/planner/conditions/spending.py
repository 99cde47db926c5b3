""" "Spent over 500 on rides last month": what was paid for something that people do, not the catalog's figure for all
that they ever spent. 买票花的钱比买小食多 and "spent more on tickets than on snacks": money on both sides."""

from dataclasses import replace

from agent.planner.conditions.event_filters import is_money
from agent.planner.conditions.hosts import attribute_of
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Amount, Calculation, Combined, Filler, Item, Measure, Mention, Operand, Worked
from tools.catalog.model import Property, Tag

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


def with_money_for_both(reading: Reading, item: Calculation) -> Calculation:
    """Where one of two numbers that are held against each other is money, so is one that only names an event."""
    said = [part for side in (item.left, item.right) for operand in _held_together(side) for part in operand.items]
    money = next((part for part in said if isinstance(part, Measure) and part.aspect == "money"), None)
    if money is None:
        return item
    return replace(item, left=_with(reading, item.left, money), right=_with(reading, item.right, money))


def _held_together(worked: Worked) -> list[Operand]:
    """Its numbers that are of one kind: a sum per visit is of another kind than visits."""
    match worked:
        case Operand():
            return [worked]
        case Combined(op="add" | "subtract" | "multiply", left=left, right=right):
            return [*_held_together(left), *_held_together(right)]
        case _:
            return []


def _with(reading: Reading, worked: Worked, money: Measure) -> Worked:
    match worked:
        case Operand(items=items) if not any(_is_a_number(reading, item) for item in items):
            return replace(worked, items=(money, *items))
        case Combined(op="add" | "subtract" | "multiply", left=left, right=right):
            return replace(worked, left=_with(reading, left, money), right=_with(reading, right, money))
        case _:
            return worked


def _is_a_number(reading: Reading, item: Item) -> bool:
    """Whether it says which number is meant: how often, how much, or one of the catalog's."""
    if not isinstance(item, Mention):
        return isinstance(item, Measure) and item.aspect != "happened"
    named = (attribute_of(reading, entry) for entry in item.entries)
    return any(isinstance(of, Tag | Property) and of.type == "number" for of in named)
