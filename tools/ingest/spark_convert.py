"""From a column as a cluster has it to the type that the catalog wants: Spark SQL, one expression a type.

The same values come out as of `convert`; what does not fit is NULL, so that a load can count it. Text is read where it
can be read one way only: plain numbers, ISO days and times, the words of `convert` for yes and no.
"""

import re
from dataclasses import dataclass
from typing import assert_never

from tools.catalog.facts import Kind
from tools.ingest.convert import FALSE, TRUE, UNKNOWN, Target
from tools.spark.dialect import literal, quoted
from tools.spark.tables import ColumnType

_BLANKS = literal(" \t\r\n\u00a0\u3000")
_UNKNOWN = ", ".join(map(literal, UNKNOWN))
_LONGEST_UNKNOWN = max(map(len, UNKNOWN))
_NUMERAL = literal(r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
_MOMENT = literal(r"^\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?$")
_WHOLE_UP_TO = "9223372036854775808e0"  # 2 to the 63rd


@dataclass(frozen=True)
class SparkSource:
    """A column of a table on the cluster; `spark_type` as Spark's `simpleString` has it."""

    name: str
    spark_type: str

    @property
    def sql(self) -> str:
        return quoted(self.name)

    @property
    def kind(self) -> Kind:
        kinds: dict[str, Kind] = {
            "string": "text", "boolean": "flag", "date": "date", "timestamp": "zoned_time", "timestamp_ntz": "time",
            "float": "decimal", "double": "decimal", "tinyint": "integer", "smallint": "integer", "int": "integer",
            "bigint": "integer",
        }  # fmt: skip
        if self.spark_type.startswith(("varchar", "char")):
            return "text"
        if self.spark_type.startswith("decimal"):
            return "decimal"
        return "list" if self.spark_type == "array<string>" else kinds.get(self.spark_type, "other")


@dataclass(frozen=True)
class Reading:
    """How a column is read. `exact` always holds; `plain` gives the same and costs less where `is_plain` is true of
    every row. `known` says whether there is a value, fitting or not."""

    type: ColumnType
    exact: str
    known: str
    plain: str | None = None
    is_plain: str = "true"


def reading(source: SparkSource, target: Target, timezone: str) -> Reading | None:
    """None where the column's type cannot become the wanted one."""
    match target.type:
        case "id":
            return _id(source)
        case "choice":
            return _text(source)
        case "number":
            return _number(source, "true")
        case "latitude":
            return _number(source, "abs({0}) <= 90")
        case "longitude":
            return _number(source, "abs({0}) <= 180")
        case "flag":
            return _flag(source)
        case "date":
            return _moment(source, timezone, "DATE")
        case "time":
            return _moment(source, timezone, "TIMESTAMP_NTZ")
        case "set":
            return _set(source, target.separator)
        case _:
            assert_never(target.type)


def _trimmed(source: SparkSource) -> str:
    plain = f"trim(BOTH {_BLANKS} FROM {source.sql})"
    return f"(CASE WHEN lower({plain}) NOT IN ({_UNKNOWN}) THEN {plain} END)"


def _id(source: SparkSource) -> Reading | None:
    """Text to the letter; nothing where there is nothing but blanks."""
    if source.kind not in ("text", "integer"):
        return None
    plain = source.sql if source.kind == "text" else f"CAST({source.sql} AS STRING)"
    has_text = f"trim(BOTH {_BLANKS} FROM {plain}) <> ''"
    exact = f"(CASE WHEN {has_text} THEN {plain} END)"
    return Reading("STRING", exact, "false", plain, f"coalesce({has_text}, true)")


def _text(source: SparkSource) -> Reading | None:
    """Any text fits. That none needs trimming is asked in as few steps as can be, as it is asked of every value."""
    if source.kind == "text":
        trimmed = f"trim(BOTH {_BLANKS} FROM {source.sql})"
        unknown = f"length({source.sql}) <= {_LONGEST_UNKNOWN} AND lower({source.sql}) IN ({_UNKNOWN})"
        is_plain = f"coalesce({source.sql} = {trimmed} AND NOT ({unknown}), true)"
        return Reading("STRING", _trimmed(source), "false", source.sql, is_plain)
    if source.kind in ("integer", "flag", "date"):
        return Reading("STRING", f"CAST({source.sql} AS STRING)", "false")
    return None


def _number(source: SparkSource, within: str) -> Reading | None:
    """Whole numbers stay whole; a column of decimals that are all whole becomes BIGINT in `spark_measure`."""
    if source.kind == "integer" and within == "true":
        return Reading("BIGINT", f"CAST({source.sql} AS BIGINT)", f"{source.sql} IS NOT NULL")
    if source.kind in ("integer", "decimal"):
        value = f"CAST({source.sql} AS DOUBLE)"
        known = f"({source.sql} IS NOT NULL AND NOT isnan({value}))"
    elif source.kind == "text":
        word = _trimmed(source)
        value = f"try_cast(CASE WHEN {word} RLIKE {_NUMERAL} THEN {word} END AS DOUBLE)"
        known = f"{word} IS NOT NULL"
    else:
        return None
    fits = f"abs({value}) < double('infinity') AND {within.format(value)}"
    exact = f"(CASE WHEN {fits} THEN {value} END)"
    return Reading("DOUBLE", exact, known, value, f"coalesce({fits}, {source.sql} IS NULL)")


def _flag(source: SparkSource) -> Reading | None:
    if source.kind == "flag":
        return Reading("BOOLEAN", source.sql, f"{source.sql} IS NOT NULL")
    if source.kind not in ("text", "integer", "decimal"):
        return None
    word = _trimmed(source) if source.kind == "text" else f"CAST({source.sql} AS STRING)"
    yes, no = (", ".join(map(literal, words)) for words in (TRUE, FALSE))
    exact = f"(CASE WHEN lower({word}) IN ({yes}) THEN true WHEN lower({word}) IN ({no}) THEN false END)"
    return Reading("BOOLEAN", exact, f"{word} IS NOT NULL")


def _moment(source: SparkSource, timezone: str, wanted: ColumnType) -> Reading | None:
    match source.kind:
        case "date" | "time":
            exact, known = f"CAST({source.sql} AS {wanted})", f"{source.sql} IS NOT NULL"
        case "zoned_time":
            # Sessions keep their clocks in UTC; the wall clock of the catalog's zone is what counts.
            local = f"from_utc_timestamp({source.sql}, {literal(timezone)})"
            exact, known = f"CAST(CAST({local} AS TIMESTAMP_NTZ) AS {wanted})", f"{source.sql} IS NOT NULL"
        case "text":
            word = _trimmed(source)
            read = f"try_cast(CASE WHEN {word} RLIKE {_MOMENT} THEN {word} END AS TIMESTAMP_NTZ)"
            exact, known = f"CAST({read} AS {wanted})", f"{word} IS NOT NULL"
        case _:
            return None
    return Reading(wanted, exact, known)


def _set(source: SparkSource, separator: str | None) -> Reading | None:
    if source.kind == "list":
        parts, known = source.sql, f"size({source.sql}) > 0"
    elif source.kind == "text":
        word = _trimmed(source)
        split = f"split({word}, {literal(re.escape(separator))})" if separator else f"array({word})"
        parts, known = f"(CASE WHEN {word} IS NOT NULL THEN {split} END)", f"{word} IS NOT NULL"
    else:
        return None
    kept = f"array_sort(array_distinct(filter(transform({parts}, x -> trim(x)), x -> x <> '')))"
    exact = f"(CASE WHEN size({kept}) > 0 THEN {kept} END)"
    plain = source.sql if source.kind == "list" else None
    return Reading("ARRAY<STRING>", exact, known, plain, f"{source.sql} <=> {exact}" if plain else "true")


def as_whole(value: str) -> str:
    return f"CAST({value} AS BIGINT)"


def is_whole(value: str) -> str:
    return f"({value} IS NULL OR ({value} % 1 = 0 AND abs({value}) < {_WHOLE_UP_TO}))"
