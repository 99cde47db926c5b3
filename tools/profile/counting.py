"""Counting every value of many tags for two groups of users at once."""

from dataclasses import dataclass

from sqlglot import exp

from tools.catalog.model import Catalog, Tag
from tools.compiler.expressions import column, table, text, user_id
from tools.engine.protocol import Engine
from tools.profile.bins import Bin, Spread, date_bins, number_bins
from tools.profile.significance import Tally

# A number with so few different values (children, stars) is told apart by value, not by bins.
FEW_VALUES = 10
# Of a choice or set with more values than this (postcodes, models), only the commonest are looked at.
MOST_VALUES = 200
MEMBERS = "muster_members"
QUANTILES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class Split:
    """How the values of one tag are told apart: by bins, or each by itself when there are none."""

    tag: Tag
    bins: tuple[Bin, ...] = ()


@dataclass(frozen=True)
class TagCounts:
    """Users whose value of the tag is known, and the users of each value (or bin), by its text."""

    split: Split
    known: Tally
    values: dict[str, Tally]


def split_tags(engine: Engine, catalog: Catalog, tags: list[Tag]) -> list[Split]:
    """Decide how each tag's values are told apart; numbers are binned at quantiles of the population."""
    spreads = _spreads(engine, catalog, [tag for tag in tags if tag.type == "number"])
    splits = []
    for tag in tags:
        match tag.type:
            case "number":
                spread = spreads.get(tag.id)
                if spread is not None:
                    few = spread.distinct <= FEW_VALUES
                    bins = () if few else number_bins(spread, tag.unit)
                    splits += [Split(tag, bins)] if few or bins else []
            case "date":
                splits.append(Split(tag, date_bins(catalog.today)))
            case "choice" | "flag" | "set":
                splits.append(Split(tag))
            case "place":
                pass
    return splits


def count_values(
    engine: Engine, catalog: Catalog, splits: list[Split], audience: exp.Select, base: exp.Select | None
) -> tuple[Tally, list[TagCounts]]:
    """Count, in one query, the users of two groups and their values of each tag.

    `audience` and `base` are queries of one column, the user id; no `base` means the whole population.
    """
    parts = members(catalog, splits, audience, base)
    branches = [_tally(None, None).from_(MEMBERS)]
    for number, split in enumerate(splits):
        branches += _branches(number, split)
    query: exp.Query = exp.union(*branches, distinct=False, copy=False) if splits else branches[0]
    for name, part in parts:
        query = query.with_(name, as_=part, materialized=True, copy=False)
    table = engine.query(query)

    totals = Tally(0, 0, 0)
    known: dict[int, Tally] = {}
    values: dict[int, dict[str, Tally]] = {number: {} for number in range(len(splits))}
    for number, value, *counts in zip(*(table.column(i).to_pylist() for i in range(5)), strict=True):
        tally = Tally(*counts)
        if number is None:
            totals = tally
        elif value is None:
            known[number] = tally
        else:
            values[number][value] = tally
    return totals, [TagCounts(split, known[number], values[number]) for number, split in enumerate(splits)]


def _spreads(engine: Engine, catalog: Catalog, numbers: list[Tag]) -> dict[str, Spread]:
    if not numbers:
        return {}
    outputs: list[exp.Expr] = []
    for tag in numbers:
        stored = exp.cast(column(tag.stored_in, catalog.users.table), exp.DataType.Type.DOUBLE)
        cuts = exp.array(*(exp.Literal.number(q) for q in QUANTILES))
        outputs += [
            exp.func("quantile_disc", stored, cuts),
            exp.ApproxDistinct(this=stored.copy()),
            exp.func("bool_and", exp.Mod(this=stored.copy(), expression=exp.Literal.number(1)).eq(0)),
        ]
    named = [exp.alias_(output, f"s{number}") for number, output in enumerate(outputs)]
    row = engine.query(exp.select(*named).from_(table(catalog.users.table))).to_pylist()[0]
    answers = list(row.values())
    spreads = {}
    for tag, (quantiles, distinct, whole) in zip(numbers, zip(*[iter(answers)] * 3, strict=True), strict=True):
        if quantiles:
            spreads[tag.id] = Spread(tuple(quantiles), distinct, bool(whole))
    return spreads


def members(
    catalog: Catalog, splits: list[Split], audience: exp.Select, base: exp.Select | None
) -> list[tuple[str, exp.Query]]:
    """The queries behind the counts: one row a user, its values as c0, c1 ... and whether it is in group a, in b."""
    values = [exp.alias_(_value(split, catalog), f"c{number}") for number, split in enumerate(splits)]
    rows = exp.Select().from_(table(catalog.users.table)).select(*values)
    groups = [("a", audience)] if base is None else [("a", audience), ("b", base)]
    for letter, _ in groups:
        inside = exp.In(this=user_id(catalog), query=exp.select("*").from_(_group(letter)).subquery())
        rows = rows.select(exp.alias_(inside, letter))
    if base is None:
        rows = rows.select(exp.alias_(exp.true(), "b"))
    return [*((_group(letter).name, query) for letter, query in groups), (MEMBERS, rows)]


def _group(letter: str) -> exp.Table:
    return table(f"muster_{letter}")


def _value(split: Split, catalog: Catalog) -> exp.Expr:
    """What is counted: the value, or the text of the bin that it falls into."""
    stored: exp.Expr = column(split.tag.stored_in, catalog.users.table)
    if not split.bins:
        return stored
    case = exp.Case()
    for bin in split.bins:
        case = case.when(bin.holds(stored), text(bin.value))
    return case


def _branches(number: int, split: Split) -> list[exp.Select]:
    """Two queries a tag: how many users' value is known, and how many users have each value."""
    value = exp.column(f"c{number}")
    known = _tally(number, None).from_(MEMBERS).where(has_value(split.tag, value))
    if split.tag.type == "set":
        each = exp.alias_(exp.func("unnest", exp.func("list_distinct", value)), "held")
        source: exp.Expr = exp.select(each, "a", "b").from_(MEMBERS).subquery("holders")
        value = exp.column("held")
    else:
        source = table(MEMBERS)
    values = _tally(number, value).from_(source).where(_is_known(value)).group_by(value.copy())
    if not split.bins:
        # A union takes the commonest of one tag only from a query of its own.
        values = values.order_by(exp.column("base").desc(), exp.column("value").asc()).limit(MOST_VALUES)
        values = exp.select("*").from_(values.subquery("commonest"))
    return [known, values]


def _tally(number: int | None, value: exp.Expr | None) -> exp.Select:
    """One row a group: which tag (None: all users), which value (None: any known one), and its three counts."""
    tag = exp.null() if number is None else exp.Literal.number(number)
    return exp.select(
        exp.alias_(exp.cast(tag, exp.DataType.Type.INT), "tag"),
        exp.alias_(exp.cast(value.copy() if value else exp.null(), exp.DataType.Type.TEXT), "value"),
        exp.alias_(rows_with(exp.column("a")), "audience"),
        exp.alias_(rows_with(exp.column("b")), "base"),
        exp.alias_(rows_with(exp.and_("a", "b")), "both"),
    )


def rows_with(condition: exp.Expr) -> exp.Expr:
    """How many rows meet the condition; 0 of none, where COUNT_IF would be NULL."""
    return exp.Filter(this=exp.Count(this=exp.Star()), expression=exp.Where(this=condition))


def has_value(tag: Tag, value: exp.Expr) -> exp.Expr:
    """Of a set: not empty, as an empty one says no more than a missing one."""
    if tag.type == "set":
        return exp.GT(this=exp.ArraySize(this=value.copy()), expression=exp.Literal.number(0))
    return _is_known(value)


def _is_known(value: exp.Expr) -> exp.Expr:
    return value.copy().is_(exp.null()).not_()
