"""Builds the demo workspace: draws the population chunk by chunk into Parquet, and loads it like anyone's data."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

from tools.ingest.demo.chunk import CHUNK_USERS, draw_chunk
from tools.ingest.load import load
from tools.ingest.report import LoadReport

DEFAULT_USERS = 100_000
DEFAULT_SEED = 20261031
CATALOG = Path(__file__).with_name("catalog.yaml")

Progress = Callable[[str, float], None]


def build_demo(
    workspace: Path, users: int = DEFAULT_USERS, seed: int = DEFAULT_SEED, progress: Progress | None = None
) -> LoadReport:
    """Load a snapshot of `users` synthetic users into `workspace`; the snapshot's manifest says that it is synthetic.

    The same `seed` gives the same users, and a smaller population is the beginning of a larger one. `progress` gets
    a stage and the share of it that is done. Raises MusterError as `load` does.
    """
    with tempfile.TemporaryDirectory(prefix="muster-demo-") as folder:
        users_file, events_file = write_population(Path(folder), users, seed, progress)
        return load(
            workspace, users=users_file, events=[events_file], catalog=CATALOG, synthetic=True, progress=progress
        )


def write_population(
    folder: Path, users: int, seed: int = DEFAULT_SEED, progress: Progress | None = None
) -> tuple[Path, Path]:
    """Write `users.parquet` and `events.parquet` into `folder`, one chunk at a time, and return their paths."""
    if users < 1:
        raise ValueError(f"a population needs at least one user, got {users}")
    users_file, events_file = folder / "users.parquet", folder / "events.parquet"
    first = draw_chunk(seed, 0).head(min(users, CHUNK_USERS))
    with (
        pq.ParquetWriter(users_file, first.users.schema, compression="zstd") as users_writer,
        pq.ParquetWriter(events_file, first.events.schema, compression="zstd") as events_writer,
    ):
        for start in range(0, users, CHUNK_USERS):
            chunk = draw_chunk(seed, start // CHUNK_USERS).head(users - start) if start else first
            users_writer.write_table(chunk.users)
            events_writer.write_table(chunk.events)
            if progress:
                progress("draw", min(start + CHUNK_USERS, users) / users)
    return users_file, events_file
