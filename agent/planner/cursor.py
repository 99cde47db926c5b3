"""A place in a row of tokens, for readers that take words and numbers from left to right."""

from agent.planner.numbers import Number, read_number
from tools.catalog.tokens import Token, phrase


class Cursor:
    def __init__(self, tokens: list[Token], at: int = 0):
        self.tokens = tokens
        self.at = at

    @property
    def token(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, *options: str) -> str | None:
        """Step over the longest of `options` that stands here and return it."""
        best: str | None = None
        length = 0
        for option in options:
            keys = phrase(option)
            if len(keys) > length and tuple(token.key for token in self.tokens[self.at : self.at + len(keys)]) == keys:
                best, length = option, len(keys)
        self.at += length
        return best

    def number(self) -> Number | None:
        number = read_number(self.tokens, self.at)
        if number:
            self.at += number.length
        return number
