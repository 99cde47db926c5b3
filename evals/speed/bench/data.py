"""Where the benchmark's customers lie: drawn once for each number of users, kept, and drawn again when they change."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from tools.catalog.model import Catalog

CATALOG = Path(__file__).with_name("catalog.yaml")
_MADE_BY = ("catalog.yaml", "population.py", "log.py", "data.py", "numbered.py", "segments.py")
_CHUNK = 250_000
_SEED = 20261031


@dataclass(frozen=True)
class Data:
    """`users` customers in `folder`, as Parquet files; contestants keep what they make of them in folders beside."""

    folder: Path
    users: int

    @property
    def users_file(self) -> Path:
        return self.folder / "users.parquet"

    @property
    def events_file(self) -> Path:
        return self.folder / "events.parquet"

    @property
    def numbered(self) -> Path:
        """The folder of the same customers with numbers for keys."""
        return self.folder / "numbered"

    @cached_property
    def catalog(self) -> Catalog:
        from tools.catalog.file import read_catalog

        return read_catalog(CATALOG)


def drawn(home: Path, users: int) -> Data:
    """The customers in `home / users`, drawn unless they are there as this code draws them. What contestants had made
    of other ones goes."""
    data = Data(home / str(users), users)
    mark = data.folder / "drawn"
    if not mark.exists() or mark.read_text("utf-8") != _version():
        shutil.rmtree(data.folder, ignore_errors=True)
        data.folder.mkdir(parents=True)
        _draw(data)
        mark.write_text(_version(), "utf-8")
    return data


def _draw(data: Data) -> None:
    import numpy as np

    from evals.speed.bench.log import draw_log
    from evals.speed.bench.numbered import write_numbered
    from evals.speed.bench.population import draw_users

    seeds = np.random.SeedSequence(_SEED).spawn(1 + -(-data.users // _CHUNK))
    catalog = data.catalog
    chunks = (
        draw_users(np.random.default_rng(seed), catalog, first, min(_CHUNK, data.users - first))
        for seed, first in zip(seeds[1:], range(0, data.users, _CHUNK), strict=True)
    )
    _write(data.users_file, chunks)
    _write(data.events_file, draw_log(np.random.default_rng(seeds[0]), catalog, data.users))
    write_numbered(data.users_file, data.events_file, data.numbered)


def _write(file: Path, tables: Iterable[pa.Table]) -> None:
    """The tables as one Parquet file that gets its name when it is whole."""
    from pyarrow import parquet

    unfinished = file.with_suffix(".unfinished")
    writer = None
    for table in tables:
        writer = writer or parquet.ParquetWriter(unfinished, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()
    os.replace(unfinished, file)


def _version() -> str:
    digest = hashlib.sha256()
    for name in _MADE_BY:
        digest.update(CATALOG.with_name(name).read_bytes())
    return digest.hexdigest()
