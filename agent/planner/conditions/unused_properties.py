"""Properties of an event that are named and get neither a value nor a number."""

from agent.planner.amounts.quantities import Quantity
from agent.planner.conditions.event_filters import is_flag
from agent.planner.conditions.hosts import Host, aspects_of
from agent.planner.conditions.kind_nouns import is_in_name_of
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Filler, Measure
from tools.catalog.lexicon import Entry
from tools.language import Text


def ask_about_unused(reading: Reading, host: Host, measured: set[str], counted: Quantity | None) -> None:
    """A property that is named but neither measured, told apart nor given a value changes nothing: better to ask."""
    aspects = aspects_of(reading, host)
    event = reading.catalog.event(host.entry.event or "")
    with_value = {entry.prop for _, entry in host.filters} | measured
    for at, entry in host.properties:
        if is_flag(reading, entry) or at in host.dates:
            continue
        distinct = counted is not None and "distinct" in aspects
        if _is_its_object(reading, host, at, entry):
            continue
        if event is not None and is_in_name_of(reading, reading.items[at], event):
            continue  # "spent 500 on devices", where the event is called "Device purchase"
        if entry.prop not in with_value and not distinct:
            words = reading.words(reading.items[at])
            reading.ask(
                Text(
                    en=f'What about "{entry.name.to("en")}"? Give a value or a number.',
                    zh=f"“{entry.name.to('zh')}”有什么要求？请给出取值或数值。",
                ),
                words,
            )


def _is_its_object(reading: Reading, host: Host, at: int, entry: Entry) -> bool:
    """The miles of "redeemed any miles" are what is redeemed, however many: a number right behind the event."""
    prop = reading.catalog.event_property(entry.event or "", entry.prop or "")
    between = reading.items[host.at + 1 : at]
    if prop is None or prop.type != "number" or not at > host.at or host.implied or host.amounts or host.measures:
        return False
    if not all(
        isinstance(item, Filler) or (isinstance(item, Measure) and item.aspect == "happened") for item in between
    ):
        return False
    words = reading.words(reading.items[at])
    reading.assume(
        f'"{words}" taken as what "{host.entry.name.to("en")}" is of, however much.',
        f"“{words}”按行为“{host.entry.name.to('zh')}”的对象理解，不限数值。",
    )
    return True
