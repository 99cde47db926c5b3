"""Gold audiences: SQL written by hand, run by plain DuckDB beside Muster's engine."""

from functools import cached_property
from pathlib import Path

import duckdb


class Gold:
    """Answers the SQL of cases over one warehouse file."""

    def __init__(self, warehouse: Path):
        self._warehouse = warehouse
        self._known: dict[str, frozenset[str]] = {}

    @cached_property
    def _connection(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(":memory:", config={"threads": 1})
        path = str(self._warehouse.resolve()).replace("'", "''")
        connection.execute(f"ATTACH '{path}' AS warehouse (READ_ONLY)")
        connection.execute("USE warehouse")
        return connection

    def users(self, sql: str) -> frozenset[str]:
        """The ids in the one column of `sql`. Raises duckdb.Error, and ValueError for more than one column."""
        if sql not in self._known:
            result = self._connection.sql(sql)
            if len(result.columns) != 1:
                raise ValueError(f"the SQL gives {len(result.columns)} columns; it must give one, the user ids")
            self._known[sql] = frozenset(str(user) for (user,) in result.fetchall())
        return self._known[sql]

    def close(self) -> None:
        self._connection.close()
