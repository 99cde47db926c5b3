"""Conditions of one `all` that no user can meet together. Named instead of being counted in silence as 0.

Only what is sure is named: two conditions on one tag or one measure, one of them negated or not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from math import inf
from typing import assert_never

from tools.catalog.explain import explain_condition
from tools.catalog.model import Catalog
from tools.compiler.lookup import find_tag
from tools.errors import Problem
from tools.language import Text
from tools.segment import All, AnyOf, Comparison, Condition, EventCondition, Near, Not, Scalar, TagCondition, days
from tools.segment.canonical import COUNTING, canonical_condition


@dataclass(frozen=True)
class _Required:
    """A condition that every user of an `all` must meet, or with `negated` must not meet; `at` is its path.

    `unfolded` are groups whose parts are required one by one as well.
    """

    condition: Condition
    negated: bool
    at: str
    unfolded: bool = False

    @property
    def stated(self) -> Condition:
        return Not(of=self.condition) if self.negated else self.condition


def contradictions(where: Condition, catalog: Catalog) -> list[Problem]:
    """One problem for each pair of conditions of a checked tree that exclude each other."""
    return [
        _problem(first, second, catalog)
        for required in _alls(where, "where")
        for first, second in combinations(required, 2)
        if _exclude_each_other(first, second, catalog)
    ]


def _alls(condition: Condition, at: str) -> Iterator[list[_Required]]:
    """What each outermost `all` of the tree requires."""
    required = list(_required(condition, False, at))
    yield required
    for part in required:
        if isinstance(part.condition, All | AnyOf) and not part.unfolded:
            for i, inner in enumerate(part.condition.of):
                yield from _alls(inner, f"{part.at}.of[{i}]")


def _required(condition: Condition, negated: bool, at: str) -> Iterator[_Required]:
    """An `all` requires its parts, a negated `any` that none of its parts hold."""
    match condition:
        case Not(of=part):
            yield from _required(part, not negated, f"{at}.of")
        case All(of=parts) | AnyOf(of=parts) if len(parts) == 1 or negated == isinstance(condition, AnyOf):
            yield _Required(condition, negated, at, unfolded=True)
            for i, part in enumerate(parts):
                yield from _required(part, negated, f"{at}.of[{i}]")
        case _:
            yield _Required(condition, negated, at)


def _exclude_each_other(first: _Required, second: _Required, catalog: Catalog) -> bool:
    if first.negated and second.negated:
        return False
    if first.negated:
        first, second = second, first
    if second.negated and canonical_condition(first.condition) == canonical_condition(second.condition):
        return True
    match first.condition, second.condition:
        case ((TagCondition(tag=tag) | Near(tag=tag)), TagCondition(tag=same, op="known")) if tag == same:
            return second.negated  # whatever holds of a value holds of a known one
        case TagCondition() as one, TagCondition() as other if one.tag == other.tag:
            if second.negated:
                return _implies(one, other, catalog)
            return _disjoint(one, other, catalog)
        case EventCondition() as one, EventCondition() as other:
            return _counts_apart(one, other, second.negated, catalog)
        case _:
            return False


def _disjoint(one: TagCondition, other: TagCondition, catalog: Catalog) -> bool:
    """Whether no single value meets both. A set may hold any values together."""
    if find_tag(catalog, one.tag).type == "set" or {"known", "recurs"} & {one.op, other.op}:
        return False
    if (values := _values(one)) is not None and (others := _values(other)) is not None:
        return not values & others
    return _range(one, catalog.today).is_apart_from(_range(other, catalog.today))


def _implies(one: TagCondition, other: TagCondition, catalog: Catalog) -> bool:
    """Whether every value that meets `one` meets `other`."""
    values, others = _values(one), _values(other)
    if find_tag(catalog, one.tag).type == "set":
        if values is None or others is None:
            return False
        if other.op == "all_of":
            return others <= values if one.op == "all_of" else values == others and len(values) == 1
        return bool(values & others) if one.op == "all_of" else values <= others
    if {"known", "recurs"} & {one.op, other.op}:
        return False
    if values is not None and others is not None:
        return values <= others
    return others is None and _range(one, catalog.today).is_within(_range(other, catalog.today))


def _values(comparison: Comparison) -> set[Scalar] | None:
    """The values that a comparison lists; None for a range."""
    match comparison.op:
        case "is":
            return {comparison.value} if comparison.value is not None else None
        case "in" | "all_of":
            return set(comparison.values or ())
        case _:
            return None


@dataclass(frozen=True)
class _Range:
    """Numbers between two ends, each of which is included or not."""

    low: float = -inf
    high: float = inf
    has_low: bool = True
    has_high: bool = True

    def is_apart_from(self, other: "_Range") -> bool:
        return self._ends_before(other) or other._ends_before(self)

    def is_within(self, other: "_Range") -> bool:
        starts = self.low > other.low or (self.low == other.low and (other.has_low or not self.has_low))
        ends = self.high < other.high or (self.high == other.high and (other.has_high or not self.has_high))
        return starts and ends

    def _ends_before(self, other: "_Range") -> bool:
        return self.high < other.low or (self.high == other.low and not (self.has_high and other.has_low))


def _range(comparison: Comparison, as_of: date) -> _Range:
    """The smallest range that holds every value which meets the comparison; dates count as days."""
    if comparison.op == "within" and comparison.window is not None:
        first, last = days(comparison.window, as_of)
        return _Range(first.toordinal() if first else -inf, last.toordinal() if last else inf)
    given = (comparison.value,) if comparison.value is not None else comparison.values or ()
    numbers = [
        float(date.fromisoformat(value).toordinal()) if isinstance(value, str) else float(value) for value in given
    ]
    match comparison.op:
        case "is" | "in" | "all_of" | "between":
            return _Range(min(numbers), max(numbers))
        case "at_least":
            return _Range(low=numbers[0])
        case "more_than":
            return _Range(low=numbers[0], has_low=False)
        case "at_most":
            return _Range(high=numbers[0])
        case "less_than":
            return _Range(high=numbers[0], has_high=False)
        case "known" | "within" | "recurs":
            return _Range()
        case _:
            assert_never(comparison.op)


def _counts_apart(one: EventCondition, other: EventCondition, negated: bool, catalog: Catalog) -> bool:
    """Whether no number is both measures at once. A count cannot be higher in a window within the other's, nor with
    more filters on the events."""
    same = (one.event, one.measure, one.property) == (other.event, other.measure, other.property)
    if not same or one.measure not in COUNTING:
        return same and _is_same_measure(one, other) and _measures_apart(one, other, negated)
    allowed = canonical_condition(Not(of=other)) if negated else canonical_condition(other)
    required = canonical_condition(one)
    if not isinstance(allowed, EventCondition) or not isinstance(required, EventCondition):
        return _is_same_measure(one, other) and _measures_apart(one, other, negated)
    first, second = _measured(required), _measured(allowed)
    return (
        (_is_same_measure(one, other) and first.is_apart_from(second))
        or (first.low > second.high and _is_part_of(one, other, catalog))
        or (second.low > first.high and _is_part_of(other, one, catalog))
    )


def _measures_apart(one: EventCondition, other: EventCondition, negated: bool) -> bool:
    return _measured(one).is_within(_measured(other)) if negated else _measured(one).is_apart_from(_measured(other))


def _measured(condition: EventCondition) -> _Range:
    return _range(Comparison(op=condition.op, value=condition.value, values=condition.values), date.min)


def _is_same_measure(one: EventCondition, other: EventCondition) -> bool:
    return one.window == other.window and set(one.where) == set(other.where)


def _is_part_of(part: EventCondition, whole: EventCondition, catalog: Catalog) -> bool:
    """Whether every event that counts for `part` counts for `whole`."""
    first, last = days(part.window, catalog.today) if part.window else (None, None)
    begin, end = days(whole.window, catalog.today) if whole.window else (None, None)
    begins = begin is None or (first is not None and first >= begin)
    ends = end is None or (last is not None and last <= end)
    return begins and ends and set(whole.where) <= set(part.where)


def _problem(first: _Required, second: _Required, catalog: Catalog) -> Problem:
    one, other = explain_condition(first.stated, catalog), explain_condition(second.stated, catalog)
    return Problem(
        code="contradiction",
        message=Text(
            en=f"No user can meet both “{one.en}” and “{other.en}”.",
            zh=f"没有用户能同时满足“{one.zh}”和“{other.zh}”。",
        ),
        where=second.at,
        got=first.at,
    )
