"""Snapshots: immutable loads of customer data in a workspace, one of which is in use."""

import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from tools.catalog.model import Catalog
from tools.errors import fail
from tools.spark.tables import SparkTables, read_tables


class SourceFile(BaseModel):
    """A file (or a table) that a snapshot was built from. `rows` counts those it held, kept or not; `sha256` is
    of files that were copied, and none of tables that stay where they are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    table: str
    sha256: str | None
    rows: int
    encoding: str | None = None


class Manifest(BaseModel):
    """What a snapshot holds and where it came from. `events` and `rejected` count rows by table and by reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    created_at: datetime
    muster: str
    sources: tuple[SourceFile, ...]
    users: int
    events: dict[str, int]
    as_of: date
    synthetic: bool = False
    rejected: dict[str, int] = {}


@dataclass(frozen=True)
class Snapshot:
    id: str
    path: Path

    @property
    def warehouse(self) -> Path:
        """The DuckDB file with the tables that the catalog names; open it read-only."""
        return self.path / "warehouse.duckdb"

    @property
    def index(self) -> Path:
        """The folder of the audience index; snapshots of older versions have none."""
        return self.path / "index"

    @property
    def spark(self) -> SparkTables | None:
        """The tables of a snapshot that lies on a Spark cluster; None of one in a warehouse file."""
        return read_tables(self.path)

    @property
    def rejected(self) -> Path:
        """The CSV file of what was set aside; it exists only when something was."""
        return self.path / "rejected.csv"

    @property
    def manifest(self) -> Manifest:
        return Manifest.model_validate_json((self.path / "manifest.json").read_bytes())

    def catalog(self) -> Catalog:
        """The catalog with `as_of` set and values completed.

        `catalog.yaml` is for people; its JSON twin reads ten times faster, which a cold command feels.
        """
        return Catalog.model_validate_json((self.path / "catalog.json").read_bytes())


def current_snapshot(workspace: Path) -> Snapshot:
    """The snapshot in use. Raises MusterError (`no_workspace`) when the folder has none."""
    try:
        snapshot_id = (workspace / "current").read_text("utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        snapshot_id = ""
    snapshot = Snapshot(snapshot_id, workspace / "snapshots" / snapshot_id)
    if not snapshot_id or not (snapshot.warehouse.is_file() or snapshot.spark):
        raise fail(
            "no_workspace",
            f"{workspace} holds no data yet: run `muster demo` for synthetic data or `muster load USERS` for yours.",
            f"{workspace} 中还没有数据：运行 `muster demo` 生成演示数据，或用 `muster load 用户文件` 导入自己的数据。",
            where=str(workspace),
        )
    return snapshot


def snapshots(workspace: Path) -> list[Snapshot]:
    """Every complete snapshot, oldest first."""
    folders = sorted((workspace / "snapshots").glob("[!.]*/manifest.json"))
    return [Snapshot(file.parent.name, file.parent) for file in folders]


def switch_to(workspace: Path, snapshot_id: str) -> Snapshot:
    """Put a snapshot in use, as after a bad load. Raises MusterError (`unknown_snapshot`) when there is none such."""
    known = {snapshot.id: snapshot for snapshot in snapshots(workspace)}
    if snapshot_id not in known:
        raise fail(
            "unknown_snapshot",
            f"There is no snapshot {snapshot_id}.",
            f"没有名为 {snapshot_id} 的数据快照。",
            got=snapshot_id,
            suggestions=tuple(sorted(known, reverse=True)[:5]),
        )
    write_atomically(workspace / "current", f"{snapshot_id}\n")
    return known[snapshot_id]


def write_texts(folder: Path, catalog: Catalog, catalog_yaml: str, manifest: Manifest) -> None:
    """The texts of a snapshot that is being built in `folder`."""
    write_atomically(folder / "catalog.yaml", catalog_yaml)
    write_atomically(folder / "catalog.json", catalog.model_dump_json(exclude_none=True))
    write_atomically(folder / "manifest.json", manifest.model_dump_json(indent=2))


def write_atomically(path: Path, text: str) -> None:
    """Readers see the old text or the new, never a part, even after a power cut."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
