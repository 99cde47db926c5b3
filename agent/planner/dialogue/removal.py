"""Conditions taken out of the draft, by their tag, their event, their words, or as what a time or a number is for."""

from agent.planner.conditions.reading import Question
from agent.planner.dialogue.change import Change, done, what_change
from agent.planner.dialogue.context import understood_in
from agent.planner.dialogue.pointing import ranks, without_slots
from agent.planner.dialogue.steps import Step
from agent.planner.dialogue.uncounted import without_uncounted
from agent.planner.edits.edit import added, removed
from agent.planner.edits.event_edit import without_number, without_properties
from agent.planner.edits.places import joined, subjects
from agent.planner.edits.retime import without_time
from agent.planner.grounding import Grounding
from agent.planner.text.items import Filler, Joint, Measure, Mention
from agent.planner.text.parts import tells, text_of, typed
from agent.planner.text.request import Request
from agent.planner.words import Slot
from tools.language import Text
from tools.segment import All, Definition, Not, lines_of

_ANY = ("任何", "任意", "所有", "全部", "都", "any", "all", "every")


def without_conditions(
    step: Step, request: Request, slot: Slot | None, draft: Definition, grounding: Grounding
) -> Change:
    """Conditions named by their tag or event, or said again. What the draft has none of is excluded instead, except
    where the words only lift a condition."""
    entries = [entry for item in request.items if isinstance(item, Mention) for entry in item.entries]
    request, slot = (request, slot) if slot else without_slots(request, grounding)
    if not any(tells(item) for item in request.items):
        return _slot_removed(request, slot, draft)
    named = {
        ("event", entry.event or entry.id) if entry.kind == "event" else ("tag", entry.tag or entry.id)
        for entry in entries
        if entry.kind in ("tag", "event")
    }
    properties = {(entry.event or "", entry.prop or "") for entry in entries if entry.kind == "property"}
    values = any(entry.values for item in request.items if isinstance(item, Mention) for entry in item.entries)
    drafted = subjects(draft.where)
    alone = all(isinstance(item, Mention) for item in request.items if tells(item))
    if named & drafted and not values and (alone or slot is not None or step.how != "remove"):
        return Change(removed(draft, All(), named & drafted))
    if named and draft.order_by and (("tag", draft.order_by.tag or "") in named):
        return Change(draft.model_copy(update={"order_by": None, "limit": None}))
    if properties and not values and (without := without_properties(draft, properties)):
        return Change(without)
    if _names_only_tags(request, grounding):
        return _nothing_on(request)
    understood = understood_in(request, draft, grounding)
    if understood.questions:
        return Change(None, questions=understood.questions)
    if understood.empty:
        return what_change()
    if definition := without_uncounted(request, draft, understood.definition.where, grounding.catalog):
        return done(definition, understood)
    if definition := removed(draft, understood.definition.where, set()):
        return done(definition, understood)
    if step.how != "remove":
        return _nothing_on(request)
    excluded = Definition(where=Not(of=understood.definition.where))
    return done(added(draft, excluded, grounding.catalog)[0], understood)


def _names_only_tags(request: Request, grounding: Grounding) -> bool:
    """Whether tags are named that say nothing without a value: 年龄条件."""
    meant = [item for item in request.items if tells(item)]
    entries = [entry for item in meant if isinstance(item, Mention) for entry in item.entries]
    tags = [grounding.catalog.tag(entry.id) for entry in entries if entry.kind == "tag"]
    return (
        all(isinstance(item, Mention) for item in meant)
        and len(tags) == len(entries)
        and all(tag is not None and tag.type != "flag" for tag in tags)
    )


def _nothing_on(request: Request) -> Change:
    words = typed(request, [item for item in request.items if tells(item)])
    text = Text(
        en=f'The audience has no condition on "{words}". What should change?',
        zh=f"当前人群没有关于“{words}”的条件。您想怎么调整？",
    )
    return Change(None, questions=(Question(text, words),))


def _slot_removed(request: Request, slot: Slot | None, draft: Definition) -> Change:
    """ "remove the time limit", 不限人数."""
    definition: Definition | None = None
    if slot == "time":
        definition = without_time(draft)
    elif slot in ("number", "upper", "lower"):
        definition = without_number(draft)
    elif slot == "any" and any(isinstance(item, Measure) and item.aspect == "latest" for item in request.items):
        lines = lines_of(draft.where)
        definition = draft.model_copy(update={"where": joined(list(lines[:-1]))}) if len(lines) > 1 else None
    elif slot in ("size", "order", "any") or any(ranks(item) for item in request.items):
        definition = draft.model_copy(update={"order_by": None, "limit": None, "sample": None})
    return Change(definition) if definition not in (None, draft) else what_change()


def wants_none(request: Request, grounding: Grounding) -> bool:
    """ "no sampling", 不要时间限制, "any time": a negation of nothing that says something about users."""
    negated = any(
        (isinstance(item, Joint) and item.glue == "not")
        or (isinstance(item, Filler | Joint) and text_of(request, item) in _ANY)
        for item in request.items
    )
    pointed, slot = without_slots(request, grounding)
    says = any(tells(item) for item in pointed.items)
    return negated and not says and (slot is not None or any(ranks(item) for item in request.items))


def denies_name(request: Request, draft: Definition, grounding: Grounding) -> bool:
    """先不要城市了, "no age": a negation, and then only the name of what the draft has a condition on."""
    first = next((item for item in request.items if not isinstance(item, Filler)), None)
    named = {("tag", e.id) for item in request.items if isinstance(item, Mention) for e in item.entries}
    negated = isinstance(first, Joint) and first.glue == "not"
    return negated and bool(named & subjects(draft.where)) and _names_only_tags(request, grounding)


def lifts(request: Request) -> bool:
    """ "any city": a tag named with a word for all of its values."""
    meant = [item for item in request.items if tells(item)]
    named = len(meant) == 1 and isinstance(meant[0], Mention) and all(e.kind == "tag" for e in meant[0].entries)
    return named and any(isinstance(item, Filler | Joint) and text_of(request, item) in _ANY for item in request.items)
