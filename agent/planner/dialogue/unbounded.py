"""What a first request says is no matter: 年龄不限, "regardless of the city", 男女都行. It bounds nothing, and that is
said."""

from agent.planner.grounding import Grounding
from agent.planner.text.items import Aside, Command, Filler, Item, Joint, Mention
from agent.planner.text.parts import part, text_of
from agent.planner.text.request import Request
from tools.catalog.lexicon import Entry

_WHETHER = ("有没有", "有无", "是否", "是不是", "whether", "whether or not")


def without_unbounded(request: Request, grounding: Grounding) -> Request:
    """The request with what a word lifts, and that word, made one `Aside`."""
    for at, item in enumerate(request.items):
        if not (isinstance(item, Command) and item.act == "lift"):
            continue
        for step in (-1, 1):
            run = _run(request, at, step)
            if run and _is_all(request, run, grounding):
                first, last = min(at, *run), max(at, *run)
                aside = Aside(request.items[first].start, request.items[last].end, "any")
                rest = [*request.items[:first], aside, *request.items[last + 1 :]]
                return without_unbounded(part(request, rest), grounding)
    return request


def _run(request: Request, at: int, step: int) -> list[int]:
    """The mentions beside a word, with nothing between them but what lists them."""
    found, place = list[int](), at + step
    while 0 <= place < len(request.items) and (found or step < 0 or _passes(request.items[place])):
        item = request.items[place]
        if isinstance(item, Mention):
            found.append(place)
        elif not _passes(item):
            break
        place += step
    return found


def _passes(item: Item) -> bool:
    return isinstance(item, Filler | Mention) or (
        isinstance(item, Joint) and item.glue in ("both", "list", "and", "or")
    )


def _is_all(request: Request, run: list[int], grounding: Grounding) -> bool:
    """Whether mentions name tags without a value, a flag of which it is open whether, or all values of one tag."""
    if all(_is_open(request, at, grounding) for at in run):
        return True
    entries = [entry for at in run for entry in _entries(request, at) if entry.kind in ("value", "group")]
    tags = {entry.tag for entry in entries}
    tag = grounding.catalog.tag(entries[0].tag or "") if len(tags) == 1 else None
    said = {value for entry in entries for value in entry.values}
    return tag is not None and len(run) > 1 and said == {value.value for value in tag.values}


def _is_open(request: Request, at: int, grounding: Grounding) -> bool:
    tags = [grounding.catalog.tag(entry.tag or "") if entry.kind == "tag" else None for entry in _entries(request, at)]
    whether = at > 0 and text_of(request, request.items[at - 1]) in _WHETHER
    return all(tag is not None and (tag.type != "flag" or whether) for tag in tags)


def _entries(request: Request, at: int) -> tuple[Entry, ...]:
    item = request.items[at]
    return item.entries if isinstance(item, Mention) else ()
