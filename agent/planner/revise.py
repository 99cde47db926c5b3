"""A turn that changes the draft: also, only, exclude, or, change to, remove, widen."""

from agent.planner.edit import (
    added,
    alternative,
    patched,
    removed,
    replaced,
    subjects,
    widened,
    with_number,
    with_window,
)
from agent.planner.grounding import Grounding
from agent.planner.items import Amount, Filler, Joint, Mention, Span, When
from agent.planner.plan import Plan, ask, preview
from agent.planner.reader import Request
from agent.planner.reading import Question
from agent.planner.tag_leaves import comparison_of
from agent.planner.understand import Understanding
from agent.planner.words import Act
from tools.language import Text
from tools.segment import Definition, Not

_EDITS: frozenset[Act] = frozenset(("add", "remove", "replace", "widen", "these"))
_LEADING = frozenset(("then", "and", "or", "but", "except", "not", "never"))
_ONLY = ("只", "只要", "只看", "只有", "仅", "仅限", "光", "限", "限定", "only", "just", "among")
_PEOPLE = (
    "用户",
    "的用户",
    "人群",
    "人",
    "的人",
    "客户",
    "顾客",
    "users",
    "user",
    "people",
    "customers",
    "customer",
    "everyone",
    "those who",
)
_EVERYONE = ("所有", "全部", "全体", "全量", "大盘", "整体", "all", "everyone", "everybody", "any", "every")
_WHICH = ("哪些", "什么", "which", "what", "any", "list", "show")
_ALSO_MEANT = ("呢",)


def is_revision(request: Request) -> bool:
    """Whether a turn begins like a change to what was said before, or points at it."""
    if _EDITS & request.acts().keys():
        return True
    for item in request.items:
        match item:
            case Joint(glue=glue) if glue in _LEADING:
                return True
            case Filler() if _text(request, item) in _ONLY:
                return True
            case Filler() | Joint(glue="comma"):
                continue
            case _:
                break
    return any(isinstance(item, Filler) and _text(request, item) in _ALSO_MEANT for item in request.items[-2:])


def is_fragment(request: Request, draft: Definition, understood: Definition) -> bool:
    """One condition on something new, without saying of whom: "aged 25 to 35" goes on with the draft."""
    said_of_whom = any(isinstance(item, Filler) and _text(request, item) in _PEOPLE for item in request.items)
    about = subjects(understood.where)
    return not said_of_whom and len(about) == 1 and not about & subjects(draft.where) and understood.where.kind != "all"


def asks_which(request: Request) -> bool:
    """Whether a turn has a question word: which tags, 有哪些标签."""
    return any(isinstance(item, Filler) and _text(request, item) in _WHICH for item in request.items)


def names_everyone(request: Request) -> bool:
    return any(isinstance(item, Filler) and _text(request, item) in _EVERYONE for item in request.items)


def revise(request: Request, draft: Definition, grounding: Grounding) -> Plan:
    """The draft, changed as the turn says."""
    acts = request.acts()
    if "remove" in acts:
        if plan := _remove(request, draft, grounding):
            return plan
        return _add(request, draft, grounding, excluding=True)
    if ("replace" in acts or "widen" in acts) and (patch := _patch(request, draft, grounding)):
        return patch
    if "widen" in acts:
        return _changed(request, draft, grounding, "widen")
    if "replace" in acts or any(_text(request, item) in _ALSO_MEANT for item in request.items[-2:]):
        return _changed(request, draft, grounding, "replace")
    return _add(request, draft, grounding)


def _add(request: Request, draft: Definition, grounding: Grounding, excluding: bool = False) -> Plan:
    described = request.described()
    understood = grounding.understand(described)
    if understood.questions:
        return ask(understood.questions)
    if understood.empty:
        return _what_change(request)
    change = understood.definition
    if excluding:
        change = Definition(where=Not(of=change.where))
    if _begins_with_or(described):
        return _shown(alternative(draft, change), request, grounding, understood)
    definition, merged = added(draft, change, grounding.catalog)
    notes = (
        (Text(en="Values of the same tag are alternatives: either is enough.", zh="同一标签的多个取值按“任一”理解。"),)
        if merged
        else ()
    )
    return _shown(definition, request, grounding, understood, notes)


def _remove(request: Request, draft: Definition, grounding: Grounding) -> Plan | None:
    """Conditions named by their tag or event, or said again; None when the draft has none such."""
    named = {
        ("tag", entry.tag) if entry.kind == "tag" else ("event", entry.id)
        for item in request.items if isinstance(item, Mention)
        for entry in item.entries if entry.kind in ("tag", "event")
    }  # fmt: skip
    drafted = subjects(draft.where)
    if named & drafted:
        definition = removed(draft, Definition().where, {(kind, name or "") for kind, name in named} & drafted)
        return Plan((preview(definition),)) if definition else None
    understood = grounding.understand(request.described())
    if understood.questions or understood.empty:
        return ask(understood.questions) if understood.questions else _what_change(request)
    definition = removed(draft, understood.definition.where, set())
    return Plan((preview(definition, understood.assumptions),)) if definition else None


def _patch(request: Request, draft: Definition, grounding: Grounding) -> Plan | None:
    """A new time or number without saying of what, where the draft has just one it can be of."""
    meaning = [request.items[at] for at in request.meaning()]
    if len(meaning) != 1:
        return None
    item = meaning[0]
    words = request.text[request.tokens[item.start].start : request.tokens[item.end - 1].end]
    definition: Definition | None = None
    match item:
        case When(time=time):
            definition = patched(draft, with_window(time.window, words))
        case Amount(quantity=quantity) if quantity.unit_class == "times" or quantity.unit is None:
            comparison: dict[str, object] = (
                {"op": "at_least", "value": quantity.value} if quantity.op is None else comparison_of(quantity)
            )
            numeric = quantity.unit_class != "times"
            definition = patched(draft, with_number(comparison, words, of_tags=numeric))
        case _:
            pass
    return _checked(definition, request, grounding) if definition else None


def _changed(request: Request, draft: Definition, grounding: Grounding, how: str) -> Plan:
    understood = grounding.understand(request.described())
    if understood.questions:
        return ask(understood.questions)
    if understood.empty:
        return _what_change(request)
    change = replaced if how == "replace" else widened
    return _shown(change(draft, understood.definition), request, grounding, understood)


def _shown(
    definition: Definition,
    request: Request,
    grounding: Grounding,
    understood: Understanding,
    notes: tuple[Text, ...] = (),
) -> Plan:
    if objections := grounding.objections(definition, request):
        return ask(objections)
    return Plan((preview(definition, (*understood.assumptions, *notes)),))


def _checked(definition: Definition, request: Request, grounding: Grounding) -> Plan:
    objections = grounding.objections(definition, request)
    return ask(objections) if objections else Plan((preview(definition),))


def _what_change(request: Request) -> Plan:
    return ask([Question(Text(en="What should change?", zh="您想怎么调整？"), request.text)])


def _begins_with_or(request: Request) -> bool:
    first = next((item for item in request.items if not isinstance(item, Filler)), None)
    return isinstance(first, Joint) and first.glue == "or"


def _text(request: Request, item: Span) -> str:
    tokens = request.tokens[item.start : item.end]
    return "".join((" " if i and token.kind == "word" else "") + token.text for i, token in enumerate(tokens))
