"""Hold a definition against the catalog: everything that is wrong at once, or the definition with stored values."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from math import isfinite, pi
from typing import ParamSpec, TypeVar, assert_never

from tools.catalog.model import Event, Name, Property, Tag, TagType
from tools.compiler import problems
from tools.compiler.context import Context
from tools.compiler.contradiction import contradictions
from tools.compiler.lookup import find_event, find_place, find_property, find_tag, number_tags_like
from tools.compiler.near import EARTH_RADIUS_M
from tools.compiler.saved import Inside, check_lookalike, saved_definition
from tools.compiler.values import stored_values
from tools.errors import MusterError, Problem
from tools.segment import (
    All,
    AnyOf,
    Arithmetic,
    Between,
    Comparison,
    Condition,
    Definition,
    EventCondition,
    Expression,
    Formula,
    InLookalike,
    InSegment,
    Measure,
    MeasureNumber,
    Near,
    Not,
    Number,
    OrderBy,
    PropertyFilter,
    Scalar,
    Sequence,
    TagCondition,
    TagNumber,
    Window,
    days,
    operands,
)
from tools.segment.canonical import COUNTING

OPERATORS: dict[TagType, tuple[str, ...]] = {
    "choice": ("is", "in", "known"),
    "number": ("is", "in", "at_least", "at_most", "more_than", "less_than", "between", "known"),
    "flag": ("is", "in", "known"),
    "date": ("is", "in", "at_least", "at_most", "more_than", "less_than", "between", "within", "recurs", "known"),
    "set": ("is", "in", "all_of", "known"),
    "place": ("known",),
}
_MEASURABLE: dict[str, tuple[TagType, ...]] = {
    "distinct": ("choice", "number", "flag", "date"),
    "sum": ("number",),
    "avg": ("number",),
    "max": ("number",),
    "min": ("number",),
}
_DEEPEST = 50  # levels of groups and saved segments: far more than a person can read, few enough to compile
_DEEPEST_FORMULA = 8  # levels of arithmetic

_C = TypeVar("_C", bound=Comparison)
_M = TypeVar("_M", bound=Measure)
_P = ParamSpec("_P")
_T = TypeVar("_T")


def check(definition: Definition, context: Context) -> Definition:
    """The definition with every value as the catalog stores it: "上海" → shanghai, "25" → 25, a group → its values.

    Raises MusterError with every problem found: `unknown_tag`, `unknown_value`, `unknown_event`, `unknown_property`,
    `unknown_place`, `unknown_segment`, `unknown_lookalike`, `wrong_operator`, `bad_value`, `cyclic_segment`,
    `sensitive`, `too_deep`, and `contradiction` once nothing else is wrong. `where` in a problem is a path such as
    `where.of[1].value`.
    """
    checker = _Checker(context)
    checked = checker.definition(definition, "")
    if not checker.problems:
        checker.problems += contradictions(checked.where, context.catalog)
    if checker.problems:
        raise MusterError(*checker.problems)
    return checked


class _Checker:
    """Gathers problems while it walks; what is wrong stays in the tree as it was."""

    def __init__(self, context: Context, inside: Inside = ()):
        self._context = context
        self._catalog = context.catalog
        self._inside = inside
        self.problems: list[Problem] = []

    def definition(self, definition: Definition, at: str) -> Definition:
        order_by = definition.order_by and self._order_by(definition.order_by, f"{at}order_by")
        where = self._condition(definition.where, f"{at}where", 0)
        return definition.model_copy(update={"where": where, "order_by": order_by})

    def _try(self, step: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T | None:
        try:
            return step(*args, **kwargs)
        except MusterError as error:
            self._report(error)
            return None

    def _report(self, error: MusterError) -> None:
        self.problems += error.problems

    def _condition(self, condition: Condition, at: str, depth: int) -> Condition:
        if depth + len(self._inside) > _DEEPEST:
            self._report(problems.too_deep(_DEEPEST, at))
            return condition
        match condition:
            case All(of=parts) | AnyOf(of=parts):
                of = tuple(self._condition(part, f"{at}.of[{i}]", depth + 1) for i, part in enumerate(parts))
                return condition.model_copy(update={"of": of})
            case Not(of=part):
                return Not(of=self._condition(part, f"{at}.of", depth + 1))
            case TagCondition():
                tag = self._tag(condition.tag, f"{at}.tag")
                return condition if tag is None else self._comparison(condition, tag, at)
            case EventCondition():
                return self._event(condition, at)
            case Sequence():
                return self._sequence(condition, at)
            case Formula():
                return self._formula(condition, at)
            case Near():
                self._near(condition, at)
                return condition
            case InSegment():
                self._segment(condition, f"{at}.segment")
                return condition
            case InLookalike():
                self._try(check_lookalike, condition, self._context, f"{at}.lookalike")
                return condition
            case _:
                assert_never(condition)

    def _tag(self, tag_id: str, at: str) -> Tag | None:
        tag = self._catalog.tag(tag_id)
        if tag_id in (sensitive := self._catalog.sensitive_tags):
            name = tag.name if tag else Name(en=tag_id)
            self._report(problems.sensitive(tag_id, name, sensitive[tag_id], at))
            return None
        return tag or self._try(find_tag, self._catalog, tag_id, at)

    def _near(self, condition: Near, at: str) -> None:
        tag = self._tag(condition.tag, f"{at}.tag")
        if tag is not None and tag.type != "place":
            places = tuple(tag.id for tag in self._catalog.tags if tag.type == "place")
            self._report(problems.not_a_place(tag, places, f"{at}.tag"))
        if condition.place is not None:
            place = condition.place
            self._try(find_place, self._catalog, place, f"{at}.place")
        if condition.radius_m > pi * EARTH_RADIUS_M:
            self._report(problems.radius_too_large(condition.radius_m, f"{at}.radius_m"))

    def _segment(self, condition: InSegment, at: str) -> None:
        """A saved segment is checked again: the catalog may have changed since, in its tags or in what is sensitive."""
        saved = self._try(saved_definition, condition, self._context, self._inside, at)
        if saved is None:
            return
        inner = _Checker(self._context, (*self._inside, (condition.segment, condition.version)))
        inner.definition(saved, "")
        self.problems += [problems.inside_segment(problem, condition.segment, at) for problem in inner.problems]

    def _order_by(self, order_by: OrderBy, at: str) -> OrderBy:
        if order_by.measure is not None:
            measure = self._measure(order_by.measure, f"{at}.measure")
            return order_by.model_copy(update={"measure": measure})
        tag = self._tag(order_by.tag or "", f"{at}.tag")
        if tag is not None and tag.type not in ("number", "date"):
            self._report(problems.not_orderable(tag, f"{at}.tag"))
        return order_by

    def _event(self, condition: EventCondition, at: str) -> EventCondition:
        checked = self._measure(condition, at)
        place = f"{at}.values" if condition.values else f"{at}.value"
        low, high = condition.values or (condition.value, condition.value)
        if low is None or high is None or not (isfinite(low) and isfinite(high)):
            self._report(problems.not_a_measure(low, place))
        elif low > high:
            self._report(problems.ends_swapped(low, high, place))
        elif condition.measure in COUNTING and (high < 0 or (condition.op == "is" and low % 1)):
            self._report(problems.not_a_count(high, place))
        elif condition.measure == "days" and condition.window and condition.op not in ("at_most", "less_than"):
            self._days_fit(condition.window, low, place)
        return checked

    def _days_fit(self, window: Window, wanted: float, at: str) -> None:
        """No one is active on more days than there are."""
        with suppress(OverflowError, ValueError):
            first, last = days(window, self._catalog.today)
            if first and last and wanted > (available := (last - first).days + 1):
                self._report(problems.more_days_than_window(wanted, available, at))

    def _measure(self, measure: _M, at: str) -> _M:
        event = self._try(find_event, self._catalog, measure.event, f"{at}.event")
        if measure.window is not None:
            self._window(measure.window, f"{at}.window")
        if event is None:
            return measure
        if measure.property is not None:
            name = measure.property
            found = self._try(find_property, self._catalog, event, name, f"{at}.property")
            if found is not None and found.type not in _MEASURABLE[measure.measure]:
                self._report(problems.not_measurable(measure.measure, found, f"{at}.measure"))
        return measure.model_copy(update={"where": self._filters(measure.where, event, at)})

    def _filters(self, filters: tuple[PropertyFilter, ...], event: Event, at: str) -> tuple[PropertyFilter, ...]:
        checked: list[PropertyFilter] = []
        for i, part in enumerate(filters):
            place = f"{at}.where[{i}]"
            part_of = self._try(find_property, self._catalog, event, part.property, f"{place}.property")
            checked.append(part if part_of is None else self._comparison(part, part_of, place))
        return tuple(checked)

    def _sequence(self, condition: Sequence, at: str) -> Sequence:
        if condition.window is not None:
            self._window(condition.window, f"{at}.window")
        try:
            timedelta(days=condition.within_days or 0)
        except OverflowError:
            self._report(problems.window_too_long(f"{at}.within_days"))
        steps = []
        for i, step in enumerate(condition.steps):
            event = self._try(find_event, self._catalog, step.event, f"{at}.steps[{i}].event")
            where = step.where if event is None else self._filters(step.where, event, f"{at}.steps[{i}]")
            steps.append(step.model_copy(update={"where": where}))
        return condition.model_copy(update={"steps": tuple(steps)})

    def _formula(self, condition: Formula, at: str) -> Formula:
        left = self._expression(condition.left, f"{at}.left", 1)
        right = self._expression(condition.right, f"{at}.right", 1)
        if all(isinstance(part, Number) for side in (left, right) for part in operands(side)):
            self._report(problems.only_numbers(at))
        return condition.model_copy(update={"left": left, "right": right})

    def _expression(self, expression: Expression, at: str, depth: int) -> Expression:
        match expression:
            case Number(value=value):
                if not isfinite(value):
                    self._report(problems.not_finite(value, f"{at}.value"))
                return expression
            case TagNumber():
                tag = self._tag(expression.tag, f"{at}.tag")
                if tag is not None and tag.type != "number":
                    self._report(problems.not_a_number(tag, number_tags_like(tag, self._catalog), f"{at}.tag"))
                return expression
            case MeasureNumber():
                return self._measure(expression, at)
            case Arithmetic(op=op, left=left, right=right):
                if depth > _DEEPEST_FORMULA:
                    self._report(problems.formula_too_deep(_DEEPEST_FORMULA, at))
                    return expression
                if op == "divide" and isinstance(right, Number) and right.value == 0:
                    self._report(problems.divides_by_zero(f"{at}.right"))
                sides = {
                    "left": self._expression(left, f"{at}.left", depth + 1),
                    "right": self._expression(right, f"{at}.right", depth + 1),
                }
                return expression.model_copy(update=sides)
            case _:
                assert_never(expression)

    def _comparison(self, comparison: _C, attribute: Tag | Property, at: str) -> _C:
        if comparison.op not in OPERATORS[attribute.type]:
            self._report(problems.wrong_operator(comparison.op, attribute, OPERATORS[attribute.type], f"{at}.op"))
            return comparison
        if comparison.window is not None:
            self._window(comparison.window, f"{at}.window")
            if comparison.op == "recurs" and isinstance(comparison.window, Between) and comparison.window.is_open:
                self._report(problems.open_window(f"{at}.window"))
        if comparison.value is not None:
            values = self._stored(comparison.value, attribute, f"{at}.value", groups=comparison.op == "is")
            if len(values) == 1:
                return comparison.model_copy(update={"value": values[0]})
            return comparison.model_copy(update={"op": "in", "value": None, "values": values})
        if comparison.values is None:
            return comparison
        stored = [
            self._stored(value, attribute, f"{at}.values[{i}]", groups=comparison.op == "in")
            for i, value in enumerate(comparison.values)
        ]
        values = tuple(value for several in stored for value in several)
        if comparison.op == "in":
            values = tuple(dict.fromkeys(values))
        elif comparison.op == "between" and _descending(values[0], values[1]):
            self._report(problems.ends_swapped(values[0], values[1], f"{at}.values"))
        return comparison.model_copy(update={"values": values})

    def _stored(self, given: Scalar, attribute: Tag | Property, at: str, *, groups: bool) -> tuple[Scalar, ...]:
        return self._try(stored_values, given, attribute, at, groups=groups) or (given,)

    def _window(self, window: Window, at: str) -> None:
        try:
            days(window, self._catalog.today)
        except (OverflowError, ValueError):
            self._report(problems.window_too_long(at))


def _descending(low: Scalar, high: Scalar) -> bool:
    if isinstance(low, str) and isinstance(high, str):
        return low > high
    return not isinstance(low, str) and not isinstance(high, str) and low > high
