"""What is said of an event's properties: of what, how, and which number an amount is about."""

from agent.planner.amounts.quantities import Quantity, is_money_word, same_unit
from agent.planner.conditions.host_amounts import unit_misfit
from agent.planner.conditions.hosts import Host, number_properties
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Filler, Joint, When
from agent.planner.words import UnitClass
from tools.catalog.gloss import names_money
from tools.catalog.lexicon import Entry
from tools.catalog.model import Property
from tools.catalog.tokens import phrase
from tools.segment import PropertyFilter, Scalar

_QUALIFYING = frozenset(("未", "没", "没有", "非", "不", "non", "not"))
_PLANNED = frozenset((*phrase("departure"), *phrase("departing"), *phrase("arrival"), *phrase("appointment")))
_PLANNED_ZH = ("出发", "起飞", "启程", "抵达", "预约", "到期")
# How long before something else it was.
_LEADS = ("advance", "ahead", "lead time", "notice", "beforehand", "提前", "提早")
_POINTS: tuple[UnitClass, ...] = ("points", "years")


def value_filters(reading: Reading, host: Host) -> list[PropertyFilter]:
    """Values of one property are alternatives, of several properties hold together."""
    by_property: dict[str, list[Entry]] = {}
    for _, entry in host.filters:
        by_property.setdefault(entry.prop or "", []).append(entry)
    return [
        filter_on(prop, tuple(dict.fromkeys(value for entry in entries for value in entry.values)))
        for prop, entries in by_property.items()
    ]


def filter_on(property_id: str, values: tuple[Scalar, ...]) -> PropertyFilter:
    """A property that has one of `values`."""
    if len(values) == 1:
        return PropertyFilter(property=property_id, op="is", value=values[0])
    return PropertyFilter(property=property_id, op="in", values=values)


def is_flag(reading: Reading, entry: Entry) -> bool:
    prop = reading.catalog.event_property(entry.event or "", entry.prop or "")
    return prop is not None and prop.type == "flag"


def flag_filters(reading: Reading, host: Host) -> list[PropertyFilter]:
    """ "ordered with a coupon", and without one where a negation stands right before it."""
    filters = []
    for at, entry in host.properties:
        if is_flag(reading, entry):
            place = at - 1
            while place > 0 and isinstance(reading.items[place], Filler):
                place -= 1  # "without a coupon", 没用优惠券
            before = reading.items[place] if at else None
            negated = isinstance(before, Joint) and before.glue in ("not", "never")
            negated = negated and (place > host.at or _qualifies(reading, place, at, host.at))
            if negated:
                reading.taken.add(place)
            filters.append(PropertyFilter(property=entry.prop or "", op="is", value=not negated))
    return filters


def _qualifies(reading: Reading, negation: int, at: int, event: int) -> bool:
    """The 未 of 未解决的投诉 and the "non" of "non-refundable tickets" say of which kind, not that there are none.

    The 没 of 没用券下过单 belongs to the 过 behind it: nothing of the kind was ever done.
    """
    before = reading.items[negation]
    words = "".join(token.text for token in reading.tokens[before.start : before.end])
    last = reading.tokens[before.end - 1]
    if last.end == reading.tokens[before.end].start and last.kind == "word":
        words = last.text  # the "un" of "has an unsolved call"
    between = reading.items[at + 1 : event]
    done = reading.items[event]
    ever = any(token.text == "过" for token in reading.tokens[done.start + 1 : done.end + 1])
    if words in ("没", "没有") and ever and not any(isinstance(i, Joint) for i in between):
        return False
    return (
        words in _QUALIFYING
        and event > at
        and all(isinstance(i, Filler) or (isinstance(i, Joint) and i.glue == "of") for i in between)
    )


def date_filters(reading: Reading, host: Host) -> list[PropertyFilter]:
    """Dates of the event with the times that were bound to them."""
    filters = []
    for at, entry in host.properties:
        item = reading.items[host.dates[at]] if at in host.dates else None
        if isinstance(item, When):
            ahead = item.time.ahead if _is_planned(reading, at, entry) else None
            filters.append(PropertyFilter(property=entry.prop or "", op="within", window=ahead or item.time.window))
    return filters


def _is_planned(reading: Reading, at: int, entry: Entry) -> bool:
    """ "Booked a flight departing in July": a day that is planned lies ahead, unless it is said to be over."""
    item = reading.items[at]
    said = [token.text for token in reading.tokens[max(0, item.start - 1) : item.end + 1]]
    names = {key for name in entry.name.all for key in phrase(name)}
    planned = bool(names & _PLANNED) or any(word in (entry.name.zh or "") for word in _PLANNED_ZH)
    return planned and not any(word.endswith("ed") or word in ("left", "已", "已经", "过", "了") for word in said)


def property_for(reading: Reading, host: Host, at: int, quantity: Quantity) -> Property | None:
    """The number that a quantity is about: a property named, else the one with its unit; None when it counts events.

    How many times something is counted within an event, "hands raised twenty times", is said right beside its name.
    """
    numbers = number_properties(reading, host)
    if quantity.unit_class == "times":
        named_beside = [entry.prop for place, entry in host.properties if abs(place - at) < abs(host.at - at)]
        return next((p for p in numbers if p.id in named_beside and unit_misfit(p, quantity) == 0), None)
    named = [prop for prop in numbers if any(entry.prop == prop.id for _, entry in host.properties)]
    fitting = [prop for prop in numbers if quantity.unit and unit_misfit(prop, quantity) == 0]
    if named:
        return named[0]
    if quantity.unit_class == "pieces" and not fitting:
        return next((prop for prop in numbers if prop.unit is None and _counts_pieces(prop)), None)
    return fitting[0] if fitting else None


def measures_property(reading: Reading, host: Host, quantity: Quantity) -> bool:
    return any(quantity.unit and unit_misfit(prop, quantity) == 0 for prop in number_properties(reading, host))


def _counts_pieces(prop: Property) -> bool:
    return any(
        word in name.lower() for name in prop.name.all for word in ("quantity", "items", "pieces", "件数", "数量")
    )


def adds_up(prop: Property) -> bool:
    """Whether a total of it says something: a sum of prices does, a sum of ratings or of days ahead does not."""
    lead = any(word in name.lower() for name in prop.name.all for word in _LEADS)
    return prop.unit is not None and not lead and not any(same_unit(None, unit, prop.unit.all) for unit in _POINTS)


def is_price(words: str) -> bool:
    """Whether a number is named by a word for what one thing costs, or how it is rated: nobody adds such up."""
    return words.lower().endswith(
        ("价", "价格", "价位", "单价", "price", "prices", "priced", "fare", "rate", "rating", "评分")
    )


def is_money(prop: Property) -> bool:
    """Whether a number is an amount of money, by its unit, or by its name where it has none."""
    return names_money(prop) if prop.unit is None else any(is_money_word(name) for name in prop.unit.all)
