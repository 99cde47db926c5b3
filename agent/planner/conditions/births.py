"""Years of birth by decade, 90后 and 95后, where no value of the catalog has that name."""

from datetime import date

from agent.planner.conditions.leaf import Leaf
from agent.planner.conditions.reading import Reading
from agent.planner.text.birth_names import BIRTHS, the_tag
from agent.planner.text.items import Amount
from tools.catalog.model import Tag
from tools.segment import Between, Condition, TagCondition

_AGES = ("age", "年龄", "岁数", "周岁")


def birth_leaves(reading: Reading) -> list[Leaf]:
    """Born in these years, by the tag of the date of birth or else of the age; said as an assumption."""
    tag = the_tag(reading.catalog, "date", BIRTHS) or the_tag(reading.catalog, "number", _AGES)
    leaves = []
    for at, item in enumerate(reading.items):
        if tag is None or at in reading.taken or not isinstance(item, Amount) or item.quantity.unit_class != "born":
            continue
        first, last = int(item.quantity.value), int(item.quantity.high or item.quantity.value)
        reading.taken.add(at)
        words = reading.words(item)
        reading.assume(f'"{words}" taken as born from {first} to {last}.', f"“{words}”按{first}年至{last}年出生理解。")
        leaves.append(Leaf(at, _condition(reading, tag, first, last), [item], attribute=(tag.id, None, None)))
    return leaves


def _condition(reading: Reading, tag: Tag, first: int, last: int) -> Condition:
    if tag.type == "date":
        window = Between(start=date(first, 1, 1), end=date(last, 12, 31))
        return TagCondition(tag=tag.id, op="within", window=window)
    # An age does not tell the year of birth exactly: the ages that these years come to in this one.
    year = reading.catalog.today.year
    return TagCondition(tag=tag.id, op="between", values=(max(0, year - last), year - first))
