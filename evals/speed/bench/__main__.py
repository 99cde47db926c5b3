"""`python -m evals.speed.bench`: measure, print, and write the page."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown

from evals.speed.bench.data import drawn
from evals.speed.bench.machine import machine, versions
from evals.speed.bench.measure import measured_size
from evals.speed.bench.page import page
from evals.speed.bench.peers import installed
from evals.speed.bench.results import Results
from evals.speed.bench.tasks import QUESTIONS, WORK, Task

_ROOT = Path(__file__).parents[3]
_HOME = _ROOT / ".cache" / "bench"
_RESULTS = _HOME / "results.json"
_PAGE = _ROOT / "docs" / "benchmarks.md"
_FIFTY = 50_000_000


def main(
    users: Annotated[list[int] | None, typer.Option(help="how many; once for each number. 1 and 10 million")] = None,
    fifty_million: Annotated[bool, typer.Option(help="50 million users as well")] = False,
    reps: Annotated[int, typer.Option(min=1, help="variants of each task that are timed")] = 20,
    only: Annotated[list[str] | None, typer.Option(help="tasks whose name holds this; not kept")] = None,
    without: Annotated[list[str] | None, typer.Option(help="contestants whose name holds this; not kept")] = None,
    again: Annotated[bool, typer.Option("--page", help="write the page of the run before; measure nothing")] = False,
) -> None:
    """Measure Muster beside other ways to count the same users. Ends with 1 when their answers differ."""
    console = Console()
    if again:
        results = Results.model_validate_json(_RESULTS.read_bytes())
    else:
        sizes = sorted({*(users or (1_000_000, 10_000_000)), *([_FIFTY] if fifty_million else [])})
        results = _run(sizes, _tasks(only), _contestants(without), reps, console)
    if not only and not without:
        _HOME.mkdir(parents=True, exist_ok=True)
        _RESULTS.write_text(results.model_dump_json(indent=1), "utf-8")
        _PAGE.write_text(page(results), "utf-8")
    if console.is_terminal:
        console.print(Markdown(page(results)))
    else:
        print(page(results))
    raise typer.Exit(1 if results.mismatches else 0)


def _run(
    sizes: Sequence[int], tasks: Sequence[type[Task]], names: Sequence[str], reps: int, console: Console
) -> Results:
    started = datetime.now(UTC)
    command = " ".join(["python -m evals.speed.bench", *sys.argv[1:]])
    results = Results(command=command, started=started, machine=machine(), versions=versions(), repetitions=reps)
    for users in sizes:
        with console.status(f"{users:,} users") as status:

            def say(text: str, users: int = users) -> None:
                minutes = (datetime.now(UTC) - started).total_seconds() / 60
                status.update(f"{users:,} users, {minutes:.0f} minutes: {text}")

            say("drawing")
            data = drawn(_HOME, users)
            results.sizes.append(measured_size(data, names, tasks, reps, say))
    results.minutes = (datetime.now(UTC) - started).total_seconds() / 60
    return results


def _tasks(only: list[str] | None) -> list[type[Task]]:
    everything: list[type[Task]] = [*QUESTIONS, *WORK]
    return [task for task in everything if not only or any(text in task.name for text in only)]


def _contestants(without: list[str] | None) -> list[str]:
    return [name for name in installed() if not any(text in name for text in without or ())]


if __name__ == "__main__":
    typer.run(main)
