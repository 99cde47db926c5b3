"""The businesses by name, and their workspaces, which are built once and kept."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import yaml
from filelock import FileLock

from evals.businesses.sources import Sources
from evals.notation import NotationError, parse
from tools.actions.save_segment import SaveArguments, save_segment
from tools.errors import fail
from tools.ingest.load import load
from tools.workspace import Workspace

CACHE = Path(".cache/evals")
_HERE = Path(__file__).parent
_SUITES = _HERE.parent / "suites"
_ROOT = _HERE.parents[1]
# What a snapshot's bytes depend on besides the business itself.
_LOADERS = (_ROOT / "tools/ingest", _ROOT / "tools/catalog/file.py", _ROOT / "tools/catalog/model.py")
_DATA = {".py", ".yaml", ".csv", ".parquet"}


@dataclass(frozen=True)
class Business:
    """One customer that never was, or that published its data. Of a held-back one, whoever improves the agent sees
    only totals."""

    name: str
    held_back: bool = False

    @property
    def folder(self) -> Path:
        return _HERE / self.name

    @property
    def suites(self) -> tuple[Path, ...]:
        """The files with its cases."""
        home = _SUITES / "held_back" if self.held_back else _SUITES
        return tuple(sorted({*home.glob(f"{self.name}.yaml"), *home.glob(f"{self.name}_*.yaml")}))

    def workspace(self, cache: Path = CACHE) -> Path:
        """The folder of its workspace, built when it is not there or what it is made of has changed.

        Raises MusterError for data that cannot be loaded or a saved segment that cannot be saved.
        """
        cache.mkdir(parents=True, exist_ok=True)
        folder = cache / f"{self.name}-{_key(self.folder)}"
        with FileLock(cache / f"{self.name}.lock"):
            if not folder.is_dir():
                with tempfile.TemporaryDirectory(prefix=f".{self.name}-", dir=cache) as beside:
                    self._build(Path(beside) / "workspace")
                    (Path(beside) / "workspace").rename(folder)
                for stale in cache.glob(f"{self.name}-*"):
                    if stale != folder:
                        shutil.rmtree(stale, ignore_errors=True)
        return folder

    def _build(self, folder: Path) -> None:
        with tempfile.TemporaryDirectory(prefix="muster-evals-") as files:
            sources: Sources = import_module(f"evals.businesses.{self.name}.data").write(Path(files))
            load(folder, sources.users, sources.events, sources.catalog)
        saved = self.folder / "saved.yaml"
        if saved.exists():
            workspace = Workspace(folder)
            for entry in yaml.safe_load(saved.read_text("utf-8")):
                save_segment(workspace, _saving(entry, workspace, saved))


BUSINESSES: dict[str, Business] = {
    business.name: business
    for business in (
        Business("demo"),
        Business("complete_journey"),
        Business("mobile_game"),
        Business("gym_chain"),
        Business("bank", held_back=True),
        Business("book_shop", held_back=True),
    )
}


def business_named(name: str) -> Business:
    """Raises MusterError (`unknown_business`)."""
    if name not in BUSINESSES:
        raise fail(
            "unknown_business",
            f"There is no evaluation business {name}.",
            f"没有名为 {name} 的评测业务。",
            got=name,
            suggestions=tuple(BUSINESSES),
        )
    return BUSINESSES[name]


def _saving(entry: dict[str, str], workspace: Workspace, file: Path) -> SaveArguments:
    try:
        return SaveArguments(name=entry["name"], definition=parse(entry["means"], workspace.catalog))
    except (KeyError, TypeError) as error:
        raise _bad_saved(file, f"each entry is {{name: …, means: …}}, got {entry}") from error
    except NotationError as error:
        raise _bad_saved(file, f"{entry['name']}: {error}") from error


def _bad_saved(file: Path, what: str) -> Exception:
    return fail("bad_saved", what, f"保存的人群有误：{what}", where=file.name)


def _key(business: Path) -> str:
    """16 hexadecimal digits of everything that the workspace is made of."""
    digest = sha256()
    for file in _made_of(business):
        digest.update(f"{file.name}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _made_of(business: Path) -> Iterator[Path]:
    for place in (business, *_LOADERS):
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        yield from (file for file in files if file.suffix in _DATA)
