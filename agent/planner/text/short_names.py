"""Shorter names that the catalog's names have: 近30天消费 without its time, 流失玩家 without the people."""

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from agent.planner.text.clause import PEOPLE
from agent.planner.times.windows import read_time
from agent.planner.words import aspects, filler
from tools.catalog.lexicon import Entry, Lexicon
from tools.catalog.model import Catalog
from tools.catalog.tokens import is_joiner, phrase, tokenise
from tools.segment import Window

_ASPECTS, _FILLER = aspects(), filler()
_COUNTING = re.compile(r"^(number|count|total number) of | counts?$|(次数|数量|个数|件数|数)$")


def add_short_names(catalog: Catalog, lexicon: Lexicon) -> None:
    """Adds them to the words that the planner knows."""
    _names_without_times(catalog, lexicon)
    _terms_without_people(catalog, lexicon)
    lexicon.add_weak(_numbers_without_count(catalog))


def _names_without_times(catalog: Catalog, lexicon: Lexicon) -> None:
    """近30天消费 is also said 消费 with the time elsewhere: what is left of a name is tied to the time in it."""
    for tag in catalog.tags:
        if tag.type not in ("number", "flag"):
            continue
        for words in (*tag.name.all, *tag.aliases):
            keys, window = _apart_from_time(words, catalog.today)
            if window and keys not in _FILLER:
                lexicon.add(keys, Entry("tag", tag.id, tag.name, tag=tag.id, window=window))


def _numbers_without_count(catalog: Catalog) -> Iterator[tuple[str, Entry]]:
    """ "More than 10 saved cars" of "Saved cars count", 收藏车辆 of 收藏车辆数: the amount beside it says that they are
    counted."""
    for tag in catalog.tags:
        for words in (*tag.name.all, *tag.aliases) if tag.type == "number" else ():
            short = _COUNTING.sub("", words.lower())
            if short != words.lower() and len(short) > 1:
                yield short, Entry("tag", tag.id, tag.name, tag=tag.id, primary=False)


@lru_cache(65536)  # the same names are read again whenever a segment is saved
def _apart_from_time(name: str, today: date) -> tuple[tuple[str, ...], Window | None]:
    tokens = tokenise(name)
    for at in range(len(tokens)):
        if time := read_time(tokens, at, today):
            rest = [token for i, token in enumerate(tokens) if not at <= i < at + time.length]
            return tuple(token.key for token in rest if not is_joiner(token)), time.window
    return (), None


def _terms_without_people(catalog: Catalog, lexicon: Lexicon) -> None:
    """流失玩家 is also said 流失的, where that is the name of nothing else."""
    for number, term in enumerate(catalog.terms):
        entry = Entry("term", str(number), term.name, primary=False)
        for keys in (phrase(words) for words in (*term.name.all, *term.aliases) if not words.isascii()):
            short = next((keys[:at] for at in range(1, len(keys)) if _is_people(keys[at:])), ())
            if len("".join(short)) > 1 and short not in _FILLER and not lexicon.look_up(short):
                lexicon.add(short, entry)


def _is_people(keys: tuple[str, ...]) -> bool:
    return _ASPECTS.get(keys) == "head" or (keys in _FILLER and "".join(keys) in PEOPLE)
