"""Whether the draft is the very definition that was expected."""

from collections.abc import Sequence

from evals.cases import Case
from evals.observed import Observed
from evals.scorers.score import Score, average, expecting_audience
from tools.segment.canonical import fingerprint


def exact_definition(case: Case, turns: Sequence[Observed]) -> Score | None:
    """The share of turns whose draft has the fingerprint of the expected definition."""
    return average(
        [
            Score(float(observed.draft is not None and fingerprint(observed.draft) == fingerprint(observed.expected)))
            for _, observed in expecting_audience(case, turns)
            if observed.expected is not None
        ]
    )
