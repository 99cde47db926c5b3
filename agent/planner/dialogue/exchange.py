"""What comes and what goes, where a step names both: "5 instead of 3", 3次改成5次, "last quarter, not last month"."""

from dataclasses import dataclass

from agent.planner.edits.event_edit import held_values
from agent.planner.edits.places import leaves_of
from agent.planner.text.items import Amount, Command, Filler, Item, Joint, Mention, When, pauses
from agent.planner.text.parts import part, tells, text_of
from agent.planner.text.request import Request
from tools.segment import Definition

# Words for a change that stand behind what comes, and before what goes.
_INSTEAD_OF = frozenset(
    ("instead of", "rather than", "in place of", "in lieu of", "as opposed to",
     "而不是", "而非", "代替", "取代", "替代")
)  # fmt: skip


@dataclass(frozen=True)
class Exchange:
    comes: Item
    goes: Item


def exchange_in(request: Request) -> Exchange | None:
    """The two things of one kind that a step names, when its words say which of them goes."""
    told = [at for at, item in enumerate(request.items) if tells(item)]
    if len(told) != 2 or _kind(request.items[told[0]]) is not _kind(request.items[told[1]]):
        return None
    first, second = (request.items[at] for at in told)
    between = request.items[told[0] + 1 : told[1]]
    command = next((item for item in between if isinstance(item, Command) and item.act == "replace"), None)
    if command is not None:
        later = text_of(request, command) in _INSTEAD_OF
        return Exchange(first, second) if later else Exchange(second, first)
    if any(_negates(item) for item in between):
        return Exchange(first, second)
    if any(_negates(item) for item in request.items[: told[0]]):
        return Exchange(second, first)
    return None


def with_exchange(request: Request, draft: Definition) -> Request:
    """ "Gold, not Silver" where the draft has Silver: what is negated goes, and what is beside it takes its place."""
    exchange = exchange_in(request)
    if (
        exchange is None
        or "replace" in request.acts()
        or not isinstance(exchange.goes, Mention)
        or not isinstance(exchange.comes, Mention)
    ):
        return request
    if not {entry.attribute for entry in exchange.goes.entries} & {entry.attribute for entry in exchange.comes.entries}:
        return request
    drafted = {value for line in leaves_of(draft.where) for value in held_values(line)}
    gone = {value for entry in exchange.goes.entries for value in entry.values}
    come = {value for entry in exchange.comes.entries for value in entry.values}
    if not gone & drafted or come & drafted:
        return request
    items = [Filler(item.start, item.end) if _negates(item) else item for item in request.items]
    at, other = sorted((request.items.index(exchange.comes), request.items.index(exchange.goes)))
    joint = next((i for i in range(at + 1, other) if isinstance(request.items[i], Joint)), None)
    if joint is None:
        return request
    for i in range(at + 1, other):
        items[i] = Filler(items[i].start, items[i].end)
    items[joint] = Command(items[joint].start, items[joint].end, "replace")
    return part(request, items)


def with_what_comes_first(request: Request) -> Request:
    """ "instead of Tokyo, Bangkok" as "Bangkok instead of Tokyo": what goes may be named first, up to a pause."""
    first = (at for at, item in enumerate(request.items) if tells(item) or isinstance(item, Command | Joint))
    lead = next(first, None)
    if lead is None or text_of(request, request.items[lead]) not in _INSTEAD_OF:
        return request
    pause = next((at for at, item in enumerate(request.items) if at > lead and pauses(item)), len(request.items))
    goes, comes = request.items[lead + 1 : pause], request.items[pause + 1 :]
    if not any(tells(item) for item in goes) or not any(tells(item) for item in comes):
        return request
    kind = type(next(item for item in goes if tells(item)))
    other = (at for at, item in enumerate(comes) if pauses(item) or (tells(item) and not isinstance(item, kind)))
    end = next(other, len(comes))
    while end and end < len(comes) and isinstance(comes[end - 1], Joint | Filler):
        end -= 1
    instead = Command(request.items[lead].start, request.items[lead].end, "replace")
    return part(request, [*request.items[:lead], *comes[:end], instead, *goes, *comes[end:]])


def _kind(item: Item) -> type[Item]:
    """A length of time is an amount as well: "within 90 days instead of 30"."""
    return Amount if isinstance(item, When) else type(item)


def _negates(item: Item) -> bool:
    return isinstance(item, Joint) and item.glue == "not"
