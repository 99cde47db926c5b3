"""The tables of `state.db`. Rows are plain data objects: read in one transaction, used after it."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from tools.segment import Definition

# Of the file's layout, as its `user_version`. A change to the tables raises it and brings its migration.
LAYOUT = 1


class UtcTime(TypeDecorator[datetime]):
    """A moment: with a zone in Python, in UTC and without one in SQLite, which knows no zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class DefinitionJson(TypeDecorator[Definition]):
    """A definition, as the JSON that programs exchange."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Definition | None, dialect: Dialect) -> str | None:
        return None if value is None else value.model_dump_json(exclude_none=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Definition | None:
        return None if value is None else Definition.model_validate_json(value)


class Table(MappedAsDataclass, DeclarativeBase):
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: UtcTime,
        Definition: DefinitionJson,
        dict[str, Any]: JSON,
        dict[str, int]: JSON,
    }


class SegmentVersion(Table):
    """One version of a saved segment, never changed once written. `key` is the name as look-ups compare it."""

    __tablename__ = "segment_versions"

    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    definition: Mapped[Definition]
    fingerprint: Mapped[str]
    count: Mapped[int]
    snapshot: Mapped[str]
    saved_at: Mapped[datetime] = mapped_column(index=True)
    saved_by: Mapped[str]


class Export(Table):
    """One finished export. `segment` is the name it was exported under, if it had one."""

    __tablename__ = "exports"

    id: Mapped[str] = mapped_column(primary_key=True)
    segment: Mapped[str | None]
    definition: Mapped[Definition]
    fingerprint: Mapped[str]
    snapshot: Mapped[str]
    channel: Mapped[str]
    file: Mapped[str]
    rows: Mapped[int]
    sha256: Mapped[str]
    left_out: Mapped[dict[str, int]]
    exported_at: Mapped[datetime] = mapped_column(index=True)
    exported_by: Mapped[str]


class AuditEntry(Table):
    """Who did what, when; rows are only ever added."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[datetime] = mapped_column(index=True)
    who: Mapped[str]
    what: Mapped[str]
    detail: Mapped[dict[str, Any]]
