"""What a request is made of once it is read: mentions of the catalog, amounts, times, joints, and the unknown."""

from dataclasses import dataclass

from agent.planner.quantities import Quantity
from agent.planner.times import Time
from agent.planner.words import Act, Aspect, Glue, Op
from tools.catalog.lexicon import Entry


@dataclass(frozen=True)
class Span:
    """Tokens `start` up to `end`, not included."""

    start: int
    end: int


@dataclass(frozen=True)
class Mention(Span):
    """Words that stand for something in the catalog, or for one of several things. `typo` when letters differed."""

    entries: tuple[Entry, ...]
    typo: bool = False


@dataclass(frozen=True)
class Amount(Span):
    quantity: Quantity


@dataclass(frozen=True)
class Sign(Span):
    """A word that compares, apart from the amount it compares with: "over level 30"."""

    op: Op


@dataclass(frozen=True)
class When(Span):
    time: Time


@dataclass(frozen=True)
class Joint(Span):
    """A word that joins, negates or brackets."""

    glue: Glue


@dataclass(frozen=True)
class Measure(Span):
    """A word that says how to count or rank."""

    aspect: Aspect


@dataclass(frozen=True)
class Command(Span):
    """A word that asks for something to be done with an audience."""

    act: Act


@dataclass(frozen=True)
class Filler(Span):
    pass


@dataclass(frozen=True)
class Aside(Span):
    """What the audience is wanted for: it says nothing about who they are."""


@dataclass(frozen=True)
class Unknown(Span):
    """Words that nothing explains."""


Item = Mention | Amount | When | Joint | Measure | Command | Sign | Filler | Aside | Unknown
