"""A condition on what a user did: a measure over the events that match, held against a number."""

from typing import Literal

from pydantic import Field, model_validator

from tools.segment.base import Leaf, Part
from tools.segment.comparison import Comparison
from tools.segment.window import Window

MeasureName = Literal["count", "days", "distinct", "sum", "avg", "max", "min"]


class PropertyFilter(Comparison):
    """A condition that each counted event must meet; false where the property is unknown."""

    property: str


class Measure(Part):
    """A number a user gets from their events of one kind.

    `count` counts events, `days` the calendar days that have one; `distinct`, `sum`, `avg`, `max` and `min` are over
    the known values of `property`. Without a matching event count, days, distinct and sum are 0 and the others
    unknown. `window` left out means ever.
    """

    event: str
    where: tuple[PropertyFilter, ...] = ()
    measure: MeasureName = "count"
    property: str | None = None
    window: Window | None = None

    @model_validator(mode="after")
    def _has_the_property_it_measures(self) -> "Measure":
        if (self.measure in ("count", "days")) == (self.property is not None):
            raise ValueError(
                f"measure {self.measure} takes no property"
                if self.property
                else f"measure {self.measure} needs a property"
            )
        return self


class EventCondition(Leaf, Measure):
    """`measure op value`; left out, both say "at least once"."""

    kind: Literal["event"] = "event"
    op: Literal["is", "at_least", "at_most", "more_than", "less_than", "between"] = "at_least"
    value: int | float | None = Field(default=None)
    values: tuple[int | float, int | float] | None = None

    @model_validator(mode="before")
    @classmethod
    def _at_least_once_by_default(cls, data: object) -> object:
        if isinstance(data, dict) and not {"op", "value", "values"} & data.keys():
            return {**data, "op": "at_least", "value": 1}
        return data

    @model_validator(mode="after")
    def _takes_what_its_operator_needs(self) -> "EventCondition":
        if (self.op == "between") != (self.values is not None) or (self.op == "between") == (self.value is not None):
            raise ValueError(f"operator {self.op} takes {'two values' if self.op == 'between' else 'one value'}")
        return self
