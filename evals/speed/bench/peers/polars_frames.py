"""Polars over data frames in memory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from evals.speed.bench.frames import Frames
from evals.speed.bench.peers.base import THREADS, Contestant
from evals.speed.bench.segments import SEGMENTS, table_of

if TYPE_CHECKING:
    import polars as pl

    from evals.speed.bench.tasks.base import Run, Task


class PolarsFrames(Contestant):
    """All of the data in memory, choices as Enum, users with a number for a key. Cold it scans files instead, which
    answers sooner than to read them whole."""

    name = "Polars"
    package = "polars"

    def open(self) -> None:
        os.environ["POLARS_MAX_THREADS"] = str(THREADS)
        import polars as pl

        folder = self.data.numbered
        self._frames = Frames(
            users=pl.scan_parquet(folder / "users.parquet"),
            events=pl.scan_parquet(folder / "events.parquet"),
            saved={name: pl.scan_parquet(folder / f"{table_of(name)}.parquet") for name in SEGMENTS},
        )

    def warm(self) -> None:
        from evals.speed.bench.population import values_of

        scanned, catalog = self._frames, self.data.catalog
        users, events = self._as_enums()
        self._frames = Frames(
            users=scanned.users.with_columns(users).collect(engine="streaming").lazy(),
            events=scanned.events.with_columns(events).collect(engine="streaming").lazy(),
            saved={name: frame.collect().lazy() for name, frame in scanned.saved.items()},
            sets={tag.id: values_of(tag) for tag in catalog.tags if tag.type == "set"},
        )

    def ready(self, task: Task) -> Run | None:
        return task.on_polars(self._frames)

    def _as_enums(self) -> tuple[list[pl.Expr], list[pl.Expr]]:
        """Columns of users and of events whose values are known beforehand."""
        import polars as pl

        from evals.speed.bench.population import values_of

        catalog = self.data.catalog
        users, events = [], [pl.col("event").cast(pl.Enum([event.id for event in catalog.events]))]
        for tag in catalog.tags:
            match tag.type:
                case "choice":
                    users.append(pl.col(tag.id).cast(pl.Enum(values_of(tag))))
                case "set":
                    held = pl.col(tag.id).cast(pl.List(pl.Enum(values_of(tag))))
                    users.append(held.list.eval(pl.element().to_physical()))
        for known in catalog.events[0].properties:
            if known.type == "choice":
                events.append(pl.col(known.id).cast(pl.Enum([str(value.value) for value in known.values])))
        return users, events
