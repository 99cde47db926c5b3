"""Keep a definition under a name."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field

from tools.actions.audience import Audience
from tools.compiler.check import check
from tools.segment import Definition
from tools.segment.canonical import fingerprint
from tools.store.names import key_of, spelled
from tools.store.references import pinned
from tools.workspace import Workspace

if TYPE_CHECKING:
    from tools.store.tables import SegmentVersion


class SaveArguments(Audience):
    name: str = Field(min_length=1, max_length=100)


class SavedSegment(BaseModel):
    """One version of a saved segment. Saving an equal definition (same fingerprint) again makes no new version."""

    name: str
    version: int
    definition: Definition
    fingerprint: str
    count: int
    snapshot: str
    saved_at: datetime


def save_segment(workspace: Workspace, arguments: SaveArguments) -> SavedSegment:
    """Save the draft (or a definition) under a name; a name that exists gets a new version. Segments keep their rule:
    on newer data the same rule finds other users."""
    name = spelled(arguments.name)
    definition = _built_on_itself(check(arguments.resolved(), workspace.context), name, workspace)
    version = workspace.store.save(
        name,
        definition,
        fingerprint=fingerprint(definition),
        count=workspace.engine.count(definition),
        snapshot=workspace.snapshot.id,
        by="local",
    )
    return saved_segment(version)


def saved_segment(version: SegmentVersion) -> SavedSegment:
    return SavedSegment(
        name=version.name,
        version=version.version,
        definition=version.definition,
        fingerprint=version.fingerprint,
        count=version.count,
        snapshot=version.snapshot,
        saved_at=version.saved_at,
    )


def _built_on_itself(definition: Definition, name: str, workspace: Workspace) -> Definition:
    """A segment taken up, narrowed and saved again names itself: it means the version that was there before."""
    own = key_of(name)
    return pinned(definition, lambda other: workspace.store.newest_version(other) if key_of(other) == own else None)
