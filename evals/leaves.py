"""The conditions of a definition as a set, so that two definitions can be held against each other piece by piece."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, assert_never

from evals.notation import condition_notation, notation
from tools.segment import (
    All,
    AnyOf,
    Condition,
    Definition,
    EventCondition,
    InLookalike,
    InSegment,
    Near,
    Not,
    Scalar,
    TagCondition,
)
from tools.segment.canonical import canonical, canonical_condition
from tools.segment.formula import Formula
from tools.segment.sequence import Sequence as InOrder

_Ranged = TypeVar("_Ranged", TagCondition, EventCondition)


@dataclass(frozen=True)
class Leaf:
    """One condition in notation, its polarity included, and what it is about (a tag, an event, ...)."""

    subject: str
    text: str


def leaves(definition: Definition) -> list[Leaf]:
    """The conditions of the canonical form, and its order, limit and sample.

    What can be said in one condition or in two is said one way: `a=1 | a=2` as `a in {1, 2}`, a range as its two ends.
    """
    whole = canonical(definition)
    found = list(_leaves(whole.where, True))
    everyone = notation(Definition())
    for name in ("order_by", "limit", "sample"):
        if (value := getattr(whole, name)) is not None:
            found.append(Leaf(name, notation(Definition.model_validate({name: value})).removeprefix(f"{everyone} | ")))
    return found


@dataclass(frozen=True)
class Difference:
    """Leaves that both definitions have, only the expected one, only the one that was got."""

    shared: tuple[Leaf, ...]
    missing: tuple[Leaf, ...]
    extra: tuple[Leaf, ...]

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where neither has a condition."""
        wrong = len(self.missing) + len(self.extra)
        return 2 * len(self.shared) / (2 * len(self.shared) + wrong) if self.shared or wrong else 1.0

    @property
    def dropped(self) -> tuple[Leaf, ...]:
        """Missing leaves about something that no extra leaf is about: left out, not read in another way."""
        return _unmatched(self.missing, self.extra)

    @property
    def invented(self) -> tuple[Leaf, ...]:
        """Extra leaves about something that no missing leaf is about."""
        return _unmatched(self.extra, self.missing)


def difference(expected: Definition, got: Definition | None) -> Difference:
    wanted, had = Counter(leaves(expected)), Counter(leaves(got) if got else [])
    return Difference(
        shared=tuple((wanted & had).elements()),
        missing=tuple((wanted - had).elements()),
        extra=tuple((had - wanted).elements()),
    )


def _unmatched(these: Iterable[Leaf], those: Iterable[Leaf]) -> tuple[Leaf, ...]:
    others = Counter(leaf.subject for leaf in those)
    alone = []
    for leaf in these:
        if others[leaf.subject]:
            others[leaf.subject] -= 1
        else:
            alone.append(leaf)
    return tuple(alone)


def _leaves(condition: Condition, positive: bool) -> Iterator[Leaf]:
    match condition:
        case All(of=parts):
            for part in _lists_joined(parts, negated=True):
                yield from _leaves(part, positive)
        case AnyOf(of=parts):
            for part in _lists_joined(parts, negated=False):
                yield from _leaves(part, positive)
        case Not(of=part):
            yield from _leaves(part, not positive)
        case TagCondition(tag=tag):
            yield from (_leaf(f"tag {tag}", end, positive) for end in _ends(condition))
        case EventCondition(event=event):
            yield from (_leaf(f"event {event}", end, positive) for end in _ends(condition))
        case Near(tag=tag):
            yield _leaf(f"tag {tag}", condition, positive)
        case InSegment(segment=name):
            yield _leaf(f"segment {name}", condition, positive)
        case InLookalike():  # its id is new on every run
            yield _leaf("lookalike", condition.model_copy(update={"lookalike": ""}), positive)
        case InOrder():
            yield _leaf("sequence", condition, positive)
        case Formula():
            yield _leaf("formula", condition, positive)
        case _:
            assert_never(condition)


def _leaf(subject: str, condition: Condition, positive: bool) -> Leaf:
    text = condition_notation(condition)
    return Leaf(subject, text if positive else f"not({text})")


def _ends(condition: _Ranged) -> list[_Ranged]:
    """A range as the two conditions it is made of."""
    if condition.op != "between" or condition.values is None:
        return [condition]
    low, high = condition.values
    return [
        condition.model_copy(update={"op": op, "value": end, "values": None})
        for op, end in (("at_least", low), ("at_most", high))
    ]


def _lists_joined(parts: Sequence[Condition], negated: bool) -> list[Condition]:
    """Parts that name values of one tag as one list: those of an `any`, or the negated ones of an `all`."""
    lists: dict[str, list[Scalar]] = {}
    others: list[Condition] = []
    for part in parts:
        inner = part.of if negated and isinstance(part, Not) else None if negated else part
        if isinstance(inner, TagCondition) and inner.op in ("is", "in"):
            lists.setdefault(inner.tag, []).extend(inner.values or ([inner.value] if inner.value is not None else []))
        else:
            others.append(part)
    for tag, values in lists.items():
        joined: Any = TagCondition(tag=tag, op="in", values=tuple(values))
        others.append(canonical_condition(Not(of=joined) if negated else joined))
    return others
