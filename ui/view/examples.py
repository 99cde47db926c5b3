"""First things to ask, made of what the catalog in use knows, so that each of them has an answer."""

from tools.catalog.model import Attribute, Catalog, Tag
from tools.language import Lang


def examples(catalog: Catalog, lang: Lang) -> list[str]:
    """Up to four requests in `lang`, from easy to rich; fewer where the catalog holds little."""
    choices = [tag for tag in _open(catalog) if tag.type == "choice" and _words(tag, lang)]
    sets = [tag for tag in _open(catalog) if tag.type == "set" and _words(tag, lang)]
    events = [event.name.to(lang) for event in catalog.events]
    found = [term.name.to(lang) for term in catalog.terms[:1]]
    if len(choices) > 1:
        found.append(_both(*(_has(tag, lang) for tag in sorted(choices, key=_richness)[:2]), lang=lang))
    elif choices:
        found.append(_users(_has(choices[0], lang), lang))
    if events and choices:
        found.append(_both(_has(choices[-1], lang), _did(events[0], lang), lang=lang))
    elif events:
        found.append(_users(_did(events[0], lang), lang))
    if sets:
        found.append(_users(_has(sets[0], lang), lang))
    return found[:4]


def _open(catalog: Catalog) -> list[Tag]:
    """Tags that anyone may use."""
    return [tag for tag in catalog.tags if tag.id not in catalog.sensitive_tags]


def _richness(tag: Tag) -> int:
    """Tags that someone described with groups and names come first: they make the better examples."""
    return -2 * len(tag.groups) - sum(value.name is not None for value in tag.values) // 2


def _words(tag: Attribute, lang: Lang) -> str:
    """A word for one of the tag's values: a group's, or a named value's."""
    if tag.groups:
        return tag.groups[0].name.to(lang)
    return tag.values[0].label.to(lang) if tag.values else ""


def _has(tag: Tag, lang: Lang) -> str:
    """Says the tag's name too: a value's word alone may mean several tags."""
    if lang == "zh":
        return f"{tag.name.to(lang)}是{_words(tag, lang)}"
    return f"{_lower(tag.name.to(lang))} is {_words(tag, lang)}"


def _did(event: str, lang: Lang) -> str:
    return f"近30天有过{event}" if lang == "zh" else f"did {_lower(event)} in the last 30 days"


def _users(what: str, lang: Lang) -> str:
    return f"{what}的用户" if lang == "zh" else f"users whose {what}" if " is " in what else f"users who {what}"


def _both(first: str, second: str, *, lang: Lang) -> str:
    if lang == "zh":
        return f"{first}，{second}的用户"
    return f"{_users(first, lang)} and {'who ' if ' is ' not in second else ''}{second}"


def _lower(name: str) -> str:
    """A name inside a sentence: "City" → "city", "ARPU" as it is."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name
