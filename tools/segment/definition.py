"""The definition of a segment: a tree of conditions, and what is taken of the users that meet it.

The union is closed: a new condition kind fails type checking wherever it is matched and not handled.
"""

from typing import Annotated

from pydantic import Field, model_validator

from tools.segment.base import Part
from tools.segment.event import EventCondition, Measure
from tools.segment.formula import Formula
from tools.segment.group import All, AnyOf, Not
from tools.segment.near import Near
from tools.segment.saved import InLookalike, InSegment
from tools.segment.sequence import Sequence
from tools.segment.tag import TagCondition

LeafCondition = TagCondition | EventCondition | Sequence | Formula | Near | InSegment | InLookalike
Condition = Annotated[All | AnyOf | Not | LeafCondition, Field(discriminator="kind")]


class OrderBy(Part):
    """Users in order of a number or date tag, or of a measure over their events; the unknown come last, ties by id."""

    tag: str | None = None
    measure: Measure | None = None
    descending: bool = True

    @model_validator(mode="after")
    def _orders_by_one_thing(self) -> "OrderBy":
        if (self.tag is None) == (self.measure is None):
            raise ValueError("order_by takes either a tag or a measure")
        return self


class Amount(Part):
    """How many: a `size` in users, or a `share` of what there is (rounded up to a whole user)."""

    size: int | None = Field(default=None, ge=1)
    share: float | None = Field(default=None, gt=0, le=1)

    @model_validator(mode="after")
    def _is_one_amount(self) -> "Amount":
        if (self.size is None) == (self.share is None):
            raise ValueError("give either a size or a share")
        return self


class Sample(Amount):
    """A random part that is the same on every run and every engine: users in order of md5(`seed`:id)."""

    seed: int = 0


class Definition(Part):
    """Who is meant: users that meet `where`, of these a `sample`, in order of `order_by`, cut off at `limit`.

    `all` of nothing is everyone. A `limit` without `order_by` takes users in the order of their ids.
    """

    where: Condition = Field(default_factory=All)
    order_by: OrderBy | None = None
    limit: Amount | None = None
    sample: Sample | None = None


for _model in (All, AnyOf, Not, Definition):
    _model.model_rebuild(_types_namespace={"Condition": Condition})


def lines_of(where: Condition) -> tuple[Condition, ...]:
    """The conditions that a person sees as separate lines: those joined by the outermost `all`."""
    return where.of if isinstance(where, All) else (where,)
