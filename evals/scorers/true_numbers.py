"""Whether every number of a reply comes from a tool or from the person."""

from collections.abc import Sequence

from evals.cases import Case
from evals.observed import Observed
from evals.scorers.score import Score


def true_numbers(case: Case, turns: Sequence[Observed]) -> Score | None:
    """1 where no reply holds a number that was not heard before in the conversation."""
    unsupported = [number for observed in turns for number in observed.unsupported]
    return Score(float(not unsupported), f"from nowhere: {', '.join(unsupported)}" if unsupported else "")
