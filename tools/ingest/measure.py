"""Facts about a source's columns, measured on a sample in one query and a bit."""

import duckdb

from tools.catalog.facts import ColumnFacts, Split, TableFacts
from tools.ingest.convert import SEPARATORS, Column, degrees, moment, number
from tools.ingest.source import ROW, Source
from tools.ingest.sql import name, text

SAMPLE_ROWS = 100_000
_MOST_COMMON = 50


def sample(con: duckdb.DuckDBPyConnection, source: Source, table: str) -> None:
    """Keep at most about SAMPLE_ROWS rows of the source, from all over it, as `staging.<table>`."""
    share = 100 * SAMPLE_ROWS / source.rows if source.rows > SAMPLE_ROWS else 100
    part = f"USING SAMPLE {share:.4f} PERCENT (system, 1)" if share < 100 else ""
    con.execute(
        f"CREATE OR REPLACE TABLE staging.{name(table)} AS SELECT * EXCLUDE ({ROW}) FROM ({source.relation}) {part}"
    )


def measure(con: duckdb.DuckDBPyConnection, source: Source, table: str, where: str = "true") -> TableFacts:
    """Facts of a sample that was kept as `table`, over the rows that meet `where`."""
    rows = f"(SELECT * FROM staging.{name(table)} WHERE {where})"
    asked = [part for column in source.columns for part in _questions(column)]
    count, *found = con.execute(f"SELECT count(*), {', '.join(asked)} FROM {rows}").fetchall()[0]
    width = len(found) // len(source.columns)
    return TableFacts(
        name=source.table,
        rows=count,
        columns=tuple(
            _facts(con, rows, column, found[i * width : (i + 1) * width]) for i, column in enumerate(source.columns)
        ),
    )


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


def _facts(con: duckdb.DuckDBPyConnection, rows: str, column: Column, answers: list[int]) -> ColumnFacts:
    known, distinct, numbers, days, zeros, digits, in_degrees, *holding = answers
    common = con.execute(
        f"SELECT {column.trimmed} AS v FROM {rows} WHERE v IS NOT NULL GROUP BY v ORDER BY count(*) DESC, v LIMIT {_MOST_COMMON}"
    ).fetchall()
    marks = [mark for mark, holds in zip(SEPARATORS, holding, strict=True) if holds > 1]
    return ColumnFacts(
        column.name, column.kind, known, distinct, numbers, days, zeros, digits, in_degrees,
        values=tuple(row[0] for row in common),
        splits={mark: _split(con, rows, column, mark) for mark in marks},
    )  # fmt: skip


def _split(con: duckdb.DuckDBPyConnection, rows: str, column: Column, mark: str) -> Split:
    found = con.execute(
        f"""WITH split AS (
                SELECT string_split({column.trimmed}, {text(mark)}) AS parts, {column.trimmed} AS word FROM {rows}
            ), atoms AS (SELECT trim(unnest(parts)) AS atom FROM split WHERE word IS NOT NULL)
            SELECT (SELECT count(*) FROM split WHERE len(parts) > 1),
                (SELECT count(*) FROM atoms WHERE atom <> ''),
                (SELECT count(DISTINCT atom) FROM atoms WHERE atom <> ''),
                (SELECT max(length(atom)) FROM atoms),
                (SELECT min(len(parts)) FROM split WHERE len(parts) > 1),
                (SELECT max(len(parts)) FROM split)"""
    ).fetchall()[0]
    return Split(*found)
