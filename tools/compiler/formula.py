"""A condition on a number worked out from tags and measures, unknown (NULL) where a part is or where it divides by
zero."""

from collections.abc import Callable
from typing import assert_never

from sqlglot import exp

from tools.catalog.model import Catalog
from tools.compiler.event import DECIMALS, OPERATORS, ZERO_WITHOUT_EVENTS, measured_users
from tools.compiler.expressions import beside, column, identifier, number, table, user_id
from tools.compiler.lookup import find_tag
from tools.segment import Arithmetic, Expression, Formula, MeasureNumber, Number, TagNumber, operands

_ARITHMETIC: dict[str, Callable[..., exp.Expr]] = {
    "add": exp.Add,
    "subtract": exp.Sub,
    "multiply": exp.Mul,
    "divide": exp.Div,
}


def formula_condition(condition: Formula, catalog: Catalog) -> exp.Expr:
    """The comparison itself over tags alone; else the users that meet it, each measure joined to them once."""
    parts = (*operands(condition.left), *operands(condition.right))
    measures = dict.fromkeys(part for part in parts if isinstance(part, MeasureNumber))
    numbers = _Numbers(catalog, {measure: f"measure {i}" for i, measure in enumerate(measures, 1)})
    compared = numbers.compared(condition)
    if not measures:
        return compared
    users = exp.Select().from_(table(catalog.users.table), copy=False).select(user_id(catalog), copy=False)
    for measure in measures:
        name = numbers.name_of(measure)
        measured = measured_users(measure, catalog).subquery(alias=identifier(name), copy=False)
        same_user = exp.EQ(this=column("user", name), expression=user_id(catalog))
        users = users.join(measured, on=same_user, join_type="left", copy=False)
    return exp.In(this=user_id(catalog), query=users.where(compared, copy=False).subquery(copy=False))


class _Numbers:
    """Expressions as SQL, over the users table and the joined measures."""

    def __init__(self, catalog: Catalog, names: dict[MeasureNumber, str]):
        self._catalog = catalog
        self._names = names

    def name_of(self, measure: MeasureNumber) -> str:
        return beside(self._names[measure], self._catalog.users.table)

    def compared(self, condition: Formula) -> exp.Expr:
        worked_out = isinstance(condition.left, Arithmetic) or isinstance(condition.right, Arithmetic)
        left, right = (self._side(side, rounded=worked_out) for side in (condition.left, condition.right))
        _, operator, _ = OPERATORS[condition.op]
        return operator(this=left, expression=right)

    def _side(self, side: Expression, *, rounded: bool) -> exp.Expr:
        if isinstance(side, Number):
            return number(round(side.value, DECIMALS) if rounded else side.value)
        value = self._value(side)
        return exp.Round(this=value, decimals=number(DECIMALS)) if rounded else value

    def _value(self, expression: Expression) -> exp.Expr:
        match expression:
            case Number():
                return number(expression.value)
            case TagNumber(tag=tag):
                return column(find_tag(self._catalog, tag).stored_in, self._catalog.users.table)
            case MeasureNumber():
                value = column("value", self.name_of(expression))
                known = expression.measure not in ZERO_WITHOUT_EVENTS
                return value if known else exp.Coalesce(this=value, expressions=[number(0)])
            case Arithmetic():
                return self._arithmetic(expression)
            case _:
                assert_never(expression)

    def _arithmetic(self, expression: Arithmetic) -> exp.Expr:
        left, right = self._operand(expression.left), self._operand(expression.right)
        if expression.op == "divide" and not (isinstance(expression.right, Number) and expression.right.value):
            right = exp.Nullif(this=right, expression=number(0))
        return _ARITHMETIC[expression.op](this=left, expression=right)

    def _operand(self, expression: Expression) -> exp.Expr:
        """In floating point, where no whole number is too large to be added or multiplied."""
        value = self._value(expression)
        return exp.Paren(this=value) if isinstance(expression, Arithmetic) else exp.cast(value, "DOUBLE")
