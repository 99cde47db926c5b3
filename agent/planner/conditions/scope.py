"""How conditions combine: lists of values, what a negation reaches, and before or.

Precedence, strongest first: values of one tag in a list; negation; "or" between neighbours; all that stands side by
side; "or" between whole phrases ("women in Beijing or men in Shanghai").
"""

from dataclasses import replace

from agent.planner.conditions.exclusive import with_only
from agent.planner.conditions.joined import all_of, any_of, because
from agent.planner.conditions.leaf import Leaf, Symbol
from agent.planner.conditions.lists import values_of, with_lists
from agent.planner.conditions.negation import with_exceptions, with_negations
from agent.planner.conditions.not_both import without_both
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Command, Filler, Joint
from agent.planner.words import Glue
from tools.segment import All, AnyOf, Condition

_MERGING = ("merge", "merge with", "merging", "combine", "combining", "并", "并上", "并入", "合并")


def combine(reading: Reading, leaves: list[Leaf]) -> Condition:
    """The condition that all leaves make together."""
    symbols = [Symbol(leaf.at, leaf=leaf) for leaf in leaves]
    symbols += [
        Symbol(at, glue=item.glue)
        for at, item in enumerate(reading.items)
        if isinstance(item, Joint) and at not in reading.taken
    ]
    symbols += _merges(reading, leaves)
    symbols.sort(key=lambda symbol: (symbol.at, symbol.leaf is None))
    if any(symbol.glue == "union" for symbol in symbols):
        symbols = [replace(symbol, glue="or") if symbol.glue in ("and", "list") else symbol for symbol in symbols]
    parts = _parse(reading, _in_brackets(reading, symbols))
    return parts[0] if len(parts) == 1 else All(of=tuple(parts))


def _merges(reading: Reading, leaves: list[Leaf]) -> list[Symbol]:
    """ "merge A with B", A并上B: of segments, whoever is in any of them."""
    segments = [leaf for leaf in leaves if leaf.attribute[0] == "segment"]
    merged = any(
        isinstance(item, Command | Filler) and reading.normalised(at) in _MERGING
        for at, item in enumerate(reading.items)
    )
    return [Symbol(leaf.at - 1, glue="or") for leaf in segments[1:]] if merged else []


def _in_brackets(reading: Reading, symbols: list[Symbol]) -> list[Symbol]:
    """What stands in brackets is one leaf to the outside."""
    out: list[Symbol] = []
    opened: list[int] = []
    for symbol in symbols:
        if symbol.glue == "open":
            opened.append(len(out))
        elif symbol.glue == "close" and opened:
            start = opened.pop()
            inner = _parse(reading, out[start:])
            del out[start:]
            if inner:
                out.append(
                    Symbol(
                        symbol.at,
                        leaf=Leaf(symbol.at, all_of(inner), attribute=("brackets", str(symbol.at), None), verb=True),
                    )
                )
            continue
        elif symbol.glue != "close":
            out.append(symbol)
            continue
    return out


def _parse(reading: Reading, symbols: list[Symbol]) -> list[Condition]:
    symbols = with_exceptions(reading, without_both(reading, symbols))
    symbols = with_only(reading, with_lists(reading, symbols))
    symbols = with_negations(reading, symbols)
    return _with_or(reading, symbols)


def _with_or(reading: Reading, symbols: list[Symbol]) -> list[Condition]:
    """Alternatives of whole phrases if any "or" joins such, else the conditions that all hold."""
    if (start := next((i for i, symbol in enumerate(symbols) if symbol.glue == "either"), None)) is not None:
        return _with_either(reading, symbols, start)
    phrases: list[list[Symbol]] = [[]]
    for i, symbol in enumerate(symbols):
        if symbol.glue in ("or", "and", "comma", "list") and _joins_phrases(symbol.glue, phrases[-1], symbols, i):
            phrases.append([])
        else:
            phrases[-1].append(symbol)
    alternatives = [parts for phrase in phrases if (parts := _with_near_or(reading, phrase))]
    if len(alternatives) <= 1:
        return alternatives[0] if alternatives else []
    return [AnyOf(of=tuple(all_of(parts) for parts in alternatives))]


def _with_either(reading: Reading, symbols: list[Symbol], start: int) -> list[Condition]:
    """ "… either A, or B; …": the alternatives end with the sentence, or with a pause that no other one follows."""
    end = start + 1
    alternatives: list[list[Symbol]] = [[]]
    while end < len(symbols) and symbols[end].glue != "stop":
        symbol, following = symbols[end], symbols[end + 1 :]
        if symbol.glue in ("or", "either"):
            alternatives.append([])
        elif symbol.glue == "comma" and len(alternatives) > 1 and not _goes_on(following):
            break
        elif symbol.glue != "comma":
            alternatives[-1].append(symbol)
        end += 1
    parts = [all_of(inner) for each in alternatives if (inner := _with_near_or(reading, each))]
    either = [any_of(parts)] if parts else []
    return [*_with_or(reading, symbols[:start]), *either, *_with_or(reading, symbols[end:])]


def _goes_on(symbols: list[Symbol]) -> bool:
    """Whether another alternative follows before the sentence ends."""
    glue = [symbol.glue for symbol in symbols]
    sentence = glue[: glue.index("stop")] if "stop" in glue else glue
    return "or" in sentence or "either" in sentence


def _joins_phrases(glue: Glue, left: list[Symbol], symbols: list[Symbol], at: int) -> bool:
    """ "or" after a pause, or between phrases that repeat a tag: women in Beijing or men in Shanghai."""
    leaves = [symbol.leaf for symbol in left if symbol.leaf]
    right = [symbol.leaf for symbol in _until_joint(symbols[at + 1 :]) if symbol.leaf]
    if not leaves or not right:
        return False
    if glue != "or" and "but" in (symbols[at - 1].glue, symbols[at + 1].glue):
        return False  # 用安卓，不过电视端也看过
    repeated = any(
        mine.attribute == yours.attribute and mine.attribute[0] not in (None, "not", "brackets") and not mine.several
        and values_of(mine.condition) is not None
        for mine in leaves for yours in right
    )  # fmt: skip
    if glue != "or":
        return repeated and glue in ("and", "list", "comma") and len(leaves) > 0
    paused = at > 0 and symbols[at - 1].glue in ("comma", "stop")
    return paused or (repeated and (len(leaves) > 1 or len(right) > 1))


def _until_joint(symbols: list[Symbol]) -> list[Symbol]:
    taken = []
    for symbol in symbols:
        if symbol.glue in ("or", "comma", "stop", "and"):
            break
        taken.append(symbol)
    return taken


def _with_near_or(reading: Reading, symbols: list[Symbol]) -> list[Condition]:
    """An "or" between two neighbours joins just them."""
    parts: list[Condition] = []
    either = False
    for symbol in symbols:
        if symbol.leaf is not None:
            condition = because(reading, symbol.leaf.condition, symbol.leaf.spans)
            if either and parts:
                parts[-1] = (
                    AnyOf(of=(*parts[-1].of, condition))
                    if isinstance(parts[-1], AnyOf)
                    else AnyOf(of=(parts[-1], condition))
                )
            else:
                parts.append(condition)
            either = False
        elif symbol.glue == "or":
            either = True
    return parts
