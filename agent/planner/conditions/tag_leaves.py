"""Mentions of tags, their values and numbers become conditions."""

from dataclasses import replace
from typing import Any

from agent.planner.amounts.quantities import Quantity, same_unit
from agent.planner.amounts.unit_conversion import in_units_of
from agent.planner.conditions.exclusive import is_only_liked
from agent.planner.conditions.hosts import Host, attribute_of
from agent.planner.conditions.leaf import Leaf
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Amount, Filler, Joint, Measure, Mention, When
from tools.catalog.lexicon import Entry
from tools.catalog.model import Tag
from tools.language import Text
from tools.segment import Condition, InSegment, Not, TagCondition

_HAVING_HAN = ("有", "还有", "仍有", "尚有", "有剩", "有剩余")
_HAVING = (*_HAVING_HAN, "with", "have", "has", "having", "still have", "still has", "some", "any")
_ON_RECORD = ("on record", "on file", "in our records", "in the records", "in the system", "in our system")


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
        or _some_left(reading, host, entry)
        or _ask_amount(reading, host, entry)
    )


def _past(reading: Reading, host: Host, at: int, quantity: Quantity) -> Quantity:
    """累计消费过两万: past an amount of what a user has is more than it."""
    before = reading.items[at - 1]
    past = at == host.at + 2 and isinstance(before, Measure) and reading.normalised(at - 1) == "过"
    return replace(quantity, op="more_than") if past and quantity.op is None else quantity


def _none_left(reading: Reading, host: Host, entry: Entry) -> list[Leaf]:
    """ "no sessions left", 没有积分: zero of what can be counted; "no score", "no points on record": unknown."""
    before = reading.items[host.at - 1] if host.at else None
    negation = reading.tokens[before.start].text if isinstance(before, Joint) else ""
    if negation not in ("no", "without", "zero", "没有", "没", "无"):
        return []
    reading.taken.add(host.at - 1)
    words = reading.words(reading.items[host.at - 1], reading.items[host.at])
    assert entry.tag is not None
    condition: Condition
    attribute = attribute_of(reading, entry)
    behind = reading.words(reading.items[host.at + 1]).lower() if host.at + 1 < len(reading.items) else ""
    if behind in _ON_RECORD or attribute is None or attribute.unit is None:
        reading.assume(f'"{words}" read as: not known.', f"“{words}”按没有记录理解。")
        condition = Not(of=TagCondition(tag=entry.tag, op="known"))
    else:
        reading.assume(f'"{words}" read as 0.', f"“{words}”按0理解。")
        condition = TagCondition(tag=entry.tag, op="is", value=0)
    spans = [reading.items[host.at - 1], *host.spans(reading)]
    return [Leaf(host.at, condition, spans, attribute=entry.attribute)]


def _some_left(reading: Reading, host: Host, entry: Entry) -> list[Leaf]:
    """ "with points left", 有余额, 卡里还有钱: more than 0 of what can be counted."""
    attribute = attribute_of(reading, entry)
    before = reading.normalised(host.at - 1) if host.at else ""
    behind = reading.normalised(host.at + 1) if host.at + 1 < len(reading.items) else ""
    had = before in _HAVING or behind in _HAVING_HAN
    assert entry.tag is not None
    if not had or attribute is None or attribute.unit is None or same_unit(None, "years", attribute.unit.all):
        return []
    words = reading.words(reading.items[host.at])
    reading.assume(f'"{words}" read as more than 0.', f"“{words}”按大于0理解。")
    condition = TagCondition(tag=entry.tag, op="more_than", value=0)
    return [Leaf(host.at, condition, host.spans(reading), attribute=entry.attribute)]


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
