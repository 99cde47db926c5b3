"""The contestants: one file for each way to count."""

from importlib.util import find_spec

from evals.speed.bench.peers.base import Contestant
from evals.speed.bench.peers.chdb_bitmaps import ChdbBitmaps
from evals.speed.bench.peers.chdb_columns import ChdbColumns
from evals.speed.bench.peers.duckdb_by_hand import DuckDBByHand
from evals.speed.bench.peers.muster import Muster
from evals.speed.bench.peers.muster_sql import HandOnSnapshot, MusterSql
from evals.speed.bench.peers.polars_frames import PolarsFrames

# Muster comes first: others look at its snapshot.
_ALL: tuple[type[Contestant], ...] = (
    Muster, MusterSql, HandOnSnapshot, DuckDBByHand, ChdbColumns, ChdbBitmaps, PolarsFrames,
)  # fmt: skip
CONTESTANTS = {contestant.name: contestant for contestant in _ALL}


def installed() -> list[str]:
    """Those whose package is there."""
    return [name for name, contestant in CONTESTANTS.items() if find_spec(contestant.package)]


__all__ = [
    "CONTESTANTS",
    "ChdbBitmaps",
    "ChdbColumns",
    "DuckDBByHand",
    "HandOnSnapshot",
    "Muster",
    "MusterSql",
    "PolarsFrames",
    "installed",
]
