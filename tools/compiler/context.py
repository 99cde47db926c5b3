"""What a definition is checked and compiled against, besides the catalog: things people saved before."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tools.catalog.model import Catalog
from tools.segment import Definition


class Saved(Protocol):
    """Look-up of saved things by the names that definitions use. Implemented by `tools.store`."""

    def definition(self, segment: str, version: int | None = None) -> Definition | None:
        """The definition saved under this name (newest version by default); None when there is none."""

    def segment_names(self) -> list[str]: ...

    def ranking(self, lookalike: str) -> Path | None:
        """Parquet file of one lookalike: columns `user_id` (text) and `rank` (1 is most similar); None if unknown."""


class NothingSaved:
    """A `Saved` that holds nothing, for catalogs without a workspace."""

    def definition(self, segment: str, version: int | None = None) -> Definition | None:
        return None

    def segment_names(self) -> list[str]:
        return []

    def ranking(self, lookalike: str) -> Path | None:
        return None


@dataclass(frozen=True)
class Context:
    catalog: Catalog
    saved: Saved
