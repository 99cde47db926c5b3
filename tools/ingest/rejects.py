"""What a load sets aside: counted in full, listed in `rejected.csv` with file, line, reason and the row itself."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import duckdb

from tools.ingest.convert import Column
from tools.ingest.source import ROW, Source, csv_records
from tools.ingest.sql import text
from tools.language import Text

Reason = Literal["ragged_row", "missing_id", "repeated_id", "missing_user", "unknown_user", "bad_time", "bad_value"]

# A value that does not fit its tag's type costs the value; everything else costs the row.
REASONS: dict[Reason, Text] = {
    "ragged_row": Text(en="the line does not split into the header's columns", zh="该行的列数或引号与表头不符"),
    "missing_id": Text(en="the user id is missing", zh="缺少用户 ID"),
    "repeated_id": Text(
        en="the user id occurred before; the first row was kept", zh="用户 ID 重复，已保留首次出现的行"
    ),
    "missing_user": Text(en="the event has no user id", zh="行为缺少用户 ID"),
    "unknown_user": Text(en="the event's user is not in the users table", zh="行为对应的用户不在用户表中"),
    "bad_time": Text(en="the event's time is missing or not a time", zh="行为时间缺失或无法识别"),
    "bad_value": Text(
        en="the value does not fit the type; the row was kept without it", zh="值与类型不符，已保留该行并置空此值"
    ),
}
LISTED = 100_000  # rows listed for each table, reason and column; the counts are always complete
FIELDS = ["file", "line", "reason", "column", "value", "explanation_en", "explanation_zh", "row"]


@dataclass
class Rejects:
    """Collects while a load runs. `counts` are by table and reason."""

    con: duckdb.DuckDBPyConnection
    counts: Counter[tuple[str, Reason]] = field(default_factory=Counter)
    _sources: list[Source] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.con.execute(
            """CREATE TABLE staging.rejected
               (source INTEGER, key BIGINT, reason VARCHAR, col VARCHAR, got VARCHAR, raw VARCHAR)"""
        )

    def open(self, source: Source) -> None:
        """Begin with a source: lines that could not be split count from the start."""
        self._sources.append(source)
        if source.ragged:
            self.counts[source.table, "ragged_row"] += len(source.ragged)

    def add(self, source: Source, reason: Reason, count: int, where: str, column: Column | None = None) -> None:
        """`count` rows of an opened source, those that meet the SQL condition `where`."""
        if not count:
            return
        self.counts[source.table, reason] += count
        col, got = (text(column.name), column.as_text) if column else ("NULL", "NULL")
        fields = ", ".join(f"{text(each.name)}: {each.sql}" for each in source.columns)
        raw = (
            "NULL" if source.text else f"to_json({{{fields}}})::VARCHAR"
        )  # lines of CSV files are read again as they stand
        self.con.execute(
            f"""INSERT INTO staging.rejected
                SELECT {self._sources.index(source)}, {ROW}, {text(reason)}, {col}, {got}, {raw}
                FROM ({source.relation}) WHERE {where} LIMIT {LISTED}"""
        )

    def write(self, file: Path) -> bool:
        """Write what was set aside, in the order of the files. False, and no file, when there was nothing."""
        if not self.counts:
            return False
        with file.open("w", encoding="utf-8-sig", newline="") as stream:  # the mark lets spreadsheets read it
            writer = csv.writer(stream)
            writer.writerow(FIELDS)
            for index, source in enumerate(self._sources):
                listed = self.con.execute(
                    """SELECT key, reason, col, got, raw FROM staging.rejected WHERE source = ?
                       ORDER BY key, reason, col""",
                    [index],
                ).fetchall()
                lines = _of_csv(source, listed) if source.text else _of_table(source, listed)
                writer.writerows(lines)
        return True


_Listed = tuple[int, Reason, str | None, str | None, str | None]


def _of_table(source: Source, listed: list[_Listed]) -> Iterator[list[object]]:
    for key, reason, col, got, raw in listed:
        file, row = source.place(key)
        yield _line(file, row, reason, col, got, raw)


def _of_csv(source: Source, listed: list[_Listed]) -> Iterator[list[object]]:
    """A pass over the file that finds lines and texts of the rows listed; it ends with the last of them."""
    ragged = {each.offset: each for each in source.ragged[:LISTED]}
    unsplit = {each.offset for each in source.ragged}
    rows: dict[int, list[_Listed]] = {}
    for each in listed:
        rows.setdefault(each[0], []).append(each)
    key = -1  # of the row before the first
    header_seen = False
    for offset, line, record in csv_records(source):
        if not ragged and not rows:
            return
        if not record.strip() and len(source.columns) > 1:
            continue
        if not header_seen:
            header_seen = True
        elif offset in unsplit:
            if offset in ragged:
                yield _line(source.file.name, line, "ragged_row", None, None, ragged.pop(offset).line)
        else:
            key += 1
            for _, reason, col, got, _raw in rows.pop(key, ()):
                yield _line(source.file.name, line, reason, col, got, record)


def _line(file: str, line: int, reason: Reason, column: str | None, got: str | None, raw: str | None) -> list[object]:
    said = REASONS[reason]
    return [file, line, reason, column, got, said.en, said.zh, raw]
