"""Folders that are built once and kept until what they are made of changes."""

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

CACHE = Path(".cache/evals")
_SOURCES = {".py", ".yaml", ".md", ".csv", ".parquet"}


def kept(cache: Path, name: str, made_of: Iterable[Path], build: Callable[[Path], None]) -> Path:
    """The folder `name` in `cache`, written by `build` unless it is there. Files and folders in `made_of` decide
    whether it is still the right one; older ones are deleted. Several processes may ask at once."""
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / f"{name}-{_key(made_of)}"
    with FileLock(cache / f"{name}.lock"):
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=cache) as beside:
                made = Path(beside) / "made"
                made.mkdir()
                build(made)
                made.rename(folder)
            for stale in cache.glob(f"{name}-*"):
                if stale != folder:
                    shutil.rmtree(stale, ignore_errors=True)
    return folder


def _key(places: Iterable[Path]) -> str:
    digest = sha256()
    for file in _files(places):
        digest.update(f"{file.name}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (file for file in files if file.suffix in _SOURCES)
