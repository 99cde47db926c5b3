"""Dates by the word for any of them behind their name: 里程过期时间 of 里程过期, "expiry date" of "Expiry"."""

from collections.abc import Iterator

from tools.catalog.lexicon import Entry
from tools.catalog.model import Catalog
from tools.language import language_of

_WORDS = {"zh": ("时间", "日期"), "en": (" date",)}


def date_names(catalog: Catalog) -> Iterator[tuple[str, Entry]]:
    """What people may call the dates of users and of events besides; weak words, for `Lexicon.add_weak`."""
    for tag in catalog.tags:
        if tag.type == "date":
            entry = Entry("tag", tag.id, tag.name, tag=tag.id, primary=False)
            yield from ((words, entry) for words in _with_kind((*tag.name.all, *tag.aliases)))
    for event in catalog.events:
        for prop in event.properties:
            if prop.type == "date":
                entry = Entry("property", prop.id, prop.name, event=event.id, prop=prop.id, primary=False)
                yield from ((words, entry) for words in _with_kind((*prop.name.all, *prop.aliases)))


def _with_kind(names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        words = _WORDS[language_of(name)]
        if not name.lower().endswith((*words, "日")):
            yield from (name + word for word in words)
