"""Amounts that no mention took: their unit tells the tag, "25到35岁", or the people beside them, "women over 50"."""

from datetime import date

from agent.planner.amounts.quantities import Quantity
from agent.planner.conditions.host_amounts import ask_if_rough, unit_misfit
from agent.planner.conditions.leaf import Leaf
from agent.planner.conditions.reading import Reading
from agent.planner.conditions.tag_leaves import unit_leaf
from agent.planner.text.clause import PEOPLE
from agent.planner.text.items import Amount, Filler, Measure, Mention, When
from agent.planner.times.windows import read_time
from agent.planner.words import aspects
from tools.catalog.model import Tag
from tools.catalog.tokens import phrase, tokenise
from tools.language import Text
from tools.segment import Window

# What a person's age is called; "car age" and 车龄 are of something else.
_AGE_NAMES = frozenset(("age", "年龄", "岁数", "周岁"))
_PEOPLE = PEOPLE | frozenset((
    "anyone", "anybody", "everybody", "who", "someone", "person", "persons", "folks", "guys", "adults",
    "are", "is", "be",
))  # fmt: skip
_YEARS_OF_LIFE = frozenset(("年纪", "岁数", "年岁"))  # what a catalog hardly ever calls an age
_OLDEST = 120
_HEADS = aspects()


def loose_amounts(reading: Reading) -> list[Leaf]:
    """Conditions for the amounts that are left, or the question which tag they measure."""
    leaves = []
    for at, item in enumerate(reading.items):
        if at in reading.taken or not isinstance(item, Amount):
            continue
        tags = _at_the_time(reading, at, _measured_by(reading, at, item.quantity))
        if len(tags) == 1:
            ask_if_rough(reading, at)
            leaves.append(unit_leaf(reading, at, tags[0]))
        elif tags:
            _ask_which_number(reading, at, tags)
    return leaves


def _measured_by(reading: Reading, at: int, quantity: Quantity) -> list[Tag]:
    ages = [tag for tag in reading.catalog.tags if tag.type == "number" and _is_age(tag)]
    if quantity.unit_class == "metres" and not _has_place(reading):
        # Miles are collected as well.
        numbers = [tag for tag in reading.catalog.tags if tag.type == "number" and tag.unit]
        return [tag for tag in numbers if tag.unit and quantity.unit in [phrase(name) for name in tag.unit.all]]
    if quantity.unit_class in ("metres", "people", "times", "fold") or quantity.share:
        return []
    if quantity.unit is None and quantity.unit_class is None:
        if len(ages) == 1 and _is_said_of_people(reading, at, quantity):
            words = reading.words(reading.items[at])
            name = ages[0].name
            reading.assume(f'"{words}" read as {name.to("en")}.', f"“{words}”按“{name.to('zh')}”理解。")
            return ages
        return []
    numbers = [tag for tag in reading.catalog.tags if tag.type == "number" and tag.unit]
    fitting = [tag for tag in numbers if unit_misfit(tag, quantity) == 0]
    if quantity.unit_class == "years" and len(ages) == 1 and ages[0] in (fitting or ages):
        return ages
    return _called_so(quantity, fitting) or fitting


def _called_so(quantity: Quantity, tags: list[Tag]) -> list[Tag]:
    """Of "Seats" and "Active seats" the one that has no other name: "more than 50 seats"."""
    return [tag for tag in tags if quantity.unit in [phrase(name) for name in (*tag.name.all, *tag.aliases)]]


def _has_place(reading: Reading) -> bool:
    mentions = (item for item in reading.items if isinstance(item, Mention))
    near = any(isinstance(item, Measure) and item.aspect == "near" for item in reading.items)
    return near or any(entry.kind == "place" for item in mentions for entry in item.entries)


def _at_the_time(reading: Reading, at: int, tags: list[Tag]) -> list[Tag]:
    """Of "nights in the last 12 months" and "lifetime nights" the one whose name has the time beside "20 nights"."""
    for place in reading.neighbours(at, 1) if len(tags) > 1 else []:
        item = reading.items[place]
        if not isinstance(item, When) or place in reading.taken:
            continue
        named = [tag for tag in tags if item.time.window in _windows(tag, reading.catalog.today)]
        if len(named) == 1:
            reading.taken.add(place)
            return named
    return tags


def _windows(tag: Tag, today: date) -> list[Window]:
    names = [tokenise(name) for name in (*tag.name.all, *tag.aliases)]
    times = (read_time(tokens, at, today) for tokens in names for at in range(len(tokens)))
    return [time.window for time in times if time]


def _is_age(tag: Tag) -> bool:
    return any(name.lower() in _AGE_NAMES for name in (*tag.name.all, *tag.aliases))


def _is_said_of_people(reading: Reading, at: int, quantity: Quantity) -> bool:
    """ "women over 50", "men of at most 35", "anyone under 18": an age, said of the people right before it."""
    if quantity.op is None or max(quantity.value, quantity.high or 0) > _OLDEST:
        return False
    joined = at > 1 and reading.tokens[reading.items[at - 1].start].text in ("of", "still")
    before = reading.items[at - 1 - joined] if at else None
    match before:
        case Filler():
            return reading.tokens[before.start].text in _PEOPLE or reading.words(before) in _YEARS_OF_LIFE
        case Measure(aspect="head"):
            return True
        case Mention(entries=entries):
            people = _HEADS.get(phrase(reading.words(before))) == "head"  # also where that is the name of a flag
            return people or all(entry.kind in ("value", "group", "term") for entry in entries)
        case _:
            return False


def _ask_which_number(reading: Reading, at: int, tags: list[Tag]) -> None:
    words = reading.words(reading.items[at])
    reading.taken.add(at)
    names = [tag.name for tag in tags]
    reading.ask(
        Text(
            en=f'Which number should be "{words}": {", ".join(name.to("en") for name in names)}?',
            zh=f"“{words}”指的是哪个指标：{'、'.join(name.to('zh') for name in names)}？",
        ),
        words,
        tuple(name.to(reading.lang) for name in names),
    )
