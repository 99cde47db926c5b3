"""What users did, in words: a measure over events, the filters on them, and what it is held against."""

from typing import assert_never

from tools.catalog.explain.comparison import Sentence, comparison_sentence, range_words, sign_words
from tools.catalog.explain.window import window_words
from tools.catalog.explain.words import name_of, number, with_unit
from tools.catalog.model import Catalog, Name
from tools.language import Lang
from tools.segment import EventCondition, Measure, Step

# In English the measure's own name already says what is counted.
_COUNTED_ZH = {"days": Name(zh="天"), "distinct": Name(zh="个")}


def event_sentence(condition: EventCondition, catalog: Catalog, lang: Lang) -> Sentence:
    """近30天（…）下单至少2次，且每次金额超过100元; "has at least 2 Order events in the last 30 days (…), counting only
    those where Amount is more than 100 CNY"."""
    if condition.measure == "count":
        return _count_zh(condition, catalog) if lang == "zh" else _count_en(condition, catalog)
    subject, only = _measured(condition, catalog, lang), _only(condition, catalog, lang)
    unit = _unit(condition, catalog, lang)
    if condition.values is not None:
        low, high = (number(value) for value in condition.values)
        bound = range_words(low, with_unit(high, unit, lang), lang)
        return Sentence(f"{subject}{'在' if lang == 'zh' else ' is '}{bound}{only}")
    bound = sign_words(condition.op, with_unit(number(condition.value or 0), unit, lang), lang)
    return Sentence(f"{subject}{'' if lang == 'zh' else ' is '}{bound}{only}")


def measure_words(measure: Measure, catalog: Catalog, lang: Lang) -> str:
    """The measure as a thing to sort by: 近30天（…）下单次数; "number of Order events in the last 30 days (…)"."""
    subject, filters = _measured(measure, catalog, lang), filter_words(measure, catalog, lang)
    if not filters:
        return subject
    return f"{subject}（只计{filters}的）" if lang == "zh" else f"{subject} (counting only those where {filters})"


def _count_zh(condition: EventCondition, catalog: Catalog) -> Sentence:
    event, when = event_name(condition, catalog, "zh"), _when(condition, catalog, "zh")
    only = _only(condition, catalog, "zh")
    if condition.values is not None:
        low, high = (number(value) for value in condition.values)
        return Sentence(f"{when}{event}{low}至{high}次（含两端）{only}")
    times = f"{number(condition.value or 0)}次"
    bound = f"正好{times}" if condition.op == "is" else sign_words(condition.op, times, "zh")
    filters = filter_words(condition, catalog, "zh")
    # 每次 is only right where more events cannot hurt: "at most 2, each over 100" would say something else.
    each = f"，且每次{filters}" if filters and condition.op in ("at_least", "more_than") else only
    never = f"{when}没有{filters}的{event}行为" if filters else f"{when}没有{event}"
    return Sentence(f"{when}{event}{bound}{each}", never if _at_least_once(condition) else None)


def _count_en(condition: EventCondition, catalog: Catalog) -> Sentence:
    event, when = event_name(condition, catalog, "en"), _when(condition, catalog, "en")
    only = _only(condition, catalog, "en")
    if condition.values is not None:
        low, high = (number(value) for value in condition.values)
        return Sentence(f"has {range_words(low, high, 'en')} {event} events {when}{only}")
    times = number(condition.value or 0)
    bound = f"fewer than {times}" if condition.op == "less_than" else sign_words(condition.op, times, "en")
    events = "event" if condition.value == 1 else "events"
    return Sentence(
        f"has {bound} {event} {events} {when}{only}",
        f"has no {event} event {when}{only}" if _at_least_once(condition) else None,
    )


def _measured(measure: Measure, catalog: Catalog, lang: Lang) -> str:
    event, when = event_name(measure, catalog, lang), _when(measure, catalog, lang)
    known = catalog.event(measure.event)
    of = name_of(measure.property or "", known.properties if known else (), lang)
    zh = lang == "zh"
    match measure.measure:
        case "count":
            return f"{when}{event}次数" if zh else f"number of {event} events {when}"
        case "days":
            return f"{when}{event}天数" if zh else f"number of days with {event} events {when}"
        case "distinct":
            return f"{when}{event}的不同{of}数" if zh else f"number of distinct {of} in {event} events {when}"
        case "sum":
            return f"{when}{event}的{of}合计" if zh else f"total {of} of {event} events {when}"
        case "avg":
            return f"{when}{event}的{of}平均值" if zh else f"average {of} of {event} events {when}"
        case "max":
            return f"{when}{event}的{of}最大值" if zh else f"largest {of} of {event} events {when}"
        case "min":
            return f"{when}{event}的{of}最小值" if zh else f"smallest {of} of {event} events {when}"
        case _:
            assert_never(measure.measure)


def _unit(measure: Measure, catalog: Catalog, lang: Lang) -> Name | None:
    if measure.measure in ("count", "days", "distinct"):
        return _COUNTED_ZH.get(measure.measure) if lang == "zh" else None
    of = catalog.event_property(measure.event, measure.property or "")
    return of.unit if of else None


def event_name(events: Measure | Step, catalog: Catalog, lang: Lang) -> str:
    return name_of(events.event, catalog.events, lang)


def _when(measure: Measure, catalog: Catalog, lang: Lang) -> str:
    if measure.window is None:
        return "至今" if lang == "zh" else "to date"
    return window_words(measure.window, catalog.as_of, lang)


def _only(measure: Measure, catalog: Catalog, lang: Lang) -> str:
    filters = filter_words(measure, catalog, lang)
    if not filters:
        return ""
    return f"，只计{filters}的" if lang == "zh" else f", counting only those where {filters}"


def filter_words(events: Measure | Step, catalog: Catalog, lang: Lang) -> str:
    """What must hold of each event: 金额超过100元且品类是食品; "Amount is more than 100 CNY and Category is Food"."""
    event = catalog.event(events.event)
    sentences = [
        comparison_sentence(
            name_of(part.property, event.properties if event else (), lang),
            part,
            catalog.event_property(events.event, part.property),
            catalog.as_of,
            lang,
        ).affirmed
        for part in events.where
    ]
    return ("且" if lang == "zh" else " and ").join(sentences)


def _at_least_once(condition: EventCondition) -> bool:
    return (condition.op, condition.value) in (("at_least", 1), ("more_than", 0))
