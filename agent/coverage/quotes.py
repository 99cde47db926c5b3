"""Where words that are quoted from a text stand in it."""

import re

from tools.catalog.tokens import normalise

# What joins pieces that do not touch, as the planner writes it and as models do.
_ELLIPSIS = re.compile(r"\s*(?:…|\.\.\.)+\s*")


def pieces(quote: str) -> list[str]:
    """The pieces of a quotation, normalised as the catalog's names are."""
    normal, _ = normalise(quote.replace("…", " ... "))
    return [piece for piece in (part.strip(" \t\n\"'“”‘’「」,.，。、;；") for part in _ELLIPSIS.split(normal)) if piece]


def quoted(quote: str, text: str) -> bool:
    """Whether every piece of a quotation stands in `text`, which is normalised."""
    found = pieces(quote)
    return bool(found) and all(piece in text for piece in found)


def places(quote: str, text: str) -> set[int]:
    """Offsets of the characters of `text`, as typed, that a quotation covers, wherever it occurs; none when a piece
    of it does not stand there."""
    normal, offsets = normalise(text)
    covered: set[int] = set()
    for piece in pieces(quote):
        starts = [at for at in range(len(normal)) if normal.startswith(piece, at)]
        if not starts:
            return set()
        covered |= {offsets[at + i] for at in starts for i in range(len(piece))}
    return covered
