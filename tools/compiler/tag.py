"""A condition on a tag: a comparison of its column in the users table."""

from sqlglot import exp

from tools.catalog.model import Catalog
from tools.compiler.comparison import compare, is_known
from tools.compiler.expressions import column, every
from tools.compiler.lookup import find_tag
from tools.segment import TagCondition


def tag_condition(condition: TagCondition, catalog: Catalog) -> exp.Expr:
    tag = find_tag(catalog, condition.tag)
    table = catalog.users.table
    if tag.columns is not None:
        # Of a place one can only ask whether it is known; how far it lies is a condition of its own.
        return every(is_known(column(name, table)) for name in (tag.columns.lat, tag.columns.lon))
    return compare(column(tag.stored_in, table), tag.type, condition, catalog.today)
