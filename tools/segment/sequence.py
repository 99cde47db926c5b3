"""A condition on what a user did in order: one step after another, the last one perhaps left undone."""

from typing import Literal

from pydantic import Field, model_validator

from tools.segment.base import Leaf, Part
from tools.segment.event import PropertyFilter
from tools.segment.window import Window


class Step(Part):
    """An event that meets `where`. `absent` says that it did not happen."""

    event: str
    where: tuple[PropertyFilter, ...] = ()
    absent: bool = False


class Sequence(Leaf):
    """The user has events for all `steps`, in this order.

    A step comes at the same moment as the one before it or later; one that repeats the event of the one before comes
    strictly later. `within_days` limits how many calendar days after the first step the others may come; left out,
    any time. `window` says when the first step happened; left out, ever. With `absent` on the last step, the user has
    events for the steps before it that no such event follows (all of it within `within_days` of the first step).
    Events whose time is unknown are in no order, and count for no step.
    """

    kind: Literal["sequence"] = "sequence"
    steps: tuple[Step, ...] = Field(min_length=2, max_length=5)
    within_days: int | None = Field(default=None, ge=0)
    window: Window | None = None

    @model_validator(mode="after")
    def _leaves_only_the_last_step_undone(self) -> "Sequence":
        if any(step.absent for step in self.steps[:-1]):
            raise ValueError("only the last step of a sequence can be absent")
        return self
