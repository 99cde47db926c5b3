"""What a step makes of the draft."""

from dataclasses import dataclass

from agent.planner.conditions.reading import Question
from agent.planner.conditions.understand import Understanding
from tools.language import Text
from tools.segment import Definition


@dataclass(frozen=True)
class Change:
    """`definition` is the draft after the step; None while there are `questions`."""

    definition: Definition | None
    notes: tuple[Text, ...] = ()
    questions: tuple[Question, ...] = ()


def done(definition: Definition, understood: Understanding, *notes: Text) -> Change:
    return Change(definition, (*understood.assumptions, *notes))


def what_change() -> Change:
    """A step that does not say what of the draft it changes."""
    return Change(None, questions=(Question(Text(en="What should change?", zh="您想怎么调整？"), ""),))
