"""Whether a SQLite file was written to since it was last looked at, told in microseconds."""

import sqlite3
from pathlib import Path
from threading import Lock


class Changes:
    """Watches `file` through a connection of its own that never writes, for only what others commit moves the number
    that SQLite keeps (`PRAGMA data_version`). Safe to use from several threads."""

    def __init__(self, file: Path):
        self._file = file
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None

    def mark(self) -> int | None:
        """Equal to an earlier mark when nothing was written in between; None when the file cannot be read."""
        try:
            with self._lock:
                if self._connection is None:
                    address = f"{self._file.resolve().as_uri()}?mode=ro"
                    self._connection = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
                return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.Error:
            return None
