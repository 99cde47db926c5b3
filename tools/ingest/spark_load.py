"""Load on Spark: tables of a cluster registered as a new snapshot, which holds what they mean and no copy of them."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tools.catalog.file import catalog_yaml, read_catalog
from tools.catalog.gloss import glossed
from tools.ingest.doubts import doubts
from tools.ingest.gather import Files
from tools.ingest.load import (
    UNFINISHED,
    WAREHOUSE,
    Progress,
    building,
    connection,
    muster_version,
    other_events,
    publish,
    second_names,
)
from tools.ingest.plan import events_of, plan_events, plan_users
from tools.ingest.report import LoadReport
from tools.ingest.snapshot import Manifest, SourceFile, write_texts
from tools.ingest.spark_complete import completed_on_spark
from tools.ingest.spark_register import Registered, register_events, register_users
from tools.ingest.spark_source import Given, open_given
from tools.ingest.understand import understand
from tools.settings import Settings
from tools.spark.session import spark_session
from tools.spark.tables import SparkTables

# A pass over the whole table is given so many times as long as a query.
_PATIENCE = 30


def load_on_spark(
    workspace: Path,
    users: str,
    events: Sequence[str],
    master: str,
    settings: Settings,
    catalog: Path | None = None,
    id_column: str | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Register tables of the cluster at `master` as a snapshot and put it in use.

    `users` and `events` are paths of Parquet (a file or a folder) that every machine of the cluster can reach, or names
    of tables in its catalog. They must not change afterwards: a snapshot is immutable, and counts are remembered.
    Raises MusterError, in words for the person who has the tables.
    """
    hear = progress or (lambda step, share: None)
    timeout_s = _PATIENCE * settings.query_timeout_s
    with building(workspace) as folder:
        hear("reading", 0.0)
        given_catalog = read_catalog(catalog) if catalog else None
        session = spark_session(master, settings.spark_conf)
        given = [open_given(session, wanted, folder / "work", timeout_s) for wanted in (users, *events)]
        with connection(folder) as con:
            files = Files(con, folder / "work")
            files.open(given[0].sample, [each.sample for each in given[1:]])
            understood = understand(files, given_catalog, id_column)
            by_file = {each.sample: each for each in given}
            hear("users", 0.2)
            registered: dict[str, Registered] = {}
            sources: dict[str, Given] = {}
            name, source = understood.catalog.users.table, by_file[understood.users.file]
            pairs = plan_users(understood.catalog, understood.users)
            registered[name] = register_users(session, understood.catalog, source, pairs, timeout_s)
            sources[name] = source
            for i, (table, held) in enumerate(understood.events.items()):
                hear("events", 0.4 + 0.4 * i / len(understood.events))
                pairs = plan_events(understood.catalog, table, held)
                source = by_file[held.file]
                registered[table] = register_events(session, understood.catalog, table, source, pairs, timeout_s)
                sources[table] = source
        shutil.rmtree(folder / "work")
        (folder / WAREHOUSE).unlink()  # DuckDB only looked at the samples
        hear("values", 0.8)
        today = datetime.now(ZoneInfo(understood.catalog.timezone)).date()
        frames = {table: each.table.open(session) for table, each in registered.items()}
        whole, counts = completed_on_spark(session, frames, understood.catalog, today, timeout_s)
        notes = list(understood.notes)
        if given_catalog is None:
            whole, named = glossed(whole)
            notes += [second_names(named)] if named else []
        for table, each in registered.items():
            named_events = events_of(whole, table)
            others = each.rows - sum(counts[event.id] for event in named_events)
            notes += (
                [other_events(table, others)]
                if others and all(event.match for event in named_events) and named_events
                else []
            )
        notes += doubts(whole)
        hear("saving", 0.95)
        assert whole.as_of is not None
        rejected = [each for table in registered.values() for each in table.rejected]
        reasons: Counter[str] = Counter()
        for rows in rejected:
            reasons[rows.reason] += rows.count
        manifest = Manifest(
            id=folder.name.removeprefix(UNFINISHED),
            created_at=datetime.now(UTC),
            muster=muster_version(),
            sources=tuple(
                SourceFile(file=each.source, table=table, sha256=None, rows=each.rows)
                for table, each in sources.items()
            ),
            users=registered[name].rows,
            events=counts,
            as_of=whole.as_of,
            rejected=dict(reasons),
        )
        SparkTables(master=master, tables={table: each.table for table, each in registered.items()}).write(folder)
        write_texts(folder, whole, catalog_yaml(whole), manifest)
        publish(workspace, folder)
    return LoadReport(
        snapshot=manifest.id,
        users=manifest.users,
        events=counts,
        tags=dict(Counter(tag.type for tag in whole.tags)),
        as_of=whole.as_of,
        notes=tuple(notes),
        rejected=tuple(rejected),
    )
