""" "Did you mean": the catalog's entries nearest to words that may be spelled or said in another way."""

from dataclasses import replace

from rapidfuzz import fuzz, process

from tools.catalog.lexicon import Entry, Lexicon
from tools.catalog.meanings import Meanings
from tools.catalog.model import Name
from tools.catalog.tokens import phrase

# Scores, the best of which counts. A name said among other words, and a longer name that the words are part of; then a
# name spelled nearly so, from how alike the spellings are, in percent. Shorter words are alike by chance: wage, age.
_SAID = 0.9
_PART_OF_NAME, _PART_OF_VALUE = 0.85, 0.5
_ALIKE, _LONG_ENOUGH = 85, 5
# A meaning nearer than this, and not far behind the nearest, has to do with the words; those that are foreign to
# a catalog mostly stay under it. A suggestion has to be nearer, or it looks like mockery.
_RELATED = 0.14
_SUGGESTED = 0.25
_THINGS = ("tag", "event", "place", "term", "segment")


class Lookup:
    """Finds entries by name, by spelling and by meaning."""

    def __init__(self, lexicon: Lexicon, meanings: Meanings):
        self.lexicon = lexicon
        self._meanings = meanings

    def nearest(self, words: str, limit: int = 3) -> list[Name]:
        """Names of the entries nearest in meaning or spelling, best first; empty when nothing is near."""
        found = self.search(words, limit=limit * 4)
        bar = max(_SUGGESTED, found[0][1] / 2 if found else 0.0)
        names = [entry.name for entry, score in found if score >= bar]
        return list(dict.fromkeys(names))[:limit]

    def search(self, words: str, limit: int = 10) -> list[tuple[Entry, float]]:
        """Entries with a score from 0 to 1, best first: 1 for an exact name; of equals those nearer in meaning."""
        near = self._meanings.near(words)
        bar = max(_RELATED, max(near.values(), default=0.0) / 2.5)
        found = {entry: cosine for entry, cosine in near.items() if cosine >= bar}
        for named, score in self._named(phrase(words)):
            entry = replace(named, window=None)  # a tag is one thing under each name that says its window
            found[entry] = max(found.get(entry, 0.0), score)
        best = sorted(found.items(), key=lambda pair: (-pair[1], pair[0].kind not in _THINGS, -near.get(pair[0], 0.0)))
        return best[:limit]

    def _named(self, keys: tuple[str, ...]) -> list[tuple[Entry, float]]:
        """Entries by their names alone, several times where several names fit."""
        named = [(entry, 1.0) for entry in self.lexicon.look_up(keys)]
        for start in range(len(keys)):
            for end in range(start + 1, len(keys) + 1):
                said = keys[start:end]
                if said != keys and len("".join(said)) > 1:
                    named += [(entry, _SAID) for entry in self.lexicon.look_up(said)]
        typed = " ".join(keys)
        phrases = list(self.lexicon.phrases())
        for known, entries in phrases:
            if len(known) > len(keys) and f" {typed} " in f" {' '.join(known)} ":
                named += [(e, _PART_OF_NAME if e.kind in _THINGS else _PART_OF_VALUE) for e in entries]
        if len(typed) >= _LONG_ENOUGH:
            spelled = {known: " ".join(known) for known, _ in phrases}
            for _, alike, known in process.extract(typed, spelled, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None):
                named += [(entry, alike / 100 * _SAID) for entry in self.lexicon.look_up(known)]
        return named
