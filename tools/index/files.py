"""The files of an index: one folder a tag, a list of them all with their checksums, each checked when it is first read.

`index.json` names everything, so that whatever a customer calls a tag, files are called by numbers.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pydantic import BaseModel, ConfigDict
from pyroaring import BitMap

LIST = "index.json"

Form = Literal["coded", "set", "place"]


class Entry(BaseModel):
    """How one tag is kept: the number of its folder, and whether each of its values has a bitmap."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folder: int
    form: Form
    bitmaps: bool = False


class Contents(BaseModel):
    """What an index holds. `event_users` names, for `table → user column`, the column of ordinals beside it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    users: int
    tags: dict[str, Entry]
    event_users: dict[str, dict[str, str]] = {}
    checksums: dict[str, int]


class DamagedError(Exception):
    """A file of the index is not what was written; names it."""


@dataclass(frozen=True)
class Reader:
    """Reads the files of one index, memory-mapped. Raises DamagedError for what is missing or was changed."""

    folder: Path

    @cached_property
    def contents(self) -> Contents:
        try:
            return Contents.model_validate_json((self.folder / LIST).read_bytes())
        except (OSError, ValueError) as error:
            raise DamagedError(LIST) from error

    def array(self, name: str) -> npt.NDArray[Any]:
        loaded: npt.NDArray[Any] = np.load(self.check(f"{name}.npy"), mmap_mode="r").view(np.ndarray)
        return loaded

    def values(self, name: str) -> pa.ChunkedArray:
        with pa.memory_map(str(self.check(f"{name}.arrow"))) as source:
            return pa.ipc.open_file(source).read_all().column(0)

    def bitmaps(self, name: str) -> "Bitmaps":
        file, ends = self.check(f"{name}.roaring"), self.array(f"{name}-ends")
        return Bitmaps(np.memmap(file, mode="r") if len(ends) else np.empty(0, np.uint8), ends)

    def check(self, file: str) -> Path:
        """The path of a file that is as it was written."""
        path = self.folder / file
        try:
            with path.open("rb") as source:
                found = _checksum(source)
        except OSError as error:
            raise DamagedError(file) from error
        if found != self.contents.checksums.get(file):
            raise DamagedError(file)
        return path


def damaged_files(folder: Path) -> list[str] | None:
    """The files of the index in `folder` that are missing or not what was written; None when there is no index."""
    if not (folder / LIST).exists():
        return None
    reader, damaged = Reader(folder), []
    try:
        files = list(reader.contents.checksums)
    except DamagedError:
        return [LIST]
    for file in files:
        try:
            reader.check(file)
        except DamagedError:
            damaged.append(file)
    return damaged


class Writer:
    """Writes the files of a new index into an empty folder; `finish` writes their list."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._checksums: dict[str, int] = {}

    def array(self, name: str, values: npt.NDArray[Any]) -> None:
        np.save(self._path(name, "npy"), values)
        self._note(f"{name}.npy")

    def empty_array(self, name: str, kind: Any, length: int) -> npt.NDArray[Any]:
        """An array on disk to be filled; `filled` when it is."""
        return np.lib.format.open_memmap(self._path(name, "npy"), mode="w+", dtype=kind, shape=(length,))

    def filled(self, name: str, values: npt.NDArray[Any]) -> None:
        values.flush()  # type: ignore[attr-defined]
        self._note(f"{name}.npy")

    def values(self, name: str, kind: pa.DataType, values: Iterable[pa.Array]) -> None:
        """One column, as it comes."""
        schema = pa.schema({"value": kind})
        with pa.OSFile(str(self._path(name, "arrow")), "wb") as out, pa.ipc.new_file(out, schema) as file:
            for part in values:
                file.write_batch(pa.record_batch([part], schema))
        self._note(f"{name}.arrow")

    def bitmaps(self, name: str, bitmaps: Iterable[BitMap]) -> None:
        """One bitmap a value, in the portable format, one after the other."""
        ends = []
        with self._path(name, "roaring").open("wb") as out:
            for members in bitmaps:
                members.run_optimize()
                out.write(members.serialize())
                ends.append(out.tell())
        self._note(f"{name}.roaring")
        self.array(f"{name}-ends", np.array(ends, np.int64))

    def finish(self, users: int, tags: dict[str, Entry], event_users: dict[str, dict[str, str]]) -> None:
        contents = Contents(users=users, tags=tags, event_users=event_users, checksums=self._checksums)
        with (self._folder / LIST).open("w", encoding="utf-8") as out:
            out.write(contents.model_dump_json())
            out.flush()
            os.fsync(out.fileno())

    def _path(self, name: str, suffix: str) -> Path:
        path = self._folder / f"{name}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _note(self, file: str) -> None:
        with (self._folder / file).open("rb") as source:
            self._checksums[file] = _checksum(source)


@dataclass(frozen=True)
class Bitmaps:
    """The bitmaps of the values of one tag, read from disk one at a time."""

    data: npt.NDArray[np.uint8]
    ends: npt.NDArray[np.int64]

    def __getitem__(self, position: int) -> BitMap:
        start = int(self.ends[position - 1]) if position else 0
        return BitMap.deserialize(self.data[start : int(self.ends[position])].tobytes())


def _checksum(source: Any) -> int:
    found = 0
    while part := source.read(2**20):
        found = crc32(part, found)
    return found
