"""Conversations with a model over HTTP, for every test here."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import repeat
from pathlib import Path

import pytest

from tests.large_model.talking import CATALOG, USERS, VISITS, Talk
from tests.scripted_server import Entry, ScriptedServer
from tests.workspaces import make_workspace
from tools.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path, CATALOG, USERS, VISITS)


@pytest.fixture
def talk(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Talk]]:
    """`talk(entry, entry, ...)` starts a conversation; `talk(endless=entry)` one in which the model repeats itself."""
    with ExitStack() as stack:

        def start(*script: Entry, endless: Entry | None = None) -> Talk:
            server = stack.enter_context(ScriptedServer(script if endless is None else repeat(endless)))
            monkeypatch.setenv("OPENAI_API_KEY", "any")
            monkeypatch.setenv("OPENAI_BASE_URL", server.url)
            return Talk(workspace, server)

        yield start
