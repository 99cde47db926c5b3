"""The best cover of a stretch of tokens by the readings there are: dynamic programming over all of them."""

from agent.planner.text.items import Item, Unknown
from agent.planner.text.readings import Readings
from tools.catalog.tokens import Token

# What a cover pays for a word that it leaves over, and for a Han character, which is only a piece of a word.
_LEFT_OVER = {"word": 4.0, "han": 1.5}


def best_cover(tokens: list[Token], start: int, end: int, readings: Readings) -> list[Item]:
    """The best cover of tokens `start` to `end`; `readings` are by token, from `start`."""
    unknown = [_LEFT_OVER.get(tokens[at].kind, 0.0) for at in range(start, end)]
    best: dict[int, tuple[float, Item | None]] = {end: (0.0, None)}
    for at in range(end - 1, start - 1, -1):
        options: list[tuple[float, Item]] = [(best[at + 1][0] - unknown[at - start], Unknown(at, at + 1))]
        options += [(score + best[item.end][0], item) for score, item in readings[at - start]]
        best[at] = max(options, key=lambda option: option[0])
    items: list[Item] = []
    at = start
    while at < end:
        item = best[at][1]
        assert item is not None
        items.append(item)
        at = item.end
    return items
