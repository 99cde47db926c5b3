"""Runs suites: each in a process of its own where there are several."""

import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from evals.businesses.registry import BUSINESSES, business_named
from evals.cases import Case, read_suites
from evals.gold import Gold
from evals.kept import CACHE
from evals.playbooks import NAME as PLAYBOOKS
from evals.playbooks import SUITES as PLAYBOOK_SUITES
from evals.playbooks import index, read_queries
from evals.results import Results, Split
from evals.scratch import Scratch
from tools.errors import fail
from tools.settings import Settings
from tools.workspace import Workspace

if TYPE_CHECKING:
    from inspect_ai import Task
    from inspect_ai.log import EvalSample

Splits = Literal["dev", "held-back", "all"]

_AT_ONCE = 8  # conversations with a model server, which mostly wait


@dataclass(frozen=True)
class Part:
    """What one process does: the cases of one business, or the playbook queries of one split."""

    name: str
    split: Split


def parts_of(suite: str, splits: Splits) -> list[Part]:
    """What `suite` (a business, `playbooks`, or `all`) means. Raises MusterError (`unknown_suite`, `no_suite`)."""
    if suite not in ("all", PLAYBOOKS, *BUSINESSES):
        raise fail(
            "unknown_suite",
            f"There is no suite {suite}.",
            f"没有名为 {suite} 的评测套件。",
            got=suite,
            suggestions=("all", *BUSINESSES, PLAYBOOKS),
        )
    businesses = [each for each in BUSINESSES.values() if suite in ("all", each.name) and each.suites]
    found = [Part(each.name, "held-back" if each.held_back else "dev") for each in businesses]
    if suite in ("all", PLAYBOOKS):
        found += [Part(PLAYBOOKS, split) for split, file in PLAYBOOK_SUITES.items() if file.exists()]
    chosen = [part for part in found if splits in ("all", part.split)]
    if not chosen:
        raise fail(
            "no_suite", f"{suite} has no cases in the split {splits}.", f"{suite} 在 {splits} 部分没有用例。", got=suite
        )
    return chosen


def run(parts: Sequence[Part], model: str, logs: Path, keep_held_back_logs: bool, cache: Path = CACHE) -> Results:
    """Run the parts and gather what they found. Inspect's logs go to `logs`, those of held-back cases only on request.

    Raises MusterError (`bad_suite`, what workspaces raise, and `evaluation_failed`).
    """
    started = time.perf_counter()
    settings = Settings().model_copy(update={"model": model, "threads": 1})
    jobs = [(part, settings, logs if keep_held_back_logs or part.split == "dev" else None, cache) for part in parts]
    if len(jobs) == 1:
        found = [_run_part(*jobs[0])]
    else:
        workers = min(os.cpu_count() or 1, len(jobs))
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            found = [future.result() for future in [pool.submit(_run_part, *job) for job in jobs]]
    return Results(
        model=model,
        cases=[case for each in found for case in each.cases],
        queries=[query for each in found for query in each.queries],
        seconds=round(time.perf_counter() - started, 1),
    )


def run_cases(
    name: str, split: Split, cases: tuple[Case, ...], folder: Path, settings: Settings, logs: Path | None, cache: Path
) -> Results:
    """Run cases over the workspace in `folder`, which stays as it is. Inspect's logs go to `logs`, if anywhere."""
    from evals.tasks import case_result, suite_task

    gold = Gold(Workspace(folder, settings).snapshot.warehouse)
    with Scratch(folder, settings, index(settings, cache)) as scratch:
        samples = _evaluated(suite_task(name, split, cases, scratch, gold), settings.model, logs)
    gold.close()
    return Results(model=settings.model, cases=[case_result(sample) for sample in samples])


def _run_part(part: Part, settings: Settings, logs: Path | None, cache: Path) -> Results:
    if part.name == PLAYBOOKS:
        return _run_queries(part.split, settings, logs, cache)
    business = business_named(part.name)
    cases = read_suites(business.suites, business.name)
    return run_cases(part.name, part.split, cases, business.workspace(cache), settings, logs, cache)


def _run_queries(split: Split, settings: Settings, logs: Path | None, cache: Path) -> Results:
    queries = read_queries(PLAYBOOK_SUITES[split])
    home = BUSINESSES["gym_chain"].workspace(cache)  # any would do: the playbooks come with Muster
    from evals.tasks import playbooks_task, query_result

    with Scratch(home, settings, index(settings, cache)) as scratch, scratch.workspace() as workspace:
        samples = _evaluated(playbooks_task(split, queries, workspace), settings.model, logs)
    return Results(model=settings.model, queries=[query_result(sample) for sample in samples])


def _evaluated(task: "Task", model: str, logs: Path | None) -> "list[EvalSample]":
    """The samples of a task after Inspect ran it. The agent calls its own model: Inspect is given none."""
    from inspect_ai import eval as evaluate

    folder = logs or Path(tempfile.mkdtemp(prefix="muster-evals-logs-"))
    quiet: dict[str, Any] = {
        "display": "none",
        "score_display": False,
        "log_realtime": False,
        "log_level": "warning",
        "acp_server": False,
        "ctl_server": False,
        "notification": False,
    }
    try:
        (log,) = evaluate(
            task,
            model=None,
            log_dir=str(folder),
            max_samples=1 if model == "embedded" else _AT_ONCE,
            fail_on_error=False,
            **quiet,
        )
        if log.status != "success" or log.samples is None:
            why = log.error.message if log.error else log.status
            raise fail("evaluation_failed", f"The evaluation broke off: {why}", f"评测中断：{why}")
        return list(log.samples)  # read from the log's file only now
    finally:
        if logs is None:
            shutil.rmtree(folder, ignore_errors=True)
