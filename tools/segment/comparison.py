"""How a value is held against what was asked: shared by tags, event properties and event measures."""

from typing import Literal

from pydantic import model_validator

from tools.segment.base import Part, Scalar
from tools.segment.window import Window

Operator = Literal[
    "is",  # equals; of a set: holds the value
    "in",  # equals one of `values`; of a set: holds any of them
    "all_of",  # of a set: holds every one of `values`
    "at_least",
    "at_most",
    "more_than",
    "less_than",
    "between",  # `values` are the two ends, both included
    "within",  # of a date: falls in `window`
    "recurs",  # of a date: its day of the year falls in `window`, whatever the years: birthdays in October
    "known",  # has a value at all
]


class Comparison(Part):
    """An operator with what it takes: `value` for one, `values` for several, `window` for `within` and `recurs`."""

    op: Operator
    value: Scalar | None = None
    values: tuple[Scalar, ...] | None = None
    window: Window | None = None

    @model_validator(mode="after")
    def _takes_what_its_operator_needs(self) -> "Comparison":
        needed: str | None
        match self.op:
            case "in" | "all_of" | "between":
                needed = "values"
            case "within" | "recurs":
                needed = "window"
            case "known":
                needed = None
            case _:
                needed = "value"
        given = [name for name in ("value", "values", "window") if getattr(self, name) is not None]
        if given != ([needed] if needed else []):
            raise ValueError(f"operator {self.op} takes {needed or 'nothing'}, got {' and '.join(given) or 'nothing'}")
        if self.values is not None and not self.values:
            raise ValueError(f"operator {self.op} needs at least one value")
        if self.op == "between" and len(self.values or ()) != 2:
            raise ValueError("operator between takes exactly two values, the lower and the upper end")
        return self
