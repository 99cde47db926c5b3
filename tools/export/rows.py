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
from tools.errors import MusterError, fail
from tools.export.channel import ID_HEADER, Column
from tools.index.audience_index import Choices
from tools.segment import Definition


def rows_of(definition: Definition, columns: list[Column], engine: Engine, context: Context) -> pa.Table:
    """A table of the user id as text, under `user_id`, and `columns` under their headers.

    `definition` has been through `check`. Without an order of its own it is in that of the ids, so that the same
    audience makes the same file. Raises what the engine raises, and `too_many_rows` for more than may be brought here
    from a cluster.
    """
    members, cluster = engine.members, engine.cluster
    if members is not None and (rows := _from_index(definition, columns, members, context.catalog)) is not None:
        return rows
    if cluster is not None and (count := engine.count(definition)) > cluster.most_rows:
        raise _too_many(count, cluster.most_rows)
    users = query_of(definition, columns, context)
    if not users.args.get("order"):
        users = users.order_by(exp.Ordered(this=user_id(context.catalog)))
    return engine.query(users).rename_columns(headers_of(columns))


def query_of(definition: Definition, columns: list[Column], context: Context) -> exp.Select:
    """The users of a definition with `columns`; in order only where the definition has one."""
    wanted = [_numbered(i, column, context.catalog) for i, column in enumerate(columns)]
    return compile_definition(definition, context).select(*wanted)


def headers_of(columns: list[Column]) -> list[str]:
    return [ID_HEADER, *(column.header for column in columns)]


def _too_many(count: int, most: int) -> MusterError:
    return fail(
        "too_many_rows",
        f"{count:,} users are too many for this channel on a cluster (at most {most:,}): export them as Parquet, which "
        "the cluster writes itself.",
        f"该渠道在集群上最多导出 {most:,} 人，当前为 {count:,} 人：请改用 Parquet 渠道，由集群直接写出。",
        got=count,
        suggestions=("parquet",),
    )


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
    return pa.table([ids, *values], headers_of(columns))


def _numbered(position: int, wanted: Column, catalog: Catalog) -> exp.Expr:
    # Under a name that cannot be taken for a column that the query sorts or filters by.
    return exp.alias_(column(wanted.stored_in, catalog.users.table), f"export {position}", quoted=True)
