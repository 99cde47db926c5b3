"""What stands around a Chinese request and is no part of it: 老板说到课率掉得厉害, 问问他们积分花哪去了, 看看体验如何.

Each is told by its grammar: who speaks is not a user, what is done is done to those who are looked for, what is to be
found out is a question. A clause that bounds anything describes users, whatever its grammar.
"""

from agent.planner.text.clause import Clause
from agent.planner.text.han import dictionary_words
from agent.planner.text.items import Amount, Aside, Item, Mention, Unknown
from agent.planner.text.remarks import parts, without_pause
from agent.planner.words import RemarkPart, remark_words
from tools.catalog.tokens import Token

_WORDS = remark_words()


def without_han_remarks(tokens: list[Token], items: list[Item]) -> list[Item]:
    """The items with each remark made one `Aside`, where something else describes users."""
    split = list(parts(items))
    if not any(token.kind == "han" for token in tokens):
        return items
    out: list[Item] = []
    for nth, part in enumerate(split):
        body, pause = without_pause(part)
        before = any(Clause(tokens, other).says_something(0) for other in split[:nth])
        behind = any(Clause(tokens, other).says_something(0) for other in split[nth + 1 :])
        if body and _is_remark(HanPart(tokens, body, pause), before, behind):
            out += [Aside(body[0].start, body[-1].end, "remark"), *pause]
        else:
            out += part
    return out


class HanPart(Clause):
    """A part of a Chinese request, as the words of a dictionary and their parts of speech."""

    def __init__(self, tokens: list[Token], items: list[Item], pause: list[Item]):
        super().__init__(tokens, items)
        start, end = items[0].start, items[-1].end
        self.words = [word for word in dictionary_words(tokens) if start <= word.start and word.end <= end]
        self.leads = bool(pause) and tokens[pause[0].start].text in (":", "：")
        self.spoken = "".join(token.text for token in tokens[start:end])

    def first_of(self, kind: RemarkPart, start: int = 0) -> int | None:
        """The first of the words from `start` on that is of this kind."""
        return next((at for at in range(start, len(self.words)) if self.words[at].text in _WORDS[kind]), None)

    def is_unknown(self) -> bool:
        return any(isinstance(item, Unknown) for item in self.items)

    def names_the_catalog(self) -> bool:
        """Whether it names something of the catalog, other than in 打电话 and such."""
        return any(
            isinstance(item, Mention) and not (at and self.is_a(at - 1, "reach")) for at, item in enumerate(self.items)
        )

    def bounds(self) -> bool:
        """Whether it says which users: a value, an amount that is compared, people with a word that says who."""
        named = [entry for item in self.items if isinstance(item, Mention) for entry in item.entries]
        valued = self.names_the_catalog() and any(e.kind not in ("tag", "event", "property") for e in named)
        compared = any(isinstance(item, Amount) and item.quantity.op for item in self.items)
        return valued or compared or self.names_unknown_people(0) or self.spoken.endswith("的")


def _is_remark(part: HanPart, before: bool, behind: bool) -> bool:
    if not part.words or part.commands(0, part.end) or part.has("restrict") or not (before or behind):
        return False
    if part.leads and behind and part.is_unknown() and not part.says_something(0) and not part.bounds():
        return True  # 咱们先从老粉里挑：
    return _is_reported(part) or (before and (_is_done_to_them(part) or _finds_out(part)))


def _is_done_to_them(part: HanPart) -> bool:
    """给他们发个提醒, 问问他们积分都花哪去了: a verb or a preposition stands right before who is looked for."""
    them = part.first_of("them", 1)
    if them is None:
        return False
    verb = part.words[them - 1]
    asked = verb.text in _WORDS["finding"]  # whatever it is that they are asked about
    return asked or (verb.part[0] in "vp" and not part.bounds())


def _is_reported(part: HanPart) -> bool:
    """教研那边说到课率掉得厉害, 老板让先捞一批人出来打电话: who speaks stands in front, and nothing bounds users."""
    says = part.first_of("saying", 1)
    if says is None or part.bounds():
        return False
    subject = part.words[:says]
    known = all(word.part[0] in "nrdzvasfbcut" for word in subject)
    speaker = any(word.text in _WORDS["speaker"] or word.text[-1] in "部组" for word in subject)
    ordered = part.first_of("seeking", says) is not None
    return known and speaker and not (ordered and part.names_the_catalog())


def _finds_out(part: HanPart) -> bool:
    """看看升房体验怎么样: a question about them, which finds out something new."""
    finds = part.first_of("finding")
    asks = None if finds is None else part.first_of("question", finds + 1)
    return asks is not None and all(word.part[0] in "drvpu" for word in part.words[:finds]) and not part.bounds()
