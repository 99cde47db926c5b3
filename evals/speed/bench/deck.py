"""What the variants of a task are drawn from: values of the catalog, numbers and days, the same for the same seed."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from evals.speed.bench.population import values_of
from tools.catalog.model import Catalog
from tools.profile.counting import Split


@dataclass
class Deck:
    """Values of a tag come shuffled, and none twice before all have come: a variant that has been answered before is
    no measure of anything but a cache."""

    catalog: Catalog
    seed: int
    splits: tuple[Split, ...] = ()  # how a profile tells the values of each tag apart
    _left: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._rng = np.random.default_rng(self.seed)

    def value(self, tag_id: str) -> str:
        return self.card(tag_id, self._values(tag_id))

    def values(self, tag_id: str, count: int) -> tuple[str, ...]:
        """Different values of one tag, in order."""
        drawn: set[str] = set()
        while len(drawn) < count:
            drawn.add(self.value(tag_id))
        return tuple(sorted(drawn))

    def card(self, pile: str, cards: list[str]) -> str:
        """The next of `cards` in a pile of their own."""
        if not self._left.get(pile):
            self._left[pile] = [cards[i] for i in self._rng.permutation(len(cards))]
        return self._left[pile].pop()

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return int(self._rng.integers(low, high, endpoint=True))

    def decimal(self, low: float, high: float, decimals: int) -> float:
        return round(float(self._rng.uniform(low, high)), decimals)

    def day(self, most: int, least: int = 0) -> date:
        """From `most` to `least` days before the catalog's today."""
        return self.catalog.today - timedelta(days=self.number(least, most))

    def _values(self, tag_id: str) -> list[str]:
        tag = self.catalog.tag(tag_id)
        known = tag or self.catalog.event_property("order", tag_id)
        assert known is not None
        return values_of(tag) if tag else [str(value.value) for value in known.values]
