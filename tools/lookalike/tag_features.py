"""Features from tags."""

from typing import assert_never

from sqlglot import exp

from tools.catalog.model import Catalog, Tag
from tools.compiler.expressions import column, day, number, text
from tools.lookalike.feature import Feature
from tools.lookalike.wording import part_of, value_of


def tag_features(tag: Tag, catalog: Catalog, values: list[str]) -> list[Feature]:
    """Numbers and flags as they are, dates as days before `as_of`, places as degrees, choices as a code a value, sets
    as a feature a value; `values` are those that are told apart, all others of a choice are code 0."""
    name = tag.name.text
    users = catalog.users.table
    match tag.type:
        case "number" | "flag":
            return [Feature(name, column(tag.stored_in, users))]
        case "date":
            return [Feature(name, days_before(catalog, column(tag.stored_in, users)))]
        case "choice":
            known = exp.array(*map(text, values))
            position = exp.func("coalesce", exp.func("list_position", known, column(tag.stored_in, users)), number(0))
            is_known = column(tag.stored_in, users).is_(exp.null()).not_()
            return [Feature(name, exp.Case().when(is_known, position), categorical=True)] if values else []
        case "set":
            return [
                Feature(value_of(tag, value), exp.func("list_contains", column(tag.stored_in, users), text(value)))
                for value in values
            ]
        case "place":
            assert tag.columns is not None, "the catalog holds a place to two columns"
            return [
                Feature(part_of(name, "latitude", "纬度"), column(tag.columns.lat, users)),
                Feature(part_of(name, "longitude", "经度"), column(tag.columns.lon, users)),
            ]
        case _:
            assert_never(tag.type)


def days_before(catalog: Catalog, moment: exp.Expr) -> exp.Expr:
    """Days from a date or a time to `as_of`; negative for what lies ahead."""
    on_day = exp.cast(moment, exp.DataType.Type.DATE)
    return exp.DateDiff(this=day(catalog.today.isoformat()), expression=on_day, unit=exp.Var(this="DAY"))
