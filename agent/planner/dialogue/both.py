"""Either or both of what the draft has: 两个都要, "they must like both", "either will do"."""

from agent.planner.conditions.event_filters import filter_on
from agent.planner.conditions.not_both import alternatives, one_of, says_not_both
from agent.planner.edits.places import mapped
from agent.planner.text.items import Amount, Filler, Item, Joint, Mention, Unknown
from agent.planner.text.parts import tells, text_of
from agent.planner.text.request import Request
from tools.catalog.model import Catalog
from tools.segment import All, AnyOf, Condition, Definition, EventCondition, TagCondition, lines_of

_ANY = frozenset(("either is fine", "任一", "任意", "任何", "随便", "either", "any", "one of", "at least one"))
# 占一样, 满足一条: words for having some of it, which say nothing themselves.
_HAVING = frozenset(("占", "沾", "满足", "符合", "达到", "满足其", "其"))


def either_or_both(request: Request, draft: Definition, catalog: Catalog) -> Definition | None:
    """The draft with all of its alternatives asked for, or any of what it asks for together; None where a turn says
    something else, or where there is not exactly one place for it."""
    told = [item for item in request.items if tells(item)]
    if not told and says_not_both(request.items):
        return _one_of_them(draft)
    told = [item for item in told if not _is_measure_word(request, item)]
    if not all(_counts_or_names(request, item, catalog) for item in told):
        return None
    numbers = [item.quantity.value for item in told if isinstance(item, Amount)]
    both = any(isinstance(item, Joint) and item.glue == "both" for item in request.items) and numbers != [1]
    either = numbers == [1] or any(_says_any(request, at) for at in range(len(request.items)))
    if both == either:
        return None
    entries = [entry for item in told if isinstance(item, Mention) for entry in item.entries]
    of: set[str | None] = {entry.tag for entry in entries if entry.tag}
    if events := _of_an_event(draft, both, {entry.event for entry in entries if entry.event}):
        return events
    if any(entry.event for entry in entries):
        return None
    if (definition := _of_a_set(draft, both, of, catalog)) or of:
        return definition
    where = draft.where
    if both and isinstance(where, AnyOf) and numbers in ([], [len(where.of)]):
        return draft.model_copy(update={"where": All(of=where.of)})
    if either and isinstance(where, All) and len(where.of) == 2:
        return draft.model_copy(update={"where": AnyOf(of=where.of)})
    return None


def _one_of_them(draft: Definition) -> Definition | None:
    """The draft with its one pair of alternatives, "Slack or Jira", and now not both."""
    found = [(line, either) for line in lines_of(draft.where) if len(either := alternatives(line)) == 2]
    if len(found) != 1:
        return None
    ((pair, either),) = found
    lines = tuple(one_of(either) if line is pair else line for line in lines_of(draft.where))
    return draft.model_copy(update={"where": lines[0] if len(lines) == 1 else All(of=lines)})


def _says_any(request: Request, at: int) -> bool:
    item = request.items[at]
    return isinstance(item, Filler | Joint) and (
        text_of(request, item) in _ANY or (isinstance(item, Joint) and item.glue == "either")
    )


def _is_measure_word(request: Request, item: Item) -> bool:
    """The 科 of 两科都要."""
    before = next((other for other in request.items if other.end == item.start), None)
    return isinstance(item, Unknown) and isinstance(before, Amount) and len(text_of(request, item)) == 1


def _counts_or_names(request: Request, item: object, catalog: Catalog) -> bool:
    match item:
        case Amount(quantity=quantity):
            return quantity.unit is None and quantity.op is None
        case Mention(entries=entries):
            return all(
                entry.kind == "event" or (entry.kind == "tag" and _is_set(entry.tag, catalog)) for entry in entries
            )
        case Unknown():
            return text_of(request, item) in _HAVING
        case _:
            return False


def _of_a_set(draft: Definition, both: bool, of: set[str | None], catalog: Catalog) -> Definition | None:
    """The one line, or the lines, on a tag that users have several values of."""
    lines = [
        line
        for line in lines_of(draft.where)
        if isinstance(line, TagCondition) and _is_set(line.tag, catalog) and (not of or line.tag in of)
    ]
    several = [line for line in lines if len(line.values or ()) > 1]
    if both and len(several) == 1:
        return _with(draft, several[0], several[0].model_copy(update={"op": "all_of"}))
    if both or len({line.tag for line in lines}) != 1:
        return None
    values = tuple(dict.fromkeys(v for line in lines for v in (line.values or (line.value,)) if v is not None))
    if len(values) < 2:
        return None
    words = " … ".join(line.because for line in lines if line.because) or None
    merged = TagCondition(tag=lines[0].tag, op="in", values=values, because=words)
    kept = tuple(merged if line is lines[0] else line for line in lines_of(draft.where) if line not in lines[1:])
    return draft.model_copy(update={"where": kept[0] if len(kept) == 1 else All(of=kept)})


def _of_an_event(draft: Definition, both: bool, of: set[str | None]) -> Definition | None:
    """ "flew to London or Singapore", and now to both: two things that were done, each so often."""
    found = [
        (line, one)
        for line in lines_of(draft.where)
        if isinstance(line, EventCondition) and (not of or line.event in of)
        for one in line.where
        if one.op == "in"
    ]
    if not both or len(found) != 1:
        return None
    line, one = found[0]
    each = tuple(
        line.model_copy(update={"where": tuple(filter_on(f.property, (value,)) if f is one else f for f in line.where)})
        for value in one.values or ()
    )
    lines = [new for old in lines_of(draft.where) for new in (each if old is line else (old,))]
    return draft.model_copy(update={"where": All(of=tuple(lines))})


def _with(draft: Definition, old: Condition, new: Condition) -> Definition:
    return draft.model_copy(update={"where": mapped(draft.where, lambda line: new if line == old else line)})


def _is_set(tag_id: str | None, catalog: Catalog) -> bool:
    tag = catalog.tag(tag_id or "")
    return tag is not None and tag.type == "set"
