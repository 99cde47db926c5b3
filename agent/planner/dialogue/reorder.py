"""Another order for the users that a limit takes: "rank them by points instead"."""

from agent.planner.dialogue.change import Change
from agent.planner.dialogue.exchange import exchange_in
from agent.planner.grounding import Grounding
from agent.planner.text.items import Filler, Item, Measure, Mention
from agent.planner.text.parts import tells, text_of
from agent.planner.text.request import Request
from agent.planner.words import Slot
from tools.segment import Definition, OrderBy
from tools.segment import Measure as EventMeasure


def reordered(request: Request, slot: Slot | None, draft: Definition, grounding: Grounding) -> Change | None:
    """The draft with its limit in the order of the one number or event that is named; None where none is, or where
    there is no limit to order."""
    exchange = exchange_in(request)
    told = [exchange.comes] if exchange else [item for item in request.items if tells(item)]
    low = any(isinstance(item, Measure) and item.aspect in ("bottom", "ascending") for item in request.items)
    high = any(isinstance(item, Measure) and item.aspect in ("top", "descending") for item in request.items)
    down = not low if low or high else draft.order_by is None or draft.order_by.descending
    if not told and (low or high) and draft.order_by is not None:
        return Change(draft.model_copy(update={"order_by": draft.order_by.model_copy(update={"descending": down})}))
    if draft.limit is None or len(told) != 1 or not isinstance(told[0], Mention):
        return None
    if slot != "order" and not any(_orders(request, item) for item in request.items):
        return None
    entry = told[0].entries[0]
    tag = grounding.catalog.tag(entry.tag or "")
    if entry.kind == "event":
        order = OrderBy(measure=EventMeasure(event=entry.event or entry.id), descending=down)
    elif entry.kind == "tag" and tag is not None and tag.type in ("number", "date"):
        order = OrderBy(tag=tag.id, descending=down)
    else:
        return None
    return Change(draft.model_copy(update={"order_by": order}))


def _orders(request: Request, item: Item) -> bool:
    """ "by spend instead", 改按消费排."""
    said = isinstance(item, Filler) and text_of(request, item) in ("by", "按", "按照")
    return said or (isinstance(item, Measure) and item.aspect == "order")
