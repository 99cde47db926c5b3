"""What a scorer gives, and what it looks at."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from evals.cases import Asks, Case, Does, Means
from evals.observed import Observed


@dataclass(frozen=True)
class Score:
    """`value` is 1 for right and 0 for wrong unless its scorer says otherwise; `note` says what was wrong."""

    value: float
    note: str = ""


# A case with what its turns came to → its score; None where the scorer has nothing to say about such a case.
Scorer = Callable[[Case, Sequence[Observed]], Score | None]


def expecting_audience(case: Case, turns: Sequence[Observed]) -> Iterator[tuple[Means, Observed]]:
    """The turns that must end in an audience."""
    for turn, observed in zip(case.turns, turns, strict=True):
        if isinstance(turn.expected, Means):
            yield turn.expected, observed


def expecting_question(case: Case, turns: Sequence[Observed]) -> Iterator[tuple[Asks, Observed]]:
    """The turns that must end in a question."""
    for turn, observed in zip(case.turns, turns, strict=True):
        if isinstance(turn.expected, Asks):
            yield turn.expected, observed


def expecting_tool(case: Case, turns: Sequence[Observed]) -> Iterator[tuple[Does, Observed]]:
    """The turns that must run a tool, or none."""
    for turn, observed in zip(case.turns, turns, strict=True):
        if isinstance(turn.expected, Does):
            yield turn.expected, observed


def average(scores: Sequence[Score]) -> Score | None:
    """Scores of several turns as one; None when there are none."""
    if not scores:
        return None
    notes = [score.note for score in scores if score.note]
    return Score(sum(score.value for score in scores) / len(scores), "; ".join(notes))
