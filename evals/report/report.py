"""A report: everything that is written down or shown of a run, held-back cases left out unless they are asked for."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from pydantic import BaseModel

from evals.leaves import difference
from evals.notation import notation
from evals.observed import Observed
from evals.report.baseline import Baseline, Changes, changes
from evals.report.totals import Total, totals
from evals.results import CaseResult, QueryResult, Results, Split
from tools.language import Text


class Slice(BaseModel):
    """Cases that share something: how many there are, and how many of them pass."""

    name: str
    cases: int
    passed: int


class Slices(BaseModel):
    by: Text
    slices: list[Slice]


class TurnLine(BaseModel):
    """One turn of a failure. `missing` and `extra` are conditions in notation; `question` and `reply` what was said."""

    request: str
    expected: str
    got: str
    missing: list[str] = []
    extra: list[str] = []
    audience: str = ""
    jaccard: float | None = None


class Failure(BaseModel):
    id: str
    business: str
    language: str
    kinds: list[str]
    newly_broken: bool
    why: str
    turns: list[TurnLine]


class Miss(BaseModel):
    """A query whose playbook is not the first found; `rank` is where it came, None when nowhere."""

    query: str
    language: str
    playbook: str | None
    rank: int | None
    found: list[str]


class Report(BaseModel):
    """`totals` by split and figure. `hidden` counts held-back cases and queries that are in the totals only."""

    model: str
    made_at: datetime
    seconds: float
    totals: dict[Split, dict[str, Total]]
    before: dict[Split, dict[str, Total]]
    changes: Changes
    slices: list[Slices]
    failures: list[Failure]
    misses: list[Miss]
    hidden: int
    cases: list[CaseResult]


def make_report(results: Results, baseline: Baseline, reveal: bool) -> Report:
    """The report of a run. Unless `reveal`, nothing but totals is said of the held-back split."""
    shown = results if reveal else results.of("dev")
    changed = changes(results, baseline)
    failed = [case for case in shown.cases if not case.passed]
    failed.sort(key=lambda case: case.id not in changed.broken)
    return Report(
        model=results.model,
        made_at=datetime.now(UTC),
        seconds=results.seconds,
        totals={split: totals(results.of(split)) for split in results.splits},
        before=baseline.totals if baseline.model == results.model else {},
        changes=changed,
        slices=_slices(shown.cases),
        failures=[_failure(case, case.id in changed.broken) for case in failed],
        misses=[_miss(query) for query in shown.queries if query.rank != 1 and (query.playbook or query.found)],
        hidden=len(results.cases) + len(results.queries) - len(shown.cases) - len(shown.queries),
        cases=shown.cases,
    )


def _slices(cases: list[CaseResult]) -> list[Slices]:
    ways: list[tuple[Text, Callable[[CaseResult], Iterable[str]]]] = [
        (Text(en="Business", zh="业务"), lambda case: [case.business]),
        (Text(en="Language", zh="语言"), lambda case: [case.language]),
        (Text(en="Turns", zh="轮数"), lambda case: [str(len(case.says)) if len(case.says) < 4 else "4+"]),
        (Text(en="Expected", zh="预期"), lambda case: [case.expects]),
        (Text(en="Split", zh="划分"), lambda case: [case.split]),
        (Text(en="Kind", zh="类型"), lambda case: case.kinds),
    ]
    return [Slices(by=by, slices=_sliced(cases, names)) for by, names in ways] if cases else []


def _sliced(cases: list[CaseResult], names: Callable[[CaseResult], Iterable[str]]) -> list[Slice]:
    by_name: dict[str, list[bool]] = {}
    for case in cases:
        for name in names(case):
            by_name.setdefault(name, []).append(case.passed)
    return [Slice(name=name, cases=len(each), passed=sum(each)) for name, each in sorted(by_name.items())]


def _failure(case: CaseResult, newly_broken: bool) -> Failure:
    passed = case.scores.get("passed")
    turns = case.turns or [Observed(request=say, reply="", tools=[]) for say in case.says]
    return Failure(
        id=case.id,
        business=case.business,
        language=case.language,
        kinds=case.kinds,
        newly_broken=newly_broken,
        why=case.error or (passed.note if passed else ""),
        turns=[_turn(expected, turn) for expected, turn in zip(case.expected, turns, strict=True)],
    )


def _turn(expected: str, turn: Observed) -> TurnLine:
    line = TurnLine(request=turn.request, expected=expected, got=_got(turn))
    if turn.expected is not None:
        between = difference(turn.expected, None if turn.question else turn.draft)
        line.missing = [leaf.text for leaf in between.missing]
        line.extra = [leaf.text for leaf in between.extra]
    if turn.audience is not None:
        overlap = turn.audience
        line.jaccard = round(overlap.jaccard, 4)
        line.audience = f"{overlap.got:,} / {overlap.expected:,} / {overlap.both:,}"
    return line


def _got(turn: Observed) -> str:
    if turn.question is not None:
        return f"asks: {turn.question.question.en}"
    if turn.problems:
        return f"problem: {', '.join(turn.problems)}: {turn.reply}"
    if turn.tools and turn.tools[-1] != "preview_segment":
        return " → ".join(turn.tools)
    return notation(turn.draft) if turn.draft is not None else turn.reply


def _miss(query: QueryResult) -> Miss:
    return Miss(
        query=query.query,
        language=query.language,
        playbook=query.playbook,
        rank=query.rank,
        found=query.found[:5],
    )
