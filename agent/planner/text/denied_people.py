"""People who are none: "non-members", 非会员. Who that is stands in no catalog, so that the word is asked about."""

from agent.planner.text.clause import PEOPLE
from agent.planner.text.items import Filler, Item, Joint, Measure, Unknown
from tools.catalog.tokens import Token

_NON = frozenset(("non", "非"))
_ARE_NOT = frozenset(("are not", "aren't", "is not", "isn't", "not", "不是", "并非", "并不是", "不是个", "没有成为"))


def with_denied_people(tokens: list[Token], items: list[Item]) -> list[Item]:
    """The items with such a word as one that nothing explains."""
    out: list[Item] = []
    for at, item in enumerate(items):
        not_at = len(out) - 1
        while not_at > 0 and _is_between(tokens, out[not_at]):
            not_at -= 1
        denial = out[not_at] if out and _is_people(tokens, item) else None
        if isinstance(denial, Joint) and denial.glue == "not" and _is_whole(tokens, denial, items[at + 1 : at + 2]):
            out[not_at:] = [Unknown(denial.start, item.end)]
        else:
            out.append(item)
    return out


def _is_whole(tokens: list[Token], denial: Joint, behind: list[Item]) -> bool:
    """Whether it denies the people themselves: "who are not members", but not "not members of the club"."""
    words = " ".join(token.text for token in tokens[denial.start : denial.end])
    ends = not behind or isinstance(behind[0], Joint)
    return words in _NON or (words in _ARE_NOT and ends)


def _is_between(tokens: list[Token], item: Item) -> bool:
    return isinstance(item, Filler) and tokens[item.start].text in ("-", "a", "an")


def _is_people(tokens: list[Token], item: Item) -> bool:
    text = "".join(token.text for token in tokens[item.start : item.end])
    return (isinstance(item, Measure) and item.aspect == "head") or (isinstance(item, Filler) and text in PEOPLE)
