"""What is denied of an event that the draft is about: 没解决的, "unresolved ones", "not to Tokyo"."""

from agent.planner.edits.event_edit import is_at_all, says_ever
from agent.planner.edits.line_edit import is_about_event
from agent.planner.edits.places import joined
from tools.segment import Condition, Definition, EventCondition, Not, lines_of


def of_the_same_event(draft: Definition, change: Definition, unnamed: frozenset[str]) -> Definition:
    """`change` with each denial of an `unnamed` event as one of what the draft counts: yes or no is said of each of
    them, other values of the same time. What never happened, 从没解决过的, stays as it is said."""
    lines = [_of(draft, line, unnamed) for line in lines_of(change.where)]
    return change.model_copy(update={"where": joined(lines)}) if lines else change


def _of(draft: Definition, line: Condition, unnamed: frozenset[str]) -> Condition:
    denied = line.of if isinstance(line, Not) else None
    if not isinstance(denied, EventCondition) or denied.event not in unnamed or says_ever(denied):
        return line
    counted = [old for old in lines_of(draft.where) if is_about_event(old, denied)]
    if len(counted) != 1 or not is_at_all(denied) or denied.window is not None or not denied.where:
        return line
    (old,) = counted
    assert isinstance(old, EventCondition)
    if all(one.value is True for one in denied.where) and not {f.property for f in old.where if f in denied.where}:
        flags = tuple(one.model_copy(update={"value": False}) for one in denied.where)
        return denied.model_copy(update={"where": flags})
    return Not(of=denied.model_copy(update={"window": old.window}))
