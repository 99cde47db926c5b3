"""What the data adds to a catalog: its values, and the day it speaks of."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

import duckdb

from tools.catalog.model import Catalog, Property, Tag, Value
from tools.ingest.build import count_events
from tools.ingest.sql import name, text

# A tag with more values than people could choose from stays open text: no values are added.
MOST_VALUES = 1_000
_SLIPS = 0.01  # of the days of a column that lies in the past, so many may be mistyped into the future
_FEW = 50  # so many values are listed even where none recurs

Attributes = TypeVar("Attributes", Tag, Property)


def completed(con: duckdb.DuckDBPyConnection, catalog: Catalog, today: date) -> Catalog:
    """The catalog with `as_of`, and with the values of choices and sets that the data holds, most frequent first."""
    users = name(catalog.users.table)
    tags = _with_values(con, users, "", catalog.tags)
    events = []
    for event in catalog.events:
        rows = f"WHERE {name(event.match.column)} = {text(str(event.match.value))}" if event.match else ""
        properties = _with_values(con, name(event.table), rows, event.properties)
        events.append(event.model_copy(update={"properties": properties}))
    return catalog.model_copy(
        update={
            "as_of": catalog.as_of or newest_day(con, catalog, today),
            "tags": tags,
            "events": tuple(events),
        }
    )


def newest_day(con: duckdb.DuckDBPyConnection, catalog: Catalog, today: date) -> date:
    """The newest day of an event or a date tag; `today` where there is none.

    Days to come do not count, nor does a tag with many of them: the past ends of contracts are no sign either of when
    the data was taken.
    """
    columns = [(catalog.users.table, tag.stored_in) for tag in catalog.tags if tag.type == "date"]
    columns += [(event.table, event.time) for event in catalog.events]
    days: list[tuple[date | None, int, int]] = []
    for table, column in dict.fromkeys(columns):
        day = f"CAST({name(column)} AS DATE)"
        newest, ahead, known = con.execute(
            f"""SELECT max({day}) FILTER ({day} <= $1), count(*) FILTER ({day} > $1), count({day})
                FROM {name(table)}""", [today]
        ).fetchall()[0]  # fmt: skip
        days.append((newest, ahead, known))
    return newest_of(days, today)


def newest_of(days: list[tuple[date | None, int, int]], today: date) -> date:
    """Of columns by their newest day up to `today`, how many days lie ahead of it and how many are known."""
    return max((newest for newest, ahead, known in days if newest and ahead <= _SLIPS * known), default=today)


def events_by_id(con: duckdb.DuckDBPyConnection, catalog: Catalog) -> dict[str, int]:
    return {event.id: count_events(con, event) for event in catalog.events}


def _with_values(
    con: duckdb.DuckDBPyConnection, table: str, where: str, attributes: Sequence[Attributes]
) -> tuple[Attributes, ...]:
    """The attributes, values as text, with those met in the data added."""
    return tuple(
        with_values(attribute, _values_met(con, table, where, attribute))
        if attribute.type in ("choice", "set")
        else attribute
        for attribute in attributes
    )


def _values_met(con: duckdb.DuckDBPyConnection, table: str, where: str, attribute: Tag | Property) -> list[str]:
    """Distinct values, most frequent first; none when they are not worth listing."""
    column = name(attribute.stored_in)
    value = f"unnest({column})" if attribute.type == "set" else column
    rows = f"(SELECT {value} AS value FROM {table} {where})"
    # An estimate first: to list what is different for every user would take memory for nothing.
    known, about = con.execute(f"SELECT count(value), approx_count_distinct(value) FROM {rows}").fetchall()[0]
    if about > 2 * MOST_VALUES:
        return []
    met = con.execute(
        f"""SELECT value FROM {rows} WHERE value IS NOT NULL
            GROUP BY value ORDER BY count(*) DESC, value LIMIT {MOST_VALUES + 1}"""
    ).fetchall()
    return worth_listing([row[0] for row in met], known)


def worth_listing(met: list[str], known: int) -> list[str]:
    """The distinct values of so many known ones; none when they are too many, or (like codes) hardly ever recur."""
    codes = len(met) > _FEW and len(met) * 2 > known
    return [] if codes or len(met) > MOST_VALUES else met


def with_values(attribute: Attributes, met: list[str]) -> Attributes:
    listed: set[str] = {str(value.value) for value in attribute.values}
    return attribute.model_copy(
        update={"values": (*attribute.values, *(Value(value=value) for value in met if value not in listed))}
    )
