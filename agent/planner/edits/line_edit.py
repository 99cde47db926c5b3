"""Changes to one line of a definition: more values, other ones, fewer, or another line in its place."""

from agent.planner.edits.event_edit import (
    differ,
    done_at_all,
    event_instead,
    exchanged,
    is_merely_done,
    overlap,
    says_ever,
    says_more,
    with_fewer_values,
)
from agent.planner.edits.places import said, subjects, values_of, with_values
from agent.planner.edits.ranges import NUMERIC, ends, extended, is_inside
from tools.catalog.model import Catalog
from tools.segment import Condition, EventCondition, Not, TagCondition


def merges(old: Condition, new: Condition, catalog: Catalog) -> bool:
    """Beijing, and also Shanghai: nobody lives in both, so either is meant."""
    tag = catalog.tag(new.tag) if isinstance(new, TagCondition) else None
    return tag is not None and tag.type == "choice" and same_choice(old, new)


def same_choice(old: Condition, new: Condition) -> bool:
    """Whether both hold values of the same tag or property."""
    return values_of(old) is not None and values_of(new) is not None and subjects(old) == subjects(new)


def is_unset(old: Condition, new: Condition) -> bool:
    """Whether a line asks for those of whom nothing is known on what `new` names a value of."""
    unset = isinstance(old, Not) and isinstance(old.of, TagCondition) and old.of.op == "known"
    return unset and values_of(new) is not None and subjects(old) == subjects(new)


def with_more(old: Condition, new: Condition) -> Condition:
    """The values of both lines, which are on one tag."""
    values = tuple(dict.fromkeys((*(values_of(old) or ()), *(values_of(new) or ()))))
    return with_values(TagCondition(tag=_tag(old), op="known"), values, said(old, new))


def _tag(line: Condition) -> str:
    assert isinstance(line, TagCondition)
    return line.tag


def alike(old: Condition, new: Condition) -> bool:
    """Whether both let in or both exclude."""
    return isinstance(old, Not) == isinstance(new, Not)


def is_the_same(old: Condition, new: Condition) -> bool:
    """The same but for the words they came from."""
    if isinstance(old, EventCondition) and isinstance(new, EventCondition):
        return old.model_copy(update={"because": None}) == new.model_copy(update={"because": None})
    return says_the_same(old, new)


def says_the_same(old: Condition, new: Condition) -> bool:
    """The same but for the words it came from."""
    return (
        isinstance(old, TagCondition)
        and isinstance(new, TagCondition)
        and (old.model_copy(update={"because": None}) == new.model_copy(update={"because": None}))
    )


def by_tag(lines: tuple[Condition, ...]) -> list[Condition]:
    """Lines with those on values of one tag as one line."""
    out: list[Condition] = []
    for new in lines:
        at = next((i for i, old in enumerate(out) if same_choice(old, new)), None)
        if at is None:
            out.append(new)
        else:
            out[at] = with_more(out[at], new)
    return out


def instead(old: Condition, new: Condition, swaps: bool) -> Condition:
    """What takes a line's place. What only the old line says stays: that it excludes, an event's time and filters."""
    if isinstance(old, Not) and not isinstance(new, Not):
        if says_the_same(old.of, new):
            return new
        if is_about_event(old.of, new) and is_merely_done(new):
            return instead(old.of, new, swaps)  # 换成下过单的
        return Not(of=instead(old.of, new, swaps))
    if isinstance(old, EventCondition) and isinstance(new, EventCondition) and old.event == new.event:
        return event_instead(old, new, swaps)
    if isinstance(new, Not) and is_about_event(old, new.of) and is_merely_done(new.of) and not says_ever(new.of):
        return Not(of=done_at_all(old))  # 没买过的呢
    before, after = values_of(old), values_of(new)
    if before and after:
        return with_values(new, exchanged(before, after, swaps), said(new))
    if isinstance(old, TagCondition) and isinstance(new, TagCondition) and new.op == "is":
        if old.op == "between":
            return extended(old, new) or new
        if old.op in NUMERIC and not isinstance(new.value, bool | str):
            return new.model_copy(update={"op": old.op})
    return new


def is_about_event(old: Condition, new: Condition) -> bool:
    """Whether both count the same event."""
    return isinstance(old, EventCondition) and isinstance(new, EventCondition) and old.event == new.event


def without_said(line: Condition, gone: Condition) -> Condition | None:
    """A line without what `gone` says: its values taken out, or the whole line when it says the same."""
    bare = gone.of if isinstance(gone, Not) else gone
    inner = line.of if isinstance(line, Not) else line
    kept, out = values_of(inner), values_of(bare)
    if kept and out and subjects(line) == subjects(bare):
        if not set(kept) & set(out):
            return line
        rest = tuple(value for value in kept if value not in out)
        if not rest:
            return None
        left = with_values(inner, rest, said(inner))
        return Not(of=left) if isinstance(line, Not) else left
    if isinstance(inner, EventCondition) and isinstance(bare, EventCondition) and overlap(inner, bare):
        if says_more(inner, bare):
            return line
        less = with_fewer_values(inner, bare)
        return Not(of=less) if less is not None and isinstance(line, Not) else less
    if kept is None and not out and subjects(inner) and subjects(inner) == subjects(bare):
        if isinstance(inner, EventCondition) and isinstance(bare, EventCondition):
            return line if differ(inner, bare) or says_more(inner, bare) else None
        return line if isinstance(bare, TagCondition) and ends(bare) and not is_inside(inner, bare) else None
    return line
