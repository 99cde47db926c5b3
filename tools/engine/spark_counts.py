"""How many users meet each of many conditions: one pass over the users, each part of a condition answered once."""

from __future__ import annotations

from sqlglot import exp

from tools.compiler.compile import compile_definition
from tools.compiler.context import Context
from tools.compiler.expressions import column, every, flag, identifier, some
from tools.compiler.group import two_valued
from tools.segment import All, AnyOf, Condition, Definition, Not

_MET = "met"


def counts_query(conditions: list[Condition], context: Context) -> exp.Select:
    """One row with a count for each condition, in order. A part that several conditions share, as the lines of a card
    do, is a column of a subquery; the conditions are then algebra over these columns."""
    parts = _Parts(context)
    wholes = [parts.of(condition) for condition in conditions]
    users = parts.rows.subquery(alias=identifier(_MET), copy=False)
    counts = [exp.alias_(exp.CountIf(this=whole), f"c{i}", quoted=True) for i, whole in enumerate(wholes)]
    return exp.Select().from_(users, copy=False).select(*counts, copy=False)


class _Parts:
    """Leaves of conditions as columns p0, p1 … of `rows`, each once."""

    def __init__(self, context: Context):
        self._context = context
        self._names: dict[str, str] = {}
        everyone = compile_definition(Definition(), context)
        self.rows = everyone.select(exp.alias_(flag(True), "everyone", quoted=True), append=False, copy=False)

    def of(self, condition: Condition) -> exp.Expr:
        match condition:
            case All(of=parts):
                return every(map(self.of, parts))
            case AnyOf(of=parts):
                return some(map(self.of, parts))
            case Not(of=part):
                return exp.not_(self.of(part), copy=False)
            case _:
                return self._leaf(condition)

    def _leaf(self, condition: Condition) -> exp.Column:
        where = compile_definition(Definition(where=condition), self._context).args.get("where")
        met = two_valued(where.this if where else flag(True))
        key = met.sql(dialect="duckdb", copy=False)
        if key not in self._names:
            self._names[key] = f"p{len(self._names)}"
            self.rows.select(exp.alias_(met, self._names[key], quoted=True), copy=False)
        return column(self._names[key], _MET)
