"""Chinese words that the catalog does not know: grammar is passed over, the rest is asked about as whole words.

The cover leaves single characters behind. A dictionary of Chinese tells what word they are part of, and whether that
word is a particle, a preposition, a pronoun, … which say nothing about users.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.planner.text.items import Amount, Filler, Item, Joint, Measure, Mention, Unknown
from agent.planner.words import telling_adverbs
from tools.catalog.tokens import Token

# Parts of speech (of the ICTCLAS set that jieba's dictionary uses) that say nothing about users: adverbs, conjunctions,
# prepositions, pronouns, measure words, particles, directions, exclamations, affixes.
_GRAMMAR = frozenset("dcprqufyeokh")

# 不仅 and 未免 deny nothing.
_NEGATIVES = "不没非未别勿无"


@dataclass(frozen=True)
class Word:
    """Tokens `start` up to `end`, not included, and their part of speech."""

    start: int
    end: int
    text: str
    part: str


def whole_words(tokens: list[Token], items: list[Item]) -> list[Item]:
    """Items with each unknown piece of Han text made a whole word, or passed over when it is grammar."""
    if not any(is_unknown_han(tokens, item) for item in items):
        return items
    words = dictionary_words(tokens)
    out = list(_without_straddling(tokens, items, {word.start for word in words}))
    for word in words:
        inside = [i for i, item in enumerate(out) if item.start < word.end and item.end > word.start]
        unknown = [i for i in inside if is_unknown_han(tokens, out[i])]
        if not unknown or any(out[i].start < word.start or out[i].end > word.end for i in inside):
            continue
        # Directions of two characters are places: 沿海, 境外.
        is_place = word.part[0] == "f" and word.end - word.start > 1
        # Pieces of one character side by side are rather a word that the dictionary lacks: 企微.
        is_piece = word.end - word.start == 1 and _is_beside_unknown(tokens, items, word)
        if word.part[0] in _GRAMMAR and not is_place and not is_piece and not _tells(word):
            for i in unknown:
                out[i] = Filler(out[i].start, out[i].end)
        elif all(_may_be_inside(out[i]) for i in inside):
            out[inside[0] : inside[-1] + 1] = [Unknown(word.start, word.end)]
    return out


def _without_straddling(tokens: list[Token], items: list[Item], starts: set[int]) -> Iterator[Item]:
    """The 前提 of 提前提醒 is the end of one word and the beginning of another."""
    for at, item in enumerate(items):
        beside = [items[place] for place in (at - 1, at + 1) if 0 <= place < len(items)]
        apart = isinstance(item, Filler) and item.start not in starts and item.end not in starts
        if apart and tokens[item.start].kind == "han" and all(is_unknown_han(tokens, other) for other in beside):
            yield from (Unknown(place, place + 1) for place in range(item.start, item.end))
        else:
            yield item


def _is_beside_unknown(tokens: list[Token], items: list[Item], word: Word) -> bool:
    return any(is_unknown_han(tokens, item) and (item.end == word.start or item.start == word.end) for item in items)


def _tells(word: Word) -> bool:
    """经常, and 常来, which begins with what says the same: they say something about users."""
    adverbs = telling_adverbs()
    return word.text in adverbs or (word.part == "d" and word.text[0] in adverbs and word.text[0] not in _NEGATIVES)


def _may_be_inside(item: Item) -> bool:
    """What a longer word can be made of: single characters that were taken for something by themselves."""
    match item:
        case Unknown():
            return True
        case Joint(glue="not" | "never" | "except"):
            return False
        case Filler() | Joint() | Measure() | Mention():
            return item.end - item.start == 1
        case Amount():
            return item.quantity.unit is None and item.quantity.op is None and item.end - item.start == 1
        case _:
            return False


def is_unknown_han(tokens: list[Token], item: Item) -> bool:
    return isinstance(item, Unknown) and tokens[item.start].kind == "han"


def dictionary_words(tokens: list[Token]) -> list[Word]:
    """The Han words of a text, as a dictionary of Chinese cuts it."""
    import rjieba

    owner: list[int] = []
    text = ""
    for at, token in enumerate(tokens):
        piece = token.text if token.kind == "han" else f" {token.text} "
        text += piece
        owner += [at] * len(piece)
    words, offset = [], 0
    for piece, part in rjieba.tag(text, False):
        start, offset = offset, offset + len(piece)
        if all("㐀" <= character <= "鿿" for character in piece):
            words.append(Word(owner[start], owner[offset - 1] + 1, piece, part))
    return words
