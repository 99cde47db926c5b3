"""A name given to what the words behind it describe: 二胎家庭，就是孩子数量≥2的, 复购用户（近180天2单以上）, 囤货党：…

Such a name is set aside, and said to be: nothing of it is lost, since the request itself says what it means.
"""

from agent.planner.text.clause import Clause
from agent.planner.text.items import (
    Amount,
    Aside,
    Filler,
    Item,
    Joint,
    Measure,
    Mention,
    Unknown,
    When,
    ends_clause,
)
from tools.catalog.tokens import Token

# Behind a pause these say that a definition follows.
_THAT_IS = (
    "就是", "也就是", "即", "指", "是指", "定义为", "定义是", "口径是", "口径为", "意思是",
    "that is", "i.e.", "meaning", "namely", "defined as", "in other words",
)  # fmt: skip
# 就按90天没买过票算 says so around the definition.
_BY = ("按", "按照", "照", "以", "依")
_REGARDED = ("算", "定义", "计算", "统计", "为准", "处理", "界定", "判断")
# What stands behind these is what the audience is wanted for, whatever it names.
_PURPOSES = ("用途", "使用场景", "应用场景", "需求方", "提需方", "purpose", "usecase")
_COLONS = ("：", ":")
_BRACKETS = ("【", "[")
_OPENING = ("（", "(", "【", "[", "：", ":")


def without_labels(tokens: list[Token], items: list[Item]) -> list[Item]:
    """The items with each name that is explained by what follows made one `Aside`."""
    items = _without_regarded(tokens, _without_headed(tokens, _without_title(tokens, items)))
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


def _without_title(tokens: list[Token], items: list[Item]) -> list[Item]:
    """What a list is called in front of it: 【催缴名单】枫林苑."""
    end = _behind(items, 0)
    titled = bool(items) and tokens[items[0].start].text in _BRACKETS and end < len(items)
    unknown = any(isinstance(item, Unknown) for item in items[:end])
    if titled and unknown and not Clause(tokens, items[1:end]).says_something(0):
        return [Aside(items[0].start, items[end].end, "remark"), *items[end + 1 :]]
    return items


def _without_headed(tokens: list[Token], items: list[Item]) -> list[Item]:
    """用途：上门催缴 says what it is for."""
    for at, item in enumerate(items[:-1]):
        begins = at == 0 or ends_clause(items[at - 1])
        headed = tokens[items[at + 1].start].text in _COLONS
        if begins and headed and isinstance(item, Unknown) and _text(tokens, item) in _PURPOSES:
            end = _behind(items, at + 1)
            return [*items[:at], Aside(item.start, items[end - 1].end), *items[end:]]
    return items


def _without_regarded(tokens: list[Token], items: list[Item]) -> list[Item]:
    """好久没来的，就按90天没买过票算: what was said before, in words that nothing explains, is regarded as this."""
    for at, item in enumerate(items):
        before, end = _ahead(items, at), _behind(items, at)
        last = next((i for i in range(end - 1, at, -1) if not isinstance(items[i], Filler)), at)
        regarded = _text(tokens, item) in _BY and _text(tokens, items[last]) in _REGARDED
        if not regarded or not Clause(tokens, items[at:last]).says_something(0):
            continue
        rest = [*items[:last], Filler(items[last].start, items[last].end), *items[last + 1 :]]
        said = items[_ahead(items, before - 1) : before - 1] if before else []
        if any(isinstance(one, Unknown) for one in said) and not any(_bounds(one) for one in said):
            label = Aside(said[0].start, said[-1].end, "label")
            rest = [*rest[: before - 1 - len(said)], label, *rest[before - 1 :]]
        return rest
    return items


def _ahead(items: list[Item], at: int) -> int:
    """Where the clause of an item begins."""
    return next((place + 1 for place in range(at - 1, -1, -1) if ends_clause(items[place])), 0)


def _bounds(item: Item) -> bool:
    """Whether it says which users, and not only what they do."""
    event = isinstance(item, Mention) and all(entry.kind == "event" for entry in item.entries)
    return isinstance(item, Mention | Amount | When) and not event


def _text(tokens: list[Token], item: Item) -> str:
    return "".join(token.text for token in tokens[item.start : item.end])


def _start(items: list[Item], at: int) -> int | None:
    """Where the name begins that an unknown word is of; None where the words before it say something of their own."""
    place = at
    while place and not ends_clause(items[place - 1]):
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
    return next((at for at in range(pause + 1, len(items)) if ends_clause(items[at])), len(items))


def _says_that_is(tokens: list[Token], items: list[Item], start: int, end: int) -> bool:
    said = "".join(token.text for item in items[start:end] for token in tokens[item.start : item.end])
    words = " ".join(token.text for item in items[start:end] for token in tokens[item.start : item.end])
    return any(said.startswith(opening) or words.startswith(f"{opening} ") for opening in _THAT_IS)
