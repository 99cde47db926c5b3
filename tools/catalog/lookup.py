""" "Did you mean": the catalog's entries nearest to words that may be spelled or said in another way."""

from functools import cached_property

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz

from tools.catalog.lexicon import Entry, Lexicon
from tools.catalog.model import Catalog, Event, Name, Tag
from tools.catalog.tokens import phrase
from tools.embedding import Embedder

# Below this similarity of meaning two phrases have nothing to do with each other: the 90th percentile of unknown
# words against the catalog (see the notes on the embedded model).
_UNRELATED = 0.19
# A suggestion has to be nearer than that, or it looks like mockery.
_SUGGESTED = 0.3


class Lookup:
    """Finds entries by spelling and by meaning. Meaning costs the model's start, so it is asked only when used."""

    def __init__(self, catalog: Catalog, lexicon: Lexicon, embedder: Embedder):
        self._catalog = catalog
        self._lexicon = lexicon
        self._embedder = embedder

    def nearest(self, words: str, limit: int = 3) -> list[Name]:
        """Names of the entries nearest in meaning or spelling, best first; empty when nothing is near."""
        names: list[Name] = []
        for entry, score in self.search(words, limit=limit * 4):
            if score >= _SUGGESTED and entry.name not in names:
                names.append(entry.name)
        return names[:limit]

    def search(self, words: str, limit: int = 10) -> list[tuple[Entry, float]]:
        """Entries with a score from 0 to 1, best first: 1 for an exact name."""
        keys = phrase(words)
        best: dict[Entry, float] = dict.fromkeys(self._lexicon.look_up(keys), 1.0)
        typed = " ".join(keys)
        for known, entries in self._lexicon.phrases():
            spelled = " ".join(known)
            contained = len(known) < len(keys) and len(known) * 2 > 1 and f" {spelled} " in f" {typed} "
            partly = fuzz.partial_ratio(typed, spelled) * 0.85 if min(len(keys), len(known)) > 1 else 0.0
            score = 0.95 if contained else max(fuzz.ratio(typed, spelled), partly) / 100
            if score >= 0.75:
                for entry in entries:
                    best[entry] = max(best.get(entry, 0.0), score * 0.95)
        entries, vectors = self._meanings
        if len(entries):
            similarity = vectors @ self._embedder.embed([words])[0]
            for i in np.argsort(-similarity)[:limit]:
                if similarity[i] > _UNRELATED:
                    best[entries[i]] = max(best.get(entries[i], 0.0), float(similarity[i]) * 0.9)
        return sorted(best.items(), key=lambda pair: -pair[1])[:limit]

    @cached_property
    def _meanings(self) -> tuple[list[Entry], npt.NDArray[np.float32]]:
        """Tags, events, places, terms and groups with the vector of a bilingual card of each."""
        cards = {
            entry: self._card(entry)
            for _, entries in self._lexicon.phrases()
            for entry in entries
            if entry.kind in ("tag", "event", "place", "term", "group") and entry.window is None
        }
        if not cards:
            return [], np.zeros((0, 0), dtype=np.float32)
        return list(cards), self._embedder.embed(list(cards.values()))

    def _card(self, entry: Entry) -> str:
        described: Tag | Event | None = None
        if entry.kind == "tag" and entry.tag:
            described = self._catalog.tag(entry.tag)
        elif entry.kind == "event" and entry.event:
            described = self._catalog.event(entry.event)
        parts = list(entry.name.all)
        if described is not None:
            parts += described.aliases[:6]
            parts += described.description.all if described.description else ()
        return " ; ".join(parts)
