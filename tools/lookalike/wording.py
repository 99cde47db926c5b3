"""Names of features and reasons, in both languages."""

from tools.catalog.model import Attribute, Name
from tools.language import Text


def listed(names: list[Name], en: str, zh: str) -> Text:
    """Things by name, with what happened to them."""
    return Text(
        en=f"{', '.join(name.to('en') for name in names)}: {en}.",
        zh=f"{'、'.join(name.to('zh') for name in names)}：{zh}。",
    )


def part_of(name: Text, en: str, zh: str) -> Text:
    return Text(en=f"{name.en}: {en}", zh=f"{name.zh}：{zh}")


def value_of(attribute: Attribute, value: str) -> Text:
    """A stored value in words: "Interests: Camping"."""
    known = next(
        (entry.label.text for entry in attribute.values if str(entry.value) == value), Text(en=value, zh=value)
    )
    return part_of(attribute.name.text, known.en, known.zh)
