"""Numbers, amounts, labels and lists in words."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from tools.catalog.model import Attribute, Event, Name, Place
from tools.language import Lang
from tools.segment import Amount, Scalar

# What the sentences themselves are built with: a label that holds any of it is quoted, so that it ends where it ends.
_NEEDS_QUOTES = re.compile(r"""[，、；。“”,;"()（）\[\]]|\.\s|\s(and|or|[+−×÷])\s|^\s|\s$|^$""")


def number(value: float) -> str:
    """Exact, with thousands separators and no exponent: 12,000 and 0.5."""
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    text = f"{exact:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: float) -> str:
    text = f"{Decimal(repr(share)) * 100:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def with_unit(text: str, unit: Name | None, lang: Lang) -> str:
    """A number with its unit: 12,000元, 30 years, 15%."""
    if unit is None:
        return text
    word = unit.to(lang)
    spaced = word[0].isalnum() and (lang == "en" or word[0].isascii())
    return f"{text} {word}" if spaced else f"{text}{word}"


def users(amount: Amount, lang: Lang) -> str:
    """How many users: 1,000人, 20%, "1,000 users"."""
    if amount.share is not None:
        return percent(amount.share)
    size = number(amount.size or 0)
    return f"{size}人" if lang == "zh" else f"{size} {'user' if amount.size == 1 else 'users'}"


def quoted(text: str) -> str:
    return "“" + text.replace("“", "““").replace("”", "””") + "”"


def clear(label: str) -> str:
    """The label as it stands, in quotes where it could be taken for part of the sentence."""
    return quoted(label) if _NEEDS_QUOTES.search(label) else label


def name_of(id: str, siblings: Iterable[Attribute | Event | Place], lang: Lang) -> str:
    """What the catalog calls `id`: with the id behind it where another sibling has the same name, the bare id where
    the catalog does not know it."""
    names = {entry.id: entry.name.to(lang) for entry in siblings}
    if id not in names:
        return clear(id)
    same = [other for other, name in names.items() if name.casefold() == names[id].casefold()]
    return clear(names[id]) if same == [id] else f"{clear(names[id])} [{id}]"


def value_of(value: Scalar, attribute: Attribute | None, lang: Lang) -> str:
    """A stored value by its catalog name, a number with its unit, a flag as yes or no."""
    listed = attribute.values if attribute else ()
    if label := next((entry.label.to(lang) for entry in listed if entry.value == value), None):
        same = [entry for entry in listed if entry.label.to(lang).casefold() == label.casefold()]
        return clear(label) if len(same) == 1 else f"{clear(label)} [{value}]"
    if isinstance(value, bool):
        return ("是" if value else "否") if lang == "zh" else ("yes" if value else "no")
    if isinstance(value, (int, float)):
        return with_unit(number(value), attribute.unit if attribute else None, lang)
    taken = any(entry.label.to(lang).casefold() == value.casefold() for entry in listed)
    return f"{clear(value)} [{value}]" if taken else clear(value)


def either(items: Sequence[str], lang: Lang) -> str:
    """北京、上海或广州; "Beijing, Shanghai or Guangzhou"."""
    if len(items) == 1:
        return items[0]
    comma, last = ("、", "或") if lang == "zh" else (", ", " or ")
    return comma.join(items[:-1]) + last + items[-1]


def neither(items: Sequence[str]) -> str:
    """不是北京、不是上海也不是广州. Only in Chinese: 不在…之中 and its like clash with values such as 在北京工作."""
    denied = [f"不是{item}" for item in items]
    return "、".join(denied[:-1]) + "也" + denied[-1]


def listed(items: Sequence[str], lang: Lang) -> str:
    return ("、" if lang == "zh" else ", ").join(items)
