"""What an engine can do with a definition. The embedded one is `duckdb_engine`."""

from typing import Protocol

import pyarrow as pa
from sqlglot import exp

from tools.engine.members import Members
from tools.segment import Condition, Definition


class Engine(Protocol):
    """Answers definitions that were checked against the catalog. Raises MusterError when a query cannot be finished."""

    @property
    def members(self) -> Members | None:
        """Who meets which condition, as bitmaps; None where the users are not on this machine."""

    def sql(self, definition: Definition) -> str:
        """One self-contained query that returns the user ids, for people to read and run again."""

    def population(self) -> int:
        """Number of users."""

    def count(self, definition: Definition) -> int:
        """Number of users in the definition's audience."""

    def count_conditions(self, conditions: list[Condition]) -> list[int]:
        """Number of users that meet each condition; what several of them share is asked once."""

    def ids(self, definition: Definition) -> pa.Table:
        """One text column `user_id`, in the definition's order."""

    def query(self, query: exp.Query) -> pa.Table:
        """Run a query that our own code built over the warehouse's tables, under the engine's limits."""
