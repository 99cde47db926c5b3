"""The benchmark's contestants are asked the same: whatever they take, their answers agree. Times are no matter here."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evals.speed.bench.data import Data, drawn
from evals.speed.bench.deck import Deck
from evals.speed.bench.measure import compared, loaded, must, splits_of
from evals.speed.bench.page import page
from evals.speed.bench.peers import DuckDBByHand, Muster, installed
from evals.speed.bench.process import Process
from evals.speed.bench.results import Cost, Measured, Results, Size, Times
from evals.speed.bench.tasks import QUESTIONS, WORK, Task, TwoConditions
from evals.speed.bench.tasks.ask import Ask

USERS = 20_000
TASKS = [task for task in (*QUESTIONS, *WORK) if task is not Ask]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    return drawn(tmp_path_factory.mktemp("bench"), USERS)


@pytest.fixture(scope="module")
def processes(data: Data) -> Iterator[list[Process]]:
    names = installed()
    for name in names:
        loaded(name, data)
    with ExitStack() as stack:
        yield [opened(stack, name, data) for name in names]


@pytest.fixture(scope="module")
def deck(processes: list[Process], data: Data) -> Deck:
    return Deck(data.catalog, 1, splits_of(data))


def opened(stack: ExitStack, name: str, data: Data) -> Process:
    process = stack.enter_context(Process(name, data))
    must(process.told("open"))
    must(process.told("warm"))
    return process


@pytest.mark.parametrize("task", TASKS, ids=[task.name for task in TASKS])
def test_contestants_agree(task: type[Task], processes: list[Process], deck: Deck) -> None:
    measured = compared(processes, task, deck, 2, lambda text: None)
    assert measured.mismatches == []
    assert [times.failed for times in measured.times.values() if times.failed] == []
    assert any(measured.answers) or not measured.answers, "nobody is no proof of anything"
    assert all(len(times.new) == 2 for times in measured.times.values())


def test_a_contestant_that_answers_otherwise_is_told(processes: list[Process], deck: Deck, tmp_path: Path) -> None:
    fewer = drawn(tmp_path, 5_000)
    loaded(DuckDBByHand.name, fewer)
    with ExitStack() as stack:
        other = opened(stack, DuckDBByHand.name, fewer)
        measured = compared([processes[0], other], TwoConditions, deck, 2, lambda text: None)
    assert measured.mismatches


def test_a_contestant_that_fails_is_told(tmp_path: Path, deck: Deck) -> None:
    data = drawn(tmp_path, 100)
    with Process(DuckDBByHand.name, data) as process:  # was never loaded
        assert process.told("open").failed
        assert compared([process], TwoConditions, deck, 2, lambda text: None).times[DuckDBByHand.name].failed


def test_customers_are_drawn_once_and_again_when_what_draws_them_changes(tmp_path: Path) -> None:
    data = drawn(tmp_path, 100)
    before = data.users_file.read_bytes(), data.users_file.stat().st_mtime_ns
    assert drawn(tmp_path, 100).users_file.stat().st_mtime_ns == before[1]
    (data.folder / "drawn").write_text("by other code", "utf-8")
    drawn(tmp_path, 100)
    assert data.users_file.read_bytes() == before[0]
    assert data.users_file.stat().st_mtime_ns > before[1]


def results(muster_ms: float) -> Results:
    times = {Muster.name: Times(new=[muster_ms] * 20), DuckDBByHand.name: Times(new=[100.0] * 20)}
    size = Size(
        users=10_000_000,
        events=50_000_000,
        costs={name: Cost(load_s=200.0, keep_s=1.0, peak=10**9) for name in times},
        measured=[Measured(task=TwoConditions.name, times=times, answers=[7])],
    )
    return Results(
        command="make bench", started=datetime(2026, 11, 1, tzinfo=UTC), machine={}, versions={}, repetitions=20,
        sizes=[size],
    )  # fmt: skip


@pytest.mark.parametrize(("muster_ms", "found"), [(1.0, "100.0 times | met"), (10.0, "10.0 times | **missed**")])
def test_the_page_says_which_targets_are_met(muster_ms: float, found: str) -> None:
    line = next(line for line in page(results(muster_ms)).splitlines() if "at least 50 times faster" in line)
    assert found in line
