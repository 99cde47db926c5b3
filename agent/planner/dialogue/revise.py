"""A turn that changes the draft: also, only, exclude, or, change to, remove, widen."""

from agent.planner.conditions.reading import Question
from agent.planner.conditions.understand import Understanding
from agent.planner.dialogue.changes import changed
from agent.planner.dialogue.context import events_not_named
from agent.planner.dialogue.past import Past
from agent.planner.dialogue.plan import Plan, ask, preview
from agent.planner.dialogue.steps import Step, steps_of
from agent.planner.edits.line_edit import is_the_same
from agent.planner.edits.places import subjects, values_of
from agent.planner.edits.ranges import ends
from agent.planner.grounding import Grounding
from agent.planner.text.items import Filler, Measure
from agent.planner.text.parts import text_of
from agent.planner.text.request import Request
from tools.language import Text
from tools.segment import All, Condition, Definition, Not, TagCondition, lines_of

_PEOPLE = frozenset(
    ("用户", "的用户", "人群", "人", "的人", "客户", "顾客", "users", "user", "people", "customers", "customer",
     "everyone", "those who")
)  # fmt: skip
_EVERYONE = frozenset(("所有", "全部", "全体", "全量", "大盘", "整体", "all", "everyone", "everybody", "any", "every"))
_AGAIN = Text(
    en="Put in the place of the condition that was on the same; everything else stays.",
    zh="替换了原来的同类条件，其余条件不变。",
)
_NOTHING_CHANGES = Text(en="This changes nothing: the audience is so already.", zh="人群没有变化：已经满足该条件。")


def revise(request: Request, past: Past, grounding: Grounding, again: bool = False) -> Plan:
    """The draft after all steps of the turn; all that is open is asked, and the draft stays as it was. `again`: a
    condition is said anew without a word for a change."""
    definition, questions = past.draft or Definition(), list[Question]()
    notes = [_AGAIN] if again else list[Text]()
    room = False
    before = past.drafts[-2] if len(past.drafts) > 1 else None
    for step in [Step("replace", request)] if again else steps_of(request):
        change = changed(step, definition, before, grounding, room)
        notes += change.notes
        questions += change.questions
        definition, room = change.definition or definition, room or _took_away(definition, change.definition)
    if definition == past.draft and not notes:
        notes.append(_NOTHING_CHANGES)
    questions = questions or grounding.objections(definition, request)
    return ask(questions) if questions else Plan((preview(definition, dict.fromkeys(notes)),))


def _took_away(draft: Definition, changed_: Definition | None) -> bool:
    return changed_ is not None and bool(subjects(draft.where) - subjects(changed_.where))


def is_fragment(request: Request, draft: Definition, understood: Understanding) -> bool:
    """One condition on something new, without saying of whom: "aged 25 to 35" goes on with the draft. So does a number
    of users alone, "the top 50 by spend", and more of an event that only the draft names."""
    where = understood.definition.where
    if where == All():
        return not names_everyone(request)
    said_of_whom = any(
        (isinstance(item, Filler) and text_of(request, item) in _PEOPLE)
        or (isinstance(item, Measure) and item.aspect == "head")
        for item in request.items
    )
    about, drafted = subjects(where), subjects(draft.where)
    # "last gave before 2024" is one condition on an event, and another that denies it of later.
    ended = where.kind == "all" and len(where.of) == 2 and where.of[1].kind == "not"
    if said_of_whom or len(about) != 1 or (where.kind == "all" and not ended):
        return False
    unnamed = {("event", event) for event in events_not_named(request, understood)}
    return not about & drafted or about == unnamed or is_said_again(where, draft)


def is_said_again(where: Condition, draft: Definition) -> bool:
    """Another range of a number, or other values of a tag, that the draft has among other conditions: they take the
    place of what there was. So does that they did not do, or are not, what they did or are."""
    lines = lines_of(draft.where)
    same = [line for line in lines if isinstance(where, TagCondition) and subjects(line) == subjects(where)]
    ranges = ends(where) is not None and any(ends(line) for line in same)
    values = values_of(where) is not None and any(values_of(line) is not None for line in same)
    denied = isinstance(where, Not) and any(is_the_same(line, where.of) for line in lines)
    more = len(lines) > 1 or draft.limit is not None or draft.sample is not None
    return more and (ranges or values or denied)


def names_everyone(request: Request) -> bool:
    return any(isinstance(item, Filler) and text_of(request, item) in _EVERYONE for item in request.items)
