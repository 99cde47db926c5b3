"""Which of the files given to a load are which tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from rapidfuzz import process

from tools.catalog.model import Catalog
from tools.errors import MusterError, fail
from tools.ingest.source import Source, is_duckdb, open_source, open_tables, split_table

_USERS_TABLES = ("users", "user", "members", "member", "customers", "customer", "用户", "会员", "客户")


@dataclass
class Files:
    """The files of one load, opened. `users` is None when a DuckDB file was given without naming a table."""

    con: duckdb.DuckDBPyConnection
    work: Path
    users: Source | None = None
    events: list[Source] = field(default_factory=list)
    tables: dict[str, Source] = field(default_factory=dict)  # of DuckDB files given whole
    _opened: dict[Path, dict[str, Source]] = field(default_factory=dict)

    def open(self, users: Path, events: Sequence[Path]) -> None:
        """Raises MusterError for a file that is missing, empty or not readable."""
        found = self._open(users)
        self.users = found[0] if len(found) == 1 else None
        for path in events:
            given = self._open(path)
            if len(given) == 1:
                self.events += given

    def users_table(self, catalog: Catalog | None) -> Source:
        """The users table: the file given as such, or the table of a DuckDB file that the catalog or its name tells."""
        if self.users:
            return self.users
        wanted = [catalog.users.table] if catalog else list(_USERS_TABLES)
        named = {table.casefold(): source for table, source in self.tables.items()}
        for table in wanted:
            if table.casefold() in named:
                return named[table.casefold()]
        listed = ", ".join(self.tables)
        raise fail(
            "which_table",
            f"The file holds several tables ({listed}): say which one has the users, as FILE::TABLE.",
            f"文件中有多张表（{listed}）：请用“文件::表名”指明用户表。",
            suggestions=tuple(self.tables)[:5],
        )

    def event_table(self, table: str, catalog: Catalog) -> Source:
        """The source of an event table that the catalog names."""
        by_name: dict[str, Source] = {}
        for source in [*self.tables.values(), *([self.users] if self.users else []), *self.events]:
            by_name[source.table.casefold()] = source
            if source not in self.tables.values():  # a file of one table goes by its own name too
                by_name[source.file.name.casefold()] = source
        for wanted in (table, Path(table).name, Path(table).stem):
            if wanted.casefold() in by_name:
                return by_name[wanted.casefold()]
        if len(self.events) == 1 and len({event.table for event in catalog.events}) == 1:
            return self.events[0]
        raise self._no_table(table)

    def _open(self, path: Path) -> list[Source]:
        file, table = split_table(path)
        if not is_duckdb(file):
            return [open_source(self.con, file, self.work)]
        key = file.resolve()
        if key not in self._opened:
            self._opened[key] = open_tables(self.con, file)
        tables = self._opened[key]
        if table is None:
            self.tables |= tables
            return list(tables.values())
        if table not in tables:
            raise fail(
                "unknown_table",
                f"{file.name} has no table {table}. It has: {', '.join(tables)}.",
                f"{file.name} 中没有表 {table}。现有的表：{'、'.join(tables)}。",
                where=file.name,
                got=table,
                suggestions=tuple(match[0] for match in process.extract(table, list(tables), limit=3, score_cutoff=50)),
            )
        return [tables[table]]

    def _no_table(self, table: str) -> MusterError:
        names = [source.table for source in self.events] + list(self.tables)
        listed = ", ".join(names) or "-"
        return fail(
            "missing_table",
            f"The catalog has events in table {table}, but no file of that name was given (given: {listed}). "
            "Add the file: muster load USERS EVENTS.",
            f"目录中的行为来自表 {table}，但没有给出同名文件（已给出：{listed}）。"
            "请补充该文件：muster load 用户文件 行为文件。",
            got=table,
            suggestions=tuple(match[0] for match in process.extract(table, names, limit=3, score_cutoff=50)),
        )
