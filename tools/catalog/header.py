"""What the header of a column says: its name in its own language, its unit, and an id for it."""

import re
from dataclasses import dataclass

from tools.catalog.model import Name
from tools.language import language_of

_BRACKETED = re.compile(r"^(.+?)\s*[(（\[【]\s*([^()（）\[\]【】]+?)\s*[)）\]】]\s*$")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+[a-z]*(?![a-z])|\d+|[^\W_A-Za-z\d]+")

# Units with their words. Of the last column: whether a header that ends with the English word is named without it
# ("distance_km" is a distance; "active_days" is not an "active").
_UNITS: list[tuple[Name, tuple[str, ...], bool]] = [
    (Name(en="CNY", zh="元"), ("元", "cny", "rmb", "yuan", "人民币", "¥", "￥"), True),
    (Name(en="10,000 CNY", zh="万元"), ("万元",), True),
    (Name(en="USD", zh="美元"), ("usd", "$", "us$", "dollars", "美元"), True),
    (Name(en="EUR", zh="欧元"), ("eur", "€", "euros", "欧元"), True),
    (Name(en="HKD", zh="港元"), ("hkd", "港元", "港币"), True),
    (Name(en="GBP", zh="英镑"), ("gbp", "£", "英镑"), True),
    (Name(en="JPY", zh="日元"), ("jpy", "日元"), True),
    (Name(en="km", zh="公里"), ("km", "kilometers", "kilometres", "公里", "千米"), True),
    (Name(en="m", zh="米"), ("m", "meters", "metres", "米"), True),
    (Name(en="cm", zh="厘米"), ("cm", "厘米"), True),
    (Name(en="kg", zh="公斤"), ("kg", "公斤", "千克"), True),
    (Name(en="%", zh="%"), ("%", "％", "pct", "percent", "百分比"), True),
    (Name(en="years", zh="岁"), ("岁", "years old"), True),
    (Name(en="years", zh="年"), ("年", "years", "yrs"), True),
    (Name(en="months", zh="个月"), ("个月", "月", "months"), True),
    (Name(en="weeks", zh="周"), ("周", "weeks"), False),
    (Name(en="days", zh="天"), ("天", "日", "days"), False),
    (Name(en="hours", zh="小时"), ("小时", "hours", "hrs"), False),
    (Name(en="minutes", zh="分钟"), ("分钟", "minutes", "mins", "min"), False),
    (Name(en="seconds", zh="秒"), ("秒", "seconds", "secs"), False),
    (Name(en="times", zh="次"), ("次", "times"), False),
    (Name(en="items", zh="件"), ("件", "items"), False),
]
CURRENCIES = ("CNY", "10,000 CNY", "USD", "EUR", "HKD", "GBP", "JPY")
_BY_WORD = {word: (name, dropped) for name, words, dropped in _UNITS for word in words}
_YEARS_OF_AGE = Name(en="years", zh="岁")

# What headers shorten, written out for people.
_SHORT = {
    "avg": "average", "amt": "amount", "qty": "quantity", "num": "number of", "cnt": "count", "dob": "date of birth",
    "reg": "registration", "pref": "preferred", "lang": "language", "txn": "transaction", "txns": "transactions",
    "mth": "month", "mths": "months", "acct": "account", "addr": "address", "cust": "customer", "yr": "year",
    "nps": "NPS", "vip": "VIP", "ltv": "LTV", "aov": "AOV", "gmv": "GMV", "sms": "SMS", "rfm": "RFM", "crm": "CRM",
}  # fmt: skip
# visits_12m, spend_30d, orders_last_7_days: the stretch of time that a number is of. Of months only the usual ones, so
# that "run_100m" stays a distance.
_WINDOW = re.compile(
    r"(?P<of>.+?)[ _-]*(?:(?:in[ _-]*)?(?:the[ _-]*)?(?:last|past|l)[ _-]*)?"
    r"(?:(?P<n>\d{1,3})[ _-]*(?P<measure>d|w|y|days?|weeks?|months?|years?)|(?P<months>[1369]|12|18|24|36)m)",
    re.IGNORECASE,
)
_MEASURES = {"d": "day", "w": "week", "m": "month", "y": "year"}


@dataclass(frozen=True)
class Header:
    """`note` is what stood in brackets where it is neither a known unit nor the name in the other language."""

    id: str
    name: Name
    unit: Name | None = None
    note: str | None = None


def read_header(text: str, measured: bool = False) -> Header:
    """`spend(元)`, `age_years`, `distanceKm`, `城市(city)` → name, unit, id. Nothing is translated but units.

    Only the header of something `measured` may end with its unit: "member_years" of a text column is a name.
    """
    text = text.strip()
    bracketed = _BRACKETED.match(text)
    if not bracketed:
        return _measured(text) if measured else Header(_id(text), _name(text))
    outer, inner = bracketed.groups()
    if inner.lower() in _BY_WORD:
        return Header(_id(outer), _name(outer), _unit(inner, outer))
    if language_of(outer) != language_of(inner):
        zh, en = (outer, inner) if language_of(outer) == "zh" else (inner, outer)
        return Header(_id(en), Name(en=_name(en).en, zh=_name(zh).zh))
    return Header(_id(outer), _name(outer), note=inner)


def words(text: str) -> list[str]:
    """The words of a header: `lastLoginDate`, `last_login_date` → last, login, date (in lower case)."""
    return [word.lower() for word in _WORDS.findall(text)]


def _measured(text: str) -> Header:
    *before, last = words(text) or [""]
    if before and not before[-1].isdigit() and last.isascii() and len(last) > 1 and last in _BY_WORD:
        _, dropped = _BY_WORD[last]
        end = text.lower().rfind(last)
        shown = text[:end].rstrip(" _-.") if dropped else text
        return Header(_id(text), _name(shown), _unit(last, text))
    return Header(_id(text), _name(text))


def _unit(word: str, header: str) -> Name:
    name, _ = _BY_WORD[word.lower()]
    is_age = "age" in words(header) or "年龄" in header
    return _YEARS_OF_AGE if is_age and name.en == "years" else name


def _id(text: str) -> str:
    """Latin words in lower case joined by underscores; other scripts as they stand."""
    return "_".join(words(text)) or text


def _name(text: str) -> Name:
    if language_of(text) == "zh":
        return Name(zh=text.replace("_", " ").strip())
    if (window := _WINDOW.fullmatch(text)) and words(window["of"]):
        n, measure = window["months"] or window["n"], _MEASURES[(window["measure"] or "m")[0].lower()]
        stretch = measure if n == "1" else f"{n} {measure}s"
        return Name(en=f"{_name(window['of']).en} in the last {stretch}")
    found = _WORDS.findall(text)
    shouted = len(found) > 1 and all(word.isupper() for word in found if word.isalpha())
    # An abbreviation among other words keeps its capitals: "VIP level".
    kept = [
        _SHORT.get(word.lower()) or (word if word.isupper() and len(word) > 1 and not shouted else word.lower())
        for word in found
    ]
    shown = " ".join(kept) or text
    return Name(en=shown[0].upper() + shown[1:])
