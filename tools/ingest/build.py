"""The warehouse's tables: built by DuckDB in a few passes over each source, in bounded memory."""

from dataclasses import dataclass

import duckdb

from tools.catalog.model import Catalog, Event
from tools.ingest.convert import Column, can_fail, converted, exact_id, is_whole, moment
from tools.ingest.ordinals import Ordinals
from tools.ingest.plan import Pair, events_of, plan_events, plan_users, user_column
from tools.ingest.rejects import Reason, Rejects
from tools.ingest.source import ROW, Source
from tools.ingest.sql import name, text

# Users are sorted by the first choices of so few values, so many of them.
_FEW_VALUES = 64
_SORTED_BY = 3
_SAMPLE = 100_000  # rows to tell it from


@dataclass(frozen=True)
class Measured:
    """What a first pass over a source found: values that do not fit, by column, and number columns of whole numbers."""

    unfit: dict[str, int]
    whole: frozenset[str]


def build_users(con: duckdb.DuckDBPyConnection, catalog: Catalog, source: Source, rejects: Rejects) -> int:
    """Create the users table: one row an id, first rows kept, users with the same coarse values side by side, which
    keeps bitmaps and columns small. Returns the number of users."""
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
    order = ", ".join(str(position + 1) for position in [*_coarse(con, source, pairs), 0])
    con.execute(
        f"""CREATE TABLE {name(catalog.users.table)} AS SELECT {_select(pairs, measured, catalog.timezone)}
            FROM ({source.relation}) WHERE {kept} ORDER BY {order}"""
    )
    for tag in catalog.tags:
        if tag.columns:  # half a place is none
            lat, lon = name(tag.columns.lat), name(tag.columns.lon)
            con.execute(
                f"""UPDATE {name(catalog.users.table)} SET {lat} = NULL, {lon} = NULL
                    WHERE ({lat} IS NULL) <> ({lon} IS NULL)"""
            )
    return distinct


def build_events(con: duckdb.DuckDBPyConnection, catalog: Catalog, table: str, source: Source, rejects: Rejects) -> int:
    """Create an event table, sorted by what tells its events apart and by time, with the ordinals of its users.

    Returns the number of rows left out because they are of no event that the catalog names.
    """
    pairs = plan_events(catalog, table, source)
    columns = {pair.target.column: pair.column for pair in pairs}
    ordinals = Ordinals(catalog, table)
    given, source = source, ordinals.joined(source, columns)
    rejects.open(source)
    events = events_of(catalog, table)
    reading = _Reading(catalog, columns, ordinals)
    kept = f"({' OR '.join(f'({reading.is_event(event)})' for event in events)})"
    values = [pair for pair in pairs if pair.target.type not in ("id", "time")]
    measured = _measure(con, given, values, catalog.timezone, "true")
    if any(measured.unfit.values()):  # look again: rows that go cost no values
        measured = _measure(con, source, values, catalog.timezone, kept)
    order = [event.match.column for event in events if event.match] + [event.time for event in events]
    con.execute(
        f"""CREATE TABLE {name(table)} AS SELECT {_select(pairs, measured, catalog.timezone)}, {ordinals.columns}
            FROM ({source.relation}) WHERE {kept}
            ORDER BY {", ".join(name(column) for column in dict.fromkeys(order))}"""
    )
    _reject_values(source, values, measured, catalog.timezone, kept, rejects)
    if _one(con, f"SELECT count(*) FROM {name(table)}")[0] + len(source.ragged) == source.rows:
        return 0
    why = reading.why_not(events)
    counts = dict(con.execute(f"SELECT {why}, count(*) FROM ({source.relation}) GROUP BY 1").fetchall())
    reasons: tuple[Reason, ...] = ("missing_user", "bad_time", "unknown_user")
    for reason in reasons:
        rejects.add(source, reason, counts.get(reason, 0), f"{why} = {text(reason)}")
    return int(counts.get("other_event", 0))


@dataclass(frozen=True)
class _Reading:
    """How the rows of an event table read: SQL over the source's `columns`, by their names in the catalog."""

    catalog: Catalog
    columns: dict[str, Column]
    ordinals: Ordinals

    def is_event(self, event: Event) -> str:
        """One condition that joins well: this event, at a time, of a user who is there."""
        return f"{self._matches(event)} AND {self._time(event)} IS NOT NULL AND {self._ordinal(event)} IS NOT NULL"

    def why_not(self, events: list[Event]) -> str:
        """The reason why a row is no event, by the first event that it matches; NULL when it is one."""
        cases = [
            f"""WHEN {self._matches(event)} THEN
                CASE WHEN {self._user(event)} IS NULL THEN 'missing_user'
                WHEN {self._time(event)} IS NULL THEN 'bad_time'
                WHEN {self._ordinal(event)} IS NULL THEN 'unknown_user' END"""
            for event in events
        ]
        return f"(CASE {' '.join(cases)} ELSE 'other_event' END)"

    def _matches(self, event: Event) -> str:
        if event.match is None:
            return "true"
        return f"{self.columns[event.match.column].trimmed} = {text(str(event.match.value))}"

    def _user(self, event: Event) -> str:
        return exact_id(self.columns[user_column(self.catalog, event)])

    def _time(self, event: Event) -> str:
        return moment(self.columns[event.time], self.catalog.timezone)

    def _ordinal(self, event: Event) -> str:
        return name(self.ordinals.by_user_column[user_column(self.catalog, event)])


def _coarse(con: duckdb.DuckDBPyConnection, source: Source, pairs: list[Pair]) -> list[int]:
    """Positions of the first choices of few values that the catalog names, that of the fewest first."""
    choices = [position for position, pair in enumerate(pairs) if pair.target.type == "choice"]
    if not choices:
        return []
    asked = ", ".join(f"approx_count_distinct({pairs[position].column.trimmed})" for position in choices)
    part = f"USING SAMPLE {100 * _SAMPLE / source.rows:.6f} PERCENT (system, 1)" if source.rows > _SAMPLE else ""
    distinct = zip(_one(con, f"SELECT {asked} FROM ({source.relation}) {part}"), choices, strict=True)
    few = [(values, position) for values, position in distinct if 1 < values <= _FEW_VALUES]
    return [position for _, position in sorted(few[:_SORTED_BY])]


def count_events(con: duckdb.DuckDBPyConnection, event: Event) -> int:
    where = f"WHERE {name(event.match.column)} = {text(str(event.match.value))}" if event.match else ""
    return _one(con, f"SELECT count(*) FROM {name(event.table)} {where}")[0]


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
        f"{converted(pair.column, pair.target, timezone, whole=pair.target.column in measured.whole)} "
        f"AS {name(pair.target.column)}"
        for pair in pairs
    )


def _one(con: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    return tuple(con.execute(query).fetchall()[0])
