"""The values that are told apart: the commonest of every choice, set and event property, in one query."""

from dataclasses import dataclass

from sqlglot import exp

from tools.catalog.model import Catalog, Event, Property, Tag
from tools.compiler.expressions import column, number, table
from tools.engine.protocol import Engine
from tools.lookalike.event_features import is_event


@dataclass(frozen=True)
class Commonest:
    """Stored values, commonest first, by tag id, and by event id and property id."""

    tags: dict[str, list[str]]
    properties: dict[str, dict[str, list[str]]]


def commonest(
    engine: Engine, catalog: Catalog, tags: list[Tag], events: list[Event], most: dict[str, int]
) -> Commonest:
    """`most` says how many values of a `choice`, a `set` and an event `property` are wanted."""
    of_tags = [tag for tag in tags if tag.type in ("choice", "set")]
    of_events = [(event, prop) for event in events for prop in event.properties if prop.type == "choice"]
    queries = [_values(catalog.users.table, tag, None, most[tag.type]) for tag in of_tags]
    queries += [_values(event.table, prop, event, most["property"]) for event, prop in of_events]
    lists: list[list[str]] = [[] for _ in queries]
    if queries:
        numbered = [query.select(exp.alias_(number(n), "n")) for n, query in enumerate(queries)]
        answers = engine.query(exp.union(*numbered, distinct=False) if len(numbered) > 1 else numbered[0])
        rows = zip(*(answers.column(name).to_pylist() for name in ("n", "users", "value")), strict=True)
        for n, _, value in sorted(rows, key=lambda row: (row[0], -row[1], row[2])):
            lists[n].append(value)
    properties: dict[str, dict[str, list[str]]] = {}
    for (event, prop), values in zip(of_events, lists[len(of_tags) :], strict=True):
        properties.setdefault(event.id, {})[prop.id] = values
    return Commonest({tag.id: values for tag, values in zip(of_tags, lists, strict=False)}, properties)


def _values(source: str, of: Tag | Property, event: Event | None, most: int) -> exp.Select:
    stored: exp.Expr = column(of.stored_in, source)
    if of.type == "set":
        stored = exp.func("unnest", stored)
    rows = exp.Select().from_(table(source)).select(exp.alias_(stored, "value"))
    if event is not None and event.match is not None:
        rows = rows.where(is_event(event))
    value = exp.column("value")
    counted = (
        exp.select(value, exp.alias_(exp.Count(this=exp.Star()), "users"))
        .from_(rows.subquery("held"))
        .where(value.copy().is_(exp.null()).not_())
        .group_by(value.copy())
        .order_by(exp.column("users").desc(), exp.column("value").asc())
        .limit(most)
    )
    return exp.select("*").from_(counted.subquery("commonest"))
