"""Another place in the draft, as near as the one before: "the same for Hongqiao Airport"."""

from agent.planner.dialogue.change import Change
from agent.planner.edits.places import leaves_of, mapped
from agent.planner.text.items import Mention
from agent.planner.text.parts import tells, typed
from agent.planner.text.request import Request
from tools.segment import Condition, Definition, Near


def relocated(request: Request, draft: Definition) -> Change | None:
    """The draft with the place that is all a step says, or that comes where two are named; None where the draft is not
    near just one."""
    told = [item for item in request.items if tells(item)]
    near = [leaf for leaf in leaves_of(draft.where) if isinstance(leaf, Near)]
    if len(near) != 1 or not told or not all(isinstance(item, Mention) for item in told):
        return None
    named = [entry.id for item in told if isinstance(item, Mention) for entry in item.entries]
    places = all(entry.kind == "place" for item in told if isinstance(item, Mention) for entry in item.entries)
    come = [place for place in named if place != near[0].place]
    if not places or len(come) != 1 or len(named) > 2:
        return None

    def change(leaf: Condition) -> Condition:
        return leaf.model_copy(update={"place": come[0], "because": typed(request, told)})

    return Change(draft.model_copy(update={"where": mapped(draft.where, change, [near[0]])}))
