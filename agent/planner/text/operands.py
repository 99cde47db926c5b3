"""The parts of a calculation in a request: numbers of the user with their filters and times, amounts, and signs."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from agent.planner.amounts.quantities import Quantity
from agent.planner.text.items import (
    Amount,
    Command,
    Filler,
    Item,
    Joint,
    Measure,
    Mention,
    Operator,
    Sign,
    Unknown,
    When,
)
from agent.planner.words import Glue, Op, Operation, operations
from tools.catalog.lexicon import Entry
from tools.catalog.model import Catalog
from tools.catalog.tokens import Token

_OPERATIONS = operations()
_LETTERS: dict[Operation, str] = {
    "divide": "/", "subtract": "-", "add": "+", "multiply": "*", "share": "s", "ratio": "r", "difference": "d",
    "total": "u", "more": "m", "less": "m", "than": "t", "compared": "b", "as_many": "q", "as": "a", "exceeds": ">",
    "falls_short": ">", "equals": ">", "same": "z", "copula": "=", "people": ".",
}  # fmt: skip
_OPS: dict[Operation, Op] = {
    "more": "more_than", "less": "less_than", "exceeds": "more_than", "falls_short": "less_than", "equals": "is",
}  # fmt: skip
# "played longer" is no matter of how often.
_OF_LENGTH = ("longer", "shorter", "长", "短", "更 长", "更 短")
_MARKS: dict[Glue, str] = {"and": "&", "not": "!", "comma": ",", "open": "(", "close": ")"}
_INFIX = ("divide", "subtract", "add", "multiply")
_OF_NUMBERS = ("money", "count", "days", "sum", "avg", "max", "min", "distinct")
_EACH = ("每 次", "平 均 每 次")
_PARTS = ("of", "as", "the", "their", "his", "her", "that", "what")


@dataclass
class Piece:
    """Items `at` up to `until`, not included, and the letter they are written down as.

    `op`: how a sign compares. `weak`: words that mostly do something else. `counted`: said to be a number, not only
    what somebody did; `named`: by the name of one.
    """

    letter: str
    at: int
    until: int
    items: tuple[Item, ...] = ()
    op: Op | None = None
    weak: bool = False
    counted: bool = False
    named: bool = False


@dataclass
class _Open:
    """A number of the user that is being read."""

    tokens: list[Token]
    at: int
    until: int
    items: list[Item] = field(default_factory=list)
    events: frozenset[str] = frozenset()  # that its words may belong to
    headed: bool = False  # an event, a number of events or a number tag was named
    event: bool = False
    tag: bool = False
    counted: bool = False
    named: bool = False

    def add(self, item: Item, at: int) -> None:
        self.items.append(item)
        if not isinstance(item, Filler | Joint):
            self.until = at + 1

    @property
    def when(self) -> bool:
        return any(isinstance(item, When) for item in self.items)

    def piece(self) -> Piece:
        said = [item for item in self.items if not isinstance(item, Filler | Joint)]
        counted = any(isinstance(item, Measure) for item in said) and self.events
        if self.headed or counted:
            letter = "N"
        elif said and all(isinstance(item, When) for item in said):
            letter = "W"
        elif any(isinstance(item, Mention) for item in said):
            letter = "F"
        elif said and all(isinstance(item, Measure) and item.aspect == "money" for item in said):
            letter = "$"
        else:
            letter = "."
        return Piece(letter, self.at, self.until, tuple(self.items), counted=self.counted, named=self.named)


def pieces(tokens: list[Token], items: list[Item], catalog: Catalog) -> Iterator[Piece]:
    """A request as the parts that a calculation is made of; "." stands for what no calculation holds."""
    reader = _Reader(tokens, items, catalog)
    for at in range(len(items)):
        yield from reader.read(at)
    yield from reader.close()


class _Reader:
    def __init__(self, tokens: list[Token], items: list[Item], catalog: Catalog):
        self._tokens = tokens
        self._items = items
        self._catalog = catalog
        self._open: _Open | None = None

    def close(self) -> Iterator[Piece]:
        if self._open is not None and any(not isinstance(item, Filler | Joint) for item in self._open.items):
            yield self._open.piece()
        self._open = None

    def read(self, at: int) -> Iterator[Piece]:
        """The parts that are complete once the item at `at` is read."""
        item = self._items[at]
        operation = self._operation(at)
        if operation is not None:
            yield from self.close()
            weak, total = self._is_weak(item), operation == "total"
            yield Piece(_LETTERS[operation], at, at + 1, (item,), op=_OPS.get(operation), weak=weak, counted=total)
            return
        match item:
            case Mention(entries=entries):
                if not self._is_of_number(entries):
                    yield from self.close()
                    yield Piece(".", at, at + 1)
                    return
                if self._begins(entries):
                    yield from self.close()
                self._name(at, entries)
            case When():
                if self._open is not None and (self._open.when or (self._open.headed and self._is_han(item))):
                    yield from self.close()
                self._take(at)
            case Measure() if self._text(item).startswith(_EACH):
                yield from self.close()
                yield Piece("e", at, at + 1, (item,))
            case Measure(aspect=aspect) if aspect in _OF_NUMBERS:
                behind = self._is_han(item) and aspect in ("count", "days", "money")
                if self._open is not None and self._open.headed and not behind:
                    yield from self.close()
                self._take(at).counted = True
            case Amount(quantity=quantity):
                yield from self.close()
                yield Piece("." if quantity.about else self._amount(at, quantity), at, at + 1, (item,))
            case Sign(op=op):
                yield from self.close()
                yield Piece(">", at, at + 1, (item,), op=op)
            case Joint(glue=glue) if glue in _MARKS:
                yield from self.close()
                yield Piece(_MARKS[glue], at, at + 1, (item,))
            case Filler() | Joint(glue="of" | "both") | Measure(aspect="happened"):
                if self._open is not None and not (isinstance(item, Filler) and self._text(item) == "number of"):
                    self._open.add(item, at)
                elif isinstance(item, Filler) and self._text(item) == "number of":
                    yield from self.close()
                    self._take(at).counted = True
            case Command(act="these"):
                pass
            case _:
                yield from self.close()
                yield Piece(".", at, at + 1)

    def _take(self, at: int) -> _Open:
        if self._open is None:
            self._open = _Open(self._tokens, at, at)
        self._open.add(self._items[at], at)
        return self._open

    def _name(self, at: int, entries: tuple[Entry, ...]) -> None:
        piece = self._take(at)
        events = frozenset(entry.event for entry in entries if entry.event)
        piece.events = piece.events & events if piece.events else events
        piece.event |= any(entry.kind == "event" for entry in entries)
        piece.tag |= not events
        number = any(self._is_number(entry) for entry in entries)
        piece.headed |= piece.event or number
        piece.named |= number
        plural = self._tokens[self._items[at].end - 1].text.endswith("s")
        piece.counted |= number or (piece.event and plural)

    def _begins(self, entries: tuple[Entry, ...]) -> bool:
        """Whether a name is of another number than the one that is being read."""
        piece = self._open
        if piece is None or not any(isinstance(item, Mention) for item in piece.items):
            return False
        events = {entry.event for entry in entries if entry.event}
        named = any(entry.kind == "event" for entry in entries)
        return piece.tag or not events or not piece.events & events or (named and piece.event)

    def _operation(self, at: int) -> Operation | None:
        item = self._items[at]
        if isinstance(item, Operator):
            return item.operation
        keys = tuple(token.key for token in self._tokens[item.start : item.end])
        operation = _OPERATIONS.get(keys)
        if isinstance(item, Mention):
            # "refunds make up half of …", where make-up is something that is sold; "orders plus visits" beside a Plus.
            before = self._items[at - 1] if at else None
            behind = self._items[at + 1] if at + 1 < len(self._items) else None
            between = operation in _INFIX and self._is_number_name(before) and self._is_number_name(behind)
            return operation if between or (isinstance(behind, Amount) and behind.quantity.share) else None
        if not isinstance(item, Joint | Command | Filler | Measure | Unknown):
            return None
        if operation == "copula" and self._text(self._items[at - 1]) in ("that", "which"):
            return None
        return operation

    def _is_number_name(self, item: Item | None) -> bool:
        return isinstance(item, Mention) and self._is_of_number(item.entries)

    def _is_of_number(self, entries: tuple[Entry, ...]) -> bool:
        return any(entry.event or self._is_number(entry) for entry in entries)

    def _is_number(self, entry: Entry) -> bool:
        tag = self._catalog.tag(entry.tag) if entry.kind == "tag" and entry.tag else None
        prop = self._catalog.event_property(entry.event or "", entry.prop or "") if entry.kind == "property" else None
        of = tag or prop
        return of is not None and of.type == "number"

    def _amount(self, at: int, quantity: Quantity) -> str:
        """ "twice" is a multiple only of something: "twice their visits", "twice as many"."""
        if quantity.share:
            return "." if self._ranks(at) else "P"
        if quantity.unit_class != "times":
            return "K" if quantity.unit_class == "fold" else "A"
        behind = self._items[at + 1] if at + 1 < len(self._items) else None
        word = self._text(behind).split(" ")[0] if behind is not None else ""
        compares = behind is not None and self._operation(at + 1) not in (None, "total")
        return "T" if word in _PARTS or compares else "A"

    def _is_weak(self, item: Item) -> bool:
        return isinstance(item, Joint | Command) or self._text(item) in _OF_LENGTH

    def _ranks(self, at: int) -> bool:
        """The 10% of "top 10%" are users."""
        before = self._items[at - 1] if at else None
        return isinstance(before, Measure) and before.aspect in ("top", "bottom", "random")

    def _text(self, item: Item) -> str:
        return " ".join(token.text for token in self._tokens[item.start : item.end])

    def _is_han(self, item: Item) -> bool:
        return any(token.kind == "han" for token in self._tokens[item.start : item.end])
