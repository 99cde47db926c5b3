"""Audiences of saved segments on disk: portable Roaring files, one a query and snapshot."""

import os
from hashlib import sha256
from pathlib import Path

from pyroaring import BitMap


class Audiences:
    """Files `<digest of the query>.roaring` in a folder of one snapshot's own: whatever changes who is meant changes
    the query. Any library for the portable format reads them; the numbers in them are rows of the users table."""

    def __init__(self, folder: Path):
        self._folder = folder

    def find(self, sql: str) -> BitMap | None:
        """The users that a query selects; None when they were not kept, or cannot be read."""
        try:
            kept: BitMap = BitMap.deserialize(self._file(sql).read_bytes())
        except (OSError, ValueError):
            return None
        return kept

    def keep(self, sql: str, members: BitMap) -> None:
        """Readers see the whole file or none. A disk that is full costs time later, not an answer now."""
        file = self._file(sql)
        beside = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(members.serialize())
            os.replace(beside, file)
        except OSError:
            beside.unlink(missing_ok=True)

    def _file(self, sql: str) -> Path:
        return self._folder / f"{sha256(sql.encode()).hexdigest()[:16]}.roaring"
