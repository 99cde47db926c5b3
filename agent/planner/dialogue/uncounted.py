"""Events that are not to count: "refunds under 100 don't count", 100以下的退款不算."""

from agent.planner.conditions.event_filters import filter_on
from agent.planner.edits.event_edit import filter_values, is_at_all, says_more
from agent.planner.edits.places import rewritten
from agent.planner.text.parts import text_of
from agent.planner.text.request import Request
from tools.catalog.model import Catalog
from tools.segment import Condition, Definition, EventCondition, PropertyFilter

_UNCOUNTED = frozenset(
    ("不算", "不计", "不算在内", "不计入", "不计算", "not counting", "not including", "discounting", "ignoring",
     "don't count", "do not count", "doesn't count", "does not count", "shouldn't count", "should not count",
     "disregard", "ignore")
)  # fmt: skip
_OTHERWISE = {"at_least": "less_than", "more_than": "at_most", "at_most": "more_than", "less_than": "at_least"}


def without_uncounted(request: Request, draft: Definition, gone: Condition, catalog: Catalog) -> Definition | None:
    """The draft with its events held to those that `gone` does not say; None where it speaks of users, or of more than
    one property of an event that the draft counts."""
    if not any(text_of(request, item) in _UNCOUNTED for item in request.items):
        return None
    if not isinstance(gone, EventCondition) or not is_at_all(gone) or gone.window is not None:
        return None

    def change(line: Condition) -> Condition:
        counted = isinstance(line, EventCondition) and line.event == gone.event and says_more(line, gone)
        if not counted or not isinstance(line, EventCondition):
            return line
        more = [one for one in gone.where if one not in line.where]
        rest = _rest(gone.event, more[0], catalog) if len(more) == 1 else None
        return line if rest is None else line.model_copy(update={"where": (*line.where, rest)})

    where = rewritten(draft.where, change)
    return None if where == draft.where else draft.model_copy(update={"where": where})


def _rest(event: str, gone: PropertyFilter, catalog: Catalog) -> PropertyFilter | None:
    """What a property is where it is not as said."""
    if isinstance(gone.value, bool):
        return gone.model_copy(update={"value": not gone.value})
    if gone.op in _OTHERWISE:
        return PropertyFilter.model_validate({**gone.model_dump(), "op": _OTHERWISE[gone.op]})
    prop = catalog.event_property(event, gone.property)
    values = [value.value for value in prop.values] if prop else []
    left = tuple(value for value in values if value not in filter_values(gone))
    return filter_on(gone.property, left) if gone.op in ("is", "in") and left else None
