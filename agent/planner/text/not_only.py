"""Not only: "not only boards but also reports" is both; "members in Xuhui, not only Gold" bounds nothing, and lifts
what a draft is bound by."""

from agent.planner.text.items import Aside, Command, Filler, Item, Joint, Mention
from tools.catalog.tokens import Token

_ONLY = frozenset(
    ("only", "just", "merely", "solely", "simply", "exclusively", "只", "只是", "只有", "仅", "仅仅", "光")
)
_ALSO = frozenset(("also", "too", "as well", "equally", "还", "也", "还有", "而且"))


def with_not_only(tokens: list[Token], items: list[Item]) -> list[Item]:
    """The items with what "not only" is said of joined to what follows, else set aside as no bound."""
    at = next((at for at in range(len(items) - 1) if _is_not_only(tokens, items, at)), None)
    if at is None:
        return items
    lead = Joint(items[at].start, items[at + 1].end, "both")
    sentence = next((i for i in range(at, len(items)) if _is(items[i], "stop")), len(items))
    joined = next((i for i in range(at + 2, sentence) if _goes_on(tokens, items, i)), None)
    if joined is not None:
        rest = [
            Joint(item.start, item.end, "and") if i == joined else _quiet(tokens, item)
            for i, item in enumerate(items[joined:sentence], joined)
        ]
        return [*items[:at], lead, *items[at + 2 : joined], *rest, *items[sentence:]]
    end = next((i for i in range(at + 2, len(items)) if _is(items[i], "comma") or _is(items[i], "stop")), len(items))
    if not any(isinstance(item, Mention) for item in items[at + 2 : end]):
        return items
    if any(isinstance(item, Mention) for item in (*items[:at], *items[end:])):
        return [*items[:at], Aside(lead.start, items[end - 1].end, "any"), *items[end:]]
    return [*items[:at], Command(lead.start, lead.end, "lift"), *items[at + 2 :]]


def _is_not_only(tokens: list[Token], items: list[Item], at: int) -> bool:
    said = tokens[items[at + 1].start : items[at + 1].end]
    only = isinstance(items[at + 1], Filler) and _text(tokens, items[at + 1]) in _ONLY
    return _is(items[at], "not") and only and bool(said) and _text(tokens, items[at]) in ("not", "不", "不是")


def _goes_on(tokens: list[Token], items: list[Item], at: int) -> bool:
    """The "but" of "not only … but also …", the 还 of 不只…还…."""
    return (_is(items[at], "but") or _text(tokens, items[at]) in _ALSO) and not isinstance(items[at], Mention)


def _quiet(tokens: list[Token], item: Item) -> Item:
    """The "also" behind "but" joins nothing more."""
    again = isinstance(item, Joint) and _text(tokens, item) in _ALSO
    return Filler(item.start, item.end) if again else item


def _is(item: Item, glue: str) -> bool:
    return isinstance(item, Joint) and item.glue == glue


def _text(tokens: list[Token], item: Item) -> str:
    words = [token.text for token in tokens[item.start : item.end]]
    return ("" if tokens[item.start].kind == "han" else " ").join(words)
