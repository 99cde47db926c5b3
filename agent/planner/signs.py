"""Comparisons that stand apart from their amounts: "over level 30", "below an age of 20"."""

from dataclasses import replace

from agent.planner.items import Amount, Filler, Mention, Sign
from agent.planner.reading import Reading


def apply_signs(reading: Reading) -> None:
    """Each sign goes to the amount behind the name that follows it."""
    for at, item in enumerate(reading.items):
        if not isinstance(item, Sign):
            continue
        for place in range(at + 1, len(reading.items)):
            behind = reading.items[place]
            if isinstance(behind, Amount) and behind.quantity.op in (None, "is"):
                joined = replace(behind, quantity=replace(behind.quantity, op=item.op))
                reading.items[place] = joined
                reading.taken.add(at)
                break
            if not isinstance(behind, Mention | Filler):
                break
