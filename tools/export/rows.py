"""The rows of an export: the users of a definition, in its order, with the columns that a channel needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from tools.catalog.model import Catalog
from tools.compiler.compile import compile_definition
from tools.compiler.context import Context
from tools.compiler.expressions import column, user_id
from tools.engine.protocol import Engine
from tools.export.channel import ID_HEADER, Column
from tools.segment import Definition

if TYPE_CHECKING:
    import pyarrow as pa


def rows_of(definition: Definition, columns: list[Column], engine: Engine, context: Context) -> pa.Table:
    """A table of the user id as text, under `user_id`, and `columns` under their headers.

    `definition` has been through `check`. Without an order of its own it is in that of the ids, so that the same
    audience makes the same file. Raises what the engine raises.
    """
    catalog = context.catalog
    wanted = [_numbered(i, column, catalog) for i, column in enumerate(columns)]
    users = compile_definition(definition, context).select(*wanted)
    if not users.args.get("order"):
        users = users.order_by(exp.Ordered(this=user_id(catalog)))
    return engine.query(users).rename_columns([ID_HEADER, *(column.header for column in columns)])


def _numbered(position: int, wanted: Column, catalog: Catalog) -> exp.Expr:
    # Under a name that cannot be taken for a column that the query sorts or filters by.
    return exp.alias_(column(wanted.stored_in, catalog.users.table), f"export {position}", quoted=True)
