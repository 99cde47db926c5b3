"""Comparisons that stand apart from their amounts: "over level 30", "below an age of 20"; and the same words where
they compare nothing: "under a corporate agreement"."""

from dataclasses import replace

from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Amount, Filler, Joint, Measure, Mention, Sign, When
from agent.planner.words import Op, comparisons

_BEHIND = frozenset(comparisons("after"))


def apply_signs(reading: Reading) -> None:
    """Each sign goes to the amount behind the name that follows it, or in front of the name before it."""
    for at, item in enumerate(reading.items):
        if not isinstance(item, Sign) or at in reading.taken:
            continue
        for place in range(at + 1, len(reading.items)):
            behind = reading.items[place]
            if isinstance(behind, Amount) and behind.quantity.op in (None, "is"):
                joined = replace(behind, quantity=replace(behind.quantity, op=item.op))
                reading.items[place] = joined
                reading.taken.add(at)
                break
            if isinstance(behind, Measure) and behind.aspect == "happened":
                continue  # 至少升舱过一次
            if isinstance(behind, Mention) and not _may_be_compared(reading, behind):
                reading.items[at] = Filler(item.start, item.end)
                break
            if not isinstance(behind, Mention | Filler | Measure):
                break
        if at not in reading.taken and reading.words(item).lower() in _BEHIND:
            _apply_to_the_one_before(reading, at, item.op)


def _apply_to_the_one_before(reading: Reading, at: int, op: Op) -> None:
    for place in range(at - 1, -1, -1):
        before = reading.items[place]
        if isinstance(before, Amount) and before.quantity.op in (None, "between"):
            # "once or twice, no more and no less"
            said = before.quantity.op if before.quantity.high is not None else op
            reading.items[place] = replace(before, quantity=replace(before.quantity, op=said))
            reading.taken.add(at)
            return
        pause = isinstance(before, Joint) and before.glue == "comma" and op == "is"
        if not (pause or isinstance(before, Mention | Filler | When)):
            return


def _may_be_compared(reading: Reading, item: Mention) -> bool:
    """Whether it may be a number, or what counts: a flag or a value is neither over nor under anything."""
    tags = [reading.catalog.tag(entry.tag or "") if entry.kind == "tag" else None for entry in item.entries]
    plain = (tag is not None and tag.type == "flag" for tag in tags)
    return not all(is_flag or entry.values for is_flag, entry in zip(plain, item.entries, strict=True))
