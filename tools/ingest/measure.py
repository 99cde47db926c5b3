"""Facts about a source's columns, measured on a sample."""

from collections.abc import Sequence

import duckdb

from tools.catalog.facts import ColumnFacts, Split, TableFacts
from tools.ingest.convert import SEPARATORS, Column, degrees, moment, number
from tools.ingest.source import ROW, Source
from tools.ingest.sql import text

SAMPLE_ROWS = 20_000
_SPARSE = 100  # a column with fewer known values in the sample is looked up in the whole table
_MOST_COMMON = 50
_SAMPLE = 'staging."sample"'


def measure(con: duckdb.DuckDBPyConnection, source: Source, where: str | None = None) -> TableFacts:
    """Facts of a sample from all over the source, or of the first rows that meet the SQL condition `where`."""
    if where or source.rows <= SAMPLE_ROWS:
        part = f"WHERE {where or 'true'} LIMIT {SAMPLE_ROWS}"
    else:
        part = f"USING SAMPLE {100 * SAMPLE_ROWS / source.rows:.6f} PERCENT (system, 1)"
    con.execute(f"CREATE OR REPLACE TABLE {_SAMPLE} AS SELECT * EXCLUDE ({ROW}) FROM ({source.relation}) {part}")
    rows, columns = _measured(con, source.columns)
    if "SAMPLE" in part:
        columns = [_whole(con, source, column, facts) for column, facts in zip(source.columns, columns, strict=True)]
    return TableFacts(name=source.table, rows=rows, columns=tuple(columns))


def _whole(con: duckdb.DuckDBPyConnection, source: Source, column: Column, facts: ColumnFacts) -> ColumnFacts:
    """The facts of a column; where the sample has next to nothing of it, from known values wherever they are."""
    if facts.known >= _SPARSE:
        return facts
    con.execute(
        f"""CREATE OR REPLACE TABLE {_SAMPLE} AS
            SELECT {column.sql} FROM ({source.relation}) WHERE {column.known} LIMIT {SAMPLE_ROWS}"""
    )
    return _measured(con, (column,))[1][0]


def _measured(con: duckdb.DuckDBPyConnection, columns: Sequence[Column]) -> tuple[int, list[ColumnFacts]]:
    """Number of rows of the sample, and its facts."""
    asked = [part for column in columns for part in _questions(column)]
    count, *found = con.execute(f"SELECT count(*), {', '.join(asked)} FROM {_SAMPLE}").fetchall()[0]
    width = len(found) // len(columns)
    return count, [_facts(con, column, found[i * width : (i + 1) * width]) for i, column in enumerate(columns)]


def _questions(column: Column) -> list[str]:
    """What is asked of every column, in the order of `_facts`."""
    word = column.trimmed
    plain = column.kind in ("text", "integer", "decimal")
    return [
        f"count(*) FILTER ({column.known})",
        f"count(DISTINCT {word})",
        f"count({number(column)})" if plain else "0",
        f"count({moment(column, 'UTC')})" if plain else "0",
        f"count(*) FILTER (regexp_full_match({word}, '0\\d+'))" if plain else "0",
        f"coalesce(max(length({word})) FILTER (regexp_full_match({word}, '\\d+')), 0)" if plain else "0",
        f"count({degrees(column, 180)})" if plain else "0",
        *(f"count(*) FILTER (contains({word}, {text(mark)}))" if column.kind == "text" else "0" for mark in SEPARATORS),
    ]


def _facts(con: duckdb.DuckDBPyConnection, column: Column, answers: list[int]) -> ColumnFacts:
    known, distinct, numbers, days, zeros, digits, in_degrees, *holding = answers
    common = con.execute(
        f"""SELECT {column.trimmed} AS v FROM {_SAMPLE} WHERE v IS NOT NULL
            GROUP BY v ORDER BY count(*) DESC, v LIMIT {_MOST_COMMON}"""
    ).fetchall()
    marks = [mark for mark, holds in zip(SEPARATORS, holding, strict=True) if holds > 1]
    return ColumnFacts(
        column.name, column.kind, known, distinct, numbers, days, zeros, digits, in_degrees,
        values=tuple(row[0] for row in common),
        splits={mark: _split(con, column, mark) for mark in marks},
    )  # fmt: skip


def _split(con: duckdb.DuckDBPyConnection, column: Column, mark: str) -> Split:
    found = con.execute(
        f"""WITH split AS (
                SELECT string_split({column.trimmed}, {text(mark)}) AS parts, {column.trimmed} AS word FROM {_SAMPLE}
            ), atoms AS (SELECT trim(unnest(parts)) AS atom FROM split WHERE word IS NOT NULL)
            SELECT (SELECT count(*) FROM split WHERE len(parts) > 1),
                (SELECT count(*) FROM atoms WHERE atom <> ''),
                (SELECT count(DISTINCT atom) FROM atoms WHERE atom <> ''),
                (SELECT max(length(atom)) FROM atoms),
                (SELECT min(len(parts)) FROM split WHERE len(parts) > 1),
                (SELECT max(len(parts)) FROM split)"""
    ).fetchall()[0]
    return Split(*found)
