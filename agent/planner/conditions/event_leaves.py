"""Events with what was bound to them become conditions: how often, how much, of what, when."""

from dataclasses import replace
from datetime import timedelta

from agent.planner.amounts.quantities import Quantity
from agent.planner.amounts.unit_conversion import in_units_of
from agent.planner.conditions.event_filters import (
    date_filters,
    flag_filters,
    measures_property,
    property_for,
    value_filters,
)
from agent.planner.conditions.event_questions import (
    ask_duration,
    ask_kinds_of_what,
    ask_what_they_did,
    ask_which_count,
    ask_which_number,
    is_hardly_a_count,
)
from agent.planner.conditions.exclusive import only, without_named
from agent.planner.conditions.hosts import Host, aspects_of
from agent.planner.conditions.leaf import Leaf
from agent.planner.conditions.reading import Reading
from agent.planner.conditions.several_values import each_of
from agent.planner.conditions.single_amounts import is_single, of_every, quantity_at
from agent.planner.conditions.tag_leaves import comparison_of
from agent.planner.conditions.totals import price_of, total_note, total_of
from agent.planner.conditions.unused_properties import ask_about_unused
from agent.planner.text.items import Filler, Joint, When
from agent.planner.times.elapsed import unit_of, window_of
from tools.catalog.model import Property
from tools.language import Text
from tools.segment import All, Between, Condition, EventCondition, Last, MeasureName, Not, PropertyFilter, Window, days
from tools.segment.sequence import Step


def event_leaf(reading: Reading, host: Host) -> Leaf:
    """One condition for one mention of an event and all that belongs to it."""
    event = reading.catalog.event(host.entry.event or "")
    assert event is not None, "the lexicon is made from the catalog"
    reading.taken.update([host.at, *host.also, *(at for at, _ in (*host.filters, *host.properties))])
    if host.implied and _is_bare(reading, host):
        ask_what_they_did(reading, host, event)
    elif host.implied:
        reading.assume(
            f'"{reading.words(reading.items[host.at])}" read as part of the event "{event.name.to("en")}".',
            f"“{reading.words(reading.items[host.at])}”按行为“{event.name.to('zh')}”理解。",
        )
    window = window_said(reading, host)
    filters = _filters(reading, host)
    counted: Quantity | None = None
    measured: list[tuple[Property, Quantity]] = []
    measured_at: list[int] = []
    on_days: Quantity | None = None
    for at in host.amounts:
        quantity = quantity_at(reading, at)
        if quantity.unit_class in ("days", "span") and not _is_of_a_property(reading, host, at):
            if window is None and "latest" in aspects_of(reading, host):
                ago = _is_point(reading, at) and quantity.op is None  # 最近一次下单是在半年前
                window = window_of(replace(quantity, op="more_than") if ago else quantity, reading.catalog.today)
            elif window is None and _is_negated(reading, host):
                window = Last(n=int(quantity.value), unit=unit_of(quantity) or "day")
            elif quantity.unit_class == "span" or _is_point(reading, at):
                ask_duration(reading, at)
            else:
                on_days = quantity
        elif not _counts(reading, host, at) and (prop := property_for(reading, host, at, quantity)) is not None:
            measured.append((prop, quantity))
            measured_at.append(at)
        elif (total := total_of(reading, host, quantity) or price_of(reading, host, at)) is not None:
            measured.append((total, quantity))
            measured_at.append(at)
        elif is_hardly_a_count(reading, host, quantity):
            ask_which_number(reading, host, at)
        elif counted is None:
            counted = quantity
        else:
            ask_which_count(reading, host, at)
    several = _counted_values(reading, host, counted) if "distinct" not in aspects_of(reading, host) else None
    if (
        counted is not None
        and counted.unit_class == "kinds"
        and not several
        and "distinct" not in aspects_of(reading, host)
    ):
        ask_kinds_of_what(reading, host, counted)
    ask_about_unused(reading, host, {prop.id for prop, _ in measured} | {several or ""}, counted)
    totals = [pair for pair in measured if counted is not None and _is_total(reading, host, max(measured_at))]
    single = [pair for pair in measured if pair not in totals]
    condition: Condition
    if several is not None and counted is not None and not single:
        condition = EventCondition(
            event=event.id, where=tuple(filters), measure="distinct", property=several, window=window,
            **_number(counted),
        )  # fmt: skip
    else:
        condition = _condition(reading, host, window, filters, counted, on_days, single)
    if totals:
        sums = [_condition(reading, host, window, list(filters), None, None, [pair]) for pair in totals]
        condition = All(of=(condition, *sums))
    elif isinstance(condition, EventCondition) and counted is None and on_days is None:
        condition = each_of(reading, host, _at_its_end(reading, host, condition))
    if isinstance(condition, EventCondition):
        condition = only(reading, host, condition)
    return Leaf(host.at, condition, host.spans(reading), attribute=(None, event.id, None), verb=True)


def _counted_values(reading: Reading, host: Host, counted: Quantity | None) -> str | None:
    """The property of "flew to more than two destinations", 飞过的目的地超过两个: how many of its values there were."""
    amounts = [at for at in host.amounts if quantity_at(reading, at) is counted and counted.unit_class != "times"]
    with_value = {entry.prop for _, entry in host.filters}
    for place, entry in host.properties:
        prop = reading.catalog.event_property(entry.event or "", entry.prop or "")
        if prop is None or prop.type not in ("choice", "set") or prop.id in with_value:
            continue
        if counted is not None and counted.unit_class == "kinds":
            return prop.id
        if any(abs(place - at) <= abs(host.at - at) and reading.gap(place, at) < 0.5 for at in amounts):
            return prop.id
    return None


def _condition(
    reading: Reading,
    host: Host,
    window: Window | None,
    filters: list[PropertyFilter],
    counted: Quantity | None,
    on_days: Quantity | None,
    measured: list[tuple[Property, Quantity]],
) -> EventCondition:
    event = host.entry.event or ""
    aspects = aspects_of(reading, host)
    if (
        counted is None
        and on_days is None
        and len(measured) == 1
        and not is_single(reading, host, measured[0], aspects)
    ):
        prop, quantity = measured[0]
        measure: MeasureName = next((aspect for aspect in ("avg", "max", "min") if aspect in aspects), "sum")
        if measure == "sum" and (extreme := of_every(reading, host, quantity)) is not None:
            measure = extreme
        if measure == "sum" and "sum" not in aspects:
            note = total_note(prop)
            reading.assume(note.en, note.zh)
        return EventCondition(
            event=event,
            where=tuple(filters),
            measure=measure,
            property=prop.id,
            window=window,
            **_number(in_units_of(quantity, prop)),
        )
    for prop, quantity in measured:
        filters.append(PropertyFilter(property=prop.id, **comparison_of(in_units_of(quantity, prop))))
    if counted is None and on_days is None and "again" in aspects:
        counted = Quantity(2, 0, "at_least")
        reading.assume("Again: at least twice.", "“再次”按至少两次理解。")
    if counted is not None and "days" in aspects:
        counted, on_days = None, counted
    if counted is not None and "distinct" in aspects and host.properties:
        return EventCondition(
            event=event, where=tuple(filters), measure="distinct", property=host.properties[0][1].prop, window=window,
            **_number(counted),
        )  # fmt: skip
    if on_days is not None:
        return EventCondition(event=event, where=tuple(filters), measure="days", window=window, **_number(on_days))
    return EventCondition(event=event, where=tuple(filters), window=window, **(_number(counted) if counted else {}))


def _filters(reading: Reading, host: Host) -> list[PropertyFilter]:
    """What is said of each event, other than numbers."""
    named = without_named(reading, host, value_filters(reading, host))
    return [*named, *flag_filters(reading, host), *date_filters(reading, host)]


def step_of(reading: Reading, host: Host, absent: bool) -> Step:
    """An event as one step of several; a step happens or not, it is not counted."""
    filters = _filters(reading, host)
    reading.taken.update([host.at, *host.also, *(at for at, _ in (*host.filters, *host.properties))])
    measured: set[str] = set()
    for at in host.amounts:
        quantity = quantity_at(reading, at)
        prop = property_for(reading, host, at, quantity)
        if prop is None and quantity.value == 1 and quantity.op is None:
            continue  # 看完了一部电影: a step happens once
        if prop is None:
            ask_which_count(reading, host, at)
        else:
            measured.add(prop.id)
            filters.append(PropertyFilter(property=prop.id, **comparison_of(in_units_of(quantity, prop))))
    ask_about_unused(reading, host, measured, None)
    return Step(event=host.entry.event or "", where=tuple(filters), absent=absent)


def window_said(reading: Reading, host: Host) -> Window | None:
    """The time that was bound to a host."""
    item = reading.items[host.when] if host.when is not None else None
    return item.time.window if isinstance(item, When) else None


def _counts(reading: Reading, host: Host, at: int) -> bool:
    """Whether a bare number right before an event counts it, though a property is named further on: "two
    cancellations with a fee over 500 each"."""
    bare = quantity_at(reading, at).unit is None
    further = all(abs(place - at) > abs(host.at - at) for place, _ in host.properties)
    return bare and at < host.at and further and len(host.amounts) > 1


def _is_of_a_property(reading: Reading, host: Host, at: int) -> bool:
    """Whether days are what a number of the event is counted in; "no booking in 60 days" says since when, unless the
    number is named."""
    before = reading.items[at - 1] if at else None
    since = isinstance(before, Filler) and reading.words(before).lower() in ("in", "for", "over")
    said_since = since and _is_negated(reading, host) and not host.properties
    return measures_property(reading, host, quantity_at(reading, at)) and not said_since


def _is_bare(reading: Reading, host: Host) -> bool:
    """Only a value, 小程序用户: it does not say what they did with it, how often or when."""
    said = host.when is not None or host.amounts or host.measures or host.properties
    return not said and host.entry.kind != "property" and not _is_negated(reading, host) and not _is_verb(reading, host)


def _is_verb(reading: Reading, host: Host) -> bool:
    """ "who upgraded", 升过档: a value that says itself what they did."""
    item = reading.items[host.at]
    words = [token.text for token in reading.tokens[item.start : item.end]]
    before = reading.tokens[item.start - 1].text if item.start else ""
    return "过" in words[1:] or (words[0].endswith("ed") and before in ("who", "that", "have", "has", "had", "ever"))


def _at_its_end(reading: Reading, host: Host, condition: EventCondition) -> Condition:
    """ "last ordered before March": not since either. "first ordered in March": not before it."""
    aspects = aspects_of(reading, host)
    if not aspects & {"latest", "first"}:
        return condition
    start, end = days(condition.window, reading.catalog.today) if condition.window else (None, None)
    if "latest" in aspects and end is not None:
        rest = Between(start=end + timedelta(days=1)) if end < reading.catalog.today else None
    elif "first" in aspects and start is not None:
        rest = Between(end=start - timedelta(days=1))
    else:
        words = reading.words(*(reading.items[at] for at in host.measures))
        reading.ask(Text(en=f'When should "{words}" be?', zh=f"“{words}”应在什么时间？"), words)
        return condition
    return condition if rest is None else All(of=(condition, Not(of=condition.model_copy(update={"window": rest}))))


def _is_total(reading: Reading, host: Host, last: int) -> bool:
    """Whether an amount beside a count is one of its own: 下单5次以上，累计消费3000元以上."""
    if aspects_of(reading, host) & {"sum", "avg", "max", "min"}:
        return True
    between = reading.items[min(host.at, last) : max(host.at, last)]
    return "each" not in aspects_of(reading, host) and any(isinstance(i, Joint) and i.glue == "comma" for i in between)


def _is_point(reading: Reading, at: int) -> bool:
    """The 3 days of "visited 3 days later" are no days that something happened on."""
    following = reading.items[at + 1] if at + 1 < len(reading.items) else None
    return (
        isinstance(following, Joint)
        and following.glue in ("then", "after")
        and reading.items[at].end == following.start
    )


def _is_negated(reading: Reading, host: Host) -> bool:
    """没 and "haven't" stand before what was not done, with at most a word or two between."""
    for at in range(host.at - 1, max(-1, host.at - 5), -1):
        item = reading.items[at]
        if isinstance(item, Joint):
            return item.glue in ("not", "never", "neither", "nor")
    return False


def _number(quantity: Quantity) -> dict[str, object]:
    """Operator and value of a count; a bare number is "at least", as in 下单3次 for "ordered three times".
    0次 is not once."""
    comparison = comparison_of(quantity)
    if quantity.op is not None:
        return comparison
    return {"op": "at_least" if quantity.value else "is", "value": quantity.value}
