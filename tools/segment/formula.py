"""A condition on a number worked out from tags and measures: "orders per visit above 0.2"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, assert_never

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
    """`left op right`; false where either side is unknown. What is worked out is held to 6 decimals."""

    kind: Literal["formula"] = "formula"
    left: Expression
    op: Literal["is", "at_least", "at_most", "more_than", "less_than"]
    right: Expression


def operands(expression: Expression) -> Iterator[Number | TagNumber | MeasureNumber]:
    """What an expression is worked out from, left to right."""
    match expression:
        case Arithmetic(left=left, right=right):
            yield from operands(left)
            yield from operands(right)
        case Number() | TagNumber() | MeasureNumber():
            yield expression
        case _:
            assert_never(expression)
