"""How the tables of a cluster become those of a catalog: measured in one pass each, then written down, not copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tools.catalog.model import Catalog
from tools.errors import MusterError, Problem, fail
from tools.ingest.plan import Pair
from tools.ingest.report import Rejected
from tools.ingest.spark_convert import Reading, as_whole, is_whole, reading
from tools.ingest.spark_source import Given
from tools.language import Text
from tools.spark.session import limited
from tools.spark.tables import SparkColumn, SparkTable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@dataclass(frozen=True)
class Registered:
    """A table of the snapshot, the number of its rows, and what is not taken of it."""

    table: SparkTable
    rows: int
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True)
class _Column:
    pair: Pair
    reading: Reading


def register_users(
    session: SparkSession, catalog: Catalog, given: Given, pairs: Sequence[Pair], timeout_s: float
) -> Registered:
    """Raises MusterError (`wrong_type`, `repeated_id`)."""
    columns = _readings(given, pairs, catalog.timezone)
    user = columns[0].reading.exact
    extra = [f"count({user})", f"count(DISTINCT {user})"]
    rows, columns_found, (known, distinct) = _measure(session, given, columns, extra, timeout_s)
    if known > distinct:
        raise fail(
            "repeated_id",
            f"{known - distinct:,} rows repeat the user id of another row ({pairs[0].column.name}): on Spark the users "
            "table must hold each user once.",
            f"有 {known - distinct:,} 行的用户 ID（{pairs[0].column.name}）与其他行重复："
            "Spark 上的用户表每位用户只能有一行。",
            where=given.source,
            got=known - distinct,
        )
    rejected = _rejected(catalog.users.table, columns_found)
    if known < rows:
        rejected.insert(0, Rejected(table=catalog.users.table, reason="missing_id", count=rows - known))
    made = _whole_places([each.column for each in columns_found], catalog)
    where = f"{made[0].sql} IS NOT NULL" if known < rows else "true"
    table = SparkTable(source=given.source, is_path=given.is_path, columns=tuple(made), where=where)
    return Registered(table, known, tuple(rejected))


def register_events(
    session: SparkSession, catalog: Catalog, name: str, given: Given, pairs: Sequence[Pair], timeout_s: float
) -> Registered:
    """Rows without a user or a time are left out. Raises MusterError (`wrong_type`)."""
    columns = _readings(given, pairs, catalog.timezone)
    needed = {
        kind: [each.reading.exact for each in columns if each.pair.target.type == kind] for kind in ("id", "time")
    }
    # Several events may share a table under other columns of user or time; a row needs one of each.
    has = {kind: f"coalesce({', '.join(exact)}) IS NOT NULL" for kind, exact in needed.items()}
    where = f"{has['id']} AND {has['time']}"
    extra = [f"count_if({has['id']})", f"count_if({where})"]
    rows, found, (with_user, kept) = _measure(session, given, columns, extra, timeout_s)
    no_user, no_time = rows - with_user, with_user - kept
    rejected = _rejected(name, [each for each in found if each.column.type != "TIMESTAMP_NTZ"])
    if no_user:
        rejected.append(Rejected(table=name, reason="missing_user", count=no_user))
    if no_time:
        rejected.append(Rejected(table=name, reason="bad_time", count=no_time))
    made = tuple(each.column for each in found)
    where = where if no_user or no_time else "true"
    return Registered(
        SparkTable(source=given.source, is_path=given.is_path, columns=made, where=where), kept, tuple(rejected)
    )


@dataclass(frozen=True)
class _Found:
    column: SparkColumn
    unfit: int


def _readings(given: Given, pairs: Sequence[Pair], timezone: str) -> list[_Column]:
    """Raises MusterError for all columns at once whose type cannot become what the catalog wants."""
    columns: list[_Column] = []
    problems: list[Problem] = []
    for pair in pairs:
        source = given.column(pair.column.name)
        read = reading(source, pair.target, timezone)
        if read is None:
            problems.append(_wrong_type(pair, source.spark_type, given))
        else:
            columns.append(_Column(pair, read))
    if problems:
        raise MusterError(*problems)
    return columns


def _measure(
    session: SparkSession, given: Given, columns: list[_Column], extra: list[str], timeout_s: float
) -> tuple[int, list[_Found], list[int]]:
    """Rows, the columns as they will be read, and the answers to `extra`: one pass over the table."""
    asked = ["count(*)", *extra]
    for each in columns:
        read = each.reading
        asked += [
            f"count_if({read.known} AND {read.exact} IS NULL)",
            f"bool_and({read.is_plain})",
            f"bool_and({is_whole(read.exact)})" if read.type == "DOUBLE" else "false",
        ]
    with limited(session, timeout_s):
        row = list(
            given.frame.selectExpr(*(f"{sql} AS a{i}" for i, sql in enumerate(asked))).toArrow().to_pylist()[0].values()
        )
    answers = iter(row[1 + len(extra) :])
    found = []
    for each, (unfit, is_plain, whole) in zip(columns, zip(answers, answers, answers, strict=True), strict=True):
        read = each.reading
        sql = read.plain if read.plain and is_plain else read.exact
        degrees = each.pair.target.type in ("latitude", "longitude")
        if whole and not degrees:
            column = SparkColumn(name=each.pair.target.column, type="BIGINT", sql=as_whole(sql))
        else:
            column = SparkColumn(name=each.pair.target.column, type=read.type, sql=sql)
        found.append(_Found(column, unfit))
    return row[0], found, row[1 : 1 + len(extra)]


def _rejected(table: str, found: list[_Found]) -> list[Rejected]:
    unfit = sum(each.unfit for each in found)
    return [Rejected(table=table, reason="bad_value", count=unfit)] if unfit else []


def _whole_places(columns: list[SparkColumn], catalog: Catalog) -> list[SparkColumn]:
    """Half a place is none."""
    sql = {column.name: column.sql for column in columns}
    other: dict[str, str] = {}
    for tag in catalog.tags:
        if tag.columns:
            other |= {tag.columns.lat: tag.columns.lon, tag.columns.lon: tag.columns.lat}
    return [
        column.model_copy(update={"sql": f"(CASE WHEN {sql[other[column.name]]} IS NOT NULL THEN {column.sql} END)"})
        if column.name in other
        else column
        for column in columns
    ]


def _wrong_type(pair: Pair, found: str, given: Given) -> Problem:
    name, wanted = pair.column.name, pair.target.type
    return Problem(
        code="wrong_type",
        message=Text(
            en=f"Column {name} is {found} on the cluster and cannot be read as {wanted}: change it there, or give it "
            "another type in a catalog file.",
            zh=f"列 {name} 在集群上的类型为 {found}，无法作为 {wanted} 读取："
            "请在集群上修改该列，或在目录文件中改用其他类型。",
        ),
        where=given.source,
        got=found,
    )
