"""Conditions joined: all, any, not. `all` of nothing is the whole population."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from tools.segment.base import Part

if TYPE_CHECKING:
    from tools.segment.definition import Condition


class All(Part):
    kind: Literal["all"] = "all"
    of: tuple[Condition, ...] = ()


class AnyOf(Part):
    kind: Literal["any"] = "any"
    of: tuple[Condition, ...] = Field(min_length=1)


class Not(Part):
    """The complement within the population, users whose value is unknown included."""

    kind: Literal["not"] = "not"
    of: Condition
