"""One request while it is being understood: its items, what explains them, and what has to be asked or said."""

from dataclasses import dataclass, field

from agent.planner.text.items import (
    Amount,
    Aside,
    Calculation,
    Command,
    Filler,
    Item,
    Joint,
    Measure,
    Mention,
    Operator,
    Sign,
    Span,
    Unknown,
    When,
)
from tools.catalog.model import Catalog
from tools.catalog.tokens import Token
from tools.language import Lang, Text, language_of

# What stands between two items keeps them apart: a pause more than a noun, a full stop for good.
_GAPS = {
    "of": 0.5,
    "not": 1.0,
    "never": 1.0,
    "comma": 5.0,
    "and": 6.0,
    "list": 6.0,
    "or": 7.0,
    "both": 1.0,
    "either": 7.0,
    "then": 4.0,
    "after": 4.0,
    "stop": 60.0,
}


@dataclass(frozen=True)
class Question:
    """What must be asked: `words` of the request it is about, and answers that would work."""

    text: Text
    words: str
    suggestions: tuple[str, ...] = ()


@dataclass
class Reading:
    text: str
    tokens: list[Token]
    items: list[Item]
    catalog: Catalog
    taken: set[int] = field(default_factory=set)  # items that ended up in a condition or an operation
    questions: list[Question] = field(default_factory=list)
    assumptions: list[Text] = field(default_factory=list)

    @property
    def lang(self) -> Lang:
        return language_of(self.text)

    def words(self, *spans: Span) -> str:
        """The text of spans as typed; pieces that do not touch are joined by an ellipsis."""
        places = ((self.tokens[span.start].start, self.tokens[span.end - 1].end) for span in spans)
        pieces: list[list[int]] = []
        for start, end in sorted(places):
            if pieces and not self.text[pieces[-1][1] : start].strip():
                pieces[-1][1] = max(end, pieces[-1][1])
            else:
                pieces.append([start, end])
        return " … ".join(self.text[start:end] for start, end in pieces)

    def normalised(self, at: int) -> str:
        """An item's words in the spelling that the vocabulary has."""
        item = self.items[at]
        tokens = self.tokens[item.start : item.end]
        return "".join((" " if i and token.kind == "word" else "") + token.text for i, token in enumerate(tokens))

    def gap(self, first: int, second: int) -> float:
        """How far apart two items are, by what stands between them."""
        low, high = min(first, second), max(first, second)
        return sum(self._width(item) for item in self.items[low + 1 : high])

    def _width(self, item: Item) -> float:
        match item:
            case Filler() if self.tokens[item.start].text in ("who", "that", "which", "whose"):
                return 2.0
            case Filler() | Aside() | Measure() | Sign() | Operator() | Command():
                return 0.2
            case Joint(glue=glue):
                return _GAPS.get(glue, 8.0)
            case Mention() | Calculation():
                return 2.5
            case Unknown():
                return 3.0
            case Amount() | When():
                return 1.0

    def ask(self, text: Text, words: str, suggestions: tuple[str, ...] = ()) -> None:
        self.questions.append(Question(text, words, suggestions))

    def assume(self, en: str, zh: str) -> None:
        text = Text(en=en, zh=zh)
        if text not in self.assumptions:
            self.assumptions.append(text)

    def before(self, at: int) -> int:
        """Index of the nearest item in front of `at` that is no filler, -1 when there is none."""
        at -= 1
        while at >= 0 and isinstance(self.items[at], Filler):
            at -= 1
        return at

    def neighbours(self, at: int, reach: int = 3) -> list[int]:
        """Indexes of the nearest items on either side that are not fillers, up to a pause."""
        found = []
        for step in (-1, 1):
            place, left = at + step, reach
            while 0 <= place < len(self.items) and left:
                item = self.items[place]
                if isinstance(item, Joint) and item.glue in ("comma", "stop", "but"):
                    break
                if not isinstance(item, Filler | Command):
                    found.append(place)
                    left -= 1
                place += step
        return found
