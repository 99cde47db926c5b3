"""A whole definition in words: who, and what is taken of them."""

from tools.catalog.explain.condition import condition_words
from tools.catalog.explain.event import measure_words
from tools.catalog.explain.words import name_of, users
from tools.catalog.model import Catalog
from tools.language import Lang, Text
from tools.segment import Condition, Definition, OrderBy, Sample


def explain(definition: Definition, catalog: Catalog) -> Text:
    """The definition in words, with the catalog's names and the days that relative windows come to.

    A definition that does not fit the catalog is explained too, with bare ids for what the catalog does not know.
    """
    return Text(en=_definition_words(definition, catalog, "en"), zh=_definition_words(definition, catalog, "zh"))


def explain_condition(condition: Condition, catalog: Catalog) -> Text:
    """One condition in words; see `explain`."""
    return Text(en=_begun(condition_words(condition, catalog, "en")), zh=condition_words(condition, catalog, "zh"))


def _definition_words(definition: Definition, catalog: Catalog, lang: Lang) -> str:
    zh = lang == "zh"
    who = condition_words(definition.where, catalog, lang)
    taken = []
    if definition.sample is not None:
        taken.append(_sample_words(definition.sample, lang))
    if definition.order_by is not None:
        taken.append(_order_words(definition.order_by, catalog, lang))
    if definition.limit is not None:
        if definition.order_by is None:
            taken.append("按用户 ID 顺序" if zh else "in order of user id")
        first = users(definition.limit, lang)
        taken.append(f"取前{first}" if zh else f"the first {first}")
    if not taken:
        return who if zh else _begun(who)
    return f"{who}。从中{'，'.join(taken)}" if zh else f"{_begun(who)}. Of these: {', '.join(taken)}"


def _sample_words(sample: Sample, lang: Lang) -> str:
    if lang == "zh":
        return f"随机抽取{users(sample, lang)}" + (f"（随机种子{sample.seed}）" if sample.seed else "")
    return f"a random {users(sample, lang)}" + (f" (random seed {sample.seed})" if sample.seed else "")


def _order_words(order: OrderBy, catalog: Catalog, lang: Lang) -> str:
    if order.measure is not None:
        by, is_date = measure_words(order.measure, catalog, lang), False
    else:
        tag = catalog.tag(order.tag or "")
        by, is_date = name_of(order.tag or "", catalog.tags, lang), tag is not None and tag.type == "date"
    if lang == "zh":
        high, low = ("晚", "早") if is_date else ("高", "低")
        return f"按{by}从{high}到{low}排序" if order.descending else f"按{by}从{low}到{high}排序"
    high, low = ("latest", "earliest") if is_date else ("highest", "lowest")
    return f"by {by}, {high if order.descending else low} first"


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
