"""First things to ask, made of what the catalog in use knows, so that each of them has an answer."""

from tools.catalog.model import Catalog, Name, Tag
from tools.language import Lang, Text


def examples(catalog: Catalog, lang: Lang) -> list[str]:
    """Up to four requests in `lang`, from easy to rich; fewer where the catalog holds little."""
    choices, sets = _tags(catalog, "choice"), _tags(catalog, "set")
    found = [term.name.to(lang) for term in catalog.terms[:1]]
    if choices:
        largest, plainest = max(choices, key=_size), min(choices, key=_plainness)
        both = [_has(largest, lang)] if largest is plainest else [_has(largest, lang), _has_group(plainest, lang)]
        found.append(_users(both, lang))
    if catalog.events:
        event = _lower(max(catalog.events, key=lambda each: len(each.properties)).name.to(lang))
        did = Text(en=f"at least one {event} in the last 30 days", zh=f"近30天有过{event}").to(lang)
        found.append(_users([*(_has(tag, lang) for tag in choices[:1]), did], lang))
    if sets:
        found.append(_users([_has(sets[0], lang)], lang))
    return found[:4]


def _tags(catalog: Catalog, kind: str) -> list[Tag]:
    """Tags with words for their values that anyone may use."""
    usable = [tag for tag in catalog.tags if tag.type == kind and tag.id not in catalog.sensitive_tags]
    return [tag for tag in usable if tag.groups or any(value.name for value in tag.values)]


def _size(tag: Tag) -> int:
    return len(tag.values)


def _plainness(tag: Tag) -> tuple[bool, int]:
    """Tags with words of the business for several values come first, of those the one that is quickest to grasp."""
    return not tag.groups, len(tag.values)


def _has(tag: Tag, lang: Lang) -> str:
    """Says the tag's name too: a value's word alone may mean several tags."""
    named = next((value.label for value in tag.values if value.name), None) or tag.groups[0].name
    return _phrase(tag, named, lang)


def _has_group(tag: Tag, lang: Lang) -> str:
    return _phrase(tag, tag.groups[0].name, lang) if tag.groups else _has(tag, lang)


def _phrase(tag: Tag, word: Name, lang: Lang) -> str:
    is_ = "包含" if tag.type == "set" else "是"
    en, zh = f"{_lower(tag.name.to('en'))} {word.to('en')}", f"{tag.name.to('zh')}{is_}{word.to('zh')}"
    return Text(en=en, zh=zh).to(lang)


def _users(parts: list[str], lang: Lang) -> str:
    return Text(en=f"users with {' and '.join(parts)}", zh=f"{'，'.join(parts)}的用户").to(lang)


def _lower(name: str) -> str:
    """A name inside a sentence: "City" → "city", "ARPU" as it is."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
