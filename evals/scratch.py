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

# The embedded planner learns a workspace's words, reads its sentence vectors and opens the playbooks at first use.
_WARM_UP = ("everyone", "which tags are about age?", "how do I choose seeds?")


class Scratch:
    """Lends workspaces over the snapshot of `base`, each to one conversation at a time, and puts what was saved in
    them back to what it was. What is known of a workspace's words is costly to build and lives as long as its
    Workspace, so one is used again and again.

    `index` is a folder with the playbooks' index, to be copied. Use as a context manager: its folders go away.
    """

    def __init__(self, base: Path, settings: Settings, index: Path):
        self._base = base.resolve()
        self._settings = settings
        self._index = index
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
        if _saved(workspace) != before:
            self._restore(workspace.path)
        with self._lock:
            self._free.append(workspace)

    def _new(self, folder: Path) -> Workspace:
        folder.mkdir()
        shutil.copy(self._base / "current", folder)
        shutil.copytree(self._index, folder / "chroma")
        (folder / "snapshots").symlink_to(self._base / "snapshots")
        self._restore(folder)
        workspace = Workspace(folder, self._settings)
        if self._settings.model == "embedded":
            session = Session(workspace)
            for request in _WARM_UP:
                session.ask(request)
        return workspace

    def _restore(self, folder: Path) -> None:
        """The state of the business, by SQLite's own backup: connections that are open see it at once."""
        if (state := self._base / "state.db").exists():
            with closing(sqlite3.connect(state)) as source, closing(sqlite3.connect(folder / "state.db")) as copy:
                source.backup(copy)


def _saved(workspace: Workspace) -> list[tuple[str, int]]:
    return sorted((segment.key, segment.version) for segment in workspace.store.segments())
