"""What one step of a turn makes of the draft, or the questions it leaves open."""

from dataclasses import dataclass, replace
from itertools import pairwise

from agent.planner.edit import (
    added,
    alternative,
    included,
    narrowed,
    removed,
    replaced,
    widened,
    without_properties,
)
from agent.planner.grounding import Grounding
from agent.planner.items import Amount, Command, Filler, Item, Joint, Measure, Mention, Unknown, When
from agent.planner.parts import keys_of, part, tells, text_of, typed
from agent.planner.places import joined, subjects, values_of
from agent.planner.quantities import same_unit
from agent.planner.ranges import NUMERIC
from agent.planner.reader import Request
from agent.planner.reading import Question
from agent.planner.refit import Refit, Said, as_time, refits, with_time, without_time
from agent.planner.steps import Step
from agent.planner.times import Time
from agent.planner.understand import Understanding
from agent.planner.words import Slot, slots
from tools.catalog.lexicon import Entry
from tools.catalog.tokens import phrase
from tools.language import Text, language_of
from tools.segment import All, Definition, Not, TagCondition, lines_of

_SLOTS = slots()
_ANY = ("任何", "任意", "所有", "全部", "都", "any", "all", "every")

VALUES_JOINED = Text(
    en="Values of the same tag are alternatives: either is enough.", zh="同一标签的多个取值按“任一”理解。"
)
EITHER = Text(
    en="Taken as more users besides the audience so far: either is enough.",
    zh="按在现有人群之外并入理解：满足任一即可。",
)


@dataclass(frozen=True)
class Change:
    """`definition` is the draft after the step; None while there are `questions`."""

    definition: Definition | None
    notes: tuple[Text, ...] = ()
    questions: tuple[Question, ...] = ()


def changed(step: Step, draft: Definition, before: Definition | None, grounding: Grounding) -> Change:
    """The draft after one step; `before` is the draft that the turn before this one changed."""
    request, slot = _without_topics(step.request, grounding), None
    if step.how != "add" or not any(isinstance(item, Mention) for item in request.items):
        request, slot = without_slots(request)
    if step.how in ("remove", "lift") or _lifts(request) or _wants_none(request):
        return _removed(step, request, slot, draft, grounding)
    if step.how in ("add", "replace", "widen") and (
        refitted := _refitted(step, request, slot, (draft, before), grounding)
    ):
        return refitted
    understood = _understood(request, draft, grounding)
    if understood.questions:
        return Change(None, questions=understood.questions)
    if understood.empty:
        return _what_change(request)
    match step.how:
        case "replace":
            definition = replaced(draft, understood.definition, _swaps(request))
            return _done(definition, understood) if definition else _instead_of_all(request, draft, understood)
        case "widen":
            definition = widened(draft, understood.definition)
            return _done(definition, understood) if definition else _what_change(request)
        case "include":
            definition = included(draft, understood.definition)
            return _done(definition, understood, *([EITHER] if _is_alternative(definition, draft) else []))
        case "or" if _is_list(draft, understood.definition):
            return _done(included(draft, understood.definition), understood, VALUES_JOINED)
        case "or":
            return _done(alternative(draft, understood.definition), understood)
        case _:
            return _added(step, request, draft, understood, grounding)


def _understood(request: Request, draft: Definition, grounding: Grounding) -> Understanding:
    """What a step says. A property or its value is of the event that the draft speaks of, without naming it again."""
    understood = grounding.understand(request.described())
    mentions = [item for item in request.items if isinstance(item, Mention)]
    events = {name for kind, name in subjects(draft.where) if kind == "event"}
    of = {entry.event for item in mentions for entry in item.entries if entry.prop and entry.event in events}
    if not mentions:
        of = {event for event in events if _measured_alike(event, request, grounding)}
    lead = next((at for at, item in enumerate(request.items) if isinstance(item, Command | Filler)), None)
    event = grounding.catalog.event(next(iter(of)) or "") if len(of) == 1 else None
    if not understood.questions or event is None or lead is None:
        return understood
    items = list(request.items)
    items[lead] = Mention(items[lead].start, items[lead].end, (Entry("event", event.id, event.name, event=event.id),))
    again = grounding.understand(part(request, items).described())
    return understood if again.questions else again


def _measured_alike(event_id: str, request: Request, grounding: Grounding) -> bool:
    """Whether all amounts have the unit of a number of the event: 单笔超过300元."""
    event = grounding.catalog.event(event_id)
    units = [prop.unit.all for prop in event.properties if prop.unit] if event else []
    amounts = [item.quantity for item in request.items if isinstance(item, Amount)]
    return bool(amounts) and all(any(same_unit(q.unit, q.unit_class, unit) for unit in units) for q in amounts)


def _added(step: Step, request: Request, draft: Definition, understood: Understanding, grounding: Grounding) -> Change:
    unnamed = _events_not_named(request, understood)
    if step.narrows or unnamed:
        held = narrowed(draft, understood.definition, unnamed)
        if step.narrows or held.where != added(draft, understood.definition, grounding.catalog)[0].where:
            return _done(held, understood)
    definition, merged = added(draft, understood.definition, grounding.catalog)
    return _done(definition, understood, *([VALUES_JOINED] if merged else []))


def _done(definition: Definition, understood: Understanding, *notes: Text) -> Change:
    return Change(definition, (*understood.assumptions, *notes))


def _instead_of_all(request: Request, draft: Definition, understood: Understanding) -> Change:
    """Nothing of the kind is in the draft: a draft of one line is changed as a whole, else what goes is asked."""
    if isinstance(draft.where, All):
        if not draft.where.of:
            return _done(understood.definition, understood)
        words = typed(request, [item for item in request.items if tells(item)])
        return Change(
            None,
            questions=(
                Question(Text(en=f'What should "{words}" take the place of?', zh=f"“{words}”要替换哪个条件？"), ""),
            ),
        )
    return _done(draft.model_copy(update={"where": understood.definition.where}), understood)


def _is_list(draft: Definition, change: Definition) -> bool:
    """ "or Europe" in an audience of one region: one more value of its only condition on that tag."""
    lines = [line for line in lines_of(draft.where) if values_of(line) is not None]
    return all(
        values_of(new) is not None and sum(subjects(line) == subjects(new) for line in lines) == 1
        for new in lines_of(change.where)
    )


def _is_alternative(definition: Definition, draft: Definition) -> bool:
    return definition.where.kind == "any" and definition.where != draft.where and draft.where.kind != "any"


def _events_not_named(request: Request, understood: Understanding) -> frozenset[str]:
    """Events that conditions are on although the request names only a property of them, or a value."""
    named = {
        entry.event or entry.id
        for item in request.items
        if isinstance(item, Mention)
        for entry in item.entries
        if entry.kind == "event"
    }
    about = {name for kind, name in subjects(understood.definition.where) if kind == "event"}
    return frozenset(about - named)


# --- a new number or time alone --------------------------------------------------------------------------------------


def _refitted(
    step: Step, request: Request, slot: Slot | None, drafts: tuple[Definition, Definition | None], grounding: Grounding
) -> Change | None:
    """The draft with the numbers and times that are all a step says, each in the one place where it fits."""
    draft, before = drafts
    meant = [item for item in request.items if tells(item) or _ranks(item)]
    if not any(tells(item) for item in meant) or not all(isinstance(i, Amount | When | Measure) for i in meant):
        return None
    compares = any(isinstance(item, Amount) and item.quantity.op is not None for item in meant)
    if step.how == "add" and compares and not _understood(request, draft, grounding).questions:
        return None
    if any(_ranks(item) for item in meant):
        random = any(isinstance(item, Measure) and item.aspect == "random" for item in meant)
        if (draft.sample if random else draft.limit) is None:
            return None
        slot = "size"
    definition = draft
    for item in meant:
        words = typed(request, [item])
        match item:
            case Amount(quantity=quantity):
                found = refits(definition, Said(quantity, words, slot), before, grounding.catalog)
                if not found and (time := as_time(quantity)):
                    found = _timed(definition, before, time, words)
                if step.how == "widen" and len(found) == 1:
                    found = _extended(definition, item, found)
            case When(time=time):
                found = _timed(definition, before, time, words)
            case _:
                continue
        if not found:
            return None
        if len(found) > 1:
            return Change(None, questions=(_which(words, found),))
        definition = found[0].definition
    return Change(definition)


def _timed(definition: Definition, before: Definition | None, time: Time, words: str) -> list[Refit]:
    return [Refit(1, Text(en="time", zh="时间"), one) for one in with_time(definition, before, time, words)]


def _extended(draft: Definition, item: Amount, found: list[Refit]) -> list[Refit]:
    """ "widen to 45" moves one end of a range; without words that compare."""
    if item.quantity.op is not None or item.quantity.high is not None:
        return found
    old, new = _numbers(draft), _numbers(found[0].definition)
    changed_lines = [(a, b) for a, b in zip(old, new, strict=False) if a != b]
    if len(changed_lines) == 1:
        line, to = changed_lines[0]
        bare = TagCondition(tag=line.tag, op="is", value=item.quantity.value, because=to.because)
        wider = widened(draft, Definition(where=bare))
        return [replace(found[0], definition=wider)] if wider else []
    return found


def _numbers(definition: Definition) -> list[TagCondition]:
    where = definition.where
    lines = where.of if isinstance(where, All) else (where,)
    return [line for line in lines if isinstance(line, TagCondition) and line.op in NUMERIC]


def _which(words: str, found: list[Refit]) -> Question:
    names = list(dict.fromkeys(one.of for one in found))
    listed = Text(en=", ".join(name.en for name in names), zh="、".join(name.zh for name in names))
    return Question(
        Text(
            en=f'What should become "{words}": {listed.en}?',
            zh=f"“{words}”是要改哪一项：{listed.zh}？",
        ),
        words,
        tuple(name.to(language_of(words)) for name in names),
    )


# --- remove ----------------------------------------------------------------------------------------------------------


def _removed(step: Step, request: Request, slot: Slot | None, draft: Definition, grounding: Grounding) -> Change:
    """Conditions named by their tag or event, or said again. What the draft has none of is excluded instead, except
    where the words only lift a condition."""
    entries = [entry for item in request.items if isinstance(item, Mention) for entry in item.entries]
    request, slot = (request, slot) if slot else without_slots(request)
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
    if named & drafted and not values:
        return Change(removed(draft, All(), named & drafted))
    if named and draft.order_by and (("tag", draft.order_by.tag or "") in named):
        return Change(draft.model_copy(update={"order_by": None, "limit": None}))
    if properties and not values and (without := without_properties(draft, properties)):
        return Change(without)
    if _names_only_tags(request, grounding):
        return _nothing_on(request)
    understood = _understood(request, draft, grounding)
    if understood.questions:
        return Change(None, questions=understood.questions)
    if understood.empty:
        return _what_change(request)
    if definition := removed(draft, understood.definition.where, set()):
        return _done(definition, understood)
    if step.how != "remove":
        return _nothing_on(request)
    excluded = Definition(where=Not(of=understood.definition.where))
    return _done(added(draft, excluded, grounding.catalog)[0], understood)


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
    elif slot == "any" and any(isinstance(item, Measure) and item.aspect == "latest" for item in request.items):
        lines = lines_of(draft.where)
        definition = draft.model_copy(update={"where": joined(list(lines[:-1]))}) if len(lines) > 1 else None
    elif slot == "size" or any(_ranks(item) for item in request.items):
        definition = draft.model_copy(update={"order_by": None, "limit": None, "sample": None})
    return Change(definition) if definition else _what_change(request)


def _wants_none(request: Request) -> bool:
    """ "no sampling", 不要时间限制: a negation of nothing that says something about users."""
    negated = any(isinstance(item, Joint) and item.glue == "not" for item in request.items)
    pointed, slot = without_slots(request)
    says = any(tells(item) for item in pointed.items)
    return negated and not says and (slot is not None or any(_ranks(item) for item in request.items))


def _lifts(request: Request) -> bool:
    """ "any city": a tag named with a word for all of its values."""
    meant = [item for item in request.items if tells(item)]
    named = len(meant) == 1 and isinstance(meant[0], Mention) and all(e.kind == "tag" for e in meant[0].entries)
    return named and any(isinstance(item, Filler | Joint) and text_of(request, item) in _ANY for item in request.items)


# --- words that only point -------------------------------------------------------------------------------------------


def without_slots(request: Request) -> tuple[Request, Slot | None]:
    """The request without words for what of a definition changes, and which of it they say."""
    slot: Slot | None = None
    items: list[Item] = []
    for item in request.items:
        known = _SLOTS.get(keys_of(request, item)) if isinstance(item, Unknown | Filler | Measure | Mention) else None
        if known and not isinstance(item, Mention) and not _ranks(item):
            slot = known if known != "any" or slot is None else slot
            item = Filler(item.start, item.end)
        elif isinstance(item, Unknown) and (parts := _slots_in(request, item)):
            slot = next((one for one in parts if one != "any"), slot or "any")
            item = Filler(item.start, item.end)
        items.append(item)
    return part(request, items), slot


def _slots_in(request: Request, item: Unknown) -> list[Slot]:
    """The slots that all words of an unknown stretch name, 抽样数量; none when a word is left."""
    keys, found = keys_of(request, item), []
    while keys:
        length = next((n for n in range(len(keys), 0, -1) if keys[:n] in _SLOTS), 0)
        if not length:
            return []
        found.append(_SLOTS[keys[:length]])
        keys = keys[length:]
    return found


def _without_topics(request: Request, grounding: Grounding) -> Request:
    """手机是安卓的: a word that is part of the name of the value's tag only says what the value is of."""
    items = list(request.items)
    for at, item in enumerate(items):
        if not isinstance(item, Unknown):
            continue
        keys = keys_of(request, item)
        owners = {
            entry.tag
            for near in items[max(0, at - 4) : at + 5]
            if isinstance(near, Mention)
            for entry in near.entries
            if entry.tag and entry.kind in ("value", "group")
        }
        tags = [tag for owner in owners if (tag := grounding.catalog.tag(owner))]
        names = [phrase(name) for tag in tags for name in (*tag.name.all, *tag.aliases)]
        if any(_holds(name, keys) for name in names):
            items[at] = Filler(item.start, item.end)
    return part(request, items)


def _holds(name: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return any(name[at : at + len(words)] == words for at in range(len(name) - len(words) + 1))


def _ranks(item: Item) -> bool:
    return isinstance(item, Measure) and item.aspect in ("top", "bottom", "random")


def _swaps(request: Request) -> bool:
    """Whether the words name what goes and what comes: no list, or something on both sides of "changed to"."""
    mentions = [at for at, item in enumerate(request.items) if isinstance(item, Mention)]
    return any(_exchange(request, one, other) for one, other in pairwise(mentions))


def _exchange(request: Request, one: int, other: int) -> bool:
    """Whether what stands between two mentions puts the second in the place of the first."""
    between = request.items[one + 1 : other]
    if any(isinstance(item, Joint) and item.glue in ("and", "or", "list", "comma") for item in between):
        return False
    if any(isinstance(item, Command) and item.act == "replace" for item in between):
        return True
    if any(
        isinstance(item, Filler) and text_of(request, item) in ("to", "for", "with", "by", "into") for item in between
    ):
        return True
    first, second = request.items[one], request.items[other]
    assert isinstance(first, Mention)
    assert isinstance(second, Mention)
    return bool({entry.attribute for entry in first.entries} & {entry.attribute for entry in second.entries})


def _what_change(request: Request) -> Change:
    return Change(None, questions=(Question(Text(en="What should change?", zh="您想怎么调整？"), ""),))
