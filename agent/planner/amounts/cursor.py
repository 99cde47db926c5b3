"""A place in a row of tokens, for readers that take words and numbers from left to right."""

from agent.planner.amounts.numbers import Number, read_number
from tools.catalog.tokens import Token, is_passed_over, phrase


class Cursor:
    def __init__(self, tokens: list[Token], at: int = 0):
        self.tokens = tokens
        self.at = at

    @property
    def token(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    @property
    def token_text(self) -> str:
        """The text of the token here, empty at the end."""
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def take(self, *options: str) -> str | None:
        """Step over the longest of `options` that stands here and return it."""
        best: str | None = None
        end = self.at
        for option in options:
            if (stop := self._end_of(phrase(option))) > end:
                best, end = option, stop
        self.at = end
        return best

    def _end_of(self, keys: tuple[str, ...]) -> int:
        """Where a phrase that begins here ends, articles and hyphens passed over; here, when it does not stand here."""
        place = self.at
        for key in keys:
            while self.at < place < len(self.tokens) and is_passed_over(self.tokens[place]):
                place += 1
            if place >= len(self.tokens) or self.tokens[place].key != key:
                return self.at
            place += 1
        return place

    def number(self) -> Number | None:
        number = read_number(self.tokens, self.at)
        if number:
            self.at += number.length
        return number
