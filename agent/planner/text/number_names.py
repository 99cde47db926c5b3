"""Short names of numbers, which the amount beside them tells: 提前30天以上 of 提前天数, 里程1万 counted in 里程."""

from agent.planner.amounts.quantities import same_unit
from agent.planner.text.items import Amount, Filler, Item, Measure, Mention, Sign, Unknown
from tools.catalog.lexicon import Entry
from tools.catalog.model import Catalog, Name, Property, Tag
from tools.catalog.tokens import Token, is_joiner, phrase, stands_in

_PART_LETTERS = 4
_PART_HAN = 2


class NumberNames:
    """Knows the numbers of a catalog by their names and units."""

    def __init__(self, catalog: Catalog):
        tags: list[tuple[Tag | Property, Entry]] = [
            (tag, Entry("tag", tag.id, tag.name, tag=tag.id, primary=False)) for tag in catalog.tags
        ]
        properties: list[tuple[Tag | Property, Entry]] = [
            (prop, Entry("property", prop.id, prop.name, event=event.id, prop=prop.id, primary=False))
            for event in catalog.events
            for prop in event.properties
        ]
        self._numbers = [pair for pair in (*tags, *properties) if pair[0].type == "number"]

    def named(self, tokens: list[Token], items: list[Item]) -> list[Item]:
        """The items with each such short name as the number it stands for; where it may be several it stays unknown."""
        out = list(items)
        for at, item in enumerate(items):
            if not isinstance(item, Unknown):
                continue
            words = [token for token in tokens[item.start : item.end] if not is_joiner(token)]
            amounts = [other for step in (1, -1) if (other := _amount_beside(items, at, step))]
            keys = tuple(word.key for word in words)
            if not amounts or not words or len({word.kind for word in words}) > 1:
                continue
            if found := self._by_unit(keys, amounts) or self._by_part(words, keys, amounts):
                out[at] = Mention(item.start, item.end, (found,), typo=True)
        return out

    def _by_unit(self, keys: tuple[str, ...], amounts: list[Amount]) -> Entry | None:
        """The one tag counted in what is named, beside a bare number."""
        if not any(amount.quantity.unit is None for amount in amounts):
            return None
        found = [entry for number, entry in self._numbers if entry.tag and keys in _phrases(number.unit)]
        return found[0] if len(found) == 1 else None

    def _by_part(self, words: list[Token], keys: tuple[str, ...], amounts: list[Amount]) -> Entry | None:
        """The one number with these words in its name and counted in the unit beside them."""
        han = words[0].kind == "han"
        if words[0].kind not in ("han", "word"):
            return None
        if len(keys) < _PART_HAN if han else sum(map(len, keys)) < _PART_LETTERS:
            return None
        found = [
            entry
            for number, entry in self._numbers
            if any(_is_part(keys, name) for name in _phrases(number.name, number.aliases))
            and any(_counts(number, amount) for amount in amounts)
        ]
        return found[0] if len(found) == 1 else None


def _amount_beside(items: list[Item], at: int, step: int) -> Amount | None:
    place = at + step
    while 0 <= place < len(items):
        item = items[place]
        if isinstance(item, Amount):
            return item
        if not isinstance(item, Filler | Sign) and not (isinstance(item, Measure) and item.aspect in ("sum", "money")):
            return None
        place += step
    return None


def _phrases(name: Name | None, aliases: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    return [phrase(words) for words in (*(name.all if name else ()), *aliases)]


def _is_part(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    return len(part) < len(whole) and stands_in(part, whole)


def _counts(number: Tag | Property, amount: Amount) -> bool:
    quantity = amount.quantity
    if number.unit is None or quantity.unit is None or quantity.unit_class in ("people", "times"):
        return False
    return same_unit(quantity.unit, quantity.unit_class, number.unit.all)
