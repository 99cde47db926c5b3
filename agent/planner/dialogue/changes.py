"""What one step of a turn makes of the draft, or the questions it leaves open."""

from dataclasses import replace

from agent.planner.conditions.reading import Question
from agent.planner.conditions.understand import Understanding
from agent.planner.dialogue.both import either_or_both
from agent.planner.dialogue.change import Change, done, what_change
from agent.planner.dialogue.context import at_its_time, events_not_named, understood_in
from agent.planner.dialogue.event_totals import of_each
from agent.planner.dialogue.pointing import of_its_event, of_the_draft, swaps, without_slots, without_topics
from agent.planner.dialogue.relocate import relocated
from agent.planner.dialogue.removal import denies_name, lifts, wants_none, without_conditions
from agent.planner.dialogue.renumber import renumbered
from agent.planner.dialogue.reorder import reordered
from agent.planner.dialogue.steps import Step, is_said_too
from agent.planner.edits.denied import of_the_same_event
from agent.planner.edits.edit import added, alternative, included, narrowed, removed, replaced, widened
from agent.planner.edits.event_edit import is_at_all
from agent.planner.edits.places import subjects, values_of
from agent.planner.grounding import Grounding
from agent.planner.text.items import Mention
from agent.planner.text.parts import tells, text_of, typed
from agent.planner.text.request import Request
from tools.language import Text
from tools.segment import All, Definition, EventCondition, Not, lines_of

VALUES_JOINED = Text(
    en="Values of the same tag are alternatives: either is enough.", zh="同一标签的多个取值按“任一”理解。"
)
_ALSO = frozenset(
    ("also", "too", "as well", "再", "再加上", "还", "也", "另外", "又", "还要", "加上", "add", "also add")
)

EITHER = Text(
    en="Taken as more users besides the audience so far: either is enough.",
    zh="按在现有人群之外并入理解：满足任一即可。",
)


def changed(
    step: Step, draft: Definition, before: Definition | None, grounding: Grounding, room: bool = False
) -> Change:
    """The draft after one step; `before` is the draft that the turn before this one changed.

    `room`: the turn took a condition away already, in the place of which what comes may stand.
    """
    request, slot = at_its_time(without_topics(step.request, grounding), draft), None
    if step.how != "add" or not any(isinstance(item, Mention) for item in request.items):
        request, slot = without_slots(request, grounding)
    request = of_the_draft(request, draft) if step.how != "add" else of_its_event(request, draft, step.narrows)
    if (held := either_or_both(request, draft, grounding.catalog)) is not None:
        return Change(held)
    dropped = denies_name(request, draft, grounding)
    if dropped or step.how in ("remove", "lift") or lifts(request) or wants_none(request, grounding):
        return without_conditions(step, request, slot, draft, grounding)
    if step.how in ("add", "replace", "widen") and (
        refitted := renumbered(step, request, slot, (draft, before), grounding)
    ):
        return refitted
    if step.how in ("replace", "widen") and (elsewhere := relocated(request, draft)):
        return elsewhere
    if in_order := reordered(request, slot, draft, grounding):
        return in_order
    understood = understood_in(request, draft, grounding)
    if understood.questions:
        return Change(None, questions=understood.questions)
    if understood.empty:
        return what_change()
    match step.how:
        case "replace":
            definition = replaced(draft, understood.definition, swaps(request))
            if definition is None and (room or "same" in step.request.acts()):
                return _added(step, request, draft, understood, grounding)
            return done(definition, understood) if definition else _instead_of_all(request, draft, understood)
        case "widen":
            definition = widened(draft, understood.definition)
            return done(definition, understood) if definition else what_change()
        case "include":
            definition = included(draft, understood.definition, events_not_named(request, understood))
            return done(definition, understood, *([EITHER] if _is_alternative(definition, draft) else []))
        case "add" if is_said_too(request) and (unnamed := events_not_named(request, understood)):
            return done(included(draft, understood.definition, unnamed), understood, VALUES_JOINED)
        case "or" if _is_list(draft, understood.definition):
            return done(included(draft, understood.definition, frozenset()), understood, VALUES_JOINED)
        case "or" if unnamed := events_not_named(request, understood):
            return done(included(draft, understood.definition, unnamed), understood)
        case "or":
            return done(alternative(draft, understood.definition), understood)
        case _:
            return _added(step, request, draft, understood, grounding)


def _added(step: Step, request: Request, draft: Definition, understood: Understanding, grounding: Grounding) -> Change:
    unnamed = events_not_named(request, understood)
    about = {name for kind, name in subjects(understood.definition.where) if kind == "event"}
    understood = of_each(understood, draft, frozenset(about) if step.narrows else unnamed, grounding.catalog)
    same_event = of_the_same_event(draft, understood.definition, unnamed)
    understood = replace(understood, definition=same_event)
    if step.narrows or unnamed:
        held = narrowed(draft, understood.definition, unnamed, step.narrows)
        if step.narrows or held.where != added(draft, understood.definition, grounding.catalog)[0].where:
            return done(held, understood)
    change = understood.definition
    if (same := _of_the_same(request, draft, change)) is not None:
        return done(same, understood)
    if isinstance(change.where, Not) and _no_longer(request) and (less := removed(draft, change.where, set())):
        return done(less, understood)
    definition, merged = added(draft, change, grounding.catalog)
    return done(definition, understood, *([VALUES_JOINED] if merged else []))


def _of_the_same(request: Request, draft: Definition, change: Definition) -> Definition | None:
    """ "and it was paid with Alipay": more of an event that the draft has once, and not something else that was done,
    "also paid with Alipay"."""
    new = change.where
    if not isinstance(new, EventCondition) or not is_at_all(new) or new.window is not None or not new.where:
        return None
    if any(text_of(request, item) in _ALSO for item in request.items):
        return None
    lines = [line for line in lines_of(draft.where) if isinstance(line, EventCondition) and line.event == new.event]
    other = {one.property for one in new.where}
    if len(lines) != 1 or not lines[0].where or other & {one.property for one in lines[0].where}:
        return None
    return narrowed(draft, change, frozenset((new.event,)), only=False)


def _no_longer(request: Request) -> bool:
    """不要增肌了: what was wanted before is not any more."""
    return any(text_of(request, item) in ("了", "no longer", "anymore", "any more") for item in request.items)


def _instead_of_all(request: Request, draft: Definition, understood: Understanding) -> Change:
    """Nothing of the kind is in the draft: a draft of one line is changed as a whole, else what goes is asked."""
    if isinstance(draft.where, All):
        if not draft.where.of:
            return done(understood.definition, understood)
        words = typed(request, [item for item in request.items if tells(item)])
        return Change(
            None,
            questions=(
                Question(Text(en=f'What should "{words}" take the place of?', zh=f"“{words}”要替换哪个条件？"), ""),
            ),
        )
    old, new = draft.where, understood.definition.where
    if isinstance(old, EventCondition) and isinstance(new, EventCondition) and new.window is None:
        new = new.model_copy(update={"window": old.window})  # another thing that was done in that time
    return done(draft.model_copy(update={"where": new}), understood)


def _is_list(draft: Definition, change: Definition) -> bool:
    """ "or Europe" in an audience of one region: one more value of its only condition on that tag."""
    lines = [line for line in lines_of(draft.where) if values_of(line) is not None]
    return all(
        values_of(new) is not None and sum(subjects(line) == subjects(new) for line in lines) == 1
        for new in lines_of(change.where)
    )


def _is_alternative(definition: Definition, draft: Definition) -> bool:
    return definition.where.kind == "any" and definition.where != draft.where and draft.where.kind != "any"
