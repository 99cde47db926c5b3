"""A condition on a number worked out from tags and measures: "orders per visit above 0.2"."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tools.segment.base import Leaf, Part
from tools.segment.event import Measure


class Number(Part):
    kind: Literal["number"] = "number"
    value: int | float


class TagNumber(Part):
    """The value of a number tag."""

    kind: Literal["tag"] = "tag"
    tag: str


class MeasureNumber(Measure):
    """A measure over the user's events."""

    kind: Literal["measure"] = "measure"


class Arithmetic(Part):
    """Two numbers combined. Unknown where a part is unknown, and where it divides by zero."""

    kind: Literal["arithmetic"] = "arithmetic"
    op: Literal["add", "subtract", "multiply", "divide"]
    left: Expression
    right: Expression


Expression = Annotated[Number | TagNumber | MeasureNumber | Arithmetic, Field(discriminator="kind")]

Arithmetic.model_rebuild()


class Formula(Leaf):
    """`left op right`; false where either side is unknown."""

    kind: Literal["formula"] = "formula"
    left: Expression
    op: Literal["is", "at_least", "at_most", "more_than", "less_than"]
    right: Expression
