"""Dates of the user become conditions: in a stretch of days, so long ago, over or not yet, or known at all."""

from datetime import timedelta

from agent.planner.conditions.anniversaries import comes_each_year
from agent.planner.conditions.host_amounts import is_from_today, is_negated
from agent.planner.conditions.hosts import Host
from agent.planner.conditions.kind_words import says_of_what
from agent.planner.conditions.leaf import Leaf
from agent.planner.conditions.reading import Reading
from agent.planner.conditions.tag_leaves import known_leaf
from agent.planner.text.items import Amount, When
from agent.planner.times.elapsed import unit_of, window_of
from agent.planner.times.windows import Time
from tools.catalog.lexicon import Entry
from tools.catalog.tokens import phrase, stands_in
from tools.segment import Between, Last, Next, TagCondition, Window

# Words in the name of a date that say it lies ahead: 30天内到期 looks forward, 30天内注册 back.
_AHEAD = (
    "到期", "过期", "届满", "截止", "续费", "续约", "失效", "有效期", "预产期", "下次", "下一次", "考试",
    "expires", "expiry", "expiration", "expired", "due", "renewal", "renews", "end date", "ends", "maturity",
    "run out", "runs out", "deadline", "next", "upcoming", "exam", "valid until",
)  # fmt: skip
# … unless it is said to be over: "expired in March".
_YET = (
    "还没", "还没有", "尚未", "还未", "仍未", "没", "没有", "未", "不", "not", "not yet", "yet to", "has yet to",
    "have yet to", "hasn't", "haven't", "has not", "have not",
    "hasn't yet", "haven't yet", "has not yet", "have not yet",
)  # fmt: skip
_OVER = ("已", "已经", "expired", "lapsed", "ran", "ended", "了")


def date_leaves(reading: Reading, host: Host) -> list[Leaf]:
    """A date tag with its time; without one, that it has a date at all: "signed up"."""
    entry = host.entry
    assert entry.tag is not None
    reading.taken.add(host.at)
    name = entry.name
    if host.when is not None:
        item = reading.items[host.when]
        assert isinstance(item, When)
        yearly = comes_each_year(reading, host)
        coming = item.time.either_way and not _is_over(reading, host)  # 7天内过生日
        ahead = coming if yearly else _lies_ahead(reading, host)
        window = _turned_ahead(item.time, entry) if ahead else item.time.window
        condition = TagCondition(tag=entry.tag, op="recurs" if yearly else "within", window=window)
    elif host.amounts and (elapsed := _elapsed(reading, host, entry)):
        condition = TagCondition(tag=entry.tag, op="within", window=elapsed)
    else:
        if known := known_leaf(reading, host.at, entry):
            return known
        if (over := _over_or_not_yet(reading, host)) is not None:
            return [over]
        if says_of_what(reading, host.at):
            return []
        reading.assume(
            f'"{reading.words(reading.items[host.at])}" read as: {name.to("en")} is known.',
            f"“{reading.words(reading.items[host.at])}”按“{name.to('zh')}有记录”理解。",
        )
        condition = TagCondition(tag=entry.tag, op="known")
    return [Leaf(host.at, condition, host.spans(reading), attribute=entry.attribute, verb=True)]


def _over_or_not_yet(reading: Reading, host: Host) -> Leaf | None:
    """质保还没到期, "contract not yet expired": it lies ahead. 合同已到期, "has expired": it lies behind."""
    entry, today = host.entry, reading.catalog.today
    if not _is_called(entry, _AHEAD):
        return None
    around = [at for at in (host.at - 2, host.at - 1, host.at + 1) if 0 <= at < len(reading.items)]
    negation = next((at for at in around if reading.normalised(at) in _YET), None)
    item = reading.items[host.at]
    over = any(token.text in _OVER for token in reading.tokens[max(0, item.start - 1) : item.end + 1])
    if negation is None and not over:
        return None
    ahead = negation is not None
    if negation is not None:
        reading.taken.add(negation)
    window = Between(start=today) if ahead else Between(end=today - timedelta(days=1))
    words, name = reading.words(item), entry.name
    reading.assume(
        f'"{words}" read as: {name.to("en")} is {"today or later" if ahead else "before today"}.',
        f"“{words}”按“{name.to('zh')}{'在今天或以后' if ahead else '在今天以前'}”理解。",
    )
    condition = TagCondition(tag=entry.tag or "", op="within", window=window)
    return Leaf(host.at, condition, host.spans(reading), attribute=entry.attribute, verb=True)


def _elapsed(reading: Reading, host: Host, entry: Entry) -> Window | None:
    item = reading.items[host.amounts[0]]
    assert isinstance(item, Amount)
    unit = unit_of(item.quantity) if item.quantity.op is None else None
    if unit and is_negated(reading, host.at):
        return Last(n=int(item.quantity.value), unit=unit)
    if unit and is_from_today(reading, host.amounts[0]):
        words, n = reading.words(item), int(item.quantity.value)
        reading.assume(f'"in {words}" taken as within that time.', f"“{words}”按该时长以内理解。")
        return Next(n=n, unit=unit) if _lies_ahead(reading, host) else Last(n=n, unit=unit)
    return window_of(item.quantity, reading.catalog.today, _lies_ahead(reading, host))


def _turned_ahead(time: Time, entry: Entry) -> Window:
    if time.either_way and isinstance(time.window, Last):
        return Next(n=time.window.n, unit=time.window.unit)
    return time.ahead or time.window


def _lies_ahead(reading: Reading, host: Host) -> bool:
    return _is_called(host.entry, _AHEAD) and not _is_over(reading, host)


def _is_over(reading: Reading, host: Host) -> bool:
    item = reading.items[host.at]
    said = [token.text for token in reading.tokens[max(0, item.start - 1) : item.end + 1]]
    return any(word in _OVER for word in said)


def _is_called(entry: Entry, words: tuple[str, ...]) -> bool:
    """Whether a name has one of the words in it."""
    return any(stands_in(phrase(word), phrase(name)) for name in entry.name.all for word in words)
