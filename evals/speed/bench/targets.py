"""What Muster is to reach at ten million users on two cores, and what a run says of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import exp, log

from evals.speed.bench.peers import (
    ChdbBitmaps,
    ChdbColumns,
    DuckDBByHand,
    HandOnSnapshot,
    Muster,
    MusterSql,
    PolarsFrames,
)
from evals.speed.bench.results import Size
from evals.speed.bench.tasks import QUESTIONS, Question, Task, TwoConditions
from evals.speed.bench.tasks.draft import ChangedCard
from evals.speed.bench.tasks.events import NotSince, SpentOnCategory, ThenWithin, TwiceInAMonth
from evals.speed.bench.tasks.export import ToCsv, ToParquet
from evals.speed.bench.tasks.profile import ProfileOf
from evals.speed.bench.tasks.saved import Difference
from evals.speed.bench.tasks.tags import SixNested

USERS = 10_000_000
_OTHERS = (DuckDBByHand.name, ChdbColumns.name, ChdbBitmaps.name, PolarsFrames.name)
_ON_EVENTS = (TwiceInAMonth, SpentOnCategory, NotSince, ThenWithin)
_GB = 1e9


@dataclass(frozen=True)
class Target:
    """`asked` and what was `found`, in words; whether that is `met`."""

    what: str
    asked: str
    found: str
    met: bool


def targets(size: Size, smaller: Size | None) -> list[Target]:
    """The targets that there are figures for; `smaller` is what cost is held against as users grow in number."""
    found = [
        _times_faster(size, TwoConditions, 50),
        _times_faster(size, SixNested, 10),
        _times_faster(size, Difference, 300),
        _slowest_tags(size),
        _against_the_best(size),
        _new_events(size),
        _at_most(size, ChangedCard, 10),
        _times_faster(size, ProfileOf, 7),
        _at_most(size, ProfileOf, 250),
        _at_most(size, ToParquet, 1_000),
        _at_most(size, ToCsv, 2_000),
        *_own_sql(size),
        *_load(size),
        *_serving(size),
        _growth(size, smaller) if smaller else None,
    ]
    return [target for target in found if target]


def faster(size: Size, task: str, contestant: str) -> float | None:
    """How many times faster than a contestant Muster is, by medians."""
    measured = size.of(task)
    if measured is None:
        return None
    muster, other = measured.median(Muster.name), measured.median(contestant)
    return other / muster if muster and other else None


def best_other(size: Size, task: str) -> float | None:
    """How many times faster Muster is than the fastest of DuckDB, chdb and Polars."""
    ratios = [ratio for name in _OTHERS if (ratio := faster(size, task, name))]
    return min(ratios, default=None)


def mean_ratio(ratios: Iterable[float]) -> float:
    """Geometric mean."""
    logs = [log(ratio) for ratio in ratios]
    return exp(sum(logs) / len(logs))


def _times_faster(size: Size, task: type[Task], least: float) -> Target | None:
    ratio = faster(size, task.name, DuckDBByHand.name)
    if ratio is None:
        return None
    return Target(
        f"{task.name}, against DuckDB by hand", f"at least {least:g} times faster", f"{ratio:.1f} times", ratio >= least
    )


def _at_most(size: Size, task: type[Task], most: float) -> Target | None:
    measured = size.of(task.name)
    times = measured.times.get(Muster.name) if measured else None
    if not times or not times.new:
        return None
    found = f"median {times.median:,.1f} ms, p95 {times.p95:,.1f}"
    return Target(task.name, f"at most {most:,g} ms", found, times.median <= most)


def _slowest_tags(size: Size) -> Target | None:
    found = {task.name: measured.times[Muster.name].p95 for task in _asked(lambda task: task.about_tags)
             if (measured := size.of(task.name)) and measured.median(Muster.name)}  # fmt: skip
    if not found:
        return None
    slowest = max(found, key=lambda name: found[name])
    return Target(
        "any tag definition, warm, p95", "at most 15 ms", f"{found[slowest]:.1f} ms ({slowest})", found[slowest] <= 15
    )


def _against_the_best(size: Size) -> Target | None:
    ratios = [ratio for task in _asked(lambda task: task.about_tags) if (ratio := best_other(size, task.name))]
    if not ratios:
        return None
    mean = mean_ratio(ratios)
    return Target(
        "tag definitions, against the best of DuckDB, chdb and Polars for each",
        "at least 5 times faster, geometric mean",
        f"{mean:.1f} times",
        mean >= 5,
    )


def _new_events(size: Size) -> Target | None:
    ratios = {task.name: ratio for task in _ON_EVENTS if (ratio := faster(size, task.name, DuckDBByHand.name))}
    if not ratios:
        return None
    worst = min(ratios, key=lambda name: ratios[name])
    found = f"{ratios[worst]:.2f} times as fast at worst ({worst}), {mean_ratio(ratios.values()):.2f} on average"
    return Target("a new event condition, against DuckDB by hand", "not slower", found, ratios[worst] >= 1)


def _own_sql(size: Size) -> list[Target]:
    ratios = {}
    for task in _asked(lambda task: True):
        measured = size.of(task.name)
        own = measured.median(MusterSql.name) if measured else None
        by_hand = measured.median(HandOnSnapshot.name) if measured else None
        if own and by_hand:
            ratios[task.name] = own / by_hand
    if not ratios:
        return []
    mean, worst = mean_ratio(ratios.values()), max(ratios, key=lambda name: ratios[name])
    what = "Muster's SQL over SQL by hand, same tables"
    return [
        Target(f"{what}, geometric mean", "at most 1.10", f"{mean:.2f}", mean <= 1.1),
        Target(f"{what}, worst", "at most 1.10", f"{ratios[worst]:.2f} ({worst})", ratios[worst] <= 1.1),
    ]


def _load(size: Size) -> list[Target]:
    cost = size.costs.get(Muster.name)
    if cost is None:
        return []
    return [
        Target(
            f"load of {size.users:,} users and {size.events:,} events", "at most 5 minutes", f"{cost.load_s / 60:.1f}",
            cost.load_s <= 300,
        ),
        Target("peak memory of it", "at most 6 GB", f"{cost.peak / _GB:.1f} GB", cost.peak <= 6 * _GB),
    ]  # fmt: skip


def _serving(size: Size) -> list[Target]:
    found = []
    cold = next((cold for cold in size.cold if (cold.contestant, cold.task) == (Muster.name, TwoConditions.name)), None)
    if cold:
        seconds = cold.median / 1000
        found.append(Target("opening a workspace to the first count", "at most 1 s", f"{seconds:.2f} s", seconds <= 1))
    memory = size.memory.get(Muster.name)
    if memory:
        said = f"{memory.questions / _GB:.2f} GB after all questions, {memory.all / _GB:.2f} after all other work"
        most = max(memory.questions, memory.all)
        found.append(Target("resident memory while serving", "at most 1.5 GB", said, most <= 1.5 * _GB))
    return found


def _growth(size: Size, smaller: Size) -> Target | None:
    growths = {}
    for measured in size.measured:
        before, after = smaller.of(measured.task), measured.median(Muster.name)
        less = before.median(Muster.name) if before else None
        if less and after:
            growths[measured.task] = after / less
    if not growths:
        return None
    linear, worst = size.users / smaller.users, max(growths, key=lambda name: growths[name])
    return Target(
        f"cost from {smaller.users:,} to {size.users:,} users", f"at most {linear:g} times",
        f"{growths[worst]:.1f} times at worst ({worst})", growths[worst] <= linear,
    )  # fmt: skip


def _asked(wanted: Callable[[type[Question]], bool]) -> list[type[Question]]:
    return [task for task in QUESTIONS if wanted(task)]
