"""Names of features and reasons, in both languages."""

from tools.catalog.model import Attribute, Name, Value
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
    entry = next((entry for entry in attribute.values if str(entry.value) == value), Value(value=value))
    return part_of(attribute.name.text, entry.label.to("en"), entry.label.to("zh"))
