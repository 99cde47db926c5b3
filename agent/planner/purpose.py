"""Why somebody asks: "we want to send a coupon to …", 想给…发张券. It is set aside, and said to be."""

from agent.planner.items import Amount, Aside, Filler, Item, Joint, Measure, Mention, Span, Unknown, When
from agent.planner.words import Purpose, purposes
from tools.catalog.tokens import Token, is_passed_over

_PURPOSES = purposes()
_LONGEST = max(len(phrase) for phrases in _PURPOSES.values() for phrase in phrases)
_TO = frozenset((("给",), ("to",), ("向",), ("对",), ("为",), ("for",)))
_SOME = (["a"], ["an"], ["some"], ["our"], ["the"])


def set_aside(tokens: list[Token], items: list[Item]) -> list[Item]:
    """The items with those that say a purpose made one `Aside` each.

    A clause about the one who asks is set aside whole, whatever it names, when another clause describes users; what
    is sent to users is set aside from a description of them.
    """
    clauses = [_Clause(tokens, clause) for clause in _clauses(items)]
    described = [clause.says_something(0) for clause in clauses]
    out: list[Item] = []
    for i, clause in enumerate(clauses):
        out += clause.without_purpose(elsewhere=any(described[:i] + described[i + 1 :]))
    return out


def _clauses(items: list[Item]) -> list[list[Item]]:
    clauses: list[list[Item]] = [[]]
    for item in items:
        clauses[-1].append(item)
        if isinstance(item, Joint) and item.glue in ("comma", "stop"):
            clauses.append([])
    return [clause for clause in clauses if clause]


class _Clause:
    def __init__(self, tokens: list[Token], items: list[Item]):
        self._tokens = tokens
        self._items = items
        self._end = len(items) - (1 if items and _is_pause(items[-1]) else 0)

    def without_purpose(self, elsewhere: bool) -> list[Item]:
        """The clause's items; `elsewhere`: other clauses describe users."""
        for start, end in (self._of_us(elsewhere), self._reason(), self._object(), self._for_what()):
            if start < end and any(not isinstance(item, Filler) for item in self._items[start:end]):
                aside = Aside(self._items[start].start, self._items[end - 1].end)
                rest = _Clause(self._tokens, self._items[end:])
                return [*self._items[:start], aside, *rest.without_purpose(elsewhere)]
        return self._items

    def says_something(self, start: int, end: int | None = None) -> bool:
        """Whether it names something of the catalog, an amount or a time."""
        items = self._items[start : self._end if end is None else end]
        return any(isinstance(item, Mention | When) or (isinstance(item, Amount) and not _is_one(item)) for item in items)

    def _of_us(self, elsewhere: bool) -> tuple[int, int]:
        """ "we are planning a baking workshop", 老板说要做一波…: about the one who asks, beside who is looked for."""
        if not elsewhere or any(self._is(at, "seek") for at in range(self._end)):
            return 0, 0
        start = next((at for at in range(self._end) if not _is_idle(self._items[at]) or self._is(at, "us")), self._end)
        if start < self._end and self._is(start, "us") and any(self._is(at, "plan") for at in range(start, self._end)):
            return start, self._end
        begins = next((at for at in range(self._end) if self._is(at, "to_them")), None)
        return (begins, self._end) if begins is not None else (0, 0)

    def _reason(self) -> tuple[int, int]:
        """A clause that knows nothing of users, and begins with a reason or speaks of a campaign or of business."""
        begins = next((at for at in range(self._end) if self._is(at, "because")), None)
        if begins is not None and not self.says_something(begins):
            return begins, self._end
        campaign = any(self._is(at, "content") or self._is(at, "send") for at in range(self._end))
        business = any(self._is(at, "business") for at in range(self._end))
        if (business or (campaign and self._is_of_us())) and not self.says_something(0):
            return 0, self._end
        return 0, 0

    def _object(self) -> tuple[int, int]:
        """What is sent: from the verb up to whom it is sent to, or to the end of the clause."""
        for at in range(self._end):
            if not self._is(at, "send") or self._is_done(at):
                continue
            to = next((i for i in range(at + 1, self._end) if self._keys(i) in _TO), self._end)
            if to == self._end and (gift := self._gift(at)) is not None:
                return gift, self._end
            if self._tells_of_users(at, to):
                continue
            to_whom = to < self._end or any(self._keys(i) in _TO for i in range(at))
            content = max((i for i in range(at, to) if self._is(i, "content")), default=None)
            named = any(isinstance(item, Mention) for item in self._items[at:to])
            # What the catalog knows is what is sent only where somebody is said to get it, "a coffee coupon" to whom.
            if named and not (to_whom and content is not None and not self.says_something(content + 1, to)):
                continue
            unknown = any(isinstance(item, Unknown) for item in self._items[at + 1 : to])
            at_the_end = unknown and self.says_something(0, at)
            if content is not None or (unknown and to_whom) or at_the_end:
                return at, to
        return 0, 0

    def _gift(self, at: int) -> int | None:
        """Where the "a coupon" of "send women in Beijing a coupon" begins; None when nobody stands between."""
        start = next((i for i in range(self._end - 1, at, -1) if self._text(i).split()[:1] in _SOME), None)
        if start is None or not self.says_something(at + 1, start) or self.says_something(start):
            return None
        return start if any(self._is(i, "content") for i in range(start, self._end)) else None

    def _for_what(self) -> tuple[int, int]:
        """ "for our spring campaign", 用于活动."""
        for at in range(self._end):
            if self._text(at) in ("for", "为", "用于"):
                ends = [i for i in range(at + 1, self._end) if self._is(i, "content")]
                if ends and not self._tells_of_users(at, ends[-1]) and not self.says_something(at, ends[-1] + 1):
                    return at, ends[-1] + 1
        return 0, 0

    def _is(self, at: int, kind: Purpose) -> bool:
        """Whether a phrase of this kind begins with the item; what the catalog knows is no verb of sending."""
        if kind == "send" and isinstance(self._items[at], Mention):
            return False
        return any(keys in _PURPOSES[kind] for keys in self._beginnings(at))

    def _beginnings(self, at: int) -> list[tuple[str, ...]]:
        """Keys of the phrases that begin with the item, or within it when nothing explains it."""
        item, end = self._items[at], self._items[self._end - 1].end
        starts = range(item.start, item.end if isinstance(item, Unknown) else item.start + 1)
        return [
            tuple(token.key for token in self._tokens[start:stop] if not is_passed_over(token))
            for start in starts
            for stop in range(start + 1, min(end, start + 2 * _LONGEST) + 1)
        ]

    def _is_of_us(self) -> bool:
        return any(self._is(at, "we") or self._is(at, "us") for at in range(self._end))

    def _is_done(self, at: int) -> bool:
        """发过 and 送了: something that users did."""
        behind = self._items[at + 1] if at + 1 < len(self._items) else None
        return isinstance(behind, Measure) and behind.aspect == "happened"

    def _tells_of_users(self, start: int, end: int) -> bool:
        """送礼物的女性: a noun behind 的 is who is meant, not what is sent; "who" begins a new description."""
        for at in range(start + 1, end):
            item = self._items[at]
            content_follows = any(self._is(i, "content") for i in range(at + 1, end))
            if isinstance(item, Joint) and (item.glue not in ("of", "and", "list") or not content_follows):
                return True
            if self._text(at) in ("who", "that", "whose", "with"):
                return True
        return False

    def _keys(self, at: int) -> tuple[str, ...]:
        item: Span = self._items[at]
        return tuple(token.key for token in self._tokens[item.start : item.end])

    def _text(self, at: int) -> str:
        item: Span = self._items[at]
        return " ".join(token.text for token in self._tokens[item.start : item.end])


def _is_pause(item: Item) -> bool:
    return isinstance(item, Joint) and item.glue in ("comma", "stop")


def _is_idle(item: Item) -> bool:
    return isinstance(item, Filler | Joint)


def _is_one(item: Amount) -> bool:
    """The 一 of 一场活动 counts no users."""
    return item.quantity.value == 1 and item.quantity.unit is None
