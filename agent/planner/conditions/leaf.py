"""A condition that was understood, with where it stands in the request: what the grammar of scope works on."""

from dataclasses import dataclass, field

from agent.planner.text.items import Span
from agent.planner.words import Glue
from tools.segment import Condition

# What two leaves must share to be read as one list of values.
Attribute = tuple[str | None, str | None, str | None]


@dataclass
class Leaf:
    """`at` is the item that a negation in front of it would touch; `spans` are all the words it came from."""

    at: int
    condition: Condition
    spans: list[Span] = field(default_factory=list)
    attribute: Attribute = (None, None, None)
    several: bool = False  # the attribute can hold several values at once (a set tag)
    only: bool = False  # said to be the only values: "only interested in wine"
    verb: bool = False  # something done or had: a negated verb reaches over "or"


@dataclass
class Symbol:
    """A leaf, or a joining word, in the order of the request."""

    at: int
    leaf: Leaf | None = None
    glue: Glue | None = None
