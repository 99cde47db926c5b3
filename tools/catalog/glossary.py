"""The general words of headers and values in both languages: glossary.yaml, and headers put into the other language.

A header is translated as a whole or not at all: every word of it has to be known (会员等级, `last_visit_date`). Both
languages put what modifies in front, so its parts keep their order.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tools.catalog.header import words
from tools.language import Lang, language_of

_ASKING = re.compile(r"^(?:是否已?|有无|是不是)|[过了]")  # of the header of a flag: 是否退过货
_MEASURED_IN = {"天": ("day", "days"), "周": ("week", "weeks"), "个月": ("month", "months"), "年": ("year", "years")}
_WINDOW_ZH = re.compile(r"近(\d+)(天|周|个月|年)(?:内)?")
_WINDOW_EN = re.compile(r"^(.+?) in the last (?:(\d+) )?(day|week|month|year)s?$", re.IGNORECASE)


@dataclass(frozen=True)
class Meaning:
    """One thing and its words: the first of each language is its name."""

    zh: tuple[str, ...]
    en: tuple[str, ...]

    def name(self, lang: Lang) -> str:
        return (self.zh if lang == "zh" else self.en)[0]

    def other_words(self, taken: str) -> tuple[str, ...]:
        """The words that are neither name nor `taken`; no codes."""
        used = {taken.lower(), self.zh[0], self.en[0].lower()}
        return tuple(word for word in (*self.zh, *self.en) if word.lower() not in used and not is_code(word))


@dataclass(frozen=True)
class Translation:
    """`aliases` where the whole header is one meaning; `about`: what its last word means, "city" for "home city"."""

    name: str
    about: str
    aliases: tuple[str, ...] = ()


def is_code(word: str) -> bool:
    """F, en: they stand in data, and mean something only there."""
    return word.isascii() and len(word) <= 2


def translated(header: str) -> Translation | None:
    """A name in the other language; None where any word is unknown."""
    return _into_english(header) if language_of(header) == "zh" else _into_chinese(header)


def also_called(meaning: str) -> tuple[str, ...]:
    """Everyday words for an event, by its Chinese name: 买 where people 下单."""
    return _glossary().also.get(meaning, ())


def values_of(about: str) -> dict[str, Meaning]:
    """Words of values → their meaning, for columns about `about` ("gender"); in lower case."""
    return _glossary().values["any"] | values_about(about)


def values_about(about: str) -> dict[str, Meaning]:
    """As `values_of`, without the words that may be values of any column."""
    return next((found for kind, found in _glossary().values.items() if kind != "any" and about.endswith(kind)), {})


def _into_english(header: str) -> Translation | None:
    rest = _ASKING.sub("", header)
    window = _WINDOW_ZH.search(rest)
    found = _parts_of(_WINDOW_ZH.sub("", rest) if window else rest)
    if not found:
        return None
    name = " ".join(part if isinstance(part, str) else part.name("en") for part in found)
    if window:
        singular, plural = _MEASURED_IN[window[2]]
        name += " in the last " + (singular if window[1] == "1" else f"{window[1]} {plural}")
    return _translation(name, found, header, bool(window))


def _into_chinese(header: str) -> Translation | None:
    window = _WINDOW_EN.match(header)
    written = words(window[1] if window else header)
    if len(written) > 1 and written[-1] in ("at", "on") and " ".join(written) not in _glossary().words:
        written[-1] = "time"  # `last_login_at`
    by_word, found, at = _glossary().words, [], 0
    while at < len(written):
        for end in range(len(written), at, -1):
            if meaning := by_word.get(" ".join(written[at:end])):
                found.append(meaning)
                at = end
                break
        else:
            return None
    name = "".join(meaning.name("zh") for meaning in found)
    if window:
        measure = next(zh for zh, names in _MEASURED_IN.items() if window[3].lower() in names)
        name = f"近{window[2] or 1}{measure}{name}"
    return _translation(name, list(found), header, bool(window)) if found else None


def _translation(name: str, parts: "list[Meaning | str]", header: str, windowed: bool) -> Translation:
    last = parts[-1]
    about = last.name("en") if isinstance(last, Meaning) else ""
    whole = isinstance(last, Meaning) and len(parts) == 1 and not windowed
    aliases = last.other_words(header) if whole and isinstance(last, Meaning) else ()
    return Translation(name[0].upper() + name[1:], about, aliases)


def _parts_of(text: str) -> "list[Meaning | str] | None":
    """A Chinese header as known words, longest first; Latin letters inside it are names and stay."""
    if not text:
        return []
    if latin := re.match(r"[\s_]*([A-Za-z][A-Za-z0-9]*)[\s_]*", text):
        rest = _parts_of(text[latin.end() :])
        return None if rest is None else [latin[1], *rest]
    by_word = _glossary().words
    for end in range(len(text), 0, -1):
        meaning = by_word.get(text[:end])
        rest = _parts_of(text[end:].lstrip(" _-的")) if meaning else None
        if meaning and rest is not None:
            return [meaning, *rest]
    return None


@dataclass(frozen=True)
class _Glossary:
    """Meanings by their words in lower case; of values by what the column is about, `any` for all columns."""

    words: dict[str, Meaning]
    also: dict[str, tuple[str, ...]]
    values: dict[str, dict[str, Meaning]]


@cache
def _glossary() -> _Glossary:
    # Every scalar is text: "Yes" and "No" are words here.
    data = yaml.load(Path(__file__).with_name("glossary.yaml").read_text("utf-8"), yaml.BaseLoader)
    return _Glossary(
        words=_by_word(data["words"]),
        also={meaning: _listed(words) for meaning, words in data["also"].items()},
        values={about: _by_word(entries) for about, entries in data["values"].items()},
    )


def _by_word(entries: dict[str, str]) -> dict[str, Meaning]:
    """A word that names one thing and is an also-word of another stands for the first."""
    meanings = [Meaning(_listed(zh), _listed(en)) for zh, en in entries.items()]
    found: dict[str, Meaning] = {}
    for meaning in meanings:
        for word in (meaning.zh[0], meaning.en[0]):
            found.setdefault(word.lower(), meaning)
    for meaning in meanings:
        for word in (*meaning.zh, *meaning.en):
            found.setdefault(word.lower(), meaning)
    return found


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
