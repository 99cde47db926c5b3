"""The businesses by name, and their workspaces, which are built once and kept."""

import tempfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import yaml

from evals.businesses.sources import Sources
from evals.kept import CACHE, kept
from evals.notation import NotationError, parse
from tools.actions.save_segment import SaveArguments, save_segment
from tools.errors import fail
from tools.ingest.load import load
from tools.workspace import Workspace

_HERE = Path(__file__).parent
_SUITES = _HERE.parent / "suites"
_ROOT = _HERE.parents[1]
# What a snapshot's bytes depend on besides the business itself.
_LOADERS = (
    _HERE / "drawing.py",
    _ROOT / "tools/ingest",
    _ROOT / "tools/catalog/file.py",
    _ROOT / "tools/catalog/model.py",
)


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
        return kept(cache, self.name, (self.folder, *_LOADERS), self._build)

    def _build(self, folder: Path) -> None:
        with tempfile.TemporaryDirectory(prefix="muster-evals-") as files:
            sources: Sources = import_module(f"evals.businesses.{self.name}.data").write(Path(files))
            load(folder, sources.users, sources.events, sources.catalog)
        workspace = Workspace(folder)
        self.save_segments(workspace)
        workspace.store.record("evals", "build", {"business": self.name})  # so that there is a state to go back to

    def save_segments(self, workspace: Workspace) -> None:
        """Save what the business had saved. Raises MusterError when it is no segment of the workspace's data."""
        saved = self.folder / "saved.yaml"
        for entry in yaml.safe_load(saved.read_text("utf-8")) if saved.exists() else ():
            save_segment(workspace, _saving(entry, workspace, saved))


BUSINESSES: dict[str, Business] = {
    business.name: business
    for business in (
        Business("demo"),
        Business("complete_journey"),
        Business("mobile_game"),
        Business("gym_chain"),
        Business("online_school"),
        Business("hotel_group"),
        Business("telecom"),
        Business("beauty_retail"),
        Business("cinema_chain"),
        Business("bank", held_back=True),
        Business("book_shop", held_back=True),
        Business("food_delivery", held_back=True),
        Business("home_rental", held_back=True),
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
