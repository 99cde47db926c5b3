"""The segment model: pure data, no catalog, no database."""

from tools.segment.base import Scalar
from tools.segment.comparison import Comparison, Operator
from tools.segment.definition import Amount, Condition, Definition, LeafCondition, OrderBy, Sample, lines_of
from tools.segment.event import EventCondition, Measure, MeasureName, PropertyFilter
from tools.segment.group import All, AnyOf, Not
from tools.segment.near import Near
from tools.segment.saved import InLookalike, InSegment
from tools.segment.tag import TagCondition
from tools.segment.window import Between, Current, Last, Next, Previous, Unit, Window, days

__all__ = [
    "All",
    "Amount",
    "AnyOf",
    "Between",
    "Comparison",
    "Condition",
    "Current",
    "Definition",
    "EventCondition",
    "InLookalike",
    "InSegment",
    "Last",
    "LeafCondition",
    "Measure",
    "MeasureName",
    "Near",
    "Next",
    "Not",
    "Operator",
    "OrderBy",
    "Previous",
    "PropertyFilter",
    "Sample",
    "Scalar",
    "TagCondition",
    "Unit",
    "Window",
    "days",
    "lines_of",
]
