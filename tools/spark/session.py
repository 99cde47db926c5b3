"""A session with a Spark cluster: opened once a process, every job under a time limit, errors in words for people."""

from __future__ import annotations

import logging
import os
import re
import shutil
import socket
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from tools.errors import MusterError, fail

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LEAST_JAVA = 17
_REACH_S = 5.0
# What is cancelled before its jobs have begun goes on, so it is cancelled again until it has ended.
_CANCEL_AGAIN_S = 0.5

_LOGGING = Path(__file__).with_name("log4j2.properties").as_uri()

# What keeps answers the same on every cluster, whatever its own settings.
_MEANING = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "false",
    "spark.sql.mapKeyDedupPolicy": "EXCEPTION",
}
# What suits a driver that people wait for; `spark_conf` in the settings overrides it.
_DEFAULTS = {
    "spark.app.name": "muster",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={_LOGGING}",
    "spark.scheduler.mode": "FAIR",
}
_opening = Lock()
_sessions: dict[str, SparkSession] = {}


def spark_session(master: str, conf: Mapping[str, str]) -> SparkSession:
    """The session with `master`, shared by the whole process. A process has one cluster; Spark Connect allows several.

    Raises MusterError: `no_spark` without PySpark, `no_java` without Java 17, `spark_unreachable`.
    """
    with _opening:
        if master not in _sessions:
            _sessions[master] = _open(master, conf)
        return _sessions[master]


def close_session(master: str) -> None:
    with _opening:
        session = _sessions.pop(master, None)
        if session is not None:
            session.stop()


@contextmanager
def limited(session: SparkSession, timeout_s: float) -> Iterator[None]:
    """Jobs of this thread meanwhile are cancelled after `timeout_s` seconds. What Spark raises becomes a MusterError
    (`too_slow`, `query_failed`, `spark_unreachable`) that does not tell where files lie."""
    from py4j.protocol import Py4JError, Py4JNetworkError
    from pyspark.errors import PySparkException

    tag, late, ended = f"muster-{uuid4().hex}", Event(), Event()
    add, remove, cancel = _tagging(session)

    def stop_when_late() -> None:
        while not ended.wait(_CANCEL_AGAIN_S if late.is_set() else timeout_s):
            late.set()
            cancel(tag)

    watch = Thread(target=stop_when_late, daemon=True)
    add(tag)
    watch.start()
    try:
        yield
    except (PySparkException, Py4JError, ConnectionError, EOFError) as error:
        if late.is_set():
            raise _too_slow(timeout_s) from error
        if isinstance(error, Py4JNetworkError | ConnectionError | EOFError):
            raise _gone() from error
        raise _failed(error) from error
    finally:
        ended.set()
        watch.join()
        remove(tag)


def _tagging(session: SparkSession) -> tuple[Callable[[str], None], Callable[[str], None], Callable[[str], object]]:
    """How jobs of this thread get a tag, lose it, and are cancelled by it. Without Spark Connect it is the context that
    knows: the session's own `interruptTag` finds none of the jobs that Python started."""
    if "connect" in type(session).__module__.split("."):
        return session.addTag, session.removeTag, session.interruptTag
    context = session.sparkContext
    return context.addJobTag, context.removeJobTag, context.cancelJobsWithTag


def _open(master: str, conf: Mapping[str, str]) -> SparkSession:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise fail(
            "no_spark",
            "This snapshot is on Spark, and PySpark is not installed: pip install 'pyspark>=4.0'.",
            "该数据快照位于 Spark 上，但未安装 PySpark：pip install 'pyspark>=4.0'。",
        ) from error
    connect = master.startswith("sc://")
    if not connect:
        _need_java()
    _need_master(master)
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    # Frames travel as Arrow; pandas, of whatever version, is not used.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)  # it prints plans, and where files lie
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
    builder = SparkSession.builder.remote(master) if connect else SparkSession.builder.master(master)
    settings = {**({} if connect else {**_DEFAULTS, **_own_machine(master)}), **conf, **_MEANING}
    try:
        session = builder.config(map={**settings}).getOrCreate()
        for name, value in _MEANING.items():
            session.conf.set(name, value)  # a session that was open before
        return session
    except Exception as error:  # Spark and its gateway raise dozens of kinds here
        raise _unreachable(master, type(error).__name__) from error


def _own_machine(master: str) -> dict[str, str]:
    """With all of Spark on this machine nothing needs to be open to the network."""
    if not master.startswith("local"):
        return {}
    return {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}


def java_version() -> int | None:
    """Major version of the Java that Spark would start; None when there is none."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    try:
        told = subprocess.run([java or "java", "-version"], capture_output=True, text=True, timeout=30).stderr
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "(\d+)', told)
    return int(found.group(1)) if found else None


def _need_java() -> None:
    version = java_version()
    if version is None or version < LEAST_JAVA:
        found_en = f"found {version}" if version else "none was found"
        found_zh = f"当前为 {version}" if version else "未找到 Java"
        raise fail(
            "no_java",
            f"Spark needs Java {LEAST_JAVA} or newer ({found_en}): install it (on Debian and Ubuntu "
            f"`apt-get install default-jre-headless`) or set JAVA_HOME.",
            f"Spark 需要 Java {LEAST_JAVA} 或更高版本（{found_zh}）：请安装（Debian、Ubuntu 上为 "
            f"`apt-get install default-jre-headless`），或设置 JAVA_HOME。",
        )


def _need_master(master: str) -> None:
    """Ask whether someone listens, which Spark itself would try for a minute."""
    if not master.startswith(("spark://", "sc://")):
        return
    addresses = [urlsplit(f"//{each}") for each in master.partition("://")[2].partition("/")[0].split(",")]
    for address in addresses:
        try:
            port = address.port or (15002 if master.startswith("sc://") else 7077)
            socket.create_connection((address.hostname or "", port), timeout=_REACH_S).close()
            return
        except (OSError, ValueError):
            continue
    raise _unreachable(master, "no answer")


def _unreachable(master: str, why: str) -> MusterError:
    # What stands behind a ; or ? of a Spark Connect address may hold a token.
    shown = re.split(r"[;?]", master)[0]
    return fail(
        "spark_unreachable",
        f"Spark at {shown} cannot be reached ({why}). Is the cluster up? MUSTER_SPARK_MASTER names another one.",
        f"无法连接 Spark（{shown}，{why}）。请确认集群已启动；也可用 MUSTER_SPARK_MASTER 指定其他地址。",
        got=shown,
        retry=True,
    )


def _gone() -> MusterError:
    return fail("spark_unreachable", "The connection to Spark was lost.", "与 Spark 的连接已断开。", retry=True)


def _too_slow(timeout_s: float) -> MusterError:
    return fail(
        "too_slow",
        f"The query took longer than {timeout_s:g} seconds and was stopped. Fewer or narrower conditions help, "
        "or a longer MUSTER_QUERY_TIMEOUT_S.",
        f"查询超过 {timeout_s:g} 秒，已中止。请减少条件或缩小范围，也可调大 MUSTER_QUERY_TIMEOUT_S。",
        retry=True,
    )


def _failed(error: Exception) -> MusterError:
    told = getattr(error, "getCondition", lambda: None)() or type(error).__name__
    return fail("query_failed", f"Spark could not answer ({told}).", f"Spark 未能完成查询（{told}）。")
