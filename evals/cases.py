"""The cases of a suite file: what is said, and what must come of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tools.errors import MusterError, Problem
from tools.language import Text

Tool = Literal[
    "find_tags",
    "search_playbooks",
    "profile_segment",
    "compare_segments",
    "expand_lookalike",
    "save_segment",
    "list_segments",
    "offer_export",
    "refuses",
]
Kind = Literal[
    "choice", "number", "range", "unit", "numeral", "date", "window", "holiday", "list", "group", "negation", "set-tag",
    "flag", "event", "event-count", "event-measure", "event-filter", "sequence", "formula", "near", "top", "sample",
    "saved-segment", "set-operation", "term", "edit", "undo", "restart", "about-data", "about-segment", "playbook",
    "lookalike", "save", "export", "typo", "traditional", "full-width", "colloquial", "rambling", "mixed-language",
    "unknown-value", "unknown-tag", "unknown-word", "ambiguous", "contradictory", "empty", "must-not-ask", "sensitive",
    "attack",
]  # fmt: skip
Language = Literal["en", "zh", "mixed"]


@dataclass(frozen=True)
class Means:
    """The draft after the turn, in notation; `sql` is who that is, written by hand from the words."""

    means: str
    sql: str | None


@dataclass(frozen=True)
class Asks:
    """Muster must ask, about these words, and leave the draft as it was; one of `suggests` should be offered."""

    words: tuple[str, ...]
    suggests: tuple[str, ...]


@dataclass(frozen=True)
class Does:
    """The last tool of the turn, what it must find, or how many users it must give; `refuses`: none may run."""

    tool: Tool
    finds: tuple[str, ...]
    size: int | None


Expected = Means | Asks | Does


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Turn(_Entry):
    """One thing said. What it comes to may be left out of all turns but the last."""

    say: str = Field(min_length=1)
    means: str | None = None
    sql: str | None = None
    asks: tuple[str, ...] | None = Field(default=None, min_length=1)
    suggests: tuple[str, ...] = ()
    does: Tool | None = None
    finds: tuple[str, ...] = ()
    size: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _expects_one_thing(self) -> "Turn":
        given = [name for name in ("means", "asks", "does") if getattr(self, name) is not None]
        if len(given) > 1:
            raise ValueError(f"a turn has one of means, asks and does; this one has {' and '.join(given)}")
        for extra, owner in (("sql", "means"), ("suggests", "asks"), ("finds", "does"), ("size", "does")):
            if getattr(self, extra) and given != [owner]:
                raise ValueError(f"`{extra}` belongs to `{owner}`")
        if self.finds and self.does not in ("find_tags", "search_playbooks"):
            raise ValueError("`finds` belongs to `does: find_tags` or `does: search_playbooks`")
        if self.size and self.does != "expand_lookalike":
            raise ValueError("`size` belongs to `does: expand_lookalike`")
        return self

    @property
    def expected(self) -> Expected | None:
        if self.means is not None:
            return Means(self.means, self.sql)
        if self.asks is not None:
            return Asks(self.asks, self.suggests)
        return Does(self.does, self.finds, self.size) if self.does else None


class Case(_Entry):
    """A conversation, often of one turn, over a fresh conversation and what the business had saved."""

    id: str = Field(pattern=r"^[a-z0-9_]+(-[a-z0-9_]+)+$")
    language: Language
    kinds: tuple[Kind, ...] = Field(min_length=1)
    turns: tuple[Turn, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _one_turn_may_stand_in_the_case(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        own = {name: value for name, value in data.items() if name in Turn.model_fields}
        if own and "turns" in data:
            raise ValueError(f"give `turns`, or `{next(iter(own))}` for the only turn, not both")
        rest = {name: value for name, value in data.items() if name not in own}
        return {**rest, "turns": [own]} if own else data

    @model_validator(mode="after")
    def _ends_with_something_to_hold_it_to(self) -> "Case":
        match self.turns[-1].expected:
            case None:
                raise ValueError("the last turn needs an expectation: means and sql, asks, or does")
            case Means(sql=None):
                raise ValueError("the last turn's `means` needs its `sql`")
            case _:
                return self

    @property
    def clear(self) -> bool:
        """Whether everything it expects is an audience: Muster has no reason to ask."""
        return all(isinstance(turn.expected, Means | None) for turn in self.turns)


class Suite(_Entry):
    business: str
    cases: tuple[Case, ...]


def read_suite(file: Path) -> Suite:
    """Raises MusterError (`bad_suite`) with every mistake: file, case, and what would be right."""
    try:
        data = yaml.safe_load(file.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise MusterError(_problem(file, "", f"not YAML: {error}")) from error
    try:
        return Suite.model_validate(data)
    except ValidationError as error:
        raise MusterError(*_problems(file, data, error)) from error


def read_suites(files: Iterable[Path], business: str) -> tuple[Case, ...]:
    """The cases of several files about one business. Raises MusterError (`bad_suite`) for mistakes, and for ids that
    are there twice."""
    cases: list[Case] = []
    problems: list[Problem] = []
    places: dict[str, str] = {}
    for file in files:
        try:
            suite = read_suite(file)
        except MusterError as error:
            problems += error.problems
            continue
        if suite.business != business:
            problems.append(_problem(file, "", f"business is {suite.business}; by its name the file is {business}'s"))
        for case in suite.cases:
            if case.id in places:
                problems.append(_problem(file, case.id, f"this id is taken by another case in {places[case.id]}"))
            places[case.id] = file.name
        cases += suite.cases
    if problems:
        raise MusterError(*problems)
    return tuple(cases)


def _problems(file: Path, data: Any, error: ValidationError) -> list[Problem]:
    """What Pydantic says, with the id of the case and in the words of the format."""
    problems = []
    for each in error.errors(include_url=False):
        match each["loc"]:
            case ("cases", int(number), *path):
                case = data["cases"][number]
                name = case.get("id", f"case {number + 1}") if isinstance(case, dict) else f"case {number + 1}"
            case path:
                name = ""
        place = ".".join(str(part) for part in path)
        said = each["msg"].removeprefix("Value error, ")
        if each["type"] == "extra_forbidden":
            said = f"is no field here; known are {', '.join([*Case.model_fields, *Turn.model_fields])}"
        got = "" if isinstance(each["input"], dict | list) else f" (got {each['input']!r})"
        problems.append(_problem(file, str(name), f"{place}: {said}{got}" if place else said))
    return problems


def _problem(file: Path, case: str, what: str) -> Problem:
    where = f"{file.name}, {case}" if case else file.name
    return Problem(code="bad_suite", where=where, message=Text(en=what, zh=f"用例有误：{what}"))
