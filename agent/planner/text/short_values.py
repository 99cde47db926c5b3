"""Values of Chinese names without the word that all values of their attribute end in: 白金 beside 金卡 and 白金卡."""

from collections import defaultdict

from tools.catalog.lexicon import Entry, Lexicon

_KINDS = ("value", "property_value")
_SHORTEST = 2

Keys = tuple[str, ...]


def short_values(lexicon: Lexicon) -> dict[Keys, tuple[Entry, ...]]:
    """What is left of such names → the values, where it is a word of its own and not known otherwise."""
    names: dict[tuple[str | None, str | None, str | None], list[tuple[Keys, Entry]]] = defaultdict(list)
    for keys, entries in lexicon.phrases():
        for entry in entries:
            if entry.kind in _KINDS and "".join(keys) == (entry.name.zh or ""):
                names[entry.tag, entry.event, entry.prop].append((keys, entry))
    short: dict[Keys, tuple[Entry, ...]] = {}
    for named in names.values():
        if len(named) < 2 or len({keys[-1] for keys, _ in named}) > 1:
            continue
        for keys, entry in named:
            left = keys[:-1]
            if len(left) >= _SHORTEST and not lexicon.look_up(left):
                short[left] = (*short.get(left, ()), entry)
    return short
