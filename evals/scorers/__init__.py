"""What is measured of each case, one file a subject."""

from evals.scorers.audience import SAME, audience
from evals.scorers.condition_f1 import condition_f1
from evals.scorers.exact_definition import exact_definition
from evals.scorers.latency import latency
from evals.scorers.nothing_silent import dropped, invented
from evals.scorers.passed import passed
from evals.scorers.questions import asked, false_ask, names_words, suggests
from evals.scorers.score import Score, Scorer
from evals.scorers.tool_path import tool_path
from evals.scorers.true_numbers import true_numbers

SCORERS: dict[str, Scorer] = {
    scorer.__name__: scorer
    for scorer in (
        passed,
        audience,
        exact_definition,
        condition_f1,
        asked,
        names_words,
        suggests,
        false_ask,
        dropped,
        invented,
        tool_path,
        true_numbers,
        latency,
    )
}

__all__ = ["SAME", "SCORERS", "Score", "Scorer"]
