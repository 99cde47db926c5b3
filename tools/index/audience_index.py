"""An index opened: what it knows of each tag, read when it is first asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from logging import getLogger
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyroaring import BitMap

from tools.index.bitmaps import Ordinals
from tools.index.coded import Coded
from tools.index.files import LIST, Bitmaps, DamagedError, Entry, Reader
from tools.index.place import Place

_log = getLogger(__name__)
_T = TypeVar("_T")


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
        return index if index._unless_damaged(lambda: index._reader.contents) is not None else None

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
                self._opened[tag_id] = self._unless_damaged(lambda: self._read(entry)) if entry else None
            return self._opened[tag_id]

    def ids_of(self, ordinals: Ordinals) -> pa.ChunkedArray | None:
        """The ids of these users as text, in their order; None where the index cannot say."""
        ranks, ids = self.id_ranks, self._ids
        return None if ranks is None or ids is None else ids.take(pa.array(ranks[ordinals]))

    @cached_property
    def id_ranks(self) -> npt.NDArray[np.uint32] | None:
        """The place of each user when users are sorted by id; None where the index cannot say."""
        return self._unless_damaged(lambda: self._reader.array("id-ranks"))

    @cached_property
    def _ids(self) -> pa.ChunkedArray | None:
        return self._unless_damaged(lambda: self._reader.values("ids"))

    def _unless_damaged(self, read: Callable[[], _T]) -> _T | None:
        try:
            return read()
        except DamagedError as error:
            _log.warning("The audience index has a damaged file, %s: it is left aside, and counts take longer.", error)
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
