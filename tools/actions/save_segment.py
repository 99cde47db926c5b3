"""Keep a definition under a name."""

from datetime import datetime

from pydantic import BaseModel, Field

from tools.actions.audience import Audience
from tools.segment import Definition
from tools.workspace import Workspace


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
    raise NotImplementedError
