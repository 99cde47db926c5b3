"""How long a turn takes: `python -m evals.speed.requests --workspace DIR`.

Says the turns of the demo suites, conversation by conversation, to the embedded planner over the demo data of any size.
Start-up and the first turn are aside, and so are turns that do more than answer who is meant: profiles, comparisons,
lookalikes, exports.
"""

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from agent.session import Session
from evals.businesses.registry import business_named
from evals.cases import Case, Does, Turn, read_suites
from evals.speed.steps import STEPS, Steps, timed_steps
from tools.settings import Settings
from tools.workspace import Workspace

_BUSINESS = "demo"
_ASIDE = ("profile_segment", "compare_segments", "expand_lookalike", "offer_export")
_SLOWEST = 10
# Start-up: the catalog's words and vectors, the index of playbooks, a dictionary of each language.
_WARM_UP = ("everyone", "which tags are about age?", "how do I choose seeds?", "left-handed sailors", "左撇子水手")


@dataclass(frozen=True)
class Timing:
    """One turn: milliseconds in all, and by step. `follow_up`: not the first turn of its conversation."""

    case: str
    say: str
    follow_up: bool
    ms: float
    steps: dict[str, float]


def measure(folder: Path, repeat: int, cold: bool, clock: Callable[[], float]) -> list[Timing]:
    """The turns of the suites over the data in `folder`, each the fastest of `repeat` rounds.

    A round begins with nothing known of earlier requests; with `cold` every conversation does. The fastest round is
    the one that other work on the machine disturbed least. `clock` gives seconds. Raises MusterError for a workspace
    that cannot be used.
    """
    cases = read_suites(business_named(_BUSINESS).suites, _BUSINESS)
    rounds = []
    for _ in range(repeat):
        with _copy_of(folder) as workspace, timed_steps(clock) as steps:
            rounds.append([timing for case in cases for timing in _converse(case, workspace, steps, cold)])
    return [min(same, key=lambda timing: timing.ms) for same in zip(*rounds, strict=True)]


def report(timings: Sequence[Timing]) -> dict[str, Any]:
    """Milliseconds over all turns: median, p95 and max, in all and by step, and the slowest turns."""
    slowest = sorted(timings, key=lambda timing: -timing.ms)[:_SLOWEST]
    return {
        "turns": len(timings),
        "follow_ups": sum(timing.follow_up for timing in timings),
        "total": _figures([timing.ms for timing in timings]),
        "steps": {step: _figures([timing.steps[step] for timing in timings]) for step in STEPS},
        "slowest": [
            asdict(replace(timing, ms=round(timing.ms, 1), steps=_rounded(timing.steps))) for timing in slowest
        ],
    }


def main(
    workspace: Annotated[Path, typer.Option(help="demo data, as `muster demo --users N` makes it")],
    repeat: Annotated[int, typer.Option(min=1, help="rounds; of each turn the fastest counts")] = 3,
    cold: Annotated[bool, typer.Option(help="forget before each conversation what was counted")] = False,
    cpu: Annotated[
        bool, typer.Option(help="CPU time of all threads, which other work on the machine changes less")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Time every turn of the demo suites."""
    found = report(measure(workspace, repeat, cold, time.process_time if cpu else time.perf_counter))
    print(json.dumps(found, ensure_ascii=False, indent=1) if as_json else _table(found))


@contextmanager
def _copy_of(folder: Path) -> Iterator[Workspace]:
    """A workspace over the same snapshot in which the suites' segments are saved, warmed up by a first turn."""
    with tempfile.TemporaryDirectory(prefix="muster-speed-") as home:
        shutil.copy(folder / "current", home)
        (Path(home) / "snapshots").symlink_to((folder / "snapshots").resolve())
        workspace = Workspace(Path(home), Settings().model_copy(update={"model": "embedded"}))
        business_named(_BUSINESS).save_segments(workspace)
        session = Session(workspace)
        for request in _WARM_UP:
            session.ask(request)
        yield workspace


def _converse(case: Case, workspace: Workspace, steps: Steps, cold: bool) -> Iterator[Timing]:
    if cold:
        vars(workspace).pop("engine", None)  # made anew when next used
    session = Session(workspace)
    for number, turn in enumerate(case.turns):
        if _is_aside(turn):
            return
        spent = steps.of(partial(session.ask, turn.say))
        yield Timing(case.id, turn.say, number > 0, sum(spent.values()), spent)


def _is_aside(turn: Turn) -> bool:
    match turn.expected:
        case Does(tool=tool):
            return tool in _ASIDE
        case _:
            return False


def _figures(values: Sequence[float]) -> dict[str, float]:
    median, p95 = np.percentile(values, [50, 95])
    return _rounded({"median": float(median), "p95": float(p95), "max": max(values)})


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 1) for name, value in values.items()}


def _table(found: dict[str, Any]) -> str:
    lines = [f"{found['turns']} turns, {found['follow_ups']} of them follow-ups; milliseconds"]
    lines += [f"{'':18}{'median':>9}{'p95':>9}{'max':>9}"]
    for name, figures in (("a turn", found["total"]), *found["steps"].items()):
        lines.append(f"{name:18}" + "".join(f"{figures[key]:9.1f}" for key in ("median", "p95", "max")))
    lines += ["", "slowest"]
    for turn in found["slowest"]:
        step = max(turn["steps"], key=turn["steps"].get)
        lines.append(f"{turn['ms']:9.1f}  {turn['say']}  ({turn['case']}; {step} {turn['steps'][step]})")
    return "\n".join(lines)


if __name__ == "__main__":
    typer.run(main)
