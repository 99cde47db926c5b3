"""Conditions joined. Nothing here is ever unknown to a person: two values, and `not` is the complement."""

from sqlglot import exp

from tools.compiler.expressions import flag


def complement(condition: exp.Expr) -> exp.Expr:
    """Everyone who does not meet `condition`, users whose value is unknown included."""
    return exp.not_(two_valued(condition), copy=False)  # puts parentheses around AND and OR, which exp.Not does not


def two_valued(condition: exp.Expr) -> exp.Expr:
    """`condition` with FALSE in place of NULL.

    AND and OR may work on NULLs first: they are monotone, so reading NULL as FALSE at the end gives what reading it as
    FALSE in every leaf would. That keeps the plain comparisons visible to the database (and to readers).
    """
    if _never_null(condition):
        return condition
    return exp.Coalesce(this=condition, expressions=[flag(False)])


def _never_null(condition: exp.Expr) -> bool:
    match condition:
        case exp.Boolean() | exp.Coalesce() | exp.Is():
            return True
        case exp.In():
            # Ids are never null, and subqueries of ids leave nulls out.
            return condition.args.get("query") is not None
        case exp.Not() | exp.Paren():
            return _never_null(condition.this)
        case exp.And() | exp.Or():
            return all(_never_null(part) for part in condition.flatten())
        case _:
            return False
