"""The nearest known things to something unknown."""

from collections.abc import Iterable
from unicodedata import normalize

from tools.catalog.model import Attribute, Event, Group, Name, Place, Value
from tools.segment import Scalar

# Below this similarity (0 to 100) a suggestion reads as a random word.
_CLOSE = 65
_MOST = 5


def folded(word: str) -> str:
    """A word as it is compared: one form of width and case, single spaces."""
    return " ".join(normalize("NFKC", word).casefold().split())


def words_for(id: Scalar, name: Name | None, aliases: tuple[str, ...]) -> tuple[str, ...]:
    """Every word that may stand for one thing of the catalog."""
    return (str(id), *(name.all if name else ()), *aliases)


def words_of(things: Iterable[Attribute | Event | Place]) -> dict[str, tuple[str, ...]]:
    """Id → the words for it."""
    return {thing.id: words_for(thing.id, thing.name, thing.aliases) for thing in things}


def words_of_values(values: Iterable[Value], groups: Iterable[Group] = ()) -> dict[str, tuple[str, ...]]:
    """Stored value → the words for it; a group stands under its own name."""
    words = {str(value.value): words_for(value.value, value.name, value.aliases) for value in values}
    return words | {group.name.to("en"): (*group.name.all, *group.aliases) for group in groups}


def closest(got: str, words: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Ids whose id, name or alias is most like `got`, best first; none when nothing is near."""
    from rapidfuzz import fuzz

    key = folded(got)
    scores = {id: max(fuzz.WRatio(key, folded(word)) for word in options) for id, options in words.items()}
    near = sorted((id for id, score in scores.items() if score >= _CLOSE), key=lambda id: (-scores[id], id))
    return tuple(near[:_MOST])
