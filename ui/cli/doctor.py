"""What is configured, what is missing, and how to mend it."""

import os
import platform
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import typer
from packaging.requirements import Requirement
from pydantic import BaseModel

from tools.errors import MusterError
from tools.index.files import damaged_files
from tools.ingest.snapshot import Snapshot
from tools.language import Text
from tools.spark.tables import SparkTables
from ui.cli.console import Console

_LEAST_FREE = 1 << 30  # bytes; a snapshot of a million users takes some hundred megabytes


class Finding(BaseModel):
    """One thing that was looked at. `mend` says what to do where it is not well."""

    name: str
    well: bool
    state: Text
    mend: Text | None = None


def examine(console: Console) -> None:
    """Print what was found; exit code 1 when something must be mended."""
    found = list(_findings(console))
    well = all(finding.well for finding in found)
    if console.as_json:
        console.data({"well": well, "findings": [finding.model_dump(mode="json") for finding in found]})
    else:
        for finding in found:
            console.line(f"{'✓' if finding.well else '✗'} {finding.name}: {finding.state.to(console.lang)}")
            if finding.mend:
                console.line(f"    → {finding.mend.to(console.lang)}")
    if not well:
        raise typer.Exit(1)


def _findings(console: Console) -> Iterator[Finding]:
    yield Finding(name="python", well=True, state=_same(platform.python_version()))
    yield _packages()
    yield _checked("workspace", lambda: _workspace(console))
    with suppress(MusterError):  # said of the workspace already
        snapshot = console.open().snapshot
        if (tables := snapshot.spark) is None:
            yield _index(snapshot)
        else:
            yield _checked("spark", lambda: _spark(tables.on(console.settings.spark_master), console))
    yield _checked("conversations", lambda: _conversations(console.folder))
    yield _disk(console.folder)
    yield _checked("model", lambda: _model(console))


def _packages() -> Finding:
    """Whether everything is installed that Muster's own metadata asks for, tools for development aside."""
    missing = []
    try:
        needed = [Requirement(line) for line in requires("muster") or []]
    except PackageNotFoundError:
        needed = []
        missing.append("muster")
    for requirement in needed:
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            if not requirement.specifier.contains(version(requirement.name), prereleases=True):
                missing.append(str(requirement))
        except PackageNotFoundError:
            missing.append(str(requirement))
    return Finding(
        name="packages",
        well=not missing,
        state=_same(", ".join(missing)) if missing else Text(en="all there", zh="齐全"),
        mend=Text(en="Install them: `make setup`.", zh="请安装缺少的依赖：`make setup`。") if missing else None,
    )


def _workspace(console: Console) -> Text:
    opened = console.open()
    manifest = opened.snapshot.manifest
    users, tags, events = opened.engine.population(), len(opened.catalog.tags), len(opened.catalog.events)
    where, day = console.folder, manifest.as_of
    en = f"{where}, snapshot {manifest.id}: {users:,} users, {tags} tags, {events} kinds of events, as of {day}"
    zh = f"{where}，快照 {manifest.id}：{users:,} 位用户，{tags} 个标签，{events} 种行为，数据截至 {day}"
    if manifest.synthetic:
        en, zh = f"{en}, synthetic", f"{zh}，合成数据"
    return Text(en=en, zh=zh)


def _index(snapshot: Snapshot) -> Finding:
    """Whether counts come from the audience index: all of its files are read and checked."""
    damaged = damaged_files(snapshot.index)
    if damaged is None:
        state = Text(en="none: counts come from the database", zh="无：人数由数据库计算")
    elif damaged:
        listed = ", ".join(damaged[:3]) + (" …" if len(damaged) > 3 else "")
        state = Text(en=f"damaged ({listed}): the database answers instead", zh=f"已损坏（{listed}），改由数据库计算")
    else:
        return Finding(name="index", well=True, state=Text(en="complete", zh="完整"))
    mend = Text(en="Load the data again to have one, for faster counts.", zh="重新导入数据即可重建索引，计算更快。")
    return Finding(name="index", well=not damaged, state=state, mend=mend)


def _spark(tables: SparkTables, console: Console) -> Text:
    from tools.spark.session import spark_session

    session = spark_session(tables.master, console.settings.spark_conf)
    shown = tables.master.partition(";")[0]  # what follows may hold a token
    return _same(f"{shown}, Spark {session.version}")


def _conversations(folder: Path) -> Text:
    file = folder / "conversations.db"
    if not file.exists():
        return Text(en="none yet", zh="暂无")
    with sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True) as database:
        count = database.execute("SELECT count(DISTINCT thread_id) FROM checkpoints").fetchone()[0]
    return Text(en=f"{count:,} kept in {file}", zh=f"{file} 中有 {count:,} 个")


def _disk(folder: Path) -> Finding:
    place = next(parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.exists())
    free = shutil.disk_usage(place).free
    writable = os.access(place, os.W_OK)
    well = free >= _LEAST_FREE and writable
    mend = Text(
        en=f"Muster must be able to write to {place}, with at least 1 GB free.",
        zh=f"Muster 需要能写入 {place}，且至少有 1 GB 可用空间。",
    )
    gigabytes = f"{free / (1 << 30):,.1f} GB"
    return Finding(
        name="disk",
        well=well,
        state=Text(en=f"{gigabytes} free", zh=f"可用 {gigabytes}") if writable else Text(en="read-only", zh="不可写"),
        mend=None if well else mend,
    )


def _model(console: Console) -> Text:
    from agent.model import check_model, server_url
    from agent.strict import PlainServers, Server

    check_model(console.settings)
    name = console.settings.model
    if name == "embedded":
        return Text(en="embedded, needs no network", zh="内置，无需联网")
    server = Server(model=name.partition(":")[2].strip(), url=server_url())
    plain = PlainServers(console.folder)
    en, zh = f"{name} at {server.url}", f"{name}，服务地址 {server.url}"
    if server in plain:
        en = f"{en}; refused strict schemas, so it is told plain ones (delete {plain.file} to try again)"
        zh = f"{zh}；不支持严格模式，已改用普通模式（删除 {plain.file} 可重试）"
    else:
        en, zh = f"{en}; strict schemas", f"{zh}；严格模式"
    if console.settings.fallback == "embedded":
        return Text(en=f"{en}; when it fails, the embedded planner answers", zh=f"{zh}；模型出错时由内置引擎回答")
    return Text(en=f"{en}; no fallback (MUSTER_FALLBACK=embedded)", zh=f"{zh}；未设备用（MUSTER_FALLBACK=embedded）")


def _checked(name: str, look: Callable[[], Text]) -> Finding:
    """What `look` says is well; what it raises says what is not, and how to mend it."""
    try:
        return Finding(name=name, well=True, state=look())
    except MusterError as error:
        state = Text(en="not usable", zh="不可用")
        return Finding(name=name, well=False, state=state, mend=Text(en=error.to("en"), zh=error.to("zh")))
    except (OSError, ValueError, sqlite3.Error) as error:
        return Finding(name=name, well=False, state=_same(f"{type(error).__name__}: {error}"))


def _same(text: str) -> Text:
    return Text(en=text, zh=text)
