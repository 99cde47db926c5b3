"""The numbers of a conversation that a reply may repeat."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from langchain_core.messages import BaseMessage, HumanMessage, ToolMessage
from pydantic import TypeAdapter, ValidationError

from agent.figures.written import read
from agent.planner.amounts.numbers import read_number
from agent.results import result_of
from tools.actions.ask_user import Clarification
from tools.catalog.model import Attribute, Catalog, Name
from tools.catalog.tokens import normalise, tokenise
from tools.segment import Window, days

# Not shown to a model, or only what it wrote itself.
_UNSEEN = ("sql", "fingerprint", "snapshot", "score", "got", "where", "lookalike")
# Where a zero is a finding; elsewhere it is only what nobody set.
_COUNTED = ("count", "narrows_to", "both", "only_first", "only_second", "share", "base_share", "tgi", "size")
_TGI_OF_ALL = 100.0
_WINDOW: TypeAdapter[Window] = TypeAdapter(Window)


@dataclass(frozen=True)
class Known:
    """`numbers` and `days` that tools returned or the person said, and what cards show of them: shares, how many there
    are of something, the first and last day of a time."""

    numbers: frozenset[float]
    days: frozenset[date]
    catalog: Catalog

    def made_up(self, text: str) -> list[str]:
        """Numbers and days of a reply that come from nowhere, as they are written there; the catalog's names may hold
        any."""
        figures, said = read(text, _names_with_digits(self.catalog))
        return [day.text for day in said if not any(day.stands_for(known) for known in self.days)] + [
            figure.text for figure in figures if not any(figure.stands_for(number) for number in self.numbers)
        ]


def known_in(messages: Sequence[BaseMessage], catalog: Catalog) -> Known:
    found: list[float | date] = [catalog.today]
    for message in messages:
        if isinstance(message, HumanMessage):
            found += _in_text(message.text)
        # A question to the person holds only what the model itself wrote.
        elif isinstance(message, ToolMessage) and not isinstance(result_of(message), Clarification):
            found += _in_data(message.artifact["data"] if message.artifact else message.text, catalog)
    numbers = frozenset(each for each in found if not isinstance(each, date))
    return Known(numbers, frozenset(each for each in found if isinstance(each, date)), catalog)


def _in_data(data: Any, catalog: Catalog) -> Iterator[float | date]:
    match data:
        case bool() | None:
            return
        case int() | float():
            yield float(data)
        case str():
            yield from _in_text(data)
        case list():
            yield from [float(len(data))] if data else []
            for part in data:
                yield from _in_data(part, catalog)
        case dict():
            if data.get("population") and isinstance(data.get("count"), int):
                yield data["count"] / data["population"]
            if "tgi" in data:
                yield _TGI_OF_ALL
            yield from _ends(data, catalog)
            for key, part in data.items():
                # `where` is a place in a problem, and the conditions of a definition.
                hidden = key in _UNSEEN and not (key == "where" and not isinstance(part, str))
                if not hidden and (part != 0 or key in _COUNTED):
                    yield from _in_data(part, catalog)


def _in_text(text: str) -> Iterator[float | date]:
    figures, said = read(text)
    yield from (figure.value for figure in figures)
    for day in said:
        if day.year and day.month and day.day:
            try:
                yield date(day.year, day.month, day.day)
            except ValueError:
                continue
    tokens = tokenise(text)
    for at in range(len(tokens)):
        if number := read_number(tokens, at):
            yield float(number.value)
    # Numbers inside ids and names: spend_30d, iOS17.
    yield from (float(digits) for digits in re.findall(r"\d+(?:\.\d+)?", normalise(text)[0]))


def _ends(data: dict[str, Any], catalog: Catalog) -> Iterator[date]:
    """First and last day, where the data is a window."""
    if data.get("kind") not in ("last", "next", "current", "previous", "between"):
        return
    try:
        yield from (day for day in days(_WINDOW.validate_python(data), catalog.today) if day)
    except (ValidationError, OverflowError, ValueError):
        return


@lru_cache(maxsize=8)
def _names_with_digits(catalog: Catalog) -> tuple[str, ...]:
    """Normalised, the longest first: "iOS 17" is no number of anything."""
    names = {normalise(name)[0] for name in _names(catalog) if any(char.isdigit() for char in name)}
    return tuple(sorted((name for name in names if any(char.isalpha() for char in name)), key=len, reverse=True))


def _names(catalog: Catalog) -> Iterator[str]:
    attributes: list[Attribute] = [*catalog.tags, *(prop for event in catalog.events for prop in event.properties)]
    for attribute in attributes:
        yield from _of(attribute.id, attribute.name, attribute.aliases)
        for value in attribute.values:
            yield from _of(str(value.value), value.label, value.aliases)
        for group in attribute.groups:
            yield from _of("", group.name, group.aliases)
    for event in catalog.events:
        yield from _of(event.id, event.name, event.aliases)
    for place in catalog.places:
        yield from _of(place.id, place.name, place.aliases)
    for term in catalog.terms:
        yield from _of("", term.name, term.aliases)


def _of(identity: str, name: Name, aliases: tuple[str, ...]) -> Iterator[str]:
    yield from (identity, *name.all, *aliases)
