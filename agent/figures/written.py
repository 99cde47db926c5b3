"""Numbers and days as they are written in a reply, each with what it may stand for."""

import re
from calendar import month_name
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from agent.planner.amounts.numbers import read_number
from tools.catalog.tokens import normalise, tokenise

_MONTHS = tuple(name.lower() for name in month_name[1:])
_MONTH = rf"(?P<name>{'|'.join(f'{name[:3]}(?:{name[3:]})?' if name[3:] else name for name in _MONTHS)})\b\.?"
_YEAR = r"(?<![\d,.])(?P<y>(?:19|20)\d{2})"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?\b"
_DAYS = [
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}(?P<mark>[-/.])(?P<m>\d{{1,2}})(?P=mark)(?P<d>\d{{1,2}})(?!\d)",
        rf"{_YEAR}\s*年\s*(?P<m>\d{{1,2}})\s*月\s*(?P<d>\d{{1,2}})\s*[日号]",
        rf"{_YEAR}\s*年(?:\s*(?P<m>\d{{1,2}})\s*月)?",
        r"(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]",
        rf"\b{_MONTH}\s+{_DAY}(?:,?\s+(?P<y>\d{{4}}))?",
        rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+(?P<y>\d{{4}}))?",
        rf"\b{_MONTH}\s+(?P<y>\d{{4}})",
    )
]
# Numerals of a list, and of one of its items: they count nothing.
_NUMERALS = re.compile(r"^\s*[-*]?\s*\(?\d{1,2}[.)、](?!\d)(?=\s*\S)|第\s*\d+|[①-⑳]", re.MULTILINE)
_FIGURE = re.compile(
    r"(?<![a-z_\d.])(\d+(?:,\d{3})+|\d+)(\.\d+)?(?:\s*(%|万|亿|千|百|thousand|million|billion)|(k|m)(?![a-z]))?"
)
_SCALES = {
    "%": 0.01, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8,
    "k": 1e3, "m": 1e6, "thousand": 1e3, "million": 1e6, "billion": 1e9,
}  # fmt: skip
# Small numbers in words are parts of speech as often as counts: "one of them", 十分.
_SMALLEST_IN_WORDS = 20


@dataclass(frozen=True)
class Figure:
    """A number as written: `unit` is what its last digit is worth, which is how far it may have been rounded."""

    text: str
    value: float
    unit: float

    def stands_for(self, number: float) -> bool:
        """Whether `number` is written so, exactly or rounded. What is less than one unit is not rounded away: 0 stands
        for no share."""
        near = abs(number - self.value)
        return near <= 1e-9 or (near <= self.unit / 2 + 1e-9 and abs(number) >= self.unit)


@dataclass(frozen=True)
class Day:
    """A day, or as much of one as is written."""

    text: str
    year: int | None
    month: int | None
    day: int | None

    def stands_for(self, known: date) -> bool:
        given = ((self.year, known.year), (self.month, known.month), (self.day, known.day))
        return all(said is None or said == is_so for said, is_so in given)


def read(text: str, names: Sequence[str] = ()) -> tuple[list[Figure], list[Day]]:
    """The numbers and days of a text: 12,345 · 1.2万 · 0.44% · 3k · 一万二 · 2026-10-31. Numerals of lists are none,
    nor what stands in `names` (normalised)."""
    normal = normalise(_NUMERALS.sub(" ", text))[0]
    for name in names:
        normal = normal.replace(name, " ")
    found = []
    for pattern in _DAYS:
        found += [_day(match) for match in pattern.finditer(normal)]
        normal = pattern.sub(" ", normal)
    return [*_in_digits(normal), *_in_words(normal)], found


def _in_digits(text: str) -> Iterator[Figure]:
    for match in _FIGURE.finditer(text):
        whole, decimals, scale, glued = match.groups()
        worth = _SCALES[scale or glued] if scale or glued else 1.0
        value = float(whole.replace(",", "") + (decimals or ""))
        step = 10.0 ** -(len(decimals) - 1) if decimals else 1.0
        # The m of "500m" is for metres.
        if glued == "m" and not decimals:
            worth = 1.0
        yield Figure(match.group().strip(), value * worth, step * worth)


def _in_words(text: str) -> Iterator[Figure]:
    tokens = tokenise(text)
    at = 0
    while at < len(tokens):
        number = read_number(tokens, at) if tokens[at].kind != "number" else None
        if number and not number.share and number.value >= _SMALLEST_IN_WORDS:
            words = text[tokens[at].start : tokens[at + number.length - 1].end]
            yield Figure(words, float(number.value), 1.0)
        # Digits with 万 behind them were read as digits.
        at += number.length if number else 2 if tokens[at].kind == "number" else 1


def _day(match: re.Match[str]) -> Day:
    parts = match.groupdict()
    name = parts.get("name")
    month = next(at for at, full in enumerate(_MONTHS, 1) if full.startswith(name[:3])) if name else parts.get("m")
    year, day = parts.get("y"), parts.get("d")
    return Day(
        match.group().strip(), int(year) if year else None, int(month) if month else None, int(day) if day else None
    )
