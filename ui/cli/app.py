"""The `muster` command. Commands import what they use when they run, so that `--help` answers at once."""

import os
import sys
from contextlib import AbstractContextManager
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.words import say

if TYPE_CHECKING:
    from ui.cli.console import Console

app = typer.Typer(
    name="muster",
    help=say("Muster turns a sentence into an audience.", "Muster：一句话圈出人群。"),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help answers in half the time
)
segments = typer.Typer(help=say("Saved segments.", "已保存的人群。"), no_args_is_help=True, rich_markup_mode=None)
snapshots = typer.Typer(help=say("Loads of customer data.", "数据快照。"), no_args_is_help=True, rich_markup_mode=None)
app.add_typer(segments, name="segments")
app.add_typer(snapshots, name="snapshots")


class EngineName(StrEnum):
    """Where the data lies and is counted."""

    DUCKDB = "duckdb"
    SPARK = "spark"


class Split(StrEnum):
    """Which cases an evaluation runs."""

    DEV = "dev"
    HELD_BACK = "held-back"
    ALL = "all"


Folder = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        "-w",
        file_okay=False,
        help=say(
            "the folder of one customer's data (left out: MUSTER_WORKSPACE, or ./workspace)",
            "工作区文件夹（不填则用 MUSTER_WORKSPACE，或 ./workspace）",
        ),
    ),
]
Json = Annotated[bool, typer.Option("--json", help=say("print one JSON object", "输出一个 JSON 对象"))]
Segment = Annotated[str, typer.Argument(help=say("name of a saved segment", "已保存人群的名称"))]


@app.callback()
def everywhere(workspace: Folder = None) -> None:
    if workspace is not None:
        os.environ["MUSTER_WORKSPACE"] = str(workspace)  # where every command looks when it is not told


@app.command(help=say("Make a workspace of synthetic data.", "生成演示用的合成数据。"))
def demo(
    users: Annotated[int, typer.Option(min=1, help=say("how many users", "用户数"))] = 100_000,
    workspace: Folder = None,
    as_json: Json = False,
) -> None:
    with _command(workspace, as_json) as console:
        from tools.ingest.demo.build import build_demo
        from ui.cli.load import Steps, report

        with Steps(console) as steps:
            done = build_demo(console.folder, users=users, progress=steps)
        report(done, console, synthetic=True)


@app.command(help=say("Load customer data into a new snapshot and put it in use.", "导入客户数据，生成新快照并启用。"))
def load(
    users: Annotated[
        str, typer.Argument(help=say("CSV, Parquet or DuckDB, a row a user", "用户表：CSV、Parquet 或 DuckDB"))
    ],
    events: Annotated[
        list[str] | None, typer.Argument(help=say("files with a row an event", "行为表，每行一条行为"))
    ] = None,
    catalog: Annotated[
        Path | None, typer.Option(help=say("catalog file; left out: inferred", "标签目录文件；不填则自动推断"))
    ] = None,
    id_column: Annotated[
        str | None, typer.Option("--id", help=say("column that identifies the user", "用户 ID 所在的列"))
    ] = None,
    engine: Annotated[
        EngineName,
        typer.Option(
            help=say(
                "spark: tables of a cluster (Parquet paths or table names) are registered, not copied",
                "spark：登记集群中的表（Parquet 路径或表名），不复制数据",
            )
        ),
    ] = EngineName.DUCKDB,
    master: Annotated[
        str | None,
        typer.Option(
            help=say("the Spark cluster; left out: MUSTER_SPARK_MASTER", "Spark 集群地址；不填则用 MUSTER_SPARK_MASTER")
        ),
    ] = None,
    workspace: Folder = None,
    as_json: Json = False,
) -> None:
    with _command(workspace, as_json) as console:
        from ui.cli.load import Steps, load_files, report

        with Steps(console) as steps:
            on = (master or console.settings.spark_master or "local[*]") if engine is EngineName.SPARK else None
            done = load_files(console, users, events or [], catalog, id_column, on, steps)
        report(done, console)


@app.command(help=say("One conversation: each TURN is said after the one before.", "一次对话：依次说出每一句。"))
def ask(
    turns: Annotated[
        list[str],
        typer.Argument(
            metavar="TURN", help=say("a sentence; - reads lines from stdin", "一句话；- 表示逐行读取标准输入")
        ),
    ],
    conversation: Annotated[str | None, typer.Option(help=say("go on with this one", "接着某个对话继续"))] = None,
    workspace: Folder = None,
    as_json: Json = False,
) -> None:
    with _command(workspace, as_json) as console:
        opened = console.open()
        from agent.session import Session
        from ui.cli.ask import ask as converse
        from ui.cli.ask import sentences

        converse(Session(opened, conversation), sentences(turns), console)


@app.command(help=say("Talk to Muster.", "与 Muster 对话。"))
def chat(workspace: Folder = None) -> None:
    with _command(workspace) as console:
        opened = console.open()
        from agent.session import Session
        from ui.cli.ask import chat as converse

        converse(Session(opened), console)


@app.command(help=say("Serve the web page.", "启动网页。"))
def serve(
    host: Annotated[str, typer.Option(help=say("address to listen on", "监听地址"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help=say("port to listen on", "监听端口"))] = 7860,
    workspace: Folder = None,
) -> None:
    with _command(workspace) as console:
        opened = console.open()
        from ui.cli.serve import serve as run

        run(opened, host, port, console)


@app.command(help=say("What is special about a saved segment (TGI).", "人群画像（TGI）。"))
def profile(
    segment: Annotated[
        str | None, typer.Argument(help=say("a saved segment; left out: the newest", "人群名称；不填则取最近保存的"))
    ] = None,
    workspace: Folder = None,
    as_json: Json = False,
) -> None:
    with _command(workspace, as_json) as console:
        opened = console.open()
        from tools.actions.profile_segment import ProfileArguments, profile_segment
        from ui.cli.saved import named_or_newest

        console.result(profile_segment(opened, ProfileArguments(segment=named_or_newest(opened, segment))))


@app.command(help=say("The users most like a saved segment.", "扩展与已保存人群相似的用户。"))
def lookalike(
    seed: Segment,
    size: Annotated[int, typer.Option(min=1, help=say("how many similar users", "需要的相似用户数"))],
    save: Annotated[str | None, typer.Option(help=say("save them under this name", "以此名称保存"))] = None,
    workspace: Folder = None,
    as_json: Json = False,
) -> None:
    with _command(workspace, as_json) as console:
        opened = console.open()
        from tools.actions.expand_lookalike import ExpandArguments, expand_lookalike
        from tools.actions.save_segment import SaveArguments, save_segment
        from ui.cli.saved import named_or_newest

        expansion = expand_lookalike(opened, ExpandArguments(segment=named_or_newest(opened, seed), size=size))
        if save is not None:
            save_segment(opened, SaveArguments(name=save, definition=expansion.definition))
        console.result(expansion)


@app.command(help=say("Write a saved segment's users to a file.", "导出已保存人群的用户。"))
def export(
    segment: Segment,
    channel: Annotated[str, typer.Option(help=say("where it goes, in that channel's format", "导出渠道"))],
    workspace: Folder = None,
    as_json: Json = False,
) -> None:
    with _command(workspace, as_json) as console:
        opened = console.open()
        from tools.actions.export_segment import ExportArguments, export_segment
        from ui.cli.console import person
        from ui.cli.saved import named_or_newest

        name = named_or_newest(opened, segment)
        receipt = export_segment(opened, ExportArguments(segment=name, channel=channel, by=person()))
        console.result(receipt)
        if not as_json:
            console.line(str(receipt.file))


@segments.command("list", help=say("All saved segments, newest first.", "列出已保存的人群。"))
def segments_list(workspace: Folder = None, as_json: Json = False) -> None:
    with _command(workspace, as_json) as console:
        opened = console.open()
        from tools.actions.list_segments import ListArguments, list_segments

        console.result(list_segments(opened, ListArguments()))


@segments.command("show", help=say("A segment as it is today.", "查看人群当前的规则与规模。"))
def segments_show(segment: Segment, workspace: Folder = None, as_json: Json = False) -> None:
    with _command(workspace, as_json) as console:
        opened = console.open()
        from tools.actions.preview_segment import PreviewArguments, preview_segment
        from ui.cli.saved import versions

        newest = versions(opened, segment)[0]
        console.result(preview_segment(opened, PreviewArguments(definition=newest.definition)))


@segments.command("history", help=say("The versions of a segment, newest first.", "查看人群的历史版本。"))
def segments_history(segment: Segment, workspace: Folder = None, as_json: Json = False) -> None:
    with _command(workspace, as_json) as console:
        opened = console.open()
        from tools.actions.list_segments import SegmentList
        from ui.cli.saved import versions

        console.result(SegmentList(segments=versions(opened, segment)))


@snapshots.command("list", help=say("All snapshots, oldest first.", "列出全部数据快照。"))
def snapshots_list(workspace: Folder = None, as_json: Json = False) -> None:
    with _command(workspace, as_json) as console:
        from ui.cli.load import list_snapshots

        list_snapshots(console)


@snapshots.command("use", help=say("Put a snapshot in use, as after a bad load.", "启用某个快照，用于撤销导入。"))
def snapshots_use(
    snapshot: Annotated[str, typer.Argument(help=say("its id", "快照编号"))],
    workspace: Folder = None,
    as_json: Json = False,
) -> None:
    with _command(workspace, as_json) as console:
        from tools.ingest.snapshot import switch_to
        from ui.cli.load import list_snapshots

        switch_to(console.folder, snapshot)
        list_snapshots(console)


@app.command(help=say("What is configured, what is missing, how to mend it.", "检查配置：有什么、缺什么、怎么补。"))
def doctor(workspace: Folder = None, as_json: Json = False) -> None:
    with _command(workspace, as_json) as console:
        from ui.cli.doctor import examine

        examine(console)


@app.command("eval", help=say("Measure the agent on cases with known answers.", "用已知答案的用例评测。"))
def evaluate(
    suite: Annotated[
        str, typer.Argument(help=say("a business, `playbooks`, or `all`", "业务名、`playbooks`，或 `all`"))
    ] = "all",
    model: Annotated[
        str | None,
        typer.Option(help=say("`embedded` or `openai:NAME`; left out: MUSTER_MODEL", "模型；不填则用 MUSTER_MODEL")),
    ] = None,
    report: Annotated[Path, typer.Option(file_okay=False, help=say("folder for the report", "报告文件夹"))] = Path(
        "eval-report"
    ),
    split: Annotated[Split, typer.Option(help=say("which cases", "用例划分"))] = Split.ALL,
    reveal: Annotated[
        bool, typer.Option("--reveal", help=say("show held-back cases too", "同时展示保留用例的内容"))
    ] = False,
    update_baseline: Annotated[
        bool, typer.Option("--update-baseline", help=say("accept these results", "将本次结果存为基线"))
    ] = False,
    as_json: Json = False,
) -> None:
    with _command(None, as_json) as console:
        from ui.cli.eval import evaluate as run

        run(suite, model or console.settings.model, report, split.value, reveal, update_baseline, console)


def _command(workspace: Path | None, as_json: bool = False) -> AbstractContextManager["Console"]:
    from ui.cli.console import command

    return command(workspace, as_json)


def main() -> None:
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # whatever the terminal's locale says, Muster speaks UTF-8
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()
