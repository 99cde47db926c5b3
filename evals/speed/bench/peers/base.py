"""What a contestant is."""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from evals.speed.bench.data import Data

if TYPE_CHECKING:
    from evals.speed.bench.tasks.base import Run, Task

THREADS = 2


class Contestant(ABC):
    """One way to keep the customers and to count them. It lives in processes of its own: one that calls `load` and
    lets go, one for `keep`, and one that calls `open`, perhaps `warm`, and then `ready` many times."""

    name: ClassVar[str]
    package: ClassVar[str]

    def __init__(self, data: Data) -> None:
        self.data = data

    def load(self) -> None:  # noqa: B027
        """Make what is needed of the Parquet files; what was made before goes."""

    def keep(self) -> None:  # noqa: B027
        """Save the segments."""

    @abstractmethod
    def open(self) -> None:
        """From nothing to where the first question can be asked; heavy libraries are imported here."""

    def warm(self) -> None:  # noqa: B027
        """Read into memory what is best kept there."""

    @abstractmethod
    def ready(self, task: Task) -> Run | None:
        """All made ready to do a task, or None for one that this contestant cannot do."""


def emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
