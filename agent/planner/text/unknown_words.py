"""Where an unknown word begins and ends: the 京 of 京东 is no Beijing, and "left-handed" is one word."""

import itertools

from agent.planner.text.han import is_unknown_han
from agent.planner.text.items import Amount, Filler, Item, Mention, Unknown
from tools.catalog.tokens import Token


def absorbed(tokens: list[Token], items: list[Item]) -> list[Item]:
    """A single Han character between or beside unknown ones is part of their word: the 京 of 京东 is no Beijing."""
    out = list(items)
    for i, item in enumerate(items):
        if item.end - item.start != 1 or tokens[item.start].kind != "han" or isinstance(item, Unknown):
            continue
        before = i > 0 and is_unknown_han(tokens, out[i - 1])
        after = i + 1 < len(items) and is_unknown_han(tokens, items[i + 1])
        if (before and after) or (isinstance(item, Mention) and (before or after)):
            out[i] = Unknown(item.start, item.end)
    return out


def with_codes(tokens: list[Token], items: list[Item]) -> list[Item]:
    """Letters and digits written in one are a word of their own: the 380 of "A380" counts nothing."""
    out = list(items)
    for at, (left, right) in enumerate(itertools.pairwise(items)):
        pair = (left, right)
        touching = tokens[left.end - 1].end == tokens[right.start].start
        letters = any(isinstance(item, Filler | Unknown) and _is_latin(tokens, item) for item in pair)
        digits = any(isinstance(item, Amount) and _is_bare(item) for item in pair)
        if touching and letters and digits:
            out[at], out[at + 1] = (Unknown(item.start, item.end) for item in pair)
    return out


def _is_latin(tokens: list[Token], item: Item) -> bool:
    return all(token.kind == "word" and token.text.isascii() for token in tokens[item.start : item.end])


def _is_bare(item: Amount) -> bool:
    return item.quantity.unit is None and item.quantity.op is None and item.end - item.start == 1


def without_suffixes(tokens: list[Token], items: list[Item]) -> list[Item]:
    """车主, 露营党: who somebody is, behind a word that says what of."""
    out = list(items)
    for i, item in enumerate(items[1:], 1):
        alone = isinstance(item, Unknown) and not (i + 1 < len(items) and isinstance(items[i + 1], Unknown))
        if alone and tokens[item.start].text in "主族党者迷控粉友" and isinstance(out[i - 1], Mention):
            out[i] = Filler(item.start, item.end)
        elif alone and tokens[item.start].text == "left" and isinstance(out[i - 1], Amount | Mention):
            out[i] = Filler(item.start, item.end)  # "has over 5,000 points left"
    return out


def hyphenated(tokens: list[Token], items: list[Item]) -> list[Item]:
    """ "left-handed" is unknown as a whole, whatever one half of it means by itself."""
    out = list(items)
    for at, item in enumerate(items):
        # The hyphen of "Android-users" and of "non-paying" is no word.
        if not isinstance(item, Unknown) or all(token.kind == "mark" for token in tokens[item.start : item.end]):
            continue
        for step in (-1, 1):
            place = at + step
            while 0 <= place < len(items) and _is_joined(
                tokens, items[min(place, place - step)], items[max(place, place - step)]
            ):
                if isinstance(out[place], Mention | Amount):
                    break
                out[place] = Unknown(items[place].start, items[place].end)
                place += step
    return out


def _is_joined(tokens: list[Token], left: Item, right: Item) -> bool:
    """Whether two items touch at a hyphen between letters."""
    last, first = tokens[left.end - 1], tokens[right.start]
    hyphen = last.text == "-" or first.text == "-"
    return hyphen and last.end == first.start and "word" in (last.kind, first.kind)


def merged(tokens: list[Token], items: list[Item]) -> list[Item]:
    """Neighbouring unknown tokens are one unknown word or phrase; a stray mark is passed over."""
    out: list[Item] = []
    for item in items:
        last = out[-1] if out else None
        if isinstance(item, Unknown) and isinstance(last, Unknown):
            out[-1] = Unknown(last.start, item.end)
        elif isinstance(item, Unknown) and all(token.kind == "mark" for token in tokens[item.start : item.end]):
            out.append(Filler(item.start, item.end))
        else:
            out.append(item)
    return out
