"""Names of China's provinces and cities in both languages, from the telephone area codes of libphonenumber.

`phonenumbers` carries them for its own purposes ("广东省深圳市" is "Shenzhen, Guangdong"): provinces and some 340
cities, without autonomous prefectures, Hong Kong, Macau and Taiwan.
"""

import re
from functools import cache

_CHINA = "86"
_SPLIT = re.compile(r"(.+?省|内蒙古|广西|西藏|宁夏|新疆)?(.+?)?(?:市|地区|盟)?")
_ENDING = re.compile(r"(?<=..)(?:省|市|地区|盟|(?:壮族|回族|维吾尔)?自治区)$")


def english(place: str) -> str | None:
    """深圳, 深圳市 → Shenzhen."""
    return _places()[0].get(without_kind(place))


def chinese(place: str) -> str | None:
    """Shenzhen → 深圳; None where several places are written so (Suzhou: 苏州 and 宿州)."""
    found = _places()[1].get(place.casefold(), set())
    return next(iter(found)) if len(found) == 1 else None


@cache
def _places() -> tuple[dict[str, str], dict[str, set[str]]]:
    from phonenumbers.geodata import GEOCODE_DATA

    names = (said for code, said in GEOCODE_DATA.items() if code.startswith(_CHINA) and "zh" in said)
    both = {(said["zh"], said["en"]) for said in names if "、" not in said["zh"]}  # no list of places
    by_zh: dict[str, str] = {}
    by_en: dict[str, set[str]] = {}
    for zh, en in sorted(both):
        if not (split := _SPLIT.fullmatch(zh)):
            continue
        city, _, province = en.partition(", ")
        named = [(split[1], province), (split[2], city)] if province else [(zh, en)]
        for chinese_name, english_name in named:
            if chinese_name and english_name:
                by_zh.setdefault(without_kind(chinese_name), english_name)
                by_en.setdefault(english_name.casefold(), set()).add(without_kind(chinese_name))
    return by_zh, by_en


def without_kind(place: str) -> str:
    """深圳市 → 深圳."""
    return _ENDING.sub("", place)
