"""Beside each user column of an event table, the user's ordinal: numbers are grouped and joined faster than ids."""

from dataclasses import dataclass, replace
from functools import cached_property

from tools.catalog.model import Catalog
from tools.index.rows import Rows
from tools.ingest.convert import Column, exact_id
from tools.ingest.plan import events_of, user_column
from tools.ingest.source import Source
from tools.ingest.sql import name

_ORDINAL = "__muster_user"
_ID = "__muster_id"


@dataclass(frozen=True)
class Ordinals:
    """The ordinals in one event table; events of one table may be of users in different columns."""

    catalog: Catalog
    table: str

    @cached_property
    def by_user_column(self) -> dict[str, str]:
        """User column → the column of ordinals."""
        users = dict.fromkeys(user_column(self.catalog, event) for event in events_of(self.catalog, self.table))
        return {user: f"{_ORDINAL}_{number}" for number, user in enumerate(users)}

    @property
    def columns(self) -> str:
        return ", ".join(name(ordinal) for ordinal in self.by_user_column.values())

    def joined(self, source: Source, columns: dict[str, Column]) -> Source:
        """The source with the ordinals beside its `columns`, which go by their names in the catalog; NULL where there
        is no such user."""
        joins = " ".join(self._join(columns[user], ordinal) for user, ordinal in self.by_user_column.items())
        return replace(source, relation=f"SELECT given.*, {self.columns} FROM ({source.relation}) AS given {joins}")

    def _join(self, user: Column, ordinal: str) -> str:
        tags = [tag.stored_in for tag in self.catalog.tags]
        users = Rows(self.catalog.users.table, [*tags, *(entry.column for entry in self.catalog.ids)])
        row, source = (part.sql(dialect="duckdb") for part in (users.ordinal, users.source))
        ids = f"SELECT {name(self.catalog.users.id)} AS {_ID}, CAST({row} AS UINTEGER) AS {name(ordinal)} FROM {source}"
        return f"LEFT JOIN ({ids}) AS {name(f'of {ordinal}')} ON {exact_id(user)} = {name(f'of {ordinal}')}.{_ID}"
