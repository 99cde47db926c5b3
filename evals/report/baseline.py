"""The last results that were accepted, and what has changed since."""

from pathlib import Path

from pydantic import BaseModel, ValidationError

from evals.report.totals import Total, totals
from evals.results import CaseResult, Results, Split
from tools.errors import fail
from tools.ingest.snapshot import write_atomically

FILE = Path(__file__).parents[1] / "baseline.json"


class Standing(BaseModel):
    """How one case stood. `score` is its audience's Jaccard index, or its score for asking or for its tool."""

    passed: bool
    score: float


class Baseline(BaseModel):
    """Cases by id, of development businesses only: held-back ones are in the totals and nowhere else."""

    model: str = ""
    totals: dict[Split, dict[str, Total]] = {}
    cases: dict[str, Standing] = {}


class Changes(BaseModel):
    """Ids of cases that passed and do not pass any more, and of those that do now."""

    broken: list[str] = []
    mended: list[str] = []


def read_baseline(file: Path | None = None) -> Baseline:
    """The accepted results, in `FILE` unless given; empty when there are none. Raises MusterError (`bad_baseline`)."""
    file = file or FILE
    if not file.exists():
        return Baseline()
    try:
        return Baseline.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise fail(
            "bad_baseline",
            f"{file.name} cannot be read: write it anew with --update-baseline.",
            f"无法读取 {file.name}：请用 --update-baseline 重新生成。",
            where=str(file),
        ) from error


def update_baseline(results: Results, file: Path | None = None) -> Baseline:
    """Accept these results. What this run did not measure stays as it was."""
    file = file or FILE
    before = read_baseline(file)
    new = Baseline(
        model=results.model,
        totals={**before.totals, **{split: _steady(totals(results.of(split))) for split in results.splits}},
        cases=dict(sorted({**before.cases, **{case.id: standing(case) for case in _open(results)}}.items())),
    )
    write_atomically(file, new.model_dump_json(indent=1) + "\n")
    return new


def changes(results: Results, baseline: Baseline) -> Changes:
    known = [(case, baseline.cases[case.id]) for case in _open(results) if case.id in baseline.cases]
    return Changes(
        broken=[case.id for case, before in known if before.passed and not case.passed],
        mended=[case.id for case, before in known if case.passed and not before.passed],
    )


def standing(case: CaseResult) -> Standing:
    scores = (case.value(scorer) for scorer in ("audience", "asked", "tool_path"))
    return Standing(passed=case.passed, score=round(next((score for score in scores if score is not None), 0.0), 4))


def _open(results: Results) -> list[CaseResult]:
    return [case for case in results.cases if case.split == "dev"]


def _steady(figures: dict[str, Total]) -> dict[str, Total]:
    """Figures that are the same on every machine."""
    return {name: total for name, total in figures.items() if not name.endswith("_ms")}
