"""Whether a case as a whole is right."""

from collections.abc import Sequence

from evals.cases import Case
from evals.observed import Observed
from evals.scorers.audience import SAME, audience
from evals.scorers.questions import asked, names_words
from evals.scorers.score import Score
from evals.scorers.tool_path import tool_path


def passed(case: Case, turns: Sequence[Observed]) -> Score | None:
    """1 where every audience is the same (Jaccard index of 0.99 and more), every question asked and about the right
    words, every tool the right one."""
    notes = []
    users = audience(case, turns)
    if users and users.value < SAME:
        notes.append(users.note)
    notes += [
        score.note
        for score in (asked(case, turns), names_words(case, turns), tool_path(case, turns))
        if score and score.value < 1
    ]
    return Score(float(not notes), "; ".join(notes))
