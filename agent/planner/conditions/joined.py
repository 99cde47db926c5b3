"""Conditions put together, each with the words it came from."""

from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Span
from tools.segment import All, AnyOf, Condition, Not


def all_of(parts: list[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else All(of=tuple(parts))


def any_of(parts: list[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else AnyOf(of=tuple(parts))


def because(reading: Reading, condition: Condition, spans: list[Span]) -> Condition:
    return with_words(condition, reading.words(*spans)) if spans else condition


def with_words(condition: Condition, words: str) -> Condition:
    """The condition with each of its leaves tied to `words`, where it is not tied to words yet."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            return condition.model_copy(update={"of": tuple(with_words(part, words) for part in parts)})
        case Not(of=part):
            return Not(of=with_words(part, words))
        case _:
            return condition if condition.because else condition.model_copy(update={"because": words})
