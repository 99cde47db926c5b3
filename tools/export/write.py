"""Writing an export: all of it in a folder of its own that gets its name last, so that none is ever half done."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from pathlib import Path

from filelock import FileLock, Timeout

from tools.errors import fail
from tools.export.channel import Written
from tools.export.manifest import Manifest

MANIFEST = "manifest.json"
_UNFINISHED = ".unfinished-"
_LOCK = ".lock"
_WAIT_S = 60  # for an export that another process is writing


def write_export(
    exports: Path,
    export_id: str,
    file_name: str,
    write: Callable[[Path], Written],
    describe: Callable[[Written, str], Manifest],
) -> tuple[Path, Manifest]:
    """Make `exports/<export_id>/` with the file and its manifest; returns the file's path and the manifest.

    `write` writes the file, `describe` makes the manifest of what it wrote and the file's SHA-256. Until both are on
    disk the folder has a name that no one takes for an export; what a killed export left goes with the next one.
    Raises MusterError: `busy` when another export does not end in time, `cannot_write` when the disk refuses.
    """
    with _told_to_people(exports), _one_at_a_time(exports):
        for left_behind in exports.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(left_behind)
        folder = exports / f"{_UNFINISHED}{export_id}"
        folder.mkdir()
        try:
            written = write(folder / file_name)
            manifest = describe(written, _kept(folder / file_name))
            with (folder / MANIFEST).open("w", encoding="utf-8") as out:
                out.write(manifest.model_dump_json(indent=2, exclude_none=True) + "\n")
                out.flush()
                os.fsync(out.fileno())
            _sync_folder(folder)
            os.rename(folder, exports / export_id)
            _sync_folder(exports)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return exports / export_id / file_name, manifest


def _kept(file: Path) -> str:
    """SHA-256 of the file once it is on disk; of a folder that a cluster wrote, that of the list of its files, as
    `sha256sum` prints it, in the order of their names."""
    if file.is_dir():
        parts = sorted(part for part in file.iterdir() if part.suffix == ".parquet")
        return sha256("".join(f"{_kept(part)}  {part.name}\n" for part in parts).encode()).hexdigest()
    with file.open("rb") as opened:
        digest = file_digest(opened, "sha256").hexdigest()
        os.fsync(opened.fileno())
    return digest


@contextmanager
def _one_at_a_time(exports: Path) -> Iterator[None]:
    """Whoever holds the lock knows that every unfinished folder was left behind."""
    exports.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(exports / _LOCK, timeout=_WAIT_S):
            yield
    except Timeout as error:
        raise fail(
            "busy",
            "Another export is still being written: try again in a moment.",
            "另一个导出任务仍在进行，请稍后重试。",
            retry=True,
        ) from error


@contextmanager
def _told_to_people(exports: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise fail(
            "cannot_write",
            f"The file could not be written ({error.strerror or error}): nothing was exported.",
            f"无法写入文件（{error.strerror or error}），没有导出任何数据。",
            where=str(exports),
            retry=True,
        ) from error


def _sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a power cut, where the system can open folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
