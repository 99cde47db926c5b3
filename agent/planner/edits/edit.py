"""Changes to a definition: add, include, remove, replace, widen. All keep what was not spoken of."""

from agent.planner.edits.event_edit import (
    event_instead,
    is_about_other_values,
    is_mere_number,
    overlap,
    refined,
    with_more_values,
)
from agent.planner.edits.line_edit import (
    alike,
    by_tag,
    instead,
    is_about_event,
    is_unset,
    merges,
    same_choice,
    says_the_same,
    with_more,
    without_said,
)
from agent.planner.edits.places import (
    Path,
    Subject,
    joined,
    places,
    put,
    rewritten,
    said,
    subjects,
    values_of,
    with_values,
)
from agent.planner.edits.ranges import extended, is_inside
from tools.catalog.model import Catalog
from tools.segment import (
    All,
    AnyOf,
    Condition,
    Definition,
    EventCondition,
    Not,
    TagCondition,
    lines_of,
)


def added(definition: Definition, change: Definition, catalog: Catalog) -> tuple[Definition, bool]:
    """`definition` with `change` on top; and whether values were joined to those of the same single-valued tag."""
    lines = list(lines_of(definition.where))
    merged = False
    for new in lines_of(change.where):
        at = next((i for i, old in enumerate(lines) if merges(old, new, catalog)), None)
        if at is not None:
            lines[at] = with_more(lines[at], new)
            merged = True
        else:
            lines = _beside(lines, new)
    return _around(definition, change, joined(lines)), merged


def narrowed(definition: Definition, change: Definition, unnamed: frozenset[str], only: bool) -> Definition:
    """`definition` held to `change`. Conditions on events that are not said again, `unnamed`, go into the line there is
    about the event. With `only`, values of a tag are held to those that both name, or else take the place of what
    there was."""
    lines = [old for old in lines_of(definition.where) if not (only and is_unset(old, change.where))]
    for new in lines_of(change.where):
        event = isinstance(new, EventCondition) and (new.event in unnamed or only or is_mere_number(new))
        of_event = [i for i, old in enumerate(lines) if is_about_event(old, new)] if event else []
        at = max(of_event, key=lambda i: overlap(lines[i], new), default=None)
        held = [old for old in lines if same_choice(old, new)] if only else []
        if at is not None:
            lines[at : at + 1] = refined(lines[at], new, only)
            lines = [old for i, old in enumerate(lines) if not (only and i != at and is_about_other_values(old, new))]
        elif held:
            both = tuple(v for old in held for v in values_of(old) or () if v in (values_of(new) or ()))
            lines[lines.index(held[0])] = with_values(new, both, said(new)) if both else new
            lines = [old for old in lines if not any(old is other for other in held[1:])]
        else:
            lines = _beside(lines, new)
    return _around(definition, change, joined(lines))


def included(definition: Definition, change: Definition, unnamed: frozenset[str]) -> Definition:
    """Users of `change` let in as well: its values beside those of the same tag or `unnamed` event, what was excluded
    excluded no more, else whoever meets it besides the audience there is."""
    where = definition.where
    rest: list[Condition] = []
    if len(by_tag(lines_of(change.where))) > 1:
        return alternative(definition, change)  # others who meet all of it
    for new in lines_of(change.where):
        values = values_of(new)
        same = [(path, old) for path, old in places(where) if values and subjects(old) == subjects(new)]
        excluded = next(((p, old) for p, old in same if isinstance(old, Not) and overlap(old.of, new)), None)
        positive = next(((p, old) for p, old in same if values_of(old) is not None), None)
        if excluded:
            path, old = excluded
            assert isinstance(old, Not)
            left = tuple(value for value in values_of(old.of) or () if value not in (values or ()))
            where = put(where, path, Not(of=with_values(old.of, left, said(old.of))) if left else None) or All()
        elif more := _more_of_event(where, new, unnamed):
            where = put(where, *more) or All()
        elif positive:
            where = put(where, positive[0], with_more(positive[1], new)) or All()
        else:
            rest.append(new)
    definition = _around(definition, change, where)
    return alternative(definition, Definition(where=joined(rest))) if rest else definition


def _more_of_event(where: Condition, new: Condition, unnamed: frozenset[str]) -> tuple[Path, Condition] | None:
    """The one line on the event with other values besides its own, and its place: an event that is not said again, or
    with what it was already."""
    if not isinstance(new, EventCondition):
        return None
    found = [
        (path, more)
        for path, old in places(where)
        if (more := with_more_values(old, new)) and (new.event in unnamed or overlap(old, new))
    ]
    return found[0] if len(found) == 1 else None


def alternative(definition: Definition, change: Definition) -> Definition:
    """Users of either."""
    parts = definition.where.of if isinstance(definition.where, AnyOf) else (definition.where,)
    return definition.model_copy(update={"where": AnyOf(of=(*parts, change.where))})


def removed(definition: Definition, change: Condition, named: set[Subject]) -> Definition | None:
    """`definition` without the lines that speak of `named` or say the same as `change`; None when there are none."""

    def without(line: Condition) -> Condition | None:
        if subjects(line) & named:
            return None
        kept: Condition | None = line
        for gone in lines_of(change):
            kept = without_said(kept, gone) if kept is not None else None
        return kept

    where = rewritten(definition.where, without)
    return None if where == definition.where else definition.model_copy(update={"where": where})


def replaced(definition: Definition, change: Definition, swaps: bool) -> Definition | None:
    """Each line of `change` in the place of the line that speaks of the same; None when there is no such line.

    `swaps`: the words name what goes as well as what comes, "Beijing to Shanghai", and not two things that come.
    """
    if swaps and (exchange := _other_event(definition, change)):
        return exchange
    if change.limit and not change.sample:
        definition = definition.model_copy(update={"sample": None})
    elif change.sample and not change.limit:
        definition = definition.model_copy(update={"limit": None, "order_by": None})
    where, found, fresh = definition.where, False, []
    again: list[Condition] = []
    for new in by_tag(lines_of(change.where)):
        place = max(
            ((path, old) for path, old in places(where) if subjects(old) & subjects(new)),
            key=lambda place: (overlap(place[1], new), subjects(place[1]) == subjects(new), alike(place[1], new)),
            default=None,
        )
        if place is None:
            fresh.append(new)
            continue
        found = True
        if says_the_same(place[1], new):
            again.append(place[1])
        elif not (isinstance(new, Not) and overlap(place[1], new)):
            where = put(where, place[0], instead(place[1], new, swaps)) or All()
        elif (left := without_said(place[1], new)) != place[1]:
            where = put(where, place[0], left or new) or All()  # 没买过毛巾的呢
    if swaps and fresh and again:
        where = rewritten(where, lambda line: None if line in again else line)
    elif not found and not (change.order_by or change.limit or change.sample):
        return None
    return _around(definition, change, joined([*lines_of(where), *fresh]))


def _other_event(definition: Definition, change: Definition) -> Definition | None:
    """ "stays to bookings": the second event in the place of the first, in its time and number."""
    lines = lines_of(change.where)
    if len(lines) != 2 or not all(isinstance(line, EventCondition) for line in lines):
        return None
    gone, new = lines
    assert isinstance(new, EventCondition)
    place = next(((path, old) for path, old in places(definition.where) if is_about_event(old, gone)), None)
    if place is None or subjects(gone) == subjects(new):
        return None
    old = place[1]
    assert isinstance(old, EventCondition)
    same = old.model_copy(update={"event": new.event, "where": ()}) if old.measure == "count" else new
    return definition.model_copy(update={"where": put(definition.where, place[0], event_instead(same, new, False))})


def widened(definition: Definition, change: Definition) -> Definition | None:
    """Values are joined to those there are; a range reaches to the new number, or the new range takes its place."""
    where = definition.where
    for new in lines_of(change.where):
        place = next(((path, old) for path, old in places(where) if subjects(old) == subjects(new)), None)
        if place is None:
            return None
        path, old = place
        wider: Condition | None = new
        if values_of(old) is not None and values_of(new) is not None:
            wider = with_more(old, new)
        elif isinstance(old, TagCondition) and isinstance(new, TagCondition) and new.op == "is":
            wider = extended(old, new)
        elif isinstance(old, EventCondition):
            wider = instead(old, new, swaps=False)
        if wider is None:
            return None
        where = put(where, path, wider) or All()
    return _around(definition, change, where)


def _around(definition: Definition, change: Definition, where: Condition) -> Definition:
    return Definition(
        where=where,
        order_by=change.order_by or definition.order_by,
        limit=change.limit or definition.limit,
        sample=change.sample or definition.sample,
    )


def _beside(lines: list[Condition], new: Condition) -> list[Condition]:
    """The lines with one more; in the place of one that asks for a wider range of the same tag."""
    if new in lines:
        return lines
    wider = [old for old in lines if subjects(old) == subjects(new) and isinstance(old, TagCondition)]
    if isinstance(new, TagCondition) and (at := next((old for old in wider if is_inside(new, old)), None)):
        return [new if line is at else line for line in lines]
    return [*lines, new]
