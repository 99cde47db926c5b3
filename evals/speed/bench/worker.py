"""A contestant's own process: `python -m evals.speed.bench.worker NAME FOLDER USERS`.

Commands come as pickles on standard input, and each is answered by one on standard output.
"""

from __future__ import annotations

import os
import pickle
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from zlib import crc32

from evals.speed.bench.data import Data
from evals.speed.bench.peers import CONTESTANTS
from evals.speed.bench.reply import Reply, Verb

if TYPE_CHECKING:
    from evals.speed.bench.peers.base import Contestant
    from evals.speed.bench.tasks.base import Task


def main() -> None:
    name, folder, users = sys.argv[1:]
    # What libraries print must not come among the replies.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(CONTESTANTS[name](Data(Path(folder), int(users))), sys.stdin.buffer, replies)


def serve(contestant: Contestant, commands: BinaryIO, replies: BinaryIO) -> None:
    while True:
        try:
            command: Verb | Task = pickle.load(commands)
        except EOFError:
            return
        try:
            reply = _obeyed(contestant, command)
        except Exception as error:
            traceback.print_exc()
            reply = Reply(failed=f"{type(error).__name__}: {error}".splitlines()[0][:200])
        pickle.dump(reply, replies)
        replies.flush()


def _obeyed(contestant: Contestant, command: Verb | Task) -> Reply:
    match command:
        case "load":
            return _timed(contestant.load)
        case "keep":
            return _timed(contestant.keep)
        case "open":
            return _timed(contestant.open)
        case "warm":
            return _timed(contestant.warm)
        case "memory":
            return Reply(answer=_memory())
        case task:
            return _done(contestant, task)


def _done(contestant: Contestant, task: Task) -> Reply:
    run = contestant.ready(task)
    if run is None:
        return Reply()
    start = time.perf_counter()
    found = run()
    seconds = time.perf_counter() - start
    if isinstance(found, int | dict):
        return Reply(seconds, found)
    ids = found.column(0).to_pylist()
    return Reply(seconds, (len(ids), crc32("\n".join(ids).encode())))


def _timed(function: Callable[[], None]) -> Reply:
    start = time.perf_counter()
    function()
    return Reply(time.perf_counter() - start, 0)


def _memory() -> dict[str, int]:
    """Bytes of this process: resident now (pages of files that it maps included), and at most so far."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("utf-8").splitlines())
    return {name: int(status[key].split()[0]) * 1024 for name, key in (("now", "VmRSS"), ("peak", "VmHWM"))}


if __name__ == "__main__":
    main()
