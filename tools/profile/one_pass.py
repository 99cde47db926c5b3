"""Counting every value of many tags where each pass over the users is dear: one, whatever the tags."""

from __future__ import annotations

from sqlglot import exp

from tools.catalog.model import Catalog
from tools.engine.protocol import Engine
from tools.profile.counting import MEMBERS, MOST_VALUES, Split, TagCounts, has_value, members, rows_with
from tools.profile.significance import Tally

_EVERYONE = -1
_COUNTS = ("audience", "base", "both")
_NOBODY = Tally(0, 0, 0)


def count_in_one_pass(
    engine: Engine, catalog: Catalog, splits: list[Split], audience: exp.Select, base: exp.Select | None
) -> tuple[Tally, list[TagCounts]]:
    """What `count_values` counts. Each user is a row for every value that it has, under the number of its tag, and
    these rows are counted by tag and value: what travels between the machines is counts."""
    query = _placed(_counted(splits))
    for name, part in members(catalog, splits, audience, base):
        query = query.with_(name, as_=part, copy=False)
    users = _NOBODY
    known = dict.fromkeys(range(len(splits)), _NOBODY)
    values: dict[int, dict[str, Tally]] = {number: {} for number in known}
    for row in engine.query(query).to_pylist():
        number, value, tally = row["tag"], row["value"], Tally(*(row[name] for name in _COUNTS))
        if number == _EVERYONE:
            users = tally
        elif value is not None:
            values[number][value] = tally
            if splits[number].tag.type != "set":
                known[number] = Tally(*(row[f"known_{name}"] for name in _COUNTS))
        elif splits[number].tag.type == "set":
            known[number] = tally
    return users, [TagCounts(split, known[number], values[number]) for number, split in enumerate(splits)]


def _counted(splits: list[Split]) -> exp.Select:
    """One row for each tag and value. Of a set, a row without a value counts the users whose set is known."""
    plain = [_held(_EVERYONE, exp.null())]
    lists: list[exp.Expr] = []
    for number, split in enumerate(splits):
        value = exp.column(f"c{number}")
        if split.tag.type != "set":
            plain.append(_held(number, value))
            continue
        each = exp.Lambda(this=_held(number, exp.column("v")), expressions=[exp.to_identifier("v")])
        there = exp.func(
            "concat", _list(_held(number, exp.null())), exp.func("transform", exp.func("list_distinct", value), each)
        )
        lists.append(exp.Case(ifs=[exp.If(this=has_value(split.tag, value), true=there)], default=_list()))
    held = exp.Explode(this=exp.func("concat", _list(*plain), *lists))
    rows = exp.select("a", "b", exp.alias_(held, "held")).from_(MEMBERS)
    tag, value = exp.column("tag", table="held"), exp.column("value", table="held")
    counts = (exp.column("a"), exp.column("b"), exp.and_("a", "b"))
    return (
        exp.select(exp.alias_(tag, "tag"), exp.alias_(value, "value"))
        .select(*(exp.alias_(rows_with(each), name) for each, name in zip(counts, _COUNTS, strict=True)))
        .from_(rows.subquery("holders"))
        .group_by(tag.copy(), value.copy())
    )


def _placed(counted: exp.Select) -> exp.Select:
    """The commonest values of each tag, beside how many users have any."""
    tag, value = exp.column("tag"), exp.column("value")
    unknown = value.copy().is_(exp.null())
    order = [exp.Ordered(this=unknown), exp.Ordered(this=exp.column("base"), desc=True), exp.Ordered(this=value.copy())]
    place = exp.Window(this=exp.RowNumber(), partition_by=[tag.copy()], order=exp.Order(expressions=order))
    placed = exp.select("*", exp.alias_(place, "place")).from_(counted.subquery("counted"))
    for name in _COUNTS:
        of_known = exp.Case(ifs=[exp.If(this=unknown.copy().not_(), true=exp.column(name))])
        total = exp.Window(this=exp.Sum(this=of_known), partition_by=[tag.copy()])
        placed = placed.select(exp.alias_(total, f"known_{name}"))
    few = exp.LTE(this=exp.column("place"), expression=exp.Literal.number(MOST_VALUES))
    return exp.select("*").from_(placed.subquery("placed")).where(exp.or_(unknown.copy(), few))


def _held(number: int, value: exp.Expr) -> exp.Struct:
    tag = exp.cast(exp.convert(number), exp.DataType.Type.INT)
    text = exp.cast(value.copy(), exp.DataType.Type.TEXT)
    return exp.Struct(expressions=[exp.alias_(tag, "tag"), exp.alias_(text, "value")])


def _list(*parts: exp.Expr) -> exp.Array:
    return exp.Array(expressions=list(parts))
