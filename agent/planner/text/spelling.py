"""Words typed badly, mended before they are read: phyiscs → physics, membrs → members, Guangzou → Guangzhou."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from rapidfuzz import fuzz, process

from tools.catalog.tokens import Token, stem

# A typo is forgiven in words this long and this alike (rapidfuzz ratio); it keeps its first letter.
_LENGTH = 4
_RATIO = 82


class Spelling:
    """`names` are all that a catalog calls things, `language` the words that requests are made of."""

    def __init__(self, names: Iterable[str], language: Iterable[str]):
        words = {word for word in (*names, *language) if len(word) >= _LENGTH and word.isascii()}
        self._stems = {stem(word) for word in words}
        # "manegers" is nearer to the plural than to "manager".
        self._words = sorted(words | {f"{word}s" for word in words if not word.endswith("s")})

    def mended(self, tokens: list[Token]) -> list[Token]:
        """The tokens, those typed badly with the text and key of the word that was meant. What is a word of English
        is left as it is: "content" is no "consent"."""
        return [self._mended(token) if self._is_strange(token) else token for token in tokens]

    def _is_strange(self, token: Token) -> bool:
        if token.kind != "word" or len(token.text) < _LENGTH or not token.text.isascii() or token.key in self._stems:
            return False
        return not is_english(token.text)

    def _mended(self, token: Token) -> Token:
        near = [word for word in self._words if word[0] == token.text[0] and abs(len(word) - len(token.text)) <= 2]
        found = process.extractOne(token.text, near, scorer=fuzz.ratio, score_cutoff=_RATIO)
        return replace(token, text=found[0], key=stem(found[0])) if found else token


def is_english(word: str) -> bool:
    """Whether a word is one of English, which a typo seldom is."""
    return bool(_dictionary().known([word]))


@cache
def _dictionary() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker()
