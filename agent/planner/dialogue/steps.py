"""A turn that changes the draft as steps, one after the other: "drop the city, and only those with a coach"."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from agent.planner.dialogue.spread_edits import as_edits
from agent.planner.text.items import Amount, Command, Filler, Item, Joint, Measure, Mention, Unknown, When, pauses
from agent.planner.text.parts import answers_no, clauses, lets_in, part, tells, text_of
from agent.planner.text.request import Request
from agent.planner.words import Act

How = Literal["add", "or", "include", "remove", "lift", "replace", "widen"]

_EDITS: dict[Act, How] = {
    "add": "add", "include": "include", "remove": "remove", "lift": "lift", "replace": "replace", "widen": "widen",
}  # fmt: skip
_LEADING = frozenset(("then", "and", "or", "but", "except", "not", "never", "nor", "minus", "union", "intersection"))
_ONLY = frozenset(
    ("只", "只要", "只算", "只统计", "只看", "只有", "仅", "仅限", "光", "限定", "限", "就要", "only", "just", "among")
)
_LEAD_ONLY = frozenset(("only", "just", "只", "仅", "仅仅", "光"))
_TOO = frozenset(("too", "as well", "also"))
_ALSO_MEANT = ("呢",)
_MORE = frozenset(("还有", "还有就是", "另外", "此外", "除此之外", "additionally", "furthermore", "moreover"))
_SUBJECTS = frozenset(("their", "they", "them", "他们", "她们", "里面"))
_RELATIVE = frozenset(("who", "that", "which", "have", "has", "had", "having"))


@dataclass(frozen=True)
class Step:
    """`narrows`: said with "only"; what is named again is held to, and not added."""

    how: How
    request: Request
    narrows: bool = False


def is_revision(request: Request) -> bool:
    """Whether a turn begins like a change to what was said before, or points at it."""
    request = as_edits(request)
    items = request.items
    if is_said_too(request):
        return True
    if any(_edit(request, at) or _points_back(request, at) for at in range(len(items))):
        return True
    if any(isinstance(item, Command) and item.act in ("correct", "same") for item in items):
        return True
    if any(isinstance(item, Joint) and item.glue in ("union", "intersection", "minus") for item in items):
        return sum(isinstance(item, Mention) for item in items) == 1
    return _begins_like_one(request) or _ends_in_only(request) or _asks_for_another(request)


def is_bare(request: Request) -> bool:
    """Whether a turn is a number or a time and nothing more, "90 kg": something that the draft speaks of."""
    told = [item for item in request.items if tells(item)]
    others = [item for item in request.items if isinstance(item, Measure)]
    return bool(told) and not others and all(isinstance(item, Amount | When) for item in told)


def goes_on_to_change(request: Request) -> bool:
    """Whether a first request goes on to take something away or let more in: 北京，去掉养猫的, 金卡，银卡也算."""
    hows = [step.how for step in steps_of(request)]
    return set(hows) <= {"add", "remove", "include"} and ("include" in hows[1:] or hows[1:][-1:] == ["remove"])


def as_asked(request: Request) -> Request:
    """The request with words taken for words like any other where they ask for nothing: "users who changed …" and
    取消过 are something that users did, and "fine" is a remark only where it stands apart."""
    items = list(request.items)
    for at, item in enumerate(items):
        before = request.items[at - 1] if at else None
        behind = request.items[at + 1] if at + 1 < len(items) else None
        relative = isinstance(before, Filler) and text_of(request, before) in _RELATIVE
        done = isinstance(behind, Measure) and behind.aspect == "happened" and text_of(request, behind) == "过"
        changes = isinstance(item, Command) and (item.act in _EDITS or item.act == "undo")
        if isinstance(item, Command) and item.act == "add" and _ranks_next(request, at):
            items[at] = Filler(item.start, item.end)  # "sort by spend and keep the top 20"
            continue
        if isinstance(item, Command) and item.act == "include" and _holds(before, behind):
            items[at] = Filler(item.start, item.end)  # "whose hobbies include tennis"
            continue
        remarks = isinstance(item, Command) and item.act == "remark"
        apart = behind is None or isinstance(behind, Command | Joint)
        if (changes and (relative or done)) or (remarks and not apart):
            items[at] = Unknown(item.start, item.end)
    return part(request, items)


def _holds(before: Item | None, behind: Item | None) -> bool:
    """Whether a tag is named right before a word, and a value of it right behind."""
    if not (isinstance(before, Mention) and isinstance(behind, Mention)):
        return False
    tags = {entry.tag for entry in before.entries if entry.kind == "tag"}
    return any(entry.values and entry.tag in tags for entry in behind.entries)


def _ranks_next(request: Request, at: int) -> bool:
    behind = next((item for item in request.items[at + 1 :] if not isinstance(item, Filler)), None)
    return isinstance(behind, Measure) and behind.aspect in ("top", "bottom", "random")


def corrects(request: Request) -> bool:
    """Whether a turn says that what was understood is not what was meant, "I meant …", and how it is."""
    said = any(
        isinstance(item, Command) and item.act == "correct" and not _is_said_of_them(request, at)
        for at, item in enumerate(request.items)
    )
    return said or any(answers_no(request, at) for at in range(len(request.items)))


def _is_said_of_them(request: Request, at: int) -> bool:
    """ "They should be in Beijing" asks for more; "it should be Beijing" corrects."""
    return at > 0 and text_of(request, request.items[at - 1]) in _SUBJECTS


def steps_of(request: Request) -> list[Step]:
    """The steps of a turn in their order. What has no word for a change belongs to the step before it."""
    request = as_edits(request)
    correcting = corrects(request) or _asks_for_another(request) or "same" in request.acts()
    request = request.without(*(at for at in range(len(request.items)) if answers_no(request, at)))
    found: list[tuple[How | None, list[Item]]] = []
    for how, chunk in ((_how(part(request, chunk)), chunk) for chunk in _chunks(request)):
        last = found[-1][0] if found else None
        if found and _goes_on(last, how, part(request, found[-1][1]), part(request, chunk)):
            found[-1] = (how or last, [*found[-1][1], *chunk])
        else:
            found.append((how, chunk))
    only_adds = all(how in (None, "add") and not _edits(part(request, items)) for how, items in found)
    steps = [
        Step(
            "replace" if correcting and only_adds and not _narrows(part(request, items)) else how or "add",
            _without_lead_only(one := part(request, items)),
            _narrows(one),
        )
        for how, items in found
    ]
    return [step for step in steps if any(tells(item) for item in step.request.items)] or steps[:1]


def is_said_too(request: Request) -> bool:
    """ "Mr Fan's as well", "Shanghai too"."""
    texts = [text_of(request, item) for item in request.items if not pauses(item)]
    return bool(texts) and (texts[-1] in _TOO or " ".join(texts[-2:]) in _TOO)


def _goes_on(last: How | None, how: How | None, before: Request, chunk: Request) -> bool:
    """Whether a chunk is one step with the chunk before it."""
    if not any(tells(item) for item in before.items):
        return how is None or last is None
    if how == "include" and any(tells(item) for item in chunk.items):
        return False  # "gold members, also include those with a coach"
    if last is None and how in ("replace", "widen", "include", "remove", "lift"):
        return not _tells_before_command(chunk)  # "Beijing, change to Shanghai": what it is about comes first
    if how is None:
        return last not in ("remove", "lift") and not _is_glue(chunk.items[0], "close")
    if last is None and all(isinstance(item, Amount) for item in before.items if tells(item)):
        return False  # "15 km, and with a coach": a number for what the draft has, and something new
    return how == "add" and last in ("add", None) and not _edits(chunk)


def _chunks(request: Request) -> Iterator[list[Item]]:
    """Items up to each pause, or to a joint with a word for another change behind it."""
    chunk: list[Item] = []
    for at, item in enumerate(request.items):
        if chunk and (pauses(item) or _opens_another(request, at) or _begins_another(request, at, chunk)):
            yield chunk
            chunk = []
        chunk.append(item)
    if chunk:
        yield chunk


def _opens_another(request: Request, at: int) -> bool:
    """The bracket of "gold (silver is fine too)": what stands in it is let in or taken away."""
    item = request.items[at]
    if not isinstance(item, Joint) or item.glue not in ("open", "close"):
        return False
    start = at if item.glue == "open" else max((i for i in range(at) if _is_glue(request.items[i], "open")), default=at)
    end = next((i for i in range(start, len(request.items)) if _is_glue(request.items[i], "close")), len(request.items))
    return bool(_edits(part(request, request.items[start:end])))


def _is_glue(item: Item, glue: str) -> bool:
    return isinstance(item, Joint) and item.glue == glue


def _begins_another(request: Request, at: int, chunk: list[Item]) -> bool:
    """Whether a word for a change that the chunk is not about comes next, with something behind it."""
    item = request.items[at]
    if not any(tells(before) for before in chunk):
        return False
    joint = isinstance(item, Joint) and item.glue in ("and", "but", "then")
    if joint:
        at = next((i for i in range(at + 1, len(request.items)) if not isinstance(request.items[i], Filler)), at)
        if isinstance(request.items[at], Joint) and request.items[at].glue == "except":  # type: ignore[union-attr]
            return _how(part(request, chunk)) not in (None, "add")
    if joint and _how(part(request, chunk)) == "remove" and _edit(request, at) is None:
        clause = next(clauses(part(request, request.items[at:])))
        return any(
            how == "replace" for how in _edits(part(request, clause))
        )  # "drop the city and have gold for silver"
    how = _edit(request, at)
    behind = any(tells(after) for after in request.items[at + 1 :])
    return how is not None and behind and (joint or _edit_in(request, chunk) not in (None, how))


def _edit_in(request: Request, chunk: list[Item]) -> How | None:
    return _how(part(request, chunk)) if _edits(part(request, chunk)) else None


def _how(chunk: Request) -> How | None:
    if edits := _edits(chunk):
        return edits[0]
    glue = [item.glue for item in chunk.items if isinstance(item, Joint)]
    if "union" in glue:
        return "or"
    first = next((item for item in chunk.items if not isinstance(item, Filler | Command) and not pauses(item)), None)
    if isinstance(first, Joint) and (first.glue == "or" or lets_in(chunk, first)):
        return "or"
    return "add" if _begins_like_one(chunk) or {"except", "minus", "intersection"} & set(glue) else None


def _edits(chunk: Request) -> list[How]:
    return [how for at in range(len(chunk.items)) if (how := _edit(chunk, at))]


def _edit(request: Request, at: int) -> How | None:
    """The change that an item asks for; 也要 asks only where it ends."""
    item = request.items[at]
    if not isinstance(item, Command) or item.act not in _EDITS:
        return None
    if item.act == "include" and text_of(request, item).startswith("也"):
        until = next((i for i in range(at + 1, len(request.items)) if pauses(request.items[i])), len(request.items))
        if any(tells(after) for after in request.items[at + 1 : until]):
            return "add"
    assert item.act in get_args(How)
    return _EDITS[item.act]


def _tells_before_command(chunk: Request) -> bool:
    at = next((i for i in range(len(chunk.items)) if _edit(chunk, i)), 0)
    return any(tells(item) for item in chunk.items[:at])


def _points_back(request: Request, at: int) -> bool:
    """ "of those" points at the draft; the "their" of "women who lost their pass" does not."""
    item = request.items[at]
    if not isinstance(item, Command) or item.act != "these":
        return False
    described = any(isinstance(before, Mention) for before in request.items[:at])
    return not (described and text_of(request, item) in _SUBJECTS)


def _begins_like_one(request: Request) -> bool:
    for item in request.items:
        match item:
            case Joint(glue=glue) if glue in _LEADING:
                return True
            case Filler() if text_of(request, item) in _ONLY | _MORE:
                return True
            case Filler() | Joint(glue="comma" | "stop") | Command(act="remark" | "correct" | "ignore"):
                continue
            case _:
                break
    return False


def _ends_in_only(request: Request) -> bool:
    """ "pregnant only"."""
    said = [item for item in request.items if not pauses(item)]
    return bool(said) and isinstance(said[-1], Filler) and text_of(request, said[-1]) == "only"


def _asks_for_another(request: Request) -> bool:
    """静安店呢？ is "what about Jing'an?"."""
    return any(isinstance(item, Filler) and text_of(request, item) in _ALSO_MEANT for item in request.items[-2:])


def _without_lead_only(request: Request) -> Request:
    """ "only bookings in the app" narrows the draft; "who only booked in the app" says: and never otherwise."""
    for at, item in enumerate(request.items):
        if isinstance(item, Filler) and text_of(request, item) in _LEAD_ONLY:
            return part(request, [*request.items[:at], *request.items[at + 1 :]])
        relative = isinstance(item, Filler) and text_of(request, item) in _RELATIVE
        if relative or not isinstance(item, Filler | Joint | Command):
            break
    return request


def _narrows(request: Request) -> bool:
    said = [text_of(request, item) for item in request.items if isinstance(item, Filler | Command)]
    return any(
        word in _ONLY or "only" in word or "narrow" in word or word.startswith(("只", "仅", "限")) for word in said
    )
