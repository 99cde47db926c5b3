"""The second language of an inferred catalog, and everyday words for what it holds, from the general glossary.

A name that something of the catalog has already is never given again: a second name is to help, not to be ambiguous.
"""

import re
from collections.abc import Sequence
from typing import TypeVar

from tools.catalog import chinese_places
from tools.catalog.glossary import also_called, is_code, translated, values_of
from tools.catalog.header import CURRENCIES
from tools.catalog.model import Catalog, Name, Property, Tag, Value
from tools.language import language_of

_Attribute = TypeVar("_Attribute", Tag, Property)
Update = dict[str, object]

_PLACES = ("city", "province", "region", "district", "home", "address")
# Numbers of money, by the last word of their English names: they are in the currency that other headers name.
_MONEY = ("spend", "amount", "price", "fee", "cost", "income", "balance", "value", "paid", "revenue", "sales", "gmv")
_BOUGHT = ("buy", "买")
# Numbers that are always counted in the same.
_UNITS = {"age": Name(en="years", zh="岁"), "points": Name(en="points", zh="分")}
# What the Chinese name of a number is also said without: 累计消费金额 is 累计消费.
_COUNTED = ("金额", "次数", "数量", "数", "额")
# The amount of a purchase is what was spent in it, and so is a user's total.
_PURCHASE = re.compile(r"(?:\b(?:order|purchase|payment)s?|下单|购买|订单|支付|付款)$", re.IGNORECASE)
_ALL_SPENT = {"total spend", "spend", "累计消费金额", "消费金额"}
_SPENT = ("spend", "spent", "消费", "花费", "花了", "花")


def glossed(catalog: Catalog) -> tuple[Catalog, list[tuple[str, str]]]:
    """The catalog with what the glossary knows of its headers, event names and values; and each name that was given,
    behind the name it is given to."""
    names = [*(tag.name for tag in catalog.tags), *(event.name for event in catalog.events)]
    taken = {word.casefold() for name in names for word in name.all}
    given: list[tuple[str, str]] = []
    events = []
    for event in catalog.events:
        named = event.model_copy(update=_second_name(event.name, taken, given, of_event=True))
        bought = any(_PURCHASE.search(name) for name in named.name.all)
        own: set[str] = {name.casefold() for prop in event.properties for name in prop.name.all}
        properties = tuple(_glossed(prop, own, given) for prop in event.properties)
        if bought and len(money := [prop for prop in properties if names_money(prop)]) == 1:
            spent = money[0].model_copy(update={"aliases": (*money[0].aliases, *_SPENT)})
            properties = tuple(spent if prop.id == spent.id else prop for prop in properties)
        also = tuple(word for word in also_called(named.name.zh or "") if word.casefold() not in taken)
        if bought and not also:
            also = _BOUGHT
        events.append(named.model_copy(update={"properties": properties, "aliases": (*named.aliases, *also)}))
    tags = [_glossed(tag, taken, given) for tag in catalog.tags]
    told = catalog.model_copy(update={"tags": tuple(tags), "events": tuple(events)})
    return _with_currency(told), list(dict.fromkeys(given))


def _glossed(attribute: _Attribute, taken: set[str], given: list[tuple[str, str]]) -> _Attribute:
    """An attribute with its second name, and its values with theirs."""
    named = attribute.model_copy(update=_second_name(attribute.name, taken, given, of_event=False))
    said = translated(attribute.name.all[0])
    about = said.about if said else ""
    unit = _UNITS.get(about) if attribute.type == "number" and attribute.unit is None else attribute.unit
    return named.model_copy(update={"unit": unit, "values": tuple(_of_value(value, about) for value in named.values)})


def _second_name(name: Name, taken: set[str], given: list[tuple[str, str]], of_event: bool) -> Update:
    """What to change of something with this name: its name in both languages, with aliases; nothing where it has both,
    or none is known, or the other is taken."""
    known = name.all[0]
    singular = known.removesuffix("s") if of_event else known  # a table "orders" holds what is an order
    said = translated(singular) or translated(known)
    if len(name.all) > 1 or said is None or said.name.casefold() in taken:
        return {}
    zh = name.zh or said.name
    short = [zh.removesuffix(end) for end in _COUNTED if zh.endswith(end) and len(zh) > len(end) + 2]
    aliases = [word for word in (*said.aliases, *short[:1]) if word.casefold() not in {*taken, known.casefold()}]
    taken.update(word.casefold() for word in (said.name, *aliases))
    given.append((known, said.name))
    spent = _SPENT if not of_event and {known.lower(), said.name.lower()} & _ALL_SPENT else ()
    return {"name": Name(en=name.en or said.name, zh=name.zh or said.name), "aliases": (*aliases, *spent)}


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
    of_events = [prop for event in catalog.events for prop in event.properties]
    numbers: Sequence[Tag | Property] = [*catalog.tags, *of_events]
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


def names_money(attribute: Tag | Property) -> bool:
    """Whether it is a number whose English name ends in a word for money."""
    is_money = (attribute.name.en or "").lower().split(" in the last ")[0].endswith(_MONEY)
    return attribute.type == "number" and is_money


def _in_currency(attribute: _Attribute, currency: Name) -> _Attribute:
    wanting = attribute.unit is None and names_money(attribute)
    return attribute.model_copy(update={"unit": currency}) if wanting else attribute
