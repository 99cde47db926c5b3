"""How people speak of the day somebody was born, and the one tag of a catalog that tells it."""

from collections.abc import Iterator

from tools.catalog.lexicon import Entry
from tools.catalog.model import Catalog, Tag
from tools.catalog.tokens import phrase, stands_in

BIRTHS = ("birth", "born", "出生", "生日")
_BIRTHDAY = ("birthday", "have birthday", "has birthday", "生日", "过生日", "出生", "born")


def the_tag(catalog: Catalog, kind: str, words: tuple[str, ...]) -> Tag | None:
    """The only tag of this type with one of the words in its name."""
    named = [tag for tag in catalog.tags if tag.type == kind and any(_is_in(word, tag) for word in words)]
    return named[0] if len(named) == 1 else None


def _is_in(word: str, tag: Tag) -> bool:
    return any(stands_in(phrase(word), phrase(name)) for name in tag.name.all)


def birthday_names(catalog: Catalog) -> Iterator[tuple[str, Entry]]:
    """What people say for the one date of birth of a catalog, however it is called there."""
    if tag := the_tag(catalog, "date", BIRTHS):
        yield from ((words, Entry("tag", tag.id, tag.name, tag=tag.id, primary=False)) for words in _BIRTHDAY)
