"""Where a definition points to saved segments, and fixing which version it means."""

from collections.abc import Callable, Iterator

from tools.segment import All, AnyOf, Condition, Definition, InSegment, Not

# The number of a segment's newest version, by its name; None to leave the reference open.
NewestVersion = Callable[[str], int | None]


def references(condition: Condition) -> Iterator[InSegment]:
    """The conditions inside that name a saved segment; not those inside of the segments themselves."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            for part in parts:
                yield from references(part)
        case Not(of=part):
            yield from references(part)
        case InSegment():
            yield condition
        case _:
            return


def pinned(definition: Definition, newest: NewestVersion) -> Definition:
    """The definition with "the newest version" replaced by its number, so that it keeps meaning what it means now."""
    return definition.model_copy(update={"where": _pinned(definition.where, newest)})


def _pinned(condition: Condition, newest: NewestVersion) -> Condition:
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            return condition.model_copy(update={"of": tuple(_pinned(part, newest) for part in parts)})
        case Not(of=part):
            return condition.model_copy(update={"of": _pinned(part, newest)})
        case InSegment(segment=name, version=None):
            return condition.model_copy(update={"version": newest(name)})
        case _:
            return condition
