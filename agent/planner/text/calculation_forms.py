"""The forms in which people work numbers out and compare them, and what each says.

A request is written down as a row of letters, one for each part: N a number of the user, F a filter of events, $ money
that was spent, W a time, A an amount, P a part ("half", 30%), K a multiple (两倍), T how many times, and the signs
between them. The forms are patterns over that row.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from agent.planner.amounts.quantities import Comparison, Quantity
from agent.planner.text.items import Amount, Calculation, Combined, Constant, Item, Measure, Operand, When, Worked
from agent.planner.text.operands import Piece
from agent.planner.words import Op

Arithmetic = Literal["add", "subtract", "multiply", "divide"]

_INFIX: dict[str, Arithmetic] = {
    "/": "divide", "s": "divide", "r": "divide", "e": "divide", "b": "divide", "-": "subtract", "d": "subtract",
    "+": "add", "u": "add", "*": "multiply",
}  # fmt: skip
_OPPOSITE: dict[Op, Op] = {
    "more_than": "at_most", "less_than": "at_least", "at_least": "less_than", "at_most": "more_than", "is": "is",
}  # fmt: skip
_MIRRORED: dict[Op, Op] = {
    "more_than": "less_than", "less_than": "more_than", "at_least": "at_most", "at_most": "at_least", "is": "is",
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """A form that was found: its parts by their names in the pattern."""

    parts: dict[str, Piece]

    def operand(self, name: str) -> Operand:
        verb = self.parts["verb"].items if name == "a" and "verb" in self.parts else ()  # "spent more on payments"
        return Operand((*verb, *self._total(name), *self.parts[name].items))

    def _total(self, name: str) -> tuple[Item, ...]:
        """The word that says of a number that it is added up, before it or behind."""
        pieces = [self.parts[side] for side in (f"{name}0", f"{name}1") if side in self.parts]
        return tuple(item for piece in pieces for item in piece.items if isinstance(item, Measure))

    def amount(self, name: str = "x") -> Quantity | None:
        piece = self.parts.get(name)
        item = piece.items[0] if piece else None
        return item.quantity if isinstance(item, Amount) else None

    def other(self, name: str, like: str) -> Operand:
        """The second of two numbers; a mere time means the first number then."""
        piece = self.parts[name]
        return self.timed(like, piece) if piece.letter == "W" else self.operand(name)

    def first(self, name: str, when: str) -> Operand:
        """The first of two numbers, with a time of its own that stands apart."""
        return self.timed(name, self.parts[when]) if when in self.parts else self.operand(name)

    def timed(self, name: str, when: Piece) -> Operand:
        kept = tuple(item for item in self.operand(name).items if not isinstance(item, When))
        return Operand((*when.items, *kept))

    @property
    def shared(self) -> tuple[Item, ...]:
        """A time that stands inside the form, but in neither number."""
        pieces = [self.parts[name] for name in ("time", "outer") if name in self.parts]
        return tuple(item for piece in pieces for item in piece.items if isinstance(item, When))

    @property
    def again(self) -> bool:
        """Whether a number is compared with itself at another time, and nobody said which time is meant first."""
        said = [*self.parts["a"].items, *(self.parts["when"].items if "when" in self.parts else ())]
        return "b" in self.parts and self.parts["b"].letter == "W" and not any(isinstance(item, When) for item in said)


def _held(found: Found) -> Calculation:
    """Two numbers combined, held against an amount."""
    op, first, second = _INFIX[found.parts["sign"].letter], found.operand("a"), found.operand("b")
    if found.parts["a"].letter == "F":  # "yoga" of "yoga divided by classes": of the same, what the filter keeps
        first = Operand((*second.items, *first.items), otherwise=first.items)
    return _against(Combined(op, first, second), found.amount())


def _share_of_itself(found: Found) -> Calculation:
    """ "the share of orders with a coupon": of those that a filter keeps among all."""
    operand = found.operand("a")
    return _against(Combined("divide", operand, replace(operand, unfiltered=True)), found.amount())


def _share_that(found: Found) -> Calculation:
    """ "at least half of their orders were paid with a coupon", "…are refunds"."""
    whole, part = found.operand("b"), found.operand("a")
    return _against(
        Combined("divide", Operand((*whole.items, *part.items), otherwise=part.items), whole), found.amount()
    )


def _exceeded(found: Found) -> Calculation:
    """ "orders exceed visits by at least 5": as "at least 5 more orders than visits"."""
    sign = replace(
        found.parts["op"], op="less_than" if found.parts["op"].op in ("less_than", "at_most") else "more_than"
    )
    return _more(Found({**found.parts, "more": sign}))


def _same(found: Found) -> Calculation:
    return Calculation(0, 0, found.operand("a"), "is", found.operand("b"))


def _part_of(found: Found) -> Calculation:
    """ "spend is more than half of income", A是B的两倍以上."""
    quantity = found.amount()
    assert quantity is not None
    op, assumed = _operator(quantity)
    return _part(found.operand("a"), op, quantity, found.operand("b"), assumed)


def _compared(found: Found) -> Calculation:
    """ "orders exceed visits", A超过B的一半, A多于B加C."""
    left, right = found.operand("a"), found.other("b", like="a")
    sign = found.parts["op"]
    op: Op = sign.op or "more_than"
    joined: list[Worked] = []
    for side, name, letter in ((left, "c", "sign"), (right, "d", "also")):
        more = found.parts.get(name)
        joined.append(
            Combined(_INFIX[found.parts[letter].letter], side, Operand(more.items)) if more is not None else side
        )
    op = _OPPOSITE[op] if "no" in found.parts else op
    quantity = found.amount()
    return _part(joined[0], op, quantity, joined[1]) if quantity else Calculation(0, 0, joined[0], op, joined[1])


def _more(found: Found) -> Calculation:
    """ "more orders than visits", "20% more … than …", A比B多3次以上."""
    left, right = found.first("a", "when"), found.other("b", like="a")
    less = found.parts["more"].op == "less_than"
    quantity, part = found.amount(), found.amount("part")
    against: Worked = Combined("multiply", right, Constant(part.value)) if part else right
    if quantity is None:
        op: Op = found.parts["more"].op or "more_than"
        op = _OPPOSITE[op] if "no" in found.parts else _MIRRORED[op] if "unlike" in found.parts else op
        return Calculation(0, 0, left, op, against)
    named, assumed = _operator(quantity, bare="at_least")
    if named is None or named == "between" or quantity.high is not None:
        return Calculation(0, 0, left, None, against)
    if quantity.share or quantity.unit_class == "fold":
        scale = round(1 - quantity.value if less else 1 + quantity.value, 9)
        op = _MIRRORED[named] if less else named
        return Calculation(0, 0, left, op, Combined("multiply", against, Constant(scale)), assumed=assumed)
    difference = Combined("subtract", against, left) if less else Combined("subtract", left, against)
    return Calculation(0, 0, difference, named, Constant(quantity.value, quantity.unit), assumed=assumed)


def _more_of_one(found: Found) -> Calculation:
    """ "spent more on skins than on gems"."""
    of, one, other = (found.parts[name].items for name in "acd")
    return Calculation(0, 0, Operand((*of, *one)), found.parts["more"].op or "more_than", Operand((*of, *other)))


def _as_many(found: Found) -> Calculation:
    """ "as many orders as visits", "at least twice as many …"."""
    left, right = found.first("a", "when"), found.other("b", like="a")
    quantity = found.amount()
    if quantity is None:
        op: Op = found.parts["op"].op or "is" if "op" in found.parts else "is"
        return Calculation(0, 0, left, "less_than" if "no" in found.parts and op == "is" else op, right)
    named, assumed = _operator(quantity, bare="at_least")
    return _part(left, named, quantity, right, assumed)


def _part(left: Worked, op: Comparison | None, quantity: Quantity, right: Worked, assumed: bool = False) -> Calculation:
    """One number held against a part of another. There is no half of nothing; but two are twice none."""
    if quantity.share:
        share = Combined("divide", left, right)
        return Calculation(0, 0, share, op, Constant(quantity.value), quantity.high, assumed=assumed)
    if quantity.high is not None:
        op = None
    return Calculation(0, 0, left, op, Combined("multiply", right, Constant(quantity.value)), assumed=assumed)


def _against(worked: Worked, quantity: Quantity | None) -> Calculation:
    assert quantity is not None
    op: Comparison | None = "between" if quantity.high is not None else quantity.op
    return Calculation(0, 0, worked, op, Constant(quantity.value, quantity.unit), high=quantity.high)


def _operator(quantity: Quantity, bare: Op | None = None) -> tuple[Comparison | None, bool]:
    """How a quantity compares, and whether that is assumed: "twice" is at least twice, "half" has to be asked about."""
    if quantity.op is not None:
        return quantity.op, False
    op: Op | None = "at_least" if quantity.unit_class in ("fold", "times") else bare
    return op, op is not None


Build = Callable[[Found], Calculation]


def _n(name: str, letters: str = "N") -> str:
    """A number of the user, or its time; a word before it or behind may say that it is added up."""
    return f"(?P<{name}0>u)?(?P<{name}>[{letters}])(?P<{name}1>u)?"


_A, _B, _X = _n("a", "NF"), _n("b", "NF"), ",?[rdu]?,?=?(?P<x>[APKT])"
_LEFT, _RIGHT, _OTHER = _n("a"), _n("b"), _n("b", "NFW")
_TIMED = f"{_LEFT}(?P<when>W)?"


def _forms() -> Iterator[tuple[str, Build]]:
    yield rf"{_A}(?P<sign>[/*+-]){_B}(,?(?P<time>W))?{_X}u?", _held
    yield rf"e?(?P<outer>N)\({_A}(?P<sign>[/*+-]){_B}\){_X}", _held
    yield rf"{_A}=?(?P<sign>s){_B}{_X}", _held
    yield rf"(?P<x>[AT]){_LEFT}(?P<sign>/){_RIGHT}", _held
    yield rf"(?P<sign>[rdu])(?P<a>N)&?(?P<b>N){_X}", _held
    yield rf"(?P<a>N)&?(?P<b>N)(?P<sign>[rdu]){_X}", _held
    yield rf"(?P<a>N)&(?P<b>N)(?P<sign>b){_X}", _held
    yield rf"r(?P<a>[NF]){_X}", _share_of_itself
    yield rf"(?P<a>[NF])r{_X}", _share_of_itself
    yield rf"(?P<sign>e)(?P<b>N)(?P<a>N){_X}", _held
    yield r"(?P<x>P)(?P<b>N)=?(?P<a>[NF])", _share_that
    yield rf"{_LEFT}(?P<x>[AT])(?P<sign>/){_RIGHT}", _held
    yield r"(?P<a>F)s?(?P<x>P)(?P<b>N)", _share_that
    yield r"(?P<a>[N$])(?P<more>m)(?P<c>F)t(?P<d>F)", _more_of_one
    yield rf"{_LEFT}(?P<op>>){_RIGHT}(?P<x>A)", _exceeded
    yield r"(?P<a>N)&(?P<b>N)z", _same
    yield rf"{_LEFT}[=s]*(?P<x>[PKT]){_RIGHT}", _part_of
    yield rf"{_LEFT}={_B}(?P<x>[PK])", _part_of
    yield (
        rf"{_LEFT}((?P<sign>[-+*/]){_n('c')})?(?P<no>!)?=?(?P<op>>){_n('b', 'NW')}"
        rf"((?P<also>[-+*/]){_n('d')})?(?P<x>[PK])?",
        _compared,
    )
    yield rf"(?P<no>!)?(?P<x>[APKT])?(?P<more>m){_n('a', 'NF')}(?P<when>W)?t{_OTHER}", _more
    yield rf"{_LEFT}=?(?P<x>[APK])?(?P<more>m)(?P<when>W)?t{_OTHER}", _more
    yield rf"(?P<verb>[N$])(?P<x>[APK])?(?P<more>m){_TIMED}t{_OTHER}", _more
    yield rf"{_TIMED}b{_n('b', 'NW')}(?P<part>[PK])?&?(?P<more>m)(?P<x>[APKT])?", _more
    yield rf"(?P<when>W)b(?P<b>W){_LEFT}&?(?P<more>m)(?P<x>[APKT])?", _more
    yield rf"{_TIMED}(?P<unlike>!){_n('b', 'NW')}(?P<more>m)", _more
    yield rf"(?P<no>!)?(?P<op>>)?(?P<x>[PKT])?q{_TIMED}a{_OTHER}", _as_many
    yield rf"{_LEFT}=?(?P<x>[PKT])?q(?P<when>W)?a{_OTHER}", _as_many
    yield rf"(?P<verb>[N$])(?P<x>[PKT])?q{_TIMED}a{_OTHER}", _as_many


FORMS: list[tuple[re.Pattern[str], Build]] = [(re.compile(pattern), build) for pattern, build in _forms()]
