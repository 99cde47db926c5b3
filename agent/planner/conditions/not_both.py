"""Either and not both: "connected Slack or Jira, but not both", 用过看板或报表，但不要两个都有."""

from dataclasses import replace

from agent.planner.conditions.leaf import Leaf, Symbol
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Item, Joint
from agent.planner.words import Glue
from tools.segment import All, AnyOf, Condition, EventCondition, Not, PropertyFilter, TagCondition

_DENIED: tuple[Glue | None, ...] = ("not", "except")


def without_both(reading: Reading, symbols: list[Symbol]) -> list[Symbol]:
    """The symbols with the two alternatives before "but not both" as one leaf: one of them, and not the other."""
    at = next((i for i in range(1, len(symbols)) if symbols[i].glue == "both" and _denies(symbols, i)), None)
    if at is None:
        return symbols
    before = [symbol for symbol in symbols[:at] if symbol.leaf is not None or symbol.glue == "or"]
    rest = [symbol for symbol in symbols[: at - 1] if symbol.glue not in ("but",)]
    last = before[-1].leaf if before else None
    if last is None:
        return symbols
    either: tuple[Condition, ...]
    if len(before) > 2 and before[-2].glue == "or" and (first := before[-3].leaf) is not None:
        either, gone = (first.condition, last.condition), before[-3:]
    else:
        either, gone = alternatives(last.condition), before[-1:]
        first = last
    if len(either) != 2:
        return symbols
    leaf = Leaf(first.at, one_of(either), [*first.spans, *(last.spans if last is not first else [])], verb=True)
    kept = [symbol for symbol in rest if not any(symbol is other for other in gone)]
    place = next(i for i, symbol in enumerate(rest) if symbol is gone[0])
    return [*kept[:place], replace(gone[0], leaf=leaf), *kept[place:], *symbols[at + 1 :]]


def _denies(symbols: list[Symbol], at: int) -> bool:
    ends = at + 1 == len(symbols) or symbols[at + 1].glue in ("comma", "stop", "close", "of", "and")
    return ends and symbols[at - 1].glue in _DENIED


def says_not_both(items: list[Item]) -> bool:
    """Whether items say nothing but that: a turn of its own."""
    glue = [item.glue for item in items if isinstance(item, Joint) and item.glue not in ("comma", "stop", "but")]
    return len(glue) == 2 and glue[0] in _DENIED and glue[1] == "both"


def one_of(either: tuple[Condition, ...]) -> Condition:
    """Any of them, and not all."""
    return All(of=(AnyOf(of=either), Not(of=All(of=either))))


def alternatives(condition: Condition) -> tuple[Condition, ...]:
    """What a condition offers: its parts, or each of its values."""
    match condition:
        case AnyOf(of=parts):
            return parts
        case TagCondition(op="in", values=values) if values:
            return tuple(condition.model_copy(update={"op": "is", "values": None, "value": v}) for v in values)
        case EventCondition(where=where) if lists := [part for part in where if part.op == "in"]:
            rest = tuple(part for part in where if part is not lists[0])
            return tuple(
                condition.model_copy(
                    update={"where": (*rest, PropertyFilter(property=lists[0].property, op="is", value=value))}
                )
                for value in lists[0].values or ()
            )
        case _:
            return ()
