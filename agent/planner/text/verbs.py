"""Everyday verbs of Chinese, which say nothing beside what they are done to: 做过水疗, 写完点评, 积分攒到一万.

A verb that says more stays unknown: 收藏过团课 is not 上过团课.
"""

from typing import Literal

from agent.planner.text.items import (
    Amount,
    Filler,
    Item,
    Joint,
    Measure,
    Mention,
    Unknown,
    When,
    pauses,
)
from agent.planner.words import VerbKind, everyday_verbs
from tools.catalog.lexicon import Entry, Lexicon
from tools.catalog.tokens import Token

_VERBS = everyday_verbs()
_FINISHED = ("完", "好")
_USING = ("用", "使用", "用过", "用了", "使用了")
_ASPECTS = frozenset("过了着的")
_DONE = ("event", "property", "property_value", "property_group")


def without_verbs(tokens: list[Token], items: list[Item], lexicon: Lexicon) -> list[Item]:
    """The items with everyday verbs passed over where what they are done to is known."""
    out = list(items)
    for place in range(1, len(items)):
        if _is_unused(tokens, items, place):
            out[place] = Unknown(items[place].start, items[place].end)
    at = 0
    while at < len(items):
        if done := _done(tokens, items, at, lexicon):
            out[at] = done
            at += 1
            continue
        verb = isinstance(items[at], Unknown)
        end = _end_of_verb(tokens, items, at) if verb else at + 1
        passed = _passed(tokens, items, at, end, lexicon) if verb else None
        for place in range(at, end):
            if passed == "then":
                out[place] = Joint(items[place].start, items[place].end, "then")
            elif passed == "money":
                out[place] = Measure(items[place].start, items[place].end, "money")
            elif passed == "verb":
                out[place] = Filler(items[place].start, items[place].end)
        at = end
    return out


def _done(tokens: list[Token], items: list[Item], at: int, lexicon: Lexicon) -> Mention | None:
    """The 买 of 买过爆米花, where popcorn is a value of what is called 买小食: the event that it was done in."""
    following = _beside(items, at, 1, counted=True)
    if not (isinstance(items[at], Unknown) and isinstance(following, Mention)):
        return None
    keys = tuple(token.key for token in tokens[items[at].start : items[at].end])
    of = {entry.event for entry in following.entries if entry.kind in ("property_value", "property_group")}
    happened = isinstance(behind := items[at + 1], Measure) and behind.aspect == "happened"
    begun = [(*keys, "过"), (*keys, "了"), *([keys] if happened else [])]
    events = [entry for verb in begun for entry in lexicon.verb_of(verb) if entry.event in of]
    return (
        Mention(items[at].start, items[at].end, tuple(dict.fromkeys(events)))
        if len({e.event for e in events}) == 1
        else None
    )


def _is_unused(tokens: list[Token], items: list[Item], at: int) -> bool:
    """The 用 of 领了券没用: what is not done with what was had says more than that it was not had."""
    before, behind = items[at - 1], items[at + 1] if at + 1 < len(items) else None
    text = "".join(token.text for token in tokens[items[at].start : items[at].end])
    denied = isinstance(before, Joint) and before.glue in ("not", "never")
    ends = behind is None or isinstance(behind, Joint | Measure)
    named = any(isinstance(item, Mention) for item in clause_of(items, at)[:-1])
    return isinstance(items[at], Filler) and text in _USING and denied and ends and named


def _end_of_verb(tokens: list[Token], items: list[Item], at: int) -> int:
    """Behind the verb and what came of it: 攒 and 够."""
    end = at + 1
    while (
        end < len(items)
        and isinstance(items[end], Unknown)
        and all(token.text in _VERBS["complement"] for token in tokens[items[end].start : items[end].end])
    ):
        end += 1
    return end


def _passed(
    tokens: list[Token], items: list[Item], at: int, end: int, lexicon: Lexicon
) -> Literal["then", "money", "verb"] | None:
    """Whether a verb says nothing, only that something else follows it, or only that money is counted."""
    text = "".join(token.text for token in tokens[items[at].start : items[end - 1].end])
    ended = text[-1] in _FINISHED or tokens[min(items[end - 1].end, len(tokens) - 1)].text in _FINISHED
    direct, kinds = _beside(items, end - 1, 1), _kinds(text)
    before = items[at - 1] if at else None
    if text in _VERBS["complement"] and isinstance(before, Filler) and _text(tokens, before) in _VERBS["doing"]:
        return "verb"  # the 掉 of 用掉了
    if ended and "doing" in kinds and isinstance(direct, When) and (direct.time.either_way or direct.time.lag):
        return "then"  # 写完60天内
    if ended and isinstance(direct, Joint) and direct.glue == "then":
        return "verb"  # 点完之后
    paid = "spending" in kinds and (not isinstance(direct, Amount) or _may_be_money(tokens, direct))
    if paid and any(_is_of_event(other) for other in clause_of(items, at)):
        return "money"  # 买票花的钱, 点餐花了500以上
    if text in _FINISHED and isinstance(direct, Mention) and all(entry.kind in _DONE for entry in direct.entries):
        return "verb"  # 上完团课
    if _is_counted_again(items, at, end, text, lexicon):
        return "verb"
    nothing = _says_nothing(items, at, end, kinds) or _is_behind_its_noun(tokens, items, at, end, kinds, lexicon)
    return "verb" if nothing else None


def _says_nothing(items: list[Item], at: int, end: int, kinds: frozenset[VerbKind]) -> bool:
    direct, before = _beside(items, end - 1, 1), _beside(items, at, -1)
    following = _beside(items, end - 1, 1, counted=True)
    if isinstance(following, Mention) and all(_may_follow(kinds, entry) for entry in following.entries):
        return True
    match direct:
        case Amount() if "giving" in kinds and at and isinstance(items[at - 1], Mention | Filler):
            return True  # 满意度打了9分
        case Amount(quantity=quantity) if "taking" in kinds and quantity.unit_class in (None, "people"):
            return isinstance(before, Measure) and before.aspect == "random"  # 随机留200个
        case Amount() | When() if "holding" in kinds:
            return isinstance(before, Mention) and any(e.kind in ("tag", "property") for e in before.entries)
        case None | Joint(glue="of" | "comma" | "stop") if "coming" in kinds:
            # 电话销售带来的
            return at > 0 and isinstance(near := items[at - 1], Mention) and all(e.values for e in near.entries)
    return False


def _may_follow(kinds: frozenset[VerbKind], entry: Entry) -> bool:
    return (
        (entry.kind in _DONE and "doing" in kinds)
        or (entry.kind == "event" and "coming" in kinds)
        or (entry.kind in ("property_value", "property_group") and "speaking" in kinds)
        or (entry.kind in ("value", "group") and "being" in kinds)
        or (entry.kind == "tag" and "getting" in kinds)
    )


def _is_behind_its_noun(
    tokens: list[Token], items: list[Item], at: int, end: int, kinds: frozenset[VerbKind], lexicon: Lexicon
) -> bool:
    """一次模考都没考过: the verb says again what was named, by a word of its name or as any verb would."""
    place = at - 1
    while place >= 0 and (
        isinstance(items[place], Filler | Measure | Amount | When)
        or (isinstance(joint := items[place], Joint) and joint.glue not in ("comma", "stop", "of"))
    ):
        place -= 1
    named = items[place] if place >= 0 else None
    behind = items[end] if end < len(items) else None
    ends = behind is None or isinstance(behind, Measure | Amount | Joint) or tokens[behind.start].text in _ASPECTS
    if not (isinstance(named, Mention) and ends):
        return False
    if any(entry.kind == "tag" for entry in named.entries):
        return "getting" in kinds  # 联名卡也办了
    text = tuple(token.text for token in tokens[items[at].start : items[end - 1].end])
    done = "doing" in kinds or any(lexicon.is_kind_of(entry, text) for entry in named.entries)
    return done and any(entry.event for entry in named.entries)


def _is_counted_again(items: list[Item], at: int, end: int, text: str, lexicon: Lexicon) -> bool:
    """模考最低分80以上，考过至少两次: how often, of what was named before by a name with the verb in it."""
    behind = items[end : end + 2]
    counted = len(behind) == 2 and isinstance(behind[0], Measure) and behind[0].aspect == "happened"
    named = (entry for item in items[:at] if isinstance(item, Mention) for entry in item.entries if entry.event)
    return counted and isinstance(behind[1], Amount) and any(lexicon.is_kind_of(entry, tuple(text)) for entry in named)


def _kinds(text: str) -> frozenset[VerbKind]:
    """What a verb may be, by itself or without the words that say how it came out: 攒不到, 领取到."""
    root = text
    while len(root) > 1 and root not in _VERBS["doing"] and root[-1] in _VERBS["complement"] | {"不"}:
        root = root[:-1]
    return frozenset(kind for kind, verbs in _VERBS.items() if text in verbs or root in verbs)


def clause_of(items: list[Item], at: int) -> list[Item]:
    """The items between the pauses around one."""
    start, end = at, at
    while start > 0 and not pauses(items[start - 1]):
        start -= 1
    while end < len(items) and not pauses(items[end]):
        end += 1
    return items[start:end]


def _beside(items: list[Item], at: int, step: int, *, counted: bool = False) -> Item | None:
    """The nearest item that is not passed over; `counted`: nor how many or when, as in 上过他两次直播课."""
    place = at + step
    while 0 <= place < len(items):
        item = items[place]
        passed = isinstance(item, Filler) or (isinstance(item, Measure) and item.aspect == "happened")
        passed = passed or (counted and isinstance(item, Measure) and item.aspect in ("distinct", "each"))
        weak = step < 0 and isinstance(item, Joint) and item.glue in ("and", "but", "both")
        if not (passed or weak or (counted and isinstance(item, Amount | When))):
            return item
        place += step
    return None


def _is_of_event(item: Item) -> bool:
    return isinstance(item, Mention) and any(entry.event for entry in item.entries)


def _may_be_money(tokens: list[Token], item: Amount) -> bool:
    """Not "paid twice", but "paid twice as much"."""
    compared = tokens[item.end].text == "as" if item.end < len(tokens) else False
    return compared or item.quantity.unit_class in (None, "money")


def _text(tokens: list[Token], item: Item) -> str:
    return "".join(token.text for token in tokens[item.start : item.end])
