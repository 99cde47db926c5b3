"""Conditions that were left out or made up without a word, in cases that leave no doubt."""

from collections.abc import Callable, Sequence

from evals.cases import Case
from evals.leaves import Difference, Leaf, difference
from evals.observed import Observed
from evals.scorers.score import Score, expecting_audience


def dropped(case: Case, turns: Sequence[Observed]) -> Score | None:
    """How many conditions the drafts lack, in turns that did not ask."""
    return _counted(case, turns, lambda found: found.dropped)


def invented(case: Case, turns: Sequence[Observed]) -> Score | None:
    """How many conditions the drafts have that nothing asked for, in turns that did not ask."""
    return _counted(case, turns, lambda found: found.invented)


def _counted(case: Case, turns: Sequence[Observed], which: Callable[[Difference], tuple[Leaf, ...]]) -> Score | None:
    answered = [
        observed
        for _, observed in expecting_audience(case, turns)
        if observed.expected and observed.draft and not observed.question
    ]
    if not case.clear or not answered:
        return None
    found = [
        leaf.text
        for observed in answered
        if observed.expected and not (observed.audience and observed.audience.equal)  # said in another way
        for leaf in which(difference(observed.expected, observed.draft))
    ]
    return Score(float(len(found)), ", ".join(found))
