"""A real standalone cluster on this machine: one master and two workers from the pip package, on loopback."""

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

WORKERS = 2
_READY_S = 120


@contextmanager
def standalone_cluster(folder: Path) -> Iterator[str]:
    """Its master's URL, once both workers have registered; all of it is stopped at the end, whatever happens."""
    import pyspark

    home = Path(pyspark.__file__).parent
    port, page = _free_port(), _free_port()
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "SPARK_LOCAL_DIRS": str(folder / "local"),
    }

    def start(name: str, what: str, *arguments: str) -> None:
        command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{what}", *arguments]
        log = stack.enter_context((folder / f"{name}.log").open("wb"))
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        stack.callback(_stop, process)

    with ExitStack() as stack:
        master = ("--host", "127.0.0.1", "--port", str(port), "--webui-port", str(page))
        start("master", "master.Master", *master)
        url = f"spark://127.0.0.1:{port}"
        for number in range(WORKERS):
            own = (
                "--host",
                "127.0.0.1",
                "--webui-port",
                str(_free_port()),
                "--work-dir",
                str(folder / f"work {number}"),
            )
            start(f"worker {number}", "worker.Worker", *own, "--cores", "1", "--memory", "1g", url)
        _wait_for_workers(page, folder)
        yield url


def _wait_for_workers(page: int, folder: Path) -> None:
    before = time.monotonic()
    while time.monotonic() - before < _READY_S:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{page}/json/", timeout=5) as answer:
                if json.load(answer)["aliveworkers"] == WORKERS:
                    return
        except (OSError, ValueError):
            pass
        time.sleep(0.5)
    logs = "\n".join(log.read_text("utf-8", "replace")[-2000:] for log in sorted(folder.glob("*.log")))
    raise RuntimeError(f"the cluster did not come up:\n{logs}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
