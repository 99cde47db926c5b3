"""Names of tags that are choices or sets become conditions: part of one on a value, "is known", or a question."""

from agent.planner.amounts.bands import bands_of, within
from agent.planner.conditions.hosts import attribute_of
from agent.planner.conditions.leaf import Leaf
from agent.planner.conditions.reading import Reading
from agent.planner.conditions.tag_leaves import known_leaf
from agent.planner.text.clause import PEOPLE
from agent.planner.text.items import Amount, Filler, Joint, Measure, Mention, Unknown
from tools.catalog.lexicon import Entry
from tools.catalog.model import Tag
from tools.language import Text
from tools.segment import TagCondition


def name_leaf(reading: Reading, at: int, entry: Entry, with_value: dict[str, int]) -> list[Leaf]:
    """The name of a choice or set: part of a condition on its value, else "is known", else a question.

    `with_value`: tags that have a condition already → the item it stands at.
    """
    reading.taken.add(at)
    if entry.tag in with_value and not _is_apart(reading, at, with_value[entry.tag]):
        return []
    if any(place > at and _leads_to(reading, at, place) for place in with_value.values()):
        # "interested in beauty", where beauty is a value of another tag: the words before it only lead to it.
        words = reading.words(reading.items[at])
        reading.assume(f'"{words}" read as part of what follows.', f"“{words}”按后面的条件理解。")
        return []
    if any(isinstance(reading.items[i], Unknown) and reading.gap(at, i) < 1.0 for i in reading.neighbours(at, 1)):
        return []  # what is asked about the word beside it settles this too
    tag = attribute_of(reading, entry)
    assert isinstance(tag, Tag)
    if tag.id in reading.catalog.sensitive_tags:
        # What may not be used needs no value: the check of definitions says so in its own words.
        return [Leaf(at, TagCondition(tag=tag.id, op="known"), [reading.items[at]], attribute=entry.attribute)]
    if known := known_leaf(reading, at, entry):
        return known
    if (value := _number_as_value(reading, at, tag) or _band_leaf(reading, at, tag)) is not None:
        return [value]
    if had := _had_leaf(reading, at, entry, tag):
        return had
    values = tuple(value.label.to(reading.lang) for value in tag.values[:6])
    reading.ask(
        Text(
            en=f"Which {tag.name.to('en')} do you mean?"
            + (f" For example: {', '.join(v.label.to('en') for v in tag.values[:6])}." if values else ""),
            zh=f"您想要哪种“{tag.name.to('zh')}”？"
            + (f"例如：{'、'.join(v.label.to('zh') for v in tag.values[:6])}。" if values else ""),
        ),
        reading.words(reading.items[at]),
        values,
    )
    return []


def _is_apart(reading: Reading, at: int, value: int) -> bool:
    """The conditions of "those with conditions, but not diabetes": what is excepted behind "but" does not say which."""
    joints = [
        i for i in range(at, value) if isinstance(item := reading.items[i], Joint) and item.glue in ("but", "not")
    ]
    glue = [item.glue for i in joints if isinstance(item := reading.items[i], Joint)]
    name = reading.items[at]
    tags = {entry.tag for entry in name.entries} if isinstance(name, Mention) else set()
    led = [item for item in reading.items[at + 1 : joints[0]] if isinstance(item, Mention)] if joints else []
    said = any(entry.values and entry.tag in tags for item in led for entry in item.entries)
    return glue[:2] == ["but", "not"] and not said


def _leads_to(reading: Reading, at: int, place: int) -> bool:
    """Whether a name only leads to the value behind it; 没有客户经理的白金卡 says something of both."""
    between = reading.items[at + 1 : place]
    of = any(isinstance(item, Joint) and item.glue == "of" for item in between)
    return reading.gap(at, place) < 1.0 and not of


def _had_leaf(reading: Reading, at: int, entry: Entry, tag: Tag) -> list[Leaf]:
    """ "with an assigned coach", 没有专属教练, 慢病患者: whether there is one at all."""
    before = at - 1
    while before >= 0 and isinstance(reading.items[before], Filler) and not _says_having(reading, before):
        before -= 1
    glue = reading.items[before] if before >= 0 else None
    negated = isinstance(glue, Joint) and glue.glue in ("not", "never")
    having = isinstance(glue, Filler) and _says_having(reading, before)
    if not negated and not having and not (tag.type == "set" and _are_people(reading, at + 1)):
        return []
    name = tag.name
    reading.assume(
        f'"{reading.words(reading.items[at])}" read as: {name.to("en")} is known.',
        f"“{reading.words(reading.items[at])}”按“{name.to('zh')}有记录”理解。",
    )
    condition = TagCondition(tag=tag.id, op="known")
    return [Leaf(at, condition, [reading.items[at]], attribute=entry.attribute, verb=True)]


def _are_people(reading: Reading, at: int) -> bool:
    item = reading.items[at] if at < len(reading.items) else None
    head = isinstance(item, Measure) and item.aspect == "head"
    return head or (isinstance(item, Filler) and reading.words(item) in (*PEOPLE, "患者", "人士"))


def _says_having(reading: Reading, at: int) -> bool:
    return reading.tokens[reading.items[at].start].text in ("有", "拥有", "with", "have", "has", "having")


def _number_as_value(reading: Reading, at: int, tag: Tag) -> Leaf | None:
    """ "household size 2", where 2 is one of the tag's values."""
    for neighbour in reading.neighbours(at, 1):
        item = reading.items[neighbour]
        if isinstance(item, Amount) and neighbour not in reading.taken and item.quantity.op is None:
            text = str(item.quantity.value)
            if any(str(value.value) == text for value in tag.values):
                reading.taken.add(neighbour)
                condition = TagCondition(tag=tag.id, op="is", value=text)
                return Leaf(neighbour, condition, [reading.items[at], item], attribute=(tag.id, None, None))
    return None


def _band_leaf(reading: Reading, at: int, tag: Tag) -> Leaf | None:
    """ "income over 100k", where the values are bands of income."""
    bands = bands_of(tag)
    for neighbour in reading.neighbours(at, 1) if bands else ():
        item = reading.items[neighbour]
        if isinstance(item, Amount) and neighbour not in reading.taken and (values := within(bands, item.quantity)):
            reading.taken.add(neighbour)
            shown = [value.label for value in tag.values if value.value in values]
            reading.assume(
                f"{tag.name.to('en')} is known in bands: {', '.join(name.to('en') for name in shown)}.",
                f"“{tag.name.to('zh')}”按区间取值：{'、'.join(name.to('zh') for name in shown)}。",
            )
            condition = TagCondition(tag=tag.id, op="in", values=values)
            return Leaf(neighbour, condition, [reading.items[at], item], attribute=(tag.id, None, None))
    return None
