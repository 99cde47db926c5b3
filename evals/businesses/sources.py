"""What a business is made of: the files that `muster load` takes."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sources:
    users: Path
    events: tuple[Path, ...]
    catalog: Path
