"""Events with what was bound to them become conditions: how often, how much, of what, when."""

from agent.planner.hosts import Host, number_properties, unit_misfit
from agent.planner.items import Amount, Joint, Measure, When
from agent.planner.leaf import Leaf
from agent.planner.quantities import Quantity
from agent.planner.reading import Reading
from agent.planner.tag_leaves import comparison_of
from tools.catalog.lexicon import Entry
from tools.catalog.model import Property
from tools.language import Text
from tools.segment import All, Condition, EventCondition, Last, MeasureName, PropertyFilter, Window


def event_leaf(reading: Reading, host: Host) -> Leaf:
    """One condition for one mention of an event and all that belongs to it."""
    event = reading.catalog.event(host.entry.event or "")
    assert event is not None, "the lexicon is made from the catalog"
    reading.taken.update([host.at, *(at for at, _ in (*host.filters, *host.properties))])
    if host.implied:
        reading.assume(
            f'"{reading.words(reading.items[host.at])}" read as part of the event "{event.name.to("en")}".',
            f"“{reading.words(reading.items[host.at])}”按行为“{event.name.to('zh')}”理解。",
        )
    window = _window(reading, host)
    filters = _value_filters(reading, host)
    counted: Quantity | None = None
    measured: list[tuple[Property, Quantity]] = []
    days: Quantity | None = None
    for at in host.amounts:
        quantity = _quantity(reading, at)
        if quantity.unit_class == "days" and not _measures_property(reading, host, quantity):
            if window is None and _is_negated(reading, host):
                window = Last(n=int(quantity.value), unit="day")
            else:
                days = quantity
        elif (prop := _property_for(reading, host, quantity)) is not None:
            measured.append((prop, quantity))
        elif counted is None:
            counted = quantity
        else:
            _ask_which_count(reading, host, at)
    _ask_unused_properties(reading, host, {prop.id for prop, _ in measured}, counted)
    totals = [pair for pair in measured if counted is not None and _is_total(reading, host)]
    single = [pair for pair in measured if pair not in totals]
    condition: Condition = _condition(reading, host, window, filters, counted, days, single)
    if totals:
        sums = [_condition(reading, host, window, list(filters), None, None, [pair]) for pair in totals]
        condition = All(of=(condition, *sums))
    return Leaf(host.at, condition, host.spans(reading), attribute=(None, event.id, None), verb=True)


def _condition(
    reading: Reading,
    host: Host,
    window: Window | None,
    filters: list[PropertyFilter],
    counted: Quantity | None,
    days: Quantity | None,
    measured: list[tuple[Property, Quantity]],
) -> EventCondition:
    event = host.entry.event or ""
    aspects = _aspects(reading, host)
    if counted is None and days is None and len(measured) == 1 and not _is_single(reading, host, measured[0], aspects):
        prop, quantity = measured[0]
        measure: MeasureName = next((aspect for aspect in ("avg", "max", "min") if aspect in aspects), "sum")
        if measure == "sum" and "sum" not in aspects:
            name = prop.name
            reading.assume(
                f'"{name.to("en")}" is the total over all matching events; say "each" for a single one.',
                f"“{name.to('zh')}”按累计值计算；如指单次，请说“单笔”。",
            )
        return EventCondition(
            event=event, where=tuple(filters), measure=measure, property=prop.id, window=window, **_number(quantity)
        )
    filters += [PropertyFilter(property=prop.id, **comparison_of(quantity)) for prop, quantity in measured]
    if counted is not None and "distinct" in aspects and host.properties:
        return EventCondition(
            event=event, where=tuple(filters), measure="distinct", property=host.properties[0][1].prop, window=window,
            **_number(counted),
        )  # fmt: skip
    if days is not None:
        return EventCondition(event=event, where=tuple(filters), measure="days", window=window, **_number(days))
    return EventCondition(event=event, where=tuple(filters), window=window, **(_number(counted) if counted else {}))


def _is_total(reading: Reading, host: Host) -> bool:
    """Whether an amount beside a count is one of its own: 下单5次以上，累计消费3000元以上."""
    if _aspects(reading, host) & {"sum", "avg", "max", "min"}:
        return True
    last = max(host.amounts)
    between = reading.items[min(host.at, last) : max(host.at, last)]
    return "each" not in _aspects(reading, host) and any(isinstance(i, Joint) and i.glue == "comma" for i in between)


def _ask_which_count(reading: Reading, host: Host, at: int) -> None:
    words = reading.words(reading.items[at])
    reading.ask(
        Text(en=f'What does "{words}" count, beside the count before?', zh=f"前面已有次数条件，“{words}”指的是什么？"),
        words,
    )


def _ask_unused_properties(reading: Reading, host: Host, measured: set[str], counted: Quantity | None) -> None:
    """A property that is named but neither measured, told apart nor given a value changes nothing: better to ask."""
    aspects = _aspects(reading, host)
    with_value = {entry.prop for _, entry in host.filters} | measured
    for at, entry in host.properties:
        distinct = counted is not None and "distinct" in aspects
        if entry.prop not in with_value and not distinct:
            words = reading.words(reading.items[at])
            reading.ask(
                Text(
                    en=f'What about "{entry.name.to("en")}"? Give a value or a number.',
                    zh=f"“{entry.name.to('zh')}”有什么要求？请给出取值或数值。",
                ),
                words,
            )


def _window(reading: Reading, host: Host) -> Window | None:
    if host.when is None:
        return None
    item = reading.items[host.when]
    assert isinstance(item, When)
    return item.time.window


def _value_filters(reading: Reading, host: Host) -> list[PropertyFilter]:
    """Values of one property are alternatives, of several properties hold together."""
    by_property: dict[str, list[Entry]] = {}
    for _, entry in host.filters:
        by_property.setdefault(entry.prop or "", []).append(entry)
    filters = []
    for prop, entries in by_property.items():
        values = tuple(dict.fromkeys(value for entry in entries for value in entry.values))
        if len(values) == 1:
            filters.append(PropertyFilter(property=prop, op="is", value=values[0]))
        else:
            filters.append(PropertyFilter(property=prop, op="in", values=values))
    return filters


def _property_for(reading: Reading, host: Host, quantity: Quantity) -> Property | None:
    """The number that a quantity is about: a property named, else the one with its unit; None when it counts events."""
    if quantity.unit_class == "times":
        return None
    numbers = number_properties(reading, host)
    named = [prop for prop in numbers if any(entry.prop == prop.id for _, entry in host.properties)]
    fitting = [prop for prop in numbers if quantity.unit and unit_misfit(prop, quantity) == 0]
    if named:
        return named[0]
    return fitting[0] if fitting else None


def _measures_property(reading: Reading, host: Host, quantity: Quantity) -> bool:
    return any(quantity.unit and unit_misfit(prop, quantity) == 0 for prop in number_properties(reading, host))


def _aspects(reading: Reading, host: Host) -> set[str]:
    return {item.aspect for at in host.measures if isinstance(item := reading.items[at], Measure)}


def _is_negated(reading: Reading, host: Host) -> bool:
    """没 and "haven't" stand before what was not done, with at most a word or two between."""
    for at in range(host.at - 1, max(-1, host.at - 5), -1):
        item = reading.items[at]
        if isinstance(item, Joint):
            return item.glue in ("not", "never", "neither", "nor")
    return False


def _is_single(reading: Reading, host: Host, measured: tuple[Property, Quantity], aspects: set[str]) -> bool:
    """Whether an amount is meant of each single event: said so, "an order over 500", or nothing that adds up."""
    if "each" in aspects:
        return True
    start = reading.items[host.at].start
    if start > 0 and reading.tokens[start - 1].text in ("a", "an", "one"):
        return True
    adds_up = measured[0].unit is not None and measured[1].unit_class not in ("points", "years")
    return not adds_up and not aspects & {"sum", "avg", "max", "min"}


def _quantity(reading: Reading, at: int) -> Quantity:
    item = reading.items[at]
    assert isinstance(item, Amount)
    return item.quantity


def _number(quantity: Quantity) -> dict[str, object]:
    """Operator and value of a count; a bare number is "at least", as in 下单3次 for "ordered three times"."""
    comparison = comparison_of(quantity)
    return {"op": "at_least", "value": quantity.value} if quantity.op is None else comparison
