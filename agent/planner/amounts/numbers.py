"""Numbers as people write them: 1,200 · 3k · 1.5万 · 一万二 · 两千五 · 三分之一 · twenty-five · 10%."""

from dataclasses import dataclass

from tools.catalog.tokens import Token

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}
# How numerals are written on cheques, and tens in one character.
_FORMAL = dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千", strict=True))
_TENS = {"廿": "二十", "卅": "三十"}
_CHINESE = frozenset((*_DIGITS, *_UNITS, *_BIG, *_FORMAL, *_TENS, "半"))
_POINT = "点"
_LATIN_SCALE = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "w": 1e4}
_SCALE_WORDS = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_ENGLISH = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_PERCENT = ((("%",), 1), (("percent",), 1), (("pct",), 1), (("per", "cent"), 2))
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
    number: Number | None
    match tokens[at].kind:
        case "number":
            number = _with_scale(tokens, at, _grouped(tokens, at))
        case "word":
            number = _part(tokens, at) or _english(tokens, at)
        case "han":
            number = _han_part(tokens, at) or _chinese(tokens, at)
        case "mark":
            return None
    return number and _percent(tokens, at, number)


def _percent(tokens: list[Token], at: int, number: Number) -> Number:
    behind = [token.text for token in tokens[at + number.length : at + number.length + 2]]
    for words, length in _PERCENT:
        if tuple(behind[:length]) == words and not number.share:
            return Number(_tidy(number.value / 100), number.length + length, share=True)
    return number


def _grouped(tokens: list[Token], at: int) -> Number:
    """Digits, and thousands apart from them: 10 000."""
    text, end = tokens[at].key, at + 1
    while len(text) <= 3 * (end - at) and text.isdigit() and end < len(tokens) and _is_group(tokens, end):
        text, end = text + tokens[end].key, end + 1
    return Number(_tidy(float(text)), end - at)


def _is_group(tokens: list[Token], at: int) -> bool:
    token = tokens[at]
    return token.kind == "number" and len(token.text) == 3 and token.start == tokens[at - 1].end + 1


def _with_scale(tokens: list[Token], at: int, number: Number) -> Number:
    """Digits with the scale behind them."""
    place = at + number.length
    if place >= len(tokens):
        return number
    following = tokens[place]
    adjoining = following.start == tokens[place - 1].end
    if following.text in _SCALE_WORDS:
        return Number(_tidy(number.value * _SCALE_WORDS[following.text]), number.length + 1)
    scale = _LATIN_SCALE.get(following.text)
    # "3k" and "3m", but not the metres of "3 m" and "500m".
    if scale and (adjoining or len(following.text) > 1) and not (following.text == "m" and number.value >= 100):
        return Number(_tidy(number.value * scale), number.length + 1)
    return _with_han_scale(tokens, at, number)


def _with_han_scale(tokens: list[Token], at: int, number: Number) -> Number:
    """1.5万 · 5千万 · 1万2千 · 3千5, whose last digit counts in tenths of the unit before it."""
    place, value, last = at + number.length, float(number.value), 0
    while place < len(tokens) and (unit := _scale(tokens[place].text)):
        value, last, place = value * unit, unit if not last else last * unit, place + 1
    if last and place < len(tokens) and tokens[place].kind == "number" and tokens[place].start == tokens[place - 1].end:
        rest = _with_han_scale(tokens, place, Number(_tidy(float(tokens[place].key)), 1))
        if rest.length > 1 and rest.value < last:
            return Number(_tidy(value + rest.value), place + rest.length - at)
        if rest.length == 1 and rest.value in range(1, 10):
            return Number(_tidy(value + rest.value * last / 10), place + 1 - at)
    return Number(_tidy(value), place - at)


def _scale(text: str) -> int | None:
    return _BIG.get(text) or (_UNITS.get(text) if text != "十" else None)


def _han_part(tokens: list[Token], at: int) -> Number | None:
    """百分之十, 三分之一, 三成半, 一半."""
    text = "".join(token.text for token in tokens[at : at + 3])
    divisor = _UNITS.get(text[:1]) or _DIGITS.get(text[:1])
    if divisor and text[1:] == "分之" and (part := read_number(tokens, at + 3)):
        return Number(_tidy(part.value / divisor), 3 + part.length, share=True)
    if text[:2] in ("一半", "半数"):
        return Number(0.5, 2, share=True)
    if text[1:2] == "成" and text[0] in _DIGITS:
        half = text[2:] == "半"
        return Number(_tidy(_DIGITS[text[0]] / 10 + 0.05 * half), 2 + half, share=True)
    return None


def _chinese(tokens: list[Token], at: int) -> Number | None:
    end = at
    while end < len(tokens) and tokens[end].text in _CHINESE:
        end += 1
    written = "".join(token.text for token in tokens[at:end])
    run = "".join(_TENS.get(character, _FORMAL.get(character, character)) for character in written)
    # 半 is a half only alone; behind a unit of time it belongs to the reader of time. 陆 and 伍 alone are names.
    if not run or run[0] in _BIG or "半" in run or (len(written) == 1 and written in _FORMAL):
        return None
    if (approximate := _two_digits(run)) is not None:
        return Number(approximate[0], end - at, high=approximate[1])
    value = _chinese_value(run)
    if value is None:
        return None
    if end + 1 < len(tokens) and tokens[end].text == _POINT and tokens[end + 1].text in _DIGITS:
        return _decimal(tokens, at, end, value)
    return Number(value, end - at)


def _decimal(tokens: list[Token], at: int, point: int, whole: int) -> Number:
    """三点五, and what of it is counted in: 三点五万."""
    end = point + 1
    while end < len(tokens) and tokens[end].text in _DIGITS:
        end += 1
    digits = "".join(str(_DIGITS[token.text]) for token in tokens[point + 1 : end])
    return _with_han_scale(tokens, at, Number(float(f"{whole}.{digits}"), end - at))


def _two_digits(run: str) -> tuple[int, int] | None:
    """两三千 · 十五六 · 三五: two digits side by side are a range."""
    for at in range(len(run) - 1):
        low, high = _DIGITS.get(run[at], 0), _DIGITS.get(run[at + 1], 0)
        alone = not any(character in _DIGITS for character in run[at + 2 :]) and run[at - 1 : at] not in _DIGITS
        if alone and low and (high == low + 1 or (low, high) == (3, 5)):
            ends = [_chinese_value(run[:at] + digit + run[at + 2 :]) for digit in (run[at], run[at + 1])]
            return (ends[0], ends[1]) if ends[0] is not None and ends[1] is not None else None
    return None


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


def _part(tokens: list[Token], at: int) -> Number | None:
    """half · a third · two thirds · three quarters of; but half a dozen is six."""
    count = 1 if tokens[at].text in ("a", "one") else _ENGLISH.get(tokens[at].text, 0)
    place = at + 1 if count else at
    name = tokens[place].text.removesuffix("s") if place < len(tokens) else ""
    if name not in _PARTS or count >= _PARTS[name]:
        return None
    behind = [token.text for token in tokens[place + 1 : place + 4]]
    if name == "half" and behind[:1] == ["a"] and behind[1:] and behind[1] in _SCALE_WORDS:
        return Number(_SCALE_WORDS[behind[1]] // 2, place + 3 - at)
    # Without "of", a quarter is three months and the third is a place in a row.
    of = behind[:1] == ["of"] or behind == ["at", "random", "of"]
    if name != "half" and not (name == "third" and count) and not of:
        return None
    return Number((count or 1) / _PARTS[name], place + 1 - at, share=True)


def _english(tokens: list[Token], at: int) -> Number | None:
    """twenty-five · one hundred and five · two and a half thousand."""
    words = [token.text if token.kind in ("word", "mark") else "" for token in tokens[at : at + 16]]
    if words[0] == "a" and (len(words) < 2 or words[1] not in _SCALE_WORDS):
        return None
    total, current, place = 0.0, 0.0, 0
    while place < len(words):
        word = words[place]
        if word in _ENGLISH:
            current += _ENGLISH[word]
        elif word == "a" and place == 0:
            current = 1
        elif word in ("hundred", "dozen"):
            current = max(current, 1) * _SCALE_WORDS[word]
        elif word in _SCALE_WORDS and (place or current):
            total, current = total + current * _SCALE_WORDS[word], 0
        elif word == "-" and place and words[place + 1 : place + 2] and words[place + 1] in _ENGLISH:
            pass
        elif words[place : place + 3] == ["and", "a", "half"] and place:
            current, place = current + 0.5, place + 2
        elif not (word == "and" and place and words[place - 1] in _SCALE_WORDS and _is_last_part(words, place + 1)):
            break
        place += 1
    return Number(_tidy(total + current), place) if place else None


def _is_last_part(words: list[str], at: int) -> bool:
    """The "five" of "one hundred and five", but not that of "between one hundred and five hundred"."""
    end = at
    while end < len(words) and (words[end] in _ENGLISH or (words[end] == "-" and end > at)):
        end += 1
    return end > at and (end == len(words) or words[end] not in _SCALE_WORDS)


def _tidy(value: float) -> int | float:
    rounded = round(float(value), 9)
    return int(rounded) if rounded.is_integer() else rounded
