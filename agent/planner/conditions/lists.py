"""Values of one tag in a list, A、B和C: one condition, with any of them or, said so, all of them."""

import re
from dataclasses import replace

from agent.planner.conditions.leaf import Leaf, Symbol
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Amount, Command, Filler, Joint
from agent.planner.words import Glue
from tools.segment import AnyOf, Condition, Scalar, TagCondition

# Said of what is wanted, behind what is not: "not Gold, only Platinum".
_WANTED = frozenset(
    ("只", "只要", "只看", "只留", "仅", "要", "想要", "就要", "是", "只有", "only", "just", "want", "keep")
)
# Between values of a set these say that one is wanted besides the other.
_ON_TOP = frozenset(("又", "又要", "还", "还要", "还得", "还需", "再要", "也要", "并且还", "且还", "以及还"))
# Negations that Chinese puts behind what they leave out.
_BEHIND = frozenset(("不要", "不算", "除外", "不看", "不行", "别要", "不含", "不包括", "不包含", "不用"))
# Who is of an age, as a noun.
_GROUP = re.compile(r"(\d ?s|ies)$")
_LISTS: frozenset[Glue] = frozenset(("and", "or", "list", "comma"))


def with_lists(reading: Reading, symbols: list[Symbol]) -> list[Symbol]:
    """A、B和C of one tag become one leaf: any of them; of a set with both or 同时, all of them."""
    out: list[Symbol] = []
    for symbol in symbols:
        if symbol.leaf is not None and (previous := _list_head(out)) is not None and listed(previous.leaf, symbol.leaf):
            glue = [s.glue for s in out[out.index(previous) + 1 :]]
            if not (_separates(reading, glue, symbol.leaf) or _is_instead(reading, symbols, previous.at, symbol.at)):
                together = symbol.leaf.several and _is_both(reading, symbols, previous.at)
                previous.leaf = _joined(reading, previous.leaf, symbol.leaf, together, "and" in glue)  # type: ignore[arg-type]
                del out[out.index(previous) + 1 :]
                continue
        out.append(symbol)
    return [symbol for symbol in out if symbol.glue != "both"]


def _list_head(out: list[Symbol]) -> Symbol | None:
    return next((symbol for symbol in reversed(out) if symbol.leaf is not None), None)


def listed(first: Leaf | None, second: Leaf) -> bool:
    if (
        first is None
        or first.attribute != second.attribute
        or first.attribute == (None, None, None)
        or first.attribute[1]
    ):
        return False
    return isinstance(first.condition, TagCondition | AnyOf) and isinstance(second.condition, TagCondition)


def _separates(reading: Reading, glue: list[Glue | None], leaf: Leaf) -> bool:
    """Between values of one tag only joining words may stand; numbers want an "or" to be alternatives, but for groups
    of people, "over-60s and under-30s"."""
    if any(g not in _LISTS and g != "both" for g in glue):
        return True
    numeric = isinstance(leaf.condition, TagCondition) and leaf.condition.op not in ("is", "in", "all_of")
    group = isinstance(reading.items[leaf.at], Amount) and _GROUP.search(reading.normalised(leaf.at)) is not None
    return numeric and "or" not in glue and not (group and "and" in glue)


def _is_instead(reading: Reading, symbols: list[Symbol], first: int, second: int) -> bool:
    """不要金卡，只要白金卡: what is wanted is no part of the list of what is not."""
    denied = any(symbol.glue in ("not", "never", "neither") and symbol.at <= first for symbol in symbols)
    following = next((symbol for symbol in symbols if symbol.at > second and symbol.glue != "of"), None)
    paused = any(symbol.glue == "comma" for symbol in symbols if first < symbol.at < second)
    if paused and following is not None and following.glue == "not" and stands_behind(reading, following.at):
        return True  # 年卡，月卡不要
    wanted = any(
        isinstance(item, Filler | Command) and reading.tokens[item.start].text in _WANTED
        for item in reading.items[first + 1 : second]
    )
    return denied and wanted


def _joined(reading: Reading, first: Leaf, second: Leaf, together: bool, by_and: bool) -> Leaf:
    spans = [*first.spans, *second.spans]
    left, right = values_of(first.condition), values_of(second.condition)
    if left is None or right is None:
        alternatives = first.condition.of if isinstance(first.condition, AnyOf) else (first.condition,)
        return replace(first, condition=AnyOf(of=(*alternatives, second.condition)), spans=spans)
    assert isinstance(first.condition, TagCondition)
    if second.several and by_and and not together:
        reading.assume(
            'Several values joined by "and": any of them; say "both" for all.',
            "多个取值按“任一”理解；如需同时满足，请说“同时”。",
        )
    values = tuple(dict.fromkeys((*left, *right)))
    condition = TagCondition(tag=first.condition.tag, op="all_of" if together else "in", values=values)
    return replace(first, condition=condition, spans=spans)


def values_of(condition: Condition) -> tuple[Scalar, ...] | None:
    match condition:
        case TagCondition(op="is", value=value) if value is not None:
            return (value,)
        case TagCondition(op="in" | "all_of", values=values):
            return values
        case _:
            return None


def _is_both(reading: Reading, symbols: list[Symbol], at: int) -> bool:
    """both and 都 may stand before the list or behind it, in the same clause; 又 and 还要 stand inside it."""
    behind = next((symbol.at for symbol in symbols if symbol.leaf is not None and symbol.at > at), at)
    inside = (reading.normalised(symbol.at) for symbol in symbols if at < symbol.at < behind and symbol.glue == "and")
    return any(words in _ON_TOP for words in inside) or any(
        symbol.glue == "both" and abs(symbol.at - at) <= 8 and not is_denied(reading, symbol.at) for symbol in symbols
    )


def stands_behind(reading: Reading, at: int) -> bool:
    return reading.normalised(at) in _BEHIND


def is_denied(reading: Reading, at: int) -> bool:
    """The 都 of 蛋白粉、毛巾都没买过: neither of them."""
    both = reading.items[at] if at >= 0 else None
    item = reading.items[at + 1] if at + 1 < len(reading.items) else None
    denied = isinstance(item, Joint) and item.glue in ("not", "never")
    return denied and isinstance(both, Joint) and both.glue == "both"
