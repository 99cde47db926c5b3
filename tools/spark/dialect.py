"""A compiled tree in Spark's SQL, with the meaning it has in DuckDB.

sqlglot can write another dialect without a word when it does not know how, so only expressions on a tested list pass;
what the two databases read differently is rewritten here, one function a difference.
"""

from collections.abc import Callable, Set

from sqlglot import exp
from sqlglot.dialects.spark import Spark

from tools.errors import MusterError, fail

# (table, column), both in lower case, of the columns that hold whole numbers (BIGINT).
Whole = Set[tuple[str, str]]
Rewrite = Callable[[exp.Expr, Whole], exp.Expr]

# A decimal of Spark has no more digits.
_MOST_DIGITS = 38
_EIGHT_BYTES = range(31, 16, -2)  # where the last eight bytes of an MD5 stand in its hexadecimal, last first

_SAME: frozenset[type[exp.Expr]] = frozenset((
    exp.Add, exp.Alias, exp.And, exp.ApproxDistinct, exp.Array, exp.ArrayConcat, exp.ArrayContains, exp.ArraySize,
    exp.Asin, exp.Avg, exp.Between, exp.Boolean, exp.Case, exp.Cast, exp.Ceil, exp.Coalesce, exp.Column, exp.Concat,
    exp.Cos, exp.Count, exp.CountIf, exp.CTE, exp.DataType, exp.DataTypeParam, exp.DateDiff, exp.Day, exp.Distinct,
    exp.Div, exp.DPipe, exp.EQ, exp.Explode, exp.Filter, exp.From, exp.Group, exp.GT, exp.GTE, exp.Having,
    exp.Identifier, exp.If, exp.In, exp.Is, exp.Join, exp.Lambda, exp.Least, exp.Limit, exp.Literal, exp.LogicalAnd,
    exp.LT, exp.LTE, exp.Max, exp.MD5, exp.Min, exp.Mod, exp.Month, exp.Mul, exp.Neg, exp.NEQ, exp.Not, exp.Null,
    exp.Nullif, exp.Or, exp.Order, exp.Ordered, exp.Paren, exp.Pow, exp.PropertyEQ, exp.Radians, exp.Round,
    exp.RowNumber, exp.Select, exp.Sin, exp.Sqrt, exp.Star, exp.Struct, exp.Sub, exp.Subquery, exp.Substring, exp.Sum,
    exp.Table, exp.TableAlias, exp.Transform, exp.Union, exp.Var, exp.Where, exp.Window, exp.WindowSpec, exp.With,
))  # fmt: skip
# Functions that only their names tell apart; Spark's quantiles of large tables are near, not exact.
_NAMES = {
    "list_contains": "array_contains",
    "list_distinct": "array_distinct",
    "list_position": "array_position",
    "quantile_disc": "percentile_approx",
}
_SAME_FUNCTIONS = frozenset(("least", "conv", *_NAMES.values()))


def spark_sql(query: exp.Query, whole: Whole = frozenset(), pretty: bool = False) -> str:
    """The query as Spark writes it. Raises MusterError (`not_on_spark`) for an expression that is not on the list."""
    written: exp.Expr = query.copy()
    for rewrite in _REWRITES:
        written = _rewritten(written, rewrite, whole)
    for node in written.walk():
        _hold_to_list(node)
    return written.sql(dialect=Spark, pretty=pretty, copy=False)


def quoted(name: str) -> str:
    """A name as Spark's SQL quotes it."""
    return exp.Identifier(this=name, quoted=True).sql(dialect=Spark)


def literal(value: str) -> str:
    return exp.Literal.string(value).sql(dialect=Spark)


def parquet_path(path: str) -> str:
    """A path that Spark takes for itself and not for a pattern of names."""
    return "".join(f"\\{char}" if char in "\\[]{}*?" else char for char in path)


def _rewritten(tree: exp.Expr, rewrite: Rewrite, whole: Whole) -> exp.Expr:
    """Innermost first, so that what a rewrite wraps was rewritten before."""
    for node in reversed(list(tree.bfs())):
        other = rewrite(node, whole)
        if node is tree:
            return other
        if other is not node:
            node.replace(other)
    return tree


def _hold_to_list(node: exp.Expr) -> None:
    known = type(node) in _SAME
    if isinstance(node, exp.Anonymous):
        known = node.name.lower() in _SAME_FUNCTIONS
    if not known:
        raise _not_on_spark(type(node).__name__)


def _not_on_spark(what: str) -> MusterError:
    return fail(
        "not_on_spark",
        f"This cannot be answered on Spark yet ({what}).",
        f"Spark 引擎暂不支持该计算（{what}）。",
        got=what,
    )


def _place_ranked(node: exp.Expr, whole: Whole) -> exp.Expr:
    """QUALIFY with a place below a number → the place as a column of a subquery, in whose order the users come."""
    if not isinstance(node, exp.Select) or node.args.get("qualify") is None:
        return node
    users = node.copy()
    within, order = users.args.pop("qualify").this, users.args.pop("order", None)
    place, total = within.this, within.expression.find(exp.Window)
    if not isinstance(within, exp.LTE) or total is None or (order and order != place.args["order"]):
        raise _not_on_spark("QUALIFY")
    wanted = [(each.unalias(), f"output {i}", each.alias_or_name) for i, each in enumerate(users.expressions)]
    wanted += [(place.copy(), "place", ""), (total.copy(), "total", "")]
    users.set("expressions", [exp.alias_(value, name, quoted=True) for value, name, _ in wanted])
    place.replace(_column("place"))
    total.replace(_column("total"))
    named = [exp.alias_(_column(name), final, quoted=True) for _, name, final in wanted if final]
    ranked = exp.Select().from_(users.subquery("placed", copy=False)).select(*named).where(within)
    return ranked.order_by(exp.Ordered(this=_column("place"))) if order else ranked


def _ids_left_out(node: exp.Expr, whole: Whole) -> exp.Expr:
    """`NOT id IN (…)` → the same with NULL read as false. Ids are never NULL; Spark, which cannot know it, would
    compare every user with every id."""
    if isinstance(node, exp.Not) and isinstance(node.this, exp.In) and node.this.args.get("query"):
        return exp.Not(this=exp.Coalesce(this=node.this, expressions=[exp.false()]))
    return node


def _number_lists(node: exp.Expr, whole: Whole) -> exp.Expr:
    """A list of numbers of several kinds → one comparison each: Spark would give all of them one type, and round."""
    if not isinstance(node, exp.In) or not node.expressions or len(set(map(_kind, node.expressions))) == 1:
        return node
    return exp.paren(exp.or_(*(exp.EQ(this=node.this.copy(), expression=each) for each in node.expressions)))


def _kind(value: exp.Expr) -> str:
    written = value.find(exp.Literal)
    if written is None or written.is_string:
        return "one"
    digits = written.this.lower()
    return "floating" if "e" in digits else "decimal" if "." in digits else "whole"


def _long_numbers(node: exp.Expr, whole: Whole) -> exp.Expr:
    """A whole number of more digits than a decimal has → floating point, which no BIGINT comes near."""
    if isinstance(node, exp.Literal) and not node.is_string and node.this.isdigit() and len(node.this) > _MOST_DIGITS:
        return exp.Literal.number(repr(float(node.this)))
    return node


def _wide_sums(node: exp.Expr, whole: Whole) -> exp.Expr:
    """Sums of BIGINT grow beyond it and averages are exact before they are rounded: as decimals."""
    if not isinstance(node, exp.Sum | exp.Avg) or not isinstance(node.this, exp.Column):
        return node
    stored = node.this
    if (stored.table.lower(), stored.name.lower()) not in whole:
        return node
    total = exp.Sum(this=exp.cast(stored.copy(), "DECIMAL(19, 0)"))
    if isinstance(node, exp.Sum):
        return total
    known = exp.Nullif(this=exp.Count(this=stored.copy()), expression=exp.Literal.number(0))
    return exp.paren(exp.Div(this=exp.cast(total, "DOUBLE"), expression=known))


def _zoneless_times(node: exp.Expr, whole: Whole) -> exp.Expr:
    """A TIMESTAMP of DuckDB has no zone; Spark's does."""
    if isinstance(node, exp.DataType) and node.this == exp.DType.TIMESTAMP:
        return exp.DataType(this=exp.DType.TIMESTAMPNTZ)
    return node


def _functions(node: exp.Expr, whole: Whole) -> exp.Expr:
    """What DuckDB has and Spark knows by another name, or not at all."""
    match node:
        case exp.Anonymous() if node.name.lower() == "md5_number_lower":
            return _md5_number(node.expressions[0])
        case exp.Anonymous() if node.name.lower() in _NAMES:
            return exp.Anonymous(this=_NAMES[node.name.lower()], expressions=node.expressions)
        case exp.Unnest():
            values = exp.Explode(this=node.expressions[0])
            return exp.alias_(values, node.alias) if node.alias else values
        case exp.CTE():
            node.set("materialized", None)
            return node
        case _:
            return node


def _md5_number(of: exp.Expr) -> exp.Expr:
    """The last eight bytes of an MD5 as a whole number, the first of them worth least."""
    pairs = [
        exp.func("substr", exp.MD5(this=of.copy()), exp.Literal.number(at), exp.Literal.number(2))
        for at in _EIGHT_BYTES
    ]
    hexadecimal: exp.Expr = pairs[0]
    for pair in pairs[1:]:
        hexadecimal = exp.DPipe(this=hexadecimal, expression=pair)
    number = exp.func("conv", hexadecimal, exp.Literal.number(16), exp.Literal.number(10))
    return exp.cast(number, "DECIMAL(20, 0)")


def _files(node: exp.Expr, whole: Whole) -> exp.Expr:
    if isinstance(node, exp.Table) and isinstance(node.this, exp.ReadParquet):
        path = parquet_path(node.this.expressions[0].name)
        return exp.Table(this=exp.Identifier(this=path, quoted=True), db=exp.Identifier(this="parquet"))
    return node


def _column(name: str) -> exp.Column:
    return exp.column(name, quoted=True)


_REWRITES: tuple[Rewrite, ...] = (
    _place_ranked, _ids_left_out, _number_lists, _long_numbers, _wide_sums, _zoneless_times, _functions, _files,
)  # fmt: skip
