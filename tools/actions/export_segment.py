"""Write an audience to a file. For people's clicks and commands; never given to a model as a tool."""

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel

from tools.actions.audience import Audience
from tools.workspace import Workspace


class ExportArguments(Audience):
    channel: str = "csv"
    by: str = "local"


class Receipt(BaseModel):
    """A finished export: `file` and beside it `manifest` (JSON) lie in `workspace/exports/<id>/`."""

    id: str
    channel: str
    file: Path
    manifest: Path
    rows: int
    sha256: str
    left_out: dict[str, int]
    exported_at: datetime


def export_segment(workspace: Workspace, arguments: ExportArguments) -> Receipt:
    """Write the audience's file and its manifest, atomically, and record who did it."""
    raise NotImplementedError
