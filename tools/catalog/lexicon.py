"""Every word a catalog gives to something, and what it stands for: the one bridge from people's words to data."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Literal

from tools.catalog.derivation import roots
from tools.catalog.model import Attribute, Catalog, Event, Name
from tools.catalog.tokens import Token, phrase, stands_in, tokenise
from tools.segment import Scalar, Window

Kind = Literal[
    "tag", "value", "group", "event", "property", "property_value", "property_group", "place", "term", "segment"
]


_FLAG_NAMES = (
    re.compile(r"(?:has|have|with|owns?|is|are|was)[\s_]+(?:an?\s+|the\s+)?(\w.*)", re.IGNORECASE),
    re.compile(r"(?:是否已?|有)(.+)"),
)
_SWITCHED = re.compile(
    r"(?:是否)?已?(?:开启|开通|打开|启用)了?(?P<what>[^了]{2,})|(?P<topic>.{2,}?)已?(?:开启|打开|启用)"
)
# "got vaccinated" is also said "were vaccinated", "not vaccinated".
_EVENT_NAMES = (re.compile(r"(?:got|gets?|getting|was|were|is|are|been|being|be)\s+(\w+ed(?:\s.*)?)", re.IGNORECASE),)
_DATE_NAMES = (
    re.compile(r"(.+?)[\s_]+(?:date|day|time|on|at)", re.IGNORECASE),
    re.compile(r"(?:date|time)\s+of\s+(.+)", re.IGNORECASE),
    re.compile(r"(.+?)(?:日期|时间|日)"),
)


@dataclass(frozen=True)
class Entry:
    """What a phrase stands for. `values` are stored values, of `tag` or of property `prop` of `event`."""

    kind: Kind
    id: str
    name: Name
    tag: str | None = None
    event: str | None = None
    prop: str | None = None
    values: tuple[Scalar, ...] = ()
    # The stretch of time that the tag speaks of, where its name says one: 近30天消费.
    window: Window | None = None
    # A name or id counts before an alias where both would fit.
    primary: bool = field(default=True, compare=False)
    # Found by its id in the data, which is nobody's word for it.
    by_id: bool = field(default=False, compare=False)

    @property
    def attribute(self) -> tuple[str | None, str | None, str | None]:
        """What two entries share when they are values of the same thing."""
        return self.tag, self.event, self.prop


class Lexicon:
    """Phrases → entries. A phrase may stand for several things; that is for the reader of a request to settle."""

    def __init__(self, catalog: Catalog, segment_names: Iterable[str] = ()):
        self._entries: dict[tuple[str, ...], list[Entry]] = {}
        self._written: dict[Entry, set[str]] = {}
        self._plurals: dict[Entry, set[str]] = {}
        self._kinds = _kind_names(catalog)
        self._bare_verbs: dict[str, list[Entry]] = {}
        self._beginnings: dict[tuple[str, ...], list[Entry]] = {}
        self._verbs: dict[str, list[Entry]] = {}
        self._ids: set[tuple[tuple[str, ...], Entry]] = set()
        self.longest = 0
        named = list(_catalog_phrases(catalog))
        for words, entry in named:
            self.add(phrase(words), entry)
            self._add_bare_verb(words, entry)
            if entry.by_id:
                self._ids.add((phrase(words), entry))
            spelling = _spelling_of(words)
            self._written.setdefault(entry, set()).add(spelling)
            if _may_be_several(entry, catalog):
                self._plurals.setdefault(entry, set()).add(f"{spelling}s")
        for name in segment_names:
            entry = Entry("segment", name, Name(zh=name, en=name))
            self._written.setdefault(entry, set()).add(_spelling_of(name))
            self.add(phrase(name), entry)
        for words, entry in named:
            self._add_without_aspect(phrase(words), entry)

    def _add_without_aspect(self, keys: tuple[str, ...], entry: Entry) -> None:
        """加了企微 is also said 加企微, where that is the name of nothing else."""
        plain = tuple(key for key in keys if key not in "过了")
        named = [entry] if entry.kind in ("event", "tag") else []
        if named and 1 < len(plain) < len(keys) and plain not in self._entries:
            self._entries[plain] = named

    def look_up(self, keys: tuple[str, ...]) -> list[Entry]:
        """Entries of exactly this phrase, those first that it is a name of."""
        return self._entries.get(keys, [])

    def as_written(self, words: Iterable[str], entries: list[Entry]) -> list[Entry]:
        """Of entries whose names have the same stems those that are written like this, where any is: "expires" is
        the name of a date, "expired" that of a status."""
        spelling = _spelling(words)
        exact = [entry for entry in entries if spelling in self._written.get(entry, ())]
        exact = exact or [entry for entry in entries if spelling in self._plurals.get(entry, ())]
        # An id is no word of a language: it has no other forms.
        keys = phrase(spelling)
        return exact or [entry for entry in entries if (keys, entry) not in self._ids]

    def is_written(self, tokens: Iterable[Token], entries: Iterable[Entry]) -> bool:
        """Whether a name of one of these is written exactly like this, or its plural."""
        spelling = _spelling(token.text for token in tokens)
        return any(spelling in (*self._written.get(entry, ()), *self._plurals.get(entry, ())) for entry in entries)

    def is_word(self, word: str) -> bool:
        """Whether a word is written like this in a name."""
        return word in self._all_words

    @cached_property
    def _all_words(self) -> frozenset[str]:
        return frozenset(self.words())

    def made_from(self, word: str) -> list[Entry]:
        """Entries of what a word is derived from: Retired for "retirees"."""
        return [entry for root in sorted(roots(word)) for entry in self.look_up((root,))]

    def words(self) -> Iterator[str]:
        """Every word of every name, as written."""
        return (word for spelling in self.spellings() for word in spelling.split())

    def spellings(self) -> Iterator[str]:
        """Every name, as written."""
        return (spelling for spellings in self._written.values() for spelling in spellings)

    def bare_verb(self, key: str) -> list[Entry]:
        """Events that 买 stands for where they are called 买过 or 买了: a single character, which wants a reason."""
        return self._bare_verbs.get(key, [])

    def done_with(self, key: str) -> list[Entry]:
        """The event that 写 is the verb of, where only one is called 写过点评 or the like."""
        entries = self._verbs.get(key, [])
        return entries if len({entry.event for entry in entries}) == 1 else []

    def verb_of(self, keys: tuple[str, ...]) -> list[Entry]:
        """Events whose name begins with a word: what "used" does in "used data", and 买过 in 买过小食."""
        return list(dict.fromkeys(self._beginnings.get(keys, [])))

    def _add_bare_verb(self, words: str, entry: Entry) -> None:
        if entry.kind == "event" and not entry.by_id:
            keys = phrase(words)
            # The 卖 of 卖品 is half a word.
            for end in range(1, len(keys) if words.isascii() or len(keys) > 2 else 0):
                self._beginnings.setdefault(keys[:end], []).append(entry)
        if entry.kind == "event" and len(words) > 1 and words[1] in "过了":
            self._verbs.setdefault(words[0], []).append(entry)
        if entry.kind == "event" and len(words) == 2 and words[1] in "过了":
            self._bare_verbs.setdefault(words[0], []).append(entry)

    def is_kind_of(self, entry: Entry, keys: tuple[str, ...]) -> bool:
        """Whether words only say what kind of thing an entry is: they stand in a name of its tag or its event."""
        names = self._kinds.get((entry.tag, entry.event, entry.prop), ())
        return any(stands_in(keys, name) for name in names)

    def phrases(self) -> Iterator[tuple[tuple[str, ...], list[Entry]]]:
        return iter(self._entries.items())

    def add_weak(self, named: Iterable[tuple[str, Entry]]) -> None:
        """Give words to what the catalog calls otherwise: those that are nothing else's, and that name one thing."""
        entries: dict[tuple[str, ...], set[Entry]] = {}
        for words, entry in named:
            entries.setdefault(phrase(words), set()).add(entry)
        for keys, meant in entries.items():
            if len(meant) == 1 and not self.look_up(keys):
                self.add(keys, meant.pop())

    def add(self, keys: tuple[str, ...], entry: Entry) -> None:
        """Make a phrase stand for `entry` too."""
        if not keys:
            return
        for variant in {keys, *_separable(keys, entry)}:
            entries = self._entries.setdefault(variant, [])
            if entry not in entries:
                entries.append(entry)
                entries.sort(key=lambda known: not known.primary)
            self.longest = max(self.longest, len(variant))


@lru_cache(65536)  # a lexicon is made anew whenever a segment is saved
def _spelling_of(name: str) -> str:
    return _spelling(token.text for token in tokenise(name))


def _spelling(words: Iterable[str]) -> str:
    return " ".join(word for word in words if word.isalnum())


def _may_be_several(entry: Entry, catalog: Catalog) -> bool:
    """ "members" have the flag Member, "patrons" the level Patron."""
    tag = catalog.tag(entry.tag or "")
    of_value = entry.kind in ("value", "property_value")
    return entry.primary and not entry.by_id and (of_value or (tag is not None and tag.type == "flag"))


def _kind_names(catalog: Catalog) -> dict[tuple[str | None, str | None, str | None], list[tuple[str, ...]]]:
    """By attribute, its names as phrases, and those of its event."""
    names: dict[tuple[str | None, str | None, str | None], list[tuple[str, ...]]] = {}
    for tag in catalog.tags:
        names[tag.id, None, None] = [phrase(name) for name in (*tag.name.all, *tag.aliases)]
    for event in catalog.events:
        own = [phrase(name) for name in (*event.name.all, *event.aliases)]
        names[None, event.id, None] = own
        for prop in event.properties:
            names[None, event.id, prop.id] = own + [phrase(name) for name in (*prop.name.all, *prop.aliases)]
    return names


def _separable(keys: tuple[str, ...], entry: Entry) -> Iterator[tuple[str, ...]]:
    """下单 is also said 下过单, 浏览商品 浏览过商品, 完成试驾 完成过试驾: Chinese verb-object words take the aspect
    inside. So do values that say of what kind an event was: 升档, 升过档."""
    aspects = {"event": "过了的", "tag": "过了的", "property": "过了的", "property_value": "过了"}.get(entry.kind, "")
    verbal = next((at for at, key in enumerate(keys) if not _is_han(key)), len(keys))  # 打开过APP
    if 2 <= len(keys) <= 6 and verbal and not {"过", "了"} & set(keys):
        for at in range(1, min(verbal + 1, len(keys))):
            for aspect in aspects:
                yield *keys[:at], aspect, *keys[at:]


def _is_han(key: str) -> bool:
    return len(key) == 1 and "㐀" <= key <= "鿿"


def _catalog_phrases(catalog: Catalog) -> Iterator[tuple[str, Entry]]:
    for tag in catalog.tags:
        entry = Entry("tag", tag.id, tag.name, tag=tag.id)
        yield from _named(tag.name, tag.aliases, tag.id, entry)
        for name in (*tag.name.all, *tag.aliases):
            yield from ((words, replace(entry, primary=False)) for words in _short_forms(name, tag.type))
        yield from _attribute_values(tag, tag=tag.id)
    for event in catalog.events:
        entry = Entry("event", event.id, event.name, event=event.id)
        yield from _named(event.name, event.aliases, event.id, entry)
        for name in (*event.name.all, *event.aliases):
            yield from ((words, replace(entry, primary=False)) for words in _short_forms(name, "event"))
        yield from _properties(event)
    for place in catalog.places:
        yield from _named(place.name, place.aliases, place.id, Entry("place", place.id, place.name))
    for number, term in enumerate(catalog.terms):
        yield from _named(term.name, term.aliases, None, Entry("term", str(number), term.name))


def _switched(name: str) -> Iterator[str]:
    """What is switched on is said to be in several ways: 开启推送, 开了推送, 推送开着."""
    if of := _SWITCHED.fullmatch(name):
        what = of.group("what") or of.group("topic")
        yield from (f"{verb}{aspect}{what}" for verb in ("开", "开启", "打开", "开通") for aspect in ("", "了", "着"))
        yield from (f"{what}{verb}" for verb in ("开着", "开了", "打开了", "是开着", "是开", "已开", "已开启"))


def _short_forms(name: str, kind: str) -> Iterator[str]:
    """What people say for the name of a flag, a date or an event: "no coach" for "has a coach", 订阅 for 是否订阅, 注册
    for 注册日期."""
    if kind == "flag":
        yield from _switched(name)
    patterns = {"flag": _FLAG_NAMES, "date": _DATE_NAMES, "event": _EVENT_NAMES}.get(kind, ())
    for pattern in patterns:
        if (short := pattern.fullmatch(name)) and len(short.group(1)) > 1:
            yield short.group(1)
            if kind == "date" and not short.group(1).isascii():
                yield from (f"{short.group(1)}{noun}" for noun in ("日期", "时间", "日"))


def _properties(event: Event) -> Iterator[tuple[str, Entry]]:
    for prop in event.properties:
        entry = Entry("property", prop.id, prop.name, event=event.id, prop=prop.id)
        yield from _named(prop.name, prop.aliases, prop.id, entry)
        yield from _attribute_values(prop, event=event.id)


def _attribute_values(
    attribute: Attribute, tag: str | None = None, event: str | None = None
) -> Iterator[tuple[str, Entry]]:
    value_kind: Kind = "value" if tag else "property_value"
    group_kind: Kind = "group" if tag else "property_group"
    prop = attribute.id if event else None
    for value in attribute.values:
        stored = str(value.value)
        entry = Entry(value_kind, stored, value.label, tag=tag, event=event, prop=prop, values=(value.value,))
        yield from _named(value.label, value.aliases, stored, entry)
    for group in attribute.groups:
        entry = Entry(group_kind, group.name.to("en"), group.name, tag=tag, event=event, prop=prop, values=group.values)
        yield from _named(group.name, group.aliases, None, entry)


def _named(name: Name, aliases: tuple[str, ...], identity: str | None, entry: Entry) -> Iterator[tuple[str, Entry]]:
    for words in name.all:
        yield words, entry
    if identity and phrase(identity) not in {phrase(words) for words in (*name.all, *aliases)}:
        yield identity, replace(entry, by_id=True)
    for alias in aliases:
        yield alias, replace(entry, primary=False)
