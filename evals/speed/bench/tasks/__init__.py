"""What is asked: questions that every contestant is asked, and work that is more than counting."""

from evals.speed.bench.tasks.ask import Ask
from evals.speed.bench.tasks.base import Question, Task
from evals.speed.bench.tasks.draft import ChangedCard, ChangedCounts
from evals.speed.bench.tasks.events import NotSince, SpentOnCategory, ThenWithin, TwiceInAMonth
from evals.speed.bench.tasks.export import ToCsv, ToParquet
from evals.speed.bench.tasks.numbers import DateRange, Geofence, NumericRange, TopN
from evals.speed.bench.tasks.profile import ProfileOf, ProfileWithPopulation
from evals.speed.bench.tasks.saved import Difference, Excluding
from evals.speed.bench.tasks.tags import ManyValues, SetTag, SixNested, TwoConditions

QUESTIONS: tuple[type[Question], ...] = (
    TwoConditions, SixNested, NumericRange, DateRange, SetTag, ManyValues, Geofence, TopN,
    Excluding, Difference, TwiceInAMonth, SpentOnCategory, NotSince, ThenWithin,
)  # fmt: skip
WORK: tuple[type[Task], ...] = (
    ChangedCard, ChangedCounts, ProfileOf, ProfileWithPopulation, ToParquet, ToCsv, Ask,
)  # fmt: skip

__all__ = ["QUESTIONS", "WORK", "Question", "Task", "TwiceInAMonth", "TwoConditions"]
