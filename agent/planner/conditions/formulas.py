"""Calculations become conditions: every number in them a tag, or a measure of an event in its window."""

from dataclasses import replace
from typing import assert_never

from agent.planner.amounts.unit_conversion import tidy
from agent.planner.amounts.unit_scales import ratio
from agent.planner.conditions.event_filters import adds_up, is_money
from agent.planner.conditions.event_leaves import step_of, window_said
from agent.planner.conditions.formula_times import at_its_time, in_the_time_before, in_their_time, mentions
from agent.planner.conditions.host_amounts import bind_measures
from agent.planner.conditions.host_times import bind_times, prefer_events
from agent.planner.conditions.hosts import Host, attribute_of
from agent.planner.conditions.hosts_of import hosts_of
from agent.planner.conditions.leaf import Leaf
from agent.planner.conditions.reading import Reading
from agent.planner.conditions.resolve import resolve
from agent.planner.conditions.spending import with_money_for_both
from agent.planner.conditions.tag_leaves import by_time
from agent.planner.text.items import Calculation, Combined, Constant, Item, Measure, Mention, Operand, When, Worked
from agent.planner.words import Aspect, money_verbs
from tools.catalog.lexicon import Entry
from tools.catalog.model import Attribute, Property
from tools.language import Text
from tools.segment import (
    All,
    Arithmetic,
    Condition,
    Expression,
    Formula,
    MeasureName,
    MeasureNumber,
    Number,
    TagNumber,
)

_OVER_A_NUMBER: tuple[MeasureName, ...] = ("avg", "max", "min", "sum")


def formula_leaves(reading: Reading, hosts: list[Host]) -> list[Leaf]:
    """A condition for each calculation; asks where a number in it cannot be told."""
    leaves = []
    for at, item in enumerate(reading.items):
        if isinstance(item, Calculation):
            reading.taken.add(at)
            if (condition := _condition(reading, item, hosts)) is not None:
                leaves.append(Leaf(at, condition, [item], attribute=(None, f"formula {at}", None), verb=True))
    return leaves


def _condition(reading: Reading, item: Calculation, hosts: list[Host]) -> Condition | None:
    item = with_money_for_both(reading, _in_its_units(reading, item))
    left, right = _expression(reading, item.left), _expression(reading, item.right)
    if left is None or right is None:
        return None
    words = reading.words(item)
    if item.again and (left := at_its_time(reading, left, right, words)) is None:
        return None
    left, right = in_their_time(reading, item, left, right)
    left, right = in_the_time_before(reading, item, left, right, hosts)
    if _is_with_itself(left, right):
        reading.ask(
            Text(
                en=f'"{words}" compares a number with itself. Which times or conditions tell the two apart?',
                zh=f"“{words}”两边是同一个数值，请说明两者的时间或条件有何不同。",
            ),
            words,
        )
        return None
    if item.op is None:
        reading.ask(
            Text(en=f'"{words}": at least or at most that much?', zh=f"“{words}”：是至少这么多，还是至多这么多？"),
            words,
        )
        return None
    if item.assumed:
        reading.assume(f'"{words}" taken as at least that much.', f"“{words}”按“至少”理解。")
    if item.op == "between":
        high = Number(value=item.high or 0)
        return All(of=(Formula(left=left, op="at_least", right=right), Formula(left=left, op="at_most", right=high)))
    return Formula(left=left, op=item.op, right=right)


def _in_its_units(reading: Reading, item: Calculation) -> Calculation:
    """ "over two hours per visit", where minutes are counted."""
    if not isinstance(item.right, Constant) or item.right.unit is None:
        return item
    entries = [entry for mention in mentions(item.left) for entry in mention.entries]
    units = [of.unit.all for entry in entries if (of := attribute_of(reading, entry)) and _is_number(of) and of.unit]
    factor = next((found for names in units if (found := ratio(item.right.unit, names)) is not None), 1.0)
    if factor == 1:
        return item
    high = None if item.high is None else tidy(item.high * factor)
    return replace(item, right=Constant(tidy(item.right.value * factor)), high=high)


def _expression(reading: Reading, worked: Worked) -> Expression | None:
    match worked:
        case Constant(value=value):
            return Number(value=value)
        case Operand():
            return _number(reading, worked)
        case Combined(op=op, left=left, right=right):
            first, second = _expression(reading, left), _expression(reading, right)
            if first is None or second is None:
                return None
            return Arithmetic(op=op, left=first, right=second)
        case _:
            assert_never(worked)


def _number(reading: Reading, operand: Operand) -> Expression | None:
    """The number that a few items name: they are read like a request of their own."""
    part = _reading_of(reading, operand.items)
    hosts = _hosts(part)
    if len(hosts) != 1 and operand.otherwise:
        part = _reading_of(reading, operand.otherwise)
        hosts = _hosts(part)
    number = _of_host(part, hosts[0], operand.unfiltered) if len(hosts) == 1 and not part.questions else None
    if number is not None:
        _ask_about_times(part)
    if part.questions:
        number = None
        reading.questions += part.questions
    elif number is None:
        words = reading.words(*(item for item in operand.items if not isinstance(item, When)))
        reading.ask(
            Text(en=f'Which number of the user is "{words}"?', zh=f"“{words}”指用户的哪个数值？"),
            words,
        )
    for assumption in part.assumptions:
        reading.assume(assumption.en, assumption.zh)
    return number


def _ask_about_times(part: Reading) -> None:
    """A number that is known without a time takes none."""
    for at, item in enumerate(part.items):
        if isinstance(item, When) and at not in part.taken:
            words, name = part.words(item), part.words(*(other for other in part.items if other is not item))
            part.ask(
                Text(
                    en=f'"{name}" is known as it stands, not for "{words}". Which number do you mean?',
                    zh=f"“{name}”没有“{words}”的数值，您指的是哪个指标？",
                ),
                words,
            )


def _reading_of(reading: Reading, items: tuple[Item, ...]) -> Reading:
    named = [{entry.event for entry in item.entries if entry.event} for item in items if isinstance(item, Mention)]
    events = set.intersection(*filter(None, named)) if any(named) else set()
    numeric = [_numeric(reading, item, events) if isinstance(item, Mention) else item for item in items]
    return Reading(reading.text, reading.tokens, numeric, reading.catalog)


def _numeric(reading: Reading, mention: Mention, events: set[str]) -> Mention:
    """Of what a word stands for only what numbers are made of, of the `events` that all words share if any."""
    kept = tuple(entry for entry in mention.entries if entry.event or _is_number(attribute_of(reading, entry)))
    shared = tuple(entry for entry in kept if entry.event in events)
    return replace(mention, entries=shared or kept or mention.entries)


def _hosts(part: Reading) -> list[Host]:
    hosts = hosts_of(part, resolve(part))
    bind_times(part, hosts)
    prefer_events(part, hosts)
    bind_measures(part, hosts)
    return hosts


def _of_host(part: Reading, host: Host, unfiltered: bool) -> Expression | None:
    if not host.entry.event:
        entry = by_time(part, host)
        return TagNumber(tag=entry.tag) if entry is not None and entry.tag else None
    aspects = {item.aspect for at in host.measures if isinstance(item := part.items[at], Measure)}
    numbers = [entry for _, entry in host.properties if _is_number(attribute_of(part, entry))]
    others = [(at, entry) for at, entry in host.properties if entry not in numbers]
    prop = _property(part, host, numbers, aspects)
    measure, measured = _measure(part, prop, [entry for _, entry in others], aspects)
    if measure is None:
        return None
    flags = [(at, entry) for at, entry in others if entry.prop != measured]
    where = step_of(part, replace(host, properties=flags, amounts=[]), absent=False).where
    return MeasureNumber(
        event=host.entry.event,
        where=() if unfiltered else where,
        measure=measure,
        property=measured,
        window=window_said(part, host),
    )


def _property(part: Reading, host: Host, numbers: list[Entry], aspects: set[Aspect]) -> Property | None:
    """The number of the event that is meant: the one named; of what costs money, the money: "spent more than …"."""
    if numbers:
        return part.catalog.event_property(numbers[0].event or "", numbers[0].prop or "")
    event = part.catalog.event(host.entry.event or "")
    money = [p for p in event.properties if p.type == "number" and p.unit and is_money(p)] if event else []
    paid = money_verbs() & set(part.words(part.items[host.at]).lower().split())
    if (paid or aspects & {"money", "sum", "avg"}) and len(money) == 1 and not aspects & {"count", "days"}:
        if not paid and "money" not in aspects:
            name = money[0].name
            part.assume(
                f'"{part.words(*part.items)}" taken as the {name.to("en")}; say "number of" for how often.',
                f"“{part.words(*part.items)}”按{name.to('zh')}理解；如指次数，请说“次数”。",
            )
        return money[0]
    return None


def _measure(
    part: Reading, prop: Property | None, others: list[Entry], aspects: set[Aspect]
) -> tuple[MeasureName | None, str | None]:
    """How the events become a number, and over which of their properties."""
    if prop is not None:
        named = next((measure for measure in _OVER_A_NUMBER if measure in aspects), None)
        if named is None and not adds_up(prop):
            words = part.words(*part.items)
            part.ask(
                Text(
                    en=f'"{words}": the average, the highest or the lowest {prop.name.to("en")}?',
                    zh=f"“{words}”：是平均、最高还是最低的{prop.name.to('zh')}？",
                ),
                words,
            )
            return None, None
        return named or "sum", prop.id
    if "distinct" in aspects:
        choices = [entry.prop for entry in others if entry.prop]
        return ("distinct", choices[0]) if choices else (None, None)
    return ("days" if "days" in aspects else "count"), None


def _is_number(attribute: Attribute | None) -> bool:
    return getattr(attribute, "type", None) == "number"


def _is_with_itself(left: Expression, right: Expression) -> bool:
    """Whether anywhere a number is held against the same number."""
    inside = [side for side in (left, right) if isinstance(side, Arithmetic)]
    return left == right or any(_is_with_itself(side.left, side.right) for side in inside)
