"""Numbers in words: which numbers of a reply were heard before, from a tool or from the person."""

import re
from typing import Any

_NUMBER = re.compile(r"(?<![\w.])[-−]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(%|万|亿|k\b|K\b|million\b)?")
_SCALE = {"万": 10_000.0, "亿": 100_000_000.0, "k": 1_000.0, "million": 1_000_000.0}
_HAN_BEFORE = re.compile(r"(?<=[㐀-鿿])(?=\d)|(?<=[A-Za-z])(?=\d)")
_LIST_NUMERAL = re.compile(r"^\s*\d{1,2}[.)、]\s", re.MULTILINE)


class Numbers:
    """All numbers heard so far in a conversation."""

    def __init__(self) -> None:
        self._heard: set[float] = {100.0}  # what TGI is of the population, by definition

    def add(self, source: Any) -> None:
        """Take in the numbers of a text, or of plain data: its numbers and those in its texts."""
        match source:
            case bool() | None:
                return
            case int() | float():
                self._heard.add(abs(float(source)))
            case str():
                self._heard.update(abs(value) for _, value, _ in _numbers(source))
            case dict():
                for value in source.values():
                    self.add(value)
            case list() | tuple():
                self._heard.add(float(len(source)))  # "3 tags found"
                for value in source:
                    self.add(value)

    def unsupported(self, reply: str) -> list[str]:
        """Numbers of the reply, as written, that were not heard: not as such, not rounded, not as a percentage."""
        text = _LIST_NUMERAL.sub("", reply)
        return [written for written, value, step in _numbers(text) if not self._supports(abs(value), step, written)]

    def _supports(self, value: float, step: float, written: str) -> bool:
        """Whether a number heard rounds to `value`, which is written to the nearest `step`."""
        factor = 100.0 if written.endswith("%") else 1.0
        return any(_rounds(heard, value, step) or _rounds(heard * factor, value, step) for heard in self._heard)


def _rounds(heard: float, value: float, step: float) -> bool:
    # Written without decimals a count is exact, but what is no whole number is rounded to one.
    near = step or (0.0 if heard.is_integer() else 1.0)
    return abs(heard - value) <= near / 2 + 1e-9


def _numbers(text: str) -> list[tuple[str, float, float]]:
    """Each number with what it is written as, its value, and the step it is written to the nearest of."""
    found = []
    for match in _NUMBER.finditer(_HAN_BEFORE.sub(" ", text)):
        whole, decimals, unit = match.groups()
        scale = _SCALE.get((unit or "").lower(), 1.0)
        value = float(whole.replace(",", "") + (decimals or "")) * scale
        # Written out, a number is exact; with decimals or a unit it is as near as it shows.
        rounded = bool(decimals or unit)
        step = scale * 10.0 ** -len((decimals or ".")[1:]) if rounded else 0.0
        found.append((match.group().strip(), value, step))
    return found
