"""`state.db`: saved segments, exports and the audit log of one workspace. Several processes may use it at once.

Commands that never save anything should not pay for a database: SQLAlchemy is imported, and the file made, only when
there is something to read or to write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools.errors import fail
from tools.segment import Condition, Definition
from tools.store.changes import Changes
from tools.store.names import key_of, spelled
from tools.store.references import references

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from tools.store.tables import AuditEntry, Export, SegmentVersion

BUSY_SECONDS = 10  # how long a writer waits for another process before it gives up

_LOOKALIKE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class Store:
    """What was saved in the workspace folder `path`; implements `tools.compiler.context.Saved`.

    `clock` gives the time of records. Raises MusterError (`bad_store`) when the file was written by a newer Muster.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime]):
        self._workspace = path
        self._file = path / "state.db"
        self._clock = clock
        self._changes = Changes(self._file)
        self._definitions: dict[tuple[str, int | None], Definition | None] = {}
        self._definitions_at: int | None = None

    # Segments

    def save(
        self, name: str, definition: Definition, *, fingerprint: str, count: int, snapshot: str, by: str
    ) -> SegmentVersion:
        """Save a definition under a name and return its version: a new one only when the fingerprint is new to it.

        `count` is the size of its audience on `snapshot` now. Raises MusterError (`bad_name`), and
        (`cyclic_segment`) when the definition refers to this very name, itself or through other segments.
        """
        from tools.store.tables import SegmentVersion

        name = spelled(name)
        with self._writing() as session:
            newest = _version(session, name)
            if newest is not None and newest.fingerprint == fingerprint:
                return newest
            if (through := _path_back(session, definition, key_of(name))) is not None:
                way = " → ".join([name, *through])
                raise fail(
                    "cyclic_segment",
                    f"A segment cannot refer to itself: {way}.",
                    f"人群不能引用自身：{way}。",
                    where="definition",
                    got=name,
                )
            saved = SegmentVersion(
                key=key_of(name),
                version=newest.version + 1 if newest else 1,
                name=name,
                definition=definition,
                fingerprint=fingerprint,
                count=count,
                snapshot=snapshot,
                saved_at=self._clock(),
                saved_by=by,
            )
            session.add(saved)
            detail = {"name": name, "version": saved.version, "fingerprint": fingerprint, "count": count}
            self._audit(session, by, "save_segment", detail)
        return saved

    def segment(self, name: str, version: int | None = None) -> SegmentVersion | None:
        """One version of a saved segment, the newest by default; None when there is none."""
        if not self._file.exists():
            return None
        with self._reading() as session:
            return _version(session, name, version)

    def segments(self) -> list[SegmentVersion]:
        """The newest version of each saved segment, newest first."""
        newest = {version.key: version for version in self._versions()}
        return sorted(newest.values(), key=lambda version: version.saved_at, reverse=True)

    def history(self, name: str) -> list[SegmentVersion]:
        """All versions of a saved segment, newest first; empty when there is none."""
        return [version for version in reversed(self._versions()) if version.key == key_of(name)]

    def newest_version(self, name: str) -> int | None:
        saved = self.segment(name)
        return saved.version if saved else None

    # What definitions refer to

    def definition(self, segment: str, version: int | None = None) -> Definition | None:
        """Asked several times for one count, so what was read is kept until something is written."""
        mark, name = self._changes.mark(), (key_of(segment), version)
        if mark is None or mark != self._definitions_at:
            self._definitions, self._definitions_at = {}, mark
        known = self._definitions
        if name not in known:
            saved = self.segment(segment, version)
            known[name] = saved.definition if saved else None
        return known[name]

    def segment_names(self) -> list[str]:
        """Names of the saved segments as spelled when last saved, newest first. Asked at every turn of a conversation,
        so definitions are not read."""
        if not self._file.exists():
            return []
        from sqlalchemy import select

        from tools.store.tables import SegmentVersion as Saved

        with self._reading() as session:
            rows = session.execute(select(Saved.key, Saved.name, Saved.saved_at).order_by(Saved.version, Saved.key))
            newest = {row.key: row for row in rows}
        return [row.name for row in sorted(newest.values(), key=lambda row: row.saved_at, reverse=True)]

    def ranking(self, lookalike: str) -> Path | None:
        # An id comes from a definition that anyone may have written: it must never lead out of the folder.
        if not _LOOKALIKE_ID.fullmatch(lookalike):
            return None
        file = self._workspace / "lookalikes" / lookalike / "ranked.parquet"
        return file if file.exists() else None

    # Exports and audit

    def record_export(
        self,
        *,
        id: str,
        segment: str | None,
        definition: Definition,
        fingerprint: str,
        snapshot: str,
        channel: str,
        file: str,
        rows: int,
        sha256: str,
        left_out: dict[str, int],
        exported_at: datetime,
        by: str,
    ) -> None:
        """Record a finished export, with its audit entry. `file` is its path inside the workspace."""
        from tools.store.tables import Export

        with self._writing() as session:
            session.add(
                Export(
                    id=id,
                    segment=segment,
                    definition=definition,
                    fingerprint=fingerprint,
                    snapshot=snapshot,
                    channel=channel,
                    file=file,
                    rows=rows,
                    sha256=sha256,
                    left_out=left_out,
                    exported_at=exported_at,
                    exported_by=by,
                )
            )
            detail = {"export": id, "channel": channel, "rows": rows, "fingerprint": fingerprint, "segment": segment}
            self._audit(session, by, "export_segment", detail)

    def exports(self) -> list[Export]:
        """Finished exports, newest first."""
        if not self._file.exists():
            return []
        from sqlalchemy import select

        from tools.store.tables import Export

        with self._reading() as session:
            return list(session.scalars(select(Export).order_by(Export.exported_at.desc(), Export.id.desc())))

    def record(self, who: str, what: str, detail: dict[str, Any]) -> None:
        """Add an entry to the audit log. `detail` is JSON and holds no user's data."""
        with self._writing() as session:
            self._audit(session, who, what, detail)

    def audit(self) -> list[AuditEntry]:
        """The audit log, newest first."""
        if not self._file.exists():
            return []
        from sqlalchemy import select

        from tools.store.tables import AuditEntry

        with self._reading() as session:
            return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())))

    # How it is kept

    def _versions(self) -> list[SegmentVersion]:
        """All versions of all segments; of each segment in the order of their numbers."""
        if not self._file.exists():
            return []
        from sqlalchemy import select

        from tools.store.tables import SegmentVersion

        with self._reading() as session:
            return list(session.scalars(select(SegmentVersion).order_by(SegmentVersion.version, SegmentVersion.key)))

    def _audit(self, session: Session, who: str, what: str, detail: dict[str, Any]) -> None:
        from tools.store.tables import AuditEntry

        session.add(AuditEntry(at=self._clock(), who=who, what=what, detail=detail))

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        from sqlalchemy.orm import Session

        from tools.store.database import told_to_people

        with told_to_people(self._file), Session(self._engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        """A transaction that holds the write lock from its first statement, so that what it reads stays true."""
        from sqlalchemy.orm import Session

        from tools.store.database import told_to_people

        with told_to_people(self._file):
            engine = self._engine.execution_options(begin="IMMEDIATE")
            with Session(engine, expire_on_commit=False) as session, session.begin():
                yield session

    @cached_property
    def _engine(self) -> Engine:
        from tools.store.database import open_database

        self._workspace.mkdir(parents=True, exist_ok=True)
        return open_database(self._file, BUSY_SECONDS)


def _version(session: Session, name: str, version: int | None = None) -> SegmentVersion | None:
    from sqlalchemy import select

    from tools.store.tables import SegmentVersion

    query = select(SegmentVersion).where(SegmentVersion.key == key_of(name))
    if version is not None:
        query = query.where(SegmentVersion.version == version)
    return session.scalars(query.order_by(SegmentVersion.version.desc()).limit(1)).first()


def _path_back(session: Session, definition: Definition, key: str) -> list[str] | None:
    """Names on the way from a definition to the newest version of the segment `key`; None when it never gets there.

    An older version named by its number is no way back: it is fixed, and can serve to build the next one.
    """
    seen: set[tuple[str, int | None]] = set()

    def follow(condition: Condition) -> list[str] | None:
        for reference in references(condition):
            place = (key_of(reference.segment), reference.version)
            if place == (key, None):
                return [reference.segment]
            if place in seen:
                continue
            seen.add(place)
            saved = _version(session, reference.segment, reference.version)
            if saved is not None and (rest := follow(saved.definition.where)) is not None:
                return [reference.segment, *rest]
        return None

    return follow(definition.where)
