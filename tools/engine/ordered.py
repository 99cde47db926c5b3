"""The users of a definition in its order, from the index alone."""

import numpy as np

from tools.compiler.expressions import first_of
from tools.engine.members import Members
from tools.index.audience_index import Choices
from tools.index.bitmaps import Ordinals, to_ordinals
from tools.index.coded import UNKNOWN
from tools.segment import Definition


def ordered(definition: Definition, members: Members) -> Ordinals | None:
    """Ordinals in the order of the definition, of ids where it has none, cut off at its limit.

    None where the database must say: for samples, whose order is that of a digest of the id, for orders by a measure
    over events, and for what the index does not hold.
    """
    index, order_by = members.index, definition.order_by
    if index is None or definition.sample is not None or (order_by is not None and order_by.tag is None):
        return None
    ranks = index.id_ranks
    if ranks is None:
        return None
    held = index.tag(order_by.tag) if order_by is not None and order_by.tag is not None else None
    if order_by is not None and not isinstance(held, Choices):
        return None
    users = to_ordinals(members.of(definition.where))
    size = len(users) if definition.limit is None else first_of(definition.limit, len(users))
    if not isinstance(held, Choices) or order_by is None:
        return users[np.argsort(ranks[users])][:size]
    keys = held.coded.codes[users].astype(np.int64)
    unknown = keys == UNKNOWN
    keys = np.where(unknown, np.iinfo(np.int64).max, -keys if order_by.descending else keys)
    if 0 < size < len(users):  # sort no more than what can be among the first
        among = keys <= np.partition(keys, size - 1)[size - 1]
        users, keys = users[among], keys[among]
    return users[np.lexsort((ranks[users], keys))][:size]
