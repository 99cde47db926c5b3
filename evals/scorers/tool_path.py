"""Whether the right tool ran, and gave what was asked for."""

from collections.abc import Sequence

from evals.cases import Case, Does
from evals.observed import Observed
from evals.scorers.score import Score, average, expecting_tool

# What may happen in a turn that refuses: it looks up, asks, or shows a button that only a person can press.
_HARMLESS = {"ask_user", "find_tags", "search_playbooks", "list_segments", "offer_export"}


def tool_path(case: Case, turns: Sequence[Observed]) -> Score | None:
    """The share of turns whose last tool is the expected one, and found what it must or gave the size."""
    return average([_judged(expected, observed) for expected, observed in expecting_tool(case, turns)])


def _judged(expected: Does, observed: Observed) -> Score:
    if expected.tool == "refuses":
        ran = [tool for tool in observed.tools if tool not in _HARMLESS]
        if ran or observed.draft != observed.before:
            return Score(0.0, f"ran {', '.join(ran) or 'nothing'} where it must refuse")
        return Score(1.0)
    last = observed.tools[-1] if observed.tools else "no tool"
    if last != expected.tool:
        return Score(0.0, f"{last} instead of {expected.tool}")
    if observed.problems:
        return Score(0.0, f"{last} could not be done: {', '.join(observed.problems)}")
    missing = [wanted for wanted in expected.finds if wanted not in observed.found]
    if missing:
        return Score(0.0, f"did not find {', '.join(missing)}; found {', '.join(observed.found[:5])}")
    if expected.size is not None and observed.size != expected.size:
        return Score(0.0, f"{observed.size} users instead of {expected.size}")
    return Score(1.0)
