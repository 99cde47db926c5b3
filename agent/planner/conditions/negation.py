"""What is left out: exceptions, negations in front of what they reach and behind it."""

from agent.planner.conditions.joined import all_of, any_of, because
from agent.planner.conditions.leaf import Leaf, Symbol
from agent.planner.conditions.lists import is_denied, listed, stands_behind, with_lists
from agent.planner.conditions.reading import Reading
from agent.planner.text.items import Amount, Filler, Joint, Measure, Mention, Span
from agent.planner.text.leftovers import SWITCHED_OFF, SWITCHED_ON
from tools.language import Text
from tools.segment import Condition, Not, TagCondition

# Who is not wanted, at the beginning of a clause.
_NO = ("no", "not any", "none of the", "不要", "别要", "不想要", "不看")
# What a clause in which something is denied may end with.
_ENDS = ("comma", "stop", "of", "but", "and", "or", "close", "nor")


def with_exceptions(reading: Reading, symbols: list[Symbol]) -> list[Symbol]:
    """ "except A and B", 除了A和B以外: everything up to the end of the clause is left out."""
    out: list[Symbol] = []
    i = 0
    while i < len(symbols):
        if symbols[i].glue == "except_end" and _negate_clause(reading, out, symbols[i]):
            i += 1  # 普卡和银卡之外的客人
            continue
        if symbols[i].glue != "except" and not _is_of_a_group(reading, symbols, i):
            out.append(symbols[i])
            i += 1
            continue
        end = _end_of_exception(symbols, i + 1) if symbols[i].glue == "except" else _end_of_group(symbols, i + 1)
        inner = [s for s in symbols[i + 1 : end] if s.glue != "except_end"]
        if parts := _excluded(reading, inner):
            spans = [reading.items[symbols[i].at], *(span for s in inner if s.leaf for span in s.leaf.spans)]
            condition = any_of(parts)
            out.append(
                Symbol(
                    symbols[i].at,
                    leaf=Leaf(symbols[i].at, Not(of=because(reading, condition, spans)), spans, verb=True),
                )
            )
        elif not (stands_behind(reading, symbols[i].at) and _negate_clause(reading, out, symbols[i])):
            _ask_what_not(reading, symbols[i].at)
        i = end
    return [symbol for symbol in out if symbol.glue != "except_end"]


def _is_of_a_group(reading: Reading, symbols: list[Symbol], i: int) -> bool:
    """ "no women from Shanghai", 不要上海的女士: who is all of that is left out, and nobody else."""
    if symbols[i].glue != "not" or reading.normalised(symbols[i].at) not in _NO:
        return False
    before = reading.before(symbols[i].at)
    first = before < 0 or (isinstance(item := reading.items[before], Joint) and item.glue in ("comma", "stop", "but"))
    inner = symbols[i + 1 : _end_of_group(symbols, i + 1)]
    return first and sum(symbol.leaf is not None for symbol in inner) > 1


def _end_of_group(symbols: list[Symbol], start: int) -> int:
    """What stands side by side, and lists of values inside it."""
    for i in range(start, len(symbols)):
        glue = symbols[i].glue
        listed_on = glue in ("and", "or", "list") and _continues_list(symbols, i)
        if glue is not None and glue not in ("of", "not") and not listed_on:
            return i
    return len(symbols)


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
    symbols = with_negations(reading, with_lists(reading, symbols))
    groups: list[list[Condition]] = [[]]
    for symbol in symbols:
        if symbol.leaf is not None:
            groups[-1].append(because(reading, symbol.leaf.condition, symbol.leaf.spans))
        elif symbol.glue in ("and", "or", "list", "nor"):
            groups.append([])
    return [all_of(group) for group in groups if group]


def with_negations(reading: Reading, symbols: list[Symbol]) -> list[Symbol]:
    """A negation reaches the next leaf; over an "or" of things done or had it reaches both."""
    out: list[Symbol] = []
    negation: Symbol | None = None
    i = 0
    while i < len(symbols):
        symbol = symbols[i]
        if symbol.glue in ("not", "never", "neither", "nor"):
            # Two in a row take each other back: 不是没有.
            negation = None if negation is not None and symbol.glue == "not" == negation.glue else symbol
            behind = _is_switched(reading, symbols, i) or _is_said_of_the_last(reading, out, symbol)
            behind = behind or _is_object_of_the_last(reading, out, symbol)
            done = negation is not None and behind and _negate_last(reading, out, symbol)
            done = done or (_ends_clause(reading, symbol.at) and _negate_clause(reading, out, symbol))
            negation = None if done else negation
        elif symbol.leaf is not None and negation is not None:
            reached, i = _reach(symbols, i, negation)
            span: Span = reading.items[negation.at]
            for leaf in reached:
                leaf.spans = [span, *leaf.spans]
            inner = [because(reading, leaf.condition, leaf.spans) for leaf in reached]
            merged = Leaf(
                negation.at,
                Not(of=any_of(inner)),
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
    if negation is not None and not (stands_behind(reading, negation.at) and _negate_clause(reading, out, negation)):
        _ask_what_not(reading, negation.at)
    return out


def _is_object_of_the_last(reading: Reading, out: list[Symbol], negation: Symbol) -> bool:
    """The "nothing" of "bought nothing this year": it denies the verb in front of it."""
    leaf = out[-1].leaf if out else None
    before = reading.items[negation.at - 1] if negation.at else None
    nothing = reading.tokens[reading.items[negation.at].start].text == "nothing"
    return nothing and leaf is not None and leaf.verb and before in leaf.spans


def _ends_clause(reading: Reading, at: int) -> bool:
    """金卡不要，联名卡要有: what is not wanted stands before."""
    behind = reading.items[at + 1] if at + 1 < len(reading.items) else None
    return stands_behind(reading, at) and isinstance(behind, Joint) and behind.glue in ("comma", "stop")


def _is_switched(reading: Reading, symbols: list[Symbol], i: int) -> bool:
    """The 没开 of 自动续费没开, "notifications off": the flag before it is meant, unless what is switched stands behind
    it, as in 有车、没开自动续费 and "in Jiangsu who are not on a plan"."""
    at = symbols[i].at
    item = reading.items[at]
    if "".join(token.text for token in reading.tokens[item.start : item.end]) in SWITCHED_OFF:
        return True
    behind = reading.items[at + 1] if at + 1 < len(reading.items) else None
    if not (isinstance(behind, Filler) and reading.tokens[behind.start].text in SWITCHED_ON):
        return False
    before = symbols[i - 1].leaf if i else None
    flag = before is not None and isinstance(before.condition, TagCondition) and before.condition.value is True
    leads = symbols[i + 1].leaf if i + 1 < len(symbols) else None
    return flag and leads is None


def _is_said_of_the_last(reading: Reading, out: list[Symbol], negation: Symbol) -> bool:
    """The 没上过 of 团课没上过的年卡会员, 一节团课都没上: what users did stands in front as the topic, and behind the
    negation only a verb that says it again."""
    after = negation.at + 1
    while after < len(reading.items) and (isinstance(reading.items[after], Filler) or _is_aspect(reading, after)):
        after += 1
    following = reading.items[after] if after < len(reading.items) else None
    last = reading.tokens[reading.items[after - 1].end - 1].text
    ends = following is None or last == "的" or (isinstance(following, Joint) and following.glue in _ENDS)
    before = negation.at - 1
    while before > 0 and _is_not_even_one(reading, before):
        before -= 1
    topic = reading.items[before] if before >= 0 else None
    leaf = out[-1].leaf if out else None
    done = isinstance(topic, Mention) and any(entry.event for entry in topic.entries)
    if leaf is None or not ends:
        return False
    return (done and topic in leaf.spans) or _is_had(reading, leaf, negation.at, after)


def _is_had(reading: Reading, leaf: Leaf, at: int, after: int) -> bool:
    """私教没有的 and 增肌、减脂都不想要的: so with what they have, and with all of a list. 没有 is a verb itself."""
    negation = reading.items[at]
    verb = after > at + 1 or negation.end - negation.start > 1
    return verb and reading.tokens[negation.start].kind == "han" and (leaf.verb or is_denied(reading, at - 1))


def _is_not_even_one(reading: Reading, at: int) -> bool:
    """The 一节都 of 团课一节都没上."""
    item = reading.items[at]
    one = isinstance(item, Amount) and item.quantity.value == 1 and item.quantity.op is None
    even = isinstance(item, Joint) and item.glue in ("both", "and", "but")
    return one or even or isinstance(item, Filler) or _is_aspect(reading, at)


def _is_aspect(reading: Reading, at: int) -> bool:
    item = reading.items[at]
    return isinstance(item, Measure) and item.aspect == "happened"


def _negate_last(reading: Reading, out: list[Symbol], negation: Symbol) -> bool:
    """The leaf right before a negation is negated. False when there is none."""
    leaf = out[-1].leaf if out else None
    if leaf is None:
        return False
    spans = [*leaf.spans, reading.items[negation.at]]
    condition = Not(of=because(reading, leaf.condition, spans))
    out[-1] = Symbol(negation.at, leaf=Leaf(negation.at, condition, spans, verb=True))
    return True


def _negate_clause(reading: Reading, out: list[Symbol], negation: Symbol) -> bool:
    """已退订的不要: what stands in front of it in the clause is left out. False when nothing does."""
    start = len(out)
    while start > 0 and not _begins_clause(out, start - 1) and out[start - 1].at < negation.at:
        start -= 1
    leaves = [symbol.leaf for symbol in out[start:] if symbol.leaf is not None]
    if not leaves:
        return False
    spans = [reading.items[negation.at], *(span for leaf in leaves for span in leaf.spans)]
    parts = _excluded(reading, out[start:])
    condition = because(reading, any_of(parts), spans)
    del out[start:]
    out.append(Symbol(negation.at, leaf=Leaf(negation.at, Not(of=condition), spans, verb=True)))
    return True


def _begins_clause(symbols: list[Symbol], i: int) -> bool:
    """A pause, and the 、 of 欠费超过200元、重点关怀户除外, which lists no values of one tag."""
    glue = symbols[i].glue
    return glue in ("comma", "stop", "but") or (glue == "list" and not _continues_list(symbols, i))


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
