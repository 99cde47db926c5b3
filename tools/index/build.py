"""Building an index from a warehouse's tables: column by column, a batch of rows at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyroaring import BitMap
from sqlglot import exp

from tools.catalog.model import Catalog, Tag
from tools.compiler.expressions import column, table, user_id
from tools.index.bitmaps import of_flags, of_ordinals
from tools.index.coded import UNKNOWN, narrowest
from tools.index.files import Entry, Writer
from tools.index.place import cells
from tools.index.rows import Rows

if TYPE_CHECKING:
    import duckdb

# Rows of a column that are in Python's memory at a time.
_BATCH = 2**20
# A choice with more different values is no more than a text: its conditions are asked of the database.
_MOST_TEXTS = 2**20
# Of a choice with more values none has a bitmap of its own: the codes of all users are compared instead.
_MOST_BITMAPS = 1000
_MOST_SET_VALUES = 10_000


def build_index(
    con: duckdb.DuckDBPyConnection, catalog: Catalog, folder: Path, event_users: dict[str, dict[str, str]]
) -> None:
    """Write the index of the users table into `folder`, which is new. The ordinal of a user is the row of the table,
    from 0. `event_users` is kept with it: `table → user column → column of ordinals`."""
    build = _Build(con, catalog, Writer(folder))
    tags = {}
    for number, tag in enumerate(catalog.tags):
        entry = build.tag(tag, number)
        if entry is not None:
            tags[tag.id] = entry
    build.ids()
    build.writer.finish(build.users, tags, event_users)


class _Build:
    def __init__(self, con: duckdb.DuckDBPyConnection, catalog: Catalog, writer: Writer):
        self._con = con
        self._catalog = catalog
        self.writer = writer
        self.users = next(self._batches(self._users(exp.Count(this=exp.Star())))).column(0)[0].as_py()

    def tag(self, tag: Tag, number: int) -> Entry | None:
        name = f"{number:04}"
        match tag.type:
            case "place":
                return self._place(tag, number, name)
            case "set":
                return self._set(tag, number, name)
            case "choice" | "number" | "flag" | "date":
                return self._coded(tag, number, name)

    def ids(self) -> None:
        """The ids in their own order, and the place of each user in it: sorted once, so that exports need not."""
        users, user = self._catalog.users.table, user_id(self._catalog)
        first = next(self._batches(self._users(exp.Star()).limit(1)), None)
        rows = Rows(users, first.schema.names if first is not None else ())
        ranked = exp.select(user, rows.ordinal).from_(rows.source).order_by(exp.Ordered(this=user.copy()))
        ranks = self.writer.empty_array("id-ranks", np.uint32, self.users)

        def sorted_ids() -> Iterator[pa.Array]:
            start = 0
            for batch in self._batches(ranked):
                ranks[batch.column(1).to_numpy()] = np.arange(start, start + len(batch), dtype=np.uint32)
                start += len(batch)
                yield batch.column(0)

        self.writer.values("ids", pa.string(), sorted_ids())
        self.writer.filled("id-ranks", ranks)

    def _coded(self, tag: Tag, number: int, name: str) -> Entry | None:
        stored = column(tag.stored_in, self._catalog.users.table)
        if tag.type == "choice" and self._distinct(stored) > _MOST_TEXTS:
            return None
        values = self._values(self._users(stored))
        codes = self.writer.empty_array(f"{name}/codes", narrowest(len(values)), self.users)
        counts = np.zeros(len(values) + 1, np.int64)
        for start, part in self._column(stored):
            found = pc.fill_null(pc.add(pc.index_in(_plain(part), values), 1), UNKNOWN).to_numpy()
            codes[start : start + len(found)] = found
            counts += np.bincount(found, minlength=len(counts))
        self.writer.filled(f"{name}/codes", codes)
        self.writer.values(f"{name}/values", values.type, [values])
        self.writer.array(f"{name}/counts", counts)
        has_bitmaps = tag.type in ("choice", "flag") and len(values) <= _MOST_BITMAPS
        if has_bitmaps:
            self.writer.bitmaps(f"{name}/members", (of_flags(codes == code) for code in range(1, len(counts))))
        return Entry(folder=number, form="coded", bitmaps=has_bitmaps)

    def _set(self, tag: Tag, number: int, name: str) -> Entry | None:
        stored = column(tag.stored_in, self._catalog.users.table)
        each = exp.alias_(exp.func("unnest", stored), "value")
        values = self._values(exp.select("value").from_(self._users(each).subquery("held")))
        if len(values) > _MOST_SET_VALUES:
            return None
        members = [BitMap() for _ in range(len(values))]
        known = np.zeros(self.users, np.bool_)
        for start, held in self._column(stored):
            known[start : start + len(held)] = pc.fill_null(pc.greater(pc.list_value_length(held), 0), False)
            codes = pc.fill_null(pc.index_in(pc.list_flatten(held), values), len(values)).to_numpy()
            owners = pc.list_parent_indices(held).to_numpy() + start
            order = np.argsort(codes, kind="stable")
            ends = np.searchsorted(codes, np.arange(len(values)), side="right", sorter=order)
            for bitmap, ordinals in zip(members, np.split(owners[order], ends)[: len(values)], strict=True):
                bitmap |= of_ordinals(ordinals)
        self.writer.values(f"{name}/values", values.type, [values])
        self.writer.bitmaps(f"{name}/members", [of_flags(known), *members])
        return Entry(folder=number, form="set", bitmaps=True)

    def _place(self, tag: Tag, number: int, name: str) -> Entry:
        """Degrees as they are, and the cells that a box is looked up by first."""
        assert tag.columns is not None
        for axis, stored in (("lat", tag.columns.lat), ("lon", tag.columns.lon)):
            exact = self.writer.empty_array(f"{name}/{axis}", np.float64, self.users)
            coarse = self.writer.empty_array(f"{name}/{axis}-cells", np.uint16, self.users)
            for start, part in self._column(column(stored, self._catalog.users.table)):
                degrees = pc.fill_null(part, math.nan).to_numpy()
                exact[start : start + len(degrees)] = degrees
                coarse[start : start + len(degrees)] = cells(degrees)
            self.writer.filled(f"{name}/{axis}", exact)
            self.writer.filled(f"{name}/{axis}-cells", coarse)
        return Entry(folder=number, form="place")

    def _users(self, *selected: exp.Expr) -> exp.Select:
        return exp.select(*selected).from_(table(self._catalog.users.table))

    def _distinct(self, stored: exp.Expr) -> int:
        answer = self._con.sql(self._users(exp.ApproxDistinct(this=stored)).sql(dialect="duckdb")).fetchall()
        return int(answer[0][0])

    def _values(self, source: exp.Select) -> pa.Array:
        """The different known values of a query of one column, ascending."""
        found = self._con.sql(source.distinct().sql(dialect="duckdb")).to_arrow_table().column(0)
        values = _plain(found.combine_chunks()).unique().drop_null()
        return values.take(pc.sort_indices(values))

    def _column(self, stored: exp.Expr) -> Iterator[tuple[int, pa.Array]]:
        """The values of all users in the order of ordinals, in parts, each with its first ordinal."""
        start = 0
        for batch in self._batches(self._users(stored)):
            yield start, batch.column(0)
            start += len(batch)

    def _batches(self, query: exp.Select) -> Iterator[pa.RecordBatch]:
        yield from self._con.sql(query.sql(dialect="duckdb")).to_arrow_reader(_BATCH)


def _plain(values: pa.Array) -> pa.Array:
    """Without -0.0, which is 0.0 to everyone but a hash table."""
    return pc.add(values, 0.0) if pa.types.is_floating(values.type) else values
