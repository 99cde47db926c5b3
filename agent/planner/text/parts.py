"""Parts of a request and their words, for what looks at how a turn is said."""

from collections.abc import Iterator, Sequence

from agent.planner.text.items import (
    Amount,
    Command,
    Filler,
    Item,
    Joint,
    Mention,
    Span,
    Unknown,
    When,
    pauses,
)
from agent.planner.text.request import Request

_ANSWERING = ("no", "nope", "nah", "不", "不是")
_ANYBODY = frozenset(
    ("anyone", "anybody", "anything", "everyone", "everybody", "everything", "all", "those", "whoever", "people", "the")
)


def part(request: Request, items: Sequence[Item]) -> Request:
    """The request that some of the items make."""
    return Request(request.text, request.tokens, list(items))


def text_of(request: Request, item: Span) -> str:
    """An item's words, normalised."""
    tokens = request.tokens[item.start : item.end]
    return "".join((" " if i and token.kind == "word" else "") + token.text for i, token in enumerate(tokens))


def keys_of(request: Request, item: Span) -> tuple[str, ...]:
    return tuple(token.key for token in request.tokens[item.start : item.end])


def typed(request: Request, items: Sequence[Span]) -> str:
    """The text as typed from the first of the items to the last."""
    if not items:
        return ""
    return request.text[request.tokens[items[0].start].start : request.tokens[items[-1].end - 1].end]


def tells(item: Item) -> bool:
    """Whether an item says something about users, and not how to join or what to do."""
    return isinstance(item, Mention | Amount | When | Unknown)


def without_lead(request: Request) -> str:
    """The text without the polite, correcting and answering words that it begins with: "no, I meant Ningbo"."""
    items = request.items
    for at, item in enumerate(items):
        comma = isinstance(item, Joint) and item.glue in ("comma", "stop", "and", "then", "but")
        leads = isinstance(item, Filler) or (isinstance(item, Command) and item.act in ("correct", "remark", "ignore"))
        if not (comma or leads or answers_no(request, at)):
            return typed(request, items[at:])
    return ""


def without_trail(request: Request) -> Request:
    """The request without what it ends in and that says nothing: "Moganshan then", 莫干山吧."""
    end = len(request.items)
    while end and isinstance(request.items[end - 1], Joint | Filler):
        end -= 1
    return part(request, request.items[:end]) if end else request


def answers_no(request: Request, at: int) -> bool:
    """The "no" of "no, Ningbo" negates what was understood before, and nothing behind it."""
    item = request.items[at]
    behind = request.items[at + 1] if at + 1 < len(request.items) else None
    first = not any(tells(before) for before in request.items[:at])
    apart = behind is None or (isinstance(behind, Joint) and behind.glue in ("comma", "stop"))
    apart = apart or (isinstance(behind, Command) and behind.act == "correct")
    return first and apart and isinstance(item, Joint) and text_of(request, item) in _ANSWERING


def clauses(request: Request) -> Iterator[list[Item]]:
    """The items from one pause to the next, each pause with what stands before it."""
    clause: list[Item] = []
    for item in request.items:
        clause.append(item)
        if pauses(item):
            yield clause
            clause = []
    yield clause


def lets_in(chunk: Request, first: Joint) -> bool:
    """ "plus anything Omar manages" adds users, "plus a coach" a condition."""
    behind = next((text_of(chunk, item).split()[0] for item in chunk.items if item.start == first.end), "")
    return text_of(chunk, first) in ("plus", "and also", "as well as") and behind in _ANYBODY
