"""Names that people take apart: 保险30天内到期, 看过三次以上广告, "took a yoga class". They are put together again."""

from collections.abc import Iterator

from agent.planner.amounts.quantities import read_quantity
from agent.planner.times.windows import read_time
from tools.catalog.lexicon import Entry, Lexicon
from tools.catalog.model import Catalog
from tools.catalog.tokens import Token, is_passed_over

_LONGEST_MIDDLE = 16
# Words that may stand with a time inside a name: 套餐又在30天内到期.
_PASSED = frozenset("在又将会于就还已都才也再可要快的")
_SOON = frozenset("将会就已还快要即")  # 会员就到期, 里程要过期
# 费都没交过
_BETWEEN_TURNED = frozenset("都也从来没未还再已经曾一直")
# What a negation leaves out of a name behind it.
_NEGATED = {"没": "有已", "无": "有", "未": "已"}


class Rejoiner:
    """Knows the names of more than one token by their first; `units` are the catalog's own unit words."""

    def __init__(self, lexicon: Lexicon, catalog: Catalog, units: frozenset[tuple[str, ...]]):
        self._lexicon = lexicon
        self._as_of = catalog.today
        self._units = units
        self._names: dict[str, list[tuple[tuple[str, ...], frozenset[str | None]]]] = {}
        for keys, entries in lexicon.phrases():
            kinds = [entry for entry in entries if entry.kind == "event" or _has_times(catalog, entry)]
            if len(keys) > 1 and kinds:
                events = frozenset(entry.event for entry in kinds)
                self._names.setdefault(keys[0], []).append((keys, events))

    def rejoined(self, tokens: list[Token]) -> list[Token]:
        """The tokens with what stands inside a name moved out of it: in front of Chinese names, behind others."""
        tokens = self._turned(self._without_elision(tokens))
        at = 0
        while at < len(tokens):
            found = max(self._apart(tokens, at), key=lambda place: place[1] - place[0], default=None)
            if found is not None:
                start, end, stop = found
                name = [*tokens[at:start], *tokens[end:stop]]
                middle = tokens[start:end]
                parts = [*middle, *name] if tokens[at].kind == "han" else [*name, *middle]
                tokens = [*tokens[:at], *parts, *tokens[stop:]]
                at = stop
            else:
                at += 1
        return tokens

    def _apart(self, tokens: list[Token], at: int) -> Iterator[tuple[int, int, int]]:
        """Start and end of what stands inside the names that begin at `at`, and the end of the name."""
        for keys, events in self._names.get(tokens[at].key, ()):
            head = 0
            place = at
            while head < len(keys) - 1 and place < len(tokens) and tokens[place].key == keys[head]:
                head, place = head + 1, place + 1
                if (time := read_time(tokens, at, self._as_of)) and time.length > place - at:
                    continue  # 最近7天登录: a time, and no 最近登录
                tail = keys[head:]
                if self._is_measured(tokens, place, tail):
                    continue
                for end in range(place + 1, min(place + _LONGEST_MIDDLE, len(tokens) - len(tail)) + 1):
                    if tuple(token.key for token in tokens[end : end + len(tail)]) == tail and self._is_explained(
                        tokens, place, end, events
                    ):
                        yield place, end, end + len(tail)

    def _is_measured(self, tokens: list[Token], start: int, tail: tuple[str, ...]) -> bool:
        """ "spent over 500 points" says how many, where "spent points" is the name of the event."""
        return any(
            (quantity := read_quantity(tokens, at, self._units)) is not None and quantity.unit == tail
            for at in range(start, min(start + 2, len(tokens)))
        )

    def _is_explained(self, tokens: list[Token], start: int, end: int, events: frozenset[str | None]) -> bool:
        """Whether times, amounts and values of the event's properties cover the tokens."""
        if start == end:
            return True
        if (is_passed_over(tokens[start]) or tokens[start].text in _PASSED) and (
            end - start > 1 or tokens[start].text in _SOON
        ):
            return self._is_explained(tokens, start + 1, end, events)
        inside = tokens[:end]
        time = read_time(inside, start, self._as_of)
        quantity = read_quantity(inside, start, self._units)
        lengths = {piece.length for piece in (time, quantity) if piece is not None}
        lengths |= {
            stop - start
            for stop in range(start + 1, end + 1)
            if any(_is_of(entry, events) for entry in self._lexicon.look_up(tuple(t.key for t in tokens[start:stop])))
        }
        return any(self._is_explained(tokens, start + length, end, events) for length in lengths)

    def _turned(self, tokens: list[Token]) -> list[Token]:
        """一次费都没交过, 直播看过: the noun of a name stands before its verb, which has an aspect behind it."""
        for at, verb in enumerate(tokens[1:-1], 1):
            if tokens[at + 1].text not in ("过", "了"):
                continue
            for keys, events in self._names.get(verb.key, ()):
                end = at
                while end and tokens[end - 1].text in _BETWEEN_TURNED:
                    end -= 1
                start = end - (len(keys) - 1)
                noun = tuple(token.key for token in tokens[max(start, 0) : end])
                known = self._lexicon.look_up(noun)  # 团课 needs no verb
                if start >= 0 and noun == keys[1:] and any(events) and not known:
                    return [*tokens[:start], *tokens[end : at + 1], *tokens[start:end], *tokens[at + 1 :]]
        return tokens

    def _without_elision(self, tokens: list[Token]) -> list[Token]:
        """没车 is 没有车 where the catalog knows 有车, and 未解决 denies 已解决."""
        out: list[Token] = []
        for at, token in enumerate(tokens):
            out.append(token)
            for said in _NEGATED.get(token.key, "") if at + 1 < len(tokens) else "":
                word = Token("han", said, said, token.end, token.end)
                if not self._is_known(tokens[at : at + 6], 1) and self._is_known([word, *tokens[at + 1 : at + 6]], 2):
                    out.append(word)
                    break
        return out

    def _is_known(self, tokens: list[Token], least: int) -> bool:
        """Whether a name of `least` tokens or more begins here."""
        keys = tuple(token.key for token in tokens)
        return any(self._lexicon.look_up(keys[:end]) for end in range(least, len(keys) + 1))


def _has_times(catalog: Catalog, entry: Entry) -> bool:
    """Whether a time or an amount can be said of a tag, or an amount of what was done, "took 48 hours to resolve":
    "joined in 2024 through" is no name of the channel."""
    if entry.kind == "property":
        prop = catalog.event_property(entry.event or "", entry.prop or "")
        return prop is not None and prop.type == "number"
    tag = catalog.tag(entry.id) if entry.kind == "tag" else None
    return tag is not None and tag.type in ("number", "date", "flag")


def _is_of(entry: Entry, events: frozenset[str | None]) -> bool:
    return entry.kind in ("property_value", "property_group") and entry.event in events
