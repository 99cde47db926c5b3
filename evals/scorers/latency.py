"""How long a turn takes."""

from collections.abc import Sequence
from statistics import median

from evals.cases import Case
from evals.observed import Observed
from evals.scorers.score import Score


def latency(case: Case, turns: Sequence[Observed]) -> Score | None:
    """The median of its turns in milliseconds, start-up aside."""
    return Score(median(observed.ms for observed in turns))
