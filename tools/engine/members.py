"""Who meets a condition, as one bit a user: asked of the database once, remembered, and joined in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property, reduce
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from sqlglot import exp

from tools.compiler.compile import compile_definition
from tools.compiler.context import Context
from tools.compiler.expressions import column, identifier, table
from tools.segment import All, AnyOf, Condition, Definition, Near, Not, TagCondition

if TYPE_CHECKING:
    import pyarrow as pa

# 64 users a number, in the order of the users table. Bits of no user are 0.
Bits = npt.NDArray[np.uint64]

# Enough for 500 conditions on a million users, or 50 on ten million.
_MEMORY_BYTES = 64 * 2**20
# DuckDB's number of a row in its table, which stays as it is in a file that nobody writes to.
_ROW = "rowid"


class Members:
    """Members of conditions in one warehouse. It never changes, so what was answered once stays true.

    `query` runs a query there; what it raises is raised here. Safe to use from several threads.
    """

    def __init__(self, query: Callable[[exp.Query], pa.Table], context: Context):
        self._query = query
        self._context = context
        self._answers: OrderedDict[str, Bits] = OrderedDict()  # by query, that used last behind
        self._lock = Lock()

    def count(self, condition: Condition) -> int:
        """Number of users who meet a checked condition."""
        return int(np.bitwise_count(self._of(condition)).sum())

    def _of(self, condition: Condition) -> Bits:
        """The parts of a condition are asked one by one, so that after an edit only what is new is asked. An
        alternative or a negation of plain comparisons stays whole: it costs no more than one comparison."""
        match condition:
            case All(of=parts):
                return reduce(np.bitwise_and, map(self._of, parts), self._everyone)
            case AnyOf(of=parts) if not _is_plain(condition):
                return reduce(np.bitwise_or, map(self._of, parts), np.zeros_like(self._everyone))
            case Not(of=part) if not _is_plain(part):
                return self._everyone & ~self._of(part)
            case _:
                return self._asked(condition)

    def _asked(self, condition: Condition) -> Bits:
        users = compile_definition(Definition(where=condition), self._context)
        key = users.sql(dialect="duckdb", copy=False)
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        bits = _packed(self._rows(users), len(self._everyone))
        with self._lock:
            self._answers[key] = bits
            while len(self._answers) * bits.nbytes > _MEMORY_BYTES:
                self._answers.popitem(last=False)
        return bits

    @cached_property
    def _everyone(self) -> Bits:
        rows = self._rows(compile_definition(Definition(), self._context))
        return _packed(rows, int(rows.max(initial=-1)) // 64 + 1)

    def _rows(self, users: exp.Select) -> npt.NDArray[np.int64]:
        """Which rows of the users table a query of users selects."""
        numbers = users.select(column(self._row, self._table), append=False, copy=False)
        if self._row != _ROW:
            numbers = numbers.from_(self._numbered(), copy=False)
        # Arrow's own `to_numpy` imports pandas, which takes longer than a request.
        chunks = [np.from_dlpack(chunk) for chunk in self._query(numbers).column(0).chunks if len(chunk)]
        return np.concatenate(chunks).astype(np.int64) if chunks else np.empty(0, dtype=np.int64)

    def _numbered(self) -> exp.Subquery:
        number = exp.alias_(exp.Window(this=exp.RowNumber()), self._row, quoted=True)
        rows = exp.Select().from_(table(self._table)).select(exp.Star(), number)
        return rows.subquery(alias=identifier(self._table))

    @cached_property
    def _row(self) -> str:
        """The column that says which row a user is in. Where a customer's own column hides DuckDB's, rows are counted,
        which takes a little longer."""
        nobody = exp.Select().from_(table(self._table)).select(exp.Star()).limit(0)
        taken = {name.lower() for name in self._query(nobody).column_names}
        name = _ROW
        while name in taken:
            name += "_"
        return name

    @property
    def _table(self) -> str:
        return self._context.catalog.users.table


def _is_plain(condition: Condition) -> bool:
    """Whether a condition looks at nothing but columns of the users table."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            return all(map(_is_plain, parts))
        case Not(of=part):
            return _is_plain(part)
        case _:
            return isinstance(condition, TagCondition | Near)


def _packed(rows: npt.NDArray[np.int64], size: int) -> Bits:
    flags = np.zeros(size * 64, dtype=np.bool_)
    flags[rows] = True
    return np.packbits(flags).view(np.uint64)
