"""Where the time of a turn goes: functions of the product, timed while a benchmark runs."""

import functools
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from agent.planner.model import EmbeddedPlanner
from tools.actions import preview_segment as preview
from tools.engine.duckdb_engine import DuckDBEngine

# What is timed as what. A step's time is without the steps that run inside it.
_TIMED: tuple[tuple[object, str, str], ...] = (
    (EmbeddedPlanner, "_answer", "planner"),
    (preview, "check", "check"),
    (preview, "explain", "words"),
    (preview, "explain_condition", "words"),
    (DuckDBEngine, "count", "count"),
    (DuckDBEngine, "count_conditions", "count"),
    (DuckDBEngine, "population", "count"),
    (DuckDBEngine, "sql", "SQL text"),
)
STEPS = (*dict.fromkeys(step for _, _, step in _TIMED), "graph and memory")


class Steps:
    """Milliseconds by step. Turns run one at a time, so that one stack serves all threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._spent: dict[str, float] = defaultdict(float)
        self._inside = [0.0]

    def of(self, turn: Callable[[], object]) -> dict[str, float]:
        """What each step took of a turn; what none took is the graph's, the conversation file's and other tools'."""
        self._spent.clear()
        self.timed(turn, STEPS[-1])()
        return {step: self._spent.get(step, 0.0) for step in STEPS}

    def timed(self, function: Callable[..., Any], step: str) -> Callable[..., Any]:
        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            self._inside.append(0.0)
            start = self._clock()
            try:
                return function(*args, **kwargs)
            finally:
                took = (self._clock() - start) * 1000
                self._spent[step] += took - self._inside.pop()
                self._inside[-1] += took

        return run


@contextmanager
def timed_steps(clock: Callable[[], float]) -> Iterator[Steps]:
    """Times the steps of all turns inside the `with`; `clock` gives seconds."""
    steps = Steps(clock)
    with ExitStack() as stack:
        for owner, name, step in _TIMED:
            stack.enter_context(patch.object(owner, name, steps.timed(getattr(owner, name), step)))
        yield steps
