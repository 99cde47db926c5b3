"""The few building blocks that every compiled condition is made of: names always quoted, values always literals."""

from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal
from math import ceil

from sqlglot import exp

from tools.catalog.model import Catalog
from tools.segment import Amount, Scalar

# Whole numbers up to here are compared exactly, as DuckDB's widest signed integer; beyond, as floating point.
_WIDEST_INTEGER = 2**127
# A number of this many digits is the same whether a database reads it as a decimal or as floating point.
_EXACT_DIGITS = 15
_SMALLEST_SHARE = Decimal("1e-12")


def identifier(name: str) -> exp.Identifier:
    return exp.Identifier(this=name, quoted=True)


def table(name: str) -> exp.Table:
    return exp.Table(this=identifier(name))


def column(name: str, of: str) -> exp.Column:
    """Column `name` of table `of`. Always qualified, so that a subquery can never read the outer row by accident."""
    return exp.Column(this=identifier(name), table=identifier(of))


def beside(name: str, taken: str) -> str:
    """`name` for a table that stands beside one named `taken`."""
    return name if name.lower() != taken.lower() else f"{name}_"


def user_id(catalog: Catalog) -> exp.Column:
    return column(catalog.users.id, catalog.users.table)


def text(value: str) -> exp.Literal:
    return exp.Literal.string(value)


def number(value: int | float) -> exp.Expr:
    """A number written so that it is read back as exactly this number, and compared exactly with whole numbers."""
    if isinstance(value, int) or value.is_integer():
        value = int(value)
        digits = str(abs(value)) if abs(value) < _WIDEST_INTEGER else f"{float(abs(value))!r}"
    else:
        digits = repr(abs(value))
        if len(digits.replace(".", "").lstrip("0")) > _EXACT_DIGITS and "e" not in digits:
            digits += "e0"
    literal = exp.Literal.number(digits)
    return exp.Neg(this=literal) if value < 0 else literal


def flag(value: bool) -> exp.Boolean:
    return exp.Boolean(this=value)


def day(iso: str) -> exp.Cast:
    return exp.cast(text(iso), "DATE")


def midnight(iso: str) -> exp.Cast:
    """The first moment of a day."""
    return exp.cast(text(f"{iso} 00:00:00"), "TIMESTAMP")


def as_text(value: Scalar) -> str:
    """A value as a text column stores it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def every(conditions: Iterable[exp.Expr]) -> exp.Expr:
    """True where all are; of nothing, everywhere."""
    parts = list(conditions)
    return exp.and_(*parts, copy=False) if parts else flag(True)


def some(conditions: Iterable[exp.Expr]) -> exp.Expr:
    """True where at least one is; of nothing, nowhere."""
    parts = list(conditions)
    return exp.or_(*parts, copy=False) if parts else flag(False)


def share_of(share: float, total: exp.Expr) -> exp.Expr:
    """`share` of `total`, rounded up to a whole user."""
    return exp.Ceil(this=exp.Mul(this=exp.Literal.number(f"{_exact(share).normalize():f}"), expression=total))


def first_of(amount: Amount, users: int) -> int:
    """How many of `users` an amount is: as many as `share_of` says, and no more than there are."""
    return min(users, amount.size if amount.size is not None else ceil(_exact(amount.share or 1.0) * users))


def _exact(share: float) -> Decimal:
    """A share as a decimal: in floating point 7% of 100 would be a little over 7 and round up to 8."""
    return max(Decimal(repr(share)).quantize(_SMALLEST_SHARE, rounding=ROUND_DOWN), _SMALLEST_SHARE)
