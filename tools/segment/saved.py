"""Conditions that point to something saved before: a segment, or the users of a lookalike."""

from typing import Literal

from pydantic import Field, model_validator

from tools.segment.base import Leaf


class InSegment(Leaf):
    """Member of a saved segment, by its name; its newest version unless one is given."""

    kind: Literal["segment"] = "segment"
    segment: str
    version: int | None = Field(default=None, ge=1)


class InLookalike(Leaf):
    """Among the users most like a lookalike's seeds: the first `size`, or the first `share` of its ordered list."""

    kind: Literal["lookalike"] = "lookalike"
    lookalike: str
    size: int | None = Field(default=None, ge=1)
    share: float | None = Field(default=None, gt=0, le=1)

    @model_validator(mode="after")
    def _has_one_amount(self) -> "InLookalike":
        if (self.size is None) == (self.share is None):
            raise ValueError("lookalike takes either a size or a share")
        return self
