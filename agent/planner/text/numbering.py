"""Labels that count the parts of a request: 1、上海；2、女性, "(a) gold members or (b) silver ones", "First, …"."""

from agent.planner.text.items import Filler, Item, Joint
from tools.catalog.tokens import Token

_ROWS = (
    tuple(str(n) for n in range(1, 21)),
    tuple("abcdefghij"),
    ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
    ("first", "second", "third", "fourth", "fifth", "sixth"),
    ("firstly", "secondly", "thirdly", "fourthly", "fifthly", "sixthly"),
    tuple("一二三四五六七八九十"),
)
_MARKS = ("list", "stop", "close", "comma")
# What a label of only a letter has behind it: "a." may be an article at the end of something cut off.
_LETTER_MARKS = ("close",)


def without_numbering(tokens: list[Token], items: list[Item]) -> list[Item]:
    """The items without the labels of a row that begins at its beginning and goes on in order."""
    for row in _ROWS:
        labels = [found for at in range(len(items)) if (found := _label(tokens, items, at, row))]
        said = [text for text, _, _ in labels]
        if len(said) > 1 and tuple(said) == row[: len(said)]:
            passed = {place for _, start, end in labels for place in range(start, end)}
            return [Filler(item.start, item.end) if at in passed else item for at, item in enumerate(items)]
    return items


def _label(tokens: list[Token], items: list[Item], at: int, row: tuple[str, ...]) -> tuple[str, int, int] | None:
    """The label that stands at an item, with the first and the last item of what it is written with."""
    item = items[at]
    text = tokens[item.start].text
    if item.end - item.start != 1 or text not in row or at + 1 >= len(items):
        return None
    mark, before = items[at + 1], items[at - 1] if at else None
    opened = isinstance(before, Joint) and before.glue == "open"
    begins = at == 0 or opened or (isinstance(before, Joint) and before.glue in ("comma", "stop", "list", "and", "or"))
    marks = _LETTER_MARKS if text.isalpha() and text.isascii() and len(text) < 4 else _MARKS
    if not begins or not isinstance(mark, Joint) or mark.glue not in marks or (opened and mark.glue != "close"):
        return None
    return text, at - opened, at + 2
