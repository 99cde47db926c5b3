"""What an engine can do with a definition. The embedded one is `duckdb_engine`."""

from pathlib import Path
from typing import Protocol

import pyarrow as pa
from sqlglot import exp

from tools.engine.members import Members
from tools.segment import Condition, Definition


class Cluster(Protocol):
    """What an engine of several machines does where its data lies, for audiences that are too large to bring here."""

    @property
    def most_rows(self) -> int:
        """So many rows a query may bring here."""

    def write_parquet(self, query: exp.Query, headers: list[str], folder: Path) -> int:
        """Run a query and have its rows written to `folder` as Parquet files; returns their number."""

    def rank(self, rows: exp.Query, features: list[str], model: str, folder: Path) -> None:
        """Score `rows` (a `user_id` and the columns `features`) by a LightGBM model in its text format, and have
        `user_id`, `rank` (1 has the highest score, equal scores in the order of ids) and `score` written to `folder`
        as Parquet files."""


class Engine(Protocol):
    """Answers definitions that were checked against the catalog. Raises MusterError when a query cannot be finished."""

    @property
    def members(self) -> Members | None:
        """Who meets which condition, as bitmaps; None where the users are not on this machine."""

    @property
    def cluster(self) -> Cluster | None:
        """None where everything fits on one machine."""

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
