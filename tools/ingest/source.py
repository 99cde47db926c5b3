"""What is loaded: a CSV, Parquet or DuckDB table as one relation, every row with its number."""

import csv
import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from tools.errors import MusterError, fail
from tools.ingest.convert import Column
from tools.ingest.encoding import as_utf8
from tools.ingest.sql import name, text, texts

ROW = "__muster_row"  # the key of a row within its source, in the order of the file
_FILE_BITS = 40  # of a Parquet folder's row keys: the file's index above, the row in the file below
_TABLE_MARK = "::"  # shop.duckdb::members
_DELIMITERS = ",\t;|"


@dataclass(frozen=True)
class Ragged:
    """A line of a CSV file that could not be split into its columns: byte offset of its start, and its text."""

    offset: int
    line: str


@dataclass(frozen=True)
class Source:
    """One table to load. `relation` is SQL that selects `ROW` and every column of `columns`."""

    file: Path
    table: str
    relation: str
    columns: tuple[Column, ...]
    rows: int
    sha256: str
    encoding: str | None = None
    text: Path | None = None  # of a CSV: the file as UTF-8
    delimiter: str = ","
    ragged: tuple[Ragged, ...] = ()
    parts: tuple[Path, ...] = field(default=())  # of Parquet: its files

    def column(self, wanted: str) -> Column | None:
        """A column by its exact name, else by its name regardless of case and blanks around it."""
        exact = {column.name: column for column in self.columns}
        loose = {column.name.strip().casefold(): column for column in reversed(self.columns)}
        return exact.get(wanted) or loose.get(wanted.strip().casefold())

    def place(self, row: int) -> tuple[str, int]:
        """File and 1-based row of a row key. Lines of CSV files: `rejects.lines`."""
        if len(self.parts) > 1:
            return self.parts[row >> _FILE_BITS].name, (row & ((1 << _FILE_BITS) - 1)) + 1
        return self.file.name, row + 1


def is_duckdb(file: Path) -> bool:
    return file.is_file() and _head(file)[8:12] == b"DUCK"


def split_table(given: Path) -> tuple[Path, str | None]:
    """`shop.duckdb::members` → the file and the table's name."""
    file, mark, table = str(given).rpartition(_TABLE_MARK)
    return (Path(file), table) if mark and file and not given.exists() else (given, None)


def open_source(con: duckdb.DuckDBPyConnection, file: Path, work: Path) -> Source:
    """A CSV or Parquet file (or a folder of Parquet files) as a relation of `con`.

    `work` is a folder for decoded copies; the attached database `staging` takes the rows of CSV files.
    Raises MusterError: `file_missing`, `file_empty`, `not_parquet`, `not_a_table`, `header_only`, ...
    """
    if not file.exists():
        raise fail("file_missing", f"There is no file {file}.", f"找不到文件 {file}。", where=str(file))
    if file.is_dir():
        return _parquet(con, file, tuple(sorted(file.rglob("*.parquet"))))
    head = _head(file)
    if not head:
        raise fail("file_empty", f"{file.name} is empty.", f"{file.name} 是空文件。", where=file.name)
    if head.startswith(b"PAR1"):
        return _parquet(con, file, (file,))
    if file.suffix.lower() in (".parquet", ".pq"):
        raise _not_parquet(file)
    if head.lstrip(b"\xef\xbb\xbf \r\n").startswith((b"{", b"[")):
        raise fail(
            "not_a_table",
            f"{file.name} looks like JSON: Muster reads CSV, Parquet and DuckDB files.",
            f"{file.name} 像是 JSON 文件：Muster 可读取 CSV、Parquet 和 DuckDB 文件。",
            where=file.name,
        )
    if head.startswith((b"PK\3\4", b"\xd0\xcf\x11\xe0")):
        raise fail(
            "not_a_table",
            f"{file.name} looks like an Excel workbook or an archive: save the sheet as CSV UTF-8 and load that.",
            f"{file.name} 像是 Excel 工作簿或压缩包：请将工作表另存为 UTF-8 编码的 CSV 后再导入。",
            where=file.name,
        )
    return _csv(con, file, work)


def open_tables(con: duckdb.DuckDBPyConnection, file: Path) -> dict[str, Source]:
    """Every table and view of a DuckDB file, by name. Raises MusterError when the file cannot be opened."""
    alias = f"file_{len(con.execute('SHOW DATABASES').fetchall())}"
    try:
        con.execute(f"ATTACH {text(str(file))} AS {name(alias)} (READ_ONLY)")
    except duckdb.Error as error:
        raise fail(
            "unreadable_duckdb",
            f"{file.name} cannot be opened as a DuckDB file: {_first_line(error)}",
            f"{file.name} 无法作为 DuckDB 文件打开：{_first_line(error)}",
            where=file.name,
            retry="lock" in str(error).lower(),
        ) from error
    digest = _sha256((file,))
    tables = con.execute(
        """SELECT table_schema, table_name, table_type FROM information_schema.tables
           WHERE table_catalog = ? ORDER BY 1, 2""",
        [alias],
    ).fetchall()
    sources = {}
    for schema, table, table_type in tables:
        path = f"{name(alias)}.{name(schema)}.{name(table)}"
        row = "row_number() OVER () - 1" if table_type == "VIEW" else "rowid"
        relation = f"SELECT {row} AS {ROW}, * FROM {path}"
        sources[table] = Source(file, table, relation, _columns(con, relation), _count(con, path), digest)
    return sources


def _parquet(con: duckdb.DuckDBPyConnection, file: Path, parts: tuple[Path, ...]) -> Source:
    if not parts:
        raise fail(
            "file_empty", f"{file} holds no Parquet files.", f"文件夹 {file} 中没有 Parquet 文件。", where=str(file)
        )
    scan = f"read_parquet({texts([str(part) for part in parts])}, binary_as_string=true, union_by_name=true)"
    relation = f"SELECT (file_index::BIGINT << {_FILE_BITS}) + file_row_number AS {ROW}, * FROM {scan}"
    try:
        columns, rows = _columns(con, relation), _count(con, scan)
    except duckdb.Error as error:
        raise _not_parquet(file) from error
    if not rows:
        raise _header_only(file)
    return Source(file, file.stem, relation, columns, rows, _sha256(parts), parts=parts)


def _csv(con: duckdb.DuckDBPyConnection, file: Path, work: Path) -> Source:
    """Every column as text, by the header's own names; lines that do not split into the columns are set aside."""
    table = "csv_" + str(_count(con, "duckdb_tables() WHERE database_name = 'staging'"))
    decoded = as_utf8(file, work / f"{table}.utf8")
    header, delimiter, blank = _header(decoded.path, file)
    columns = ", ".join(f"{text(column)}: 'VARCHAR'" for column in header)
    try:
        # Rows are inserted in the order of the file: a row's id is its place among the lines that could be split.
        con.execute(
            f"""CREATE TABLE staging.{table} AS FROM read_csv({text(str(decoded.path))},
                auto_detect=false, header=true, skip={blank},
                delim={text(delimiter)}, quote='"', escape='"', columns={{{columns}}}, store_rejects=true,
                rejects_table='ragged_{table}', rejects_scan='scan_{table}', max_line_size=16777216)"""
        )
        ragged = con.execute(
            f"""SELECT line_byte_position - 1, first(csv_line) FROM ragged_{table}
                GROUP BY 1 ORDER BY 1"""
        ).fetchall()
    except duckdb.Error as error:
        raise fail(
            "unreadable_csv",
            f"{file.name} cannot be read as CSV: {_first_line(error)}",
            f"{file.name} 无法按 CSV 读取：{_first_line(error)}",
            where=file.name,
        ) from error
    rows = _count(con, f"staging.{table}")
    if not rows and not ragged:
        raise _header_only(file)
    relation = f"SELECT rowid AS {ROW}, * FROM staging.{table}"
    return Source(
        file,
        file.stem,
        relation,
        tuple(Column(column, "VARCHAR") for column in header),
        rows + len(ragged),
        decoded.sha256,
        decoded.encoding,
        decoded.path,
        delimiter,
        tuple(_ragged(*row) for row in ragged),
    )


def _ragged(offset: int, line: str) -> Ragged:
    """DuckDB counts the end of the line before, and blank lines, to the line."""
    own = line.lstrip("\r\n")
    return Ragged(offset + len(line) - len(own), own.rstrip("\r\n"))


def _header(path: Path, file: Path) -> tuple[list[str], str, int]:
    """Column names, delimiter (the one that splits the header most), and the number of blank lines before it.

    Nameless and repeated columns get a name.
    """
    with path.open(encoding="utf-8-sig", newline="") as stream:
        blank, first = next(((i, line) for i, line in enumerate(stream) if line.strip()), (0, ""))
    if not first:
        raise fail("file_empty", f"{file.name} is empty.", f"{file.name} 是空文件。", where=file.name)
    delimiter = max(_DELIMITERS, key=lambda mark: len(next(csv.reader([first], delimiter=mark))))
    names: dict[str, str] = {}
    for i, given in enumerate(next(csv.reader([first], delimiter=delimiter)), 1):
        wanted = given.strip() or f"column_{i}"
        # DuckDB holds City and city for one name.
        unique = next(
            candidate
            for candidate in itertools.chain([wanted], (f"{wanted}_{n}" for n in itertools.count(2)))
            if candidate.casefold() not in names
        )
        names[unique.casefold()] = unique
    return list(names.values()), delimiter, blank


def csv_records(source: Source) -> Iterator[tuple[int, int, str]]:
    """Of each record of a CSV source: byte offset of its start, 1-based line, and text as in the file.

    Quoted line breaks make records span lines, so only a pass over the file can tell; it is made when needed.
    """
    assert source.text is not None
    offset = 0
    taken: list[str] = []
    csv.field_size_limit(1 << 30)

    with source.text.open(encoding="utf-8", newline="") as stream:

        def lines() -> Iterator[str]:
            for line in stream:
                taken.append(line)
                yield line

        reader = csv.reader(lines(), delimiter=source.delimiter)
        before = 0
        for _ in reader:
            record = "".join(taken)
            taken.clear()
            yield offset, before + 1, record.rstrip("\r\n").removeprefix("\ufeff")
            before = reader.line_num
            offset += len(record.encode())


def _columns(con: duckdb.DuckDBPyConnection, relation: str) -> tuple[Column, ...]:
    described = con.execute(f"DESCRIBE {relation}").fetchall()
    return tuple(Column(row[0], row[1]) for row in described if row[0] != ROW)


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])


def _sha256(files: tuple[Path, ...]) -> str:
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            while block := stream.read(1 << 22):
                digest.update(block)
    return digest.hexdigest()


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(16)


def _header_only(file: Path) -> MusterError:
    return fail(
        "header_only", f"{file.name} has a header but no rows.", f"{file.name} 只有表头，没有数据。", where=file.name
    )


def _not_parquet(file: Path) -> MusterError:
    return fail(
        "not_parquet",
        f"{file.name} is not a Parquet file despite its name, or it is cut off: export it again.",
        f"{file.name} 并不是有效的 Parquet 文件，或内容不完整：请重新导出。",
        where=file.name,
    )


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
