"""What was done to something that is an event itself: "cancelled an order", 取消过预约. Only one thing was done."""

from agent.planner.conditions.reading import Reading
from agent.planner.conditions.resolve import Options
from agent.planner.text.items import Filler, Measure

_DETERMINERS = frozenset(("a", "an", "the", "their", "any", "one", "some", "its", "of their", "了", "过"))


def without_event_objects(reading: Reading, chosen: dict[int, Options]) -> None:
    """Take an event right behind the verb of another one for what that was done to, and say so."""
    for at in sorted(chosen):
        place = at + 1
        while place < len(reading.items) and _leads_on(reading, place):
            place += 1
        if place == at + 1 or place not in chosen or at not in chosen:
            continue
        verb, thing = chosen[at][0], chosen[place][0]
        if verb.kind != "event" or thing.kind != "event" or verb.id == thing.id:
            continue
        words, name = reading.words(reading.items[place]), verb.name
        reading.assume(
            f'"{words}" taken as what "{name.to("en")}" was done to, not as a condition of its own.',
            f"“{words}”按“{name.to('zh')}”的对象理解，不作为单独的条件。",
        )
        reading.items[place] = Filler(reading.items[place].start, reading.items[place].end)
        del chosen[place]


def _leads_on(reading: Reading, at: int) -> bool:
    item = reading.items[at]
    happened = isinstance(item, Measure) and item.aspect == "happened"
    return happened or (isinstance(item, Filler) and reading.normalised(at) in _DETERMINERS)
