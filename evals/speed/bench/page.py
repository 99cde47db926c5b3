"""The results as a page: `docs/benchmarks.md`."""

from collections.abc import Iterable, Sequence
from statistics import median

from evals.speed.bench.peers import CONTESTANTS, Muster
from evals.speed.bench.peers.base import THREADS
from evals.speed.bench.results import Measured, Results, Size, Times
from evals.speed.bench.targets import USERS, best_other, faster, targets
from evals.speed.bench.tasks import QUESTIONS, WORK
from evals.speed.bench.tasks.ask import Ask

_GB = 1e9
_UNABLE = "–"


def page(results: Results) -> str:
    lines = ["# Benchmarks", "", *_setting(results), "", *_mismatches(results)]
    by_users = {size.users: size for size in results.sizes}
    for users in sorted(by_users, reverse=True):
        lines += _size(by_users[users], by_users.get(users // 10), results.repetitions)
    return "\n".join([*lines, *_growth(results.sizes), *_HOW])


def _setting(results: Results) -> list[str]:
    return [
        f"`{results.command}`, {results.started:%Y-%m-%d}, {results.minutes:.0f} minutes, {results.repetitions} "
        "repetitions. Drawn again from a run's own figures; nothing is written by hand.",
        "",
        *(f"- {name}: {said}" for name, said in results.machine.items()),
        f"- versions: {', '.join(f'{name} {version}' for name, version in results.versions.items())}",
        f"- threads: {THREADS} for everyone",
    ]


def _mismatches(results: Results) -> list[str]:
    if not results.mismatches:
        return ["All contestants gave the same answer to every variant of every task.", ""]
    return ["**Not all gave the same answers:**", "", *(f"- {said}" for said in results.mismatches), ""]


def _size(size: Size, smaller: Size | None, repetitions: int) -> list[str]:
    lines = [f"## {size.users:,} users, {size.events:,} events", ""]
    judged = targets(size, smaller)
    if size.users != USERS:
        lines += [f"The targets are meant for {USERS:,} users.", ""]
    rows = [(target.what, target.asked, target.found, "met" if target.met else "**missed**") for target in judged]
    lines += ["### Targets", "", *_table(("", "target", "found", ""), rows), ""]
    lines += ["### Definitions", "", "Median / 95th percentile in ms over new variants; a dash: cannot be asked.", ""]
    names = [name for name in CONTESTANTS if name in size.costs]
    questions = [measured for task in QUESTIONS if (measured := size.of(task.name))]
    lines += [*_times(questions, names), ""]
    lines += ["The same variant asked once more:", "", *_again(questions, names), ""]
    lines += ["How many times faster Muster is (below 1: slower), by medians:", ""]
    lines += [*_ratios(size, questions, names), ""]
    work = [measured for task in WORK if (measured := size.of(task.name))]
    lines += ["### Other work", "", *_times(work, [name for name in names if _is_in(work, name)]), ""]
    asked = size.of(Ask.name)
    if asked and asked.answers:
        understood = sum(users > 0 for users in asked.answers)
        lines += [f"Of {len(asked.answers)} sentences {understood} came to an audience at once.", ""]
    return lines + _cold(size) + _costs(size, names)


def _times(rows: Iterable[Measured], names: Sequence[str]) -> list[str]:
    table = []
    for measured in rows:
        cells = [_cell(measured.times.get(name)) for name in names]
        users = f"{median(measured.answers):,.0f}" if measured.answers else ""
        table.append((measured.task, users, *cells))
    return _table(("", "users", *names), table)


def _again(rows: Iterable[Measured], names: Sequence[str]) -> list[str]:
    table = []
    for measured in rows:
        cells = [
            _cell(Times(new=times.again, failed=times.failed)) if (times := measured.times.get(name)) else _UNABLE
            for name in names
        ]
        table.append((measured.task, *cells))
    return _table(("", *names), table)


def _ratios(size: Size, rows: Iterable[Measured], names: Sequence[str]) -> list[str]:
    others = [name for name in names if name != Muster.name]
    table = []
    for measured in rows:
        ratios = [faster(size, measured.task, name) for name in others]
        table.append((measured.task, *map(_ratio, ratios), _ratio(best_other(size, measured.task))))
    return _table(("", *others, "best of DuckDB by hand, chdb, Polars"), table)


def _cold(size: Size) -> list[str]:
    cache = "with the system's file cache dropped" if size.cache_dropped else "with the system's file cache as it was"
    rows = [
        (cold.contestant, cold.task, f"{median(cold.open):,.0f}", f"{median(cold.first):,.0f}", f"{cold.median:,.0f}")
        for cold in size.cold
    ]  # fmt: skip
    starts = len(size.cold[0].open) if size.cold else 0
    said = f"Medians in ms of {starts} new processes, {cache}: imports and opening, the first question, both."
    return ["### Cold", "", said, "", *_table(("", "question", "opening", "first answer", "in all"), rows), ""]


def _costs(size: Size, names: Sequence[str]) -> list[str]:
    rows = []
    for name in names:
        cost, memory = size.costs[name], size.memory.get(name)
        served = (memory.questions, memory.all, memory.peak) if memory else (0, 0, 0)
        rows.append((name, f"{cost.load_s:,.0f}", f"{cost.keep_s:,.1f}", f"{cost.peak / _GB:.2f}",
                     *(f"{number / _GB:.2f}" for number in served)))  # fmt: skip
    head = ("", "load, s", "save segments, s", "peak of load, GB", "after questions, GB", "after all, GB", "peak, GB")
    return ["### Loading, and memory while serving", "", *_table(head, rows), ""]


def _growth(sizes: Sequence[Size]) -> list[str]:
    if len(sizes) < 2:
        return []
    smaller, *larger = sorted(sizes, key=lambda size: size.users)
    head = ("", *(f"{smaller.users:,} → {size.users:,}" for size in larger))
    rows = []
    for measured in smaller.measured:
        before = measured.median(Muster.name)
        after = [found.median(Muster.name) if (found := size.of(measured.task)) else None for size in larger]
        rows.append((measured.task, *(_ratio(value / before if value and before else None) for value in after)))
    return ["## Growth", "", "How Muster's medians grow with the number of users:", "", *_table(head, rows), ""]


def _cell(times: Times | None) -> str:
    if times is None:
        return _UNABLE
    if times.failed or not times.new:
        return f"failed: {times.failed}"
    return f"{_ms(times.median)} / {_ms(times.p95)}"


def _ms(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def _ratio(value: float | None) -> str:
    if value is None:
        return _UNABLE
    return f"{value:.2f}" if value < 10 else f"{value:,.0f}"


def _is_in(rows: Iterable[Measured], name: str) -> bool:
    return any(name in measured.times for measured in rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines]


def _contestants() -> list[str]:
    return [f"- **{name}**: {' '.join((kind.__doc__ or '').split())}" for name, kind in CONTESTANTS.items()]


_HOW = [
    "## How it is measured",
    "",
    "Customers are synthetic (`evals/speed/bench/data.py`): 48 tags that lean on a few traits, about five events a",
    "user, few of whom do much, in order of time. A task (`evals/speed/bench/tasks/`) stands there in the tongue of",
    "every contestant. What is timed is new each time: other values, thresholds and days, from a seeded generator.",
    "Each variant is put to all contestants before the next is drawn, each time another one begins, and their answers",
    "must agree. Each has a process of its own, which takes the time. Writing a query by hand is not timed, compiling",
    "a definition is.",
    "",
    *_contestants(),
    "",
    "For chdb and Polars users have been numbered beforehand, which is not timed; Muster and DuckDB by hand begin with",
    "ids in text. Memory is what the system counts as resident, pages of mapped files included.",
    "",
]
