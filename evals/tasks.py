"""The suites as tasks of Inspect, which runs them, logs them, and shows the logs in its viewer.

Imported late: Inspect takes seconds to import.
"""

from functools import partial

import anyio.to_thread
from inspect_ai import Task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.log import EvalSample
from inspect_ai.scorer import Score as InspectScore
from inspect_ai.scorer import Scorer as InspectScorer
from inspect_ai.scorer import Target, mean, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver

from evals.cases import Asks, Case, Does, Expected, Means
from evals.gold import Gold
from evals.observed import Observed
from evals.playbooks import Query, search
from evals.results import CaseResult, Expects, Outcome, QueryResult, Split
from evals.scorers import SCORERS, Scorer
from evals.scratch import Scratch
from evals.solver import converse
from tools.workspace import Workspace

_OBSERVED = "observed"
_CASE = "case"
_FOUND = "found"


def suite_task(name: str, split: Split, cases: tuple[Case, ...], scratch: Scratch, gold: Gold) -> Task:
    """The cases of a business: a sample a case, its slices as metadata."""
    samples = [
        Sample(
            id=case.id,
            input="\n".join(turn.say for turn in case.turns),
            target=[in_words(turn.expected) for turn in case.turns],
            metadata={
                "business": name,
                "split": split,
                "language": case.language,
                "kinds": list(case.kinds),
                "turns": len(case.turns),
                _CASE: case.model_dump(mode="json"),
            },
        )
        for case in cases
    ]
    scorers = [_as_inspect_scorer(key, judge) for key, judge in SCORERS.items()]
    return Task(dataset=MemoryDataset(samples), solver=_conversation(scratch, gold), scorer=scorers, name=name)


def playbooks_task(split: Split, queries: list[Query], workspace: Workspace) -> Task:
    """A sample a query."""
    samples = [
        Sample(id=number, input=query.query, target=query.playbook or "", metadata=query.model_dump())
        for number, query in enumerate(queries, 1)
    ]
    name = f"playbooks-{split}"
    return Task(dataset=MemoryDataset(samples), solver=_search(split, workspace), scorer=_found_first(), name=name)


def case_result(sample: EvalSample) -> CaseResult:
    """What a sample of a suite's log says about its case."""
    about = sample.metadata
    case = Case.model_validate(about[_CASE])
    scores = {
        name: Outcome(value=score.as_float(), note=score.explanation or "")
        for name, score in (sample.scores or {}).items()
    }
    return CaseResult(
        id=case.id,
        business=about["business"],
        split=about["split"],
        language=case.language,
        kinds=list(case.kinds),
        clear=case.clear,
        expects=_expects(case.turns[-1].expected),
        says=[turn.say for turn in case.turns],
        expected=[in_words(turn.expected) for turn in case.turns],
        turns=[Observed.model_validate(each) for each in about.get(_OBSERVED, [])],
        scores=scores,
        error=sample.error.message if sample.error else "",
    )


def query_result(sample: EvalSample) -> QueryResult:
    """What a sample of the playbooks' log says about its query."""
    return QueryResult.model_validate(sample.metadata[_FOUND])


def in_words(expected: Expected | None) -> str:
    """An expectation in one line; empty where there is none."""
    match expected:
        case Means(means=means):
            return means
        case Asks(words=words):
            return f"asks: {', '.join(words)}"
        case Does(tool=tool, finds=finds, size=size):
            return " ".join([tool, *finds, *([str(size)] if size else [])])
        case None:
            return ""


@solver
def _conversation(scratch: Scratch, gold: Gold) -> Solver:
    async def solve(state: TaskState, generate: Generate) -> TaskState:
        case = Case.model_validate(state.metadata[_CASE])
        turns = await anyio.to_thread.run_sync(partial(converse, case, scratch, gold))
        state.metadata[_OBSERVED] = [turn.model_dump(mode="json") for turn in turns]
        state.output.completion = turns[-1].reply
        return state

    return solve


@solver
def _search(split: Split, workspace: Workspace) -> Solver:
    async def solve(state: TaskState, generate: Generate) -> TaskState:
        result = search(Query.model_validate(state.metadata), split, workspace)
        state.metadata[_FOUND] = result.model_dump(mode="json")
        state.output.completion = ", ".join(result.found[:5])
        return state

    return solve


def _as_inspect_scorer(name: str, judge: Scorer) -> InspectScorer:
    @scorer(metrics=[mean()], name=name)
    def build() -> InspectScorer:
        async def score(state: TaskState, target: Target) -> InspectScore | None:
            case = Case.model_validate(state.metadata[_CASE])
            judged = judge(case, [Observed.model_validate(each) for each in state.metadata[_OBSERVED]])
            return None if judged is None else InspectScore(value=judged.value, explanation=judged.note or None)

        return score

    return build()


@scorer(metrics=[mean()])
def _found_first() -> InspectScorer:
    async def score(state: TaskState, target: Target) -> InspectScore | None:
        result = QueryResult.model_validate(state.metadata[_FOUND])
        return InspectScore(value=1.0 / result.rank if result.rank else 0.0)

    return score


def _expects(expected: Expected | None) -> Expects:
    match expected:
        case Means():
            return "audience"
        case Asks():
            return "question"
        case _:
            return "tool"
