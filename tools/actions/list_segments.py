"""What was saved."""

from pydantic import BaseModel

from tools.actions.save_segment import SavedSegment, saved_segment
from tools.workspace import Workspace


class ListArguments(BaseModel):
    pass


class SegmentList(BaseModel):
    """Newest version of each saved segment, newest first. `count` is the size when it was saved."""

    segments: list[SavedSegment]


def list_segments(workspace: Workspace, arguments: ListArguments) -> SegmentList:
    """List the saved segments with their versions and sizes."""
    return SegmentList(segments=[saved_segment(version) for version in workspace.store.segments()])
