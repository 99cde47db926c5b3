"""How conditions combine: lists of values, what a negation reaches, and before or.

Precedence, strongest first: values of one tag in a list; negation; "or" between neighbours; all that stands side by
side; "or" between whole phrases ("women in Beijing or men in Shanghai").
"""

from dataclasses import replace

from agent.planner.items import Filler, Joint, Span
from agent.planner.leaf import Leaf, Symbol
from agent.planner.leftovers import SWITCHED_OFF, SWITCHED_ON
from agent.planner.lists import listed, values_of, with_lists
from agent.planner.reading import Reading
from agent.planner.words import Glue
from tools.language import Text
from tools.segment import All, AnyOf, Condition, Not

# Negations that Chinese puts behind what they leave out.
_BEHIND = frozenset(("不要", "不算", "除外", "不看", "不行", "别要", "不含", "不包括", "不包含", "不用"))


def combine(reading: Reading, leaves: list[Leaf]) -> Condition:
    """The condition that all leaves make together."""
    symbols = [Symbol(leaf.at, leaf=leaf) for leaf in leaves]
    symbols += [
        Symbol(at, glue=item.glue)
        for at, item in enumerate(reading.items)
        if isinstance(item, Joint) and at not in reading.taken
    ]
    symbols.sort(key=lambda symbol: (symbol.at, symbol.leaf is None))
    if any(symbol.glue == "union" for symbol in symbols):
        symbols = [replace(symbol, glue="or") if symbol.glue in ("and", "list") else symbol for symbol in symbols]
    parts = _parse(reading, _in_brackets(reading, symbols))
    return parts[0] if len(parts) == 1 else All(of=tuple(parts))


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
                        leaf=Leaf(symbol.at, _all(inner), attribute=("brackets", str(symbol.at), None), verb=True),
                    )
                )
            continue
        elif symbol.glue != "close":
            out.append(symbol)
            continue
    return out


def _parse(reading: Reading, symbols: list[Symbol]) -> list[Condition]:
    symbols = _with_exceptions(reading, symbols)
    symbols = with_lists(reading, symbols)
    symbols = _with_negations(reading, symbols)
    return _with_or(reading, symbols)


# --- negation --------------------------------------------------------------------------------------------------------


def _with_exceptions(reading: Reading, symbols: list[Symbol]) -> list[Symbol]:
    """ "except A and B", 除了A和B以外: everything up to the end of the clause is left out."""
    out: list[Symbol] = []
    i = 0
    while i < len(symbols):
        if symbols[i].glue == "except_end" and _negate_clause(reading, out, symbols[i]):
            i += 1  # 普卡和银卡之外的客人
            continue
        if symbols[i].glue != "except":
            out.append(symbols[i])
            i += 1
            continue
        end = _end_of_exception(symbols, i + 1)
        inner = [s for s in symbols[i + 1 : end] if s.glue != "except_end"]
        if parts := _excluded(reading, inner):
            spans = [reading.items[symbols[i].at], *(span for s in inner if s.leaf for span in s.leaf.spans)]
            condition = _any(parts)
            out.append(
                Symbol(
                    symbols[i].at,
                    leaf=Leaf(symbols[i].at, Not(of=_because(reading, condition, spans)), spans, verb=True),
                )
            )
        else:
            _ask_what_not(reading, symbols[i].at)
        i = end
    return [symbol for symbol in out if symbol.glue != "except_end"]


def _end_of_exception(symbols: list[Symbol], start: int) -> int:
    for i in range(start, len(symbols)):
        if symbols[i].glue == "except_end":
            return i + 1
        if symbols[i].glue in ("stop", "but", "except"):
            return i
        if symbols[i].glue == "comma" and not _continues_list(symbols, i):
            return i
    return len(symbols)


def _continues_list(symbols: list[Symbol], comma: int) -> bool:
    """A comma inside a list of values of one tag does not end it."""
    before = symbols[comma - 1].leaf if comma else None
    after = symbols[comma + 1].leaf if comma + 1 < len(symbols) else None
    return before is not None and after is not None and listed(before, after)


def _excluded(reading: Reading, symbols: list[Symbol]) -> list[Condition]:
    """What is joined inside an exception is left out one by one; what stands side by side only together."""
    symbols = _with_negations(reading, with_lists(reading, symbols))
    groups: list[list[Condition]] = [[]]
    for symbol in symbols:
        if symbol.leaf is not None:
            groups[-1].append(_because(reading, symbol.leaf.condition, symbol.leaf.spans))
        elif symbol.glue in ("and", "or", "list", "nor"):
            groups.append([])
    return [_all(group) for group in groups if group]


def _with_negations(reading: Reading, symbols: list[Symbol]) -> list[Symbol]:
    """A negation reaches the next leaf; over an "or" of things done or had it reaches both."""
    out: list[Symbol] = []
    negation: Symbol | None = None
    i = 0
    while i < len(symbols):
        symbol = symbols[i]
        if symbol.glue in ("not", "never", "neither", "nor"):
            # Two in a row take each other back: 不是没有.
            negation = None if negation is not None and symbol.glue == "not" == negation.glue else symbol
            if negation is not None and _is_switched(reading, symbol.at) and _negate_last(reading, out, symbol):
                negation = None
        elif symbol.leaf is not None and negation is not None:
            reached, i = _reach(symbols, i, negation)
            span: Span = reading.items[negation.at]
            for leaf in reached:
                leaf.spans = [span, *leaf.spans]
            inner = [_because(reading, leaf.condition, leaf.spans) for leaf in reached]
            merged = Leaf(
                negation.at,
                Not(of=_any(inner)),
                [s for leaf in reached for s in leaf.spans],
                ("not", str(negation.at), None),
                verb=True,
            )
            out.append(Symbol(symbol.at, leaf=merged))
            negation = None
        elif symbol.glue == "comma" and negation is not None:
            out.append(symbol)
        else:
            out.append(symbol)
        i += 1
    if negation is not None and not (_stands_behind(reading, negation.at) and _negate_clause(reading, out, negation)):
        _ask_what_not(reading, negation.at)
    return out


def _stands_behind(reading: Reading, at: int) -> bool:
    item = reading.items[at]
    return "".join(token.text for token in reading.tokens[item.start : item.end]) in _BEHIND


def _is_switched(reading: Reading, at: int) -> bool:
    """The 没开 of 自动续费没开, "notifications off": what stands before it is meant."""
    item = reading.items[at]
    behind = reading.items[at + 1] if at + 1 < len(reading.items) else None
    switched = isinstance(behind, Filler) and reading.tokens[behind.start].text in SWITCHED_ON
    return switched or "".join(token.text for token in reading.tokens[item.start : item.end]) in SWITCHED_OFF


def _negate_last(reading: Reading, out: list[Symbol], negation: Symbol) -> bool:
    """The leaf right before a negation is negated. False when there is none."""
    leaf = out[-1].leaf if out else None
    if leaf is None:
        return False
    spans = [*leaf.spans, reading.items[negation.at]]
    condition = Not(of=_because(reading, leaf.condition, spans))
    out[-1] = Symbol(negation.at, leaf=Leaf(negation.at, condition, spans, verb=True))
    return True


def _negate_clause(reading: Reading, out: list[Symbol], negation: Symbol) -> bool:
    """已退订的不要: what stands in front of it in the clause is left out. False when nothing does."""
    start = len(out)
    while start > 0 and out[start - 1].glue not in ("comma", "stop", "but") and out[start - 1].at < negation.at:
        start -= 1
    leaves = [symbol.leaf for symbol in out[start:] if symbol.leaf is not None]
    if not leaves:
        return False
    spans = [reading.items[negation.at], *(span for leaf in leaves for span in leaf.spans)]
    parts = _excluded(reading, out[start:])
    condition = _because(reading, _any(parts), spans)
    del out[start:]
    out.append(Symbol(negation.at, leaf=Leaf(negation.at, Not(of=condition), spans, verb=True)))
    return True


def _ask_what_not(reading: Reading, at: int) -> None:
    """A negation that reaches nothing is never passed over."""
    words = reading.words(reading.items[at])
    if not reading.questions:
        reading.ask(Text(en=f'What does "{words}" exclude?', zh=f"“{words}”否定的是什么？"), words)


def _reach(symbols: list[Symbol], start: int, negation: Symbol) -> tuple[list[Leaf], int]:
    """The leaves a negation in front of `start` reaches, and the index of the last of them."""
    first = symbols[start].leaf
    assert first is not None
    reached, end = [first], start
    while end + 2 < len(symbols):
        glue, following = symbols[end + 1].glue, symbols[end + 2].leaf
        joined = glue == "or" or (glue in ("and", "list") and negation.glue != "neither")
        if not joined or following is None or not (first.verb and following.verb):
            break
        reached.append(following)
        end += 2
    return reached, end


# --- or --------------------------------------------------------------------------------------------------------------


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
    return [AnyOf(of=tuple(_all(parts) for parts in alternatives))]


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
    parts = [_all(inner) for each in alternatives if (inner := _with_near_or(reading, each))]
    either = [_any(parts)] if parts else []
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
            condition = _because(reading, symbol.leaf.condition, symbol.leaf.spans)
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


def _all(parts: list[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else All(of=tuple(parts))


def _any(parts: list[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else AnyOf(of=tuple(parts))


def _because(reading: Reading, condition: Condition, spans: list[Span]) -> Condition:
    return with_words(condition, reading.words(*spans)) if spans else condition


def with_words(condition: Condition, words: str) -> Condition:
    """The condition with each of its leaves tied to `words`, where it is not tied to words yet."""
    match condition:
        case All(of=parts) | AnyOf(of=parts):
            return condition.model_copy(update={"of": tuple(with_words(part, words) for part in parts)})
        case Not(of=part):
            return Not(of=with_words(part, words))
        case _:
            return condition if condition.because else condition.model_copy(update={"because": words})
