"""What a definition means, in the plainest Python: one user at a time, over lists of rows.

Written from the rules that people read, not from the compiler, and shares no code with it; it is what the compiler is
held against. Rows are dicts by column name; a missing key is an unknown value.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal, localcontext
from fractions import Fraction
from hashlib import md5
from math import atan2, cos, hypot, radians, sin
from typing import Any, assert_never

from tools.catalog.model import Catalog, Event
from tools.segment import (
    All,
    Amount,
    AnyOf,
    Arithmetic,
    Comparison,
    Condition,
    Current,
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
    TagCondition,
    TagNumber,
    Window,
    days,
)
from tools.segment.sequence import Sequence as Steps

Row = Mapping[str, Any]


@dataclass(repr=False)
class Reference:
    """A customer's data. `segments` by name; `rankings` by name: user ids, most similar first."""

    catalog: Catalog
    users: Sequence[Row]
    events: Sequence[Row]
    segments: Mapping[str, Definition] = field(default_factory=dict)
    rankings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    _known: dict[str, set[str]] = field(default_factory=dict)

    def members(self, definition: Definition) -> list[str]:
        """Ids of the audience; in the definition's order, without one in the order of ids."""
        found = sorted((user for user in self.users if self.meets(user, definition.where)), key=self._id)
        if definition.sample is not None:
            seed = definition.sample.seed
            shuffled = sorted(found, key=lambda user: md5(f"{seed}:{self._id(user)}".encode()).hexdigest())
            found = sorted(_first(definition.sample, shuffled), key=self._id)
        if definition.order_by is not None:
            key = self._key(definition.order_by)
            known = [user for user in found if key(user) is not None]
            known.sort(key=key, reverse=False)
            if definition.order_by.descending:
                known.sort(key=key, reverse=True)  # keeps the order of ids among equals
            found = known + [user for user in found if key(user) is None]
        if definition.limit is not None:
            found = _first(definition.limit, found)
        return [self._id(user) for user in found]

    def meets(self, user: Row, condition: Condition) -> bool:
        match condition:
            case All(of=parts):
                return all(self.meets(user, part) for part in parts)
            case AnyOf(of=parts):
                return any(self.meets(user, part) for part in parts)
            case Not(of=part):
                return not self.meets(user, part)
            case TagCondition():
                return self._meets_tag(user, condition)
            case EventCondition():
                return _holds(condition, self.measure(user, condition))
            case Steps():
                return self._goes_through(user, condition, [])
            case Formula():
                return self._meets_formula(user, condition)
            case Near():
                distance = self.distance_m(user, condition)
                return distance is not None and distance <= condition.radius_m
            case InSegment(segment=name):
                return self._id(user) in self._segment(name)
            case InLookalike(lookalike=name):
                ranking = self.rankings[name]
                return self._id(user) in _first(Amount(size=condition.size, share=condition.share), ranking)
            case _:
                assert_never(condition)

    def distance_m(self, user: Row, condition: Near) -> float | None:
        """Along the surface of a sphere of the earth's mean radius, by the angle between two directions."""
        tag = self.catalog.tag(condition.tag)
        assert tag
        assert tag.columns
        lat, lon = user.get(tag.columns.lat), user.get(tag.columns.lon)
        if lat is None or lon is None:
            return None
        if condition.place is not None:
            place = self.catalog.place(condition.place)
            assert place
            lat0, lon0 = place.lat, place.lon
        else:
            assert condition.lat is not None
            assert condition.lon is not None
            lat0, lon0 = condition.lat, condition.lon
        phi, phi0, turn = radians(lat), radians(lat0), radians(lon - lon0)
        across = hypot(cos(phi) * sin(turn), cos(phi0) * sin(phi) - sin(phi0) * cos(phi) * cos(turn))
        along = sin(phi0) * sin(phi) + cos(phi0) * cos(phi) * cos(turn)
        return 6_371_008.8 * atan2(across, along)

    def measure(self, user: Row, measure: Measure) -> Decimal | int | float | None:
        event = self.catalog.event(measure.event)
        assert event
        rows = [row for row in self.events if self._belongs(row, user, event) and self._counts(row, measure, event)]
        if measure.measure == "count":
            return len(rows)
        if measure.measure == "days":
            return len({row[event.time].date() for row in rows if row.get(event.time) is not None})
        part = self.catalog.event_property(event.id, measure.property or "")
        assert part
        known = [row[part.stored_in] for row in rows if row.get(part.stored_in) is not None]
        if measure.measure == "distinct":
            return len(set(known))
        if measure.measure == "sum":
            return _sum(known)
        if not known:
            return None
        match measure.measure:
            case "avg":
                with localcontext(prec=60):
                    return round(sum(_decimal(value) for value in known) / len(known), 6)
            case "max":
                return max(known)
            case "min":
                return min(known)
            case _:
                raise AssertionError(measure.measure)

    def worked_out(self, user: Row, expression: Expression) -> Fraction | None:
        """Exactly, without rounding."""
        match expression:
            case Number(value=value):
                return Fraction(_decimal(value))
            case TagNumber():
                tag = self.catalog.tag(expression.tag)
                assert tag
                value = user.get(tag.stored_in)
                return None if value is None else Fraction(_decimal(value))
            case MeasureNumber():
                measured = self.measure(user, expression)
                return None if measured is None else Fraction(_decimal(measured))
            case Arithmetic():
                left, right = self.worked_out(user, expression.left), self.worked_out(user, expression.right)
                if left is None or right is None or (expression.op == "divide" and right == 0):
                    return None
                match expression.op:
                    case "add":
                        return left + right
                    case "subtract":
                        return left - right
                    case "multiply":
                        return left * right
                    case "divide":
                        return left / right
                    case _:
                        assert_never(expression.op)
            case _:
                assert_never(expression)

    def _meets_formula(self, user: Row, condition: Formula) -> bool:
        left, right = self.worked_out(user, condition.left), self.worked_out(user, condition.right)
        if left is None or right is None:
            return False
        if isinstance(condition.left, Arithmetic) or isinstance(condition.right, Arithmetic):
            left, right = round(left, 6), round(right, 6)
        match condition.op:
            case "is":
                return left == right
            case "at_least":
                return left >= right
            case "at_most":
                return left <= right
            case "more_than":
                return left > right
            case "less_than":
                return left < right
            case _:
                assert_never(condition.op)

    def _goes_through(self, user: Row, condition: Steps, done: list[datetime]) -> bool:
        """Whether events for the steps that are left follow upon those at the moments `done`, one for each step."""
        if len(done) == len(condition.steps):
            return True
        step = condition.steps[len(done)]
        event = self.catalog.event(step.event)
        assert event
        moments = {row[event.time] for row in self.events if self._belongs(row, user, event) and row.get(event.time)
                   and self._passes(row, step.where, event)}  # fmt: skip
        if not done:
            first = {
                moment
                for moment in moments
                if condition.window is None or _falls_in(moment.date(), condition.window, self.catalog.today)
            }
            return any(self._goes_through(user, condition, [moment]) for moment in first)
        again = step.event == condition.steps[len(done) - 1].event
        following = {moment for moment in moments if moment > done[-1] or (moment == done[-1] and not again)}
        if condition.within_days is not None:
            following = {m for m in following if (m.date() - done[0].date()).days <= condition.within_days}
        if step.absent:
            return not following
        return any(self._goes_through(user, condition, [*done, moment]) for moment in following)

    def _segment(self, name: str) -> set[str]:
        if name not in self._known:
            self._known[name] = set(self.members(self.segments[name]))
        return self._known[name]

    def _id(self, user: Row) -> str:
        return str(user[self.catalog.users.id])

    def _meets_tag(self, user: Row, condition: TagCondition) -> bool:
        tag = self.catalog.tag(condition.tag)
        assert tag
        if tag.columns is not None:
            assert condition.op == "known"
            return user.get(tag.columns.lat) is not None and user.get(tag.columns.lon) is not None
        return _compares(user.get(tag.stored_in), tag.type, condition, self.catalog.today)

    def _belongs(self, row: Row, user: Row, event: Event) -> bool:
        mine = row.get(event.user or self.catalog.users.id) == self._id(user)
        return mine and (event.match is None or row.get(event.match.column) == event.match.value)

    def _counts(self, row: Row, measure: Measure, event: Event) -> bool:
        if measure.window is not None:
            time: datetime | None = row.get(event.time)
            if time is None or not _falls_in(time.date(), measure.window, self.catalog.today):
                return False
        return self._passes(row, measure.where, event)

    def _passes(self, row: Row, filters: Sequence[PropertyFilter], event: Event) -> bool:
        for part in filters:
            found = self.catalog.event_property(event.id, part.property)
            assert found
            if not _compares(row.get(found.stored_in), found.type, part, self.catalog.today):
                return False
        return True

    def _key(self, order_by: OrderBy) -> Callable[[Row], Any]:
        if order_by.measure is not None:
            measure = order_by.measure
            return lambda user: self.measure(user, measure)
        tag = self.catalog.tag(order_by.tag or "")
        assert tag
        return lambda user: user.get(tag.stored_in)


def _compares(value: Any, type: str, asked: Comparison, today: date) -> bool:
    """Whether a stored value meets a comparison: an unknown one meets none."""
    if value is None:
        return False
    if type == "set":
        given = [asked.value] if asked.op == "is" else asked.values or ()
        if asked.op == "known":
            return len(value) > 0
        return all(one in value for one in given) if asked.op == "all_of" else any(one in value for one in given)
    if asked.op == "known":
        return True
    if asked.op == "within":
        assert asked.window
        return _falls_in(value, asked.window, today)
    if asked.op == "recurs":
        assert asked.window
        return _recurs_in(value, asked.window, today)
    given = [asked.value] if asked.values is None else list(asked.values)
    if type == "date":
        given = [date.fromisoformat(str(one)) for one in given]
    match asked.op:
        case "is" | "in":
            return value in given
        case "at_least":
            return bool(value >= given[0])
        case "at_most":
            return bool(value <= given[0])
        case "more_than":
            return bool(value > given[0])
        case "less_than":
            return bool(value < given[0])
        case "between":
            return bool(given[0] <= value <= given[1])
        case _:
            raise AssertionError(asked.op)


def _falls_in(day: date, window: Window, today: date) -> bool:
    first, last = days(window, today)
    return (first is None or day >= first) and (last is None or day <= last)


def _recurs_in(day: date, window: Window, today: date) -> bool:
    """Whether the day has one of its anniversaries in the window, that of 29 February on the 28th where it must."""
    first, last = days(window, today)
    assert first
    assert last
    if isinstance(window, Current):
        length = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[window.unit]
        last = max(
            one
            for one in (first + timedelta(days=n) for n in range(length))
            if _unit_of(one, window.unit) == _unit_of(first, window.unit)
        )
    for one in (first + timedelta(days=n) for n in range(min(366, (last - first).days + 1))):
        leap = one.year % 4 == 0 and (one.year % 100 != 0 or one.year % 400 == 0)
        if (day.month, day.day) in {
            (one.month, one.day),
            (2, 29) if not leap and (one.month, one.day) == (2, 28) else None,
        }:
            return True
    return (last - first).days >= 365


def _unit_of(day: date, unit: str) -> tuple[int, ...]:
    match unit:
        case "week":
            return tuple(day.isocalendar()[:2])
        case "month":
            return day.year, day.month
        case "quarter":
            return day.year, (day.month - 1) // 3
        case "year":
            return (day.year,)
        case _:
            return day.year, day.month, day.day


def _holds(condition: EventCondition, measured: Decimal | int | float | None) -> bool:
    if measured is None:
        return False
    number = Comparison(op=condition.op, value=condition.value, values=condition.values)
    exact = number.model_copy(
        update={
            "value": None if number.value is None else _decimal(number.value),
            "values": None if number.values is None else tuple(_decimal(one) for one in number.values),
        }
    )
    return _compares(_decimal(measured), "number", exact, date.min)


def _sum(values: Sequence[Any]) -> Decimal:
    """As a person adds them up: 33.3 three times is 99.9."""
    with localcontext(prec=400):
        return round(sum((_decimal(value) for value in values), Decimal(0)), 6)


def _decimal(value: Any) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def _first(amount: Amount, things: Sequence[Any]) -> list[Any]:
    """A share is rounded up to a whole one."""
    if amount.size is not None:
        return list(things[: amount.size])
    share = (Decimal(repr(amount.share)) * len(things)).to_integral_value(rounding=ROUND_CEILING)
    return list(things[: int(share)])
