"""The ids of a tenth of the users (a million of ten) as a file."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from evals.speed.bench.deck import Deck
from evals.speed.bench.tasks.base import Run, Task, listed
from tools.segment import Definition, TagCondition

if TYPE_CHECKING:
    import duckdb

    from tools.workspace import Workspace


@dataclass(frozen=True)
class ToParquet(Task):
    """Users of 30 of 300 stores in the order of their ids. Muster writes a manifest with the file's digest as well."""

    name = "export to Parquet"
    channel: ClassVar[str] = "parquet"
    copied_as: ClassVar[str] = "FORMAT parquet, COMPRESSION zstd"

    stores: tuple[str, ...]

    @classmethod
    def draw(cls, deck: Deck) -> Self:
        return cls(deck.values("store", 30))

    def on_muster(self, workspace: Workspace) -> Run | None:
        from tools.actions.export_segment import ExportArguments, export_segment

        where = TagCondition(tag="store", op="in", values=self.stores)
        arguments = ExportArguments(definition=Definition(where=where), channel=self.channel)
        shutil.rmtree(workspace.path / "exports", ignore_errors=True)  # what the variant before has written
        return lambda: export_segment(workspace, arguments).rows

    def on_duckdb(self, database: duckdb.DuckDBPyConnection) -> Run | None:
        file = Path(tempfile.gettempdir()) / f"muster-bench.{self.channel}"
        users = f"SELECT user_id, store FROM users WHERE store IN {listed(self.stores)} ORDER BY user_id"

        def run() -> int:
            rows = database.execute(f"COPY ({users}) TO '{file}' ({self.copied_as})").fetchall()[0][0]
            file.unlink()
            return int(rows)

        return run


class ToCsv(ToParquet):
    name = "export to CSV"
    channel = "csv"
    copied_as = "FORMAT csv"
