"""A name given to what the words behind it describe: 二胎家庭，就是孩子数量≥2的, 复购用户（近180天2单以上）, 囤货党：…

Such a name is set aside, and said to be: nothing of it is lost, since the request itself says what it means.
"""

from agent.planner.clause import Clause
from agent.planner.items import Aside, Filler, Item, Joint, Measure, Unknown
from tools.catalog.tokens import Token

# Behind a pause these say that a definition follows.
_THAT_IS = (
    "就是", "也就是", "即", "指", "是指", "定义为", "定义是", "口径是", "口径为", "意思是",
    "that is", "i.e.", "meaning", "namely", "defined as", "in other words",
)  # fmt: skip
_OPENING = ("（", "(", "【", "[", "：", ":")


def without_labels(tokens: list[Token], items: list[Item]) -> list[Item]:
    """The items with each name that is explained by what follows made one `Aside`."""
    out = list(items)
    for at, item in enumerate(items):
        if not isinstance(item, Unknown):
            continue
        start = _start(items, at)
        end = _end(items, at)
        pause = items[end] if end < len(items) else None
        if start is None or not isinstance(pause, Joint) or pause.glue not in ("comma", "open"):
            continue
        behind = _behind(items, end)
        leads = tokens[pause.start].text in _OPENING or _says_that_is(tokens, items, end + 1, behind)
        if leads and Clause(tokens, items[end + 1 : behind]).says_something(0):
            out[start:end] = [Aside(items[start].start, items[end - 1].end, "label")]
            return without_labels(tokens, out)
    return out


def _start(items: list[Item], at: int) -> int | None:
    """Where the name begins that an unknown word is of; None where the words before it say something of their own."""
    place = at
    while place and not _is_pause(items[place - 1]):
        place -= 1
    return at if all(isinstance(item, Filler) for item in items[place:at]) else None


def _end(items: list[Item], at: int) -> int:
    """Behind a name and the people it is of: 二胎家庭."""
    end = at + 1
    while end < len(items) and (
        isinstance(items[end], Filler | Unknown) or (isinstance(head := items[end], Measure) and head.aspect == "head")
    ):
        end += 1
    return end


def _behind(items: list[Item], pause: int) -> int:
    return next((at for at in range(pause + 1, len(items)) if _is_pause(items[at])), len(items))


def _says_that_is(tokens: list[Token], items: list[Item], start: int, end: int) -> bool:
    said = "".join(token.text for item in items[start:end] for token in tokens[item.start : item.end])
    words = " ".join(token.text for item in items[start:end] for token in tokens[item.start : item.end])
    return any(said.startswith(opening) or words.startswith(f"{opening} ") for opening in _THAT_IS)


def _is_pause(item: Item) -> bool:
    return isinstance(item, Joint) and item.glue in ("comma", "stop", "open", "close")
