"""What a request is made of once it is read: mentions of the catalog, amounts, times, joints, and the unknown."""

from dataclasses import dataclass
from typing import Literal

from agent.planner.amounts.quantities import Comparison, Quantity
from agent.planner.times.windows import Time
from agent.planner.words import Act, Aspect, Glue, Op, Operation
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
class Operator(Span):
    """A word that works out one number from others, or compares two: "divided by", 占, "more … than …"."""

    operation: Operation


@dataclass(frozen=True)
class Filler(Span):
    pass


@dataclass(frozen=True)
class Aside(Span):
    """What says nothing about who users are: what they are wanted for, a remark, or that any of something
    will do; or a name for what other words describe."""

    why: Literal["purpose", "remark", "any", "label"] = "purpose"


@dataclass(frozen=True)
class Unknown(Span):
    """Words that nothing explains."""


@dataclass(frozen=True)
class Constant:
    """A number that was said, in `unit` where it was said with one."""

    value: int | float
    unit: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Operand:
    """The items that name one number of the user.

    `unfiltered`: of all events, whatever the items say of them. `otherwise`: what is meant when all items together
    name no single number: "(orders) … are refunds".
    """

    items: "tuple[Item, ...]"
    unfiltered: bool = False
    otherwise: "tuple[Item, ...]" = ()


@dataclass(frozen=True)
class Combined:
    op: Literal["add", "subtract", "multiply", "divide"]
    left: "Worked"
    right: "Worked"


Worked = Constant | Operand | Combined


@dataclass(frozen=True)
class Calculation(Span):
    """A number worked out from others, held against another: "orders per visit above 0.2".

    `op` is None where no word compares; `high` is set for a range. `shared` holds a time that stands beside it.
    `assumed`: nobody said whether at least or at most that much is meant. `again`: the second number is the first at
    another time, "more than last month".
    """

    left: Worked
    op: Comparison | None
    right: Worked
    high: int | float | None = None
    shared: "tuple[Item, ...]" = ()
    assumed: bool = False
    again: bool = False


Item = Mention | Amount | When | Joint | Measure | Command | Sign | Operator | Calculation | Filler | Aside | Unknown


def pauses(item: Item) -> bool:
    """Whether it is a comma or a stop."""
    return isinstance(item, Joint) and item.glue in ("comma", "stop")


def ends_clause(item: Item) -> bool:
    """Whether it is a comma, a stop or a bracket."""
    return isinstance(item, Joint) and item.glue in ("comma", "stop", "open", "close")
