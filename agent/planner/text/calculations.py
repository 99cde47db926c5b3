"""Numbers worked out from others, found among the items of a request: "orders per visit", A占B三成以上, A比B多."""

import re
from dataclasses import replace

from agent.planner.text.calculation_forms import FORMS, Build, Found
from agent.planner.text.items import Amount, Calculation, Item, Mention, When
from agent.planner.text.operands import Piece, pieces
from tools.catalog.model import Catalog
from tools.catalog.tokens import Token


def with_calculations(tokens: list[Token], items: list[Item], catalog: Catalog) -> list[Item] | None:
    """The items with each calculation made one; None when nothing is worked out."""
    row = list(pieces(tokens, items, catalog))
    letters = "".join(piece.letter for piece in row)
    spans: list[tuple[int, int, Calculation]] = []
    at = 0
    while (best := _longest(letters, at, row)) is not None:
        start, end, build, match = best
        parts = {name: row[match.start(name)] for name, text in match.groupdict().items() if text}
        first, last = row[start].at, row[end - 1].until
        form = Found(parts)
        found = replace(build(form), again=form.again, shared=form.shared)
        shared = [row[i] for i in (start - 1, end) if 0 <= i < len(row) and letters[i] == "W"]
        if (
            shared
            and not found.shared
            and not any(isinstance(item, When) for part in parts.values() for item in part.items)
        ):
            first, last = min(first, shared[0].at), max(last, shared[0].until)
            found = replace(found, shared=shared[0].items)
        spans.append((first, last, replace(found, start=items[first].start, end=items[last - 1].end)))
        at = end
    if not spans:
        return None
    out: list[Item] = []
    done = 0
    for first, last, calculation in spans:
        out += [*items[done:first], calculation]
        done = last
    return [*out, *items[done:]]


def _longest(letters: str, at: int, row: list[Piece]) -> tuple[int, int, Build, re.Match[str]] | None:
    """The first form from `at` on; of those that begin there the longest."""
    found = [
        (-match.start(), match.end() - match.start(), -number, build, match)
        for number, (pattern, build) in enumerate(FORMS)
        for match in pattern.finditer(letters, at)
        if _is_meant(match, row)
    ]
    if not found:
        return None
    _, _, _, build, match = max(found, key=lambda each: each[:3])
    return match.start(), match.end(), build, match


def _events(piece: Piece) -> set[str]:
    return {entry.event for item in piece.items if isinstance(item, Mention) for entry in item.entries if entry.event}


def _is_meant(match: re.Match[str], row: list[Piece]) -> bool:
    """Words that mostly do something else, plus, minus and a slash, work out a number only between plain numbers;
    what is longer must be something that has a length."""
    verb = row[match.start("verb")] if match.groupdict().get("verb") else None
    if verb is not None and verb.letter == "N" and not _events(verb) & _events(row[match.start("a")]):
        return False
    # "Three check-ins at the least this month" compares with no other time.
    held = [row[match.start(name)] for name in ("op", "b") if match.groupdict().get(name)]
    if len(held) == 2 and held[0].op in ("at_least", "at_most") and held[1].letter == "W":
        return False
    for at in range(match.start(), match.end()):
        if (
            row[at].weak
            and row[at].letter == "m"
            and not any(piece.named for piece in row[match.start() : match.end()])
        ):
            return False
        if not row[at].weak or row[at].letter not in "+-*/":
            continue
        amount = next((row[i].items[0] for i in range(at, match.end()) if row[i].letter in "APKT"), None)
        slash = row[at].letter == "/"
        if slash and not (isinstance(amount, Amount) and (amount.quantity.share or amount.quantity.value % 1)):
            return False
        if not slash and not row[at - 1].counted:
            return False
    return True
