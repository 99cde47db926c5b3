"""An index opened: what it knows of each tag, read when it is first asked for."""

from dataclasses import dataclass
from functools import cached_property
from logging import getLogger
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyroaring import BitMap

from tools.index.bitmaps import Ordinals
from tools.index.coded import Coded
from tools.index.files import LIST, Bitmaps, DamagedError, Entry, Reader
from tools.index.place import Place

_log = getLogger(__name__)


@dataclass(frozen=True)
class Choices:
    """A tag with one value a user; of one with few values `members` holds a bitmap a value."""

    coded: Coded
    members: Bitmaps | None


@dataclass(frozen=True)
class Sets:
    """A tag with several values a user. `members` holds those who have any value, then a bitmap a value."""

    values: dict[str, int]
    members: Bitmaps

    def known(self) -> BitMap:
        return self.members[0]

    def holding(self, value: str) -> BitMap:
        position = self.values.get(value)
        return BitMap() if position is None else self.members[position]


Held = Choices | Sets | Place


class AudienceIndex:
    """The index in a folder. A file that is damaged is left aside: what it knew is asked of the database instead."""

    def __init__(self, folder: Path):
        self._reader = Reader(folder)
        self._opened: dict[str, Held | None] = {}
        self._lock = Lock()

    @classmethod
    def at(cls, folder: Path) -> "AudienceIndex | None":
        """The index in `folder`; None when there is none that can be read."""
        if not (folder / LIST).is_file():
            return None
        index = cls(folder)
        try:
            index._reader.contents  # noqa: B018 - reading it tells whether it can be
        except DamagedError as error:
            index.set_aside(error)
            return None
        return index

    @property
    def users(self) -> int:
        return self._reader.contents.users

    @property
    def event_users(self) -> dict[str, dict[str, str]]:
        """For `table → user column`, the column beside it with the user's ordinal."""
        return self._reader.contents.event_users

    def tag(self, tag_id: str) -> Held | None:
        """What the index knows of a tag; None when it does not hold it."""
        with self._lock:
            if tag_id not in self._opened:
                entry = self._reader.contents.tags.get(tag_id)
                self._opened[tag_id] = self._open(entry) if entry else None
            return self._opened[tag_id]

    def ids_of(self, ordinals: Ordinals) -> pa.ChunkedArray:
        """The ids of these users as text, in their order. Raises DamagedError."""
        return self._ids.take(pa.array(self.id_ranks[ordinals]))

    @cached_property
    def id_ranks(self) -> npt.NDArray[np.uint32]:
        """The place of each user when users are sorted by id. Raises DamagedError."""
        return self._reader.array("id-ranks")

    @cached_property
    def _ids(self) -> pa.ChunkedArray:
        return self._reader.values("ids")

    def set_aside(self, error: DamagedError) -> None:
        _log.warning("The audience index has a damaged file, %s: it is left aside, and counts take longer.", error)

    def _open(self, entry: Entry) -> Held | None:
        try:
            return self._read(entry)
        except DamagedError as error:
            self.set_aside(error)
            return None

    def _read(self, entry: Entry) -> Held:
        def array(name: str) -> npt.NDArray[Any]:
            return self._reader.array(f"{entry.folder:04}/{name}")

        values, members = f"{entry.folder:04}/values", f"{entry.folder:04}/members"
        match entry.form:
            case "coded":
                known = self._reader.values(values).combine_chunks()
                coded = Coded(known, array("codes"), array("counts"))
                return Choices(coded, self._reader.bitmaps(members) if entry.bitmaps else None)
            case "set":
                words = self._reader.values(values).to_pylist()
                return Sets({word: i for i, word in enumerate(words, start=1)}, self._reader.bitmaps(members))
            case "place":
                return Place(array("lat"), array("lon"), array("lat-cells"), array("lon-cells"))
