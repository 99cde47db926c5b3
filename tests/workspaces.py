"""Small workspaces made from rows, for tests that need a whole one but no loading."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.warehouse import Row, index_warehouse, write_warehouse
from tools.catalog.model import Catalog
from tools.ingest.snapshot import Manifest
from tools.settings import Settings
from tools.workspace import Workspace

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def make_workspace(
    folder: Path,
    catalog: Catalog,
    users: Sequence[Row],
    events: Sequence[Row] = (),
    *,
    snapshot: str = "20261101-1",
    synthetic: bool = False,
    clock: Callable[[], datetime] = lambda: NOON,
) -> Workspace:
    """A workspace with one snapshot of these rows, in use; a second call with another `snapshot` puts that in use."""
    path = folder / "snapshots" / snapshot
    write_warehouse(path / "warehouse.duckdb", catalog, users, events)
    if users:
        index_warehouse(path, catalog)
    (path / "catalog.json").write_text(catalog.model_dump_json(), "utf-8")
    manifest = Manifest(
        id=snapshot,
        created_at=NOON,
        muster="0",
        sources=(),
        users=len(users),
        events={},
        as_of=catalog.today,
        synthetic=synthetic,
    )
    (path / "manifest.json").write_text(manifest.model_dump_json(), "utf-8")
    (folder / "current").write_text(f"{snapshot}\n", "utf-8")
    return Workspace(folder, settings=Settings(memory_limit="1GB", threads=1), clock=clock)
