"""The warehouse's tables: built by DuckDB in a few passes over each source, in bounded memory."""

from dataclasses import dataclass

import duckdb

from tools.catalog.model import Catalog, Event
from tools.ingest.convert import Column, can_fail, converted, exact_id, is_whole, moment
from tools.ingest.plan import Pair, events_of, plan_events, plan_users, user_column
from tools.ingest.rejects import Reason, Rejects
from tools.ingest.source import ROW, Source
from tools.ingest.sql import name, text


@dataclass(frozen=True)
class Measured:
    """What a first pass over a source found: values that do not fit, by column, and number columns of whole numbers."""

    unfit: dict[str, int]
    whole: frozenset[str]


def build_users(con: duckdb.DuckDBPyConnection, catalog: Catalog, source: Source, rejects: Rejects) -> int:
    """Create the users table: one row an id, first rows kept. Returns the number of users."""
    pairs = plan_users(catalog, source)
    user = exact_id(pairs[0].column)
    rejects.open(source)
    missing, known, distinct = _one(
        con, f"SELECT count(*) - count({user}), count({user}), count(DISTINCT {user}) FROM ({source.relation})"
    )
    kept = f"{user} IS NOT NULL"
    rejects.add(source, "missing_id", missing, f"{user} IS NULL")
    if known > distinct:
        con.execute(
            f"""CREATE TABLE staging.first_rows AS
                SELECT min({ROW}) AS key FROM ({source.relation}) WHERE {user} IS NOT NULL GROUP BY {user}"""
        )
        rejects.add(
            source, "repeated_id", known - distinct,
            f"{user} IS NOT NULL AND {ROW} NOT IN (SELECT key FROM staging.first_rows)",
        )  # fmt: skip
        kept = f"{ROW} IN (SELECT key FROM staging.first_rows)"
    measured = _measure(con, source, pairs, catalog.timezone, kept)
    _reject_values(source, pairs, measured, catalog.timezone, kept, rejects)
    columns = _select(pairs, measured, catalog.timezone)
    con.execute(f"CREATE TABLE {name(catalog.users.table)} AS SELECT {columns} FROM ({source.relation}) WHERE {kept}")
    return distinct


def build_events(
    con: duckdb.DuckDBPyConnection, catalog: Catalog, table: str, source: Source, rejects: Rejects
) -> None:
    """Create an event table, sorted by what tells its events apart and by time.

    Rows that no event of the catalog matches are left out without a word: the catalog does not ask for them.
    """
    pairs = plan_events(catalog, table, source)
    rejects.open(source)
    reason = _event_reason(catalog, events_of(catalog, table), {pair.target.column: pair.column for pair in pairs})
    counts: dict[Reason | None, int] = dict(
        con.execute(f"SELECT {reason} AS reason, count(*) FROM ({source.relation}) GROUP BY 1").fetchall()
    )
    for code in ("missing_user", "bad_time", "unknown_user"):
        rejects.add(source, code, counts.get(code, 0), f"{reason} = {text(code)}")
    kept = f"{reason} IS NULL"
    values = [pair for pair in pairs if pair.target.type not in ("id", "time")]
    measured = _measure(con, source, values, catalog.timezone, kept)
    _reject_values(source, values, measured, catalog.timezone, kept, rejects)
    events = events_of(catalog, table)
    order = [event.match.column for event in events if event.match] + [event.time for event in events]
    con.execute(
        f"""CREATE TABLE {name(table)} AS SELECT {_select(pairs, measured, catalog.timezone)}
            FROM ({source.relation}) WHERE {kept}
            ORDER BY {", ".join(name(column) for column in dict.fromkeys(order))}"""
    )


def count_events(con: duckdb.DuckDBPyConnection, event: Event) -> int:
    where = f"WHERE {name(event.match.column)} = {text(str(event.match.value))}" if event.match else ""
    return _one(con, f"SELECT count(*) FROM {name(event.table)} {where}")[0]


def _event_reason(catalog: Catalog, events: list[Event], columns: dict[str, Column]) -> str:
    """SQL: why a row is no event; NULL when it is one."""
    users = f"(SELECT {name(catalog.users.id)} FROM {name(catalog.users.table)})"
    cases = []
    for event in events:
        user = exact_id(columns[user_column(catalog, event)])
        time = moment(columns[event.time], catalog.timezone)
        match = "true"
        if event.match:
            match = f"{columns[event.match.column].trimmed} = {text(str(event.match.value))}"
        why = f"""CASE WHEN {user} IS NULL THEN 'missing_user' WHEN {time} IS NULL THEN 'bad_time'
            WHEN {user} NOT IN {users} THEN 'unknown_user' END"""
        cases.append(f"WHEN {match} THEN {why}")
    return f"(CASE {' '.join(cases)} ELSE 'other_event' END)"


def _measure(con: duckdb.DuckDBPyConnection, source: Source, pairs: list[Pair], timezone: str, kept: str) -> Measured:
    fallible = [pair for pair in pairs if can_fail(pair.column, pair.target)]
    numbers = [pair for pair in pairs if pair.target.type == "number"]
    asked = [
        f"count(*) FILTER ({pair.column.known} AND {converted(pair.column, pair.target, timezone)} IS NULL)"
        for pair in fallible
    ] + [f"coalesce(bool_and({is_whole(pair.column)}), true)" for pair in numbers]
    if not asked:
        return Measured({}, frozenset())
    found = _one(con, f"SELECT {', '.join(asked)} FROM ({source.relation}) WHERE {kept}")
    unfit = {pair.target.column: count for pair, count in zip(fallible, found, strict=False)}
    whole = {pair.target.column for pair, is_so in zip(numbers, found[len(fallible) :], strict=True) if is_so}
    return Measured(unfit, frozenset(whole))


def _reject_values(
    source: Source, pairs: list[Pair], measured: Measured, timezone: str, kept: str, rejects: Rejects
) -> None:
    for pair in pairs:
        unfit = f"{kept} AND {pair.column.known} AND {converted(pair.column, pair.target, timezone)} IS NULL"
        rejects.add(source, "bad_value", measured.unfit.get(pair.target.column, 0), unfit, pair.column)


def _select(pairs: list[Pair], measured: Measured, timezone: str) -> str:
    return ", ".join(
        f"{converted(pair.column, pair.target, timezone, pair.target.column in measured.whole)} AS {name(pair.target.column)}"
        for pair in pairs
    )


def _one(con: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    return tuple(con.execute(query).fetchall()[0])
