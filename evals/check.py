"""Holds the cases of a business against themselves: `python -m evals.check NAME [--all]`.

Every case is parsed, its definition compiled, its SQL run, and the two audiences compared. A difference is a mistake in
the case or in Muster's compiler. `--all` shows the audience of every turn, not only what is wrong.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import duckdb

from evals.businesses.registry import Business, business_named
from evals.cases import Case, Does, Means, read_suites
from evals.gold import Gold
from evals.notation import NotationError, parse
from tools.compiler.check import check
from tools.errors import MusterError, fail
from tools.workspace import Workspace

_SHOWN = 3  # users of a difference that are named


class Checker:
    """Compares what the cases of one business say in notation with what they say in SQL."""

    def __init__(self, workspace: Workspace):
        self.workspace = workspace
        self.gold = Gold(workspace.snapshot.warehouse)
        self.sizes: list[int] = []

    def mistakes(self, case: Case) -> Iterator[str]:
        """What is wrong with a case, a line a mistake; `sizes` gains the size of each gold audience."""
        saves = any(isinstance(turn.expected, Does) and turn.expected.tool == "save_segment" for turn in case.turns)
        for number, turn in enumerate(case.turns, 1):
            place = f"turn {number}: " if len(case.turns) > 1 else ""
            match turn.expected:
                case Means(means=means, sql=sql):
                    yield from (place + mistake for mistake in self._compared(means, sql, saves))
                case Does(tool="find_tags", finds=finds):
                    catalog = self.workspace.catalog
                    missing = [found for found in finds if not (catalog.tag(found) or catalog.event(found))]
                    yield from (f"{place}finds: the catalog has no tag or event {found}" for found in missing)
                case _:
                    pass

    def _compared(self, means: str, sql: str | None, saves: bool) -> Iterator[str]:
        got: frozenset[str] | None = None
        try:
            definition = check(parse(means, self.workspace.catalog), self.workspace.context)
            got = frozenset(str(user) for user in self.workspace.engine.ids(definition).column(0).to_pylist())
        except NotationError as error:
            yield f"means: {error}"
        except MusterError as error:
            # A segment that the conversation itself saves is not there yet; its SQL is what counts.
            if not (saves and all(problem.code == "unknown_segment" for problem in error.problems)):
                yield f"means: {error.to('en')}"
        except Exception as error:  # a bug of the compiler, which is one of the things looked for here
            yield f"means: Muster failed with {type(error).__name__}: {str(error)[:200]}"
        if sql is None:
            return
        try:
            expected = self.gold.users(sql)
        except (duckdb.Error, ValueError) as error:
            yield f"sql: {error}"
            return
        self.sizes.append(len(expected))
        if got is not None and got != expected:
            yield f"means gives {len(got)} users, sql {len(expected)}; {_difference(got, expected)}"


def check_business(business: Business, show_all: bool) -> bool:
    """Print what is wrong with the cases of a business; whether nothing is. Raises MusterError (`bad_suite`)."""
    if not business.suites:
        raise fail("no_suite", f"{business.name} has no suite yet.", f"{business.name} 还没有用例。")
    cases = read_suites(business.suites, business.name)
    checker = Checker(Workspace(business.workspace()))
    right = True
    for case in cases:
        before = len(checker.sizes)
        for mistake in checker.mistakes(case):
            right = False
            print(f"{case.id}  {mistake}\n    {case.turns[-1].say}")
        if show_all:
            print(f"{case.id}  {checker.sizes[before:]}  {' / '.join(turn.say for turn in case.turns)}")
    _print_counts(cases, checker.sizes)
    print("clean" if right else "not clean")
    return right


def _print_counts(cases: Sequence[Case], sizes: Sequence[int]) -> None:
    print(
        f"\n{len(cases)} cases, {sum(len(case.turns) for case in cases)} turns; {len(sizes)} gold audiences, ", end=""
    )
    print(f"{sizes.count(0)} of them empty, {len(set(sizes))} different sizes")
    for name, counts in (
        ("expects", Counter(type(case.turns[-1].expected).__name__.lower() for case in cases)),
        ("language", Counter(case.language for case in cases)),
        ("turns", Counter(len(case.turns) for case in cases)),
        ("kinds", Counter(kind for case in cases for kind in case.kinds)),
    ):
        print(f"{name}: " + ", ".join(f"{key} {count}" for key, count in counts.most_common()))


def _difference(got: frozenset[str], expected: frozenset[str]) -> str:
    sides = (("only in means", got - expected), ("only in sql", expected - got))
    return "; ".join(f"{len(ids)} {side} ({', '.join(sorted(ids)[:_SHOWN])})" for side, ids in sides if ids)


def main(arguments: Sequence[str]) -> int:
    names = [argument for argument in arguments if not argument.startswith("-")]
    if len(names) != 1:
        print(__doc__)
        return 2
    try:
        return 0 if check_business(business_named(names[0]), "--all" in arguments) else 1
    except MusterError as error:
        print(error.to("en"))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
