"""Words of the two languages for what a catalog names otherwise: "women" for Female, 岁数 for 年龄.

They are weak: a word that the catalog gives to something itself, or that would stand for two things, is not given.
"""

from collections.abc import Iterator

from tools.catalog.glossary import is_code, translated, values_about
from tools.catalog.lexicon import Entry
from tools.catalog.model import Catalog, Tag


def general_words(catalog: Catalog) -> Iterator[tuple[str, Entry]]:
    """What people may say for tags and for values of general kinds, such as genders and languages."""
    for tag in catalog.tags:
        entry = Entry("tag", tag.id, tag.name, tag=tag.id, primary=False)
        for said in filter(None, map(translated, tag.name.all)):
            yield from ((word, entry) for word in said.aliases if not is_code(word))
        yield from _of_values(tag)


def _of_values(tag: Tag) -> Iterator[tuple[str, Entry]]:
    abouts = [said.about for said in map(translated, tag.name.all) if said]
    for value in tag.values:
        entry = Entry("value", str(value.value), value.label, tag=tag.id, values=(value.value,), primary=False)
        for about in abouts:
            meanings = values_about(about)
            for meaning in filter(None, (meanings.get(name.lower()) for name in value.label.all)):
                words = (word for word in (*meaning.zh, *meaning.en) if not is_code(word))
                yield from ((word, entry) for word in words)
