"""Mentions of tags and their values become conditions."""

from dataclasses import replace
from typing import Any

from agent.planner.bands import bands_of, within
from agent.planner.clause import PEOPLE
from agent.planner.exclusive import is_only_liked
from agent.planner.hosts import Host, attribute_of
from agent.planner.items import Amount, Filler, Joint, Measure, Mention, Unknown, When
from agent.planner.leaf import Leaf
from agent.planner.quantities import Quantity
from agent.planner.reading import Reading
from agent.planner.unit_conversion import in_units_of
from tools.catalog.lexicon import Entry
from tools.catalog.model import Tag
from tools.language import Text
from tools.segment import InSegment, Not, TagCondition


def comparison_of(quantity: Quantity) -> dict[str, Any]:
    """Operator and value, or values, of a quantity; a bare number is meant exactly."""
    if quantity.high is not None:
        return {"op": "between", "values": (quantity.value, quantity.high)}
    return {"op": quantity.op or "is", "value": quantity.value}


def value_leaf(reading: Reading, at: int, entry: Entry) -> Leaf:
    """A value or a group of values of a tag."""
    assert entry.tag is not None
    reading.taken.add(at)
    condition = (
        TagCondition(tag=entry.tag, op="is", value=entry.values[0])
        if len(entry.values) == 1
        else TagCondition(tag=entry.tag, op="in", values=entry.values)
    )
    attribute = attribute_of(reading, entry)
    several = isinstance(attribute, Tag) and attribute.type == "set"
    if _follows_event(reading, at):
        _ask_object(reading, at, entry)
    only = several and is_only_liked(reading, at, entry)
    return Leaf(at, condition, [reading.items[at]], attribute=entry.attribute, several=several, only=only)


def _follows_event(reading: Reading, at: int) -> bool:
    place = at - 1
    while place > 0 and isinstance(reading.items[place], Filler) and _is_determiner(reading, place):
        place -= 1
    before = reading.items[place] if place >= 0 else None
    return isinstance(before, Mention) and any(entry.kind == "event" for entry in before.entries)


def _is_determiner(reading: Reading, at: int) -> bool:
    return reading.tokens[reading.items[at].start].text in ("any", "some", "the", "a", "an", "our", "every")


def _ask_object(reading: Reading, at: int, entry: Entry) -> None:
    """ "ordered coffee", where coffee is known only as an interest: not what was ordered."""
    tag = attribute_of(reading, entry)
    assert tag is not None
    words = reading.words(reading.items[at - 1], reading.items[at])
    reading.ask(
        Text(
            en=f'"{words}": I know "{entry.name.to("en")}" only as {tag.name.to("en")}, not as part of the event.',
            zh=f"“{words}”：“{entry.name.to('zh')}”只是“{tag.name.to('zh')}”的取值，行为中没有这一项。",
        ),
        words,
        (f"{tag.name.to(reading.lang)}: {entry.name.to(reading.lang)}",),
    )


def flag_leaf(reading: Reading, at: int, entry: Entry) -> Leaf:
    """A flag is said by its name alone."""
    assert entry.tag is not None
    reading.taken.add(at)
    return Leaf(
        at, TagCondition(tag=entry.tag, op="is", value=True), [reading.items[at]], attribute=entry.attribute, verb=True
    )


def term_leaf(reading: Reading, at: int, entry: Entry) -> Leaf:
    """A business word stands for the definition that someone signed off."""
    reading.taken.add(at)
    term = reading.catalog.terms[int(entry.id)]
    return Leaf(at, term.definition, [reading.items[at]], attribute=("term", entry.id, None), verb=True)


def segment_leaf(reading: Reading, at: int, entry: Entry) -> Leaf:
    reading.taken.add(at)
    return Leaf(at, InSegment(segment=entry.id), [reading.items[at]], attribute=("segment", entry.id, None), verb=True)


def number_leaves(reading: Reading, host: Host) -> list[Leaf]:
    """A number tag with the amounts bound to it; asks when there is none, or which tag when a time fits several."""
    entry = by_time(reading, host)
    if entry is None:
        return []
    reading.taken.add(host.at)
    leaves = []
    for at in host.amounts:
        item = reading.items[at]
        assert isinstance(item, Amount)
        assert entry.tag is not None
        quantity = in_units_of(_past(reading, host, at, item.quantity), attribute_of(reading, entry))
        condition = TagCondition(tag=entry.tag, **comparison_of(quantity))
        leaves.append(Leaf(max(at, host.at), condition, host.spans(reading), attribute=entry.attribute))
    return (
        leaves
        or known_leaf(reading, host.at, entry)
        or _none_left(reading, host, entry)
        or _ask_amount(reading, host, entry)
    )


def _past(reading: Reading, host: Host, at: int, quantity: Quantity) -> Quantity:
    """累计消费过两万: past an amount of what a user has is more than it."""
    before = reading.items[at - 1]
    past = at == host.at + 2 and isinstance(before, Measure) and reading.normalised(at - 1) == "过"
    return replace(quantity, op="more_than") if past and quantity.op is None else quantity


def _none_left(reading: Reading, host: Host, entry: Entry) -> list[Leaf]:
    """ "no sessions left", 没有积分: zero of what can be counted."""
    before = reading.items[host.at - 1] if host.at else None
    negation = reading.tokens[before.start].text if isinstance(before, Joint) else ""
    if negation not in ("no", "without", "zero", "没有", "没", "无"):
        return []
    reading.taken.add(host.at - 1)
    words = reading.words(reading.items[host.at - 1], reading.items[host.at])
    reading.assume(f'"{words}" read as 0.', f"“{words}”按0理解。")
    assert entry.tag is not None
    condition = TagCondition(tag=entry.tag, op="is", value=0)
    spans = [reading.items[host.at - 1], *host.spans(reading)]
    return [Leaf(host.at, condition, spans, attribute=entry.attribute)]


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


def unit_leaf(reading: Reading, at: int, tag: Tag) -> Leaf:
    """An amount whose unit alone tells the tag: "25到35岁"."""
    item = reading.items[at]
    assert isinstance(item, Amount)
    reading.taken.add(at)
    condition = TagCondition(tag=tag.id, **comparison_of(in_units_of(item.quantity, tag)))
    return Leaf(at, condition, [item], attribute=(tag.id, None, None))


def by_time(reading: Reading, host: Host) -> Entry | None:
    """Of tags that differ in their time, the one whose time was said; asks when that leaves none or several."""
    tags = {option.tag: option for option in host.options}
    if not any(option.window for option in host.options):
        return host.entry
    if host.when is None and len(tags) == 1:
        name = host.entry.name
        said = reading.words(reading.items[host.at])
        reading.assume(f'"{said}" read as "{name.to("en")}".', f"“{said}”按“{name.to('zh')}”理解。")
        return host.entry
    if host.when is not None:
        item = reading.items[host.when]
        assert isinstance(item, When)
        fitting = [option for option in host.options if option.window == item.time.window]
        if fitting:
            return fitting[0]
    words = reading.words(*host.spans(reading))
    names = [option.name for option in tags.values()]
    reading.taken.update([host.at, *host.amounts])
    reading.ask(
        Text(
            en=f'"{words}": I know this only as {"; ".join(name.to("en") for name in names)}. Which do you mean?',
            zh=f"“{words}”：目前只有{'、'.join(name.to('zh') for name in names)}。您指的是哪一个？",
        ),
        words,
        tuple(name.to(reading.lang) for name in names),
    )
    return None


def known_leaf(reading: Reading, at: int, entry: Entry) -> list[Leaf]:
    for neighbour in reading.neighbours(at, 1):
        item = reading.items[neighbour]
        if isinstance(item, Measure) and item.aspect in ("known", "unknown") and entry.tag:
            reading.taken.update((at, neighbour))
            known = TagCondition(tag=entry.tag, op="known")
            condition = known if item.aspect == "known" else Not(of=known)
            return [Leaf(at, condition, [reading.items[at], item], attribute=entry.attribute)]
    return []


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


def _ask_amount(reading: Reading, host: Host, entry: Entry) -> list[Leaf]:
    words = reading.words(reading.items[host.at])
    tag = attribute_of(reading, entry)
    unit = tag.unit if tag and tag.unit else None
    reading.ask(
        Text(
            en=f'What should "{words}" be? Give a number or a range' + (f" in {unit.to('en')}." if unit else "."),
            zh=f"“{words}”要多少？请给出数值或范围" + (f"（单位：{unit.to('zh')}）。" if unit else "。"),
        ),
        words,
    )
    return []


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
