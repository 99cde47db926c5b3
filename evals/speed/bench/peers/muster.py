"""Muster, by the interface that its front ends use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from evals.speed.bench.data import CATALOG, Data
from evals.speed.bench.peers.base import THREADS, Contestant, emptied
from evals.speed.bench.segments import SEGMENTS, definition_of

if TYPE_CHECKING:
    from evals.speed.bench.tasks.base import Run, Task
    from tools.workspace import Workspace


class Muster(Contestant):
    """A workspace that the files were loaded into; saved segments are rules."""

    name = "Muster"
    package = "tools"

    def load(self) -> None:
        from tools.ingest.load import load

        folder = emptied(workspace_folder(self.data))
        load(folder, self.data.users_file, [self.data.events_file], catalog=CATALOG, synthetic=True)

    def keep(self) -> None:
        from tools.actions.save_segment import SaveArguments, save_segment

        workspace = opened(self.data)
        for segment in SEGMENTS:
            save_segment(workspace, SaveArguments(name=segment, definition=definition_of(segment)))

    def open(self) -> None:
        self._workspace = opened(self.data)

    def ready(self, task: Task) -> Run | None:
        return task.on_muster(self._workspace)


def workspace_folder(data: Data) -> Path:
    return data.folder / "muster"


def opened(data: Data) -> Workspace:
    from tools.settings import Settings
    from tools.workspace import Workspace

    settings = Settings().model_copy(update={"threads": THREADS, "model": "embedded"})
    return Workspace(workspace_folder(data), settings)
