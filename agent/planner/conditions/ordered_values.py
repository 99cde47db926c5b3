"""Values in an order: "gold or higher", 银卡以下, "at least silver" stand for all values from there on."""

from dataclasses import replace
from typing import assert_never

from agent.planner.amounts.bands import bands_of
from agent.planner.conditions.hosts import attribute_of
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Filler, Measure, Mention, Sign
from agent.planner.words import Op, comparisons
from tools.catalog.lexicon import Entry
from tools.catalog.model import Attribute
from tools.language import Text
from tools.segment import Scalar

_BEHIND = frozenset(comparisons("after"))
# In front of a value that is in no order these compare nothing: "under a corporate agreement", 达到目标.
_LOOSE = frozenset(
    ("under", "over", "beyond", "reached", "reaches", "reaching", "达到", "达到了", "满", "满了", "is", "最低", "最多")
)
_KINDS = ("value", "group", "property_value", "property_group")


def apply_order(reading: Reading) -> None:
    """Each comparison beside a value becomes the values that it holds, or a question where nobody said which of them
    is the higher."""
    for at, item in enumerate(reading.items):
        if isinstance(item, Sign) and (place := _value_beside(reading, at, item)) is not None:
            _compare(reading, at, item, place)


def _value_beside(reading: Reading, at: int, sign: Sign) -> int | None:
    """Index of the value right behind the comparison, or right before it, the name of its tag passed over."""
    behind = at + 1
    while behind < len(reading.items) and isinstance(reading.items[behind], Filler):
        behind += 1
    if behind < len(reading.items) and _values_in(reading, behind):
        return behind
    if reading.words(sign).lower() not in _BEHIND:
        return None
    before = reading.before(at)
    head = reading.items[before]
    if before > 0 and isinstance(head, Measure) and head.aspect == "head":  # "gold members or higher"
        before = reading.before(before)
    if before > 0 and not _values_in(reading, before) and isinstance(reading.items[before], Mention):
        before = reading.before(before)
    return before if before >= 0 and _values_in(reading, before) else None


def _values_in(reading: Reading, at: int) -> list[Entry]:
    item = reading.items[at]
    entries = item.entries if isinstance(item, Mention) else ()
    return [entry for entry in entries if entry.kind in _KINDS and _is_choice(attribute_of(reading, entry))]


def _is_choice(attribute: Attribute | None) -> bool:
    return attribute is not None and getattr(attribute, "type", None) == "choice"


def _compare(reading: Reading, at: int, sign: Sign, place: int) -> None:
    mention = reading.items[place]
    assert isinstance(mention, Mention)
    entries = _values_in(reading, place)
    ordered = [(entry, order) for entry in entries if (order := _order_of(attribute_of(reading, entry)))]
    words = reading.words(sign, mention)
    if ordered:
        compared = tuple(replace(entry, values=_from(order, entry.values, sign.op)) for entry, order in ordered)
        first, last = sorted((sign, mention), key=lambda item: item.start)
        reading.items[place] = replace(mention, start=first.start, end=last.end, entries=compared)  # both are quoted
        reading.taken.add(at)
        _say(reading, words, compared[0])
    elif reading.words(sign).lower() not in _LOOSE and len(entries) == len(mention.entries):
        attribute = attribute_of(reading, entries[0])
        assert attribute is not None
        reading.taken.add(at)
        reading.ask(
            Text(
                en=f'Which values are "{words}"? The catalog does not say how those of '
                f'"{attribute.name.to("en")}" are ordered.',
                zh=f"“{words}”包括哪些取值？数据目录没有说明“{attribute.name.to('zh')}”各取值的高低顺序。",
            ),
            words,
            tuple(value.label.to(reading.lang) for value in attribute.values[:6]),
        )


def _order_of(attribute: Attribute | None) -> list[Scalar]:
    """Values from the lowest to the highest; empty where they have no order."""
    if attribute is None:
        return []
    if attribute.ordered:
        return [value.value for value in attribute.values]
    return [band.value for band in bands_of(attribute)]


def _from(order: list[Scalar], values: tuple[Scalar, ...], op: Op) -> tuple[Scalar, ...]:
    """What compares with all of `values` as said; themselves where nothing does, which asks for nobody else."""
    places = [order.index(value) for value in values if value in order]
    low, high = min(places, default=0), max(places, default=-1)
    match op:
        case "at_least":
            found = order[low:]
        case "more_than":
            found = order[high + 1 :]
        case "at_most":
            found = order[: high + 1]
        case "less_than":
            found = order[:low]
        case "is":
            found = list(values)
        case _:
            assert_never(op)
    return tuple(found) or values


def _say(reading: Reading, words: str, entry: Entry) -> None:
    attribute = attribute_of(reading, entry)
    assert attribute is not None
    names = [value.label for value in attribute.values if value.value in entry.values]
    reading.assume(
        f'"{words}" taken as {", ".join(name.to("en") for name in names)}.',
        f"“{words}”包括{'、'.join(name.to('zh') for name in names)}。",
    )
