"""One clause of a request, for telling what it is about."""

from collections.abc import Iterator

from agent.planner.text.han import dictionary_words
from agent.planner.text.items import (
    Amount,
    Command,
    Filler,
    Item,
    Joint,
    Measure,
    Mention,
    Span,
    Unknown,
    When,
    ends_clause,
)
from agent.planner.words import Act, Purpose, purposes
from tools.catalog.tokens import Token, is_passed_over

Stretch = tuple[int, int]

_PURPOSES = purposes()
_LONGEST = max(len(phrase) for phrases in _PURPOSES.values() for phrase in phrases)
# 春季活动 is an 活动: in Chinese the last characters say what kind of thing it is.
_HEADS = frozenset("".join(words) for words in _PURPOSES["content"] if all("㐀" <= word <= "鿿" for word in words))
# Who is asked for: a clause with one of these and "we" is no reason.
_ASKING = (
    "find", "show", "list", "select", "pull", "give", "count", "identify", "need",
    "圈", "筛", "找", "拉", "捞", "圈选", "筛选", "需要",
)  # fmt: skip
PEOPLE = frozenset(
    ("用户", "人群", "人", "客户", "顾客", "会员", "消费者", "粉丝", "people", "users", "user", "customers", "customer",
     "members", "member", "those", "everyone", "clients", "shoppers", "owners", "players", "readers", "subscribers"),
)  # fmt: skip
# Behind "so" and "and" these begin a clause of their own.
_INTENTS = (
    "we", "i", "please", "find", "show", "give", "list", "pull", "get", "can", "could", "who", "which", "would", "need",
    "let's", "i'd", "we'd", "i'll", "we'll", "i'm", "we're",
)  # fmt: skip
# Acts whose words stand in any sentence.
_NO_ORDERS: frozenset[Act] = frozenset(
    ("these", "remark", "ignore", "restart", "add", "include", "remove", "lift", "replace", "widen")
)
_THEY = ("they", "he", "she", "their", "his", "her", "who", "whose", "他们", "她们", "他", "她")
# These point at what another clause names.
_POINTING = (
    "there",
    "them",
    "those",
    "these",
    "they",
    "他们",
    "她们",
    "那里",
    "那边",
    "那儿",
    "当地",
    "这些",
    "那些",
    "这里",
)


# What is done only with things that users do not have yet.
_PROMOTING = ("推", "主推", "推荐", "推广", "推销", "宣传", "安利", "种草")


class Clause:
    """Items of one clause; `end` is the index of the pause that closes it, or the number of its items."""

    def __init__(self, tokens: list[Token], items: list[Item]):
        self._tokens = tokens
        self.items = items
        self.end = len(items) - (1 if items and ends_clause(items[-1]) else 0)

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.end))

    def after(self, at: int) -> range:
        return range(at + 1, self.end)

    def part(self, start: int, end: int) -> "Clause":
        return Clause(self._tokens, self.items[start:end])

    def says_something(self, start: int, end: int | None = None) -> bool:
        """Whether it names something of the catalog, an amount or a time."""
        return any(_is_meant(item) for item in self.items[start : self.end if end is None else end])

    def commands(self, start: int, end: int) -> bool:
        """Whether it asks for something to be done with an audience, and not only points at one."""
        return any(isinstance(item, Command) and item.act not in _NO_ORDERS for item in self.items[start:end])

    def points(self) -> bool:
        """Whether it is about what another clause names: "list the people there"."""
        return any(self.text(at) in _POINTING for at in self)

    def speaks_of_them(self, start: int, end: int) -> bool:
        """Whether users are what is spoken of: "given that they have …"."""
        return any(self.text(at) in _THEY for at in range(start, end))

    def has(self, kind: Purpose) -> bool:
        return any(self.is_a(at, kind) for at in self)

    def asks(self) -> bool:
        """Whether users are looked for in this clause."""
        return any(self.text(at) in _ASKING for at in self)

    def names_people(self) -> bool:
        return any(self._is_people(at) for at in self)

    def names_unknown_people(self, start: int) -> bool:
        """ "loyal customers", 高端客户: a word for people behind one that nothing explains."""
        return any(
            self._is_people(at) and isinstance(self.items[at - 1], Unknown) and not self._is_purpose(at - 1)
            for at in range(max(start, 1), self.end)
        )

    def is_aim(self) -> bool:
        """Whether all of it says what users are wanted for: "to boost sales", 推个年卡优惠, 到期提醒用."""
        begins = self.begins_with("goal") or self.begins_with_to()
        sent = self.begins_with("send") and self.is_a(self.end - 1, "content") and not self.names_people()
        ends = self.text(self.end - 1) in ("用", "用的") and self.is_a(self.end - 2, "content")
        return begins or sent or self._promotes() or ends

    def _promotes(self) -> bool:
        """推自动代扣: what the catalog knows may be what users are to be won for."""
        first = next((at for at in self if not isinstance(self.items[at], Joint)), self.end)
        done = self.text(first + 1) in ("过", "了") or self.text(self.end - 1) in ("的", "过", "了")
        bounded = any(isinstance(item, Amount | When) for item in self.items[: self.end])
        return self.text(first) in _PROMOTING and not done and not bounded and not self.names_people()

    def begins_with_to(self) -> bool:
        """ "To boost sales": a verb behind "to" that does not look for users."""
        first = next((at for at in self if not isinstance(self.items[at], Joint)), self.end)
        following = self.items[first + 1] if first + 1 < self.end else None
        verb = isinstance(following, Unknown | Command) or (following is not None and self._is_purpose(first + 1))
        word = self.text(first + 1)
        verb = verb and (not word.endswith("s") or word.endswith(("ss", "us")))
        return self.text(first) == "to" and verb and not self.is_a(first + 1, "seek")

    def begins_with(self, kind: Purpose) -> bool:
        """Whether it begins with a phrase of this kind, but for words that join."""
        first = next((at for at in self if not self.is_idle(at) or self.is_a(at, kind)), self.end)
        return self.is_a(first, kind)

    def is_idle(self, at: int) -> bool:
        return isinstance(self.items[at], Filler | Joint)

    def is_a(self, at: int, kind: Purpose) -> bool:
        """Whether a phrase of this kind begins with the item; what the catalog knows is no verb of sending."""
        return self.length_of(at, kind) > 0

    def names_content(self, at: int) -> bool:
        """Whether the words of an item are something that is sent, though the catalog may know them: 电话."""
        return self.keys(at) in _PURPOSES["content"]

    def names_a_campaign(self) -> bool:
        """Whether a word of it ends in something that is sent or held: 做活动."""
        return any({self.text(at)[-2:], self.text(at)[-1:]} & _HEADS for at in self if self.text(at))

    def length_of(self, at: int, kind: Purpose) -> int:
        """How many items the longest phrase of this kind takes that begins here."""
        if not 0 <= at < self.end or isinstance(self.items[at], When | Amount):
            return 0
        if kind in ("send", "reach", "content") and isinstance(self.items[at], Mention):
            return 0
        item = self.items[at]
        if kind == "content" and isinstance(item, Unknown) and {self.text(at)[-2:], self.text(at)[-1:]} & _HEADS:
            return 1
        start, longest = item.start, 0
        # "wants to know" begins with "wants", all of it a filler, and "give them a" with "give them".
        spaced = (one for one in self.items[at : self.end] if self._is_spaced_filler(one))
        ends = {one.end for one in self.items[at : self.end]} | {
            end for one in spaced for end in range(one.start + 1, one.end)
        }
        for stop in sorted(end for end in ends if end <= start + 2 * _LONGEST):
            words = tuple(token.text for token in self._tokens[start:stop] if not is_passed_over(token))
            longest = stop if words in _PURPOSES[kind] else longest
        return sum(1 for item in self.items[at : self.end] if item.start < longest)

    def _is_spaced_filler(self, item: Item) -> bool:
        return isinstance(item, Filler) and self._tokens[item.start].kind == "word"

    def tells_of_users(self, start: int, end: int) -> bool:
        """送礼物的女性: a noun behind 的 is who is meant, not what is sent; "who" begins a new description."""
        for at in range(start + 1, end):
            item = self.items[at]
            content_follows = any(self.is_a(i, "content") for i in range(at + 1, end))
            if isinstance(item, Joint) and (item.glue not in ("of", "and", "list") or not content_follows):
                return True
            if self.text(at) in ("who", "that", "whose", "with"):
                return True
        return False

    def keys(self, at: int) -> tuple[str, ...]:
        item: Span = self.items[at]
        return tuple(token.key for token in self._tokens[item.start : item.end])

    def text(self, at: int) -> str:
        """The words of an item, empty where there is none; Han characters stand together."""
        if not 0 <= at < len(self.items):
            return ""
        item: Span = self.items[at]
        words = [token.text for token in self._tokens[item.start : item.end]]
        return ("" if self._tokens[item.start].kind == "han" else " ").join(words)

    def _is_people(self, at: int) -> bool:
        item = self.items[at]
        return self.text(at) in PEOPLE or (isinstance(item, Measure) and item.aspect == "head")

    def _is_purpose(self, at: int) -> bool:
        kinds: tuple[Purpose, ...] = ("send", "content", "reach", "plan", "business")
        return any(self.is_a(at, kind) for kind in kinds)


def clauses(tokens: list[Token], items: list[Item]) -> list[list[Item]]:
    """The items by clause: a pause ends one, and so do "so" and "and" before what the asker wants."""
    out: list[list[Item]] = [[]]
    for at, item in enumerate(items):
        following = tokens[items[at + 1].start].text if at + 1 < len(items) else ""
        joined = tokens[item.start].text in ("so", "and", "but", "then")
        if joined and following in _INTENTS and _is_us(tokens, out[-1]):
            out.append([])
        out[-1].append(item)
        if following in _INTENTS and _is_whole_reason(tokens, out[-1]):
            out.append([])
        if isinstance(item, Joint) and item.glue in ("comma", "stop", "open", "close"):
            out.append([])
    return [clause for clause in out if clause]


def one_by_one(tokens: list[Token], items: list[Item]) -> list[Item]:
    """The items with each unknown word apart from the next, as a dictionary cuts them where they are Chinese."""
    out: list[Item] = []
    unknown = [item for item in items if isinstance(item, Unknown)]
    han = any(tokens[item.start].kind == "han" for item in unknown)
    starts = {word.start for word in dictionary_words(tokens)} if han else set()
    for item in items:
        if isinstance(item, Unknown):
            cuts = [
                at for at in range(item.start, item.end) if at == item.start or at in starts or tokens[at].kind != "han"
            ]
            for start, end in zip(cuts, [*cuts[1:], item.end], strict=True):
                out += _verb_and_object(tokens, start, end)
        else:
            out.append(item)
    return out


def _verb_and_object(tokens: list[Token], start: int, end: int) -> list[Item]:
    """发张券, which no dictionary has, is 发张 and 券."""
    words = tuple(token.text for token in tokens[start:end])
    for cut in range(len(words) - 1, 0, -1):
        if words[:cut] in _PURPOSES["send"] and words[cut:] in _PURPOSES["content"]:
            return [Unknown(start, start + cut), Unknown(start + cut, end)]
    return [Unknown(start, end)]


def run_together(tokens: list[Token], items: list[Item]) -> list[Item]:
    """The items with neighbouring unknown words as one again."""
    out: list[Item] = []
    for item in items:
        if isinstance(item, Unknown) and out and isinstance(out[-1], Unknown) and out[-1].end == item.start:
            out[-1] = Unknown(out[-1].start, item.end)
        else:
            out.append(item)
    return out


def _is_us(tokens: list[Token], items: list[Item]) -> bool:
    return any(tokens[item.start].text in ("we", "we're", "our", "we've", "i", "i'm", "my", "the") for item in items)


def _is_whole_reason(tokens: list[Token], items: list[Item]) -> bool:
    """The "to reduce churn" of "to reduce churn we need …": a reason that something was said in."""
    clause = Clause(tokens, items)
    begins = clause.begins_with("because") or clause.begins_with("goal") or clause.begins_with_to()
    return begins and any(isinstance(item, Unknown | Mention) for item in items)


def _is_meant(item: Item) -> bool:
    return isinstance(item, Mention | When) or (isinstance(item, Amount) and not _is_one(item))


def _is_one(item: Amount) -> bool:
    """The 一 of 一场活动 and the 一张 of 补一张券 count no users."""
    quantity = item.quantity
    return quantity.value == 1 and quantity.op is None and quantity.unit_class in (None, "pieces")
