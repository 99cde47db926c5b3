"""Small warehouses made from rows, for tests that need a real engine but no loading."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tools.catalog.model import Attribute, Catalog
from tools.compiler.context import Context, NothingSaved, Saved
from tools.engine.duckdb_engine import DuckDBEngine, Limits
from tools.index.audience_index import AudienceIndex
from tools.index.build import build_index
from tools.ingest.convert import Column
from tools.ingest.ordinals import Ordinals
from tools.ingest.source import Source
from tools.ingest.sql import name as quoted
from tools.segment import Definition

Row = Mapping[str, Any]

_ARROW = {
    "choice": pa.string(),
    "flag": pa.bool_(),
    "date": pa.date32(),
    "set": pa.list_(pa.string()),
    "place": pa.float64(),
}


class SavedThings:
    """Saved segments and lookalikes, by name."""

    def __init__(self, segments: Mapping[str, Definition] = {}, rankings: Mapping[str, Path] = {}):
        self.segments = dict(segments)
        self.rankings = dict(rankings)

    def definition(self, segment: str, version: int | None = None) -> Definition | None:
        return self.segments.get(segment) if version in (None, 1) else None

    def segment_names(self) -> list[str]:
        return list(self.segments)

    def ranking(self, lookalike: str) -> Path | None:
        return self.rankings.get(lookalike)


def write_warehouse(path: Path, catalog: Catalog, users: Sequence[Row], events: Sequence[Row] = ()) -> Path:
    """A `warehouse.duckdb` with the tables that `catalog` names, typed as a snapshot types them.

    Rows are by column; a column a row leaves out is null. All events share one list: each event table gets every row,
    and `match` tells them apart.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {catalog.users.id: pa.string()} | {identifier.column: pa.string() for identifier in catalog.ids}
    for tag in catalog.tags:
        if tag.columns is not None:
            columns |= {tag.columns.lat: pa.float64(), tag.columns.lon: pa.float64()}
        else:
            columns[tag.stored_in] = _type_of(tag, users)
    tables = {catalog.users.table: pa.table({name: _array(name, kind, users) for name, kind in columns.items()})}
    for event in catalog.events:
        columns = {event.user or catalog.users.id: pa.string(), event.time: pa.timestamp("us")}
        if event.match is not None:
            columns[event.match.column] = pa.string()
        columns |= {part.stored_in: _type_of(part, events) for part in event.properties}
        kept = tables.get(event.table)
        table = pa.table({name: _array(name, kind, events) for name, kind in columns.items()})
        for name in kept.column_names if kept is not None else ():
            if name not in table.column_names:
                table = table.append_column(name, kept.column(name))
        tables[event.table] = table
    with duckdb.connect(str(path)) as database:
        for name, table in tables.items():
            database.register("rows", table)
            database.execute(f"CREATE TABLE {quoted(name)} AS SELECT * FROM rows")
            database.unregister("rows")
    return path


def make_engine(
    catalog: Catalog,
    users: Sequence[Row],
    events: Sequence[Row] = (),
    folder: Path = Path(),
    saved: Saved | None = None,
    limits: Limits | None = None,
    readable: Iterable[Path] = (),
    indexed: bool = False,
) -> DuckDBEngine:
    """An engine over a new warehouse in `folder`, made of these rows."""
    warehouse = write_warehouse(folder / "warehouse.duckdb", catalog, users, events)
    index = index_warehouse(folder, catalog) if indexed else None
    context = Context(catalog=catalog, saved=saved or NothingSaved())
    limits = limits or Limits(memory="1GB", threads=1)
    return DuckDBEngine(warehouse, context, limits, readable=list(readable), index=index)


def index_warehouse(folder: Path, catalog: Catalog) -> AudienceIndex:
    """Give the warehouse in `folder` what a load gives it besides tables: ordinals beside the users of events, and an
    index."""
    with duckdb.connect(str(folder / "warehouse.duckdb")) as database:
        event_users = {}
        for table in dict.fromkeys(event.table for event in catalog.events):
            ordinals = Ordinals(catalog, table)
            event_users[table] = ordinals.by_user_column
            rows = Source(folder, table, f"SELECT * FROM {quoted(table)}", (), 0, "")
            users = {user: Column(user, "VARCHAR") for user in ordinals.by_user_column}
            database.execute(f"CREATE OR REPLACE TABLE {quoted(table)} AS {ordinals.joined(rows, users).relation}")
        build_index(database, catalog, folder / "index", event_users)
    found = AudienceIndex.at(folder / "index")
    assert found is not None
    return found


def write_ranking(path: Path, user_ids: Iterable[str]) -> Path:
    """A lookalike's ranking file: these users, most similar first."""
    ids = list(user_ids)
    with duckdb.connect() as database:
        ranks = pa.array(range(1, len(ids) + 1), pa.int64())
        database.register("rows", pa.table({"user_id": pa.array(ids, pa.string()), "rank": ranks}))
        target = str(path).replace("'", "''")
        database.execute(f"COPY rows TO '{target}' (FORMAT parquet)")
    return path


def _type_of(attribute: Attribute, rows: Sequence[Row]) -> pa.DataType:
    if attribute.type == "number":
        whole = all(isinstance(row.get(attribute.stored_in), int | None) for row in rows)
        return pa.int64() if whole else pa.float64()
    return _ARROW[attribute.type]


def _array(name: str, kind: pa.DataType, rows: Sequence[Row]) -> pa.Array:
    return pa.array([row.get(name) for row in rows], kind)
