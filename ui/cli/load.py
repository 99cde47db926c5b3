"""Loading on the command line: what happens meanwhile, what came of it, and which snapshots there are."""

from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console as Terminal
from rich.progress import BarColumn, Progress, TextColumn

from tools.ingest.report import LoadReport
from tools.ingest.snapshot import Snapshot, current_snapshot, snapshots
from tools.language import Text
from ui.cli.console import Console

_STEPS = {
    "draw": Text(en="Drawing users", zh="生成用户"),
    "reading": Text(en="Reading", zh="读取文件"),
    "users": Text(en="Users", zh="整理用户"),
    "events": Text(en="Events", zh="整理行为"),
    "values": Text(en="Values", zh="整理标签取值"),
    "index": Text(en="Index", zh="建立索引"),
    "saving": Text(en="Saving", zh="保存"),
}
_SYNTHETIC = Text(
    en="This is synthetic data: nobody in it exists. Go on with `muster chat`, or `muster serve` for the web page.",
    zh="这是合成数据，其中的用户均为虚构。接下来可以运行 `muster chat` 对话，或用 `muster serve` 打开网页。",
)


class Steps:
    """`with Steps(console) as steps:` shows a bar on a terminal's stderr, which `steps(step, share)` moves."""

    def __init__(self, console: Console):
        self._lang = console.lang
        terminal = Terminal(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn())
        self._bar = Progress(*columns, console=terminal, transient=True, disable=not terminal.is_terminal)
        self._task = self._bar.add_task("", total=1.0)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._bar.stop()

    def __call__(self, step: str, share: float) -> None:
        label = _STEPS[step].to(self._lang) if step in _STEPS else step
        self._bar.update(self._task, description=label, completed=share)


def load_files(
    console: Console,
    users: str,
    events: list[str],
    catalog: Path | None,
    id_column: str | None,
    master: str | None,
    steps: Steps,
) -> LoadReport:
    """Into a warehouse of the workspace's own; with a `master`, registered where they are on that Spark cluster."""
    if master is None:
        from tools.ingest.load import load

        return load(console.folder, Path(users), [*map(Path, events)], catalog, id_column, steps)
    from tools.ingest.spark_load import load_on_spark

    return load_on_spark(console.folder, users, events, master, console.settings, catalog, id_column, steps)


def report(done: LoadReport, console: Console, synthetic: bool = False) -> None:
    """What was understood and what was set aside."""
    if console.as_json:
        console.data({**done.model_dump(mode="json"), "synthetic": synthetic})
        return
    for line in done.lines(console.lang):
        console.line(line)
    if synthetic:
        console.line(_SYNTHETIC.to(console.lang))


def list_snapshots(console: Console) -> None:
    """All snapshots, oldest first; the one in use is marked. Raises MusterError (`no_workspace`)."""
    current = current_snapshot(console.folder).id
    if console.as_json:
        console.data({"current": current, "snapshots": [_facts(each) for each in snapshots(console.folder)]})
        return
    for each in snapshots(console.folder):
        manifest = each.manifest
        words = Text(
            en=f"{manifest.users:,} users, data as of {manifest.as_of}, loaded {manifest.created_at:%Y-%m-%d %H:%M}",
            zh=f"{manifest.users:,} 位用户，数据截至 {manifest.as_of}，导入于 {manifest.created_at:%Y-%m-%d %H:%M}",
        )
        console.line(f"{'*' if each.id == current else ' '} {each.id}  {words.to(console.lang)}")


def _facts(snapshot: Snapshot) -> dict[str, object]:
    told = {"id", "created_at", "users", "events", "as_of", "synthetic"}
    return snapshot.manifest.model_dump(mode="json", include=told)
