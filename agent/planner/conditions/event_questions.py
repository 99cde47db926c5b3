"""What is asked where the amounts or values of an event leave open what they mean."""

from agent.planner.amounts.quantities import Quantity
from agent.planner.conditions.hosts import Host, number_properties
from agent.planner.conditions.reading import Reading
from agent.planner.conditions.single_amounts import quantity_at
from tools.catalog.model import Event
from tools.language import Text

_TOO_OFTEN = 1000


def ask_what_they_did(reading: Reading, host: Host, event: Event) -> None:
    """What users did with a value that is known of one event only."""
    words = reading.words(*(reading.items[at] for at, _ in host.filters))
    prop = reading.catalog.event_property(event.id, host.filters[0][1].prop or "")
    name = prop.name if prop else event.name
    reading.ask(
        Text(
            en=f'"{words}": I know this only as {name.to("en")} of the event "{event.name.to("en")}". '
            "Do you mean users who did that?",
            zh=f"“{words}”只是行为“{event.name.to('zh')}”的{name.to('zh')}。您是指有过这种行为的用户吗？",
        ),
        words,
        (f"{event.name.to(reading.lang)} {words}",),
    )


def ask_which_count(reading: Reading, host: Host, at: int) -> None:
    """What a second number counts, where the event has been counted."""
    words = reading.words(reading.items[at])
    reading.ask(
        Text(en=f'What does "{words}" count, beside the count before?', zh=f"前面已有次数条件，“{words}”指的是什么？"),
        words,
    )


def is_hardly_a_count(reading: Reading, host: Host, quantity: Quantity) -> bool:
    """ "Orders above 250,000": nobody does anything so often, and a number of the event may be meant."""
    bare = quantity.unit is None and quantity.unit_class is None and quantity.op not in (None, "is")
    return bare and quantity.value >= _TOO_OFTEN and bool(number_properties(reading, host))


def ask_which_number(reading: Reading, host: Host, at: int) -> None:
    """Which number of an event an amount is about that no count can be."""
    words = reading.words(reading.items[at])
    names = [prop.name for prop in number_properties(reading, host)]
    reading.ask(
        Text(
            en=f'What does "{words}" measure? For example {", ".join(name.to("en") for name in names)}.',
            zh=f"“{words}”指的是什么数值？例如{'、'.join(name.to('zh') for name in names)}。",
        ),
        words,
        tuple(name.to(reading.lang) for name in names),
    )


def ask_kinds_of_what(reading: Reading, host: Host, counted: Quantity) -> None:
    """ "Two kinds" of nothing that was named."""
    words = reading.words(*(reading.items[at] for at in host.amounts if quantity_at(reading, at) is counted))
    reading.ask(Text(en=f'"{words}" of what?', zh=f"“{words}”指什么的种类？"), words)


def ask_duration(reading: Reading, at: int) -> None:
    """A length of time that says neither since when nor on how many days."""
    words = reading.words(reading.items[at])
    reading.ask(
        Text(en=f'"{words}": do you mean in the last {words}?', zh=f"“{words}”是指最近这段时间内吗？"),
        words,
    )
