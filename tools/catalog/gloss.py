"""The second language of an inferred catalog, and everyday words for what it holds, from the general glossary.

A name that something of the catalog has already is never given again: a second name is to help, not to be ambiguous.
"""

from collections.abc import Sequence
from typing import TypeVar

from tools.catalog import chinese_places
from tools.catalog.glossary import also_called, is_code, translated, values_of
from tools.catalog.header import CURRENCIES
from tools.catalog.model import Attribute, Catalog, Event, Name, Property, Tag, Value
from tools.language import language_of

_Named = TypeVar("_Named", Tag, Property, Event)
_Attribute = TypeVar("_Attribute", Tag, Property)

_PLACES = ("city", "province", "region", "district", "home", "address")
# Numbers of money, by the last word of their English names: they are in the currency that other headers name.
_MONEY = ("spend", "amount", "price", "fee", "cost", "income", "balance", "value", "paid", "revenue", "sales", "gmv")


def glossed(catalog: Catalog) -> tuple[Catalog, list[tuple[str, str]]]:
    """The catalog with what the glossary knows of its headers, event names and values; and each name that was given,
    behind the name it is given to."""
    names = [*(tag.name for tag in catalog.tags), *(event.name for event in catalog.events)]
    taken = {word.casefold() for name in names for word in name.all}
    given: list[tuple[str, str]] = []
    tags = [_glossed(tag, taken, given) for tag in catalog.tags]
    events = []
    for event in catalog.events:
        named = _named(event, taken, given)
        own: set[str] = {name.casefold() for prop in event.properties for name in prop.name.all}
        properties = tuple(_glossed(prop, own, given) for prop in event.properties)
        also = tuple(word for word in also_called(named.name.zh or "") if word.casefold() not in taken)
        events.append(named.model_copy(update={"properties": properties, "aliases": (*named.aliases, *also)}))
    told = catalog.model_copy(update={"tags": tuple(tags), "events": tuple(events)})
    return _with_currency(told), list(dict.fromkeys(given))


def _glossed(attribute: _Attribute, taken: set[str], given: list[tuple[str, str]]) -> _Attribute:
    """An attribute with its second name, and its values with theirs."""
    named = _named(attribute, taken, given)
    said = translated(attribute.name.all[0])
    about = said.about if said else ""
    return named.model_copy(update={"values": tuple(_of_value(value, about) for value in named.values)})


def _named(entry: _Named, taken: set[str], given: list[tuple[str, str]]) -> _Named:
    if entry.name.en and entry.name.zh:
        return entry
    known = entry.name.all[0]
    singular = known.removesuffix("s") if isinstance(entry, Event) else known  # a table "orders" holds what is an order
    said = translated(singular) or translated(known)
    if said is None or said.name.casefold() in taken:
        return entry
    name = Name(en=entry.name.en or said.name, zh=entry.name.zh or said.name)
    aliases: tuple[str, ...] = tuple(
        word for word in said.aliases if word.casefold() not in taken and word.casefold() != known.lower()
    )
    taken.update(word.casefold() for word in (said.name, *aliases))
    given.append((known, said.name))
    return entry.model_copy(update={"name": name, "aliases": (*entry.aliases, *aliases)})


def _of_value(value: Value, about: str) -> Value:
    stored = str(value.value)
    if value.name is not None:
        return value
    if about.endswith(_PLACES) and (second := _place(stored)):
        short = chinese_places.without_kind(stored)
        return value.model_copy(update={"name": second, "aliases": (short,) if short != stored else ()})
    meaning = values_of(about).get(stored.replace("_", " ").lower())
    if meaning is None:
        return value
    names = {language_of(stored): stored} if not is_code(stored) else {}
    return value.model_copy(
        update={
            "name": Name(en=names.get("en") or meaning.en[0], zh=names.get("zh") or meaning.zh[0]),
            "aliases": meaning.other_words(stored),
        }
    )


def _place(stored: str) -> Name | None:
    if language_of(stored) == "zh":
        second = chinese_places.english(stored)
        return Name(zh=stored, en=second) if second else None
    second = chinese_places.chinese(stored)
    return Name(en=stored, zh=second) if second else None


def _with_currency(catalog: Catalog) -> Catalog:
    """Money without a unit in the one currency that the headers name; as it is where they name none, or several."""
    numbers: Sequence[Attribute] = [*catalog.tags, *(prop for event in catalog.events for prop in event.properties)]
    currencies = {each.unit for each in numbers if each.unit and each.unit.en in CURRENCIES}
    if len(currencies) != 1:
        return catalog
    (currency,) = currencies
    tags = tuple(_in_currency(tag, currency) for tag in catalog.tags)
    events = tuple(
        event.model_copy(update={"properties": tuple(_in_currency(prop, currency) for prop in event.properties)})
        for event in catalog.events
    )
    return catalog.model_copy(update={"tags": tags, "events": events})


def _in_currency(attribute: _Attribute, currency: Name) -> _Attribute:
    is_money = (attribute.name.en or "").lower().split(" in the last ")[0].endswith(_MONEY)
    wanting = attribute.type == "number" and attribute.unit is None and is_money
    return attribute.model_copy(update={"unit": currency}) if wanting else attribute
