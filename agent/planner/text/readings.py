"""The readings of a request, before one cover of it is chosen."""

from dataclasses import replace

from agent.planner.text.items import Amount, Item, Mention, Operator, Sign

# For each token the readings that begin with it, each with its score.
Readings = list[list[tuple[float, Item]]]

# Words of calculations that stand in any other request just as well.
_NOT_ALONE = ("people", "copula", "as", "than")


def may_calculate(readings: Readings) -> bool:
    """Whether any word works out numbers or compares them, or any amount may be a part of another number."""
    return any(
        (isinstance(item, Operator) and item.operation not in _NOT_ALONE)
        or isinstance(item, Sign)
        or (isinstance(item, Amount) and (item.quantity.share or item.quantity.unit_class in ("fold", "times")))
        for begun in readings
        for _, item in begun
    )


def without_operators(readings: Readings) -> Readings:
    """Words of arithmetic taken for words like any other."""
    return [[(score, item) for score, item in begun if not isinstance(item, Operator)] for begun in readings]


def taken_apart(readings: Readings) -> Readings:
    """Names of numbers that lack the time in them are left to the words that they are made of; the "orders" of "3
    orders per visit" to the name of an event."""
    kept: Readings = []
    for begun in readings:
        kept.append([])
        for score, item in begun:
            if isinstance(item, Amount) and item.quantity.unit and _works_out(readings, item):
                continue
            if isinstance(item, Mention):
                entries = tuple(entry for entry in item.entries if not entry.window)
                kept[-1] += [(score, replace(item, entries=entries))] if entries else []
            else:
                kept[-1].append((score, item))
    return kept


def _works_out(readings: Readings, item: Amount) -> bool:
    """Whether a sign of arithmetic stands behind an amount whose unit is a name."""
    start = item.end - len(item.quantity.unit or ())
    named = any(isinstance(other, Mention) for _, other in readings[start])
    behind = readings[item.end] if item.end < len(readings) else []
    return named and any(isinstance(other, Operator) and other.operation == "divide" for _, other in behind)
