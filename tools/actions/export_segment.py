"""Write an audience to a file. For people's clicks and commands; never given to a model as a tool."""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from tools.actions.audience import Audience
from tools.actions.export_subject import subject_of
from tools.errors import MusterError, fail
from tools.export import LEFT_OUT, channel_for
from tools.export.channel import Channel, Column, Written
from tools.export.manifest import Manifest
from tools.export.names import file_name
from tools.export.rows import headers_of, query_of, rows_of
from tools.export.write import MANIFEST, write_export
from tools.segment import Definition
from tools.segment.uses import uses
from tools.workspace import Workspace

_BATCH = 50_000  # rows that are in Python's memory at once


class ExportArguments(Audience):
    channel: str = "csv"
    by: str = "local"


class Receipt(BaseModel):
    """A finished export: `file` and beside it `manifest` (JSON) lie in `workspace/exports/<id>/`."""

    id: str
    channel: str
    file: Path
    manifest: Path
    rows: int
    sha256: str
    left_out: dict[str, int]
    exported_at: datetime


def export_segment(workspace: Workspace, arguments: ExportArguments) -> Receipt:
    """Write the audience's file and its manifest, atomically, and record who did it.

    The definition is answered anew on the current snapshot. Raises MusterError when it does not fit the catalog, for an
    `unknown_channel` or one whose identifiers the data lacks (`no_identifier`), and for an audience of nobody that the
    channel could hold (`nothing_to_export`).
    """
    catalog, context = workspace.catalog, workspace.context
    channel = channel_for(arguments.channel, catalog)
    subject = subject_of(arguments, workspace)
    definition = subject.definition
    columns = channel.columns(uses(definition, context.saved.definition).tags, catalog)
    users, fill = _filling(channel, definition, columns, workspace)
    exported_at = workspace.clock().astimezone(UTC)
    export_id = f"{exported_at:%Y%m%dT%H%M%SZ}-{uuid4().hex[:8]}"
    name = file_name(
        subject.segment or subject.fingerprint,
        exported_at.astimezone(ZoneInfo(catalog.timezone)).date(),
        channel.suffix,
    )

    def write(file: Path) -> Written:
        written = fill(file)
        if not written.rows:
            raise _nothing_to_export(written)
        return written

    def describe(written: Written, sha256: str) -> Manifest:
        return Manifest(
            id=export_id,
            segment=subject.segment,
            definition=definition,
            fingerprint=subject.fingerprint,
            explanation=subject.text,
            sql=workspace.engine.sql(definition),
            snapshot=workspace.snapshot.id,
            synthetic=workspace.snapshot.manifest.synthetic,
            channel=channel.id,
            file=name,
            sha256=sha256,
            users=users,
            rows=written.rows,
            left_out=written.left_out,
            who=arguments.by,
            when=exported_at,
            muster=version("muster"),
        )

    file, manifest = write_export(workspace.path / "exports", export_id, name, write, describe)
    workspace.store.record_export(
        id=export_id,
        segment=subject.segment,
        definition=definition,
        fingerprint=subject.fingerprint,
        snapshot=manifest.snapshot,
        channel=channel.id,
        file=str(file.relative_to(workspace.path)),
        rows=manifest.rows,
        sha256=manifest.sha256,
        left_out=manifest.left_out,
        exported_at=exported_at,
        by=arguments.by,
    )
    return Receipt(
        id=export_id,
        channel=channel.id,
        file=file,
        manifest=file.with_name(MANIFEST),
        rows=manifest.rows,
        sha256=manifest.sha256,
        left_out=manifest.left_out,
        exported_at=exported_at,
    )


def _filling(
    channel: Channel, definition: Definition, columns: list[Column], workspace: Workspace
) -> tuple[int, Callable[[Path], Written]]:
    """The number of users, and what writes them: the channel from rows brought here, or the cluster where they are."""
    engine, context = workspace.engine, workspace.context
    if (cluster := engine.cluster) is not None and channel.by_cluster:
        query, headers = query_of(definition, columns, context), headers_of(columns)
        return engine.count(definition), lambda folder: Written(cluster.write_parquet(query, headers, folder))
    rows = rows_of(definition, columns, engine, context)
    batches = rows.to_batches(max_chunksize=_BATCH)
    return rows.num_rows, lambda file: channel.write(iter(batches), rows.schema, file, context.catalog)


def _nothing_to_export(written: Written) -> MusterError:
    if not written.left_out:
        return fail(
            "nothing_to_export", "Nobody is in this audience: no file was made.", "该人群没有用户，未生成文件。"
        )
    why_en = "; ".join(f"{count:,} {LEFT_OUT[reason].en}" for reason, count in written.left_out.items())
    why_zh = "；".join(f"{count:,}人{LEFT_OUT[reason].zh}" for reason, count in written.left_out.items())
    return fail(
        "nothing_to_export",
        f"None of these users can be exported ({why_en}): no file was made.",
        f"这些用户都无法导出（{why_zh}），未生成文件。",
    )
