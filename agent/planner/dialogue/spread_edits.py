"""Changes that are said in two places, or behind what they are of: "take the city out", 上海的除外, 南京的也来."""

from agent.planner.dialogue.exchange import with_what_comes_first
from agent.planner.text.items import Command, Filler, Item, Joint, pauses
from agent.planner.text.parts import clauses, part, tells, text_of
from agent.planner.text.request import Request

_TAKING = frozenset(("take", "leave", "cut", "kick", "throw", "rule", "filter", "strip"))
_AWAY = frozenset(("out", "off", "away"))
_NOT_WANTED = frozenset(("不要", "不算", "不看", "不用"))
_MUST = frozenset(("得", "有", "必须", "需要", "须", "都", "是"))  # 川菜也得有 asks for more of the same people


def as_edits(request: Request) -> Request:
    """The request with what is said in two places, or behind what it is of, as one word for the change: "take the city
    out", 上海的除外."""
    items: list[Item] = []
    request = with_what_comes_first(request)
    for chunk in clauses(request):
        items += _as_edit(request, chunk)
    return part(request, items)


def _as_edit(request: Request, chunk: list[Item]) -> list[Item]:
    told = [at for at, item in enumerate(chunk) if tells(item)]
    leaves = [at for at, item in enumerate(chunk) if isinstance(item, Joint) and item.glue in ("except", "except_end")]
    leaves = leaves or [at for at, item in enumerate(chunk) if _rejects(request, item) and _ends(chunk, at)]
    if told and len(leaves) == 1 and leaves[0] > told[-1]:
        return [Command(i.start, i.end, "remove") if at == leaves[0] else i for at, i in enumerate(chunk)]
    if (also := _is_let_in(request, chunk, told)) is not None:
        return [Command(i.start, i.end, "include") if at == also else i for at, i in enumerate(chunk)]
    ends = [item for item in chunk if not pauses(item)]
    if told and ends and text_of(request, ends[-1]) in _AWAY:
        verbs = (at for at, item in enumerate(chunk[: told[0]]) if text_of(request, item) in _TAKING)
        if (verb := next(verbs, None)) is not None:
            return [Command(i.start, i.end, "remove") if at == verb else i for at, i in enumerate(chunk)]
    return chunk


def _is_let_in(request: Request, chunk: list[Item], told: list[int]) -> int | None:
    """Where the 也 of 南京的也来 stands: behind all that is said, with nothing more to come."""
    last = [at for at in range(told[-1] + 1, len(chunk)) if not pauses(chunk[at])] if told else []
    also = [at for at in last if text_of(request, chunk[at]) == "也"]
    words = [(chunk[at], text_of(request, chunk[at])) for at in last]
    passed = all(text in ("也", "的") or (isinstance(item, Filler) and text not in _MUST) for item, text in words)
    return also[0] if also and passed else None


def _rejects(request: Request, item: Item) -> bool:
    """30岁以下的不要: behind what it is of, the negation of what follows takes away what was said."""
    return isinstance(item, Joint) and item.glue == "not" and text_of(request, item) in _NOT_WANTED


def _ends(chunk: list[Item], at: int) -> bool:
    return not any(tells(item) or isinstance(item, Command) for item in chunk[at + 1 :])
