"""Changes to a definition: add, exclude, remove, replace, widen. All keep what was not spoken of."""

from collections.abc import Callable

from tools.catalog.model import Catalog
from tools.segment import (
    All,
    AnyOf,
    Condition,
    Definition,
    EventCondition,
    Formula,
    InLookalike,
    InSegment,
    Near,
    Not,
    Scalar,
    Sequence,
    TagCondition,
    Window,
    lines_of,
)
from tools.segment.uses import named_in

Subject = tuple[str, str]
_NUMERIC = ("at_least", "at_most", "more_than", "less_than", "between")


def joined(lines: list[Condition]) -> Condition:
    flat = [part for line in lines for part in (line.of if isinstance(line, All) else (line,))]
    return flat[0] if len(flat) == 1 else All(of=tuple(flat))


def subjects(condition: Condition) -> set[Subject]:
    """What a condition speaks of: tags, events, segments, lookalikes."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            return set().union(*(subjects(part) for part in parts))
        case Not(of=part):
            return subjects(part)
        case TagCondition(tag=tag) | Near(tag=tag):
            return {("tag", tag)}
        case EventCondition(event=event):
            return {("event", event)}
        case Sequence(steps=steps):
            return {("event", step.event) for step in steps}
        case Formula(left=left, right=right):
            return {*named_in(left), *named_in(right)}
        case InSegment(segment=name):
            return {("segment", name)}
        case InLookalike(lookalike=name):
            return {("lookalike", name)}


def added(definition: Definition, change: Definition, catalog: Catalog) -> tuple[Definition, bool]:
    """`definition` with `change` on top; and whether values were joined to those of the same single-valued tag."""
    lines = list(lines_of(definition.where))
    merged = False
    for new in lines_of(change.where):
        at = next((i for i, old in enumerate(lines) if _merges(old, new, catalog)), None)
        if at is None:
            if new not in lines:
                lines.append(new)
        else:
            lines[at] = _with_values(lines[at], new)
            merged = True
    return _around(definition, change, joined(lines)), merged


def alternative(definition: Definition, change: Definition) -> Definition:
    """Users of either."""
    return definition.model_copy(update={"where": AnyOf(of=(definition.where, change.where))})


def removed(definition: Definition, change: Condition, named: set[Subject]) -> Definition | None:
    """`definition` without the lines that speak of `named` or say the same as `change`; None when there are none."""
    lines: list[Condition] = []
    for line in lines_of(definition.where):
        if subjects(line) & named:
            continue
        kept: Condition | None = line
        for gone in lines_of(change):
            kept = _without(kept, gone) if kept is not None else None
        if kept is not None:
            lines.append(kept)
    where = joined(lines) if lines else All()
    return None if where == definition.where else definition.model_copy(update={"where": where})


def replaced(definition: Definition, change: Definition) -> Definition:
    """Each line of `change` in the place of the line that speaks of the same, else beside the others."""
    lines = list(lines_of(definition.where))
    for new in lines_of(change.where):
        about = subjects(new)
        at = next((i for i, old in enumerate(lines) if subjects(old) == about), None)
        at = next((i for i, old in enumerate(lines) if subjects(old) & about), None) if at is None else at
        if at is None:
            lines.append(new)
        else:
            lines[at] = _fresh(lines[at], new)
    return _around(definition, change, joined(lines))


def widened(definition: Definition, change: Definition) -> Definition:
    """Values are joined to those there are; ranges take the place of the ranges there are."""
    lines = list(lines_of(definition.where))
    for new in lines_of(change.where):
        at = next((i for i, old in enumerate(lines) if subjects(old) == subjects(new)), None)
        if at is None:
            lines.append(new)
        else:
            both = _values(lines[at]) is not None and _values(new) is not None
            lines[at] = _with_values(lines[at], new) if both else new
    return _around(definition, change, joined(lines))


def patched(definition: Definition, change: Callable[[Condition], Condition | None]) -> Definition | None:
    """`definition` with the one leaf changed that `change` has an answer for; None when there is none or several."""
    found = [(i, new) for i, line in enumerate(lines_of(definition.where)) if (new := _patch(line, change)) is not None]
    if len(found) != 1:
        return None
    lines = list(lines_of(definition.where))
    lines[found[0][0]] = found[0][1]
    return definition.model_copy(update={"where": joined(lines)})


def with_window(window: Window, words: str) -> Callable[[Condition], Condition | None]:
    """A change of time: of an event's window, or of a date."""

    def change(leaf: Condition) -> Condition | None:
        match leaf:
            case EventCondition():
                return leaf.model_copy(update={"window": window, "because": words})
            case TagCondition(op="within"):
                return leaf.model_copy(update={"window": window, "because": words})
            case _:
                return None

    return change


def with_number(comparison: dict[str, object], words: str, of_tags: bool) -> Callable[[Condition], Condition | None]:
    """A change of how often, or `of_tags` of a number too."""

    def change(leaf: Condition) -> Condition | None:
        kind: type[EventCondition] | type[TagCondition]
        match leaf:
            case EventCondition():
                kind = EventCondition
            case TagCondition(op=op) if of_tags and op in _NUMERIC:
                kind = TagCondition
            case _:
                return None
        data = leaf.model_dump(exclude={"op", "value", "values", "because"})
        return kind.model_validate(data | comparison | {"because": words})

    return change


def with_size(size: int | None, share: float | None) -> Callable[[Condition], Condition | None]:
    """Another size of the same lookalike."""

    def change(leaf: Condition) -> Condition | None:
        return leaf.model_copy(update={"size": size, "share": share}) if isinstance(leaf, InLookalike) else None

    return change


def _around(definition: Definition, change: Definition, where: Condition) -> Definition:
    return Definition(
        where=where,
        order_by=change.order_by or definition.order_by,
        limit=change.limit or definition.limit,
        sample=change.sample or definition.sample,
    )


def _merges(old: Condition, new: Condition, catalog: Catalog) -> bool:
    """Beijing, and also Shanghai: nobody lives in both, so either is meant."""
    if not (isinstance(old, TagCondition) and isinstance(new, TagCondition) and old.tag == new.tag):
        return False
    tag = catalog.tag(new.tag)
    return tag is not None and tag.type == "choice" and _values(old) is not None and _values(new) is not None


def _values(condition: Condition) -> tuple[Scalar, ...] | None:
    match condition:
        case TagCondition(op="is", value=value) if value is not None and not isinstance(value, bool):
            return (value,)
        case TagCondition(op="in", values=values):
            return values
        case _:
            return None


def _with_values(old: Condition, new: Condition) -> Condition:
    assert isinstance(old, TagCondition)
    assert isinstance(new, TagCondition)
    values = tuple(dict.fromkeys((*(_values(old) or ()), *(_values(new) or ()))))
    because = " … ".join(words for words in (old.because, new.because) if words) or None
    return TagCondition(tag=old.tag, op="in", values=values, because=because)


def _fresh(old: Condition, new: Condition) -> Condition:
    """ "Beijing to Shanghai" names the old value too: only what is new is meant."""
    before, after = _values(old), _values(new)
    if before and after and len(after) > len(before) and set(before) < set(after):
        fresh = tuple(value for value in after if value not in before)
        assert isinstance(new, TagCondition)
        if len(fresh) == 1:
            return TagCondition(tag=new.tag, op="is", value=fresh[0], because=new.because)
        return TagCondition(tag=new.tag, op="in", values=fresh, because=new.because)
    return new


def _without(line: Condition, gone: Condition) -> Condition | None:
    """A line without what `gone` says: its values taken out, or the whole line when it says the same."""
    bare = gone.of if isinstance(gone, Not) else gone
    kept, out = _values(line), _values(bare)
    if isinstance(line, TagCondition) and kept and out and subjects(line) == subjects(bare) and set(kept) & set(out):
        rest = tuple(value for value in kept if value not in out)
        if not rest:
            return None
        if len(rest) == 1:
            return TagCondition(tag=line.tag, op="is", value=rest[0], because=line.because)
        return TagCondition(tag=line.tag, op="in", values=rest, because=line.because)
    inner = line.of if isinstance(line, Not) else line
    if kept is None and subjects(inner) and subjects(inner) == subjects(bare) and not out:
        return None
    return line


def _patch(line: Condition, change: Callable[[Condition], Condition | None]) -> Condition | None:
    match line:
        case Not(of=part):
            inner = _patch(part, change)
            return None if inner is None else Not(of=inner)
        case All() | AnyOf():
            return None
        case _:
            return change(line)
