"""How many, and which of them: "top 1000 by spend", 消费最高的10%, a random 5,000."""

from dataclasses import dataclass

from agent.planner.conditions.event_filters import is_money, value_filters
from agent.planner.conditions.heads import is_number_of_people
from agent.planner.conditions.hosts import Host, attribute_of, number_properties
from agent.planner.conditions.reading import Reading
from agent.planner.conditions.tag_leaves import by_time
from agent.planner.text.items import Amount, Measure, When
from agent.planner.words import Aspect
from tools.catalog.lexicon import Entry
from tools.language import Text
from tools.segment import Amount as Size
from tools.segment import Measure as EventMeasure
from tools.segment import MeasureName, OrderBy, Sample

_BESIDE = 2.0
_RANKS = ("top", "bottom", "order", "descending", "ascending")
# Before a bare number these say that it counts users: "the 50", "limit it to 300", 取前200.
_TAKING = (
    "the", "those", "give", "me", "us", "only", "just", "keep", "show", "find", "take", "top", "first", "limit",
    "limit to", "limit it to", "limit them to", "cap at", "cap it at", "取", "选", "挑", "要", "前", "留", "保留", "限",
)  # fmt: skip
_MEASURES = ("sum", "avg", "max", "min", "money", "count")


@dataclass(frozen=True)
class Ranking:
    """`hosts` were what the order is by: they are no conditions."""

    order_by: OrderBy | None = None
    limit: Size | None = None
    sample: Sample | None = None
    hosts: tuple[Host, ...] = ()


def ranking_of(reading: Reading, hosts: list[Host]) -> Ranking:
    """What a request says of number and order of users."""
    ranks = [at for at, item in enumerate(reading.items) if isinstance(item, Measure) and item.aspect in _RANKS]
    ranks += [at for at in range(len(reading.items)) if _is_most_recent(reading, at)]
    random = [at for at, item in enumerate(reading.items) if isinstance(item, Measure) and item.aspect == "random"]
    size_at = _size(reading, [*ranks, *random])
    size = _size_of(reading, size_at)
    if ranks and size is None and _is_of_an_event(reading, hosts, ranks[0]):
        return Ranking()
    if ranks:
        if size_at is not None and _is_first(reading, size_at - 1):
            reading.taken.add(size_at - 1)  # the "first" of "ranked by points, first 60"
        return _ranked(reading, hosts, ranks, size, size_at)
    if size_at is None or size is None:
        return Ranking()
    reading.taken.update([size_at, *random])
    if not random:
        reading.assume("Taken at random, the same users each time.", "按固定种子随机抽取，每次结果相同。")
    return Ranking(sample=Sample(size=size.size, share=size.share))


def _is_first(reading: Reading, at: int) -> bool:
    item = reading.items[at] if at >= 0 else None
    return isinstance(item, Measure) and item.aspect == "first"


def _is_most_recent(reading: Reading, at: int) -> bool:
    """ "the 60 most recently registered": with a number before it, a rank and not one user's last time."""
    item, before = reading.items[at], reading.items[at - 1] if at else None
    if not isinstance(item, Measure) or item.aspect != "latest" or not isinstance(before, Amount):
        return False
    if before.quantity.unit is not None or before.quantity.op is not None:
        return False
    reading.items[at] = Measure(item.start, item.end, "top")
    return True


def _is_of_an_event(reading: Reading, hosts: list[Host], rank: int) -> bool:
    """ "highest damage above 50k", 金额最大的一笔不低于5000元: the largest of what each user did, no rank of users."""
    item = reading.items[rank]
    amounts = [other for other in reading.items if isinstance(other, Amount) and other.quantity.op is not None]
    measured = [host for host in hosts if host.entry.event and (host.properties or host.entry.kind == "property")]
    if not amounts or not measured or not isinstance(item, Measure):
        return False
    reading.items[rank] = Measure(item.start, item.end, "max" if item.aspect == "top" else "min")
    return True


def _ranked(reading: Reading, hosts: list[Host], ranks: list[int], size: Size | None, size_at: int | None) -> Ranking:
    rank = ranks[0]
    free = [host for host in hosts if not host.amounts and _sortable(reading, host, rank)]
    host = min(free, key=lambda host: reading.gap(host.at, rank), default=None)
    words = reading.words(*(reading.items[at] for at in (*ranks, *([] if size_at is None else [size_at]))))
    reading.taken.update([*ranks, *([] if size_at is None else [size_at])])
    if host is None:
        reading.ask(
            Text(en=f'"{words}" by what? Name a number or an event.', zh=f"“{words}”按什么排序？请说明指标或行为。"),
            words,
        )
        return Ranking()
    if size is None:
        reading.ask(
            Text(
                en=f'How many users should "{words}" take? For example 1,000 or 10%.',
                zh=f"“{words}”要取多少人？例如1,000人或10%。",
            ),
            words,
        )
        return Ranking(hosts=(host,))
    reading.taken.add(host.at)
    entry = by_time(reading, host)
    order = _order(reading, host, entry, _is_descending(reading, ranks)) if entry else None
    return Ranking(order, size if order else None, hosts=(host,))


def _is_descending(reading: Reading, ranks: list[int]) -> bool:
    """The highest first, unless it is said otherwise: of 从低到高取前100名 the 前 only says how many."""
    said = [item.aspect for at in ranks if isinstance(item := reading.items[at], Measure)]
    if "ascending" in said or "descending" in said:
        return "descending" in said
    return said[0] != "bottom" if said[0] != "order" else "bottom" not in said


def _order(reading: Reading, host: Host, entry: Entry, descending: bool) -> OrderBy:
    if entry.event is None:
        return OrderBy(tag=entry.tag, descending=descending)
    when = reading.items[host.when] if host.when is not None else None
    window = when.time.window if isinstance(when, When) else None
    numbers = [
        e.prop for _, e in host.properties if (a := attribute_of(reading, e)) and getattr(a, "type", "") == "number"
    ]
    reading.taken.update(at for at, _ in host.properties)
    said = [at for at, item in enumerate(reading.items) if isinstance(item, Measure) and item.aspect in _MEASURES]
    reading.taken.update(said)
    aspects = {item.aspect for at in said if isinstance(item := reading.items[at], Measure)}
    if not numbers and "money" in aspects:
        numbers += [prop.id for prop in number_properties(reading, host) if is_money(prop)][:1]
    if numbers:
        return OrderBy(
            measure=EventMeasure(
                event=entry.event,
                where=tuple(value_filters(reading, host)),
                measure=_measure(aspects),
                property=numbers[0],
                window=window,
            ),
            descending=descending,
        )
    counted = EventMeasure(event=entry.event, where=tuple(value_filters(reading, host)), window=window)
    return OrderBy(measure=counted, descending=descending)


def _measure(aspects: set[Aspect]) -> MeasureName:
    if "avg" in aspects:
        return "avg"
    return "max" if "max" in aspects else "min" if "min" in aspects else "sum"


def _sortable(reading: Reading, host: Host, rank: int) -> bool:
    """An event with filters ranks only where the rank stands beside it: "who bought the most books"."""
    return not (host.entry.event and host.filters) or reading.gap(host.at, rank) < _BESIDE


def _size(reading: Reading, near: list[int]) -> int | None:
    """An amount of people or a share; beside a word of rank a bare number too."""
    for at, item in enumerate(reading.items):
        if at in reading.taken or not isinstance(item, Amount) or item.quantity.high is not None:
            continue
        quantity = item.quantity
        beside = any(reading.gap(at, place) < 2.0 for place in near)
        alone = quantity.value == 1  # 一个人看电影的 are many
        people = quantity.unit_class == "people" and (near or (quantity.op in (None, "is", "at_most") and not alone))
        people = people or is_number_of_people(reading, at)
        if people or (beside and (quantity.share or (quantity.unit is None and quantity.op is None))):
            return at
    return next((at for at in range(len(reading.items)) if near and _counts_people(reading, at)), None)


def _counts_people(reading: Reading, at: int) -> bool:
    """The 50 of "the 50 women with the highest spend" and "取前200个"."""
    item = reading.items[at]
    if at in reading.taken or not isinstance(item, Amount):
        return False
    quantity = item.quantity
    if quantity.op is not None or quantity.high is not None or quantity.unit is not None:
        return False
    before = reading.items[at - 1] if at else None
    return before is None or any(reading.words(before).lower().endswith(word) for word in _TAKING)


def _size_of(reading: Reading, at: int | None) -> Size | None:
    if at is None:
        return None
    item = reading.items[at]
    assert isinstance(item, Amount)
    value = item.quantity.value
    if item.quantity.share:
        return Size(share=float(value)) if 0 < value <= 1 else None
    return Size(size=int(value)) if value >= 1 else None
