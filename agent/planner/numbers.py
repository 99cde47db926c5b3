"""Numbers as people write them: 1,200 · 3k · 1.5万 · 一万二 · 两千五 · 三分之一 · twenty-five · 10%."""

from dataclasses import dataclass

from tools.catalog.tokens import Token

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}
_CHINESE = frozenset(_DIGITS) | frozenset(_UNITS) | frozenset(_BIG) | {"半"}
_LATIN_SCALE = {
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "million": 1e6,
    "mn": 1e6,
    "b": 1e9,
    "bn": 1e9,
    "billion": 1e9,
    "w": 1e4,
}
_ENGLISH = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "dozen": 12,
}  # fmt: skip
_FRACTIONS = {"half": 0.5, "third": 1 / 3}
# English words for how often; they carry their unit with them.
TIMES = {"once": 1, "twice": 2, "thrice": 3}


@dataclass(frozen=True)
class Number:
    """A number read from `length` tokens; `share` when it was written as a percentage or a fraction.

    `high` is set where the words themselves are a range: 两三次, "in their thirties".
    """

    value: int | float
    length: int
    share: bool = False
    high: int | float | None = None


def read_number(tokens: list[Token], at: int) -> Number | None:
    """The longest number that begins at token `at`, None if there is none."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    if token.kind == "number":
        return _scaled(float(token.key), tokens, at, 1)
    if token.kind == "word":
        return _english(tokens, at)
    if token.kind == "han":
        return _percent_of(tokens, at) or _chinese(tokens, at)
    return None


def _scaled(value: float, tokens: list[Token], at: int, length: int) -> Number:
    """Digits with the scale or percent sign behind them."""
    following = tokens[at + length] if at + length < len(tokens) else None
    if following is not None:
        if following.text == "%":
            return Number(_tidy(value / 100), length + 1, share=True)
        adjoining = following.start == tokens[at + length - 1].end
        scale = _LATIN_SCALE.get(following.text)
        # "3k", "3m" and "3 million", but not the metres of "3 m" and "500m".
        if scale and (adjoining or len(following.text) > 2) and not (following.text == "m" and value >= 100):
            return Number(_tidy(value * scale), length + 1)
        scale = 1.0
        extra = 0
        while at + length + extra < len(tokens) and (unit := _scale(tokens[at + length + extra].text)):
            scale *= unit
            extra += 1
        if extra:
            return Number(_tidy(value * scale), length + extra)
    return Number(_tidy(value), length)


def _scale(text: str) -> int | None:
    return _BIG.get(text) or (_UNITS.get(text) if text != "十" else None)


def _percent_of(tokens: list[Token], at: int) -> Number | None:
    """百分之十, 三分之一."""
    text = "".join(token.text for token in tokens[at : at + 3])
    if text == "百分之" and (part := read_number(tokens, at + 3)):
        return Number(part.value / 100, 3 + part.length, share=True)
    if text[1:] == "分之" and text[0] in _DIGITS and (part := read_number(tokens, at + 3)) and _DIGITS[text[0]]:
        return Number(part.value / _DIGITS[text[0]], 3 + part.length, share=True)
    if text[:2] in ("一半", "半数"):
        return Number(0.5, 2, share=True)
    if text[1:2] == "成" and text[0] in _DIGITS:
        return Number(_DIGITS[text[0]] / 10, 2, share=True)
    return None


def _chinese(tokens: list[Token], at: int) -> Number | None:
    end = at
    while end < len(tokens) and tokens[end].text in _CHINESE:
        end += 1
    run = "".join(token.text for token in tokens[at:end])
    # 半 is a half only alone; behind a unit of time it belongs to the reader of time.
    if not run or run[0] in _BIG or "半" in run:
        return None
    if len(run) == 2 and all(c in _DIGITS for c in run) and _DIGITS[run[1]] - _DIGITS[run[0]] == 1 and run[0] not in "零〇":
        return Number(_DIGITS[run[0]], 2, high=_DIGITS[run[1]])
    value = _chinese_value(run)
    return None if value is None else Number(value, end - at)


def _chinese_value(run: str) -> int | None:
    """一万二 is 12,000: a last digit without a unit counts in tenths of the unit before it."""
    if all(character in _DIGITS for character in run):
        return int("".join(str(_DIGITS[character]) for character in run))
    total = section = 0
    digit: int | None = None
    last_unit = 1
    after_zero = False
    for character in run:
        if character in _DIGITS:
            if digit is not None and digit != 0:
                return None
            digit = _DIGITS[character]
            after_zero = after_zero or digit == 0
        elif character in _UNITS:
            section += (1 if digit is None else digit) * _UNITS[character]
            last_unit, digit, after_zero = _UNITS[character], None, False
        else:
            total = (total + section + (digit or 0)) * _BIG[character]
            section, last_unit, digit, after_zero = 0, _BIG[character], None, False
    if digit is not None:
        section += digit if after_zero or last_unit == 10 else digit * last_unit // 10 or digit
    return total + section


def _english(tokens: list[Token], at: int) -> Number | None:
    if tokens[at].text in _FRACTIONS:
        return Number(_FRACTIONS[tokens[at].text], 1, share=True)
    if tokens[at].text == "a" and at + 1 < len(tokens) and tokens[at + 1].text in _FRACTIONS:
        return Number(_FRACTIONS[tokens[at + 1].text], 2, share=True)
    total = current = 0
    end = at
    while end < len(tokens) and tokens[end].kind in ("word", "mark"):
        word = tokens[end].text
        if word == "-" and end > at and end + 1 < len(tokens) and tokens[end + 1].text in _ENGLISH:
            end += 1
            continue
        if (
            word == "a"
            and end == at
            and end + 1 < len(tokens)
            and tokens[end + 1].text in ("hundred", "thousand", "dozen", "million")
        ):
            current = 1
        elif word == "hundred" or word == "dozen":
            current = max(current, 1) * _ENGLISH[word]
        elif word in _ENGLISH:
            current += _ENGLISH[word]
        elif word in ("thousand", "million", "billion") and end > at:
            total, current = total + current * int(_LATIN_SCALE[word]), 0
        else:
            break
        end += 1
    return Number(total + current, end - at) if end > at else None


def _tidy(value: float) -> int | float:
    rounded = round(value, 9)
    return int(rounded) if rounded.is_integer() else rounded
