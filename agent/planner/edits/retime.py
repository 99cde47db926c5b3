"""Another time in a definition, said without what happened in it: "make it the last 60 days"."""

from agent.planner.amounts.quantities import Quantity
from agent.planner.edits.places import leaves_of, mapped
from agent.planner.times.elapsed import unit_of
from agent.planner.times.windows import Time
from tools.segment import Condition, Definition, EventCondition, Formula, Last, Next, Sequence, Window
from tools.segment.formula import Arithmetic, Expression, MeasureNumber, operands


def with_time(
    definition: Definition, before: Definition | None, time: Time, words: str, was: Time | None = None
) -> list[Definition]:
    """The definition with another time in all places that have the same one, or in the only place for one. Of several
    times the one is meant that goes, `was`, or else that was not so `before`."""
    timed: dict[str, list[Condition]] = {}
    untimed: list[Condition] = []
    for leaf in leaves_of(definition.where):
        window = _formula_window(leaf) if isinstance(leaf, Formula) else getattr(leaf, "window", None)
        if was is not None and window != was.window:
            continue
        if window is not None:
            timed.setdefault(window.model_dump_json(), []).append(leaf)
        elif isinstance(leaf, EventCondition | Sequence):
            untimed.append(leaf)
    groups = list(timed.values()) or _by_event(untimed)
    known = leaves_of(before.where) if before else []
    fresh = [group for group in groups if before and any(leaf not in known for leaf in group)]
    groups = fresh if len(fresh) == 1 else groups

    def change(leaf: Condition) -> Condition:
        if isinstance(leaf, Formula):
            sides = {side: _timed(getattr(leaf, side), time) for side in ("left", "right")}
            return leaf.model_copy(update={**sides, "because": words})
        if time.either_way and isinstance(time.window, Last) and isinstance(getattr(leaf, "window", None), Next):
            ahead = Next(n=time.window.n, unit=time.window.unit)
            return leaf.model_copy(update={"window": ahead, "because": words})
        if isinstance(leaf, Sequence) and time.either_way and leaf.window is None and isinstance(time.window, Last):
            return leaf.model_copy(update={"within_days": time.window.n, "because": words})
        return leaf.model_copy(update={"window": time.window, "because": words})

    ordered = definition.order_by.measure if definition.order_by else None
    if not groups and ordered is not None and definition.order_by is not None:
        by = definition.order_by.model_copy(update={"measure": ordered.model_copy(update={"window": time.window})})
        return [definition.model_copy(update={"order_by": by})]
    return [definition.model_copy(update={"where": mapped(definition.where, change, group)}) for group in groups]


def _by_event(untimed: list[Condition]) -> list[list[Condition]]:
    """What is said of one event has one time: complaints, and those about prices that are left out of them."""
    groups: dict[str, list[Condition]] = {}
    for at, leaf in enumerate(untimed):
        groups.setdefault(leaf.event if isinstance(leaf, EventCondition) else f"sequence {at}", []).append(leaf)
    return list(groups.values())


def _formula_window(formula: Formula) -> Window | None:
    """The time that all numbers of a formula have; None where they differ."""
    numbers = [n for side in (formula.left, formula.right) for n in operands(side) if isinstance(n, MeasureNumber)]
    windows = {number.window.model_dump_json(): number.window for number in numbers if number.window}
    return next(iter(windows.values())) if len(windows) == 1 else None


def _timed(expression: Expression, time: Time) -> Expression:
    match expression:
        case Arithmetic(left=left, right=right):
            return expression.model_copy(update={"left": _timed(left, time), "right": _timed(right, time)})
        case MeasureNumber(window=window) if window is not None:
            return expression.model_copy(update={"window": time.window})
        case _:
            return expression


def as_time(quantity: Quantity) -> Time | None:
    """ "60 days" where no number counts days: the time that something happened in, or is to happen in."""
    unit = unit_of(quantity) if quantity.unit_class in ("days", "span") else None
    if unit is None or quantity.high is not None or quantity.value != int(quantity.value) or quantity.value < 1:
        return None
    return Time(Last(n=int(quantity.value), unit=unit), quantity.length, either_way=True)


def without_time(definition: Definition) -> Definition | None:
    """The definition with events of any time; None when none has a time."""

    def change(leaf: Condition) -> Condition:
        timed = isinstance(leaf, EventCondition | Sequence) and leaf.window is not None
        return leaf.model_copy(update={"window": None}) if timed else leaf

    where = mapped(definition.where, change)
    return None if where == definition.where else definition.model_copy(update={"where": where})
