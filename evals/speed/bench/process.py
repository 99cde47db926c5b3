"""The benchmark's side of a contestant's process."""

from __future__ import annotations

import pickle
import subprocess
import sys
from types import TracebackType
from typing import Self

from evals.speed.bench.data import Data
from evals.speed.bench.reply import Reply, Verb
from evals.speed.bench.tasks.base import Task


class Process:
    """A contestant at work, until the `with` ends. One that dies answers nothing but that from then on."""

    def __init__(self, name: str, data: Data) -> None:
        self.name = name
        command = [sys.executable, "-m", "evals.speed.bench.worker", name, str(data.folder), str(data.users)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        try:
            self._process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def told(self, command: Verb | Task) -> Reply:
        assert self._process.stdin
        assert self._process.stdout
        try:
            pickle.dump(command, self._process.stdin)
            self._process.stdin.flush()
            reply: Reply = pickle.load(self._process.stdout)
        except (BrokenPipeError, EOFError):
            return Reply(failed=f"the process ended with {self._process.wait()}")
        return reply
