"""A tree of conditions in words: joins, negation with its scope, and groups."""

from typing import assert_never

from tools.catalog.explain.comparison import Sentence, comparison_sentence
from tools.catalog.explain.event import event_sentence
from tools.catalog.explain.formula import formula_sentence
from tools.catalog.explain.place import near_sentence
from tools.catalog.explain.saved import lookalike_sentence, segment_sentence
from tools.catalog.explain.sequence import sequence_sentence
from tools.catalog.explain.words import name_of
from tools.catalog.model import Catalog
from tools.language import Lang
from tools.segment import (
    All,
    AnyOf,
    Condition,
    EventCondition,
    Formula,
    InLookalike,
    InSegment,
    LeafCondition,
    Near,
    Not,
    Sequence,
    TagCondition,
)


def condition_words(condition: Condition, catalog: Catalog, lang: Lang) -> str:
    """One condition with all that is inside it."""
    zh = lang == "zh"
    match condition:
        case All(of=()):
            return "全部用户" if zh else "all users"
        case All(of=(only,)) | AnyOf(of=(only,)):
            return condition_words(only, catalog, lang)
        case All(of=parts):
            return _joined([_part(part, catalog, lang) for part in parts], "并且" if zh else "and", lang)
        case AnyOf(of=parts):
            return _joined([_part(part, catalog, lang) for part in parts], "或者" if zh else "or", lang)
        case Not(of=part):
            return _negated(part, catalog, lang)
        case _:
            return _leaf(condition, catalog, lang).affirmed


def _negated(condition: Condition, catalog: Catalog, lang: Lang) -> str:
    zh = lang == "zh"
    match condition:
        case All(of=()):
            return "没有任何用户" if zh else "no users"
        case All(of=(only,)) | AnyOf(of=(only,)):
            return _negated(only, catalog, lang)
        case All(of=parts) | AnyOf(of=parts):
            listed = ("；" if zh else "; ").join(_part(part, catalog, lang) for part in parts)
            if isinstance(condition, All):
                return f"不同时满足（{listed}）" if zh else f"does not meet all of ({listed})"
            return f"不满足其中任何一项（{listed}）" if zh else f"meets none of ({listed})"
        case Not():
            return _does_not_meet(condition_words(condition, catalog, lang), lang)
        case _:
            sentence = _leaf(condition, catalog, lang)
            return sentence.negated or _does_not_meet(sentence.affirmed, lang)


def _part(condition: Condition, catalog: Catalog, lang: Lang) -> str:
    """A condition as part of a group: in parentheses where it is a group of its own."""
    words = condition_words(condition, catalog, lang)
    while isinstance(condition, (All, AnyOf)) and len(condition.of) == 1:
        condition = condition.of[0]
    if isinstance(condition, (All, AnyOf)) and condition.of:
        return f"（{words}）" if lang == "zh" else f"({words})"
    return words


def _joined(parts: list[str], word: str, lang: Lang) -> str:
    comma, semicolon = ("，", "；") if lang == "zh" else (", ", "; ")
    if any(comma in part for part in parts):
        return f"{semicolon}{word}{'' if lang == 'zh' else ' '}".join(parts)
    return f"，{word}".join(parts) if lang == "zh" else f" {word} ".join(parts)


def _does_not_meet(words: str, lang: Lang) -> str:
    return f"不满足（{words}）" if lang == "zh" else f"does not meet ({words})"


def _leaf(condition: LeafCondition, catalog: Catalog, lang: Lang) -> Sentence:
    match condition:
        case TagCondition():
            subject = name_of(condition.tag, catalog.tags, lang)
            return comparison_sentence(subject, condition, catalog.tag(condition.tag), catalog.as_of, lang)
        case EventCondition():
            return event_sentence(condition, catalog, lang)
        case Sequence():
            return sequence_sentence(condition, catalog, lang)
        case Formula():
            return formula_sentence(condition, catalog, lang)
        case Near():
            return near_sentence(condition, catalog, lang)
        case InSegment():
            return segment_sentence(condition, lang)
        case InLookalike():
            return lookalike_sentence(condition, lang)
        case _:
            assert_never(condition)
