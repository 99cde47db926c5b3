"""Runs a case as a conversation with the agent, and notes what each turn came to."""

from collections.abc import Sequence

from agent.results import Result
from agent.session import Session, Step
from agent.session import Turn as Answer
from evals.cases import Case, Means, Turn
from evals.gold import Gold
from evals.notation import parse
from evals.numbers import Numbers
from evals.observed import Observed, Overlap
from evals.scratch import Scratch
from knowledge_base.search_playbooks import Passages
from tools.actions.expand_lookalike import Expansion
from tools.actions.find_tags import TagMatches
from tools.compiler.check import check
from tools.errors import MusterError
from tools.segment import Definition
from tools.workspace import Workspace


def converse(case: Case, scratch: Scratch, gold: Gold) -> list[Observed]:
    """The turns of a case in a fresh conversation. Raises NotationError, MusterError and duckdb.Error for a case whose
    gold answer cannot be worked out; never for what the agent does."""
    with scratch.workspace() as workspace:
        session = Session(workspace, conversation=case.id)
        heard = Numbers()
        return [_observed(turn, session, gold, heard) for turn in case.turns]


def _observed(turn: Turn, session: Session, gold: Gold, heard: Numbers) -> Observed:
    before = session.draft
    *steps, answer = session.stream(turn.say)
    assert isinstance(answer, Answer)
    heard.add(turn.say)
    for result in answer.results:
        heard.add(result.model_dump(mode="json"))
    draft = answer.segment.definition if answer.segment else None
    observed = Observed(
        request=turn.say,
        reply=answer.reply,
        tools=[step.tool for step in steps if isinstance(step, Step) and step.kind == "started" and step.tool],
        question=answer.clarification,
        before=before.definition if before else None,
        draft=draft,
        found=_found(answer.results),
        size=next((each.count for each in reversed(answer.results) if isinstance(each, Expansion)), None),
        unsupported=heard.unsupported(answer.reply),
        problems=[problem.code for problem in answer.problems],
        ms=answer.timings_ms.get("total", 0.0),
    )
    if not isinstance(turn.expected, Means):
        return observed
    shown = None if observed.question else draft
    return observed.model_copy(
        update={
            "expected": _expected(turn.expected, session.workspace),
            "audience": _overlap(turn.expected, shown, session.workspace, gold),
        }
    )


def _expected(means: Means, workspace: Workspace) -> Definition | None:
    """The gold definition with stored values. None when it names a segment that the conversation should have saved and
    did not, or under another name: its SQL still says who is meant."""
    try:
        return check(parse(means.means, workspace.catalog), workspace.context)
    except MusterError as error:
        if all(problem.code == "unknown_segment" for problem in error.problems):
            return None
        raise


def _overlap(means: Means, shown: Definition | None, workspace: Workspace, gold: Gold) -> Overlap | None:
    if means.sql is None:
        return None
    expected = gold.users(means.sql)
    got = set(workspace.engine.ids(shown).column(0).to_pylist()) if shown else set()
    return Overlap(expected=len(expected), got=len(got), both=len(expected & got))


def _found(results: Sequence[Result]) -> list[str]:
    """Ids of what the turn's last look-up gave, best first, each once."""
    for result in reversed(results):
        match result:
            case TagMatches(matches=matches):
                return list(dict.fromkeys(match.id for match in matches))
            case Passages(passages=passages):
                return list(dict.fromkeys(passage.playbook for passage in passages))
            case _:
                continue
    return []
