"""The users of the draft against those of the SQL written by hand."""

from collections.abc import Sequence

from evals.cases import Case
from evals.observed import Observed
from evals.scorers.score import Score, expecting_audience

SAME = 0.99  # Jaccard index from which two audiences count as the same


def audience(case: Case, turns: Sequence[Observed]) -> Score | None:
    """The lowest Jaccard index of the turns that must end in an audience."""
    held = [observed.audience for _, observed in expecting_audience(case, turns) if observed.audience]
    if not held:
        return None
    worst = min(held, key=lambda overlap: overlap.jaccard)
    note = "" if worst.equal else f"{worst.got} users instead of {worst.expected}, {worst.both} in common"
    return Score(worst.jaccard, note)
