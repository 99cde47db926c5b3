"""When the numbers of a calculation are of: a time said once is often meant for all of them."""

from collections.abc import Iterator

from agent.planner.conditions.hosts import Host
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Calculation, Combined, Mention, Operand, When, Worked
from agent.planner.times.windows import read_time
from tools.language import Text
from tools.segment import Arithmetic, Current, Expression, MeasureNumber, Previous, Unit, Window, operands

_UNIT_NAMES: dict[Unit, Text] = {
    "day": Text(en="day", zh="日"),
    "week": Text(en="week", zh="周"),
    "month": Text(en="month", zh="月"),
    "quarter": Text(en="quarter", zh="季度"),
    "year": Text(en="year", zh="年"),
}


def in_their_time(
    reading: Reading, item: Calculation, left: Expression, right: Expression
) -> tuple[Expression, Expression]:
    """A time said once is meant for all measures, unless that would make them the same."""
    measures = [number for side in (left, right) for number in operands(side) if isinstance(number, MeasureNumber)]
    said = [part.time.window for part in item.shared if isinstance(part, When)]
    said += [measure.window for measure in measures if measure.window is not None]
    said += [window for side in (item.left, item.right) for window in _named_times(reading, side)]
    if not said or any(window != said[0] for window in said) or all(measure.window for measure in measures):
        return left, right
    timed = [measure.model_copy(update={"window": said[0]}) for measure in measures]
    if len({measure.model_dump_json() for measure in timed}) < len(timed):
        return left, right
    if len(timed) > 1 or not any(measure.window for measure in measures):
        reading.assume("The time that was said is meant for both numbers.", "所说的时间对两个数值都适用。")
    return _timed(left, said[0]), _timed(right, said[0])


def in_the_time_before(
    reading: Reading, item: Calculation, left: Expression, right: Expression, hosts: list[Host]
) -> tuple[Expression, Expression]:
    """近60天看课至少4次，而交作业次数不到看课次数的一半: the time of what was counted just before."""
    measures = [number for side in (left, right) for number in operands(side) if isinstance(number, MeasureNumber)]
    events = {measure.event for measure in measures}
    at = next(place for place, other in enumerate(reading.items) if other.start == item.start)
    before = [host for host in hosts if host.at < at and host.entry.event in events and reading.gap(host.at, at) < 20]
    when = reading.items[before[-1].when] if before and before[-1].when is not None else None
    if not isinstance(when, When) or any(measure.window for measure in measures):
        return left, right
    words = reading.words(when)
    reading.assume(
        f'"{words}" is meant for "{reading.words(item)}" too.', f"“{words}”对“{reading.words(item)}”同样适用。"
    )
    return _timed(left, when.time.window), _timed(right, when.time.window)


def at_its_time(reading: Reading, left: Expression, right: Expression, words: str) -> Expression | None:
    """The first number at the time that its comparison implies: "more than last month" is this month; else asks."""
    windows = [number.window for number in operands(right) if isinstance(number, MeasureNumber)]
    match windows:
        case [Previous(unit=unit, n=1)]:
            names = _UNIT_NAMES[unit]
            reading.assume(
                f'"{words}" compares this {names.en} with the one before.',
                f"“{words}”按本{names.zh}与上{names.zh}比较。",
            )
            return _timed(left, Current(unit=unit))
        case _:
            reading.ask(
                Text(en=f'"{words}": which time is compared with that?', zh=f"“{words}”：是哪段时间与之相比？"), words
            )
            return None


def _named_times(reading: Reading, worked: Worked) -> Iterator[Window]:
    """Times inside the names of numbers: 近30天消费 is known by that name."""
    for item in mentions(worked):
        times = (read_time(reading.tokens[: item.end], at, reading.catalog.today) for at in range(item.start, item.end))
        if time := next((time for time in times if time), None):
            yield time.window


def _timed(expression: Expression, window: Window) -> Expression:
    match expression:
        case MeasureNumber(window=None):
            return expression.model_copy(update={"window": window})
        case Arithmetic(left=left, right=right):
            return expression.model_copy(update={"left": _timed(left, window), "right": _timed(right, window)})
        case _:
            return expression


def mentions(worked: Worked) -> Iterator[Mention]:
    """The words of the catalog that a number is worked out from."""
    if isinstance(worked, Combined):
        yield from (*mentions(worked.left), *mentions(worked.right))
    if isinstance(worked, Operand):
        yield from (item for item in worked.items if isinstance(item, Mention))
