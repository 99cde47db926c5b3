"""Workspaces to try things in: the data of a business shared, what is saved and said kept apart from case to case."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock

from agent.session import Session
from tools.settings import Settings
from tools.workspace import Workspace

_SHARED = ("snapshots", "chroma")  # never written to by a conversation, or the same whoever writes it

# The embedded planner learns a workspace's words, reads its sentence vectors and opens the playbooks at first use.
_WARM_UP = ("everyone", "which tags are about age?", "how do I choose seeds?")


class Scratch:
    """Lends workspaces over the snapshot of `base`, one to a conversation at a time.

    What is known of a workspace's words is costly to build and lives as long as its Workspace, so one is used again
    until a conversation saves a segment in it. Use as a context manager: its folders go away at the end.
    """

    def __init__(self, base: Path, settings: Settings):
        self._base = base.resolve()
        self._settings = settings
        self._home = Path(tempfile.mkdtemp(prefix="muster-evals-"))
        self._free: list[Workspace] = []
        self._made = 0
        self._lock = Lock()

    def __enter__(self) -> "Scratch":
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._home, ignore_errors=True)

    @contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """A workspace in which nothing was saved besides what the business had saved."""
        with self._lock:
            workspace = self._free.pop() if self._free else None
            self._made += workspace is None
            number = self._made
        workspace = workspace or self._new(self._home / str(number))
        before = _saved(workspace)
        yield workspace
        if _saved(workspace) == before:
            with self._lock:
                self._free.append(workspace)

    def _new(self, folder: Path) -> Workspace:
        folder.mkdir()
        shutil.copy(self._base / "current", folder)
        for name in _SHARED:
            (self._base / name).mkdir(exist_ok=True)
            (folder / name).symlink_to(self._base / name)
        if (state := self._base / "state.db").exists():
            with closing(sqlite3.connect(state)) as source, closing(sqlite3.connect(folder / "state.db")) as copy:
                source.backup(copy)
        workspace = Workspace(folder, self._settings)
        if self._settings.model == "embedded":
            session = Session(workspace)
            for request in _WARM_UP:
                session.ask(request)
        return workspace


def _saved(workspace: Workspace) -> list[tuple[str, int]]:
    return sorted((segment.key, segment.version) for segment in workspace.store.segments())
