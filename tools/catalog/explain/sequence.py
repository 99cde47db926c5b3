"""What users did in order, in words."""

from collections.abc import Iterable

from tools.catalog.explain.comparison import Sentence
from tools.catalog.explain.event import event_name, filter_words
from tools.catalog.explain.window import window_words
from tools.catalog.explain.words import number
from tools.catalog.model import Catalog
from tools.language import Lang
from tools.segment import Sequence, Step


def sequence_sentence(condition: Sequence, catalog: Catalog, lang: Lang) -> Sentence:
    """近7天（…）加购，之后3天内下单; "has a Cart event in the last 7 days (…), then an Order event within 3 days".

    Its negation has no sentence of its own: "no order after it" would leave out those who never began.
    """
    return Sentence(_zh(condition, catalog) if lang == "zh" else _en(condition, catalog))


def _zh(condition: Sequence, catalog: Catalog) -> str:
    when = window_words(condition.window, catalog.as_of, "zh") if condition.window else "曾"
    first, *others = (_step_zh(step, before, catalog) for before, step in _in_order(condition))
    within = condition.within_days
    if within is not None and len(others) == 1:
        return f"{when}{first}，{f'之后{number(within)}天内' if within else '当天随后'}{others[0]}"
    each = "".join(f"，之后{other}" for other in others)
    if within is None:
        return f"{when}{first}{each}"
    return f"{when}{first}{each}（只看第一步{f'之后{number(within)}天内' if within else '当天'}）"


def _en(condition: Sequence, catalog: Catalog) -> str:
    when = f" {window_words(condition.window, catalog.as_of, 'en')}" if condition.window else ""
    first, *others = (_step_en(step, before, catalog) for before, step in _in_order(condition))
    words = f"has {first}{when}" + "".join(f", then {other}" for other in others)
    within = condition.within_days
    if within is None:
        return words
    days = f"within {number(within)} {'day' if within == 1 else 'days'}" if within else "on the same day"
    if len(others) == 1:
        return f"{words} {days}"
    return f"{words} (all {days} {'of' if within else 'as'} the first)"


def _in_order(condition: Sequence) -> Iterable[tuple[Step | None, Step]]:
    """Each step with the one before it."""
    return zip((None, *condition.steps), condition.steps, strict=False)


def _step_zh(step: Step, before: Step | None, catalog: Catalog) -> str:
    event, filters = event_name(step, catalog, "zh"), filter_words(step, catalog, "zh")
    if filters:
        return f"{'没有' if step.absent else '有'}{filters}的{event}行为"
    again = before is not None and before.event == step.event
    if step.absent:
        return f"没有再{event}" if again else f"没有{event}"
    return f"再次{event}" if again else event


def _step_en(step: Step, before: Step | None, catalog: Catalog) -> str:
    event, filters = event_name(step, catalog, "en"), filter_words(step, catalog, "en")
    again = before is not None and before.event == step.event
    if step.absent:
        article = "no further" if again else "no"
    elif again:
        article = "another"
    else:
        article = "an" if event[:1].lower() in tuple("aeiou") else "a"
    return f"{article} {event} event" + (f" (where {filters})" if filters else "")
