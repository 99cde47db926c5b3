"""Saved segments by name, for commands."""

from difflib import get_close_matches

from tools.actions.save_segment import SavedSegment, saved_segment
from tools.errors import fail
from tools.workspace import Workspace


def versions(workspace: Workspace, name: str) -> list[SavedSegment]:
    """All versions of a segment, newest first. Raises MusterError (`unknown_segment`)."""
    found = [saved_segment(version) for version in workspace.store.history(name)]
    if not found:
        known = workspace.store.segment_names()
        raise fail(
            "unknown_segment",
            f"No segment is saved as “{name}”.",
            f"没有名为“{name}”的人群。",
            where="segment",
            got=name,
            suggestions=tuple(get_close_matches(name, known, n=3, cutoff=0.4) or known[:3]),
        )
    return found


def named_or_newest(workspace: Workspace, name: str | None) -> str:
    """The segment of this name, or the one saved last. Raises MusterError (`unknown_segment`, `no_segment`)."""
    if name is not None:
        return versions(workspace, name)[0].name
    names = workspace.store.segment_names()
    if not names:
        raise fail(
            "no_segment",
            "No segment is saved yet: describe one with `muster chat` and save it.",
            "还没有保存过人群：请先用 `muster chat` 描述并保存一个。",
        )
    return names[0]
