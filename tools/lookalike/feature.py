"""One number a model may know of a user, computed by the warehouse."""

from dataclasses import dataclass

from sqlglot import exp

from tools.language import Text


@dataclass(frozen=True)
class Feature:
    """`sql` is over a row of the users table, or over a user's events of one kind; null where it is unknown.

    A `categorical` feature is a code without an order. `if_none` is its value for a user without such events.
    """

    name: Text
    sql: exp.Expr
    categorical: bool = False
    if_none: float | None = None
