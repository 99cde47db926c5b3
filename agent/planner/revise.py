"""A turn that changes the draft: also, only, exclude, or, change to, remove, widen."""

from agent.planner.changes import changed
from agent.planner.grounding import Grounding
from agent.planner.items import Filler, Measure
from agent.planner.parts import text_of
from agent.planner.past import Past
from agent.planner.places import subjects
from agent.planner.plan import Plan, ask, preview
from agent.planner.reader import Request
from agent.planner.reading import Question
from agent.planner.steps import steps_of
from tools.language import Text
from tools.segment import All, Definition

_PEOPLE = frozenset(
    ("用户", "的用户", "人群", "人", "的人", "客户", "顾客", "users", "user", "people", "customers", "customer",
     "everyone", "those who")
)  # fmt: skip
_EVERYONE = frozenset(("所有", "全部", "全体", "全量", "大盘", "整体", "all", "everyone", "everybody", "any", "every"))


def revise(request: Request, past: Past, grounding: Grounding) -> Plan:
    """The draft after all steps of the turn; all that is open is asked, and the draft stays as it was."""
    definition, notes, questions = past.draft or Definition(), list[Text](), list[Question]()
    before = past.drafts[-2] if len(past.drafts) > 1 else None
    for step in steps_of(request):
        change = changed(step, definition, before, grounding)
        notes += change.notes
        questions += change.questions
        definition = change.definition or definition
    questions = questions or grounding.objections(definition, request)
    return ask(questions) if questions else Plan((preview(definition, dict.fromkeys(notes)),))


def is_fragment(request: Request, draft: Definition, understood: Definition) -> bool:
    """One condition on something new, without saying of whom: "aged 25 to 35" goes on with the draft. So does a number
    of users alone, "the top 50 by spend"."""
    if understood.where == All():
        return not names_everyone(request)
    said_of_whom = any(
        (isinstance(item, Filler) and text_of(request, item) in _PEOPLE)
        or (isinstance(item, Measure) and item.aspect == "head")
        for item in request.items
    )
    about = subjects(understood.where)
    return not said_of_whom and len(about) == 1 and not about & subjects(draft.where) and understood.where.kind != "all"


def names_everyone(request: Request) -> bool:
    return any(isinstance(item, Filler) and text_of(request, item) in _EVERYONE for item in request.items)
