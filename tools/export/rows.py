"""The rows of an export: the users of a definition, in its order, with the columns that a channel needs."""

import pyarrow as pa
from sqlglot import exp

from tools.catalog.model import Catalog
from tools.compiler.compile import compile_definition
from tools.compiler.context import Context
from tools.compiler.expressions import column, user_id
from tools.engine.members import Members
from tools.engine.ordered import ordered
from tools.engine.protocol import Engine
from tools.export.channel import ID_HEADER, Column
from tools.index.audience_index import Choices
from tools.segment import Definition


def rows_of(definition: Definition, columns: list[Column], engine: Engine, context: Context) -> pa.Table:
    """A table of the user id as text, under `user_id`, and `columns` under their headers.

    `definition` has been through `check`. Without an order of its own it is in that of the ids, so that the same
    audience makes the same file. Raises what the engine raises.
    """
    catalog = context.catalog
    if engine.members is not None and (rows := _from_index(definition, columns, engine.members, catalog)) is not None:
        return rows
    wanted = [_numbered(i, column, catalog) for i, column in enumerate(columns)]
    users = compile_definition(definition, context).select(*wanted)
    if not users.args.get("order"):
        users = users.order_by(exp.Ordered(this=user_id(catalog)))
    return engine.query(users).rename_columns([ID_HEADER, *(column.header for column in columns)])


def _from_index(definition: Definition, columns: list[Column], members: Members, catalog: Catalog) -> pa.Table | None:
    """The table without a query, which sorting and comparing ids in text would hold up; None where the index does not
    hold all of it."""
    users, index = ordered(definition, members), members.index
    if users is None or index is None:
        return None
    tags = {tag.stored_in: tag.id for tag in catalog.tags}
    held = [index.tag(tags[column.stored_in]) if column.stored_in in tags else None for column in columns]
    ids, values = index.ids_of(users), [each.coded.values_of(users) for each in held if isinstance(each, Choices)]
    if ids is None or len(values) < len(columns):
        return None
    return pa.table([ids, *values], [ID_HEADER, *(column.header for column in columns)])


def _numbered(position: int, wanted: Column, catalog: Catalog) -> exp.Expr:
    # Under a name that cannot be taken for a column that the query sorts or filters by.
    return exp.alias_(column(wanted.stored_in, catalog.users.table), f"export {position}", quoted=True)
