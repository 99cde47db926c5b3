"""What a channel is: a destination's file format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tools.catalog.model import Catalog, IdType
from tools.language import Text

if TYPE_CHECKING:
    import pyarrow as pa

ID_HEADER = "user_id"

# Why a user of the audience is not in a file, in words that follow a number of users.
LEFT_OUT = {
    "no_phone": Text(en="without a phone number", zh="没有手机号"),
    "invalid_phone": Text(en="with a phone number that cannot exist", zh="手机号无效"),
    "repeated_phone": Text(en="with the phone number of a user before them", zh="手机号与前面的用户重复"),
}


class Column(NamedTuple):
    """A column of a file: its `header`, and the column of the users table that it is filled from."""

    header: str
    stored_in: str


@dataclass(frozen=True)
class Written:
    """Rows in the file, and users of the audience that are not in it, counted by reason (see `LEFT_OUT`)."""

    rows: int
    left_out: dict[str, int] = field(default_factory=dict)


class Channel(Protocol):
    """`id` is what people type and programs store; `suffix` is the file's, without a dot."""

    @property
    def id(self) -> str: ...

    @property
    def name(self) -> Text: ...

    @property
    def suffix(self) -> str: ...

    @property
    def identifier(self) -> IdType | None:
        """The identifier that the format is made of; None for Muster's own user id."""

    @property
    def by_cluster(self) -> bool:
        """Whether a cluster may write the file itself, as a folder of Parquet files in no particular order."""

    def columns(self, tags: frozenset[str], catalog: Catalog) -> list[Column]:
        """What it needs of each user beside the id, when the definition uses `tags`. The catalog has its identifier."""

    def write(self, batches: Iterator[pa.RecordBatch], schema: pa.Schema, file: Path, catalog: Catalog) -> Written:
        """Write `file`. Batches hold the user id as text first, then `columns`, in the definition's order."""


def identifier_column(identifier: IdType, catalog: Catalog) -> str | None:
    """The column of the users table that holds an identifier; None when the data has none."""
    return next((known.column for known in catalog.ids if known.type == identifier), None)


def serves(channel: Channel, catalog: Catalog) -> bool:
    """Whether the data holds what the channel's format is made of."""
    return channel.identifier is None or identifier_column(channel.identifier, catalog) is not None


def tag_columns(tags: frozenset[str], catalog: Catalog) -> list[Column]:
    """The tags as columns, in the catalog's order and under their ids: a name changes with the language of the reader
    and whenever someone improves the catalog, which must not break what reads the file. Sensitive tags never leave."""
    columns = []
    for tag in catalog.tags:
        if tag.id not in tags or tag.id in catalog.sensitive_tags or tag.stored_in == catalog.users.id:
            continue
        if tag.columns is not None:
            columns += [Column(f"{tag.id}.lat", tag.columns.lat), Column(f"{tag.id}.lon", tag.columns.lon)]
        else:
            columns.append(Column(tag.id, tag.stored_in))
    return columns
