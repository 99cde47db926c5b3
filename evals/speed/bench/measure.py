"""The measuring: every contestant in a process of its own, all asked in turns."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from evals.speed.bench.data import Data
from evals.speed.bench.deck import Deck
from evals.speed.bench.machine import drop_page_cache
from evals.speed.bench.peers.muster import opened
from evals.speed.bench.process import Process
from evals.speed.bench.reply import Answer, Reply
from evals.speed.bench.results import Cold, Cost, Measured, Memory, Size, Times
from evals.speed.bench.tasks import QUESTIONS, WORK, Question, Task, TwiceInAMonth, TwoConditions
from tools.profile.counting import Split

Say = Callable[[str], None]

_COLD_TASKS: tuple[type[Task], ...] = (TwoConditions, TwiceInAMonth)
_COLD_STARTS = 5
_WARM_UP = 2  # variants of each task that are not timed
_SEED = 7


def measured_size(data: Data, names: Sequence[str], tasks: Sequence[type[Task]], repetitions: int, say: Say) -> Size:
    """All that there is to measure of `tasks` for one number of users."""
    size = Size(users=data.users, events=_events(data))
    for name in names:
        say(f"loading: {name}")
        size.costs[name] = loaded(name, data)
    say("cold starts")
    size.cold, size.cache_dropped = _cold_starts(data, names, [task for task in _COLD_TASKS if task in tasks])
    deck = Deck(data.catalog, _SEED, splits_of(data))
    with ExitStack() as stack:
        processes = [stack.enter_context(Process(name, data)) for name in names]
        for process in processes:
            say(f"opening: {process.name}")
            must(process.told("open"))
            must(process.told("warm"))
        asked = [task for task in QUESTIONS if task in tasks]
        size.measured = [compared(processes, task, deck, repetitions, say) for task in asked]
        after_questions = {process.name: _memory(process) for process in processes}
        work = [task for task in WORK if task in tasks]
        size.measured += [compared(processes, task, deck, repetitions, say) for task in work]
        for process in processes:
            then, now = after_questions[process.name], _memory(process)
            size.memory[process.name] = Memory(questions=then["now"], all=now["now"], peak=now["peak"])
    return size


def loaded(name: str, data: Data) -> Cost:
    with Process(name, data) as process:
        load = must(process.told("load"))
        peak = _memory(process)["peak"]
    with Process(name, data) as process:
        keep = must(process.told("keep"))
    return Cost(load_s=load.seconds, keep_s=keep.seconds, peak=peak)


def compared(processes: Sequence[Process], task: type[Task], deck: Deck, repetitions: int, say: Say) -> Measured:
    """Each variant is put to every contestant before the next one is drawn, and each time another one begins. A
    question is asked twice in a row: as a new one, and as a count that is looked at again."""
    say(task.name)
    measured = Measured(task=task.name, times={process.name: Times() for process in processes})
    turns = deque(processes)
    for number in range(-_WARM_UP, repetitions):
        variant, answers = task.draw(deck), dict[str, Answer]()
        for process in turns:
            times = measured.times.get(process.name)
            if times is None or times.failed:
                continue
            asked = [process.told(variant) for _ in range(2 if issubclass(task, Question) else 1)]
            first, *again = asked
            if failed := [reply.failed for reply in asked if reply.failed]:
                times.failed = failed[0]
            elif first.answer is None:
                del measured.times[process.name]
            else:
                answers[process.name] = first.answer
                if number >= 0:
                    times.new.append(first.seconds * 1000)
                    times.again += [reply.seconds * 1000 for reply in again]
        turns.rotate(-1)
        found = [answers[process.name] for process in processes if process.name in answers]
        if different := _different(found):
            measured.mismatches.append(f"{variant}: {different} of {answers}"[:500])
        if number >= 0:
            measured.answers += _users(found)
    return measured


def must(reply: Reply) -> Reply:
    if reply.failed:
        raise RuntimeError(reply.failed)
    return reply


def _cold_starts(data: Data, names: Sequence[str], tasks: Sequence[type[Task]]) -> tuple[list[Cold], bool]:
    found = {(name, task): Cold(contestant=name, task=task.name, open=[], first=[])
             for task in tasks for name in names}  # fmt: skip
    deck = Deck(data.catalog, _SEED)
    dropped = True
    for _ in range(_COLD_STARTS):
        for task in tasks:
            variant = task.draw(deck)
            for name in names:
                dropped = drop_page_cache() and dropped
                with Process(name, data) as process:
                    opening, first = must(process.told("open")), process.told(variant)
                if first.answer is None:
                    found.pop((name, task), None)
                else:
                    found[name, task].open.append(opening.seconds * 1000)
                    found[name, task].first.append(first.seconds * 1000)
    return list(found.values()), dropped


def _different(answers: Sequence[Answer]) -> str:
    """What is not the same in all answers. Of numbers by what they are of, Muster's profile gives only the telling."""
    if not answers:
        return ""
    *others, first = answers
    for answer in others:
        if isinstance(first, dict) and isinstance(answer, dict):
            common = first.keys() & answer.keys()
            wrong = [key for key in common if first[key] != answer[key]]
            if wrong or not common:
                return f"{wrong or 'nothing in common'}"
        elif answer != first:
            return "numbers"
    return ""


def _users(answers: Sequence[Answer]) -> list[int]:
    """The number of users that the first answer speaks of, if it is one."""
    match answers[:1]:
        case [int(count)] | [(int(count), _)]:
            return [count]
        case _:
            return []


def _memory(process: Process) -> dict[str, int]:
    found = must(process.told("memory")).answer
    assert isinstance(found, dict)
    return found


def _events(data: Data) -> int:
    from pyarrow import parquet

    return int(parquet.read_metadata(data.events_file).num_rows)


def splits_of(data: Data) -> tuple[Split, ...]:
    """How Muster's profile tells the values of each tag apart, so that others count the same bins."""
    from tools.profile.counting import split_tags
    from tools.profile.eligible import eligible_tags

    workspace = opened(data)
    tags = eligible_tags(workspace.catalog, frozenset()).tags
    return tuple(split_tags(workspace.engine, workspace.catalog, tags))
