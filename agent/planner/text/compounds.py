"""Words written together or apart: skincare and "skin care", e-mail and email, unmarried and "not married"."""

from collections.abc import Iterator
from dataclasses import replace

from tools.catalog.lexicon import Lexicon
from tools.catalog.tokens import Token, is_joiner, stem

_NEGATIONS = ("un", "non")
_LEAST = 3


class Compounds:
    """Knows by its letters every name that is written in several words, and every one written in one."""

    def __init__(self, lexicon: Lexicon):
        self._lexicon = lexicon
        self._apart: dict[str, tuple[str, ...]] = {}
        for spelling in lexicon.spellings():
            words = tuple(spelling.split())
            if len(words) > 1 and all(word.isascii() and word.isalpha() for word in words):
                self._apart["".join(words)] = words

    def as_named(self, tokens: list[Token]) -> list[Token]:
        """The tokens cut and joined as the catalog's names are."""
        return list(self._joined([part for token in tokens for part in self._cut(token)]))

    def _cut(self, token: Token) -> list[Token]:
        if token.kind != "word" or self._lexicon.look_up((token.key,)):
            return [token]
        for letters in (token.text, token.text.removesuffix("s")):
            if words := self._apart.get(letters):
                return list(_parts(token, words))
        for negation in _NEGATIONS:
            rest = token.text.removeprefix(negation)
            if rest != token.text and len(rest) > _LEAST and self._lexicon.look_up((stem(rest),)):
                cut = token.start + len(negation)
                first = Token("word", "not", "not", token.start, cut)
                return [first, replace(token, text=rest, key=stem(rest), start=cut)]
        return [token]

    def _joined(self, tokens: list[Token]) -> Iterator[Token]:
        at = 0
        while at < len(tokens):
            end = at + 2 if at + 1 < len(tokens) and is_joiner(tokens[at + 1]) else at + 1
            if end < len(tokens) and self._is_one(tokens[at], tokens[end]):
                text = tokens[at].text + tokens[end].text
                yield replace(tokens[at], text=text, key=stem(text), end=tokens[end].end)
                at = end + 1
            else:
                yield tokens[at]
                at += 1

    def _is_one(self, first: Token, second: Token) -> bool:
        """Whether two words are one in a name, and by themselves are in none."""
        if not first.kind == second.kind == "word" or len(second.text) < _LEAST:
            return False
        known = self._lexicon.look_up((first.key, second.key)) or self._lexicon.look_up((second.key,))
        return not known and any(not e.by_id for e in self._lexicon.look_up((stem(first.text + second.text),)))


def _parts(token: Token, words: tuple[str, ...]) -> Iterator[Token]:
    """A token cut into words; the last keeps a plural's end."""
    start, left = token.start, token.text
    for nth, word in enumerate(words):
        text = left if nth == len(words) - 1 else word
        yield replace(token, text=text, key=stem(text), start=start, end=start + len(text))
        start, left = start + len(text), left[len(text) :]
