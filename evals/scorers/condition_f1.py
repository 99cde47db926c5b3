"""How many of the conditions are right."""

from collections.abc import Sequence

from evals.cases import Case
from evals.leaves import difference
from evals.observed import Observed
from evals.scorers.score import Score, average, expecting_audience


def condition_f1(case: Case, turns: Sequence[Observed]) -> Score | None:
    """F1 over the conditions of expected and got definition with their polarity, averaged over the turns. A question
    in place of an audience has no condition."""
    return average(
        [
            Score(difference(observed.expected, None if observed.question else observed.draft).f1)
            for _, observed in expecting_audience(case, turns)
            if observed.expected is not None
        ]
    )
