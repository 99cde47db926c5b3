"""From a column as a file holds it to the type that the warehouse keeps: SQL expressions, one a type.

Every expression gives NULL for what does not fit, so that a load can count and list it.
"""

from dataclasses import dataclass
from typing import Literal, assert_never

from tools.catalog.facts import Kind
from tools.ingest.sql import name, text, texts

Type = Literal["id", "choice", "number", "flag", "date", "time", "set", "latitude", "longitude"]

# What tables write where they know nothing; never a value of a tag.
UNKNOWN = ["", "null", "nan", "n/a", "#n/a", "\\n", "<na>"]
TRUE = ["true", "t", "yes", "y", "1", "1.0", "是", "真", "有", "on"]
FALSE = ["false", "f", "no", "n", "0", "0.0", "否", "假", "无", "没有", "off"]
SEPARATORS = ["|", ";", "；", "、", ",", "，"]

_BLANKS = text(" \t\r\n\u00a0\u3000")
_GROUPED = r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?"
_NUMERAL = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"
_DAY = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
_MONTH = r"(\d{4})[-/年](1[0-2]|0?[1-9])月?"  # a month stands for its first day
_CLOCK = r"[ T]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?"
_ZONE = r"\s*(Z|[+-]\d{2}(:?\d{2})?)"


@dataclass(frozen=True)
class Column:
    """A column of a source: how to write it in SQL, and what it natively is."""

    name: str
    duckdb_type: str

    @property
    def sql(self) -> str:
        return name(self.name)

    @property
    def kind(self) -> Kind:
        duckdb_type = self.duckdb_type.upper()
        if duckdb_type.endswith("]"):
            return "list"
        if duckdb_type.startswith("DECIMAL"):
            return "decimal"
        if duckdb_type.startswith(("STRUCT", "MAP", "UNION")):
            return "other"
        if duckdb_type.startswith("TIMESTAMP"):
            return "zoned_time" if "ZONE" in duckdb_type or duckdb_type.endswith("TZ") else "time"
        match duckdb_type:
            case "BOOLEAN":
                return "flag"
            case "DATE":
                return "date"
            case "FLOAT" | "DOUBLE" | "REAL":
                return "decimal"
            case _ if duckdb_type.endswith("INT") or "INTEGER" in duckdb_type:
                return "integer"
            case _:
                return "text"

    @property
    def trimmed(self) -> str:
        """As text without blanks around it; NULL where the table says that it knows nothing."""
        plain = f"trim({self.as_text}, {_BLANKS})"
        return f"(CASE WHEN lower({plain}) NOT IN ({', '.join(text(word) for word in UNKNOWN)}) THEN {plain} END)"

    @property
    def as_text(self) -> str:
        """As text: whole numbers without a point, whatever the type they were stored in."""
        if self.kind == "decimal":
            whole = f"{self.sql} = trunc({self.sql}) AND abs({self.sql}) < 1e18"
            shown = f"CAST(CAST({self.sql} AS BIGINT) AS VARCHAR) ELSE CAST({self.sql} AS VARCHAR)"
            return f"(CASE WHEN {whole} THEN {shown} END)"
        return self.sql if self.kind == "text" and self.duckdb_type == "VARCHAR" else f"CAST({self.sql} AS VARCHAR)"

    @property
    def known(self) -> str:
        """Whether there is a value at all, fitting or not."""
        return f"len({self.sql}) > 0" if self.kind == "list" else f"{self.trimmed} IS NOT NULL"


@dataclass(frozen=True)
class Target:
    """A column of the warehouse: its `column` there, its type, and for text sets what separates the values."""

    column: str
    type: Type
    separator: str | None = None


def can_fail(column: Column, target: Target) -> bool:
    """Whether a known value may not fit. Spares a pass over columns whose own type says that all do."""
    match target.type:
        case "id" | "choice" | "set":
            return False
        case "number":
            return column.kind not in ("integer", "decimal")
        case "flag":
            return column.kind != "flag"
        case "date" | "time":
            return column.kind not in ("date", "time", "zoned_time")
        case "latitude" | "longitude":
            return True
        case _:
            assert_never(target.type)


def converted(column: Column, target: Target, timezone: str, whole: bool = False) -> str:
    """SQL of the column as `target.type`. `whole` numbers become BIGINT, others DOUBLE."""
    match target.type:
        case "id":
            return exact_id(column)
        case "choice":
            return column.trimmed
        case "number":
            return whole_number(column) if whole else number(column)
        case "flag":
            return flag(column)
        case "date":
            return f"CAST({moment(column, timezone)} AS DATE)"
        case "time":
            return moment(column, timezone)
        case "set":
            return values(column, target.separator)
        case "latitude":
            return degrees(column, 90)
        case "longitude":
            return degrees(column, 180)
        case _:
            assert_never(target.type)


def exact_id(column: Column) -> str:
    """Text to the letter, leading zeros and inner spaces included; NULL where there is nothing but blanks."""
    return f"(CASE WHEN trim({column.as_text}, {_BLANKS}) <> '' THEN {column.as_text} END)"


def number(column: Column) -> str:
    if column.kind in ("integer", "decimal"):
        return f"(CASE WHEN isfinite(CAST({column.sql} AS DOUBLE)) THEN CAST({column.sql} AS DOUBLE) END)"
    return (
        f"(CASE WHEN isfinite(TRY_CAST({_numeral(column)} AS DOUBLE)) THEN TRY_CAST({_numeral(column)} AS DOUBLE) END)"
    )


def whole_number(column: Column) -> str:
    if column.kind in ("integer", "decimal"):
        return f"TRY_CAST({column.sql} AS BIGINT)"
    return rf"TRY_CAST(regexp_replace({_numeral(column)}, '\.0*$', '') AS BIGINT)"


def is_whole(column: Column) -> str:
    """True for whole numbers that BIGINT holds, and where there is none."""
    is_so = f"{number(column)} = trunc({number(column)}) AND {whole_number(column)} IS NOT NULL"
    return f"({number(column)} IS NULL OR ({is_so}))"


def flag(column: Column) -> str:
    if column.kind == "flag":
        return column.sql
    word = f"lower({column.trimmed})"
    true, false = f"list_contains({texts(TRUE)}, {word})", f"list_contains({texts(FALSE)}, {word})"
    return f"(CASE WHEN {true} THEN true WHEN {false} THEN false END)"


def moment(column: Column, timezone: str) -> str:
    """A timestamp without zone: as it stands, or in `timezone` where it carries a zone (seconds and milliseconds
    since 1970 are UTC)."""
    match column.kind:
        case "date" | "time":
            return f"CAST({column.sql} AS TIMESTAMP)"
        case "zoned_time":
            return f"timezone({text(timezone)}, {column.sql})"
        case _:
            word = column.trimmed
            han = rf"regexp_replace({word}, '^(\d{{4}})年(\d{{1,2}})月(\d{{1,2}})日?\s*', '\1-\2-\3 ')"
            plain = f"replace(trim({han}), '/', '-')"
            dotted = rf"regexp_replace({plain}, '^(\d{{4}})\.(\d{{1,2}})\.(\d{{1,2}})', '\1-\2-\3')"
            return f"""(CASE
                WHEN regexp_full_match({dotted}, '{_DAY}({_CLOCK})?') THEN TRY_CAST({dotted} AS TIMESTAMP)
                WHEN regexp_full_match({word}, '{_MONTH}')
                    THEN TRY_CAST(regexp_replace({word}, '{_MONTH}', '\\1-\\2-1') AS TIMESTAMP)
                WHEN regexp_full_match({word}, '\\d{{8}}') THEN try_strptime({word}, '%Y%m%d')
                WHEN regexp_full_match({dotted}, '{_DAY}{_CLOCK}{_ZONE}')
                    THEN timezone({text(timezone)}, TRY_CAST({dotted} AS TIMESTAMPTZ))
                WHEN regexp_full_match({word}, '\\d{{10}}(\\d{{3}})?')
                    THEN timezone({text(timezone)}, make_timestamptz(
                        CAST({word} AS BIGINT) * (CASE WHEN length({word}) = 10 THEN 1000000 ELSE 1000 END)))
            END)"""


def values(column: Column, separator: str | None) -> str:
    """Values of a set, trimmed, sorted, each once; NULL where there is none. Text may also be a JSON list."""
    if column.kind == "list":
        parts = f"CAST({column.sql} AS VARCHAR[])"
    else:
        word = column.trimmed
        split = f"string_split({word}, {text(separator)})" if separator else f"[{word}]"
        json = f"TRY_CAST(TRY_CAST({word} AS JSON) AS VARCHAR[])"
        parts = f"(CASE WHEN {word} LIKE '[%]' THEN coalesce({json}, {split}) WHEN {word} IS NOT NULL THEN {split} END)"
    kept = f"list_sort(list_distinct(list_filter(list_transform({parts}, lambda x: trim(x)), lambda x: x <> '')))"
    return f"nullif({kept}, [])"


def degrees(column: Column, limit: int) -> str:
    return f"(CASE WHEN {number(column)} BETWEEN -{limit} AND {limit} THEN {number(column)} END)"


def _numeral(column: Column) -> str:
    """The text as a plain numeral, grouping commas dropped; NULL when it is none."""
    word = column.trimmed
    return f"""(CASE WHEN regexp_full_match({word}, '{_NUMERAL}') THEN {word}
        WHEN regexp_full_match({word}, '{_GROUPED}') THEN replace({word}, ',', '') END)"""
