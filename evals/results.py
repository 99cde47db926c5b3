"""What an evaluation found, as plain data: the one thing that tables, pages and baselines are made from."""

from math import isnan
from typing import Literal

from pydantic import BaseModel

from evals.observed import Observed

Split = Literal["dev", "held-back"]
Expects = Literal["audience", "question", "tool"]  # what the last turn of a case expects


class Outcome(BaseModel):
    """One score of one case, with what was wrong."""

    value: float
    note: str = ""


class CaseResult(BaseModel):
    """One case. `expected` has for each turn what it had to come to, in words; `error` says why it could not run."""

    id: str
    business: str
    split: Split
    language: str
    kinds: list[str]
    clear: bool
    expects: Expects
    says: list[str]
    expected: list[str]
    turns: list[Observed] = []
    scores: dict[str, Outcome] = {}
    error: str = ""

    @property
    def passed(self) -> bool:
        return self.value("passed") == 1.0

    def value(self, scorer: str) -> float | None:
        outcome = self.scores.get(scorer)
        return None if outcome is None or isnan(outcome.value) else outcome.value


class QueryResult(BaseModel):
    """One search of the playbooks. `playbook` is the right one, None for a query that none answers; `found` best
    first."""

    query: str
    language: str
    split: Split
    playbook: str | None
    found: list[str]

    @property
    def rank(self) -> int | None:
        """The place of the right playbook, 1 the first; None when it was not found."""
        return self.found.index(self.playbook) + 1 if self.playbook in self.found else None


class Results(BaseModel):
    """Everything one run found. `seconds` is its wall time."""

    model: str
    cases: list[CaseResult] = []
    queries: list[QueryResult] = []
    seconds: float = 0.0

    def of(self, split: Split) -> "Results":
        return Results(
            model=self.model,
            cases=[case for case in self.cases if case.split == split],
            queries=[query for query in self.queries if query.split == split],
        )

    @property
    def splits(self) -> list[Split]:
        there = {case.split for case in self.cases} | {query.split for query in self.queries}
        return sorted(there)
