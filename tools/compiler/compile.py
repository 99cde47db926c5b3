"""From a checked definition to one query over the users table, as a sqlglot tree."""

from typing import assert_never

from sqlglot import exp

from tools.catalog.model import Catalog
from tools.compiler.context import Context
from tools.compiler.event import ZERO_WITHOUT_EVENTS, event_condition, measured_users
from tools.compiler.expressions import (
    beside,
    column,
    every,
    flag,
    identifier,
    number,
    share_of,
    some,
    table,
    text,
    user_id,
)
from tools.compiler.formula import formula_condition
from tools.compiler.group import complement
from tools.compiler.lookup import find_tag
from tools.compiler.near import near_condition
from tools.compiler.saved import Inside, in_lookalike, saved_definition
from tools.compiler.sequence import sequence_condition
from tools.compiler.tag import tag_condition
from tools.segment import (
    All,
    Amount,
    AnyOf,
    Condition,
    Definition,
    EventCondition,
    Formula,
    InLookalike,
    InSegment,
    Near,
    Not,
    OrderBy,
    Sample,
    Sequence,
    TagCondition,
)


def compile_definition(definition: Definition, context: Context) -> exp.Select:
    """A SELECT of one column, the user ids under the name of the catalog's id column; in order where the definition
    has one.

    `definition` has been through `check`; the saved segments it names are inlined. Raises MusterError for what the
    catalog or the saved things do not hold (any more).
    """
    return _users(definition, context, ())


def _condition(condition: Condition, context: Context, inside: Inside) -> exp.Expr:
    match condition:
        case All(of=parts):
            return every(_condition(part, context, inside) for part in parts)
        case AnyOf(of=parts):
            return some(_condition(part, context, inside) for part in parts)
        case Not(of=part):
            return complement(_condition(part, context, inside))
        case TagCondition():
            return tag_condition(condition, context.catalog)
        case EventCondition():
            return event_condition(condition, context.catalog)
        case Sequence():
            return sequence_condition(condition, context.catalog)
        case Formula():
            return formula_condition(condition, context.catalog)
        case Near():
            return near_condition(condition, context.catalog)
        case InLookalike():
            return in_lookalike(condition, context)
        case InSegment():
            return _in_segment(condition, context, inside)
        case _:
            assert_never(condition)


def _in_segment(condition: InSegment, context: Context, inside: Inside) -> exp.Expr:
    definition = saved_definition(condition, context, inside)
    inside = (*inside, (condition.segment, condition.version))
    if definition.limit is None and definition.sample is None:
        return _condition(definition.where, context, inside)
    return _among(_users(definition, context, inside), context.catalog)


def _users(definition: Definition, context: Context, inside: Inside) -> exp.Select:
    catalog = context.catalog
    where = _condition(definition.where, context, inside)
    if definition.sample is not None:
        where = _among(_sampled(where, definition.sample, catalog), catalog)
    users = _select(where, catalog)
    by_id = exp.Ordered(this=user_id(catalog))
    if definition.order_by is not None:
        users, key = _with_key(users, definition.order_by, catalog)
        order = [exp.Ordered(this=key, desc=definition.order_by.descending, nulls_first=False), by_id]
    elif definition.limit is not None:
        order = [by_id]
    else:
        return users
    if definition.limit is not None:
        users = _first(definition.limit, users, order)
    return users.order_by(*order, append=False, copy=False)


def _select(where: exp.Expr, catalog: Catalog) -> exp.Select:
    users = exp.Select().from_(table(catalog.users.table), copy=False).select(user_id(catalog), copy=False)
    return users if where == flag(True) else users.where(where, copy=False)


def _among(users: exp.Select, catalog: Catalog) -> exp.Expr:
    return exp.In(this=user_id(catalog), query=users.subquery(copy=False))


def _sampled(where: exp.Expr, sample: Sample, catalog: Catalog) -> exp.Select:
    seeded = exp.DPipe(this=text(f"{sample.seed}:"), expression=user_id(catalog))
    order = [exp.Ordered(this=exp.MD5(this=seeded)), exp.Ordered(this=user_id(catalog))]
    return _first(sample, _select(where, catalog), order)


def _with_key(users: exp.Select, order_by: OrderBy, catalog: Catalog) -> tuple[exp.Select, exp.Expr]:
    """The users joined with what they are ordered by, and the column that holds it."""
    if order_by.tag is not None:
        return users, column(find_tag(catalog, order_by.tag).stored_in, catalog.users.table)
    if order_by.measure is None:
        raise ValueError("order_by needs a tag or a measure")
    name = beside("measured", catalog.users.table)
    measured = measured_users(order_by.measure, catalog).subquery(alias=identifier(name), copy=False)
    same_user = exp.EQ(this=column("user", name), expression=user_id(catalog))
    value: exp.Expr = column("value", name)
    if order_by.measure.measure in ZERO_WITHOUT_EVENTS:
        value = exp.Coalesce(this=value, expressions=[number(0)])
    return users.join(measured, on=same_user, join_type="left", copy=False), value


def _first(amount: Amount, users: exp.Select, order: list[exp.Ordered]) -> exp.Select:
    """The first `amount` of `users` in `order`."""
    if amount.size is not None:
        return users.order_by(*order, copy=False).limit(amount.size, copy=False)
    position = exp.Window(this=exp.RowNumber(), order=exp.Order(expressions=[key.copy() for key in order]))
    total = exp.Window(this=exp.Count(this=exp.Star()))
    within = exp.LTE(this=position, expression=share_of(amount.share or 1.0, total))
    return users.qualify(within, copy=False)
