"""Worked examples for a model, made of the catalog in use: its own tags, values and events, never invented ones."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tools.catalog.model import Catalog, Event, Name, Property, Tag, Value
from tools.language import Text
from tools.segment import All, Amount, Condition, Definition, EventCondition, Last, Near, Not, OrderBy, TagCondition

_BUSINESS_WORDS = (Text(en="loyal", zh="忠诚"), Text(en="high-value", zh="高价值"))


@dataclass(frozen=True)
class Example:
    """What a person says, after `before` where that was said first, and the call that answers it."""

    said: str
    tool: str
    arguments: dict[str, Any]
    before: str = ""

    def __str__(self) -> str:
        said = f"“{self.said}”" if not self.before else f"“{self.before}”, then “{self.said}”"
        return f"- {said} → {self.tool} {json.dumps(self.arguments, ensure_ascii=False, separators=(',', ':'))}"


@lru_cache(maxsize=8)
def examples_of(catalog: Catalog) -> str:
    """One a line; none where the catalog holds nothing to make one of."""
    return "\n".join(str(example) for example in worked_examples(catalog))


def worked_examples(catalog: Catalog) -> list[Example]:
    makers: tuple[Callable[[_Material], Example | None], ...] = (
        _values_and_number,
        _negation,
        _either,
        _event,
        _sum_of_events,
        _both,
        _near,
        _top,
        _follow_up,
        _unknown_word,
    )
    material = _Material(catalog)
    return [example for maker in makers if (example := maker(material))]


class _Material:
    """The first things of a catalog that fit an example; nothing sensitive."""

    def __init__(self, catalog: Catalog):
        self.catalog = catalog
        self._tags = [tag for tag in catalog.tags if tag.id not in catalog.sensitive_tags]

    def tag(self, kind: str, values: int = 0) -> Tag | None:
        fitting = (tag for tag in self._tags if tag.type == kind and len(self.values(tag)) >= values)
        return next(fitting, None)

    def values(self, tag: Tag) -> list[Value]:
        """Values with words for them: a bare number means nothing without its tag."""
        return [value for value in tag.values if any(char.isalpha() for char in value.label.to("en"))]

    @property
    def event(self) -> Event | None:
        return next(iter(self.catalog.events), None)

    @property
    def measured(self) -> tuple[Event, Property] | None:
        """An event with a number to add up."""
        pairs = ((event, each) for event in self.catalog.events for each in event.properties if each.type == "number")
        return next(pairs, None)


def _values_and_number(material: _Material) -> Example | None:
    choice, number = material.tag("choice", values=1), material.tag("number")
    if not choice or not number:
        return None
    said, named = _is(choice, material.values(choice)[0])
    over = f"{_zh(number.name)}超过30{_zh(number.unit) if number.unit else ''}"
    aged = TagCondition(tag=number.id, op="more_than", value=30, because=over)
    return _preview(f"{said}，{over}的用户", Definition(where=All(of=(named, aged))))


def _negation(material: _Material) -> Example | None:
    if not (choice := material.tag("choice", values=2)):
        return None
    value = material.values(choice)[1]
    words = f"{_en(choice.name)} is not {_en(value.label)}"
    wrong = TagCondition(tag=choice.id, op="is", value=value.value, because=words)
    return _preview(f"users whose {words}", Definition(where=Not(of=wrong)))


def _either(material: _Material) -> Example | None:
    if not (choice := material.tag("choice", values=2)):
        return None
    one, other = material.values(choice)[:2]
    words = f"{_en(choice.name)} {_en(one.label)} or {_en(other.label)}"
    either = TagCondition(tag=choice.id, op="in", values=(one.value, other.value), because=words)
    return _preview(f"users with {words}", Definition(where=either))


def _both(material: _Material) -> Example | None:
    if not (tags := material.tag("set", values=2)):
        return None
    one, other = material.values(tags)[:2]
    words = f"{_zh(tags.name)}同时包含{_zh(one.label)}和{_zh(other.label)}"
    both = TagCondition(tag=tags.id, op="all_of", values=(one.value, other.value), because=words)
    return _preview(f"{words}的用户", Definition(where=both))


def _event(material: _Material) -> Example | None:
    if not (event := material.event):
        return None
    words = f"近30天{_zh(event.name)}至少2次"
    done = EventCondition(event=event.id, op="at_least", value=2, window=Last(n=30), because=words)
    return _preview(f"{words}的用户", Definition(where=done))


def _sum_of_events(material: _Material) -> Example | None:
    if not (measured := material.measured):
        return None
    event, prop = measured
    unit = f" {_en(prop.unit)}" if prop.unit else ""
    words = f"total {_en(event.name)} {_en(prop.name)} over 500{unit} in the last 3 months"
    window = Last(n=3, unit="month")
    spent = EventCondition(
        event=event.id, measure="sum", property=prop.id, op="more_than", value=500, window=window, because=words
    )
    return _preview(f"users with {words}", Definition(where=spent))


def _near(material: _Material) -> Example | None:
    tag, place = material.tag("place"), next(iter(material.catalog.places), None)
    if not tag or not place:
        return None
    words = f"{_zh(place.name)}3公里以内"
    return _preview(f"{words}的用户", Definition(where=Near(tag=tag.id, place=place.id, radius_m=3000, because=words)))


def _top(material: _Material) -> Example | None:
    if not (number := material.tag("number")):
        return None
    definition = Definition(order_by=OrderBy(tag=number.id), limit=Amount(share=0.1))
    return _preview(f"the top 10% by {_en(number.name)}", definition)


def _follow_up(material: _Material) -> Example | None:
    """The whole definition again, what stays with the words it had."""
    choice, event = material.tag("choice", values=1), material.event
    if not choice or not event:
        return None
    said, named = _is(choice, material.values(choice)[0])
    words = f"近90天没有{_zh(event.name)}"
    done = EventCondition(event=event.id, op="at_least", value=1, window=Last(n=90), because=words)
    definition = Definition(where=All(of=(named, Not(of=done))))
    return _preview(f"再加上{words}的", definition, before=f"{said}的用户")


def _unknown_word(material: _Material) -> Example | None:
    terms = {name for term in material.catalog.terms for name in (*term.name.all, *term.aliases)}
    word = next((word for word in _BUSINESS_WORDS if not {word.en, word.zh} & terms), None)
    if word is None:
        return None
    question = Text(en=f"What makes a user {word.en}?", zh=f"“{word.zh}用户”的标准是什么？")
    near = [_zh(tag.name) for tag in material.catalog.tags if tag.type == "number"][:2]
    arguments = {"question": question.model_dump(), "unresolved": [word.zh], "suggestions": near}
    return Example(f"{word.zh}用户", "ask_user", arguments)


def _is(choice: Tag, value: Value) -> tuple[str, Condition]:
    words = f"{_zh(choice.name)}是{_zh(value.label)}"
    return words, TagCondition(tag=choice.id, op="is", value=value.value, because=words)


def _preview(said: str, definition: Definition, before: str = "") -> Example:
    shown = dict(_without_defaults(definition.model_dump(mode="json", exclude_none=True)))
    return Example(said, "preview_segment", {"definition": shown}, before)


def _without_defaults(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What kind it is first; filters that are none and measures that are counts need not be written."""
    for key, value in sorted(data.items(), key=lambda item: item[0] != "kind"):
        match value:
            case dict():
                yield key, dict(_without_defaults(value))
            case [{}, *_]:
                yield key, [dict(_without_defaults(part)) for part in value]
            case [] if key == "where":
                continue
            case "count" if key == "measure":
                continue
            case _:
                yield key, value


def _zh(name: Name) -> str:
    return name.to("zh")


def _en(name: Name) -> str:
    return name.to("en")
