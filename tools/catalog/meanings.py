"""What is near in meaning: tags, events, places and terms of a catalog as vectors."""

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np

from tools.catalog.lexicon import Entry
from tools.catalog.model import Catalog, Event, Tag
from tools.embedding import Embedder, Vectors

_ALIASES, _VALUES = 6, 12  # more would blur a card: the sentence vector is a mean of what is in it


class Meanings:
    """Costs the model's start and some milliseconds a tag when first asked, so one is kept for a snapshot."""

    def __init__(self, catalog: Catalog, embedder: Embedder):
        self._catalog = catalog
        self._embedder = embedder

    def near(self, words: str) -> dict[Entry, float]:
        """Every entry with the cosine of its nearer card."""
        entries, vectors = self._cards
        near: dict[Entry, float] = {}
        if entries:
            for entry, cosine in zip(entries, (vectors @ self._embedder.embed([words])[0]).tolist(), strict=True):
                near[entry] = max(near.get(entry, -1.0), cosine)
        return near

    @cached_property
    def _cards(self) -> tuple[list[Entry], Vectors]:
        cards = [(entry, text) for entry, texts in self._texts() for text in texts]
        if not cards:
            return [], np.zeros((0, 0), dtype=np.float32)
        return [entry for entry, _ in cards], self._embedder.embed([text for _, text in cards])

    def _texts(self) -> Iterator[tuple[Entry, list[str]]]:
        """In both languages: how the thing is called and described, and what is in it."""
        for tag in self._catalog.tags:
            inside = [name for value in tag.values[:_VALUES] for name in value.label.all]
            inside += [name for group in tag.groups[:_VALUES] for name in group.name.all]
            yield Entry("tag", tag.id, tag.name, tag=tag.id), _cards_of(tag, inside)
        for event in self._catalog.events:
            inside = [name for prop in event.properties[:_VALUES] for name in prop.name.all]
            yield Entry("event", event.id, event.name, event=event.id), _cards_of(event, inside)
        for place in self._catalog.places:
            yield Entry("place", place.id, place.name), [_card([*place.name.all, *place.aliases[:_ALIASES]])]
        for number, term in enumerate(self._catalog.terms):
            yield Entry("term", str(number), term.name), [_card([*term.name.all, *term.aliases[:_ALIASES]])]


def _cards_of(described: Tag | Event, inside: list[str]) -> list[str]:
    description = described.description.all if described.description else ()
    called = _card([*described.name.all, *described.aliases[:_ALIASES], *description])
    return [called, _card([*described.name.all, *inside])] if inside else [called]


def _card(words: Iterable[str]) -> str:
    return " ; ".join(words)
