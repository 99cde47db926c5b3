"""Ordinals in the database: the number of a user's row in the users table, from 0."""

from collections.abc import Iterable

from sqlglot import exp

from tools.compiler.expressions import column, identifier, table

# DuckDB's number of a row in its table, which stays as it is in a file that nobody writes to.
_ROW = "rowid"


class Rows:
    """The rows of the users table `name`, which has these `columns`. Where a customer's own column hides DuckDB's
    number, rows are counted, which takes a little longer."""

    def __init__(self, name: str, columns: Iterable[str]):
        self._name = name
        taken = {column.lower() for column in columns}
        self._ordinal = _ROW
        while self._ordinal in taken:
            self._ordinal += "_"

    @property
    def ordinal(self) -> exp.Column:
        return column(self._ordinal, self._name)

    @property
    def source(self) -> exp.Table | exp.Subquery:
        """The table, under its name, with `ordinal` among its columns."""
        if self._ordinal == _ROW:
            return table(self._name)
        number = exp.Sub(this=exp.Window(this=exp.RowNumber()), expression=exp.Literal.number(1))
        numbered = exp.alias_(number, self._ordinal, quoted=True)
        rows = exp.Select().from_(table(self._name)).select(exp.Star(), numbered)
        return rows.subquery(alias=identifier(self._name))
