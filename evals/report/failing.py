"""The failures of a run as one page of Markdown, for people who read the project and not its reports."""

from itertools import groupby

from evals.report.report import Failure, Report, TurnLine

_HEAD = """# Failing cases

What `make eval` found wrong with {model}, in the development suites: {failed} cases. Held-back cases stand in the
figures only (see [decision 6](decisions/0006-how-the-planner-is-measured.md)). For each case the first turn that went
wrong: what was said, what it should have come to, and what it came to.
"""


def failing(report: Report) -> str:
    """Failures by business, one row each."""
    parts = [_HEAD.format(model=f"the {report.model} planner", failed=len(report.failures))]
    failures = sorted(report.failures, key=lambda failure: (failure.business, failure.id))
    for business, cases in groupby(failures, key=lambda failure: failure.business):
        rows = [_row(case) for case in cases]
        parts.append(f"\n## {business} ({len(rows)})\n\n| case | said | expected | came |\n| --- | --- | --- | --- |\n")
        parts.append("\n".join(rows) + "\n")
    return "".join(parts)


def _row(case: Failure) -> str:
    wrong = next((turn for turn in case.turns if turn.expected and turn.expected != turn.got), case.turns[-1])
    cells = [case.id, _said(case, wrong), wrong.expected, wrong.got]
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _said(case: Failure, wrong: TurnLine) -> str:
    return " // ".join(turn.request for turn in case.turns[: case.turns.index(wrong) + 1])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
