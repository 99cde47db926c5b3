"""Asking when one must, and only then."""

import re
from collections.abc import Sequence

from evals.cases import Case
from evals.observed import Observed
from evals.scorers.score import Score, average, expecting_audience, expecting_question

_HAN = re.compile(r"[㐀-鿿豈-﫿]+")
_LATIN = re.compile(r"[^\W_㐀-鿿豈-﫿]+")
_TELLING = 3  # letters from which one word of several can stand for them all
_NEVER_TELLING = {"and", "are", "but", "for", "from", "had", "has", "have", "not", "the", "was", "who", "with"}


def asked(case: Case, turns: Sequence[Observed]) -> Score | None:
    """The share of must-ask turns that end in a question and leave the draft as it was."""
    return average([_asked(observed) for _, observed in expecting_question(case, turns)])


def false_ask(case: Case, turns: Sequence[Observed]) -> Score | None:
    """1 where a clear case was answered with a question in one of its turns."""
    if not case.clear:
        return None
    questions = [observed.question.question.en for _, observed in expecting_audience(case, turns) if observed.question]
    return Score(float(bool(questions)), "; ".join(questions))


def names_words(case: Case, turns: Sequence[Observed]) -> Score | None:
    """The share of must-ask turns whose question names at least a part of every word it must name."""
    scores = []
    for expected, observed in expecting_question(case, turns):
        said = _said(observed)
        unnamed = [word for word in expected.words if not named(word, said)]
        scores.append(Score(float(not unnamed), f"does not name {', '.join(unnamed)}" if unnamed else ""))
    return average(scores)


def suggests(case: Case, turns: Sequence[Observed]) -> Score | None:
    """The share of must-ask turns with expected suggestions in which one of these was offered."""
    scores = []
    for expected, observed in expecting_question(case, turns):
        if expected.suggests:
            offered = " / ".join(observed.question.suggestions).casefold() if observed.question else ""
            right = any(one.casefold() in offered for one in expected.suggests)
            scores.append(Score(float(right), "" if right else f"offers {offered or 'nothing'}"))
    return average(scores)


def named(word: str, said: str) -> bool:
    """Whether `said` names `word` or a part of it: two Han characters in a row, or a telling Latin word."""
    said, word = said.casefold(), word.casefold()
    if word in said:
        return True
    pairs = [run[i : i + 2] for run in _HAN.findall(word) for i in range(len(run) - 1)]
    words = _LATIN.findall(word)
    parts = [*pairs, *([each for each in words if len(each) >= _TELLING and each not in _NEVER_TELLING] or words)]
    return any(part in said for part in parts)


def _asked(observed: Observed) -> Score:
    if observed.question is None:
        return Score(0.0, "did not ask")
    if observed.draft != observed.before:
        return Score(0.0, "asked, and changed the draft")
    return Score(1.0)


def _said(observed: Observed) -> str:
    """The question in both languages and the words it is about; the whole request as such a word names nothing."""
    if observed.question is None:
        return ""
    about = [word for word in observed.question.unresolved if word.strip() != observed.request.strip()]
    return "\n".join([observed.question.question.en, observed.question.question.zh, *about])
