"""What the cover of a request left unexplained, tried again: kind nouns, verbs, doers, parts of names."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from agent.planner.text.counting_words import without_counting_words
from agent.planner.text.han import whole_words
from agent.planner.text.items import Filler, Item, Joint, Measure, Mention, Span, Unknown
from agent.planner.text.number_names import NumberNames
from agent.planner.text.shared_words import completed
from agent.planner.text.short_values import short_values
from agent.planner.text.unknown_words import absorbed, hyphenated, merged, with_codes, without_suffixes
from agent.planner.text.verbs import clause_of, without_verbs
from agent.planner.words import everyday_verbs, glue, kind_nouns
from tools.catalog.derivation import roots
from tools.catalog.lexicon import Entry, Lexicon
from tools.catalog.model import Catalog
from tools.catalog.tokens import Token, is_joiner, stands_in

# A part of a name stands for it when it is at least this long.
_PART_LETTERS = 4
_PART_HAN = 2
_KINDS, _VERBS = kind_nouns(), everyday_verbs()
# Behind these a name tells how long something took or was, and so does not say again what it is of.
_TIMES = ("天", "时长", "时间", "小时", "分钟", "次数", "day", "hour", "minute", "time", "length")
# What flags are said to be.
SWITCHED_ON = frozenset(("开", "开着", "开了", "开启", "开通", "打开", "on", "enabled", "active", "activated"))
SWITCHED_OFF = frozenset(("off", "disabled", "关", "关着", "关了", "关闭", "关掉"))
_GLUE = glue()
_OPENING = frozenset(
    ("打开", "调出", "载入", "加载", "读取", "调用", "翻出", "取出", "open", "load", "reopen", "reload", "bringup")
)


class Leftovers:
    def __init__(self, lexicon: Lexicon, catalog: Catalog):
        self._lexicon = lexicon
        self._numbers = NumberNames(catalog)
        self._flags = flags = _flags(catalog)
        phrases = list(lexicon.phrases())
        self._measures = [
            (keys, entry.event)
            for keys, entries in phrases
            for entry in entries
            if entry.kind == "property" and entry.event
        ]
        self._short = short_values(lexicon)
        self._flag_names = [
            (keys, entry)
            for keys, entries in phrases
            for entry in entries
            if entry.kind == "property" and f"{entry.event}.{entry.prop}" in flags
        ]
        self._names = [
            (keys, entry)
            for keys, entries in phrases
            for entry in entries
            if entry.kind in ("tag", "event") and not entry.window
        ]

    def explained(self, tokens: list[Token], items: list[Item]) -> list[Item]:
        """The items with as few unknown ones as can be told for sure."""
        items = whole_words(tokens, without_suffixes(tokens, absorbed(tokens, with_codes(tokens, items))))
        items = without_counting_words(tokens, items)
        items = self._numbers.named(tokens, without_verbs(tokens, _switched(tokens, items), self._lexicon))
        items = self._without_kind_nouns(tokens, items)
        items = self._with_the_rest(tokens, completed(tokens, items, self._lexicon))
        items = _switched(tokens, [mended for item in items for mended in self._mended(tokens, item)])
        items = self._without_kind_nouns(tokens, items)  # the "renters" of "locker renters", now that a locker is known
        items = _joined(tokens, _opened(tokens, self._with_doers(tokens, items)))
        return merged(tokens, hyphenated(tokens, items))

    def _without_kind_nouns(self, tokens: list[Token], items: list[Item]) -> list[Item]:
        """The "class" of "a yoga class" and the 课 of 瑜伽课 say again what kind of thing a value is."""
        out = list(items)
        for at, item in enumerate(items):
            if isinstance(item, Unknown):
                owner = at - 1
                while owner > 0 and _leads_on(items[owner]):
                    owner -= 1
                beside = [out[owner] if at else None, items[at + 1] if at + 1 < len(items) else None]
                one = item.end - item.start == 1 and tokens[item.start].kind == "han"
                others = beside if one else clause_of(items, at)
                near = [other.entries for other in others if isinstance(other, Mention)]
                if flagged := self._begins_a_flag(tokens, item, near):
                    out[at] = Mention(item.start, item.end, (flagged,), typo=True)
                    continue
                owned = self._begins_a_property(tokens, item, near)
                if (
                    owned
                    or self._is_any_kind(tokens, item, out[owner] if at else None)
                    or any(all(self._is_kind_of(tokens, item, entry) for entry in entries) for entries in near)
                ):
                    out[at] = Filler(item.start, item.end)
        return out

    def _is_any_kind(self, tokens: list[Token], item: Span, owner: Item | None) -> bool:
        """The 问题 of 行李问题, the "items" of "promotional items", the 身份 of 会员身份: nouns behind a name
        of a thing, or of users."""
        keys = tuple(token.key for token in tokens[item.start : item.end])
        named = isinstance(owner, Mention) and any(e.values or e.prop for e in owner.entries)
        return keys in _KINDS and (named or (isinstance(owner, Measure) and owner.aspect == "head"))

    def _begins_a_flag(self, tokens: list[Token], item: Span, near: list[tuple[Entry, ...]]) -> Entry | None:
        """The 带图 of 写过评价并且带图, where an event that is named has one 带图评价; the coupon of "ordered without a
        coupon", where it has a "Coupon used", and the 优惠券 of 使用优惠券."""
        keys = tuple(token.key for token in tokens[item.start : item.end])
        noun = tokens[item.start].kind == "word" and not tokens[item.end - 1].text.endswith(("ed", "ing"))
        shortest = 1 if noun else _PART_HAN
        events = {entry.event for entries in near for entry in entries if entry.kind == "event"}
        found = {
            entry
            for name, entry in self._flag_names
            if (entry.event in events and len(name) > len(keys) >= shortest and name[: len(keys)] == keys)
            or (entry.event in (events or {entry.event}) and _is_object_in(keys, name))
        }
        return replace(next(iter(found)), primary=False) if len(found) == 1 else None

    def _begins_a_property(self, tokens: list[Token], item: Span, near: list[tuple[Entry, ...]]) -> bool:
        """The 订单 of 携程预付订单, where 携程 is of what has an 订单金额; the 逾期 of 逾期天数 tells more."""
        keys = tuple(token.key for token in tokens[item.start : item.end])
        if len(keys) < (_PART_HAN if tokens[item.start].kind == "han" else 1):
            return False
        events = {entry.event for entries in near if len({e.event for e in entries}) == 1 for entry in entries}
        return any(
            event in events
            and len(name) > len(keys)
            and name[: len(keys)] == keys
            and not "".join(name[len(keys) :]).lstrip("的了过").startswith(_TIMES)
            for name, event in self._measures
        )

    def _with_doers(self, tokens: list[Token], items: list[Item]) -> list[Item]:
        """The "buyers" of "buyers of vitamins" bought them, where that is a property of what they did; and how often
        the "most frequent buyers" bought something is what they are ranked by."""
        out = list(items)
        for at, item in enumerate(items):
            if not (isinstance(item, Measure) and item.aspect == "head" and item.end - item.start == 1):
                continue
            of = at + 1 < len(items) and tokens[items[at + 1].start].text == "of"
            beside = [items[place] for place in (at - 1, at + 1 + of) if 0 <= place < len(items)]
            near = [entry for other in beside if isinstance(other, Mention) for entry in other.entries]
            events = {entry.event for entry in near if entry.prop}
            done = self._lexicon.made_from(tokens[item.start].text)
            ranked = any(
                isinstance(other, Measure) and _is_how_often(tokens, other) for other in items[max(0, at - 2) : at]
            )
            if said := tuple(entry for entry in done if entry.kind == "event" and (ranked or entry.event in events)):
                out[at] = Mention(item.start, item.end, said)
        return out

    def _with_the_rest(self, tokens: list[Token], items: list[Item]) -> list[Item]:
        """The "child" of "a child aged 3": with what is known behind it a part of "Youngest child's age"."""
        out: list[Item] = []
        for item in items:
            before = out[-1] if out else None
            tag = isinstance(item, Mention) and all(entry.kind == "tag" for entry in item.entries)
            whole = Span(before.start, item.end) if tag and isinstance(before, Unknown) else None
            if whole and (named := self._part_of_name(tokens, whole)):
                out[-1] = named
            else:
                out.append(item)
        return out

    def _is_kind_of(self, tokens: list[Token], item: Span, entry: Entry) -> bool:
        words = [token for token in tokens[item.start : item.end] if not is_joiner(token)]
        if not words or any(word.kind in ("number", "mark") for word in words):
            return False
        keys = tuple(word.key for word in words)
        made_from = roots(words[0].text) if len(words) == 1 else frozenset()
        variants = [keys, *((root,) for root in made_from)]
        return any(self._lexicon.is_kind_of(entry, keys) for keys in variants)

    def _mended(self, tokens: list[Token], item: Item) -> Iterator[Item]:
        """Unknown words as someone who does a known thing (buyers), or as a part of a name."""
        if not isinstance(item, Unknown):
            yield item
            return
        if any(token.kind == "han" for token in tokens[item.start : item.end]):
            yield self._short_value(tokens, item) or self._part_of_name(tokens, item) or item
            return
        at = item.start
        while at < item.end:
            found = next((m for end in range(item.end, at, -1) if (m := self._close_to(tokens, at, end))), None)
            yield found or Unknown(at, at + 1)
            at = found.end if found else at + 1

    def _close_to(self, tokens: list[Token], start: int, end: int) -> Mention | None:
        words = [token for token in tokens[start:end] if not is_joiner(token)]
        keys = tuple(token.key for token in words)
        if len(keys) == 1 and (entries := self._lexicon.made_from(words[0].text)):
            return Mention(start, end, tuple(entries), typo=True)
        return self._part_of_name(tokens, Unknown(start, end))

    def _short_value(self, tokens: list[Token], item: Span) -> Mention | None:
        entries = self._short.get(tuple(token.key for token in tokens[item.start : item.end]))
        return Mention(item.start, item.end, entries) if entries else None

    def _part_of_name(self, tokens: list[Token], item: Span) -> Mention | None:
        """积分 for 会员积分, when no other tag or event has it in its name."""
        words = [token for token in tokens[item.start : item.end] if not is_joiner(token)]
        keys = tuple(word.key for word in words)
        around = [*tokens[max(0, item.start - 1) : item.start], *tokens[item.end : item.end + 1]]
        if any(token.text == "-" for token in around):
            return None  # the half of "left-handed"
        if not all(word.kind == words[0].kind for word in words) or not words or words[0].kind in ("number", "mark"):
            return None
        if len(keys) < _PART_HAN if words[0].kind == "han" else sum(map(len, keys)) < _PART_LETTERS:
            return None
        if "".join(word.text for word in words) in SWITCHED_ON | SWITCHED_OFF:
            return None  # 打开 is no part of 打开APP
        found = {entry.id: entry for name, entry in self._names if len(name) > len(keys) and stands_in(keys, name)}
        if any(entry.kind == "event" for entry in found.values()) and not self._events_with(keys) <= set(found):
            return None  # the 订单 of 取消订单 and of 订单金额, which is of another event
        if len(found) != 1:
            return None
        (entry,) = found.values()
        # The "hand" of "raised their hand" is none of "handed in homework"; "rent" is "Rents their home", a flag.
        flagged = entry.id in self._flags and any(name[: len(keys)] == keys for name, of in self._names if of == entry)
        written = all(self._lexicon.is_word(word.text) or self._lexicon.is_word(word.key) for word in words)
        if words[0].kind == "word" and not flagged and not written:
            return None
        return Mention(item.start, item.end, (replace(entry, primary=False),), typo=True)

    def _events_with(self, keys: tuple[str, ...]) -> set[str]:
        """The events with a number of that name: 订单金额."""
        return {event for name, event in self._measures if stands_in(keys, name)}


def _flags(catalog: Catalog) -> frozenset[str]:
    """The ids of tags that are yes or no, and of such properties behind those of their events."""
    tags = {tag.id for tag in catalog.tags if tag.type == "flag"}
    properties = {f"{event.id}.{p.id}" for event in catalog.events for p in event.properties if p.type == "flag"}
    return frozenset(tags | properties)


def _switched(tokens: list[Token], items: list[Item]) -> list[Item]:
    """ "notifications on" is the flag itself, "notifications off" its opposite."""
    out = list(items)
    for at, item in enumerate(items):
        text = "".join(token.text for token in tokens[item.start : item.end])
        before = at - 1
        while before >= 0 and isinstance(items[before], Filler | Joint):
            before -= 1
        flagged = (
            before >= 0 and isinstance(flag := items[before], Mention) and any(e.kind == "tag" for e in flag.entries)
        )
        if flagged and isinstance(item, Unknown | Filler):
            if text in SWITCHED_ON:
                out[at] = Filler(item.start, item.end)
            elif text in SWITCHED_OFF:
                out[at] = Joint(item.start, item.end, "not")
    return out


def _opened(tokens: list[Token], items: list[Item]) -> list[Item]:
    """The 打开 of 打开「沉睡客户」 asks for what is saved, and says nothing of users."""
    out = list(items)
    for at, item in enumerate(items):
        text = "".join(token.text for token in tokens[item.start : item.end])
        behind = next((other for other in items[at + 1 :] if not isinstance(other, Filler)), None)
        saved = isinstance(behind, Mention) and all(entry.kind == "segment" for entry in behind.entries)
        if saved and isinstance(item, Unknown) and text in _OPENING:
            out[at] = Filler(item.start, item.end)
    return out


def _is_object_in(keys: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether all of a name before `keys` is an everyday verb: the 使用 of 使用优惠券."""
    verb = name[: -len(keys)]
    return len(keys) >= _PART_HAN and name[len(verb) :] == keys and any("".join(verb) in v for v in _VERBS.values())


def _joined(tokens: list[Token], items: list[Item]) -> list[Item]:
    """The "plus" of "family plans in Sichuan, plus free plans in Liaoning" joins them, though a plan is called so."""
    out = list(items)
    for at, (item, behind) in enumerate(pairwise(items)):
        glued = _GLUE.get(tuple(token.key for token in tokens[item.start : item.end]))
        if not (glued and at and isinstance(item, Mention) and isinstance(behind, Mention)):
            continue
        own = {entry.attribute for entry in item.entries if entry.values}
        if own & {entry.attribute for entry in behind.entries if entry.values}:
            out[at] = Joint(item.start, item.end, glued)
    return out


def _is_how_often(tokens: list[Token], item: Measure) -> bool:
    return item.aspect == "top" and any(token.text == "frequent" for token in tokens[item.start : item.end])


def _leads_on(item: Item) -> bool:
    """What stands between a name and its kind: 岑老师的课, 两家店."""
    return isinstance(item, Filler) or (isinstance(item, Joint) and item.glue == "of")
