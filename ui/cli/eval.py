"""Evaluations on the command line."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tools.ingest.snapshot import write_atomically
from tools.language import Text
from ui.cli.console import Console

if TYPE_CHECKING:
    from evals.run import Splits

_WIDTH_OF_PIPES = 100
_WRITTEN = Text(en="Report", zh="报告")
_LOGS = Text(en="Logs, for `inspect view --log-dir`", zh="日志，可用 `inspect view --log-dir` 查看")


def evaluate(
    suite: str, model: str, folder: Path, splits: "Splits", reveal: bool, renew: bool, console: Console
) -> None:
    """Run a suite, print its figures, and write `report.json`, `report.html`, `failing.md` and Inspect's logs.

    Raises MusterError for what is missing, unknown, or cannot be run.
    """
    from evals.installed import check_installed

    check_installed()
    from rich.console import Console as RichConsole

    from agent.model import check_model
    from evals.report.baseline import read_baseline, update_baseline
    from evals.report.failing import failing
    from evals.report.page import page
    from evals.report.report import make_report
    from evals.report.table import table
    from evals.report.words import WORDS
    from evals.run import parts_of, run

    check_model(console.settings.model_copy(update={"model": model}))
    parts = parts_of(suite, splits)
    folder.mkdir(parents=True, exist_ok=True)
    baseline = read_baseline()
    results = run(parts, model, folder / "logs", reveal)
    report = make_report(results, baseline, reveal)
    write_atomically(folder / "report.json", report.model_dump_json(indent=1))
    write_atomically(folder / "report.html", page(report, console.lang))
    write_atomically(folder / "failing.md", failing(report))
    if renew:
        update_baseline(results)
    if console.as_json:
        about = report.model_dump(mode="json", include={"model", "seconds", "totals", "changes", "hidden"})
        console.data({**about, "report": str(folder / "report.json")})
        return
    screen = RichConsole(width=None if sys.stdout.isatty() else _WIDTH_OF_PIPES, highlight=False)
    screen.print(table(report, console.lang))
    for name, ids in report.changes:
        if ids:
            console.line(f"{WORDS[name].to(console.lang)} ({len(ids)}): {', '.join(ids)}")
    console.line(f"{_WRITTEN.to(console.lang)}: {folder / 'report.html'}")
    console.line(f"{_LOGS.to(console.lang)}: {folder / 'logs'}")
