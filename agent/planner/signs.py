"""Comparisons that stand apart from their amounts: "over level 30", "below an age of 20"; and the same words where
they compare nothing: "under a corporate agreement"."""

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
            if isinstance(behind, Mention) and not _may_be_compared(reading, behind):
                reading.items[at] = Filler(item.start, item.end)
                break
            if not isinstance(behind, Mention | Filler):
                break


def _may_be_compared(reading: Reading, item: Mention) -> bool:
    """Whether it may be a number, or what counts: a flag or a value is neither over nor under anything."""
    tags = [reading.catalog.tag(entry.tag or "") if entry.kind == "tag" else None for entry in item.entries]
    plain = (tag is not None and tag.type == "flag" for tag in tags)
    return not all(is_flag or entry.values for is_flag, entry in zip(plain, item.entries, strict=True))
