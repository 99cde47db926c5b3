"""Load: from a customer's files to a new snapshot, put in use only when it is whole."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
from filelock import FileLock, Timeout

from tools.catalog.file import catalog_yaml, read_catalog
from tools.catalog.gloss import glossed
from tools.errors import MusterError, fail
from tools.index.build import build_index
from tools.ingest.build import build_events, build_users
from tools.ingest.complete import completed, events_by_id
from tools.ingest.doubts import doubts
from tools.ingest.gather import Files
from tools.ingest.ordinals import Ordinals
from tools.ingest.rejects import REASONS, Rejects
from tools.ingest.report import LoadReport, Rejected
from tools.ingest.snapshot import Manifest, SourceFile, switch_to, write_texts
from tools.ingest.source import Source
from tools.ingest.sql import text
from tools.ingest.understand import understand
from tools.language import Text
from tools.settings import Settings

Progress = Callable[[str, float], None]

WAREHOUSE = "warehouse.duckdb"
UNFINISHED = ".building-"  # folders that readers overlook


def load(
    workspace: Path,
    users: Path,
    events: Sequence[Path] = (),
    catalog: Path | None = None,
    id_column: str | None = None,
    progress: Progress | None = None,
    synthetic: bool = False,
) -> LoadReport:
    """Build a snapshot of the given files beside the present one and put it in use.

    `users` and `events` are CSV, TSV or Parquet files, folders of Parquet files, or DuckDB files (`shop.duckdb::orders`
    names a table). Without a `catalog` file one is inferred. `progress` hears of each step (`reading`, `users`,
    `events`, `values`, `index`, `saving`) and the share of the work done, 0 to 1. Whatever happens, the workspace
    keeps a whole snapshot in use. Raises MusterError, in words for the person who has the files.
    """
    hear = progress or (lambda step, share: None)
    with building(workspace) as folder:
        hear("reading", 0.0)
        given = read_catalog(catalog) if catalog else None
        with connection(folder) as con:
            files = Files(con, folder / "work")
            files.open(users, events)
            understood = understand(files, given, id_column)
            hear("users", 0.2)
            rejects, notes = Rejects(con), list(understood.notes)
            population = build_users(con, understood.catalog, understood.users, rejects)
            if not population:
                raise _nothing_left(understood.users, rejects)
            for i, (table, source) in enumerate(understood.events.items()):
                hear("events", 0.4 + 0.4 * i / len(understood.events))
                others = build_events(con, understood.catalog, table, source, rejects)
                notes += [other_events(source.file.name, others)] if others else []
            hear("values", 0.8)
            today = datetime.now(ZoneInfo(understood.catalog.timezone)).date()
            whole = completed(con, understood.catalog, today)
            if given is None:
                whole, named = glossed(whole)
                notes += [second_names(named)] if named else []
            counts = events_by_id(con, whole)
            notes += doubts(whole)
            has_rejects = rejects.write(folder / "rejected.csv")
            hear("index", 0.85)
            ordinals = {table: Ordinals(whole, table).by_user_column for table in understood.events}
            build_index(con, whole, folder / "index", ordinals)
        shutil.rmtree(folder / "work")
        hear("saving", 0.95)
        assert whole.as_of is not None
        sources = [understood.users, *understood.events.values()]
        manifest = Manifest(
            id=folder.name.removeprefix(UNFINISHED),
            created_at=datetime.now(UTC),
            muster=muster_version(),
            sources=tuple(_described(source) for source in dict.fromkeys(sources)),
            users=population,
            events=counts,
            as_of=whole.as_of,
            synthetic=synthetic,
            rejected=dict(_by_reason(rejects)),
        )
        write_texts(folder, whole, catalog_yaml(whole), manifest)
        hear("saving", 1.0)
        snapshot = publish(workspace, folder)
    return LoadReport(
        snapshot=manifest.id,
        users=population,
        events=counts,
        tags=dict(Counter(tag.type for tag in whole.tags)),
        as_of=whole.as_of,
        encodings=tuple(_encoding(source) for source in dict.fromkeys(sources) if source.encoding),
        notes=tuple(notes),
        rejected=tuple(
            Rejected(table=table, reason=reason, count=count) for (table, reason), count in rejects.counts.items()
        ),
        rejected_file=snapshot / "rejected.csv" if has_rejects else None,
    )


@contextmanager
def building(workspace: Path) -> Iterator[Path]:
    """A folder for a new snapshot, beside the others. One load at a time; what a killed one left is cleared away."""
    home = workspace / "snapshots"
    home.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(workspace / ".loading", timeout=0):
            for left in home.glob(f"{UNFINISHED}*"):
                shutil.rmtree(left, ignore_errors=True)
            now = datetime.now(UTC)
            folder = home / f"{UNFINISHED}{now:%Y%m%dT%H%M%S-%f}"  # sorts by age
            (folder / "work").mkdir(parents=True)
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except Timeout as error:
        raise fail(
            "busy", "Another load into this workspace is running: wait for it to end.",
            "该工作区正在进行另一次导入：请等它结束。", where=str(workspace), retry=True,
        ) from error  # fmt: skip


@contextmanager
def connection(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The new warehouse, open for writing, with a `staging` database that goes away with the folder's `work`."""
    settings = Settings()
    con = duckdb.connect(str(folder / WAREHOUSE))
    try:
        con.execute(f"SET memory_limit = {text(settings.memory_limit)}")
        con.execute(f"SET temp_directory = {text(str(folder / 'work' / 'spill'))}")
        if settings.threads:
            con.execute(f"SET threads = {settings.threads}")
        con.execute(f"ATTACH {text(str(folder / 'work' / 'staging.duckdb'))} AS staging")
        yield con
        con.execute("CHECKPOINT")
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        raise fail(
            "load_failed", f"The data could not be stored: {said}", f"数据未能写入：{said}", retry=True
        ) from error
    finally:
        con.close()


def publish(workspace: Path, folder: Path) -> Path:
    """Give the finished folder its name, then put it in use: a reader sees the old snapshot or the whole new one."""
    snapshot = folder.with_name(folder.name.removeprefix(UNFINISHED))
    folder.rename(snapshot)
    return switch_to(workspace, snapshot.name).path


def _nothing_left(source: Source, rejects: Rejects) -> MusterError:
    reasons = [(REASONS[reason], count) for (_, reason), count in rejects.counts.items()]
    en = "; ".join(f"{count:,} × {said.en}" for said, count in reasons)
    zh = "；".join(f"{count:,} 处：{said.zh}" for said, count in reasons)
    return fail(
        "nothing_left", f"No row of {source.file.name} could be used ({en}). Is the id column the right one? See --id.",
        f"{source.file.name} 中没有可用的行（{zh}）。请确认用户 ID 列是否正确，可用 --id 指定。",
        where=source.file.name,
    )  # fmt: skip


def _described(source: Source) -> SourceFile:
    return SourceFile(
        file=source.file.name, table=source.table, sha256=source.sha256, rows=source.rows, encoding=source.encoding
    )


def _encoding(source: Source) -> Text:
    name = (source.encoding or "").replace("_sig", " (BOM)").replace("_", "-").upper()
    return Text(en=f"{source.file.name}: read as {name}", zh=f"{source.file.name}：按 {name} 编码读取")


def second_names(named: Sequence[tuple[str, str]]) -> Text:
    listed = ", ".join(f"{name} = {second}" for name, second in named)
    return Text(
        en=f"second names from the general glossary, to be checked: {listed}",
        zh=f"以下译名取自通用词表，请核对：{'，'.join(f'{name} = {second}' for name, second in named)}",
    )


def other_events(file: str, rows: int) -> Text:
    return Text(
        en=f"{file}: {rows:,} rows are of events that the catalog does not name; they are left out",
        zh=f"{file}：有 {rows:,} 行属于目录未定义的行为，未导入",
    )


def _by_reason(rejects: Rejects) -> Counter[str]:
    counts: Counter[str] = Counter()
    for (_, reason), count in rejects.counts.items():
        counts[reason] += count
    return counts


def muster_version() -> str:
    try:
        return version("muster")
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "unreleased"
