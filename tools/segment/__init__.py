"""The segment model: pure data, no catalog, no database."""

from tools.segment.base import Scalar
from tools.segment.comparison import Comparison, Operator
from tools.segment.definition import Amount, Condition, Definition, LeafCondition, OrderBy, Sample, lines_of
from tools.segment.event import EventCondition, Measure, MeasureName, PropertyFilter
from tools.segment.formula import Arithmetic, Expression, Formula, MeasureNumber, Number, TagNumber, operands
from tools.segment.group import All, AnyOf, Not
from tools.segment.near import Near
from tools.segment.saved import InLookalike, InSegment
from tools.segment.sequence import Sequence, Step
from tools.segment.tag import TagCondition
from tools.segment.window import Between, Current, Last, Next, Previous, Unit, Window, days, days_of_year

__all__ = [
    "All",
    "Amount",
    "AnyOf",
    "Arithmetic",
    "Between",
    "Comparison",
    "Condition",
    "Current",
    "Definition",
    "EventCondition",
    "Expression",
    "Formula",
    "InLookalike",
    "InSegment",
    "Last",
    "LeafCondition",
    "Measure",
    "MeasureName",
    "MeasureNumber",
    "Near",
    "Next",
    "Not",
    "Number",
    "Operator",
    "OrderBy",
    "Previous",
    "PropertyFilter",
    "Sample",
    "Scalar",
    "Sequence",
    "Step",
    "TagCondition",
    "TagNumber",
    "Unit",
    "Window",
    "days",
    "days_of_year",
    "lines_of",
    "operands",
]
