"""The data as Polars sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Frames:
    """Users (`n`, their number, beside their tags), events (`n` for the user), and the numbers of the users of each
    saved segment; in memory or in files."""

    users: pl.LazyFrame
    events: pl.LazyFrame
    saved: dict[str, pl.LazyFrame]
