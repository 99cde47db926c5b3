"""The audience that a turn does something with: the one it describes, else the draft."""

from agent.planner.conditions.reading import Question
from agent.planner.dialogue.past import Past
from agent.planner.dialogue.plan import Plan, ask, preview
from agent.planner.dialogue.revise import revise
from agent.planner.grounding import Grounding
from agent.planner.text.items import Command
from agent.planner.text.parts import part
from agent.planner.text.request import Request
from tools.language import Text
from tools.segment import Definition


def audience_of(request: Request, past: Past, grounding: Grounding) -> tuple[Plan, Definition | None]:
    """The audience described, previewed first; what is said of "these" narrows the draft; else the draft itself.

    No definition where the plan is a question.
    """
    if not request.meaning() and past.draft is not None:
        return Plan(), past.draft  # "export these households"
    if past.draft is not None and "these" in request.acts():
        return _of_these(request, past, grounding)
    understood = grounding.understand(request.described())
    if understood.questions:
        return ask(understood.questions), None
    if understood.empty:
        if past.draft is not None:
            return Plan(), past.draft
        return ask([Question(Text(en="Which audience? Describe it first.", zh="指的是哪个人群？请先描述。"), "")]), None
    if objections := grounding.objections(understood.definition, request):
        return ask(objections), None
    return Plan((preview(understood.definition, understood.assumptions),)), understood.definition


def _of_these(request: Request, past: Past, grounding: Grounding) -> tuple[Plan, Definition | None]:
    changes = [item for item in request.items if not isinstance(item, Command) or item.act == "these"]
    plan = revise(part(request, changes), past, grounding)
    shown = next((call for call in plan.calls if call.tool == "preview_segment"), None)
    if shown is None:
        return plan, None
    definition = Definition.model_validate(shown.arguments["definition"])
    return (Plan(), definition) if definition == past.draft else (plan, definition)
