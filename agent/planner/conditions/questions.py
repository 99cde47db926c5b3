"""What was not understood, put as a question that names it and the nearest things the catalog knows."""

from agent.planner.conditions.host_times import lies_ahead
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Amount, Aside, Item, Measure, Mention, Sign, Unknown, When
from agent.planner.times.elapsed import unit_of
from tools.catalog.lexicon import Entry
from tools.catalog.lookup import Lookup
from tools.catalog.tokens import is_passed_over, phrase
from tools.language import Text
from tools.segment.window import Current

_NEARBY = ("near", "nearby", "附", "周")
_PERIODS = {
    "month": {*phrase("month"), *phrase("monthly"), "月"},
    "year": {*phrase("year"), *phrase("yearly"), *phrase("annual"), "年"},
    "week": {*phrase("week"), *phrase("weekly"), "周"},
    "day": {*phrase("day"), *phrase("daily"), "日"},
}
_NEW = frozenset(("新", "新客", "新人", "老", "老客", "new", "newly", "newcomers", "fresh"))


def ask_about_the_rest(reading: Reading, lookup: Lookup) -> None:
    """Coverage: every item that carries meaning and ended nowhere becomes a question."""
    for at, item in enumerate(reading.items):
        if isinstance(item, Unknown) and not _says_recent(reading, item) and not _is_rate(reading, at):
            _ask_unknown(reading, reading.words(*_with_its_noun(reading, at)), lookup)
    # A question about a word settles what its amounts and times belong to as well.
    asked = bool(reading.questions)
    for at, item in enumerate(reading.items):
        if at in reading.taken or (asked and _belongs(item)):
            continue
        words = reading.words(item)
        match item:
            case Amount() if item.quantity.unit_class == "metres":
                _ask_from_where(reading, at)
            case Amount():
                tags = [tag.name for tag in reading.catalog.tags if tag.type == "number"][:6]
                reading.ask(
                    Text(
                        en=f'What does "{words}" measure?'
                        + (f" For example {', '.join(t.to('en') for t in tags)}." if tags else ""),
                        zh=f"“{words}”指的是哪个指标？"
                        + (f"例如{'、'.join(t.to('zh') for t in tags)}。" if tags else ""),
                    ),
                    words,
                    tuple(tag.to(reading.lang) for tag in tags),
                )
            case When(time=time) if time.window == Current(unit="day") and not time.lag:
                reading.assume(f'"{words}" is the day of the data.', f"“{words}”即数据日。")
            case When() if _is_rate(reading, at):
                pass
            case When() if _beside_a_purpose(reading, at):
                reading.assume(f'"{words}" taken as when it is for.', f"“{words}”按活动时间理解，不作为条件。")
            case When():
                reading.ask(
                    Text(en=f'What happened "{words}"? Name an event or a date.', zh=f"“{words}”指什么行为或日期？"),
                    words,
                )
            case Measure(
                aspect="top"
                | "bottom"
                | "order"
                | "descending"
                | "ascending"
                | "sum"
                | "avg"
                | "max"
                | "min"
                | "distinct"
                | "latest"
                | "first"
                | "again"
                | "anew"
                | "same_time"
                | "year_before"
                | "money"
                | "always"
                | "each"
            ):
                reading.ask(Text(en=f'What is "{words}" about?', zh=f"“{words}”指的是什么？"), words)
            case Measure(aspect="near") if reading.tokens[item.start].text in _NEARBY:
                reading.ask(Text(en=f'"{words}" of what, and how far?', zh=f"“{words}”指哪里，多远以内？"), words)
            case Measure(aspect="head"):
                reading.assume(f'"{words}" taken as users in general.', f"“{words}”按全体用户理解。")
            case Sign():
                reading.ask(Text(en=f'"{words}" what? Name the number.', zh=f"“{words}”多少？请给出数值。"), words)
            case _:
                pass


def _ask_from_where(reading: Reading, at: int) -> None:
    """3 km of what: the words behind it are part of what is not known."""
    behind = [i for i in reading.neighbours(at, 2) if i > at]
    words = reading.words(*(reading.items[i] for i in (at, *behind)))
    places = [place.name for place in reading.catalog.places][:6]
    reading.ask(
        Text(
            en=f'"{words}" of which place?' + (f" I know {', '.join(p.to('en') for p in places)}." if places else ""),
            zh=f"“{words}”以哪个地点为准？" + (f"目前有{'、'.join(p.to('zh') for p in places)}。" if places else ""),
        ),
        words,
        tuple(place.to(reading.lang) for place in places),
    )


def _says_recent(reading: Reading, item: Unknown) -> bool:
    """The 新 of 上个月入会的新会员 and the 老客 of 注册两年以上的老客: the date that is named says how new or old."""
    words = reading.words(item)
    dated = any(
        isinstance(other, Mention) and any(_is_date(reading, entry) for entry in other.entries)
        for other in reading.items
    )
    timed = any(isinstance(other, When) or _is_length(other) for other in reading.items)
    if words.lower() not in _NEW or not dated or not timed:
        return False
    reading.assume(f'"{words}" is said by the date.', f"“{words}”已由日期条件体现。")
    return True


def _is_length(item: Item) -> bool:
    """The 两年以上 of 注册两年以上的老客."""
    return isinstance(item, Amount) and unit_of(item.quantity) is not None


def _with_its_noun(reading: Reading, at: int) -> list[Item]:
    """The 城市 of 大城市 is part of what is not known."""
    item, behind = reading.items[at], reading.items[at + 1] if at + 1 < len(reading.items) else None
    named = isinstance(behind, Mention) and all(entry.kind == "tag" for entry in behind.entries)
    touches = behind is not None and reading.tokens[item.end - 1].end == reading.tokens[behind.start].start
    return [item, behind] if behind is not None and named and touches else [item]


def _is_rate(reading: Reading, at: int) -> bool:
    """The month of "earns over 20k a month", where the tag that is measured is monthly by its name."""
    before = reading.before(at)
    words = reading.tokens[reading.items[at].start : reading.items[at].end]
    keys = tuple(token.key for token in words if not is_passed_over(token) and token.text != "per")
    stem = keys[0].removesuffix("ly") if len(keys) == 1 else ""
    if (
        stem not in _PERIODS
        or before < 0
        or not isinstance(reading.items[before], Amount)
        or before not in reading.taken
    ):
        return False
    tags = [
        reading.catalog.tag(e.tag or "") for item in reading.items if isinstance(item, Mention) for e in item.entries
    ]
    if not any(tag and any(_PERIODS[stem] & set(phrase(name)) for name in tag.name.all) for tag in tags):
        return False
    reading.assume(
        f'"{reading.words(reading.items[at])}" is in the name of the tag.',
        f"“{reading.words(reading.items[at])}”已包含在标签含义中。",
    )
    return True


def _is_date(reading: Reading, entry: Entry) -> bool:
    tag = reading.catalog.tag(entry.tag or "") if entry.kind == "tag" else None
    return tag is not None and tag.type == "date"


def _beside_a_purpose(reading: Reading, at: int) -> bool:
    """下周想推个活动: when the campaign is, if it lies ahead."""
    item = reading.items[at]
    if not isinstance(item, When):
        return False
    return lies_ahead(reading, item) and any(isinstance(other, Aside) for other in reading.items)


def _belongs(item: Item) -> bool:
    return isinstance(item, Amount | When) or (isinstance(item, Measure) and item.aspect != "head")


def _ask_unknown(reading: Reading, words: str, lookup: Lookup) -> None:
    nearest = lookup.nearest(words, limit=3)
    names_en, names_zh = (
        ", ".join(f'"{name.to("en")}"' for name in nearest),
        "、".join(f"“{name.to('zh')}”" for name in nearest),
    )
    reading.ask(
        Text(
            en=f'I do not know "{words}".'
            + (f" The nearest I know: {names_en}." if nearest else "")
            + " What should it mean?",
            zh=f"我不认识“{words}”。" + (f"最接近的有：{names_zh}。" if nearest else "") + "您想表达什么？",
        ),
        words,
        tuple(name.to(reading.lang) for name in nearest),
    )
