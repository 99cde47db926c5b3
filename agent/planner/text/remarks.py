"""What stands around a request and is no part of it: "Finance is complaining about idle money.", "which is what a free
night costs", "whatever room it was". Each is set aside by its grammar, and said to be.

A sentence whose subject is neither users nor looked for by anyone tells of a situation. What has users for its subject,
or no subject at all, describes them: "their dogs are big", "stayed in a suite".
"""

from collections.abc import Iterator

from agent.planner.text.clause import PEOPLE, Clause
from agent.planner.text.items import (
    Amount,
    Aside,
    Command,
    Filler,
    Item,
    Joint,
    Measure,
    Mention,
    Unknown,
    ends_clause,
)
from agent.planner.words import courtesies
from tools.catalog.tokens import Token

_OPENINGS = courtesies()["opening"] | courtesies()["thanks"]
_BEING = frozenset(("is", "are", "was", "were"))
_HAVING = frozenset(("have", "has", "had"))
_HELPING = frozenset(("will", "would", "can", "could", "may", "might", "must", "should", "shall", "did", "does", "do"))
# Verbs of stating, which whatever is stated follows; and those of asking and wishing, whose object may be users.
_STATING = frozenset((
    "say", "mention", "complain", "report", "claim", "believe", "think", "insist", "reckon", "notice", "explain",
    "argue", "note", "remark", "announce", "confirm", "warn", "feel", "fear", "worry",
))  # fmt: skip
_SAYING = _STATING | frozenset((
    "ask", "tell", "suggest", "wonder", "point", "propose", "agree", "decide", "plan", "hope", "promise", "intend",
    "want", "wish", "offer", "need", "expect", "prefer",
))  # fmt: skip
# What begins, goes on and ends, by itself: "our new store opens in Ningbo next month".
_HAPPENING = frozenset((
    "open", "start", "begin", "launch", "close", "end", "finish", "stop", "happen", "run", "turn", "celebrate", "move",
    "reopen", "relaunch", "arrive", "come", "change",
))  # fmt: skip
_PAST = {
    "said": "say", "told": "tell", "thought": "think", "felt": "feel", "began": "begin", "ran": "run", "came": "come",
}  # fmt: skip
_LOOKED_FOR = frozenset(("want", "need", "like", "prefer", "find", "get", "target", "include", "exclude", "should"))
_QUESTIONS = frozenset(("whether", "if", "why", "how", "when", "where", "what", "that"))
_US = frozenset(("we", "i", "our", "my", "us"))
# Subjects that stand for users, or ask for them.
_THEM = frozenset((
    "they", "he", "she", "it", "who", "whose", "which", "that", "those", "these", "their", "his", "her", "its", "you",
    "everyone", "everybody", "anyone", "anybody", "nobody", "someone", "somebody", "all", "any", "each", "every",
    "guests", "account", "accounts", "learners", "visitors", "residents", "patients", "passengers", "families",
    "households", "buyers",
)) | PEOPLE  # fmt: skip
_THERE = ("there", "那里", "那边", "那儿")
_ARTICLES = frozenset(("the", "a", "an", "our", "my", "this"))
_UNBOUNDED = (
    ("whatever",), ("whichever",), ("no", "matter"), ("without", "regard"),
    ("regardless", "of"), ("irrespective", "of"), ("independent", "of"),
    ("不", "管"), ("不", "论"), ("无", "论"), ("甭", "管"), ("别", "管"), ("不", "分"),
)  # fmt: skip

# 不管是不是黑卡, 无论男还是女: whoever it is.
_WHETHER = ("是不是", "是否", "有没有", "有无", "还是")


def without_remarks(tokens: list[Token], items: list[Item]) -> list[Item]:
    """The items with each remark made one `Aside`, where something else describes users."""
    split = list(parts(items))
    out: list[Item] = []
    for nth, part in enumerate(split):
        elsewhere = any(Clause(tokens, other).says_something(0) for other in split[:nth] + split[nth + 1 :])
        # "our new store opens in Ningbo, so I need everybody who lives there"
        pointed_at = any(tokens[item.start].text in _THERE for other in split[nth + 1 :] for item in other[1:])
        body, pause = without_pause(part)
        while body and isinstance(body[0], Joint) and len(body) > 1:
            out.append(body.pop(0))
        if body and elsewhere and not pointed_at and _is_remark(Remark(tokens, body, pause)):
            out += [Aside(body[0].start, body[-1].end, "remark"), *pause]
        else:
            if body and elsewhere and _is_for_what(Remark(tokens, body, pause)):
                body = [Aside(body[0].start, body[-1].end)]
            body = _unbounded(tokens, body) if body and elsewhere else body
            out += [*(_without_relative(tokens, body) if nth and body else body), *pause]
    return out


class Remark(Clause):
    """A part of a request that may tell of a situation."""

    def __init__(self, tokens: list[Token], items: list[Item], pause: list[Item]):
        super().__init__(tokens, items)
        self.words = [token.text for token in tokens[items[0].start : items[-1].end]]
        self.keys_of = [token.key for token in tokens[items[0].start : items[-1].end]]
        self.first = items[0].start
        self.leads = bool(pause) and tokens[pause[0].start].text in (":", "：")

    def item_at(self, word: int) -> Item:
        """The item that a word belongs to."""
        return next(item for item in self.items if item.start <= self.first + word < item.end)

    def is_silent(self) -> bool:
        """Whether it names nothing of the catalog, no amount and no people."""
        return not self.says_something(0) and not self.names_users(0)

    def names_users(self, start: int) -> bool:
        heads = any(isinstance(item, Measure) and item.aspect == "head" for item in self.items)
        return heads or any(word in PEOPLE for word in self.words[start:])

    def has_unknown(self) -> bool:
        return any(isinstance(item, Unknown) for item in self.items)


def _is_remark(part: Remark) -> bool:
    if part.commands(0, part.end) or not part.words[0].isascii():
        return False
    opened = any(tuple(part.keys_of[:size]) in _OPENINGS for size in range(1, 5))
    headed = part.leads and part.words[0] in _ARTICLES
    if (opened or headed) and part.is_silent() and part.has_unknown():
        return True
    verb = next((at for at, word in enumerate(part.words) if _is_finite(word)), None)
    if verb is None:
        return False
    subject = part.words[: verb + 1] if "'" in part.words[verb] else part.words[:verb]
    subject = [word.split("'")[0] for word in subject]
    if not subject or any(word in _THEM for word in subject):
        return False
    if "there" in subject or any(word in _US for word in subject):
        happens = _lemma(part.words[verb]) in _HAPPENING and subject[0] in ("our", "my")
        return (happens and isinstance(part.item_at(1), Unknown)) or _tells_what_there_is(part, verb)
    return _tells_of_others(part, verb, subject[-1])


def _is_for_what(part: Remark) -> bool:
    """ "For the badge of hotel collectors," before who is to get it; "for the elderly" are users."""
    if part.words[0] != "for" or part.words[1:2] == [] or part.words[1] not in _ARTICLES:
        return False
    named = next((item for item in part.items[1:] if not isinstance(item, Filler)), None)
    one = len(part.words) == 3 and part.words[1] == "the"
    amounts = any(isinstance(item, Amount) for item in part.items)
    whose = any(word in ("who", "whose", "that", "with", "in") for word in part.words)
    return isinstance(named, Unknown) and not one and not amounts and not whose and not part.names_users(0)


def _tells_what_there_is(part: Remark, verb: int) -> bool:
    """ "We've got twelve seats left in the drawing workshop": what we have are no users."""
    word = part.words[verb].split("'")[-1]
    has = word in _HAVING or word == "ve" or (part.words[0] == "there" and word in _BEING | {"s"})
    wanted = part.words[verb + 1 : verb + 2] == ["to"]
    things = [item for item in part.items if item.start > part.first + verb]
    return has and not wanted and not part.names_users(verb) and any(isinstance(item, Unknown) for item in things)


def _tells_of_others(part: Remark, verb: int, subject: str) -> bool:
    """ "Finance is complaining about idle money", "Ms Ye asked whether some of her families could have them"."""
    named = any(isinstance(item, Mention) and item.end == part.first + verb for item in part.items)
    if isinstance(part.item_at(verb), Mention) or (named and subject.endswith("s")):
        return False  # "parents asked for a refund": users
    if _lemma(part.words[verb]) in _STATING and not any(_lemma(word) in _LOOKED_FOR for word in part.words[verb + 1 :]):
        return True
    word, behind = part.words[verb], part.words[verb + 1 : verb + 2]
    says = _lemma(word) in _SAYING
    if says and ((behind and behind[0] in _QUESTIONS) or (behind == ["to"] and part.points())):
        return True
    goes_on = word in _BEING and behind != [] and behind[0].endswith("ing")
    return (says or goes_on or word in _HAVING or word in _HELPING) and not part.says_something(0)


def _is_finite(word: str) -> bool:
    if "'" in word:
        return word.split("'")[0] in _US | {"there"} and word.split("'")[1] in ("ve", "s", "re", "d", "ll", "m")
    return word in _BEING or word in _HAVING or word in _HELPING or _lemma(word) != word


def _lemma(word: str) -> str:
    """asked → ask, notices → notice."""
    forms = (_PAST.get(word, word), *(word.removesuffix(end) for end in ("ed", "d", "s", "es")))
    return next((form for form in forms if form in _SAYING | _HAPPENING), word)


def parts(items: list[Item]) -> Iterator[list[Item]]:
    """The items by pause, each part with the one that ends it."""
    part: list[Item] = []
    for item in items:
        part.append(item)
        if ends_clause(item):
            yield part
            part = []
    if part:
        yield part


def without_pause(part: list[Item]) -> tuple[list[Item], list[Item]]:
    return (part[:-1], part[-1:]) if ends_clause(part[-1]) else (part[:], [])


def _without_relative(tokens: list[Token], body: list[Item]) -> list[Item]:
    """Nothing but an aside for "which is what a free night costs", behind a pause."""
    words = [token.text for token in tokens[body[0].start : body[-1].end]]
    clause = Clause(tokens, body)
    comments = words[0] == "which" and not clause.commands(0, clause.end)
    told = len(words) > 2 and words[1] in _BEING and words[2] in _QUESTIONS
    unknown = any(isinstance(item, Unknown) for item in body)
    if comments and (told or (unknown and not clause.says_something(0))):
        return [Aside(body[0].start, body[-1].end, "remark")]
    return body


def _is_denial(item: Item) -> bool:
    return isinstance(item, Joint) and item.glue in ("not", "or", "of")


def _unbounded(tokens: list[Token], body: list[Item]) -> list[Item]:
    """Nothing but an aside for "whatever room it was", "regardless of tier"."""
    words = tuple(token.text for token in tokens[body[0].start : body[-1].end])
    named = [entry for item in body if isinstance(item, Mention) for entry in item.entries]
    bounded = any(entry.kind not in ("tag", "property", "event") for entry in named)
    # 不管付没付费: what is denied is so, or is not.
    others = any(not (isinstance(item, Mention | Filler | Unknown | Command) or _is_denial(item)) for item in body)
    begins = any(words[: len(opening)] == opening for opening in _UNBOUNDED)
    bounded = bounded and not any(asked in "".join(words) for asked in _WHETHER)
    return (
        [Aside(body[0].start, body[-1].end, "any")] if begins and len(body) > 1 and not bounded and not others else body
    )
