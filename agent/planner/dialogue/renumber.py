"""A new number or time that is all a step says: the draft with it in the one place where it fits."""

from dataclasses import replace

from agent.planner.amounts.quantities import Quantity
from agent.planner.conditions.reading import Question
from agent.planner.dialogue.change import Change
from agent.planner.dialogue.context import understood_in
from agent.planner.dialogue.exchange import Exchange, exchange_in
from agent.planner.dialogue.pointing import ranks
from agent.planner.dialogue.steps import Step
from agent.planner.edits.edit import widened
from agent.planner.edits.places import joined
from agent.planner.edits.ranges import NUMERIC, is_inside
from agent.planner.edits.refit import Refit, Said, refits
from agent.planner.edits.retime import as_time, with_time
from agent.planner.grounding import Grounding
from agent.planner.text.items import Amount, Command, Item, Measure, Mention, When
from agent.planner.text.parts import tells, text_of, typed
from agent.planner.text.request import Request
from agent.planner.times.windows import Time
from agent.planner.words import Slot
from tools.language import Text, language_of
from tools.segment import All, Definition, Last, TagCondition, lines_of

_THAT = frozenset(("that", "those", "them", "these", "of that", "of those", "of them", "这些", "这批", "其中"))
_CHANGE = frozenset(("change", "replace", "switch", "swap", "raise", "lower", "increase", "reduce", "adjust", "update"))


def renumbered(
    step: Step, request: Request, slot: Slot | None, drafts: tuple[Definition, Definition | None], grounding: Grounding
) -> Change | None:
    """The draft with the numbers and times that are all a step says, each in the one place where it fits."""
    draft, before = drafts
    meant = [item for item in request.items if tells(item) or ranks(item)]
    if slot in ("upper", "lower") and (moved := _with_one_end(request, slot, drafts, grounding)):
        return moved
    if not any(tells(item) for item in meant) or not all(isinstance(i, Amount | When | Measure) for i in meant):
        return None
    if (
        step.how == "add"
        and any(_compares(item) for item in meant)
        and not understood_in(request, draft, grounding).questions
    ):
        return None
    if any(ranks(item) for item in meant):
        random = any(isinstance(item, Measure) and item.aspect == "random" for item in meant)
        if (draft.sample if random else draft.limit) is None:
            return None
        slot = "size"
    if exchange := _exchanged(request):
        new, number, was = exchange
        said = Said(number, typed(request, [new]), slot, was=was)
        if len(found := refits(draft, said, before, grounding.catalog)) == 1:
            return Change(found[0].definition)
    if (swap := exchange_in(request)) and (times := _times_of(swap)):
        words = typed(request, [swap.comes])
        if len(timed := with_time(draft, before, times[0], words, was=times[1])) == 1:
            return Change(timed[0])
    if swap:
        return Change(None, questions=(_not_there(typed(request, [swap.goes])),))
    if sum(isinstance(item, When) for item in meant) > 1:
        return None  # "this year or last year" is no time that takes the place of another
    definition = draft
    for item in meant:
        words = typed(request, [item])
        match item:
            case Amount(quantity=quantity):
                found = refits(
                    definition,
                    Said(quantity, words, slot, _of_that(request), bare=step.how == "add"),
                    before,
                    grounding.catalog,
                )
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
        definition = (
            _held_to(definition, found[0].definition) if step.narrows and _compares(item) else found[0].definition
        )
    return Change(definition)


def _with_one_end(
    request: Request, slot: Slot, drafts: tuple[Definition, Definition | None], grounding: Grounding
) -> Change | None:
    """年龄上限提到45岁: one end of the range of the number that is named, or of the one that fits."""
    told = [item for item in request.items if tells(item)]
    amounts = [item for item in told if isinstance(item, Amount)]
    entries = [entry for item in told if isinstance(item, Mention) for entry in item.entries]
    if len(amounts) != 1 or len(told) > 2 or not all(entry.kind == "tag" for entry in entries):
        return None
    draft, before = drafts
    quantity, words = replace(amounts[0].quantity, op=None), typed(request, told)
    said = Said(quantity, words, slot, of=frozenset(entry.tag for entry in entries if entry.tag))
    found = refits(draft, said, before, grounding.catalog)
    if len(found) > 1:
        return Change(None, questions=(_which(words, found),))
    return Change(found[0].definition) if found else None


def _of_that(request: Request) -> bool:
    return any(text_of(request, item) in _THAT for item in request.items)


def _exchanged(request: Request) -> tuple[Item, Quantity, int | float] | None:
    """把3次改成5次 and "change 40 to 45" say which number goes: the item, the new number and the old one."""
    exchange = exchange_in(request)
    if exchange and isinstance(exchange.comes, Amount) and isinstance(exchange.goes, Amount):
        new, old = exchange.comes.quantity, exchange.goes.quantity
        if new.unit is None and new.unit_class is None:
            new = replace(new, unit=old.unit, unit_class=old.unit_class)
        return exchange.comes, new, old.value
    told = [at for at, item in enumerate(request.items) if isinstance(item, Amount)]
    commands = [
        at for at, item in enumerate(request.items) if isinstance(item, Command) and item.act in ("replace", "widen")
    ]
    if len(told) == 1 and commands and text_of(request, request.items[commands[0]]) in _CHANGE:
        range_ = request.items[told[0]]
        assert isinstance(range_, Amount)
        if range_.quantity.high is not None and commands[0] < told[0]:
            return (
                range_,
                replace(range_.quantity, value=range_.quantity.high, high=None, op=None),
                range_.quantity.value,
            )
    return None


def _times_of(exchange: Exchange) -> tuple[Time, Time] | None:
    """The times that come and go; "60 days rather than 30" says the unit once."""
    comes, goes = exchange.comes, exchange.goes
    known = next((item.quantity for item in (comes, goes) if isinstance(item, Amount) and item.quantity.unit), None)
    lasts = next((item.time.window for item in (comes, goes) if isinstance(item, When)), None)
    times = []
    for item in (comes, goes):
        time = item.time if isinstance(item, When) else None
        if isinstance(item, Amount):
            quantity = item.quantity
            if quantity.unit is None and known is not None:
                quantity = replace(quantity, unit=known.unit, unit_class=known.unit_class)
            time = as_time(quantity)
            if time is None and isinstance(lasts, Last) and quantity.unit is None and quantity.value >= 1:
                time = Time(lasts.model_copy(update={"n": int(quantity.value)}), quantity.length, either_way=True)
        if time is None:
            return None
        times.append(time)
    return times[0], times[1]


def _compares(item: Item) -> bool:
    return isinstance(item, Amount) and item.quantity.op is not None


def _held_to(draft: Definition, refitted: Definition) -> Definition:
    """ "only over 35" of those aged 30 to 40: both hold, as far as one does not say the other."""
    fresh = [line for line in lines_of(refitted.where) if line not in lines_of(draft.where)]
    gone = [line for line in lines_of(draft.where) if line not in lines_of(refitted.where)]
    if not fresh or all(is_inside(new, old) for new, old in zip(fresh, gone, strict=False)):
        return refitted
    return draft.model_copy(update={"where": joined([*lines_of(draft.where), *fresh])})


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


def _not_there(words: str) -> Question:
    text = Text(
        en=f'Nothing in the audience says "{words}". What should change?',
        zh=f"当前人群里没有“{words}”。您想改哪一项？",
    )
    return Question(text, words)


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
