"""What a catalog says that its data cannot bear out: told after a load, so that somebody can mend it."""

from collections.abc import Iterator

from rapidfuzz import process

from tools.catalog.model import Attribute, Catalog
from tools.compiler.check import check
from tools.compiler.context import Context, NothingSaved
from tools.errors import MusterError
from tools.language import Text
from tools.segment import Definition


def doubts(catalog: Catalog) -> list[Text]:
    """Groups with values that are neither listed nor in the data, and terms that cannot be counted. `catalog` is
    complete."""
    attributes: list[Attribute] = [*catalog.tags, *(each for event in catalog.events for each in event.properties)]
    return [doubt for attribute in attributes for doubt in _groups(attribute)] + list(_terms(catalog))


def _groups(attribute: Attribute) -> Iterator[Text]:
    values = [str(value.value) for value in attribute.values]
    if not values:  # too many to be listed: nothing is known about them
        return
    for group in attribute.groups:
        for value in group.values:
            if str(value) in values:
                continue
            near = [match[0] for match in process.extract(str(value), values, limit=3, score_cutoff=70)]
            en, zh = (f" (did you mean {', '.join(near)}?)", f"（是否想说：{'、'.join(near)}）") if near else ("", "")
            yield Text(
                en=f"{attribute.id}: no user has {value}, a value of the group {group.name.to('en')}{en}",
                zh=f"{attribute.id}：没有用户的值为 {value}，它属于分组“{group.name.to('zh')}”{zh}",
            )


def _terms(catalog: Catalog) -> Iterator[Text]:
    context = Context(catalog=catalog, saved=NothingSaved())
    for term in catalog.terms:
        try:
            check(Definition(where=term.definition), context)
        except MusterError as error:
            yield Text(
                en=f"The term {term.name.to('en')} cannot be counted: {error.to('en')}",
                zh=f"业务口径“{term.name.to('zh')}”无法计算：{error.to('zh')}",
            )
